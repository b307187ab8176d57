/* SPDX-License-Identifier: PostgreSQL */
/*
 * The rehearsal for people: what was not as predicted as lines that an editor can jump to, the slowest statements or
 * (verbose) all of them, the lives of plans, and the sums.
 */
#include "report_rehearse.h"

#include <string.h>

#include "base/mem.h"
#include "report_rehearse_internal.h"

#define SLOWEST 5

static const char *const verdicts[REHEARSED_VERDICTS] = {
    [REHEARSED_AS_PREDICTED] = "as_predicted", [REHEARSED_DIFFERS] = "differs", [REHEARSED_FAILED] = "failed",
    [REHEARSED_NOT_COMPARED] = "not_compared", [REHEARSED_NOT_RUN] = "not_run",
};

static char *for_people(void *owner, const ReportRehearse *report, ReportStyle style);
static void append_problem(char **text, const RehearsedStatement *statement, ReportStyle style);
static void append_table(char **text, const ReportRehearse *report);
static size_t pick_slowest(const ReportRehearse *report, const RehearsedStatement **picked);
static void append_row(ReportTable *table, const RehearsedStatement *statement);
static const char *locks_cell(void *mem, const RehearsedStatement *statement);
static const char *verdict_cell(void *mem, const RehearsedStatement *statement);
static void append_plan(char **text, const RehearsedPlan *plan, ReportStyle style);
static void append_sums(char **text, const ReportRehearse *report, ReportStyle style);

const char *
report_rehearsed_verdict(RehearsedVerdict verdict)
{
    return verdicts[verdict];
}

size_t
report_rehearse_count(const ReportRehearse *report, RehearsedVerdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < report->statement_count; i++)
    {
        count += report->statements[i].verdict == verdict ? 1 : 0;
    }
    return count;
}

bool
report_rehearse_is_fine(const ReportRehearse *report)
{
    size_t problems =
        report_rehearse_count(report, REHEARSED_DIFFERS) + report_rehearse_count(report, REHEARSED_FAILED);

    for (size_t i = 0; i < report->plan_count; i++)
    {
        problems += report->plans[i].problem_count;
    }
    return problems == 0;
}

char *
report_rehearse(void *owner, const ReportRehearse *report, ReportStyle style)
{
    return report_is_json(style) ? report_rehearse_json(owner, report, style) : for_people(owner, report, style);
}

static char *
for_people(void *owner, const ReportRehearse *report, ReportStyle style)
{
    void *mem = mem_root("rehearse");
    char *text = mem_strdup(owner, "");

    for (size_t i = 0; i < report->note_count; i++)
    {
        mem_append(&text, "note: %s\n", report_clean(mem, report->notes[i]));
    }
    for (size_t i = 0; i < report->statement_count; i++)
    {
        append_problem(&text, &report->statements[i], style);
    }
    if (report_rehearse_count(report, REHEARSED_FAILED) > 0)
    {
        mem_append(&text, "note: what comes after a failure is predicted as if it had not failed\n");
    }
    if (report->statement_count > 0)
    {
        append_table(&text, report);
    }
    for (size_t i = 0; i < report->plan_count; i++)
    {
        append_plan(&text, &report->plans[i], style);
    }
    append_sums(&text, report, style);
    mem_free(mem);
    return text;
}

char *
report_rehearsed_place(void *mem, const RehearsedStatement *statement)
{
    return statement->line == 0 ? mem_printf(mem, "%s", statement->path)
                                : mem_printf(mem, "%s:%zu:%zu", statement->path, statement->line, statement->column);
}

static void
append_problem(char **text, const RehearsedStatement *statement, ReportStyle style)
{
    void *mem = mem_root("problem");
    const char *place = report_clean(mem, report_rehearsed_place(mem, statement));
    const char *error = report_colour(mem, style, REPORT_RED, "error");
    const char *gap = statement->words[0] == '\0' ? "" : ": ";

    if (statement->verdict == REHEARSED_FAILED)
    {
        const char *sqlstate = statement->measured.sqlstate;

        mem_append(text, "%s: %s: %s%s%s%s%s\n", place, error, statement->words, gap, sqlstate,
                   sqlstate[0] == '\0' ? "" : " ", report_clean(mem, statement->measured.message));
    }
    for (size_t i = 0; i < statement->difference_count && statement->verdict == REHEARSED_DIFFERS; i++)
    {
        const RehearseDifference *difference = &statement->differences[i];

        mem_append(text, "%s: %s: %s%s%s%s%s: predicted %s, found %s\n", place, error, statement->words, gap,
                   difference->what, difference->relation == NULL ? "" : " of ",
                   difference->relation == NULL ? "" : report_clean(mem, difference->relation), difference->claimed,
                   difference->found);
    }
    mem_free(mem);
}

/* All statements where more is asked for, else the slowest. */
static void
append_table(char **text, const ReportRehearse *report)
{
    void *mem = mem_root("table");
    const RehearsedStatement *picked[SLOWEST];
    size_t count = report->verbose ? report->statement_count : pick_slowest(report, picked);
    ReportTable *table = report_table_new(mem, 5);

    report_table_add(table, report->verbose ? "statement" : "slowest");
    report_table_add(table, "");
    report_table_add(table, "    time");
    report_table_add(table, "locks");
    report_table_add(table, "");
    for (size_t i = 0; i < count; i++)
    {
        append_row(table, report->verbose ? &report->statements[i] : picked[i]);
    }
    if (count > 0)
    {
        mem_append(text, "%s", (*text)[0] == '\0' ? "" : "\n");
        report_table_append(text, table, "");
        mem_append(text, "\n");
    }
    mem_free(mem);
}

static size_t
pick_slowest(const ReportRehearse *report, const RehearsedStatement **picked)
{
    size_t count = 0;

    for (size_t i = 0; i < report->statement_count; i++)
    {
        const RehearsedStatement *statement = &report->statements[i];
        size_t at = count < SLOWEST ? count : SLOWEST;

        if (statement->measured.elapsed_us == 0)
        {
            continue;
        }
        while (at > 0 && picked[at - 1]->measured.elapsed_us < statement->measured.elapsed_us)
        {
            if (at < SLOWEST)
            {
                picked[at] = picked[at - 1];
            }
            at--;
        }
        if (at < SLOWEST)
        {
            picked[at] = statement;
            count += count < SLOWEST ? 1 : 0;
        }
    }
    return count;
}

static void
append_row(ReportTable *table, const RehearsedStatement *statement)
{
    report_table_add(
        table, mem_printf(table->mem, "  %s", report_clean(table->mem, report_rehearsed_place(table->mem, statement))));
    report_table_add(table, statement->words);
    report_table_add(table, mem_printf(table->mem, "%5.1f ms", (double) statement->measured.elapsed_us / 1000));
    report_table_add(table, locks_cell(table->mem, statement));
    report_table_add(table, verdict_cell(table->mem, statement));
}

/* What was found, or where that cannot be seen what is predicted; a lock that it held before is none of it. */
static const char *
locks_cell(void *mem, const RehearsedStatement *statement)
{
    const Rehearsal *measured = &statement->measured;
    char *text = mem_strdup(mem, "");

    for (size_t i = 0; i < measured->lock_count && measured->has_locks; i++)
    {
        const RehearsedLock *lock = &measured->locks[i];

        if (lock->mode > lock->held && lock->kind != 'i' && lock->kind != 'I')
        {
            mem_append(&text, "%s%s %s", text[0] == '\0' ? "" : ", ", report_clean(mem, lock->relation),
                       classify_lock_name(lock->mode));
        }
    }
    for (size_t i = 0; i < statement->lock_count && !measured->has_locks; i++)
    {
        mem_append(&text, "%s%s %s", text[0] == '\0' ? "" : ", ", report_clean(mem, statement->locks[i].relation),
                   classify_lock_name(statement->locks[i].mode));
    }
    return text[0] == '\0' ? "-" : text;
}

static const char *
verdict_cell(void *mem, const RehearsedStatement *statement)
{
    static const char *const words[REHEARSED_VERDICTS] = {
        [REHEARSED_AS_PREDICTED] = "as predicted", [REHEARSED_DIFFERS] = "differs", [REHEARSED_FAILED] = "failed",
        [REHEARSED_NOT_COMPARED] = "not compared", [REHEARSED_NOT_RUN] = "not run",
    };
    const char *word = words[statement->verdict];
    const char *what = statement->measured.rewritten != NULL && statement->measured.rewritten[0] != NULL ? "rewrite; "
                       : statement->measured.scanned != NULL && statement->measured.scanned[0] != NULL   ? "scan; "
                                                                                                         : "";

    return statement->reason == NULL ? mem_printf(mem, "%s%s", what, word)
                                     : mem_printf(mem, "%s%s: %s", what, word, report_clean(mem, statement->reason));
}

static void
append_plan(char **text, const RehearsedPlan *plan, ReportStyle style)
{
    void *mem = mem_root("plan");
    ReportTable *table = report_table_new(mem, 6);
    static const char *const titles[] = {"", "   time", "old writes", "new writes", "errors", "longest wait"};

    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
    {
        report_table_add(table, i == 0 ? report_clean(mem, plan->path) : titles[i]);
    }
    for (size_t i = 0; i < plan->phase_count; i++)
    {
        const RehearsedPhase *phase = &plan->phases[i];

        report_table_add(table, mem_printf(mem, "  %s", phase->title));
        report_table_add(table, mem_printf(mem, "%5.1f s", (double) phase->elapsed_ms / 1000));
        report_table_add(table, mem_printf(mem, "%10s", report_count(mem, (double) phase->writes_old)));
        report_table_add(table, mem_printf(mem, "%10s", report_count(mem, (double) phase->writes_new)));
        report_table_add(table, mem_printf(mem, "%6s", report_count(mem, (double) phase->errors)));
        report_table_add(table, mem_printf(mem, "%9.1f ms", (double) phase->longest_us / 1000));
    }
    report_table_append(text, table, "");
    mem_append(text, "  verify: %s checks, %s mismatches\n", report_count(mem, (double) plan->checks),
               report_count(mem, (double) plan->mismatches));
    for (size_t i = 0; i < plan->problem_count; i++)
    {
        mem_append(text, "%s: %s: %s\n", report_clean(mem, plan->path), report_colour(mem, style, REPORT_RED, "error"),
                   report_clean(mem, plan->problems[i]));
    }
    mem_append(text, "\n");
    mem_free(mem);
}

static void
append_sums(char **text, const ReportRehearse *report, ReportStyle style)
{
    void *mem = mem_root("sums");
    bool is_fine = report_rehearse_is_fine(report);

    mem_append(text, "%s: %zu statements, %zu as predicted, %zu differ, %zu failed, %zu not compared, %zu not run",
               report_colour(mem, style, is_fine ? REPORT_GREEN : REPORT_RED, is_fine ? "passed" : "FAILED"),
               report->statement_count, report_rehearse_count(report, REHEARSED_AS_PREDICTED),
               report_rehearse_count(report, REHEARSED_DIFFERS), report_rehearse_count(report, REHEARSED_FAILED),
               report_rehearse_count(report, REHEARSED_NOT_COMPARED), report_rehearse_count(report, REHEARSED_NOT_RUN));
    if (report->context_count > 0)
    {
        mem_append(text, "; %zu before them", report->context_count);
    }
    mem_append(text, "\nPostgreSQL %s, %.1f s\n", report_server_version(mem, report->server_version),
               (double) report->elapsed_ms / 1000);
    report_append_next(text, report->next_command);
    mem_free(mem);
}
