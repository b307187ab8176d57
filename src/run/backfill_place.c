/* SPDX-License-Identifier: PostgreSQL */
/*
 * How a range is filled: stripe by stripe, and each stripe in slices.
 *
 * An UPDATE leaves the old version of a row behind. While a page is full, the new version goes to another page, and into every
 * index of the table. So of the rows of a stripe each batch takes one slice, every sixteenth by a hash of its place: those of the first
 * slice go elsewhere, and once they are committed the space of their old versions takes in the next slice's new ones, and so on (HOT:
 * heap_page_prune_opt() cleans a page as it is read, and no index learns of a version that stays in its page). The last slice is whatever is left.
 *
 * A slice of a stripe takes several batches: what one slice left can be cleaned up when no snapshot is older than it, and those of
 * others' transactions are, for a moment; those of our other connections for the time of a batch.
 */
#include "backfill_internal.h"

#define SLICES       16
#define STRIPE_LEAST 1024 /* blocks, of all partitions together */
#define STRIPE_MOST                                                                                                    \
    8192 /* 64 MB: it stays in the server's memory for all of its slices (of many partitions the pace is small) */

static int64_t slices(const Backfill *backfill);
static int64_t batches(const Backfill *backfill);

Place
backfill_place_at(const Backfill *backfill, int64_t block, int64_t block_end)
{
    Place place = {.stripe = block, .stripe_end = block_end, .slices_left = slices(backfill), .next = block};
    int64_t least = STRIPE_LEAST / (backfill->parts > 1 ? backfill->parts : 1);
    int64_t blocks = batches(backfill) * backfill->pace.size;
    blocks = blocks > least ? blocks : least;
    blocks = blocks < STRIPE_MOST ? blocks : STRIPE_MOST;
    if (place.slices_left > 1 && block_end - block > blocks)
    {
        place.stripe_end = block + blocks;
    }
    return place;
}

void
backfill_place_plan(const Backfill *backfill, const Range *range, Batch *batch)
{
    Place *place = &batch->place;
    *place = range->place;
    int64_t left = place->stripe_end - place->next;
    int64_t most = slices(backfill) > 1 ? (place->stripe_end - place->stripe) / batches(backfill) : left;
    most = most > backfill->pace.least ? most : backfill->pace.least;
    batch->size = batch->size < most ? batch->size : most;
    batch->size = batch->size < left ? batch->size : left;
    batch->block_end = place->next + batch->size;
    if (batch->block_end < place->stripe_end)
    {
        place->next = batch->block_end;
    }
    else if (place->slices_left > 1)
    {
        place->slices_left--;
        place->next = place->stripe;
    }
    else
    {
        *place = backfill_place_at(backfill, place->stripe_end, range->block_end);
        batch->ends_range = place->next >= range->block_end;
    }
}

int64_t
backfill_place_mask(const Range *range)
{
    return range->place.slices_left > 1 ? SLICES - 1 : 0;
}

int64_t
backfill_place_slice(const Range *range)
{
    return range->place.slices_left - 1;
}

double
backfill_place_left(const Backfill *backfill, const Range *range)
{
    const Place *place = &range->place;
    int64_t visits = (place->stripe_end - place->stripe) * place->slices_left - (place->next - place->stripe);
    return (double) (range->block_end - place->stripe_end) + (double) visits / (double) slices(backfill);
}

static int64_t
batches(const Backfill *backfill)
{
    return backfill->worker_count > 1 ? 4 : 2;
}

static int64_t
slices(const Backfill *backfill)
{
    return backfill->run->step->way == BACKFILL_BY_SLICE ? SLICES : 1;
}
