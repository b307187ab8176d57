/* SPDX-License-Identifier: PostgreSQL */
/*
 * Threads over a ring of jobs: given, begun and taken are counters that only grow, a job's slot is its number modulo
 * the ring's size.
 *
 * Invariant: taken <= begun <= given <= taken + slots. One mutex guards the counters and the slots; a job's input and
 * result are touched without it by the one thread that has it. talloc shares nothing between two roots.
 */
#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include "base/mem.h"

#define THREADS_MAX     8
#define JOBS_PER_THREAD 4
/* Freed by another thread than the one that takes it: one piece for the allocator to lock for, not a thousand. */
#define JOB_BYTES ((size_t) 64 * 1024)

typedef struct PoolJob
{
    void *input;
    void *owner; /* NULL until the job is begun */
    void *result;
    bool is_done;
} PoolJob;

struct Pool
{
    PoolWork work;
    PoolHooks hooks;
    PoolJob *slots;
    size_t slot_count;
    pthread_t *threads;
    size_t thread_count; /* the caller is one more, when it waits */
    pthread_mutex_t mutex;
    pthread_cond_t has_work; /* a job was given, or the pool stops */
    pthread_cond_t has_result;
    size_t given;
    size_t begun;
    size_t taken;
    bool is_stopping;
};

static size_t count_processors(void);
static void start_threads(Pool *pool, size_t count);
static void *run_worker(void *argument);
static void do_jobs(Pool *pool);
static void do_job(const Pool *pool, PoolJob *job);
static void help_until_done(Pool *pool, const PoolJob *job);
static void stop_pool(void *block);
static PoolJob *slot(const Pool *pool, size_t number);

Pool *
pool_new(void *owner, size_t threads, PoolWork work, PoolHooks hooks)
{
    Pool *pool = mem_new(owner, Pool);

    threads = threads == 0 ? count_processors() : threads;
    pool->work = work;
    pool->hooks = hooks;
    pool->slot_count = threads * JOBS_PER_THREAD;
    pool->slots = mem_array(pool, PoolJob, pool->slot_count);
    pool->threads = mem_array(pool, pthread_t, threads);
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->has_work, NULL);
    pthread_cond_init(&pool->has_result, NULL);
    mem_on_free(pool, stop_pool);
    start_threads(pool, threads - 1);
    return pool;
}

/* Those that this process may run on, which can be fewer than the machine has. */
static size_t
count_processors(void)
{
    cpu_set_t processors;
    size_t count = 1;

    if (sched_getaffinity(0, sizeof(processors), &processors) == 0)
    {
        count = (size_t) CPU_COUNT(&processors);
    }
    return count > THREADS_MAX ? THREADS_MAX : count;
}

/* As many as the system allows: with none, the caller does the work. */
static void
start_threads(Pool *pool, size_t count)
{
    sigset_t blocked;
    sigset_t before;

    sigfillset(&blocked);
    /* These are raised by a thread's own mistake and must end the program where it was made. */
    sigdelset(&blocked, SIGSEGV);
    sigdelset(&blocked, SIGBUS);
    sigdelset(&blocked, SIGFPE);
    sigdelset(&blocked, SIGILL);
    sigdelset(&blocked, SIGABRT);
    /* A thread begins with the mask of its maker, so that no signal finds it unprepared. */
    pthread_sigmask(SIG_BLOCK, &blocked, &before);
    while (pool->thread_count < count &&
           pthread_create(&pool->threads[pool->thread_count], NULL, run_worker, pool) == 0)
    {
        pool->thread_count++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void *
run_worker(void *argument)
{
    Pool *pool = argument;

    if (pool->hooks.start != NULL)
    {
        pool->hooks.start();
    }
    do_jobs(pool);
    if (pool->hooks.stop != NULL)
    {
        pool->hooks.stop();
    }
    return NULL;
}

static void
do_jobs(Pool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    for (;;)
    {
        PoolJob *job;

        while (!pool->is_stopping && pool->begun == pool->given)
        {
            pthread_cond_wait(&pool->has_work, &pool->mutex);
        }
        if (pool->is_stopping)
        {
            break;
        }
        job = slot(pool, pool->begun++);
        pthread_mutex_unlock(&pool->mutex);
        do_job(pool, job);
        pthread_mutex_lock(&pool->mutex);
        job->is_done = true;
        /* Nobody but the caller waits, and only for the oldest. */
        if (job == slot(pool, pool->taken))
        {
            pthread_cond_signal(&pool->has_result);
        }
    }
    pthread_mutex_unlock(&pool->mutex);
}

static void
do_job(const Pool *pool, PoolJob *job)
{
    job->owner = mem_arena("job", JOB_BYTES);
    job->result = pool->work(job->owner, job->input);
}

bool
pool_has_room(const Pool *pool)
{
    /* Only the caller's thread changes these two. */
    return pool->given - pool->taken < pool->slot_count;
}

void
pool_give(Pool *pool, void *input)
{
    pthread_mutex_lock(&pool->mutex);
    *slot(pool, pool->given++) = (PoolJob){.input = input};
    pthread_cond_signal(&pool->has_work);
    pthread_mutex_unlock(&pool->mutex);
}

void *
pool_take(Pool *pool, void **owner)
{
    PoolJob job = {0};

    if (pool->taken < pool->given)
    {
        PoolJob *oldest = slot(pool, pool->taken);

        pthread_mutex_lock(&pool->mutex);
        help_until_done(pool, oldest);
        job = *oldest;
        *oldest = (PoolJob){0};
        pool->taken++;
        pthread_mutex_unlock(&pool->mutex);
    }
    *owner = job.owner;
    return job.result;
}

/* A caller that would wait does the next job itself. The mutex is held, but not while a job is done. */
static void
help_until_done(Pool *pool, const PoolJob *job)
{
    while (!job->is_done)
    {
        if (pool->begun < pool->given)
        {
            PoolJob *next = slot(pool, pool->begun++);

            pthread_mutex_unlock(&pool->mutex);
            do_job(pool, next);
            pthread_mutex_lock(&pool->mutex);
            next->is_done = true;
        }
        else
        {
            pthread_cond_wait(&pool->has_result, &pool->mutex);
        }
    }
}

static void
stop_pool(void *block)
{
    Pool *pool = block;

    pthread_mutex_lock(&pool->mutex);
    pool->is_stopping = true;
    pthread_cond_broadcast(&pool->has_work);
    pthread_mutex_unlock(&pool->mutex);
    for (size_t i = 0; i < pool->thread_count; i++)
    {
        pthread_join(pool->threads[i], NULL);
    }
    for (; pool->taken < pool->begun; pool->taken++)
    {
        mem_free(slot(pool, pool->taken)->owner);
    }
    pthread_cond_destroy(&pool->has_result);
    pthread_cond_destroy(&pool->has_work);
    pthread_mutex_destroy(&pool->mutex);
}

static PoolJob *
slot(const Pool *pool, size_t number)
{
    return &pool->slots[number % pool->slot_count];
}
