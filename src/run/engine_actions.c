/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the transitions do: each moves the plan's state in one short transaction, together with what belongs to it.
 *
 * Fence, unfence and the begin of a rollback hold the exclusive advisory locks of the applications, so that what they
 * read of the leases is still true when they commit.
 */
#include <inttypes.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine_internal.h"
#include "run/lock.h"
#include "run_internal.h"

/* The body of a transition's transaction, on the work connection. */
typedef bool (*MoveBody)(EngineRun *run, PlanState to, const char *message, Error *err);

typedef struct Move
{
    EngineRun *run;
    PlanState to;
    const char *message;
    MoveBody body;
    bool looks;    /* it asks the gate */
    bool is_trial; /* everything but the commit */
} Move;

static bool run_phases(EngineRun *run, const Phase *phases, size_t count, Error *err);
static bool was_begun(EngineRun *run, Phase phase, bool *begun, Error *err);
static bool run_way_back(EngineRun *run, const Phase *undone, size_t count, Phase phase, Error *err);
static bool run_steps(EngineRun *run, Action action, Error *err);
static bool prepare(EngineRun *run, const Transition *transition, Error *err);
static bool move(EngineRun *run, const Transition *transition, bool is_trial, Error *err);
static bool try_move(void *context, int64_t lock_timeout_ms, Error *err);
static bool begin_expand(EngineRun *run, const Transition *transition, Error *err);
static bool check_after(EngineRun *run, Error *err);
static bool store_plan(EngineRun *run, PlanState to, const char *message, Error *err);
static bool just_move(EngineRun *run, PlanState to, const char *message, Error *err);
static bool fence(EngineRun *run, PlanState to, const char *message, Error *err);
static bool force_fence(EngineRun *run, const GateReport *report, Error *err);
static bool begin_purge(EngineRun *run, PlanState to, const char *message, Error *err);
static bool end_purge(EngineRun *run, PlanState to, const char *message, Error *err);
static bool begin_undo(EngineRun *run, PlanState to, const char *message, Error *err);
static bool begin_unseal(EngineRun *run, PlanState to, const char *message, Error *err);
static bool end_unseal(EngineRun *run, PlanState to, const char *message, Error *err);
static bool end_discard(EngineRun *run, PlanState to, const char *message, Error *err);

static const MoveBody bodies[] = {
    [ACTION_NOTHING] = NULL,
    [ACTION_REFUSE] = NULL,
    [ACTION_BEGIN_EXPAND] = store_plan,
    [ACTION_RUN_EXPAND] = just_move,
    [ACTION_FENCE] = fence,
    [ACTION_DRAIN] = just_move,
    [ACTION_RUN_TIGHTEN] = just_move,
    [ACTION_RUN_SEAL] = just_move,
    [ACTION_BEGIN_PURGE] = begin_purge,
    [ACTION_RUN_PURGE] = end_purge,
    [ACTION_BEGIN_UNSEAL] = begin_unseal,
    [ACTION_RUN_UNSEAL] = end_unseal,
    [ACTION_BEGIN_UNDO] = begin_undo,
    [ACTION_RUN_UNDO] = just_move,
    [ACTION_BEGIN_DISCARD] = just_move,
    [ACTION_RUN_DISCARD] = end_discard,
};

bool
engine_act(EngineRun *run, const Transition *transition, Error *err)
{
    if (transition->action == ACTION_BEGIN_EXPAND)
    {
        return begin_expand(run, transition, err);
    }
    if (transition->action == ACTION_FENCE && run->plan->needs_contract && !engine_check_violations(run, err))
    {
        return false;
    }
    if (!prepare(run, transition, err) || !run_steps(run, transition->action, err))
    {
        return false;
    }
    if (!move(run, transition, false, err))
    {
        return false;
    }
    log_info("plan %s is %s: %s", run->plan->version, journal_state_name(run->plan->state),
             journal_state_meaning(run->plan->state));
    return true;
}

/* Before the first step of a purge, and once in a run that goes on with one. What would refuse the purge does so before a command runs
 * and an archive is made for nothing. */
static bool
prepare(EngineRun *run, const Transition *transition, Error *err)
{
    Action action = transition->action;
    bool begins = action == ACTION_BEGIN_PURGE || action == ACTION_BEGIN_DISCARD;
    bool discards = action == ACTION_BEGIN_DISCARD || action == ACTION_RUN_DISCARD;
    if (run->verb != VERB_PURGE || run->is_prepared || (!begins && action != ACTION_RUN_PURGE && !discards) ||
        !engine_is_prepared_for(run))
    {
        return true;
    }
    run->is_prepared = (!begins || move(run, transition, true, err)) &&
                       engine_prepare_purge(run, discards ? PHASE_DISCARD : PHASE_PURGE, begins, err);
    return run->is_prepared;
}

static bool
run_steps(EngineRun *run, Action action, Error *err)
{
    static const Phase expand[] = {PHASE_EXPAND};
    static const Phase tighten[] = {PHASE_TIGHTEN};
    static const Phase seal[] = {PHASE_SEAL};
    /* Where nothing needs a contract the first two have not run yet; else they are done and run no more. */
    static const Phase purge[] = {PHASE_TIGHTEN, PHASE_SEAL, PHASE_PURGE};
    static const Phase contracted[] = {PHASE_TIGHTEN, PHASE_SEAL};
    static const Phase undone[] = {PHASE_UNDO};
    switch (action)
    {
        case ACTION_NOTHING:
        case ACTION_REFUSE:
        case ACTION_BEGIN_EXPAND:
        case ACTION_FENCE:
        case ACTION_BEGIN_PURGE:
        case ACTION_BEGIN_UNSEAL:
        case ACTION_BEGIN_UNDO:
        case ACTION_BEGIN_DISCARD:
            return true;
        case ACTION_DRAIN:
            return engine_drain(run, err);
        case ACTION_RUN_EXPAND:
            return run_phases(run, expand, RUN_COUNT(expand), err);
        case ACTION_RUN_TIGHTEN:
            return run_phases(run, tighten, RUN_COUNT(tighten), err);
        case ACTION_RUN_SEAL:
            return run_phases(run, seal, RUN_COUNT(seal), err);
        case ACTION_RUN_PURGE:
            return run_phases(run, purge, RUN_COUNT(purge), err);
        case ACTION_RUN_UNSEAL:
            return run_way_back(run, contracted, RUN_COUNT(contracted), PHASE_UNSEAL, err);
        case ACTION_RUN_UNDO:
            return run_way_back(run, expand, RUN_COUNT(expand), PHASE_UNDO, err);
        case ACTION_RUN_DISCARD:
            return run_way_back(run, undone, RUN_COUNT(undone), PHASE_DISCARD, err);
    }
    return false;
}

static bool
run_phases(EngineRun *run, const Phase *phases, size_t count, Error *err)
{
    for (size_t i = 0; i < count; i++)
    {
        if (!engine_run_phase(run, phases[i], err))
        {
            return false;
        }
    }
    return true;
}

/* The way back from something that was never begun is no way at all. */
static bool
run_way_back(EngineRun *run, const Phase *undone, size_t count, Phase phase, Error *err)
{
    bool is_needed = false;
    for (size_t i = 0; i < count && !is_needed; i++)
    {
        if (!was_begun(run, undone[i], &is_needed, err))
        {
            return false;
        }
    }
    return !is_needed || engine_run_phase(run, phase, err);
}

static bool
was_begun(EngineRun *run, Phase phase, bool *begun, Error *err)
{
    const char *params[] = {run->plan->version, steps_phase_name(phase)};
    Rows *rows = conn_query_one(run->mem, run->engine->control,
                                "SELECT count(*) AS begun FROM bellows.step"
                                " WHERE plan = $1 AND phase = $2 AND attempts > 0",
                                params, RUN_COUNT(params), err);
    *begun = rows != NULL && rows_int64(rows, 0, "begun") > 0;
    return rows != NULL;
}

/* The plan of the run keeps the new state only when it was committed. */
static bool
move(EngineRun *run, const Transition *transition, bool is_trial, Error *err)
{
    MoveBody body = bodies[transition->action];
    Move context = {
        .run = run,
        .to = transition->to,
        .message = transition->comment,
        .body = body,
        .looks = body == fence || body == begin_purge,
        .is_trial = is_trial,
    };
    const LockAttempts attempts = {
        .work = run->engine->work,
        .control = run->engine->control,
        .lock_ms = engine_lock_ms(run),
        .total_ms = engine_total_ms(run),
    };
    return engine_check_lock(run->engine, run->plan->version, err) && lock_attempts(&attempts, try_move, &context, err);
}

static bool
try_move(void *context, int64_t lock_timeout_ms, Error *err)
{
    Move *what = context;
    EngineRun *run = what->run;
    Conn *work = run->engine->work;
    JournalPlan before = *run->plan;
    /* Not within the transaction, and anew for each attempt: what is seen outside counts for a short time. */
    if (what->looks && run->plan->needs_contract && !engine_look(run, err))
    {
        return false;
    }
    if (!run_begin(work, lock_timeout_ms, 0, err))
    {
        return false;
    }
    bool is_fine = what->body(run, what->to, what->message, err);
    if (is_fine && !what->is_trial && run_commit(work, err))
    {
        return true;
    }
    run_rollback(work);
    *run->plan = before;
    return is_fine && what->is_trial;
}

static bool
just_move(EngineRun *run, PlanState to, const char *message, Error *err)
{
    return journal_set_state(run->engine->work, run->plan, to, message, err);
}

static bool
begin_expand(EngineRun *run, const Transition *transition, Error *err)
{
    const EngineRequest *request = run->request;
    if (request->resolution == NULL || request->steps == NULL)
    {
        error_set(err, ERROR_INVALID, "the file of plan %s is needed for its first expand", request->version);
        return error_hint(err, "Give the file, or run it where plans/ is.");
    }
    run->plan->lock_ms = request->resolution->plan->timeouts.lock_ms;
    run->plan->total_ms = request->resolution->plan->timeouts.total_ms;
    if (!engine_preflight(run->engine, request->resolution, request->steps, err) ||
        !journal_prepare(run->engine->control, err) || !journal_check_cluster(run->engine->control, err) ||
        !check_after(run, err))
    {
        return false;
    }
    if (!move(run, transition, false, err))
    {
        return false;
    }
    log_info("plan %s: %zu steps are in the journal", run->plan->version, request->steps->count);
    return true;
}

/* Plans that this one builds on must be expanded at least. */
static bool
check_after(EngineRun *run, Error *err)
{
    const char *const *after = run->request->resolution->plan->after;
    for (size_t i = 0; after != NULL && after[i] != NULL; i++)
    {
        JournalPlan *plan = NULL;
        if (!journal_load_plan(run->mem, run->engine->control, after[i], &plan, err))
        {
            return false;
        }
        bool is_there = plan != NULL && plan->state != STATE_PLANNED && plan->state != STATE_EXPANDING &&
                        plan->state != STATE_ROLLING_BACK && plan->state != STATE_ROLLED_BACK &&
                        plan->state != STATE_DISCARDING;
        if (!is_there)
        {
            error_set_code(err, ERROR_REFUSED, "R712", "plan %s comes after plan %s, which is %s", run->plan->version,
                           after[i], plan == NULL ? "not in this database" : journal_state_name(plan->state));
            return error_hint(err, "Next: bellows expand %s.", after[i]);
        }
    }
    return true;
}

static bool
store_plan(EngineRun *run, PlanState to, const char *message, Error *err)
{
    Conn *work = run->engine->work;
    JournalPlan *plan = NULL;
    if (!journal_store_plan(work, run->request->resolution, run->request->steps, err) ||
        !gate_store_project(work, run->request->project, err) ||
        !journal_load_plan(run->mem, work, run->request->version, &plan, err))
    {
        return false;
    }
    *run->plan = *plan;
    return journal_set_state(work, run->plan, to, message, err);
}

/* Where nothing needs a contract there is nobody to fence: straight on. Else: the file's applications are read again (one
 * may have been forgotten), the way in is closed, and only then the leases are looked at. */
static bool
fence(EngineRun *run, PlanState to, const char *message, Error *err)
{
    Conn *work = run->engine->work;
    JournalPlan *plan = NULL;
    GateReport *report = NULL;
    if (!run->plan->needs_contract)
    {
        return journal_set_state(work, run->plan, STATE_PURGING, "nothing needs a contract", err);
    }
    if (!journal_lock_plan(work, run->plan, err) ||
        (run->request->plan != NULL &&
         !journal_store_requirements(work, run->plan->version, run->request->plan, err)) ||
        !journal_load_plan(run->mem, work, run->plan->version, &plan, err) ||
        !gate_lock_applications(work, plan, err) || !gate_evaluate(run->mem, work, plan, &run->look, &report, err))
    {
        return false;
    }
    if (report->verdict != GATE_PASS && !force_fence(run, report, err))
    {
        return false;
    }
    *run->plan = *plan;
    return gate_fence(work, run->plan, run->request->project, err) &&
           gate_store_project(work, run->request->project, err) &&
           gate_store_hold(work, run->plan, run->request->project, err) &&
           gate_store_evidence(work, run->plan, run->outside, err) &&
           journal_set_state(work, run->plan, to, message, err);
}

/* The fence alone is forced: who is still there may stay and work, but cannot start anew; the drain waits for all of them, and
 * for what is unknown. */
static bool
force_fence(EngineRun *run, const GateReport *report, Error *err)
{
    const char *reason = run->request->force_reason;
    Error refusal = {0};
    if (reason == NULL)
    {
        return gate_refuse(report, err);
    }
    gate_refuse(report, &refusal);
    char *line = mem_printf(run->mem, "the fence was forced: %s; in spite of: %s", reason, refusal.detail);
    log_warning("the fence is forced in spite of:\n%s", refusal.detail);
    error_clear(&refusal);
    return journal_write(run->engine->work, run->plan->version, NULL, "force_fence", line, err);
}

/* The guards of the seal once more, and the hold, by the server's clock. */
static bool
begin_purge(EngineRun *run, PlanState to, const char *message, Error *err)
{
    Conn *work = run->engine->work;
    JournalPlan *plan = NULL;
    const char *reason = run->request->skip_hold_reason;
    if (!journal_lock_plan(work, run->plan, err) || !journal_load_plan(run->mem, work, run->plan->version, &plan, err))
    {
        return false;
    }
    if (plan->hold_left_s > 0 && (reason == NULL || reason[0] == '\0'))
    {
        error_set_code(err, ERROR_REFUSED, "R709", "purge of plan %s is refused: its hold ends in %s, at %s",
                       plan->version, lock_format_duration(run->mem, plan->hold_left_s * 1000), plan->hold_until);
        error_detail(err, "Until then a rollback brings the old shape back with everything in it.");
        return error_hint(err, "Wait, or give the hold up with a reason: --skip-hold=REASON.");
    }
    *run->plan = *plan;
    if (!gate_recheck(work, plan, &run->look, err))
    {
        return false;
    }
    if (plan->hold_left_s > 0)
    {
        char *line = mem_printf(run->mem, "%" PRId64 " s of the hold were given up: %s", plan->hold_left_s, reason);
        if (!journal_write(work, plan->version, NULL, "skip_hold", line, err))
        {
            return false;
        }
    }
    return journal_set_state(work, run->plan, to, message, err);
}

static bool
end_purge(EngineRun *run, PlanState to, const char *message, Error *err)
{
    return journal_free_tables(run->engine->work, run->plan->version, err) &&
           journal_set_state(run->engine->work, run->plan, to, message, err);
}

/* From the commit on, the new version cannot register (XV004): and nobody of it is alive. */
static bool
begin_undo(EngineRun *run, PlanState to, const char *message, Error *err)
{
    Conn *work = run->engine->work;
    return journal_lock_plan(work, run->plan, err) && gate_lock_applications(work, run->plan, err) &&
           gate_require_no_new_version(work, run->plan, err) && journal_set_state(work, run->plan, to, message, err);
}

/* A rollback that goes on to the old shape is refused before the first step, not half-way. */
static bool
begin_unseal(EngineRun *run, PlanState to, const char *message, Error *err)
{
    Conn *work = run->engine->work;
    if (!run->request->to_expanded &&
        (!journal_lock_plan(work, run->plan, err) || !gate_lock_applications(work, run->plan, err) ||
         !gate_require_no_new_version(work, run->plan, err)))
    {
        if (err->kind == ERROR_REFUSED)
        {
            error_hint(err,
                       "Let the old version in again (bellows rollback %s --to expanded), roll the application back, "
                       "then run rollback again.",
                       run->plan->version);
        }
        return false;
    }
    return journal_set_state(work, run->plan, to, message, err);
}

static bool
end_unseal(EngineRun *run, PlanState to, const char *message, Error *err)
{
    static const Phase again[] = {PHASE_TIGHTEN, PHASE_SEAL, PHASE_UNSEAL};
    Conn *work = run->engine->work;
    for (size_t i = 0; i < RUN_COUNT(again); i++)
    {
        if (!journal_reset_phase(work, run->plan->version, again[i], err))
        {
            return false;
        }
    }
    return gate_unfence(work, run->plan, err) && journal_set_state(work, run->plan, to, message, err);
}

static bool
end_discard(EngineRun *run, PlanState to, const char *message, Error *err)
{
    return journal_forget_steps(run->engine->work, run->plan->version, err) &&
           journal_set_state(run->engine->work, run->plan, to, message, err);
}
