/* SPDX-License-Identifier: PostgreSQL */
/*
 * Work that is done by several threads and taken back in the order in which it was given.
 *
 * Each job has an owner (base/mem) of its own, made by the pool, so that no two threads share a tree of memory. At most
 * four jobs per thread are in flight: memory does not grow with their number. The caller's thread is one of them: when
 * it would wait for a result it does a job itself. With one thread there is no other.
 * The workers take no signals: base/interrupt handles them in the main thread.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Pool Pool;

/* Does one job: INPUT as given, OWNER for all that it makes. Runs in any thread. */
typedef void *(*PoolWork)(void *owner, void *input);

/* Called in each thread that the pool starts, before its first and after its last job; either may be NULL. Never in the
 * caller's. */
typedef struct PoolHooks
{
    void (*start)(void);
    void (*stop)(void);
} PoolHooks;

/* THREADS 0: as many as there are processors (at most 8). Freeing the owner waits for the jobs that are being done;
 * those that were not begun are dropped. */
Pool *pool_new(void *owner, size_t threads, PoolWork work, PoolHooks hooks);

/* Whether another job may be given before a result is taken. */
bool pool_has_room(const Pool *pool);

/* There must be room. INPUT must live until its result is taken or the pool is gone: where an owner of both may be freed
 * with jobs in flight, let the pool itself own the inputs (they go after its threads have ended). */
void pool_give(Pool *pool, void *input);

/* The result of the oldest job, waiting for it, and doing jobs meanwhile. *OWNER owns it: free that when done. NULL and *OWNER NULL when none is
 * in flight. */
void *pool_take(Pool *pool, void **owner);

#endif
