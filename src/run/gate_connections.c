/* SPDX-License-Identifier: PostgreSQL */
/*
 * Evidence of sessions: an old version that is connected is there, whatever else is said. That none is connected proves
 * nothing, as behind a pooler, or between two runs; so this only ever vetoes.
 */
#include "base/mem.h"
#include "change/plan.h"
#include "gate_internal.h"
#include "run_internal.h"

#include <string.h>

static void judge_session(GateEvaluation *evaluation, GateConsumer *consumer, const GateSession *session);
static bool has_nodes(const Project *project, bool with_poolers);

void
gate_add_connections(GateEvaluation *evaluation, GateConsumer *consumer)
{
    void *owner = evaluation->report;
    GateVerdict before = consumer->verdict;
    size_t count = 0;
    consumer->verdict = GATE_PASS;
    for (size_t i = 0; i < evaluation->sessions.count; i++)
    {
        const char *whose;
        if (gate_whose(evaluation, &evaluation->sessions.items[i], &whose) == GATE_OF_CONSUMER &&
            strcmp(whose, consumer->name) == 0)
        {
            judge_session(evaluation, consumer, &evaluation->sessions.items[i]);
            count++;
        }
    }
    if (!evaluation->sees_all)
    {
        gate_conclude(owner, consumer, 'E', GATE_UNKNOWN, "the sessions of other roles are hidden from bellows",
                      "GRANT pg_read_all_stats to the role of bellows.")
            ->code = "R761";
    }
    gate_add_nodes(evaluation, consumer, true);
    if (consumer->verdict == GATE_PASS)
    {
        gate_conclude(owner, consumer, 'E', GATE_PASS,
                      count == 0 ? "no session of it is connected"
                                 : mem_printf(owner, "%zu %s connected, %s of %s or later", count,
                                              count == 1 ? "session is" : "sessions are", count == 1 ? "it is" : "all",
                                              consumer->version_to),
                      NULL);
    }
    consumer->verdict = gate_worse(before, consumer->verdict);
}

static void
judge_session(GateEvaluation *evaluation, GateConsumer *consumer, const GateSession *session)
{
    void *owner = evaluation->report;
    const char *version = gate_version_of(evaluation, consumer->name, session->version);
    if (version == NULL)
    {
        gate_conclude(
            owner, consumer, 'E', GATE_UNKNOWN,
            mem_printf(owner, "%s (role \"%s\", application name \"%s\") does not say its version", session->what,
                       session->role, session->application_name),
            mem_printf(owner, "Let its application_name be %s/VERSION%s.", consumer->name,
                       session->version == NULL ? "" : ", or say which version it is: bellows gate map-version"));
    }
    else if (plan_version_compare(version, consumer->version_to) < 0)
    {
        GateEvidence *evidence = gate_conclude(
            owner, consumer, 'E', GATE_BLOCK,
            mem_printf(owner, "%s (role \"%s\") is connected and runs %s", session->what, session->role, version),
            mem_printf(owner, "Replace it by version %s or later, or stop it.", consumer->version_to));
        evidence->version = mem_strdup(owner, version);
    }
}

void
gate_add_nodes(GateEvaluation *evaluation, GateConsumer *consumer, bool with_poolers)
{
    void *owner = evaluation->report;
    const GateOutside *outside = evaluation->look->outside;
    if (!has_nodes(evaluation->project, with_poolers))
    {
        return;
    }
    if (outside == NULL || evaluation->is_stale)
    {
        gate_conclude(owner, consumer, 'E', GATE_UNKNOWN,
                      outside == NULL ? "standbys and poolers were not looked at"
                                      : "what was seen on standbys and poolers is too old",
                      "\"bellows gate\" and contract look at them.");
        return;
    }
    for (size_t i = 0; i < outside->node_count; i++)
    {
        const GateNode *node = &outside->nodes[i];
        if (node->failure != NULL && (with_poolers || strncmp(node->name, "pooler", 6) != 0))
        {
            gate_conclude(
                owner, consumer, 'E', GATE_UNKNOWN,
                mem_printf(owner, "nothing is known of %s: %s", node->name, node->failure),
                mem_printf(owner, "Make it answer, or take it out of %s if it is gone for good.", PROJECT_FILE));
        }
    }
}

static bool
has_nodes(const Project *project, bool with_poolers)
{
    return project->standbys[0] != NULL || (with_poolers && project->poolers[0] != NULL);
}
