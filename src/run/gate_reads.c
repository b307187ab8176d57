/* SPDX-License-Identifier: PostgreSQL */
/*
 * Evidence of statements: who reads the old shape, or uses it in any way (E). It vetoes only.
 *
 * What is kept of looks at the primary and every standby is judged: a statement that needs the old shape and has run within
 * the time asked for is a veto; that none has says something only if each node was asked often enough, for long enough,
 * and has forgotten nothing. The server forgets when it is full, when it is told to, and when it crashes.
 */
#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "gate_internal.h"
#include "run_internal.h"

static const char source[] = "statements, grade E";

typedef struct Reads
{
    GateEvaluation *evaluation;
    Rows *looks;
    Rows *uses;
    char *ours; /* the role that bellows runs as */
} Reads;

static bool load(Reads *reads, Error *err);
static void judge_consumer(Reads *reads, GateConsumer *consumer, const ProjectConsumer *declared);
static void judge_node(Reads *reads, GateConsumer *consumer, const char *node, int64_t wait_s);
static bool judge_uses(Reads *reads, GateConsumer *consumer, int64_t wait_s);
static void add_strangers(Reads *reads);
static const char *whose(const Reads *reads, size_t row, GateWhose *kind);
static const GateStatements *statements_of(const GateEvaluation *evaluation, const char *node);
static void unknown(Reads *reads, GateConsumer *consumer, const char *what, const char *remedy);

bool
gate_add_reads(GateEvaluation *evaluation, Error *err)
{
    Reads reads = {.evaluation = evaluation};
    PlanState state = evaluation->plan->state;
    size_t count = evaluation->report->consumer_count;
    if (evaluation->project == NULL || !gate_wants_statements(evaluation->project) || state == STATE_SEALED ||
        state == STATE_PURGING || state == STATE_PURGED)
    {
        return true;
    }
    if (!load(&reads, err))
    {
        return false;
    }
    for (size_t i = 0; i < count; i++)
    {
        GateConsumer *consumer = &evaluation->report->consumers[i];
        const ProjectConsumer *declared = project_consumer(evaluation->project, consumer->name);
        if (declared != NULL && (declared->proof & PROOF_READS) != 0)
        {
            judge_consumer(&reads, consumer, declared);
        }
    }
    add_strangers(&reads);
    return true;
}

static bool
load(Reads *reads, Error *err)
{
    GateEvaluation *evaluation = reads->evaluation;
    const char *params[] = {evaluation->plan->version};
    void *owner = evaluation->report;
    return (reads->looks = run_rows(owner, evaluation->conn, "gate/statement_looks", params, 1, err)) != NULL &&
           (reads->uses = run_rows(owner, evaluation->conn, "gate/statement_uses", params, 1, err)) != NULL &&
           conn_query_text(owner, evaluation->conn, "SELECT current_user", NULL, 0, &reads->ours, err);
}

static void
judge_consumer(Reads *reads, GateConsumer *consumer, const ProjectConsumer *declared)
{
    GateEvaluation *evaluation = reads->evaluation;
    int64_t wait_s = gate_quiet_s(evaluation, declared);
    GateVerdict before = consumer->verdict;
    consumer->verdict = GATE_PASS;
    bool has_run = judge_uses(reads, consumer, wait_s);
    judge_node(reads, consumer, GATE_PRIMARY, wait_s);
    for (size_t i = 0; evaluation->project->standbys[i] != NULL; i++)
    {
        judge_node(reads, consumer,
                   mem_printf(evaluation->report, "standby \"%s\"",
                              log_mask(evaluation->report, evaluation->project->standbys[i])),
                   wait_s);
    }
    if (project_lists(declared->roles, reads->ours))
    {
        unknown(reads, consumer, "bellows runs as a role of it, so that its statements cannot be told from ours",
                "Give bellows a role of its own.");
    }
    if (consumer->verdict == GATE_PASS && !has_run)
    {
        gate_conclude(evaluation->report, consumer, 'E', GATE_PASS,
                      mem_printf(evaluation->report, "no statement of it that needs the old shape has run in %s",
                                 gate_age(evaluation->report, wait_s)),
                      NULL)
            ->source = source;
    }
    consumer->verdict = gate_worse(before, consumer->verdict);
}

/* Each way in which a node can say nothing. */
static void
judge_node(Reads *reads, GateConsumer *consumer, const char *node, int64_t wait_s)
{
    void *owner = reads->evaluation->report;
    const GateStatements *statements = statements_of(reads->evaluation, node);
    size_t row = 0;
    while (row < rows_count(reads->looks) && strcmp(rows_text(reads->looks, row, "node"), node) != 0)
    {
        row++;
    }
    bool is_kept = row < rows_count(reads->looks);
    if (statements != NULL && statements->failure != NULL)
    {
        unknown(reads, consumer, mem_printf(owner, "the statements of %s are not known: %s", node, statements->failure),
                NULL);
    }
    else if (!is_kept || rows_int64(reads->looks, row, "age_s") > GATE_MAX_AGE_MS / 1000)
    {
        unknown(reads, consumer, mem_printf(owner, "the statements of %s were not looked at", node),
                "\"bellows gate\" and contract look at them.");
    }
    else if (!rows_is_null(reads->looks, row, "forgot_s") && rows_int64(reads->looks, row, "forgot_s") <= wait_s)
    {
        unknown(reads, consumer,
                mem_printf(owner, "%s has forgotten statements %s ago, or will soon", node,
                           gate_age(owner, rows_int64(reads->looks, row, "forgot_s"))),
                mem_printf(owner, "Wait %s; if it goes on, a larger pg_stat_statements.max helps.",
                           gate_age(owner, wait_s)));
    }
    else if (rows_int64(reads->looks, row, "since_s") < wait_s)
    {
        unknown(reads, consumer,
                mem_printf(owner, "the statements of %s are compared since %s, and must be for %s", node,
                           gate_age(owner, rows_int64(reads->looks, row, "since_s")), gate_age(owner, wait_s)),
                "Wait, and look again.");
    }
}

/* Whether some statement of it was seen at all. */
static bool
judge_uses(Reads *reads, GateConsumer *consumer, int64_t wait_s)
{
    void *owner = reads->evaluation->report;
    bool has_run = false;
    for (size_t i = 0; i < rows_count(reads->uses); i++)
    {
        GateWhose kind;
        const char *name = whose(reads, i, &kind);
        int64_t age_s = rows_int64(reads->uses, i, "age_s");
        bool is_sure = rows_is_null(reads->uses, i, "problem");
        if (kind != GATE_OF_CONSUMER || strcmp(name, consumer->name) != 0 || age_s > wait_s)
        {
            continue;
        }
        has_run = true;
        GateEvidence *evidence = gate_conclude(
            owner, consumer, 'E', is_sure ? GATE_BLOCK : GATE_UNKNOWN,
            mem_printf(owner, "role \"%s\" runs on %s, seen %s ago, %s calls in all: %s%s%s%s",
                       rows_text(reads->uses, i, "role"), rows_text(reads->uses, i, "node"), gate_age(owner, age_s),
                       rows_text(reads->uses, i, "calls"), rows_text(reads->uses, i, "text"), is_sure ? "" : " (",
                       is_sure ? "" : rows_text(reads->uses, i, "problem"), is_sure ? "" : ")"),
            mem_printf(owner, "Let it name the new columns, and no star; it counts for %s.", gate_age(owner, wait_s)));
        evidence->age_s = age_s;
        evidence->source = source;
    }
    return has_run;
}

static void
add_strangers(Reads *reads)
{
    GateEvaluation *evaluation = reads->evaluation;
    void *owner = evaluation->report;
    GateConsumer *sessions = NULL;
    for (size_t i = 0; i < evaluation->report->consumer_count; i++)
    {
        sessions = strcmp(evaluation->report->consumers[i].name, "sessions") == 0 ? &evaluation->report->consumers[i]
                                                                                  : sessions;
    }
    for (size_t i = 0; sessions != NULL && i < rows_count(reads->uses); i++)
    {
        GateWhose kind;
        (void) whose(reads, i, &kind);
        if (kind == GATE_OF_NOBODY && rows_int64(reads->uses, i, "age_s") <= gate_quiet_s(evaluation, NULL))
        {
            GateEvidence *evidence =
                gate_conclude(owner, sessions, 'E', GATE_UNKNOWN,
                              mem_printf(owner, "role \"%s\" is no declared consumer, and runs on %s: %s",
                                         rows_text(reads->uses, i, "role"), rows_text(reads->uses, i, "node"),
                                         rows_text(reads->uses, i, "text")),
                              mem_printf(owner, "Declare it in %s, as a consumer or under maintenance.", PROJECT_FILE));
            evidence->code = "R760";
            evidence->source = source;
        }
    }
}

/* A statement is known by its role alone. */
static const char *
whose(const Reads *reads, size_t row, GateWhose *kind)
{
    const char *name = NULL;
    const GateSession session = {.role = rows_text(reads->uses, row, "role"), .application_name = ""};
    *kind = gate_whose(reads->evaluation, &session, &name);
    return name;
}

static const GateStatements *
statements_of(const GateEvaluation *evaluation, const char *node)
{
    const GateOutside *outside = evaluation->look->outside;
    for (size_t i = 0; outside != NULL && i < outside->statement_count; i++)
    {
        if (strcmp(outside->statements[i].node, node) == 0)
        {
            return &outside->statements[i];
        }
    }
    return NULL;
}

static void
unknown(Reads *reads, GateConsumer *consumer, const char *what, const char *remedy)
{
    gate_conclude(reads->evaluation->report, consumer, 'E', GATE_UNKNOWN, what, remedy)->source = source;
}
