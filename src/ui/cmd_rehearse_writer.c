/* SPDX-License-Identifier: PostgreSQL */
/*
 * Threads that write to a plan's tables, each as one version of an application with a connection of its own, one
 * statement a transaction.
 *
 * A thread holds its mutex for each statement: who switches its version off takes every mutex once, and knows then that
 * nothing is under way. A statement locks one row, so that the writers alone have no deadlock.
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/mem.h"
#include "cmd_rehearse_internal.h"

#define WRITERS_EACH ((size_t) 2)
#define WRITERS      (WRITERS_EACH * REHEARSE_VERSIONS)
#define PAUSE_MS     2
#define STATEMENT_MS 60000

typedef struct Writer
{
    RehearseWriters *writers;
    RehearseVersion version;
    void *mem;
    Conn *conn;
    pthread_t thread;
    pthread_mutex_t mutex;
    bool has_mutex;
    bool is_running;
    uint64_t random;
    int64_t writes; /* these three and `error`: under the mutex */
    int64_t errors;
    int64_t longest_us;
    char *error; /* the first one */
} Writer;

struct RehearseWriters
{
    const RehearseWrites *writes;
    atomic_bool is_wanted;
    atomic_bool is_on[REHEARSE_VERSIONS];
    Writer items[WRITERS];
};

static bool start(RehearseWriters *writers, const char *url, size_t at, Error *err);
static void ignore_notice(void *context, const char *severity, const char *message);
static void end_all(void *block);
static void *work(void *argument);
static void write_once(Writer *writer);
static bool change_row(Writer *writer, const RehearseWrite *write, int64_t *rows, Error *err);
static uint64_t random_below(Writer *writer, uint64_t below);

RehearseWriters *
cmd_rehearse_writers_start(void *owner, const char *url, const RehearseWrites *writes, Error *err)
{
    RehearseWriters *writers = mem_new(owner, RehearseWriters);

    writers->writes = writes;
    atomic_store(&writers->is_wanted, true);
    mem_on_free(writers, end_all);
    for (size_t i = 0; i < WRITERS; i++)
    {
        if (!start(writers, url, i, err))
        {
            mem_free(writers);
            return NULL;
        }
    }
    return writers;
}

static bool
start(RehearseWriters *writers, const char *url, size_t at, Error *err)
{
    const ConnOptions wanted = {.url = url, .application_name = "bellows rehearse writer", .plain = true};
    Writer *writer = &writers->items[at];
    sigset_t all;
    sigset_t before;
    int failure;

    writer->writers = writers;
    writer->version = at % REHEARSE_VERSIONS == 0 ? REHEARSE_OLD : REHEARSE_NEW;
    writer->random = 0x9E3779B97F4A7C15U * (at + 1);
    writer->mem = mem_root("writer");
    writer->conn = conn_open(writer->mem, &wanted, err);
    writer->has_mutex = pthread_mutex_init(&writer->mutex, NULL) == 0;
    if (writer->conn == NULL)
    {
        return false;
    }
    conn_on_notice(writer->conn, ignore_notice, NULL);
    conn_set_deadline(writer->conn, STATEMENT_MS);
    (void) sigfillset(&all);
    (void) pthread_sigmask(SIG_BLOCK, &all, &before);
    failure = pthread_create(&writer->thread, NULL, work, writer);
    (void) pthread_sigmask(SIG_SETMASK, &before, NULL);
    writer->is_running = failure == 0;
    return writer->is_running || error_set(err, ERROR_FAILED, "could not start a thread: %s", strerror(failure));
}

/* Of triggers, from a thread: the log belongs to the main thread. */
static void
ignore_notice(void *context, const char *severity, const char *message)
{
    (void) context;
    (void) severity;
    (void) message;
}

static void
end_all(void *block)
{
    RehearseWriters *writers = block;

    atomic_store(&writers->is_wanted, false);
    for (size_t i = 0; i < WRITERS; i++)
    {
        Writer *writer = &writers->items[i];

        if (writer->is_running)
        {
            (void) pthread_join(writer->thread, NULL);
        }
        if (writer->has_mutex)
        {
            (void) pthread_mutex_destroy(&writer->mutex);
        }
        mem_free(writer->mem);
    }
}

void
cmd_rehearse_writers_switch(RehearseWriters *writers, RehearseVersion version, bool is_on)
{
    atomic_store(&writers->is_on[version], is_on);
    for (size_t i = 0; i < WRITERS && !is_on; i++)
    {
        (void) pthread_mutex_lock(&writers->items[i].mutex);
        (void) pthread_mutex_unlock(&writers->items[i].mutex);
    }
}

RehearseCount
cmd_rehearse_writers_count(RehearseWriters *writers)
{
    RehearseCount sum = {0};

    for (size_t i = 0; i < WRITERS; i++)
    {
        Writer *writer = &writers->items[i];

        (void) pthread_mutex_lock(&writer->mutex);
        sum.writes[writer->version] += writer->writes;
        sum.errors += writer->errors;
        sum.longest_us = writer->longest_us > sum.longest_us ? writer->longest_us : sum.longest_us;
        writer->writes = writer->errors = writer->longest_us = 0;
        (void) pthread_mutex_unlock(&writer->mutex);
    }
    return sum;
}

const char *const *
cmd_rehearse_writers_errors(RehearseWriters *writers)
{
    const char **texts = mem_array(writers, const char *, WRITERS + 1);
    size_t count = 0;

    for (size_t i = 0; i < WRITERS; i++)
    {
        Writer *writer = &writers->items[i];

        (void) pthread_mutex_lock(&writer->mutex);
        if (writer->error != NULL)
        {
            texts[count++] = mem_strdup(writers, writer->error);
        }
        (void) pthread_mutex_unlock(&writer->mutex);
    }
    return texts;
}

static void *
work(void *argument)
{
    Writer *writer = argument;
    RehearseWriters *writers = writer->writers;

    while (atomic_load(&writers->is_wanted) && conn_is_alive(writer->conn) && interrupt_signal() == 0)
    {
        (void) pthread_mutex_lock(&writer->mutex);
        if (atomic_load(&writers->is_on[writer->version]) && writers->writes[writer->version].count > 0)
        {
            write_once(writer);
        }
        (void) pthread_mutex_unlock(&writer->mutex);
        (void) interrupt_wait(PAUSE_MS);
    }
    return NULL;
}

static void
write_once(Writer *writer)
{
    const RehearseWrites *writes = &writer->writers->writes[writer->version];
    const RehearseWrite *write = &writes->items[random_below(writer, writes->count)];
    Error failure = {0};
    int64_t rows = 0;
    int64_t from_us = rehearse_clock_us();
    bool is_done = write->rows == 0 || change_row(writer, write, &rows, &failure);
    int64_t elapsed_us = rehearse_clock_us() - from_us;

    writer->longest_us = elapsed_us > writer->longest_us ? elapsed_us : writer->longest_us;
    writer->writes += rows;
    if (!is_done && interrupt_signal() == 0)
    {
        writer->errors++;
        if (writer->error == NULL)
        {
            writer->error =
                mem_printf(writer->mem, "%s version, %s: %s %s", writer->version == REHEARSE_OLD ? "old" : "new",
                           write->what, failure.sqlstate, failure.message == NULL ? "no answer" : failure.message);
        }
    }
    error_clear(&failure);
}

static bool
change_row(Writer *writer, const RehearseWrite *write, int64_t *rows, Error *err)
{
    void *scratch = mem_root("write");
    const char *const params[] = {
        mem_printf(scratch, "%llu", (unsigned long long) random_below(writer, (uint64_t) write->rows)),
        mem_printf(scratch, "%llu", (unsigned long long) random_below(writer, (uint64_t) write->rows)),
    };
    const Rows *result = conn_query(scratch, writer->conn, write->sql, params, sizeof(params) / sizeof(params[0]), err);

    *rows = result == NULL ? 0 : (int64_t) rows_affected(result);
    mem_free(scratch);
    return result != NULL;
}

/* xorshift64: the same rehearsal every time. */
static uint64_t
random_below(Writer *writer, uint64_t below)
{
    writer->random ^= writer->random << 13;
    writer->random ^= writer->random >> 7;
    writer->random ^= writer->random << 17;
    return (writer->random >> 16) % below;
}
