/* SPDX-License-Identifier: PostgreSQL */
/*
 * Rehearsal: runs a statement on a throw-away server and measures what it does, to hold against what was claimed.
 *
 * Locks are read from pg_locks before the transaction ends, rewrites are changed file nodes, scans are this
 * transaction's counters (pg_stat_get_xact_numscans(), all of 12 to 18); between transactions a session may hand its
 * counters over and begin anew. What cannot run in a transaction block is run alone: its locks and scans cannot be seen
 * afterwards and are not compared.
 */
#ifndef RUN_REHEARSE_H
#define RUN_REHEARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "change/classify.h"
#include "pg/conn.h"

typedef enum RehearseHow
{
    REHEARSE_OWN_TRANSACTION, /* BEGIN, the statement, measured, COMMIT */
    REHEARSE_OPEN,            /* in the transaction that is open: measured against what it held before */
    REHEARSE_ALONE,           /* no transaction block: CREATE INDEX CONCURRENTLY, VACUUM … */
    REHEARSE_SESSION, /* BEGIN, COMMIT, SET …: run and not measured; SET TRANSACTION bears no query before it */
} RehearseHow;

typedef struct RehearseRequest
{
    const char *sql;
    const char *copy_data; /* what COPY … FROM STDIN is sent; NULL: it is no such statement */
    RehearseHow how;
} RehearseRequest;

/* A lock on a relation that existed before the statement, the strongest that was found on it. */
typedef struct RehearsedLock
{
    const char *relation; /* as SQL, by the search_path before the statement */
    char kind;            /* pg_class.relkind */
    LockMode mode;
    LockMode held; /* what the transaction held on it before the statement */
} RehearsedLock;

typedef struct Rehearsal
{
    bool has_locks;       /* false for REHEARSE_ALONE and _SESSION: neither locks nor scans were seen */
    RehearsedLock *locks; /* each relation once, sorted by name */
    size_t lock_count;
    const char *const *rewritten; /* sorted, NULL-terminated; tables and materialized views */
    const char *const *scanned;   /* the same, partitions included; sequential scans */
    bool writes_rows;             /* of a relation that existed before */
    int64_t elapsed_us;
    bool has_failed;      /* the server said no: a transaction of its own was rolled back, an open one is aborted */
    const char *sqlstate; /* of the failure; "" where it is not the server's */
    const char *message;
} Rehearsal;

/* Runs a statement on CONN (a plain one: as an application's). False only where the measuring itself failed; what the
 * server says of the statement is in *RESULT, owned by OWNER. Statements: SQL, BEGIN and COMMIT, and SELECTs on system
 * catalogs. */
bool rehearse_statement(void *owner, Conn *conn, const RehearseRequest *request, Rehearsal *result, Error *err);

/* The relations of users as they are, to measure what somebody else runs on CONN: taken before it, in its transaction … */
typedef struct RehearseBefore RehearseBefore;
RehearseBefore *rehearse_begin(void *owner, Conn *conn, RehearseHow how, Error *err);
/* … and compared after it, before its transaction ends; all but the time and the failure are filled. */
bool rehearse_end(void *owner, Conn *conn, RehearseBefore *before, Rehearsal *result, Error *err);

/* Microseconds of a monotonic clock. */
int64_t rehearse_clock_us(void);

/* One thing that was not as claimed. */
typedef struct RehearseDifference
{
    const char *what;     /* "lock", "rewrite", "scan" */
    const char *relation; /* or NULL */
    const char *claimed;
    const char *found;
} RehearseDifference;

/* What of RESULT is not as the commands of its statement were classified; none where it failed. Locks of indexes count
 * only where they were claimed; what a statement that reads or writes data does for each row (checks of foreign keys,
 * triggers, defaults) only where it wrote some. */
RehearseDifference *rehearse_compare(void *owner, const Rehearsal *result, Classification *const *claims,
                                     size_t claim_count, size_t *count);

#endif
