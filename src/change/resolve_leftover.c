/* SPDX-License-Identifier: PostgreSQL */
/*
 * Indexes that an interrupted CREATE INDEX or REINDEX CONCURRENTLY has left, of whoever: invalid, read by no query, kept up by every
 * write. They are in nobody's way, and told; what stands under a name that the plan needs is a finding.
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

/* What of the plan is of the same outline: the name of what it builds; or NULL. */
static const char *
alike(Resolver *resolver, const TableChange *table, const CatalogIndex *index)
{
    Error ignored = {0};
    const char *outline = ddl_index_outline(resolver->mem, index->definition, &ignored);
    const char *found = NULL;

    for (size_t i = 0; i < table->in_place_count && outline; i++)
    {
        const InPlace *in_place = &table->in_place[i];
        const char *built =
            in_place->index_statement ? ddl_index_outline(resolver->mem, in_place->index_statement, &ignored) : NULL;

        if (built && strcmp(built, outline) == 0)
        {
            found = in_place->constraint_name ? in_place->constraint_name : in_place->statement->index_name;
        }
    }
    error_clear(&ignored);
    return found;
}

static void
tell_invalid(Resolver *resolver, const TableChange *table, const CatalogTable *relation)
{
    Diagnostics *diagnostics = resolver->diagnostics;
    const Plan *plan = resolver->parsed->plan;

    for (size_t i = 0; i < relation->index_count && relation->kind == 'r'; i++)
    {
        const CatalogIndex *index = &relation->indexes[i];
        const char *name = quote_qualified_name(diagnostics->mem, (QualifiedName){index->schema, index->name});
        const char *built = index->is_valid ? NULL : alike(resolver, table, index);

        if (!index->is_valid && !index->constraint)
        {
            diagnostics_add(diagnostics, SEVERITY_WARNING, "P325", plan->path, plan->changes[0].line, 0,
                            "index %s of %s is invalid%s%s%s: no query uses it, and every write keeps it up", name,
                            quote_qualified_name(diagnostics->mem, (QualifiedName){relation->schema, relation->name}),
                            built ? ", and like index " : "", built ? quote_name(diagnostics->mem, built) : "",
                            built ? ", which this plan builds" : "")
                ->help = mem_printf(diagnostics->mem,
                                    "an interrupted build left it, unless somebody is building it now: DROP INDEX "
                                    "CONCURRENTLY %s",
                                    name);
        }
    }
}

/* The equals of indexes have names of our own. What has such a name before the plan has begun was not made by it. */
static void
check_twin_names(Resolver *resolver, const TableChange *table, const CatalogTable *relation)
{
    void *mem = resolver->diagnostics->mem;

    for (size_t i = 0; i < relation->index_count; i++)
    {
        const CatalogIndex *index = &relation->indexes[i];
        const char *twin = resolve_twin_name(resolver->mem, table, index->name);

        if (index->is_valid && resolve_any_goes(table, index->columns) &&
            resolve_has_relation(resolver, index->schema, twin))
        {
            const char *name = quote_qualified_name(mem, (QualifiedName){index->schema, twin});

            resolve_refuse(
                resolver, "P311",
                mem_printf(mem, "index %s exists already, and this plan would build the equal of %s under that name",
                           name, quote_name(mem, index->name)),
                mem_printf(mem, "if nobody needs it: DROP INDEX CONCURRENTLY %s", name));
        }
    }
}

void
resolve_check_leftovers(Resolver *resolver, const TableChange *table)
{
    tell_invalid(resolver, table, table->table);
    check_twin_names(resolver, table, table->table);
    for (size_t i = 0; i < table->table->part_count; i++)
    {
        tell_invalid(resolver, table, table->table->parts[i]);
        check_twin_names(resolver, table, table->table->parts[i]);
    }
}
