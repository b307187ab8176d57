/* SPDX-License-Identifier: PostgreSQL */
/*
 * A plan and its steps, into the journal and out of it: every text of a step comes back byte for byte.
 */
#include <string.h>

#include "base/mem.h"
#include "change/classify.h"
#include "run/journal.h"
#include "run_internal.h"

static const char *const way_names[] = {
    [BACKFILL_BY_BLOCK] = "block",
    [BACKFILL_BY_SLICE] = "slice",
    [BACKFILL_BY_KEY] = "key",
};

static bool store_row(Conn *conn, const Resolution *resolution, Error *err);
static bool store_step(Conn *conn, const char *version, size_t position, const Step *step, Error *err);
static bool claim_tables(Conn *conn, const Resolution *resolution, Error *err);
static bool claim_table(Conn *conn, const char *version, uint32_t oid, QualifiedName name, Error *err);
static bool read_step(void *owner, const Rows *rows, size_t row, JournalStep *step, Error *err);
static bool read_names(const Rows *rows, size_t row, Step *step);

bool
journal_store_plan(Conn *conn, const Resolution *resolution, const StepList *steps, Error *err)
{
    const char *version = resolution->plan->version;
    const char *params[] = {version};
    if (!store_row(conn, resolution, err) ||
        !run_text(conn, "DELETE FROM bellows.requirement WHERE plan = $1", params, 1, err) ||
        !run_text(conn, "DELETE FROM bellows.step WHERE plan = $1", params, 1, err))
    {
        return false;
    }
    for (size_t i = 0; i < steps->count; i++)
    {
        if (!store_step(conn, version, i, &steps->steps[i], err))
        {
            return false;
        }
    }
    return journal_store_requirements(conn, version, resolution->plan, err) && claim_tables(conn, resolution, err);
}

bool
journal_store_requirements(Conn *conn, const char *version, const Plan *plan, Error *err)
{
    for (size_t i = 0; i < plan->application_count; i++)
    {
        const PlanApplication *application = &plan->applications[i];
        const char *params[] = {version, application->name, application->from, application->to,
                                run_boolean(application->allow_attestation)};
        const char *name[] = {application->name};
        if (!run_do(conn, "journal/store_requirement", params, RUN_COUNT(params), err) ||
            !run_text(conn, "INSERT INTO bellows.application (name) VALUES ($1) ON CONFLICT DO NOTHING", name, 1, err))
        {
            return false;
        }
    }
    return true;
}

bool
journal_load_steps(void *owner, Conn *conn, const char *version, JournalStep **steps, size_t *count, Error *err)
{
    const char *params[] = {version};
    Rows *rows = run_rows(NULL, conn, "journal/steps", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    *count = rows_count(rows);
    *steps = mem_array(owner, JournalStep, *count + 1);
    bool is_read = true;
    for (size_t i = 0; i < *count && is_read; i++)
    {
        is_read = read_step(*steps, rows, i, &(*steps)[i], err);
    }
    mem_free(rows);
    return is_read;
}

static bool
store_row(Conn *conn, const Resolution *resolution, Error *err)
{
    const Plan *plan = resolution->plan;
    void *scratch = mem_child(NULL, "plan");
    const char *params[] = {
        plan->version,
        plan->slug,
        plan->description,
        resolution->fingerprint,
        plan->source,
        classify_semver_name(resolution->semver),
        run_boolean(resolution->needs_contract),
        run_number(scratch, plan->hold_s),
        run_number(scratch, plan->timeouts.lock_ms),
        run_number(scratch, plan->timeouts.statement_ms),
        run_number(scratch, plan->timeouts.total_ms),
        run_number(scratch, plan->backfill.batch_ms),
        run_number(scratch, plan->backfill.pause_ms),
        run_boolean(plan->backfill.fire_triggers),
    };
    Rows *rows = run_rows(scratch, conn, "journal/store_plan", params, RUN_COUNT(params), err);
    bool is_stored = rows != NULL && rows_count(rows) == 1;
    if (rows != NULL && !is_stored)
    {
        error_set_code(err, ERROR_DRIFT, "E504", "plan %s is in the journal already", plan->version);
        error_hint(err, "Another bellows has just begun it. Look at \"bellows status\".");
    }
    mem_free(scratch);
    return is_stored;
}

static bool
store_step(Conn *conn, const char *version, size_t position, const Step *step, Error *err)
{
    void *scratch = mem_child(NULL, "step");
    const char *params[] = {
        version,
        step->id,
        steps_phase_name(step->phase),
        run_number(scratch, (int64_t) position),
        steps_kind_name(step->kind),
        step->title,
        step->relation,
        classify_lock_name(step->lock),
        run_boolean(step->scans),
        step->sql,
        step->probe,
        step->leftover,
        step->cleanup,
        step->remaining,
        step->failing,
        step->row_key,
        way_names[step->way],
        run_number(scratch, (int64_t) step->key_count),
        step->next_key,
        step->first_key,
        run_boolean(step->fires_triggers),
        run_array(scratch, step->application_triggers),
        step->violations,
        step->expect,
        step->settings,
        step->last_key,
        run_array(scratch, step->archive),
    };
    bool is_stored = run_do(conn, "journal/store_step", params, RUN_COUNT(params), err);
    mem_free(scratch);
    return is_stored || error_prefix(err, "step %s: ", step->id);
}

/* A table that a new foreign key references as well: no other plan may take away meanwhile what is referenced. And one of
 * which a foreign key alone gets an equal. */
static bool
claim_tables(Conn *conn, const Resolution *resolution, Error *err)
{
    const char *version = resolution->plan->version;
    for (size_t i = 0; i < resolution->table_count; i++)
    {
        const TableChange *table = &resolution->tables[i];
        bool is_ours = claim_table(conn, version, table->table->oid, table->name, err);
        for (size_t j = 0; j < table->in_place_count && is_ours; j++)
        {
            const CatalogTable *foreign = table->in_place[j].foreign;
            is_ours = foreign == NULL ||
                      claim_table(conn, version, foreign->oid, (QualifiedName){foreign->schema, foreign->name}, err);
        }
        if (!is_ours)
        {
            return false;
        }
    }
    for (size_t i = 0; i < resolution->foreign_twin_count; i++)
    {
        const ForeignTwin *twin = &resolution->foreign_twins[i];
        if (!claim_table(conn, version, twin->oid, twin->table->name, err))
        {
            return false;
        }
    }
    return true;
}

static bool
claim_table(Conn *conn, const char *version, uint32_t oid, QualifiedName name, Error *err)
{
    void *scratch = mem_child(NULL, "table");
    const char *params[] = {run_number(scratch, (int64_t) oid), mem_printf(scratch, "%s.%s", name.schema, name.name),
                            version};
    Rows *rows = run_rows(scratch, conn, "journal/claim_table", params, RUN_COUNT(params), err);
    bool is_ours = rows != NULL && strcmp(rows_text(rows, 0, "plan"), version) == 0;
    if (rows != NULL && !is_ours)
    {
        const char *other = rows_text(rows, 0, "plan");
        error_set_code(err, ERROR_REFUSED, "R705", "plan %s is in flight on table %s", other, params[1]);
        error_detail(err, "Two plans on one table would make three versions of it.");
        error_hint(err,
                   "Bring it to its end first (bellows status), or take it back: "
                   "bellows rollback %s.",
                   other);
    }
    mem_free(scratch);
    return is_ours;
}

static bool
read_step(void *owner, const Rows *rows, size_t row, JournalStep *step, Error *err)
{
    step->step = (Step){
        .id = run_copy(owner, rows, row, "id"),
        .title = run_copy(owner, rows, row, "title"),
        .relation = run_copy(owner, rows, row, "relation"),
        .scans = rows_bool(rows, row, "scans"),
        .sql = run_copy(owner, rows, row, "sql"),
        .probe = run_copy(owner, rows, row, "probe"),
        .leftover = run_copy(owner, rows, row, "leftover"),
        .cleanup = run_copy(owner, rows, row, "cleanup"),
        .remaining = run_copy(owner, rows, row, "remaining"),
        .failing = run_copy(owner, rows, row, "failing"),
        .row_key = run_copy(owner, rows, row, "row_key"),
        .key_count = (size_t) rows_int64(rows, row, "key_count"),
        .next_key = run_copy(owner, rows, row, "next_key"),
        .first_key = run_copy(owner, rows, row, "first_key"),
        .last_key = rows_has(rows, "last_key") ? run_copy(owner, rows, row, "last_key") : NULL,
        .archive = rows_has(rows, "archive") && !rows_is_null(rows, row, "archive")
                       ? rows_text_array(owner, rows, row, "archive")
                       : NULL,
        .fires_triggers = rows_bool(rows, row, "fires_triggers"),
        .application_triggers = rows_text_array(owner, rows, row, "application_triggers"),
        .violations = run_copy(owner, rows, row, "violations"),
        .expect = run_copy(owner, rows, row, "expect"),
        .settings = run_copy(owner, rows, row, "settings"),
    };
    step->is_done = strcmp(rows_text(rows, row, "state"), "done") == 0;
    step->attempts = (int) rows_int64(rows, row, "attempts");
    step->started_at = run_copy(owner, rows, row, "started");
    step->finished_at = run_copy(owner, rows, row, "finished");
    if (!read_names(rows, row, &step->step))
    {
        return error_set(err, ERROR_FAILED, "step %s in the journal has a kind that is not known", step->step.id);
    }
    return true;
}

static bool
read_names(const Rows *rows, size_t row, Step *step)
{
    const char *way = rows_text(rows, row, "way");
    const char *lock = rows_text(rows, row, "lock_mode");
    bool has_lock = false;
    bool has_way = false;
    for (int mode = LOCK_NONE; mode <= LOCK_ACCESS_EXCLUSIVE; mode++)
    {
        if (strcmp(classify_lock_name((LockMode) mode), lock) == 0)
        {
            step->lock = (LockMode) mode;
            has_lock = true;
        }
    }
    for (size_t i = 0; i < RUN_COUNT(way_names); i++)
    {
        if (strcmp(way_names[i], way) == 0)
        {
            step->way = (BackfillWay) i;
            has_way = true;
        }
    }
    return has_lock && has_way && steps_phase_from_name(rows_text(rows, row, "phase"), &step->phase) &&
           steps_kind_from_name(rows_text(rows, row, "kind"), &step->kind);
}
