/* SPDX-License-Identifier: PostgreSQL */
/*
 * On which run of the server a fence fell: its timeline, and when it was started.
 *
 * A fence and every registration before it are one stretch of WAL: a failover loses the end of it, so it either keeps the
 * fence and all leases before it, or has lost the plan's state as well, and the next move fails its compare-and-set. What
 * a failover, a restart or a jump of the clock does change is time: leases end by a clock that may be ahead. So the wait
 * starts over then.
 */
#include "base/mem.h"
#include "gate_internal.h"
#include "run_internal.h"

bool
gate_read_point(Conn *conn, const JournalPlan *plan, GatePoint *point, Error *err)
{
    const char *params[] = {plan->version};
    Rows *rows = run_rows(NULL, conn, "gate/point", params, RUN_COUNT(params), err);
    if (rows != NULL)
    {
        *point = (GatePoint){
            .is_same = rows_bool(rows, 0, "is_same"),
            .is_behind_commit = !rows_is_null(rows, 0, "lsn"),
            .clock_ms = rows_int64(rows, 0, "clock_ms"),
            .ttl_ms = rows_int64(rows, 0, "ttl_ms"),
        };
    }
    mem_free(rows);
    return rows != NULL;
}

bool
gate_note_point(Conn *conn, const JournalPlan *plan, bool is_behind_commit, Error *err)
{
    const char *params[] = {plan->version, run_boolean(is_behind_commit)};
    return run_do(conn, "gate/note_point", params, RUN_COUNT(params), err);
}

bool
gate_require_point(Conn *conn, const JournalPlan *plan, Error *err)
{
    GatePoint point = {0};
    if (!gate_read_point(conn, plan, &point, err))
    {
        return false;
    }
    if (!point.is_same)
    {
        error_set_code(err, ERROR_REFUSED, "R764",
                       "the server was restarted, or another one took over, since the drain");
        return error_hint(err, "Give the same command again: it waits anew, and goes on.");
    }
    return true;
}
