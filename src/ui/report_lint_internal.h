/* SPDX-License-Identifier: PostgreSQL */
/*
 * Shared by the formats of the report of lint: report_lint_human.c, _json.c (json and ndjson) with _writer.c, _sarif.c,
 * _ci.c (github and gitlab), _junit.c.
 */
#ifndef UI_REPORT_LINT_INTERNAL_H
#define UI_REPORT_LINT_INTERNAL_H

#include "report_internal.h"
#include "report_lint.h"

/* One format. A function may be NULL where it has nothing to say. */
typedef struct LintFormat
{
    void (*begin)(ReportLint *report);
    void (*statement)(ReportLint *report, const LintStatement *statement);
    void (*problem)(ReportLint *report, const LintProblem *problem);
    void (*end)(ReportLint *report, const LintTotals *totals);
} LintFormat;

/* What was seen of a fingerprint in the file that is reported. */
typedef struct LintSeen
{
    char *hash;
    size_t count;
} LintSeen;

/* JSON that is written as text; report_lint_writer.c. */
typedef struct LintJson
{
    void *mem;
    char *text; /* ends with a NUL; NULL: nothing yet */
    size_t length;
} LintJson;

struct ReportLint
{
    void *mem;
    ReportLintOptions options;
    const LintFormat *format;
    bool has_failed;
    size_t written;   /* elements of the list that is open */
    json_t *problems; /* sarif: they come behind the statements */
    LintJson errors;  /* json: the same */
    LintJson line;    /* json, ndjson: the object that is written */
    char *path;       /* of the file that is reported, or NULL */
    void *file_mem;   /* what is held for it */
    LintSeen *seen;   /* a hash table; its size is a power of two */
    size_t seen_room;
    size_t seen_count;
    char **cases; /* junit: of the file */
    size_t case_count;
    size_t failure_count;
    size_t error_count;
    const Rule **explained; /* human: rules whose reason was told */
    size_t explained_count;
    bool has_fix;
    bool has_plan_fix;
    const char *worst; /* the code of the first finding of the highest severity */
    Severity worst_severity;
};

extern const LintFormat report_lint_human;
extern const LintFormat report_lint_json;
extern const LintFormat report_lint_ndjson;
extern const LintFormat report_lint_sarif;
extern const LintFormat report_lint_github;
extern const LintFormat report_lint_gitlab;
extern const LintFormat report_lint_junit;

void report_lint_write(ReportLint *report, const char *text);
/* One element of a JSON list, with the comma before it; OBJECT is released. */
void report_lint_write_json(ReportLint *report, json_t *object);
/* A value of JSON, with the comma before it; KEY NULL in a list. A NULL text is null, and one that is no UTF-8 is made
 * printable. */
void report_lint_json_open(LintJson *json, const char *key, char bracket);
void report_lint_json_close(LintJson *json, char bracket);
void report_lint_json_text(LintJson *json, const char *key, const char *text);
void report_lint_json_integer(LintJson *json, const char *key, size_t value);
void report_lint_json_bool(LintJson *json, const char *key, bool value);
void report_lint_json_raw(LintJson *json, const char *text);
/* Whether the report names what is of this severity, or only counts it. */
bool report_lint_shows(const ReportLint *report, Severity severity);
const char *report_lint_severity(Severity severity);
/* True when PATH is another file than before: then what was held for that one is gone. */
bool report_lint_enter(ReportLint *report, const char *path);
/* The same wherever the statement moves in its file: of path, code, statement, and which of several alike it is. */
const char *report_lint_fingerprint(ReportLint *report, const char *path, const char *code, const char *sql);
/* "orders, items" */
const char *report_lint_object(void *mem, const Command *command);
/* Finding I of STATEMENT, and the problem, as one of GitHub's annotations. */
void report_lint_annotate(ReportLint *report, const LintStatement *statement, size_t i);
void report_lint_annotate_problem(ReportLint *report, const LintProblem *problem);
/* Lines that the statement's text spans. */
size_t report_lint_lines(const char *sql);
/* Message, help and the safe SQL; a plan is too long for it. */
const char *report_lint_text(void *mem, const Finding *finding);

#endif
