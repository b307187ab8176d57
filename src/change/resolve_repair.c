/* SPDX-License-Identifier: PostgreSQL */
/*
 * SET NOT NULL and ADD CHECK with `up`: rows that break it, old ones and those that either version writes, get the values
 * of `up`, so that the constraint is in force from expand on.
 *
 * Only what breaks it is touched. `up` gives columns that the constraint reads, all at once, computed from the row as it
 * was written. Statements of one change that share such a column are one repair: a row that breaks any of them gets all values.
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

static bool reads_added(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement);
static void push_repaired(Resolver *resolver, ChangeOnTable *on, Link *link, const char *name, bool not_null);
static void absorb(Resolver *resolver, ChangeOnTable *on, Link *link);
static const SqlExpression *either(Resolver *resolver, const SqlExpression *a, const SqlExpression *b);
static const char *not_repairable(const TableChange *table, const CatalogColumn *column);

/* The columns that the statement reads and that `up` assigns, of those that are there; NULL-terminated. */
static const char *const *
repaired_columns(Resolver *resolver, ChangeOnTable *on, const InPlace *in_place, size_t *count)
{
    const char *const own[] = {in_place->column, NULL};
    const char *const *reads = in_place->column ? own : in_place->statement->columns;
    const char **columns = NULL;

    *count = 0;
    for (size_t i = 0; reads[i]; i++)
    {
        const CatalogColumn *column = catalog_column(on->table->table, reads[i]);

        if (column && resolve_assigned(on->up, column->name, NULL))
        {
            *mem_push(resolver->mem, columns, *count) = column->name;
        }
    }
    return columns;
}

bool
resolve_repair(Resolver *resolver, ChangeOnTable *on, const InPlace *in_place)
{
    bool is_check = in_place->kind == IN_PLACE_ADD_CHECK;
    size_t count = 0;
    const char *const *columns = repaired_columns(resolver, on, in_place, &count);
    const char *broken;
    Link *link;
    Error err = {0};

    if (count == 0 || (is_check && !in_place->check))
    {
        return false;
    }
    if (is_check && reads_added(resolver, on, in_place->statement))
    {
        for (size_t i = 0; i < count; i++)
        {
            resolve_assigned(on->up, columns[i], on->up_used);
        }
        return false;
    }
    broken = is_check ? mem_printf(resolver->mem, "(%s) IS FALSE", in_place->check)
                      : mem_printf(resolver->mem, "%s IS NULL", quote_name(resolver->mem, in_place->column));
    link = resolve_new_link(resolver, on, LINK_REPAIR);
    link->broken = ddl_parse_expression(resolver->mem, broken, &err);
    for (size_t i = 0; i < count; i++)
    {
        push_repaired(resolver, on, link, columns[i], !is_check);
    }
    absorb(resolver, on, link);
    resolve_find_shared(resolver, link);
    resolve_note_pins(on, link);
    error_clear(&err); /* what the server or we have written reads back */
    return true;
}

/* A column that the same change adds has its value later than this one is repaired. True after a finding. */
static bool
reads_added(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    for (size_t i = 0; statement->columns[i]; i++)
    {
        if (resolve_is_added(on, statement->columns[i]))
        {
            resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset,
                           "P326",
                           "\"up\" cannot repair what breaks this CHECK: it reads \"%s\", which this change adds",
                           statement->columns[i])
                ->help =
                mem_strdup(resolver->diagnostics->mem, "add the CHECK by a plan of its own, once this one is purged");
            return true;
        }
    }
    return false;
}

static void
push_repaired(Resolver *resolver, ChangeOnTable *on, Link *link, const char *name, bool not_null)
{
    const CatalogColumn *column = catalog_column(on->table->table, name);
    const DdlColumn definition = {.name = column->name, .not_null = not_null};

    resolve_push_typed(resolver, on, link, &definition, column->type, column->collation)->value =
        resolve_up_value(resolver, on, column->name);
}

static LinkColumn *
column_of(const Link *link, const char *name)
{
    for (size_t i = 0; i < link->new_count; i++)
    {
        if (strcmp(link->new_columns[i].name, name) == 0)
        {
            return &link->new_columns[i];
        }
    }
    return NULL;
}

/* Takes over those repairs of the change that give one of LINK's columns its value. */
static void
absorb(Resolver *resolver, ChangeOnTable *on, Link *link)
{
    TableChange *table = on->table;
    size_t kept = on->first_link;

    for (size_t i = on->first_link; i < table->link_count; i++)
    {
        Link *other = table->links[i];
        bool is_shared = false;

        for (size_t j = 0; other != link && other->kind == LINK_REPAIR && j < other->new_count; j++)
        {
            is_shared = is_shared || column_of(link, other->new_columns[j].name);
        }
        if (!is_shared)
        {
            table->links[kept++] = other;
            continue;
        }
        for (size_t j = 0; j < other->new_count; j++)
        {
            LinkColumn *own = column_of(link, other->new_columns[j].name);

            if (own)
            {
                own->not_null = own->not_null || other->new_columns[j].not_null;
            }
            else
            {
                *mem_push(resolver->mem, link->new_columns, link->new_count) = other->new_columns[j];
            }
        }
        link->broken = either(resolver, other->broken, link->broken);
    }
    table->link_count = kept;
}

static const SqlExpression *
either(Resolver *resolver, const SqlExpression *a, const SqlExpression *b)
{
    Error err = {0};
    const char *first = a ? ddl_expression_render(resolver->mem, a, NULL, NULL, 0, &err) : NULL;
    const char *second = b ? ddl_expression_render(resolver->mem, b, NULL, NULL, 0, &err) : NULL;
    const SqlExpression *both =
        first && second
            ? ddl_parse_expression(resolver->mem, mem_printf(resolver->mem, "(%s) OR (%s)", first, second), &err)
            : NULL;

    error_clear(&err);
    return both;
}

/* ---- What cannot be repaired ---- */

/* The trigger repairs first and the other links read the result; the backfill computes all from the row as it was. */
static void
check_readers(Resolver *resolver, const TableChange *table, const Link *repair)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        for (size_t j = 0; table->links[i] != repair && j < repair->new_count; j++)
        {
            if (resolve_list_has(table->links[i]->shared, repair->new_columns[j].name))
            {
                resolve_refuse(
                    resolver, "P212",
                    mem_printf(resolver->mem,
                               "column %s.%s is repaired by \"up\" and read by another conversion of this plan",
                               table->name.name, repair->new_columns[j].name),
                    "make two plans of them, the repair first");
            }
        }
    }
}

void
resolve_check_repairs(Resolver *resolver, const TableChange *table)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        const Link *link = table->links[i];

        if (link->kind != LINK_REPAIR)
        {
            continue;
        }
        check_readers(resolver, table, link);
        for (size_t j = 0; j < link->new_count; j++)
        {
            const CatalogColumn *column = catalog_column(table->table, link->new_columns[j].name);
            const char *why = not_repairable(table, column);

            if (why)
            {
                resolve_refuse(resolver, "R749",
                               mem_printf(resolver->mem, "\"up\" cannot repair %s.%s: it is %s", table->name.name,
                                          column->name, why),
                               "let \"up\" give another column, or correct the rows and leave \"up\" out: the "
                               "constraint waits for contract");
            }
        }
    }
}

/* A BEFORE trigger may not move a row to another partition (0A000); the backfill of 12 and 13 goes by the key. */
static const char *
not_repairable(const TableChange *table, const CatalogColumn *column)
{
    for (size_t i = 0; i <= table->table->part_count; i++)
    {
        const CatalogTable *part = i == 0 ? table->table : table->table->parts[i - 1];

        if (resolve_list_has(part->partition_columns, column->name))
        {
            return "part of the partition key";
        }
    }
    for (size_t i = 0; i < table->table->dependent_count; i++) /* also within an expression */
    {
        const CatalogDependent *dependent = &table->table->dependents[i];

        if (strcmp(dependent->kind, "partition key") == 0 && strcmp(dependent->column, column->name) == 0)
        {
            return "part of the partition key";
        }
    }
    for (size_t i = 0; i < table->table->index_count; i++)
    {
        if (table->table->indexes[i].is_primary && resolve_list_has(table->table->indexes[i].columns, column->name))
        {
            return "part of the primary key";
        }
    }
    return column->identity ? "an identity column" : NULL;
}
