/* SPDX-License-Identifier: PostgreSQL */
/*
 * The backfill's loop: passes of batches, until the table itself says that no row is left.
 *
 * A cursor proves nothing: a rule, a trigger that returns NULL or a skipped row make a batch do less than it says. So a
 * pass ends with counting what is still unfilled, and only 0 ends the backfill.
 */
#include "run/backfill.h"

#include <inttypes.h>
#include <string.h>

#include "backfill_internal.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "run/lock.h"
#include "run_internal.h"

#define FIRST_BLOCKS   16
#define FIRST_ROWS     1000
#define PASSES_MOST    3
#define RETRY_LEAST_MS 50
#define RETRY_MOST_MS  2000

static bool start(Backfill *backfill, Error *err);
static bool run_passes(Backfill *backfill, Error *err);
static bool run_pass(Backfill *backfill, Error *err);
static bool run_one(Backfill *backfill, Error *err);
static bool handle_failure(Backfill *backfill, const Batch *batch, int64_t since_ms, Error *failure, Error *err);
static bool wait_for_rows(Backfill *backfill, int64_t since_ms, const Error *failure, Error *err);
static char *describe_lockers(Backfill *backfill, int64_t waited_ms);
static bool count_remaining(Backfill *backfill, int64_t *remaining, Error *err);
static bool next_pass(Backfill *backfill, int64_t remaining, Error *err);
static bool finish(Backfill *backfill, Error *err);
static void tell(const Backfill *backfill);

bool
backfill_run(const BackfillRun *run, Error *err)
{
    Backfill backfill = {.run = run, .mem = mem_root("backfill")};
    int64_t started = clock_ms();
    bool is_done = start(&backfill, err) && run_passes(&backfill, err) && finish(&backfill, err);
    log_progress_end();
    if (is_done)
    {
        log_info("backfill %s: %" PRId64 " rows in %s", run->step->relation, backfill.rows_done,
                 lock_format_duration(backfill.mem, clock_ms() - started));
    }
    mem_free(backfill.mem);
    return is_done;
}

bool
backfill_check_triggers(Conn *conn, const Step *step, bool *replica, Error *err)
{
    Error refusal = {0};
    *replica = false;
    if (step->fires_triggers)
    {
        return true;
    }
    if (!run_begin(conn, 0, 0, err))
    {
        return false;
    }
    *replica = conn_exec(conn, "SET LOCAL session_replication_role = replica", &refusal);
    run_rollback(conn);
    bool is_fine = *replica || strcmp(refusal.sqlstate, "42501") == 0;
    if (!is_fine)
    {
        *err = refusal;
        return false;
    }
    error_clear(&refusal);
    if (*replica || step->application_triggers == NULL || step->application_triggers[0] == NULL)
    {
        return true;
    }
    char *names = mem_strdup(NULL, "");
    for (size_t i = 0; step->application_triggers[i] != NULL; i++)
    {
        mem_append(&names, "%s%s", i > 0 ? ", " : "", step->application_triggers[i]);
    }
    error_set_code(err, ERROR_REFUSED, "R706",
                   "the backfill of %s would fire triggers of the "
                   "application: %s",
                   step->relation, names);
    error_detail(err, "This role may not set session_replication_role, which keeps them silent.");
    error_hint(err, "GRANT SET ON PARAMETER session_replication_role TO the role (15 and later), "
                    "or say in the plan that they may fire: backfill: {fire_triggers: true}.");
    mem_free(names);
    return false;
}

static bool
start(Backfill *backfill, Error *err)
{
    const BackfillRun *run = backfill->run;
    const Step *step = run->step;
    bool by_block = step->way == BACKFILL_BY_BLOCK;
    const char *params[] = {run->version, step->id, step->relation, run_boolean(by_block)};
    if (!backfill_check_triggers(run->work, step, &backfill->in_replica_role, err) ||
        (step->settings != NULL && !conn_exec(run->work, step->settings, err)))
    {
        return false;
    }
    Rows *rows = run_rows(backfill->mem, run->work, "journal/backfill_begin", params, RUN_COUNT(params), err);
    if (rows == NULL || rows_count(rows) != 1)
    {
        return error_set(err, ERROR_FAILED, "there is no table %s to fill", step->relation);
    }
    backfill->size = by_block ? FIRST_BLOCKS : FIRST_ROWS;
    backfill->block_next = rows_int64(rows, 0, "block_next");
    backfill->block_end = rows_int64(rows, 0, "block_end");
    backfill->rows_done = rows_int64(rows, 0, "rows_done");
    backfill->rows_estimate = rows_int64(rows, 0, "rows_estimate");
    backfill->pass = rows_int64(rows, 0, "pass");
    backfill->key_mem = mem_child(backfill->mem, "key");
    backfill->key = rows_is_null(rows, 0, "key") ? NULL : rows_text_array(backfill->key_mem, rows, 0, "key");
    if (backfill->rows_done > 0)
    {
        log_info("backfill %s goes on: %" PRId64 " rows were done", step->relation, backfill->rows_done);
    }
    return true;
}

static bool
run_passes(Backfill *backfill, Error *err)
{
    for (;;)
    {
        int64_t remaining = 0;
        if (!run_pass(backfill, err) || !count_remaining(backfill, &remaining, err))
        {
            return false;
        }
        if (remaining == 0)
        {
            return true;
        }
        if (!next_pass(backfill, remaining, err))
        {
            return false;
        }
    }
}

static bool
run_pass(Backfill *backfill, Error *err)
{
    const BackfillRun *run = backfill->run;
    backfill->is_at_end = run->step->way == BACKFILL_BY_BLOCK && backfill->block_next >= backfill->block_end;
    while (!backfill->is_at_end)
    {
        if (!interrupt_check(err) || !run_one(backfill, err))
        {
            return false;
        }
        tell(backfill);
        if (run->pause_ms > 0 && !backfill->is_at_end)
        {
            (void) interrupt_wait(run->pause_ms);
        }
    }
    return true;
}

/* One batch, tried again in smaller pieces while somebody holds the lock of a row. */
static bool
run_one(Backfill *backfill, Error *err)
{
    int64_t since_ms = clock_ms();
    for (;;)
    {
        Error failure = {0};
        Batch batch = {.mem = mem_child(backfill->mem, "batch")};
        int64_t began = clock_ms();
        if (!backfill_plan_batch(backfill, &batch, err))
        {
            mem_free(batch.mem);
            return false;
        }
        if (backfill_run_batch(backfill, &batch, &failure))
        {
            backfill->size = backfill_next_size(backfill->size, clock_ms() - began, backfill->run->batch_ms);
            mem_free(batch.mem);
            return true;
        }
        bool goes_on = handle_failure(backfill, &batch, since_ms, &failure, err);
        mem_free(batch.mem);
        if (!goes_on)
        {
            return false;
        }
    }
}

static bool
handle_failure(Backfill *backfill, const Batch *batch, int64_t since_ms, Error *failure, Error *err)
{
    Conn *work = backfill->run->work;
    if (!conn_is_alive(work) || failure->kind == ERROR_INTERRUPTED || failure->kind == ERROR_DRIFT)
    {
        *err = *failure;
        return false;
    }
    if (error_is_retryable(failure))
    {
        bool goes_on = wait_for_rows(backfill, since_ms, failure, err);
        error_clear(failure);
        return goes_on;
    }
    bool by_block = backfill->run->step->way == BACKFILL_BY_BLOCK;
    return backfill_blame(work, backfill->run->step, by_block ? backfill->block_next : 0,
                          by_block ? batch->block_next : -1, failure, err);
}

static bool
wait_for_rows(Backfill *backfill, int64_t since_ms, const Error *failure, Error *err)
{
    const BackfillRun *run = backfill->run;
    int64_t waited_ms = clock_ms() - since_ms;
    backfill->size = backfill->size > 1 ? backfill->size / 2 : 1;
    if (run->total_ms > 0 && waited_ms >= run->total_ms)
    {
        error_set_code(err, ERROR_TIMEOUT, "E501", "backfill of %s: rows were locked for %s, by one of: %s",
                       run->step->relation, lock_format_duration(backfill->mem, waited_ms),
                       describe_lockers(backfill, waited_ms));
        error_detail(err, "%s", failure->message);
        return error_hint(err, "End the transaction that holds them, then run the same command "
                               "again: it goes on where it was.");
    }
    log_progress("backfill %s: %" PRId64 " rows, waiting %s for the lock of a row", run->step->relation,
                 backfill->rows_done, lock_format_duration(backfill->mem, waited_ms));
    const char *params[] = {run->version, run->step->id};
    if (waited_ms > RETRY_MOST_MS && !run_text(run->control,
                                               "UPDATE bellows.backfill SET waiting_for = 'the lock of a row'"
                                               " WHERE plan = $1 AND step = $2 AND waiting_for IS NULL",
                                               params, RUN_COUNT(params), err))
    {
        return false;
    }
    int64_t pause_ms = waited_ms < RETRY_LEAST_MS ? RETRY_LEAST_MS : waited_ms / 4;
    (void) interrupt_wait(pause_ms < RETRY_MOST_MS ? pause_ms : RETRY_MOST_MS);
    return interrupt_check(err);
}

/* Row locks are not in pg_locks, but who holds one holds the table's lock as well, and has done so all the while. */
static char *
describe_lockers(Backfill *backfill, int64_t waited_ms)
{
    const BackfillRun *run = backfill->run;
    const LockAttempts attempts = {
        .work = run->work,
        .control = run->control,
        .relation = run->step->relation,
        .mode = LOCK_EXCLUSIVE,
        .lock_ms = waited_ms / 2,
    };
    LockBlockers holders = {0};
    Error ignored = {0};
    if (!lock_holders(backfill->mem, &attempts, &holders, &ignored))
    {
        error_clear(&ignored); /* the wait itself is what is reported */
    }
    return lock_describe(backfill->mem, &holders);
}

static bool
count_remaining(Backfill *backfill, int64_t *remaining, Error *err)
{
    Conn *work = backfill->run->work;
    if (!backfill_begin(backfill, err))
    {
        return false;
    }
    Rows *rows = conn_query_one(NULL, work, backfill->run->step->remaining, NULL, 0, err);
    run_rollback(work);
    if (rows == NULL)
    {
        return false;
    }
    *remaining = rows_int64(rows, 0, "remaining");
    mem_free(rows);
    return true;
}

static bool
next_pass(Backfill *backfill, int64_t remaining, Error *err)
{
    const Step *step = backfill->run->step;
    if (backfill->pass >= PASSES_MOST)
    {
        error_set(err, ERROR_FAILED, "backfill of %s: %" PRId64 " %s still not filled after %d passes", step->relation,
                  remaining, remaining == 1 ? "row is" : "rows are", PASSES_MOST);
        return error_hint(err, "A rule, a row security policy or a trigger of the application may "
                               "suppress the update; look at one of these rows.");
    }
    log_info("backfill %s: %" PRId64 " %s not filled yet: one more pass", step->relation, remaining,
             remaining == 1 ? "row is" : "rows are");
    if (step->way == BACKFILL_BY_BLOCK)
    {
        backfill->block_next = 0;
        backfill->block_end = backfill_blocks(backfill->run->work, step, err);
        if (backfill->block_end < 0)
        {
            return false;
        }
    }
    backfill->pass++;
    backfill->key = NULL;
    backfill->rate = (BackfillRate){0};
    return true;
}

static bool
finish(Backfill *backfill, Error *err)
{
    const char *params[] = {backfill->run->version, backfill->run->step->id};
    return run_text(backfill->run->work,
                    "UPDATE bellows.backfill SET is_done = true, eta_s = 0, waiting_for = NULL,"
                    " updated_at = clock_timestamp() WHERE plan = $1 AND step = $2",
                    params, RUN_COUNT(params), err);
}

static void
tell(const Backfill *backfill)
{
    void *scratch = mem_child(backfill->mem, "progress");
    char *line =
        mem_printf(scratch, "backfill %s: %" PRId64 " rows", backfill->run->step->relation, backfill->rows_done);
    double done = backfill_done(backfill);
    double rate = backfill_rate_rows(&backfill->rate);
    int64_t eta_s = backfill_rate_eta_s(&backfill->rate);
    if (done >= 0)
    {
        mem_append(&line, ", %d %%", (int) (done * 100));
    }
    if (rate > 0)
    {
        mem_append(&line, ", %.0f rows/s", rate);
    }
    if (eta_s >= 0)
    {
        mem_append(&line, ", %s left", lock_format_duration(scratch, eta_s * 1000));
    }
    log_progress("%s", line);
    mem_free(scratch);
}
