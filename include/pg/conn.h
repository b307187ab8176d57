/* SPDX-License-Identifier: PostgreSQL */
/*
 * A connection to PostgreSQL: connect, session settings, queries with a deadline, typed rows.
 *
 * The only module that sees libpq. Every query is sent asynchronously and waited for with poll() on the socket, the
 * interrupt pipe and the deadline; when one of these ends the wait the query is cancelled and the connection drained,
 * so that a connection is always ready for the next query or marked lost.
 */
#ifndef PG_CONN_H
#define PG_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct Conn Conn;
typedef struct Rows Rows;

typedef struct ConnOptions
{
    const char *url;              /* URI or keyword string; NULL: libpq's own defaults (PG*, service, .pgpass) */
    const char *application_name; /* "bellows/0.1 expand" */
    int64_t connect_timeout_ms;   /* 0: 10 s */
    bool plain;                   /* as an application would connect: none of our session settings */
    bool ignore_interrupts;       /* connect although a stop was asked for: see conn_ignore_interrupts() */
} ConnOptions;

/* Connects, owned by OWNER (freeing it closes). Session: search_path = pg_catalog, UTF8, standard_conforming_strings on,
 * lock_timeout 2 s, every other server-side time limit 0 (also idle_session_timeout of 14 and transaction_timeout of
 * 17), default_transaction_isolation read committed; row_security off is left to those who need it. What decides how
 * values look as text (TimeZone, DateStyle, IntervalStyle …) stays as the role has it. ERROR_CONNECTION with a code
 * (E601 cannot reach, E602 no such database, E604 password or authentication, E605 role, E606 URL, E607 TLS, E608 too
 * old) and a hint that says what to do; no password is ever in a text. With several hosts in the URL the next one is
 * tried where one refuses or does not answer in time, as libpq does. */
Conn *conn_open(void *owner, const ConnOptions *options, Error *err);

void conn_close(Conn *conn);

/* Whether URL is a connection string, and has a password in it; connects nowhere. */
bool conn_check_url(const char *url, bool *has_password, Error *err);

/* For messages: host, port or socket, database, user; no password. */
const char *conn_description(const Conn *conn);

int conn_server_version(const Conn *conn); /* 150018 */
int conn_backend_pid(const Conn *conn);

/* What a session of this role starts with: TimeZone, DateStyle, IntervalStyle, search_path (as set), lc_monetary,
 * bytea_output, extra_float_digits; and "current_schemas", the text[] of the schemas that search_path means ("$user"
 * resolved, only those that exist and may be used). NULL on a plain connection. */
const char *conn_initial_setting(const Conn *conn, const char *name);

/* False once the connection was lost. */
bool conn_is_alive(const Conn *conn);

/* True between BEGIN and its end, also after an error in it. */
bool conn_in_transaction(const Conn *conn);

/* Whether statements of CONN share one session: refuses a pooler in transaction or statement mode with E502. Two
 * statements on a direct connection; through a pooler a second connection for a moment. */
bool conn_check_session(Conn *conn, Error *err) __attribute__((warn_unused_result));

/* For short clean-up statements (ROLLBACK, unlock) after a stop was asked for: while on, statements are sent and
 * waited for although interrupt_signal() is not 0. While off, such a statement fails before it is sent, and one that
 * runs is cancelled: ERROR_INTERRUPTED. One that was done before the cancel request came is a success. Returns what it
 * was before. */
bool conn_ignore_interrupts(Conn *conn, bool ignore);

/* Default for statements of this connection: 0 = no limit. A statement over it is cancelled: ERROR_TIMEOUT. */
void conn_set_deadline(Conn *conn, int64_t statement_ms);

/* Runs SQL that may hold several statements (simple protocol: several statements are one transaction unless they say
 * otherwise); rows are thrown away. While it waits, ON_WAIT is called about every 250 ms if set (see below). */
bool conn_exec(Conn *conn, const char *sql, Error *err) __attribute__((warn_unused_result));

/* Runs one statement with text parameters ($1 …; NULL for SQL NULL); the rows are owned by OWNER. */
Rows *conn_query(void *owner, Conn *conn, const char *sql, const char *const *params, size_t param_count, Error *err);

/* One statement by the simple protocol: for what speaks no other, such as the console of a pooler. */
Rows *conn_query_simple(void *owner, Conn *conn, const char *sql, Error *err);

/* The same as conn_query(), and exactly one row must come. */
Rows *conn_query_one(void *owner, Conn *conn, const char *sql, const char *const *params, size_t param_count,
                     Error *err);

/* printf-like convenience for a single text value of a single row: NULL result with no error set when it is SQL NULL. */
bool conn_query_text(void *owner, Conn *conn, const char *sql, const char *const *params, size_t param_count,
                     char **value, Error *err);

/* Called while a query of CONN waits, at most every 250 ms: to read who blocks us on another connection, to print. */
void conn_on_wait(Conn *conn, void (*callback)(void *context, int64_t waited_ms), void *context);

/* For such a callback: the query that waits is cancelled, and fails as if its lock_timeout had passed (55P03). */
void conn_stop_waiting(Conn *conn);

/* Called for each NOTICE or WARNING; default: log_debug. */
void conn_on_notice(Conn *conn, void (*callback)(void *context, const char *severity, const char *message),
                    void *context);

/* Several connections at once, on one event loop: send on each, wait for any, receive where an answer is there. Between
 * conn_send() and conn_receive() a connection takes no other statement. The deadline of conn_set_deadline() does not
 * count here. */

/* Prepares SQL under NAME; waits for it. */
bool conn_prepare(Conn *conn, const char *name, const char *sql, Error *err) __attribute__((warn_unused_result));

/* Sends the prepared statement NAME with its text parameters. SQL, as prepared, is for messages and must live until the
 * answer is received. False with ERR set: nothing is under way. */
bool conn_send(Conn *conn, const char *name, const char *sql, const char *const *params, size_t param_count, Error *err)
    __attribute__((warn_unused_result));

/* The same of a script without parameters, as conn_exec(). */
bool conn_send_script(Conn *conn, const char *sql, Error *err) __attribute__((warn_unused_result));

bool conn_is_pending(const Conn *conn);

/* Whether conn_receive() would return at once. */
bool conn_is_answered(const Conn *conn);

/* Waits until one of CONNS that is pending has something to read, a stop is asked for, or the time is up. */
void conn_wait_any(void *scratch, Conn *const *conns, size_t count, int64_t timeout_ms);

/* Asks the server to end what is pending (ERROR_INTERRUPTED, unless it was done before); then receive. */
void conn_cancel(Conn *conn);

/* The answer of what was sent, waiting for it; the rows are owned by OWNER. */
Rows *conn_receive(void *owner, Conn *conn, Error *err);

/* COPY … TO STDOUT: gives each row (of the text format: with its line end) to SINK, whose false with ERR ends it. *ROW_COUNT is what
 * the server says that it has sent. */
typedef bool (*ConnSink)(void *context, const char *data, size_t length, Error *err);
bool conn_copy_out(Conn *conn, const char *sql, ConnSink sink, void *context, size_t *row_count, Error *err)
    __attribute__((warn_unused_result));

/* COPY … FROM STDIN: sends DATA whole. */
bool conn_copy_in(Conn *conn, const char *sql, const char *data, Error *err) __attribute__((warn_unused_result));

size_t rows_count(const Rows *rows);
bool rows_has(const Rows *rows, const char *column); /* whether there is such a column */
size_t rows_affected(const Rows *rows);              /* of INSERT, UPDATE, DELETE */

/* Values by column name (an unknown name is a bug: assert). Texts live as long as the rows. */
bool rows_is_null(const Rows *rows, size_t row, const char *column);
const char *rows_text(const Rows *rows, size_t row, const char *column); /* NULL for SQL NULL */
int64_t rows_int64(const Rows *rows, size_t row, const char *column);    /* 0 for SQL NULL */
double rows_double(const Rows *rows, size_t row, const char *column);
bool rows_bool(const Rows *rows, size_t row, const char *column);

/* A PostgreSQL text[] value ("{a,\"b c\"}") as a NULL-terminated array, owned by OWNER. */
const char *const *rows_text_array(void *owner, const Rows *rows, size_t row, const char *column);

/* The same of a text that is not in rows; NULL and "" give an empty array. */
const char *const *rows_parse_text_array(void *owner, const char *text);

/* Fault points: with BELLOWS_FAULT="after:N" (or "sent:N") in the environment the process kills itself with SIGKILL
 * when its Nth statement has been answered (or has been sent but not answered). BELLOWS_FAULT_COUNT_FILE names a file
 * that always holds how many statements were answered. Counted over all connections that are not plain; what
 * conn_open() and conn_check_session() send themselves does not count. Compiled in with -DBELLOWS_FAULTS. */

#endif
