/* SPDX-License-Identifier: PostgreSQL */
/*
 * The comparison of one table, range after range, on several connections.
 *
 * By block on 14 and later (Tid Range Scan); before, the range is the whole table.
 */
#include <inttypes.h>

#include "backfill_internal.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "run_internal.h"
#include "verify_internal.h"

#define COMPARE        "bellows_compare"
#define RANGE_BLOCKS   INT64_C(16384) /* 128 MB: a snapshot is held no longer than that takes */
#define TID_RANGE_SCAN 140000
#define TURN_MS        250

typedef struct Reader
{
    Conn *conn;
    int64_t block; /* of the range under way */
    void *mem;     /* its parameters and rows */
} Reader;

typedef struct Comparison
{
    const VerifyRun *run;
    const Step *step;
    VerifyResult *result;
    Reader *readers;
    int64_t blocks;
    int64_t width;
    int64_t next;
    int64_t done;
    const int64_t *chosen; /* only the ranges that begin here; NULL: all */
    size_t chosen_count;
    int64_t *differing; /* where the ranges begin in which rows differ */
    size_t differing_count;
    void *owner; /* of the result */
    void *mem;
} Comparison;

static bool prepare(Comparison *comparison, Error *err);
static bool compare(Comparison *comparison, Error *err);
static bool compare_again(Comparison *comparison, Error *err);
static bool send_next(Comparison *comparison, Reader *reader, Error *err);
static bool next_block(Comparison *comparison, int64_t *block);
static bool receive(Comparison *comparison, Reader *reader, Error *err);
static size_t wait_for_any(Comparison *comparison);
static void cancel(Comparison *comparison);
static void forget(Comparison *comparison);

bool
verify_ranges(void *owner, const VerifyRun *run, const Step *step, VerifyResult *result, Error *err)
{
    static const char *const none[] = {NULL};
    Comparison comparison = {.run = run, .step = step, .result = result, .owner = owner, .mem = mem_root("verify")};
    *result = (VerifyResult){.keys = none};
    bool is_compared = prepare(&comparison, err) && compare(&comparison, err) &&
                       (result->mismatches == 0 || compare_again(&comparison, err));
    forget(&comparison);
    log_progress_end();
    result->passed = result->mismatches == 0;
    mem_free(comparison.mem);
    return is_compared;
}

static bool
prepare(Comparison *comparison, Error *err)
{
    const VerifyRun *run = comparison->run;
    comparison->blocks = backfill_blocks(run->conns[0], comparison->step, err);
    if (comparison->blocks < 0)
    {
        return false;
    }
    comparison->width = conn_server_version(run->conns[0]) >= TID_RANGE_SCAN ? RANGE_BLOCKS : comparison->blocks + 1;
    comparison->readers = mem_array(comparison->mem, Reader, run->conn_count);
    for (size_t i = 0; i < run->conn_count; i++)
    {
        comparison->readers[i].conn = run->conns[i];
        if (!conn_exec(run->conns[i], "DEALLOCATE ALL", err) ||
            !conn_prepare(run->conns[i], COMPARE, comparison->step->sql, err))
        {
            return false;
        }
    }
    return true;
}

/* All ranges that are meant; what is under way when one fails is ended. */
static bool
compare(Comparison *comparison, Error *err)
{
    for (;;)
    {
        for (size_t i = 0; i < comparison->run->conn_count; i++)
        {
            Reader *reader = &comparison->readers[i];
            if (conn_is_answered(reader->conn) && !receive(comparison, reader, err))
            {
                cancel(comparison);
                return false;
            }
            if (!conn_is_pending(reader->conn) && !send_next(comparison, reader, err))
            {
                cancel(comparison);
                return false;
            }
        }
        if (wait_for_any(comparison) == 0)
        {
            return true;
        }
        if (!interrupt_check(err))
        {
            cancel(comparison);
            return false;
        }
        log_progress("comparing %s: %d %%", comparison->step->relation,
                     (int) backfill_percent((double) comparison->done, (double) comparison->blocks));
    }
}

static bool
compare_again(Comparison *comparison, Error *err)
{
    VerifyResult *result = comparison->result;
    char *blocker = NULL;
    if (!verify_barrier(comparison->owner, comparison->run->conns[0], comparison->run->wait_ms, &blocker, err))
    {
        return false;
    }
    comparison->chosen = comparison->differing;
    comparison->chosen_count = comparison->differing_count;
    comparison->differing = NULL;
    comparison->differing_count = 0;
    comparison->next = 0;
    *result = (VerifyResult){.keys = mem_array(comparison->owner, const char *, 1), .blocker = blocker};
    return compare(comparison, err);
}

static bool
send_next(Comparison *comparison, Reader *reader, Error *err)
{
    if (!next_block(comparison, &reader->block))
    {
        return true;
    }
    int64_t end = reader->block + comparison->width;
    reader->mem = mem_child(comparison->mem, "range");
    /* The last range has no end: rows may have moved behind it meanwhile. */
    const char *params[] = {
        backfill_tid(reader->mem, reader->block * TID_OFFSETS),
        backfill_tid(reader->mem, (end < comparison->blocks ? end : INT64_C(4294967295)) * TID_OFFSETS),
    };
    return conn_send(reader->conn, COMPARE, comparison->step->sql, params, RUN_COUNT(params), err);
}

/* Where the next range begins; false when there is none. Also an empty table is looked at once. */
static bool
next_block(Comparison *comparison, int64_t *block)
{
    if (comparison->chosen != NULL)
    {
        bool is_there = (size_t) comparison->next < comparison->chosen_count;
        *block = is_there ? comparison->chosen[comparison->next++] : 0;
        return is_there;
    }
    *block = comparison->next;
    comparison->next += comparison->width;
    return *block == 0 || *block < comparison->blocks;
}

static bool
receive(Comparison *comparison, Reader *reader, Error *err)
{
    int64_t before = comparison->result->mismatches;
    Rows *rows = conn_receive(reader->mem, reader->conn, err);
    if (rows == NULL)
    {
        return false;
    }
    verify_add(comparison->owner, rows, comparison->result);
    if (comparison->result->mismatches > before)
    {
        *mem_push(comparison->mem, comparison->differing, comparison->differing_count) = reader->block;
    }
    comparison->done += comparison->width;
    mem_free(reader->mem);
    reader->mem = NULL;
    return true;
}

/* How many are under way. */
static size_t
wait_for_any(Comparison *comparison)
{
    size_t pending = 0;
    for (size_t i = 0; i < comparison->run->conn_count; i++)
    {
        pending += conn_is_pending(comparison->run->conns[i]) ? 1 : 0;
    }
    if (pending > 0)
    {
        conn_wait_any(comparison->mem, comparison->run->conns, comparison->run->conn_count, TURN_MS);
    }
    return pending;
}

static void
cancel(Comparison *comparison)
{
    for (size_t i = 0; i < comparison->run->conn_count; i++)
    {
        Conn *conn = comparison->run->conns[i];
        if (conn_is_pending(conn))
        {
            Error ignored = {0};
            conn_cancel(conn);
            (void) conn_receive(comparison->mem, conn, &ignored);
            error_clear(&ignored); /* why it ends is told already */
        }
    }
}

static void
forget(Comparison *comparison)
{
    for (size_t i = 0; i < comparison->run->conn_count; i++)
    {
        Conn *conn = comparison->run->conns[i];
        Error ignored = {0};
        bool before = conn_ignore_interrupts(conn, true);
        if (!conn_is_alive(conn) || !conn_exec(conn, "DEALLOCATE ALL", &ignored))
        {
            error_clear(&ignored); /* a lost session has prepared nothing */
        }
        conn_ignore_interrupts(conn, before);
    }
}
