/* SPDX-License-Identifier: PostgreSQL */
/*
 * bellows status: all plans that the folder and the journal know. It changes nothing but who was seen, where it may write
 * that down; it works without the schema bellows.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "cmd_internal.h"
#include "run/gate.h"

#define WATCH_MS 2000

static bool show(void *owner, const Options *options, Conn *conn, CmdResult *result, Error *err);
static bool watch(void *owner, const Options *options, Conn *conn, CmdResult *result, Error *err);
static bool keep_named(void *owner, const Options *options, Conn *conn, CmdTargets *targets, CmdResult *result,
                       Error *err);
static bool fill_plan(void *owner, const GateLook *look, Conn *conn, CmdTarget *target, ReportStatusPlan *plan,
                      Error *err);
static bool fill_from_journal(void *owner, const GateLook *look, Conn *conn, ReportStatusPlan *plan, Error *err);
static void fill_from_file(void *owner, CmdTarget *target, ReportStatusPlan *plan);
static const char *const *change_texts(void *owner, const Plan *plan);

bool
cmd_status(void *owner, const Options *options, CmdResult *result, Error *err)
{
    Conn *conn = cmd_connect(owner, options, err);

    if (conn == NULL)
    {
        return false;
    }
    return options->watch ? watch(owner, options, conn, result, err) : show(owner, options, conn, result, err);
}

static bool
show(void *owner, const Options *options, Conn *conn, CmdResult *result, Error *err)
{
    CmdTargets targets = {0};
    ReportStatusPlan *plans;
    char *schema_version = NULL;
    ReportStatus status = {
        .server = {conn_server_version(conn), conn_description(conn)},
    };

    GateLook look = {0};

    if (!cmd_list_targets(owner, options, conn, &targets, NULL, err) ||
        !cmd_load_project(owner, options, conn, &look.project, result, err) ||
        (targets.has_journal && !gate_sight(conn, NULL, err)) ||
        !journal_schema_version(owner, conn, &schema_version, err) ||
        (options->argument_count > 0 && !keep_named(owner, options, conn, &targets, result, err)))
    {
        return false;
    }
    look.grace_ms = gate_grace_ms(look.project, options->grace_ms);
    plans = mem_array(owner, ReportStatusPlan, targets.count + 1);
    for (size_t i = 0; i < targets.count; i++)
    {
        if (!fill_plan(owner, &look, conn, &targets.items[i], &plans[i], err))
        {
            return false;
        }
        if (options->exit_code && *plans[i].next_command != '\0')
        {
            result->exit_code = error_exit_code(ERROR_PENDING);
        }
    }
    status.has_journal = targets.has_journal;
    status.schema_version = schema_version;
    status.plans = plans;
    status.plan_count = targets.count;
    return cmd_print(report_status(owner, &status, options->style), err);
}

/* Until Ctrl-C, which is how it is meant to end. */
static bool
watch(void *owner, const Options *options, Conn *conn, CmdResult *result, Error *err)
{
    bool on_terminal = isatty(STDOUT_FILENO) == 1;
    bool shown;

    do
    {
        void *mem = mem_child(owner, "watch");

        result->exit_code = 0;
        shown = (!on_terminal || cmd_print("\033[H\033[2J", err)) && show(mem, options, conn, result, err);
        if (shown)
        {
            /* The findings of this round go with it. */
            result->diagnostics = NULL;
            mem_free(mem);
        }
    } while (shown && interrupt_wait(WATCH_MS));
    if (!shown && err->kind == ERROR_INTERRUPTED)
    {
        error_clear(err);
        return true;
    }
    return shown;
}

static bool
keep_named(void *owner, const Options *options, Conn *conn, CmdTargets *targets, CmdResult *result, Error *err)
{
    CmdTarget *target = mem_new(owner, CmdTarget);

    if (!cmd_find_target(owner, options, conn, CMD_TO_SHOW, target, result, err))
    {
        return false;
    }
    targets->items = target;
    targets->count = 1;
    return true;
}

static bool
fill_plan(void *owner, const GateLook *look, Conn *conn, CmdTarget *target, ReportStatusPlan *plan, Error *err)
{
    bool needs_contract = target->journal == NULL || target->journal->needs_contract;

    plan->version = target->version;
    plan->slug = target->slug;
    plan->state = target->state;
    plan->journal = target->journal;
    plan->next_command = journal_next_command(owner, target->state, target->version, needs_contract);
    fill_from_file(owner, target, plan);
    return target->journal == NULL || fill_from_journal(owner, look, conn, plan, err);
}

static bool
fill_from_journal(void *owner, const GateLook *look, Conn *conn, ReportStatusPlan *plan, Error *err)
{
    bool is_gated = plan->state >= STATE_EXPANDING && plan->state <= STATE_SEALING;
    JournalBackfill *backfills = NULL;
    GateReport *gate = NULL;

    plan->description = plan->journal->description;
    if (!journal_load_backfills(owner, conn, plan->version, &backfills, &plan->backfill_count, err) ||
        !cmd_count_steps(conn, plan->version, cmd_state_phases(plan->state), &plan->step_count, &plan->steps_done,
                         err) ||
        (is_gated && !gate_evaluate(owner, conn, plan->journal, look, &gate, err)))
    {
        return false;
    }
    plan->backfills = backfills;
    plan->gate = gate;
    return true;
}

/* A file that is not valid, or not here, is no reason to show nothing: the journal holds the text that was expanded. */
static void
fill_from_file(void *owner, CmdTarget *target, ReportStatusPlan *plan)
{
    Diagnostics *diagnostics = diagnostics_new(owner);
    Error err = {0};

    if (target->plan == NULL && target->path != NULL)
    {
        target->plan = plan_load(owner, target->path, diagnostics, &err);
        if (target->plan == NULL)
        {
            log_warning("%s is not a valid plan; \"bellows plan %s\" says why", target->path, target->version);
        }
        error_clear(&err);
    }
    if (target->plan == NULL && target->journal != NULL)
    {
        target->plan = plan_load_text(owner, target->journal->version, target->journal->slug,
                                      target->journal->plan_text, diagnostics, &err);
        error_clear(&err);
    }
    if (target->plan != NULL)
    {
        plan->description = target->plan->description;
        plan->changes = change_texts(owner, target->plan);
        if (target->journal == NULL)
        {
            plan->applications = target->plan->applications;
            plan->application_count = target->plan->application_count;
        }
    }
}

static const char *const *
change_texts(void *owner, const Plan *plan)
{
    const char **texts = mem_array(owner, const char *, plan->change_count + 1);

    for (size_t i = 0; i < plan->change_count; i++)
    {
        const char *text = plan->changes[i].sql.text;
        size_t length = text == NULL ? 0 : strlen(text);

        while (length > 0 && strchr(" \n\t", text[length - 1]) != NULL)
        {
            length--;
        }
        texts[i] = mem_strndup(owner, length == 0 ? "" : text, length);
    }
    return texts;
}
