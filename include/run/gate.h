/* SPDX-License-Identifier: PostgreSQL */
/*
 * The gate: is it proven that no old version is left? Evidence per consumer; unknown means no; any veto wins.
 *
 * Leases are taken by the applications through bellows.register(), renew() and release() in SQL. The fence closes the
 * way in for the old version (under the same advisory lock as registrations, so either order is serial), the drain
 * waits until it is gone, and the seal re-checks everything in its own transaction. Time is the server's
 * clock_timestamp().
 */
#ifndef RUN_GATE_H
#define RUN_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
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
    char grade; /* 'B' lease, 'H' attestation, 'E' sessions and transactions (these only veto) */
    GateVerdict verdict;
    const char *what;     /* one line: who, which version, until when */
    int64_t age_s;        /* how old the observation is; -1: there is none */
    const char *remedy;   /* what would unblock it, or NULL */
    const char *instance; /* of a lease; else NULL */
    const char *version;  /* of a lease or of the last one seen; else NULL */
} GateEvidence;

typedef struct GateConsumer
{
    const char *name; /* the application; "database" for the entry about transactions older than the fence */
    const char *version_from;
    const char *version_to; /* the least version that may be left; NULL for "database" */
    bool allow_attestation;
    GateVerdict verdict;
    GateEvidence *evidence;
    size_t evidence_count;
} GateConsumer;

typedef struct GateReport
{
    const char *plan;
    GateVerdict verdict;
    bool is_fenced;
    GateConsumer *consumers;
    size_t consumer_count;
    const char *remedy; /* when no application is declared; else NULL */
} GateReport;

const char *gate_verdict_name(GateVerdict verdict); /* "pass" "block" "unknown" */

/* Reads only; for `gate`, `status`, contract. GRACE_MS: how long after its end an unreleased lease still vetoes once
 * the fence is down (GATE_GRACE_MS). */
bool gate_evaluate(void *owner, Conn *conn, const JournalPlan *plan, int64_t grace_ms, GateReport **report, Error *err);

/* Fills ERR (ERROR_REFUSED, R701) from a report that does not pass: message, one line per blocker as detail, the
 * remedies as hint. Always false. */
bool gate_refuse(const GateReport *report, Error *err);

/* Why does REPORT not pass, in one line: `shop: instance "web-1" runs 1.4.0`; owned by OWNER. */
char *gate_summary(void *owner, const GateReport *report);

/* The fence, within the caller's transaction: exclusive advisory locks of all applications of PLAN in sorted order,
 * then their rows; min_version := to, epoch + 1. */
bool gate_fence(Conn *conn, const JournalPlan *plan, Error *err);

/* Takes the fence of PLAN away: min_version becomes what other plans still need, epoch + 1. Same locks. */
bool gate_unfence(Conn *conn, const JournalPlan *plan, Error *err);

/* Takes the exclusive advisory locks of PLAN's applications: no registration commits until the transaction ends. */
bool gate_lock_applications(Conn *conn, const JournalPlan *plan, Error *err);

/* Refuses (ERROR_REFUSED, R711) when an instance of the new version is alive, and names each. Within the transaction
 * that holds the applications' locks. */
bool gate_require_no_new_version(Conn *conn, const JournalPlan *plan, Error *err);

/* Within the seal's transaction: the fences still stand (rows FOR SHARE) and the whole gate passes. */
bool gate_recheck(Conn *conn, const JournalPlan *plan, int64_t grace_ms, Error *err);

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
} GateAttestation;

/* Records it. Refused (ERROR_REFUSED, R707) where the plan's application does not allow it; ERROR_USAGE for an empty
 * field or an expiry that is not ahead. A transaction of its own. */
bool gate_attest(Conn *conn, const GateAttestation *attestation, Error *err);

#endif
