/* SPDX-License-Identifier: PostgreSQL */
/*
 * The names of the columns that a query gives, as PostgreSQL would name them (FigureColname(), 15).
 *
 * A column is named by what it shows: a column or a function by its name, a cast by what it casts or else by the type.
 * Invariant: all names or none; a star, a JSON or XML construct or EXECUTE hides them.
 */
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

static const PgQuery__SelectStmt *first_select(const PgQuery__SelectStmt *select);
static void add_column(CommandParse *parse, Command *command, const char *name);
static const char *target_name(const PgQuery__ResTarget *target);
static const char *value_name(const PgQuery__Node *value, bool *is_weak);
static const char *cast_name(const PgQuery__TypeCast *cast, bool *is_weak);
static const char *case_name(const PgQuery__CaseExpr *choice, bool *is_weak);
static const char *query_name(const PgQuery__SubLink *query, bool *is_weak);
static const char *field_name(const PgQuery__AIndirection *indirection, bool *is_weak);
static const char *construct_name(const PgQuery__Node *value, bool *is_weak);

void
command_output_columns(CommandParse *parse, Command *command, const PgQuery__Node *query, PgQuery__Node *const *names,
                       size_t name_count)
{
    const PgQuery__SelectStmt *select =
        query->node_case == PG_QUERY__NODE__NODE_SELECT_STMT ? first_select(query->select_stmt) : NULL;
    size_t count = select == NULL ? 0 : select->n_target_list;

    for (size_t i = 0; i < name_count; i++)
    {
        add_column(parse, command, ddl_node_text(names[i]));
    }
    if (select != NULL && select->n_values_lists > 0)
    {
        count = select->values_lists[0]->list->n_items;
    }
    for (size_t i = 0; i < count; i++)
    {
        const char *name = select->n_values_lists > 0 ? mem_printf(parse->owner, "column%zu", i + 1)
                                                      : target_name(select->target_list[i]->res_target);

        if (name == NULL)
        {
            command->column_count = 0;
            break;
        }
        if (i >= name_count)
        {
            add_column(parse, command, name);
        }
    }
}

static const PgQuery__SelectStmt *
first_select(const PgQuery__SelectStmt *select)
{
    while (select->larg != NULL)
    {
        select = select->larg;
    }
    return select;
}

static void
add_column(CommandParse *parse, Command *command, const char *name)
{
    CommandColumn *column = mem_push(parse->owner, command->columns, command->column_count);

    *column = (CommandColumn){
        .name = mem_strdup(parse->owner, name == NULL ? "" : name),
        .type = {.name = ""},
        .sequence_options = command_no_texts,
        .offset = parse->offset,
        .length = parse->length,
    };
}

/* NULL for a star. */
static const char *
target_name(const PgQuery__ResTarget *target)
{
    const char *name = ddl_written(target->name);
    bool is_weak = false;

    if (name != NULL)
    {
        return name;
    }
    if (target->val != NULL && target->val->node_case == PG_QUERY__NODE__NODE_COLUMN_REF &&
        ddl_column_name(target->val->column_ref) == NULL)
    {
        return NULL;
    }
    name = target->val == NULL ? NULL : value_name(target->val, &is_weak);
    return name == NULL ? "?column?" : name;
}

/* NULL where nothing names it; IS_WEAK: a name that an outer construct may replace. */
static const char *
value_name(const PgQuery__Node *value, bool *is_weak)
{
    *is_weak = false;
    switch ((int) value->node_case) /* the kinds of expression that give a name */
    {
        case PG_QUERY__NODE__NODE_COLUMN_REF:
        {
            const PgQuery__String *column = ddl_column_name(value->column_ref);

            return column == NULL ? NULL : column->sval;
        }
        case PG_QUERY__NODE__NODE_FUNC_CALL:
            return ddl_names(value->func_call->funcname, value->func_call->n_funcname).name;
        case PG_QUERY__NODE__NODE_A_INDIRECTION:
            return field_name(value->a_indirection, is_weak);
        case PG_QUERY__NODE__NODE_A_EXPR:
            return value->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF ? "nullif" : NULL;
        case PG_QUERY__NODE__NODE_TYPE_CAST:
            return cast_name(value->type_cast, is_weak);
        case PG_QUERY__NODE__NODE_COLLATE_CLAUSE:
            return value->collate_clause->arg == NULL ? NULL : value_name(value->collate_clause->arg, is_weak);
        case PG_QUERY__NODE__NODE_SUB_LINK:
            return query_name(value->sub_link, is_weak);
        case PG_QUERY__NODE__NODE_CASE_EXPR:
            return case_name(value->case_expr, is_weak);
        default: /* of an enum that is read as a number */
            return construct_name(value, is_weak);
    }
}

static const char *
field_name(const PgQuery__AIndirection *indirection, bool *is_weak)
{
    for (size_t i = indirection->n_indirection; i > 0; i--)
    {
        if (ddl_node_text(indirection->indirection[i - 1]) != NULL)
        {
            return ddl_node_text(indirection->indirection[i - 1]);
        }
    }
    return indirection->arg == NULL ? NULL : value_name(indirection->arg, is_weak);
}

static const char *
cast_name(const PgQuery__TypeCast *cast, bool *is_weak)
{
    const char *name = cast->arg == NULL ? NULL : value_name(cast->arg, is_weak);

    if ((name == NULL || *is_weak) && cast->type_name != NULL)
    {
        name = ddl_names(cast->type_name->names, cast->type_name->n_names).name;
        *is_weak = true;
    }
    return name;
}

static const char *
case_name(const PgQuery__CaseExpr *choice, bool *is_weak)
{
    const char *name = choice->defresult == NULL ? NULL : value_name(choice->defresult, is_weak);

    if (name == NULL || *is_weak)
    {
        *is_weak = true;
        return "case";
    }
    return name;
}

static const char *
query_name(const PgQuery__SubLink *query, bool *is_weak)
{
    const PgQuery__SelectStmt *select;

    if (query->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK)
    {
        return "exists";
    }
    if (query->sub_link_type == PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK)
    {
        return "array";
    }
    if (query->sub_link_type != PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK)
    {
        return NULL;
    }
    select = first_select(query->subselect->select_stmt);
    if (select->n_target_list == 0)
    {
        return NULL;
    }
    if (ddl_written(select->target_list[0]->res_target->name) != NULL)
    {
        return select->target_list[0]->res_target->name;
    }
    return value_name(select->target_list[0]->res_target->val, is_weak);
}

static const char *
construct_name(const PgQuery__Node *value, bool *is_weak)
{
    switch ((int) value->node_case)
    {
        case PG_QUERY__NODE__NODE_A_ARRAY_EXPR:
            return "array";
        case PG_QUERY__NODE__NODE_ROW_EXPR:
            return "row";
        case PG_QUERY__NODE__NODE_COALESCE_EXPR:
            return "coalesce";
        case PG_QUERY__NODE__NODE_GROUPING_FUNC:
            return "grouping";
        case PG_QUERY__NODE__NODE_MIN_MAX_EXPR:
            return value->min_max_expr->op == PG_QUERY__MIN_MAX_OP__IS_GREATEST ? "greatest" : "least";
        case PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION:
            return command_value_function(value->sqlvalue_function->op);
        case PG_QUERY__NODE__NODE_XML_SERIALIZE:
            return "xmlserialize";
        default: /* of an enum that is read as a number */
            *is_weak = true;
            return NULL;
    }
}
