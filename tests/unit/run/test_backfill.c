/* SPDX-License-Identifier: PostgreSQL */
/*
 * run/backfill and run/lock, what is pure arithmetic.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "run/backfill.h"
#include "run/health.h"
#include "run/lock.h"

static void
a_batch_grows_by_half_at_most(void **state)
{
    BackfillPace pace;
    (void) state;
    backfill_pace_begin(&pace, 1, 100, 1000, 200);
    backfill_pace_add(&pace, 100, 10);
    assert_int_equal(pace.size, 150);
    backfill_pace_add(&pace, 150, 15);
    assert_int_equal(pace.size, 225);
    backfill_pace_add(&pace, 10, 1); /* the end of a range says nothing about larger ones */
    assert_int_equal(pace.size, 225);
    for (int i = 0; i < 10; i++)
    {
        backfill_pace_add(&pace, pace.size, 1);
    }
    assert_int_equal(pace.size, 1000);
}

static void
a_batch_that_took_much_too_long_shrinks_at_once(void **state)
{
    BackfillPace pace;
    (void) state;
    backfill_pace_begin(&pace, 1, 100, 1000, 200);
    backfill_pace_add(&pace, 100, 2000);
    assert_int_equal(pace.size, 10);
    backfill_pace_add(&pace, 10, 100000);
    assert_int_equal(pace.size, 1);
    backfill_pace_add(&pace, 1, 100000);
    assert_int_equal(pace.size, 1);
}

static void
nine_of_ten_batches_stay_within_the_target(void **state)
{
    BackfillPace pace;
    (void) state;
    backfill_pace_begin(&pace, 1, 100, 100000, 200);
    for (int i = 0; i < 100; i++)
    {
        /* A unit costs a millisecond, every eighth time half as much again. */
        backfill_pace_add(&pace, pace.size, i % 8 == 0 ? pace.size * 3 / 2 : pace.size);
    }
    assert_in_range(pace.size, 120, 140);
}

static void
sizes_settle_at_the_target(void **state)
{
    BackfillPace pace;
    (void) state;
    backfill_pace_begin(&pace, 1, 16, 100000, 200);
    for (int i = 0; i < 50; i++)
    {
        backfill_pace_add(&pace, pace.size, pace.size / 4); /* 4 units a millisecond */
    }
    assert_in_range(pace.size, 780, 820);
}

static void
utilisation_has_bands(void **state)
{
    (void) state;
    assert_int_equal(health_band(0), HEALTH_ADD);
    assert_int_equal(health_band(0.7), HEALTH_HOLD);
    assert_int_equal(health_band(0.9), HEALTH_SHED);
    assert_int_equal(health_band(1), HEALTH_HALVE);
    assert_int_equal(health_band(1.5), HEALTH_STOP);
    assert_int_equal(health_band(1e300), HEALTH_STOP);
    assert_int_equal(health_band(0.0 / 0.0), HEALTH_STOP); /* what is no number is not healthy */
    assert_true(health_next_speed(1, HEALTH_ADD) <= 1);
    assert_true(health_next_speed(0.5, HEALTH_ADD) > 0.5);
    assert_true(health_next_speed(0.5, HEALTH_HALVE) < 0.26);
    assert_true(health_next_speed(0.06, HEALTH_HALVE) >= HEALTH_LEAST);
}

static void
percent_is_never_above_a_hundred(void **state)
{
    (void) state;
    assert_true(backfill_percent(0, 0) >= 100);
    assert_true(backfill_percent(5, 4) <= 100);
    assert_true(backfill_percent(1, 2) > 49.9 && backfill_percent(1, 2) < 50.1);
    assert_true(backfill_percent(0, 10) <= 0);
}

static void
there_is_no_time_left_before_there_is_history(void **state)
{
    BackfillRate rate = {0};
    (void) state;
    assert_int_equal(backfill_rate_eta_s(&rate), -1);
    backfill_rate_add(&rate, 0, 0, 0);
    backfill_rate_add(&rate, 100, 1000, 0.1);
    assert_int_equal(backfill_rate_eta_s(&rate), -1);
    backfill_rate_add(&rate, 1000, 2000, 0.1);
    assert_int_equal(backfill_rate_eta_s(&rate), -1);
}

static void
rate_and_time_left_come_from_the_window(void **state)
{
    BackfillRate rate = {0};
    (void) state;
    for (int i = 0; i < 100; i++)
    {
        backfill_rate_add(&rate, INT64_C(1000) * i, (int64_t) i * 500, i / 200.0);
    }
    assert_true(backfill_rate_rows(&rate) > 499 && backfill_rate_rows(&rate) < 501);
    assert_in_range(backfill_rate_eta_s(&rate), 99, 103);
}

static void
an_unknown_size_has_no_time_left(void **state)
{
    BackfillRate rate = {0};
    (void) state;
    for (int i = 0; i < 10; i++)
    {
        backfill_rate_add(&rate, INT64_C(1000) * i, (int64_t) i * 500, -1);
    }
    assert_int_equal(backfill_rate_eta_s(&rate), -1);
}

static void
every_third_try_waits_longer_than_deadlock_timeout(void **state)
{
    (void) state;
    assert_int_equal(lock_rung_ms(1, 400, 1000), 400);
    assert_int_equal(lock_rung_ms(2, 400, 1000), 400);
    assert_true(lock_rung_ms(3, 400, 1000) > 1100);
    assert_int_equal(lock_rung_ms(3, 2000, 1000), 2000);
}

static void
pauses_are_bounded_and_spread(void **state)
{
    int64_t pause = 0;
    (void) state;
    for (int i = 0; i < 100; i++)
    {
        pause = lock_pause_ms(pause, (i % 10) / 10.0);
        assert_in_range(pause, 200, 10000);
    }
    assert_int_equal(lock_pause_ms(0, 0), 200);
    assert_int_equal(lock_pause_ms(9000, 0.99), 10000);
}

static void
durations_read_like_a_clock(void **state)
{
    void *root = mem_root("test");
    (void) state;
    assert_string_equal(lock_format_duration(root, 350), "350ms");
    assert_string_equal(lock_format_duration(root, 1500), "1.5s");
    assert_string_equal(lock_format_duration(root, 42000), "42s");
    assert_string_equal(lock_format_duration(root, 840000), "14m");
    assert_string_equal(lock_format_duration(root, 252000), "4m12s");
    assert_string_equal(lock_format_duration(root, 7500000), "2h05m");
    assert_string_equal(lock_format_duration(root, 3 * 86400000LL), "3d00h");
    mem_free(root);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_grows_by_half_at_most),
        cmocka_unit_test(a_batch_that_took_much_too_long_shrinks_at_once),
        cmocka_unit_test(nine_of_ten_batches_stay_within_the_target),
        cmocka_unit_test(utilisation_has_bands),
        cmocka_unit_test(sizes_settle_at_the_target),
        cmocka_unit_test(percent_is_never_above_a_hundred),
        cmocka_unit_test(there_is_no_time_left_before_there_is_history),
        cmocka_unit_test(rate_and_time_left_come_from_the_window),
        cmocka_unit_test(an_unknown_size_has_no_time_left),
        cmocka_unit_test(every_third_try_waits_longer_than_deadlock_timeout),
        cmocka_unit_test(pauses_are_bounded_and_spread),
        cmocka_unit_test(durations_read_like_a_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
