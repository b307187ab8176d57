/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the files of the backfill share: where it stands, and how one batch went.
 */
#ifndef RUN_BACKFILL_INTERNAL_H
#define RUN_BACKFILL_INTERNAL_H

#include "run/backfill.h"

#define TID_OFFSETS 65536 /* offsets in a block fit in 16 bits */

typedef struct Backfill
{
    const BackfillRun *run;
    bool in_replica_role;
    int64_t size; /* of the next batch: blocks, or rows by key */
    int64_t block_next;
    int64_t block_end;
    const char *const *key; /* by key: the lower end of the next batch; NULL: the beginning */
    bool is_at_end;
    int64_t pass;
    int64_t rows_done;
    int64_t rows_estimate;
    BackfillRate rate;
    void *mem;     /* as long as the backfill */
    void *key_mem; /* of key */
} Backfill;

/* The range of one batch and what moves when it is committed. */
typedef struct Batch
{
    const char **params; /* of Step.sql */
    size_t param_count;
    int64_t block_next;     /* after it */
    const char *const *key; /* after it; owned by the batch */
    bool is_last;
    int64_t rows;
    void *mem;
} Batch;

/* backfill_batch.c: plans the next range (reads only), runs it in one transaction with the progress. */
bool backfill_plan_batch(Backfill *backfill, Batch *batch, Error *err);
bool backfill_run_batch(Backfill *backfill, Batch *batch, Error *err);
bool backfill_begin(const Backfill *backfill, Error *err); /* BEGIN with the settings of a batch */
double backfill_done(const Backfill *backfill);            /* 0 to 1; -1: not known */

/* backfill_blame.c: makes the error of a batch one that names the row. FAILURE is cleared. */
bool backfill_blame(Conn *conn, const Step *step, int64_t block_low, int64_t block_high, Error *failure, Error *err);
int64_t backfill_blocks(Conn *conn, const Step *step, Error *err); /* -1: an error */
char *backfill_tid(void *owner, int64_t position);

#endif
