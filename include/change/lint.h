/* SPDX-License-Identifier: PostgreSQL */
/*
 * Lint: files in order → a verdict on every statement.
 *
 * Each file is split, its statements are parsed (by several threads), then judged one after the other in the context of
 * all that came before, and folded. Result and order do not depend on the number of threads. Memory: the folded schema
 * and a bounded number of statements, however many files there are.
 */
#ifndef CHANGE_LINT_H
#define CHANGE_LINT_H

#include "base/error.h"
#include "change/rules.h"
#include "sql/script.h"

typedef enum LintMode
{
    LINT_JUDGE,      /* judged, reported and folded */
    LINT_FOLD,       /* only folded: history, --schema */
    LINT_JUDGE_DOWN, /* judged on the schema as it is then, and not folded: a down migration */
} LintMode;

struct LintProblem;

/* A finding that a plan allows: `allow: {rule: …, reason: …}`. */
typedef struct LintAllowance
{
    const char *rule; /* code or name */
    const char *reason;
} LintAllowance;

/* A piece of SQL that is run as one file. */
typedef struct LintSource
{
    const char *path; /* as it is reported */
    LintMode mode;
    const char *text; /* SQL; need not end with a NUL */
    size_t length;
    size_t first_line; /* where its first line is in PATH: 1, or of a plan's `sql: |` block … */
    size_t indent;     /* … and how many columns its lines are indented there */
    bool is_plan; /* from a bellows plan: bellows runs its steps, so rules about locks and transactions do not apply */
    bool is_continued; /* a further part of the file of the source before: counted and begun once */
    bool
        no_transaction; /* it says that the migration tool runs it outside of a transaction, whatever the options say */
    bool is_folded; /* lines of TEXT are not lines of the file (a folded scalar): all of it stands where it begins */
    const char
        *file_text; /* the whole file where TEXT lies in it (allow-file counts for all of it); NULL: TEXT is all */
    size_t file_length;
    const struct LintProblem *problems; /* known before: the file cannot be read … Told before its statements */
    size_t problem_count;
    const LintAllowance *allowances; /* of a plan's change */
    size_t allowance_count;
} LintSource;

/* Gives the sources one by one, so that not all texts are in memory: false at the end, or with ERR set. OWNER is freed
 * after the source was dealt with. */
typedef bool (*LintNext)(void *context, void *owner, LintSource *source, Error *err);

typedef struct LintStatement
{
    const LintSource *source;
    size_t line;     /* of the statement or subcommand in the file, 1-based */
    size_t column;   /* in characters, 1-based */
    const char *sql; /* as written, without its semicolon; of a subcommand: the subcommand, after "ALTER TABLE name" */
    const char *source_line; /* the line at `line`, for the caret */
    const Command *command;
    const Classification *facts;
    const Finding *findings; /* that are not allowed */
    size_t finding_count;
    const Finding *allowed; /* by a directive with a reason, or by --except */
    size_t allowed_count;
    const char *const *allow_reasons; /* for each that is allowed; NULL: by --except */
    const size_t *finding_lines;      /* for each finding, its own place in the file … */
    const size_t *finding_columns;
    const char *const *finding_source_lines; /* … and the line there, or NULL */
    size_t statement_offset; /* of the whole statement with its semicolon, in the source's text: what --fix replaces */
    size_t statement_end;
    bool in_transaction;
} LintStatement;

/* What could not be parsed, a broken directive, a file that could not be read. */
typedef struct LintProblem
{
    const char *path;
    size_t line;
    size_t column;
    const char *code; /* "L001" syntax error, "L002" newer grammar, "L003" directive, "L004" file … */
    const char *message;
    const char *help;        /* or NULL */
    const char *source_line; /* or NULL */
    bool is_fatal;           /* makes the exit code 3 */
    Severity severity;       /* a fatal one is an error; the others count as findings do */
} LintProblem;

typedef struct LintSink
{
    void (*statement)(void *context, const LintStatement *statement);
    void (*problem)(void *context, const LintProblem *problem);
    void *context;
} LintSink;

typedef struct LintOptions
{
    int server_version;
    size_t threads;            /* 0: as many as there are processors */
    bool single_transaction;   /* each file is run in one transaction, as most migration tools do */
    const char *const *only;   /* codes or names of rules; NULL: all but those that are opt-in */
    const char *const *except; /* or NULL */
} LintOptions;

typedef struct LintTotals
{
    size_t files;
    size_t statements;
    size_t findings[SEVERITY_NOTE + 1]; /* by severity */
    size_t allowed;
    size_t opaque;
    size_t problems;
    size_t problem_counts[SEVERITY_NOTE + 1]; /* of those that are not fatal, by severity */
    bool has_fatal;                           /* exit code 3 */
    Schema *schema; /* at the end: SCHEMA, or where a ROLLBACK took something back another one of OWNER */
} LintTotals;

/* SCHEMA is what is known at the start, and is folded on. False only where the work itself cannot go on. */
bool lint_run(void *owner, Schema *schema, const LintOptions *options, LintNext next, void *next_context,
              const LintSink *sink, LintTotals *totals, Error *err);

#endif
