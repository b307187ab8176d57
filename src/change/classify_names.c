/* SPDX-License-Identifier: PostgreSQL */
/*
 * The words of a Classification as they are printed; the names of locks are PostgreSQL's.
 */
#include "change/classify.h"

static const char *const class_names[] = {
    [CLASS_EXPAND] = "expand", [CLASS_CONTRACT] = "contract", [CLASS_EXPAND_CONTRACT] = "expand_contract",
    [CLASS_DATA] = "data",     [CLASS_SESSION] = "session",   [CLASS_UNSUPPORTED] = "unsupported",
};

/* As in the documentation, and as in pg_locks.mode. */
static const struct
{
    const char *name;
    const char *pg_name;
} locks[] = {
    [LOCK_NONE] = {"none", "none"},
    [LOCK_ACCESS_SHARE] = {"ACCESS SHARE", "AccessShareLock"},
    [LOCK_ROW_SHARE] = {"ROW SHARE", "RowShareLock"},
    [LOCK_ROW_EXCLUSIVE] = {"ROW EXCLUSIVE", "RowExclusiveLock"},
    [LOCK_SHARE_UPDATE_EXCLUSIVE] = {"SHARE UPDATE EXCLUSIVE", "ShareUpdateExclusiveLock"},
    [LOCK_SHARE] = {"SHARE", "ShareLock"},
    [LOCK_SHARE_ROW_EXCLUSIVE] = {"SHARE ROW EXCLUSIVE", "ShareRowExclusiveLock"},
    [LOCK_EXCLUSIVE] = {"EXCLUSIVE", "ExclusiveLock"},
    [LOCK_ACCESS_EXCLUSIVE] = {"ACCESS EXCLUSIVE", "AccessExclusiveLock"},
};

static const char *const semver_names[] = {
    [SEMVER_NONE] = "none",
    [SEMVER_PATCH] = "patch",
    [SEMVER_MINOR] = "minor",
    [SEMVER_MAJOR] = "major",
};

const char *
classify_class_name(ChangeClass change_class)
{
    return class_names[change_class];
}

const char *
classify_lock_name(LockMode mode)
{
    return locks[mode].name;
}

const char *
classify_lock_pg_name(LockMode mode)
{
    return locks[mode].pg_name;
}

const char *
classify_semver_name(Semver semver)
{
    return semver_names[semver];
}
