/* SPDX-License-Identifier: PostgreSQL */
/*
 * The workers: connections that fill disjoint ranges, on one event loop.
 *
 * A worker whose statement was answered sends the next one of its batch; one that is idle takes the next batch as soon as
 * it may. Whatever ends the run (an error, a stop) first lets the others come to the end of their batches: so that at
 * the end nothing of ours is open.
 */
#include "backfill_internal.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "run/lock.h"
#include "run_internal.h"

#define TURN_MOST_MS   250
#define RETRY_LEAST_MS 50
#define RETRY_MOST_MS  2000

static bool open_more(Backfill *backfill, size_t wanted, Error *err);
static bool is_busy(const Backfill *backfill);
static bool is_ending(const Backfill *backfill);
static bool recover(Backfill *backfill, Error *err);
static bool dispatch(Backfill *backfill, Error *err);
static void wait(Backfill *backfill);
static int64_t next_turn_ms(const Backfill *backfill);
static void advance(Backfill *backfill, Worker *worker);
static void end_batch(Backfill *backfill, Worker *worker);
static void fail(Backfill *backfill, Worker *worker, Error *failure);
static void put_off(Backfill *backfill, Worker *worker, Error *failure);
static void give_up(Backfill *backfill, int64_t waited_ms, const Error *failure);
static char *describe_lockers(Backfill *backfill, int64_t waited_ms);
static void stop_all(Backfill *backfill);

bool
backfill_workers_open(Backfill *backfill, Error *err)
{
    const BackfillRun *run = backfill->run;
    size_t wanted = run->settings->connections > 1 ? (size_t) run->settings->connections : 1;
    backfill->workers = mem_array(backfill->mem, Worker, wanted);
    backfill->workers[0].conn = run->work;
    backfill->worker_count = 1;
    return backfill_batch_prepare(backfill, run->work, err) && open_more(backfill, wanted, err);
}

void
backfill_workers_close(Backfill *backfill)
{
    Error ignored = {0};
    for (size_t i = 1; i < backfill->worker_count; i++)
    {
        if (backfill->workers[i].conn != NULL)
        {
            conn_close(backfill->workers[i].conn);
        }
    }
    backfill->worker_count = 0;
    if (conn_is_alive(backfill->run->work))
    {
        conn_ignore_interrupts(backfill->run->work, true);
        if (!conn_exec(backfill->run->work, "DEALLOCATE ALL", &ignored))
        {
            error_clear(&ignored); /* only a lost connection fails here, and the next statement tells */
        }
        conn_ignore_interrupts(backfill->run->work, false);
    }
}

bool
backfill_workers_run(Backfill *backfill, Error *err)
{
    for (;;)
    {
        if (interrupt_signal() != 0 && is_busy(backfill))
        {
            stop_all(backfill);
        }
        if (interrupt_signal() != 0)
        {
            (void) interrupt_check(&backfill->failure);
        }
        if (!is_ending(backfill) &&
            !(backfill_watch_turn(backfill, &backfill->failure) && dispatch(backfill, &backfill->failure)))
        {
            continue; /* with the failure set */
        }
        if (!is_busy(backfill))
        {
            if (is_ending(backfill))
            {
                if (!recover(backfill, err))
                {
                    return false;
                }
                continue;
            }
            if (backfill_queue_is_empty(backfill))
            {
                return true;
            }
        }
        wait(backfill);
    }
}

/* Fewer than wanted are better than none: the server may have no connection left. */
static bool
open_more(Backfill *backfill, size_t wanted, Error *err)
{
    const BackfillRun *run = backfill->run;
    while (backfill->worker_count < wanted)
    {
        Error failure = {0};
        Conn *conn = run->open(run->open_context, backfill->mem, &failure);
        if (conn == NULL || !backfill_batch_prepare(backfill, conn, &failure))
        {
            if (failure.kind == ERROR_INTERRUPTED)
            {
                *err = failure;
                return false;
            }
            log_warning("backfill %s: %zu of %zu connections: %s", run->step->relation, backfill->worker_count, wanted,
                        failure.message);
            error_clear(&failure);
            return true;
        }
        backfill->workers[backfill->worker_count++] = (Worker){.conn = conn};
    }
    return true;
}

static bool
is_busy(const Backfill *backfill)
{
    for (size_t i = 0; i < backfill->worker_count; i++)
    {
        if (backfill->workers[i].stage != STAGE_IDLE)
        {
            return true;
        }
    }
    return false;
}

static bool
is_ending(const Backfill *backfill)
{
    return backfill->is_stale || error_is_set(&backfill->failure);
}

/* All workers are idle. A queue that is not what the journal has is read again; everything else ends the run. */
static bool
recover(Backfill *backfill, Error *err)
{
    const BackfillRun *run = backfill->run;
    if (!error_is_set(&backfill->failure))
    {
        size_t wanted = backfill->worker_count;
        while (backfill->worker_count > 1 && backfill->workers[backfill->worker_count - 1].conn == NULL)
        {
            backfill->worker_count--;
        }
        backfill->is_stale = false;
        for (size_t i = 0; i < backfill->worker_count; i++)
        {
            backfill->workers[i].range = NULL;
        }
        return backfill_queue_load(backfill, err) && open_more(backfill, wanted, err);
    }
    *err = backfill->failure;
    backfill->failure = (Error){0};
    if (backfill->failed_block_end == 0)
    {
        return false;
    }
    Error failure = *err;
    *err = (Error){0};
    return backfill_blame(run->work, run->step, backfill->failed_block, backfill->failed_block_end, &failure, err);
}

static bool
dispatch(Backfill *backfill, Error *err)
{
    for (size_t i = 0; i < backfill->worker_count && backfill_may_work(backfill); i++)
    {
        Worker *worker = &backfill->workers[i];
        if (worker->conn == NULL || worker->stage != STAGE_IDLE ||
            clock_ms() - worker->ended_ms < backfill_rest_ms(backfill, worker->elapsed_ms))
        {
            continue;
        }
        if (worker->range == NULL)
        {
            worker->range = backfill_queue_take(backfill, err);
        }
        if (error_is_set(err))
        {
            return false;
        }
        if (worker->range == NULL)
        {
            continue;
        }
        worker->began_ms = clock_ms();
        Error failure = {0};
        if (!backfill_batch_plan(backfill, worker) || !backfill_batch_send(backfill, worker, &failure))
        {
            fail(backfill, worker, &failure);
            return !error_is_set(err);
        }
    }
    return true;
}

static void
wait(Backfill *backfill)
{
    void *scratch = mem_child(backfill->mem, "wait");
    Conn **conns = mem_array(scratch, Conn *, backfill->worker_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < backfill->worker_count; i++)
    {
        if (backfill->workers[i].stage != STAGE_IDLE)
        {
            conns[count++] = backfill->workers[i].conn;
        }
    }
    if (backfill->vacuum.is_running)
    {
        conns[count++] = backfill->vacuum.conn;
    }
    conn_wait_any(scratch, conns, count, next_turn_ms(backfill));
    mem_free(scratch);
    for (size_t i = 0; i < backfill->worker_count; i++)
    {
        Worker *worker = &backfill->workers[i];
        if (worker->stage != STAGE_IDLE && conn_is_answered(worker->conn))
        {
            advance(backfill, worker);
        }
    }
}

/* When an idle worker has rested, or a range may be tried again; at most until the next look around. */
static int64_t
next_turn_ms(const Backfill *backfill)
{
    int64_t now = clock_ms();
    int64_t turn = TURN_MOST_MS;
    for (size_t i = 0; i < backfill->worker_count && backfill->waiting_for == NULL; i++)
    {
        const Worker *worker = &backfill->workers[i];
        int64_t left = worker->ended_ms + backfill_rest_ms(backfill, worker->elapsed_ms) - now;
        if (worker->conn != NULL && worker->stage == STAGE_IDLE && left > 0 && left < turn)
        {
            turn = left;
        }
    }
    for (size_t i = 0; i < backfill->range_count; i++)
    {
        int64_t left = backfill->ranges[i]->not_before_ms - now;
        turn = !backfill->ranges[i]->is_taken && left > 0 && left < turn ? left : turn;
    }
    return turn;
}

static void
advance(Backfill *backfill, Worker *worker)
{
    Error failure = {0};
    Rows *rows = conn_receive(worker->batch.mem, worker->conn, &failure);
    if (rows == NULL || !backfill_batch_read(backfill, worker, rows, &failure))
    {
        fail(backfill, worker, &failure);
        return;
    }
    if (worker->stage == STAGE_IDLE)
    {
        end_batch(backfill, worker);
        return;
    }
    if (!backfill_batch_send(backfill, worker, &failure))
    {
        fail(backfill, worker, &failure);
    }
}

static void
end_batch(Backfill *backfill, Worker *worker)
{
    Batch *batch = &worker->batch;
    worker->ended_ms = clock_ms();
    worker->elapsed_ms = worker->ended_ms - worker->began_ms;
    backfill->rows_done += batch->rows;
    backfill_pace_add(&backfill->pace, batch->size, worker->elapsed_ms);
    backfill_queue_moved(backfill, worker->range, batch);
    if (batch->ends_range)
    {
        worker->range = NULL;
    }
    mem_free(batch->mem);
    batch->mem = NULL;
    backfill_rate_add(&backfill->rate, worker->ended_ms, backfill->rows_done, backfill_done(backfill));
}

/* What a batch of this worker failed of. A connection of ours that is lost takes only its batch with it: whether that was
 * committed the journal knows. */
static void
fail(Backfill *backfill, Worker *worker, Error *failure)
{
    const BackfillRun *run = backfill->run;
    bool is_lost = !conn_is_alive(worker->conn);
    bool has_failed_before = error_is_set(&backfill->failure) || backfill->is_stale;
    run_rollback(worker->conn);
    worker->stage = STAGE_IDLE;
    worker->ended_ms = clock_ms();
    if (!is_lost && !has_failed_before && error_is_retryable(failure))
    {
        put_off(backfill, worker, failure);
        error_clear(failure);
    }
    mem_free(worker->batch.mem);
    worker->batch.mem = NULL;
    if (!error_is_set(failure))
    {
        return;
    }
    if (is_lost && worker->conn != run->work)
    {
        log_warning("backfill %s: a connection was lost: %s", run->step->relation, failure->message);
        conn_close(worker->conn);
        worker->conn = NULL;
        worker->range = NULL;
        backfill->is_stale = true;
        error_clear(failure);
        return;
    }
    bool is_first = !backfill->is_stale && !error_is_set(&backfill->failure);
    bool is_of_row = !is_lost && failure->kind != ERROR_INTERRUPTED && failure->kind != ERROR_DRIFT;
    if (is_first && is_of_row)
    {
        backfill->failed_block = backfill->by_block ? worker->range->place.next : 0;
        backfill->failed_block_end = backfill->by_block ? worker->batch.block_end : -1;
    }
    if (is_first)
    {
        backfill->failure = *failure;
        return;
    }
    error_clear(failure);
}

/* Somebody holds the lock of a row: this range later and in smaller pieces, meanwhile another one. */
static void
put_off(Backfill *backfill, Worker *worker, Error *failure)
{
    Range *range = worker->range;
    int64_t now = clock_ms();
    bool has_end = backfill->by_block || worker->batch.key_next != NULL;
    range->since_ms = range->since_ms > 0 ? range->since_ms : now;
    int64_t waited_ms = now - range->since_ms;
    if (backfill->run->total_ms > 0 && waited_ms >= backfill->run->total_ms)
    {
        give_up(backfill, waited_ms, failure);
        return;
    }
    if (worker->batch.size == 1 && !worker->batch.ends_range && has_end &&
        !backfill_queue_split(backfill, range, &worker->batch, &backfill->failure))
    {
        return;
    }
    range->most = worker->batch.size > 1 ? worker->batch.size / 2 : 1;
    range->pause_ms = range->pause_ms == 0 ? RETRY_LEAST_MS : range->pause_ms + range->pause_ms / 4;
    range->pause_ms = range->pause_ms < RETRY_MOST_MS ? range->pause_ms : RETRY_MOST_MS;
    range->not_before_ms = now + range->pause_ms;
    range->is_taken = false;
    worker->range = NULL;
}

static void
give_up(Backfill *backfill, int64_t waited_ms, const Error *failure)
{
    Error *err = &backfill->failure;
    if (error_is_set(err))
    {
        return;
    }
    error_set_code(err, ERROR_TIMEOUT, "E501", "backfill of %s: rows were locked for %s, by one of: %s",
                   backfill->run->step->relation, lock_format_duration(backfill->mem, waited_ms),
                   describe_lockers(backfill, waited_ms));
    error_detail(err, "%s", failure->message);
    error_hint(err, "End the transaction that holds them, then run the same command again: it goes on where it was.");
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

/* A stop was asked for: what is under way is cancelled; what was committed before that stays. */
static void
stop_all(Backfill *backfill)
{
    (void) interrupt_check(&backfill->failure);
    for (size_t i = 0; i < backfill->worker_count; i++)
    {
        if (backfill->workers[i].stage != STAGE_IDLE)
        {
            conn_cancel(backfill->workers[i].conn);
        }
    }
    for (size_t i = 0; i < backfill->worker_count; i++)
    {
        while (backfill->workers[i].stage != STAGE_IDLE)
        {
            advance(backfill, &backfill->workers[i]);
        }
    }
}
