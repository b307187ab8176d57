/* SPDX-License-Identifier: PostgreSQL */
/*
 * On which row does a mapping fail? PostgreSQL does not say, so the range is halved until one row is left.
 *
 * Places in a table are numbered (block times 65536 plus offset), so one search goes from the whole table down to a row.
 * Before the first write the same evaluation runs over the whole table, so that a plan that cannot work changes nothing.
 */
#include <inttypes.h>
#include <string.h>

#include "backfill_internal.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "run/lock.h"
#include "run_internal.h"

#define PROBE_BLOCKS   16384 /* 128 MB: a snapshot is held no longer than that takes */
#define TID_RANGE_SCAN 140000

static bool probe(Conn *conn, const Step *backfill, LockBeat *beat, Error *err);
static bool evaluate(Conn *conn, const Step *step, int64_t low, int64_t high, Error *err);
static bool find_row(Conn *conn, const Step *step, int64_t low, int64_t high, int64_t *position, Error *err);
static char *key_of_row(void *owner, Conn *conn, const Step *step, int64_t position);
static bool is_data_error(const Error *err);

bool
backfill_probe(Conn *conn, const Step *backfill, Error *err)
{
    LockBeat beat = {.what = mem_printf(NULL, "evaluating the conversion of every row of %s", backfill->relation),
                     .began_ms = clock_ms()};
    conn_on_wait(conn, lock_beat, &beat);
    bool is_fine = probe(conn, backfill, &beat, err);
    conn_on_wait(conn, NULL, NULL);
    log_progress_drop();
    mem_free((void *) (uintptr_t) beat.what);
    return is_fine;
}

static bool
probe(Conn *conn, const Step *backfill, LockBeat *beat, Error *err)
{
    Step rehearsed = *backfill;
    const Step *step = &rehearsed;
    int64_t blocks = backfill_blocks(conn, step, err);
    int64_t width = conn_server_version(conn) >= TID_RANGE_SCAN ? PROBE_BLOCKS : blocks;
    if (blocks < 0 || (step->settings != NULL && !conn_exec(conn, step->settings, err)))
    {
        return false;
    }
    rehearsed.failing = backfill->rehearsal != NULL ? backfill->rehearsal : backfill->failing;
    for (int64_t low = 0; low < blocks; low += width)
    {
        Error failure = {0};
        int64_t high = low + width < blocks ? low + width : blocks;
        lock_beat(beat, 0);
        if (evaluate(conn, step, low * TID_OFFSETS, high * TID_OFFSETS, &failure))
        {
            continue;
        }
        if (!is_data_error(&failure))
        {
            *err = failure;
            return false;
        }
        backfill_blame(conn, step, low, high, &failure, err);
        err->kind = err->kind == ERROR_FAILED ? ERROR_INVALID : err->kind;
        return error_hint(err, "Nothing was changed. Make the mapping (up) work for this row, or "
                               "correct the row.");
    }
    return true;
}

bool
backfill_blame(Conn *conn, const Step *step, int64_t block_low, int64_t block_high, Error *failure, Error *err)
{
    int64_t position = -1;
    Error other = {0};
    int64_t high = block_high >= 0 ? block_high : backfill_blocks(conn, step, &other);
    bool is_found = is_data_error(failure) && high >= 0 &&
                    find_row(conn, step, block_low * TID_OFFSETS, high * TID_OFFSETS, &position, &other);
    if (other.kind == ERROR_INTERRUPTED || !conn_is_alive(conn))
    {
        error_clear(failure);
        *err = other;
        return false;
    }
    char *key = is_found ? key_of_row(NULL, conn, step, position) : NULL;
    if (key != NULL)
    {
        error_set_code(err, ERROR_FAILED, "P303", "the mapping of %s fails on the row with %s: %s", step->relation, key,
                       failure->message);
    }
    else
    {
        error_set(err, ERROR_FAILED, "backfill of %s: %s", step->relation, failure->message);
    }
    memcpy(err->sqlstate, failure->sqlstate, sizeof(err->sqlstate));
    if (failure->detail != NULL)
    {
        error_detail(err, "%s", failure->detail);
    }
    mem_free(key);
    error_clear(failure);
    error_clear(&other);
    return false;
}

int64_t
backfill_blocks(Conn *conn, const Step *step, Error *err)
{
    const char *params[] = {step->relation};
    Rows *rows = conn_query_one(NULL, conn,
                                "SELECT (greatest(pg_relation_size($1::regclass),"
                                " (SELECT max(pg_relation_size(p.relid)) FROM pg_partition_tree($1::regclass) AS p"
                                "  WHERE p.isleaf)) + current_setting('block_size')::bigint - 1)"
                                " / current_setting('block_size')::bigint AS blocks",
                                params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return -1;
    }
    int64_t blocks = rows_int64(rows, 0, "blocks");
    mem_free(rows);
    return blocks;
}

char *
backfill_tid(void *owner, int64_t position)
{
    return mem_printf(owner, "(%" PRId64 ",%" PRId64 ")", position / TID_OFFSETS, position % TID_OFFSETS);
}

static bool
evaluate(Conn *conn, const Step *step, int64_t low, int64_t high, Error *err)
{
    void *scratch = mem_child(NULL, "evaluate");
    const char *params[] = {backfill_tid(scratch, low), backfill_tid(scratch, high)};
    bool is_fine = interrupt_check(err) && run_text(conn, step->failing, params, RUN_COUNT(params), err);
    mem_free(scratch);
    return is_fine;
}

/* Keeps: something fails in [LOW, HIGH). False when nothing fails there any more, or with ERR set. */
static bool
find_row(Conn *conn, const Step *step, int64_t low, int64_t high, int64_t *position, Error *err)
{
    Error failure = {0};
    if (evaluate(conn, step, low, high, &failure))
    {
        return false;
    }
    while (is_data_error(&failure) && high - low > 1)
    {
        int64_t middle = low + (high - low) / 2;
        Error lower = {0};
        if (evaluate(conn, step, low, middle, &lower))
        {
            low = middle;
            continue;
        }
        error_clear(&failure);
        failure = lower;
        high = middle;
    }
    if (!is_data_error(&failure))
    {
        *err = failure;
        return false;
    }
    error_clear(&failure);
    *position = low;
    return true;
}

static char *
key_of_row(void *owner, Conn *conn, const Step *step, int64_t position)
{
    Error ignored = {0};
    char *key = NULL;
    char *tid = backfill_tid(NULL, position);
    const char *params[] = {tid};
    Rows *rows = conn_query(NULL, conn, step->row_key, params, RUN_COUNT(params), &ignored);
    if (rows != NULL && rows_count(rows) == 1)
    {
        key = run_copy(owner, rows, 0, "key");
    }
    error_clear(&ignored); /* the error that is told is the one of the mapping */
    mem_free(rows);
    mem_free(tid);
    return key;
}

/* Classes 22 (data exception) and 23 (integrity), what a mapping raises by itself (P0001), and a missing function. */
static bool
is_data_error(const Error *err)
{
    return strncmp(err->sqlstate, "22", 2) == 0 || strncmp(err->sqlstate, "23", 2) == 0 ||
           strncmp(err->sqlstate, "P0", 2) == 0;
}
