/* SPDX-License-Identifier: PostgreSQL */
/*
 * Verdicts and problems, with their places in the file, to the sink; and the totals.
 */
#include <string.h>

#include "base/mem.h"
#include "lint_internal.h"

/* Of a plan only these groups are told: locks, compatibility and data are what bellows itself takes care of. */
static const char *const plan_groups[] = {"style", "trap", "reading"};

typedef struct Told
{
    void *mem;
    Lint *lint;
    const LintTold *told;
    LintStatement *statement;
    Finding *findings;
    size_t *lines;
    size_t *columns;
    const char **source_lines;
    Finding *allowed;
    const char **reasons;
} Told;

static void take_findings(Told *to, const Findings *findings);
static void add_finding(Told *to, const Finding *finding);
static bool is_skipped(Lint *lint, const LintTold *told, const Rule *rule);
static const char *statement_text(void *mem, const LintTold *told);
static void set_range(LintStatement *statement, const LintTold *told);
static bool is_excepted(const LintOptions *options, const char *code);

void
lint_tell_statement(void *mem, Lint *lint, const LintTold *told)
{
    const ScriptPiece *piece = &told->item->piece;
    LintPlace place = lint_place(mem, &told->file->source, piece, piece->offset + told->command->offset);
    size_t room = told->findings->count + (told->end_findings == NULL ? 0 : told->end_findings->count) + 1;
    LintStatement statement = {
        .source = &told->file->source,
        .line = place.line,
        .column = place.column,
        .source_line = place.source_line,
        .sql = statement_text(mem, told),
        .command = told->command,
        .facts = told->facts,
        .in_transaction = told->in_transaction,
    };
    Told to = {
        .mem = mem,
        .lint = lint,
        .told = told,
        .statement = &statement,
        .findings = mem_array(mem, Finding, room),
        .lines = mem_array(mem, size_t, room),
        .columns = mem_array(mem, size_t, room),
        .source_lines = mem_array(mem, const char *, room),
        .allowed = mem_array(mem, Finding, room),
        .reasons = mem_array(mem, const char *, room),
    };

    take_findings(&to, told->findings);
    take_findings(&to, told->end_findings);
    statement.findings = to.findings;
    statement.finding_lines = to.lines;
    statement.finding_columns = to.columns;
    statement.finding_source_lines = to.source_lines;
    statement.allowed = to.allowed;
    statement.allow_reasons = to.reasons;
    set_range(&statement, told);
    lint->totals->statements++;
    lint->totals->allowed += statement.allowed_count;
    lint->totals->opaque += told->facts->opaque == NULL ? 0 : 1;
    lint->sink->statement(lint->sink->context, &statement);
}

static void
take_findings(Told *to, const Findings *findings)
{
    for (size_t i = 0; findings != NULL && i < findings->count; i++)
    {
        add_finding(to, &findings->items[i]);
    }
}

static void
add_finding(Told *to, const Finding *finding)
{
    const LintTold *told = to->told;
    const ScriptPiece *piece = &told->item->piece;
    LintStatement *statement = to->statement;
    const char *reason = NULL;
    size_t offset = finding->length == 0 ? told->command->offset : finding->offset;
    LintPlace place;

    if (is_skipped(to->lint, told, finding->rule))
    {
        return;
    }
    switch (lint_allow(to->lint, told->file, told->item, finding->rule, &reason))
    {
        case LINT_NOT_ASKED:
            return;
        case LINT_ALLOWED:
            to->reasons[statement->allowed_count] = reason;
            to->allowed[statement->allowed_count++] = *finding;
            return;
        case LINT_COUNTS:
            break;
    }
    place = lint_place(to->mem, &told->file->source, piece, piece->offset + offset);
    to->lines[statement->finding_count] = place.line;
    to->columns[statement->finding_count] = place.column;
    to->source_lines[statement->finding_count] = place.source_line;
    to->findings[statement->finding_count++] = *finding;
    to->lint->totals->findings[finding->rule->severity]++;
}

/* Not of plans, or told once in this file. */
static bool
is_skipped(Lint *lint, const LintTold *told, const Rule *rule)
{
    bool is_skipped = told->file->source.is_plan;

    for (size_t i = 0; is_skipped && i < sizeof(plan_groups) / sizeof(plan_groups[0]); i++)
    {
        is_skipped = strcmp(rule->group, plan_groups[i]) != 0;
    }
    for (size_t i = 0; rule->once_per_file && i < lint->once_count; i++)
    {
        is_skipped = is_skipped || lint->once[i] == rule;
    }
    if (rule->once_per_file && !is_skipped && lint->once_count < LINT_ONCE_MAX)
    {
        lint->once[lint->once_count++] = rule;
    }
    return is_skipped;
}

/* Subcommands behind the first get the head of their statement, so that each is a statement of its own. */
static const char *
statement_text(void *mem, const LintTold *told)
{
    const Command *command = told->command;
    const char *text = told->file->source.text + told->item->piece.offset;
    size_t end = command->offset + command->length;

    end = end > told->item->piece.length ? told->item->piece.length : end;
    if (command->part == 0)
    {
        return mem_strndup(mem, text + command->offset, end - command->offset);
    }
    return mem_printf(mem, "ALTER %s %s %.*s", command_object_words(command->object),
                      command->name_count == 0 ? "" : quote_qualified_name(mem, command->names[0]),
                      (int) (end - command->offset), text + command->offset);
}

static void
set_range(LintStatement *statement, const LintTold *told)
{
    const LintSource *source = &told->file->source;
    size_t end = told->item->piece.offset + told->item->piece.length;
    size_t at = end;

    while (at < source->length && source->text[at] != '\0' && strchr(" \t\r\n", source->text[at]) != NULL)
    {
        at++;
    }
    statement->statement_offset = told->item->piece.offset;
    statement->statement_end = at < source->length && source->text[at] == ';' ? at + 1 : end;
}

void
lint_tell_problem(Lint *lint, const LintFile *file, size_t offset, LintProblem problem)
{
    void *mem = mem_root("problem");
    LintPlace place = lint_place(mem, &file->source, NULL, offset);

    problem.path = file->source.path;
    problem.line = place.line;
    problem.column = place.column;
    problem.source_line = place.source_line;
    problem.severity = rules_find(problem.code)->severity;
    lint_tell_known(lint, &problem);
    mem_free(mem);
}

void
lint_tell_known(Lint *lint, const LintProblem *problem)
{
    LintTotals *totals = lint->totals;

    if (!problem->is_fatal && is_excepted(lint->options, problem->code))
    {
        return;
    }
    totals->problems++;
    totals->has_fatal = totals->has_fatal || problem->is_fatal;
    totals->problem_counts[problem->severity] += problem->is_fatal ? 0 : 1;
    lint->sink->problem(lint->sink->context, problem);
}

static bool
is_excepted(const LintOptions *options, const char *code)
{
    for (size_t i = 0; options->except != NULL && options->except[i] != NULL; i++)
    {
        if (rules_find(options->except[i]) == rules_find(code))
        {
            return true;
        }
    }
    return false;
}
