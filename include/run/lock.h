/* SPDX-License-Identifier: PostgreSQL */
/*
 * Bounded lock attempts: how long one try may wait, how long to stay out of the queue between two, who is in the way.
 *
 * A statement that waits for ACCESS EXCLUSIVE makes everybody queue behind it, so a try is short and the gaps are long.
 * But a try that is no longer than deadlock_timeout never gets past a running autovacuum (the server cancels it for us
 * only when our wait reaches deadlock_timeout): every third try is one rung above it.
 */
#ifndef RUN_LOCK_H
#define RUN_LOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "change/classify.h"
#include "pg/conn.h"

typedef struct LockBlocker
{
    int pid;
    const char *application; /* "" when it gave none */
    const char *user;
    const char *state; /* "idle in transaction"; "prepared transaction" with pid 0; "hidden" where we may not see */
    int64_t transaction_age_s; /* -1: not known */
    const char *query;         /* the first 80 characters; "" when hidden */
    bool is_autovacuum;
    bool prevents_wraparound; /* the server does not cancel this one for us */
} LockBlocker;

typedef struct LockBlockers
{
    LockBlocker *items;
    size_t count;
} LockBlockers;

/* Who blocks backend PID now (pg_blocking_pids). */
bool lock_blockers(void *owner, Conn *control, int pid, LockBlockers *blockers, Error *err);

/* `pid 4242 (idle in transaction 14m, app "etl"), …`; at most three, then "and N more". "nobody" when there is none. */
char *lock_describe(void *owner, const LockBlockers *blockers);

/* "14m", "2h05m", "350ms" … */
char *lock_format_duration(void *owner, int64_t ms);

/* Pure: lock_timeout of attempt ATTEMPT (1-based). */
int64_t lock_rung_ms(int attempt, int64_t lock_ms, int64_t deadlock_timeout_ms);

/* Pure: decorrelated jitter. PREVIOUS_MS is the last pause (0: none); RANDOM is in [0, 1). */
int64_t lock_pause_ms(int64_t previous_ms, double random);

/* A sign of life of a long statement, as a callback of conn_on_wait() with this as its context: from two seconds on it says WHAT
 * is run, and for how long. log_progress_drop() takes it away. */
typedef struct LockBeat
{
    const char *what;
    int64_t began_ms;
} LockBeat;

void lock_beat(void *context, int64_t waited_ms);

/* Watches who blocks WORK while it waits, over CONTROL (conn_on_wait); it tells the log after a second and when they
 * change. Owned by OWNER; lock_watch_end() takes it off the connection. */
typedef struct LockWatch LockWatch;

/* TITLE: what is run, for a sign of life of a long statement; or NULL. */
LockWatch *lock_watch_begin(void *owner, Conn *work, Conn *control, const char *what, const char *title);
void lock_watch_end(LockWatch *watch);

/* The last blockers seen since the watch began or was reset. */
const LockBlockers *lock_watch_blockers(const LockWatch *watch);

/* Another try begins. It ends with 55P03 when its waits for locks come to MOST_MS together: lock_timeout counts each of them
 * alone, while whoever wants what the try has locked already waits through all of them. */
void lock_watch_reset(LockWatch *watch, int64_t most_ms);

/* All attempts for one lock. TRY runs the whole transaction with the given lock_timeout (the caller has SET LOCAL it,
 * rolled back on failure). On 55P03 and 40P01 it is tried again until TOTAL_MS are over: then ERROR_TIMEOUT, E501,
 * with the blockers. Between tries it waits outside the queue, longer while an old holder is in the way. */
typedef struct LockAttempts
{
    Conn *work;
    Conn *control;
    const char *relation; /* as SQL; NULL: not known */
    const char *title;    /* what is run, for people; or NULL */
    LockMode mode;
    int64_t lock_ms;
    int64_t total_ms;
} LockAttempts;

/* Who holds a lock on the relation that conflicts with the mode, in transactions older than lock_ms; WORK itself is left
 * out. Prepared transactions count. */
bool lock_holders(void *owner, const LockAttempts *attempts, LockBlockers *holders, Error *err);

typedef bool (*LockTry)(void *context, int64_t lock_timeout_ms, Error *err);

bool lock_attempts(const LockAttempts *attempts, LockTry try, void *context, Error *err);

#endif
