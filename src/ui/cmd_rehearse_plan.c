/* SPDX-License-Identifier: PostgreSQL */
/*
 * A plan's whole life on the throw-away server, through the engine, while the old and the new version of an application
 * write to its tables.
 *
 * The table phases[] is the story. What is off with the plan or the server is noted in the report and ends this life, not
 * the rehearsal. Before the first phase the old version writes alone: what fails then is not the plan's doing and is
 * noted as such.
 */
#include <inttypes.h>
#include <stdarg.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "change/steps.h"
#include "cmd_rehearse_internal.h"
#include "sql/quote.h"

#define DEFAULT_STEADY_S 6
#define LEASE            "1 day"

/* What a phase does; its words are what is shown. */
typedef enum LifeAction
{
    LIFE_WRITE, /* nothing but the writers, for a while; verify where both shapes are there */
    LIFE_VERB,
} LifeAction;

typedef struct LifePhase
{
    const char *title;
    LifeAction action;
    Verb verb;
    bool old_writes;
    bool new_writes;
    bool verifies;
    bool to_expanded;
    bool ends_contract;       /* only of a plan that has something to contract … */
    bool is_without_contract; /* … or only of one that has nothing */
} LifePhase;

static const LifePhase phases[] = {
    {.title = "the old version alone", .action = LIFE_WRITE, .old_writes = true},
    {.title = "expand", .action = LIFE_VERB, .verb = VERB_EXPAND, .old_writes = true},
    {.title = "both versions", .action = LIFE_WRITE, .old_writes = true, .new_writes = true, .verifies = true},
    {.title = "contract", .action = LIFE_VERB, .verb = VERB_CONTRACT, .new_writes = true, .ends_contract = true},
    {.title = "the new version alone", .action = LIFE_WRITE, .new_writes = true, .ends_contract = true},
    {.title = "rollback to expanded",
     .action = LIFE_VERB,
     .verb = VERB_ROLLBACK,
     .new_writes = true,
     .to_expanded = true,
     .ends_contract = true},
    {.title = "both versions again",
     .action = LIFE_WRITE,
     .old_writes = true,
     .new_writes = true,
     .verifies = true,
     .ends_contract = true},
    {.title = "contract again", .action = LIFE_VERB, .verb = VERB_CONTRACT, .new_writes = true, .ends_contract = true},
    {.title = "purge", .action = LIFE_VERB, .verb = VERB_PURGE, .new_writes = true, .ends_contract = true},
    {.title = "clean up", .action = LIFE_VERB, .verb = VERB_CONTRACT, .new_writes = true, .is_without_contract = true},
    {.title = "the new version at the end", .action = LIFE_WRITE, .new_writes = true},
};

typedef struct Life
{
    Rehearse *rehearse;
    const Plan *plan;
    const Resolution *resolution;
    StepList *steps;
    const EngineObserver *observer;
    RehearseWriters *writers;
    RehearseWrites writes[REHEARSE_VERSIONS];
    int64_t steady_ms; /* of one phase */
    RehearsedPlan report;
} Life;

static bool live(Life *life, const char *path, Error *err);
static bool resolve(Life *life, Conn *conn, const char *path, Error *err);
static void note_findings(Life *life, const Diagnostics *diagnostics);
static bool count_rows(Life *life, Conn *conn, Error *err);
static bool run_phases(Life *life, Error *err);
static bool run_phase(Life *life, const LifePhase *phase, Error *err);
static void add_count(RehearsedPhase *report, const RehearseCount *count);
static void note_errors(Life *life, const RehearsedPhase *phase);
static bool act(Life *life, const LifePhase *phase, Error *err);
static bool run_verb(Life *life, Engine *engine, const LifePhase *phase, Error *err);
static bool verify(Life *life, Engine *engine, Error *err);
static bool take_leases(Life *life, Conn *conn, Error *err);
static bool release_leases(Life *life, Error *err);
static void problem(Life *life, const char *format, ...) __attribute__((format(printf, 2, 3)));

bool
cmd_rehearse_plan(Rehearse *rehearse, const char *path, Error *err)
{
    ReportRehearse *report = rehearse->report;
    int64_t seconds = rehearse->options->seconds == 0 ? DEFAULT_STEADY_S : rehearse->options->seconds;
    Life life = {.rehearse = rehearse, .observer = cmd_rehearse_observer(rehearse, path), .report = {.path = path}};
    Error failure = {0};
    size_t steady = 0;

    for (size_t i = 0; i < sizeof(phases) / sizeof(phases[0]); i++)
    {
        steady += phases[i].action == LIFE_WRITE ? 1 : 0;
    }
    life.steady_ms = seconds * 1000 / (int64_t) steady;
    if (!live(&life, path, &failure) && error_is_set(&failure))
    {
        problem(&life, "%s%s%s", failure.message, failure.detail == NULL ? "" : ": ",
                failure.detail == NULL ? "" : failure.detail);
    }
    error_clear(&failure);
    mem_free(life.writers);
    *mem_push(rehearse->mem, report->plans, report->plan_count) = life.report;
    return interrupt_check(err);
}

static bool
live(Life *life, const char *path, Error *err)
{
    void *mem = life->rehearse->mem;
    const ConnOptions wanted = {.url = life->rehearse->url, .application_name = "bellows rehearse"};
    Conn *conn = conn_open(mem, &wanted, err);
    bool is_resolved = conn != NULL && resolve(life, conn, path, err) && count_rows(life, conn, err);

    conn_close(conn);
    if (!is_resolved)
    {
        return false;
    }
    life->writers = cmd_rehearse_writers_start(mem, life->rehearse->url, life->writes, err);
    return life->writers != NULL && run_phases(life, err) && release_leases(life, err);
}

static bool
resolve(Life *life, Conn *conn, const char *path, Error *err)
{
    void *mem = life->rehearse->mem;
    Diagnostics *diagnostics = diagnostics_new(mem);

    life->plan = plan_load(mem, path, diagnostics, err);
    if (life->plan != NULL)
    {
        life->resolution = resolve_load(mem, life->plan, conn, diagnostics, err);
    }
    note_findings(life, diagnostics);
    if (life->resolution == NULL || !steps_build(mem, life->resolution, &life->steps, err))
    {
        return false;
    }
    for (int version = 0; version < REHEARSE_VERSIONS; version++)
    {
        cmd_rehearse_shape(mem, life->resolution, (RehearseVersion) version, &life->writes[version]);
    }
    return true;
}

static void
note_findings(Life *life, const Diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->count; i++)
    {
        const Diagnostic *item = &diagnostics->items[i];

        if (item->severity == SEVERITY_ERROR)
        {
            problem(life, "%zu:%zu: [%s] %s", item->line, item->column, item->code, item->message);
        }
    }
}

/* Tables of both versions are the same, and so is the order of their writes per table. */
static bool
count_rows(Life *life, Conn *conn, Error *err)
{
    void *mem = life->rehearse->mem;
    ReportRehearse *report = life->rehearse->report;

    for (size_t i = 0; i < life->resolution->table_count; i++)
    {
        const char *table = quote_qualified_name(mem, life->resolution->tables[i].name);
        const char *sql = mem_printf(mem, "SELECT count(*) AS rows FROM %s", table);
        const Rows *rows = conn_query_one(mem, conn, sql, NULL, 0, err);

        if (rows == NULL)
        {
            return false;
        }
        for (int version = 0; version < REHEARSE_VERSIONS; version++)
        {
            cmd_rehearse_shape_rows(&life->writes[version], table, rows_int64(rows, 0, "rows"));
        }
        if (rows_int64(rows, 0, "rows") == 0)
        {
            *mem_push(mem, report->notes, report->note_count) =
                mem_printf(mem, "%s has no rows, and nothing is written to it: give some with --sample", table);
        }
    }
    return true;
}

static bool
run_phases(Life *life, Error *err)
{
    for (size_t i = 0; i < sizeof(phases) / sizeof(phases[0]); i++)
    {
        bool needs_contract = life->resolution->needs_contract;
        bool is_left_out = needs_contract ? phases[i].is_without_contract : phases[i].ends_contract;

        if (!is_left_out && !run_phase(life, &phases[i], err))
        {
            return false;
        }
    }
    return true;
}

static bool
run_phase(Life *life, const LifePhase *phase, Error *err)
{
    int64_t started = clock_ms();
    RehearsedPhase *report = mem_push(life->rehearse->mem, life->report.phases, life->report.phase_count);
    RehearseCount count;
    bool is_done;

    *report = (RehearsedPhase){.title = phase->title};
    log_info("%s: %s", life->report.path, phase->title);
    cmd_rehearse_writers_switch(life->writers, REHEARSE_OLD, phase->old_writes);
    cmd_rehearse_writers_switch(life->writers, REHEARSE_NEW, phase->new_writes);
    count = cmd_rehearse_writers_count(life->writers);
    /* What was under way when the phase before it was summed up. */
    add_count(life->report.phase_count > 1 ? report - 1 : report, &count);
    is_done = act(life, phase, err);
    count = cmd_rehearse_writers_count(life->writers);
    add_count(report, &count);
    report->elapsed_ms = clock_ms() - started;
    note_errors(life, report);
    return is_done && report->errors == 0;
}

static void
add_count(RehearsedPhase *report, const RehearseCount *count)
{
    report->writes_old += count->writes[REHEARSE_OLD];
    report->writes_new += count->writes[REHEARSE_NEW];
    report->errors += count->errors;
    report->longest_us = count->longest_us > report->longest_us ? count->longest_us : report->longest_us;
}

/* A writer tells its first error alone. */
static void
note_errors(Life *life, const RehearsedPhase *phase)
{
    const char *const *texts = cmd_rehearse_writers_errors(life->writers);

    for (size_t i = 0; phase->errors > 0 && texts[i] != NULL; i++)
    {
        problem(life, "%s: %s", phase->title, texts[i]);
    }
}

static bool
act(Life *life, const LifePhase *phase, Error *err)
{
    EngineOptions options = {
        .url = life->rehearse->url,
        .application_name = "bellows rehearse",
        .observer = life->observer,
    };
    Engine *engine;
    bool is_done;

    if (phase->action == LIFE_WRITE && !interrupt_wait(life->steady_ms))
    {
        return interrupt_check(err);
    }
    if (phase->action == LIFE_WRITE && !phase->verifies)
    {
        return true;
    }
    engine = engine_open(life->rehearse->mem, &options, err);
    is_done =
        engine != NULL && (phase->action == LIFE_VERB ? run_verb(life, engine, phase, err) : verify(life, engine, err));
    mem_free(engine);
    return is_done;
}

/* The new version registers as soon as there is something to register with. */
static bool
run_verb(Life *life, Engine *engine, const LifePhase *phase, Error *err)
{
    EngineRequest request = {
        .version = life->plan->version,
        .plan = life->plan,
        .resolution = phase->verb == VERB_EXPAND ? life->resolution : NULL,
        .steps = phase->verb == VERB_EXPAND ? life->steps : NULL,
        .to_expanded = phase->to_expanded,
        .skip_hold_reason = phase->verb == VERB_PURGE ? "rehearsal" : NULL,
        .grace_ms = 0,
    };
    EngineResult result = {0};

    return engine_run(engine, phase->verb, &request, &result, err) &&
           (phase->verb != VERB_EXPAND || take_leases(life, engine_control(engine), err));
}

static bool
take_leases(Life *life, Conn *conn, Error *err)
{
    for (size_t i = 0; i < life->plan->application_count; i++)
    {
        const PlanApplication *application = &life->plan->applications[i];
        const char *const params[] = {application->name, application->to};
        void *scratch = mem_root("lease");
        bool is_taken =
            conn_query(scratch, conn, "SELECT bellows.register($1, $2, 'rehearsal', '" LEASE "')::text AS incarnation",
                       params, sizeof(params) / sizeof(params[0]), err) != NULL;

        mem_free(scratch);
        if (!is_taken)
        {
            return false;
        }
    }
    return true;
}

/* The next plan's contract finds nobody who was alive in this one. */
static bool
release_leases(Life *life, Error *err)
{
    const ConnOptions wanted = {.url = life->rehearse->url, .application_name = "bellows rehearse"};
    Conn *conn = conn_open(life->rehearse->mem, &wanted, err);
    bool is_done = conn != NULL && conn_exec(conn,
                                             "SELECT bellows.release(l.incarnation) FROM bellows.lease AS l"
                                             " WHERE l.instance = 'rehearsal' AND l.released_at IS NULL",
                                             err);

    conn_close(conn);
    return is_done;
}

static bool
verify(Life *life, Engine *engine, Error *err)
{
    void *mem = life->rehearse->mem;
    VerifyResult *results = NULL;
    size_t count = 0;

    if (!engine_verify(mem, engine, life->plan->version, &results, &count, err))
    {
        return false;
    }
    life->report.checks += (int64_t) count;
    for (size_t i = 0; i < count; i++)
    {
        life->report.mismatches += results[i].is_assertion ? 0 : results[i].mismatches;
        if (!results[i].passed)
        {
            problem(life, "%s: %" PRId64 " mismatches", results[i].title, results[i].mismatches);
        }
    }
    return true;
}

static void
problem(Life *life, const char *format, ...)
{
    void *mem = life->rehearse->mem;
    va_list args;

    va_start(args, format);
    *mem_push(mem, life->report.problems, life->report.problem_count) = mem_vprintf(mem, format, args);
    va_end(args);
}
