/* SPDX-License-Identifier: PostgreSQL */
/*
 * Lint for the pages of a merge request: GitHub's workflow commands, one a line, and GitLab's Code Quality report.
 *
 * GitHub ends a command at a line's end and a property at a comma or colon, so these are escaped. GitLab knows a finding
 * again by its fingerprint, which must not change when lines move.
 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "report_lint_internal.h"

static void github_statement(ReportLint *report, const LintStatement *statement);
static void github_problem(ReportLint *report, const LintProblem *problem);
static void append_escaped(char **text, const char *raw, bool is_property);
static void begin_gitlab(ReportLint *report);
static void gitlab_statement(ReportLint *report, const LintStatement *statement);
static void gitlab_problem(ReportLint *report, const LintProblem *problem);
static void end_gitlab(ReportLint *report, const LintTotals *totals);

const LintFormat report_lint_github = {NULL, github_statement, github_problem, NULL};
const LintFormat report_lint_gitlab = {begin_gitlab, gitlab_statement, gitlab_problem, end_gitlab};

typedef struct Annotation
{
    Severity severity;
    const char *path;
    size_t line;
    size_t column;
    size_t end_line;
    const char *title;
    const char *text;
} Annotation;

static void write_annotation(ReportLint *report, const Annotation *annotation);
static void write_quality(ReportLint *report, const Annotation *annotation, const char *fingerprint);

static void
github_statement(ReportLint *report, const LintStatement *statement)
{
    for (size_t i = 0; i < statement->finding_count; i++)
    {
        report_lint_annotate(report, statement, i);
    }
}

static void
github_problem(ReportLint *report, const LintProblem *problem)
{
    report_lint_annotate_problem(report, problem);
}

void
report_lint_annotate(ReportLint *report, const LintStatement *statement, size_t i)
{
    void *mem = mem_root("annotation");
    const Finding *finding = &statement->findings[i];
    size_t last = statement->line + report_lint_lines(statement->sql) - 1;
    Annotation annotation = {
        .severity = finding->rule->severity,
        .path = statement->source->path,
        .line = statement->finding_lines[i],
        .column = statement->finding_columns[i],
        .end_line = last < statement->finding_lines[i] ? statement->finding_lines[i] : last,
        .title = mem_printf(mem, "%s %s", finding->rule->code, finding->rule->name),
        .text = report_lint_text(mem, finding),
    };

    write_annotation(report, &annotation);
    mem_free(mem);
}

void
report_lint_annotate_problem(ReportLint *report, const LintProblem *problem)
{
    void *mem = mem_root("annotation");
    const Rule *rule = rules_find(problem->code);
    Annotation annotation = {
        .severity = problem->severity,
        .path = problem->path,
        .line = problem->line,
        .column = problem->column,
        .end_line = problem->line,
        .title = rule == NULL ? problem->code : mem_printf(mem, "%s %s", rule->code, rule->name),
        .text = problem->help == NULL ? problem->message : mem_printf(mem, "%s\n%s", problem->message, problem->help),
    };

    write_annotation(report, &annotation);
    mem_free(mem);
}

static void
write_annotation(ReportLint *report, const Annotation *annotation)
{
    static const char *const commands[] = {
        [SEVERITY_ERROR] = "error",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_NOTE] = "notice",
    };
    char *text = mem_printf(NULL, "::%s file=", commands[annotation->severity]);

    append_escaped(&text, annotation->path, true);
    if (annotation->line > 0)
    {
        mem_append(&text, ",line=%zu,col=%zu,endLine=%zu", annotation->line, annotation->column, annotation->end_line);
    }
    mem_append(&text, ",title=");
    append_escaped(&text, annotation->title, true);
    mem_append(&text, "::");
    append_escaped(&text, annotation->text, false);
    mem_append(&text, "\n");
    report_lint_write(report, text);
    mem_free(text);
}

static void
append_escaped(char **text, const char *raw, bool is_property)
{
    static const char special[] = "%\r\n:,";
    char *shown = text_printable(NULL, raw, "\r\n\t");

    for (const char *at = shown; *at != '\0';)
    {
        size_t plain = strcspn(at, is_property ? special : "%\r\n");

        mem_append(text, "%.*s", (int) plain, at);
        at += plain;
        if (*at != '\0')
        {
            mem_append(text, "%%%02X", (unsigned) (unsigned char) *at);
            at++;
        }
    }
    mem_free(shown);
}

static void
begin_gitlab(ReportLint *report)
{
    report_lint_write(report, "[");
}

static void
gitlab_statement(ReportLint *report, const LintStatement *statement)
{
    (void) report_lint_enter(report, statement->source->path);
    for (size_t i = 0; i < statement->finding_count; i++)
    {
        const Finding *finding = &statement->findings[i];
        void *mem = mem_root("finding");
        Annotation annotation = {
            .severity = finding->rule->severity,
            .path = statement->source->path,
            .line = statement->finding_lines[i],
            .title = finding->rule->name,
            .text = mem_printf(mem, "%s: %s", finding->rule->code, finding->message),
        };

        write_quality(report, &annotation,
                      report_lint_fingerprint(report, statement->source->path, finding->rule->code, statement->sql));
        mem_free(mem);
    }
}

static void
gitlab_problem(ReportLint *report, const LintProblem *problem)
{
    void *mem = mem_root("problem");
    const Rule *rule = rules_find(problem->code);
    Annotation annotation = {
        .severity = problem->severity,
        .path = problem->path,
        .line = problem->line,
        .title = rule == NULL ? problem->code : rule->name,
        .text = mem_printf(mem, "%s: %s", problem->code, problem->message),
    };

    (void) report_lint_enter(report, problem->path);
    write_quality(report, &annotation, report_lint_fingerprint(report, problem->path, problem->code, problem->message));
    mem_free(mem);
}

static void
write_quality(ReportLint *report, const Annotation *annotation, const char *fingerprint)
{
    static const char *const severities[] = {
        [SEVERITY_ERROR] = "critical",
        [SEVERITY_WARNING] = "major",
        [SEVERITY_NOTE] = "info",
    };
    size_t line = annotation->line == 0 ? 1 : annotation->line;
    json_t *object = json_object();
    json_t *location = json_object();

    report_json_set(object, "description", annotation->text);
    report_json_set(object, "check_name", annotation->title);
    report_json_set(object, "fingerprint", fingerprint);
    report_json_set(object, "severity", severities[annotation->severity]);
    report_json_set(location, "path", annotation->path);
    json_object_set_new(location, "lines", json_pack("{s:I}", "begin", (json_int_t) line));
    json_object_set_new(object, "location", location);
    report_lint_write_json(report, object);
}

static void
end_gitlab(ReportLint *report, const LintTotals *totals)
{
    (void) totals;
    report_lint_write(report, "\n]\n");
}
