/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the files of bellows rehearse share.
 *
 *   cmd_rehearse.c         options → server, files, report; the exit code
 *   cmd_rehearse_files.c   which files, and what each is for
 *   cmd_rehearse_script.c  the sink of lint: one statement after the other, with its predictions, in its transaction
 *   cmd_rehearse_run.c     one statement: roles that are missing, what cannot run in a transaction, the verdict
 *   cmd_rehearse_plan.c    a plan: its whole life through the engine
 *   cmd_rehearse_step.c    … each step measured
 *   cmd_rehearse_shape.c   what the old and the new version of an application write to its tables
 *   cmd_rehearse_writer.c  … and who does, meanwhile
 */
#ifndef UI_CMD_REHEARSE_INTERNAL_H
#define UI_CMD_REHEARSE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "change/resolve.h"
#include "cmd_lint_internal.h"
#include "pg/conn.h"
#include "pg/server.h"
#include "report_rehearse.h"
#include "run/engine.h"
#include "ui/options.h"

typedef enum RehearseRole
{
    REHEARSE_SCHEMA,   /* --schema: run first */
    REHEARSE_HISTORY,  /* --history: run, not compared */
    REHEARSE_SAMPLE,   /* --sample: rows */
    REHEARSE_COMPARED, /* what is rehearsed */
} RehearseRole;

/* SQL in the order in which it runs; ROLES stands beside. */
typedef struct RehearseFiles
{
    CmdLintFiles sql;
    RehearseRole *roles;
    CmdLintFiles plans;
} RehearseFiles;

typedef struct Rehearse
{
    void *mem;
    const Options *options;
    const char *url;
    Conn *conn; /* as an application connects */
    const RehearseFiles *files;
    ReportRehearse *report;
    Error *err; /* set where it cannot go on */
} Rehearse;

/* cmd_rehearse_files.c */
void cmd_rehearse_list_files(void *owner, const Options *options, RehearseFiles *files);
RehearseRole cmd_rehearse_role(const RehearseFiles *files, const char *path);

/* cmd_rehearse_script.c: all SQL files. */
bool cmd_rehearse_scripts(Rehearse *rehearse, Error *err);

/* cmd_rehearse_run.c */
typedef struct RehearseTask
{
    const char *sql;
    const char *copy_data; /* or NULL */
    bool is_session;       /* BEGIN, SET …: for the session, not measured */
    bool is_alone;         /* not in a transaction block */
    Classification *const *claims;
    size_t claim_count;
} RehearseTask;

/* Runs TASK and fills measured, verdict and differences of STATEMENT. False where it cannot go on at all. */
bool cmd_rehearse_run(Rehearse *rehearse, const RehearseTask *task, RehearsedStatement *statement, Error *err);
bool cmd_rehearse_connect(Rehearse *rehearse, Error *err);

/* cmd_rehearse_plan.c */
/* cmd_rehearse_step.c: measures each step of the plan in PATH into the report. */
EngineObserver *cmd_rehearse_observer(Rehearse *rehearse, const char *path);

/* False where nothing more can be rehearsed; what is off with the plan is in the report. */
bool cmd_rehearse_plan(Rehearse *rehearse, const char *path, Error *err);

/* cmd_rehearse_shape.c: what a version of an application writes to the tables of a plan. */
typedef enum RehearseVersion
{
    REHEARSE_OLD,
    REHEARSE_NEW,
} RehearseVersion;

#define REHEARSE_VERSIONS 2

typedef struct RehearseWrite
{
    const char *what;  /* "UPDATE of public.customer" */
    const char *sql;   /* $1 and $2: numbers of rows, from 0 */
    const char *table; /* as SQL */
    int64_t rows;      /* that it has */
} RehearseWrite;

typedef struct RehearseWrites
{
    RehearseWrite *items;
    size_t count;
} RehearseWrites;

void cmd_rehearse_shape(void *owner, const Resolution *resolution, RehearseVersion version, RehearseWrites *writes);

void cmd_rehearse_shape_rows(RehearseWrites *writes, const char *table, int64_t rows);

/* cmd_rehearse_writer.c */
typedef struct RehearseWriters RehearseWriters;

typedef struct RehearseCount
{
    int64_t writes[REHEARSE_VERSIONS];
    int64_t errors;
    int64_t longest_us;
} RehearseCount;

/* Connects and waits; owned by OWNER (freeing it ends them). */
RehearseWriters *cmd_rehearse_writers_start(void *owner, const char *url, const RehearseWrites *writes, Error *err);
/* Switched off: when it returns no statement of that version is under way. */
void cmd_rehearse_writers_switch(RehearseWriters *writers, RehearseVersion version, bool is_on);
/* What was counted since the last time. */
RehearseCount cmd_rehearse_writers_count(RehearseWriters *writers);
/* The first texts of what failed, each once; owned by WRITERS. */
const char *const *cmd_rehearse_writers_errors(RehearseWriters *writers);

#endif
