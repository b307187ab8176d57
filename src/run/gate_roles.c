/* SPDX-License-Identifier: PostgreSQL */
/*
 * Proof by role: each version of an application logs in as a role of its own, and the fence takes LOGIN from the old ones.
 *
 * From the fence's commit on no session of an old role can begin; those that live go on until they end. A backend that
 * had passed its authentication just before is not yet in pg_stat_activity: so its sessions must be gone twice, the grace
 * apart (the drain's part). Superusers are never shut, and a role that replicates holds no session that we see: neither
 * can be a version's.
 */
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "change/plan.h"
#include "gate_internal.h"
#include "run_internal.h"

static const char *const *old_roles(void *owner, const ProjectConsumer *declared, const char *version_to);
static const ProjectConsumer *declared_by_role(const Project *project, const char *name);
static size_t judge_sessions(GateEvaluation *evaluation, GateConsumer *consumer, const char *const *roles);
static void judge_roles(GateEvaluation *evaluation, GateConsumer *consumer, const Rows *rows, size_t sessions);
static bool check_role(const Rows *rows, size_t row, const char *application, Error *err);
static bool fence_role(Conn *conn, const JournalPlan *plan, const Rows *rows, size_t row, Error *err);
static void terminate_on_standby(const char *name, const char *roles);

bool
gate_add_roles(GateEvaluation *evaluation, GateConsumer *consumer, const ProjectConsumer *declared, Error *err)
{
    void *owner = evaluation->report;
    const char *const *roles = old_roles(owner, declared, consumer->version_to);
    const char *params[] = {run_array(owner, roles)};
    Rows *rows = run_rows(owner, evaluation->conn, "gate/roles", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    GateVerdict before = consumer->verdict;
    consumer->verdict = GATE_PASS;
    if (rows_count(rows) == 0)
    {
        gate_conclude(
            owner, consumer, 'A', GATE_UNKNOWN,
            mem_printf(owner, "no role of a version before %s is declared", consumer->version_to),
            mem_printf(owner, "Give the role of %s under its versions in %s.", consumer->version_from, PROJECT_FILE));
    }
    size_t sessions = judge_sessions(evaluation, consumer, roles);
    if (!evaluation->sees_all)
    {
        gate_conclude(owner, consumer, 'A', GATE_UNKNOWN, "the sessions of other roles are hidden from bellows",
                      "GRANT pg_read_all_stats to the role of bellows.")
            ->code = "R761";
    }
    gate_add_nodes(evaluation, consumer, false);
    judge_roles(evaluation, consumer, rows, sessions);
    consumer->verdict = gate_worse(before, consumer->verdict);
    return true;
}

static size_t
judge_sessions(GateEvaluation *evaluation, GateConsumer *consumer, const char *const *roles)
{
    void *owner = evaluation->report;
    bool is_tolerated = evaluation->grace_ms < 0 && evaluation->look->terminates;
    size_t count = 0;
    for (size_t i = 0; i < evaluation->sessions.count && !is_tolerated; i++)
    {
        const GateSession *session = &evaluation->sessions.items[i];
        /* A client of a pooler is no session of the server: it needs one to do anything, and cannot get it. */
        if (project_lists(roles, session->role) && strncmp(session->node, "pooler", 6) != 0)
        {
            gate_conclude(owner, consumer, 'A', GATE_BLOCK,
                          mem_printf(owner, "%s is a session of role \"%s\"", session->what, session->role),
                          mem_printf(owner, "Stop what logs in as \"%s\"%s.", session->role,
                                     ", or let contract end its sessions: --terminate"));
            count++;
        }
    }
    return count;
}

static void
judge_roles(GateEvaluation *evaluation, GateConsumer *consumer, const Rows *rows, size_t sessions)
{
    void *owner = evaluation->report;
    bool is_fenced = evaluation->grace_ms >= 0;
    for (size_t i = 0; i < rows_count(rows); i++)
    {
        const char *role = rows_text(rows, i, "name");
        bool can_login = rows_bool(rows, i, "can_login");
        if (is_fenced && can_login)
        {
            gate_conclude(owner, consumer, 'A', GATE_BLOCK,
                          mem_printf(owner, "role \"%s\" can log in although it is fenced", role),
                          mem_printf(owner, "ALTER ROLE %s NOLOGIN;", rows_text(rows, i, "quoted")));
        }
        else if (sessions == 0 && consumer->verdict == GATE_PASS)
        {
            const char *what = !rows_bool(rows, i, "is_there") ? "does not exist"
                               : can_login                     ? "has no session; the fence takes its LOGIN"
                                                               : "cannot log in and has no session";
            gate_conclude(owner, consumer, 'A', GATE_PASS, mem_printf(owner, "role \"%s\" %s", role, what), NULL);
        }
    }
}

/* Of the versions that the plan wants gone. */
static const char *const *
old_roles(void *owner, const ProjectConsumer *declared, const char *version_to)
{
    const char **roles = NULL;
    size_t count = 0;
    for (size_t i = 0; i < declared->version_count; i++)
    {
        if (plan_version_compare(declared->versions[i].version, version_to) < 0)
        {
            *mem_push(owner, roles, count) = declared->versions[i].role;
        }
    }
    *mem_push(owner, roles, count) = NULL;
    return roles;
}

static const ProjectConsumer *
declared_by_role(const Project *project, const char *name)
{
    const ProjectConsumer *declared = project_consumer(project, name);
    return declared != NULL && (declared->proof & PROOF_ROLE) != 0 ? declared : NULL;
}

bool
gate_fences_roles(const JournalPlan *plan, const Project *project)
{
    for (size_t i = 0; i < plan->requirement_count; i++)
    {
        if (declared_by_role(project, plan->requirements[i].application) != NULL)
        {
            return true;
        }
    }
    return false;
}

bool
gate_check_roles(Conn *conn, const JournalPlan *plan, const Project *project, Error *err)
{
    void *scratch = mem_child(NULL, "roles");
    bool is_fine = true;
    for (size_t i = 0; i < plan->requirement_count && is_fine; i++)
    {
        const JournalRequirement *requirement = &plan->requirements[i];
        const ProjectConsumer *declared = declared_by_role(project, requirement->application);
        if (declared == NULL)
        {
            continue;
        }
        const char *params[] = {run_array(scratch, old_roles(scratch, declared, requirement->version_to))};
        Rows *rows = run_rows(scratch, conn, "gate/roles", params, RUN_COUNT(params), err);
        is_fine = rows != NULL;
        for (size_t j = 0; is_fine && j < rows_count(rows); j++)
        {
            is_fine = check_role(rows, j, requirement->application, err);
        }
    }
    mem_free(scratch);
    return is_fine;
}

static bool
check_role(const Rows *rows, size_t row, const char *application, Error *err)
{
    const char *role = rows_text(rows, row, "name");
    bool is_super = rows_bool(rows, row, "is_super");
    if (is_super || rows_bool(rows, row, "is_replication"))
    {
        error_set_code(err, ERROR_REFUSED, "R763", "role \"%s\" of %s %s, so the fence cannot shut it", role,
                       application, is_super ? "is a superuser" : "may replicate");
        return error_hint(err, "Let each version of %s log in as a plain role of its own.", application);
    }
    if (rows_bool(rows, row, "is_there") && rows_bool(rows, row, "can_login") && !rows_bool(rows, row, "may_alter"))
    {
        error_set_code(err, ERROR_REFUSED, "R762", "bellows may not take LOGIN from role \"%s\"", role);
        return rows_bool(rows, row, "needs_admin")
                   ? error_hint(err, "ALTER ROLE %s CREATEROLE; GRANT %s TO %s WITH ADMIN OPTION;",
                                rows_text(rows, row, "us"), rows_text(rows, row, "quoted"), rows_text(rows, row, "us"))
                   : error_hint(err, "ALTER ROLE %s CREATEROLE;", rows_text(rows, row, "us"));
    }
    return true;
}

bool
gate_fence_roles(Conn *conn, const JournalPlan *plan, const Project *project, Error *err)
{
    void *scratch = mem_child(NULL, "fence roles");
    bool is_done = true;
    for (size_t i = 0; i < plan->requirement_count && is_done; i++)
    {
        const JournalRequirement *requirement = &plan->requirements[i];
        const ProjectConsumer *declared = declared_by_role(project, requirement->application);
        if (declared == NULL)
        {
            continue;
        }
        const char *params[] = {run_array(scratch, old_roles(scratch, declared, requirement->version_to))};
        Rows *rows = run_rows(scratch, conn, "gate/roles", params, RUN_COUNT(params), err);
        is_done = rows != NULL;
        for (size_t j = 0; is_done && j < rows_count(rows); j++)
        {
            is_done = check_role(rows, j, requirement->application, err) && fence_role(conn, plan, rows, j, err);
        }
    }
    mem_free(scratch);
    return is_done;
}

static bool
fence_role(Conn *conn, const JournalPlan *plan, const Rows *rows, size_t row, Error *err)
{
    const char *params[] = {plan->version, rows_text(rows, row, "name")};
    if (!rows_bool(rows, row, "is_there"))
    {
        return true;
    }
    void *scratch = mem_child(NULL, "role");
    bool can_login = rows_bool(rows, row, "can_login");
    bool is_done =
        run_do(conn, "gate/fence_role", params, RUN_COUNT(params), err) &&
        (!can_login ||
         (conn_exec(conn, mem_printf(scratch, "ALTER ROLE %s NOLOGIN", rows_text(rows, row, "quoted")), err) &&
          journal_write(conn, plan->version, NULL, "role",
                        mem_printf(scratch, "role %s cannot log in any more", rows_text(rows, row, "quoted")), err)));
    mem_free(scratch);
    return is_done;
}

bool
gate_unfence_roles(Conn *conn, const JournalPlan *plan, Error *err)
{
    const char *params[] = {plan->version};
    bool is_current = false;
    if (!journal_is_current(conn, &is_current, err))
    {
        return false;
    }
    void *scratch = mem_child(NULL, "unfence roles");
    Rows *rows = is_current ? run_rows(scratch, conn, "gate/unfence_roles", params, RUN_COUNT(params), err) : NULL;
    bool is_done = !is_current || rows != NULL;
    for (size_t i = 0; is_done && rows != NULL && i < rows_count(rows); i++)
    {
        const char *role = rows_text(rows, i, "quoted");
        is_done = conn_exec(conn, mem_printf(scratch, "ALTER ROLE %s LOGIN", role), err) &&
                  journal_write(conn, plan->version, NULL, "role",
                                mem_printf(scratch, "role %s may log in again", role), err);
    }
    mem_free(scratch);
    return is_done;
}

bool
gate_terminate(Conn *conn, const JournalPlan *plan, const Project *project, Error *err)
{
    void *scratch = mem_child(NULL, "terminate");
    bool is_done = true;
    for (size_t i = 0; i < plan->requirement_count && is_done; i++)
    {
        const JournalRequirement *requirement = &plan->requirements[i];
        const ProjectConsumer *declared = declared_by_role(project, requirement->application);
        if (declared == NULL)
        {
            continue;
        }
        const char *params[] = {run_array(scratch, old_roles(scratch, declared, requirement->version_to))};
        Rows *rows = run_rows(scratch, conn, "gate/terminate", params, RUN_COUNT(params), err);
        is_done = rows != NULL;
        if (is_done && rows_int64(rows, 0, "ended") > 0)
        {
            log_info("ended %s sessions of fenced roles", rows_text(rows, 0, "ended"));
        }
        for (size_t j = 0; is_done && !project->is_stored && project->standbys[j] != NULL; j++)
        {
            terminate_on_standby(project->standbys[j], params[0]);
        }
    }
    mem_free(scratch);
    return is_done;
}

/* One that does not answer is told by the drain, which knows nothing of it then. */
static void
terminate_on_standby(const char *name, const char *roles)
{
    const char *params[] = {roles};
    Error failure = {0};
    Conn *conn = gate_open_node(NULL, name, false, &failure);
    if (conn == NULL || !run_do(conn, "gate/terminate", params, RUN_COUNT(params), &failure))
    {
        log_debug("sessions on a standby: %s", failure.message);
    }
    error_clear(&failure);
    mem_free(conn);
}
