/* SPDX-License-Identifier: PostgreSQL */
/*
 * The demo's checker: once a second, while both columns must be equal, it compares them for every row.
 *
 * One statement sees one snapshot, so that a difference is one that an application could have read.
 */
#include "base/interrupt.h"
#include "base/mem.h"
#include "demo_internal.h"

#define CHECK_EVERY_MS 1000
#define STEP_MS        50
#define STATEMENT_MS   30000

static void compare_once(Conn *conn, DemoSlot *slot);

void
demo_checker_run(const Demo *demo, DemoSlot *slot)
{
    void *mem = mem_root("checker");
    Error err = {0};
    Conn *conn = demo_connect(mem, demo, "bellows demo checker", &err);
    int64_t next_ms = 0;
    if (conn == NULL)
    {
        demo_note_error(slot, "connect", &err);
        error_clear(&err);
        mem_free(mem);
        return;
    }
    conn_set_deadline(conn, STATEMENT_MS);
    atomic_store(&slot->state, DEMO_LEASED);
    while (atomic_load(&slot->is_wanted) && conn_is_alive(conn))
    {
        if (atomic_load(&demo->shared->is_comparing) && clock_ms() >= next_ms)
        {
            compare_once(conn, slot);
            next_ms = clock_ms() + CHECK_EVERY_MS;
        }
        (void) interrupt_wait(STEP_MS);
    }
    conn_close(conn);
    mem_free(mem);
}

static void
compare_once(Conn *conn, DemoSlot *slot)
{
    Error err = {0};
    int64_t mismatches = -1;
    if (!demo_compare(conn, &mismatches, &err))
    {
        demo_note_error(slot, "compare", &err);
    }
    else if (mismatches > 0)
    {
        demo_note_mismatch(slot, "checker: in %lld rows phone and phone_number differ", (long long) mismatches);
        atomic_fetch_add(&slot->mismatches, mismatches - 1);
    }
    if (mismatches >= 0)
    {
        atomic_fetch_add(&slot->checks, 1);
    }
    error_clear(&err);
}
