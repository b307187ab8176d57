/* SPDX-License-Identifier: PostgreSQL */
/*
 * What a plan amounts to: its semantic version class, whether anything is left to contract, its fingerprint.
 */
#include "change/resolve.h"

#include "base/mem.h"
#include "resolve_internal.h"

/* V cannot run on the table after contract: the interface changes, whatever each statement is on its own (a type change
 * that is free for PostgreSQL still gives the column a new name). */
static bool
breaks_old(const TableChange *table)
{
    bool breaks = table->dropped_count > 0;

    for (size_t i = 0; i < table->link_count; i++)
    {
        breaks = breaks || table->links[i]->old_count > 0;
    }
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        breaks = breaks || (table->in_place[i].waits_for_contract && table->in_place[i].kind != IN_PLACE_DROP_INDEX);
    }
    return breaks;
}

void
resolve_summarise(Resolver *resolver)
{
    Resolution *result = resolver->result;
    static const Semver by_compat[] = {
        [COMPAT_UNSET] = SEMVER_NONE,
        [COMPAT_MAJOR] = SEMVER_MAJOR,
        [COMPAT_MINOR] = SEMVER_MINOR,
        [COMPAT_PATCH] = SEMVER_PATCH,
    };

    for (size_t i = 0; i < result->verdict_count; i++)
    {
        const Classification *found = result->verdicts[i].classification;

        result->semver = found->semver > result->semver ? found->semver : result->semver;
    }
    for (size_t i = 0; i < result->table_count; i++)
    {
        const TableChange *table = &result->tables[i];

        result->needs_contract = result->needs_contract || resolve_needs_shim(table) || table->dropped_count > 0;
        for (size_t j = 0; j < table->in_place_count; j++)
        {
            result->needs_contract = result->needs_contract || table->in_place[j].waits_for_contract;
        }
        result->semver = breaks_old(table) ? SEMVER_MAJOR : result->semver;
    }
    if (result->plan->compat != COMPAT_UNSET && by_compat[result->plan->compat] != result->semver)
    {
        resolve_report_change(resolver, 0, "P306", "compat says %s, but the changes are %s",
                              classify_semver_name(by_compat[result->plan->compat]),
                              classify_semver_name(result->semver))
            ->help =
            mem_printf(resolver->diagnostics->mem, "set compat: %s or remove it", classify_semver_name(result->semver));
    }
}

char *
resolve_fingerprint(void *owner, const Plan *plan)
{
    char *all = mem_strdup(owner, "");

    for (size_t i = 0; i < plan->change_count; i++)
    {
        const PlanChange *change = &plan->changes[i];
        const PlanText *texts[] = {&change->sql, &change->up, &change->down};

        for (size_t j = 0; j < sizeof texts / sizeof texts[0]; j++)
        {
            char *fingerprint = NULL;
            Error err = {0};

            if (texts[j]->text && !ddl_fingerprint(owner, texts[j]->text, &fingerprint, &err))
            {
                fingerprint = mem_strdup(owner, texts[j]->text);
            }
            error_clear(&err);
            mem_append(&all, "%zu %s|", j, fingerprint ? fingerprint : "");
        }
        mem_append(&all, "%s|%d;", change->as.text ? change->as.text : "", (int) change->on_conflict);
    }
    return quote_hash(owner, all);
}
