/* SPDX-License-Identifier: PostgreSQL */
/*
 * The arithmetic of disk: what a backfill, its indexes and its WAL add to a table.
 */
#include "run/disk.h"

#include "base/mem.h"
#include "health_internal.h"

#define NOT_VACUUMED  (INT64_C(32) * 1024 * 1024) /* as backfill_vacuum.c: what is smaller may double */
#define TOAST_SHARE   1.06                        /* headers of its chunks and the entries of its index */
#define PERCENT_WHOLE 100
#define MOVED_SHARE   0.3 /* of row versions that go to other pages although they are filled in slices: measured 0.17 */
#define UPDATE_RECORD                                                                                                  \
    60 /* bytes of WAL that a new row costs beside itself, and an entry of an index (measured on 15) */
#define ENTRY_RECORD 80

static double bloat(const DiskFacts *facts);

/* WAL: each page once as an image and each new row once; each page of an index that is written into, and its entries. What is built
 * or stored out of line is logged once. */
DiskNeed
disk_need(const DiskFacts *facts)
{
    double filled = facts->is_filled ? (double) facts->heap + facts->rows * facts->width : 0;
    double added = facts->is_filled ? facts->rows * facts->width + filled * bloat(facts) : 0;
    double toast = facts->is_filled ? facts->rows * facts->toasted * TOAST_SHARE : 0;
    double moved = !facts->is_filled ? 0 : facts->is_sliced ? MOVED_SHARE : 1;
    double entries = (double) facts->indexes * moved;
    double records =
        facts->is_filled ? facts->rows * (UPDATE_RECORD + ENTRY_RECORD * (double) facts->index_count * moved) : 0;
    double wal = 2 * filled + entries + records + toast + (double) facts->built;
    DiskNeed need = {
        .heap = (int64_t) added,
        .toast = (int64_t) toast,
        .indexes = (int64_t) entries + facts->built,
        .sort = facts->largest,
        .wal = facts->is_logged ? (int64_t) wal : 0,
    };
    need.kept = need.wal < facts->wal_most ? need.wal : facts->wal_most;
    need.total = need.heap + need.toast + need.indexes + need.sort + need.kept;
    return need;
}

/* How much of the table its dead rows take at worst. */
static double
bloat(const DiskFacts *facts)
{
    bool is_vacuumed = facts->heap >= NOT_VACUUMED && facts->max_bloat > 0 && facts->max_bloat < PERCENT_WHOLE;
    double most = facts->is_sliced ? MOVED_SHARE : 1;
    double allowed = (double) facts->max_bloat / PERCENT_WHOLE;
    return is_vacuumed && allowed < most ? allowed : most;
}

char *
disk_describe(void *owner, const DiskNeed *need)
{
    void *scratch = mem_child(owner, "sizes");
    char *text = mem_printf(owner, "%s: heap %s, TOAST %s, indexes %s",
                            health_format(scratch, HEALTH_BYTES, (double) need->total),
                            health_format(scratch, HEALTH_BYTES, (double) need->heap),
                            health_format(scratch, HEALTH_BYTES, (double) need->toast),
                            health_format(scratch, HEALTH_BYTES, (double) need->indexes));
    if (need->sort > 0)
    {
        mem_append(&text, ", sorting %s", health_format(scratch, HEALTH_BYTES, (double) need->sort));
    }
    mem_append(&text, ", WAL %s", health_format(scratch, HEALTH_BYTES, (double) need->kept));
    if (need->kept < need->wal)
    {
        mem_append(&text, " at once, %s in all", health_format(scratch, HEALTH_BYTES, (double) need->wal));
    }
    mem_free(scratch);
    return text;
}
