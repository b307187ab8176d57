/* SPDX-License-Identifier: PostgreSQL */
/*
 * base/pool: order, bounds, and an end without leaks at any moment.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

#include "base/mem.h"
#include "base/pool.h"

#define JOBS 500

static atomic_int started;
static atomic_int stopped;
static pthread_barrier_t meeting;

/* Takes longer for some jobs than for others, so that they end in another order. */
static void *
square(void *owner, void *input)
{
    size_t number = *(size_t *) input;
    size_t *result = mem_new(owner, size_t);

    for (size_t i = 0; i < number % 7 * 50; i++)
    {
        mem_printf(owner, "%zu", i);
    }
    *result = number * number;
    return result;
}

static void *
meet(void *owner, void *input)
{
    (void) owner;
    pthread_barrier_wait(&meeting);
    return input;
}

/* Both jobs wait for each other, so that one of them is done by a worker. */
static void *
test_signal_mask(void *owner, void *input)
{
    sigset_t mask;
    bool *is_right = mem_new(owner, bool);

    pthread_barrier_wait(&meeting);
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    *is_right =
        pthread_equal(*(pthread_t *) input, pthread_self()) != 0
            ? sigismember(&mask, SIGINT) == 0
            : sigismember(&mask, SIGINT) == 1 && sigismember(&mask, SIGTERM) == 1 && sigismember(&mask, SIGSEGV) == 0;
    return is_right;
}

static void *
own_thread(void *owner, void *input)
{
    pthread_t *thread = mem_new(owner, pthread_t);

    (void) input;
    *thread = pthread_self();
    return thread;
}

static void
note_start(void)
{
    atomic_fetch_add(&started, 1);
}

static void
note_stop(void)
{
    atomic_fetch_add(&stopped, 1);
}

static void
check_square(Pool *pool, size_t number)
{
    void *owner = NULL;
    const size_t *result = pool_take(pool, &owner);

    assert_non_null(owner);
    assert_int_equal(*result, number * number);
    mem_free(owner);
}

static void
results_come_in_the_order_of_the_jobs(void **state)
{
    (void) state;
    for (size_t threads = 0; threads < 5; threads++)
    {
        void *mem = mem_root("test");
        Pool *pool = pool_new(mem, threads, square, (PoolHooks){0});
        size_t *numbers = mem_array(pool, size_t, JOBS);
        size_t taken = 0;

        for (size_t i = 0; i < JOBS; i++)
        {
            numbers[i] = i;
            if (!pool_has_room(pool))
            {
                check_square(pool, taken++);
            }
            pool_give(pool, &numbers[i]);
        }
        while (taken < JOBS)
        {
            check_square(pool, taken++);
        }
        mem_free(mem);
    }
}

static void
nothing_is_taken_where_nothing_was_given(void **state)
{
    void *mem = mem_root("test");
    Pool *pool = pool_new(mem, 2, square, (PoolHooks){0});
    void *owner = mem;

    (void) state;
    assert_null(pool_take(pool, &owner));
    assert_null(owner);
    mem_free(mem);
}

static void
jobs_in_flight_are_bounded(void **state)
{
    (void) state;
    for (size_t threads = 1; threads < 4; threads++)
    {
        void *mem = mem_root("test");
        Pool *pool = pool_new(mem, threads, square, (PoolHooks){0});
        size_t *number = mem_new(pool, size_t);
        size_t given = 0;

        for (; pool_has_room(pool); given++)
        {
            pool_give(pool, number);
        }
        assert_int_equal(given, threads * 4);
        check_square(pool, 0);
        assert_true(pool_has_room(pool));
        mem_free(mem);
    }
}

static void
jobs_run_side_by_side(void **state)
{
    void *mem = mem_root("test");
    Pool *pool = pool_new(mem, 3, meet, (PoolHooks){0});
    void *owner;

    (void) state;
    /* Each waits until all three have come. */
    pthread_barrier_init(&meeting, NULL, 3);
    for (size_t i = 0; i < 3; i++)
    {
        pool_give(pool, mem);
    }
    for (size_t i = 0; i < 3; i++)
    {
        assert_ptr_equal(pool_take(pool, &owner), mem);
        mem_free(owner);
    }
    mem_free(mem);
    pthread_barrier_destroy(&meeting);
}

static void
one_thread_is_the_callers(void **state)
{
    void *mem = mem_root("test");
    Pool *pool = pool_new(mem, 1, own_thread, (PoolHooks){.start = note_start});
    void *owner;
    const pthread_t *thread;

    (void) state;
    atomic_store(&started, 0);
    pool_give(pool, NULL);
    thread = pool_take(pool, &owner);
    assert_true(pthread_equal(*thread, pthread_self()) != 0);
    mem_free(owner);
    mem_free(mem);
    assert_int_equal(atomic_load(&started), 0);
}

static void
hooks_run_once_in_each_thread_but_the_callers(void **state)
{
    void *mem = mem_root("test");

    (void) state;
    atomic_store(&started, 0);
    atomic_store(&stopped, 0);
    pool_new(mem, 3, square, (PoolHooks){note_start, note_stop});
    mem_free(mem);
    assert_int_equal(atomic_load(&started), 2);
    assert_int_equal(atomic_load(&stopped), 2);
}

static void
the_owner_can_be_freed_with_jobs_in_flight(void **state)
{
    (void) state;
    for (size_t round = 0; round < 200; round++)
    {
        void *mem = mem_root("test");
        Pool *pool = pool_new(mem, 1 + round % 3, square, (PoolHooks){0});
        size_t *number = mem_new(pool, size_t);

        *number = round;
        for (size_t i = 0; i < round % 5 && pool_has_room(pool); i++)
        {
            pool_give(pool, number);
        }
        if (round % 2 == 1 && round % 5 > 0)
        {
            check_square(pool, round);
        }
        mem_free(mem);
    }
}

static void
workers_take_no_signals_and_the_caller_does(void **state)
{
    void *mem = mem_root("test");
    Pool *pool = pool_new(mem, 2, test_signal_mask, (PoolHooks){0});
    pthread_t self = pthread_self();
    void *owner;

    (void) state;
    pthread_barrier_init(&meeting, NULL, 2);
    pool_give(pool, &self);
    pool_give(pool, &self);
    for (size_t i = 0; i < 2; i++)
    {
        assert_true(*(bool *) pool_take(pool, &owner));
        mem_free(owner);
    }
    mem_free(mem);
    pthread_barrier_destroy(&meeting);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_come_in_the_order_of_the_jobs),
        cmocka_unit_test(nothing_is_taken_where_nothing_was_given),
        cmocka_unit_test(jobs_in_flight_are_bounded),
        cmocka_unit_test(jobs_run_side_by_side),
        cmocka_unit_test(one_thread_is_the_callers),
        cmocka_unit_test(hooks_run_once_in_each_thread_but_the_callers),
        cmocka_unit_test(the_owner_can_be_freed_with_jobs_in_flight),
        cmocka_unit_test(workers_take_no_signals_and_the_caller_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
