/* SPDX-License-Identifier: PostgreSQL */
/*
 * The gate's evidence, consumer by consumer.
 *
 * A consumer passes when the new version has been seen by lease, what registered last (or lives now) is new, and no old
 * lease lives; or when a named person answers for it, where the plan allows that. Once the fence is down, leases that
 * ran out a moment ago and transactions that are older than the fence veto too. Everything else is "unknown": no.
 * Where bellows.yaml names other proofs, all of them must hold.
 */
#include "run/gate.h"

#include <inttypes.h>

#include "base/mem.h"
#include "gate_internal.h"
#include "run/lock.h"
#include "run_internal.h"

static bool begin_project(GateEvaluation *evaluation, Error *err);
static bool check_age(GateEvaluation *evaluation, Error *err);
static int64_t hold_of(const JournalPlan *plan, const Project *project);
static bool evaluate_consumer(GateEvaluation *evaluation, const JournalRequirement *requirement, Error *err);
static bool evaluate_proof(GateEvaluation *evaluation, GateConsumer *consumer, const ProjectConsumer *declared,
                           Error *err);
static bool add_leases(GateEvaluation *evaluation, GateConsumer *consumer, Error *err);
static void add_lease(void *owner, GateConsumer *consumer, const Rows *rows, size_t row, int64_t grace_ms);
static bool add_sightings(GateEvaluation *evaluation, GateConsumer *consumer, Error *err);
static void judge_sightings(void *owner, GateConsumer *consumer, const Rows *rows);
static void add_unseen(void *owner, GateConsumer *consumer, const Rows *rows);
static void add_attestation(void *owner, GateConsumer *consumer, const Rows *rows);
static bool add_transactions(GateEvaluation *evaluation, Error *err);
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
gate_evaluate(void *owner, Conn *conn, const JournalPlan *plan, const GateLook *look, GateReport **report, Error *err)
{
    GateReport *made = mem_new(owner, GateReport);
    GateEvaluation evaluation = {
        .conn = conn,
        .plan = plan,
        .look = look,
        .report = made,
        .grace_ms = gate_is_fenced(plan->state) ? look->grace_ms : -1,
        .project = look->project,
    };
    size_t declared = look->project == NULL ? 0 : look->project->consumer_count;
    made->plan = mem_strdup(made, plan->version);
    made->is_fenced = gate_is_fenced(plan->state);
    made->project = look->project == NULL ? NULL : mem_strdup(made, look->project->path);
    made->hold_s = hold_of(plan, look->project);
    /* One more each for the database, for sessions of nobody, for writers of the old shape and for jobs. */
    made->consumers = mem_array(made, GateConsumer, plan->requirement_count + declared + 4);
    if (look->project != NULL && !begin_project(&evaluation, err))
    {
        return false;
    }
    for (size_t i = 0; i < plan->requirement_count; i++)
    {
        if (!evaluate_consumer(&evaluation, &plan->requirements[i], err))
        {
            return false;
        }
    }
    if (evaluation.project != NULL && (!gate_add_unnamed(&evaluation, err) || !gate_add_undeclared(&evaluation, err)))
    {
        return false;
    }
    if (!gate_add_writes(&evaluation, err) || !gate_add_reads(&evaluation, err) || !gate_add_jobs(&evaluation, err))
    {
        return false;
    }
    if (made->is_fenced && !add_transactions(&evaluation, err))
    {
        return false;
    }
    conclude(made);
    *report = made;
    return true;
}

/* What all consumers are judged by: read once. */
static bool
begin_project(GateEvaluation *evaluation, Error *err)
{
    void *owner = evaluation->report;
    const char *params[] = {evaluation->plan->version};
    bool is_current = false;
    if (!journal_is_current(evaluation->conn, &is_current, err))
    {
        return false;
    }
    if (!is_current)
    {
        gate_conclude(owner, gate_add_consumer(evaluation, "sessions"), ' ', GATE_UNKNOWN,
                      "the journal is of an older release, which writes down nothing of sessions",
                      "Any command that writes upgrades it, contract too.");
        evaluation->project = NULL;
        return true;
    }
    if (!check_age(evaluation, err) || !gate_sees_all(owner, evaluation->conn, &evaluation->sees_all, NULL, err) ||
        !gate_read_sessions(owner, evaluation->conn, GATE_PRIMARY, &evaluation->sessions, err))
    {
        return false;
    }
    const GateOutside *outside = evaluation->look->outside;
    for (size_t i = 0; outside != NULL && i < outside->sessions.count; i++)
    {
        *mem_push(owner, evaluation->sessions.items, evaluation->sessions.count) = outside->sessions.items[i];
    }
    evaluation->registered = run_rows(owner, evaluation->conn, "gate/registered_roles", NULL, 0, err);
    evaluation->builds = evaluation->registered == NULL
                             ? NULL
                             : run_rows(owner, evaluation->conn, "gate/builds", params, RUN_COUNT(params), err);
    return evaluation->builds != NULL;
}

static bool
check_age(GateEvaluation *evaluation, Error *err)
{
    const GateOutside *outside = evaluation->look->outside;
    if (outside == NULL || outside->valid_until == NULL)
    {
        return true;
    }
    const char *params[] = {outside->valid_until};
    Rows *rows = conn_query_one(NULL, evaluation->conn, "SELECT clock_timestamp() > $1::timestamptz AS is_stale",
                                params, RUN_COUNT(params), err);
    evaluation->is_stale = rows != NULL && rows_bool(rows, 0, "is_stale");
    mem_free(rows);
    return rows != NULL;
}

/* A consumer that runs once a month must have met the new shape, and have failed if it could not, before anything is
 * dropped. */
static int64_t
hold_of(const JournalPlan *plan, const Project *project)
{
    int64_t hold_s = plan->hold_s;
    for (size_t i = 0; i < plan->requirement_count; i++)
    {
        const ProjectConsumer *declared = project_consumer(project, plan->requirements[i].application);
        int64_t asked_s = declared == NULL ? 0 : declared->cadence_s + (declared->cadence_s + 3) / 4;
        hold_s = asked_s > hold_s ? asked_s : hold_s;
    }
    return hold_s;
}

int64_t
gate_grace_ms(const Project *project, int64_t requested_ms)
{
    int64_t usual_ms = project != NULL && project->grace_ms >= 0 ? project->grace_ms : GATE_GRACE_MS;
    return requested_ms >= 0 ? requested_ms : usual_ms;
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

GateVerdict
gate_worse(GateVerdict a, GateVerdict b)
{
    return a == GATE_BLOCK || b == GATE_BLOCK ? GATE_BLOCK : a == GATE_PASS ? b : a;
}

GateEvidence *
gate_conclude(void *owner, GateConsumer *consumer, char grade, GateVerdict verdict, const char *what,
              const char *remedy)
{
    GateEvidence *evidence = gate_add(owner, consumer, grade, verdict);
    evidence->what = what;
    evidence->remedy = remedy;
    evidence->age_s = 0;
    consumer->verdict = gate_worse(consumer->verdict, verdict);
    return evidence;
}

GateConsumer *
gate_add_consumer(GateEvaluation *evaluation, const char *name)
{
    GateConsumer *consumer = &evaluation->report->consumers[evaluation->report->consumer_count++];
    consumer->name = mem_strdup(evaluation->report, name);
    consumer->verdict = GATE_PASS;
    return consumer;
}

static bool
evaluate_consumer(GateEvaluation *evaluation, const JournalRequirement *requirement, Error *err)
{
    GateReport *report = evaluation->report;
    const ProjectConsumer *declared = project_consumer(evaluation->project, requirement->application);
    GateConsumer *consumer = gate_add_consumer(evaluation, requirement->application);
    consumer->version_from = mem_strdup(report, requirement->version_from);
    consumer->version_to = mem_strdup(report, requirement->version_to);
    consumer->allow_attestation = requirement->allow_attestation;
    consumer->verdict = GATE_UNKNOWN;
    if (declared == NULL)
    {
        return add_leases(evaluation, consumer, err) && add_sightings(evaluation, consumer, err);
    }
    consumer->owner = declared->owner == NULL ? NULL : mem_strdup(report, declared->owner);
    consumer->allow_attestation |= (declared->proof & PROOF_ATTESTATION) != 0;
    return evaluate_proof(evaluation, consumer, declared, err);
}

/* A lease of an old version vetoes whatever the proof is. Some proof that can pass is always among them (P404). */
static bool
evaluate_proof(GateEvaluation *evaluation, GateConsumer *consumer, const ProjectConsumer *declared, Error *err)
{
    bool by_lease = (declared->proof & (PROOF_LEASE | PROOF_ATTESTATION)) != 0;
    consumer->verdict = by_lease ? GATE_UNKNOWN : GATE_PASS;
    if (!add_leases(evaluation, consumer, err) || (by_lease && !add_sightings(evaluation, consumer, err)) ||
        ((declared->proof & PROOF_ROLE) != 0 && !gate_add_roles(evaluation, consumer, declared, err)))
    {
        return false;
    }
    if ((declared->proof & PROOF_CONNECTIONS) != 0)
    {
        gate_add_connections(evaluation, consumer);
    }
    if ((declared->proof & PROOF_INVENTORY) != 0)
    {
        gate_add_inventory(evaluation, consumer);
    }
    return true;
}

static bool
add_leases(GateEvaluation *evaluation, GateConsumer *consumer, Error *err)
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
add_sightings(GateEvaluation *evaluation, GateConsumer *consumer, Error *err)
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
add_transactions(GateEvaluation *evaluation, Error *err)
{
    GateReport *report = evaluation->report;
    const char *params[] = {evaluation->plan->version};
    Rows *rows = run_rows(NULL, evaluation->conn, "gate/transactions", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    GateConsumer *consumer = gate_add_consumer(evaluation, "database");
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
