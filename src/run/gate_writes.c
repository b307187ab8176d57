/* SPDX-License-Identifier: PostgreSQL */
/*
 * Evidence of the tripwire: who wrote the old shape (D). It vetoes only: who reads the old shape leaves no trace in it.
 *
 * Behind the fence every such write vetoes, whatever the proof is and whether or not there is a bellows.yaml, until it has
 * been quiet for the grace: its writer would fail at the seal. Of a consumer whose proof names writes it must have been
 * quiet, and watched, for 1.25 times its cadence or longer. From the seal on the old columns have other names: who
 * still writes them gets an error (42703), and is not noted.
 */
#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "gate_internal.h"
#include "run_internal.h"

#define NOTED_S 10 /* for so long a session that was noted is not noted again: bellows.write_moment() */

static const char nobodys[] = "old shape"; /* the entry of writers where there is no bellows.yaml */
static const char source[] = "writes of the old shape, grade D";

static bool may_read(Conn *conn, bool *may, Error *err);
static bool is_out_of_sight(PlanState state);
static GateConsumer *writer_of(GateEvaluation *evaluation, const Rows *rows, size_t row);
static int64_t asked_s(const GateEvaluation *evaluation, const GateConsumer *consumer);
static void judge_write(GateEvaluation *evaluation, GateConsumer *consumer, const Rows *rows, size_t row);
static void conclude_watched(GateEvaluation *evaluation, GateConsumer *consumer, const Rows *watched);
static bool has_written(const GateConsumer *consumer);

bool
gate_add_writes(GateEvaluation *evaluation, Error *err)
{
    void *owner = evaluation->report;
    const char *params[] = {evaluation->plan->version};
    size_t count = evaluation->report->consumer_count;
    bool may = false;
    if (is_out_of_sight(evaluation->plan->state))
    {
        return true;
    }
    if (!may_read(evaluation->conn, &may, err))
    {
        return false;
    }
    Rows *rows = may ? run_rows(owner, evaluation->conn, "gate/writes", params, RUN_COUNT(params), err) : NULL;
    Rows *watched =
        rows == NULL ? NULL : run_rows(owner, evaluation->conn, "gate/watched", params, RUN_COUNT(params), err);
    if (may && watched == NULL)
    {
        return false;
    }
    for (size_t i = 0; rows != NULL && i < rows_count(rows); i++)
    {
        GateConsumer *consumer = writer_of(evaluation, rows, i);
        if (consumer != NULL)
        {
            judge_write(evaluation, consumer, rows, i);
        }
    }
    for (size_t i = 0; i < count; i++)
    {
        GateConsumer *consumer = &evaluation->report->consumers[i];
        const ProjectConsumer *declared = project_consumer(evaluation->project, consumer->name);
        if (declared != NULL && (declared->proof & PROOF_WRITES) != 0)
        {
            conclude_watched(evaluation, consumer, watched);
        }
    }
    return true;
}

bool
gate_count_writes(Conn *conn, const JournalPlan *plan, int64_t *count, Error *err)
{
    const char *params[] = {plan->version};
    Rows *rows = run_rows(NULL, conn, "gate/writes_counted", params, RUN_COUNT(params), err);
    if (rows != NULL)
    {
        *count = rows_int64(rows, 0, "notes");
    }
    mem_free(rows);
    return rows != NULL;
}

bool
gate_require_no_write(Conn *conn, const JournalPlan *plan, int64_t counted, Error *err)
{
    const char *params[] = {plan->version};
    Rows *rows = run_rows(NULL, conn, "gate/writes_counted", params, RUN_COUNT(params), err);
    bool is_quiet = rows != NULL && rows_int64(rows, 0, "notes") == counted;
    if (rows != NULL && !is_quiet)
    {
        error_set_code(err, ERROR_REFUSED, "R701", "contract of %s is refused: %s while the seal waited for its lock",
                       plan->version, rows_text(rows, 0, "last"));
        error_hint(err, "Find out what it is: bellows gate %s.", plan->version);
    }
    mem_free(rows);
    return is_quiet;
}

int64_t
gate_quiet_s(const GateEvaluation *evaluation, const ProjectConsumer *declared)
{
    int64_t cadence_s = declared == NULL ? 0 : declared->cadence_s + (declared->cadence_s + 3) / 4;
    int64_t least_s = evaluation->project == NULL ? 0 : (evaluation->project->quiet_ms + 999) / 1000;
    return cadence_s > least_s ? cadence_s : least_s;
}

static bool
may_read(Conn *conn, bool *may, Error *err)
{
    bool is_current = false;
    *may = false;
    if (!journal_is_current(conn, &is_current, err) || !is_current)
    {
        return !error_is_set(err);
    }
    Rows *rows = run_rows(NULL, conn, "gate/may_read_writes", NULL, 0, err);
    *may = rows != NULL && rows_bool(rows, 0, "may_read");
    mem_free(rows);
    return rows != NULL;
}

static bool
is_out_of_sight(PlanState state)
{
    return state == STATE_SEALED || state == STATE_PURGING || state == STATE_PURGED;
}

/* Maintenance may write what it likes; who is nobody's is told as such (R760). NULL for both. */
static GateConsumer *
writer_of(GateEvaluation *evaluation, const Rows *rows, size_t row)
{
    GateReport *report = evaluation->report;
    const char *name = nobodys;
    if (evaluation->project != NULL)
    {
        GateSession session = {.role = rows_text(rows, row, "role")};
        gate_name_session(report, rows_text(rows, row, "application_name"), &session);
        if (gate_whose(evaluation, &session, &name) != GATE_OF_CONSUMER)
        {
            return NULL;
        }
    }
    for (size_t i = 0; i < report->consumer_count; i++)
    {
        if (strcmp(report->consumers[i].name, name) == 0)
        {
            return &report->consumers[i];
        }
    }
    return gate_add_consumer(evaluation, name);
}

/* How long it must have been quiet; -1: only behind the fence. A consumer that the plan does not name must not write at all. */
static int64_t
asked_s(const GateEvaluation *evaluation, const GateConsumer *consumer)
{
    const ProjectConsumer *declared = project_consumer(evaluation->project, consumer->name);
    bool is_asked = declared != NULL && ((declared->proof & PROOF_WRITES) != 0 || consumer->version_to == NULL);
    return is_asked ? gate_quiet_s(evaluation, declared) : -1;
}

static void
judge_write(GateEvaluation *evaluation, GateConsumer *consumer, const Rows *rows, size_t row)
{
    void *owner = evaluation->report;
    int64_t age_s = rows_int64(rows, row, "age_s");
    int64_t wait_s = asked_s(evaluation, consumer);
    int64_t grace_s = (evaluation->grace_ms + 999) / 1000 + NOTED_S;
    if (rows_bool(rows, row, "is_behind_fence") && evaluation->grace_ms >= 0 && grace_s > wait_s)
    {
        wait_s = grace_s;
    }
    GateEvidence *evidence = gate_conclude(
        owner, consumer, 'D', age_s < wait_s ? GATE_BLOCK : GATE_PASS,
        mem_printf(owner, "role \"%s\" (application name \"%s\", from %s) wrote the old shape of %s, last %s ago%s",
                   rows_text(rows, row, "role"), rows_text(rows, row, "application_name"),
                   rows_text(rows, row, "clients"), rows_text(rows, row, "tables"), gate_age(owner, age_s),
                   rows_bool(rows, row, "is_behind_fence") ? ", behind the fence" : ""),
        mem_printf(owner, "Stop it, or replace it%s%s; it counts until it has been quiet for %s.",
                   consumer->version_to == NULL ? "" : " by version ",
                   consumer->version_to == NULL ? "" : consumer->version_to, gate_age(owner, wait_s)));
    evidence->age_s = age_s;
    evidence->source = source;
}

/* That nothing was noted says something of the time alone in which it would have been. */
static void
conclude_watched(GateEvaluation *evaluation, GateConsumer *consumer, const Rows *watched)
{
    void *owner = evaluation->report;
    int64_t wait_s = asked_s(evaluation, consumer);
    int64_t least_s = -1;
    for (size_t i = 0; watched != NULL && i < rows_count(watched); i++)
    {
        int64_t watched_s = rows_bool(watched, i, "is_armed") ? rows_int64(watched, i, "watched_s") : 0;
        least_s = least_s < 0 || watched_s < least_s ? watched_s : least_s;
    }
    if (least_s < wait_s)
    {
        gate_conclude(
            owner, consumer, 'D', GATE_UNKNOWN,
            least_s <= 0 ? mem_strdup(owner, "writes of the old shape are not watched")
                         : mem_printf(owner, "writes of the old shape are watched since %s, and must be for %s",
                                      gate_age(owner, least_s), gate_age(owner, wait_s)),
            least_s <= 0 ? "The tripwire is missing or disabled: roll the plan back and expand it again, or enable "
                           "its trigger."
                         : "Wait.")
            ->source = source;
    }
    else if (!has_written(consumer))
    {
        gate_conclude(owner, consumer, 'D', GATE_PASS,
                      mem_printf(owner, "it has not written the old shape in %s", gate_age(owner, least_s)), NULL)
            ->source = source;
    }
}

static bool
has_written(const GateConsumer *consumer)
{
    for (size_t i = 0; i < consumer->evidence_count; i++)
    {
        if (consumer->evidence[i].source == source)
        {
            return true;
        }
    }
    return false;
}
