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
static void begin_ndjson(ReportLint *report);
static void ndjson_statement(ReportLint *report, const LintStatement *statement);
static void ndjson_problem(ReportLint *report, const LintProblem *problem);
static void end_ndjson(ReportLint *report, const LintTotals *totals);
static void write_line(ReportLint *report);
static void begin_event(LintJson *json, const char *event);
static void add_statement(LintJson *json, const LintStatement *statement);
static void add_facts(LintJson *json, const Classification *facts);
static void add_rules(LintJson *json, const LintStatement *statement);
static void add_rule(LintJson *json, const Finding *finding);
static void add_problem(LintJson *json, const LintProblem *problem);
static void add_totals(LintJson *json, const LintTotals *totals);

const LintFormat report_lint_json = {begin_json, json_statement, json_problem, end_json};
const LintFormat report_lint_ndjson = {begin_ndjson, ndjson_statement, ndjson_problem, end_ndjson};

static void
begin_json(ReportLint *report)
{
    char *head =
        mem_printf(NULL, "{\"format\": %d, \"files\": %zu, \"statements\": [", REPORT_FORMAT, report->options.files);

    report->line.mem = report->mem;
    report->errors.mem = report->mem;
    report_lint_write(report, head);
    mem_free(head);
}

static void
json_statement(ReportLint *report, const LintStatement *statement)
{
    LintJson *json = &report->line;

    json->length = 0;
    report_lint_json_raw(json, report->written++ == 0 ? "\n" : ",\n");
    report_lint_json_open(json, NULL, '{');
    add_statement(json, statement);
    report_lint_json_close(json, '}');
    report_lint_write(report, json->text);
}

static void
json_problem(ReportLint *report, const LintProblem *problem)
{
    LintJson *json = &report->errors;

    report_lint_json_raw(json, json->length == 0 ? "\n" : ",\n");
    report_lint_json_open(json, NULL, '{');
    add_problem(json, problem);
    report_lint_json_close(json, '}');
}

static void
end_json(ReportLint *report, const LintTotals *totals)
{
    LintJson *json = &report->line;

    report_lint_write(report, "\n], \"errors\": [");
    report_lint_write(report, report->errors.text == NULL ? "" : report->errors.text);
    json->length = 0;
    report_lint_json_raw(json, "\n], \"summary\":\n");
    report_lint_json_open(json, NULL, '{');
    add_totals(json, totals);
    report_lint_json_close(json, '}');
    report_lint_json_raw(json, "}\n");
    report_lint_write(report, json->text);
}

static void
begin_ndjson(ReportLint *report)
{
    report->line.mem = report->mem;
}

static void
ndjson_statement(ReportLint *report, const LintStatement *statement)
{
    begin_event(&report->line, "statement");
    add_statement(&report->line, statement);
    write_line(report);
}

static void
ndjson_problem(ReportLint *report, const LintProblem *problem)
{
    begin_event(&report->line, "error");
    add_problem(&report->line, problem);
    write_line(report);
}

static void
end_ndjson(ReportLint *report, const LintTotals *totals)
{
    begin_event(&report->line, "summary");
    report_lint_json_integer(&report->line, "format", REPORT_FORMAT);
    add_totals(&report->line, totals);
    write_line(report);
}

static void
begin_event(LintJson *json, const char *event)
{
    json->length = 0;
    report_lint_json_open(json, NULL, '{');
    report_lint_json_text(json, "event", event);
}

static void
write_line(ReportLint *report)
{
    report_lint_json_close(&report->line, '}');
    report_lint_json_raw(&report->line, "\n");
    report_lint_write(report, report->line.text);
}

static void
add_statement(LintJson *json, const LintStatement *statement)
{
    const Command *command = statement->command;
    void *mem = mem_root("statement");

    report_lint_json_text(json, "file", statement->source->path);
    report_lint_json_integer(json, "line", statement->line);
    report_lint_json_integer(json, "column", statement->column);
    report_lint_json_text(json, "sql", statement->sql);
    report_lint_json_text(json, "statement", command->tag);
    report_lint_json_text(json, "kind", command->words);
    report_lint_json_text(json, "object", report_lint_object(mem, command));
    report_lint_json_text(json, "member", command->member);
    add_facts(json, statement->facts);
    report_lint_json_bool(json, "in_transaction", statement->in_transaction);
    add_rules(json, statement);
    mem_free(mem);
}

static void
add_facts(LintJson *json, const Classification *facts)
{
    report_lint_json_text(json, "class", classify_class_name(facts->change_class));
    report_lint_json_text(json, "lock", facts->lock == LOCK_NONE ? NULL : classify_lock_name(facts->lock));
    report_lint_json_open(json, "locks", '[');
    for (size_t i = 0; i < facts->lock_count; i++)
    {
        report_lint_json_open(json, NULL, '{');
        report_lint_json_text(json, "relation", facts->locks[i].relation);
        report_lint_json_text(json, "mode", classify_lock_name(facts->locks[i].mode));
        report_lint_json_close(json, '}');
    }
    report_lint_json_close(json, ']');
    report_lint_json_bool(json, "scans", facts->scans);
    report_lint_json_bool(json, "rewrites", facts->rewrites);
    report_lint_json_bool(json, "danger", facts->danger);
    report_lint_json_bool(json, "breaks_old", facts->breaks_old);
    report_lint_json_bool(json, "breaks_new", facts->breaks_new);
    report_lint_json_bool(json, "loses_data", facts->loses_data);
    report_lint_json_text(json, "semver", facts->semver == SEMVER_NONE ? NULL : classify_semver_name(facts->semver));
    report_lint_json_bool(json, "exact", facts->is_exact);
    report_lint_json_text(json, "opaque", facts->opaque);
    report_lint_json_text(json, "note", facts->note);
}

static void
add_rules(LintJson *json, const LintStatement *statement)
{
    report_lint_json_open(json, "rules", '[');
    for (size_t i = 0; i < statement->finding_count; i++)
    {
        report_lint_json_open(json, NULL, '{');
        add_rule(json, &statement->findings[i]);
        report_lint_json_integer(json, "line", statement->finding_lines[i]);
        report_lint_json_integer(json, "column", statement->finding_columns[i]);
        report_lint_json_close(json, '}');
    }
    report_lint_json_close(json, ']');
    report_lint_json_open(json, "allowed", '[');
    for (size_t i = 0; i < statement->allowed_count; i++)
    {
        report_lint_json_open(json, NULL, '{');
        add_rule(json, &statement->allowed[i]);
        report_lint_json_text(json, "reason", statement->allow_reasons[i]);
        report_lint_json_close(json, '}');
    }
    report_lint_json_close(json, ']');
}

static void
add_rule(LintJson *json, const Finding *finding)
{
    report_lint_json_text(json, "code", finding->rule->code);
    report_lint_json_text(json, "name", finding->rule->name);
    report_lint_json_text(json, "severity", report_lint_severity(finding->rule->severity));
    report_lint_json_text(json, "message", finding->message);
    report_lint_json_text(json, "help", finding->help);
    report_lint_json_text(json, "fix", finding->fix);
}

static void
add_problem(LintJson *json, const LintProblem *problem)
{
    report_lint_json_text(json, "file", problem->path);
    report_lint_json_integer(json, "line", problem->line);
    report_lint_json_integer(json, "column", problem->column);
    report_lint_json_text(json, "code", problem->code);
    report_lint_json_text(json, "severity", report_lint_severity(problem->severity));
    report_lint_json_text(json, "message", problem->message);
    report_lint_json_text(json, "help", problem->help);
}

static void
add_totals(LintJson *json, const LintTotals *totals)
{
    const struct
    {
        const char *key;
        size_t value;
    } counts[] = {
        {"files", totals->files},
        {"statements", totals->statements},
        {"errors", totals->findings[SEVERITY_ERROR]},
        {"warnings", totals->findings[SEVERITY_WARNING]},
        {"notes", totals->findings[SEVERITY_NOTE]},
        {"allowed", totals->allowed},
        {"opaque", totals->opaque},
        {"problems", totals->problems},
    };

    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
    {
        report_lint_json_integer(json, counts[i].key, counts[i].value);
    }
}
