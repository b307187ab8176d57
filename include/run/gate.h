/* SPDX-License-Identifier: PostgreSQL */
/*
 * The gate: is it proven that no old version is left? Evidence per consumer; unknown means no; any veto wins.
 *
 * Leases are taken by the applications through bellows.register(), renew() and release() in SQL. The fence closes the
 * way in for the old version (under the same advisory lock as registrations, so either order is serial), the drain
 * waits until it is gone, and the seal re-checks everything in its own transaction. Time is the server's
 * clock_timestamp().
 *
 * Where a bellows.yaml is in force, it says how each consumer is proven: by lease (B), by a role of each version that
 * the fence shuts (A), by inventory (C) and sessions (E), which only veto, by attestation (H); and every session must be
 * somebody's. What is seen outside of the primary, on standbys, poolers and by programs, is looked at before a decision
 * and counts for a short time.
 */
#ifndef RUN_GATE_H
#define RUN_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "change/project.h"
#include "pg/conn.h"
#include "run/journal.h"

#define GATE_GRACE_MS 30000

typedef enum GateVerdict
{
    GATE_PASS,
    GATE_BLOCK,
    GATE_UNKNOWN,
} GateVerdict;

typedef struct GateEvidence
{
    char
        grade; /* 'A' role, 'B' lease, 'C' inventory, 'D' writes, 'E' sessions and transactions, 'H' attestation, ' ' none */
    GateVerdict verdict;
    const char *what;     /* one line: who, which version, until when */
    int64_t age_s;        /* how old the observation is; -1: there is none */
    const char *remedy;   /* what would unblock it, or NULL */
    const char *instance; /* of a lease; else NULL */
    const char *version;  /* of a lease or of the last one seen; else NULL */
    const char
        *source; /* where GRADE alone does not say what it is, such as "writes of the old shape, grade D"; or NULL */
    const char *code; /* of a refusal for this reason; NULL: R701 */
} GateEvidence;

typedef struct GateConsumer
{
    const char
        *name; /* the application; "database" for transactions older than the fence, "sessions" for those of nobody,
                 "old shape" for who wrote it, "jobs" for those of pg_cron */
    const char *version_from;
    const char *version_to; /* the least version that may be left; NULL for "database" */
    bool allow_attestation;
    GateVerdict verdict;
    GateEvidence *evidence;
    size_t evidence_count;
    const char *owner; /* whom to ask, or NULL */
} GateConsumer;

typedef struct GateReport
{
    const char *plan;
    GateVerdict verdict;
    bool is_fenced;
    GateConsumer *consumers;
    size_t consumer_count;
    const char *remedy;  /* when no application is declared; else NULL */
    const char *block;   /* lines for bellows.yaml that declare who is not, or NULL */
    const char *project; /* the project file in force, or NULL */
    int64_t hold_s;      /* the plan's, or what the cadence of its consumers asks for */
} GateReport;

/* What was seen on other nodes and by programs, at one moment. */
typedef struct GateOutside GateOutside;

/* How the gate looks. */
typedef struct GateLook
{
    const Project *project;     /* or NULL */
    const GateOutside *outside; /* or NULL: nobody has looked */
    int64_t grace_ms;           /* how long after its end an unreleased lease vetoes once the fence is down */
    bool terminates;            /* sessions of fenced roles will be ended: they do not keep the fence up */
} GateLook;

const char *gate_verdict_name(GateVerdict verdict); /* "pass" "block" "unknown" */

/* Reads only; for `gate`, `status`, contract. */
bool gate_evaluate(void *owner, Conn *conn, const JournalPlan *plan, const GateLook *look, GateReport **report,
                   Error *err);

/* The grace in force: REQUESTED_MS (-1: not given), else the project's, else GATE_GRACE_MS. */
int64_t gate_grace_ms(const Project *project, int64_t requested_ms);

/* Connects to the standbys and poolers of PROJECT and runs its programs that tell of PLAN's consumers. *OUTSIDE is owned
 * by OWNER, NULL without a project. Who does not answer is not an error but unknown. Not within a transaction. */
bool gate_look_outside(void *owner, Conn *conn, const JournalPlan *plan, const Project *project, GateOutside **outside,
                       Error *err);

/* Milliseconds since OUTSIDE was seen; 0 for NULL. */
int64_t gate_outside_age_ms(const GateOutside *outside);

/* Keeps what the programs of OUTSIDE said of PLAN's consumers in bellows.evidence. */
bool gate_store_evidence(Conn *conn, const JournalPlan *plan, const GateOutside *outside, Error *err);

/* Keeps what OUTSIDE says of statements that need PLAN's old shape, against what was kept before: nothing where this role may not.
 * Not within a transaction. */
bool gate_store_statements(Conn *conn, const JournalPlan *plan, const GateOutside *outside, Error *err);

/* What a brown-out did. Texts are owned by whom gate_brownout_begin() was given. */
typedef struct GateBrownout
{
    const char *until;     /* UTC */
    const char *hidden;    /* roles that log in and cannot use an old column any more, as SQL */
    const char *uncovered; /* those that still can: owners, superusers, …; "" none */
} GateBrownout;

/* Hides the old columns of PLAN by privileges, in one transaction: first it is proven that the way back gives every list of
 * privileges as it was, to the letter. Refused: R767 one is on; R768 it would hide from nobody, or could not be undone
 * exactly. For FOR_MS at most: then any command that writes ends it. */
bool gate_brownout_begin(void *owner, Conn *conn, const JournalPlan *plan, int64_t for_ms, GateBrownout *brownout,
                         Error *err);

/* Ends it; *WAS_ON false where none is on. A transaction of its own; also when a stop was asked for. */
bool gate_brownout_end(Conn *conn, const char *version, bool *was_on, Error *err);

/* Of PLAN or of any: ends what is overdue, and R767 for what is not. Within a transaction: it ends nothing. */
bool gate_end_overdue(Conn *conn, const char *version, Error *err);
bool gate_require_no_brownout(Conn *conn, const char *version, Error *err);

/* Warns where one of PLAN is on, or overdue. */
bool gate_tell_brownout(Conn *conn, const JournalPlan *plan, Error *err);

/* Writes down who is connected here, and was in OUTSIDE (or NULL), in bellows.sighting: nothing where this role may not, the
 * journal has no such table, or the server is a standby. Not within a transaction. */
bool gate_sight(Conn *conn, const GateOutside *outside, Error *err);

/* Fills ERR (ERROR_REFUSED, R701, or the code of the one reason that there is) from a report that does not pass: message, one line per blocker as detail, the
 * remedies as hint. Always false. */
bool gate_refuse(const GateReport *report, Error *err);

/* Why does REPORT not pass, in one line: `shop: instance "web-1" runs 1.4.0`; owned by OWNER. */
char *gate_summary(void *owner, const GateReport *report);

/* The fence, within the caller's transaction: exclusive advisory locks of all applications of PLAN in sorted order,
 * then their rows; min_version := to, epoch + 1. Roles of old versions lose LOGIN; the run of the server is noted. */
bool gate_fence(Conn *conn, const JournalPlan *plan, const Project *project, Error *err);

/* Whether the fence could take LOGIN from the roles that it must: R762 names the missing GRANT, R763 a role that must not be
 * a version's. Reads only. */
bool gate_check_roles(Conn *conn, const JournalPlan *plan, const Project *project, Error *err);

/* Ends the sessions of the fenced roles of PLAN, here and on the standbys. */
bool gate_terminate(Conn *conn, const JournalPlan *plan, const Project *project, Error *err);

/* Whether a role of PLAN's consumers is shut by the fence: then its sessions must stay gone for the grace. */
bool gate_fences_roles(const JournalPlan *plan, const Project *project);

/* Takes the fence of PLAN away: min_version becomes what other plans still need, epoch + 1; roles get back the LOGIN that
 * they had. Same locks. */
bool gate_unfence(Conn *conn, const JournalPlan *plan, Error *err);

/* Takes the exclusive advisory locks of PLAN's applications: no registration commits until the transaction ends. */
bool gate_lock_applications(Conn *conn, const JournalPlan *plan, Error *err);

/* Refuses (ERROR_REFUSED, R711) when an instance of the new version is alive, and names each. Within the transaction
 * that holds the applications' locks. */
bool gate_require_no_new_version(Conn *conn, const JournalPlan *plan, Error *err);

/* Within the seal's transaction: the fences still stand (rows FOR SHARE) and the whole gate passes. */
bool gate_recheck(Conn *conn, const JournalPlan *plan, const GateLook *look, Error *err);

/* How often writes of PLAN's old shape were noted so far. */
bool gate_count_writes(Conn *conn, const JournalPlan *plan, int64_t *count, Error *err);

/* In the seal's transaction, once it has its locks: no further write was noted than COUNTED; else R701. Before that one may have
 * committed while we waited; afterwards none can. */
bool gate_require_no_write(Conn *conn, const JournalPlan *plan, int64_t counted, Error *err);

/* On which run of the server PLAN was fenced, against the one that answers now. */
typedef struct GatePoint
{
    bool is_same;          /* neither restarted nor failed over since */
    bool is_behind_commit; /* the LSN behind the fence's commit is noted */
    int64_t clock_ms;      /* the server's clock */
    int64_t ttl_ms;        /* the longest lease of an old version that may have lived at the fence */
} GatePoint;

bool gate_read_point(Conn *conn, const JournalPlan *plan, GatePoint *point, Error *err);

/* Notes the run of now; with IS_BEHIND_COMMIT also the LSN, which a standby must have replayed to count. */
bool gate_note_point(Conn *conn, const JournalPlan *plan, bool is_behind_commit, Error *err);

/* The seal's question, in its transaction: R764 where the server was restarted or failed over since the drain. */
bool gate_require_point(Conn *conn, const JournalPlan *plan, Error *err);

/* The text of the bellows.yaml that the journal keeps; *TEXT NULL where there is none. */
bool gate_stored_project(void *owner, Conn *conn, char **text, Error *err);

/* Keeps PROJECT (unless it is the journal's own copy) and the hold that the cadence of PLAN's consumers asks for. */
bool gate_store_project(Conn *conn, const Project *project, Error *err);
bool gate_store_hold(Conn *conn, const JournalPlan *plan, const Project *project, Error *err);

/* Says that BUILD of APPLICATION is VERSION, in a transaction of its own; *BEFORE (owned by OWNER) is what it was said to
 * be before, or NULL. */
bool gate_map_version(void *owner, Conn *conn, const char *application, const char *build, const char *version,
                      char **before, Error *err);

/* The version that BUILD of APPLICATION was said to be, else BUILD itself; owned by OWNER. */
bool gate_known_version(void *owner, Conn *conn, const char *application, const char *build, char **version,
                        Error *err);

/* May VERSION of APPLICATION start? *ADMITTED, and *REASON (owned by OWNER; NULL when admitted). */
bool gate_admit(void *owner, Conn *conn, const char *application, const char *version, bool *admitted, char **reason,
                Error *err);

typedef struct GateAttestation
{
    const char *plan;
    const char *application;
    const char *by_whom;
    const char *scope; /* what was looked at */
    const char *reason;
    const char *expires; /* an interval ("14 days") or a time stamp, as SQL reads it; must be ahead, at most a year */
    const Project *project; /* may allow what the plan does not; or NULL */
} GateAttestation;

/* Records it. Refused (ERROR_REFUSED, R707) where the plan's application does not allow it; ERROR_USAGE for an empty
 * field or an expiry that is not ahead. A transaction of its own. */
bool gate_attest(Conn *conn, const GateAttestation *attestation, Error *err);

#endif
