/* SPDX-License-Identifier: PostgreSQL */
/*
 * Is an expression computable from one row of one table? And is it nothing but bare columns?
 *
 * Functions are known by name only here: an aggregate of the application's own is found by the server when the
 * trigger's function is made. `customer` alone may be the whole row or a column of that name; the caller, who has the
 * catalog, can tell.
 */
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

/* Aggregates of pg_catalog (15) that need no clause of their own to be one. */
static const char *const aggregates[] = {
    "array_agg",
    "avg",
    "bit_and",
    "bit_or",
    "bit_xor",
    "bool_and",
    "bool_or",
    "corr",
    "count",
    "covar_pop",
    "covar_samp",
    "every",
    "json_agg",
    "json_object_agg",
    "jsonb_agg",
    "max",
    "min",
    "mode",
    "jsonb_object_agg",
    "range_agg",
    "range_intersect_agg",
    "stddev",
    "stddev_pop",
    "sum",
    "stddev_samp",
    "string_agg",
    "variance",
    "var_pop",
    "var_samp",
    "xmlagg",
};

typedef struct Foreign
{
    void *owner;
    const PgQuery__RangeVar *table;
    DdlForeign found;
} Foreign;

static bool find_foreign(ProtobufCMessage *message, void *context);
static void note(Foreign *foreign, const char *what, int32_t location);
static void check_call(Foreign *foreign, const PgQuery__FuncCall *call);
static void check_column(Foreign *foreign, PgQuery__ColumnRef *column);
static bool is_our_table(const PgQuery__RangeVar *table, const PgQuery__ColumnRef *column);
static bool count_parts(ProtobufCMessage *message, void *context);

DdlForeign
ddl_foreign_part(void *owner, PgQuery__Node *value, const PgQuery__RangeVar *table)
{
    Foreign foreign = {.owner = owner, .table = table};

    ddl_tree_walk(&value->base, find_foreign, &foreign);
    return foreign.found;
}

static bool
find_foreign(ProtobufCMessage *message, void *context)
{
    Foreign *foreign = context;

    if (ddl_is(message, sub_link))
    {
        note(foreign, "a subquery reads more than the row", ((PgQuery__SubLink *) message)->location);
    }
    else if (ddl_is(message, param_ref))
    {
        note(foreign,
             mem_printf(foreign->owner, "parameter $%d has no value here",
                        (int) ((PgQuery__ParamRef *) message)->number),
             ((PgQuery__ParamRef *) message)->location);
    }
    else if (ddl_is(message, grouping_func))
    {
        note(foreign, "GROUPING needs more than the row", ((PgQuery__GroupingFunc *) message)->location);
    }
    else if (ddl_is(message, current_of_expr))
    {
        note(foreign, "WHERE CURRENT OF reads a cursor", 0);
    }
    else if (ddl_is(message, set_to_default))
    {
        note(foreign, "DEFAULT is not an expression: write the value", ((PgQuery__SetToDefault *) message)->location);
    }
    else if (ddl_is(message, func_call))
    {
        check_call(foreign, (PgQuery__FuncCall *) message);
    }
    else if (ddl_is(message, column_ref))
    {
        check_column(foreign, (PgQuery__ColumnRef *) message);
    }
    return foreign->found.what == NULL;
}

static void
note(Foreign *foreign, const char *what, int32_t location)
{
    if (foreign->found.what == NULL)
    {
        foreign->found.what = what;
        foreign->found.offset = location > 0 ? (size_t) location : 0;
    }
}

static void
check_call(Foreign *foreign, const PgQuery__FuncCall *call)
{
    QualifiedName name = ddl_names(call->funcname, call->n_funcname);
    bool is_aggregate = call->agg_star || call->agg_distinct || call->n_agg_order > 0 || call->agg_filter != NULL ||
                        call->agg_within_group;

    for (size_t i = 0; i < sizeof(aggregates) / sizeof(aggregates[0]); i++)
    {
        is_aggregate = is_aggregate || (strcmp(name.name, aggregates[i]) == 0 &&
                                        (name.schema == NULL || strcmp(name.schema, "pg_catalog") == 0));
    }
    if (call->over != NULL)
    {
        note(foreign, mem_printf(foreign->owner, "window function %s reads more than the row", name.name),
             call->location);
    }
    else if (is_aggregate)
    {
        note(foreign, mem_printf(foreign->owner, "aggregate %s reads more than the row", name.name), call->location);
    }
}

static void
check_column(Foreign *foreign, PgQuery__ColumnRef *column)
{
    if (ddl_column_name(column) == NULL)
    {
        note(foreign, "the whole row (*) differs between V and V+1: name the columns", column->location);
    }
    else if (!is_our_table(foreign->table, column))
    {
        note(foreign,
             mem_printf(foreign->owner, "\"%s\" is not the table of this UPDATE",
                        ddl_node_text(column->fields[column->n_fields - 2])),
             column->location);
    }
}

/* PostgreSQL hides a table's name behind its alias. */
static bool
is_our_table(const PgQuery__RangeVar *table, const PgQuery__ColumnRef *column)
{
    const char *name = table->alias != NULL ? table->alias->aliasname : table->relname;
    const char *schema = ddl_written(table->schemaname);

    if (column->n_fields == 1)
    {
        return true;
    }
    if (strcmp(ddl_node_text(column->fields[column->n_fields - 2]), name) != 0)
    {
        return false;
    }
    return column->n_fields == 2 || (column->n_fields == 3 && table->alias == NULL &&
                                     (schema == NULL || strcmp(ddl_node_text(column->fields[0]), schema) == 0));
}

/* What an expression is made of. */
typedef struct Parts
{
    size_t columns;
    size_t others;
} Parts;

char *
ddl_bare_columns(void *owner, const SqlExpression *expression)
{
    PgQuery__Node *value = ddl_expression_value(expression);
    Parts parts = {0};

    ddl_tree_walk(&value->base, count_parts, &parts);
    if (parts.others > 0 || parts.columns == 0)
    {
        return NULL;
    }
    if (parts.columns == 1)
    {
        return mem_strdup(owner, "a column");
    }
    if (value->node_case == PG_QUERY__NODE__NODE_A_EXPR && parts.columns == 2)
    {
        const char *operation = ddl_names(value->a_expr->name, value->a_expr->n_name).name;
        const char *const *names = ddl_expression_columns(owner, expression);

        if (strcmp(operation, "=") == 0)
        {
            return NULL;
        }
        if (strcmp(operation, "/") == 0 && value->a_expr->lexpr->node_case == PG_QUERY__NODE__NODE_COLUMN_REF &&
            value->a_expr->rexpr->node_case == PG_QUERY__NODE__NODE_COLUMN_REF && names[1] != NULL)
        {
            return mem_printf(owner, "two columns, %s divided by %s",
                              ddl_column_name(value->a_expr->lexpr->column_ref)->sval,
                              ddl_column_name(value->a_expr->rexpr->column_ref)->sval);
        }
    }
    return mem_strdup(owner, "an expression of columns");
}

static bool
count_parts(ProtobufCMessage *message, void *context)
{
    Parts *parts = context;

    if (ddl_is(message, column_ref))
    {
        parts->columns += ddl_column_name((PgQuery__ColumnRef *) message) != NULL;
        parts->others += ddl_column_name((PgQuery__ColumnRef *) message) == NULL;
        return false;
    }
    parts->others += !ddl_is(message, node) && !ddl_is(message, a__expr) && !ddl_is(message, string);
    return true;
}
