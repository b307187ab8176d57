/* SPDX-License-Identifier: PostgreSQL */
/*
 * The definition of one column: type, collation, NOT NULL, DEFAULT, serial, identity, and what else is written in it.
 *
 * The parser gives DEFAULT, NOT NULL, UNIQUE … as constraints of the ColumnDef; those that constrain more than PostgreSQL
 * stores with the column are taken out of ADD COLUMN (ddl_column_constraints()). A literal default is stored in the
 * catalog instead of in every row (PostgreSQL 11), which is why it matters whether a default is one.
 */
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

static void read_constraint(void *owner, DdlColumn *column, PgQuery__Constraint *constraint, Error *err);
static const char *unhandled_words(const PgQuery__Constraint *constraint);
static void note_unhandled(void *owner, DdlColumn *column, const char *what);
static bool stands_alone(const PgQuery__Constraint *constraint);
static void set_timing(PgQuery__Constraint *constraint, PgQuery__ConstrType timing);
static char *sequence_options(void *owner, const PgQuery__Constraint *constraint, Error *err);
static bool is_constant(const PgQuery__Node *value);
static const char *serial_type(const PgQuery__TypeName *type);

DdlColumn *
ddl_column_definition(void *owner, PgQuery__ColumnDef *definition, Error *err)
{
    DdlColumn *column = mem_new(owner, DdlColumn);
    const char *serial = serial_type(definition->type_name);

    column->name = mem_strdup(column, definition->colname);
    column->type = serial != NULL ? serial : ddl_write_type(column, definition->type_name, err);
    column->is_serial = serial != NULL;
    column->not_null = column->is_serial;
    if (definition->coll_clause != NULL)
    {
        column->collation = quote_qualified_name(
            column, ddl_names(definition->coll_clause->collname, definition->coll_clause->n_collname));
    }
    for (size_t i = 0; i < definition->n_constraints; i++)
    {
        read_constraint(column, column, definition->constraints[i]->constraint, err);
    }
    if (ddl_written(definition->compression) != NULL)
    {
        note_unhandled(column, column, "COMPRESSION");
    }
    if (definition->n_fdwoptions > 0)
    {
        note_unhandled(column, column, "OPTIONS");
    }
    return column->type == NULL || error_is_set(err) ? NULL : column;
}

static void
read_constraint(void *owner, DdlColumn *column, PgQuery__Constraint *constraint, Error *err)
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
    else if (constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY)
    {
        column->identity = constraint->generated_when[0];
        column->not_null = true;
        column->sequence_options = sequence_options(owner, constraint, err);
    }
    else if (constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED)
    {
        column->is_generated = true;
    }
    if (unhandled_words(constraint) != NULL)
    {
        note_unhandled(owner, column, unhandled_words(constraint));
    }
}

static const char *
unhandled_words(const PgQuery__Constraint *constraint)
{
    if (constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION)
    {
        return "EXCLUDE";
    }
    for (size_t i = 0; constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY && i < constraint->n_options; i++)
    {
        if (strcmp(constraint->options[i]->def_elem->defname, "sequence_name") == 0)
        {
            return "SEQUENCE NAME";
        }
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

/* ---- Constraints within ADD COLUMN ---- */

PgQuery__Constraint **
ddl_column_constraints(void *owner, PgQuery__ColumnDef *definition, size_t *count)
{
    PgQuery__Constraint **taken = NULL;
    size_t kept = 0;

    *count = 0;
    for (size_t i = 0; i < definition->n_constraints; i++)
    {
        PgQuery__Constraint *constraint = definition->constraints[i]->constraint;

        if (stands_alone(constraint))
        {
            *mem_push(owner, taken, *count) = constraint;
        }
        else if (constraint->contype >= PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRABLE &&
                 constraint->contype <= PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_IMMEDIATE)
        {
            if (*count > 0)
            {
                set_timing(taken[*count - 1], constraint->contype);
            }
        }
        else
        {
            definition->constraints[kept++] = definition->constraints[i];
        }
    }
    definition->n_constraints = kept;
    for (size_t i = 0; i < *count; i++)
    {
        PgQuery__Constraint *constraint = taken[i];
        PgQuery__Node **columns = mem_array(owner, PgQuery__Node *, 1);

        columns[0] = ddl_node_string(owner, definition->colname);
        if (constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN)
        {
            constraint->fk_attrs = columns;
            constraint->n_fk_attrs = 1;
        }
        else if (constraint->contype != PG_QUERY__CONSTR_TYPE__CONSTR_CHECK)
        {
            constraint->keys = columns;
            constraint->n_keys = 1;
        }
    }
    return taken;
}

static bool
stands_alone(const PgQuery__Constraint *constraint)
{
    return constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_CHECK ||
           constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE ||
           constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY ||
           constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN;
}

/* Of a column they are nodes of their own, behind the constraint that they are about. */
static void
set_timing(PgQuery__Constraint *constraint, PgQuery__ConstrType timing)
{
    constraint->deferrable = constraint->deferrable || timing == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRABLE ||
                             timing == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRED;
    constraint->initdeferred = constraint->initdeferred || timing == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRED;
}

/* ---- Sequences ---- */

/* Written as CREATE SEQUENCE, which has the same ones as AS IDENTITY (…). */
static char *
sequence_options(void *owner, const PgQuery__Constraint *constraint, Error *err)
{
    static const char head[] = "CREATE SEQUENCE s";
    void *scratch = mem_child(owner, "sequence");
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, head, NULL, err);
    char *text;
    char *options = NULL;

    if (tree != NULL)
    {
        PgQuery__CreateSeqStmt *create = ddl_tree_statement(tree)->create_seq_stmt;

        create->options = constraint->options;
        create->n_options = constraint->n_options;
        text = ddl_write(scratch, tree, err);
        options = text == NULL ? NULL : mem_strdup(owner, text + strlen(head));
    }
    mem_free(scratch);
    return options;
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
static const char *
serial_type(const PgQuery__TypeName *type)
{
    static const struct
    {
        const char *name;
        const char *type;
    } serials[] = {
        {"serial", "integer"}, {"serial4", "integer"},  {"serial2", "smallint"},
        {"serial8", "bigint"}, {"bigserial", "bigint"}, {"smallserial", "smallint"},
    };

    for (size_t i = 0; type->n_names == 1 && i < sizeof(serials) / sizeof(serials[0]); i++)
    {
        if (strcmp(ddl_names(type->names, type->n_names).name, serials[i].name) == 0)
        {
            return serials[i].type;
        }
    }
    return NULL;
}
