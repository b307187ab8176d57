/* SPDX-License-Identifier: PostgreSQL */
/*
 * Definitions of what depends on a column, as the catalog gives them: what they say of columns, and their equals.
 */
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

/* Bits of CreateTrigStmt.timing and events (pg_trigger.h). */
#define TRIGGER_BEFORE 2
#define TRIGGER_INSERT 4
#define TRIGGER_UPDATE 16

typedef struct Reach
{
    QualifiedName table;
    DdlReach reach;
} Reach;

static bool find_reach(ProtobufCMessage *message, void *context);
static bool is_table(const Reach *reach, const PgQuery__RangeVar *relation);
static void widen_list(void *owner, PgQuery__CreateTrigStmt *trigger, const ColumnRename *renames, size_t count);

bool
ddl_reach(void *owner, const char *definition, QualifiedName table, DdlReach *reach, Error *err)
{
    void *scratch = mem_child(owner, "reach");
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, definition, NULL, err);
    Reach found = {.table = table};

    if (tree != NULL)
    {
        ddl_tree_walk(&tree->base, find_reach, &found);
    }
    *reach = found.reach;
    mem_free(scratch);
    return tree != NULL;
}

/* A join's and a function's columns may be those of the table, one after the other; a subquery's are written out. */
static bool
find_reach(ProtobufCMessage *message, void *context)
{
    Reach *reach = context;
    const PgQuery__Alias *alias = NULL;

    if (ddl_is(message, range_var))
    {
        alias =
            is_table(reach, (const PgQuery__RangeVar *) message) ? ((const PgQuery__RangeVar *) message)->alias : NULL;
    }
    else if (ddl_is(message, join_expr))
    {
        alias = ((const PgQuery__JoinExpr *) message)->alias;
    }
    else if (ddl_is(message, range_function))
    {
        alias = ((const PgQuery__RangeFunction *) message)->alias;
    }
    else if (ddl_is(message, insert_stmt))
    {
        const PgQuery__InsertStmt *insert = (const PgQuery__InsertStmt *) message;
        const PgQuery__OnConflictClause *conflict = insert->on_conflict_clause;

        if (conflict != NULL && conflict->action == PG_QUERY__ON_CONFLICT_ACTION__ONCONFLICT_UPDATE &&
            is_table(reach, insert->relation))
        {
            reach->reach = DDL_REACH_EXCLUDED;
        }
    }
    if (alias != NULL && alias->n_colnames > 0)
    {
        reach->reach = DDL_REACH_POSITION;
    }
    return true;
}

static bool
is_table(const Reach *reach, const PgQuery__RangeVar *relation)
{
    QualifiedName name = ddl_relation(relation);

    return strcmp(name.name, reach->table.name) == 0 &&
           (name.schema == NULL || strcmp(name.schema, reach->table.schema) == 0);
}

DdlTrigger *
ddl_trigger(void *owner, const char *definition, const ColumnRename *renames, size_t rename_count, Error *err)
{
    DdlTrigger *result = mem_new(owner, DdlTrigger);
    void *scratch = mem_child(owner, "trigger");
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, definition, NULL, err);
    PgQuery__Node *statement = tree == NULL ? NULL : ddl_tree_statement(tree);

    if (statement != NULL && statement->node_case == PG_QUERY__NODE__NODE_CREATE_TRIG_STMT)
    {
        PgQuery__CreateTrigStmt *trigger = statement->create_trig_stmt;
        static const char *const none[] = {NULL};

        result->sees_early =
            (trigger->timing & TRIGGER_BEFORE) != 0 && (trigger->events & (TRIGGER_INSERT | TRIGGER_UPDATE)) != 0;
        result->condition_columns =
            trigger->when_clause == NULL ? none : ddl_columns_below(owner, &trigger->when_clause->base);
        widen_list(scratch, trigger, renames, rename_count);
        result->widened = ddl_write(owner, tree, err);
    }
    else if (tree != NULL)
    {
        error_set(err, ERROR_FAILED, "this is not the definition of a trigger: %s", definition);
    }
    mem_free(scratch);
    return result->widened == NULL ? NULL : result;
}

static void
widen_list(void *owner, PgQuery__CreateTrigStmt *trigger, const ColumnRename *renames, size_t count)
{
    size_t listed = trigger->n_columns;
    PgQuery__Node **columns = mem_array(owner, PgQuery__Node *, listed + count + 1);

    for (size_t i = 0; i < listed; i++)
    {
        columns[i] = trigger->columns[i];
    }
    for (size_t i = 0; i < count; i++)
    {
        for (size_t j = 0; j < listed; j++)
        {
            const char *column = ddl_node_text(columns[j]);

            if (column != NULL && strcmp(column, renames[i].from) == 0)
            {
                columns[trigger->n_columns++] = ddl_node_string(owner, renames[i].to);
                break;
            }
        }
    }
    trigger->columns = columns;
}

char *
ddl_statistics_rename(void *owner, const char *definition, QualifiedName name, const ColumnRename *renames,
                      size_t rename_count, Error *err)
{
    void *scratch = mem_child(owner, "statistics");
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, definition, NULL, err);
    PgQuery__Node *statement = tree == NULL ? NULL : ddl_tree_statement(tree);
    char *text = NULL;

    if (statement != NULL && statement->node_case == PG_QUERY__NODE__NODE_CREATE_STATS_STMT)
    {
        PgQuery__CreateStatsStmt *statistics = statement->create_stats_stmt;

        statistics->n_defnames = 2;
        statistics->defnames = mem_array(scratch, PgQuery__Node *, 2);
        statistics->defnames[0] = ddl_node_string(scratch, name.schema);
        statistics->defnames[1] = ddl_node_string(scratch, name.name);
        ddl_rename_below(scratch, &statement->base, renames, rename_count);
        for (size_t i = 0; i < statistics->n_exprs; i++)
        {
            PgQuery__StatsElem *element = statistics->exprs[i]->stats_elem;

            element->name = mem_strdup(scratch, ddl_renamed(element->name, renames, rename_count));
        }
        text = ddl_write(owner, tree, err);
    }
    else if (tree != NULL)
    {
        error_set(err, ERROR_FAILED, "this is not the definition of statistics: %s", definition);
    }
    mem_free(scratch);
    return text;
}
