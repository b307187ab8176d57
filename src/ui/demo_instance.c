/* SPDX-License-Identifier: PostgreSQL */
/*
 * One instance of the demo's application: a connection, a lease, and writes until it is told to stop.
 *
 * It does what a real one does: it registers before it works, renews in time, and releases at the end. The old version
 * was deployed before there was anything to register with; it asks once a second until there is.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/interrupt.h"
#include "base/mem.h"
#include "demo_internal.h"

#define REGISTER_EVERY_MS 1000
#define RENEW_EVERY_MS    2000
#define STATEMENT_MS      30000
#define PAUSE_MS_MAX      5

/* A lease lasts five renewals. */
#define LEASE_TTL "10 s"

typedef struct Lease
{
    char incarnation[64]; /* "": none */
    int64_t next_ms;
} Lease;

static bool tend_lease(DemoWriter *writer, Lease *lease);
static bool can_register(DemoWriter *writer);
static bool take_lease(DemoWriter *writer, Lease *lease);
static bool call(DemoWriter *writer, const char *what, const char *sql, const char *incarnation);
static void note(DemoSlot *slot, const char *text);

static const char *const versions[] = {[DEMO_OLD] = "1.4.0", [DEMO_NEW] = "1.5.0"};

void
demo_instance_run(const Demo *demo, DemoSlot *slot)
{
    void *mem = mem_root("instance");
    Error err = {0};
    Lease lease = {0};
    DemoWriter writer = {
        .shared = demo->shared,
        .slot = slot,
        .random = 0x9E3779B97F4A7C15U * (uint64_t) (slot - demo->shared->slots + 1),
        .conn = demo_connect(mem, demo, mem_printf(mem, DEMO_APPLICATION " %s", versions[slot->version]), &err),
    };
    if (writer.conn == NULL)
    {
        demo_note_error(slot, "connect", &err);
        error_clear(&err);
        mem_free(mem);
        return;
    }
    conn_set_deadline(writer.conn, STATEMENT_MS);
    while (atomic_load(&slot->is_wanted) && conn_is_alive(writer.conn) && tend_lease(&writer, &lease))
    {
        demo_write(&writer);
        (void) interrupt_wait((int64_t) demo_random(&writer, PAUSE_MS_MAX + 1));
    }
    if (lease.incarnation[0] != '\0' && conn_is_alive(writer.conn))
    {
        (void) call(&writer, "release", "SELECT bellows.release($1)", lease.incarnation);
    }
    conn_close(writer.conn);
    mem_free(mem);
}

/* Registers and renews when it is time; false when the server said that this instance must not work. */
static bool
tend_lease(DemoWriter *writer, Lease *lease)
{
    if (clock_ms() < lease->next_ms)
    {
        return true;
    }
    if (lease->incarnation[0] != '\0')
    {
        lease->next_ms = clock_ms() + RENEW_EVERY_MS;
        return call(writer, "renew", "SELECT bellows.renew($1)", lease->incarnation);
    }
    if (can_register(writer))
    {
        lease->next_ms = clock_ms() + RENEW_EVERY_MS;
        return take_lease(writer, lease);
    }
    lease->next_ms = clock_ms() + REGISTER_EVERY_MS;
    atomic_store(&writer->slot->state, DEMO_WORKING);
    return true;
}

/* The schema is made in one transaction: when its function is seen, all of it is there. */
static bool
can_register(DemoWriter *writer)
{
    void *scratch = mem_root("ask");
    Error err = {0};
    char *name = NULL;
    if (!conn_query_text(scratch, writer->conn, "SELECT to_regprocedure('bellows.register(text,text,text,interval)')",
                         NULL, 0, &name, &err))
    {
        demo_note_error(writer->slot, "ask for bellows.register", &err);
    }
    bool can = name != NULL;
    error_clear(&err);
    mem_free(scratch);
    return can;
}

static bool
take_lease(DemoWriter *writer, Lease *lease)
{
    void *scratch = mem_root("register");
    Error err = {0};
    const char *const params[] = {versions[writer->slot->version], writer->slot->name};
    int phase = atomic_load(&writer->shared->phase);
    int64_t from_us = demo_clock_us();
    char *incarnation = NULL;
    bool done = conn_query_text(scratch, writer->conn,
                                "SELECT bellows.register('" DEMO_APPLICATION "', $1, $2, '" LEASE_TTL "')::text",
                                params, DEMO_COUNT(params), &incarnation, &err);
    demo_measure(writer, from_us, phase);
    if (done && incarnation != NULL)
    {
        (void) snprintf(lease->incarnation, sizeof(lease->incarnation), "%s", incarnation);
        atomic_fetch_add(&writer->slot->done[DEMO_LEASE], 1);
        atomic_store(&writer->slot->state, DEMO_LEASED);
    }
    else
    {
        demo_note_error(writer->slot, "register", &err);
    }
    error_clear(&err);
    mem_free(scratch);
    return done;
}

static bool
call(DemoWriter *writer, const char *what, const char *sql, const char *incarnation)
{
    void *scratch = mem_root(what);
    Error err = {0};
    const char *const params[] = {incarnation};
    int phase = atomic_load(&writer->shared->phase);
    int64_t from_us = demo_clock_us();
    bool done = conn_query(scratch, writer->conn, sql, params, DEMO_COUNT(params), &err) != NULL;
    demo_measure(writer, from_us, phase);
    if (done)
    {
        atomic_fetch_add(&writer->slot->done[DEMO_LEASE], 1);
    }
    else
    {
        demo_note_error(writer->slot, what, &err);
    }
    error_clear(&err);
    mem_free(scratch);
    return done;
}

/* Counts a statement's time in the phase in which it was sent. */
void
demo_measure(DemoWriter *writer, int64_t from_us, int phase)
{
    int64_t elapsed_us = demo_clock_us() - from_us;
    if (elapsed_us > atomic_load(&writer->slot->longest_us[phase]))
    {
        atomic_store(&writer->slot->longest_us[phase], elapsed_us);
    }
}

/* xorshift64: the same demo every time. */
uint64_t
demo_random(DemoWriter *writer, uint64_t below)
{
    writer->random ^= writer->random << 13;
    writer->random ^= writer->random >> 7;
    writer->random ^= writer->random << 17;
    return (writer->random >> 16) % below;
}

int64_t
demo_clock_us(void)
{
    struct timespec now;
    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void
demo_note_error(DemoSlot *slot, const char *what, const Error *err)
{
    char text[DEMO_TEXT_BYTES];
    (void) snprintf(text, sizeof(text), "%s: %s: %s %s", slot->name, what, err->sqlstate,
                    err->message == NULL ? "no answer" : err->message);
    note(slot, text);
    atomic_fetch_add(&slot->errors, 1);
}

void
demo_note_mismatch(DemoSlot *slot, const char *format, ...)
{
    char text[DEMO_TEXT_BYTES];
    va_list args;
    va_start(args, format);
    (void) vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    note(slot, text);
    atomic_fetch_add(&slot->mismatches, 1);
}

/* The text is there before the count says so. */
static void
note(DemoSlot *slot, const char *text)
{
    int count = atomic_load(&slot->text_count);
    if (count < DEMO_TEXTS)
    {
        (void) snprintf(slot->texts[count], DEMO_TEXT_BYTES, "%s", text);
        atomic_store(&slot->text_count, count + 1);
    }
}
