/* SPDX-License-Identifier: PostgreSQL */
/*
 * What bellows rehearse found: each statement and each step of a plan with what was predicted of it and what was
 * measured; the life of each plan with what its writers felt.
 */
#ifndef UI_REPORT_REHEARSE_H
#define UI_REPORT_REHEARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run/rehearse.h"
#include "ui/report.h"

typedef enum RehearsedVerdict
{
    REHEARSED_AS_PREDICTED,
    REHEARSED_DIFFERS,
    REHEARSED_FAILED,
    REHEARSED_NOT_COMPARED, /* run, and not all of it can be seen or predicted: `reason` says why */
    REHEARSED_NOT_RUN,      /* `reason` says why */
} RehearsedVerdict;

#define REHEARSED_VERDICTS 5

typedef struct RehearsedStatement
{
    const char *path;
    size_t line; /* 0: of a step of a plan */
    size_t column;
    const char *words;   /* "ALTER TABLE ADD COLUMN", or a step's id */
    const char *sql;     /* where it is not as predicted; else NULL */
    RelationLock *locks; /* predicted, each relation once */
    size_t lock_count;
    bool scans;
    bool rewrites;
    Rehearsal measured;
    RehearsedVerdict verdict;
    const char *reason; /* or NULL */
    RehearseDifference *differences;
    size_t difference_count;
} RehearsedStatement;

/* One phase of a plan's life, as those felt it who wrote to its tables. */
typedef struct RehearsedPhase
{
    const char *title; /* "expand" */
    int64_t elapsed_ms;
    int64_t writes_old;
    int64_t writes_new;
    int64_t errors;
    int64_t longest_us;
} RehearsedPhase;

typedef struct RehearsedPlan
{
    const char *path;
    RehearsedPhase *phases;
    size_t phase_count;
    int64_t checks;     /* of verify, of all its runs */
    int64_t mismatches; /* that they found */
    const char **problems;
    size_t problem_count;
} RehearsedPlan;

typedef struct ReportRehearse
{
    int server_version;
    bool verbose;
    RehearsedStatement *statements;
    size_t statement_count;
    size_t context_count; /* statements of --schema, --history and --sample that ran before */
    const char **notes;   /* what was made for the rehearsal: roles … */
    size_t note_count;
    RehearsedPlan *plans;
    size_t plan_count;
    int64_t elapsed_ms;
    const char *next_command;
} ReportRehearse;

const char *report_rehearsed_verdict(RehearsedVerdict verdict); /* "as_predicted" */
size_t report_rehearse_count(const ReportRehearse *report, RehearsedVerdict verdict);

/* Nothing differs and nothing failed. */
bool report_rehearse_is_fine(const ReportRehearse *report);

char *report_rehearse(void *owner, const ReportRehearse *report, ReportStyle style);

#endif
