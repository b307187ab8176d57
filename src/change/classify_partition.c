/* SPDX-License-Identifier: PostgreSQL */
/*
 * Partitions: made, attached, detached.
 *
 * Facts (measured on 12 to 18): ATTACH takes SHARE UPDATE EXCLUSIVE on the parent (12), CREATE … PARTITION OF ACCESS
 * EXCLUSIVE; both lock the default partition and read it, unless a CHECK excludes the new bound; foreign keys of the
 * parent lock their targets, and keys that point at the parent the tables that have them.
 */
#include <string.h>

#include "base/mem.h"
#include "classify_command_internal.h"

static LockMode referring_mode(const ClassifyJudge *judge);
static const SchemaRelation *default_partition(const SchemaRelation *parent);
static bool has_check(const SchemaRelation *relation);
static bool take_default(ClassifyJudge *judge, const SchemaRelation *parent);
static bool take_keys(ClassifyJudge *judge, const SchemaRelation *parent, LockMode referring);
static void take_detached(ClassifyJudge *judge, const SchemaRelation *parent, const SchemaRelation *part);
static bool is_referred(const SchemaRelation *parent);

void
classify_refine_create_partition(ClassifyJudge *judge)
{
    const Command *command = judge->command;
    const SchemaRelation *parent = schema_relation(judge->schema, command->target);

    judge->result->scans = false;
    if (command->if_not_exists && schema_relation(judge->schema, command->names[0]) != NULL)
    {
        classify_neutral(judge);
        classify_say(judge, "It exists: nothing is done.");
        return;
    }
    classify_take_name(judge, command->target, LOCK_ACCESS_EXCLUSIVE);
    if (parent == NULL)
    {
        judge->result->scans = !command->is_default;
        classify_unsure(judge, "A default partition, and tables of foreign keys, would be locked too.");
        return;
    }
    judge->result->scans = !command->is_default && take_default(judge, parent);
    take_keys(judge, parent, referring_mode(judge));
    for (size_t i = 0; i < parent->column_count; i++)
    {
        classify_take_default(judge, &parent->columns[i]);
    }
}

/* On tables with foreign keys that point at the parent, when it gets a partition. */
static LockMode
referring_mode(const ClassifyJudge *judge)
{
    return judge->settings->server_version >= 150000 ? LOCK_SHARE_ROW_EXCLUSIVE : LOCK_ACCESS_SHARE;
}

void
classify_refine_attach(ClassifyJudge *judge)
{
    const Command *command = judge->command;
    const SchemaRelation *parent = judge->relation;
    const SchemaRelation *part = schema_relation(judge->schema, command->target);

    if (part == NULL)
    {
        classify_take_name(judge, command->target, LOCK_ACCESS_EXCLUSIVE);
        classify_touch_text(judge, schema_name_text(judge->owner, judge->schema, command->target));
    }
    else
    {
        classify_take_tree(judge, part, LOCK_ACCESS_EXCLUSIVE);
        classify_touch_tree(judge, part);
    }
    if (parent == NULL)
    {
        classify_unsure(judge, "A default partition, and tables of foreign keys, would be locked too.");
        return;
    }
    if (!command->is_default)
    {
        take_default(judge, parent);
    }
    take_keys(judge, parent, referring_mode(judge));
    if (part != NULL && has_check(part))
    {
        classify_unsure(judge, "If a valid CHECK of the partition implies the bound it is not read.");
    }
    else
    {
        classify_say(judge, "A valid CHECK that implies the bound would spare reading the partition.");
    }
}

static const SchemaRelation *
default_partition(const SchemaRelation *parent)
{
    for (size_t i = 0; i < parent->child_count; i++)
    {
        if (parent->children[i]->is_default_partition)
        {
            return parent->children[i];
        }
    }
    return NULL;
}

static bool
has_check(const SchemaRelation *relation)
{
    for (size_t i = 0; i < relation->constraint_count; i++)
    {
        if (relation->constraints[i].type == 'c' && relation->constraints[i].is_valid)
        {
            return true;
        }
    }
    return false;
}

/* Rows that belong to the new partition must not be in the default one: it is read. */
static bool
take_default(ClassifyJudge *judge, const SchemaRelation *parent)
{
    const SchemaRelation *rest = default_partition(parent);

    if (rest == NULL)
    {
        return false;
    }
    classify_take_tree(judge, rest, LOCK_ACCESS_EXCLUSIVE);
    classify_touch_tree(judge, rest);
    if (has_check(rest))
    {
        classify_unsure(judge, "If a valid CHECK of the default partition excludes the bound it is not read.");
    }
    classify_say(judge, "The default partition is read for rows that belong to the new one.");
    return true;
}

/* Whether there are foreign keys. */
static bool
take_keys(ClassifyJudge *judge, const SchemaRelation *parent, LockMode referring)
{
    bool has_keys = false;

    for (size_t i = 0; i < parent->constraint_count; i++)
    {
        if (parent->constraints[i].type == 'f')
        {
            classify_take_partitions(judge, parent->constraints[i].foreign, LOCK_SHARE_ROW_EXCLUSIVE);
            has_keys = true;
        }
    }
    for (const SchemaRelation *above = parent; above != NULL;
         above = above->is_partition && above->parent_count > 0 ? above->parents[0] : NULL)
    {
        for (size_t i = 0; i < above->referrer_count; i++)
        {
            classify_take_partitions(judge, above->referrers[i], referring);
            has_keys = true;
        }
    }
    return has_keys;
}

void
classify_refine_attach_index(ClassifyJudge *judge)
{
    const SchemaRelation *index = schema_relation(judge->schema, judge->command->names[0]);
    const SchemaRelation *other = schema_relation(judge->schema, judge->command->target);

    if (index != NULL && index->table != NULL)
    {
        classify_take(judge, index->table, LOCK_ACCESS_SHARE);
    }
    if (other != NULL && other->table != NULL)
    {
        classify_take(judge, other->table, LOCK_ACCESS_SHARE);
    }
}

void
classify_refine_detach(ClassifyJudge *judge)
{
    const Command *command = judge->command;
    const SchemaRelation *parent = judge->relation;
    const SchemaRelation *part = schema_relation(judge->schema, command->target);
    bool is_slow = command->concurrently || command->kind == COMMAND_DETACH_PARTITION_FINALIZE;

    if (is_slow)
    {
        classify_release(judge);
        classify_take_name(judge, command->names[0], LOCK_SHARE_UPDATE_EXCLUSIVE);
        judge->result->needs_no_transaction = command->concurrently;
    }
    /* Until 14 the partition can be read and written meanwhile. */
    classify_take_name(judge, command->target,
                       judge->settings->server_version >= 140000 ? LOCK_ACCESS_EXCLUSIVE : LOCK_SHARE_UPDATE_EXCLUSIVE);
    if (parent == NULL || part == NULL)
    {
        if (judge->result->lock_count > 0)
        {
            /* Keys that point at a partitioned table are rare: no alarm for every DETACH. */
            judge->result->scans = true;
            judge->is_quick = true;
            classify_unsure(judge, "A default partition, and tables of foreign keys, would be locked too.");
        }
        return;
    }
    if (!is_slow && default_partition(parent) != NULL)
    {
        classify_take(judge, default_partition(parent), LOCK_ACCESS_EXCLUSIVE);
    }
    take_detached(judge, parent, part);
    if (is_referred(parent))
    {
        judge->result->scans = true;
        classify_touch_tree(judge, part);
        classify_say(judge, "Rows that refer to the partition are looked for.");
    }
}

/* What loses its share of the parent's keys and triggers. Until 14 own keys of the parent stay the partition's. */
static void
take_detached(ClassifyJudge *judge, const SchemaRelation *parent, const SchemaRelation *part)
{
    bool has_keys = take_keys(judge, parent, LOCK_ACCESS_EXCLUSIVE);
    bool has_triggers = false;

    for (size_t i = 0; i < part->trigger_count; i++)
    {
        has_triggers = has_triggers || part->triggers[i].is_inherited;
    }
    if (has_triggers || (has_keys && judge->settings->server_version >= 140000))
    {
        classify_take_tree(judge, part, LOCK_ACCESS_EXCLUSIVE);
    }
    else if (is_referred(parent))
    {
        classify_take_referenced(judge, part, LOCK_ACCESS_EXCLUSIVE);
    }
    classify_take_above(judge, parent);
}

/* By a foreign key to it or to a table above it. */
static bool
is_referred(const SchemaRelation *parent)
{
    for (; parent != NULL; parent = parent->is_partition && parent->parent_count > 0 ? parent->parents[0] : NULL)
    {
        if (parent->referrer_count > 0)
        {
            return true;
        }
    }
    return false;
}
