/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the server answers instead of rows, as an Error: SQLSTATE, message with its place in the statement, detail and
 * hint.
 *
 * PostgreSQL counts the position of an error in characters from 1, over the whole text that was sent; an error inside a
 * function counts in that function's statement instead, which the answer then carries along.
 */
#include "conn_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"

#define EXCERPT_BEFORE 12 /* characters */
#define EXCERPT_AFTER  36

static void add_parts(const PGresult *result, Error *err);
static ErrorKind kind_of(const char *sqlstate, const char *message);
static char *excerpt(void *owner, const char *sql, const PGresult *result);
static char *excerpt_at(void *owner, const char *text, size_t position);
static const char *skip_characters(const char *text, size_t count);
static bool fill(Error *err, ErrorKind kind, const char *sqlstate, const char *message);

bool
conn_error_of_result(const Wait *wait, const char *sql, const PGresult *result, Error *err)
{
    if (error_is_set(err))
    {
        return false;
    }
    Conn *conn = wait->conn;
    void *scratch = mem_root("server error");
    const char *field = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *sqlstate = field != NULL ? field : "";
    const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    bool is_cancelled = strcmp(sqlstate, "57014") == 0;
    if (primary == NULL)
    {
        const char *told = result != NULL ? PQresultErrorMessage(result) : PQerrorMessage(conn->pg);
        primary = conn_error_first_line(scratch, told);
    }
    if (conn->is_lost || PQstatus(conn->pg) != CONNECTION_OK)
    {
        bool gave_up = wait->cause != STOP_NONE && sqlstate[0] == '\0' && primary[0] == '\0';
        conn->is_lost = true;
        (void) conn_error_lost(conn, sqlstate, gave_up ? "the server did not answer the request to cancel" : primary,
                               err);
    }
    else if (is_cancelled && wait->cause == STOP_INTERRUPT)
    {
        (void) interrupt_check(err);
    }
    else if (is_cancelled && wait->cause == STOP_DEADLINE)
    {
        (void) error_set(err, ERROR_TIMEOUT, "the statement was cancelled after its time limit of %lld ms",
                         (long long) conn->statement_ms);
        (void) snprintf(err->sqlstate, sizeof(err->sqlstate), "%s", sqlstate);
    }
    else if (is_cancelled && wait->cause == STOP_ASKED)
    {
        (void) fill(err, ERROR_TIMEOUT, "55P03", "locks were waited for too long");
    }
    else
    {
        (void) fill(err, kind_of(sqlstate, primary), sqlstate,
                    mem_printf(scratch, "%s%s", primary, excerpt(scratch, sql, result)));
        add_parts(result, err);
    }
    mem_free(scratch);
    return false;
}

bool
conn_error_lost(const Conn *conn, const char *sqlstate, const char *reason, Error *err)
{
    void *scratch = mem_root("lost connection");
    bool has_reason = reason != NULL && reason[0] != '\0';
    (void) fill(err, ERROR_CONNECTION, sqlstate[0] != '\0' ? sqlstate : "08006",
                mem_printf(scratch, "the connection to %s was lost%s%s", conn->description, has_reason ? ": " : "",
                           has_reason ? reason : ""));
    mem_free(scratch);
    return false;
}

char *
conn_error_first_line(void *owner, const char *text)
{
    return mem_strndup(owner, text, strcspn(text, "\n"));
}

static void
add_parts(const PGresult *result, Error *err)
{
    void *scratch = mem_root("server error");
    const char *context = PQresultErrorField(result, PG_DIAG_CONTEXT);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
    detail = detail != NULL ? detail : context;
    if (detail != NULL)
    {
        (void) error_detail(err, "%s", log_mask(scratch, detail));
    }
    if (hint != NULL)
    {
        (void) error_hint(err, "%s", log_mask(scratch, hint));
    }
    mem_free(scratch);
}

/* PostgreSQL reports its own statement_timeout with the SQLSTATE of every cancel; only the text tells them apart, and
 * that only where it is not translated. */
static ErrorKind
kind_of(const char *sqlstate, const char *message)
{
    if (strcmp(sqlstate, "55P03") == 0)
    {
        return ERROR_TIMEOUT;
    }
    if (strcmp(sqlstate, "57014") == 0 && strstr(message, "statement timeout") != NULL)
    {
        return ERROR_TIMEOUT;
    }
    return ERROR_FAILED;
}

static bool
fill(Error *err, ErrorKind kind, const char *sqlstate, const char *message)
{
    if (error_is_set(err))
    {
        return false;
    }
    void *scratch = mem_root("masked");
    (void) error_set(err, kind, "%s", log_mask(scratch, message));
    (void) snprintf(err->sqlstate, sizeof(err->sqlstate), "%s", sqlstate);
    mem_free(scratch);
    return false;
}

/* ` at "…excerpt…"`, or "" where the server gave no position. */
static char *
excerpt(void *owner, const char *sql, const PGresult *result)
{
    const char *inner = PQresultErrorField(result, PG_DIAG_INTERNAL_QUERY);
    const char *text = inner != NULL ? inner : sql;
    const char *position =
        PQresultErrorField(result, inner != NULL ? PG_DIAG_INTERNAL_POSITION : PG_DIAG_STATEMENT_POSITION);
    size_t number = position != NULL ? strtoul(position, NULL, 10) : 0;
    if (text == NULL || number == 0)
    {
        return mem_strdup(owner, "");
    }
    return mem_printf(owner, " at \"%s\"", excerpt_at(owner, text, number - 1));
}

static char *
excerpt_at(void *owner, const char *text, size_t position)
{
    size_t skipped = position > EXCERPT_BEFORE ? position - EXCERPT_BEFORE : 0;
    const char *start = skip_characters(text, skipped);
    const char *end = skip_characters(start, position - skipped + EXCERPT_AFTER);
    char *part = mem_strndup(owner, start, (size_t) (end - start));
    for (char *at = part; *at != '\0'; at++)
    {
        if (*at == '\n' || *at == '\r' || *at == '\t')
        {
            *at = ' ';
        }
    }
    return mem_printf(owner, "%s%s%s", skipped > 0 ? "…" : "", part, *end != '\0' ? "…" : "");
}

/* COUNT characters of UTF-8 on; the end of TEXT where it is shorter. */
static const char *
skip_characters(const char *text, size_t count)
{
    while (count > 0 && *text != '\0')
    {
        do
        {
            text++;
        } while ((*text & 0xC0) == 0x80);
        count--;
    }
    return text;
}
