/* SPDX-License-Identifier: PostgreSQL */
/*
 * bellows expand, contract, purge, rollback: the life of a plan, by the engine. A failure ends with one line that says
 * what is done and how to go on.
 */
#include "base/mem.h"
#include "change/resolve.h"
#include "change/steps.h"
#include "cmd_internal.h"
#include "run/engine.h"

static const CmdPurpose purposes[] = {
    [VERB_EXPAND] = CMD_TO_EXPAND,
    [VERB_CONTRACT] = CMD_TO_CONTRACT,
    [VERB_PURGE] = CMD_TO_PURGE,
    [VERB_ROLLBACK] = CMD_TO_ROLL_BACK,
};

static Engine *open_engine(void *owner, const Options *options, Error *err);
static bool fill_request(void *owner, Engine *engine, const CmdTarget *target, EngineRequest *request,
                         CmdResult *result, Error *err);
static bool print_result(void *owner, const Options *options, Engine *engine, const CmdTarget *target,
                         const EngineResult *done, Error *err);
static const char *describe_failure(void *owner, const Options *options, Engine *engine, const CmdTarget *target,
                                    const EngineResult *done, ErrorKind kind);
static char *describe_steps(void *owner, Engine *engine, const char *version, PlanState state);

bool
cmd_expand(void *owner, const Options *options, CmdResult *result, Error *err)
{
    return cmd_run_verb(owner, options, VERB_EXPAND, (EngineRequest){0}, result, err);
}

bool
cmd_contract(void *owner, const Options *options, CmdResult *result, Error *err)
{
    return cmd_run_verb(owner, options, VERB_CONTRACT, (EngineRequest){0}, result, err);
}

bool
cmd_purge(void *owner, const Options *options, CmdResult *result, Error *err)
{
    return cmd_run_verb(owner, options, VERB_PURGE, (EngineRequest){0}, result, err);
}

bool
cmd_rollback(void *owner, const Options *options, CmdResult *result, Error *err)
{
    return cmd_run_verb(owner, options, VERB_ROLLBACK, (EngineRequest){0}, result, err);
}

bool
cmd_run_verb(void *owner, const Options *options, Verb verb, EngineRequest request, CmdResult *result, Error *err)
{
    CmdTarget target = {0};
    EngineResult done = {0};
    Engine *engine;

    if (options->dry_run)
    {
        return cmd_show_plan(owner, options, purposes[verb], result, err);
    }
    result->fact = "nothing was changed";
    engine = open_engine(owner, options, err);
    if (engine == NULL ||
        !cmd_find_target(owner, options, engine_control(engine), purposes[verb], &target, result, err))
    {
        return false;
    }
    if (verb != VERB_ROLLBACK &&
        !cmd_load_project(owner, options, engine_control(engine), &request.project, result, err))
    {
        return false;
    }
    request.force_reason = options->force_reason;
    request.terminates = options->terminate;
    request.to_expanded = request.to_expanded || options->to_expanded;
    request.skip_hold_reason = options->skip_hold_reason;
    request.archive_folder = options->archive_folder;
    request.grace_ms = options->grace_ms;
    request.drain_ms = options->drain_ms;
    if (target.plan != NULL)
    {
        request.fingerprint = resolve_fingerprint(owner, target.plan);
    }
    if (verb == VERB_EXPAND && !fill_request(owner, engine, &target, &request, result, err))
    {
        return false;
    }
    request.version = target.version;
    request.plan = target.plan;
    done.from = target.state;
    done.to = target.state;
    if (!engine_run(engine, verb, &request, &done, err))
    {
        result->fact = describe_failure(owner, options, engine, &target, &done, err->kind);
        return false;
    }
    return print_result(owner, options, engine, &target, &done, err);
}

static Engine *
open_engine(void *owner, const Options *options, Error *err)
{
    EngineOptions wanted = {
        .url = options->url,
        .application_name = cmd_application_name(owner, options),
        .lock_wait_ms = options->lock_wait_ms,
        .lock_ms = options->lock_ms,
        .total_ms = options->total_ms,
    };

    return engine_open(owner, &wanted, err);
}

/* The first expand needs the plan's steps; they are made from its file and the catalog as they are now. */
static bool
fill_request(void *owner, Engine *engine, const CmdTarget *target, EngineRequest *request, CmdResult *result,
             Error *err)
{
    Resolution *resolution = NULL;
    StepList *steps = NULL;
    bool needs_plan = false;

    if (!engine_needs_plan(engine, target->version, &needs_plan, err))
    {
        return false;
    }
    if (!needs_plan)
    {
        return true;
    }
    if (target->plan == NULL)
    {
        error_set(err, ERROR_INVALID, "the file of plan %s is missing or not valid", target->version);
        return error_hint(err, "Its steps are not in the journal any more.");
    }
    if (!cmd_resolve(owner, engine_control(engine), target, &resolution, &steps, result, err))
    {
        return false;
    }
    request->resolution = resolution;
    request->steps = steps;
    return true;
}

static bool
print_result(void *owner, const Options *options, Engine *engine, const CmdTarget *target, const EngineResult *done,
             Error *err)
{
    JournalPlan *journal = NULL;
    ReportRun report = {
        .verb = options->verb,
        .version = target->version,
        .slug = target->slug,
        .had_nothing_to_do = done->had_nothing_to_do,
        .from = done->from,
        .to = done->to,
        .steps_run = done->steps_run,
        .elapsed_ms = done->elapsed_ms,
        .comment = done->comment,
        .archive = done->archive,
    };

    if (done->to == STATE_SEALED)
    {
        if (!journal_load_plan(owner, engine_control(engine), target->version, &journal, err))
        {
            return false;
        }
        report.hold_until = journal == NULL ? NULL : journal->hold_until;
    }
    report.next_command = journal_next_command(owner, done->to, target->version, done->needs_contract);
    return cmd_print(report_run(owner, &report, options->style), err);
}

static const char *
describe_failure(void *owner, const Options *options, Engine *engine, const CmdTarget *target, const EngineResult *done,
                 ErrorKind kind)
{
    bool is_as_before = done->to == done->from && done->steps_run == 0;

    /* The same command again would be refused again. */
    if (is_as_before && kind == ERROR_REFUSED)
    {
        return "nothing was changed";
    }
    if (journal_state_is_under_way(done->to))
    {
        return mem_printf(owner, "%srun \"bellows %s %s\" again to continue",
                          describe_steps(owner, engine, target->version, done->to), options->verb, target->version);
    }
    if (is_as_before)
    {
        return "nothing was changed";
    }
    return mem_printf(owner, "the plan is %s; \"bellows status\" shows it", journal_state_name(done->to));
}

/* "done: steps 1-4 of 9; ", or "" where it cannot be known because the connection is gone. */
static char *
describe_steps(void *owner, Engine *engine, const char *version, PlanState state)
{
    Conn *conn = engine_control(engine);
    Error err = {0};
    size_t count = 0;
    size_t done = 0;
    bool is_known;

    if (conn == NULL || !conn_is_alive(conn) || conn_in_transaction(conn))
    {
        return mem_strdup(owner, "");
    }
    conn_ignore_interrupts(conn, true);
    is_known = cmd_count_steps(conn, version, cmd_state_phases(state), &count, &done, &err);
    conn_ignore_interrupts(conn, false);
    error_clear(&err);
    if (!is_known || count == 0)
    {
        return mem_printf(owner, "the plan is %s; ", journal_state_name(state));
    }
    if (done == 0)
    {
        return mem_printf(owner, "done: none of %zu %s; ", count, count == 1 ? "step" : "steps");
    }
    return done == 1 ? mem_printf(owner, "done: step 1 of %zu; ", count)
                     : mem_printf(owner, "done: steps 1-%zu of %zu; ", done, count);
}
