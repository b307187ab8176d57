/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the files of the backfill share: where it stands, its queue of ranges, its workers, its pace.
 */
#ifndef RUN_BACKFILL_INTERNAL_H
#define RUN_BACKFILL_INTERNAL_H

#include "run/backfill.h"
#include "run/health.h"

#define TID_OFFSETS 65536 /* offsets in a block fit in 16 bits */
#define ROW_LOCK_MS 100   /* how long a batch waits for the lock of a row */

/* By block: where a range stands. In the blocks from STRIPE to STRIPE_END so many slices are still to be filled, and the first of
 * them from NEXT on; what is behind the stripe is untouched. */
typedef struct Place
{
    int64_t stripe;
    int64_t stripe_end;
    int64_t slices_left; /* 1: all rows that are left */
    int64_t next;
} Place;

/* A part of the table that one worker at a time fills, batch after batch; a row of bellows.backfill_range. */
typedef struct Range
{
    int64_t number;
    int64_t moves; /* how often it has moved: another process may have moved it as well */
    Place place;
    int64_t block_end;
    const char *const *key_next; /* by key; owned by the range, as key_end */
    const char *const *key_end;
    int64_t rows_left; /* by key: from key_next to key_end, about */
    bool is_taken;
    int64_t since_ms;      /* since when a row in it has been locked; 0: it is not */
    int64_t not_before_ms; /* then */
    int64_t most;          /* then: its next batch is at most so large; 0: no limit */
    int64_t pause_ms;      /* then: what was waited last */
} Range;

typedef enum Stage
{
    STAGE_IDLE,
    STAGE_KEY, /* by key: where does the batch end? */
    STAGE_BEGIN,
    STAGE_FILL,
    STAGE_PROGRESS,
    STAGE_COMMIT,
} Stage;

/* One batch under way: what it fills, and how its range stands once it is committed. */
typedef struct Batch
{
    int64_t size;      /* blocks, or rows by key */
    int64_t block_end; /* by block: from the range's place to here */
    Place place;
    const char *const *key_next;
    int64_t rows_left;
    bool ends_range;
    int64_t rows;
    const char **params; /* of the statement under way */
    void *mem;
} Batch;

typedef struct Worker
{
    Conn *conn; /* NULL: none (any more) */
    Stage stage;
    Range *range;
    Batch batch;
    int64_t began_ms;
    int64_t ended_ms;
    int64_t elapsed_ms; /* of its last batch */
} Worker;

typedef struct Vacuum
{
    Conn *conn; /* opened when it is first needed */
    bool is_running;
    bool is_off;      /* it failed, or would not pay */
    double filled_at; /* share of the table that was filled when the backfill began */
    double moved;     /* share of the table whose new versions went to other pages, about */
    double moved_at;  /* when the last VACUUM began */
    int64_t updated;  /* the server's counts then */
    int64_t hot;
    int64_t looked_ms;
    int64_t began_ms;
} Vacuum;

typedef struct Backfill
{
    const BackfillRun *run;
    bool in_replica_role;
    bool by_block;
    int64_t parts; /* of the table that have rows: 1, or the leaves of a partition tree */
    const char *begin_text;
    const char *progress_text;

    /* The queue. */
    int64_t head_block;
    int64_t last_block;
    const char *const *head_key; /* NULL: the beginning */
    const char *const *last_key; /* by key: where the pass ends; NULL: not known (a step of an earlier release) */
    bool is_claimed;             /* nothing is left behind the head */
    Range **ranges;              /* those that are not done */
    size_t range_count;
    void *queue_mem;

    Worker *workers; /* the first one has the engine's work connection */
    size_t worker_count;
    Error failure;        /* the first one: what is under way is brought to its end, then it is told */
    int64_t failed_block; /* by block: the batch that failed; -1: none */
    int64_t failed_block_end;
    bool is_stale; /* the queue is not as the journal has it: it is read again */

    BackfillPace pace;
    BackfillRate rate;
    Health *health;
    double speed;      /* 0.05 to 1, by health */
    double ratio;      /* 0 to 1, by pause and throttle */
    char *rule;        /* "pause by alice" of whoever made the ratio; or NULL */
    char *waiting_for; /* NULL: it works */
    int64_t waiting_since_ms;
    int64_t told_ms; /* when the journal was told; 0: tell it now */
    int64_t sampled_ms;
    int64_t commit_ms;
    Vacuum vacuum;

    int64_t pass;
    int64_t rows_done;
    int64_t rows_estimate;
    void *mem; /* as long as the backfill */
} Backfill;

/* backfill_queue.c */
bool backfill_queue_load(Backfill *backfill, Error *err);
Range *backfill_queue_take(Backfill *backfill, Error *err); /* NULL without ERR: none now */
void backfill_queue_moved(Backfill *backfill, Range *range, const Batch *batch);
bool backfill_queue_split(Backfill *backfill, Range *range, const Batch *batch, Error *err);
size_t backfill_next_key_params(const Backfill *backfill); /* of Step.next_key */
bool backfill_queue_is_empty(const Backfill *backfill);
double backfill_done(const Backfill *backfill); /* 0 to 1; -1: not known */

/* backfill_place.c */
Place backfill_place_at(const Backfill *backfill, int64_t block, int64_t block_end); /* nothing is filled yet */
void backfill_place_plan(const Backfill *backfill, const Range *range,
                         Batch *batch); /* of at most batch->size blocks */
int64_t backfill_place_mask(const Range *range);
int64_t backfill_place_slice(const Range *range);
double backfill_place_left(const Backfill *backfill, const Range *range); /* blocks */

/* backfill_batch.c: the statements of one batch. Each sends, or reads, what belongs to the worker's stage. */
bool backfill_batch_prepare(Backfill *backfill, Conn *conn, Error *err);
bool backfill_batch_plan(Backfill *backfill, Worker *worker);
bool backfill_batch_send(Backfill *backfill, Worker *worker, Error *err);
bool backfill_batch_read(Backfill *backfill, Worker *worker, const Rows *rows, Error *err);
bool backfill_begin(const Backfill *backfill, Error *err); /* on the work connection */

/* backfill_workers.c */
bool backfill_workers_open(Backfill *backfill, Error *err);
bool backfill_workers_run(Backfill *backfill, Error *err); /* one pass */
void backfill_workers_close(Backfill *backfill);

/* backfill_watch.c: once a second health, rules and what people are told. */
bool backfill_watch_turn(Backfill *backfill, Error *err);
bool backfill_may_work(Backfill *backfill);
int64_t backfill_rest_ms(const Backfill *backfill, int64_t elapsed_ms);
bool backfill_watch_begin(Backfill *backfill, Error *err);

/* backfill_tell.c: what people, and the programs that read --format ndjson, are told. */
void backfill_tell_progress(Backfill *backfill);
void backfill_tell_event(Backfill *backfill, const char *name, const char *text);

/* backfill_vacuum.c */
bool backfill_vacuum_begin(Backfill *backfill, Error *err);
void backfill_vacuum_turn(Backfill *backfill);
bool backfill_vacuum_is_behind(const Backfill *backfill);
void backfill_vacuum_end(Backfill *backfill);

/* backfill_blame.c: makes the error of a batch one that names the row. FAILURE is cleared. */
bool backfill_blame(Conn *conn, const Step *step, int64_t block_low, int64_t block_high, Error *failure, Error *err);
int64_t backfill_blocks(Conn *conn, const Step *step, Error *err); /* -1: an error */
char *backfill_tid(void *owner, int64_t position);

#endif
