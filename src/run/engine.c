/* SPDX-License-Identifier: PostgreSQL */
/*
 * The engine's loop: read the plan's state, look up what the command does in it, do it, again.
 *
 * Nothing is remembered from one round to the next, so a lost connection is just another round, and so is a new process.
 */
#include "run/engine.h"

#include <string.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine_internal.h"
#include "run/lock.h"
#include "run_internal.h"

#define RECONNECTS_MOST 20

static bool lock_plan(Engine *engine, const char *version, Error *err);
static bool run_rounds(EngineRun *run, Error *err);
static bool run_round(EngineRun *run, Error *err);
static bool load(EngineRun *run, Error *err);
static bool load_unknown(EngineRun *run, Error *err);
static bool check_drift(const EngineRun *run, Error *err);
static const Transition *choose(const EngineRun *run);
static bool refuse(const EngineRun *run, const Transition *transition, Error *err);
static void explain_way_on(const EngineRun *run, Error *err);
static bool verifies(const Step *step, PlanState state);
static bool verify_steps(void *owner, Engine *engine, const JournalPlan *plan, VerifyResult **results, size_t *count,
                         Error *err);

/* What the journal does not know has nothing in the database. */
static JournalPlan unknown_plan(const EngineRequest *request);

bool
engine_run(Engine *engine, Verb verb, const EngineRequest *request, EngineResult *result, Error *err)
{
    int64_t started = clock_ms();
    EngineRun run = {
        .engine = engine,
        .verb = verb,
        .request = request,
        .result = result,
    };
    *result = (EngineResult){.comment = ""};
    bool is_done = (engine_is_connected(engine) || engine_reconnect(engine, err)) &&
                   lock_plan(engine, request->version, err) && journal_upgrade(engine->control, err) &&
                   gate_end_overdue(engine->control, request->version, err) && run_rounds(&run, err);
    mem_free(run.outside);
    engine_unlock(engine, request->version);
    result->elapsed_ms = clock_ms() - started;
    return is_done;
}

bool
engine_needs_plan(Engine *engine, const char *version, bool *needs_plan, Error *err)
{
    void *scratch = mem_child(NULL, "plan");
    JournalPlan *plan = NULL;
    bool is_read = journal_load_plan(scratch, engine->control, version, &plan, err);
    *needs_plan = plan == NULL || plan->state == STATE_PLANNED;
    mem_free(scratch);
    return is_read;
}

bool
engine_verify(void *owner, Engine *engine, const char *version, VerifyResult **results, size_t *count, Error *err)
{
    JournalPlan *plan = NULL;
    *results = NULL;
    *count = 0;
    if (!journal_load_plan(owner, engine->control, version, &plan, err))
    {
        return false;
    }
    if (plan == NULL)
    {
        return error_set(err, ERROR_INVALID, "there is no plan %s in the journal", version);
    }
    if (plan->state != STATE_EXPANDED && plan->state != STATE_FENCING && plan->state != STATE_FENCED &&
        plan->state != STATE_SEALED)
    {
        return error_set(err, ERROR_REFUSED,
                         "plan %s is %s: old and new shape are compared while it is expanded or sealed", version,
                         journal_state_name(plan->state));
    }
    return verify_steps(owner, engine, plan, results, count, err);
}

int64_t
engine_lock_ms(const EngineRun *run)
{
    return run->engine->options.lock_ms > 0 ? run->engine->options.lock_ms : run->plan->lock_ms;
}

int64_t
engine_total_ms(const EngineRun *run)
{
    return run->engine->options.total_ms > 0 ? run->engine->options.total_ms : run->plan->total_ms;
}

int64_t
engine_grace_ms(const EngineRun *run)
{
    return gate_grace_ms(run->request->project, run->request->grace_ms);
}

/* A session that was ended while it stood idle shows only when it is used. */
static bool
lock_plan(Engine *engine, const char *version, Error *err)
{
    Error failure = {0};
    if (engine_lock(engine, version, &failure))
    {
        return true;
    }
    if (engine_is_connected(engine) || interrupt_signal() != 0)
    {
        *err = failure;
        return false;
    }
    error_clear(&failure);
    return engine_reconnect(engine, err) && engine_lock(engine, version, err);
}

static bool
run_rounds(EngineRun *run, Error *err)
{
    size_t reconnects = 0;
    bool is_first = true;
    while (!run->is_complete)
    {
        Error failure = {0};
        run->mem = mem_root("round");
        run->plan = NULL;
        bool is_done = run_round(run, &failure);
        if (is_done && is_first && run->is_complete && run->result->steps_run == 0)
        {
            run->result->had_nothing_to_do = run->result->from == run->result->to;
        }
        is_first = false;
        bool is_lost = !is_done && !engine_is_connected(run->engine) && interrupt_signal() == 0;
        if (is_lost && reconnects++ < RECONNECTS_MOST)
        {
            error_clear(&failure);
            is_done =
                engine_reconnect(run->engine, &failure) && engine_lock(run->engine, run->request->version, &failure);
        }
        if (!is_done)
        {
            *err = failure;
            explain_way_on(run, err);
        }
        mem_free(run->mem);
        if (!is_done)
        {
            return false;
        }
    }
    return true;
}

static bool
run_round(EngineRun *run, Error *err)
{
    EngineResult *result = run->result;
    if (!interrupt_check(err) || !load(run, err) || !check_drift(run, err))
    {
        return false;
    }
    const Transition *transition = choose(run);
    if (result->comment[0] == '\0')
    {
        result->from = run->plan->state;
    }
    result->to = run->plan->state;
    result->needs_contract = run->plan->needs_contract;
    if (transition->action == ACTION_REFUSE)
    {
        return refuse(run, transition, err);
    }
    result->comment = transition->comment;
    if (transition->action == ACTION_NOTHING)
    {
        run->is_complete = true;
        return true;
    }
    if (!engine_act(run, transition, err))
    {
        return false;
    }
    result->to = run->plan->state;
    result->needs_contract = run->plan->needs_contract;
    run->is_complete = transition->ends || (transition->action == ACTION_RUN_UNSEAL && run->request->to_expanded) ||
                       (transition->action == ACTION_FENCE && run->request->stops_at_fence);
    return true;
}

static bool
load(EngineRun *run, Error *err)
{
    if (!journal_load_plan(run->mem, run->engine->control, run->request->version, &run->plan, err))
    {
        return false;
    }
    return run->plan != NULL ? journal_check_cluster(run->engine->control, err) : load_unknown(run, err);
}

static bool
load_unknown(EngineRun *run, Error *err)
{
    const EngineRequest *request = run->request;
    if (run->verb != VERB_EXPAND)
    {
        error_set(err, ERROR_INVALID, "there is no plan %s in the journal", request->version);
        return error_hint(err,
                          "Nothing of it is in this database. Begin with \"bellows expand "
                          "%s\".",
                          request->version);
    }
    run->plan = mem_new(run->mem, JournalPlan);
    *run->plan = unknown_plan(request);
    return true;
}

static JournalPlan
unknown_plan(const EngineRequest *request)
{
    return (JournalPlan){
        .version = request->version,
        .state = STATE_PLANNED,
        .state_epoch = 0,
    };
}

/* Between planned and expanding the file is what counts; after that the journal is, byte for byte. The way back needs no
 * file, and must not be barred by one. */
static bool
check_drift(const EngineRun *run, Error *err)
{
    const JournalPlan *plan = run->plan;
    const char *fingerprint = run->request->fingerprint;
    if (run->verb == VERB_ROLLBACK || plan->state == STATE_PLANNED || fingerprint == NULL ||
        strcmp(fingerprint, plan->fingerprint) == 0)
    {
        return true;
    }
    error_set_code(err, ERROR_DRIFT, "R708", "the file of plan %s is not what was expanded", plan->version);
    error_detail(err, "The journal holds the steps of fingerprint %s; the file has %s.", plan->fingerprint,
                 fingerprint);
    return error_hint(err, "Restore the file, or take the plan back first: bellows rollback %s.", plan->version);
}

static const Transition *
choose(const EngineRun *run)
{
    static const Transition purge_begun = {STATE_PURGING,  VERB_CONTRACT,
                                           ACTION_NOTHING, STATE_PURGING,
                                           true,           "it is contracted already, and its purge has begun"};
    static const Transition stays_expanded = {STATE_EXPANDED, VERB_ROLLBACK, ACTION_NOTHING,
                                              STATE_EXPANDED, true,          "it is expanded already"};
    const JournalPlan *plan = run->plan;
    if (run->verb == VERB_CONTRACT && plan->state == STATE_PURGING && plan->needs_contract)
    {
        return &purge_begun;
    }
    if (run->verb == VERB_ROLLBACK && plan->state == STATE_EXPANDED && run->request->to_expanded)
    {
        return &stays_expanded;
    }
    return journal_transition(plan->state, run->verb);
}

static bool
refuse(const EngineRun *run, const Transition *transition, Error *err)
{
    const JournalPlan *plan = run->plan;
    char *next = journal_next_command(run->mem, plan->state, plan->version, plan->needs_contract);
    error_set_code(err, ERROR_REFUSED, "R710", "%s of plan %s is refused: %s", journal_verb_name(run->verb),
                   plan->version, transition->comment);
    error_detail(err, "It is %s: %s.", journal_state_name(plan->state), journal_state_meaning(plan->state));
    if (next[0] != '\0')
    {
        error_hint(err, "Next: %s.", next);
    }
    return false;
}

/* Whatever stopped us: the state stands, and the same command goes on. Hints that say more stay. */
static void
explain_way_on(const EngineRun *run, Error *err)
{
    const char *version = run->request->version;
    const char *verb = journal_verb_name(run->verb);
    PlanState state = run->result->to;
    if (err->hint != NULL || run->result->comment[0] == '\0' || !journal_state_is_under_way(state))
    {
        return;
    }
    if (run->verb == VERB_ROLLBACK || run->verb == VERB_PURGE || state == STATE_PURGING)
    {
        error_hint(err, "The plan is %s. Go on with \"bellows %s %s\".", journal_state_name(state), verb, version);
        return;
    }
    error_hint(err,
               "The plan is %s. Go on with \"bellows %s %s\", or take it back with "
               "\"bellows rollback %s\".",
               journal_state_name(state), verb, version, version);
}

/* While the old shape is held, the purge's own comparison knows its held names; the plan's assertions are about the new
 * shape and hold throughout. */
static bool
verifies(const Step *step, PlanState state)
{
    Phase phase = state == STATE_SEALED ? PHASE_PURGE : PHASE_EXPAND;
    return (step->kind == STEP_VERIFY && step->phase == phase) || step->kind == STEP_ASSERT;
}

static bool
verify_steps(void *owner, Engine *engine, const JournalPlan *plan, VerifyResult **results, size_t *count, Error *err)
{
    JournalStep *steps = NULL;
    size_t step_count = 0;
    PlanBackfill settings = engine_backfill_settings(owner, plan, NULL);
    if (!journal_load_steps(owner, engine->control, plan->version, &steps, &step_count, err))
    {
        return false;
    }
    *results = mem_array(owner, VerifyResult, step_count + 1);
    for (size_t i = 0; i < step_count; i++)
    {
        const Step *step = &steps[i].step;
        if (!verifies(step, plan->state))
        {
            continue;
        }
        if (!engine_verify_step(owner, engine, engine->control, &settings, step, &(*results)[*count], err))
        {
            return false;
        }
        (*count)++;
    }
    return true;
}
