/* SPDX-License-Identifier: PostgreSQL */
/*
 * Disk: what an expand needs while it runs, estimated before it begins, and whether it is there.
 *
 * Sizes are the server's, rows and the widths of what `up` reads are measured on a sample of the table's blocks, so that a table
 * that was never analysed is estimated as well as any other. The estimate is meant to be too high rather than too low.
 */
#ifndef RUN_DISK_H
#define RUN_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "change/resolve.h"
#include "pg/conn.h"

/* What is known of one table, all partitions together. */
typedef struct DiskFacts
{
    double rows;
    int64_t heap;
    int64_t indexes; /* that are there; each gets an entry for every row that is filled */
    size_t index_count;
    int64_t built;     /* that are built */
    int64_t largest;   /* of these */
    double width;      /* bytes a row that is filled gets */
    double toasted;    /* the same out of line, in TOAST */
    bool is_filled;    /* the backfill passes over it */
    bool is_sliced;    /* in slices, so that most new row versions stay in their pages */
    bool is_logged;    /* in WAL */
    int64_t max_bloat; /* percent */
    int64_t wal_most;  /* that the server keeps at once */
} DiskFacts;

typedef struct DiskNeed
{
    const CatalogTable *table;
    const char *tablespace; /* where the table is: a folder of the server; NULL: the data directory */
    int64_t heap;
    int64_t toast;
    int64_t indexes;
    int64_t sort; /* temporary files of the largest index that is built */
    int64_t wal;  /* written in all */
    int64_t kept; /* of it on disk at once */
    int64_t total;
} DiskNeed;

/* Pure. */
DiskNeed disk_need(const DiskFacts *facts);

/* What each table of RESOLUTION needs, in its order, owned by OWNER. Takes ACCESS SHARE on the tables, and reads at most some
 * megabytes of each; what may not be read is guessed. */
bool disk_estimate(void *owner, Conn *conn, const Resolution *resolution, DiskNeed **needs, Error *err);

/* "7 MB: heap 2 MB, TOAST 0 B, indexes 3 MB, WAL 2 MB (of 6 MB written)" */
char *disk_describe(void *owner, const DiskNeed *need);

/* Refuses (ERROR_REFUSED, R793) where the server's disk can be seen and has less than that and what health would stop the
 * backfill at (backfill.health.free_disk; 0: does not look). Where it cannot be seen the need is told. */
bool disk_check(Conn *conn, const Resolution *resolution, Error *err);

#endif
