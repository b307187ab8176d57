/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the files of run/ share: statements that live in templates without variables, and transactions.
 */
#ifndef RUN_RUN_INTERNAL_H
#define RUN_RUN_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "pg/conn.h"

#define RUN_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* First key of our advisory locks; the applications' one stands in templates/gate/functions.sql, too. */
#define RUN_LOCK_APPLICATION "1650814060"
#define RUN_LOCK_PLAN        "1650814064"
#define RUN_LOCK_WORK        "1650814066"
#define RUN_LOCK_SCHEMA      "1650814065"

/* The rows of the statement in template NAME, owned by OWNER. */
Rows *run_rows(void *owner, Conn *conn, const char *name, const char *const *params, size_t count, Error *err);

/* The same, rows thrown away. */
bool run_do(Conn *conn, const char *name, const char *const *params, size_t count, Error *err);

/* A text of ours without parameters, rows thrown away (for lines that are not worth a template). */
bool run_text(Conn *conn, const char *sql, const char *const *params, size_t count, Error *err);

/* BEGIN with the limits of this transaction; 0 is PostgreSQL's "no limit". Settings of the role do not get through. */
bool run_begin(Conn *conn, int64_t lock_timeout_ms, int64_t statement_ms, Error *err);
bool run_commit(Conn *conn, Error *err);

/* What run_begin() sends, for those who send it without waiting. */
char *run_begin_text(void *owner, const Conn *conn, int64_t lock_timeout_ms, int64_t statement_ms);

/* Ends a transaction, also when a stop was asked for; a lost connection has none. Says nothing. */
void run_rollback(Conn *conn);

char *run_number(void *owner, int64_t number);
const char *run_boolean(bool value);

/* A text[] literal of NULL-terminated TEXTS (NULL: empty). */
char *run_array(void *owner, const char *const *texts);

/* rows_text() copied to OWNER; NULL for SQL NULL. */
char *run_copy(void *owner, const Rows *rows, size_t row, const char *column);

/* Whether ERR is a lock that was not granted in time, or a deadlock. */
bool run_is_lock_failure(const Error *err);

#endif
