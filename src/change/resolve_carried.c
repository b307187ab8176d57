/* SPDX-License-Identifier: PostgreSQL */
/*
 * Code that reads a column which gets another name: what follows it, and what cannot.
 *
 * RENAME COLUMN takes everything along that depends on the column by its number; here the number changes as well. What the
 * server can be told again under the same name (views, rules, policies, triggers, functions in standard SQL, lists of
 * publications) is told so at the seal, at a moment when the new column has the old one's name (steps_carried.c). For
 * ALTER TYPE and DROP COLUMN PostgreSQL itself refuses whatever reads the column (0A000, 2BP01), but extended statistics:
 * those it makes again, or drops.
 */
#include "change/resolve.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

static const Link *link_of(const TableChange *table, const char *column);
static const char *carry_statistics(Resolver *resolver, const TableChange *table, const CatalogDependent *dependent);
static const char *carry_trigger(Resolver *resolver, const TableChange *table, const CatalogDependent *dependent,
                                 Carried *carried);
static const char *not_replaceable(const CatalogDependent *dependent, const Link *link);
static const char *not_readable(Resolver *resolver, const TableChange *table, const CatalogDependent *dependent);
static Carried *push_carried(Resolver *resolver, const CatalogDependent *dependent);

const char *
resolve_carry(Resolver *resolver, const TableChange *table, const CatalogDependent *dependent)
{
    const CatalogDefinition *definition = dependent->definition;
    const Link *link = link_of(table, dependent->column);
    const char *why_not;
    Carried *carried;

    if (definition && strcmp(dependent->kind, "statistics") == 0)
    {
        return carry_statistics(resolver, table, dependent);
    }
    if (!definition || !link || !link->is_rename)
    {
        return not_replaceable(dependent, link);
    }
    if (!definition->may_replace)
    {
        return mem_printf(resolver->diagnostics->mem,
                          "it has to be replaced, which needs the rights of its owner %s and CREATE on its schema",
                          definition->owner);
    }
    why_not = not_readable(resolver, table, dependent);
    if (why_not)
    {
        return why_not;
    }
    carried = push_carried(resolver, dependent);
    return strcmp(dependent->kind, "trigger") == 0 ? carry_trigger(resolver, table, dependent, carried) : NULL;
}

static const Link *
link_of(const TableChange *table, const char *column)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        for (size_t j = 0; j < table->links[i]->old_count; j++)
        {
            if (strcmp(table->links[i]->old_columns[j].name, column) == 0)
            {
                return table->links[i];
            }
        }
    }
    return NULL;
}

static const char *
not_replaceable(const CatalogDependent *dependent, const Link *link)
{
    static const struct
    {
        const char *kind;
        const char *help;
    } kinds[] = {
        {"materialized view",
         "the query of a materialized view cannot be replaced: drop it, and create it again on the new "
         "column once the plan is expanded"},
        {"generated column",
         "its expression cannot be changed without a rewrite of the table: drop it, and add it again on "
         "the new column once the plan is purged"},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    {
        if (strcmp(dependent->kind, kinds[i].kind) == 0 && link && link->is_successor)
        {
            return kinds[i].help;
        }
    }
    return dependent->definition && link && link->is_successor
               ? "PostgreSQL refuses to change the type of a column that it reads (0A000): drop it, and create it "
                 "again on "
                 "the new column once the plan is expanded"
               : "drop or change it first, so that it does not read this column";
}

/* At the seal its text is read again while the held column stands between the others: what counts columns would count that
 * one too, and what notes all of them would keep it. */
static const char *
not_readable(Resolver *resolver, const TableChange *table, const CatalogDependent *dependent)
{
    static const char *const why_not[] = {
        [DDL_REACH_NAMED] = NULL,
        [DDL_REACH_POSITION] =
            "it gives the table's columns other names by their position (FROM t AS x (a, b)): name columns "
            "in its select list instead",
        [DDL_REACH_EXCLUDED] =
            "for its ON CONFLICT DO UPDATE PostgreSQL notes every column of the table, and would refuse to "
            "drop the held one: move the statement to a function in PL/pgSQL, or drop it meanwhile",
    };
    DdlReach reach = DDL_REACH_NAMED;
    Error err = {0};

    if (strcmp(dependent->kind, "publication") != 0 &&
        !ddl_reach(resolver->mem, dependent->definition->statement, table->name, &reach, &err))
    {
        error_clear(&err);
        return "its definition uses syntax of a later release than bellows reads: drop it, and create it again on the "
               "new "
               "column once the plan is expanded";
    }
    return why_not[reach];
}

/* While both versions write, UPDATE OF must list both columns, for either version sets its own. WHEN goes on reading the old
 * column, which is right after the shim has run and not before. */
static const char *
carry_trigger(Resolver *resolver, const TableChange *table, const CatalogDependent *dependent, Carried *carried)
{
    ColumnRename *renames = NULL;
    size_t count = 0;
    DdlTrigger *trigger;
    Error err = {0};

    for (size_t i = 0; i < table->link_count; i++)
    {
        if (table->links[i]->is_rename)
        {
            *mem_push(resolver->mem, renames, count) = (ColumnRename){
                .from = table->links[i]->old_columns[0].name,
                .to = table->links[i]->new_columns[0].name,
            };
        }
    }
    trigger = ddl_trigger(resolver->mem, dependent->definition->statement, renames, count, &err);
    if (!trigger)
    {
        error_clear(&err);
        return "its condition cannot be written again: drop it, and create it again on the new column once the plan is "
               "expanded";
    }
    if (trigger->sees_early && resolve_list_has(trigger->condition_columns, dependent->column))
    {
        return "its WHEN reads the column before the shim has filled it for the other version: make it an AFTER "
               "trigger, or "
               "test the column in the function by both names";
    }
    carried->widened = trigger->widened;
    return NULL;
}

/* Statistics need every column: one that goes without a successor takes them along (resolve_collect_falls() says so). */
static const char *
carry_statistics(Resolver *resolver, const TableChange *table, const CatalogDependent *dependent)
{
    for (size_t i = 0; i < table->table->dependent_count; i++)
    {
        const CatalogDependent *other = &table->table->dependents[i];
        const Link *link = link_of(table, other->column);
        bool is_dropped = link && !link->is_successor;

        for (size_t j = 0; j < table->dropped_count; j++)
        {
            is_dropped = is_dropped || strcmp(table->dropped[j].name, other->column) == 0;
        }
        if (other->definition == dependent->definition && is_dropped)
        {
            return NULL;
        }
    }
    if (!dependent->definition->may_replace)
    {
        return mem_printf(
            resolver->diagnostics->mem,
            "they have to be made again, which needs the rights of their owner %s and CREATE on their schema",
            dependent->definition->owner);
    }
    push_carried(resolver, dependent);
    return NULL;
}

static Carried *
push_carried(Resolver *resolver, const CatalogDependent *dependent)
{
    Resolution *result = resolver->result;
    Carried *carried;

    for (size_t i = 0; i < result->carried_count; i++)
    {
        if (result->carried[i].dependent->definition == dependent->definition)
        {
            return &result->carried[i];
        }
    }
    carried = mem_push(resolver->mem, result->carried, result->carried_count);
    *carried = (Carried){.dependent = dependent};
    return carried;
}

/* Outermost first, as their readers lock them; else in the order in which they were found. */
void
resolve_order_carried(Resolver *resolver)
{
    Carried *carried = resolver->result->carried;
    const char **follows = NULL;
    size_t count = 0;

    for (size_t i = 1; i < resolver->result->carried_count; i++)
    {
        Carried moved = carried[i];
        size_t at = i;

        for (; at > 0 && carried[at - 1].dependent->definition->level < moved.dependent->definition->level; at--)
        {
            carried[at] = carried[at - 1];
        }
        carried[at] = moved;
    }
    for (size_t i = 0; i < resolver->result->carried_count; i++)
    {
        *mem_push(resolver->mem, follows, count) = carried[i].dependent->description;
    }
    *mem_push(resolver->mem, follows, count) = NULL;
    resolver->result->follows = follows;
}
