/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the files of pg/conn share: the structs behind the opaque types, the wait for an answer, and the ways in which
 * libpq's failures become errors. Nobody else includes this: it is the only header that names libpq's types.
 */
#ifndef PG_CONN_INTERNAL_H
#define PG_CONN_INTERNAL_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "pg/conn.h"

typedef struct InitialSetting
{
    const char *name;
    const char *value;
} InitialSetting;

/* Why a wait was ended before the server had answered by itself. */
typedef enum StopCause
{
    STOP_NONE,
    STOP_DEADLINE,
    STOP_INTERRUPT,
    STOP_ASKED,
} StopCause;

/* One statement under way. All times are clock_ms(). */
typedef struct Wait
{
    Conn *conn;
    int64_t started;
    int64_t deadline; /* 0: none */
    int64_t next_callback;
    int64_t next_cancel; /* once stopped: when to ask again */
    int64_t give_up;     /* once stopped: when the connection counts as lost */
    StopCause cause;
} Wait;

struct Conn
{
    PGconn *pg;
    char *url; /* or NULL */
    char *description;
    bool is_plain;
    bool ignores_interrupts;
    bool is_lost;
    int64_t statement_ms;
    int64_t connect_timeout_ms;
    InitialSetting *settings;
    size_t setting_count;
    void (*on_wait)(void *context, int64_t waited_ms);
    bool must_stop; /* what waits now: conn_stop_waiting() */
    void *wait_context;
    void (*on_notice)(void *context, const char *severity, const char *message);
    void *notice_context;
    bool is_pending; /* conn_send() was not followed by conn_receive() yet */
    Wait pending;
    const char *pending_sql;
};

struct Rows
{
    PGresult *result;
};

/* conn_wait.c: the only place that polls while a statement runs. */
Wait conn_wait_begin(Conn *conn);
bool conn_wait_turn(Wait *wait, short events); /* false: the connection is lost */
bool conn_wait_flush(Wait *wait);
PGresult *conn_wait_result(Wait *wait);
void conn_wait_cancel(Wait *wait, StopCause cause); /* asks the server to end it; the answer is still to be read */
int conn_wait_copy_out(Wait *wait);                 /* reads and drops one row of COPY … TO STDOUT; <= 0 at the end */

/* conn_query.c: one statement, or with IS_SIMPLE a script without parameters. The result is the first that has rows, or
 * else the last; the caller clears it. NULL with ERR set on any error. */
typedef struct Statement
{
    const char *name; /* of a prepared statement; else NULL */
    const char *sql;
    const char *const *params;
    size_t param_count;
    bool is_simple;
    bool is_counted; /* by fault points */
} Statement;

PGresult *conn_run(Conn *conn, const Statement *statement, Error *err);

/* Its parts: whether a statement may be sent now; sending, without waiting; reading the answer to its end, after FIRST if
 * that was read already. */
bool conn_may_send(Conn *conn, Error *err);
bool conn_send_statement(Conn *conn, const Statement *statement);
PGresult *conn_read_answer(Wait *wait, const char *sql, PGresult *first, Error *err);
Rows *conn_rows_of_result(void *owner, PGresult *result);

/* conn_error.c: all return false. RESULT may be NULL: then libpq's own message is told. */
bool conn_error_of_result(const Wait *wait, const char *sql, const PGresult *result, Error *err);
bool conn_error_lost(const Conn *conn, const char *sqlstate, const char *reason, Error *err);
char *conn_error_first_line(void *owner, const char *text);

/* conn_connect.c: makes conn->pg a connection that is ready for statements. */
bool conn_connect(Conn *conn, const ConnOptions *options, Error *err);

/* conn_failure.c: both return false. */
bool conn_failure_unreadable(const char *url, const char *reason, Error *err);
bool conn_failure_explain(const Conn *conn, const char *place, const char *reason, Error *err);

/* conn_fault.c */
void conn_fault_sent(const Conn *conn);
void conn_fault_answered(const Conn *conn);

#endif
