/* SPDX-License-Identifier: PostgreSQL */
/*
 * Lint as JUnit XML: a suite for each file, a case for each statement, which fails where it has errors or warnings. What
 * could not be read is a case with an error. A suite counts its cases in its head, so a file is held until its end.
 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "report_lint_internal.h"

typedef struct Case
{
    const char *element; /* "failure" or "error" */
    const char *message; /* NULL: it passes */
    const char *text;
    const char *notes;
} Case;

static void begin(ReportLint *report);
static void statement_case(ReportLint *report, const LintStatement *statement);
static void problem_case(ReportLint *report, const LintProblem *problem);
static void end(ReportLint *report, const LintTotals *totals);
static void enter(ReportLint *report, const char *path);
static void add_case(ReportLint *report, const char *name, const Case *result);
static void write_suite(ReportLint *report);
static void append_xml(char **text, const char *raw);

const LintFormat report_lint_junit = {begin, statement_case, problem_case, end};

static void
begin(ReportLint *report)
{
    report_lint_write(report, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"bellows lint\">\n");
}

static void
statement_case(ReportLint *report, const LintStatement *statement)
{
    void *mem = mem_root("case");
    const char *object = report_lint_object(mem, statement->command);
    const char *first = NULL;
    char *failures = mem_strdup(mem, "");
    char *notes = mem_strdup(mem, "");

    for (size_t i = 0; i < statement->finding_count; i++)
    {
        const Finding *finding = &statement->findings[i];
        bool is_note = finding->rule->severity == SEVERITY_NOTE;

        first = first == NULL && !is_note ? finding->message : first;
        mem_append(is_note ? &notes : &failures, "%zu:%zu: %s[%s] %s: %s\n", statement->finding_lines[i],
                   statement->finding_columns[i], report_lint_severity(finding->rule->severity), finding->rule->code,
                   finding->rule->name, report_lint_text(mem, finding));
    }
    enter(report, statement->source->path);
    add_case(report,
             mem_printf(mem, "%zu: %s%s%s", statement->line, statement->command->tag, object == NULL ? "" : " ",
                        object == NULL ? "" : object),
             &(Case){"failure", first, failures, notes});
    report->failure_count += first == NULL ? 0 : 1;
    mem_free(mem);
}

static void
problem_case(ReportLint *report, const LintProblem *problem)
{
    void *mem = mem_root("case");
    char *text = mem_printf(mem, "%zu:%zu: %s[%s]: %s\n", problem->line, problem->column,
                            report_lint_severity(problem->severity), problem->code, problem->message);
    bool is_note = problem->severity == SEVERITY_NOTE;

    enter(report, problem->path);
    add_case(report, mem_printf(mem, "%zu: %s", problem->line, problem->code),
             &(Case){"error", is_note ? NULL : problem->message, text, is_note ? text : ""});
    report->error_count += is_note ? 0 : 1;
    mem_free(mem);
}

static void
end(ReportLint *report, const LintTotals *totals)
{
    (void) totals;
    write_suite(report);
    report_lint_write(report, "</testsuites>\n");
}

/* Pieces are kept and not joined: a file may have a hundred thousand. */
static void
add_case(ReportLint *report, const char *name, const Case *result)
{
    char *text = mem_strdup(report->file_mem, "    <testcase classname=\"");
    bool fails = result->message != NULL;

    append_xml(&text, report->path);
    mem_append(&text, "\" name=\"");
    append_xml(&text, name);
    mem_append(&text, "\"%s", fails || *result->notes != '\0' ? ">\n" : "/>\n");
    if (fails)
    {
        mem_append(&text, "      <%s message=\"", result->element);
        append_xml(&text, result->message);
        mem_append(&text, "\">");
        append_xml(&text, result->text);
        mem_append(&text, "</%s>\n", result->element);
    }
    if (*result->notes != '\0')
    {
        mem_append(&text, "      <system-out>");
        append_xml(&text, result->notes);
        mem_append(&text, "</system-out>\n");
    }
    mem_append(&text, "%s", fails || *result->notes != '\0' ? "    </testcase>\n" : "");
    *mem_push(report->file_mem, report->cases, report->case_count) = text;
}

static void
enter(ReportLint *report, const char *path)
{
    if (report->path == NULL || strcmp(report->path, path) != 0)
    {
        write_suite(report);
        (void) report_lint_enter(report, path);
        report->cases = NULL;
        report->case_count = 0;
        report->failure_count = 0;
        report->error_count = 0;
    }
}

static void
write_suite(ReportLint *report)
{
    char *head;

    if (report->path == NULL)
    {
        return;
    }
    head = mem_strdup(NULL, "  <testsuite name=\"");
    append_xml(&head, report->path);
    mem_append(&head, "\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n", report->case_count, report->failure_count,
               report->error_count);
    report_lint_write(report, head);
    mem_free(head);
    for (size_t i = 0; i < report->case_count; i++)
    {
        report_lint_write(report, report->cases[i]);
    }
    report_lint_write(report, "  </testsuite>\n");
}

/* XML 1.0 has no place for control characters at all. */
static void
append_xml(char **text, const char *raw)
{
    static const struct
    {
        char letter;
        const char *entity;
    } entities[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\n', "&#10;"}, {'\t', "&#9;"}};
    char *shown = text_printable(NULL, raw, "\n\t");

    for (const char *at = shown; *at != '\0';)
    {
        size_t plain = strcspn(at, "&<>\"\n\t");

        mem_append(text, "%.*s", (int) plain, at);
        at += plain;
        for (size_t i = 0; *at != '\0' && i < sizeof(entities) / sizeof(entities[0]); i++)
        {
            mem_append(text, "%s", *at == entities[i].letter ? entities[i].entity : "");
        }
        at += *at == '\0' ? 0 : 1;
    }
    mem_free(shown);
}
