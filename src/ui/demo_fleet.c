/* SPDX-License-Identifier: PostgreSQL */
/*
 * The demo's processes: starts instances, waits for them, stops them, and sums up what they counted.
 *
 * Children share with the parent no more than the mapping: each gets a process group of its own (Ctrl-C reaches the
 * parent alone), a wake-up descriptor of its own, and dies with the parent. They are told to stop by a flag that they
 * read before each statement, so that a stop never cuts a statement short.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "demo_internal.h"

#define TICK_MS       100
#define START_STOP_MS 30000 /* how long one instance may take to start, and to stop */

static void unmap(void *block);
static void become_child(const Demo *demo, DemoSlot *slot, pid_t parent) __attribute__((noreturn));
static bool leave_parent(pid_t parent);
static bool reap(DemoSlot *slot);
static void note_end(Demo *demo, const DemoSlot *slot, int status);

typedef struct SharedMapping
{
    DemoShared *shared;
} SharedMapping;

bool
demo_fleet_open(Demo *demo, Error *err)
{
    SharedMapping *mapping = mem_new(demo->mem, SharedMapping);
    void *memory = mmap(NULL, sizeof(DemoShared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
    {
        return error_set(err, ERROR_FAILED, "could not map shared memory: %s", strerror(errno));
    }
    mapping->shared = memory; /* zeroed by the kernel, as every member wants it */
    mem_on_free(mapping, unmap);
    demo->shared = memory;
    return true;
}

static void
unmap(void *block)
{
    const SharedMapping *mapping = block;
    (void) munmap(mapping->shared, sizeof(DemoShared));
}

DemoSlot *
demo_fleet_start(Demo *demo, DemoRole role, DemoVersion version, Error *err)
{
    static const char *const names[] = {[DEMO_OLD] = "old", [DEMO_NEW] = "new"};
    int number = 1;
    for (size_t i = 0; i < demo->slot_count; i++)
    {
        const DemoSlot *other = &demo->shared->slots[i];
        number += other->role == role && other->version == version ? 1 : 0;
    }
    if (demo->slot_count == DEMO_SLOTS)
    {
        (void) error_set(err, ERROR_FAILED, "the demo has no room for another instance");
        return NULL;
    }
    pid_t parent = getpid();
    DemoSlot *slot = &demo->shared->slots[demo->slot_count++];
    slot->role = role;
    slot->version = version;
    (void) snprintf(slot->name, sizeof(slot->name), DEMO_APPLICATION "-%s-%d", names[version], number);
    atomic_store(&slot->is_wanted, true);
    pid_t pid = fork();
    if (pid == 0)
    {
        become_child(demo, slot, parent);
    }
    if (pid < 0)
    {
        (void) error_set(err, ERROR_FAILED, "could not start an instance: %s", strerror(errno));
        return NULL;
    }
    slot->pid = pid;
    return slot;
}

/* Ends with _exit(): what the parent has open and has allocated is the parent's to end. */
static void
become_child(const Demo *demo, DemoSlot *slot, pid_t parent)
{
    if (leave_parent(parent))
    {
        switch (slot->role)
        {
            case DEMO_INSTANCE:
                demo_instance_run(demo, slot);
                break;
            case DEMO_CHECKER:
                demo_checker_run(demo, slot);
                break;
        }
    }
    atomic_store(&slot->state, DEMO_ENDED);
    _exit(0);
}

static bool
leave_parent(pid_t parent)
{
    int own_pipe[2];
    (void) signal(SIGINT, SIG_DFL);
    (void) signal(SIGTERM, SIG_DFL);
    (void) signal(SIGHUP, SIG_DFL);
    (void) signal(SIGPIPE, SIG_DFL);
    /* The parent's wake-up pipe must not wake us: a pipe of our own, never written to, takes its place. */
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent && setpgid(0, 0) == 0 &&
           pipe2(own_pipe, O_CLOEXEC) == 0 && dup2(own_pipe[0], interrupt_fd()) >= 0;
}

bool
demo_fleet_wait(Demo *demo, const DemoSlot *slot, DemoState state, Error *err)
{
    int64_t deadline = clock_ms() + START_STOP_MS;
    while (atomic_load(&slot->state) < (int) state)
    {
        if (clock_ms() >= deadline)
        {
            return demo_problem(demo, "%s did not get ready in %d s", slot->name, START_STOP_MS / 1000);
        }
        if (!demo_fleet_run(demo, TICK_MS / 4, err))
        {
            return false;
        }
    }
    if (atomic_load(&slot->state) == DEMO_ENDED && state != DEMO_ENDED)
    {
        return demo_problem(demo, "%s ended before it was ready", slot->name);
    }
    return true;
}

bool
demo_fleet_stop(Demo *demo, DemoSlot *slot, Error *err)
{
    atomic_store(&slot->is_wanted, false);
    if (!demo_fleet_wait(demo, slot, DEMO_ENDED, err))
    {
        return false;
    }
    int status = 0;
    if (slot->pid != 0 && waitpid(slot->pid, &status, 0) == slot->pid && status != 0)
    {
        note_end(demo, slot, status);
    }
    slot->pid = 0;
    return true;
}

void
demo_fleet_end(Demo *demo)
{
    for (size_t i = 0; demo->shared != NULL && i < demo->slot_count; i++)
    {
        DemoSlot *slot = &demo->shared->slots[i];
        if (slot->pid != 0)
        {
            (void) kill(slot->pid, SIGKILL);
            (void) waitpid(slot->pid, NULL, 0);
            slot->pid = 0;
        }
    }
}

bool
demo_fleet_run(Demo *demo, int64_t duration_ms, Error *err)
{
    int64_t end = clock_ms() + duration_ms;
    for (;;)
    {
        int64_t left = end - clock_ms();
        demo_fleet_tick(demo);
        for (size_t i = 0; i < demo->slot_count; i++)
        {
            DemoSlot *slot = &demo->shared->slots[i];
            if (atomic_load(&slot->is_wanted) && slot->pid != 0 && !reap(slot))
            {
                return demo_problem(demo, "%s ended by itself", slot->name);
            }
        }
        if (left <= 0)
        {
            return true;
        }
        if (!interrupt_wait(left < TICK_MS ? left : TICK_MS))
        {
            return interrupt_check(err);
        }
    }
}

/* False when it has ended. */
static bool
reap(DemoSlot *slot)
{
    int status = 0;
    if (waitpid(slot->pid, &status, WNOHANG) == 0)
    {
        return true;
    }
    slot->pid = 0;
    return false;
}

static void
note_end(Demo *demo, const DemoSlot *slot, int status)
{
    if (WIFSIGNALED(status))
    {
        (void) demo_problem(demo, "%s was ended by signal %d", slot->name, WTERMSIG(status));
    }
    else
    {
        (void) demo_problem(demo, "%s ended with exit code %d", slot->name, WEXITSTATUS(status));
    }
}

void
demo_fleet_tick(Demo *demo)
{
    if (!demo->shows_progress)
    {
        return;
    }
    void *scratch = mem_root("progress");
    DemoReport *sum = mem_new(scratch, DemoReport);
    int phase = atomic_load(&demo->shared->phase);
    sum->phase_count = demo->report->phase_count;
    demo_fleet_count(demo, sum);
    const DemoPhaseReport *now = &sum->phases[phase];
    log_progress("  writes: %s %s, %s %s; %lld errors; longest wait %s", demo->report->versions[DEMO_OLD],
                 report_count(scratch, (double) now->writes[DEMO_OLD]), demo->report->versions[DEMO_NEW],
                 report_count(scratch, (double) now->writes[DEMO_NEW]), (long long) sum->errors,
                 report_demo_wait(scratch, now->longest_us));
    mem_free(scratch);
}

void
demo_fleet_count(const Demo *demo, DemoReport *report)
{
    memset(report->operations, 0, sizeof(report->operations));
    report->writes = report->rows_added = report->errors = report->mismatches = report->longest_us = 0;
    report->checks = demo->own_checks;
    for (size_t phase = 0; phase < report->phase_count; phase++)
    {
        memset(report->phases[phase].writes, 0, sizeof(report->phases[phase].writes));
        report->phases[phase].longest_us = 0;
    }
    for (size_t i = 0; i < demo->slot_count; i++)
    {
        const DemoSlot *slot = &demo->shared->slots[i];
        for (size_t j = 0; j < DEMO_OPERATION_COUNT; j++)
        {
            report->operations[slot->version][j] += atomic_load(&slot->done[j]);
        }
        for (size_t j = 0; j < report->phase_count; j++)
        {
            DemoPhaseReport *phase = &report->phases[j];
            int64_t longest_us = atomic_load(&slot->longest_us[j]);
            phase->writes[slot->version] += atomic_load(&slot->writes[j]);
            report->writes += atomic_load(&slot->writes[j]);
            phase->longest_us = longest_us > phase->longest_us ? longest_us : phase->longest_us;
            report->longest_us = longest_us > report->longest_us ? longest_us : report->longest_us;
        }
        report->rows_added += atomic_load(&slot->rows_added);
        report->checks += atomic_load(&slot->checks);
        report->errors += atomic_load(&slot->errors);
        report->mismatches += atomic_load(&slot->mismatches);
    }
}
