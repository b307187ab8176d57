/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the files of the gate share.
 *
 *   gate.c              the verdict on each consumer; leases and attestations
 *   gate_sessions.c     who is connected: reading, naming, writing down
 *   gate_who.c          whose session it is; who is declared nowhere; who may touch the tables and is not named
 *   gate_connections.c  evidence of sessions
 *   gate_roles.c        evidence, fence and end of a version's own role
 *   gate_inventory.c    evidence of programs; gate_lines.c: what they print
 *   gate_outside.c      what is seen on standbys, poolers and by programs
 *   gate_point.c        on which run of the server all that holds
 *   gate_project.c      the journal's copy of bellows.yaml, the hold that it asks for
 *   gate_fence.c  gate_admit.c  gate_report.c
 */
#ifndef RUN_GATE_INTERNAL_H
#define RUN_GATE_INTERNAL_H

#include "run/gate.h"

#define GATE_PRIMARY    "primary"
#define GATE_MAX_AGE_MS 30000 /* of what is seen on other nodes */

/* One session of a client. */
typedef struct GateSession
{
    const char *node;             /* GATE_PRIMARY, or as the standby or pooler is called */
    const char *role;             /* as which it logged in */
    const char *application_name; /* without what a pooler adds and what tells instances apart */
    const char *claim;            /* NAME of NAME/VERSION or app=NAME;v=VERSION; else NULL */
    const char *version;          /* VERSION as it is written there; NULL: not said, or cut off */
    const char *what;             /* "pid 1234 on primary" */
} GateSession;

typedef struct GateSessions
{
    GateSession *items;
    size_t count;
} GateSessions;

/* A standby or a pooler. */
typedef struct GateNode
{
    const char *name;
    const char *failure; /* why nothing is known of it; NULL: it was seen */
} GateNode;

/* One line of a program. */
typedef struct GateInstance
{
    const char *consumer;
    const char *version; /* NULL: it cannot say */
    const char *instance;
    const char *state;
    const char *detail;  /* or NULL */
    const char *failure; /* why this line tells nothing; NULL: it does */
    int64_t age_s;
} GateInstance;

/* A statement that needs the old shape, or may. */
typedef struct GateStatement
{
    const char *role;
    const char *id;
    const char *text;    /* its beginning, on one line */
    const char *problem; /* why it cannot be said whether it does; "": it does */
    const char *calls;
} GateStatement;

/* What one node remembers of statements. */
typedef struct GateStatements
{
    const char *node;
    const char *failure; /* why nothing is known; NULL: this is all */
    const char *stats_reset;
    const char *dealloc;
    bool is_full;
    GateStatement *items;
    size_t count;
} GateStatements;

typedef struct GateSource
{
    const ProjectEvidence *evidence;
    const char *failure; /* why it told nothing; NULL: the list is complete */
    GateInstance *instances;
    size_t instance_count;
} GateSource;

struct GateOutside
{
    GateNode *nodes;
    size_t node_count;
    GateSessions sessions;
    GateSource *sources;
    size_t source_count;
    GateStatements *statements; /* of the nodes that were asked: where some proof is by reads */
    size_t statement_count;
    const char *valid_until; /* by the server's clock; NULL: nothing was to be seen */
    int64_t seen_ms;         /* by clock_ms() */
};

/* One evaluation. What stands behind PROJECT is filled only where there is one. */
typedef struct GateEvaluation
{
    Conn *conn;
    const JournalPlan *plan;
    const GateLook *look;
    GateReport *report; /* owns everything */
    int64_t grace_ms;   /* -1: the fence is not down */
    const Project *project;
    GateSessions sessions; /* of all nodes */
    Rows *registered;      /* application, role */
    Rows *builds;          /* application, build, version */
    bool sees_all;
    bool is_stale; /* what was seen outside is too old */
} GateEvaluation;

/* Whether the fence of a plan in this state is down. */
bool gate_is_fenced(PlanState state);

/* Appends one piece of evidence and returns it. */
GateEvidence *gate_add(void *owner, GateConsumer *consumer, char grade, GateVerdict verdict);

/* The same with its text; lowers the consumer's verdict to it. WHAT is owned by OWNER; REMEDY may be NULL. */
GateEvidence *gate_conclude(void *owner, GateConsumer *consumer, char grade, GateVerdict verdict, const char *what,
                            const char *remedy);

/* The worst of two: a veto, then what is unknown. */
GateVerdict gate_worse(GateVerdict a, GateVerdict b);

/* An entry of the report that is no application of the plan. */
GateConsumer *gate_add_consumer(GateEvaluation *evaluation, const char *name);

/* "4m12s" for an age in seconds; "a moment" below one. */
char *gate_age(void *owner, int64_t age_s);

/* gate_sessions.c */
bool gate_read_sessions(void *owner, Conn *conn, const char *node, GateSessions *sessions, Error *err);
void gate_name_session(void *owner, const char *application_name, GateSession *session);
GateSession *gate_add_session(void *owner, GateSessions *sessions, const char *node, const char *role,
                              const char *application_name);
bool gate_sees_all(void *owner, Conn *conn, bool *sees_all, char **role, Error *err);

/* gate_who.c */
typedef enum GateWhose
{
    GATE_OF_CONSUMER,
    GATE_OF_MAINTENANCE,
    GATE_OF_NOBODY,
} GateWhose;

GateWhose gate_whose(const GateEvaluation *evaluation, const GateSession *session, const char **consumer);
bool gate_add_undeclared(GateEvaluation *evaluation, Error *err);
bool gate_add_unnamed(GateEvaluation *evaluation, Error *err);

/* The version that BUILD of APPLICATION is, or NULL when it is none. */
const char *gate_version_of(const GateEvaluation *evaluation, const char *application, const char *build);

/* gate_writes.c: who wrote the old shape, added to whose entry it is; behind all entries of the plan's consumers. */
bool gate_add_writes(GateEvaluation *evaluation, Error *err);

/* For how long a consumer must not have used the old shape: 1.25 times its cadence, or what the project file says. */
int64_t gate_quiet_s(const GateEvaluation *evaluation, const ProjectConsumer *declared);

/* gate_statements.c: what CONN's server remembers, into OUTSIDE; who does not say it fails there, not here. OLD are the columns
 * (schema, name, column). */
bool gate_wants_statements(const Project *project);
Rows *gate_old_columns(void *owner, Conn *conn, const JournalPlan *plan, Error *err);
void gate_read_statements(GateOutside *outside, Conn *conn, const char *node, const Rows *old);

/* Whether TEXT (or one of its statements) needs one of the columns OLD. */
typedef enum GateNeed
{
    GATE_NEEDS_NOTHING,
    GATE_NEEDS_OLD,
    GATE_NEEDS_UNKNOWN, /* it does not parse */
} GateNeed;

GateNeed gate_needs_old(void *owner, const char *text, const Rows *old);

/* gate_jobs.c: jobs of pg_cron that need the old shape, whoever is asked otherwise. */
bool gate_add_jobs(GateEvaluation *evaluation, Error *err);

/* gate_reads.c: who reads the old shape, as gate_add_writes(). */
bool gate_add_reads(GateEvaluation *evaluation, Error *err);

/* gate_connections.c, gate_roles.c, gate_inventory.c: evidence of one consumer of the plan */
void gate_add_nodes(GateEvaluation *evaluation, GateConsumer *consumer, bool with_poolers);
void gate_add_connections(GateEvaluation *evaluation, GateConsumer *consumer);
bool gate_add_roles(GateEvaluation *evaluation, GateConsumer *consumer, const ProjectConsumer *declared, Error *err);
void gate_add_inventory(GateEvaluation *evaluation, GateConsumer *consumer);
bool gate_fence_roles(Conn *conn, const JournalPlan *plan, const Project *project, Error *err);
bool gate_unfence_roles(Conn *conn, const JournalPlan *plan, Error *err);

/* gate_outside.c: a connection to a standby or, with IS_POOLER, to the console of one; NAME as in bellows.yaml. ERR says
 * what is missing without telling a secret. */
Conn *gate_open_node(void *owner, const char *name, bool is_pooler, Error *err);

/* gate_lines.c: the lines of OUTPUT into SOURCE, or its failure */
void gate_read_lines(void *owner, char *output, GateSource *source);

#endif
