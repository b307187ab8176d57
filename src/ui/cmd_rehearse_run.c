/* SPDX-License-Identifier: PostgreSQL */
/*
 * One statement on the throw-away server, and the verdict on what was predicted of it.
 *
 * Roles belong to the cluster and not to a migration: one that a statement misses is made, and the statement is run
 * again. What turns out not to run in a transaction block is run again without one; that is a difference where it was not
 * predicted.
 */
#include <string.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "cmd_internal.h"
#include "cmd_rehearse_internal.h"

#define ROLES_MAX 16 /* of one statement that can be missing */

static bool run(Rehearse *rehearse, RehearseRequest *request, RehearsedStatement *statement, Error *err);
static bool needs_no_transaction(const RehearseRequest *request, const Rehearsal *measured);
static bool make_role(Rehearse *rehearse, const Rehearsal *measured);
static void add_claims(void *owner, const RehearseTask *task, RehearsedStatement *statement);
static void judge(void *owner, const RehearseTask *task, RehearseHow how, RehearsedStatement *statement);
static bool cannot_measure(Rehearse *rehearse, RehearsedStatement *statement, Error *failure, Error *err);
static void ignore_notice(void *context, const char *severity, const char *message);

bool
cmd_rehearse_connect(Rehearse *rehearse, Error *err)
{
    const ConnOptions wanted = {.url = rehearse->url, .application_name = "bellows rehearse", .plain = true};

    rehearse->conn = conn_open(rehearse->mem, &wanted, err);
    if (rehearse->conn != NULL)
    {
        conn_on_notice(rehearse->conn, ignore_notice, NULL);
    }
    return rehearse->conn != NULL;
}

static void
ignore_notice(void *context, const char *severity, const char *message)
{
    (void) context;
    (void) severity;
    (void) message;
}

bool
cmd_rehearse_run(Rehearse *rehearse, const RehearseTask *task, RehearsedStatement *statement, Error *err)
{
    void *mem = rehearse->mem;
    RehearseRequest request = {
        .sql = task->sql,
        .copy_data = task->copy_data,
        .how = task->is_session                      ? REHEARSE_SESSION
               : task->is_alone                      ? REHEARSE_ALONE
               : conn_in_transaction(rehearse->conn) ? REHEARSE_OPEN
                                                     : REHEARSE_OWN_TRANSACTION,
    };
    RehearseHow how = request.how;

    add_claims(mem, task, statement);
    if (!run(rehearse, &request, statement, err))
    {
        return false;
    }
    judge(mem, task, how, statement);
    if (statement->verdict != REHEARSED_AS_PREDICTED)
    {
        statement->sql = mem_strdup(mem, task->sql);
    }
    return true;
}

static bool
run(Rehearse *rehearse, RehearseRequest *request, RehearsedStatement *statement, Error *err)
{
    bool has_left = false;

    for (size_t round = 0; round <= ROLES_MAX; round++)
    {
        Rehearsal *measured = &statement->measured;
        Error failure = {0};

        if (!rehearse_statement(rehearse->mem, rehearse->conn, request, measured, &failure))
        {
            return cannot_measure(rehearse, statement, &failure, err);
        }
        if (!measured->has_failed || request->how == REHEARSE_OPEN)
        {
            return true;
        }
        if (!has_left && needs_no_transaction(request, measured))
        {
            has_left = true;
            request->how = REHEARSE_ALONE;
        }
        else if (!make_role(rehearse, measured))
        {
            return true;
        }
    }
    return true;
}

/* active_sql_transaction, and what a COMMIT in a body gets. */
static bool
needs_no_transaction(const RehearseRequest *request, const Rehearsal *measured)
{
    return request->how == REHEARSE_OWN_TRANSACTION &&
           (strcmp(measured->sqlstate, "25001") == 0 || strcmp(measured->sqlstate, "2D000") == 0);
}

/* False where that is not what the statement failed on. */
static bool
make_role(Rehearse *rehearse, const Rehearsal *measured)
{
    const char *role = NULL;
    bool is_made = cmd_make_missing_role(rehearse->mem, rehearse->conn, measured->sqlstate, measured->message, &role);

    if (is_made)
    {
        *mem_push(rehearse->mem, rehearse->report->notes, rehearse->report->note_count) =
            mem_printf(rehearse->mem, "the role \"%s\" does not exist here and was made", role);
    }
    return is_made;
}

/* What a statement has set (statement_timeout, say) can hinder the measuring: then that statement is at fault. */
static bool
cannot_measure(Rehearse *rehearse, RehearsedStatement *statement, Error *failure, Error *err)
{
    if (!interrupt_check(err))
    {
        error_clear(failure);
        return false;
    }
    statement->measured.has_failed = true;
    statement->measured.sqlstate = mem_strdup(rehearse->mem, failure->sqlstate);
    statement->measured.message = mem_printf(rehearse->mem, "it could not be measured: %s",
                                             failure->message == NULL ? "no answer" : failure->message);
    error_clear(failure);
    conn_close(rehearse->conn);
    return cmd_rehearse_connect(rehearse, err);
}

static void
add_claims(void *owner, const RehearseTask *task, RehearsedStatement *statement)
{
    for (size_t i = 0; i < task->claim_count; i++)
    {
        const Classification *claim = task->claims[i];

        statement->scans = statement->scans || claim->scans;
        statement->rewrites = statement->rewrites || claim->rewrites;
        for (size_t j = 0; j < claim->lock_count; j++)
        {
            size_t at = 0;

            while (at < statement->lock_count && strcmp(statement->locks[at].relation, claim->locks[j].relation) != 0)
            {
                at++;
            }
            if (at == statement->lock_count)
            {
                *mem_push(owner, statement->locks, statement->lock_count) =
                    (RelationLock){mem_strdup(owner, claim->locks[j].relation), claim->locks[j].mode};
            }
            else if (claim->locks[j].mode > statement->locks[at].mode)
            {
                statement->locks[at].mode = claim->locks[j].mode;
            }
        }
    }
}

static void
judge(void *owner, const RehearseTask *task, RehearseHow how, RehearsedStatement *statement)
{
    const Rehearsal *measured = &statement->measured;
    bool is_alone_unpredicted = how == REHEARSE_OWN_TRANSACTION && !measured->has_locks && !measured->has_failed;
    const char *opaque = NULL;

    for (size_t i = 0; i < task->claim_count && opaque == NULL; i++)
    {
        opaque = task->claims[i]->opaque;
    }
    statement->differences =
        rehearse_compare(owner, measured, task->claims, task->claim_count, &statement->difference_count);
    if (is_alone_unpredicted)
    {
        *mem_push(owner, statement->differences, statement->difference_count) = (RehearseDifference){
            .what = "transaction block", .claimed = "can run in one", .found = "cannot run in one"};
    }
    if (measured->has_failed)
    {
        statement->verdict = REHEARSED_FAILED;
    }
    else if (opaque != NULL)
    {
        statement->verdict = REHEARSED_NOT_COMPARED;
        statement->reason = mem_strdup(owner, opaque);
    }
    else if (statement->difference_count > 0)
    {
        statement->verdict = REHEARSED_DIFFERS;
    }
    else if (!measured->has_locks && statement->lock_count > 0)
    {
        statement->verdict = REHEARSED_NOT_COMPARED;
        statement->reason = "it cannot run in a transaction block; its locks are gone when it is done";
    }
    else
    {
        statement->verdict = REHEARSED_AS_PREDICTED;
    }
}
