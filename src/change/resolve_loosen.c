/* SPDX-License-Identifier: PostgreSQL */
/*
 * Loosening for V+1 only: DROP NOT NULL, and DROP CONSTRAINT of a CHECK, where V cannot bear what V+1 may write then.
 *
 * One column cannot show two versions different values. So `as` gives V+1 a column of its own, of the same type, that goes
 * without the constraint; V's column keeps it, and `down` says what V sees. All else is as with ALTER TYPE.
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

static const char *assigned_by_down(const ChangeOnTable *on, const char *const *columns);
static bool has_successor(const ChangeOnTable *on, const char *column);
static bool names_no_successor(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement,
                               const char *assigned);
static const char *why_not_nullable(const CatalogTable *table, const CatalogColumn *column);

/* ---- Which column ---- */

static const char *
retyped_column(const Resolver *resolver, const ChangeOnTable *on)
{
    for (size_t i = 0; i < on->change->script->count; i++)
    {
        const DdlStatement *statement = &on->change->script->statements[i];

        if (statement->kind == DDL_ALTER_COLUMN_TYPE && resolve_is_same_table(resolver, on, statement))
        {
            return statement->column;
        }
    }
    return NULL;
}

/* What STATEMENT may loosen: the column of DROP NOT NULL, those that a dropped CHECK reads; NULL-terminated, or NULL. */
static const char *const *
loosened_columns(void *owner, const ChangeOnTable *on, const DdlStatement *statement)
{
    const CatalogTable *table = on->table->table;

    if (statement->kind == DDL_DROP_NOT_NULL)
    {
        const char **columns = mem_array(owner, const char *, 2);

        columns[0] = statement->column;
        return columns;
    }
    for (size_t i = 0; statement->kind == DDL_DROP_CONSTRAINT && i < table->constraint_count; i++)
    {
        if (table->constraints[i].type == 'c' && strcmp(table->constraints[i].name, statement->constraint_name) == 0)
        {
            return table->constraints[i].columns;
        }
    }
    return NULL;
}

const char *
resolve_replaced(const Resolver *resolver, const ChangeOnTable *on)
{
    const char *replaced = retyped_column(resolver, on);

    for (size_t i = 0; !replaced && on->change->source->as.text && i < on->change->script->count; i++)
    {
        const DdlStatement *statement = &on->change->script->statements[i];
        const char *const *columns =
            resolve_is_same_table(resolver, on, statement) ? loosened_columns(resolver->mem, on, statement) : NULL;

        replaced = columns ? assigned_by_down(on, columns) : NULL;
    }
    return replaced;
}

/* The first of COLUMNS that `down` assigns; or NULL. */
static const char *
assigned_by_down(const ChangeOnTable *on, const char *const *columns)
{
    for (size_t i = 0; columns[i]; i++)
    {
        if (resolve_assigned(on->down, columns[i], NULL))
        {
            return columns[i];
        }
    }
    return NULL;
}

bool
resolve_drops_not_null(const Resolver *resolver, const ChangeOnTable *on, const char *column)
{
    for (size_t i = 0; i < on->change->script->count; i++)
    {
        const DdlStatement *statement = &on->change->script->statements[i];

        if (statement->kind == DDL_DROP_NOT_NULL && strcmp(statement->column, column) == 0 &&
            resolve_is_same_table(resolver, on, statement))
        {
            return true;
        }
    }
    return false;
}

bool
resolve_is_loosened(const TableChange *table, const CatalogConstraint *constraint)
{
    for (size_t i = 0; i < table->loosened_count; i++)
    {
        if (table->loosened[i] == constraint)
        {
            return true;
        }
    }
    return false;
}

/* ---- The statement ---- */

/* A write to another column of the CHECK alone would be refused by V's, and nobody knows who made it. */
static bool
reads_others(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement, const char *const *columns,
             const char *assigned)
{
    void *mem = resolver->diagnostics->mem;

    if (!columns[0] || !columns[1])
    {
        return false;
    }
    resolve_assigned(on->down, assigned, on->down_used);
    resolve_report_statement(
        resolver, on, statement, "P209",
        mem_printf(resolver->mem, "CHECK \"%s\" reads \"%s\" and \"%s\", and only one column can have a successor",
                   statement->constraint_name, columns[0], columns[1]))
        ->help = mem_strdup(mem, "without \"as\" and \"down\" it is dropped for both versions, from expand on");
    return true;
}

bool
resolve_loosen(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement, const CatalogConstraint *check)
{
    const char *as = on->change->source->as.text;
    const char *const *columns = loosened_columns(resolver->mem, on, statement);
    const char *retyped = retyped_column(resolver, on);
    const char *assigned = columns ? assigned_by_down(on, columns) : NULL;

    if (!columns || (!retyped && !assigned && (!as || on->down)))
    {
        return false; /* neither `as` nor `down` is about it */
    }
    if (retyped && (!columns[0] || columns[1] || strcmp(columns[0], retyped) != 0))
    {
        return false;
    }
    if (!retyped && (names_no_successor(resolver, on, statement, assigned) ||
                     reads_others(resolver, on, statement, columns, assigned)))
    {
        return true;
    }
    if (check)
    {
        *mem_push(resolver->mem, on->table->loosened, on->table->loosened_count) = check;
    }
    if (!retyped && !has_successor(on, assigned))
    {
        resolve_succeed(resolver, on, statement, catalog_column(on->table->table, assigned));
    }
    return true;
}

/* By a statement of this change before this one. */
static bool
has_successor(const ChangeOnTable *on, const char *column)
{
    for (size_t i = on->first_link; i < on->table->link_count; i++)
    {
        if (on->table->links[i]->is_successor && strcmp(on->table->links[i]->old_columns[0].name, column) == 0)
        {
            return true;
        }
    }
    return false;
}

/* `as` and `down` need each other; and NOT NULL must be there to be dropped. True after a finding. */
static bool
names_no_successor(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement, const char *assigned)
{
    void *mem = resolver->diagnostics->mem;
    const CatalogColumn *column =
        statement->kind == DDL_DROP_NOT_NULL ? catalog_column(on->table->table, statement->column) : NULL;
    const char *as = on->change->source->as.text;

    if (!as)
    {
        resolve_assigned(on->down, assigned, on->down_used);
        resolve_report_statement(
            resolver, on, statement, "P209",
            mem_printf(resolver->mem, "\"down\" gives V a \"%s\" of its own, but one column cannot show two values",
                       assigned))
            ->help = mem_printf(mem, "give the column that V+1 uses a name of its own: add \"as: new_name\", and let "
                                     "\"down\" read that");
        return true;
    }
    if (!assigned)
    {
        resolve_report_statement(
            resolver, on, statement, "P303",
            mem_printf(resolver->mem, "V relies on what %s takes away, and would meet what V+1 writes", statement->tag))
            ->help = mem_printf(mem,
                                "add \"down: UPDATE %s SET %s = …\" on \"%s\"; without \"as\" both versions see the "
                                "same column",
                                on->table->name.name, column ? quote_name(mem, column->name) : "column", as);
        return true;
    }
    if (strcmp(resolve_replaced(resolver, on), assigned) != 0)
    {
        resolve_report_statement(resolver, on, statement, "P209",
                                 mem_printf(resolver->mem,
                                            "\"as\" names the successor of \"%s\", and \"down\" gives V \"%s\" as well",
                                            resolve_replaced(resolver, on), assigned))
            ->help = mem_strdup(mem, "loosen each column by a change of its own");
        resolve_assigned(on->down, assigned, on->down_used);
        return true;
    }
    if (column && !column->not_null)
    {
        resolve_report_statement(
            resolver, on, statement, "P209",
            mem_printf(resolver->mem, "column \"%s\" may be NULL already: V can bear it", column->name))
            ->help = mem_strdup(mem, "for another name alone write RENAME COLUMN, without \"as\" and \"down\"");
        resolve_assigned(on->down, assigned, on->down_used);
        return true;
    }
    return false;
}

/* ---- NOT NULL that PostgreSQL keeps ---- */

bool
resolve_check_nullable(Resolver *resolver, const ChangeOnTable *on, const DdlStatement *statement)
{
    const CatalogColumn *column = catalog_column(on->table->table, statement->column);
    const char *why = column ? why_not_nullable(on->table->table, column) : NULL;

    if (why)
    {
        resolve_report_statement(
            resolver, on, statement, "R749",
            mem_printf(resolver->mem, "column \"%s\" is %s, which PostgreSQL keeps NOT NULL", column->name, why))
            ->help = mem_strdup(resolver->diagnostics->mem, "change that by a plan of its own, before this one");
    }
    return !why;
}

static const char *
why_not_nullable(const CatalogTable *table, const CatalogColumn *column)
{
    for (size_t i = 0; i < table->index_count; i++)
    {
        const CatalogIndex *index = &table->indexes[i];

        if ((index->is_primary || index->is_replica_identity) && resolve_list_has(index->columns, column->name))
        {
            return index->is_primary ? "part of the primary key" : "part of the replica identity";
        }
    }
    return column->identity ? "an identity column" : NULL;
}
