/* SPDX-License-Identifier: PostgreSQL */
/*
 * Statements: sent without blocking, answered in full, the first error told.
 *
 * After each of these functions the connection is idle again or marked lost: every answer is read up to its end, also
 * after an error or a cancel.
 */
#include "conn_internal.h"

#include <string.h>

#include "base/interrupt.h"
#include "base/mem.h"

#define COPY_CHUNK_BYTES 65536

static void leave_copy(Wait *wait, const PGresult *result);
static bool is_error(const PGresult *result);
static bool send_copy_data(Wait *wait, const char *data);

bool
conn_exec(Conn *conn, const char *sql, Error *err)
{
    PGresult *result = conn_run(conn, &(Statement){.sql = sql, .is_simple = true, .is_counted = true}, err);
    PQclear(result);
    return result != NULL;
}

Rows *
conn_query(void *owner, Conn *conn, const char *sql, const char *const *params, size_t param_count, Error *err)
{
    const Statement statement = {
        .sql = sql,
        .params = params,
        .param_count = param_count,
        .is_counted = true,
    };
    PGresult *result = conn_run(conn, &statement, err);
    return result == NULL ? NULL : conn_rows_of_result(owner, result);
}

Rows *
conn_query_simple(void *owner, Conn *conn, const char *sql, Error *err)
{
    PGresult *result = conn_run(conn, &(Statement){.sql = sql, .is_simple = true, .is_counted = true}, err);
    return result == NULL ? NULL : conn_rows_of_result(owner, result);
}

Rows *
conn_query_one(void *owner, Conn *conn, const char *sql, const char *const *params, size_t param_count, Error *err)
{
    Rows *rows = conn_query(owner, conn, sql, params, param_count, err);
    if (rows != NULL && rows_count(rows) != 1)
    {
        (void) error_set(err, ERROR_FAILED, "expected one row, got %zu", rows_count(rows));
        (void) error_detail(err, "The statement was: %s", sql);
        mem_free(rows);
        return NULL;
    }
    return rows;
}

bool
conn_query_text(void *owner, Conn *conn, const char *sql, const char *const *params, size_t param_count, char **value,
                Error *err)
{
    *value = NULL;
    Rows *rows = conn_query_one(owner, conn, sql, params, param_count, err);
    if (rows == NULL)
    {
        return false;
    }
    if (PQgetisnull(rows->result, 0, 0) == 0)
    {
        *value = mem_strdup(owner, PQgetvalue(rows->result, 0, 0));
    }
    mem_free(rows);
    return true;
}

bool
conn_copy_in(Conn *conn, const char *sql, const char *data, Error *err)
{
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
    PGresult *first = conn_wait_result(&wait);
    bool is_copy = PQresultStatus(first) == PGRES_COPY_IN;
    if (is_copy)
    {
        bool is_whole = send_copy_data(&wait, data);
        /* A COPY that was stopped half way must fail, whatever the server made of the cancel request. */
        (void) PQputCopyEnd(conn->pg, is_whole ? NULL : "stopped by bellows");
        (void) conn_wait_flush(&wait);
        PQclear(first);
        first = NULL;
    }
    conn_fault_sent(conn);
    PGresult *result = conn_read_answer(&wait, sql, first, err);
    conn_fault_answered(conn);
    bool is_done = result != NULL;
    PQclear(result);
    if (is_done && !is_copy)
    {
        return error_set(err, ERROR_FAILED, "this is not COPY … FROM STDIN: %s", sql);
    }
    return is_done;
}

PGresult *
conn_run(Conn *conn, const Statement *statement, Error *err)
{
    if (!conn_may_send(conn, err))
    {
        return NULL;
    }
    Wait wait = conn_wait_begin(conn);
    if (!conn_send_statement(conn, statement))
    {
        (void) conn_error_of_result(&wait, statement->sql, NULL, err);
        return NULL;
    }
    (void) conn_wait_flush(&wait); /* what went wrong, if so, is in the answer */
    if (statement->is_counted)
    {
        conn_fault_sent(conn);
    }
    PGresult *result = conn_read_answer(&wait, statement->sql, NULL, err);
    if (statement->is_counted)
    {
        conn_fault_answered(conn);
    }
    return result;
}

bool
conn_may_send(Conn *conn, Error *err)
{
    if (!conn_is_alive(conn))
    {
        return conn_error_lost(conn, "", NULL, err);
    }
    return conn->ignores_interrupts || interrupt_check(err);
}

bool
conn_send_statement(Conn *conn, const Statement *statement)
{
    if (statement->is_simple)
    {
        return PQsendQuery(conn->pg, statement->sql) != 0;
    }
    if (statement->name != NULL)
    {
        return PQsendQueryPrepared(conn->pg, statement->name, (int) statement->param_count, statement->params, NULL,
                                   NULL, 0) != 0;
    }
    return PQsendQueryParams(conn->pg, statement->sql, (int) statement->param_count, NULL, statement->params, NULL,
                             NULL, 0) != 0;
}

/* Reads the answer to its end, after FIRST if that was read already. The first error wins: what follows FATAL is only
 * that the connection is gone. */
PGresult *
conn_read_answer(Wait *wait, const char *sql, PGresult *first, Error *err)
{
    Conn *conn = wait->conn;
    PGresult *kept = NULL;
    for (PGresult *next = first != NULL ? first : conn_wait_result(wait); next != NULL; next = conn_wait_result(wait))
    {
        leave_copy(wait, next);
        bool is_better = kept == NULL || (!is_error(kept) && is_error(next)) ||
                         (!is_error(kept) && PQresultStatus(kept) != PGRES_TUPLES_OK);
        PQclear(is_better ? kept : next);
        kept = is_better ? next : kept;
    }
    if (PQstatus(conn->pg) != CONNECTION_OK)
    {
        conn->is_lost = true;
    }
    if (kept != NULL && !is_error(kept) && !conn->is_lost)
    {
        return kept;
    }
    (void) conn_error_of_result(wait, sql, kept, err);
    PQclear(kept);
    return NULL;
}

/* COPY inside a script of conn_exec(): from STDIN there is nothing to give, and what goes to STDOUT is dropped like
 * other rows. */
static void
leave_copy(Wait *wait, const PGresult *result)
{
    if (PQresultStatus(result) == PGRES_COPY_IN)
    {
        (void) PQputCopyEnd(wait->conn->pg, "COPY FROM STDIN has no data here");
        (void) conn_wait_flush(wait);
    }
    else if (PQresultStatus(result) == PGRES_COPY_OUT)
    {
        while (conn_wait_copy_out(wait) > 0)
        {
        }
    }
}

static bool
is_error(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE || status == PGRES_NONFATAL_ERROR;
}

/* False when the wait was stopped before all was sent. */
static bool
send_copy_data(Wait *wait, const char *data)
{
    size_t left = strlen(data);
    while (left > 0)
    {
        size_t chunk = left < COPY_CHUNK_BYTES ? left : COPY_CHUNK_BYTES;
        int sent = PQputCopyData(wait->conn->pg, data, (int) chunk);
        if (sent < 0 || !conn_wait_flush(wait) || wait->cause != STOP_NONE)
        {
            return false;
        }
        if (sent > 0)
        {
            data += chunk;
            left -= chunk;
        }
    }
    return true;
}

static void
clear_result(void *block)
{
    PQclear(((Rows *) block)->result);
}

Rows *
conn_rows_of_result(void *owner, PGresult *result)
{
    Rows *rows = mem_new(owner, Rows);
    rows->result = result;
    mem_on_free(rows, clear_result);
    return rows;
}
