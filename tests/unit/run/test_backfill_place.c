/* SPDX-License-Identifier: PostgreSQL */
/*
 * run/backfill_place: every slice of every block is visited once, however the batches fall.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/run/backfill_internal.h"

#define BLOCKS_MOST 1000

static Step step;
static BackfillRun run = {.step = &step};
static Backfill backfill = {.run = &run, .pace = {.least = 1}};
static int visits[BLOCKS_MOST];      /* of each block, with a slice */
static int last_visits[BLOCKS_MOST]; /* for all that is left */
static size_t batch_count;

/* Fills RANGE with batches of SIZE blocks, which grow by half each time up to MOST. */
static void
fill(Range *range, int64_t size, int64_t most)
{
    double left = backfill_place_left(&backfill, range);
    Batch batch = {0};

    memset(visits, 0, sizeof visits);
    memset(last_visits, 0, sizeof last_visits);
    for (batch_count = 0; !batch.ends_range; batch_count++)
    {
        backfill.pace.size = size;
        batch = (Batch){.size = size};
        backfill_place_plan(&backfill, range, &batch);
        assert_true(batch.block_end > range->place.next);
        assert_true(batch.block_end - range->place.next <= size);
        for (int64_t block = range->place.next; block < batch.block_end; block++)
        {
            *(range->place.slices_left > 1 ? &visits[block] : &last_visits[block]) += 1;
        }
        range->place = batch.place;
        assert_true(batch.ends_range || backfill_place_left(&backfill, range) < left);
        left = backfill_place_left(&backfill, range);
        size = size + size / 2 < most ? size + size / 2 : most;
    }
}

static void
assert_visits(int64_t from, int64_t end, int slices)
{
    for (int64_t block = 0; block < BLOCKS_MOST; block++)
    {
        assert_int_equal(visits[block], block >= from && block < end ? slices : 0);
        assert_int_equal(last_visits[block], block >= from && block < end ? 1 : 0);
    }
}

static void
by_slice_each_block_is_visited_sixteen_times(void **state)
{
    static const int64_t ends[] = {101, 150, 163, 164, 165, 228, 500, 1000};
    (void) state;
    step.way = BACKFILL_BY_SLICE;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
    {
        for (int64_t size = 1; size < 200; size = size * 2 + 1)
        {
            backfill.pace.size = size;
            Range range = {.block_end = ends[i], .place = backfill_place_at(&backfill, 100, ends[i])};
            assert_true(backfill_place_left(&backfill, &range) > (double) (ends[i] - 100) - 0.1);
            fill(&range, size, 50);
            assert_visits(100, ends[i], 15);
        }
    }
}

static void
by_block_each_block_is_visited_once(void **state)
{
    (void) state;
    step.way = BACKFILL_BY_BLOCK;
    backfill.pace.size = 16;
    Range range = {.block_end = 900, .place = backfill_place_at(&backfill, 0, 900)};
    assert_int_equal(backfill_place_mask(&range), 0);
    assert_int_equal(backfill_place_slice(&range), 0);
    fill(&range, 16, 128);
    assert_visits(0, 900, 0);
    assert_true(batch_count < 20);
}

static void
the_last_slice_is_all_that_is_left(void **state)
{
    (void) state;
    step.way = BACKFILL_BY_SLICE;
    Range range = {.block_end = 10, .place = {.stripe_end = 10, .slices_left = 16}};
    assert_int_equal(backfill_place_mask(&range), 15);
    assert_int_equal(backfill_place_slice(&range), 15);
    range.place.slices_left = 2;
    assert_int_equal(backfill_place_mask(&range), 15);
    assert_int_equal(backfill_place_slice(&range), 1);
    range.place.slices_left = 1;
    assert_int_equal(backfill_place_mask(&range), 0);
    assert_int_equal(backfill_place_slice(&range), 0);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_slice_each_block_is_visited_sixteen_times),
        cmocka_unit_test(by_block_each_block_is_visited_once),
        cmocka_unit_test(the_last_slice_is_all_that_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
