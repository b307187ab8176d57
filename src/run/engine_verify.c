/* SPDX-License-Identifier: PostgreSQL */
/*
 * One comparison, or assertion, on the connections that it may have. An assertion is the plan's own SQL: whatever it does
 * is rolled back.
 */
#include "base/log.h"
#include "base/mem.h"
#include "engine_internal.h"
#include "run_internal.h"

#define WRITERS_MS 10000

static size_t open_conns(void *owner, Engine *engine, Conn **conns, size_t wanted);

bool
engine_verify_step(void *owner, Engine *engine, Conn *first, const PlanBackfill *settings, const Step *step,
                   VerifyResult *result, Error *err)
{
    bool is_table = step->kind == STEP_VERIFY;
    size_t wanted = is_table && settings->connections > 1 ? (size_t) settings->connections : 1;
    void *mem = mem_child(owner, "connections");
    Conn **conns = mem_array(mem, Conn *, wanted);
    conns[0] = first;
    const VerifyRun run = {
        .conns = conns,
        .conn_count = open_conns(mem, engine, conns, wanted),
        .wait_ms = WRITERS_MS,
    };
    bool is_ready = true;
    for (size_t i = 0; i < run.conn_count && is_ready; i++)
    {
        is_ready = step->settings == NULL || conn_exec(conns[i], step->settings, err);
    }
    bool has_run = is_ready && (is_table || run_begin(first, 0, 0, err)) && verify_run(owner, &run, step, result, err);
    run_rollback(first);
    mem_free(mem);
    return has_run;
}

/* Fewer are slower, no more. */
static size_t
open_conns(void *owner, Engine *engine, Conn **conns, size_t wanted)
{
    size_t count = 1;
    while (count < wanted)
    {
        Error failure = {0};
        conns[count] = engine_open_worker(engine, owner, &failure);
        if (conns[count] == NULL)
        {
            log_debug("%zu of %zu connections: %s", count, wanted, failure.message);
            error_clear(&failure);
            break;
        }
        count++;
    }
    return count;
}
