/* SPDX-License-Identifier: PostgreSQL */
/*
 * What bellows lint found, in the formats that people, pipelines and programs read. Text is written as it comes, so that
 * memory does not grow with the number of statements.
 */
#ifndef UI_REPORT_LINT_H
#define UI_REPORT_LINT_H

#include <stdbool.h>
#include <stddef.h>

#include "change/lint.h"
#include "ui/report.h"

typedef struct ReportLint ReportLint;

typedef struct ReportLintOptions
{
    ReportStyle style;
    bool verbose;                                   /* human: a line for each statement */
    bool shows_notes;                               /* human: else they are only counted */
    size_t width;                                   /* human: source lines are clipped to as many columns */
    bool annotates;                                 /* human: GitHub's annotations, too */
    size_t files;                                   /* that will be judged */
    const char *arguments;                          /* as they were typed, for the next command */
    bool (*write)(void *context, const char *text); /* false: it failed, and nothing more is written */
    void *write_context;
} ReportLintOptions;

/* Begins the report; what it prints, in order, goes to write(). */
ReportLint *report_lint_new(void *owner, const ReportLintOptions *options);

/* For lint_run(); its context is REPORT. */
LintSink report_lint_sink(ReportLint *report);

/* Ends it. False when a write had failed. */
bool report_lint_end(ReportLint *report, const LintTotals *totals);

#endif
