/* SPDX-License-Identifier: PostgreSQL */
/*
 * Runs the steps of a phase that are not done yet, each by its kind.
 *
 * A transactional step and its row in the journal commit together, so after a crash the row is the truth. What
 * cannot run in a transaction has a probe that asks the catalog. That a step was begun is written before it runs: the way
 * back must know.
 */
#include <inttypes.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine_internal.h"
#include "run/backfill.h"
#include "run/lock.h"
#include "run_internal.h"

#define SESSION_LOCK_MS 2000

typedef struct StepRun
{
    EngineRun *run;
    const Step *step;
    bool was_begun; /* by an earlier command, or an earlier try of this one */
} StepRun;

static bool run_step(StepRun *step_run, size_t number, size_t count, Error *err);
static bool run_kind(StepRun *step_run, Error *err);
static bool run_transaction(StepRun *step_run, Error *err);
static bool try_transaction(void *context, int64_t lock_timeout_ms, Error *err);
static bool asks_gate(const StepRun *step_run);
static bool in_transaction(StepRun *step_run, Error *err);
static bool run_observed(StepRun *step_run, Error *err);
static void name_violations(StepRun *step_run, Error *err);
static bool run_concurrent(StepRun *step_run, Error *err);
static bool try_concurrent(void *context, int64_t lock_timeout_ms, Error *err);
static bool probe(StepRun *step_run, bool *is_done, Error *err);
static bool remove_leftover(StepRun *step_run, int64_t lock_timeout_ms, Error *err);
static bool ask(Conn *conn, const char *sql, bool *answer, Error *err);
static bool run_alone(Conn *work, const char *sql, int64_t lock_timeout_ms, Error *err);
static void clean_up(StepRun *step_run);
static bool run_backfill(StepRun *step_run, Error *err);
static bool run_check(StepRun *step_run, Error *err);

bool
engine_run_phase(EngineRun *run, Phase phase, Error *err)
{
    JournalStep *steps = NULL;
    size_t count = 0;
    size_t in_phase = 0;
    size_t number = 0;
    if (!journal_load_steps(run->mem, run->engine->control, run->plan->version, &steps, &count, err))
    {
        return false;
    }
    for (size_t i = 0; i < count; i++)
    {
        in_phase += steps[i].step.phase == phase ? 1 : 0;
    }
    for (size_t i = 0; i < count; i++)
    {
        StepRun step_run = {.run = run, .step = &steps[i].step, .was_begun = steps[i].attempts > 0};
        number += steps[i].step.phase == phase ? 1 : 0;
        if (steps[i].step.phase == phase && !steps[i].is_done && !run_step(&step_run, number, in_phase, err))
        {
            return error_prefix(err, "step %s: ", steps[i].step.id);
        }
    }
    return true;
}

static bool
run_step(StepRun *step_run, size_t number, size_t count, Error *err)
{
    EngineRun *run = step_run->run;
    const Step *step = step_run->step;
    int64_t started = clock_ms();
    if (!interrupt_check(err) || !engine_check_lock(run->engine, run->plan->version, err) ||
        !engine_check_way(run->engine->control, step, step_run->was_begun, err) ||
        !journal_mark_started(run->engine->control, run->plan->version, step->id, err))
    {
        return false;
    }
    log_debug("[%zu/%zu] %s: %s", number, count, step->id, step->sql);
    if (!run_kind(step_run, err))
    {
        return false;
    }
    char *elapsed = lock_format_duration(NULL, clock_ms() - started);
    log_info("[%zu/%zu] %s (%s)", number, count, step->title, elapsed);
    mem_free(elapsed);
    run->result->steps_run++;
    return true;
}

static bool
run_kind(StepRun *step_run, Error *err)
{
    switch (step_run->step->kind)
    {
        case STEP_TRANSACTION:
            return run_transaction(step_run, err);
        case STEP_CONCURRENT:
            return run_concurrent(step_run, err);
        case STEP_BACKFILL:
            return run_backfill(step_run, err);
        case STEP_VERIFY:
        case STEP_ASSERT:
            return run_check(step_run, err);
    }
    return false;
}

static bool
run_transaction(StepRun *step_run, Error *err)
{
    EngineRun *run = step_run->run;
    const LockAttempts attempts = {
        .work = run->engine->work,
        .control = run->engine->control,
        .relation = step_run->step->relation,
        .mode = step_run->step->lock,
        .lock_ms = engine_lock_ms(run),
        .total_ms = engine_total_ms(run),
    };
    if (lock_attempts(&attempts, try_transaction, step_run, err))
    {
        return true;
    }
    name_violations(step_run, err);
    return false;
}

static bool
try_transaction(void *context, int64_t lock_timeout_ms, Error *err)
{
    StepRun *step_run = context;
    Conn *work = step_run->run->engine->work;
    if (asks_gate(step_run) && !engine_settle(step_run->run, err))
    {
        return false;
    }
    if (!run_begin(work, lock_timeout_ms, step_run->run->plan->statement_ms, err))
    {
        return false;
    }
    if (in_transaction(step_run, err) && run_commit(work, err))
    {
        return true;
    }
    run_rollback(work);
    return false;
}

static bool
asks_gate(const StepRun *step_run)
{
    return step_run->step->phase == PHASE_SEAL && step_run->run->plan->state == STATE_SEALING;
}

/* The token first: what follows commits only while the plan is where we think it is. The seal asks the whole gate again
 * within its own transaction. */
static bool
in_transaction(StepRun *step_run, Error *err)
{
    EngineRun *run = step_run->run;
    const Step *step = step_run->step;
    Conn *work = run->engine->work;
    if (!journal_lock_plan(work, run->plan, err) || !gate_require_no_brownout(work, run->plan->version, err))
    {
        return false;
    }
    bool asks = asks_gate(step_run);
    int64_t writes = 0;
    if (asks && (!gate_require_point(work, run->plan, err) || !gate_count_writes(work, run->plan, &writes, err) ||
                 !gate_recheck(work, run->plan, &run->look, err)))
    {
        return false;
    }
    return run_observed(step_run, err) && (!asks || gate_require_no_write(work, run->plan, writes, err)) &&
           journal_mark_done(work, run->plan->version, step->id, err);
}

static bool
run_observed(StepRun *step_run, Error *err)
{
    const EngineObserver *observer = step_run->run->engine->options.observer;
    const Step *step = step_run->step;
    Conn *work = step_run->run->engine->work;

    return (observer == NULL || observer->before(observer->context, work, step, err)) &&
           conn_exec(work, step->sql, err) && (observer == NULL || observer->after(observer->context, work, step, err));
}

/* PostgreSQL says that some row violates a constraint; people need to know which. */
static void
name_violations(StepRun *step_run, Error *err)
{
    VerifyResult result = {0};
    Conn *work = step_run->run->engine->work;
    if (strncmp(err->sqlstate, "23", 2) == 0 &&
        engine_ask_violations(step_run->run->mem, work, step_run->step, &result))
    {
        error_detail(err, "%s.", engine_violations_text(step_run->run->mem, &result));
    }
}

static bool
run_concurrent(StepRun *step_run, Error *err)
{
    EngineRun *run = step_run->run;
    const LockAttempts attempts = {
        .work = run->engine->work,
        .control = run->engine->control,
        /* It waits for others outside of the queue that they stand in: no reason to stay away from it. */
        .relation = NULL,
        .mode = step_run->step->lock,
        .lock_ms = engine_total_ms(run),
        .total_ms = engine_total_ms(run),
    };
    if (lock_attempts(&attempts, try_concurrent, step_run, err))
    {
        return journal_mark_done(run->engine->work, run->plan->version, step_run->step->id, err);
    }
    name_violations(step_run, err);
    return false;
}

/* An index that failed or was left by a crash is invalid, and a unique one may already refuse rows of the application: it
 * goes, also when a stop was asked for. */
static bool
try_concurrent(void *context, int64_t lock_timeout_ms, Error *err)
{
    StepRun *step_run = context;
    const Step *step = step_run->step;
    Conn *work = step_run->run->engine->work;
    bool is_done = false;
    if (!engine_check_way(work, step, step_run->was_begun, err) || !probe(step_run, &is_done, err))
    {
        return false;
    }
    if (is_done)
    {
        return true;
    }
    if (!remove_leftover(step_run, lock_timeout_ms, err) ||
        (step->settings != NULL && !conn_exec(work, step->settings, err)))
    {
        return false;
    }
    step_run->was_begun = true;
    if (!run_alone(work, step->sql, lock_timeout_ms, err))
    {
        clean_up(step_run);
        return false;
    }
    if (!probe(step_run, &is_done, err))
    {
        return false;
    }
    return is_done || error_set(err, ERROR_FAILED, "it was run, and yet it is not done");
}

static bool
probe(StepRun *step_run, bool *is_done, Error *err)
{
    *is_done = false;
    return step_run->step->probe == NULL || ask(step_run->run->engine->work, step_run->step->probe, is_done, err);
}

static bool
remove_leftover(StepRun *step_run, int64_t lock_timeout_ms, Error *err)
{
    const Step *step = step_run->step;
    Conn *work = step_run->run->engine->work;
    bool is_left = true;
    if (step->cleanup == NULL)
    {
        return true;
    }
    if (step->leftover != NULL && !ask(work, step->leftover, &is_left, err))
    {
        return false;
    }
    return !is_left || run_alone(work, step->cleanup, lock_timeout_ms, err);
}

/* The one boolean of a query, whatever its column is called. */
static bool
ask(Conn *conn, const char *sql, bool *answer, Error *err)
{
    char *text = NULL;
    if (!conn_query_text(NULL, conn, sql, NULL, 0, &text, err))
    {
        return false;
    }
    *answer = text != NULL && text[0] == 't';
    mem_free(text);
    return true;
}

/* Each statement on its own: several in one message would be one transaction. */
static bool
run_alone(Conn *work, const char *sql, int64_t lock_timeout_ms, Error *err)
{
    Error ignored = {0};
    char *set = mem_printf(NULL, "SET lock_timeout = %" PRId64, lock_timeout_ms);
    char *reset = mem_printf(NULL, "SET lock_timeout = %d", SESSION_LOCK_MS);
    bool is_done =
        conn_exec(work, set, err) && conn_exec(work, "SET statement_timeout = 0", err) && conn_exec(work, sql, err);
    if (conn_is_alive(work))
    {
        conn_ignore_interrupts(work, true);
        if (!conn_exec(work, reset, &ignored))
        {
            error_clear(&ignored); /* only a lost connection fails here, and the next statement tells */
        }
        conn_ignore_interrupts(work, false);
    }
    mem_free(set);
    mem_free(reset);
    return is_done;
}

static void
clean_up(StepRun *step_run)
{
    Error ignored = {0};
    Conn *work = step_run->run->engine->work;
    if (!conn_is_alive(work))
    {
        return;
    }
    conn_ignore_interrupts(work, true);
    if (!remove_leftover(step_run, SESSION_LOCK_MS, &ignored))
    {
        log_warning("%s: an invalid index may be left (%s); the same command removes it", step_run->step->title,
                    ignored.message);
    }
    conn_ignore_interrupts(work, false);
    error_clear(&ignored);
}

static bool
run_backfill(StepRun *step_run, Error *err)
{
    EngineRun *run = step_run->run;
    PlanBackfill settings = engine_backfill_settings(run->mem, run->plan, run->request->plan);
    const BackfillRun backfill = {
        .work = run->engine->work,
        .control = run->engine->control,
        .version = run->plan->version,
        .state_epoch = run->plan->state_epoch,
        .step = step_run->step,
        .settings = &settings,
        .open = engine_open_worker,
        .open_context = run->engine,
        .total_ms = engine_total_ms(run),
    };
    return backfill_run(&backfill, err) &&
           journal_mark_done(run->engine->work, run->plan->version, step_run->step->id, err);
}

static bool
run_check(StepRun *step_run, Error *err)
{
    EngineRun *run = step_run->run;
    Conn *work = run->engine->work;
    VerifyResult result = {0};
    PlanBackfill settings = engine_backfill_settings(run->mem, run->plan, run->request->plan);
    return engine_verify_step(run->mem, run->engine, work, &settings, step_run->step, &result, err) &&
           verify_require(&result, err) && journal_mark_done(work, run->plan->version, step_run->step->id, err);
}
