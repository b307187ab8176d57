/* SPDX-License-Identifier: PostgreSQL */
/*
 * How a plan wants its backfills to go. Not a part of its fingerprint: limits may be changed while it is in flight.
 */
#include "base/diagnostic.h"
#include "base/log.h"
#include "engine_internal.h"

PlanBackfill
engine_backfill_settings(void *owner, const JournalPlan *plan, const Plan *file)
{
    Error ignored = {0};
    const Plan *source = file;
    if (source == NULL)
    {
        source = plan_load_text(owner, plan->version, plan->slug, plan->plan_text, diagnostics_new(owner), &ignored);
    }
    if (source != NULL)
    {
        return source->backfill;
    }
    error_clear(&ignored);
    log_debug("the text of plan %s cannot be read any more; its backfill goes without limits of its own",
              plan->version);
    return (PlanBackfill){.batch_ms = plan->batch_ms, .pause_ms = plan->pause_ms, .connections = 1};
}
