/* SPDX-License-Identifier: PostgreSQL */
/*
 * Statements from templates, and transactions with their limits.
 *
 * Every transaction sets its own limits, since the role, the database or the server may have others
 * (lock_timeout, statement_timeout, idle_in_transaction_session_timeout; transaction_timeout from 17 on).
 */
#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "run_internal.h"
#include "sql/template.h"

Rows *
run_rows(void *owner, Conn *conn, const char *name, const char *const *params, size_t count, Error *err)
{
    void *scratch = mem_child(owner, "statement");
    char *sql = template_render(scratch, name, NULL, 0, err);
    Rows *rows = sql == NULL ? NULL : conn_query(owner, conn, sql, params, count, err);
    mem_free(scratch);
    return rows;
}

bool
run_do(Conn *conn, const char *name, const char *const *params, size_t count, Error *err)
{
    Rows *rows = run_rows(NULL, conn, name, params, count, err);
    bool is_done = rows != NULL;
    mem_free(rows);
    return is_done;
}

bool
run_text(Conn *conn, const char *sql, const char *const *params, size_t count, Error *err)
{
    Rows *rows = conn_query(NULL, conn, sql, params, count, err);
    bool is_done = rows != NULL;
    mem_free(rows);
    return is_done;
}

char *
run_begin_text(void *owner, const Conn *conn, int64_t lock_timeout_ms, int64_t statement_ms)
{
    return mem_printf(owner,
                      "BEGIN ISOLATION LEVEL READ COMMITTED;"
                      " SET LOCAL lock_timeout = %" PRId64 ";"
                      " SET LOCAL statement_timeout = %" PRId64 ";"
                      " SET LOCAL idle_in_transaction_session_timeout = 0%s",
                      lock_timeout_ms, statement_ms,
                      conn_server_version(conn) >= 170000 ? "; SET LOCAL transaction_timeout = 0" : "");
}

bool
run_begin(Conn *conn, int64_t lock_timeout_ms, int64_t statement_ms, Error *err)
{
    char *sql = run_begin_text(NULL, conn, lock_timeout_ms, statement_ms);
    bool has_begun = conn_exec(conn, sql, err);
    mem_free(sql);
    if (!has_begun)
    {
        run_rollback(conn);
    }
    return has_begun;
}

bool
run_commit(Conn *conn, Error *err)
{
    if (conn_exec(conn, "COMMIT", err))
    {
        return true;
    }
    run_rollback(conn);
    return false;
}

void
run_rollback(Conn *conn)
{
    Error ignored = {0};
    if (!conn_is_alive(conn) || !conn_in_transaction(conn))
    {
        return;
    }
    conn_ignore_interrupts(conn, true);
    if (!conn_exec(conn, "ROLLBACK", &ignored))
    {
        error_clear(&ignored); /* the connection is lost, and with it the transaction */
    }
    conn_ignore_interrupts(conn, false);
}

char *
run_number(void *owner, int64_t number)
{
    return mem_printf(owner, "%" PRId64, number);
}

const char *
run_boolean(bool value)
{
    return value ? "true" : "false";
}

char *
run_array(void *owner, const char *const *texts)
{
    char *array = mem_strdup(owner, "{");
    for (size_t i = 0; texts != NULL && texts[i] != NULL; i++)
    {
        mem_append(&array, "%s\"", i > 0 ? "," : "");
        for (const char *c = texts[i]; *c != '\0'; c++)
        {
            mem_append(&array, "%s%c", *c == '"' || *c == '\\' ? "\\" : "", *c);
        }
        mem_append(&array, "\"");
    }
    mem_append(&array, "}");
    return array;
}

char *
run_copy(void *owner, const Rows *rows, size_t row, const char *column)
{
    const char *text = rows_text(rows, row, column);
    return text == NULL ? NULL : mem_strdup(owner, text);
}

bool
run_is_lock_failure(const Error *err)
{
    return strcmp(err->sqlstate, "55P03") == 0 || strcmp(err->sqlstate, "40P01") == 0;
}
