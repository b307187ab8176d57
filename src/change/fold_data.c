/* SPDX-License-Identifier: PostgreSQL */
/*
 * Statements that move rows or run others: which tables are surely empty afterwards, and what bodies did.
 *
 * Only that a table has no rows is of use to those who ask, and only where it is sure. So whatever cannot be seen into
 * (dynamic SQL, functions that nobody knows, triggers) may have filled every table.
 */
#include "fold_internal.h"

#include <string.h>

static bool writes(const Command *command, const CommandUse *use);
static void fold_calls(Fold *fold, const Command *command);
static void fold_call(Fold *fold, const CommandCall *call);
static void empty(Fold *fold, SchemaRelation *relation, const Command *command, size_t depth);

void
fold_data(Fold *fold, const Command *command)
{
    for (size_t i = 0; i < command->use_count; i++)
    {
        SchemaRelation *relation = schema_relation(fold->schema, command->uses[i].relation);

        if (relation != NULL && writes(command, &command->uses[i]))
        {
            fold_fill(fold, relation);
        }
    }
    fold_calls(fold, command);
    if (command->opaque != NULL)
    {
        fold_fill_all(fold);
    }
}

/* UPDATE and DELETE leave an empty table empty. */
static bool
writes(const Command *command, const CommandUse *use)
{
    const QualifiedName *target = command->name_count == 0 ? NULL : &command->names[0];

    if (use->lock != LOCK_ROW_EXCLUSIVE)
    {
        return false;
    }
    return !((command->kind == COMMAND_UPDATE || command->kind == COMMAND_DELETE) && target != NULL &&
             strcmp(target->name, use->relation.name) == 0);
}

static void
fold_calls(Fold *fold, const Command *command)
{
    for (size_t i = 0; i < command->call_count; i++)
    {
        fold_call(fold, &command->calls[i]);
    }
}

static void
fold_call(Fold *fold, const CommandCall *call)
{
    size_t count = 0;
    const SchemaFunction *function = schema_function(fold->schema, call->function, call->argument_count, &count);
    bool is_known = false;

    if (strcmp(call->function.name, "set_config") == 0)
    {
        fold_set_config(fold, call);
        return;
    }
    if (function == NULL)
    {
        char volatility = schema_volatility(fold->schema, call->function, call->argument_count, &is_known);

        if (!is_known && volatility == 'v')
        {
            fold_fill_all(fold);
        }
        return;
    }
    if (function->volatility != 'v')
    {
        return;
    }
    if (count != 1 || function->opaque != NULL || function->body_count == 0 || fold->depth >= FOLD_DEPTH_MAX)
    {
        fold_fill_all(fold);
    }
    if (count == 1 && fold->depth < FOLD_DEPTH_MAX)
    {
        fold->depth++;
        fold_commands(fold, function->body, function->body_count);
        fold->depth--;
    }
}

void
fold_body(Fold *fold, const Command *command)
{
    bool runs = command->kind == COMMAND_DO || (command->kind == COMMAND_EXPLAIN && command->analyze);

    if (runs && fold->depth < FOLD_DEPTH_MAX)
    {
        fold->depth++;
        fold_commands(fold, command->body, command->body_count);
        fold->depth--;
    }
    if (runs)
    {
        fold_data(fold, command);
    }
}

void
fold_truncate(Fold *fold, const Command *command)
{
    for (size_t i = 0; i < command->name_count; i++)
    {
        SchemaRelation *relation = schema_relation(fold->schema, command->names[i]);

        if (relation != NULL)
        {
            empty(fold, relation, command, 0);
        }
    }
}

static void
empty(Fold *fold, SchemaRelation *relation, const Command *command, size_t depth)
{
    if (relation->is_empty || depth > FOLD_DEPTH_MAX)
    {
        return;
    }
    fold_mark_empty(fold, relation);
    for (size_t i = 0; i < relation->child_count && !command->only; i++)
    {
        empty(fold, relation->children[i], command, depth + 1);
    }
    for (size_t i = 0; command->cascade && i < relation->referrer_count; i++)
    {
        empty(fold, relation->referrers[i], command, depth + 1);
    }
}

void
fold_refresh(Fold *fold, const Command *command)
{
    SchemaRelation *view = schema_relation(fold->schema, command->names[0]);

    if (view != NULL && command->with_no_data)
    {
        fold_mark_empty(fold, view);
    }
    else if (view != NULL)
    {
        fold_fill(fold, view);
    }
}
