/* SPDX-License-Identifier: PostgreSQL */
/*
 * Runs a program and reads what it prints, within a time: no shell, a process group of its own that is killed whole.
 */
#ifndef RUN_COMMAND_H
#define RUN_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct CommandSpec
{
    const char *const *argv; /* NULL-terminated; without a slash it is searched in PATH */
    const char *folder;      /* where it starts */
    int64_t timeout_ms;
    size_t output_max; /* bytes of standard output; 0: 16 MiB */
} CommandSpec;

typedef struct CommandResult
{
    char *output; /* ends with a zero byte that does not count */
    size_t length;
    const char *failure; /* why what it printed does not count, with the end of its standard error; NULL: exit 0 */
} CommandResult;

/* The environment is ours without what holds a password of the database. False (ERR set) only when a stop was asked
 * for; whatever else goes wrong is RESULT's failure. The process has ended when it returns. */
bool command_run(void *owner, const CommandSpec *spec, CommandResult *result, Error *err);

#endif
