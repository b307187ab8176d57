/* SPDX-License-Identifier: PostgreSQL */
/*
 * Errors: set once where they happen, prefixed by callers that know more, printed once by ui/cli.
 *
 * A function that can fail returns false (or NULL) and fills its last parameter. The kind decides the exit code
 * (docs/exit-codes in the man page; the table is in error.c and is tested). Messages follow PostgreSQL's error style:
 * lower case, no full stop; detail and hint are sentences.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

typedef enum ErrorKind
{
    ERROR_NONE,
    ERROR_FAILED,      /* exit 1: the server or the system said no; the state is described */
    ERROR_USAGE,       /* exit 2: the command line is wrong */
    ERROR_INVALID,     /* exit 3: the plan or the configuration is invalid */
    ERROR_PENDING,     /* exit 4: only with --exit-code */
    ERROR_TIMEOUT,     /* exit 5: a lock or a time limit */
    ERROR_CONNECTION,  /* exit 6: cannot connect, or the connection was lost for good */
    ERROR_REFUSED,     /* exit 7: the gate says no, or the step would be unsafe */
    ERROR_DRIFT,       /* exit 8: the plan or the database is not what it was */
    ERROR_INTERRUPTED, /* exit 130 or 143: stopped by a signal at a safe point */
} ErrorKind;

typedef struct Error
{
    ErrorKind kind;
    char sqlstate[6]; /* the server's SQLSTATE, or "" */
    char code[8];     /* our stable code such as P301 or R701, or "" */
    char *message;
    char *detail;   /* or NULL */
    char *hint;     /* what to do next, or NULL */
    char *location; /* "path:line:column", "pid 4242" …, printed in front, or NULL */
    void *mem;      /* owns the texts; made when first needed */
} Error;

/* Starts empty: Error err = {0}. Free with error_clear(). */
void error_clear(Error *err);

/* Always returns false, so that a function can end with: return error_set(err, …). The first error stays: setting
 * a second one while one is set replaces nothing (the cause is worth more than its consequence). */
bool error_set(Error *err, ErrorKind kind, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same with one of our stable codes. */
bool error_set_code(Error *err, ErrorKind kind, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Each of these replaces the part; all return false like error_set(). */
bool error_detail(Error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool error_hint(Error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool error_location(Error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool error_prefix(Error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

bool error_is_set(const Error *err);

/* Whether trying the same again may succeed: lock not available, deadlock, serialization failure, lost connection,
 * "tuple concurrently updated". The single rule for retries. */
bool error_is_retryable(const Error *err);

/* The process's exit code for a kind; for ERROR_INTERRUPTED 128 + the signal of error_note_signal(), else 130. */
int error_exit_code(ErrorKind kind);

/* Called by base/interrupt, from its signal handler, with the signal that asked for a stop. */
void error_note_signal(int signal_number);

#endif
