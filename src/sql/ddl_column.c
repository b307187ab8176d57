/* SPDX-License-Identifier: PostgreSQL */
/*
 * The definition of one column: type, collation, NOT NULL, DEFAULT, inline CHECKs, and what else is written in it.
 *
 * The parser gives DEFAULT, NOT NULL and CHECK as constraints of the ColumnDef. A literal default is stored in the
 * catalog instead of in every row (PostgreSQL 11), which is why it matters whether a default is one.
 */
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

typedef struct CheckList
{
    PgQuery__Node **expressions;
    size_t count;
    const char *name;
} CheckList;

static void read_constraint(void *owner, DdlColumn *column, PgQuery__Constraint *constraint, CheckList *checks);
static const char *unhandled_words(const PgQuery__Constraint *constraint);
static void note_unhandled(void *owner, DdlColumn *column, const char *what);
static char *write_checks(void *owner, CheckList *checks, Error *err);
static bool is_constant(const PgQuery__Node *value);
static bool is_serial(const PgQuery__TypeName *type);

DdlColumn *
ddl_column_definition(void *owner, PgQuery__ColumnDef *definition, Error *err)
{
    DdlColumn *column = mem_new(owner, DdlColumn);
    CheckList checks = {0};

    column->name = mem_strdup(column, definition->colname);
    column->type = ddl_write_type(column, definition->type_name, err);
    if (definition->coll_clause != NULL)
    {
        column->collation = quote_qualified_name(
            column, ddl_names(definition->coll_clause->collname, definition->coll_clause->n_collname));
    }
    for (size_t i = 0; i < definition->n_constraints; i++)
    {
        read_constraint(column, column, definition->constraints[i]->constraint, &checks);
    }
    if (is_serial(definition->type_name))
    {
        note_unhandled(column, column, column->type);
    }
    if (ddl_written(definition->compression) != NULL)
    {
        note_unhandled(column, column, "COMPRESSION");
    }
    if (definition->n_fdwoptions > 0)
    {
        note_unhandled(column, column, "OPTIONS");
    }
    if (checks.count > 1 && checks.name != NULL)
    {
        note_unhandled(column, column, "several CHECK constraints with names");
    }
    column->check_name = checks.count == 1 ? checks.name : NULL;
    column->check = write_checks(column, &checks, err);
    return column->type == NULL || (checks.count > 0 && column->check == NULL) ? NULL : column;
}

static void
read_constraint(void *owner, DdlColumn *column, PgQuery__Constraint *constraint, CheckList *checks)
{
    if (constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL)
    {
        column->not_null = true;
    }
    else if (constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT)
    {
        column->fallback = ddl_expression_new(owner, constraint->raw_expr, 0);
        column->fallback_is_constant = is_constant(constraint->raw_expr);
    }
    else if (constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_CHECK)
    {
        *mem_push(owner, checks->expressions, checks->count) = constraint->raw_expr;
        if (ddl_written(constraint->conname) != NULL)
        {
            checks->name = mem_strdup(owner, constraint->conname);
        }
    }
    if (unhandled_words(constraint) != NULL)
    {
        note_unhandled(owner, column, unhandled_words(constraint));
    }
}

static const char *
unhandled_words(const PgQuery__Constraint *constraint)
{
    switch (constraint->contype)
    {
        case PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY:
            return "GENERATED AS IDENTITY";
        case PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED:
            return "GENERATED ALWAYS AS";
        case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
            return constraint->is_no_inherit ? "CHECK NO INHERIT" : NULL;
        case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
            return "PRIMARY KEY";
        case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
            return "UNIQUE";
        case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
            return "EXCLUDE";
        case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
            return "REFERENCES";
        case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRABLE:
        case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_NOT_DEFERRABLE:
        case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRED:
        case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_IMMEDIATE:
            return "DEFERRABLE";
        case PG_QUERY__CONSTR_TYPE__CONSTR_NULL:
        case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL:
        case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT:
        case PG_QUERY__CONSTR_TYPE__CONSTR_TYPE_UNDEFINED:
        case _PG_QUERY__CONSTR_TYPE_IS_INT_SIZE:
            break;
    }
    return NULL;
}

static void
note_unhandled(void *owner, DdlColumn *column, const char *what)
{
    if (column->unhandled == NULL)
    {
        column->unhandled = mem_strdup(owner, what);
    }
    else if (strstr(column->unhandled, what) == NULL)
    {
        column->unhandled = mem_printf(owner, "%s, %s", column->unhandled, what);
    }
}

static char *
write_checks(void *owner, CheckList *checks, Error *err)
{
    PgQuery__Node *value;
    char *text;

    if (checks->count == 0)
    {
        return NULL;
    }
    value = checks->expressions[0];
    if (checks->count > 1)
    {
        PgQuery__BoolExpr *all = mem_new(owner, PgQuery__BoolExpr);

        pg_query__bool_expr__init(all);
        all->boolop = PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR;
        all->args = checks->expressions;
        all->n_args = checks->count;
        value = ddl_node_new(owner, PG_QUERY__NODE__NODE_BOOL_EXPR, all);
    }
    text = ddl_write_value(owner, value, err);
    return text == NULL ? NULL : mem_printf(owner, "CHECK (%s)", text);
}

static bool
is_constant(const PgQuery__Node *value)
{
    while (value->node_case != PG_QUERY__NODE__NODE_A_CONST)
    {
        if (value->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
        {
            value = value->type_cast->arg;
        }
        else if (value->node_case == PG_QUERY__NODE__NODE_A_ARRAY_EXPR)
        {
            for (size_t i = 0; i < value->a_array_expr->n_elements; i++)
            {
                if (!is_constant(value->a_array_expr->elements[i]))
                {
                    return false;
                }
            }
            return true;
        }
        else if (value->node_case == PG_QUERY__NODE__NODE_A_EXPR && value->a_expr->lexpr == NULL &&
                 value->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP && value->a_expr->n_name == 1 &&
                 strspn(ddl_node_text(value->a_expr->name[0]), "+-") == 1)
        {
            value = value->a_expr->rexpr;
        }
        else
        {
            return false;
        }
    }
    return true;
}

/* transformColumnDefinition() knows these by their bare names only (parser/parse_utilcmd.c, 15). */
static bool
is_serial(const PgQuery__TypeName *type)
{
    static const char *const serials[] = {"serial", "serial2", "serial4", "serial8", "bigserial", "smallserial"};

    for (size_t i = 0; type->n_names == 1 && i < sizeof(serials) / sizeof(serials[0]); i++)
    {
        if (strcmp(ddl_names(type->names, type->n_names).name, serials[i]) == 0)
        {
            return true;
        }
    }
    return false;
}
