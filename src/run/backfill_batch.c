/* SPDX-License-Identifier: PostgreSQL */
/*
 * One batch: its range, its transaction.
 *
 * Everything it needs is SET LOCAL: the shim's switch (bellows.backfill), triggers off, row_security off (with FORCE ROW
 * LEVEL SECURITY an owner's UPDATE would fill 0 rows and call it a success), and a short lock_timeout, which also
 * bounds the wait for the lock of a row. The progress moves in the same transaction.
 */
#include <inttypes.h>

#include "backfill_internal.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "run_internal.h"

#define ROW_LOCK_MS 100

static bool plan_blocks(Backfill *backfill, Batch *batch);
static bool plan_keys(Backfill *backfill, Batch *batch, Error *err);
static bool first_key(Backfill *backfill, Batch *batch, const char *const **key, Error *err);
static bool upper_key(Backfill *backfill, Batch *batch, const char *const *lower, const char *const **upper,
                      Error *err);
static const char *const *read_key(void *owner, const Rows *rows, size_t count);
static bool write_progress(Backfill *backfill, Batch *batch, Error *err);
static void note_progress(Backfill *backfill, Batch *batch);

bool
backfill_plan_batch(Backfill *backfill, Batch *batch, Error *err)
{
    return backfill->run->step->way == BACKFILL_BY_BLOCK ? plan_blocks(backfill, batch)
                                                         : plan_keys(backfill, batch, err);
}

bool
backfill_begin(const Backfill *backfill, Error *err)
{
    Conn *work = backfill->run->work;
    if (!run_begin(work, ROW_LOCK_MS, 0, err))
    {
        return false;
    }
    if (conn_exec(work,
                  backfill->in_replica_role ? "SET LOCAL bellows.backfill = 'on'; SET LOCAL row_security = off;"
                                              " SET LOCAL session_replication_role = replica"
                                            : "SET LOCAL bellows.backfill = 'on'; SET LOCAL row_security = off",
                  err))
    {
        return true;
    }
    run_rollback(work);
    return false;
}

bool
backfill_run_batch(Backfill *backfill, Batch *batch, Error *err)
{
    Conn *work = backfill->run->work;
    if (!backfill_begin(backfill, err))
    {
        return false;
    }
    if (batch->param_count > 0)
    {
        Rows *rows = conn_query(batch->mem, work, backfill->run->step->sql, batch->params, batch->param_count, err);
        if (rows == NULL)
        {
            run_rollback(work);
            return false;
        }
        batch->rows = (int64_t) rows_affected(rows);
    }
    if (!write_progress(backfill, batch, err))
    {
        run_rollback(work);
        return false;
    }
    if (!run_commit(work, err))
    {
        return false;
    }
    note_progress(backfill, batch);
    return true;
}

double
backfill_done(const Backfill *backfill)
{
    if (backfill->run->step->way == BACKFILL_BY_BLOCK)
    {
        return backfill_percent(backfill->block_next, backfill->block_end) / 100;
    }
    if (backfill->rows_estimate <= 0)
    {
        return -1;
    }
    return backfill_percent(backfill->rows_done, backfill->rows_estimate) / 100;
}

static bool
plan_blocks(Backfill *backfill, Batch *batch)
{
    int64_t low = backfill->block_next;
    int64_t high = low + backfill->size;
    high = high < backfill->block_end ? high : backfill->block_end;
    batch->params = mem_array(batch->mem, const char *, 2);
    batch->params[0] = backfill_tid(batch->mem, low * TID_OFFSETS);
    batch->params[1] = backfill_tid(batch->mem, high * TID_OFFSETS);
    batch->param_count = 2;
    batch->block_next = high;
    batch->is_last = high >= backfill->block_end;
    return true;
}

/* Both ends are part of the range; that the upper one is the next range's lower one does no harm, since a row that is
 * filled excludes itself. */
static bool
plan_keys(Backfill *backfill, Batch *batch, Error *err)
{
    size_t count = backfill->run->step->key_count;
    const char *const *lower = backfill->key;
    const char *const *upper = NULL;
    batch->block_next = -1;
    if (lower == NULL && !first_key(backfill, batch, &lower, err))
    {
        return false;
    }
    if (lower == NULL)
    {
        batch->is_last = true; /* an empty table */
        return true;
    }
    if (!upper_key(backfill, batch, lower, &upper, err))
    {
        return false;
    }
    batch->is_last = upper == NULL;
    batch->key = upper == NULL ? lower : upper;
    batch->params = mem_array(batch->mem, const char *, 2 * count);
    for (size_t i = 0; i < count; i++)
    {
        batch->params[i] = lower[i];
        batch->params[count + i] = batch->key[i];
    }
    batch->param_count = 2 * count;
    return true;
}

static bool
first_key(Backfill *backfill, Batch *batch, const char *const **key, Error *err)
{
    const Step *step = backfill->run->step;
    Rows *rows = conn_query(batch->mem, backfill->run->work, step->first_key, NULL, 0, err);
    if (rows == NULL)
    {
        return false;
    }
    *key = rows_count(rows) == 0 ? NULL : read_key(batch->mem, rows, step->key_count);
    return true;
}

/* The key SIZE rows on. Where there are fewer left, half as many, and so on: none at all means that LOWER is the last. The next
 * batch is no larger: it would be tried in vain as often, while writers add rows at the end. */
static bool
upper_key(Backfill *backfill, Batch *batch, const char *const *lower, const char *const **upper, Error *err)
{
    const Step *step = backfill->run->step;
    const char **params = mem_array(batch->mem, const char *, step->key_count + 1);
    for (size_t i = 0; i < step->key_count; i++)
    {
        params[i] = lower[i];
    }
    for (int64_t skip = backfill->size - 1; skip >= 0; skip = skip > 0 ? skip / 2 : -1)
    {
        params[step->key_count] = run_number(batch->mem, skip);
        Rows *rows = conn_query(batch->mem, backfill->run->work, step->next_key, params, step->key_count + 1, err);
        if (rows == NULL)
        {
            return false;
        }
        if (rows_count(rows) > 0)
        {
            *upper = read_key(batch->mem, rows, step->key_count);
            backfill->size = skip + 1;
            return true;
        }
    }
    *upper = NULL;
    return true;
}

static const char *const *
read_key(void *owner, const Rows *rows, size_t count)
{
    const char **key = mem_array(owner, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
    {
        char *column = mem_printf(owner, "k%zu", i + 1);
        key[i] = run_copy(owner, rows, 0, column);
    }
    return key;
}

static bool
write_progress(Backfill *backfill, Batch *batch, Error *err)
{
    const BackfillRun *run = backfill->run;
    const char *params[] = {
        run->version,
        run->step->id,
        run_number(batch->mem, run->state_epoch),
        run_number(batch->mem, batch->rows),
        run_number(batch->mem, batch->block_next),
        batch->key == NULL ? NULL : run_array(batch->mem, batch->key),
        run_number(batch->mem, backfill->pass),
        mem_printf(batch->mem, "%.1f", backfill_rate_rows(&backfill->rate)),
        run_number(batch->mem, backfill_rate_eta_s(&backfill->rate)),
        run_number(batch->mem, backfill->block_end),
    };
    Rows *rows = run_rows(batch->mem, run->work, "journal/backfill_progress", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    if (rows_count(rows) != 1)
    {
        error_set_code(err, ERROR_DRIFT, "E504", "plan %s has been moved while it was filled", run->version);
        return error_hint(err, "Another bellows has moved it. Look at \"bellows status\".");
    }
    backfill->rows_done = rows_int64(rows, 0, "rows_done") - batch->rows;
    return true;
}

static void
note_progress(Backfill *backfill, Batch *batch)
{
    backfill->rows_done += batch->rows;
    backfill->block_next = batch->block_next;
    backfill->is_at_end = batch->is_last;
    if (batch->key != NULL)
    {
        void *mem = mem_child(backfill->mem, "key");
        size_t count = backfill->run->step->key_count;
        const char **key = mem_array(mem, const char *, count + 1);
        for (size_t i = 0; i < count; i++)
        {
            key[i] = mem_strdup(mem, batch->key[i]);
        }
        mem_free(backfill->key_mem);
        backfill->key_mem = mem;
        backfill->key = key;
    }
    backfill_rate_add(&backfill->rate, clock_ms(), backfill->rows_done, backfill_done(backfill));
}
