/* SPDX-License-Identifier: PostgreSQL */
/*
 * Whose session is it? And who could use the changed tables although the plan does not name him?
 *
 * Strict only where a bellows.yaml is in force: whoever wrote one says "this is everybody", so a role or an application
 * name that is nobody's is a consumer that was forgotten. A session is somebody's by, in this order: the maintenance
 * lists, application_names, what it claims in application_name, its declared role, or the role under which an
 * application has registered.
 */
#include <string.h>

#include "base/mem.h"
#include "change/plan.h"
#include "gate_internal.h"
#include "run_internal.h"

typedef struct Stranger
{
    const char *role;
    const char *application_name;
} Stranger;

static bool matches_any(const char *const *patterns, const char *text);
static bool is_maintenance(const Project *project, const GateSession *session);
static const char *consumer_by_claim(const GateEvaluation *evaluation, const GateSession *session);
static const char *consumer_by_role(const GateEvaluation *evaluation, const char *role);
static const char *registered_as(const GateEvaluation *evaluation, const char *role);
static bool has_role(const ProjectConsumer *consumer, const char *role);
static void add_stranger(GateEvaluation *evaluation, GateConsumer *consumer, const Stranger *stranger,
                         const char *where, int64_t age_s, const char *last_seen);
static bool is_listed(const Stranger *list, size_t count, const GateSession *session);
static char *yaml_block(void *owner, const Stranger *strangers, size_t count);
static char *quoted(void *owner, const char *text);
static bool is_named(const JournalPlan *plan, const char *name);
static bool check_unnamed(GateEvaluation *evaluation, const ProjectConsumer *declared, Error *err);
static const char *const *roles_of(void *owner, const GateEvaluation *evaluation, const ProjectConsumer *declared);
static bool uses(const ProjectConsumer *declared, const Rows *tables, size_t row);

GateWhose
gate_whose(const GateEvaluation *evaluation, const GateSession *session, const char **consumer)
{
    const Project *project = evaluation->project;
    *consumer = NULL;
    if (is_maintenance(project, session))
    {
        return GATE_OF_MAINTENANCE;
    }
    for (size_t i = 0; i < project->consumer_count && *consumer == NULL; i++)
    {
        *consumer = matches_any(project->consumers[i].application_names, session->application_name)
                        ? project->consumers[i].name
                        : NULL;
    }
    *consumer = *consumer != NULL ? *consumer : consumer_by_claim(evaluation, session);
    *consumer = *consumer != NULL ? *consumer : consumer_by_role(evaluation, session->role);
    /* Who says that it is another application is not taken for the one that its role is known by. */
    if (*consumer == NULL && session->claim == NULL)
    {
        *consumer = registered_as(evaluation, session->role);
    }
    return *consumer == NULL ? GATE_OF_NOBODY : GATE_OF_CONSUMER;
}

static bool
is_maintenance(const Project *project, const GateSession *session)
{
    return project_lists(project->maintenance_roles, session->role) ||
           matches_any(project->maintenance_names, session->application_name);
}

static bool
matches_any(const char *const *patterns, const char *text)
{
    for (size_t i = 0; patterns[i] != NULL; i++)
    {
        if (project_matches(patterns[i], text))
        {
            return true;
        }
    }
    return false;
}

static const char *
consumer_by_claim(const GateEvaluation *evaluation, const GateSession *session)
{
    if (session->claim == NULL)
    {
        return NULL;
    }
    return is_named(evaluation->plan, session->claim) || project_consumer(evaluation->project, session->claim) != NULL
               ? session->claim
               : NULL;
}

static const char *
consumer_by_role(const GateEvaluation *evaluation, const char *role)
{
    for (size_t i = 0; i < evaluation->project->consumer_count; i++)
    {
        if (has_role(&evaluation->project->consumers[i], role))
        {
            return evaluation->project->consumers[i].name;
        }
    }
    return NULL;
}

static bool
has_role(const ProjectConsumer *consumer, const char *role)
{
    for (size_t i = 0; i < consumer->version_count; i++)
    {
        if (strcmp(consumer->versions[i].role, role) == 0)
        {
            return true;
        }
    }
    return project_lists(consumer->roles, role);
}

static const char *
registered_as(const GateEvaluation *evaluation, const char *role)
{
    for (size_t i = 0; i < rows_count(evaluation->registered); i++)
    {
        if (strcmp(rows_text(evaluation->registered, i, "role"), role) == 0)
        {
            return rows_text(evaluation->registered, i, "application");
        }
    }
    return NULL;
}

const char *
gate_version_of(const GateEvaluation *evaluation, const char *application, const char *build)
{
    for (size_t i = 0; build != NULL && i < rows_count(evaluation->builds); i++)
    {
        if (strcmp(rows_text(evaluation->builds, i, "application"), application) == 0 &&
            strcmp(rows_text(evaluation->builds, i, "build"), build) == 0)
        {
            return rows_text(evaluation->builds, i, "version");
        }
    }
    return build != NULL && plan_version_is_valid(build) ? build : NULL;
}

/* Those who were seen since expand, and those who are here. */
bool
gate_add_undeclared(GateEvaluation *evaluation, Error *err)
{
    void *owner = evaluation->report;
    const char *params[] = {evaluation->plan->version};
    Rows *rows = run_rows(NULL, evaluation->conn, "gate/seen", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    GateConsumer *consumer = gate_add_consumer(evaluation, "sessions");
    Stranger *strangers = NULL;
    size_t count = 0;
    const char *whose;
    for (size_t i = 0; i < rows_count(rows); i++)
    {
        GateSession session = {.role = rows_text(rows, i, "role")};
        gate_name_session(owner, rows_text(rows, i, "application_name"), &session);
        if (gate_whose(evaluation, &session, &whose) == GATE_OF_NOBODY && !is_listed(strangers, count, &session))
        {
            Stranger *stranger = mem_push(owner, strangers, count);
            *stranger = (Stranger){mem_strdup(owner, session.role), session.application_name};
            add_stranger(evaluation, consumer, stranger,
                         mem_printf(owner, "%s%s", rows_text(rows, i, "nodes"),
                                    rows_bool(rows, i, "wrote") ? ", has written the old shape" : ""),
                         rows_int64(rows, i, "age_s"), rows_text(rows, i, "last_seen"));
        }
    }
    mem_free(rows);
    for (size_t i = 0; i < evaluation->sessions.count; i++)
    {
        const GateSession *session = &evaluation->sessions.items[i];
        if (gate_whose(evaluation, session, &whose) == GATE_OF_NOBODY && !is_listed(strangers, count, session))
        {
            Stranger *stranger = mem_push(owner, strangers, count);
            *stranger = (Stranger){session->role, session->application_name};
            add_stranger(evaluation, consumer, stranger, session->node, 0, "now");
        }
    }
    if (!evaluation->sees_all)
    {
        char *role = NULL;
        if (!gate_sees_all(owner, evaluation->conn, &evaluation->sees_all, &role, err))
        {
            return false;
        }
        gate_conclude(owner, consumer, 'E', GATE_UNKNOWN, "the sessions of other roles are hidden from bellows",
                      mem_printf(owner, "GRANT pg_read_all_stats TO %s;", role))
            ->code = "R761";
    }
    gate_add_nodes(evaluation, consumer, true);
    if (consumer->verdict == GATE_PASS)
    {
        gate_conclude(owner, consumer, 'E', GATE_PASS, "everybody who was seen since expand is declared", NULL);
    }
    evaluation->report->block = count == 0 ? NULL : yaml_block(owner, strangers, count);
    return true;
}

static void
add_stranger(GateEvaluation *evaluation, GateConsumer *consumer, const Stranger *stranger, const char *where,
             int64_t age_s, const char *last_seen)
{
    void *owner = evaluation->report;
    GateEvidence *evidence = gate_conclude(
        owner, consumer, 'E', GATE_UNKNOWN,
        mem_printf(owner, "role \"%s\" (application name \"%s\", on %s, last seen %s) is no declared consumer",
                   stranger->role, stranger->application_name, where, last_seen),
        mem_printf(owner, "Declare it in %s, as a consumer or under maintenance.", PROJECT_FILE));
    evidence->age_s = age_s;
    evidence->code = "R760";
}

static bool
is_listed(const Stranger *list, size_t count, const GateSession *session)
{
    for (size_t i = 0; i < count; i++)
    {
        if (strcmp(list[i].role, session->role) == 0 &&
            strcmp(list[i].application_name, session->application_name) == 0)
        {
            return true;
        }
    }
    return false;
}

/* One consumer a role, with the names it was seen under: somebody has to choose the proof, so the one that cannot pass by
 * accident is given. */
static char *
yaml_block(void *owner, const Stranger *strangers, size_t count)
{
    char *block = mem_strdup(owner, "consumers:\n");
    for (size_t i = 0; i < count; i++)
    {
        bool is_first = true;
        for (size_t j = 0; j < i; j++)
        {
            is_first = is_first && strcmp(strangers[j].role, strangers[i].role) != 0;
        }
        if (is_first)
        {
            char *role = quoted(block, strangers[i].role);
            mem_append(&block, "  - {name: %s, owner: \"?\", proof: [lease], roles: [%s]}", role, role);
            const char *mark = "  # seen as ";
            for (size_t j = i; j < count; j++)
            {
                if (strcmp(strangers[j].role, strangers[i].role) == 0)
                {
                    mem_append(&block, "%s%s", mark, quoted(block, strangers[j].application_name));
                    mark = ", ";
                }
            }
            mem_append(&block, "\n");
        }
    }
    mem_append(&block, "# or, where it is no consumer: maintenance: {roles: [...]}\n");
    return block;
}

static char *
quoted(void *owner, const char *text)
{
    char *shown = mem_strdup(owner, "\"");
    for (const char *at = text; *at != '\0'; at++)
    {
        mem_append(&shown, "%s%c", *at == '"' || *at == '\\' ? "\\" : "", (unsigned char) *at < ' ' ? '?' : *at);
    }
    mem_append(&shown, "\"");
    return shown;
}

static bool
is_named(const JournalPlan *plan, const char *name)
{
    for (size_t i = 0; i < plan->requirement_count; i++)
    {
        if (strcmp(plan->requirements[i].application, name) == 0)
        {
            return true;
        }
    }
    return false;
}

bool
gate_add_unnamed(GateEvaluation *evaluation, Error *err)
{
    for (size_t i = 0; i < evaluation->project->consumer_count; i++)
    {
        const ProjectConsumer *declared = &evaluation->project->consumers[i];
        bool is_asked =
            !is_named(evaluation->plan, declared->name) && (declared->tables == NULL || declared->tables[0] != NULL);
        if (is_asked && !check_unnamed(evaluation, declared, err))
        {
            return false;
        }
    }
    return true;
}

/* Privileges are what ties a consumer to a table; of one without any role nothing is known. */
static bool
check_unnamed(GateEvaluation *evaluation, const ProjectConsumer *declared, Error *err)
{
    void *owner = evaluation->report;
    const char *const *roles = roles_of(owner, evaluation, declared);
    const char *remedy = mem_printf(owner, "Name %s under applications of the plan, or say in %s which tables it uses.",
                                    declared->name, PROJECT_FILE);
    if (roles[0] == NULL && declared->tables == NULL)
    {
        gate_conclude(owner, gate_add_consumer(evaluation, declared->name), ' ', GATE_UNKNOWN,
                      "it has no role, and the plan does not name it: whether it uses the changed tables is unknown",
                      remedy)
            ->code = "R765";
        return true;
    }
    const char *params[] = {evaluation->plan->version, run_array(owner, roles)};
    Rows *rows = run_rows(owner, evaluation->conn, "gate/concerned", params, RUN_COUNT(params), err);
    GateConsumer *consumer = NULL;
    for (size_t i = 0; rows != NULL && i < rows_count(rows); i++)
    {
        if (uses(declared, rows, i))
        {
            consumer = consumer == NULL ? gate_add_consumer(evaluation, declared->name) : consumer;
            gate_conclude(
                owner, consumer, ' ', GATE_UNKNOWN,
                declared->tables != NULL
                    ? mem_printf(owner, "it uses %s, and the plan does not name it", rows_text(rows, i, "name"))
                    : mem_printf(owner, "it may use %s (role %s), and the plan does not name it",
                                 rows_text(rows, i, "name"), rows_text(rows, i, "roles")),
                remedy)
                ->code = "R765";
        }
    }
    return rows != NULL;
}

static const char *const *
roles_of(void *owner, const GateEvaluation *evaluation, const ProjectConsumer *declared)
{
    const char **roles = NULL;
    size_t count = 0;
    for (size_t i = 0; declared->roles[i] != NULL; i++)
    {
        *mem_push(owner, roles, count) = declared->roles[i];
    }
    for (size_t i = 0; i < declared->version_count; i++)
    {
        *mem_push(owner, roles, count) = declared->versions[i].role;
    }
    for (size_t i = 0; i < rows_count(evaluation->registered); i++)
    {
        if (strcmp(rows_text(evaluation->registered, i, "application"), declared->name) == 0)
        {
            *mem_push(owner, roles, count) = rows_text(evaluation->registered, i, "role");
        }
    }
    for (size_t i = 0; i < evaluation->sessions.count; i++)
    {
        const char *whose;
        if (gate_whose(evaluation, &evaluation->sessions.items[i], &whose) == GATE_OF_CONSUMER &&
            strcmp(whose, declared->name) == 0)
        {
            *mem_push(owner, roles, count) = evaluation->sessions.items[i].role;
        }
    }
    *mem_push(owner, roles, count) = NULL;
    return roles;
}

static bool
uses(const ProjectConsumer *declared, const Rows *tables, size_t row)
{
    if (declared->tables == NULL)
    {
        return !rows_is_null(tables, row, "roles");
    }
    return project_lists(declared->tables, rows_text(tables, row, "name")) ||
           (rows_bool(tables, row, "is_public") && project_lists(declared->tables, rows_text(tables, row, "short")));
}
