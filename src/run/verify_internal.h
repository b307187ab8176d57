/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the files of verify share.
 */
#ifndef RUN_VERIFY_INTERNAL_H
#define RUN_VERIFY_INTERNAL_H

#include "run/verify.h"

/* verify_ranges.c: STEP_VERIFY whose sql has a range ($1, $2). */
bool verify_ranges(void *owner, const VerifyRun *run, const Step *step, VerifyResult *result, Error *err);

/* verify_barrier.c: until every transaction that runs now has ended, or WAIT_MS are over: then *BLOCKER says which has
 * not (owned by OWNER), else it is NULL. */
bool verify_barrier(void *owner, Conn *conn, int64_t wait_ms, char **blocker, Error *err);

/* Adds the mismatches and keys of one row of such a query. */
void verify_add(void *owner, const Rows *rows, VerifyResult *result);

#endif
