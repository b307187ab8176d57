/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the parts of lint share.
 *
 *   lint.c         lint_run(): sources → units → threads that parse → what is judged, in order
 *   lint_read.c    a source's pieces → units: statements with the directives that stand at them
 *   lint_parse.c   a batch of units, in any thread: is it text, does it parse
 *   lint_file.c    one unit after the other: classify, rules, sink, fold
 *   lint_tell.c    findings and problems to the sink
 *   lint_session.c what the statements before have set: transaction, timeouts, locks, savepoints
 *   lint_allow.c   which findings count: --only, --except, directives, plans
 *   lint_newer.c   syntax errors that are newer grammar
 *   lint_place.c   offsets → lines, columns, source lines
 */
#ifndef CHANGE_LINT_INTERNAL_H
#define CHANGE_LINT_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "change/fold.h"
#include "change/lint.h"
#include "sql/command.h"
#include "sql/script.h"

#define LINT_SYNTAX    "L001"
#define LINT_NEWER     "L002"
#define LINT_DIRECTIVE "L003"
#define LINT_UNENDED   "L005"
#define LINT_NOT_READ  "L007"
#define LINT_UNUSED    "L008"

/* `-- bellows: allow …`, at a statement or for the file. */
typedef struct LintDirective
{
    ScriptDirective says;
    size_t offset; /* of the comment in the source's text */
    bool is_used;
} LintDirective;

typedef enum LintItemKind
{
    LINT_ITEM_STATEMENT,
    LINT_ITEM_META,
    LINT_ITEM_END, /* of the source */
} LintItemKind;

typedef struct LintItem
{
    LintItemKind kind;
    ScriptPiece piece;         /* of the end: nothing */
    LintDirective *directives; /* at a statement; at the end: those that stand at none */
    size_t directive_count;
    bool is_last; /* the source's last statement */
} LintItem;

/* One source while it is read and judged. */
typedef struct LintFile
{
    void *mem; /* freed after its last unit */
    LintSource source;
    ScriptReader *reader;
    ScriptPiece next; /* read ahead */
    bool has_next;
    bool is_fresh;          /* no unit of it was read yet */
    LintDirective *waiting; /* for the next statement */
    size_t waiting_count;
    LintDirective *directives; /* allow-file */
    size_t directive_count;
    size_t number; /* of the file, from 1 */
} LintFile;

typedef struct LintUnit
{
    LintFile *file;
    LintItem *items;
    size_t count;
    size_t bytes;  /* of its statements */
    bool is_first; /* of its file */
    bool is_last;
} LintUnit;

#define LINT_BATCH_UNITS 64

/* Units that one thread parses in one go, maybe of several files. */
typedef struct LintBatch
{
    LintUnit *units[LINT_BATCH_UNITS];
    size_t count;
} LintBatch;

/* One statement as parsed; LIST NULL: MESSAGE says why not. */
typedef struct LintParsed
{
    const char *text; /* with psql's variables replaced */
    CommandList *list;
    const char *message;
    const char *help;  /* or NULL */
    size_t offset;     /* of the error in the statement */
    const char *newer; /* the syntax that it is, with the release that has it; or NULL */
} LintParsed;

typedef struct LintResult
{
    LintBatch *batch;
    LintParsed *parsed[LINT_BATCH_UNITS]; /* of each unit: one for each item */
} LintResult;

typedef enum LintTimeout
{
    LINT_LOCK_TIMEOUT,
    LINT_STATEMENT_TIMEOUT,
    LINT_IDLE_TIMEOUT,
} LintTimeout;

#define LINT_TIMEOUTS 3

typedef struct LintSetting
{
    bool session;   /* as SET has left it */
    bool before;    /* the same when the transaction began */
    bool has_local; /* SET LOCAL was used … */
    bool local;     /* … with this */
} LintSetting;

/* The schema as it was at BEGIN (NAME NULL) or at a savepoint. */
typedef struct LintSaved
{
    const char *name;
    Schema *schema;
} LintSaved;

#define LINT_SAVED_MAX 16
#define LINT_ONCE_MAX  32

typedef struct LintSession
{
    RuleSession rules;
    void *mem; /* of the transaction */
    RelationLock *held;
    const char **not_valid;
    size_t not_valid_count; /* without the NULL at the end */
    char *previous;         /* rules.previous_table */
    LintSetting settings[LINT_TIMEOUTS];
    LintSaved saved[LINT_SAVED_MAX];
    size_t saved_count;
} LintSession;

typedef struct Lint
{
    void *mem;
    const LintOptions *options;
    const LintSink *sink;
    LintTotals *totals;
    Schema *schema;
    Schema *own;       /* SCHEMA where it is one of ours and freed when it is replaced; else NULL */
    Schema *up_schema; /* while a down migration is judged on a copy: the real one … */
    Schema *up_own;    /* … and its OWN */
    LintSession session;
    size_t file;                     /* number of the file begun last */
    size_t statement;                /* of all files */
    size_t transaction;              /* number of the last one */
    const Rule *once[LINT_ONCE_MAX]; /* rules of once_per_file that have spoken in this file */
    size_t once_count;
} Lint;

/* lint_read.c */
LintFile *lint_file_open(void *mem, const LintSource *source, size_t number);
LintUnit *lint_read_unit(void *owner, LintFile *file);

/* lint_parse.c: PoolWork; a LintBatch → a LintResult */
void *lint_parse_batch(void *owner, void *input);

/* lint_file.c */
void lint_judge_unit(Lint *lint, LintUnit *unit, const LintParsed *parsed);

/* lint_tell.c */
typedef struct LintTold
{
    const LintFile *file;
    const LintItem *item;
    const LintParsed *parsed;
    const Command *command;
    const Classification *facts;
    const Findings *findings;
    const Findings *end_findings; /* of the end of the file, behind its last statement; or NULL */
    bool in_transaction;
} LintTold;

void lint_tell_statement(void *mem, Lint *lint, const LintTold *told);
/* OFFSET is of the source's text; place and source line are filled in. */
void lint_tell_problem(Lint *lint, const LintFile *file, size_t offset, LintProblem problem);
/* A problem whose place is known. */
void lint_tell_known(Lint *lint, const LintProblem *problem);

/* lint_session.c */
void lint_session_begin_file(Lint *lint, const LintFile *file);
void lint_session_end_file(Lint *lint);
/* What COMMAND leaves for those after it: first what FACTS say (NULL: it was not judged), then the schema. */
void lint_session_note(Lint *lint, const Command *command, const Classification *facts);
void lint_session_fold(Lint *lint, const LintFile *file, const LintItem *item, const Command *command);
bool lint_is_history(const LintSource *source);

/* lint_allow.c */

/* The finding counts, is allowed (*REASON, NULL: by --except), or was not asked for. */
typedef enum LintVerdict
{
    LINT_COUNTS,
    LINT_ALLOWED,
    LINT_NOT_ASKED,
} LintVerdict;

LintVerdict lint_allow(Lint *lint, const LintFile *file, const LintItem *item, const Rule *rule, const char **reason);
bool lint_directive_read(void *owner, const char *text, const ScriptPiece *piece, LintDirective *directive,
                         bool *is_file);
/* Tells what is wrong with directives, and which of them allowed nothing. */
void lint_directives_check(Lint *lint, const LintFile *file, const LintDirective *directives, size_t count);
void lint_directives_check_used(Lint *lint, const LintFile *file, const LintDirective *directives, size_t count);

/* lint_newer.c: "VIRTUAL generated columns (PostgreSQL 18)", or NULL. */
const char *lint_newer_syntax(const char *text, size_t offset, const char *message);

/* lint_place.c: of an offset in the source's text. */
typedef struct LintPlace
{
    size_t line;
    size_t column;
    const char *source_line; /* or NULL */
} LintPlace;

/* PIECE holds OFFSET, or is NULL. With OWNER NULL without the source line. */
LintPlace lint_place(void *owner, const LintSource *source, const ScriptPiece *piece, size_t offset);

#endif
