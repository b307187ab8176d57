/* SPDX-License-Identifier: PostgreSQL */
/*
 * What is seen outside of the primary, at one moment: sessions on standbys, clients of poolers, what programs tell.
 *
 * Nobody here can fail a command: who does not answer, or answers something else than was asked, is a node or source
 * with a failure, and that is unknown. A standby counts only once it has replayed the fence: until then old versions can
 * still log in there. In transaction mode an idle client of a pooler holds no server connection, so the pooler's own list
 * is the only one that has it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "gate_internal.h"
#include "run/command.h"
#include "run_internal.h"

#define CONNECT_MS   5000
#define STATEMENT_MS 5000

typedef struct Look
{
    Conn *conn;
    const JournalPlan *plan;
    const Project *project;
    GateOutside *outside; /* owns what is seen */
    const char *system_identifier;
    char *lsn; /* behind the fence's commit; NULL: not fenced */
    Rows *old; /* the columns of which statements are looked for; NULL: none are */
} Look;

static bool begin(Look *look, Error *err);
static bool read_lsn(Look *look, Error *err);
static void look_at_node(Look *look, const char *name, bool is_pooler);
static bool look_at_standby(Look *look, const char *shown, Conn *conn, Error *err);
static bool look_at_pooler(Look *look, const char *shown, Conn *conn, Error *err);
static const char *const *served_databases(void *owner, Conn *conn, const char *database, Error *err);
static bool add_clients(Look *look, const char *shown, Conn *conn, const char *const *databases, Error *err);
static bool run_source(Look *look, const ProjectEvidence *evidence, Error *err);
static bool is_wanted(const ProjectEvidence *evidence, const JournalPlan *plan);
static int64_t max_age_ms(const Look *look);

bool
gate_look_outside(void *owner, Conn *conn, const JournalPlan *plan, const Project *project, GateOutside **outside,
                  Error *err)
{
    *outside = NULL;
    if (project == NULL)
    {
        return true;
    }
    Look look = {.conn = conn, .plan = plan, .project = project, .outside = mem_new(owner, GateOutside)};
    if (!begin(&look, err))
    {
        return false;
    }
    if (look.old != NULL)
    {
        gate_read_statements(look.outside, conn, GATE_PRIMARY, look.old);
    }
    for (size_t i = 0; project->standbys[i] != NULL; i++)
    {
        look_at_node(&look, project->standbys[i], false);
    }
    for (size_t i = 0; project->poolers[i] != NULL; i++)
    {
        look_at_node(&look, project->poolers[i], true);
    }
    for (size_t i = 0; i < project->evidence_count; i++)
    {
        if (is_wanted(&project->evidence[i], plan) && !run_source(&look, &project->evidence[i], err))
        {
            return false;
        }
    }
    *outside = look.outside;
    return interrupt_check(err);
}

int64_t
gate_outside_age_ms(const GateOutside *outside)
{
    return outside == NULL ? 0 : clock_ms() - outside->seen_ms;
}

/* The time at which looking begins: what is seen is at least so old when the last program has ended. */
static bool
begin(Look *look, Error *err)
{
    void *owner = look->outside;
    const char *params[] = {run_number(owner, max_age_ms(look))};
    Rows *rows = run_rows(NULL, look->conn, "gate/here", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    look->outside->seen_ms = clock_ms();
    look->outside->valid_until = run_copy(owner, rows, 0, "valid_until");
    look->system_identifier = run_copy(owner, rows, 0, "system_identifier");
    mem_free(rows);
    if (gate_wants_statements(look->project))
    {
        look->old = gate_old_columns(owner, look->conn, look->plan, err);
        if (look->old == NULL && error_is_set(err))
        {
            return false;
        }
    }
    return !gate_is_fenced(look->plan->state) || read_lsn(look, err);
}

static bool
read_lsn(Look *look, Error *err)
{
    bool is_current = false;
    const char *params[] = {look->plan->version};
    return journal_is_current(look->conn, &is_current, err) &&
           (!is_current || conn_query_text(look->outside, look->conn,
                                           "SELECT (SELECT lsn::text FROM bellows.fence_point WHERE plan = $1)", params,
                                           RUN_COUNT(params), &look->lsn, err));
}

static int64_t
max_age_ms(const Look *look)
{
    int64_t least_ms = GATE_MAX_AGE_MS;
    for (size_t i = 0; i < look->project->evidence_count; i++)
    {
        const ProjectEvidence *evidence = &look->project->evidence[i];
        least_ms = is_wanted(evidence, look->plan) && evidence->max_age_ms < least_ms ? evidence->max_age_ms : least_ms;
    }
    return least_ms;
}

static void
look_at_node(Look *look, const char *name, bool is_pooler)
{
    void *owner = look->outside;
    GateNode *node = mem_push(owner, look->outside->nodes, look->outside->node_count);
    Error err = {0};
    size_t sessions_before = look->outside->sessions.count;
    *node = (GateNode){.name = mem_printf(owner, "%s \"%s\"", is_pooler ? "pooler" : "standby", log_mask(owner, name))};
    if (look->project->is_stored)
    {
        node->failure = "bellows.yaml is not here, and the journal's copy does not count (--config FILE)";
        return;
    }
    Conn *conn = gate_open_node(owner, name, is_pooler, &err);
    if (conn == NULL ||
        !(is_pooler ? look_at_pooler(look, node->name, conn, &err) : look_at_standby(look, node->name, conn, &err)))
    {
        node->failure = mem_strdup(owner, err.message == NULL ? "it did not answer" : err.message);
        look->outside->sessions.count = sessions_before;
    }
    error_clear(&err);
    mem_free(conn);
}

Conn *
gate_open_node(void *owner, const char *name, bool is_pooler, Error *err)
{
    bool is_env = strncmp(name, "env:", 4) == 0;
    ConnOptions options = {
        .url = is_env ? getenv(name + 4) : name,
        .application_name = "bellows/gate",
        .connect_timeout_ms = CONNECT_MS,
        .plain = is_pooler,
    };
    if (options.url == NULL || options.url[0] == '\0')
    {
        error_set(err, ERROR_FAILED, "the environment has no %s", name + 4);
        return NULL;
    }
    Conn *conn = conn_open(owner, &options, err);
    if (conn != NULL)
    {
        conn_set_deadline(conn, STATEMENT_MS);
    }
    return conn;
}

static bool
look_at_standby(Look *look, const char *shown, Conn *conn, Error *err)
{
    const char *params[] = {look->lsn};
    bool sees_all = false;
    Rows *rows = run_rows(look->outside, conn, "gate/standby", params, RUN_COUNT(params), err);
    if (rows == NULL || !gate_sees_all(look->outside, conn, &sees_all, NULL, err))
    {
        return false;
    }
    if (strcmp(rows_text(rows, 0, "system_identifier"), look->system_identifier) != 0)
    {
        return error_set(err, ERROR_FAILED, "it is of another cluster");
    }
    if (!rows_bool(rows, 0, "is_standby"))
    {
        return error_set(err, ERROR_FAILED, "it is no standby (any more)");
    }
    if (!rows_bool(rows, 0, "has_replayed"))
    {
        return error_set(err, ERROR_FAILED, "it has not replayed the fence yet");
    }
    if (!sees_all)
    {
        return error_set(err, ERROR_FAILED, "the sessions of other roles are hidden (GRANT pg_read_all_stats)");
    }
    if (look->old != NULL)
    {
        gate_read_statements(look->outside, conn, shown, look->old);
    }
    return gate_read_sessions(look->outside, conn, shown, &look->outside->sessions, err);
}

/* The console of PgBouncer: it speaks the simple protocol only, and knows no SQL. */
static bool
look_at_pooler(Look *look, const char *shown, Conn *conn, Error *err)
{
    char *database = NULL;
    if (!conn_query_text(look->outside, look->conn, "SELECT current_database()", NULL, 0, &database, err))
    {
        return false;
    }
    const char *const *databases = served_databases(look->outside, conn, database, err);
    return databases != NULL && add_clients(look, shown, conn, databases, err);
}

/* Under which names it serves our database; NULL with ERR set where under none. */
static const char *const *
served_databases(void *owner, Conn *conn, const char *database, Error *err)
{
    Rows *rows = conn_query_simple(owner, conn, "SHOW DATABASES", err);
    const char **names = NULL;
    size_t count = 0;
    if (rows == NULL)
    {
        return NULL;
    }
    if (!rows_has(rows, "name") || !rows_has(rows, "database"))
    {
        error_set(err, ERROR_FAILED, "it is no console of PgBouncer");
        return NULL;
    }
    for (size_t i = 0; i < rows_count(rows); i++)
    {
        const char *served = rows_text(rows, i, "database");
        if (served != NULL && strcmp(served, database) == 0)
        {
            *mem_push(owner, names, count) = rows_text(rows, i, "name");
        }
    }
    if (count == 0)
    {
        error_set(err, ERROR_FAILED, "it does not serve database \"%s\"", database);
        return NULL;
    }
    *mem_push(owner, names, count) = NULL;
    return names;
}

static bool
add_clients(Look *look, const char *shown, Conn *conn, const char *const *databases, Error *err)
{
    GateOutside *outside = look->outside;
    Rows *rows = conn_query_simple(outside, conn, "SHOW CLIENTS", err);
    if (rows == NULL)
    {
        return false;
    }
    if (!rows_has(rows, "application_name") || !rows_has(rows, "user") || !rows_has(rows, "database"))
    {
        return error_set(err, ERROR_FAILED, "its SHOW CLIENTS has no application_name (PgBouncer 1.18 has)");
    }
    for (size_t i = 0; i < rows_count(rows); i++)
    {
        const char *name = rows_text(rows, i, "application_name");
        if (project_lists(databases, rows_text(rows, i, "database")))
        {
            GateSession *session = gate_add_session(outside, &outside->sessions, shown, rows_text(rows, i, "user"),
                                                    name == NULL ? "" : name);
            session->what = mem_printf(outside, "client %s:%s of %s", rows_text(rows, i, "addr"),
                                       rows_text(rows, i, "port"), shown);
        }
    }
    return true;
}

/* Before the fence the plan's file may yet name one more application, which contract reads in the fence's transaction. */
static bool
is_wanted(const ProjectEvidence *evidence, const JournalPlan *plan)
{
    if (!gate_is_fenced(plan->state))
    {
        return true;
    }
    for (size_t i = 0; i < plan->requirement_count; i++)
    {
        if (project_lists(evidence->consumers, plan->requirements[i].application))
        {
            return true;
        }
    }
    return false;
}

static bool
run_source(Look *look, const ProjectEvidence *evidence, Error *err)
{
    void *owner = look->outside;
    GateSource *source = mem_push(owner, look->outside->sources, look->outside->source_count);
    const CommandSpec spec = {
        .argv = evidence->command,
        .folder = look->project->folder,
        .timeout_ms = evidence->timeout_ms,
    };
    CommandResult result = {0};
    *source = (GateSource){.evidence = evidence};
    if (look->project->is_stored)
    {
        source->failure = "bellows.yaml is not here, and a command of the journal's copy is not run (--config FILE)";
        return true;
    }
    log_debug("running %s for evidence %s", evidence->command[0], evidence->name);
    if (!command_run(owner, &spec, &result, err))
    {
        return false;
    }
    source->failure = result.failure;
    if (source->failure == NULL && strlen(result.output) != result.length)
    {
        source->failure = "it printed a zero byte";
    }
    if (source->failure == NULL)
    {
        gate_read_lines(owner, result.output, source);
    }
    return true;
}
