/* SPDX-License-Identifier: PostgreSQL */
/*
 * The brown-out: the old columns are hidden for a while, so that who still needs them fails while it is easily undone.
 *
 * By privileges alone: no lock, no change of shape, and the shim still assigns what its writer may not name. Whoever has a
 * privilege on the table gets it on all other columns instead; so a star fails too, also V+1's. What the owner of the table, a
 * superuser and the like may, nobody can take from them. The way back is written down in the transaction that hides, and tried
 * in it: it must give every list of privileges as it was. Each step of a plan asks for it under the plan's row, which this
 * takes FOR UPDATE: so no column is renamed that the way back names.
 */
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "gate_internal.h"
#include "run_internal.h"

#define LOCK_MS 2000

typedef struct State
{
    const char *privileges;
    const char *users;
} State;

static bool begin(void *owner, Conn *conn, const JournalPlan *plan, int64_t for_ms, GateBrownout *brownout, Error *err);
static bool read_state(void *owner, Conn *conn, const JournalPlan *plan, State *state, Error *err);
static bool read_scripts(void *owner, Conn *conn, const JournalPlan *plan, char **hide, char **restore, Error *err);
static bool prove_way_back(void *owner, Conn *conn, const JournalPlan *plan, const char *restore, const State *before,
                           Error *err);
static bool compare(void *owner, Conn *conn, const State *before, const State *after, GateBrownout *brownout,
                    Error *err);

bool
gate_brownout_begin(void *owner, Conn *conn, const JournalPlan *plan, int64_t for_ms, GateBrownout *brownout,
                    Error *err)
{
    *brownout = (GateBrownout){.until = ""};
    if (plan->state != STATE_EXPANDED && plan->state != STATE_FENCING && plan->state != STATE_FENCED)
    {
        error_set_code(err, ERROR_REFUSED, "R768",
                       "plan %s is %s: a brown-out hides the old columns of one that is expanded", plan->version,
                       journal_state_name(plan->state));
        return error_hint(err, "Look at \"bellows status\".");
    }
    if (!run_begin(conn, LOCK_MS, 0, err))
    {
        return false;
    }
    if (begin(owner, conn, plan, for_ms, brownout, err) && run_commit(conn, err))
    {
        return true;
    }
    run_rollback(conn);
    return false;
}

static bool
begin(void *owner, Conn *conn, const JournalPlan *plan, int64_t for_ms, GateBrownout *brownout, Error *err)
{
    const char *version[] = {plan->version};
    char *hide = NULL;
    char *restore = NULL;
    State before = {0};
    State after = {0};
    if (!run_text(conn, "SELECT 1 FROM bellows.plan WHERE version = $1 FOR UPDATE", version, RUN_COUNT(version), err) ||
        !journal_lock_plan(conn, plan, err) || !gate_require_no_brownout(conn, plan->version, err) ||
        !read_state(owner, conn, plan, &before, err) || !read_scripts(owner, conn, plan, &hide, &restore, err) ||
        !conn_exec(conn, hide, err) || !read_state(owner, conn, plan, &after, err) ||
        !compare(owner, conn, &before, &after, brownout, err) ||
        !prove_way_back(owner, conn, plan, restore, &before, err))
    {
        return false;
    }
    const char *params[] = {plan->version, run_number(owner, for_ms), restore};
    Rows *rows = run_rows(owner, conn, "gate/brownout_begin", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    brownout->until = run_copy(owner, rows, 0, "until");
    return journal_write(
        conn, plan->version, NULL, "brownout",
        mem_printf(owner, "the old columns are hidden from %s until %s", brownout->hidden, brownout->until), err);
}

static bool
read_state(void *owner, Conn *conn, const JournalPlan *plan, State *state, Error *err)
{
    const char *params[] = {plan->version};
    Rows *rows = run_rows(owner, conn, "gate/brownout_state", params, RUN_COUNT(params), err);
    if (rows != NULL)
    {
        state->privileges = rows_is_null(rows, 0, "privileges") ? "" : rows_text(rows, 0, "privileges");
        state->users = rows_text(rows, 0, "users");
    }
    return rows != NULL;
}

static bool
read_scripts(void *owner, Conn *conn, const JournalPlan *plan, char **hide, char **restore, Error *err)
{
    static const char *const names[] = {"hide_table", "hide_columns", "revoke_all", "grant_again"};
    const char *params[] = {plan->version};
    const char *texts[RUN_COUNT(names)];
    Rows *rows = run_rows(owner, conn, "gate/brownout_scripts", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    if (!rows_is_null(rows, 0, "strange"))
    {
        error_set_code(err, ERROR_REFUSED, "R768", "privileges on %s were granted by others than its owner",
                       rows_text(rows, 0, "strange"));
        return error_hint(err, "They could not be put back as they are: let the owner grant them.");
    }
    for (size_t i = 0; i < RUN_COUNT(names); i++)
    {
        texts[i] = rows_is_null(rows, 0, names[i]) ? "" : rows_text(rows, 0, names[i]);
    }
    *hide = mem_printf(owner, "SELECT 1;\n%s\n%s", texts[0], texts[1]);
    *restore = mem_printf(owner, "SELECT 1;\n%s\n%s", texts[2], texts[3]);
    return true;
}

static bool
compare(void *owner, Conn *conn, const State *before, const State *after, GateBrownout *brownout, Error *err)
{
    const char *params[] = {before->users, after->users};
    Rows *rows = run_rows(owner, conn, "gate/brownout_compare", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    brownout->uncovered = rows_is_null(rows, 0, "uncovered") ? "" : rows_text(rows, 0, "uncovered");
    if (rows_is_null(rows, 0, "hidden"))
    {
        error_set_code(err, ERROR_REFUSED, "R768", "a brown-out would hide the old columns from nobody");
        error_detail(err, "Who logs in and may use them owns the table, is a superuser or a member of such a role: %s.",
                     brownout->uncovered[0] == '\0' ? "nobody" : brownout->uncovered);
        return error_hint(err, "Let applications log in as roles of their own, with privileges that were granted.");
    }
    brownout->hidden = rows_text(rows, 0, "hidden");
    return true;
}

static bool
prove_way_back(void *owner, Conn *conn, const JournalPlan *plan, const char *restore, const State *before, Error *err)
{
    State again = {0};
    if (!conn_exec(conn, "SAVEPOINT bellows_way_back", err) || !conn_exec(conn, restore, err) ||
        !read_state(owner, conn, plan, &again, err) || !conn_exec(conn, "ROLLBACK TO SAVEPOINT bellows_way_back", err))
    {
        return false;
    }
    if (strcmp(again.privileges, before->privileges) != 0)
    {
        error_set_code(err, ERROR_REFUSED, "R768",
                       "the privileges of the table could not be put back exactly as they are");
        return error_hint(
            err, "The owner's own privileges are not the first of its list: GRANT ALL … TO its owner, and REVOKE "
                 "and GRANT those of the others again.");
    }
    return true;
}

bool
gate_brownout_end(Conn *conn, const char *version, bool *was_on, Error *err)
{
    const char *params[] = {version};
    conn_ignore_interrupts(conn, true);
    Rows *rows =
        conn_query_one(NULL, conn, "SELECT bellows.end_brownout($1) AS was_on", params, RUN_COUNT(params), err);
    conn_ignore_interrupts(conn, false);
    *was_on = rows != NULL && rows_bool(rows, 0, "was_on");
    mem_free(rows);
    return rows != NULL;
}

bool
gate_end_overdue(Conn *conn, const char *version, Error *err)
{
    bool exists = false;
    if (!journal_check(conn, &exists, err) || !exists)
    {
        return !error_is_set(err);
    }
    Rows *rows =
        conn_query(NULL, conn, "SELECT plan FROM bellows.brownout WHERE until < clock_timestamp()", NULL, 0, err);
    bool is_done = rows != NULL;
    for (size_t i = 0; is_done && i < rows_count(rows); i++)
    {
        bool was_on = false;
        is_done = gate_brownout_end(conn, rows_text(rows, i, "plan"), &was_on, err);
        if (was_on)
        {
            log_warning("the brown-out of plan %s was overdue: it is ended", rows_text(rows, i, "plan"));
        }
    }
    mem_free(rows);
    return is_done && gate_require_no_brownout(conn, version, err);
}

bool
gate_require_no_brownout(Conn *conn, const char *version, Error *err)
{
    const char *params[] = {version};
    Rows *rows = run_rows(NULL, conn, "gate/brownout_now", params, RUN_COUNT(params), err);
    bool is_off = rows != NULL && rows_count(rows) == 0;
    if (rows != NULL && !is_off)
    {
        error_set_code(err, ERROR_REFUSED, "R767", "a brown-out of plan %s is on, until %s", version,
                       rows_text(rows, 0, "until"));
        error_hint(err, "Wait, or end it: bellows gate brownout %s --undo.", version);
    }
    mem_free(rows);
    return is_off;
}

bool
gate_tell_brownout(Conn *conn, const JournalPlan *plan, Error *err)
{
    const char *params[] = {plan->version};
    bool is_current = false;
    if (!journal_is_current(conn, &is_current, err) || !is_current)
    {
        return !error_is_set(err);
    }
    Rows *rows = run_rows(NULL, conn, "gate/brownout_now", params, RUN_COUNT(params), err);
    if (rows != NULL && rows_count(rows) > 0)
    {
        log_warning("a brown-out of plan %s %s until %s: the old columns are hidden (bellows gate brownout %s --undo)",
                    plan->version, rows_bool(rows, 0, "is_overdue") ? "is overdue; it was to last" : "is on",
                    rows_text(rows, 0, "until"), plan->version);
    }
    mem_free(rows);
    return rows != NULL;
}
