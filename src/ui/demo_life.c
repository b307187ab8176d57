/* SPDX-License-Identifier: PostgreSQL */
/*
 * The demo's script: the whole life of a plan, phase by phase, while the applications write.
 *
 * The table phases[] is the story; each row is a function that starts and stops instances, runs commands, and says
 * whether all went as it should. The first that did not ends the demo.
 */
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "demo_internal.h"

#define EXIT_REFUSED 7
#define FENCED       "XV001"

/* What a phase may use: the instances that run. */
typedef struct Life
{
    Demo *demo;
    DemoSlot *checker;
    DemoSlot *fleet[DEMO_VERSION_COUNT][DEMO_INSTANCES];
    DemoSlot *guest; /* the old instance that comes back */
    int64_t steady_ms;
} Life;

typedef struct DemoPhase
{
    const char *title;
    int64_t share; /* of the steady time, in percent */
    bool (*run)(Life *life, Error *err);
} DemoPhase;

static bool run_old_alone(Life *life, Error *err);
static bool run_expand(Life *life, Error *err);
static bool run_canary(Life *life, Error *err);
static bool run_early_contract(Life *life, Error *err);
static bool run_rollout(Life *life, Error *err);
static bool run_contract(Life *life, Error *err);
static bool run_late_instance(Life *life, Error *err);
static bool run_rollback(Life *life, Error *err);
static bool run_guest(Life *life, Error *err);
static bool run_purge(Life *life, Error *err);
static bool run_new_alone(Life *life, Error *err);
static bool run_end(Life *life, Error *err);

static const DemoPhase phases[] = {
    {"3 instances of 1.4.0 write", 15, run_old_alone},
    {"expand, while 1.4.0 writes", 0, run_expand},
    {"canary: one 1.5.0 beside them", 20, run_canary},
    {"contract too early: it is refused", 0, run_early_contract},
    {"rollout: 1.5.0 replaces 1.4.0", 25, run_rollout},
    {"contract: phone goes out of sight", 0, run_contract},
    {"1.4.0 comes too late: may not start", 10, run_late_instance},
    {"rollback: phone is back in sight", 0, run_rollback},
    {"1.4.0 comes back, works, and leaves", 15, run_guest},
    {"contract again", 0, run_contract},
    {"purge: phone is dropped", 0, run_purge},
    {"3 instances of 1.5.0 write", 15, run_new_alone},
    {"stop, and compare", 0, run_end},
};

_Static_assert(DEMO_COUNT(phases) <= DEMO_PHASES_MAX, "each phase has its counters");

static bool run_phase(Life *life, size_t index, Error *err);
static void show_phase(Demo *demo, size_t index);
static bool command(Life *life, int expected, const char *const *words, char **output, Error *err);
static bool compare_now(Life *life, Error *err);
static bool start_instance(Life *life, DemoVersion version, DemoState state, DemoSlot **slot, Error *err);
static bool stop_instance(Life *life, DemoSlot **slot, Error *err);
static void note_texts(Demo *demo);

bool
demo_life(Demo *demo, Error *err)
{
    Life life = {.demo = demo};
    bool goes_on = true;
    for (size_t i = 0; goes_on && i < DEMO_COUNT(phases); i++)
    {
        goes_on = run_phase(&life, i, err);
    }
    demo_fleet_count(demo, demo->report);
    note_texts(demo);
    return goes_on;
}

static bool
run_phase(Life *life, size_t index, Error *err)
{
    Demo *demo = life->demo;
    const DemoPhase *phase = &phases[index];
    int64_t started = clock_ms();
    demo->report->phases[index].title = phase->title;
    demo->report->phase_count = index + 1;
    atomic_store(&demo->shared->phase, (int) index);
    log_info("%s", phase->title);
    life->steady_ms = demo->steady_ms * phase->share / 100;
    bool done = phase->run(life, err);
    demo->report->phases[index].elapsed_ms = clock_ms() - started;
    demo_fleet_count(demo, demo->report);
    show_phase(demo, index);
    if (done && demo->report->errors + demo->report->mismatches > 0)
    {
        return false;
    }
    return done;
}

/* On a terminal it takes the place of the progress line. */
static void
show_phase(Demo *demo, size_t index)
{
    void *scratch = mem_root("phase");
    const DemoPhaseReport *phase = &demo->report->phases[index];
    char *line = mem_printf(scratch, "  %lld.%lld s; writes: %s %s, %s %s; longest wait %s",
                            (long long) (phase->elapsed_ms / 1000), (long long) (phase->elapsed_ms % 1000 / 100),
                            demo->report->versions[DEMO_OLD], report_count(scratch, (double) phase->writes[DEMO_OLD]),
                            demo->report->versions[DEMO_NEW], report_count(scratch, (double) phase->writes[DEMO_NEW]),
                            report_demo_wait(scratch, phase->longest_us));
    if (demo->shows_progress)
    {
        log_progress("%s", line);
        log_progress_end();
    }
    else
    {
        log_info("%s", line);
    }
    mem_free(scratch);
}

static bool
run_old_alone(Life *life, Error *err)
{
    for (size_t i = 0; i < DEMO_INSTANCES; i++)
    {
        if (!start_instance(life, DEMO_OLD, DEMO_WORKING, &life->fleet[DEMO_OLD][i], err))
        {
            return false;
        }
    }
    life->checker = demo_fleet_start(life->demo, DEMO_CHECKER, DEMO_NEW, err);
    return life->checker != NULL && demo_fleet_run(life->demo, life->steady_ms, err);
}

/* Now there is something to register with: each of the old instances must have done so before a contract is tried. */
static bool
run_expand(Life *life, Error *err)
{
    static const char *const words[] = {"expand", "phone", NULL};
    bool done = command(life, 0, words, NULL, err);
    atomic_store(&life->demo->shared->is_comparing, done);
    for (size_t i = 0; done && i < DEMO_INSTANCES; i++)
    {
        done = demo_fleet_wait(life->demo, life->fleet[DEMO_OLD][i], DEMO_LEASED, err);
    }
    return done;
}

static bool
run_canary(Life *life, Error *err)
{
    return start_instance(life, DEMO_NEW, DEMO_LEASED, &life->fleet[DEMO_NEW][0], err) &&
           demo_fleet_run(life->demo, life->steady_ms, err);
}

static bool
run_early_contract(Life *life, Error *err)
{
    static const char *const words[] = {"contract", "phone", NULL};
    char *output = NULL;
    if (!command(life, EXIT_REFUSED, words, &output, err))
    {
        return false;
    }
    for (size_t i = 0; i < DEMO_INSTANCES; i++)
    {
        const char *name = life->fleet[DEMO_OLD][i]->name;
        if (strstr(output, name) == NULL)
        {
            return demo_problem(life->demo, "the refused contract does not name %s", name);
        }
    }
    return true;
}

/* A new one is up before an old one goes, as deployments do it. */
static bool
run_rollout(Life *life, Error *err)
{
    for (size_t i = 0; i < DEMO_INSTANCES; i++)
    {
        DemoSlot **fresh = &life->fleet[DEMO_NEW][i];
        bool done = (*fresh != NULL || start_instance(life, DEMO_NEW, DEMO_LEASED, fresh, err)) &&
                    stop_instance(life, &life->fleet[DEMO_OLD][i], err) &&
                    demo_fleet_run(life->demo, life->steady_ms / DEMO_INSTANCES, err);
        if (!done)
        {
            return false;
        }
    }
    return true;
}

static bool
run_contract(Life *life, Error *err)
{
    static const char *const words[] = {"contract", "phone", NULL};
    return command(life, 0, words, NULL, err) && compare_now(life, err);
}

static bool
run_late_instance(Life *life, Error *err)
{
    char sqlstate[6] = "";
    if (!demo_try_old_version(life->demo, sqlstate, err))
    {
        return false;
    }
    if (strcmp(sqlstate, FENCED) != 0)
    {
        return demo_problem(life->demo, "1.4.0 was to be refused with SQLSTATE " FENCED ", it %s%s",
                            sqlstate[0] == '\0' ? "was admitted" : "got ", sqlstate);
    }
    log_info("  its bellows.register() failed with SQLSTATE " FENCED);
    return demo_fleet_run(life->demo, life->steady_ms, err);
}

static bool
run_rollback(Life *life, Error *err)
{
    static const char *const words[] = {"rollback", "phone", "--to", "expanded", NULL};
    return command(life, 0, words, NULL, err) && compare_now(life, err);
}

static bool
run_guest(Life *life, Error *err)
{
    return start_instance(life, DEMO_OLD, DEMO_LEASED, &life->guest, err) &&
           demo_fleet_run(life->demo, life->steady_ms, err) && stop_instance(life, &life->guest, err);
}

static bool
run_purge(Life *life, Error *err)
{
    static const char *const words[] = {"purge", "phone", NULL};
    atomic_store(&life->demo->shared->is_comparing, false);
    return compare_now(life, err) && command(life, 0, words, NULL, err);
}

static bool
run_new_alone(Life *life, Error *err)
{
    return demo_fleet_run(life->demo, life->steady_ms, err);
}

static bool
run_end(Life *life, Error *err)
{
    for (size_t i = 0; i < DEMO_INSTANCES; i++)
    {
        if (!stop_instance(life, &life->fleet[DEMO_NEW][i], err))
        {
            return false;
        }
    }
    return stop_instance(life, &life->checker, err) && demo_check_end(life->demo, err);
}

static bool
command(Life *life, int expected, const char *const *words, char **output, Error *err)
{
    DemoVerb verb = {.words = words, .expected = expected};
    bool done = demo_verb_run(life->demo, &verb, err);
    if (output != NULL)
    {
        *output = verb.output;
    }
    return done;
}

/* Beside the checker, so that there is a comparison however short the phases are. */
static bool
compare_now(Life *life, Error *err)
{
    Demo *demo = life->demo;
    int64_t mismatches = -1;
    Conn *conn = demo_connect(demo->mem, demo, "bellows demo", err);
    bool done = conn != NULL && demo_compare(conn, &mismatches, err);
    conn_close(conn);
    demo->own_checks += done ? 1 : 0;
    if (done && mismatches != 0)
    {
        return mismatches < 0
                   ? demo_problem(demo, "the held column is not there")
                   : demo_problem(demo, "in %lld rows phone and phone_number differ", (long long) mismatches);
    }
    return done;
}

static bool
start_instance(Life *life, DemoVersion version, DemoState state, DemoSlot **slot, Error *err)
{
    *slot = demo_fleet_start(life->demo, DEMO_INSTANCE, version, err);
    return *slot != NULL && demo_fleet_wait(life->demo, *slot, state, err);
}

static bool
stop_instance(Life *life, DemoSlot **slot, Error *err)
{
    bool done = demo_fleet_stop(life->demo, *slot, err);
    *slot = NULL;
    return done;
}

static void
note_texts(Demo *demo)
{
    for (size_t i = 0; i < demo->slot_count; i++)
    {
        const DemoSlot *slot = &demo->shared->slots[i];
        for (int j = 0; j < atomic_load(&slot->text_count); j++)
        {
            (void) demo_problem(demo, "%s", slot->texts[j]);
        }
    }
}

bool
demo_problem(Demo *demo, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    *mem_push(demo->mem, demo->report->problems, demo->report->problem_count) = mem_vprintf(demo->mem, format, args);
    va_end(args);
    return false;
}
