/* SPDX-License-Identifier: PostgreSQL */
/*
 * Narration on stderr: one line per event, as text or (with --format ndjson, --format json) as one JSON object.
 * Results never go through here; they are printed on stdout by ui/report.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
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

/* The progress line of a long step: on a terminal it is rewritten in place at most ten times a second, elsewhere it is a
 * line of its own at most every ten seconds. log_progress_end() leaves the last state standing. */
void log_progress(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_progress_end(void);

/* A copy of TEXT, owned by OWNER, in which passwords of URIs and of keyword strings read ***. */
char *log_mask(void *owner, const char *text);

#endif
