/* SPDX-License-Identifier: PostgreSQL */
/*
 * Shared by the commands: which plan is meant, and how it is shown.
 */
#ifndef UI_CMD_INTERNAL_H
#define UI_CMD_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "change/plan.h"
#include "change/project.h"
#include "pg/conn.h"
#include "run/engine.h"
#include "run/gate.h"
#include "run/journal.h"
#include "ui/cmd.h"

/* What a plan is looked for: decides which one is meant when none is named. */
typedef enum CmdPurpose
{
    CMD_TO_SHOW,
    CMD_TO_VERIFY,
    CMD_TO_GATE,
    CMD_TO_PACE,
    CMD_TO_EXPAND,
    CMD_TO_CONTRACT,
    CMD_TO_PURGE,
    CMD_TO_ROLL_BACK,
} CmdPurpose;

/* A plan as a file, as a row of the journal, or both. */
typedef struct CmdTarget
{
    const char *version;
    const char *slug;
    const char *path;           /* NULL: no file */
    const Plan *plan;           /* NULL: no file, or (when the journal knows it) one that is not valid any more */
    const JournalPlan *journal; /* NULL: the journal does not know it */
    PlanState state;
} CmdTarget;

typedef struct CmdTargets
{
    CmdTarget *items; /* by version */
    size_t count;
    bool has_journal;
} CmdTargets;

/* "bellows/0.1.0 expand" */
char *cmd_application_name(void *owner, const Options *options);

/* A connection for a command that only reads. */
Conn *cmd_connect(void *owner, const Options *options, Error *err);

/* All plans that the folder and the journal (of CONN; NULL: none) know; their files are not loaded. FILES_ERR gets why there are no files;
 * NULL where that does not matter. */
bool cmd_list_targets(void *owner, const Options *options, Conn *conn, CmdTargets *targets, Error *files_err,
                      Error *err);

/* The plan that the argument names, or, without one, the only one on which the command has something to do (for one that
 * only reads the newest such), or the newest; its file loaded. */
bool cmd_find_target(void *owner, const Options *options, Conn *conn, CmdPurpose purpose, CmdTarget *target,
                     CmdResult *result, Error *err);

/* Whether the journal holds TARGET's steps: it forgets those of a plan whose rollback was purged. */
bool cmd_is_stored(const CmdTarget *target);

/* Loads TARGET's file; findings go to RESULT. Where its steps are stored a file that is not valid is only warned of
 * (false without an error). */
bool cmd_load_file(void *owner, CmdTarget *target, CmdResult *result, Error *err);

/* cmd_project.c: the bellows.yaml in force; NULL where there is none. Findings go to RESULT. CONN NULL: files alone. */
bool cmd_load_project(void *owner, const Options *options, Conn *conn, const Project **project, CmdResult *result,
                      Error *err);

/* cmd_gate.c: looks at all that bellows.yaml names, for as long as --observe says, and evaluates the gate of PLAN. */
bool cmd_evaluate(void *owner, const Options *options, Conn *conn, const JournalPlan *plan, GateReport **gate,
                  CmdResult *result, Error *err);

/* cmd_run.c: a verb of the life of a plan, with what REQUEST asks besides the options. */
bool cmd_run_verb(void *owner, const Options *options, Verb verb, EngineRequest request, CmdResult *result, Error *err);

/* Resolution and steps of TARGET's file against the catalog; findings go to RESULT. */
bool cmd_resolve(void *owner, Conn *conn, const CmdTarget *target, Resolution **resolution, StepList **steps,
                 CmdResult *result, Error *err);

/* cmd_scratch.c: a throw-away server in the place of the database. */

/* PGPORT, PGOPTIONS, PGHOSTADDR … are about another server than the one that is made here. */
void cmd_forget_other_servers(void);

/* A terminal or a pipe that is closed must not end us before the server is removed. */
void cmd_catch_signals(void);

/* Whether the failure of SQL, a statement of a dump, says nothing against it: settings of a newer PostgreSQL, a schema or
 * role that is there, an extension that is not installed (then *IS_WARNED). */
bool cmd_tolerates(const char *sql, const Error *failure, bool *is_warned);

/* Runs the SQL of the file PATH ("-": standard input) on the new server of URL, to give it the schema. A statement that
 * fails is ERROR_INVALID with its place; roles that are missing are made. */
bool cmd_run_schema(const char *url, const char *path, Error *err);

/* Makes the role *ROLE that a statement failed for want of, by what the server said; false where it was not that, or
 * where a transaction is open. */
bool cmd_make_missing_role(void *owner, Conn *conn, const char *sqlstate, const char *message, const char **role);

/* Prints the plan meant, with the steps that a command of PURPOSE would run in its state; CMD_TO_SHOW: all of them. */
bool cmd_show_plan(void *owner, const Options *options, CmdPurpose purpose, CmdResult *result, Error *err);

/* The phases (bits) whose steps run in a state under way; 0 for the others. */
unsigned cmd_state_phases(PlanState state);

/* Of the steps of PHASES: how many there are, how many are done. */
bool cmd_count_steps(Conn *conn, const char *version, unsigned phases, size_t *count, size_t *done, Error *err);

#endif
