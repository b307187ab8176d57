/* SPDX-License-Identifier: PostgreSQL */
/*
 * Triggers that would fire at a wrong moment or fail on a new column, and rows that shim and backfill do not reach.
 */
#include "base/mem.h"
#include "change/resolve.h"
#include "resolve_internal.h"

static bool adds_column(const TableChange *table);
static bool drops_column(const TableChange *table);
static bool fills_rows(const TableChange *table);

/* Triggers fire in the order of their names' bytes; what fires after the shim's "~…" would be missed. Sessions that are new
 * since a column was added see it in NEW.*, so that an INSERT into a table of the old shape fails (42601, measured on 12 to
 * 18). */
void
resolve_check_triggers(Resolver *resolver, const TableChange *table)
{
    void *mem = resolver->diagnostics->mem;

    for (size_t i = 0; i < table->table->trigger_count; i++)
    {
        const CatalogTrigger *trigger = &table->table->triggers[i];

        if (table->link_count > 0 && !trigger->is_internal && (unsigned char) trigger->name[0] >= '~')
        {
            resolve_refuse(
                resolver, "R728",
                mem_printf(mem, "trigger \"%s\" of %s would fire after the shim", trigger->name, table->name.name),
                "give it a name that starts with an ASCII letter (ALTER TRIGGER … RENAME TO …)");
        }
        if (fills_rows(table) && trigger->cannot_be_silenced && !resolver->parsed->plan->backfill.fire_triggers)
        {
            resolve_refuse(
                resolver, "R706",
                mem_printf(mem, "the backfill of %s would fire trigger \"%s\", which fires in replica mode, too",
                           table->name.name, trigger->name),
                "ALTER TABLE … ENABLE TRIGGER … until the plan is expanded, or say in the plan that it may fire: "
                "backfill: {fire_triggers: true}");
        }
        if ((adds_column(table) || drops_column(table)) && trigger->spreads_rows &&
            !plan_allows(resolver->parsed->plan, "whole-row"))
        {
            resolve_refuse(resolver, "R739",
                           mem_printf(mem, "function %s of trigger \"%s\" takes whole rows of %s apart (NEW.*)",
                                      trigger->function, trigger->name, table->name.name),
                           "with another number of columns its INSERT would fail: name the columns in it, or allow: "
                           "{rule: whole-row, "
                           "reason: …}");
        }
    }
}

void
resolve_check_rows(Resolver *resolver, const TableChange *table)
{
    void *mem = resolver->diagnostics->mem;
    const CatalogTable *t = table->table;
    char *name = quote_qualified_name(mem, table->name);

    if (t->we_own && t->hides_rows)
    {
        resolve_refuse(
            resolver, "R741",
            mem_printf(mem, "row security hides rows of %s from the role that bellows connects as", name),
            mem_printf(
                mem,
                "they would be neither filled nor verified: connect as a role with BYPASSRLS, or run: ALTER TABLE %s "
                "NO FORCE ROW LEVEL SECURITY until the plan is purged",
                name));
    }
    if (t->row_user && fills_rows(table))
    {
        resolve_refuse(resolver, "R742",
                       mem_printf(mem, "rows of %s are stored in %s, where neither shim nor backfill reaches them",
                                  name, t->row_user),
                       "store the columns that are needed there, or a type of its own");
    }
    for (size_t i = 0; t->row_user && i < table->plain_count; i++)
    {
        if (table->plain[i].fallback)
        {
            resolve_refuse(resolver, "R742",
                           mem_printf(mem,
                                      "column %s.%s cannot be added with a default: rows of the table are stored in %s",
                                      table->name.name, table->plain[i].definition->name, t->row_user),
                           "leave the default out");
        }
    }
}

static bool
adds_column(const TableChange *table)
{
    return table->plain_count > 0 || fills_rows(table);
}

static bool
drops_column(const TableChange *table)
{
    bool drops = table->dropped_count > 0;

    for (size_t i = 0; i < table->link_count; i++)
    {
        drops = drops || table->links[i]->old_count > 0;
    }
    return drops;
}

static bool
fills_rows(const TableChange *table)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        if (table->links[i]->kind == LINK_REPLACE || table->links[i]->kind == LINK_ADD)
        {
            return true;
        }
    }
    return false;
}
