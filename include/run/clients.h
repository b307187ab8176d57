/* SPDX-License-Identifier: PostgreSQL */
/*
 * What clients send, as far as the server remembers it: the texts of pg_stat_statements, parsed.
 *
 * It is a memory of texts, not of times: an entry may be old, and one that was evicted is not there. So what is found
 * warns or vetoes; that nothing is found proves nothing. A text that does not parse is passed over by the one who looks
 * for habits.
 */
#ifndef RUN_CLIENTS_H
#define RUN_CLIENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "change/resolve.h"
#include "pg/conn.h"

typedef enum ClientHabit
{
    CLIENT_COPY_BY_PLACE,   /* COPY t FROM without columns: fails as soon as a column is added */
    CLIENT_INSERT_BY_PLACE, /* INSERT INTO t VALUES without columns: means other columns once one has gone */
    CLIENT_STAR,            /* SELECT *, RETURNING *: a prepared one fails once (0A000) */
} ClientHabit;

typedef struct ClientStatement
{
    const char *role;
    const char *table; /* as SQL */
    const char *text;  /* its beginning, on one line */
    int64_t calls;     /* since the statistics were reset */
    ClientHabit habit;
} ClientStatement;

/* "COPY without columns" */
const char *clients_habit_name(ClientHabit habit);

/* Statements that a column which the plan adds may break, the most dangerous habit first; owned by OWNER. None where
 * pg_stat_statements is not installed, not loaded or not readable. Locks: ACCESS SHARE on the view. */
bool clients_fragile(void *owner, Conn *conn, const Resolution *resolution, ClientStatement **statements, size_t *count,
                     Error *err);

#endif
