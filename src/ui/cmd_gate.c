/* SPDX-License-Identifier: PostgreSQL */
/*
 * bellows gate, gate admit, gate attest: the evidence as a checklist, and the two ways in which others take part in it.
 */
#include <string.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "cmd_internal.h"
#include "run/gate.h"

#define OBSERVE_MS 1000

static bool require_journal(const CmdTarget *target, Error *err);
static bool ask_files(void *owner, const CmdTargets *targets, const char *application, const char *version,
                      char **reason);
static bool require_fields(const Options *options, Error *err);

bool
cmd_gate(void *owner, const Options *options, CmdResult *result, Error *err)
{
    Conn *conn = cmd_connect(owner, options, err);
    CmdTarget target = {0};
    GateReport *gate = NULL;
    const char *next;

    if (conn == NULL || !cmd_find_target(owner, options, conn, CMD_TO_GATE, &target, result, err) ||
        !require_journal(&target, err) || !cmd_evaluate(owner, options, conn, target.journal, &gate, result, err))
    {
        return false;
    }
    result->exit_code = gate->verdict == GATE_PASS ? 0 : error_exit_code(ERROR_REFUSED);
    next = gate->verdict == GATE_PASS
               ? journal_next_command(owner, target.state, target.version, target.journal->needs_contract)
               : mem_printf(owner, "bellows gate %s", target.version);
    return cmd_print(report_gate(owner, gate, next, options->style), err);
}

bool
cmd_evaluate(void *owner, const Options *options, Conn *conn, const JournalPlan *plan, GateReport **gate,
             CmdResult *result, Error *err)
{
    int64_t until = clock_ms() + options->observe_ms;
    GateLook look = {.terminates = options->terminate};
    GateOutside *outside = NULL;

    if (!cmd_load_project(owner, options, conn, &look.project, result, err))
    {
        return false;
    }
    /* Sessions that come and go between two looks are missed: a look a second. */
    for (;;)
    {
        void *mem = mem_child(owner, "look");

        if (!gate_look_outside(mem, conn, plan, look.project, &outside, err) || !gate_sight(conn, outside, err) ||
            !gate_store_statements(conn, plan, outside, err))
        {
            return false;
        }
        if (clock_ms() >= until)
        {
            break;
        }
        mem_free(mem);
        log_progress("looking who is connected, %lld s more", (long long) ((until - clock_ms()) / 1000));
        if (!interrupt_wait(OBSERVE_MS) && !interrupt_check(err))
        {
            return false;
        }
    }
    log_progress_end();
    if (!gate_tell_brownout(conn, plan, err))
    {
        return false;
    }
    look.outside = outside;
    look.grace_ms = gate_grace_ms(look.project, options->grace_ms);
    return gate_evaluate(owner, conn, plan, &look, gate, err);
}

bool
cmd_gate_admit(void *owner, const Options *options, CmdResult *result, Error *err)
{
    const char *application = options->arguments[0];
    char *version = NULL;
    CmdTargets targets = {0};
    bool admitted = true;
    char *reason = NULL;
    Conn *conn;

    conn = cmd_connect(owner, options, err);
    if (conn == NULL || !gate_known_version(owner, conn, application, options->arguments[1], &version, err))
    {
        return false;
    }
    if (!plan_version_is_valid(version))
    {
        error_set(err, ERROR_USAGE, "\"%s\" is no version of an application", version);
        return error_hint(err,
                          "Versions look like 1.4.0, 41 or v1.4.0-rc1; \"bellows gate map-version\" says which one "
                          "a build is.");
    }
    if (!cmd_list_targets(owner, options, conn, &targets, NULL, err) ||
        (targets.has_journal && !gate_admit(owner, conn, application, version, &admitted, &reason, err)))
    {
        return false;
    }
    admitted = admitted && ask_files(owner, &targets, application, version, &reason);
    result->exit_code = admitted ? 0 : error_exit_code(ERROR_REFUSED);
    return cmd_print(report_admit(owner, application, version, admitted ? NULL : reason, options->style), err);
}

bool
cmd_gate_attest(void *owner, const Options *options, CmdResult *result, Error *err)
{
    Conn *conn;
    CmdTarget target = {0};
    GateAttestation attestation = {
        .application = options->application,
        .by_whom = options->by_whom,
        .scope = options->scope,
        .reason = options->reason,
        .expires = options->expires,
    };

    result->fact = "nothing was changed";
    if (!require_fields(options, err))
    {
        return false;
    }
    conn = cmd_connect(owner, options, err);
    if (conn == NULL || !cmd_find_target(owner, options, conn, CMD_TO_GATE, &target, result, err) ||
        !require_journal(&target, err) || !cmd_load_project(owner, options, conn, &attestation.project, result, err))
    {
        return false;
    }
    attestation.plan = target.version;
    if (!gate_attest(conn, &attestation, err))
    {
        return false;
    }
    return cmd_print(
        report_attestation(owner, &attestation, mem_printf(owner, "bellows gate %s", target.version), options->style),
        err);
}

static bool
require_journal(const CmdTarget *target, Error *err)
{
    if (target->journal != NULL)
    {
        return true;
    }
    error_set(err, ERROR_REFUSED, "plan %s is not expanded, so nothing is known of who uses it", target->version);
    return error_hint(err, "Type \"bellows expand %s\" first.", target->version);
}

/* What only its file knows cannot have been expanded: the version that needs it may not start. */
static bool
ask_files(void *owner, const CmdTargets *targets, const char *application, const char *version, char **reason)
{
    for (size_t i = 0; i < targets->count; i++)
    {
        CmdTarget target = targets->items[i];
        CmdResult ignored = {0};
        Error err = {0};

        if (target.journal != NULL || !cmd_load_file(owner, &target, &ignored, &err))
        {
            error_clear(&err);
            continue;
        }
        for (size_t j = 0; j < target.plan->application_count; j++)
        {
            const PlanApplication *wanted = &target.plan->applications[j];

            if (strcmp(wanted->name, application) == 0 && plan_version_compare(version, wanted->to) >= 0)
            {
                *reason = mem_printf(owner, "plan %s is not expanded, and %s %s needs it", target.version, application,
                                     wanted->to);
                return false;
            }
        }
    }
    return true;
}

static bool
require_fields(const Options *options, Error *err)
{
    const struct
    {
        const char *value;
        const char *name;
    } fields[] = {
        {options->application, "--app"}, {options->by_whom, "--by"},      {options->scope, "--scope"},
        {options->reason, "--reason"},   {options->expires, "--expires"},
    };

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
    {
        if (fields[i].value == NULL)
        {
            error_set(err, ERROR_USAGE, "\"bellows gate attest\" needs %s", fields[i].name);
            return error_hint(err, "Usage: bellows gate attest [PLAN] --app NAME --by WHO "
                                   "--scope TEXT --reason TEXT --expires TIME");
        }
    }
    return true;
}
