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

#define PASSES_MOST 3

static bool start(Backfill *backfill, Error *err);
static bool run_passes(Backfill *backfill, Error *err);
static bool count_remaining(Backfill *backfill, int64_t *remaining, Error *err);
static void on_count(void *context, int64_t waited_ms);
static bool next_pass(Backfill *backfill, int passes, int64_t remaining, Error *err);
static bool write_pass(Backfill *backfill, bool is_done, int64_t blocks, Error *err);

bool
backfill_run(const BackfillRun *run, Error *err)
{
    Backfill backfill = {.run = run, .mem = mem_root("backfill"), .by_block = run->step->way != BACKFILL_BY_KEY};
    int64_t started = clock_ms();
    bool is_done = start(&backfill, err) && run_passes(&backfill, err) && write_pass(&backfill, true, -1, err);
    backfill_vacuum_end(&backfill);
    backfill_workers_close(&backfill);
    log_progress_end();
    if (is_done)
    {
        backfill_tell_event(&backfill, "backfill_ends",
                            mem_printf(backfill.mem, "%" PRId64 " rows in %s", backfill.rows_done,
                                       lock_format_duration(backfill.mem, clock_ms() - started)));
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
    const char *params[] = {run->version, step->id, step->relation, run_boolean(backfill->by_block)};
    /* Of a slice no less than a block's worth of rows, and no more than half of the largest stripe. */
    static const struct
    {
        int64_t least;
        int64_t first;
        int64_t most;
    } sizes[] = {
        [BACKFILL_BY_BLOCK] = {1, 16, 16384},
        [BACKFILL_BY_SLICE] = {16, 128, 4096},
        [BACKFILL_BY_KEY] = {1, 1000, 100000}, /* rows */
    };
    if (!backfill_check_triggers(run->work, step, &backfill->in_replica_role, err))
    {
        return false;
    }
    Rows *rows = run_rows(backfill->mem, run->work, "journal/backfill_begin", params, RUN_COUNT(params), err);
    if (rows == NULL || rows_count(rows) != 1)
    {
        return error_set(err, ERROR_FAILED, "there is no table %s to fill", step->relation);
    }
    backfill->rows_estimate = rows_int64(rows, 0, "rows_estimate");
    backfill->pass = rows_int64(rows, 0, "pass");
    backfill->parts = rows_int64(rows, 0, "parts");
    backfill_pace_begin(&backfill->pace, sizes[step->way].least, sizes[step->way].first, sizes[step->way].most,
                        run->settings->batch_ms);
    if (!backfill_watch_begin(backfill, err) || !backfill_queue_load(backfill, err) ||
        !backfill_vacuum_begin(backfill, err) || !backfill_workers_open(backfill, err))
    {
        return false;
    }
    if (backfill->rows_done > 0)
    {
        backfill_tell_event(backfill, "backfill_begins",
                            mem_printf(backfill->mem, "it goes on: %" PRId64 " rows were done", backfill->rows_done));
    }
    return true;
}

/* Passes are counted anew by each run: what kept the last one from filling a row may be gone. */
static bool
run_passes(Backfill *backfill, Error *err)
{
    for (int passes = 1;; passes++)
    {
        int64_t remaining = 0;
        if (!backfill_workers_run(backfill, err) || !count_remaining(backfill, &remaining, err))
        {
            return false;
        }
        if (remaining == 0)
        {
            return true;
        }
        if (!next_pass(backfill, passes, remaining, err))
        {
            return false;
        }
    }
}

static bool
count_remaining(Backfill *backfill, int64_t *remaining, Error *err)
{
    Conn *work = backfill->run->work;
    if (!backfill_begin(backfill, err))
    {
        return false;
    }
    conn_on_wait(work, on_count, backfill);
    Rows *rows = conn_query_one(NULL, work, backfill->run->step->remaining, NULL, 0, err);
    conn_on_wait(work, NULL, NULL);
    run_rollback(work);
    if (rows == NULL)
    {
        return false;
    }
    *remaining = rows_int64(rows, 0, "remaining");
    mem_free(rows);
    return true;
}

static void
on_count(void *context, int64_t waited_ms)
{
    const Backfill *backfill = context;
    char *waited = lock_format_duration(NULL, waited_ms);
    log_progress("backfill %s: %" PRId64 " rows, counting what is left (%s)", backfill->run->step->relation,
                 backfill->rows_done, waited);
    mem_free(waited);
}

static bool
next_pass(Backfill *backfill, int passes, int64_t remaining, Error *err)
{
    const Step *step = backfill->run->step;
    int64_t blocks = -1;
    if (passes >= PASSES_MOST)
    {
        error_set(err, ERROR_FAILED, "backfill of %s: %" PRId64 " %s still not filled after %d passes", step->relation,
                  remaining, remaining == 1 ? "row is" : "rows are", PASSES_MOST);
        return error_hint(err, "A rule, a row security policy or a trigger of the application may "
                               "suppress the update; look at one of these rows.");
    }
    backfill_tell_event(backfill, "backfill_pass",
                        mem_printf(backfill->mem, "%" PRId64 " %s not filled yet: one more pass", remaining,
                                   remaining == 1 ? "row is" : "rows are"));
    if (backfill->by_block)
    {
        blocks = backfill_blocks(backfill->run->work, step, err);
        if (blocks < 0)
        {
            return false;
        }
    }
    backfill->rate = (BackfillRate){0};
    return write_pass(backfill, false, blocks, err) && backfill_queue_load(backfill, err);
}

static bool
write_pass(Backfill *backfill, bool is_done, int64_t blocks, Error *err)
{
    void *scratch = mem_child(backfill->mem, "pass");
    const char *params[] = {backfill->run->version, backfill->run->step->id, run_boolean(is_done),
                            run_number(scratch, blocks)};
    Rows *rows = run_rows(scratch, backfill->run->work, "journal/backfill_pass", params, RUN_COUNT(params), err);
    bool is_written = rows != NULL && rows_count(rows) == 1;
    if (is_written)
    {
        backfill->rows_done = rows_int64(rows, 0, "rows_done");
        backfill->pass = rows_int64(rows, 0, "pass");
    }
    else if (rows != NULL)
    {
        error_set(err, ERROR_FAILED, "the backfill of %s is not in the journal any more",
                  backfill->run->step->relation);
    }
    mem_free(scratch);
    return is_written;
}
