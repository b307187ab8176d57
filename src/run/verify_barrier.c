/* SPDX-License-Identifier: PostgreSQL */
/*
 * A barrier: from here on nothing is under way that was under way before.
 *
 * It takes a transaction id that is really assigned, and waits until the oldest one that runs is above it. A snapshot
 * alone would not do: a transaction that had written nothing yet has no id, and could still write what was read before.
 */
#include "verify_internal.h"

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "run_internal.h"

#define POLL_MS 50

static bool look(void *owner, Conn *conn, const char *xid, bool *is_over, char **blocker, Error *err);

bool
verify_barrier(void *owner, Conn *conn, int64_t wait_ms, char **blocker, Error *err)
{
    int64_t deadline = clock_ms() + wait_ms;
    char *xid = NULL;
    bool has_told = false;
    *blocker = NULL;
    if (!conn_query_text(owner, conn, "SELECT txid_current()", NULL, 0, &xid, err))
    {
        return false;
    }
    for (;;)
    {
        bool is_over = false;
        if (!look(owner, conn, xid, &is_over, blocker, err))
        {
            return false;
        }
        if (is_over || clock_ms() >= deadline)
        {
            return true;
        }
        if (!has_told && *blocker != NULL)
        {
            log_info("rows differ; waiting for the transactions that may explain it: %s", *blocker);
            has_told = true;
        }
        if (!interrupt_wait(POLL_MS) && !interrupt_check(err))
        {
            return false;
        }
    }
}

static bool
look(void *owner, Conn *conn, const char *xid, bool *is_over, char **blocker, Error *err)
{
    const char *params[] = {xid};
    mem_free(*blocker);
    *blocker = NULL;
    Rows *rows = run_rows(owner, conn, "journal/barrier", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    *is_over = rows_bool(rows, 0, "is_over");
    if (!*is_over)
    {
        *blocker = rows_is_null(rows, 0, "blocker") ? mem_strdup(owner, "a transaction that this role may not see")
                                                    : run_copy(owner, rows, 0, "blocker");
    }
    mem_free(rows);
    return true;
}
