/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the files of bellows lint share.
 *
 *   cmd_lint.c        options → schema, files, report; the exit code
 *   cmd_lint_files.c  arguments → files in the order in which they run
 *   cmd_lint_git.c    which of them changed since a commit
 *   cmd_lint_read.c   one file → its sources: sections of a migration tool, changes of a plan
 *   cmd_lint_text.c   the bytes of a file
 *   cmd_lint_fix.c    --fix: statements in place, plans into a folder
 */
#ifndef UI_CMD_LINT_INTERNAL_H
#define UI_CMD_LINT_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "change/lint.h"
#include "ui/options.h"

typedef struct CmdLintFile
{
    const char *path;
    bool is_stdin;
    bool is_plan;
    bool is_down;    /* a down migration, by its name */
    bool is_history; /* folded and not reported */
} CmdLintFile;

typedef struct CmdLintFiles
{
    CmdLintFile *items;
    size_t count;
} CmdLintFiles;

typedef struct CmdLintText
{
    const char *text; /* not ended by a NUL */
    size_t length;
} CmdLintText;

/* Reads the sources of a list one by one: the context of cmd_lint_next(). */
typedef struct CmdLintReader
{
    void *mem;
    const CmdLintFiles *files;
    size_t file;
    size_t part; /* of the file */
    bool has_stdin;
    CmdLintText stdin_text; /* kept: it cannot be read again */
} CmdLintReader;

/* Statements that --fix replaces, and plans that it writes. */
typedef struct CmdLintFix CmdLintFix;

/* Files, folders and "-" as they were typed. What cannot be opened stays in the list: it is reported when it is read. */
void cmd_lint_list(void *owner, const Options *options, CmdLintFiles *files);

/* "U2__x.sql" undoes "V2__x.sql": *IS_DOWN, and a key by which both stand side by side. */
char *cmd_lint_sort_key(void *owner, const char *name, bool *is_down);

/* Makes history of all files that are as they were at REF. */
bool cmd_lint_mark_since(void *owner, const char *ref, CmdLintFiles *files, Error *err);

/* LintNext */
bool cmd_lint_next(void *context, void *owner, LintSource *source, Error *err);

/* Whether TEXT is a bellows plan, and not any other YAML. */
bool cmd_lint_is_plan(const CmdLintText *text);
bool cmd_lint_is_yaml(const char *path);

/* The bytes of PATH ("-" is standard input), owned by OWNER; large files are mapped and not copied. */
bool cmd_lint_text(void *owner, const char *path, CmdLintText *text, Error *err);

CmdLintFix *cmd_lint_fix_new(void *owner, const Options *options, LintSink inner);
LintSink cmd_lint_fix_sink(CmdLintFix *fix);
bool cmd_lint_fix_end(CmdLintFix *fix, const CmdLintText *stdin_text, Error *err);

#endif
