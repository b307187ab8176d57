/* SPDX-License-Identifier: PostgreSQL */
/*
 * How large the next batch is: so that nine of ten take no longer than the target. Pure.
 *
 * What is measured is time per unit (block, or row by key), so that batches of all sizes count alike.
 */
#include "run/backfill.h"

#include <stdlib.h>
#include <string.h>

#define PANIC 2 /* a batch that took so many times its target */

static int compare(const void *a, const void *b);

void
backfill_pace_begin(BackfillPace *pace, int64_t least, int64_t first, int64_t most, int64_t target_ms)
{
    *pace = (BackfillPace){.size = first, .least = least, .most = most, .target_ms = target_ms > 0 ? target_ms : 200};
}

void
backfill_pace_add(BackfillPace *pace, int64_t size, int64_t elapsed_ms)
{
    double cost = (double) (elapsed_ms > 0 ? elapsed_ms : 0) / (double) (size > 0 ? size : 1);
    pace->costs[pace->next] = cost;
    pace->next = (pace->next + 1) % BACKFILL_PACE_WINDOW;
    pace->count += pace->count < BACKFILL_PACE_WINDOW ? 1 : 0;
    if (elapsed_ms > PANIC * pace->target_ms)
    {
        int64_t shrunk = (int64_t) ((double) pace->target_ms / cost);
        pace->size = shrunk < pace->size / 2 ? shrunk : pace->size / 2;
    }
    else
    {
        int64_t most = pace->size + pace->size / 2 > pace->size ? pace->size + pace->size / 2 : pace->size + 1;
        double wanted =
            backfill_pace_p90(pace) > 0 ? (double) pace->target_ms / backfill_pace_p90(pace) : (double) most;
        /* A batch that was smaller than allowed (the end of a range) is no reason to grow. */
        if (wanted < (double) most)
        {
            pace->size = (int64_t) wanted;
        }
        else if (size >= pace->size)
        {
            pace->size = most;
        }
    }
    pace->size = pace->size > pace->most ? pace->most : pace->size;
    pace->size = pace->size < pace->least ? pace->least : pace->size;
}

double
backfill_pace_p90(const BackfillPace *pace)
{
    double sorted[BACKFILL_PACE_WINDOW];
    if (pace->count == 0)
    {
        return 0;
    }
    memcpy(sorted, pace->costs, sizeof(sorted));
    qsort(sorted, pace->count, sizeof(sorted[0]), compare);
    return sorted[(pace->count * 9 + 9) / 10 - 1];
}

static int
compare(const void *a, const void *b)
{
    double left = *(const double *) a;
    double right = *(const double *) b;
    return left < right ? -1 : left > right;
}
