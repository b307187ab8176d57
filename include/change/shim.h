/* SPDX-License-Identifier: PostgreSQL */
/*
 * The shim: the triggers of one table that keep the old and the new shape equal, as SQL.
 *
 * Pure. Direction is decided by what a statement wrote, never by who the session claims to be:
 *   INSERT  an omission marker in the new column's default tells a V that does not know it from a V+1 that wrote NULL;
 *   UPDATE  OLD and NEW are compared on each side, by image (OPERATOR(pg_catalog.*<>)), which needs no operator of the
 *           type and sees every difference that a reader could see;
 *   rows older than the horizon are filled at first touch, so that the backfill may pass each block once.
 * Measurements behind these rules: docs/architecture.md. All links of a table share one function and one pass.
 */
#ifndef CHANGE_SHIM_H
#define CHANGE_SHIM_H

#include <stdbool.h>

#include "base/error.h"
#include "change/resolve.h"

/* How a batch says which rows it fills. */
typedef enum BackfillWay
{
    BACKFILL_BY_BLOCK, /* $1, $2: tid bounds, lower included, upper excluded (14 and later) */
    BACKFILL_BY_SLICE, /* the same; of them the rows of which hashtid(ctid) & $3 = $4 */
    BACKFILL_BY_KEY,   /* $1 … $n: lower key, $n+1 … $2n: upper key, both included (12 and 13) */
} BackfillWay;

#define SHIM_SHAPE "pg_temp.bellows_shape"

typedef struct ShimSql
{
    /* Those up to markers_off are NULL for a table that needs no triggers (resolve_needs_shim()). */
    const char *install;     /* sequence, function, marker defaults, triggers, horizon: in the transaction that adds
                                  the columns (ACCESS EXCLUSIVE is held) */
    const char *check;       /* lets the server type-check every assignment, as UPDATE would; same transaction */
    const char *shape_check; /* the same on SHIM_SHAPE, an empty copy of the table with its new columns */
    const char *hold;        /* the function for held old columns; lock-free */
    const char *restore;     /* the function of `install` again */
    const char *kill;        /* the function that leaves V alone, where that is safe; lock-free */
    const char *remove;      /* takes triggers, function, sequence and horizon off */
    const char *markers_on;  /* ", "-joined ALTER TABLE actions that set the marker defaults; NULL when there is none */
    const char *markers_off; /* … and that set the final defaults */
    const char *backfill;    /* NULL when no link needs one; see Step for the next seven */
    const char *remaining;
    const char *failing;
    const char *rehearsal;
    const char *unrepaired; /* finds rows (alias t) that `up` would leave broken; NULL: it repairs nothing */
    const char *row_key;
    const char *next_key;
    const char *first_key;
    const char *last_key;
    size_t key_count;
    BackfillWay way;
    const char *verify;      /* NULL when nothing is to be compared */
    const char *verify_held; /* the same once the old columns are held */
} ShimSql;

/* NULL with ERR for a mistake in the program, or (P305, ERROR_INVALID) a table without a key on 12 and 13. */
ShimSql *shim_build(void *owner, const Resolution *resolution, const TableChange *table, Error *err);

/* What notes who writes the old columns of a table, whether or not it needs triggers otherwise. NULL where it has none. */
typedef struct ShimTripwire
{
    const char *on;  /* in the transaction of `install`, or alone (SHARE ROW EXCLUSIVE) */
    const char *off; /* ACCESS EXCLUSIVE is held */
} ShimTripwire;

bool shim_tripwire(void *owner, const Resolution *resolution, const TableChange *table, ShimTripwire *tripwire,
                   Error *err);

#endif
