/* SPDX-License-Identifier: PostgreSQL */
/*
 * Evidence of programs that know what runs: an orchestrator's list. It cannot stop a later start, so it passes nobody
 * alone; but an old instance on it, or a template that would make one, vetoes, and a list that is not complete is unknown.
 */
#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "change/plan.h"
#include "gate_internal.h"
#include "run_internal.h"

static void judge_source(GateEvaluation *evaluation, GateConsumer *consumer, const GateSource *source);
static void judge_instance(GateEvaluation *evaluation, GateConsumer *consumer, const GateSource *source,
                           const GateInstance *instance);
static bool store(Conn *conn, const JournalPlan *plan, const GateOutside *outside, const GateSource *source,
                  const char *consumer, Error *err);

void
gate_add_inventory(GateEvaluation *evaluation, GateConsumer *consumer)
{
    void *owner = evaluation->report;
    const GateOutside *outside = evaluation->look->outside;
    if (outside == NULL || evaluation->is_stale)
    {
        gate_conclude(owner, consumer, 'C', GATE_UNKNOWN,
                      outside == NULL ? "no program was asked" : "what programs told is too old",
                      "\"bellows gate\" and contract ask them.");
        return;
    }
    size_t count = 0;
    for (size_t i = 0; i < outside->source_count; i++)
    {
        if (project_lists(outside->sources[i].evidence->consumers, consumer->name))
        {
            judge_source(evaluation, consumer, &outside->sources[i]);
            count++;
        }
    }
    if (count == 0)
    {
        gate_conclude(owner, consumer, 'C', GATE_UNKNOWN, "no program was asked about it",
                      "Give the same command again.");
    }
}

static void
judge_source(GateEvaluation *evaluation, GateConsumer *consumer, const GateSource *source)
{
    void *owner = evaluation->report;
    const char *name = source->evidence->name;
    GateVerdict before = consumer->verdict;
    int64_t oldest_s = 0;
    size_t count = 0;
    if (source->failure != NULL)
    {
        gate_conclude(owner, consumer, 'C', GATE_UNKNOWN,
                      mem_printf(owner, "%s told nothing: %s", name, source->failure),
                      mem_printf(owner, "Run it by hand: it is evidence \"%s\" in %s.", name, PROJECT_FILE));
        return;
    }
    consumer->verdict = GATE_PASS;
    for (size_t i = 0; i < source->instance_count; i++)
    {
        if (strcmp(source->instances[i].consumer, consumer->name) == 0)
        {
            judge_instance(evaluation, consumer, source, &source->instances[i]);
            oldest_s = source->instances[i].age_s > oldest_s ? source->instances[i].age_s : oldest_s;
            count++;
        }
    }
    if (consumer->verdict == GATE_PASS)
    {
        gate_conclude(owner, consumer, 'C', GATE_PASS,
                      count == 0 ? mem_printf(owner, "%s: nothing runs", name)
                                 : mem_printf(owner, "%s: %zu of %s or later", name, count, consumer->version_to),
                      NULL)
            ->age_s = oldest_s;
    }
    consumer->verdict = gate_worse(before, consumer->verdict);
}

static void
judge_instance(GateEvaluation *evaluation, GateConsumer *consumer, const GateSource *source,
               const GateInstance *instance)
{
    void *owner = evaluation->report;
    const char *version = gate_version_of(evaluation, consumer->name, instance->version);
    const char *name = source->evidence->name;
    const char *detail = instance->detail == NULL ? "" : mem_printf(owner, " (%s)", instance->detail);
    GateEvidence *evidence = NULL;
    if (instance->failure != NULL)
    {
        evidence = gate_conclude(
            owner, consumer, 'C', GATE_UNKNOWN,
            mem_printf(owner, "%s: of %s nothing is known: %s%s", name, instance->instance, instance->failure, detail),
            mem_printf(owner, "Find out what %s runs, or remove it.", instance->instance));
    }
    else if (version == NULL)
    {
        evidence = gate_conclude(
            owner, consumer, 'C', GATE_UNKNOWN,
            mem_printf(owner, "%s: %s is build \"%s\", of which no version is known%s", name, instance->instance,
                       instance->version == NULL ? "?" : instance->version, detail),
            mem_printf(owner, "Say which version it is: bellows gate map-version %s BUILD VERSION.", consumer->name));
    }
    else if (plan_version_compare(version, consumer->version_to) < 0)
    {
        evidence = gate_conclude(
            owner, consumer, 'C', GATE_BLOCK,
            mem_printf(owner, "%s: %s (%s) is %s%s", name, instance->instance, instance->state, version, detail),
            mem_printf(owner, "Replace %s by version %s or later, or remove it.", instance->instance,
                       consumer->version_to));
    }
    if (evidence != NULL)
    {
        evidence->age_s = instance->age_s;
        evidence->instance = mem_strdup(owner, instance->instance);
        evidence->version = version == NULL ? NULL : mem_strdup(owner, version);
    }
}

bool
gate_store_evidence(Conn *conn, const JournalPlan *plan, const GateOutside *outside, Error *err)
{
    for (size_t i = 0; outside != NULL && i < outside->source_count; i++)
    {
        for (size_t j = 0; j < plan->requirement_count; j++)
        {
            const char *consumer = plan->requirements[j].application;
            if (project_lists(outside->sources[i].evidence->consumers, consumer) &&
                !store(conn, plan, outside, &outside->sources[i], consumer, err))
            {
                return false;
            }
        }
    }
    return true;
}

static bool
store(Conn *conn, const JournalPlan *plan, const GateOutside *outside, const GateSource *source, const char *consumer,
      Error *err)
{
    void *scratch = mem_child(NULL, "evidence");
    char *what = mem_strdup(scratch, source->failure == NULL ? "" : source->failure);
    for (size_t i = 0; source->failure == NULL && i < source->instance_count; i++)
    {
        const GateInstance *instance = &source->instances[i];
        if (strcmp(instance->consumer, consumer) == 0)
        {
            mem_append(&what, "%s%s %s %s%s%s", what[0] == '\0' ? "" : "\n", instance->instance,
                       instance->state == NULL ? "?" : instance->state,
                       instance->version == NULL ? "?" : instance->version, instance->failure == NULL ? "" : ": ",
                       instance->failure == NULL ? "" : instance->failure);
        }
    }
    const char *params[] = {
        plan->version,       consumer, source->evidence->name, source->failure == NULL ? "complete" : "unknown", what,
        outside->valid_until};
    bool is_done = run_do(conn, "gate/store_evidence", params, RUN_COUNT(params), err);
    mem_free(scratch);
    return is_done;
}
