/* SPDX-License-Identifier: PostgreSQL */
/*
 * COPY … TO STDOUT, row by row: memory stays flat however large the table is.
 */
#include "conn_internal.h"

#include <poll.h>
#include <stdlib.h>

static bool read_rows(Wait *wait, ConnSink sink, void *context, Error *err);

/* What the sink could not take ends the COPY on the server, too; its own reason is the one that is told. */
bool
conn_copy_out(Conn *conn, const char *sql, ConnSink sink, void *context, size_t *row_count, Error *err)
{
    Error refusal = {0};
    Error failure = {0};
    *row_count = 0;
    if (!conn_may_send(conn, err))
    {
        return false;
    }
    Wait wait = conn_wait_begin(conn);
    if (PQsendQuery(conn->pg, sql) == 0)
    {
        return conn_error_of_result(&wait, sql, NULL, err);
    }
    (void) conn_wait_flush(&wait);
    conn_fault_sent(conn);
    PGresult *first = conn_wait_result(&wait);
    bool is_copy = PQresultStatus(first) == PGRES_COPY_OUT;
    bool is_taken = is_copy && read_rows(&wait, sink, context, &refusal);
    if (is_copy)
    {
        PQclear(first);
        first = NULL;
    }
    PGresult *result = conn_read_answer(&wait, sql, first, &failure);
    conn_fault_answered(conn);
    bool is_done = result != NULL && is_taken;
    if (is_done)
    {
        *row_count = strtoul(PQcmdTuples(result), NULL, 10);
    }
    PQclear(result);
    if (error_is_set(&refusal))
    {
        *err = refusal;
        error_clear(&failure);
        return false;
    }
    if (error_is_set(&failure))
    {
        *err = failure;
        return false;
    }
    return is_done || error_set(err, ERROR_FAILED, "this is not COPY … TO STDOUT: %s", sql);
}

static bool
read_rows(Wait *wait, ConnSink sink, void *context, Error *err)
{
    PGconn *pg = wait->conn->pg;
    for (;;)
    {
        char *row = NULL;
        int length = PQgetCopyData(pg, &row, 1);
        if (length < 0)
        {
            return true; /* whether by an error is in the answer */
        }
        if (length == 0 && (!conn_wait_turn(wait, POLLIN) || PQconsumeInput(pg) == 0))
        {
            return true;
        }
        if (length > 0 && !error_is_set(err) && !sink(context, row, (size_t) length, err))
        {
            conn_wait_cancel(wait, STOP_ASKED);
        }
        PQfreemem(row);
    }
}
