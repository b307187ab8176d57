/* SPDX-License-Identifier: PostgreSQL */
/*
 * A plan for programs: the same facts as the text, and each step whole, with its probes.
 */
#include "report_internal.h"
#include "report_plan_internal.h"

static void set_list(json_t *object, const char *name, const char *const *items);
static json_t *statements_json(const ReportPlan *plan);
static json_t *tables_json(const ReportPlan *plan);
static json_t *steps_json(const ReportPlan *plan);
static void set_step(json_t *object, const ReportPlan *plan, const JournalStep *entry);
static void set_scanned(json_t *object, const ReportPlan *plan, const CatalogTable *table);
static void set_size(json_t *object, const ReportPlan *plan, const CatalogTable *table);

char *
report_plan_json(void *owner, const ReportPlan *plan, ReportStyle style)
{
    json_t *object = report_json_new();

    json_object_set_new(object, "server", report_json_server(&plan->server));
    report_json_set(object, "version", plan->version);
    report_json_set(object, "slug", plan->slug);
    report_json_set(object, "description", plan->description);
    report_json_set(object, "semver", plan->semver);
    report_json_set_bool(object, "needs_contract", plan->needs_contract);
    report_json_set(object, "state", journal_state_name(plan->state));
    report_json_set_bool(object, "is_stored", plan->is_stored);
    report_json_set(object, "schema", plan->schema_path);
    json_object_set_new(object, "statements", statements_json(plan));
    json_object_set_new(object, "tables", tables_json(plan));
    set_list(object, "falls", plan->resolution != NULL ? plan->resolution->falls : NULL);
    set_list(object, "follows", plan->resolution != NULL ? plan->resolution->follows : NULL);
    json_object_set_new(object, "steps", steps_json(plan));
    json_object_set_new(object, "diagnostics", report_json_diagnostics(plan->diagnostics));
    report_json_set_next(object, plan->next_command);
    return report_json_finish(owner, object, style);
}

static void
set_list(json_t *object, const char *name, const char *const *items)
{
    json_t *list = report_json_array(object, name);

    for (size_t i = 0; items != NULL && items[i] != NULL; i++)
    {
        json_array_append_new(list, report_json_text(items[i]));
    }
}

static json_t *
statements_json(const ReportPlan *plan)
{
    const Resolution *resolution = plan->resolution;
    json_t *array = json_array();

    for (size_t i = 0; resolution != NULL && i < resolution->verdict_count; i++)
    {
        const StatementVerdict *verdict = &resolution->verdicts[i];
        const Classification *facts = verdict->classification;
        json_t *object = report_json_add(array);
        json_t *locks;

        report_json_set_integer(object, "change", (int64_t) verdict->change + 1);
        report_json_set(object, "sql", verdict->statement->sql);
        report_json_set(object, "statement", verdict->statement->tag);
        report_json_set(object, "class", classify_class_name(facts->change_class));
        report_json_set(object, "lock", facts->lock == LOCK_NONE ? NULL : classify_lock_name(facts->lock));
        locks = report_json_array(object, "locks");
        for (size_t j = 0; j < facts->lock_count; j++)
        {
            json_t *lock = report_json_add(locks);

            report_json_set(lock, "relation", facts->locks[j].relation);
            report_json_set(lock, "mode", classify_lock_name(facts->locks[j].mode));
        }
        report_json_set_bool(object, "scans", facts->scans);
        report_json_set_bool(object, "rewrites", facts->rewrites);
        report_json_set_bool(object, "breaks_old", facts->breaks_old);
        report_json_set_bool(object, "breaks_new", facts->breaks_new);
        report_json_set_bool(object, "loses_data", facts->loses_data);
        report_json_set(object, "semver", classify_semver_name(facts->semver));
        report_json_set(object, "note", facts->note);
        set_scanned(object, plan, report_plan_scanned(plan, verdict));
    }
    return array;
}

static json_t *
tables_json(const ReportPlan *plan)
{
    const Resolution *resolution = plan->resolution;
    json_t *array = json_array();

    for (size_t i = 0; resolution != NULL && i < resolution->table_count; i++)
    {
        const CatalogTable *table = resolution->tables[i].table;
        json_t *object = report_json_add(array);

        report_json_set(object, "schema", table->schema);
        report_json_set(object, "name", table->name);
        set_size(object, plan, table);
    }
    return array;
}

/* "scanned": the table that is read whole or rewritten; null for none. */
static void
set_scanned(json_t *object, const ReportPlan *plan, const CatalogTable *table)
{
    json_t *scanned = table == NULL ? json_null() : json_object();

    json_object_set_new(object, "scanned", scanned);
    if (table != NULL)
    {
        report_json_set(scanned, "schema", table->schema);
        report_json_set(scanned, "name", table->name);
        set_size(scanned, plan, table);
    }
}

/* null: not known. */
static void
set_size(json_t *object, const ReportPlan *plan, const CatalogTable *table)
{
    bool is_known = plan->schema_path == NULL;

    report_json_set_known(object, "rows_estimate",
                          !is_known || table->rows_estimate < 0 ? -1 : (int64_t) table->rows_estimate);
    report_json_set_known(object, "bytes", is_known ? table->bytes : -1);
}

static json_t *
steps_json(const ReportPlan *plan)
{
    json_t *array = json_array();

    for (size_t i = 0; i < plan->step_count; i++)
    {
        if ((plan->phases & (1U << plan->steps[i].step.phase)) != 0)
        {
            set_step(report_json_add(array), plan, &plan->steps[i]);
        }
    }
    return array;
}

static void
set_step(json_t *object, const ReportPlan *plan, const JournalStep *entry)
{
    const Step *step = &entry->step;

    report_json_set(object, "id", step->id);
    report_json_set(object, "phase", steps_phase_name(step->phase));
    report_json_set(object, "kind", steps_kind_name(step->kind));
    report_json_set(object, "title", step->title);
    report_json_set(object, "relation", step->relation);
    report_json_set(object, "lock", step->lock == LOCK_NONE ? NULL : classify_lock_name(step->lock));
    report_json_set_bool(object, "scans", step->scans);
    set_scanned(object, plan, report_plan_step_scanned(plan, step));
    report_json_set(object, "sql", step->sql);
    report_json_set(object, "settings", step->kind == STEP_TRANSACTION ? NULL : step->settings);
    report_json_set(object, "probe", step->probe);
    report_json_set(object, "leftover", step->leftover);
    report_json_set(object, "cleanup", step->cleanup);
    report_json_set(object, "remaining", step->remaining);
    report_json_set(object, "expect", step->expect);
    report_json_set_bool(object, "done", entry->is_done);
    report_json_set(object, "started_at", entry->started_at);
    report_json_set(object, "finished_at", entry->finished_at);
}
