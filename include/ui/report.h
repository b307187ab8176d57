/* SPDX-License-Identifier: PostgreSQL */
/*
 * Reports: structs in, text out. Pure: no server, no clock, no terminal, so that golden tests fix every line.
 *
 * Each function gives the whole text in the style asked for, owned by OWNER, ending with a newline. JSON has
 * "format": 1 and grows by fields only. The last line for people names the next command.
 */
#ifndef UI_REPORT_H
#define UI_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diagnostic.h"
#include "base/error.h"
#include "change/plan.h"
#include "change/resolve.h"
#include "run/disk.h"
#include "run/gate.h"
#include "run/journal.h"
#include "run/verify.h"

#define REPORT_FORMAT 1

typedef enum ReportFormat
{
    REPORT_HUMAN,
    REPORT_JSON,     /* indented */
    REPORT_NDJSON,   /* the same on one line */
    REPORT_SQL,      /* a script with comments; only of a plan */
    REPORT_MARKDOWN, /* for a pull request; only of a plan */
    REPORT_SARIF,    /* this one and those below: only of lint */
    REPORT_GITHUB,
    REPORT_GITLAB,
    REPORT_JUNIT,
} ReportFormat;

typedef struct ReportStyle
{
    ReportFormat format;
    bool colour;
} ReportStyle;

typedef struct ReportServer
{
    int version;             /* 150018 */
    const char *description; /* conn_description() */
} ReportServer;

/* ---- plan ---- */

typedef struct ReportPlan
{
    ReportServer server;
    const char *schema_path; /* the server is a throw-away one with this schema: no size is known; else NULL */
    const char *version;
    const char *slug;
    const char *description;
    const char *semver; /* "major" */
    bool needs_contract;
    bool is_stored;               /* the steps are the journal's */
    PlanState state;              /* STATE_PLANNED when it is not stored */
    const Resolution *resolution; /* NULL when it is stored */
    const DiskNeed *disk;         /* of each of its tables; NULL: not known */
    const JournalStep *steps;
    size_t step_count;
    unsigned phases; /* which are shown: bit 1 << Phase each */
    const Diagnostics *diagnostics;
    const char *next_command; /* "" when nothing is left */
} ReportPlan;

#define REPORT_ALL_PHASES ((1U << PHASE_COUNT) - 1U)

char *report_plan(void *owner, const ReportPlan *plan, ReportStyle style);

/* ---- status ---- */

typedef struct ReportStatusPlan
{
    const char *version;
    const char *slug;
    const char *description;
    PlanState state;
    const JournalPlan *journal;          /* NULL: only its file is there */
    const char *const *changes;          /* the SQL of each change; NULL-terminated; NULL when there is no file */
    const GateReport *gate;              /* NULL: not evaluated in this state */
    const PlanApplication *applications; /* of the file, when it is not in the journal */
    size_t application_count;
    const JournalBackfill *backfills;
    size_t backfill_count;
    size_t steps_done; /* of the phases that the state is about; 0 of 0 when not under way */
    size_t step_count;
    const char *next_command; /* "" when nothing is left */
} ReportStatusPlan;

typedef struct ReportStatus
{
    ReportServer server;
    bool has_journal;
    const char *schema_version; /* "2.1.0" */
    const ReportStatusPlan *plans;
    size_t plan_count;
} ReportStatus;

char *report_status(void *owner, const ReportStatus *status, ReportStyle style);

/* ---- gate ---- */

char *report_gate(void *owner, const GateReport *gate, const char *next_command, ReportStyle style);

/* What `gate admit` says. REASON NULL: admitted. */
char *report_admit(void *owner, const char *application, const char *version, const char *reason, ReportStyle style);

/* What became of a brown-out of plan VERSION: SAID, "over, and …"; BROWNOUT may be NULL. */
char *report_brownout(void *owner, const char *version, const GateBrownout *brownout, const char *said,
                      const char *next_command, ReportStyle style);

/* What `gate map-version` says. BEFORE: what the build was said to be before, or NULL. */
char *report_mapping(void *owner, const char *application, const char *build, const char *version, const char *before,
                     ReportStyle style);

/* ---- verify ---- */

typedef struct ReportVerify
{
    const char *version;
    const VerifyResult *results;
    size_t count;
    const char *next_command;
} ReportVerify;

char *report_verify(void *owner, const ReportVerify *verify, ReportStyle style);

/* ---- expand, contract, purge, rollback, attest ---- */

typedef struct ReportRun
{
    const char *verb;
    const char *version;
    const char *slug;
    bool had_nothing_to_do;
    PlanState from;
    PlanState to;
    size_t steps_run;
    int64_t elapsed_ms;
    const char *comment;    /* of the last transition, or NULL */
    const char *hold_until; /* or NULL */
    const char *archive;    /* the folder of what was archived; or NULL */
    const char *next_command;
} ReportRun;

char *report_run(void *owner, const ReportRun *run, ReportStyle style);

/* ---- pause, resume, throttle ---- */

typedef struct ReportRule
{
    const char *version;
    const char *slug;
    double ratio;      /* 0: paused, 1: full speed */
    const char *until; /* or NULL */
    const char *next_command;
} ReportRule;

char *report_rule(void *owner, const ReportRule *rule, ReportStyle style);

char *report_attestation(void *owner, const GateAttestation *attestation, const char *next_command, ReportStyle style);

char *report_version(void *owner, const char *version, ReportStyle style);

/* ---- what went wrong ---- */

/* PostgreSQL's layout: `bellows: error[R701]: …`, `detail:`, `hint:`, then the fact. As JSON one object "error". */
char *report_error(void *owner, const Error *err, const char *fact, ReportStyle style);

/* Findings: for people diagnostics_format(), as JSON an object with "error" and "diagnostics", as Markdown a list. */
char *report_diagnostics(void *owner, const Diagnostics *diagnostics, const char *fact, ReportStyle style);

/* The exit code when DIAGNOSTICS has errors: 3 where any is about the plan itself, 7 where all are refusals (R7xx). */
ErrorKind report_diagnostics_kind(const Diagnostics *diagnostics);

const char *report_error_kind_name(ErrorKind kind); /* "refused" */

/* ---- pieces ---- */

/* "4s", "2h05m", "3d2h"; "120 000"; "12 MB". */
char *report_duration(void *owner, int64_t seconds);
char *report_count(void *owner, double count);
char *report_bytes(void *owner, int64_t bytes);

#endif
