/* SPDX-License-Identifier: PostgreSQL */
/*
 * SELECT, VALUES, INSERT, UPDATE, DELETE, MERGE and COPY: what they read and write and which columns they name.
 *
 * SELECT … INTO is PostgreSQL's older spelling of CREATE TABLE AS; in a set operation INTO stands in the first SELECT.
 */
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

static void read_select(CommandParse *parse, const void *message);
static void read_insert(CommandParse *parse, const void *message);
static void read_update(CommandParse *parse, const void *message);
static void read_delete(CommandParse *parse, const void *message);
static void read_merge(CommandParse *parse, const void *message);
static void read_copy(CommandParse *parse, const void *message);
static Command *add_write(CommandParse *parse, CommandKind kind, const PgQuery__RangeVar *relation);
static void add_target(CommandParse *parse, CommandData *data, const PgQuery__Node *target);
static void read_values(CommandParse *parse, CommandData *data, const PgQuery__SelectStmt *values);
static char value_letter(const PgQuery__SelectStmt *values, size_t column);
static bool is_null(const PgQuery__Node *node);
static bool selects_star(const PgQuery__SelectStmt *select);
static bool has_star(PgQuery__Node *const *targets, size_t count);
static bool has_limit(const PgQuery__Node *node);
static bool find_limit(ProtobufCMessage *message, void *context);
static PgQuery__IntoClause *into_of(const PgQuery__SelectStmt *select);

static const CommandRow rows[] = {
    {PG_QUERY__NODE__NODE_SELECT_STMT, read_select}, {PG_QUERY__NODE__NODE_INSERT_STMT, read_insert},
    {PG_QUERY__NODE__NODE_UPDATE_STMT, read_update}, {PG_QUERY__NODE__NODE_DELETE_STMT, read_delete},
    {PG_QUERY__NODE__NODE_MERGE_STMT, read_merge},   {PG_QUERY__NODE__NODE_COPY_STMT, read_copy},
};

bool
command_read_data(CommandParse *parse, const PgQuery__Node *node)
{
    size_t before = parse->list->count;
    bool is_read = command_read_by(parse, node, rows, sizeof(rows) / sizeof(rows[0]));

    if (is_read && parse->names_columns && parse->list->count > before)
    {
        command_data_columns(parse, &parse->list->commands[before]);
    }
    return is_read;
}

static void
read_select(CommandParse *parse, const void *message)
{
    const PgQuery__SelectStmt *select = message;
    const PgQuery__IntoClause *into = into_of(select);
    Command *command;

    if (into != NULL)
    {
        command = command_add(parse, COMMAND_CREATE_AS, SQL_TABLE);
        command_add_name(parse, command, command_relation(parse, into->rel));
        command->is_temporary = strcmp(into->rel->relpersistence, "t") == 0;
        command->is_unlogged = strcmp(into->rel->relpersistence, "u") == 0;
        command_output_columns(parse, command, parse->node, NULL, 0);
    }
    else
    {
        command = command_add(parse, select->n_values_lists > 0 ? COMMAND_VALUES : COMMAND_SELECT, SQL_NOTHING);
    }
    command_select(parse, command, parse->node);
}

static PgQuery__IntoClause *
into_of(const PgQuery__SelectStmt *select)
{
    while (select->larg != NULL)
    {
        select = select->larg;
    }
    return select->into_clause;
}

void
command_select(CommandParse *parse, Command *command, const PgQuery__Node *query)
{
    CommandData *data = mem_new(parse->owner, CommandData);

    data->columns = command_no_texts;
    data->nulls = command_no_texts;
    if (query->node_case == PG_QUERY__NODE__NODE_SELECT_STMT)
    {
        const PgQuery__SelectStmt *select = query->select_stmt;

        data->has_star = selects_star(select);
        data->has_where = select->where_clause != NULL;
        data->is_values = select->n_values_lists > 0;
        data->has_limit = has_limit(query);
    }
    command->data = data;
    command_add_uses(parse, command, query);
}

static bool
selects_star(const PgQuery__SelectStmt *select)
{
    return select != NULL && (has_star(select->target_list, select->n_target_list) || selects_star(select->larg) ||
                              selects_star(select->rarg));
}

static bool
has_star(PgQuery__Node *const *targets, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        const PgQuery__Node *value =
            targets[i]->node_case == PG_QUERY__NODE__NODE_RES_TARGET ? targets[i]->res_target->val : NULL;

        if (value != NULL && value->node_case == PG_QUERY__NODE__NODE_COLUMN_REF &&
            ddl_column_name(value->column_ref) == NULL)
        {
            return true;
        }
    }
    return false;
}

static bool
has_limit(const PgQuery__Node *node)
{
    bool found = false;

    ddl_tree_walk(&node->string->base, find_limit, &found);
    return found;
}

static bool
find_limit(ProtobufCMessage *message, void *context)
{
    bool *found = context;

    if (ddl_is(message, select_stmt) && ((PgQuery__SelectStmt *) message)->limit_count != NULL)
    {
        *found = true;
    }
    return !*found;
}

/* A statement that writes to RELATION, with its relations and calls. */
static Command *
add_write(CommandParse *parse, CommandKind kind, const PgQuery__RangeVar *relation)
{
    Command *command = command_add(parse, kind, SQL_TABLE);

    command_add_name(parse, command, command_relation(parse, relation));
    command->only = !relation->inh;
    command->data = mem_new(parse->owner, CommandData);
    command->data->columns = command_no_texts;
    command->data->nulls = command_no_texts;
    command->data->has_limit = has_limit(parse->node);
    command_add_uses(parse, command, parse->node);
    return command;
}

static void
read_insert(CommandParse *parse, const void *message)
{
    const PgQuery__InsertStmt *insert = message;
    CommandData *data = add_write(parse, COMMAND_INSERT, insert->relation)->data;
    const PgQuery__SelectStmt *select = insert->select_stmt == NULL ? NULL : insert->select_stmt->select_stmt;

    data->has_column_list = insert->n_cols > 0;
    data->has_conflict = insert->on_conflict_clause != NULL;
    data->is_values = select == NULL || select->n_values_lists > 0;
    data->has_star = has_star(insert->returning_list, insert->n_returning_list) || selects_star(select);
    for (size_t i = 0; i < insert->n_cols; i++)
    {
        command_add_text(parse, &data->columns, insert->cols[i]->res_target->name);
    }
    if (select == NULL)
    {
        data->value_count = -1;
    }
    else if (data->is_values)
    {
        read_values(parse, data, select);
    }
}

/* Rows of VALUES are equally long. */
static void
read_values(CommandParse *parse, CommandData *data, const PgQuery__SelectStmt *values)
{
    size_t count = values->values_lists[0]->list->n_items;
    char *row = mem_array(parse->owner, char, count + 1);
    size_t named = 0;

    for (size_t i = 0; i < count; i++)
    {
        row[i] = value_letter(values, i);
    }
    data->value_count = (int) count;
    data->row = row;
    while (data->columns[named] != NULL)
    {
        named++;
    }
    for (size_t i = 0; i < named && i < count; i++)
    {
        if (row[i] == 'n')
        {
            command_add_text(parse, &data->nulls, data->columns[i]);
        }
    }
}

static char
value_letter(const PgQuery__SelectStmt *values, size_t column)
{
    bool has_value = false;
    bool has_default = false;

    for (size_t row = 0; row < values->n_values_lists && !(has_value && has_default); row++)
    {
        const PgQuery__List *list = values->values_lists[row]->list;
        const PgQuery__Node *value = column < list->n_items ? list->items[column] : NULL;

        if (value != NULL && value->node_case == PG_QUERY__NODE__NODE_SET_TO_DEFAULT)
        {
            has_default = true;
        }
        else if (value != NULL && !is_null(value))
        {
            has_value = true;
        }
    }
    if (has_default)
    {
        return has_value ? 'b' : 'd';
    }
    return has_value ? 'v' : 'n';
}

static bool
is_null(const PgQuery__Node *node)
{
    while (node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
    {
        node = node->type_cast->arg;
    }
    return node->node_case == PG_QUERY__NODE__NODE_A_CONST && node->a_const->isnull;
}

static void
read_update(CommandParse *parse, const void *message)
{
    const PgQuery__UpdateStmt *update = message;
    CommandData *data = add_write(parse, COMMAND_UPDATE, update->relation)->data;

    data->has_where = update->where_clause != NULL;
    data->has_star = has_star(update->returning_list, update->n_returning_list);
    for (size_t i = 0; i < update->n_target_list; i++)
    {
        add_target(parse, data, update->target_list[i]);
    }
}

/* An assignment: its column, and whether it is to NULL. */
static void
add_target(CommandParse *parse, CommandData *data, const PgQuery__Node *target)
{
    const PgQuery__ResTarget *assignment = target->res_target;

    command_add_text(parse, &data->columns, assignment->name);
    if (assignment->val != NULL && is_null(assignment->val))
    {
        command_add_text(parse, &data->nulls, assignment->name);
    }
}

static void
read_delete(CommandParse *parse, const void *message)
{
    const PgQuery__DeleteStmt *delete = message;
    CommandData *data = add_write(parse, COMMAND_DELETE, delete->relation)->data;

    data->has_where = delete->where_clause != NULL;
    data->has_star = has_star(delete->returning_list, delete->n_returning_list);
}

/* The columns of all its actions, one after the other. */
static void
read_merge(CommandParse *parse, const void *message)
{
    const PgQuery__MergeStmt *merge = message;
    CommandData *data = add_write(parse, COMMAND_MERGE, merge->relation)->data;

    for (size_t i = 0; i < merge->n_merge_when_clauses; i++)
    {
        const PgQuery__MergeWhenClause *action = merge->merge_when_clauses[i]->merge_when_clause;
        bool inserts = action->command_type == PG_QUERY__CMD_TYPE__CMD_INSERT;

        data->has_column_list = data->has_column_list || (inserts && action->n_target_list > 0);
        for (size_t j = 0; j < action->n_target_list; j++)
        {
            command_add_text(parse, &data->columns, action->target_list[j]->res_target->name);
        }
    }
}

static void
read_copy(CommandParse *parse, const void *message)
{
    const PgQuery__CopyStmt *copy = message;
    Command *command = command_add(parse, copy->is_from ? COMMAND_COPY_FROM : COMMAND_COPY_TO, SQL_TABLE);

    command->options = command_option_names(parse, copy->options, copy->n_options);
    if (copy->query != NULL && copy->query->node_case == PG_QUERY__NODE__NODE_SELECT_STMT)
    {
        command_select(parse, command, copy->query);
        return;
    }
    command->data = mem_new(parse->owner, CommandData);
    command->data->is_from = copy->is_from != 0;
    command->data->has_column_list = copy->n_attlist > 0;
    command->data->has_where = copy->where_clause != NULL;
    command->data->columns = command_texts(parse, copy->attlist, copy->n_attlist);
    command->data->nulls = command_no_texts;
    if (copy->relation != NULL)
    {
        QualifiedName table = command_relation(parse, copy->relation);

        command_add_name(parse, command, table);
        command_add_use(parse, command, table, copy->is_from ? LOCK_ROW_EXCLUSIVE : LOCK_ACCESS_SHARE);
    }
    command_add_uses(parse, command, copy->query); /* COPY (DELETE … RETURNING …) TO */
    command_add_uses(parse, command, copy->where_clause);
}
