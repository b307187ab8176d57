/* SPDX-License-Identifier: PostgreSQL */
/*
 * The gate's evidence, consumer by consumer.
 *
 * A consumer passes when the new version has been seen by lease, what registered last (or lives now) is new, and no old
 * lease lives; or when a named person answers for it, where the plan allows that. Once the fence is down, leases that
 * ran out a moment ago and transactions that are older than the fence veto too. Everything else is "unknown": no.
 */
#include "run/gate.h"

#include <inttypes.h>

#include "base/mem.h"
#include "gate_internal.h"
#include "run/lock.h"
#include "run_internal.h"

typedef struct Evaluation
{
    Conn *conn;
    const JournalPlan *plan;
    GateReport *report;
    int64_t grace_ms; /* -1: the fence is not down */
} Evaluation;

static bool evaluate_consumer(Evaluation *evaluation, const JournalRequirement *requirement, Error *err);
static bool add_leases(Evaluation *evaluation, GateConsumer *consumer, Error *err);
static void add_lease(void *owner, GateConsumer *consumer, const Rows *rows, size_t row, int64_t grace_ms);
static bool add_sightings(Evaluation *evaluation, GateConsumer *consumer, Error *err);
static void judge_sightings(void *owner, GateConsumer *consumer, const Rows *rows);
static void add_unseen(void *owner, GateConsumer *consumer, const Rows *rows);
static void add_attestation(void *owner, GateConsumer *consumer, const Rows *rows);
static bool add_transactions(Evaluation *evaluation, Error *err);
static void add_transaction(void *owner, GateConsumer *consumer, const Rows *rows, size_t row);
static void conclude(GateReport *report);

static const char *const verdicts[] = {
    [GATE_PASS] = "pass",
    [GATE_BLOCK] = "block",
    [GATE_UNKNOWN] = "unknown",
};

const char *
gate_verdict_name(GateVerdict verdict)
{
    return verdicts[verdict];
}

bool
gate_evaluate(void *owner, Conn *conn, const JournalPlan *plan, int64_t grace_ms, GateReport **report, Error *err)
{
    GateReport *made = mem_new(owner, GateReport);
    Evaluation evaluation = {
        .conn = conn,
        .plan = plan,
        .report = made,
        .grace_ms = gate_is_fenced(plan->state) ? grace_ms : -1,
    };
    made->plan = mem_strdup(made, plan->version);
    made->is_fenced = gate_is_fenced(plan->state);
    made->consumers = mem_array(made, GateConsumer, plan->requirement_count + 1);
    for (size_t i = 0; i < plan->requirement_count; i++)
    {
        if (!evaluate_consumer(&evaluation, &plan->requirements[i], err))
        {
            return false;
        }
    }
    if (made->is_fenced && !add_transactions(&evaluation, err))
    {
        return false;
    }
    conclude(made);
    *report = made;
    return true;
}

bool
gate_is_fenced(PlanState state)
{
    switch (state)
    {
        case STATE_FENCING:
        case STATE_FENCED:
        case STATE_SEALING:
        case STATE_SEALED:
        case STATE_PURGING:
        case STATE_PURGED:
            return true;
        case STATE_PLANNED:
        case STATE_EXPANDING:
        case STATE_EXPANDED:
        case STATE_UNSEALING:
        case STATE_ROLLING_BACK:
        case STATE_ROLLED_BACK:
        case STATE_DISCARDING:
            return false;
    }
    return false;
}

GateEvidence *
gate_add(void *owner, GateConsumer *consumer, char grade, GateVerdict verdict)
{
    consumer->evidence = mem_grow(owner, consumer->evidence, consumer->evidence_count, sizeof(*consumer->evidence));
    GateEvidence *evidence = &consumer->evidence[consumer->evidence_count++];
    *evidence = (GateEvidence){.grade = grade, .verdict = verdict, .age_s = -1};
    return evidence;
}

char *
gate_age(void *owner, int64_t age_s)
{
    return age_s < 1 ? mem_strdup(owner, "a moment") : lock_format_duration(owner, age_s * 1000);
}

static bool
evaluate_consumer(Evaluation *evaluation, const JournalRequirement *requirement, Error *err)
{
    GateReport *report = evaluation->report;
    GateConsumer *consumer = &report->consumers[report->consumer_count++];
    consumer->name = mem_strdup(report, requirement->application);
    consumer->version_from = mem_strdup(report, requirement->version_from);
    consumer->version_to = mem_strdup(report, requirement->version_to);
    consumer->allow_attestation = requirement->allow_attestation;
    consumer->verdict = GATE_UNKNOWN;
    return add_leases(evaluation, consumer, err) && add_sightings(evaluation, consumer, err);
}

static bool
add_leases(Evaluation *evaluation, GateConsumer *consumer, Error *err)
{
    void *scratch = mem_child(NULL, "leases");
    const char *params[] = {consumer->name, consumer->version_to, run_number(scratch, evaluation->grace_ms)};
    Rows *rows = run_rows(scratch, evaluation->conn, "gate/leases", params, RUN_COUNT(params), err);
    for (size_t i = 0; rows != NULL && i < rows_count(rows); i++)
    {
        add_lease(evaluation->report, consumer, rows, i, evaluation->grace_ms);
        consumer->verdict = GATE_BLOCK;
    }
    mem_free(scratch);
    return rows != NULL;
}

static void
add_lease(void *owner, GateConsumer *consumer, const Rows *rows, size_t row, int64_t grace_ms)
{
    GateEvidence *evidence = gate_add(owner, consumer, 'B', GATE_BLOCK);
    int64_t expires_in_s = rows_int64(rows, row, "expires_in_s");
    evidence->instance = run_copy(owner, rows, row, "instance");
    evidence->version = run_copy(owner, rows, row, "version");
    evidence->age_s = rows_int64(rows, row, "renewed_ago_s");
    if (rows_bool(rows, row, "is_live"))
    {
        evidence->what =
            mem_printf(owner, "instance \"%s\" runs %s, renewed %s ago, its lease ends in %s", evidence->instance,
                       evidence->version, gate_age(owner, evidence->age_s), gate_age(owner, expires_in_s));
        evidence->remedy = mem_printf(owner, "Replace instance \"%s\" of %s by version %s or later, or stop it.",
                                      evidence->instance, consumer->name, consumer->version_to);
        return;
    }
    evidence->what = mem_printf(owner, "instance \"%s\" ran %s; its lease ran out %s ago and was not released",
                                evidence->instance, evidence->version, gate_age(owner, -expires_in_s));
    evidence->remedy = mem_printf(owner, "Wait: it counts as gone %s after its end.", gate_age(owner, grace_ms / 1000));
}

static bool
add_sightings(Evaluation *evaluation, GateConsumer *consumer, Error *err)
{
    const char *params[] = {consumer->name, consumer->version_to, evaluation->plan->version};
    Rows *rows = run_rows(NULL, evaluation->conn, "gate/consumer", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    judge_sightings(evaluation->report, consumer, rows);
    mem_free(rows);
    return true;
}

static void
judge_sightings(void *owner, GateConsumer *consumer, const Rows *rows)
{
    int64_t live = rows_int64(rows, 0, "live_new");
    bool has_live_veto = consumer->verdict == GATE_BLOCK;
    if (rows_bool(rows, 0, "newest_is_new") && (rows_bool(rows, 0, "last_is_new") || live > 0))
    {
        GateEvidence *evidence = gate_add(owner, consumer, 'B', GATE_PASS);
        evidence->version = run_copy(owner, rows, 0, "newest_version_seen");
        evidence->age_s = rows_int64(rows, 0, "newest_age_s");
        evidence->what = mem_printf(owner, "version %s was seen %s ago; %" PRId64 " %s of %s or later alive",
                                    evidence->version, gate_age(owner, evidence->age_s), live,
                                    live == 1 ? "instance" : "instances", consumer->version_to);
        consumer->verdict = has_live_veto ? GATE_BLOCK : GATE_PASS;
        return;
    }
    if (!rows_is_null(rows, 0, "by_whom"))
    {
        add_attestation(owner, consumer, rows);
    }
    if (!has_live_veto && consumer->verdict != GATE_PASS)
    {
        add_unseen(owner, consumer, rows);
    }
}

/* Never seen, or last seen in an old version: a job that runs once a month looks the same as one that is gone. */
static void
add_unseen(void *owner, GateConsumer *consumer, const Rows *rows)
{
    bool was_seen = !rows_is_null(rows, 0, "last_version_seen");
    GateVerdict verdict = was_seen ? GATE_BLOCK : GATE_UNKNOWN;
    GateEvidence *evidence = gate_add(owner, consumer, 'B', verdict);
    if (was_seen)
    {
        evidence->version = run_copy(owner, rows, 0, "last_version_seen");
        evidence->age_s = rows_int64(rows, 0, "last_age_s");
        evidence->what = mem_printf(owner, "the last instance that registered ran %s, %s ago", evidence->version,
                                    gate_age(owner, evidence->age_s));
    }
    else
    {
        evidence->what = mem_strdup(owner, "no instance has ever registered");
    }
    evidence->remedy =
        mem_printf(owner, "Let %s run once in version %s or later (it calls bellows.register())%s.", consumer->name,
                   consumer->version_to, consumer->allow_attestation ? ", or answer for it: bellows gate attest" : "");
    consumer->verdict = verdict;
}

static void
add_attestation(void *owner, GateConsumer *consumer, const Rows *rows)
{
    bool is_void = rows_bool(rows, 0, "is_void");
    bool counts = consumer->allow_attestation && !is_void;
    GateEvidence *evidence = gate_add(owner, consumer, 'H', counts ? GATE_PASS : GATE_UNKNOWN);
    evidence->age_s = rows_int64(rows, 0, "attestation_age_s");
    evidence->what = mem_printf(
        owner, "%s attests for \"%s\" until %s: %s%s", rows_text(rows, 0, "by_whom"), rows_text(rows, 0, "scope"),
        rows_text(rows, 0, "attestation_expires"), rows_text(rows, 0, "reason"),
        is_void ? " (void: an old version has registered since)" : (counts ? "" : " (the plan does not allow it)"));
    if (counts && consumer->verdict != GATE_BLOCK)
    {
        consumer->verdict = GATE_PASS;
    }
}

static bool
add_transactions(Evaluation *evaluation, Error *err)
{
    GateReport *report = evaluation->report;
    const char *params[] = {evaluation->plan->version};
    Rows *rows = run_rows(NULL, evaluation->conn, "gate/transactions", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    GateConsumer *consumer = &report->consumers[report->consumer_count++];
    consumer->name = "database";
    consumer->verdict = GATE_PASS;
    for (size_t i = 0; i < rows_count(rows); i++)
    {
        add_transaction(report, consumer, rows, i);
    }
    if (rows_count(rows) == 0)
    {
        GateEvidence *evidence = gate_add(report, consumer, 'E', GATE_PASS);
        evidence->age_s = 0;
        evidence->what = "no transaction is older than the fence";
    }
    mem_free(rows);
    return true;
}

static void
add_transaction(void *owner, GateConsumer *consumer, const Rows *rows, size_t row)
{
    bool is_hidden = rows_bool(rows, row, "is_hidden");
    GateVerdict verdict = is_hidden ? GATE_UNKNOWN : GATE_BLOCK;
    GateEvidence *evidence = gate_add(owner, consumer, 'E', verdict);
    evidence->age_s = 0;
    if (rows_bool(rows, row, "is_prepared"))
    {
        const char *gid = rows_text(rows, row, "gid");
        evidence->what = mem_printf(owner, "prepared transaction \"%s\" of %s is older than the fence", gid,
                                    rows_text(rows, row, "user"));
        evidence->remedy = mem_printf(owner, "COMMIT PREPARED or ROLLBACK PREPARED \"%s\".", gid);
    }
    else if (is_hidden)
    {
        evidence->what = mem_printf(owner, "pid %s of %s is in a transaction whose age is hidden",
                                    rows_text(rows, row, "pid"), rows_text(rows, row, "user"));
        evidence->remedy = mem_strdup(owner, "Wait until it ends, or GRANT pg_read_all_stats to the role of bellows.");
    }
    else
    {
        evidence->what =
            mem_printf(owner, "pid %s (app \"%s\", %s) is in a transaction of %s that is older than the fence",
                       rows_text(rows, row, "pid"), rows_text(rows, row, "application"), rows_text(rows, row, "user"),
                       gate_age(owner, rows_int64(rows, row, "age_s")));
        evidence->remedy = mem_printf(owner, "Wait until it ends, or end pid %s.", rows_text(rows, row, "pid"));
    }
    consumer->verdict = consumer->verdict == GATE_BLOCK ? GATE_BLOCK : verdict;
}

/* Any veto wins; then anything unknown; nobody declared is unknown, too. */
static void
conclude(GateReport *report)
{
    size_t applications = 0;
    report->verdict = GATE_PASS;
    for (size_t i = 0; i < report->consumer_count; i++)
    {
        GateVerdict verdict = report->consumers[i].verdict;
        applications += report->consumers[i].version_to != NULL ? 1 : 0;
        if (verdict == GATE_BLOCK || (verdict == GATE_UNKNOWN && report->verdict == GATE_PASS))
        {
            report->verdict = verdict;
        }
    }
    if (applications == 0)
    {
        report->verdict = report->verdict == GATE_BLOCK ? GATE_BLOCK : GATE_UNKNOWN;
        report->remedy = "Declare who uses these tables in the plan: "
                         "applications: [{name: …, from: …, to: …}].";
    }
}
