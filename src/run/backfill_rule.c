/* SPDX-License-Identifier: PostgreSQL */
/*
 * Pause, throttle, resume: one row per plan, read by whoever fills, in every batch. A rule with an end forgets itself.
 */
#include "run/backfill.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "run/journal.h"
#include "run_internal.h"

static bool write_rule(void *owner, Conn *conn, const char *version, double ratio, int64_t for_ms, char **until,
                       Error *err);
static bool write_line(Conn *conn, const char *version, double ratio, const char *until, Error *err);

bool
backfill_set_rule(void *owner, Conn *conn, const char *version, double ratio, int64_t for_ms, char **until, Error *err)
{
    const char *params[] = {version};
    *until = NULL;
    if (!run_begin(conn, 0, 0, err))
    {
        return false;
    }
    bool is_set = ratio >= 1 && for_ms == 0
                      ? run_text(conn, "DELETE FROM bellows.backfill_rule WHERE plan = $1", params, 1, err)
                      : write_rule(owner, conn, version, ratio, for_ms, until, err);
    if (is_set && write_line(conn, version, ratio, *until, err) && run_commit(conn, err))
    {
        return true;
    }
    run_rollback(conn);
    return false;
}

static bool
write_rule(void *owner, Conn *conn, const char *version, double ratio, int64_t for_ms, char **until, Error *err)
{
    const char *params[] = {version, mem_printf(owner, "%.4f", ratio),
                            for_ms > 0 ? mem_printf(owner, "%.3f", (double) for_ms / 1000) : NULL, getenv("USER")};
    Rows *rows = run_rows(owner, conn, "journal/backfill_rule", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    if (rows_count(rows) != 1)
    {
        return error_set(err, ERROR_INVALID, "there is no plan %s in the journal", version);
    }
    *until = run_copy(owner, rows, 0, "until");
    return true;
}

static bool
write_line(Conn *conn, const char *version, double ratio, const char *until, Error *err)
{
    char *line = ratio <= 0   ? mem_strdup(NULL, "the backfills of the plan are paused")
                 : ratio >= 1 ? mem_strdup(NULL, "the backfills of the plan go at full speed")
                              : mem_printf(NULL, "the backfills of the plan go at %.0f %% of their speed", ratio * 100);
    if (until != NULL)
    {
        mem_append(&line, ", until %s", until);
    }
    bool is_written = journal_write(conn, version, NULL,
                                    ratio <= 0   ? "pause"
                                    : ratio >= 1 ? "resume"
                                                 : "throttle",
                                    line, err);
    mem_free(line);
    return is_written;
}
