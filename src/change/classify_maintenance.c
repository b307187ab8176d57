/* SPDX-License-Identifier: PostgreSQL */
/*
 * VACUUM, ANALYZE, CLUSTER, REINDEX, REFRESH, and statements on all that somebody owns or that is in a schema.
 *
 * Facts (measured on 12 to 18): REINDEX takes SHARE on the table and ACCESS EXCLUSIVE on each index, CONCURRENTLY SHARE
 * UPDATE EXCLUSIVE; REFRESH takes ACCESS EXCLUSIVE on the view, CONCURRENTLY EXCLUSIVE, so that readers go on; ANALYZE
 * of a table with children reads samples of them.
 */
#include <string.h>

#include "base/mem.h"
#include "classify_command_internal.h"

static void every_table(ClassifyJudge *judge, LockMode mode);

void
classify_refine_vacuum(ClassifyJudge *judge)
{
    const Command *command = judge->command;
    LockMode mode = command->full ? LOCK_ACCESS_EXCLUSIVE : LOCK_SHARE_UPDATE_EXCLUSIVE;

    if (command->full)
    {
        judge->result->rewrites = true;
        judge->result->change_class = CLASS_UNSUPPORTED;
    }
    for (size_t i = 0; i < command->name_count; i++)
    {
        const SchemaRelation *relation = schema_relation(judge->schema, command->names[i]);

        if (relation != NULL)
        {
            classify_take_partitions(judge, relation, mode);
        }
        else
        {
            classify_take_name(judge, command->names[i], mode);
        }
    }
    if (command->name_count == 0)
    {
        every_table(judge, mode);
    }
}

void
classify_refine_analyze(ClassifyJudge *judge)
{
    const Command *command = judge->command;

    for (size_t i = 0; i < command->name_count; i++)
    {
        const SchemaRelation *relation = schema_relation(judge->schema, command->names[i]);

        if (relation != NULL && relation->kind != 'p')
        {
            classify_take_tree(judge, relation, LOCK_ACCESS_SHARE);
        }
    }
    if (command->name_count == 0)
    {
        every_table(judge, LOCK_SHARE_UPDATE_EXCLUSIVE);
    }
}

static void take_any(SchemaRelation *relation, void *context);

typedef struct EveryTable
{
    ClassifyJudge *judge;
    LockMode mode;
    const char *schema_name; /* or NULL: of all schemas */
    const char *kinds;
} EveryTable;

static void
every_table(ClassifyJudge *judge, LockMode mode)
{
    EveryTable every = {.judge = judge, .mode = mode, .kinds = "rpm"};

    schema_each_relation(judge->schema, take_any, &every);
    if (classify_may_exist(judge))
    {
        classify_unsure(judge, "Every table of the database is locked, one after another.");
    }
}

static void
take_any(SchemaRelation *relation, void *context)
{
    EveryTable *every = context;

    if (strchr(every->kinds, relation->kind) != NULL &&
        (every->schema_name == NULL || classify_same_name(every->schema_name, relation->schema)))
    {
        classify_take(every->judge, relation, every->mode);
        classify_touch(every->judge, relation);
    }
}

void
classify_refine_cluster(ClassifyJudge *judge)
{
    if (judge->command->name_count == 0)
    {
        judge->result->needs_no_transaction = true;
        judge->result->lock = LOCK_ACCESS_EXCLUSIVE;
        judge->result->danger = true;
        classify_unsure(judge, "Every table that was clustered before is locked and rewritten.");
    }
}

void
classify_refine_reindex(ClassifyJudge *judge)
{
    const Command *command = judge->command;
    LockMode mode = command->concurrently ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_SHARE;
    const SchemaRelation *relation = command->name_count > 0 ? schema_relation(judge->schema, command->names[0]) : NULL;

    judge->result->needs_no_transaction = command->concurrently || (relation != NULL && relation->kind == 'p');
    classify_release(judge);
    if (command->object == SQL_TABLE)
    {
        if (relation != NULL)
        {
            classify_take_partitions(judge, relation, mode);
        }
        else if (command->name_count > 0)
        {
            classify_take_name(judge, command->names[0], mode);
        }
        return;
    }
    if (command->name_count > 0)
    {
        classify_take_name(judge, command->names[0],
                           command->concurrently ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_ACCESS_EXCLUSIVE);
    }
    if (relation != NULL && relation->table != NULL)
    {
        classify_take_partitions(judge, relation->table, mode);
        classify_touch_tree(judge, relation->table);
    }
    else if (judge->result->lock_count > 0)
    {
        classify_unsure(judge, "The table of the index is locked with %s too.", classify_lock_name(mode));
    }
}

void
classify_refine_reindex_all(ClassifyJudge *judge)
{
    const Command *command = judge->command;
    LockMode mode = command->concurrently ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_SHARE;
    EveryTable every = {.judge = judge, .mode = mode, .kinds = "rm"};

    if (command->object == SQL_SCHEMA && command->name_count > 0)
    {
        every.schema_name = command->names[0].name;
    }
    schema_each_relation(judge->schema, take_any, &every);
    if (classify_may_exist(judge))
    {
        judge->result->lock = mode;
        judge->result->danger = mode >= LOCK_SHARE;
        classify_unsure(judge, "Every table is locked, one after another.");
    }
}

void
classify_refine_refresh(ClassifyJudge *judge)
{
    const Command *command = judge->command;
    const SchemaRelation *view = judge->relation;

    if (command->concurrently)
    {
        classify_release(judge);
        classify_take_name(judge, command->names[0], LOCK_EXCLUSIVE);
        judge->result->rewrites = false;
        judge->is_quick = true;
    }
    if (command->with_no_data)
    {
        judge->result->scans = false;
        judge->result->breaks_old = true;
        judge->is_quick = true;
        classify_say(judge, "It cannot be read until it is filled again.");
        return;
    }
    for (size_t i = 0; view != NULL && i < view->read_count; i++)
    {
        const SchemaRelation *read = view->reads[i].relation;
        const CommandUse use = {.relation = {read->schema, read->name}, .lock = LOCK_ACCESS_SHARE};

        classify_take_use(judge, &use, true);
    }
    if (view != NULL)
    {
        classify_touch(judge, view);
    }
    else if (judge->result->lock_count > 0)
    {
        classify_unsure(judge, "What it reads is locked with ACCESS SHARE.");
    }
}

/* Of ALL TABLES IN SCHEMA none is locked. */
void
classify_refine_all_in_schema(ClassifyJudge *judge)
{
    if (judge->command->is_all)
    {
        classify_release(judge);
    }
}

void
classify_refine_owned(ClassifyJudge *judge)
{
    judge->result->lock = LOCK_ACCESS_EXCLUSIVE;
    classify_unsure(judge, "All that the role owns is locked.");
}
