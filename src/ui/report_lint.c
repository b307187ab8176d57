/* SPDX-License-Identifier: PostgreSQL */
/*
 * The report of lint: which format, what all formats share, and the one place that writes.
 */
#include "report_lint_internal.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"

static const LintFormat *const formats[] = {
    [REPORT_HUMAN] = &report_lint_human,   [REPORT_JSON] = &report_lint_json,   [REPORT_NDJSON] = &report_lint_ndjson,
    [REPORT_SQL] = &report_lint_human,     [REPORT_SARIF] = &report_lint_sarif, [REPORT_GITHUB] = &report_lint_github,
    [REPORT_GITLAB] = &report_lint_gitlab, [REPORT_JUNIT] = &report_lint_junit,
};

static void take_statement(void *context, const LintStatement *statement);
static void take_problem(void *context, const LintProblem *problem);
static void note_worst(ReportLint *report, Severity severity, const char *code);
static LintSeen *find_seen(const ReportLint *report, const char *hash);
static void grow_seen(ReportLint *report);

ReportLint *
report_lint_new(void *owner, const ReportLintOptions *options)
{
    ReportLint *report = mem_new(owner, ReportLint);

    report->mem = report;
    report->options = *options;
    report->format = formats[options->style.format];
    report->worst_severity = SEVERITY_NOTE;
    if (report->format->begin != NULL)
    {
        report->format->begin(report);
    }
    return report;
}

LintSink
report_lint_sink(ReportLint *report)
{
    return (LintSink){.statement = take_statement, .problem = take_problem, .context = report};
}

bool
report_lint_end(ReportLint *report, const LintTotals *totals)
{
    if (report->format->end != NULL)
    {
        report->format->end(report, totals);
    }
    return !report->has_failed;
}

static void
take_statement(void *context, const LintStatement *statement)
{
    ReportLint *report = context;

    for (size_t i = 0; i < statement->finding_count; i++)
    {
        const Finding *finding = &statement->findings[i];

        if (!report_lint_shows(report, finding->rule->severity))
        {
            continue;
        }
        note_worst(report, finding->rule->severity, finding->rule->code);
        report->has_fix = report->has_fix || (finding->fix != NULL && finding->fix_in_place);
        report->has_plan_fix = report->has_plan_fix || (finding->fix != NULL && finding->fix_is_plan);
    }
    report->format->statement(report, statement);
}

static void
take_problem(void *context, const LintProblem *problem)
{
    ReportLint *report = context;

    note_worst(report, problem->severity, problem->code);
    report->format->problem(report, problem);
}

static void
note_worst(ReportLint *report, Severity severity, const char *code)
{
    if (report->worst == NULL || severity < report->worst_severity)
    {
        report->worst = mem_strdup(report->mem, code);
        report->worst_severity = severity;
    }
}

void
report_lint_write(ReportLint *report, const char *text)
{
    report->has_failed = report->has_failed || !report->options.write(report->options.write_context, text);
}

void
report_lint_write_json(ReportLint *report, json_t *object)
{
    char *text = report_json_finish(NULL, object, (ReportStyle){.format = REPORT_NDJSON});

    text[strlen(text) - 1] = '\0';
    report_lint_write(report, report->written++ == 0 ? "\n" : ",\n");
    report_lint_write(report, text);
    mem_free(text);
}

bool
report_lint_shows(const ReportLint *report, Severity severity)
{
    return severity != SEVERITY_NOTE || report->options.shows_notes || report->format != &report_lint_human;
}

const char *
report_lint_severity(Severity severity)
{
    static const char *const names[] = {
        [SEVERITY_ERROR] = "error",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_NOTE] = "note",
    };

    return names[severity];
}

bool
report_lint_enter(ReportLint *report, const char *path)
{
    if (report->path != NULL && strcmp(report->path, path) == 0)
    {
        return false;
    }
    mem_free(report->file_mem);
    report->file_mem = mem_child(report->mem, "file");
    report->path = mem_strdup(report->file_mem, path);
    report->seen = NULL;
    report->seen_room = 0;
    report->seen_count = 0;
    return true;
}

const char *
report_lint_fingerprint(ReportLint *report, const char *path, const char *code, const char *sql)
{
    char *key = mem_printf(NULL, "%s\n%s\n%s", path, code, sql);
    char *hash = quote_hash(report->file_mem, key);
    LintSeen *seen;

    mem_free(key);
    if (report->seen_count * 2 >= report->seen_room)
    {
        grow_seen(report);
    }
    seen = find_seen(report, hash);
    if (seen->hash == NULL)
    {
        seen->hash = hash;
        report->seen_count++;
    }
    seen->count++;
    return mem_printf(report->file_mem, "%s%04zx", hash, seen->count);
}

/* The entry of HASH, or the free one where it belongs; the table is never full. */
static LintSeen *
find_seen(const ReportLint *report, const char *hash)
{
    size_t at = 0;

    for (const char *digit = hash; *digit != '\0'; digit++)
    {
        at = at * 31 + (unsigned char) *digit;
    }
    at &= report->seen_room - 1;
    while (report->seen[at].hash != NULL && strcmp(report->seen[at].hash, hash) != 0)
    {
        at = (at + 1) & (report->seen_room - 1);
    }
    return &report->seen[at];
}

static void
grow_seen(ReportLint *report)
{
    LintSeen *old = report->seen;
    size_t room = report->seen_room;

    report->seen_room = room == 0 ? 64 : room * 2;
    report->seen = mem_array(report->file_mem, LintSeen, report->seen_room);
    for (size_t i = 0; i < room; i++)
    {
        if (old[i].hash != NULL)
        {
            *find_seen(report, old[i].hash) = old[i];
        }
    }
    mem_free(old);
}

const char *
report_lint_object(void *mem, const Command *command)
{
    char *text = mem_strdup(mem, "");

    for (size_t i = 0; i < command->name_count; i++)
    {
        if (command->names[i].name != NULL)
        {
            mem_append(&text, "%s%s", *text == '\0' ? "" : ", ", quote_qualified_name(mem, command->names[i]));
        }
    }
    return *text == '\0' ? NULL : text;
}

size_t
report_lint_lines(const char *sql)
{
    size_t lines = 1;

    for (; *sql != '\0'; sql++)
    {
        lines += *sql == '\n' ? 1 : 0;
    }
    return lines;
}

const char *
report_lint_text(void *mem, const Finding *finding)
{
    return finding->fix == NULL || finding->fix_is_plan
               ? mem_printf(mem, "%s\n%s", finding->message, finding->help)
               : mem_printf(mem, "%s\n%s\n%s", finding->message, finding->help, finding->fix);
}
