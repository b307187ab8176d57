/* SPDX-License-Identifier: PostgreSQL */
/*
 * The rehearsal as JSON: every statement with prediction and measurement, plans, sums.
 */
#include "base/mem.h"
#include "report_rehearse_internal.h"

static void set_predicted(json_t *entry, const RehearsedStatement *statement);
static void set_measured(json_t *entry, const RehearsedStatement *statement);
static void set_names(json_t *object, const char *key, const char *const *names);
static void add_lock(json_t *array, const char *relation, LockMode mode);
static void add_statement(json_t *array, const RehearsedStatement *statement);
static void add_plan(json_t *array, const RehearsedPlan *plan);

char *
report_rehearse_json(void *owner, const ReportRehearse *report, ReportStyle style)
{
    json_t *object = report_json_new();
    json_t *array;

    report_json_set_integer(object, "server_version", report->server_version);
    array = report_json_array(object, "statements");
    for (size_t i = 0; i < report->statement_count; i++)
    {
        add_statement(array, &report->statements[i]);
    }
    array = report_json_array(object, "plans");
    for (size_t i = 0; i < report->plan_count; i++)
    {
        add_plan(array, &report->plans[i]);
    }
    array = report_json_array(object, "notes");
    for (size_t i = 0; i < report->note_count; i++)
    {
        json_array_append_new(array, report_json_text(report->notes[i]));
    }
    for (int verdict = 0; verdict < REHEARSED_VERDICTS; verdict++)
    {
        report_json_set_integer(object, report_rehearsed_verdict((RehearsedVerdict) verdict),
                                (int64_t) report_rehearse_count(report, (RehearsedVerdict) verdict));
    }
    report_json_set_integer(object, "run_before", (int64_t) report->context_count);
    report_json_set_bool(object, "passed", report_rehearse_is_fine(report));
    report_json_set_integer(object, "elapsed_ms", report->elapsed_ms);
    report_json_set_next(object, report->next_command);
    return report_json_finish(owner, object, style);
}

static void
add_statement(json_t *array, const RehearsedStatement *statement)
{
    json_t *entry = report_json_add(array);
    json_t *differences;

    report_json_set(entry, "path", statement->path);
    report_json_set_integer(entry, "line", (int64_t) statement->line);
    report_json_set_integer(entry, "column", (int64_t) statement->column);
    report_json_set(entry, "statement", statement->words);
    report_json_set(entry, "verdict", report_rehearsed_verdict(statement->verdict));
    report_json_set(entry, "reason", statement->reason);
    set_predicted(entry, statement);
    set_measured(entry, statement);
    differences = report_json_array(entry, "differences");
    for (size_t i = 0; i < statement->difference_count; i++)
    {
        json_t *difference = report_json_add(differences);

        report_json_set(difference, "what", statement->differences[i].what);
        report_json_set(difference, "relation", statement->differences[i].relation);
        report_json_set(difference, "predicted", statement->differences[i].claimed);
        report_json_set(difference, "found", statement->differences[i].found);
    }
    report_json_set(entry, "sqlstate", statement->measured.has_failed ? statement->measured.sqlstate : NULL);
    report_json_set(entry, "message", statement->measured.has_failed ? statement->measured.message : NULL);
    report_json_set(entry, "sql", statement->sql);
}

static void
set_predicted(json_t *entry, const RehearsedStatement *statement)
{
    json_t *predicted = json_object();
    json_t *locks = report_json_array(predicted, "locks");

    for (size_t i = 0; i < statement->lock_count; i++)
    {
        add_lock(locks, statement->locks[i].relation, statement->locks[i].mode);
    }
    report_json_set_bool(predicted, "scans", statement->scans);
    report_json_set_bool(predicted, "rewrites", statement->rewrites);
    json_object_set_new(entry, "predicted", predicted);
}

/* Locks null: they cannot be seen. */
static void
set_measured(json_t *entry, const RehearsedStatement *statement)
{
    const Rehearsal *measured = &statement->measured;
    json_t *found = json_object();

    if (measured->has_locks)
    {
        json_t *locks = report_json_array(found, "locks");

        for (size_t i = 0; i < measured->lock_count; i++)
        {
            add_lock(locks, measured->locks[i].relation, measured->locks[i].mode);
        }
    }
    else
    {
        json_object_set_new(found, "locks", json_null());
    }
    set_names(found, "scanned", measured->scanned);
    set_names(found, "rewritten", measured->rewritten);
    report_json_set_integer(found, "elapsed_us", measured->elapsed_us);
    json_object_set_new(entry, "measured", found);
}

static void
set_names(json_t *object, const char *key, const char *const *names)
{
    json_t *array = report_json_array(object, key);

    for (size_t i = 0; names != NULL && names[i] != NULL; i++)
    {
        json_array_append_new(array, report_json_text(names[i]));
    }
}

static void
add_lock(json_t *array, const char *relation, LockMode mode)
{
    json_t *lock = report_json_add(array);

    report_json_set(lock, "relation", relation);
    report_json_set(lock, "lock", classify_lock_name(mode));
}

static void
add_plan(json_t *array, const RehearsedPlan *plan)
{
    json_t *entry = report_json_add(array);
    json_t *phases;
    json_t *problems;

    report_json_set(entry, "path", plan->path);
    phases = report_json_array(entry, "phases");
    for (size_t i = 0; i < plan->phase_count; i++)
    {
        const RehearsedPhase *phase = &plan->phases[i];
        json_t *item = report_json_add(phases);

        report_json_set(item, "title", phase->title);
        report_json_set_integer(item, "elapsed_ms", phase->elapsed_ms);
        report_json_set_integer(item, "writes_old", phase->writes_old);
        report_json_set_integer(item, "writes_new", phase->writes_new);
        report_json_set_integer(item, "errors", phase->errors);
        report_json_set_integer(item, "longest_wait_us", phase->longest_us);
    }
    report_json_set_integer(entry, "checks", plan->checks);
    report_json_set_integer(entry, "mismatches", plan->mismatches);
    problems = report_json_array(entry, "problems");
    for (size_t i = 0; i < plan->problem_count; i++)
    {
        json_array_append_new(problems, report_json_text(plan->problems[i]));
    }
}
