/* SPDX-License-Identifier: PostgreSQL */
/*
 * Before the first write: whatever is known to make an expand fail half-way is found here, and nothing is changed.
 */
#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine_internal.h"
#include "run/backfill.h"
#include "run/clients.h"
#include "run_internal.h"

static bool check_owner(Conn *conn, const TableChange *change, Error *err);
static bool check_create(Conn *conn, const TableChange *change, Error *err);
static bool check_clients(Conn *conn, const Resolution *resolution, Error *err);
static bool rehearse(Conn *conn, const Step *step, Error *err);
static bool check_backfill(Conn *conn, const Step *step, Error *err);
static bool builds_indexes(const StepList *steps);

bool
engine_preflight(Engine *engine, const Resolution *resolution, const StepList *steps, Error *err)
{
    Conn *conn = engine->control;
    bool needs_create = builds_indexes(steps);
    if (!journal_check_privileges(conn, err))
    {
        return false;
    }
    for (size_t i = 0; i < resolution->table_count; i++)
    {
        if (!check_owner(conn, &resolution->tables[i], err) ||
            (needs_create && !check_create(conn, &resolution->tables[i], err)))
        {
            return false;
        }
    }
    for (size_t i = 0; i < steps->count; i++)
    {
        const Step *step = &steps->steps[i];
        if ((step->kind == STEP_TRANSACTION && step->rehearsal != NULL && !rehearse(conn, step, err)) ||
            (step->kind == STEP_BACKFILL && !check_backfill(conn, step, err)))
        {
            return false;
        }
    }
    if (!engine_require_rows(engine, steps, err))
    {
        return false;
    }
    engine_tell_violations(engine, steps);
    return check_clients(conn, resolution, err);
}

static bool
check_owner(Conn *conn, const TableChange *change, Error *err)
{
    const CatalogTable *table = change->table;
    char *role = NULL;
    if (table->we_own)
    {
        return true;
    }
    if (!conn_query_text(NULL, conn, "SELECT quote_ident(current_user)", NULL, 0, &role, err))
    {
        return false;
    }
    error_set(err, ERROR_FAILED, "permission denied: only the owner may alter table %s.%s", table->schema, table->name);
    error_hint(err, "Connect as %s, or: GRANT %s TO %s;", table->owner, table->owner, role);
    mem_free(role);
    return false;
}

/* CREATE INDEX asks for CREATE on the schema, which the owner of a table need not have. */
static bool
check_create(Conn *conn, const TableChange *change, Error *err)
{
    const char *params[] = {change->table->schema};
    Rows *rows = conn_query_one(NULL, conn,
                                "SELECT has_schema_privilege($1::text, 'CREATE') AS may,"
                                " quote_ident($1::text) AS schema,"
                                " quote_ident(current_user) AS role",
                                params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    bool may = rows_bool(rows, 0, "may");
    if (!may)
    {
        error_set(err, ERROR_FAILED, "permission denied to create an index in schema %s", change->table->schema);
        error_hint(err, "GRANT CREATE ON SCHEMA %s TO %s;", rows_text(rows, 0, "schema"), rows_text(rows, 0, "role"));
    }
    mem_free(rows);
    return may;
}

/* Clients that go by the number or the places of the columns. A COPY would fail at once, so only the plan may pass over it; the
 * others are told. */
static bool
check_clients(Conn *conn, const Resolution *resolution, Error *err)
{
    void *mem = mem_root("clients");
    bool may_fail = plan_allows(resolution->plan, "fragile-clients");
    ClientStatement *found = NULL;
    size_t count = 0;
    char *copies = mem_strdup(mem, "");
    bool is_fine = clients_fragile(mem, conn, resolution, &found, &count, err);
    for (size_t i = 0; is_fine && i < count; i++)
    {
        char *line = mem_printf(mem, "%s: %s on %s, %" PRId64 " calls: %s", found[i].role,
                                clients_habit_name(found[i].habit), found[i].table, found[i].calls, found[i].text);
        if (found[i].habit == CLIENT_COPY_BY_PLACE && !may_fail)
        {
            mem_append(&copies, "%s%s", *copies != '\0' ? "\n" : "", line);
            continue;
        }
        log_warning("%s", line);
    }
    if (*copies != '\0')
    {
        is_fine = error_set_code(err, ERROR_REFUSED, "R755", "clients would fail on the new columns");
        error_detail(err, "%s", copies);
        error_hint(err,
                   "Let them name the columns. If they are gone: SELECT pg_stat_statements_reset(), or in the plan "
                   "allow: [{rule: fragile-clients, reason: …}].");
    }
    mem_free(mem);
    return is_fine;
}

/* Needs TEMPORARY on the database, which PUBLIC has unless it was revoked; without it the step itself finds out. */
static bool
rehearse(Conn *conn, const Step *step, Error *err)
{
    Error failure = {0};
    if (!run_begin(conn, 0, 0, err))
    {
        return false;
    }
    bool is_fine = conn_exec(conn, step->rehearsal, &failure);
    run_rollback(conn);
    if (is_fine || strcmp(failure.sqlstate, "42501") == 0)
    {
        error_clear(&failure);
        return true;
    }
    *err = failure;
    err->kind = err->kind == ERROR_FAILED ? ERROR_INVALID : err->kind;
    error_prefix(err, "%s: ", step->rehearsed);
    if (err->hint == NULL)
    {
        error_hint(err, "Nothing was changed. Add a cast, or correct the expression or the constraint.");
    }
    return false;
}

static bool
check_backfill(Conn *conn, const Step *step, Error *err)
{
    bool replica = false;
    return backfill_check_triggers(conn, step, &replica, err) &&
           (step->rehearsal == NULL || backfill_probe(conn, step, err)) && engine_check_repairs(conn, step, err);
}

static bool
builds_indexes(const StepList *steps)
{
    for (size_t i = 0; i < steps->count; i++)
    {
        if (steps->steps[i].kind == STEP_CONCURRENT)
        {
            return true;
        }
    }
    return false;
}
