/* SPDX-License-Identifier: PostgreSQL */
/*
 * Lint for people: each finding as compilers print it, the line with a caret, why it matters (the first time), the safe
 * way as SQL. What is right is not mentioned, and notes are counted; -v names every statement with its locks, and notes.
 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "report_lint_internal.h"

/* A long statement is marked up to here; the caret says where, not how far. */
#define CARETS_MAX 60
/* "123 | " before a source line, and what is shown of it at least, however narrow the terminal. */
#define NUMBER_WIDTH 6
#define LINE_MIN     40
#define CUT          "..."

static void statement_text(ReportLint *report, const LintStatement *statement);
static void problem_text(ReportLint *report, const LintProblem *problem);
static void end(ReportLint *report, const LintTotals *totals);
static void append_verdict(char **text, const LintStatement *statement);
static bool has_shown(const ReportLint *report, const LintStatement *statement);
static void append_finding(char **text, ReportLint *report, const LintStatement *statement, size_t i);
static void append_place(char **text, const ReportLint *report, const Diagnostic *at, const char *name);
static bool is_first(ReportLint *report, const Rule *rule);
static size_t bytes_of(const char *text, size_t characters);
static void append_source(char **text, const ReportLint *report, const Diagnostic *at);
static size_t caret_width(const LintStatement *statement, size_t i);
static void append_remark(char **text, const char *word, const char *remark);
static void append_indented(char **text, const char *sql);
static void append_count(char **text, size_t count, const char *one, const char *many);
static void append_totals(char **text, const ReportLint *report, const LintTotals *totals);
static void append_next(char **text, const ReportLint *report, const LintTotals *totals);

const LintFormat report_lint_human = {NULL, statement_text, problem_text, end};

static void
statement_text(ReportLint *report, const LintStatement *statement)
{
    char *text;

    if (!has_shown(report, statement) && !report->options.verbose)
    {
        return;
    }
    text = mem_strdup(NULL, "");
    if (report->options.verbose)
    {
        append_verdict(&text, statement);
    }
    for (size_t i = 0; i < statement->finding_count; i++)
    {
        if (report_lint_shows(report, statement->findings[i].rule->severity))
        {
            append_finding(&text, report, statement, i);
        }
    }
    report_lint_write(report, text);
    mem_free(text);
    for (size_t i = 0; i < statement->finding_count && report->options.annotates; i++)
    {
        if (report_lint_shows(report, statement->findings[i].rule->severity))
        {
            report_lint_annotate(report, statement, i);
        }
    }
}

static bool
has_shown(const ReportLint *report, const LintStatement *statement)
{
    bool has_shown = false;

    for (size_t i = 0; i < statement->finding_count; i++)
    {
        has_shown = has_shown || report_lint_shows(report, statement->findings[i].rule->severity);
    }
    return has_shown;
}

/* "db/1.sql:3: ALTER TABLE ADD COLUMN orders: expand, ACCESS EXCLUSIVE on orders" */
static void
append_verdict(char **text, const LintStatement *statement)
{
    void *mem = mem_root("verdict");
    const Classification *facts = statement->facts;
    const char *object = report_lint_object(mem, statement->command);
    const struct
    {
        bool is_so;
        const char *words;
    } marks[] = {
        {facts->scans, "scans"},
        {facts->rewrites, "rewrites"},
        {facts->danger, "blocks writers meanwhile"},
        {facts->breaks_old, "breaks the old version"},
        {facts->breaks_new, "the new version needs it"},
        {facts->loses_data, "loses data"},
    };

    mem_append(text, "%s:%zu: %s%s%s: %s", report_clean(mem, statement->source->path), statement->line,
               statement->command->tag, object == NULL ? "" : " ", report_clean(mem, object),
               classify_class_name(facts->change_class));
    for (size_t i = 0; i < facts->lock_count; i++)
    {
        mem_append(text, ", %s on %s", classify_lock_name(facts->locks[i].mode),
                   report_clean(mem, facts->locks[i].relation));
    }
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
    {
        mem_append(text, "%s%s", marks[i].is_so ? "; " : "", marks[i].is_so ? marks[i].words : "");
    }
    mem_append(text, "%s%s\n", facts->opaque == NULL ? "" : "; not judged: ", report_clean(mem, facts->opaque));
    mem_free(mem);
}

static void
append_finding(char **text, ReportLint *report, const LintStatement *statement, size_t i)
{
    const Finding *finding = &statement->findings[i];
    const Rule *rule = finding->rule;
    void *mem = mem_root("finding");
    char *source_line =
        statement->finding_source_lines[i] == NULL ? NULL : mem_strdup(mem, statement->finding_source_lines[i]);
    Diagnostic at = {
        .severity = rule->severity,
        .path = statement->source->path,
        .line = statement->finding_lines[i],
        .column = statement->finding_columns[i],
        .width = caret_width(statement, i),
        .message = mem_strdup(mem, finding->message),
        .source_line = source_line,
    };

    strncpy(at.code, rule->code, sizeof(at.code) - 1);
    append_place(text, report, &at, rule->name);
    if (is_first(report, rule))
    {
        append_remark(text, "why", rule->why);
    }
    append_remark(text, "help", finding->help);
    if (finding->fix != NULL)
    {
        append_indented(text, finding->fix);
    }
    mem_append(text, "\n");
    mem_free(mem);
}

static void
append_place(char **text, const ReportLint *report, const Diagnostic *at, const char *name)
{
    static const ReportColour colours[] = {
        [SEVERITY_ERROR] = REPORT_RED,
        [SEVERITY_WARNING] = REPORT_YELLOW,
        [SEVERITY_NOTE] = REPORT_BOLD,
    };
    void *mem = mem_root("place");
    char *kind = mem_printf(mem, "%s[%s]", report_lint_severity(at->severity), at->code);

    mem_append(text, "%s:", report_clean(mem, at->path));
    if (at->line > 0)
    {
        mem_append(text, "%zu:%zu:", at->line, at->column);
    }
    mem_append(text, " %s%s%s: %s\n", report_colour(mem, report->options.style, colours[at->severity], kind),
               name == NULL ? "" : " ", name == NULL ? "" : name, report_clean(mem, at->message));
    if (at->source_line != NULL && at->line > 0)
    {
        append_source(text, report, at);
    }
    mem_free(mem);
}

/* In a run a reason is told once, however often its rule is broken. */
static bool
is_first(ReportLint *report, const Rule *rule)
{
    for (size_t i = 0; i < report->explained_count; i++)
    {
        if (report->explained[i] == rule)
        {
            return false;
        }
    }
    *mem_push(report->mem, report->explained, report->explained_count) = rule;
    return true;
}

/* Of a line that is too long what stands around the caret: a third of the room is before it. */
static void
append_source(char **text, const ReportLint *report, const Diagnostic *at)
{
    size_t room = report->options.width > LINE_MIN ? report->options.width - NUMBER_WIDTH : LINE_MIN;
    size_t length = text_length(at->source_line);
    Diagnostic clipped = *at;
    void *mem = mem_root("line");

    if (length > room && at->column > 0)
    {
        size_t shown = room - 2 * strlen(CUT);
        size_t first = at->column - 1 > shown / 3 ? at->column - 1 - shown / 3 : 0;
        size_t start;
        size_t end;

        first = first + shown > length ? length - shown : first;
        start = bytes_of(at->source_line, first);
        end = start + bytes_of(at->source_line + start, shown);
        clipped.source_line = mem_printf(mem, "%s%.*s%s", first > 0 ? CUT : "", (int) (end - start),
                                         at->source_line + start, first + shown < length ? CUT : "");
        clipped.column = at->column - first + (first > 0 ? strlen(CUT) : 0);
        /* Carets end with what is shown of the line. */
        shown -= at->column - 1 - first < shown ? at->column - 1 - first : shown;
        clipped.width = at->width < shown ? at->width : shown;
    }
    mem_append(text, "%s", diagnostics_format_source(mem, &clipped));
    mem_free(mem);
}

/* Bytes of the first CHARACTERS of TEXT. */
static size_t
bytes_of(const char *text, size_t characters)
{
    size_t bytes = 0;

    for (; characters > 0 && text[bytes] != '\0'; characters--)
    {
        size_t step = text_char_bytes(text + bytes);

        bytes += step == 0 ? 1 : step;
    }
    return bytes;
}

/* Of what is meant, as far as it is on the line shown. */
static size_t
caret_width(const LintStatement *statement, size_t i)
{
    const Finding *finding = &statement->findings[i];
    const char *line = statement->finding_source_lines[i];
    size_t shown = line == NULL ? 0 : text_length(line);
    size_t column = statement->finding_columns[i];
    size_t left = shown >= column ? shown - column + 1 : 1;
    size_t width = finding->length == 0 ? text_length(statement->sql) : finding->length;
    size_t first = strcspn(statement->sql, "\r\n");

    width = finding->length == 0 && first < width ? first : width;
    width = width < left ? width : left;
    width = width == 0 ? 1 : width;
    return width < CARETS_MAX ? width : CARETS_MAX;
}

static void
append_remark(char **text, const char *word, const char *remark)
{
    char *printable = text_printable(NULL, remark, "\n\t");

    mem_append(text, "%s: %s\n", word, printable);
    mem_free(printable);
}

static void
append_indented(char **text, const char *sql)
{
    char *printable = text_printable(NULL, sql, "\n\t");

    for (const char *line = printable; *line != '\0';)
    {
        size_t length = strcspn(line, "\n");

        mem_append(text, "%s%.*s\n", length == 0 ? "" : "    ", (int) length, line);
        line += length;
        line += *line == '\n' ? 1 : 0;
    }
    mem_free(printable);
}

static void
problem_text(ReportLint *report, const LintProblem *problem)
{
    char *text = mem_strdup(NULL, "");
    void *mem = mem_root("problem");
    const Rule *rule = rules_find(problem->code);
    Diagnostic at = {
        .severity = problem->severity,
        .path = problem->path,
        .line = problem->line,
        .column = problem->column,
        .width = 1,
        .message = mem_strdup(mem, problem->message),
        .source_line = problem->source_line == NULL ? NULL : mem_strdup(mem, problem->source_line),
    };

    strncpy(at.code, problem->code, sizeof(at.code) - 1);
    append_place(&text, report, &at, rule == NULL ? NULL : rule->name);
    if (problem->help != NULL)
    {
        append_remark(&text, "help", problem->help);
    }
    mem_append(&text, "\n");
    report_lint_write(report, text);
    mem_free(mem);
    mem_free(text);
    if (report->options.annotates)
    {
        report_lint_annotate_problem(report, problem);
    }
}

static void
end(ReportLint *report, const LintTotals *totals)
{
    char *text = mem_strdup(NULL, "");

    append_totals(&text, report, totals);
    append_next(&text, report, totals);
    report_lint_write(report, text);
    mem_free(text);
}

/* "12 files, 140 statements: 3 errors, 1 warning, 2 notes (1 allowed); worst: L101" */
static void
append_totals(char **text, const ReportLint *report, const LintTotals *totals)
{
    size_t errors = totals->findings[SEVERITY_ERROR];
    size_t warnings = totals->findings[SEVERITY_WARNING];
    size_t notes = totals->findings[SEVERITY_NOTE];

    append_count(text, totals->files, "file", "files");
    mem_append(text, ", ");
    append_count(text, totals->statements, "statement", "statements");
    mem_append(text, ": ");
    append_count(text, errors, "error", "errors");
    mem_append(text, ", ");
    append_count(text, warnings, "warning", "warnings");
    mem_append(text, ", ");
    append_count(text, notes, "note", "notes");
    mem_append(text, "%s", notes > 0 && !report_lint_shows(report, SEVERITY_NOTE) ? ", shown with -v" : "");
    if (totals->allowed > 0)
    {
        mem_append(text, " (%zu allowed)", totals->allowed);
    }
    if (totals->problems > 0)
    {
        mem_append(text, "; ");
        append_count(text, totals->problems, "problem", "problems");
    }
    if (totals->opaque > 0)
    {
        mem_append(text, "; %zu not judged in full", totals->opaque);
    }
    mem_append(text, "%s%s\n", report->worst == NULL ? "" : "; worst: ", report->worst == NULL ? "" : report->worst);
}

static void
append_count(char **text, size_t count, const char *one, const char *many)
{
    mem_append(text, "%zu %s", count, count == 1 ? one : many);
}

static void
append_next(char **text, const ReportLint *report, const LintTotals *totals)
{
    void *mem = mem_root("next");
    const char *arguments = report_clean(mem, report->options.arguments);
    const char *command = NULL;

    (void) totals;
    if (report->has_fix)
    {
        command = mem_printf(mem, "bellows lint --fix %s", arguments);
    }
    else if (report->has_plan_fix)
    {
        command = mem_printf(mem, "bellows lint --fix --plans plans %s", arguments);
    }
    else if (report->worst != NULL)
    {
        command = mem_printf(mem, "bellows lint %s", arguments);
    }
    report_append_next(text, command);
    mem_free(mem);
}
