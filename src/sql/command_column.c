/* SPDX-License-Identifier: PostgreSQL */
/*
 * Definitions of columns and constraints → CommandColumn, CommandConstraint.
 *
 * The parser gives all that stands behind a column's type as a list of constraints; DEFERRABLE and the like are members
 * of that list of their own, which say something of the constraint before them. A table constraint has them as flags.
 */
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

static void read_column_part(CommandParse *parse, CommandColumn *column, const PgQuery__Constraint *part);
static char constraint_type(PgQuery__ConstrType type);
static const char *const *constraint_columns(CommandParse *parse, const PgQuery__Constraint *node, const char *column);
static const char *const *excluded_columns(CommandParse *parse, const PgQuery__Constraint *node);
static const char *const *check_columns(CommandParse *parse, const CommandConstraint *constraint, const char *column);
static bool is_attribute(PgQuery__ConstrType type);

CommandColumn
command_column(CommandParse *parse, const PgQuery__ColumnDef *definition)
{
    CommandColumn column = {
        .name = mem_strdup(parse->owner, definition->colname),
        .type = command_type(parse, definition->type_name),
        .sequence_options = command_no_texts,
    };

    column.offset = definition->location < 0 ? parse->offset : (size_t) definition->location;
    column.length = command_scan_item(parse, column.offset) - column.offset;
    column.not_null = column.type.serial != 0;
    if (definition->coll_clause != NULL)
    {
        column.collation = quote_qualified_name(
            parse->owner, ddl_names(definition->coll_clause->collname, definition->coll_clause->n_collname));
    }
    for (size_t i = 0; i < definition->n_constraints; i++)
    {
        read_column_part(parse, &column, definition->constraints[i]->constraint);
    }
    return column;
}

static void
read_column_part(CommandParse *parse, CommandColumn *column, const PgQuery__Constraint *part)
{
    if (part->contype == PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL ||
        part->contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY)
    {
        column->not_null = true;
    }
    else if (part->contype == PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT)
    {
        column->fallback = command_fallback(parse, part->raw_expr);
    }
    else if (part->contype == PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED)
    {
        column->generated = command_expression(parse, part->raw_expr);
    }
    else if (part->contype == PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY)
    {
        column->not_null = true;
        column->identity = part->generated_when[0];
        column->sequence_options = command_option_names(parse, part->options, part->n_options);
    }
}

void
command_add_inline_constraints(CommandParse *parse, Command *command, const PgQuery__ColumnDef *definition)
{
    for (size_t i = 0; i < definition->n_constraints; i++)
    {
        const PgQuery__Constraint *node = definition->constraints[i]->constraint;
        CommandConstraint constraint;

        if (is_attribute(node->contype) && command->constraint_count > 0)
        {
            command->constraints[command->constraint_count - 1].is_deferrable |=
                node->contype != PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_NOT_DEFERRABLE;
        }
        if (!command_constraint(parse, node, definition->colname, &constraint))
        {
            continue;
        }
        constraint.length =
            command_inline_end(parse, definition->constraints, definition->n_constraints, i) - constraint.offset;
        *mem_push(parse->owner, command->constraints, command->constraint_count) = constraint;
    }
}

/* INITIALLY IMMEDIATE alone says nothing, but PostgreSQL takes it as it comes: only NOT DEFERRABLE is no. */
static bool
is_attribute(PgQuery__ConstrType type)
{
    return type == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRABLE ||
           type == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_NOT_DEFERRABLE ||
           type == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRED;
}

size_t
command_inline_end(const CommandParse *parse, PgQuery__Node *const *constraints, size_t count, size_t index)
{
    size_t at = (size_t) constraints[index]->constraint->location;
    size_t limit = command_scan_item(parse, at);
    size_t end = at;
    CommandToken token;

    for (size_t i = index + 1; i < count; i++)
    {
        const PgQuery__Constraint *next = constraints[i]->constraint;

        if (!is_attribute(next->contype) && next->contype != PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_IMMEDIATE &&
            next->location > constraints[index]->constraint->location)
        {
            limit = (size_t) next->location;
            break;
        }
    }
    while (command_scan(parse->text, limit, &at, &token))
    {
        end = token.end;
    }
    return end;
}

void
command_add_constraint(CommandParse *parse, Command *command, const PgQuery__Constraint *node)
{
    CommandConstraint constraint;

    if (command_constraint(parse, node, NULL, &constraint))
    {
        *mem_push(parse->owner, command->constraints, command->constraint_count) = constraint;
    }
}

bool
command_constraint(CommandParse *parse, const PgQuery__Constraint *node, const char *column,
                   CommandConstraint *constraint)
{
    char type = constraint_type(node->contype);

    if (type == 0)
    {
        return false;
    }
    *constraint = (CommandConstraint){
        .type = type,
        .name = command_text(parse, node->conname),
        .is_inline = column != NULL,
        .foreign_columns = command_texts(parse, node->pk_attrs, node->n_pk_attrs),
        .foreign_table = command_relation(parse, node->pktable),
        .is_not_valid = node->skip_validation,
        .is_deferrable = node->deferrable,
        .index = command_text(parse, node->indexname),
        .nulls_not_distinct = node->nulls_not_distinct,
        .no_inherit = node->is_no_inherit,
        .offset = node->location < 0 ? parse->offset : (size_t) node->location,
    };
    if (column == NULL)
    {
        constraint->length = command_scan_item(parse, constraint->offset) - constraint->offset;
    }
    if (type == 'c')
    {
        constraint->expression = command_expression(parse, node->raw_expr);
        constraint->columns = check_columns(parse, constraint, column);
    }
    else
    {
        constraint->columns = constraint_columns(parse, node, column);
    }
    return true;
}

static char
constraint_type(PgQuery__ConstrType type)
{
    switch (type)
    {
        case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
            return 'c';
        case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
            return 'p';
        case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
            return 'u';
        case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
            return 'x';
        case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
            return 'f';
        case PG_QUERY__CONSTR_TYPE__CONSTR_NULL:
        case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL:
        case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT:
        case PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY:
        case PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED:
        case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRABLE:
        case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_NOT_DEFERRABLE:
        case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRED:
        case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_IMMEDIATE:
        case PG_QUERY__CONSTR_TYPE__CONSTR_TYPE_UNDEFINED:
        case _PG_QUERY__CONSTR_TYPE_IS_INT_SIZE:
            break;
    }
    return 0;
}

static const char *const *
constraint_columns(CommandParse *parse, const PgQuery__Constraint *node, const char *column)
{
    if (column != NULL)
    {
        const char **columns = mem_array(parse->owner, const char *, 2);

        columns[0] = mem_strdup(parse->owner, column);
        return columns;
    }
    if (node->contype == PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION)
    {
        return excluded_columns(parse, node);
    }
    if (node->contype == PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN)
    {
        return command_texts(parse, node->fk_attrs, node->n_fk_attrs);
    }
    return command_texts(parse, node->keys, node->n_keys);
}

/* An element is a list of an IndexElem and an operator. */
static const char *const *
excluded_columns(CommandParse *parse, const PgQuery__Constraint *node)
{
    const char **columns = mem_array(parse->owner, const char *, node->n_exclusions + 1);
    size_t count = 0;

    for (size_t i = 0; i < node->n_exclusions; i++)
    {
        const PgQuery__Node *pair = node->exclusions[i];
        const PgQuery__Node *element =
            pair->node_case == PG_QUERY__NODE__NODE_LIST && pair->list->n_items > 0 ? pair->list->items[0] : NULL;

        if (element != NULL && element->node_case == PG_QUERY__NODE__NODE_INDEX_ELEM &&
            ddl_written(element->index_elem->name) != NULL)
        {
            columns[count++] = mem_strdup(parse->owner, element->index_elem->name);
        }
    }
    return columns;
}

/* Those that it reads; of an inline one that reads none, such as CHECK (true), the column that it is written in. */
static const char *const *
check_columns(CommandParse *parse, const CommandConstraint *constraint, const char *column)
{
    const char **columns;

    if (column == NULL || constraint->expression->columns[0] != NULL)
    {
        return constraint->expression->columns;
    }
    columns = mem_array(parse->owner, const char *, 2);
    columns[0] = mem_strdup(parse->owner, column);
    return columns;
}
