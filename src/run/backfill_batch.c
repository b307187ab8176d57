/* SPDX-License-Identifier: PostgreSQL */
/*
 * One batch: its range, and the statements of its transaction, each sent without waiting.
 *
 * Everything it needs is SET LOCAL: the shim's switch (bellows.backfill), triggers off, row_security off (with FORCE ROW
 * LEVEL SECURITY an owner's UPDATE would fill 0 rows and call it a success), and a short lock_timeout, which also
 * bounds the wait for the lock of a row. The range moves in the same transaction.
 */
#include <string.h>

#include "backfill_internal.h"
#include "base/mem.h"
#include "run_internal.h"
#include "sql/template.h"

#define FILL     "bellows_fill"
#define NEXT     "bellows_next"
#define PROGRESS "bellows_progress"

static bool send_key(Backfill *backfill, Worker *worker, Error *err);
static bool send_fill(Backfill *backfill, Worker *worker, Error *err);
static bool send_progress(Backfill *backfill, Worker *worker, Error *err);
static void read_upper(const Backfill *backfill, Worker *worker, const Rows *rows);
static bool read_progress(Backfill *backfill, const Rows *rows, Error *err);
static char *begin_text(void *owner, const Backfill *backfill);

bool
backfill_batch_prepare(Backfill *backfill, Conn *conn, Error *err)
{
    const Step *step = backfill->run->step;
    if (backfill->begin_text == NULL)
    {
        backfill->begin_text = begin_text(backfill->mem, backfill);
        backfill->progress_text = template_render(backfill->mem, "journal/backfill_progress", NULL, 0, err);
    }
    return backfill->progress_text != NULL && (step->settings == NULL || conn_exec(conn, step->settings, err)) &&
           conn_exec(conn, "DEALLOCATE ALL", err) && conn_prepare(conn, FILL, step->sql, err) &&
           conn_prepare(conn, PROGRESS, backfill->progress_text, err) &&
           (backfill->by_block || conn_prepare(conn, NEXT, step->next_key, err));
}

bool
backfill_begin(const Backfill *backfill, Error *err)
{
    Conn *work = backfill->run->work;
    if (conn_exec(work, backfill->begin_text, err))
    {
        return true;
    }
    run_rollback(work);
    return false;
}

/* The batch that comes next in the worker's range; by key its end has still to be asked for, unless it is the range's. */
bool
backfill_batch_plan(Backfill *backfill, Worker *worker)
{
    Range *range = worker->range;
    int64_t size = backfill->pace.size;
    size = range->most > 0 && range->most < size ? range->most : size;
    worker->batch =
        (Batch){.size = size, .place = range->place, .rows_left = -1, .mem = mem_child(backfill->mem, "batch")};
    Batch *batch = &worker->batch;
    if (backfill->by_block)
    {
        backfill_place_plan(backfill, range, batch);
        worker->stage = STAGE_BEGIN;
        return true;
    }
    batch->ends_range = size >= range->rows_left;
    batch->size = batch->ends_range ? range->rows_left : size;
    batch->key_next = batch->ends_range ? range->key_end : NULL;
    batch->rows_left = range->rows_left - batch->size;
    worker->stage = batch->ends_range ? STAGE_BEGIN : STAGE_KEY;
    return true;
}

bool
backfill_batch_send(Backfill *backfill, Worker *worker, Error *err)
{
    switch (worker->stage)
    {
        case STAGE_IDLE:
            return true;
        case STAGE_KEY:
            return send_key(backfill, worker, err);
        case STAGE_BEGIN:
            return conn_send_script(worker->conn, backfill->begin_text, err);
        case STAGE_FILL:
            return send_fill(backfill, worker, err);
        case STAGE_PROGRESS:
            return send_progress(backfill, worker, err);
        case STAGE_COMMIT:
            return conn_send_script(worker->conn, "COMMIT", err);
    }
    return false;
}

bool
backfill_batch_read(Backfill *backfill, Worker *worker, const Rows *rows, Error *err)
{
    switch (worker->stage)
    {
        case STAGE_IDLE:
        case STAGE_BEGIN:
            break;
        case STAGE_KEY:
            read_upper(backfill, worker, rows);
            break;
        case STAGE_FILL:
            worker->batch.rows = (int64_t) rows_affected(rows);
            break;
        case STAGE_PROGRESS:
            if (!read_progress(backfill, rows, err))
            {
                return false;
            }
            break;
        case STAGE_COMMIT:
            worker->stage = STAGE_IDLE;
            return true;
    }
    worker->stage++;
    return true;
}

static bool
send_key(Backfill *backfill, Worker *worker, Error *err)
{
    size_t count = backfill->run->step->key_count;
    size_t param_count = backfill_next_key_params(backfill);
    Batch *batch = &worker->batch;
    batch->params = mem_array(batch->mem, const char *, param_count);
    for (size_t i = 0; i < count; i++)
    {
        batch->params[i] = worker->range->key_next[i];
    }
    batch->params[count] = run_number(batch->mem, batch->size - 1);
    for (size_t i = count + 1; i < param_count; i++)
    {
        batch->params[i] = worker->range->key_end[i - count - 1];
    }
    return conn_send(worker->conn, NEXT, backfill->run->step->next_key, batch->params, param_count, err);
}

static bool
send_fill(Backfill *backfill, Worker *worker, Error *err)
{
    const Step *step = backfill->run->step;
    const Range *range = worker->range;
    Batch *batch = &worker->batch;
    size_t count = 0;
    batch->params = mem_array(batch->mem, const char *, 2 * step->key_count + 4);
    switch (step->way)
    {
        case BACKFILL_BY_SLICE:
            batch->params[2] = run_number(batch->mem, backfill_place_mask(range));
            batch->params[3] = run_number(batch->mem, backfill_place_slice(range));
            count += 2;
            __attribute__((fallthrough));
        case BACKFILL_BY_BLOCK:
            batch->params[0] = backfill_tid(batch->mem, range->place.next * TID_OFFSETS);
            batch->params[1] = backfill_tid(batch->mem, batch->block_end * TID_OFFSETS);
            count += 2;
            break;
        case BACKFILL_BY_KEY:
            memcpy(batch->params, range->key_next, step->key_count * sizeof(*batch->params));
            memcpy(batch->params + step->key_count, batch->key_next, step->key_count * sizeof(*batch->params));
            count = 2 * step->key_count;
            break;
    }
    return conn_send(worker->conn, FILL, step->sql, batch->params, count, err);
}

static bool
send_progress(Backfill *backfill, Worker *worker, Error *err)
{
    const BackfillRun *run = backfill->run;
    Batch *batch = &worker->batch;
    const char *params[] = {
        run->version,
        run->step->id,
        run_number(batch->mem, run->state_epoch),
        run_number(batch->mem, worker->range->number),
        run_number(batch->mem, worker->range->moves),
        run_number(batch->mem, batch->rows),
        run_number(batch->mem, batch->place.next),
        batch->key_next == NULL ? NULL : run_array(batch->mem, batch->key_next),
        run_number(batch->mem, batch->rows_left),
        run_boolean(batch->ends_range),
        run_number(batch->mem, batch->place.stripe),
        run_number(batch->mem, batch->place.stripe_end),
        run_number(batch->mem, batch->place.slices_left),
    };
    return conn_send(worker->conn, PROGRESS, backfill->progress_text, params, RUN_COUNT(params), err);
}

/* Fewer rows than thought: to the end of the range. */
static void
read_upper(const Backfill *backfill, Worker *worker, const Rows *rows)
{
    size_t count = backfill->run->step->key_count;
    Batch *batch = &worker->batch;
    if (rows_count(rows) == 0)
    {
        batch->key_next = worker->range->key_end;
        batch->ends_range = true;
        return;
    }
    const char **key = mem_array(batch->mem, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
    {
        char *column = mem_printf(batch->mem, "k%zu", i + 1);
        key[i] = run_copy(batch->mem, rows, 0, column);
    }
    batch->key_next = key;
}

static bool
read_progress(Backfill *backfill, const Rows *rows, Error *err)
{
    if (!rows_bool(rows, 0, "is_ours"))
    {
        error_set_code(err, ERROR_DRIFT, "E504", "plan %s has been moved while it was filled", backfill->run->version);
        return error_hint(err, "Another bellows has moved it. Look at \"bellows status\".");
    }
    double ratio = rows_double(rows, 0, "ratio");
    backfill->told_ms = ratio < backfill->ratio || ratio > backfill->ratio ? 0 : backfill->told_ms;
    backfill->ratio = ratio;
    if (!rows_bool(rows, 0, "has_moved"))
    {
        backfill->is_stale = true;
        return error_set(err, ERROR_FAILED, "a range of the backfill was moved by another session");
    }
    return true;
}

static char *
begin_text(void *owner, const Backfill *backfill)
{
    char *begin = run_begin_text(owner, backfill->run->work, ROW_LOCK_MS, 0);
    mem_append(&begin, "; SET LOCAL bellows.backfill = 'on'; SET LOCAL row_security = off%s",
               backfill->in_replica_role ? "; SET LOCAL session_replication_role = replica" : "");
    return begin;
}
