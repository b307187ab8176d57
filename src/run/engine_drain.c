/* SPDX-License-Identifier: PostgreSQL */
/*
 * Behind the fence: waiting until nothing is left of the old version, on one run of the server and by one clock.
 *
 * It is over when the gate passes; where roles were shut, or the server was restarted, failed over, or its clock jumped,
 * only once it has passed for a while on end. Nothing of that is kept: a new process waits anew.
 */
#include <inttypes.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine_internal.h"
#include "run/lock.h"
#include "run_internal.h"

#define DRAIN_MS      300000
#define DRAIN_POLL_MS 500
#define LOOK_AGAIN_MS 5000
#define JUMP_MS       5000 /* what two clocks may drift apart between two polls */

typedef struct Drain
{
    EngineRun *run;
    int64_t wait_ms;
    int64_t deadline;
    int64_t quiet_ms;    /* for so long on end the gate must pass */
    int64_t quiet_since; /* 0: it does not pass */
    bool has_offset;
    int64_t offset_ms; /* the server's clock less ours */
    char *told;
} Drain;

static bool poll_once(Drain *drain, void *scratch, bool *is_over, Error *err);
static bool check_point(Drain *drain, Error *err);
static bool start_over(Drain *drain, const GatePoint *point, const char *why, Error *err);
static bool judge(Drain *drain, void *scratch, const GateReport *report, bool *is_over, Error *err);
static void tell(Drain *drain, const char *summary);

bool
engine_look(EngineRun *run, Error *err)
{
    const Project *project = run->request->project;
    bool is_fresh = run->looked && gate_outside_age_ms(run->outside) < LOOK_AGAIN_MS;
    if (project != NULL && !is_fresh)
    {
        mem_free(run->outside);
        run->outside = NULL;
        run->looked = false;
        if (!gate_look_outside(NULL, run->engine->control, run->plan, project, &run->outside, err))
        {
            return false;
        }
        run->looked = true;
    }
    run->look = (GateLook){
        .project = project,
        .outside = run->outside,
        .grace_ms = engine_grace_ms(run),
        .terminates = run->request->terminates,
    };
    return gate_sight(run->engine->control, run->outside, err) &&
           (is_fresh || gate_store_statements(run->engine->control, run->plan, run->outside, err));
}

bool
engine_settle(EngineRun *run, Error *err)
{
    GatePoint point = {0};
    if (!engine_look(run, err) || !gate_read_point(run->engine->control, run->plan, &point, err))
    {
        return false;
    }
    return point.is_same || engine_drain(run, err);
}

bool
engine_drain(EngineRun *run, Error *err)
{
    const Project *project = run->request->project;
    int64_t usual_ms = project != NULL && project->drain_ms > 0 ? project->drain_ms : DRAIN_MS;
    Drain drain = {
        .run = run,
        .wait_ms = run->request->drain_ms > 0 ? run->request->drain_ms : usual_ms,
        .quiet_ms = gate_fences_roles(run->plan, project) ? engine_grace_ms(run) : 0,
    };
    bool is_over = false;
    drain.deadline = clock_ms() + drain.wait_ms;
    run->looked = false; /* what was seen before the fence says nothing of who came in until it fell */
    while (!is_over)
    {
        void *scratch = mem_child(run->mem, "drain");
        bool is_done = poll_once(&drain, scratch, &is_over, err);
        mem_free(scratch);
        if (!is_done)
        {
            return false;
        }
        if (!is_over && !interrupt_wait(DRAIN_POLL_MS) && !interrupt_check(err))
        {
            return false;
        }
    }
    return true;
}

static bool
poll_once(Drain *drain, void *scratch, bool *is_over, Error *err)
{
    EngineRun *run = drain->run;
    Conn *control = run->engine->control;
    GateReport *report = NULL;
    return check_point(drain, err) &&
           (!run->request->terminates || gate_terminate(control, run->plan, run->request->project, err)) &&
           engine_look(run, err) && gate_evaluate(scratch, control, run->plan, &run->look, &report, err) &&
           judge(drain, scratch, report, is_over, err);
}

static bool
check_point(Drain *drain, Error *err)
{
    EngineRun *run = drain->run;
    GatePoint point = {0};
    if (!gate_read_point(run->engine->control, run->plan, &point, err))
    {
        return false;
    }
    int64_t offset_ms = point.clock_ms - clock_ms();
    int64_t drift_ms = drain->has_offset ? offset_ms - drain->offset_ms : 0;
    drain->offset_ms = offset_ms;
    drain->has_offset = true;
    if (!point.is_same)
    {
        return start_over(drain, &point, "the server was restarted, or another one took over", err);
    }
    if (drift_ms > JUMP_MS || drift_ms < -JUMP_MS)
    {
        return start_over(drain, &point, "the server's clock has jumped", err);
    }
    return point.is_behind_commit || gate_note_point(run->engine->control, run->plan, true, err);
}

/* Leases of old versions may seem to have ended by the clock of now: each is given its whole time, by our own clock. */
static bool
start_over(Drain *drain, const GatePoint *point, const char *why, Error *err)
{
    EngineRun *run = drain->run;
    char *line;
    drain->quiet_ms = point->ttl_ms + engine_grace_ms(run);
    drain->quiet_since = 0;
    run->looked = false;
    line =
        mem_printf(run->mem, "%s: the wait begins anew, for %s", why, lock_format_duration(run->mem, drain->quiet_ms));
    log_warning("%s", line);
    return gate_note_point(run->engine->control, run->plan, true, err) &&
           journal_write(run->engine->control, run->plan->version, NULL, "drain", line, err);
}

static bool
judge(Drain *drain, void *scratch, const GateReport *report, bool *is_over, Error *err)
{
    if (report->verdict == GATE_PASS)
    {
        int64_t now = clock_ms();
        drain->quiet_since = drain->quiet_since == 0 ? now : drain->quiet_since;
        *is_over = now - drain->quiet_since >= drain->quiet_ms;
        if (!*is_over)
        {
            tell(drain, mem_printf(scratch, "nobody is left; it must stay so for %s",
                                   lock_format_duration(scratch, drain->quiet_ms)));
        }
        if (*is_over || now < drain->deadline)
        {
            return true;
        }
        error_set_code(err, ERROR_REFUSED, "R701", "still draining after %s: nobody is left, but not for %s yet",
                       lock_format_duration(scratch, drain->wait_ms), lock_format_duration(scratch, drain->quiet_ms));
        return error_hint(err, "Give it more time: --drain-timeout.");
    }
    drain->quiet_since = 0;
    tell(drain, gate_summary(scratch, report));
    if (clock_ms() < drain->deadline)
    {
        return true;
    }
    log_progress_end();
    gate_refuse(report, err);
    return error_prefix(err, "still draining after %s: ", lock_format_duration(scratch, drain->wait_ms));
}

static void
tell(Drain *drain, const char *summary)
{
    if (drain->told == NULL)
    {
        log_info("fenced; waiting for the old version to be gone: %s", summary);
        drain->told = mem_strdup(drain->run->mem, summary);
    }
    log_progress("draining: %s", summary);
}
