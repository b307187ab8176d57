/* SPDX-License-Identifier: PostgreSQL */
/*
 * The steps of a plan, measured in the engine's own transactions: the lock on the step's table, scans and rewrites,
 * against what the step says of itself.
 *
 * A step that is tried again after a lock was not to be had is measured anew. Locks on other tables than the step's are
 * shown and not compared: a step names one.
 */
#include <string.h>

#include "base/mem.h"
#include "cmd_rehearse_internal.h"

typedef struct Watch
{
    Rehearse *rehearse;
    const char *path;
    void *mem; /* of the step */
    RehearseBefore *before;
    const char *table; /* the step's relation as regclass writes it; NULL: it was not there before */
    int64_t started_us;
} Watch;

static bool before_step(void *context, Conn *work, const Step *step, Error *err);
static bool after_step(void *context, Conn *work, const Step *step, Error *err);
static bool find_table(Watch *watch, Conn *work, const Step *step, Error *err);
static void judge(const Watch *watch, const Step *step, RehearsedStatement *statement);
static void differ(const Watch *watch, RehearsedStatement *statement, RehearseDifference difference);
static LockMode mode_on(const Rehearsal *measured, const char *relation);
static bool is_listed(const char *const *names, const char *name);

EngineObserver *
cmd_rehearse_observer(Rehearse *rehearse, const char *path)
{
    EngineObserver *observer = mem_new(rehearse->mem, EngineObserver);
    Watch *watch = mem_new(rehearse->mem, Watch);

    *watch = (Watch){.rehearse = rehearse, .path = path};
    *observer = (EngineObserver){.before = before_step, .after = after_step, .context = watch};
    return observer;
}

static bool
before_step(void *context, Conn *work, const Step *step, Error *err)
{
    Watch *watch = context;

    mem_free(watch->mem);
    watch->mem = mem_child(watch->rehearse->mem, "step");
    watch->before = rehearse_begin(watch->mem, work, REHEARSE_OPEN, err);
    if (watch->before == NULL || !find_table(watch, work, step, err))
    {
        return false;
    }
    watch->started_us = rehearse_clock_us();
    return true;
}

static bool
find_table(Watch *watch, Conn *work, const Step *step, Error *err)
{
    const char *const params[] = {step->relation};
    char *name = NULL;

    if (step->relation != NULL &&
        !conn_query_text(watch->mem, work, "SELECT to_regclass($1)::text", params, 1, &name, err))
    {
        return false;
    }
    watch->table = name;
    return true;
}

static bool
after_step(void *context, Conn *work, const Step *step, Error *err)
{
    Watch *watch = context;
    void *mem = watch->rehearse->mem;
    ReportRehearse *report = watch->rehearse->report;
    RehearsedStatement statement = {
        .path = watch->path,
        .words = mem_strdup(mem, step->id),
        .scans = step->scans,
        .measured = {.elapsed_us = rehearse_clock_us() - watch->started_us, .sqlstate = "", .message = ""},
    };

    if (!rehearse_end(mem, work, watch->before, &statement.measured, err))
    {
        return false;
    }
    if (step->relation != NULL && step->lock != LOCK_NONE)
    {
        *mem_push(mem, statement.locks, statement.lock_count) =
            (RelationLock){mem_strdup(mem, watch->table == NULL ? step->relation : watch->table), step->lock};
    }
    judge(watch, step, &statement);
    *mem_push(mem, report->statements, report->statement_count) = statement;
    return true;
}

static void
judge(const Watch *watch, const Step *step, RehearsedStatement *statement)
{
    const Rehearsal *measured = &statement->measured;
    LockMode found = watch->table == NULL ? LOCK_NONE : mode_on(measured, watch->table);

    if (watch->table != NULL && found != step->lock)
    {
        differ(watch, statement,
               (RehearseDifference){"lock", watch->table, classify_lock_name(step->lock), classify_lock_name(found)});
    }
    if (measured->rewritten[0] != NULL)
    {
        differ(watch, statement, (RehearseDifference){"rewrite", measured->rewritten[0], "no", "yes"});
    }
    if (!step->scans && watch->table != NULL && is_listed(measured->scanned, watch->table))
    {
        differ(watch, statement, (RehearseDifference){"scan", watch->table, "no", "yes"});
    }
    statement->verdict = statement->difference_count == 0 ? REHEARSED_AS_PREDICTED : REHEARSED_DIFFERS;
    if (statement->difference_count > 0)
    {
        statement->sql = mem_strdup(watch->rehearse->mem, step->sql);
    }
}

static void
differ(const Watch *watch, RehearsedStatement *statement, RehearseDifference difference)
{
    difference.relation = mem_strdup(watch->rehearse->mem, difference.relation);
    *mem_push(watch->rehearse->mem, statement->differences, statement->difference_count) = difference;
}

static LockMode
mode_on(const Rehearsal *measured, const char *relation)
{
    for (size_t i = 0; i < measured->lock_count; i++)
    {
        if (strcmp(measured->locks[i].relation, relation) == 0)
        {
            return measured->locks[i].mode;
        }
    }
    return LOCK_NONE;
}

static bool
is_listed(const char *const *names, const char *name)
{
    for (size_t i = 0; names[i] != NULL; i++)
    {
        if (strcmp(names[i], name) == 0)
        {
            return true;
        }
    }
    return false;
}
