/* SPDX-License-Identifier: PostgreSQL */
/*
 * Many connections on one event loop: what is sent here is waited for together, by one poll().
 *
 * As in conn_query.c every answer is read to its end. The wait for one answer lives in the connection, so that a cancel
 * request that has to be repeated, and its end, are the business of conn_wait.c here as well.
 */
#include "conn_internal.h"

#include <poll.h>

#include "base/interrupt.h"
#include "base/mem.h"

static bool send_pending(Conn *conn, const Statement *statement, Error *err);

bool
conn_prepare(Conn *conn, const char *name, const char *sql, Error *err)
{
    if (!conn_may_send(conn, err))
    {
        return false;
    }
    Wait wait = conn_wait_begin(conn);
    if (PQsendPrepare(conn->pg, name, sql, 0, NULL) == 0)
    {
        return conn_error_of_result(&wait, sql, NULL, err);
    }
    (void) conn_wait_flush(&wait);
    PGresult *result = conn_read_answer(&wait, sql, NULL, err);
    PQclear(result);
    return result != NULL;
}

bool
conn_send(Conn *conn, const char *name, const char *sql, const char *const *params, size_t param_count, Error *err)
{
    const Statement statement = {.name = name, .sql = sql, .params = params, .param_count = param_count};
    return send_pending(conn, &statement, err);
}

bool
conn_send_script(Conn *conn, const char *sql, Error *err)
{
    return send_pending(conn, &(Statement){.sql = sql, .is_simple = true}, err);
}

bool
conn_is_pending(const Conn *conn)
{
    return conn->is_pending;
}

bool
conn_is_answered(const Conn *conn)
{
    return conn->is_pending && (conn->is_lost || PQstatus(conn->pg) != CONNECTION_OK || PQisBusy(conn->pg) == 0);
}

void
conn_wait_any(void *scratch, Conn *const *conns, size_t count, int64_t timeout_ms)
{
    struct pollfd *fds = mem_array(scratch, struct pollfd, count + 1);
    bool is_answered = false;
    for (size_t i = 0; i < count; i++)
    {
        fds[i] = (struct pollfd){.fd = conns[i]->is_pending ? PQsocket(conns[i]->pg) : -1, .events = POLLIN};
        is_answered = is_answered || conn_is_answered(conns[i]);
    }
    fds[count] = (struct pollfd){.fd = interrupt_fd(), .events = POLLIN};
    int64_t most_ms = is_answered || timeout_ms < 0 ? 0 : timeout_ms;
    if (poll(fds, count + 1, (int) (most_ms < 60000 ? most_ms : 60000)) > 0)
    {
        for (size_t i = 0; i < count; i++)
        {
            /* What went wrong, if so, is told by the answer. */
            conns[i]->is_lost = conns[i]->is_lost || (fds[i].revents != 0 && PQconsumeInput(conns[i]->pg) == 0);
        }
    }
    mem_free(fds);
}

void
conn_cancel(Conn *conn)
{
    if (conn->is_pending && !conn_is_answered(conn))
    {
        conn_wait_cancel(&conn->pending, STOP_INTERRUPT);
    }
}

Rows *
conn_receive(void *owner, Conn *conn, Error *err)
{
    PGresult *result = conn_read_answer(&conn->pending, conn->pending_sql, NULL, err);
    conn->is_pending = false;
    conn_fault_answered(conn);
    return result == NULL ? NULL : conn_rows_of_result(owner, result);
}

static bool
send_pending(Conn *conn, const Statement *statement, Error *err)
{
    if (!conn_may_send(conn, err))
    {
        return false;
    }
    conn->pending = conn_wait_begin(conn);
    conn->pending_sql = statement->sql;
    if (!conn_send_statement(conn, statement))
    {
        return conn_error_of_result(&conn->pending, statement->sql, NULL, err);
    }
    (void) conn_wait_flush(&conn->pending);
    conn->is_pending = true;
    conn_fault_sent(conn);
    return true;
}
