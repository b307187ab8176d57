/* SPDX-License-Identifier: PostgreSQL */
/*
 * Rules about transactions and sessions: what runs together, what is held meanwhile, what bounds the waiting.
 */
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "rules_internal.h"

static const char *held_in_use(const Judge *judge, LockMode mode, const char *other_than);
static bool is_held(const Judge *judge, const char *relation);
static bool is_long(const Judge *judge);
static bool writes_rows(const Judge *judge);
static bool was_added_here(const Judge *judge);
static const char *queue_on(const Judge *judge);

bool
rules_cannot_judge(const Judge *judge, Finding *finding)
{
    return judge->facts->opaque != NULL &&
           rules_say(judge, finding, "See for yourself what it locks, or write it as plain SQL.",
                     "cannot judge all of it: %s", judge->facts->opaque);
}

bool
rules_not_in_transaction(const Judge *judge, Finding *finding)
{
    if (!judge->facts->needs_no_transaction || (!judge->session->in_transaction && !judge->is_body))
    {
        return false;
    }
    return rules_say(judge, finding,
                     judge->session->is_explicit || judge->is_body
                         ? "Move it behind COMMIT, or into a file of its own."
                         : "Put it into a file of its own, and tell the tool that runs it not to open a transaction.",
                     "%s%s cannot run inside a transaction block", judge->command->words,
                     judge->command->concurrently ? " CONCURRENTLY" : "");
}

bool
rules_validate_with_add(const Judge *judge, Finding *finding)
{
    return judge->command->kind == COMMAND_VALIDATE_CONSTRAINT && was_added_here(judge) && rules_is_in_use(judge) &&
           rules_say(judge, finding, "Commit between the two.",
                     "%s was added in the same transaction: its lock on %s is held while all rows are read",
                     rules_quote(judge, judge->command->member), judge->table);
}

/* Of what does no harm by itself: a dangerous statement has been told so already. */
bool
rules_work_under_lock(const Judge *judge, Finding *finding)
{
    if (!judge->session->in_transaction || judge->is_dangerous || !is_long(judge) || rules_has(judge, RULE_L402))
    {
        return false;
    }
    const char *held = held_in_use(judge, LOCK_SHARE_ROW_EXCLUSIVE, NULL);

    return held != NULL && rules_say(judge, finding, "Commit before, so that the lock is let go.",
                                     "%s runs while the transaction keeps %s locked", judge->command->words, held);
}

bool
rules_second_exclusive_lock(const Judge *judge, Finding *finding)
{
    const char *locked = judge->session->in_transaction ? rules_locked(judge, LOCK_ACCESS_EXCLUSIVE) : NULL;

    if (locked == NULL || rules_has(judge, RULE_L403) || judge->command->part > 0 || is_held(judge, locked))
    {
        return false;
    }
    const char *held = held_in_use(judge, LOCK_ACCESS_EXCLUSIVE, locked);

    return held != NULL &&
           rules_say(judge, finding, "Commit before, or take both locks first, in a fixed order, with LOCK TABLE.",
                     "%s is locked while the transaction keeps %s locked", locked, held);
}

bool
rules_ddl_after_writes(const Judge *judge, Finding *finding)
{
    const char *locked =
        judge->session->in_transaction && judge->session->had_data ? rules_locked(judge, LOCK_ACCESS_EXCLUSIVE) : NULL;

    return locked != NULL && judge->command->part == 0 && !writes_rows(judge) && !is_held(judge, locked) &&
           rules_say(judge, finding, "Commit before: data in one transaction, tables in another.",
                     "%s waits for %s while the transaction holds locks on rows that it wrote", judge->command->words,
                     locked);
}

bool
rules_nested_transaction(const Judge *judge, Finding *finding)
{
    return judge->command->kind == COMMAND_BEGIN && judge->session->in_transaction &&
           rules_say(judge, finding,
                     judge->session->is_explicit ? "End the first one before." : "Leave it to whoever runs the file.",
                     "a transaction is open already: this BEGIN does nothing");
}

bool
rules_commit_without_begin(const Judge *judge, Finding *finding)
{
    const CommandKind kind = judge->command->kind;

    return (kind == COMMAND_COMMIT || kind == COMMAND_ROLLBACK) && !judge->session->is_explicit && !judge->is_body &&
           rules_say(judge, finding, "Begin the transaction in the file, or leave its end to whoever runs the file.",
                     judge->session->in_transaction ? "it ends a transaction that the file did not begin"
                                                    : "there is no transaction to end");
}

bool
rules_no_lock_timeout(const Judge *judge, Finding *finding)
{
    const char *relation = judge->session->has_lock_timeout ? NULL : queue_on(judge);

    if (relation == NULL)
    {
        return false;
    }
    return rules_say(judge, finding, "SET lock_timeout = '2s' before, and try again when it strikes.",
                     "while this waits for %s, everybody else waits behind it", relation);
}

bool
rules_no_statement_timeout(const Judge *judge, Finding *finding)
{
    const char *relation = judge->session->has_statement_timeout ? NULL : queue_on(judge);

    return relation != NULL && rules_say(judge, finding, "SET statement_timeout before.",
                                         "nothing bounds how long %s may be locked", relation);
}

bool
rules_no_idle_timeout(const Judge *judge, Finding *finding)
{
    const char *relation = judge->session->has_idle_timeout || !judge->session->is_explicit ? NULL : queue_on(judge);

    return relation != NULL && rules_say(judge, finding, "SET idle_in_transaction_session_timeout before.",
                                         "a client that dies here keeps %s locked", relation);
}

bool
rules_set_local_without_transaction(const Judge *judge, Finding *finding)
{
    return judge->command->kind == COMMAND_SET && judge->command->is_local && !judge->session->in_transaction &&
           !judge->is_body &&
           rules_say(judge, finding, "SET, or BEGIN first.", "SET LOCAL %s does nothing outside of a transaction",
                     judge->command->member == NULL ? "" : judge->command->member);
}

bool
rules_replication_role(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    return command->kind == COMMAND_SET && command->member != NULL && command->new_name != NULL &&
           strcasecmp(command->member, "session_replication_role") == 0 &&
           strcasecmp(command->new_name, "replica") == 0 &&
           rules_say(judge, finding,
                     "Disable the one trigger that is in the way, in a transaction that enables it again.",
                     "triggers and foreign keys are off in this session from now on");
}

/* A table in use that the transaction has locked in MODE or stronger, other than OTHER_THAN. What was dropped is not
 * known any more, and nobody waits for it long. */
static const char *
held_in_use(const Judge *judge, LockMode mode, const char *other_than)
{
    for (size_t i = 0; i < judge->session->held_count; i++)
    {
        const RelationLock *held = &judge->session->held[i];
        const SchemaRelation *relation = rules_relation(judge, rules_parse_name(judge, held->relation));

        if (held->mode >= mode && relation != NULL && strchr("rpmf", relation->kind) != NULL &&
            (other_than == NULL || strcmp(held->relation, other_than) != 0) && !rules_is_new(judge, relation))
        {
            return held->relation;
        }
    }
    return NULL;
}

static bool
is_held(const Judge *judge, const char *relation)
{
    for (size_t i = 0; i < judge->session->held_count; i++)
    {
        const RelationLock *held = &judge->session->held[i];

        if (held->mode == LOCK_ACCESS_EXCLUSIVE && strcmp(held->relation, relation) == 0)
        {
            return true;
        }
    }
    return false;
}

/* What reads, rewrites or writes many rows of something that has them. */
static bool
is_long(const Judge *judge)
{
    const Command *command = judge->command;

    switch ((int) command->kind)
    {
        case COMMAND_UPDATE:
        case COMMAND_DELETE:
        case COMMAND_MERGE:
        case COMMAND_COPY_FROM:
            return rules_is_in_use(judge);
        case COMMAND_INSERT:
            return command->data != NULL && !command->data->is_values && command->use_count > 1;
        case COMMAND_SELECT:
        case COMMAND_VALUES:
        case COMMAND_EXPLAIN:
        case COMMAND_TRUNCATE:
            return false;
        case COMMAND_CREATE:
            return judge->facts->scans && command->object != SQL_INDEX;
        case COMMAND_CREATE_AS:
            return !command->with_no_data && command->use_count > 0;
        default:
            return (judge->facts->scans || judge->facts->rewrites) && rules_is_in_use(judge);
    }
}

static bool
writes_rows(const Judge *judge)
{
    switch ((int) judge->command->kind)
    {
        case COMMAND_INSERT:
        case COMMAND_UPDATE:
        case COMMAND_DELETE:
        case COMMAND_MERGE:
        case COMMAND_COPY_FROM:
            return true;
        default:
            return false;
    }
}

static bool
was_added_here(const Judge *judge)
{
    const char *name =
        rules_print(judge, "%s.%s", judge->table, judge->command->member == NULL ? "" : judge->command->member);
    const char *quoted = rules_print(judge, "%s.%s", judge->table, rules_quote(judge, judge->command->member));

    return judge->session->in_transaction &&
           (rules_list_has(judge->session->not_valid, name) || rules_list_has(judge->session->not_valid, quoted));
}

/* The relation behind which others would queue up. */
static const char *
queue_on(const Judge *judge)
{
    return judge->is_body || judge->command->concurrently ? NULL : rules_locked(judge, LOCK_SHARE);
}
