/* SPDX-License-Identifier: PostgreSQL */
/*
 * What no shim can help: refused before the first write (R75x).
 *
 * Facts: a trigger function that inserts NEW.* counts columns, so that every new session's write fails with 42601 once the table
 * has one more (sessions that have it compiled go on) [measured on 12 to 18]. A column with a default is refused by the
 * server where another table has a column of this table's row type (0A000). Under FORCE ROW LEVEL SECURITY the owner
 * itself sees a part of the rows: with row_security off it is refused (42501), with it on it would fill a part only.
 * A column whose type is a domain with a constraint is added by a rewrite, even when it is nullable and has no default
 * (12 to 18): the lock is long, and a row that was rewritten looks as if it had been written behind the horizon.
 */
#include "change/resolve.h"

#include "base/mem.h"
#include "resolve_internal.h"

static bool adds_columns(const TableChange *table);
static bool drops_columns(const TableChange *table);
static void check_row_copies(Resolver *resolver, const TableChange *table);
static void check_row_type(Resolver *resolver, const TableChange *table);
static void check_row_security(Resolver *resolver, const TableChange *table);
static void check_domains(Resolver *resolver, const TableChange *table);
static void check_domain(Resolver *resolver, const TableChange *table, const char *column, const char *type);

void
resolve_check_hazards(Resolver *resolver, const TableChange *table)
{
    if (adds_columns(table) || drops_columns(table))
    {
        check_row_copies(resolver, table);
    }
    check_row_type(resolver, table);
    check_row_security(resolver, table);
    check_domains(resolver, table);
}

static bool
adds_columns(const TableChange *table)
{
    bool adds = table->plain_count > 0;

    for (size_t i = 0; i < table->link_count; i++)
    {
        adds = adds || (table->links[i]->new_count > 0 && table->links[i]->kind != LINK_REPAIR);
    }
    return adds;
}

static bool
drops_columns(const TableChange *table)
{
    bool drops = table->dropped_count > 0;

    for (size_t i = 0; i < table->link_count; i++)
    {
        drops = drops || table->links[i]->old_count > 0;
    }
    return drops;
}

static void
check_row_copies(Resolver *resolver, const TableChange *table)
{
    bool is_allowed = plan_allows(resolver->parsed->plan, "function-text");

    for (size_t i = 0; i < table->table->trigger_count && !is_allowed; i++)
    {
        const CatalogTrigger *trigger = &table->table->triggers[i];

        if (trigger->copies_rows)
        {
            resolve_refuse(resolver, "R750",
                           mem_printf(resolver->diagnostics->mem,
                                      "trigger \"%s\" of %s runs %s, which uses NEW.* or OLD.*: it would fail with "
                                      "another number of columns",
                                      trigger->name, table->name.name, trigger->function),
                           "let it name its columns, or allow: {rule: function-text, reason: …}");
        }
    }
}

static void
check_row_type(Resolver *resolver, const TableChange *table)
{
    for (size_t i = 0; i < table->plain_count && table->table->row_type_user; i++)
    {
        if (table->plain[i].fallback)
        {
            resolve_refuse(resolver, "R751",
                           mem_printf(resolver->diagnostics->mem,
                                      "column %s.%s cannot be added with a default: the type of %s is the row type of "
                                      "the table",
                                      table->name.name, table->plain[i].definition->name, table->table->row_type_user),
                           "leave the default out, and fill the column by \"up\"");
        }
    }
}

static void
check_row_security(Resolver *resolver, const TableChange *table)
{
    if (table->link_count > 0 && table->table->force_row_security && resolver->catalog->obeys_row_security)
    {
        resolve_refuse(resolver, "R752",
                       mem_printf(resolver->diagnostics->mem,
                                  "row security is forced on the owner of %s: the backfill would not see every row",
                                  table->name.name),
                       "connect as a role with BYPASSRLS that is a member of the owner, or ALTER TABLE … NO FORCE ROW "
                       "LEVEL SECURITY meanwhile");
    }
}

static void
check_domains(Resolver *resolver, const TableChange *table)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        const Link *link = table->links[i];

        for (size_t j = 0; j < link->new_count && link->kind != LINK_REPAIR; j++)
        {
            check_domain(resolver, table, link->new_columns[j].name, link->new_columns[j].type);
        }
    }
    for (size_t i = 0; i < table->plain_count; i++)
    {
        check_domain(resolver, table, table->plain[i].definition->name, table->plain[i].type);
    }
}

static void
check_domain(Resolver *resolver, const TableChange *table, const char *column, const char *type)
{
    if (type && resolve_list_has(resolver->catalog->constrained_domains, type))
    {
        resolve_refuse(
            resolver, "R753",
            mem_printf(resolver->diagnostics->mem,
                       "column %s.%s is of %s, a domain with a constraint: adding it would rewrite the table",
                       table->name.name, column, type),
            "give it the domain's base type, and a CHECK of its own");
    }
}
