/* SPDX-License-Identifier: PostgreSQL */
/*
 * Lint for programs: one object with "statements" and "errors", or one object a line. The fields of a statement are the
 * same in both. A statement is on one line of its own in the one object, too: a report of ten thousand is still read
 * with grep.
 */
#include <string.h>

#include "base/mem.h"
#include "report_lint_internal.h"

static void begin_json(ReportLint *report);
static void json_statement(ReportLint *report, const LintStatement *statement);
static void json_problem(ReportLint *report, const LintProblem *problem);
static void end_json(ReportLint *report, const LintTotals *totals);
static void ndjson_statement(ReportLint *report, const LintStatement *statement);
static void ndjson_problem(ReportLint *report, const LintProblem *problem);
static void end_ndjson(ReportLint *report, const LintTotals *totals);
static void write_line(ReportLint *report, json_t *object);
static void set_statement(json_t *object, const LintStatement *statement);
static void set_facts(json_t *object, const Classification *facts);
static void add_rule(json_t *rules, const Finding *finding, size_t line, size_t column);
static void set_rule(json_t *object, const Finding *finding);
static void set_problem(json_t *object, const LintProblem *problem);
static json_t *totals_json(const LintTotals *totals);

const LintFormat report_lint_json = {begin_json, json_statement, json_problem, end_json};
const LintFormat report_lint_ndjson = {NULL, ndjson_statement, ndjson_problem, end_ndjson};

static void
begin_json(ReportLint *report)
{
    char *head =
        mem_printf(NULL, "{\"format\": %d, \"files\": %zu, \"statements\": [", REPORT_FORMAT, report->options.files);

    report->problems = json_array();
    report_lint_write(report, head);
    mem_free(head);
}

static void
json_statement(ReportLint *report, const LintStatement *statement)
{
    json_t *object = json_object();

    set_statement(object, statement);
    report_lint_write_json(report, object);
}

static void
json_problem(ReportLint *report, const LintProblem *problem)
{
    set_problem(report_json_add(report->problems), problem);
}

static void
end_json(ReportLint *report, const LintTotals *totals)
{
    json_t *problem;
    size_t i;

    report_lint_write(report, "\n], \"errors\": [");
    report->written = 0;
    json_array_foreach(report->problems, i, problem)
    {
        report_lint_write_json(report, json_incref(problem));
    }
    json_decref(report->problems);
    report_lint_write(report, "\n], \"summary\":");
    report->written = 0;
    report_lint_write_json(report, totals_json(totals));
    report_lint_write(report, "}\n");
}

static void
ndjson_statement(ReportLint *report, const LintStatement *statement)
{
    json_t *object = json_pack("{s:s}", "event", "statement");

    set_statement(object, statement);
    write_line(report, object);
}

static void
ndjson_problem(ReportLint *report, const LintProblem *problem)
{
    json_t *object = json_pack("{s:s}", "event", "error");

    set_problem(object, problem);
    write_line(report, object);
}

static void
end_ndjson(ReportLint *report, const LintTotals *totals)
{
    json_t *object = json_pack("{s:s, s:i}", "event", "summary", "format", REPORT_FORMAT);
    json_t *summary = totals_json(totals);

    json_object_update(object, summary);
    json_decref(summary);
    write_line(report, object);
}

static void
write_line(ReportLint *report, json_t *object)
{
    char *text = report_json_finish(NULL, object, (ReportStyle){.format = REPORT_NDJSON});

    report_lint_write(report, text);
    mem_free(text);
}

static void
set_statement(json_t *object, const LintStatement *statement)
{
    const Command *command = statement->command;
    void *mem = mem_root("statement");
    json_t *rules;

    report_json_set(object, "file", statement->source->path);
    report_json_set_integer(object, "line", (int64_t) statement->line);
    report_json_set_integer(object, "column", (int64_t) statement->column);
    report_json_set(object, "sql", statement->sql);
    report_json_set(object, "statement", command->tag);
    report_json_set(object, "kind", command->words);
    report_json_set(object, "object", report_lint_object(mem, command));
    report_json_set(object, "member", command->member);
    set_facts(object, statement->facts);
    report_json_set_bool(object, "in_transaction", statement->in_transaction);
    rules = report_json_array(object, "rules");
    for (size_t i = 0; i < statement->finding_count; i++)
    {
        add_rule(rules, &statement->findings[i], statement->finding_lines[i], statement->finding_columns[i]);
    }
    rules = report_json_array(object, "allowed");
    for (size_t i = 0; i < statement->allowed_count; i++)
    {
        json_t *rule = report_json_add(rules);

        set_rule(rule, &statement->allowed[i]);
        report_json_set(rule, "reason", statement->allow_reasons[i]);
    }
    mem_free(mem);
}

static void
set_facts(json_t *object, const Classification *facts)
{
    json_t *locks;

    report_json_set(object, "class", classify_class_name(facts->change_class));
    report_json_set(object, "lock", facts->lock == LOCK_NONE ? NULL : classify_lock_name(facts->lock));
    locks = report_json_array(object, "locks");
    for (size_t i = 0; i < facts->lock_count; i++)
    {
        json_t *lock = report_json_add(locks);

        report_json_set(lock, "relation", facts->locks[i].relation);
        report_json_set(lock, "mode", classify_lock_name(facts->locks[i].mode));
    }
    report_json_set_bool(object, "scans", facts->scans);
    report_json_set_bool(object, "rewrites", facts->rewrites);
    report_json_set_bool(object, "danger", facts->danger);
    report_json_set_bool(object, "breaks_old", facts->breaks_old);
    report_json_set_bool(object, "breaks_new", facts->breaks_new);
    report_json_set_bool(object, "loses_data", facts->loses_data);
    report_json_set(object, "semver", facts->semver == SEMVER_NONE ? NULL : classify_semver_name(facts->semver));
    report_json_set_bool(object, "exact", facts->is_exact);
    report_json_set(object, "opaque", facts->opaque);
    report_json_set(object, "note", facts->note);
}

static void
add_rule(json_t *rules, const Finding *finding, size_t line, size_t column)
{
    json_t *object = report_json_add(rules);

    set_rule(object, finding);
    report_json_set_integer(object, "line", (int64_t) line);
    report_json_set_integer(object, "column", (int64_t) column);
}

static void
set_rule(json_t *object, const Finding *finding)
{
    report_json_set(object, "code", finding->rule->code);
    report_json_set(object, "name", finding->rule->name);
    report_json_set(object, "severity", report_lint_severity(finding->rule->severity));
    report_json_set(object, "message", finding->message);
    report_json_set(object, "help", finding->help);
    report_json_set(object, "fix", finding->fix);
}

static void
set_problem(json_t *object, const LintProblem *problem)
{
    report_json_set(object, "file", problem->path);
    report_json_set_integer(object, "line", (int64_t) problem->line);
    report_json_set_integer(object, "column", (int64_t) problem->column);
    report_json_set(object, "code", problem->code);
    report_json_set(object, "severity", report_lint_severity(problem->severity));
    report_json_set(object, "message", problem->message);
    report_json_set(object, "help", problem->help);
}

static json_t *
totals_json(const LintTotals *totals)
{
    json_t *object = json_object();

    report_json_set_integer(object, "files", (int64_t) totals->files);
    report_json_set_integer(object, "statements", (int64_t) totals->statements);
    report_json_set_integer(object, "errors", (int64_t) totals->findings[SEVERITY_ERROR]);
    report_json_set_integer(object, "warnings", (int64_t) totals->findings[SEVERITY_WARNING]);
    report_json_set_integer(object, "notes", (int64_t) totals->findings[SEVERITY_NOTE]);
    report_json_set_integer(object, "allowed", (int64_t) totals->allowed);
    report_json_set_integer(object, "opaque", (int64_t) totals->opaque);
    report_json_set_integer(object, "problems", (int64_t) totals->problems);
    return object;
}
