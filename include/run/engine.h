/* SPDX-License-Identifier: PostgreSQL */
/*
 * The engine: brings a plan from one state to another by running the steps that its journal holds.
 *
 * Two connections: control holds the plan's advisory lock and reads who blocks; work runs the steps. Each verb is a
 * loop over journal_transitions that reads the state anew in every round, so that the same command after any crash,
 * or after a lost connection, goes on where it was. Everything is checked twice: by the advisory lock (and that
 * pg_locks still shows it as ours) and by the compare-and-set on the state's epoch.
 */
#ifndef RUN_ENGINE_H
#define RUN_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "change/plan.h"
#include "change/resolve.h"
#include "change/steps.h"
#include "pg/catalog.h"
#include "pg/conn.h"
#include "run/gate.h"
#include "run/journal.h"
#include "run/verify.h"

/* Sees each STEP_TRANSACTION in its transaction, right before and right after its own SQL: for rehearsals, which measure
 * it on WORK. False with ERR fails the step. */
typedef struct EngineObserver
{
    bool (*before)(void *context, Conn *work, const Step *step, Error *err);
    bool (*after)(void *context, Conn *work, const Step *step, Error *err);
    void *context;
} EngineObserver;

typedef struct EngineOptions
{
    const char *url;                /* as ConnOptions */
    const char *application_name;   /* "bellows/0.1 expand" */
    int64_t connect_timeout_ms;     /* 0: the default */
    int64_t lock_wait_ms;           /* for the plan's advisory lock; 0: 5 minutes; -1: do not wait */
    int64_t lock_ms;                /* overrides the plan's timeouts.lock; 0: the plan's */
    int64_t total_ms;               /* overrides the plan's timeouts.total; 0: the plan's */
    int64_t reconnect_ms;           /* how long to try after a lost connection; 0: 60 s */
    const EngineObserver *observer; /* or NULL */
} EngineOptions;

typedef struct Engine Engine;

/* Opens both connections, checks that no transaction-mode pooler is in between (E502) and that the server is not a
 * standby. Freeing OWNER closes them. */
Engine *engine_open(void *owner, const EngineOptions *options, Error *err);

/* For reads (catalog_load(), journal_load_plan(), gate_evaluate() …) between verbs. */
Conn *engine_control(Engine *engine);

typedef struct EngineRequest
{
    const char *version; /* 14 digits */

    /* The plan's file, when it is there: its applications are re-read on contract. May be NULL. */
    const Plan *plan;

    /* Of the plan's file, when it is there: another one than the journal's is ERROR_DRIFT (R708). May be NULL. */
    const char *fingerprint;

    /* For the first expand only: ask engine_needs_plan(). */
    const Resolution *resolution;
    const StepList *steps;

    const Project *project;   /* bellows.yaml, or NULL */
    const char *force_reason; /* contract: let the fence fall in spite of evidence; NULL: no */
    bool terminates;          /* contract: end the sessions of fenced roles */
    bool stops_at_fence;      /* contract: the fence alone */

    bool to_expanded;             /* rollback: stop at expanded (unseal and unfence only) */
    const char *skip_hold_reason; /* purge before the hold is over; NULL: no */
    const char *archive_folder;   /* purge: where what it drops is archived first; NULL: it is not */
    int64_t grace_ms;             /* contract; -1: the project's, else GATE_GRACE_MS */
    int64_t drain_ms;             /* contract: how long to wait for the drain; 0: the project's, else 5 minutes */
} EngineRequest;

typedef struct EngineResult
{
    bool had_nothing_to_do; /* the state was as asked for already */
    PlanState from;
    PlanState to;
    size_t steps_run;
    int64_t elapsed_ms;
    bool needs_contract;
    const char *comment; /* of the last transition; a constant */
    const char *archive; /* the folder of the archive that was made, owned by the engine; or NULL */
} EngineResult;

/* True when the journal does not hold the steps of VERSION yet (it is unknown or was discarded): then
 * engine_run(VERB_EXPAND) needs resolution and steps. */
bool engine_needs_plan(Engine *engine, const char *version, bool *needs_plan, Error *err);

/* Before anything is written: privileges (each missing one with its GRANT), the tables' owner, standby, what `up`
 * does on every row (backfill_probe), whether application triggers can be kept silent. engine_run() calls it on the
 * first expand; `plan` may, too. */
bool engine_preflight(Engine *engine, const Resolution *resolution, const StepList *steps, Error *err);

/* Runs VERB. RESULT is filled also on failure. */
bool engine_run(Engine *engine, Verb verb, const EngineRequest *request, EngineResult *result, Error *err);

/* Runs the verify and assert steps of the journal's plan as it stands (state expanded to sealed), without a lock.
 * *COUNT results owned by OWNER; a mismatch is a result, not an error. */
bool engine_verify(void *owner, Engine *engine, const char *version, VerifyResult **results, size_t *count, Error *err);

#endif
