/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the files of the engine share.
 */
#ifndef RUN_ENGINE_INTERNAL_H
#define RUN_ENGINE_INTERNAL_H

#include "run/engine.h"
#include "run/verify.h"

struct Engine
{
    EngineOptions options;
    Conn *control;
    Conn *work;
};

/* One run of a verb; a round reads the plan anew. */
typedef struct EngineRun
{
    Engine *engine;
    Verb verb;
    const EngineRequest *request;
    EngineResult *result;
    JournalPlan *plan; /* of this round; NULL: the journal does not know it */
    bool is_complete;
    void *mem;            /* of this round */
    GateOutside *outside; /* what was seen outside last; of the run */
    bool looked;
    GateLook look;
} EngineRun;

/* engine_open.c */
bool engine_reconnect(Engine *engine, Error *err);
bool engine_is_connected(const Engine *engine);
Conn *engine_open_worker(void *engine, void *owner, Error *err); /* one more connection like the engine's own */
bool engine_lock(Engine *engine, const char *version, Error *err);
bool engine_check_lock(Engine *engine, const char *version, Error *err);
void engine_unlock(Engine *engine, const char *version);

/* engine_actions.c: does what TRANSITION says; the plan's state is moved with it. */
bool engine_act(EngineRun *run, const Transition *transition, Error *err);

/* engine_drain.c: looks outside unless that was done a moment ago, and writes down who is connected */
bool engine_look(EngineRun *run, Error *err);

/* Waits until nothing is left of the old version: leases that ran out, sessions, transactions older than the fence. */
bool engine_drain(EngineRun *run, Error *err);

/* Before a transaction of the seal: waits anew where the server is not on the run on which it was drained. */
bool engine_settle(EngineRun *run, Error *err);

/* engine_step.c: all steps of PHASE that are not done. */
bool engine_run_phase(EngineRun *run, Phase phase, Error *err);

/* engine_index.c: False, with R747, where something that this step did not begin has the name of the index that it builds. */
bool engine_check_way(Conn *conn, const Step *step, bool was_begun, Error *err);

/* engine_violations.c */
void engine_tell_violations(Engine *engine, const StepList *steps);
bool engine_require_rows(Engine *engine, const StepList *steps, Error *err); /* before the first write */
bool engine_check_violations(EngineRun *run, Error *err);
bool engine_check_repairs(Conn *conn, const Step *step, Error *err); /* P303 for rows that `up` leaves broken */
/* Whether there are any. Asked in a transaction that is rolled back; a question that the server refuses tells nothing. */
bool engine_ask_violations(void *owner, Conn *conn, const Step *step, VerifyResult *result);
char *engine_violations_text(void *owner, const VerifyResult *result);

int64_t engine_lock_ms(const EngineRun *run);
int64_t engine_total_ms(const EngineRun *run);
int64_t engine_grace_ms(const EngineRun *run);

/* engine_settings.c: of the plan's FILE where it is here (else NULL), so that limits can be changed while a plan is in flight;
 * else of what was expanded. Texts are the file's or owned by OWNER. */
PlanBackfill engine_backfill_settings(void *owner, const JournalPlan *plan, const Plan *file);

/* engine_verify.c: one STEP_VERIFY or STEP_ASSERT on FIRST and as many more connections as the backfill has. */
bool engine_verify_step(void *owner, Engine *engine, Conn *first, const PlanBackfill *settings, const Step *step,
                        VerifyResult *result, Error *err);

#endif
