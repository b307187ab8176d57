/* SPDX-License-Identifier: PostgreSQL */
/*
 * Which columns of each relation a query may name, and which a statement may write.
 *
 * Without a catalog a bare name could be a column of any relation in the query, so it counts for each of them; a
 * qualified one counts for the relations of that name or alias. A star, a whole row, NATURAL JOIN and new column names
 * in FROM leave the list of the relation unknown. PostgreSQL records the same for a view, by column.
 */
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

/* A name under which a relation can be qualified in the query. */
typedef struct Alias
{
    const char *name;
    size_t use;
} Alias;

typedef struct Columns
{
    CommandParse *parse;
    Command *command;
    void *scratch;
    Alias *aliases;
    size_t alias_count;
    bool *is_unknown; /* of each use */
} Columns;

static bool find_alias(ProtobufCMessage *message, void *context);
static bool find_columns(ProtobufCMessage *message, void *context);
static void read_target_list(Columns *columns, PgQuery__Node *const *targets, size_t count);
static void read_insert(Columns *columns, const PgQuery__InsertStmt *insert);
static void read_reference(Columns *columns, const PgQuery__ColumnRef *reference);
static void read_join(Columns *columns, const PgQuery__JoinExpr *join);
static void add_column(Columns *columns, const char *qualifier, const char *name);
static void forget(Columns *columns, const char *qualifier);
static const char *field_text(const PgQuery__Node *field);

void
command_use_columns(CommandParse *parse, Command *command, const PgQuery__Node *query)
{
    Columns columns = {.parse = parse, .command = command};

    if (query == NULL || query->node_case == PG_QUERY__NODE__NODE__NOT_SET || command->use_count == 0)
    {
        return;
    }
    columns.scratch = mem_child(parse->owner, "columns");
    columns.is_unknown = mem_array(columns.scratch, bool, command->use_count);
    for (size_t i = 0; i < command->use_count; i++)
    {
        command->uses[i].columns = command_no_texts;
    }
    ddl_tree_walk(&query->string->base, find_alias, &columns);
    ddl_tree_walk(&query->string->base, find_columns, &columns);
    for (size_t i = 0; i < command->use_count; i++)
    {
        command->uses[i].columns = columns.is_unknown[i] ? NULL : command->uses[i].columns;
    }
    mem_free(columns.scratch);
}

void
command_data_columns(CommandParse *parse, Command *command)
{
    CommandUse *target = command->name_count > 0 ? command_find_use(command, command->names[0]) : NULL;

    command_use_columns(parse, command, parse->node);
    if (target != NULL && (command->kind == COMMAND_COPY_FROM || command->kind == COMMAND_COPY_TO))
    {
        target->columns = command->data->has_column_list ? command->data->columns : NULL;
    }
}

static bool
find_alias(ProtobufCMessage *message, void *context)
{
    Columns *columns = context;
    const PgQuery__RangeVar *relation = (PgQuery__RangeVar *) message;
    const CommandUse *use;

    if (!ddl_is(message, range_var))
    {
        return true;
    }
    use = command_find_use(columns->command, command_relation(columns->parse, relation));
    if (use != NULL)
    {
        Alias *alias = mem_push(columns->scratch, columns->aliases, columns->alias_count);

        alias->name = relation->alias != NULL ? relation->alias->aliasname : relation->relname;
        alias->use = (size_t) (use - columns->command->uses);
        columns->is_unknown[alias->use] =
            columns->is_unknown[alias->use] || (relation->alias != NULL && relation->alias->n_colnames > 0);
    }
    return false;
}

static bool
find_columns(ProtobufCMessage *message, void *context)
{
    if (ddl_is(message, column_ref))
    {
        read_reference(context, (PgQuery__ColumnRef *) message);
        return false;
    }
    if (ddl_is(message, join_expr))
    {
        read_join(context, (PgQuery__JoinExpr *) message);
    }
    else if (ddl_is(message, insert_stmt))
    {
        read_insert(context, (PgQuery__InsertStmt *) message);
    }
    else if (ddl_is(message, update_stmt))
    {
        PgQuery__UpdateStmt *update = (PgQuery__UpdateStmt *) message;

        read_target_list(context, update->target_list, update->n_target_list);
    }
    else if (ddl_is(message, on_conflict_clause))
    {
        PgQuery__OnConflictClause *conflict = (PgQuery__OnConflictClause *) message;

        read_target_list(context, conflict->target_list, conflict->n_target_list);
    }
    else if (ddl_is(message, merge_when_clause))
    {
        PgQuery__MergeWhenClause *action = (PgQuery__MergeWhenClause *) message;

        read_target_list(context, action->target_list, action->n_target_list);
    }
    else if (ddl_is(message, index_elem))
    {
        add_column(context, NULL, ((PgQuery__IndexElem *) message)->name);
    }
    return true;
}

/* Columns that are assigned. */
static void
read_target_list(Columns *columns, PgQuery__Node *const *targets, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        if (targets[i]->node_case == PG_QUERY__NODE__NODE_RES_TARGET)
        {
            add_column(columns, NULL, targets[i]->res_target->name);
        }
    }
}

/* Without a list of columns it goes by their places: all of them. DEFAULT VALUES names none. */
static void
read_insert(Columns *columns, const PgQuery__InsertStmt *insert)
{
    if (insert->n_cols > 0 || insert->select_stmt == NULL)
    {
        read_target_list(columns, insert->cols, insert->n_cols);
        return;
    }
    forget(columns, insert->relation->alias != NULL ? insert->relation->alias->aliasname : insert->relation->relname);
}

/* column, relation.column, schema.relation.column, relation.*, * */
static void
read_reference(Columns *columns, const PgQuery__ColumnRef *reference)
{
    size_t count = reference->n_fields;
    const char *name = count == 0 ? NULL : field_text(reference->fields[count - 1]);
    const char *qualifier = count < 2 ? NULL : field_text(reference->fields[count - 2]);

    if (name == NULL)
    {
        forget(columns, qualifier);
        return;
    }
    add_column(columns, qualifier, name);
    if (qualifier == NULL)
    {
        for (size_t i = 0; i < columns->alias_count; i++)
        {
            if (strcmp(columns->aliases[i].name, name) == 0)
            {
                columns->is_unknown[columns->aliases[i].use] = true; /* the whole row, or a column of that name */
            }
        }
    }
}

static void
read_join(Columns *columns, const PgQuery__JoinExpr *join)
{
    if (join->is_natural)
    {
        forget(columns, NULL);
    }
    for (size_t i = 0; i < join->n_using_clause; i++)
    {
        add_column(columns, NULL, field_text(join->using_clause[i]));
    }
}

static void
add_column(Columns *columns, const char *qualifier, const char *name)
{
    for (size_t i = 0; i < columns->alias_count && name != NULL; i++)
    {
        CommandUse *use = &columns->command->uses[columns->aliases[i].use];
        bool is_meant = qualifier == NULL || strcmp(columns->aliases[i].name, qualifier) == 0;
        size_t known = 0;

        while (use->columns[known] != NULL && strcmp(use->columns[known], name) != 0)
        {
            known++;
        }
        if (is_meant && use->columns[known] == NULL)
        {
            command_add_text(columns->parse, &use->columns, command_text(columns->parse, name));
        }
    }
}

/* Every column of the relations of that name; QUALIFIER NULL: of all. */
static void
forget(Columns *columns, const char *qualifier)
{
    for (size_t i = 0; i < columns->alias_count; i++)
    {
        if (qualifier == NULL || strcmp(columns->aliases[i].name, qualifier) == 0)
        {
            columns->is_unknown[columns->aliases[i].use] = true;
        }
    }
}

/* NULL for a star. */
static const char *
field_text(const PgQuery__Node *field)
{
    return field->node_case == PG_QUERY__NODE__NODE_STRING ? field->string->sval : NULL;
}
