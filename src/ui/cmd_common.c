/* SPDX-License-Identifier: PostgreSQL */
/*
 * What several commands do alike: connect, resolve a plan, count its steps, print.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "change/resolve.h"
#include "change/steps.h"
#include "cmd_internal.h"

static const unsigned state_phases[STATE_COUNT] = {
    [STATE_EXPANDING] = 1U << PHASE_EXPAND,
    [STATE_FENCED] = 1U << PHASE_TIGHTEN | 1U << PHASE_SEAL,
    [STATE_SEALING] = 1U << PHASE_TIGHTEN | 1U << PHASE_SEAL,
    [STATE_UNSEALING] = 1U << PHASE_UNSEAL,
    [STATE_PURGING] = 1U << PHASE_PURGE,
    [STATE_ROLLING_BACK] = 1U << PHASE_UNDO,
    [STATE_DISCARDING] = 1U << PHASE_DISCARD,
};

bool
cmd_print(const char *text, Error *err)
{
    if (fputs(text, stdout) == EOF || fflush(stdout) == EOF)
    {
        return error_set(err, ERROR_FAILED, "could not write to standard output: %s", strerror(errno));
    }
    return true;
}

char *
cmd_application_name(void *owner, const Options *options)
{
    return mem_printf(owner, "bellows/" BELLOWS_VERSION " %s", options->verb);
}

Conn *
cmd_connect(void *owner, const Options *options, Error *err)
{
    ConnOptions connection = {
        .url = options->url,
        .application_name = cmd_application_name(owner, options),
    };

    return conn_open(owner, &connection, err);
}

bool
cmd_resolve(void *owner, Conn *conn, const CmdTarget *target, Resolution **resolution, StepList **steps,
            CmdResult *result, Error *err)
{
    *resolution = resolve_load(owner, target->plan, conn, result->diagnostics, err);
    diagnostics_sort(result->diagnostics);
    return *resolution != NULL && steps_build(owner, *resolution, steps, err);
}

unsigned
cmd_state_phases(PlanState state)
{
    return state_phases[state];
}

bool
cmd_count_steps(Conn *conn, const char *version, unsigned phases, size_t *count, size_t *done, Error *err)
{
    void *mem = mem_root("steps");
    JournalStep *steps = NULL;
    size_t step_count = 0;
    bool loaded = journal_load_steps(mem, conn, version, &steps, &step_count, err);

    *count = 0;
    *done = 0;
    for (size_t i = 0; i < step_count; i++)
    {
        if ((phases & (1U << steps[i].step.phase)) != 0)
        {
            (*count)++;
            *done += steps[i].is_done ? 1 : 0;
        }
    }
    mem_free(mem);
    return loaded;
}
