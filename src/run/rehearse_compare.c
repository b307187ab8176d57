/* SPDX-License-Identifier: PostgreSQL */
/*
 * What was claimed of a statement against what was measured.
 *
 * Locks are compared both ways, relation by relation. Indexes are locked by almost everything, in modes that follow
 * from their tables': one is compared only where the claim names it. Scans are not compared for data and queries, where
 * the planner decides; a claim of a scan is no difference where the table was empty or had nothing to read.
 */
#include <string.h>

#include "base/mem.h"
#include "run/rehearse.h"

typedef struct Compare
{
    void *owner;
    const Rehearsal *result;
    Classification *const *claims;
    size_t claim_count;
    bool is_without_rows; /* a statement on data that found none to write: what it does for each row was not seen */
    RehearseDifference *items;
    size_t count;
} Compare;

static void compare_locks(Compare *compare);
static void compare_claim(Compare *compare, const Classification *claim);
static bool is_data(const Classification *claim);
static void compare_rewrites(Compare *compare);
static void compare_scans(Compare *compare);
static LockMode claimed_mode(const Compare *compare, const char *relation);
static LockMode found_mode(const Rehearsal *rehearsal, const char *relation);
static void differ(Compare *compare, const char *what, const char *relation, const char *claimed, const char *found);

RehearseDifference *
rehearse_compare(void *owner, const Rehearsal *result, Classification *const *claims, size_t claim_count, size_t *count)
{
    Compare compare = {.owner = owner, .result = result, .claims = claims, .claim_count = claim_count};

    compare.is_without_rows = !result->writes_rows;
    for (size_t i = 0; i < claim_count; i++)
    {
        compare.is_without_rows = compare.is_without_rows && is_data(claims[i]);
    }
    if (!result->has_failed)
    {
        compare_rewrites(&compare);
    }
    if (!result->has_failed && result->has_locks)
    {
        compare_locks(&compare);
        compare_scans(&compare);
    }
    *count = compare.count;
    return compare.items;
}

/* A relation is claimed once even where several subcommands name it. */
static void
compare_locks(Compare *compare)
{
    const Rehearsal *result = compare->result;

    for (size_t i = 0; i < result->lock_count; i++)
    {
        const RehearsedLock *lock = &result->locks[i];
        LockMode claimed = claimed_mode(compare, lock->relation);
        LockMode expected = claimed > lock->held ? claimed : lock->held;
        bool is_index = lock->kind == 'i' || lock->kind == 'I';

        if (lock->mode != expected && (claimed != LOCK_NONE || !is_index) &&
            (lock->mode > expected || !compare->is_without_rows))
        {
            differ(compare, "lock", lock->relation, classify_lock_name(claimed), classify_lock_name(lock->mode));
        }
    }
    for (size_t i = 0; i < compare->claim_count && !compare->is_without_rows; i++)
    {
        compare_claim(compare, compare->claims[i]);
    }
}

static void
compare_claim(Compare *compare, const Classification *claim)
{
    for (size_t i = 0; i < claim->lock_count; i++)
    {
        if (found_mode(compare->result, claim->locks[i].relation) == LOCK_NONE)
        {
            differ(compare, "lock", claim->locks[i].relation, classify_lock_name(claim->locks[i].mode), "none");
        }
    }
}

static bool
is_data(const Classification *claim)
{
    return claim->change_class == CLASS_DATA || claim->change_class == CLASS_SESSION ||
           claim->lock < LOCK_SHARE_UPDATE_EXCLUSIVE;
}

static LockMode
claimed_mode(const Compare *compare, const char *relation)
{
    LockMode strongest = LOCK_NONE;

    for (size_t i = 0; i < compare->claim_count; i++)
    {
        const Classification *claim = compare->claims[i];

        for (size_t j = 0; j < claim->lock_count; j++)
        {
            if (strcmp(claim->locks[j].relation, relation) == 0 && claim->locks[j].mode > strongest)
            {
                strongest = claim->locks[j].mode;
            }
        }
    }
    return strongest;
}

static LockMode
found_mode(const Rehearsal *rehearsal, const char *relation)
{
    for (size_t i = 0; i < rehearsal->lock_count; i++)
    {
        if (strcmp(rehearsal->locks[i].relation, relation) == 0)
        {
            return rehearsal->locks[i].mode;
        }
    }
    return LOCK_NONE;
}

static void
compare_rewrites(Compare *compare)
{
    bool claimed = false;

    for (size_t i = 0; i < compare->claim_count; i++)
    {
        claimed = claimed || compare->claims[i]->rewrites;
    }
    if (claimed != (compare->result->rewritten[0] != NULL))
    {
        differ(compare, "rewrite", compare->result->rewritten[0], claimed ? "yes" : "no", claimed ? "no" : "yes");
    }
}

static void
compare_scans(Compare *compare)
{
    bool claimed = false;
    bool is_planned = false;

    for (size_t i = 0; i < compare->claim_count; i++)
    {
        const Classification *claim = compare->claims[i];

        claimed = claimed || claim->scans || claim->rewrites;
        is_planned = is_planned || is_data(claim) || claim->opaque != NULL;
    }
    if (!claimed && !is_planned && compare->result->scanned[0] != NULL)
    {
        differ(compare, "scan", compare->result->scanned[0], "no", "yes");
    }
}

/* The same difference of two subcommands is one. */
static void
differ(Compare *compare, const char *what, const char *relation, const char *claimed, const char *found)
{
    for (size_t i = 0; i < compare->count; i++)
    {
        const RehearseDifference *other = &compare->items[i];

        if (strcmp(other->what, what) == 0 && relation != NULL && other->relation != NULL &&
            strcmp(other->relation, relation) == 0)
        {
            return;
        }
    }
    *mem_push(compare->owner, compare->items, compare->count) = (RehearseDifference){
        .what = what,
        .relation = relation == NULL ? NULL : mem_strdup(compare->owner, relation),
        .claimed = claimed,
        .found = found,
    };
}
