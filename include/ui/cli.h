/* SPDX-License-Identifier: PostgreSQL */
/*
 * The table of commands, and the one place that prints errors and decides the exit code.
 */
#ifndef UI_CLI_H
#define UI_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/cmd.h"

typedef struct CliCommand
{
    const char *name;      /* "gate admit" */
    const char *arguments; /* "[PLAN]", "APP VERSION" */
    size_t arguments_min;
    size_t arguments_max;
    unsigned groups; /* of options */
    const char *summary;
    const char *details; /* a few lines for `help VERB`; or NULL */
    CmdFunction run;
} CliCommand;

extern const CliCommand cli_commands[];
extern const size_t cli_command_count;

/* Runs the command line; the result is the exit code. OWNER is the root of everything. */
int cli_run(void *owner, int argc, char **argv);

#endif
