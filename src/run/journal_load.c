/* SPDX-License-Identifier: PostgreSQL */
/*
 * The journal, read: plans with their requirements, progress, lines. Works for a role that may only SELECT.
 */
#include <string.h>

#include "base/mem.h"
#include "run/journal.h"
#include "run_internal.h"

static bool load_plans(void *owner, Conn *conn, const char *version, JournalPlan **plans, size_t *count, Error *err);
static bool read_plan(void *owner, Conn *conn, const Rows *rows, size_t row, JournalPlan *plan, Error *err);
static void read_times(void *owner, const Rows *rows, size_t row, JournalPlan *plan);
static bool load_requirements(void *owner, Conn *conn, JournalPlan *plan, Error *err);
static void count_version(const Rows *rows, size_t row, size_t version[3]);

bool
journal_load_plan(void *owner, Conn *conn, const char *version, JournalPlan **plan, Error *err)
{
    JournalPlan *plans = NULL;
    size_t count = 0;
    *plan = NULL;
    if (!load_plans(owner, conn, version, &plans, &count, err))
    {
        return false;
    }
    if (count > 0)
    {
        *plan = plans;
    }
    return true;
}

bool
journal_load_plans(void *owner, Conn *conn, JournalPlan **plans, size_t *count, Error *err)
{
    return load_plans(owner, conn, NULL, plans, count, err);
}

bool
journal_load_backfills(void *owner, Conn *conn, const char *version, JournalBackfill **backfills, size_t *count,
                       Error *err)
{
    const char *params[] = {version};
    Rows *rows = run_rows(NULL, conn, "journal/backfills", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    *count = rows_count(rows);
    *backfills = mem_array(owner, JournalBackfill, *count + 1);
    for (size_t i = 0; i < *count; i++)
    {
        (*backfills)[i] = (JournalBackfill){
            .step = run_copy(*backfills, rows, i, "step"),
            .relation = run_copy(*backfills, rows, i, "relation"),
            .rows_done = rows_int64(rows, i, "rows_done"),
            .rows_estimate = rows_int64(rows, i, "rows_estimate"),
            .pass = rows_int64(rows, i, "pass"),
            .rate = rows_double(rows, i, "rate"),
            .eta_s = rows_int64(rows, i, "eta_s"),
            .waiting_for = run_copy(*backfills, rows, i, "waiting_for"),
            .ratio = rows_double(rows, i, "ratio"),
            .utilisation = rows_is_null(rows, i, "utilisation") ? -1 : rows_double(rows, i, "utilisation"),
            .band = run_copy(*backfills, rows, i, "band"),
            .started_at = run_copy(*backfills, rows, i, "started"),
            .updated_at = run_copy(*backfills, rows, i, "updated"),
            .is_done = rows_bool(rows, i, "is_done"),
        };
    }
    mem_free(rows);
    return true;
}

bool
journal_schema_version(void *owner, Conn *conn, char **version, Error *err)
{
    size_t parts[3] = {0, 0, 0};
    bool exists = false;
    if (!journal_check(conn, &exists, err))
    {
        return false;
    }
    if (exists)
    {
        Rows *rows = run_rows(NULL, conn, "journal/schema_versions", NULL, 0, err);
        if (rows == NULL)
        {
            return false;
        }
        for (size_t i = 0; i < rows_count(rows); i++)
        {
            count_version(rows, i, parts);
        }
        mem_free(rows);
    }
    *version = mem_printf(owner, "%zu.%zu.%zu", parts[0], parts[1], parts[2]);
    return true;
}

static bool
load_plans(void *owner, Conn *conn, const char *version, JournalPlan **plans, size_t *count, Error *err)
{
    const char *params[] = {version};
    bool exists = false;
    *plans = NULL;
    *count = 0;
    if (!journal_check(conn, &exists, err))
    {
        return false;
    }
    if (!exists)
    {
        *plans = mem_array(owner, JournalPlan, 1);
        return true;
    }
    Rows *rows = run_rows(NULL, conn, "journal/plans", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    *count = rows_count(rows);
    *plans = mem_array(owner, JournalPlan, *count + 1);
    bool is_read = true;
    for (size_t i = 0; i < *count && is_read; i++)
    {
        is_read = read_plan(*plans, conn, rows, i, &(*plans)[i], err);
    }
    mem_free(rows);
    return is_read;
}

static bool
read_plan(void *owner, Conn *conn, const Rows *rows, size_t row, JournalPlan *plan, Error *err)
{
    *plan = (JournalPlan){
        .version = run_copy(owner, rows, row, "version"),
        .slug = run_copy(owner, rows, row, "slug"),
        .description = run_copy(owner, rows, row, "description"),
        .state_epoch = rows_int64(rows, row, "state_epoch"),
        .fingerprint = run_copy(owner, rows, row, "fingerprint"),
        .plan_text = run_copy(owner, rows, row, "plan_text"),
        .semver = run_copy(owner, rows, row, "semver_class"),
        .needs_contract = rows_bool(rows, row, "needs_contract"),
        .system_identifier = run_copy(owner, rows, row, "system_identifier"),
        .hold_s = rows_int64(rows, row, "hold_s"),
        .lock_ms = rows_int64(rows, row, "lock_ms"),
        .statement_ms = rows_int64(rows, row, "statement_ms"),
        .total_ms = rows_int64(rows, row, "total_ms"),
        .batch_ms = rows_int64(rows, row, "batch_ms"),
        .pause_ms = rows_int64(rows, row, "pause_ms"),
        .fire_triggers = rows_bool(rows, row, "fire_triggers"),
        .hold_left_s = rows_int64(rows, row, "hold_left_s"),
    };
    read_times(owner, rows, row, plan);
    if (!journal_state_from_name(rows_text(rows, row, "state"), &plan->state))
    {
        return error_set(err, ERROR_FAILED, "the journal has plan %s in an unknown state \"%s\"", plan->version,
                         rows_text(rows, row, "state"));
    }
    return load_requirements(owner, conn, plan, err);
}

static void
read_times(void *owner, const Rows *rows, size_t row, JournalPlan *plan)
{
    plan->created_at = run_copy(owner, rows, row, "created_at");
    plan->expanded_at = run_copy(owner, rows, row, "expanded_at");
    plan->fenced_at = run_copy(owner, rows, row, "fenced_at");
    plan->sealed_at = run_copy(owner, rows, row, "sealed_at");
    plan->purged_at = run_copy(owner, rows, row, "purged_at");
    plan->rolled_back_at = run_copy(owner, rows, row, "rolled_back_at");
    plan->hold_until = run_copy(owner, rows, row, "hold_until");
}

/* Sorted by name in the "C" collation: the one order in which locks of several applications are taken. */
static bool
load_requirements(void *owner, Conn *conn, JournalPlan *plan, Error *err)
{
    const char *params[] = {plan->version};
    Rows *rows = conn_query(NULL, conn,
                            "SELECT application, version_from, version_to, allow_attestation"
                            " FROM bellows.requirement WHERE plan = $1"
                            " ORDER BY application COLLATE \"C\"",
                            params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    plan->requirement_count = rows_count(rows);
    plan->requirements = mem_array(owner, JournalRequirement, plan->requirement_count + 1);
    for (size_t i = 0; i < plan->requirement_count; i++)
    {
        plan->requirements[i] = (JournalRequirement){
            .application = run_copy(owner, rows, i, "application"),
            .version_from = run_copy(owner, rows, i, "version_from"),
            .version_to = run_copy(owner, rows, i, "version_to"),
            .allow_attestation = rows_bool(rows, i, "allow_attestation"),
        };
    }
    mem_free(rows);
    return true;
}

static void
count_version(const Rows *rows, size_t row, size_t version[3])
{
    const char *semver = rows_text(rows, row, "semver_class");
    bool is_major = strcmp(semver, "major") == 0;
    if (rows_bool(rows, row, "is_contract"))
    {
        if (is_major)
        {
            version[0]++;
            version[1] = 0;
            version[2] = 0;
        }
    }
    else if (is_major || strcmp(semver, "minor") == 0)
    {
        version[1]++;
        version[2] = 0;
    }
    else
    {
        version[2]++;
    }
}
