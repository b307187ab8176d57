/* SPDX-License-Identifier: PostgreSQL */
/*
 * Errors: the first one set stays; its texts live in a memory tree of its own until error_clear().
 *
 * Two rules live here and nowhere else: which exit code a kind has, and which errors are worth another attempt.
 * The second goes by SQLSTATE, because PostgreSQL's messages are translated by lc_messages; the one exception is
 * "tuple concurrently updated", which heapam reports as an internal error (XX000, PostgreSQL 12 to 18) when two
 * sessions change the same catalog row.
 */
#include "base/error.h"

#include <signal.h>
#include <string.h>

#include "base/mem.h"

static const int exit_codes[] = {
    [ERROR_NONE] = 0,    [ERROR_FAILED] = 1,     [ERROR_USAGE] = 2,   [ERROR_INVALID] = 3, [ERROR_PENDING] = 4,
    [ERROR_TIMEOUT] = 5, [ERROR_CONNECTION] = 6, [ERROR_REFUSED] = 7, [ERROR_DRIFT] = 8,   [ERROR_INTERRUPTED] = 130,
};

/* Compared as prefixes: "08" is the whole class. */
static const char *const retryable_sqlstates[] = {
    "55P03", /* lock_not_available: lock_timeout, NOWAIT */
    "40P01", /* deadlock_detected */
    "40001", /* serialization_failure */
    "08",    /* connection exceptions */
    "57P01", /* admin_shutdown */
    "57P02", /* crash_shutdown */
    "57P03", /* cannot_connect_now: starting up or shutting down */
};

static volatile sig_atomic_t noted_signal = 0;

static bool set(Error *err, ErrorKind kind, const char *code, const char *format, va_list args)
    __attribute__((format(printf, 4, 0)));
static bool replace(Error *err, char **part, const char *format, va_list args) __attribute__((format(printf, 3, 0)));
static void *owner_of(Error *err);

void
error_clear(Error *err)
{
    mem_free(err->mem);
    *err = (Error){0};
}

bool
error_set(Error *err, ErrorKind kind, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    set(err, kind, "", format, args);
    va_end(args);
    return false;
}

bool
error_set_code(Error *err, ErrorKind kind, const char *code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    set(err, kind, code, format, args);
    va_end(args);
    return false;
}

bool
error_detail(Error *err, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    replace(err, &err->detail, format, args);
    va_end(args);
    return false;
}

bool
error_hint(Error *err, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    replace(err, &err->hint, format, args);
    va_end(args);
    return false;
}

bool
error_location(Error *err, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    replace(err, &err->location, format, args);
    va_end(args);
    return false;
}

bool
error_prefix(Error *err, const char *format, ...)
{
    va_list args;
    char *prefix = NULL;

    va_start(args, format);
    replace(err, &prefix, format, args);
    va_end(args);
    err->message = mem_printf(owner_of(err), "%s%s", prefix, err->message == NULL ? "" : err->message);
    return false;
}

bool
error_is_set(const Error *err)
{
    return err->kind != ERROR_NONE;
}

bool
error_is_retryable(const Error *err)
{
    if (!error_is_set(err))
    {
        return false;
    }
    for (size_t i = 0; i < sizeof(retryable_sqlstates) / sizeof(retryable_sqlstates[0]); i++)
    {
        if (strncmp(err->sqlstate, retryable_sqlstates[i], strlen(retryable_sqlstates[i])) == 0)
        {
            return true;
        }
    }
    return strcmp(err->sqlstate, "XX000") == 0 && err->message != NULL &&
           strstr(err->message, "tuple concurrently updated") != NULL;
}

int
error_exit_code(ErrorKind kind)
{
    if (kind == ERROR_INTERRUPTED && noted_signal != 0)
    {
        return 128 + noted_signal;
    }
    return exit_codes[kind];
}

void
error_note_signal(int signal_number)
{
    noted_signal = signal_number;
}

static bool
set(Error *err, ErrorKind kind, const char *code, const char *format, va_list args)
{
    if (error_is_set(err))
    {
        return false;
    }
    err->kind = kind;
    strncpy(err->code, code, sizeof(err->code) - 1);
    return replace(err, &err->message, format, args);
}

static bool
replace(Error *err, char **part, const char *format, va_list args)
{
    /* The new text may quote the old one, so the old one is not freed before error_clear(). */
    *part = mem_vprintf(owner_of(err), format, args);
    return false;
}

static void *
owner_of(Error *err)
{
    if (err->mem == NULL)
    {
        err->mem = mem_root("error");
    }
    return err->mem;
}
