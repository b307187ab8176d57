/* SPDX-License-Identifier: PostgreSQL */
/*
 * The journal: the state of every plan, its steps and what happened, in the schema "bellows" of the target database.
 *
 * The schema is made on the first write, by one script in one transaction. State moves only through
 * journal_set_state(), a compare-and-set on (state, state_epoch) that writes the journal's line in the same
 * transaction: an orchestrator that slept and wakes up fails it. What may follow on what is one table,
 * journal_transitions. All functions take a connection of pg/conn; none opens a transaction of its own unless it says so.
 */
#ifndef RUN_JOURNAL_H
#define RUN_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "change/plan.h"
#include "change/resolve.h"
#include "change/steps.h"
#include "pg/conn.h"

#define JOURNAL_FORMAT    1 /* bellows.meta, key "format" */
#define JOURNAL_ADDITIONS 3 /* key "additions": what an older bellows can do without */

typedef enum PlanState
{
#define PLAN_STATE(constant, name, is_under_way, meaning) STATE_##constant,
#include "run/states.def"
#undef PLAN_STATE
} PlanState;

#define STATE_COUNT 13

typedef enum Verb
{
    VERB_EXPAND,
    VERB_CONTRACT,
    VERB_PURGE,
    VERB_ROLLBACK,
} Verb;

#define VERB_COUNT 4

/* What a command does in a state. ACTION_RUN_*: run the phase's steps, then move. */
typedef enum Action
{
    ACTION_NOTHING, /* there is nothing to do: say so, exit 0 */
    ACTION_REFUSE,  /* exit 7 with the transition's comment */
    ACTION_BEGIN_EXPAND,
    ACTION_RUN_EXPAND,
    ACTION_FENCE, /* or straight to purging where nothing needs a contract */
    ACTION_DRAIN,
    ACTION_RUN_TIGHTEN,
    ACTION_RUN_SEAL,
    ACTION_BEGIN_PURGE,
    ACTION_RUN_PURGE,
    ACTION_BEGIN_UNSEAL,
    ACTION_RUN_UNSEAL,
    ACTION_BEGIN_UNDO,
    ACTION_RUN_UNDO,
    ACTION_BEGIN_DISCARD,
    ACTION_RUN_DISCARD,
} Action;

typedef struct Transition
{
    PlanState from;
    Verb verb;
    Action action;
    PlanState to;        /* == from for ACTION_NOTHING and ACTION_REFUSE */
    bool ends;           /* the command is complete with it */
    const char *comment; /* for the log; for ACTION_REFUSE the reason */
} Transition;

extern const Transition journal_transitions[];
extern const size_t journal_transition_count; /* one for each state and verb */

const Transition *journal_transition(PlanState from, Verb verb);

const char *journal_state_name(PlanState state);    /* "rolling_back" */
const char *journal_state_meaning(PlanState state); /* one line for people */
bool journal_state_is_under_way(PlanState state);   /* a command stopped in it: run it again */
bool journal_state_from_name(const char *name, PlanState *state);
const char *journal_verb_name(Verb verb); /* "expand" */

/* "bellows contract 20261122093000": what to type next in this state; "" where nothing is left. Owned by OWNER. */
char *journal_next_command(void *owner, PlanState state, const char *version, bool needs_contract);

/* Requirement of a plan on an application: V is from, V+1 is to. */
typedef struct JournalRequirement
{
    const char *application;
    const char *version_from;
    const char *version_to;
    bool allow_attestation;
} JournalRequirement;

/* One row of bellows.plan. Times are ISO 8601 in UTC, NULL where it did not happen. */
typedef struct JournalPlan
{
    const char *version;
    const char *slug;
    const char *description;
    PlanState state;
    int64_t state_epoch;
    const char *fingerprint;
    const char *plan_text;
    const char *semver; /* "major" … as classify_semver_name() */
    bool needs_contract;
    const char *system_identifier;
    int64_t hold_s;
    int64_t lock_ms;
    int64_t statement_ms;
    int64_t total_ms;
    int64_t batch_ms;
    int64_t pause_ms;
    bool fire_triggers;
    const char *created_at;
    const char *expanded_at;
    const char *fenced_at;
    const char *sealed_at;
    const char *purged_at;
    const char *rolled_back_at;
    const char *hold_until; /* sealed_at + hold, or NULL */
    int64_t hold_left_s;    /* by the server's clock; 0 when over or not sealed */
    JournalRequirement *requirements;
    size_t requirement_count;
} JournalPlan;

/* One row of bellows.step. */
typedef struct JournalStep
{
    Step step;
    bool is_done;
    int attempts;
    const char *started_at;
    const char *finished_at;
} JournalStep;

/* One row of bellows.backfill, for status. */
typedef struct JournalBackfill
{
    const char *step;
    const char *relation;
    int64_t rows_done;
    int64_t rows_estimate;   /* -1: unknown */
    int64_t pass;            /* 1: the first */
    double rate;             /* rows a second over the last window */
    int64_t eta_s;           /* -1: no meaningful one */
    const char *waiting_for; /* or NULL */
    double ratio;            /* of full speed, by pause (0) or throttle; 1: no rule */
    double utilisation;      /* of the server, as health has it; -1: not known */
    const char *band;        /* of it: "add" … "stop"; or NULL */
    const char *started_at;
    const char *updated_at;
    bool is_done;
} JournalBackfill;

/* Sets *EXISTS. Fails where the schema is someone else's (no mark of ours: ERROR_REFUSED), or was written by a newer
 * bellows (ERROR_REFUSED, E503). Reads only. */
bool journal_check(Conn *conn, bool *exists, Error *err);

/* Makes the schema, its tables and functions where they are missing (or of an older release), in a transaction of its own under a global
 * advisory lock. Names the missing privilege with its GRANT. */
bool journal_prepare(Conn *conn, Error *err);

/* Whether the journal has all that this release keeps in it: false for one that an older release made (or none). */
bool journal_is_current(Conn *conn, bool *is_current, Error *err);

/* Adds what an older release did not make; nothing where there is no journal. */
bool journal_upgrade(Conn *conn, Error *err);

/* Whether journal_prepare() would be allowed; reads only. Names the missing privilege with its GRANT. */
bool journal_check_privileges(Conn *conn, Error *err);

/* Fails (ERROR_DRIFT, E505) where the journal was made in another cluster: its horizons and leases mean nothing here. */
bool journal_check_cluster(Conn *conn, Error *err);

/* *PLAN stays NULL when the journal (or the schema) does not know VERSION. */
bool journal_load_plan(void *owner, Conn *conn, const char *version, JournalPlan **plan, Error *err);

/* All plans, by version. An empty array (not NULL) when there is no schema. */
bool journal_load_plans(void *owner, Conn *conn, JournalPlan **plans, size_t *count, Error *err);

/* All steps of a plan, by phase and position. */
bool journal_load_steps(void *owner, Conn *conn, const char *version, JournalStep **steps, size_t *count, Error *err);

bool journal_load_backfills(void *owner, Conn *conn, const char *version, JournalBackfill **backfills, size_t *count,
                            Error *err);

/* MAJOR.MINOR.PATCH of the schema: counted from the plans in the order in which they were expanded and purged: a MINOR
 * for each expanded one, PATCH for one without change of interface, a MAJOR for each sealed or purged contract. */
bool journal_schema_version(void *owner, Conn *conn, char **version, Error *err);

/* What the first expand stores: the plan's row (state "planned", also over the row of a plan that was discarded), its
 * steps, requirements and tables. Refuses (ERROR_REFUSED, R705) a table that another plan in flight owns. Within the
 * caller's transaction. */
bool journal_store_plan(Conn *conn, const Resolution *resolution, const StepList *steps, Error *err);

/* Replaces the requirements of VERSION by the applications of PLAN (adding a forgotten one is no drift). Within the
 * caller's transaction. */
bool journal_store_requirements(Conn *conn, const char *version, const Plan *plan, Error *err);

/* The one setter. PLAN says from which state and epoch (and gets the new ones); ERROR_DRIFT (E504) when the row is not
 * as PLAN says. Stamps the time of the state, and writes the journal's line. Within the caller's transaction. */
bool journal_set_state(Conn *conn, JournalPlan *plan, PlanState to, const char *message, Error *err);

/* Locks the plan's row and checks that (state, epoch) are PLAN's: the fencing token of every step's transaction. */
bool journal_lock_plan(Conn *conn, const JournalPlan *plan, Error *err);

bool journal_mark_started(Conn *conn, const char *version, const char *step, Error *err);
bool journal_mark_done(Conn *conn, const char *version, const char *step, Error *err);

/* Makes the steps of PHASE pending again (on the way back). Deletes what bellows.backfill says of them. */
bool journal_reset_phase(Conn *conn, const char *version, Phase phase, Error *err);

/* After a purge: its tables are free for other plans. */
bool journal_free_tables(Conn *conn, const char *version, Error *err);

/* After a discard: the plan's steps, tables and progress go; its row and its requirements stay. */
bool journal_forget_steps(Conn *conn, const char *version, Error *err);

/* Appends a line; STEP may be NULL. The actor is session_user and the operating system's user. */
bool journal_write(Conn *conn, const char *version, const char *step, const char *event, const char *message,
                   Error *err);

#endif
