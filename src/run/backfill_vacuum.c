/* SPDX-License-Identifier: PostgreSQL */
/*
 * The table must not double: what the backfill leaves behind is vacuumed as it goes, and used again for what comes.
 *
 * VACUUM runs on a connection of its own, beside the batches; they wait only when it falls behind. Indexes are left
 * out (INDEX_CLEANUP): of a dead row four bytes stay in its page, and its space is free. To read all indexes each time
 * would cost more than the backfill itself; the next ordinary VACUUM does it once.
 *
 * What stays in its page (backfill_place.c) needs no VACUUM: only what went elsewhere counts, as the server's statistics tell it.
 */
#include "backfill_internal.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "run/lock.h"
#include "run_internal.h"

#define BLOCKS_LEAST  4096 /* 32 MB: what is smaller may double */
#define LOOK_EVERY_MS 1000

static bool read_counts(Backfill *backfill, int64_t *updated, int64_t *hot, Error *err);
static bool look(Backfill *backfill, Error *err);
static double share(const Backfill *backfill);
static bool send(Backfill *backfill, Error *err);
static void tell_failure(Backfill *backfill, Error *failure);

bool
backfill_vacuum_begin(Backfill *backfill, Error *err)
{
    Vacuum *vacuum = &backfill->vacuum;
    int64_t blocks = backfill_blocks(backfill->run->control, backfill->run->step, err);
    vacuum->is_off =
        backfill->run->settings->max_bloat >= 100 || backfill->run->settings->max_bloat <= 0 || blocks < BLOCKS_LEAST;
    vacuum->filled_at = backfill_done(backfill) > 0 ? backfill_done(backfill) : 0;
    vacuum->looked_ms = clock_ms();
    return blocks >= 0 && read_counts(backfill, &vacuum->updated, &vacuum->hot, err);
}

void
backfill_vacuum_turn(Backfill *backfill)
{
    Vacuum *vacuum = &backfill->vacuum;
    Error failure = {0};
    if (vacuum->is_running && conn_is_answered(vacuum->conn))
    {
        void *scratch = mem_child(backfill->mem, "vacuum");
        vacuum->is_running = false;
        if (conn_receive(scratch, vacuum->conn, &failure) == NULL)
        {
            tell_failure(backfill, &failure);
        }
        log_debug("VACUUM of %s took %s", backfill->run->step->relation,
                  lock_format_duration(scratch, clock_ms() - vacuum->began_ms));
        mem_free(scratch);
    }
    if (vacuum->is_off || backfill->pass > 1 || clock_ms() - vacuum->looked_ms < LOOK_EVERY_MS)
    {
        return;
    }
    if (!look(backfill, &failure))
    {
        tell_failure(backfill, &failure);
        return;
    }
    if (vacuum->is_running || vacuum->moved - vacuum->moved_at < share(backfill))
    {
        return;
    }
    vacuum->moved_at = vacuum->moved;
    vacuum->began_ms = clock_ms();
    vacuum->is_running = send(backfill, &failure);
    if (!vacuum->is_running)
    {
        tell_failure(backfill, &failure);
    }
}

bool
backfill_vacuum_is_behind(const Backfill *backfill)
{
    return backfill->vacuum.is_running && backfill->vacuum.moved - backfill->vacuum.moved_at >= share(backfill);
}

void
backfill_vacuum_end(Backfill *backfill)
{
    Vacuum *vacuum = &backfill->vacuum;
    if (vacuum->is_running)
    {
        Error ignored = {0};
        conn_cancel(vacuum->conn);
        (void) conn_receive(backfill->mem, vacuum->conn, &ignored);
        error_clear(&ignored);
        vacuum->is_running = false;
    }
    if (vacuum->conn != NULL)
    {
        conn_close(vacuum->conn);
        vacuum->conn = NULL;
    }
}

static bool
read_counts(Backfill *backfill, int64_t *updated, int64_t *hot, Error *err)
{
    void *scratch = mem_child(backfill->mem, "counts");
    const char *params[] = {backfill->run->step->relation};
    Rows *rows = run_rows(scratch, backfill->run->control, "journal/backfill_moved", params, RUN_COUNT(params), err);
    if (rows != NULL)
    {
        bool is_counted = !rows_is_null(rows, 0, "updated");
        *updated = is_counted ? rows_int64(rows, 0, "updated") : 0;
        *hot = is_counted ? rows_int64(rows, 0, "hot") : 0;
    }
    mem_free(scratch);
    return rows != NULL;
}

/* Of what was filled, as much went elsewhere as of all that was updated since; all of it, where the server does not count. */
static bool
look(Backfill *backfill, Error *err)
{
    Vacuum *vacuum = &backfill->vacuum;
    int64_t updated = 0;
    int64_t hot = 0;
    vacuum->looked_ms = clock_ms();
    if (!read_counts(backfill, &updated, &hot, err))
    {
        return false;
    }
    updated -= vacuum->updated;
    hot -= vacuum->hot;
    double moved = updated > 0 && hot > 0 && hot <= updated ? (double) (updated - hot) / (double) updated : 1;
    vacuum->moved = (backfill_done(backfill) - vacuum->filled_at) * moved;
    return true;
}

/* Half of what is allowed goes elsewhere between two VACUUMs, and the other half while one runs. */
static double
share(const Backfill *backfill)
{
    return (double) backfill->run->settings->max_bloat / 200;
}

static bool
send(Backfill *backfill, Error *err)
{
    const BackfillRun *run = backfill->run;
    Vacuum *vacuum = &backfill->vacuum;
    if (vacuum->conn == NULL)
    {
        vacuum->conn = run->open(run->open_context, backfill->mem, err);
    }
    if (vacuum->conn == NULL)
    {
        return false;
    }
    /* TRUNCATE would take ACCESS EXCLUSIVE at its end. */
    char *sql =
        mem_printf(backfill->mem, "VACUUM (SKIP_LOCKED, TRUNCATE FALSE, INDEX_CLEANUP FALSE) %s", run->step->relation);
    bool is_sent = conn_send_script(vacuum->conn, sql, err);
    return is_sent;
}

static void
tell_failure(Backfill *backfill, Error *failure)
{
    backfill->vacuum.is_off = true;
    if (failure->kind != ERROR_INTERRUPTED)
    {
        log_warning("%s is not vacuumed while it is filled, and may double: %s", backfill->run->step->relation,
                    failure->message);
    }
    error_clear(failure);
}
