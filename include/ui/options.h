/* SPDX-License-Identifier: PostgreSQL */
/*
 * The command line as a struct. One table (src/ui/options.c) holds every option: name, argument, group, help.
 *
 * Options stand before or after the verb and their arguments are checked here. Which commands take which options is
 * said by groups: a command names the groups that it takes.
 */
#ifndef UI_OPTIONS_H
#define UI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "ui/report.h"

typedef enum OptionGroup
{
    OPTIONS_COMMON = 1 << 0, /* every command takes these */
    OPTIONS_DATABASE = 1 << 1,
    OPTIONS_PLANS = 1 << 2,
    OPTIONS_SQL = 1 << 3, /* --format sql and markdown */
    OPTIONS_WRITE = 1 << 4,
    OPTIONS_GRACE = 1 << 5,
    OPTIONS_CONTRACT = 1 << 6,
    OPTIONS_PURGE = 1 << 7,
    OPTIONS_ROLLBACK = 1 << 8,
    OPTIONS_STATUS = 1 << 9,
    OPTIONS_ATTEST = 1 << 10,
    OPTIONS_DEMO = 1 << 11,
    OPTIONS_LINT = 1 << 12, /* and its formats */
    OPTIONS_REHEARSE = 1 << 13,
    OPTIONS_SCHEMA = 1 << 14, /* --schema alone */
    OPTIONS_CONFIG = 1 << 15, /* bellows.yaml */
    OPTIONS_PROJECT = 1 << 16,
    OPTIONS_OBSERVE = 1 << 17,
    OPTIONS_FENCE = 1 << 18,
    OPTIONS_CHECK = 1 << 19,
    OPTIONS_RULE = 1 << 20,
    OPTIONS_BROWNOUT = 1 << 21,
} OptionGroup;

typedef struct Options
{
    const char *const *words; /* the verb and its arguments; NULL-terminated */
    size_t word_count;
    const char *verb;             /* as in the table of commands, "gate admit"; set by ui/cli */
    const char *const *arguments; /* what follows the verb; set by ui/cli */
    size_t argument_count;
    uint64_t given; /* a bit for each option that was given; options_check() reads it */

    bool help;
    bool version;
    bool verbose;
    bool quiet;
    ReportStyle style;  /* --format, and whether stdout takes colours */
    const char *url;    /* --url, else DATABASE_URL, else NULL: libpq's own defaults */
    const char *plans;  /* folder; NULL: searched */
    const char *config; /* bellows.yaml; NULL: searched */
    bool project;       /* the schema of that file */

    bool dry_run;
    int64_t lock_ms;      /* 0: the plan's */
    int64_t total_ms;     /* 0: the plan's */
    int64_t lock_wait_ms; /* as EngineOptions: 0: the default, -1: do not wait */
    int64_t grace_ms;     /* -1: the default */
    int64_t drain_ms;     /* 0: the default */
    const char *skip_hold_reason;
    const char *archive_folder;
    const char *force_reason; /* of the fence */
    bool terminate;
    bool check;
    int64_t observe_ms; /* 0: one look */
    bool to_expanded;

    bool exit_code;
    bool watch;
    int64_t for_ms; /* 0: without an end; of a brown-out: the default */
    bool undo;
    const char *probe; /* a shell command, or NULL */

    const char *application;
    const char *by_whom;
    const char *scope;
    const char *reason;
    const char *expires;

    bool keep;
    int64_t seconds; /* 0: the default */

    const char *history; /* a folder or file of SQL */
    const char *sample;  /* a file of SQL */

    const char *schema;     /* a file of SQL */
    int64_t server_version; /* 150004; 0: not given */
    int64_t fail_on;        /* the least Severity that fails; OPTIONS_FAIL_NEVER */
    const char *only;       /* rules, separated by commas */
    const char *except;
    const char *since;
    const char *stdin_path;
    bool single_transaction;
    int64_t threads; /* 0: as many as there are processors */
    bool fix;
} Options;

#define OPTIONS_FAIL_NEVER (-1)

/* Reads the command line and DATABASE_URL. ERROR_USAGE with a suggestion. Texts are owned by OWNER or are ARGV's. */
bool options_parse(void *owner, int argc, char **argv, Options *options, Error *err);

/* Whether every option given is of GROUPS; ERROR_USAGE for the first that is not. */
bool options_check(const Options *options, unsigned groups, Error *err);

/* Whether the option NAME ("url") stood on the command line; DATABASE_URL alone does not count. */
bool options_is_given(const Options *options, const char *name);

/* "Usage: NAME [OPTION...] ARGUMENTS", TEXT (what follows a \v in it stands behind the options), and the options of
 * GROUPS, laid out by argp. */
void options_print_help(FILE *stream, const char *name, const char *arguments, const char *text, unsigned groups);

/* The names of the options of GROUPS, "--url" …, NULL-terminated: for the completion's test. */
const char *const *options_names(void *owner, unsigned groups);

/* "250ms", "30s", "5m", "24h", "7d" → milliseconds. */
bool options_parse_duration(const char *text, int64_t *ms);

#endif
