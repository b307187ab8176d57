/* SPDX-License-Identifier: PostgreSQL */
/*
 * bellows gate fence, gate unfence, gate map-version: the first part of a contract alone, its way back, and what builds
 * are.
 */
#include "base/mem.h"
#include "cmd_internal.h"

static bool check_fence(void *owner, const Options *options, CmdResult *result, Error *err);
static bool find(void *owner, const Options *options, Conn *conn, CmdTarget *target, CmdResult *result, Error *err);

bool
cmd_gate_fence(void *owner, const Options *options, CmdResult *result, Error *err)
{
    if (options->check)
    {
        return check_fence(owner, options, result, err);
    }
    return cmd_run_verb(owner, options, VERB_CONTRACT, (EngineRequest){.stops_at_fence = true}, result, err);
}

/* The gate, and whether the fence may do what it must. */
static bool
check_fence(void *owner, const Options *options, CmdResult *result, Error *err)
{
    Conn *conn = cmd_connect(owner, options, err);
    CmdTarget target = {0};
    GateReport *gate = NULL;
    const Project *project = NULL;

    result->fact = "nothing was changed";
    if (conn == NULL || !find(owner, options, conn, &target, result, err) ||
        !cmd_evaluate(owner, options, conn, target.journal, &gate, result, err) ||
        !cmd_load_project(owner, options, conn, &project, result, err) ||
        !gate_check_roles(conn, target.journal, project, err))
    {
        return false;
    }
    if (gate->verdict != GATE_PASS)
    {
        return gate_refuse(gate, err);
    }
    return cmd_print(report_gate(owner, gate, mem_printf(owner, "bellows contract %s", target.version), options->style),
                     err);
}

bool
cmd_gate_unfence(void *owner, const Options *options, CmdResult *result, Error *err)
{
    Conn *conn = cmd_connect(owner, options, err);
    CmdTarget target = {0};

    result->fact = "nothing was changed";
    if (conn == NULL || !find(owner, options, conn, &target, result, err))
    {
        return false;
    }
    if (target.state != STATE_EXPANDED && target.state != STATE_FENCING && target.state != STATE_FENCED &&
        target.state != STATE_UNSEALING)
    {
        (void) error_set_code(err, ERROR_REFUSED, "R766", "the fence of plan %s cannot be lifted: it is %s",
                              target.version, journal_state_name(target.state));
        return target.state == STATE_SEALING || target.state == STATE_SEALED
                   ? error_hint(err, "The old shape must come back first: bellows rollback %s --to expanded.",
                                target.version)
                   : false;
    }
    return cmd_run_verb(owner, options, VERB_ROLLBACK, (EngineRequest){.to_expanded = true}, result, err);
}

static bool
find(void *owner, const Options *options, Conn *conn, CmdTarget *target, CmdResult *result, Error *err)
{
    if (!cmd_find_target(owner, options, conn, CMD_TO_GATE, target, result, err))
    {
        return false;
    }
    return target->journal != NULL || error_set(err, ERROR_REFUSED, "plan %s is not expanded", target->version);
}

bool
cmd_gate_map_version(void *owner, const Options *options, CmdResult *result, Error *err)
{
    const char *const *given = options->arguments;
    Conn *conn = cmd_connect(owner, options, err);
    char *before = NULL;

    result->fact = "nothing was changed";
    if (conn == NULL || !gate_map_version(owner, conn, given[0], given[1], given[2], &before, err))
    {
        return false;
    }
    return cmd_print(report_mapping(owner, given[0], given[1], given[2], before, options->style), err);
}
