/* SPDX-License-Identifier: PostgreSQL */
/*
 * What a statement does to running applications: class, locks, scan, rewrite, who breaks, what is lost, semver.
 *
 * Pure: a Command and what is known of the database → a Classification; what is not known makes it the safe answer. The
 * facts are one table (src/change/classify_facts.def), by kind and object; most kinds refine them from the schema (old
 * type, existing CHECK, partitions …). Measured on servers 12 to 18; tests/tap/oracle.t asks a live server about every
 * row.
 */
#ifndef CHANGE_CLASSIFY_H
#define CHANGE_CLASSIFY_H

#include <stdbool.h>
#include <stddef.h>

#include "change/schema.h"
#include "sql/command.h"

typedef enum ChangeClass
{
    CLASS_EXPAND,          /* V and V+1 both work after it */
    CLASS_CONTRACT,        /* V breaks, or data is lost, or V's writes are newly restricted */
    CLASS_EXPAND_CONTRACT, /* both: split into steps of each phase with a shim between */
    CLASS_DATA,            /* becomes a batched backfill */
    CLASS_SESSION,
    CLASS_UNSUPPORTED,
} ChangeClass;

typedef enum Semver
{
    SEMVER_NONE,
    SEMVER_PATCH,
    SEMVER_MINOR,
    SEMVER_MAJOR,
} Semver;

typedef struct RelationLock
{
    const char *relation; /* as SQL */
    LockMode mode;
} RelationLock;

typedef struct Classification
{
    ChangeClass change_class;
    LockMode lock; /* the strongest that the naive statement takes */
    RelationLock *locks;
    size_t lock_count;
    bool scans;
    bool rewrites;
    bool breaks_old; /* V breaks once it is applied */
    bool breaks_new; /* V+1 breaks until it is applied */
    bool loses_data;
    Semver semver;
    const char *note; /* one sentence: why, and what makes it exact or only safe; or NULL */

    /* The axis beside the class: a scan or rewrite of rows under a lock that blocks writers (SHARE or stronger). False
     * where the table is surely empty (made in the same file). */
    bool danger;
    const char *danger_relation; /* the relation that is scanned or rewritten under it, or NULL */
    bool is_exact;               /* false: the safe answer; `note` says what is not known */
    bool needs_no_transaction;   /* cannot run in a transaction block: CREATE INDEX CONCURRENTLY, VACUUM … */
    const char *opaque;          /* what cannot be judged of it, and why; or NULL */
} Classification;

/* OWNER owns the result. What COMMAND does to a database that is as SCHEMA says (its settings name the server's version). Bodies (DO, CALL of a
 * known function, CREATE SCHEMA) are judged with it: locks of all, the worst of the rest. SCHEMA is not changed. */
Classification *classify_command(void *owner, const Command *command, const Schema *schema);

const char *classify_class_name(ChangeClass change_class); /* "expand_contract" */
const char *classify_lock_name(LockMode mode);             /* "ACCESS EXCLUSIVE"; "none" */
const char *classify_lock_pg_name(LockMode mode);          /* pg_locks.mode: "AccessExclusiveLock" */
const char *classify_semver_name(Semver semver);           /* "major" */

#endif
