/* SPDX-License-Identifier: PostgreSQL */
/*
 * DROP: what goes with an object, and what is locked because of it.
 *
 * Facts (measured on 12 to 18): a table's foreign keys are dropped with it, and that locks the other table ACCESS
 * EXCLUSIVE; owned sequences go too; a partition takes its parent's lock; an index its table's; with CASCADE all that
 * depends on it, views on views included.
 */
#include <string.h>

#include "base/mem.h"
#include "classify_command_internal.h"

#define READER_DEPTH_MAX 64

/* Tables with policies and rules that read a relation. */
typedef struct AskedSearch
{
    ClassifyJudge *judge;
    const SchemaRelation *relation;
    const char *column; /* or NULL: any */
} AskedSearch;

static void take_dropped(ClassifyJudge *judge, const SchemaRelation *relation, bool cascade, size_t depth);
static void take_if_asking(SchemaRelation *asking, void *context);
static void take_parent(ClassifyJudge *judge, const SchemaRelation *parent, bool cascade);
static void take_readers(ClassifyJudge *judge, const SchemaRelation *relation, const char *column, size_t depth);

void
classify_refine_drop_relation(ClassifyJudge *judge)
{
    const Command *command = judge->command;

    if (classify_nothing_is_there(judge))
    {
        return;
    }
    for (size_t i = 0; i < command->name_count; i++)
    {
        const SchemaRelation *relation = schema_relation(judge->schema, command->names[i]);

        if (relation != NULL)
        {
            classify_take_dropped(judge, relation, command->cascade);
            if (!relation->is_known && classify_may_exist(judge))
            {
                classify_unsure(judge, "What else hangs on %s is not known.", relation->name);
            }
        }
        else if (classify_may_exist(judge))
        {
            classify_take_name(judge, command->names[i], LOCK_ACCESS_EXCLUSIVE);
            classify_unsure(judge, "Tables at the other end of foreign keys, if there are any, are locked too.");
        }
    }
}

/* IF EXISTS of what does not exist. */
bool
classify_nothing_is_there(ClassifyJudge *judge)
{
    const Command *command = judge->command;

    for (size_t i = 0; i < command->name_count; i++)
    {
        if (classify_may_exist(judge) || schema_relation(judge->schema, command->names[i]) != NULL)
        {
            return false;
        }
    }
    if (command->if_exists)
    {
        classify_neutral(judge);
        classify_say(judge, "It does not exist: nothing is done.");
    }
    return command->if_exists;
}

void
classify_take_dropped(ClassifyJudge *judge, const SchemaRelation *relation, bool cascade)
{
    take_dropped(judge, relation, cascade, 0);
}

static void
take_dropped(ClassifyJudge *judge, const SchemaRelation *relation, bool cascade, size_t depth)
{
    classify_take(judge, relation, LOCK_ACCESS_EXCLUSIVE);
    for (size_t i = 0; i < relation->constraint_count; i++)
    {
        /* A partition's share of its parent's key has no triggers on the other table. */
        if (relation->constraints[i].type == 'f' && !relation->constraints[i].is_inherited)
        {
            classify_take_referenced(judge, relation->constraints[i].foreign, LOCK_ACCESS_EXCLUSIVE);
        }
    }
    classify_take_sequences(judge, relation, LOCK_ACCESS_EXCLUSIVE);
    for (size_t i = 0; relation->is_partition && i < relation->parent_count; i++)
    {
        take_parent(judge, relation->parents[i], cascade);
    }
    for (size_t i = 0; i < relation->child_count && depth < READER_DEPTH_MAX; i++)
    {
        take_dropped(judge, relation->children[i], cascade, depth + 1);
    }
    for (size_t i = 0; cascade && i < relation->referrer_count; i++)
    {
        classify_take_partitions(judge, relation->referrers[i], LOCK_ACCESS_EXCLUSIVE);
    }
    if (cascade)
    {
        take_readers(judge, relation, NULL, depth);
    }
}

/* A partition's parent, and its default partition, whose constraint changes. A foreign key to the parent goes as a whole
 * when a partition is dropped with CASCADE. */
static void
take_parent(ClassifyJudge *judge, const SchemaRelation *parent, bool cascade)
{
    classify_take(judge, parent, LOCK_ACCESS_EXCLUSIVE);
    for (size_t i = 0; i < parent->child_count; i++)
    {
        if (parent->children[i]->is_default_partition)
        {
            classify_take(judge, parent->children[i], LOCK_ACCESS_EXCLUSIVE);
        }
    }
    for (const SchemaRelation *above = parent; cascade && above != NULL;
         above = above->is_partition && above->parent_count > 0 ? above->parents[0] : NULL)
    {
        for (size_t i = 0; i < above->referrer_count; i++)
        {
            classify_take_partitions(judge, above->referrers[i], LOCK_ACCESS_EXCLUSIVE);
            classify_take(judge, above, LOCK_ACCESS_EXCLUSIVE);
            classify_take_referenced(judge, above, LOCK_ACCESS_EXCLUSIVE);
        }
    }
}

void
classify_take_readers(ClassifyJudge *judge, const SchemaRelation *relation, const char *column)
{
    take_readers(judge, relation, column, 0);
}

static void
take_readers(ClassifyJudge *judge, const SchemaRelation *relation, const char *column, size_t depth)
{
    AskedSearch search = {.judge = judge, .relation = relation, .column = column};

    schema_each_relation(judge->schema, take_if_asking, &search);
    for (size_t i = 0; i < relation->reader_count && depth < READER_DEPTH_MAX; i++)
    {
        const SchemaDependency *reader = &relation->readers[i];

        if (column != NULL && reader->columns == NULL)
        {
            classify_unsure(judge, "Whether %s reads the column is not known.", reader->relation->name);
        }
        if (column == NULL || reader->columns == NULL || classify_list_has(reader->columns, column))
        {
            classify_take(judge, reader->relation, LOCK_ACCESS_EXCLUSIVE);
            if (reader->relation->kind == 'v' || reader->relation->kind == 'm')
            {
                take_readers(judge, reader->relation, NULL, depth + 1);
            }
        }
    }
}

/* A table loses the policies and rules that read what goes. */
static void
take_if_asking(SchemaRelation *asking, void *context)
{
    AskedSearch *search = context;

    for (size_t i = 0; i < asking->asked_count; i++)
    {
        if (schema_relation(search->judge->schema, asking->asked[i]) != search->relation)
        {
            continue;
        }
        classify_take(search->judge, asking, LOCK_ACCESS_EXCLUSIVE);
        if (search->column != NULL)
        {
            classify_unsure(search->judge, "Whether a policy or rule of %s reads the column is not known.",
                            asking->name);
        }
        return;
    }
}

static void guess_table(ClassifyJudge *judge, QualifiedName index, LockMode mode);

void
classify_refine_drop_index(ClassifyJudge *judge)
{
    const Command *command = judge->command;
    LockMode mode = command->concurrently ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_ACCESS_EXCLUSIVE;
    bool is_unique = false;
    bool is_known = true;

    judge->result->needs_no_transaction = command->concurrently;
    if (classify_nothing_is_there(judge))
    {
        return;
    }
    judge->keeps_class = true;
    for (size_t i = 0; i < command->name_count; i++)
    {
        const SchemaRelation *index = schema_relation(judge->schema, command->names[i]);

        if (index == NULL || index->table == NULL)
        {
            is_known = is_known && !classify_may_exist(judge) && index == NULL;
            classify_take_name(judge, command->names[i], mode);
            guess_table(judge, command->names[i], mode);
            continue;
        }
        is_unique = is_unique || index->is_unique;
        classify_take(judge, index, mode);
        classify_take_partitions(judge, index->table, mode);
    }
    if (!is_known)
    {
        classify_unsure(judge, "The table of the index is locked%s, and V's ON CONFLICT may need the index.",
                        judge->result->lock_count > command->name_count ? "" : " too");
    }
    else if (!is_unique)
    {
        judge->result->breaks_old = false;
        classify_say(judge, "V works without it, but may be slow.");
    }
}

static void
guess_table(ClassifyJudge *judge, QualifiedName index, LockMode mode)
{
    QualifiedName table = classify_may_exist(judge) ? classify_guess_table(judge, index) : (QualifiedName){NULL, NULL};

    if (table.name != NULL)
    {
        classify_take_name(judge, table, mode);
        classify_say(judge, "By its name it is an index of %s.", table.name);
    }
}

/* ---- parts of tables ---- */

static bool part_is_absent(ClassifyJudge *judge, bool is_there);
static bool list_has(const char **names, size_t count, const char *name);

void
classify_refine_drop_trigger(ClassifyJudge *judge)
{
    bool is_there = false;

    for (size_t i = 0; judge->relation != NULL && i < judge->relation->trigger_count; i++)
    {
        is_there = is_there || classify_same_name(judge->relation->triggers[i].name, judge->command->member);
    }
    part_is_absent(judge, is_there);
}

void
classify_refine_drop_rule(ClassifyJudge *judge)
{
    const SchemaRelation *relation = judge->relation;

    part_is_absent(judge, relation != NULL && list_has(relation->rules, relation->rule_count, judge->command->member));
}

void
classify_refine_drop_policy(ClassifyJudge *judge)
{
    const SchemaRelation *relation = judge->relation;

    part_is_absent(judge,
                   relation != NULL && list_has(relation->policies, relation->policy_count, judge->command->member));
}

/* IF EXISTS of what the table does not have looks at the catalog only. */
static bool
part_is_absent(ClassifyJudge *judge, bool is_there)
{
    bool is_known = judge->relation != NULL && (judge->relation->is_known || judge->settings->is_complete);

    if (is_there || !judge->command->if_exists || (!is_known && classify_may_exist(judge)))
    {
        if (!is_there && judge->command->if_exists)
        {
            classify_unsure(judge, "If it does not exist nothing is done.");
        }
        return false;
    }
    classify_neutral(judge);
    classify_release(judge);
    classify_say(judge, "It does not exist: nothing is done.");
    return true;
}

static bool
list_has(const char **names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
    {
        if (classify_same_name(names[i], name))
        {
            return true;
        }
    }
    return false;
}

typedef struct StatisticsSearch
{
    ClassifyJudge *judge;
    const char *name;
    bool is_found;
} StatisticsSearch;

static void take_if_measured(SchemaRelation *relation, void *context);

void
classify_refine_drop_statistics(ClassifyJudge *judge)
{
    for (size_t i = 0; i < judge->command->name_count; i++)
    {
        StatisticsSearch search = {.judge = judge, .name = judge->command->names[i].name};

        schema_each_relation(judge->schema, take_if_measured, &search);
        if (!search.is_found && classify_may_exist(judge))
        {
            classify_unsure(judge, "The table of the statistics is locked with SHARE UPDATE EXCLUSIVE.");
        }
    }
}

static void
take_if_measured(SchemaRelation *relation, void *context)
{
    StatisticsSearch *search = context;

    if (list_has(relation->statistics, relation->statistic_count, search->name))
    {
        classify_take(search->judge, relation, LOCK_SHARE_UPDATE_EXCLUSIVE);
        search->is_found = true;
    }
}

/* ---- schemas, servers, extensions ---- */

static void take_if_in_schema(SchemaRelation *relation, void *context);
static void take_if_foreign(SchemaRelation *relation, void *context);

void
classify_refine_drop_schema(ClassifyJudge *judge)
{
    bool is_there = classify_may_exist(judge);

    for (size_t i = 0; i < judge->command->name_count; i++)
    {
        is_there = is_there || schema_has_namespace(judge->schema, judge->command->names[i].name);
    }
    if (!is_there && judge->command->if_exists)
    {
        classify_neutral(judge);
        return;
    }
    if (judge->command->cascade)
    {
        schema_each_relation(judge->schema, take_if_in_schema, judge);
    }
    if (classify_may_exist(judge) && judge->command->cascade)
    {
        classify_unsure(judge, "All relations in it are locked.");
    }
}

static void
take_if_in_schema(SchemaRelation *relation, void *context)
{
    ClassifyJudge *judge = context;

    for (size_t i = 0; i < judge->command->name_count; i++)
    {
        if (classify_same_name(relation->schema, judge->command->names[i].name) &&
            strchr("rpvmSf", relation->kind) != NULL)
        {
            classify_take_dropped(judge, relation, true);
        }
    }
}

/* Which server a foreign table belongs to is not kept: with CASCADE all of them may go. */
void
classify_refine_drop_server(ClassifyJudge *judge)
{
    if (judge->command->cascade)
    {
        schema_each_relation(judge->schema, take_if_foreign, judge);
        if (judge->result->lock_count > 0)
        {
            classify_unsure(judge, "Which foreign tables are of it is not known.");
        }
    }
}

static void
take_if_foreign(SchemaRelation *relation, void *context)
{
    if (relation->kind == 'f')
    {
        classify_take_dropped(context, relation, true);
    }
}

/* The object is in target. */
void
classify_refine_extension_member(ClassifyJudge *judge)
{
    switch ((int) judge->command->owner_object) /* the kinds that are relations */
    {
        case SQL_TABLE:
        case SQL_FOREIGN_TABLE:
        case SQL_VIEW:
        case SQL_MATERIALIZED_VIEW:
        case SQL_SEQUENCE:
        case SQL_INDEX:
            classify_take_name(judge, judge->command->target, LOCK_SHARE_UPDATE_EXCLUSIVE);
            break;
    }
}

/* What an extension's script does is nowhere to be seen. */
void
classify_refine_extension(ClassifyJudge *judge)
{
    judge->result->opaque = "what the extension's own script does cannot be seen";
    judge->result->is_exact = false;
}
