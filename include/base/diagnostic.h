/* SPDX-License-Identifier: PostgreSQL */
/*
 * Diagnostics: findings in a file, many in one run, each with path, line, column and a stable code.
 *
 * Layout when printed (ui/report):
 *   path:line:column: error[P102]: unknown key "upp" in changes[1]
 *     9 |     upp: |
 *       |     ^^^ did you mean "up"?
 *   note: allowed here: sql, up, down, as, on_conflict, allow
 */
#ifndef BASE_DIAGNOSTIC_H
#define BASE_DIAGNOSTIC_H

#include <stdbool.h>
#include <stddef.h>

typedef enum Severity
{
    SEVERITY_ERROR,
    SEVERITY_WARNING,
    SEVERITY_NOTE,
} Severity;

typedef struct Diagnostic
{
    Severity severity;
    char code[8];
    const char *path;
    size_t line;   /* 1-based; 0 when the file as a whole is meant */
    size_t column; /* 1-based, in code points; 0 when the line as a whole is meant */
    size_t width;  /* code points under the caret; at least 1 */
    char *message;
    char *caret;       /* said right of the carets, such as: did you mean "up"? Or NULL */
    char *help;        /* what to write instead, or NULL */
    char *note;        /* a fact, or NULL */
    char *source_line; /* text of the line, without its end, or NULL */
} Diagnostic;

#define DIAGNOSTICS_MAX 20 /* as many are shown in one run; the rest is counted */

typedef struct Diagnostics
{
    void *mem;
    Diagnostic *items;
    size_t count;
    size_t errors; /* how many of them are errors, those over the maximum included */
    size_t suppressed;
} Diagnostics;

Diagnostics *diagnostics_new(void *owner);

/* Adds one; PATH and SOURCE_LINE are copied. The caller may then set caret, help and note (owned by diagnostics->mem)
 * and width on the result. Never NULL: over DIAGNOSTICS_MAX a scratch item is returned and counted. */
Diagnostic *diagnostics_add(Diagnostics *diagnostics, Severity severity, const char *code, const char *path,
                            size_t line, size_t column, const char *format, ...) __attribute__((format(printf, 7, 8)));

/* By path, line, column; stable. */
void diagnostics_sort(Diagnostics *diagnostics);

/* The whole printed form, as in the head of this file, owned by OWNER; "" when there are none. */
char *diagnostics_format(void *owner, const Diagnostics *diagnostics);

/* Of that form only the source line with its carets, for one item that has a line and a source line. */
char *diagnostics_format_source(void *owner, const Diagnostic *item);

#endif
