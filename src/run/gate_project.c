/* SPDX-License-Identifier: PostgreSQL */
/*
 * What of bellows.yaml outlives a command: its text, the hold, and which builds are which versions.
 *
 * The text is kept so that a contract given where the file is not cannot ask for less. It is read as what anybody who may
 * write the journal could have put there: it can only make the gate stricter.
 */
#include <string.h>

#include "base/mem.h"
#include "change/plan.h"
#include "gate_internal.h"
#include "run_internal.h"

static bool store_mapping(void *owner, Conn *conn, const char *const params[3], char **before, Error *err);

bool
gate_stored_project(void *owner, Conn *conn, char **text, Error *err)
{
    bool exists = false;
    *text = NULL;
    return journal_check(conn, &exists, err) &&
           (!exists || conn_query_text(owner, conn, "SELECT (SELECT value FROM bellows.meta WHERE key = 'project')",
                                       NULL, 0, text, err));
}

bool
gate_store_project(Conn *conn, const Project *project, Error *err)
{
    if (project == NULL || project->is_stored)
    {
        return true;
    }
    const char *params[] = {project->source};
    return run_text(conn,
                    "INSERT INTO bellows.meta AS m (key, value) VALUES ('project', $1)"
                    " ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE m.value <> excluded.value",
                    params, RUN_COUNT(params), err);
}

bool
gate_store_hold(Conn *conn, const JournalPlan *plan, const Project *project, Error *err)
{
    int64_t longest_s = 0;
    for (size_t i = 0; i < plan->requirement_count; i++)
    {
        const ProjectConsumer *declared = project_consumer(project, plan->requirements[i].application);
        longest_s = declared != NULL && declared->cadence_s > longest_s ? declared->cadence_s : longest_s;
    }
    if (project == NULL)
    {
        return true;
    }
    char *seconds = run_number(NULL, longest_s);
    const char *params[] = {plan->version, seconds};
    bool is_done = run_text(conn,
                            "UPDATE bellows.plan SET hold_least = nullif(make_interval(secs => 1.25 * $2::bigint), '0')"
                            " WHERE version = $1",
                            params, RUN_COUNT(params), err);
    mem_free(seconds);
    return is_done;
}

bool
gate_map_version(void *owner, Conn *conn, const char *application, const char *build, const char *version,
                 char **before, Error *err)
{
    const char *params[] = {application, build, version};
    bool is_current = false;
    *before = NULL;
    if (!plan_version_is_valid(version))
    {
        return error_set(err, ERROR_USAGE, "\"%s\" is no version of an application", version);
    }
    if (!journal_is_current(conn, &is_current, err))
    {
        return false;
    }
    if (!is_current)
    {
        error_set(err, ERROR_REFUSED, "the journal of this database cannot keep versions of builds yet");
        return error_hint(err, "Any command that writes makes or upgrades it, such as bellows expand.");
    }
    if (!run_begin(conn, 2000, 0, err))
    {
        return false;
    }
    if (!store_mapping(owner, conn, params, before, err))
    {
        run_rollback(conn);
        return false;
    }
    return run_commit(conn, err);
}

static bool
store_mapping(void *owner, Conn *conn, const char *const params[3], char **before, Error *err)
{
    void *scratch = mem_child(NULL, "mapping");
    Rows *rows = run_rows(scratch, conn, "gate/map_version", params, 3, err);
    bool is_done = rows != NULL;
    if (is_done)
    {
        *before = run_copy(owner, rows, 0, "before");
        char *line = mem_printf(scratch, "build %s of %s is version %s", params[1], params[0], params[2]);
        if (*before != NULL)
        {
            mem_append(&line, " (it was %s)", *before);
        }
        is_done = journal_write(conn, "", NULL, "map_version", line, err);
    }
    mem_free(scratch);
    return is_done;
}
