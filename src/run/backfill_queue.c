/* SPDX-License-Identifier: PostgreSQL */
/*
 * The queue: a head that moves through the table, and the ranges before it that are not done.
 *
 * A range is put into the journal before anything of it is filled, and moves in the transaction of each of its batches:
 * so whoever comes next, on whatever machine, finds what is left. Ranges get smaller towards the end, so that the workers
 * end together.
 */
#include <string.h>

#include "backfill_internal.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "run_internal.h"

#define BLOCKS_LEAST INT64_C(128)
#define BLOCKS_MOST  INT64_C(131072) /* 1 GB */
#define ROWS_MOST    INT64_C(100000) /* finding the end of a range by key reads so many entries of the index */
#define SHARES       4               /* of what is left, per worker */
#define BATCHES      8               /* a range by key is as large as so many batches */

static bool fix_end(Backfill *backfill, Error *err);
static Range *add_piece(Backfill *backfill, int64_t number, Place place, int64_t block_end);
static bool claim(Backfill *backfill, Error *err);
static bool claim_blocks(Backfill *backfill, Range *range);
static bool claim_keys(Backfill *backfill, Range *range, Error *err);
static bool find_upper(Backfill *backfill, Range *range, Error *err);
static bool store(Backfill *backfill, Range *range, Error *err);
static const char *const *read_key(void *owner, const Rows *rows, size_t count);
static const char *const *copy_key(void *owner, const Backfill *backfill, const char *const *key);
static void move_head(Backfill *backfill, const char *const *key);
static void add(Backfill *backfill, Range *range);

bool
backfill_queue_load(Backfill *backfill, Error *err)
{
    const char *params[] = {backfill->run->version, backfill->run->step->id};
    mem_free(backfill->queue_mem);
    backfill->queue_mem = mem_child(backfill->mem, "queue");
    backfill->ranges = NULL;
    backfill->range_count = 0;
    Rows *rows =
        run_rows(backfill->queue_mem, backfill->run->control, "journal/backfill_load", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    if (rows_count(rows) == 0)
    {
        return error_set(err, ERROR_FAILED, "the backfill of %s is not in the journal any more",
                         backfill->run->step->relation);
    }
    backfill->head_block = rows_int64(rows, 0, "head_block");
    backfill->last_block = rows_int64(rows, 0, "last_block");
    backfill->head_key =
        rows_is_null(rows, 0, "head_key") ? NULL : rows_text_array(backfill->queue_mem, rows, 0, "head_key");
    backfill->rows_done = rows_int64(rows, 0, "rows_done");
    backfill->is_claimed = backfill->by_block && backfill->head_block >= backfill->last_block;
    for (size_t i = 0; i < rows_count(rows) && !rows_is_null(rows, i, "number"); i++)
    {
        Range *range = mem_new(backfill->queue_mem, Range);
        range->number = rows_int64(rows, i, "number");
        range->moves = rows_int64(rows, i, "moves");
        range->place = (Place){
            .stripe = rows_int64(rows, i, "stripe"),
            .stripe_end = rows_int64(rows, i, "stripe_end"),
            .slices_left = rows_int64(rows, i, "slices_left"),
            .next = rows_int64(rows, i, "block_next"),
        };
        range->block_end = rows_int64(rows, i, "block_end");
        range->rows_left = rows_int64(rows, i, "rows_left");
        range->key_next = rows_is_null(rows, i, "key_next") ? NULL : rows_text_array(range, rows, i, "key_next");
        range->key_end = rows_is_null(rows, i, "key_end") ? NULL : rows_text_array(range, rows, i, "key_end");
        add(backfill, range);
    }
    backfill->last_key =
        rows_is_null(rows, 0, "last_key") ? NULL : rows_text_array(backfill->queue_mem, rows, 0, "last_key");
    return backfill->by_block || backfill->last_key != NULL || backfill->run->step->last_key == NULL ||
           fix_end(backfill, err);
}

/* An empty table has no end, and nothing to fill. */
static bool
fix_end(Backfill *backfill, Error *err)
{
    const BackfillRun *run = backfill->run;
    void *scratch = mem_child(backfill->queue_mem, "end");
    Rows *rows = conn_query(scratch, run->control, run->step->last_key, NULL, 0, err);
    backfill->is_claimed = rows != NULL && rows_count(rows) == 0;
    if (rows != NULL && rows_count(rows) > 0)
    {
        const char *params[] = {run->version, run->step->id,
                                run_array(scratch, read_key(scratch, rows, run->step->key_count))};
        rows = run_rows(scratch, run->control, "journal/backfill_bound", params, RUN_COUNT(params), err);
        backfill->last_key =
            rows != NULL && rows_count(rows) == 1 ? rows_text_array(backfill->queue_mem, rows, 0, "last_key") : NULL;
    }
    mem_free(scratch);
    return !error_is_set(err) &&
           (backfill->is_claimed || backfill->last_key != NULL ||
            error_set(err, ERROR_FAILED, "the backfill of %s is not in the journal any more", run->step->relation));
}

Range *
backfill_queue_take(Backfill *backfill, Error *err)
{
    int64_t now = clock_ms();
    for (int round = 0; round < 2; round++)
    {
        for (size_t i = 0; i < backfill->range_count; i++)
        {
            Range *range = backfill->ranges[i];
            if (!range->is_taken && range->not_before_ms <= now)
            {
                range->is_taken = true;
                return range;
            }
        }
        if (backfill->is_claimed || round > 0 || !claim(backfill, err))
        {
            break;
        }
    }
    return NULL;
}

void
backfill_queue_moved(Backfill *backfill, Range *range, const Batch *batch)
{
    range->moves++;
    range->since_ms = 0;
    range->pause_ms = 0;
    range->most = range->most > 0 && range->most < backfill->pace.size ? range->most * 2 : 0;
    range->place = batch->place;
    range->rows_left = batch->rows_left;
    if (batch->key_next != NULL)
    {
        const char *const *before = range->key_next;
        range->key_next = copy_key(range, backfill, batch->key_next);
        mem_free((void *) (uintptr_t) before);
    }
    if (!batch->ends_range)
    {
        return;
    }
    for (size_t i = 0; i < backfill->range_count; i++)
    {
        if (backfill->ranges[i] == range)
        {
            backfill->ranges[i] = backfill->ranges[--backfill->range_count];
            mem_free(range);
            return;
        }
    }
}

/* A locked row holds up nothing but its batch: what is behind it becomes a range of its own, and so does what is before it in the
 * stripe, if that has not had all of its slices. */
bool
backfill_queue_split(Backfill *backfill, Range *range, const Batch *batch, Error *err)
{
    const BackfillRun *run = backfill->run;
    void *scratch = mem_child(backfill->mem, "split");
    const int64_t block = range->place.next;
    const int64_t block_end = backfill->by_block ? batch->block_end : block;
    const Place behind = backfill_place_at(backfill, block_end, range->block_end);
    const int64_t slices_before = block > range->place.stripe ? range->place.slices_left - 1 : 0;
    const char *params[] = {
        run->version,
        run->step->id,
        run_number(scratch, range->number),
        run_number(scratch, range->moves),
        run_number(scratch, block),
        run_number(scratch, block_end),
        batch->key_next == NULL ? NULL : run_array(scratch, batch->key_next),
        run_number(scratch, backfill->by_block ? -1 : batch->size),
        run_number(scratch, range->block_end),
        range->key_end == NULL ? NULL : run_array(scratch, range->key_end),
        run_number(scratch, batch->rows_left),
        run_number(scratch, behind.stripe_end),
        run_number(scratch, behind.slices_left),
        run_number(scratch, range->place.stripe),
        run_number(scratch, slices_before),
    };
    Rows *rows = run_rows(scratch, run->control, "journal/backfill_split", params, RUN_COUNT(params), err);
    if (rows != NULL && rows_bool(rows, 0, "is_cut"))
    {
        int64_t last_number = rows_int64(rows, 0, "last_number");
        if (batch->key_next != NULL || block_end < range->block_end)
        {
            Range *piece = add_piece(backfill, last_number - 1, behind, range->block_end);
            piece->rows_left = batch->rows_left;
            piece->key_next = copy_key(piece, backfill, batch->key_next);
            piece->key_end = copy_key(piece, backfill, range->key_end);
        }
        if (slices_before > 0)
        {
            Place before = {range->place.stripe, block, slices_before, range->place.stripe};
            add_piece(backfill, last_number, before, block);
        }
        range->moves++;
        range->place = (Place){block, block_end, 1, block};
        range->block_end = block_end;
        range->rows_left = backfill->by_block ? -1 : batch->size;
        range->key_end = copy_key(range, backfill, batch->key_next);
    }
    backfill->is_stale = backfill->is_stale || (rows != NULL && !rows_bool(rows, 0, "is_cut"));
    mem_free(scratch);
    return !error_is_set(err);
}

static Range *
add_piece(Backfill *backfill, int64_t number, Place place, int64_t block_end)
{
    Range *piece = mem_new(backfill->queue_mem, Range);
    piece->number = number;
    piece->place = place;
    piece->block_end = block_end;
    piece->rows_left = -1;
    add(backfill, piece);
    return piece;
}

size_t
backfill_next_key_params(const Backfill *backfill)
{
    size_t count = backfill->run->step->key_count;
    return backfill->run->step->last_key == NULL ? count + 1 : 2 * count + 1;
}

bool
backfill_queue_is_empty(const Backfill *backfill)
{
    return backfill->is_claimed && backfill->range_count == 0;
}

double
backfill_done(const Backfill *backfill)
{
    double left = 0;
    if (!backfill->by_block)
    {
        return backfill->rows_estimate <= 0
                   ? -1
                   : backfill_percent((double) backfill->rows_done, (double) backfill->rows_estimate) / 100;
    }
    for (size_t i = 0; i < backfill->range_count; i++)
    {
        left += backfill_place_left(backfill, backfill->ranges[i]);
    }
    return backfill_percent((double) backfill->head_block - left, (double) backfill->last_block) / 100;
}

static bool
claim(Backfill *backfill, Error *err)
{
    Range *range = mem_new(backfill->queue_mem, Range);
    bool is_there = backfill->by_block ? claim_blocks(backfill, range) : claim_keys(backfill, range, err);
    if (!is_there || !store(backfill, range, err))
    {
        mem_free(range);
        return false;
    }
    backfill->is_claimed = backfill->is_claimed || (backfill->by_block && backfill->head_block >= backfill->last_block);
    add(backfill, range);
    return true;
}

static bool
claim_blocks(Backfill *backfill, Range *range)
{
    int64_t left = backfill->last_block - backfill->head_block;
    int64_t share = left / (SHARES * (int64_t) backfill->worker_count);
    int64_t least = backfill->pace.size > BLOCKS_LEAST ? backfill->pace.size : BLOCKS_LEAST;
    share = share > BLOCKS_MOST ? BLOCKS_MOST : share;
    share = share < least ? least : share;
    range->block_end = share < left ? backfill->head_block + share : backfill->last_block;
    range->place = backfill_place_at(backfill, backfill->head_block, range->block_end);
    range->rows_left = -1;
    backfill->head_block = range->block_end;
    return true;
}

/* Both ends are part of the range; that the upper one is the next range's lower one does no harm, since a row that is
 * filled excludes itself. False without ERR: an empty table. */
static bool
claim_keys(Backfill *backfill, Range *range, Error *err)
{
    const Step *step = backfill->run->step;
    range->block_end = -1;
    range->place = backfill_place_at(backfill, -1, -1);
    range->key_next = backfill->head_key == NULL ? NULL : copy_key(range, backfill, backfill->head_key);
    if (range->key_next == NULL)
    {
        Rows *rows = conn_query(range, backfill->run->control, step->first_key, NULL, 0, err);
        if (rows == NULL)
        {
            return false;
        }
        if (rows_count(rows) == 0)
        {
            backfill->is_claimed = true;
            return false;
        }
        range->key_next = read_key(range, rows, step->key_count);
    }
    return find_upper(backfill, range, err);
}

/* The key so many rows on. Where there are fewer left, half as many, and so on: none at all means that the lower one is
 * the last. */
static bool
find_upper(Backfill *backfill, Range *range, Error *err)
{
    const Step *step = backfill->run->step;
    size_t param_count = backfill_next_key_params(backfill);
    const char **params = mem_array(range, const char *, param_count);
    int64_t rows_wanted = backfill->pace.size * BATCHES < ROWS_MOST ? backfill->pace.size * BATCHES : ROWS_MOST;
    memcpy(params, range->key_next, step->key_count * sizeof(*params));
    for (size_t i = step->key_count + 1; i < param_count; i++)
    {
        params[i] = backfill->last_key[i - step->key_count - 1];
    }
    for (int64_t skip = rows_wanted - 1; skip >= 0; skip = skip > 0 ? skip / 2 : -1)
    {
        params[step->key_count] = run_number(range, skip);
        Rows *rows = conn_query(range, backfill->run->control, step->next_key, params, param_count, err);
        if (rows == NULL)
        {
            return false;
        }
        if (rows_count(rows) > 0)
        {
            range->key_end = read_key(range, rows, step->key_count);
            range->rows_left = skip + 1;
            move_head(backfill, range->key_end);
            return true;
        }
    }
    range->key_end = range->key_next;
    range->rows_left = 1;
    move_head(backfill, range->key_end);
    backfill->is_claimed = true;
    return true;
}

static bool
store(Backfill *backfill, Range *range, Error *err)
{
    const BackfillRun *run = backfill->run;
    void *scratch = mem_child(range, "claim");
    const char *params[] = {
        run->version,
        run->step->id,
        run_number(scratch, run->state_epoch),
        run_number(scratch, backfill->head_block),
        backfill->head_key == NULL ? NULL : run_array(scratch, backfill->head_key),
        run_number(scratch, range->place.next),
        run_number(scratch, range->block_end),
        range->key_next == NULL ? NULL : run_array(scratch, range->key_next),
        range->key_end == NULL ? NULL : run_array(scratch, range->key_end),
        run_number(scratch, range->rows_left),
        run_number(scratch, range->place.stripe_end),
        run_number(scratch, range->place.slices_left),
    };
    Rows *rows = run_rows(scratch, run->control, "journal/backfill_claim", params, RUN_COUNT(params), err);
    bool is_ours = rows != NULL && rows_count(rows) == 1;
    if (is_ours)
    {
        range->number = rows_int64(rows, 0, "number");
    }
    else if (rows != NULL)
    {
        error_set_code(err, ERROR_DRIFT, "E504", "plan %s has been moved while it was filled", run->version);
        error_hint(err, "Another bellows has moved it. Look at \"bellows status\".");
    }
    mem_free(scratch);
    return is_ours;
}

static const char *const *
read_key(void *owner, const Rows *rows, size_t count)
{
    const char **key = mem_array(owner, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
    {
        char *column = mem_printf(key, "k%zu", i + 1);
        key[i] = run_copy(key, rows, 0, column);
        mem_free(column);
    }
    return key;
}

static const char *const *
copy_key(void *owner, const Backfill *backfill, const char *const *key)
{
    size_t count = backfill->run->step->key_count;
    if (key == NULL)
    {
        return NULL;
    }
    const char **copy = mem_array(owner, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
    {
        copy[i] = mem_strdup(copy, key[i]);
    }
    return copy;
}

static void
move_head(Backfill *backfill, const char *const *key)
{
    const char *const *before = backfill->head_key;
    backfill->head_key = copy_key(backfill->queue_mem, backfill, key);
    mem_free((void *) (uintptr_t) before);
}

static void
add(Backfill *backfill, Range *range)
{
    *mem_push(backfill->queue_mem, backfill->ranges, backfill->range_count) = range;
}
