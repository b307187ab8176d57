/* SPDX-License-Identifier: PostgreSQL */
/*
 * Backfill: fills the rows that are older than the shim, in batches of adaptive size, each a short transaction.
 *
 * By block range on 14 and later (the upper bound is fixed at the start: what is written later went through the shim),
 * by key before, likewise up to the largest one there is at the start; on one or several connections, from a queue of ranges in the journal, which move in the transactions of
 * their batches. It goes as fast as the server's health, a rule of "bellows throttle" and VACUUM let it. The application's triggers do not fire
 * (session_replication_role = replica), or the step says that they may, or it is refused by name. The last pass
 * proves that no row is left. Memory is flat: what a batch allocates is freed with it.
 */
#ifndef RUN_BACKFILL_H
#define RUN_BACKFILL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "change/steps.h"
#include "pg/conn.h"

typedef struct BackfillRun
{
    Conn *work;
    Conn *control;
    const char *version;
    int64_t state_epoch; /* the fencing token: the batch is refused when the plan has moved on */
    const Step *step;
    const PlanBackfill *settings;
    Conn *(*open)(void *context, void *owner, Error *err); /* one more connection like WORK, owned by OWNER */
    void *open_context;
    int64_t total_ms; /* how long a row's lock may keep it from going on: then ERROR_TIMEOUT, E501 */
} BackfillRun;

/* Until no row is left. ERROR_INTERRUPTED between two batches; ERROR_CONNECTION when a connection was lost (open new
 * ones and call again: it goes on where it was); ERROR_FAILED with the key of the row on which the mapping fails. */
bool backfill_run(const BackfillRun *run, Error *err);

/* Pause (RATIO 0), throttle (up to 1) or resume (1) the backfills of a plan, from any machine: it acts within one batch, and
 * for FOR_MS (0: until it is taken back). *UNTIL, owned by OWNER, is its end, or NULL. Writes the journal's line. */
bool backfill_set_rule(void *owner, Conn *conn, const char *version, double ratio, int64_t for_ms, char **until,
                       Error *err);

/* Before the first write: evaluates the mapping over the whole table, read-only. False with ERROR_INVALID (P303) and
 * the key of the row on which it fails. */
bool backfill_probe(Conn *conn, const Step *backfill, Error *err);

/* Whether the application's triggers can be kept silent: refuses (ERROR_REFUSED, R706) by name when they cannot and
 * the plan does not allow them. Sets *REPLICA to whether the backfill sets session_replication_role = replica. */
bool backfill_check_triggers(Conn *conn, const Step *step, bool *replica, Error *err);

/* Pure: the size of the next batch (blocks, or rows by key): towards the target by the p90 of recent ones, at most half as
 * much again, at once much smaller after one that took more than twice its target, at least LEAST. */
#define BACKFILL_PACE_WINDOW 16

typedef struct BackfillPace
{
    int64_t size; /* of the next batch */
    int64_t least;
    int64_t most;
    int64_t target_ms;
    double costs[BACKFILL_PACE_WINDOW]; /* ms per unit */
    size_t count;
    size_t next;
} BackfillPace;

void backfill_pace_begin(BackfillPace *pace, int64_t least, int64_t first, int64_t most, int64_t target_ms);
void backfill_pace_add(BackfillPace *pace, int64_t size, int64_t elapsed_ms);
double backfill_pace_p90(const BackfillPace *pace); /* ms per unit; 0: not known */

/* Pure: percent of blocks, 0 to 100. */
double backfill_percent(double next, double end);

/* Rows a second over a sliding window, and when it will end. */
#define BACKFILL_WINDOW 32

typedef struct BackfillRate
{
    int64_t at_ms[BACKFILL_WINDOW];
    int64_t rows[BACKFILL_WINDOW];
    double done[BACKFILL_WINDOW]; /* 0 to 1 */
    size_t count;
    size_t next;
} BackfillRate;

void backfill_rate_add(BackfillRate *rate, int64_t at_ms, int64_t rows, double done);
double backfill_rate_rows(const BackfillRate *rate);   /* 0: not known */
int64_t backfill_rate_eta_s(const BackfillRate *rate); /* -1: not meaningful */

#endif
