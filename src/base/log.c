/* SPDX-License-Identifier: PostgreSQL */
/*
 * Narration on stderr. Every text is masked (log_mask.c) and made printable here, whatever it holds.
 *
 * Each event is written with one call, so that lines of several processes on one terminal do not mix. A progress line
 * on a terminal is taken away before another line is written and drawn again with the next progress.
 */
#include "base/log.h"

#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/text.h"

typedef struct LevelNames
{
    const char *json;
    const char *prefix;
} LevelNames;

static const LevelNames level_names[] = {
    [LOG_DEBUG] = {"debug", "bellows: debug: "},
    [LOG_INFO] = {"info", ""},
    [LOG_WARNING] = {"warning", "bellows: warning: "},
    [LOG_ERROR] = {"error", "bellows: error: "},
};

#define TERMINAL_INTERVAL_MS     100
#define LINES_INTERVAL_MS        9000
#define DEFAULT_TERMINAL_COLUMNS 80

static LogLevel least_level = LOG_INFO;
static LogFormat log_format = LOG_FORMAT_TEXT;

/* The progress under way: its last text and whether that text is on the screen. */
static struct
{
    char *text;
    json_t *fields;
    bool is_written;
    bool is_drawn; /* on a terminal: the cursor stands behind it */
    int64_t written_ms;
    bool is_under_way;
} progress;

static void write_event(LogLevel level, const char *name, json_t *fields, const char *text);
static char *json_line(void *owner, LogLevel level, const char *name, json_t *fields, const char *text);
static json_t *json_fields(const LogField *fields, size_t count);
static void forget_progress(void);
static void write_progress(bool on_terminal);
static bool is_on_terminal(void);
static size_t terminal_columns(void);

void
log_configure(LogLevel least, LogFormat format)
{
    least_level = least;
    log_format = format;
}

void
log_message(LogLevel level, const char *format, ...)
{
    va_list args;
    char *text;

    if (level < least_level)
    {
        return;
    }
    va_start(args, format);
    text = mem_vprintf(NULL, format, args);
    va_end(args);
    write_event(level, "message", NULL, text);
    mem_free(text);
}

void
log_event(const char *name, const LogField *fields, size_t count, const char *format, ...)
{
    va_list args;
    char *text;
    json_t *values;

    if (LOG_INFO < least_level)
    {
        return;
    }
    va_start(args, format);
    text = mem_vprintf(NULL, format, args);
    va_end(args);
    values = json_fields(fields, count);
    write_event(LOG_INFO, name, values, text);
    json_decref(values);
    mem_free(text);
}

/* NULL where nobody would read them. */
static json_t *
json_fields(const LogField *fields, size_t count)
{
    json_t *object = log_format == LOG_FORMAT_JSON ? json_object() : NULL;

    for (size_t i = 0; object != NULL && i < count; i++)
    {
        const LogField *field = &fields[i];
        json_t *value = field->text != NULL                    ? json_string(field->text)
                        : isfinite(field->number) == 0         ? json_null()
                        : field->number == rint(field->number) ? json_integer((json_int_t) field->number)
                                                               : json_real(field->number);

        json_object_set_new(object, field->name, value != NULL ? value : json_null());
    }
    return object;
}

static void
write_event(LogLevel level, const char *name, json_t *fields, const char *text)
{
    void *mem = mem_root("event");
    char *masked = log_mask(mem, text);
    char *line;

    if (log_format == LOG_FORMAT_JSON)
    {
        line = json_line(mem, level, name, fields, text_printable(mem, masked, "\n\t"));
    }
    else
    {
        line = mem_printf(mem, "%s%s%s\n", progress.is_drawn ? "\r\033[K" : "", level_names[level].prefix,
                          text_printable(mem, masked, "\t"));
        progress.is_drawn = false;
    }
    fputs(line, stderr);
    mem_free(mem);
}

static char *
json_line(void *owner, LogLevel level, const char *name, json_t *fields, const char *text)
{
    struct timespec now;
    struct tm utc;
    char ts[32];
    json_t *event;
    size_t bytes;
    char *line;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(ts, sizeof(ts), "%Y-%m-%dT%H:%M:%S", &utc);
    event = json_pack("{s:o, s:s, s:s, s:s}", "ts", json_sprintf("%s.%03ldZ", ts, now.tv_nsec / 1000000), "level",
                      level_names[level].json, "event", name, "msg", text);
    json_object_update_missing(event, fields);
    bytes = json_dumpb(event, NULL, 0, JSON_COMPACT);
    line = mem_array(owner, char, bytes + 2);
    json_dumpb(event, line, bytes, JSON_COMPACT);
    line[bytes] = '\n';
    json_decref(event);
    return line;
}

void
log_progress_with(const LogField *fields, size_t count, const char *format, ...)
{
    bool on_terminal = is_on_terminal();
    int64_t interval_ms = on_terminal ? TERMINAL_INTERVAL_MS : LINES_INTERVAL_MS;
    va_list args;

    if (LOG_INFO < least_level)
    {
        return;
    }
    mem_free(progress.text);
    va_start(args, format);
    progress.text = mem_vprintf(NULL, format, args);
    va_end(args);
    json_decref(progress.fields);
    progress.fields = json_fields(fields, count);
    progress.is_written = false;
    if (!progress.is_under_way || clock_ms() - progress.written_ms >= interval_ms)
    {
        write_progress(on_terminal);
    }
    progress.is_under_way = true;
}

void
log_progress_end(void)
{
    if (progress.is_under_way)
    {
        bool on_terminal = is_on_terminal();

        if (!progress.is_written || (on_terminal && !progress.is_drawn))
        {
            write_progress(on_terminal);
        }
        if (progress.is_drawn)
        {
            fputc('\n', stderr);
        }
    }
    forget_progress();
}

void
log_progress_drop(void)
{
    if (progress.is_drawn)
    {
        fputs("\r\033[K", stderr);
    }
    forget_progress();
}

static void
forget_progress(void)
{
    json_decref(progress.fields);
    mem_free(progress.text);
    memset(&progress, 0, sizeof(progress));
}

static void
write_progress(bool on_terminal)
{
    if (on_terminal)
    {
        void *mem = mem_root("progress");
        char *text = text_printable(mem, log_mask(mem, progress.text), "");

        /* A line that wraps could not be rewritten in place. Bytes are at least as many as columns. */
        text[text_clip(text, terminal_columns() - 1)] = '\0';
        fputs(mem_printf(mem, "\r\033[K%s", text), stderr);
        progress.is_drawn = true;
        mem_free(mem);
    }
    else
    {
        write_event(LOG_INFO, "progress", progress.fields, progress.text);
    }
    progress.is_written = true;
    progress.written_ms = clock_ms();
}

static bool
is_on_terminal(void)
{
    const char *terminal = getenv("TERM");

    /* A dumb one shows the sequence that clears a line instead of doing it. */
    return log_format == LOG_FORMAT_TEXT && isatty(STDERR_FILENO) == 1 && terminal != NULL &&
           strcmp(terminal, "dumb") != 0;
}

static size_t
terminal_columns(void)
{
    struct winsize size = {0};

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
    {
        return size.ws_col;
    }
    return DEFAULT_TERMINAL_COLUMNS;
}
