/* SPDX-License-Identifier: PostgreSQL */
/*
 * The fence: closing and opening the way in, in short transactions of the caller.
 *
 * The exclusive advisory lock of an application waits for the registrations in flight and makes later ones wait, so its
 * transaction must be short. Locks of several applications are taken in the order of the "C" collation, always.
 */
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "gate_internal.h"
#include "run/gate.h"
#include "run_internal.h"

static bool begin_round(Conn *conn, const JournalPlan *plan, Error *err);
static bool require_no_new_version(Conn *conn, const JournalRequirement *requirement, char **lines, Error *err);

bool
gate_lock_applications(Conn *conn, const JournalPlan *plan, Error *err)
{
    for (size_t i = 0; i < plan->requirement_count; i++)
    {
        const char *params[] = {plan->requirements[i].application};
        if (!run_text(conn, "SELECT pg_advisory_xact_lock(" RUN_LOCK_APPLICATION ", hashtext($1::text))", params,
                      RUN_COUNT(params), err))
        {
            return false;
        }
    }
    return true;
}

bool
gate_fence(Conn *conn, const JournalPlan *plan, const Project *project, Error *err)
{
    if (!gate_lock_applications(conn, plan, err))
    {
        return false;
    }
    for (size_t i = 0; i < plan->requirement_count; i++)
    {
        const char *params[] = {plan->requirements[i].application, plan->requirements[i].version_to};
        if (!run_do(conn, "gate/fence", params, RUN_COUNT(params), err))
        {
            return false;
        }
    }
    return gate_fence_roles(conn, plan, project, err) && gate_note_point(conn, plan, false, err) &&
           begin_round(conn, plan, err);
}

static bool
begin_round(Conn *conn, const JournalPlan *plan, Error *err)
{
    const char *params[] = {plan->version};
    return run_do(conn, "gate/begin_round", params, RUN_COUNT(params), err);
}

bool
gate_unfence(Conn *conn, const JournalPlan *plan, Error *err)
{
    if (!gate_lock_applications(conn, plan, err))
    {
        return false;
    }
    for (size_t i = 0; i < plan->requirement_count; i++)
    {
        const char *params[] = {plan->requirements[i].application, plan->version};
        if (!run_do(conn, "gate/unfence", params, RUN_COUNT(params), err))
        {
            return false;
        }
    }
    return gate_unfence_roles(conn, plan, err);
}

bool
gate_require_no_new_version(Conn *conn, const JournalPlan *plan, Error *err)
{
    char *lines = mem_strdup(NULL, "");
    bool is_fine = true;
    for (size_t i = 0; i < plan->requirement_count && is_fine; i++)
    {
        is_fine = require_no_new_version(conn, &plan->requirements[i], &lines, err);
    }
    if (is_fine && lines[0] != '\0')
    {
        is_fine = error_set_code(err, ERROR_REFUSED, "R711",
                                 "rollback of %s is refused: the new version is still in use", plan->version);
        error_detail(err, "%s", lines);
        error_hint(err, "Roll the application back first, then run rollback again.");
    }
    mem_free(lines);
    return is_fine;
}

bool
gate_recheck(Conn *conn, const JournalPlan *plan, const GateLook *look, Error *err)
{
    for (size_t i = 0; i < plan->requirement_count; i++)
    {
        const JournalRequirement *requirement = &plan->requirements[i];
        const char *params[] = {requirement->application, requirement->version_to};
        Rows *rows = run_rows(NULL, conn, "gate/standing", params, RUN_COUNT(params), err);
        if (rows == NULL)
        {
            return false;
        }
        bool stands = rows_count(rows) == 1 && rows_bool(rows, 0, "stands");
        mem_free(rows);
        if (!stands)
        {
            error_set_code(err, ERROR_REFUSED, "R701", "contract of %s is refused: the fence of \"%s\" does not stand",
                           plan->version, requirement->application);
            return error_hint(err,
                              "A failover may have lost it. Take the contract back and begin "
                              "it again: bellows rollback %s --to expanded.",
                              plan->version);
        }
    }
    GateReport *report = NULL;
    void *scratch = mem_child(NULL, "gate");
    bool passes = gate_evaluate(scratch, conn, plan, look, &report, err) &&
                  (report->verdict == GATE_PASS || gate_refuse(report, err));
    mem_free(scratch);
    return passes;
}

static bool
require_no_new_version(Conn *conn, const JournalRequirement *requirement, char **lines, Error *err)
{
    const char *params[] = {requirement->application, requirement->version_to};
    Rows *rows = run_rows(NULL, conn, "gate/new_leases", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    for (size_t i = 0; i < rows_count(rows); i++)
    {
        char *left = gate_age(NULL, rows_int64(rows, i, "expires_in_s"));
        mem_append(lines, "%s%s: instance \"%s\" runs %s, its lease ends in %s.", (*lines)[0] != '\0' ? "\n" : "",
                   requirement->application, rows_text(rows, i, "instance"), rows_text(rows, i, "version"), left);
        mem_free(left);
    }
    mem_free(rows);
    return true;
}
