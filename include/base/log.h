/* SPDX-License-Identifier: PostgreSQL */
/*
 * Narration on stderr: one line per event, as text or (with --format ndjson, --format json) as one JSON object.
 * Results never go through here; they are printed on stdout by ui/report.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum LogLevel
{
    LOG_DEBUG, /* shown with -v */
    LOG_INFO,
    LOG_WARNING,
    LOG_ERROR,
} LogLevel;

typedef enum LogFormat
{
    LOG_FORMAT_TEXT,
    LOG_FORMAT_JSON,
} LogFormat;

void log_configure(LogLevel least, LogFormat format);

/* Texts may hold names and values from the server: control characters are shown as \xNN, passwords in connection URIs
 * as ***. One place masks (log_mask), used by every output. */
void log_message(LogLevel level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define log_debug(...)   log_message(LOG_DEBUG, __VA_ARGS__)
#define log_info(...)    log_message(LOG_INFO, __VA_ARGS__)
#define log_warning(...) log_message(LOG_WARNING, __VA_ARGS__)

/* A value beside the text of an event: programs read it, in the JSON form alone. TEXT, or where that is NULL a number; one that is not finite is null. */
typedef struct LogField
{
    const char *name;
    const char *text;
    double number;
} LogField;

#define LOG_FIELD_COUNT(fields) (sizeof(fields) / sizeof((fields)[0]))

/* At level info, with "event": NAME. */
void log_event(const char *name, const LogField *fields, size_t count, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The progress line of a long step: on a terminal it is rewritten in place at most ten times a second, elsewhere (and on one that
 * cannot, TERM=dumb) it is a line of its own every nine seconds: with the quarter of a second between two looks that is
 * a sign of life every ten. log_progress_end() leaves the last state standing, log_progress_drop() takes it away. */
void log_progress_with(const LogField *fields, size_t count, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#define log_progress(...) log_progress_with(NULL, 0, __VA_ARGS__)
void log_progress_end(void);
void log_progress_drop(void);

/* A copy of TEXT, owned by OWNER, in which passwords of URIs and of keyword strings read ***. */
char *log_mask(void *owner, const char *text);

#endif
