/* SPDX-License-Identifier: PostgreSQL */
/*
 * Verify: old = map(new) for every row, and the plan's own assertions. Reads only.
 *
 * A table is compared in ranges of blocks, each in a snapshot of its own, on all connections given. Where rows differ, it
 * is waited until every transaction that was running then has ended, and those ranges are compared again: what is
 * reported, no writer under way explains.
 */
#ifndef RUN_VERIFY_H
#define RUN_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "change/steps.h"
#include "pg/conn.h"

#define VERIFY_KEYS_MAX 20

typedef struct VerifyRun
{
    Conn *const *conns; /* at least one; none in a transaction */
    size_t conn_count;
    int64_t wait_ms; /* for transactions under way, where rows differ */
} VerifyRun;

typedef struct VerifyResult
{
    const char *step;
    const char *title;
    const char *relation; /* or NULL */
    bool is_assertion;    /* STEP_ASSERT: expected and actual are set, not the mismatches */
    int64_t mismatches;
    const char *const *keys; /* the first ones, NULL-terminated */
    const char *blocker;     /* the oldest transaction that had not ended in time; or NULL */
    const char *expected;
    const char *actual; /* NULL: no row or SQL NULL */
    bool passed;
} VerifyResult;

/* Runs one STEP_VERIFY or STEP_ASSERT. A mismatch is a result, not an error. */
bool verify_run(void *owner, const VerifyRun *run, const Step *step, VerifyResult *result, Error *err);

/* Runs a query of the form of STEP_VERIFY's sql (mismatches bigint, keys text[]) without a range, such as
 * Step.violations. */
bool verify_query(void *owner, Conn *conn, const char *sql, VerifyResult *result, Error *err);

/* False with ERROR_FAILED (and the keys) unless it passed. */
bool verify_require(const VerifyResult *result, Error *err);

#endif
