/* SPDX-License-Identifier: PostgreSQL */
/*
 * The journal: making its schema, moving a plan's state, writing lines.
 *
 * Every move is one UPDATE that names the state and epoch that were read, so that of two orchestrators one fails and
 * changes nothing. The schema is made under a global advisory lock, because CREATE … IF NOT EXISTS of two sessions at
 * once still collides in the catalog's unique indexes (23505), on all versions.
 */
#include "run/journal.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "run_internal.h"
#include "sql/template.h"

#define SCHEMA_LOCK_MS  60000
#define UPGRADE_LOCK_MS 2000 /* registrations wait behind it */

static bool check_found(Conn *conn, const Rows *rows, bool *exists, Error *err);
static bool check_format(Conn *conn, Error *err);
static bool check_may_make(Conn *conn, bool *is_there, Error *err);
static bool make_schema(Conn *conn, Error *err);
static char *schema_script(void *owner, Error *err);
static const char *system_user(void);

bool
journal_check(Conn *conn, bool *exists, Error *err)
{
    Rows *rows = run_rows(NULL, conn, "journal/check", NULL, 0, err);
    bool is_fine = rows != NULL && check_found(conn, rows, exists, err);
    mem_free(rows);
    return is_fine;
}

bool
journal_prepare(Conn *conn, Error *err)
{
    bool is_there = false;
    bool is_current = false;
    if (!check_may_make(conn, &is_there, err) || !journal_is_current(conn, &is_current, err))
    {
        return false;
    }
    if (is_current)
    {
        return true;
    }
    if (!run_begin(conn, is_there ? UPGRADE_LOCK_MS : SCHEMA_LOCK_MS, 0, err))
    {
        return false;
    }
    if (!make_schema(conn, err))
    {
        run_rollback(conn);
        return error_prefix(err, "making the schema bellows: ");
    }
    return run_commit(conn, err);
}

bool
journal_is_current(Conn *conn, bool *is_current, Error *err)
{
    char *additions = NULL;
    bool exists = false;
    *is_current = false;
    if (!journal_check(conn, &exists, err) ||
        (exists && !conn_query_text(NULL, conn, "SELECT (SELECT value FROM bellows.meta WHERE key = 'additions')", NULL,
                                    0, &additions, err)))
    {
        return false;
    }
    *is_current = additions != NULL && strtol(additions, NULL, 10) >= JOURNAL_ADDITIONS;
    mem_free(additions);
    return true;
}

bool
journal_upgrade(Conn *conn, Error *err)
{
    bool exists = false;
    return journal_check(conn, &exists, err) && (!exists || journal_prepare(conn, err));
}

bool
journal_check_privileges(Conn *conn, Error *err)
{
    bool is_there = false;
    return check_may_make(conn, &is_there, err);
}

bool
journal_check_cluster(Conn *conn, Error *err)
{
    Rows *rows = conn_query(NULL, conn,
                            "SELECT m.value AS theirs, c.system_identifier::text AS ours"
                            " FROM bellows.meta AS m CROSS JOIN pg_control_system() AS c"
                            " WHERE m.key = 'system_identifier'",
                            NULL, 0, err);
    if (rows == NULL)
    {
        return false;
    }
    bool is_same = rows_count(rows) == 0 || strcmp(rows_text(rows, 0, "theirs"), rows_text(rows, 0, "ours")) == 0;
    if (!is_same)
    {
        error_set_code(err, ERROR_DRIFT, "E505",
                       "the journal was made in another cluster (system identifier %s, here %s)",
                       rows_text(rows, 0, "theirs"), rows_text(rows, 0, "ours"));
        error_hint(err, "This is a copy. Drop the schema bellows here once no plan is in flight "
                        "in it.");
    }
    mem_free(rows);
    return is_same;
}

bool
journal_set_state(Conn *conn, JournalPlan *plan, PlanState to, const char *message, Error *err)
{
    void *scratch = mem_child(NULL, "state");
    const char *params[] = {plan->version, journal_state_name(plan->state), run_number(scratch, plan->state_epoch),
                            journal_state_name(to)};
    Rows *rows = run_rows(scratch, conn, "journal/set_state", params, RUN_COUNT(params), err);
    bool is_moved = rows != NULL && rows_count(rows) == 1;
    if (rows != NULL && !is_moved)
    {
        error_set_code(err, ERROR_DRIFT, "E504", "plan %s is not in state %s any more", plan->version, params[1]);
        error_hint(err, "Another bellows has moved it. Look at \"bellows status\".");
    }
    if (is_moved)
    {
        char *line = mem_printf(scratch, "%s → %s: %s", params[1], params[3], message);
        is_moved = journal_write(conn, plan->version, NULL, "state", line, err);
    }
    if (is_moved)
    {
        plan->state = to;
        plan->state_epoch = rows_int64(rows, 0, "state_epoch");
    }
    mem_free(scratch);
    return is_moved;
}

bool
journal_lock_plan(Conn *conn, const JournalPlan *plan, Error *err)
{
    void *scratch = mem_child(NULL, "token");
    const char *params[] = {plan->version, journal_state_name(plan->state), run_number(scratch, plan->state_epoch)};
    Rows *rows = conn_query(scratch, conn,
                            "SELECT 1 FROM bellows.plan WHERE version = $1 AND state = $2"
                            " AND state_epoch = $3::bigint FOR SHARE",
                            params, RUN_COUNT(params), err);
    bool is_ours = rows != NULL && rows_count(rows) == 1;
    if (rows != NULL && !is_ours)
    {
        error_set_code(err, ERROR_DRIFT, "E504", "plan %s is not in state %s any more", plan->version, params[1]);
        error_hint(err, "Another bellows has moved it. Look at \"bellows status\".");
    }
    mem_free(scratch);
    return is_ours;
}

bool
journal_mark_started(Conn *conn, const char *version, const char *step, Error *err)
{
    const char *params[] = {version, step};
    return run_text(conn,
                    "UPDATE bellows.step SET attempts = attempts + 1,"
                    " started_at = coalesce(started_at, clock_timestamp())"
                    " WHERE plan = $1 AND id = $2",
                    params, RUN_COUNT(params), err);
}

bool
journal_mark_done(Conn *conn, const char *version, const char *step, Error *err)
{
    const char *params[] = {version, step};
    return run_text(conn,
                    "UPDATE bellows.step SET state = 'done', finished_at = clock_timestamp()"
                    " WHERE plan = $1 AND id = $2",
                    params, RUN_COUNT(params), err);
}

bool
journal_reset_phase(Conn *conn, const char *version, Phase phase, Error *err)
{
    const char *params[] = {version, steps_phase_name(phase)};
    return run_text(conn,
                    "DELETE FROM bellows.backfill AS b USING bellows.step AS s"
                    " WHERE b.plan = $1 AND s.plan = $1 AND s.id = b.step AND s.phase = $2",
                    params, RUN_COUNT(params), err) &&
           run_text(conn,
                    "UPDATE bellows.step SET state = 'pending', attempts = 0, started_at = NULL,"
                    " finished_at = NULL WHERE plan = $1 AND phase = $2",
                    params, RUN_COUNT(params), err);
}

bool
journal_free_tables(Conn *conn, const char *version, Error *err)
{
    const char *params[] = {version};
    return run_text(conn, "DELETE FROM bellows.plan_table WHERE plan = $1", params, RUN_COUNT(params), err);
}

bool
journal_forget_steps(Conn *conn, const char *version, Error *err)
{
    static const char *const statements[] = {
        "DELETE FROM bellows.step WHERE plan = $1",           "DELETE FROM bellows.plan_table WHERE plan = $1",
        "DELETE FROM bellows.horizon WHERE plan = $1",        "DELETE FROM bellows.backfill_rule WHERE plan = $1",
        "DELETE FROM bellows.tripwire WHERE plan = $1",       "DELETE FROM bellows.old_write WHERE plan = $1",
        "DELETE FROM bellows.statement_look WHERE plan = $1", "DELETE FROM bellows.statement_use WHERE plan = $1",
    };
    const char *params[] = {version};
    for (size_t i = 0; i < RUN_COUNT(statements); i++)
    {
        if (!run_text(conn, statements[i], params, RUN_COUNT(params), err))
        {
            return false;
        }
    }
    return true;
}

bool
journal_write(Conn *conn, const char *version, const char *step, const char *event, const char *message, Error *err)
{
    const char *params[] = {version, step, event, message, system_user()};
    return run_do(conn, "journal/write", params, RUN_COUNT(params), err);
}

static bool
check_found(Conn *conn, const Rows *rows, bool *exists, Error *err)
{
    *exists = false;
    if (!rows_bool(rows, 0, "found"))
    {
        return true;
    }
    if (!rows_bool(rows, 0, "is_ours"))
    {
        error_set_code(err, ERROR_REFUSED, "R713", "the schema \"bellows\" is not bellows' own");
        return error_hint(err, "Rename it: bellows keeps its journal in a schema of this name.");
    }
    *exists = rows_bool(rows, 0, "has_meta");
    if (!*exists)
    {
        return true;
    }
    if (!rows_bool(rows, 0, "may_read"))
    {
        error_set(err, ERROR_FAILED, "permission denied for the journal (schema bellows)");
        return error_hint(err, "As %s: GRANT SELECT ON ALL TABLES IN SCHEMA bellows TO %s;",
                          rows_text(rows, 0, "owner"), rows_text(rows, 0, "role"));
    }
    return check_format(conn, err);
}

static bool
check_format(Conn *conn, Error *err)
{
    char *format = NULL;
    if (!conn_query_text(NULL, conn, "SELECT (SELECT value FROM bellows.meta WHERE key = 'format')", NULL, 0, &format,
                         err))
    {
        return false;
    }
    bool is_known = format == NULL || strtol(format, NULL, 10) <= JOURNAL_FORMAT;
    if (!is_known)
    {
        error_set_code(err, ERROR_REFUSED, "E503", "the journal has format %s; this bellows knows up to %d", format,
                       JOURNAL_FORMAT);
        error_hint(err, "A newer bellows has written it: use that one.");
    }
    mem_free(format);
    return is_known;
}

/* Names what is missing before anything is tried. */
static bool
check_may_make(Conn *conn, bool *is_there, Error *err)
{
    Rows *rows = run_rows(NULL, conn, "journal/check", NULL, 0, err);
    if (rows == NULL || !check_found(conn, rows, is_there, err))
    {
        mem_free(rows);
        return false;
    }
    bool may = true;
    if (*is_there && !rows_bool(rows, 0, "may_write"))
    {
        may = error_set(err, ERROR_FAILED, "permission denied for the journal (schema bellows)");
        error_hint(err, "As %s: GRANT %s TO %s;", rows_text(rows, 0, "owner"), rows_text(rows, 0, "owner"),
                   rows_text(rows, 0, "role"));
    }
    else if (!*is_there && !rows_bool(rows, 0, "found") && !rows_bool(rows, 0, "may_create"))
    {
        may = error_set(err, ERROR_FAILED, "permission denied to create the schema bellows in database %s",
                        rows_text(rows, 0, "database"));
        error_hint(err, "As its owner: GRANT CREATE ON DATABASE %s TO %s;", rows_text(rows, 0, "database"),
                   rows_text(rows, 0, "role"));
    }
    mem_free(rows);
    return may;
}

static bool
make_schema(Conn *conn, Error *err)
{
    if (!conn_exec(conn, "SELECT pg_advisory_xact_lock(" RUN_LOCK_SCHEMA ", 0)", err))
    {
        return false;
    }
    char *script = schema_script(NULL, err);
    bool is_made = script != NULL && conn_exec(conn, script, err);
    mem_free(script);
    return is_made;
}

static char *
schema_script(void *owner, Error *err)
{
    char *script = mem_strdup(owner, "");
    char *format = run_number(script, JOURNAL_FORMAT);
    char *additions = run_number(script, JOURNAL_ADDITIONS);
    const TemplateVariable variables[] = {{"format", TEMPLATE_LITERAL, format},
                                          {"additions", TEMPLATE_LITERAL, additions}};
    const char *const names[] = {"journal/schema", "journal/schema_backfill", "gate/functions"};
    for (size_t i = 0; i < RUN_COUNT(names); i++)
    {
        char *part = template_render(NULL, names[i], NULL, 0, err);
        if (part == NULL)
        {
            mem_free(script);
            return NULL;
        }
        mem_append(&script, "%s\n;\n", part);
        mem_free(part);
    }
    char *mark = template_render(NULL, "journal/mark", variables, RUN_COUNT(variables), err);
    if (mark == NULL)
    {
        mem_free(script);
        return NULL;
    }
    mem_append(&script, "%s", mark);
    mem_free(mark);
    return script;
}

static const char *
system_user(void)
{
    const char *user = getenv("USER");
    return user != NULL ? user : "";
}
