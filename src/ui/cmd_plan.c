/* SPDX-License-Identifier: PostgreSQL */
/*
 * bellows plan: what will run. Reads the plan's file and the catalog, or, once the plan is in the journal, the steps that
 * are stored there: those are what runs. With --schema the catalog is that of a throw-away server, and there is no journal.
 */
#include "base/log.h"
#include "base/mem.h"
#include "change/resolve.h"
#include "change/steps.h"
#include "cmd_internal.h"
#include "pg/server.h"
#include "run/disk.h"

static bool show_without_database(void *owner, const Options *options, CmdResult *result, Error *err);
static bool show_on_server(void *owner, const Options *options, const Server *server, const CmdTarget *target,
                           CmdResult *result, Error *err);
static ReportPlan begin_report(const CmdTarget *target, const Conn *conn);
static unsigned phases_to_run(const Options *options, CmdPurpose purpose, PlanState state);
static bool show_stored(void *owner, const Options *options, const CmdTarget *target, ReportPlan *report, Conn *conn,
                        Error *err);
static bool show_file(void *owner, const Options *options, const CmdTarget *target, ReportPlan *report, Conn *conn,
                      CmdResult *result, Error *err);
static JournalStep *pending_steps(void *owner, const StepList *list);

bool
cmd_plan(void *owner, const Options *options, CmdResult *result, Error *err)
{
    return options->schema == NULL ? cmd_show_plan(owner, options, CMD_TO_SHOW, result, err)
                                   : show_without_database(owner, options, result, err);
}

/* The plan's file is read before a server is made: what is wrong in it is said at once. */
static bool
show_without_database(void *owner, const Options *options, CmdResult *result, Error *err)
{
    /* What is shown must not depend on where it is made. */
    static const char *const settings[] = {"timezone=UTC", NULL};
    const ServerOptions wanted = {.settings = settings};
    CmdTarget target = {0};
    Server *server;
    bool is_shown;

    if (options_is_given(options, "url"))
    {
        error_set(err, ERROR_USAGE, "--schema takes the place of the database: it does not go with --url");
        return error_hint(err, "Give one of the two.");
    }
    if (!cmd_find_target(owner, options, NULL, CMD_TO_SHOW, &target, result, err))
    {
        return false;
    }
    cmd_forget_other_servers();
    log_debug("a throw-away PostgreSQL is made …");
    server = server_start(owner, &wanted, err);
    if (server == NULL)
    {
        return false;
    }
    is_shown = cmd_run_schema(server_url(server), options->schema, err) &&
               show_on_server(owner, options, server, &target, result, err);
    if (is_shown)
    {
        return server_stop(server, err);
    }
    mem_free(server);
    return false;
}

static bool
show_on_server(void *owner, const Options *options, const Server *server, const CmdTarget *target, CmdResult *result,
               Error *err)
{
    Options own = *options;
    ReportPlan report;
    Conn *conn;

    own.url = server_url(server);
    conn = cmd_connect(owner, &own, err);
    if (conn == NULL)
    {
        return false;
    }
    report = begin_report(target, conn);
    report.schema_path = options->schema;
    report.phases = REPORT_ALL_PHASES;
    return show_file(owner, options, target, &report, conn, result, err);
}

bool
cmd_show_plan(void *owner, const Options *options, CmdPurpose purpose, CmdResult *result, Error *err)
{
    Conn *conn = cmd_connect(owner, options, err);
    CmdTarget target = {0};
    ReportPlan report = {0};

    if (conn == NULL || !cmd_find_target(owner, options, conn, purpose, &target, result, err))
    {
        return false;
    }
    report = begin_report(&target, conn);
    report.phases = phases_to_run(options, purpose, target.state);
    return cmd_is_stored(&target) ? show_stored(owner, options, &target, &report, conn, err)
                                  : show_file(owner, options, &target, &report, conn, result, err);
}

static ReportPlan
begin_report(const CmdTarget *target, const Conn *conn)
{
    return (ReportPlan){
        .server = {.version = conn_server_version(conn), .description = conn_description(conn)},
        .version = target->version,
        .slug = target->slug,
        .state = target->state,
    };
}

static unsigned
phases_to_run(const Options *options, CmdPurpose purpose, PlanState state)
{
    bool is_contracted = state >= STATE_FENCING && state <= STATE_UNSEALING;

    switch (purpose)
    {
        case CMD_TO_EXPAND:
            return 1U << PHASE_EXPAND;
        case CMD_TO_CONTRACT:
            return 1U << PHASE_TIGHTEN | 1U << PHASE_SEAL;
        case CMD_TO_PURGE:
            return state == STATE_ROLLED_BACK || state == STATE_DISCARDING ? 1U << PHASE_DISCARD : 1U << PHASE_PURGE;
        case CMD_TO_ROLL_BACK:
            return (is_contracted ? 1U << PHASE_UNSEAL : 0U) | (options->to_expanded ? 0U : 1U << PHASE_UNDO);
        case CMD_TO_SHOW:
        case CMD_TO_VERIFY:
        case CMD_TO_GATE:
        case CMD_TO_PACE:
            return REPORT_ALL_PHASES;
    }
    return REPORT_ALL_PHASES;
}

static bool
show_stored(void *owner, const Options *options, const CmdTarget *target, ReportPlan *report, Conn *conn, Error *err)
{
    JournalStep *steps = NULL;

    if (!journal_load_steps(owner, conn, target->version, &steps, &report->step_count, err))
    {
        return false;
    }
    report->steps = steps;
    report->is_stored = true;
    report->description = target->journal->description;
    report->semver = target->journal->semver;
    report->needs_contract = target->journal->needs_contract;
    report->next_command = journal_next_command(owner, target->state, target->version, report->needs_contract);
    return cmd_print(report_plan(owner, report, options->style), err);
}

static bool
show_file(void *owner, const Options *options, const CmdTarget *target, ReportPlan *report, Conn *conn,
          CmdResult *result, Error *err)
{
    Resolution *resolution = NULL;
    StepList *list = NULL;
    DiskNeed *disk = NULL;

    if (target->plan == NULL)
    {
        error_set(err, ERROR_INVALID, "the file of plan %s is missing or not valid", target->version);
        return error_hint(err, "Its steps are not in the journal any more.");
    }
    if (!cmd_resolve(owner, conn, target, &resolution, &list, result, err) ||
        (report->schema_path == NULL && !disk_estimate(owner, conn, resolution, &disk, err)))
    {
        return false;
    }
    report->disk = disk;
    report->steps = pending_steps(owner, list);
    report->step_count = list->count;
    report->resolution = resolution;
    report->description = target->plan->description;
    report->semver = classify_semver_name(resolution->semver);
    report->needs_contract = resolution->needs_contract;
    report->diagnostics = result->diagnostics;
    report->next_command = journal_next_command(owner, target->state, target->version, report->needs_contract);
    return cmd_print(report_plan(owner, report, options->style), err);
}

static JournalStep *
pending_steps(void *owner, const StepList *list)
{
    JournalStep *steps = mem_array(owner, JournalStep, list->count + 1);

    for (size_t i = 0; i < list->count; i++)
    {
        steps[i].step = list->steps[i];
    }
    return steps;
}
