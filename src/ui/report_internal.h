/* SPDX-License-Identifier: PostgreSQL */
/*
 * Shared by the reports: JSON values, tables of text, words in colour.
 */
#ifndef UI_REPORT_INTERNAL_H
#define UI_REPORT_INTERNAL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "ui/report.h"

bool report_is_json(ReportStyle style);

/* A new object with "format". */
json_t *report_json_new(void);

/* TEXT, or null. What is not UTF-8 (a server's file name, say) is made readable first: JSON knows no other. */
json_t *report_json_text(const char *text);
void report_json_set(json_t *object, const char *key, const char *text);

/* "next_command", or null where nothing is left to do. */
void report_json_set_next(json_t *object, const char *next_command);
void report_json_set_integer(json_t *object, const char *key, int64_t value);
void report_json_set_bool(json_t *object, const char *key, bool value);

/* VALUE, or null where it is below zero (not known). */
void report_json_set_known(json_t *object, const char *key, int64_t value);

/* A new array below KEY; OBJECT owns it. */
json_t *report_json_array(json_t *object, const char *key);

/* A new object in ARRAY, which owns it. */
json_t *report_json_add(json_t *array);

/* The text of OBJECT with a newline; OBJECT is released. */
char *report_json_finish(void *owner, json_t *object, ReportStyle style);

json_t *report_json_server(const ReportServer *server);
json_t *report_json_diagnostics(const Diagnostics *diagnostics);
json_t *report_json_consumers(const GateReport *gate);

/* Columns of text, aligned. */
typedef struct ReportTable
{
    void *mem;
    size_t columns;
    const char **cells; /* row by row */
    size_t count;
} ReportTable;

ReportTable *report_table_new(void *owner, size_t columns);
void report_table_add(ReportTable *table, const char *cell);

/* Each line begins with INDENT; two blanks between columns; none at the end of a line. */
void report_table_append(char **text, const ReportTable *table, const char *indent);

typedef enum ReportColour
{
    REPORT_PLAIN,
    REPORT_BOLD,
    REPORT_RED,
    REPORT_GREEN,
    REPORT_YELLOW,
} ReportColour;

/* WORD in that colour where STYLE has colours. */
const char *report_colour(void *owner, ReportStyle style, ReportColour colour, const char *word);

/* One line of text that came from a file or a server, safe on a terminal. */
const char *report_clean(void *owner, const char *text);

/* TEXT on one line for Markdown (GitHub's and GitLab's), in which it means nothing else; also in a cell of a table. */
char *report_markdown_text(void *owner, const char *text);

/* The same as code, between as many backticks as it needs; "" for none. */
char *report_markdown_code(void *owner, const char *text);

/* SQL byte for byte in a block of its own. */
void report_markdown_block(char **text, const char *sql);

/* A list of findings; nothing for none. */
void report_markdown_diagnostics(char **text, const Diagnostics *diagnostics);

/* "15.18" */
char *report_server_version(void *owner, int version);

/* "server: PostgreSQL 15.18, …" */
void report_append_server(char **text, const ReportServer *server);

/* The consumers of a gate with their evidence, as a checklist. */
void report_append_consumers(char **text, const GateReport *gate, const char *indent, ReportStyle style);

/* "next: bellows …", or that nothing is left. */
void report_append_next(char **text, const char *next_command);

#endif
