/* SPDX-License-Identifier: PostgreSQL */
/*
 * Any statement and what is known of the database → a Classification.
 *
 * The row of classify_facts.def for its kind and object says what such a statement does; the row's refine function, in
 * one of the files beside this one, makes it exact. Here: choosing the row, and what holds for all: a relation that the
 * same file made breaks nobody, danger is a scan or rewrite of rows under a lock that blocks writers.
 * Invariant: what is not known makes the answer worse, never better, and is_exact false.
 */
#include <string.h>

#include "base/mem.h"
#include "classify_command_internal.h"
#include "sql/quote.h"

/* The letters of classify_facts.def. */
enum
{
    S = FACT_SCANS,
    R = FACT_REWRITES,
    O = FACT_BREAKS_OLD,
    W = FACT_BREAKS_NEW,
    L = FACT_LOSES_DATA,
    T = FACT_NO_TRANSACTION,
    Q = FACT_QUICK,
};

#define SQL_ANY SQL_OBJECTS

static const ClassifyRow rows[] = {
#define FACTS(kind, object, since, change_class, lock, reach, facts, semver, refine)                                   \
    {COMMAND_##kind, SQL_##object, (since),         CLASS_##change_class,    LOCK_##lock,                              \
     REACH_##reach,  (facts),      SEMVER_##semver, classify_refine_##refine},
#include "classify_facts.def"
#undef FACTS
};

/* Objects that are relations, so that names[] are looked up. */
static const bool is_relation_object[SQL_OBJECTS] = {
    [SQL_TABLE] = true,  [SQL_FOREIGN_TABLE] = true,    [SQL_INDEX] = true,
    [SQL_VIEW] = true,   [SQL_SEQUENCE] = true,         [SQL_MATERIALIZED_VIEW] = true,
    [SQL_COLUMN] = true, [SQL_TABLE_CONSTRAINT] = true, [SQL_TRIGGER] = true,
    [SQL_RULE] = true,   [SQL_POLICY] = true,
};

static void start(ClassifyJudge *judge, const ClassifyRow *row);
static void take_lock(ClassifyJudge *judge, const ClassifyRow *row);
static void unknown_kind(ClassifyJudge *judge);
static void settle(ClassifyJudge *judge, const ClassifyRow *row);
static void doubt_existence(ClassifyJudge *judge);
static bool is_new(const ClassifyJudge *judge);
static void weigh_danger(ClassifyJudge *judge);
static LockMode waited_for(const ClassifyTouch *touch);
static Semver semver_of(const Classification *result);

Classification *
classify_command(void *owner, const Command *command, const Schema *schema)
{
    return classify_at_depth(owner, command, schema, 0);
}

Classification *
classify_at_depth(void *owner, const Command *command, const Schema *schema, size_t depth)
{
    ClassifyJudge judge = {.command = command, .schema = schema, .depth = depth};
    const ClassifyRow *row;

    judge.settings = schema_settings_of(schema);
    judge.result = mem_new(owner, Classification);
    judge.owner = judge.result;
    judge.result->is_exact = true;
    row = classify_row(command->kind, command->object, judge.settings->server_version);
    if (row == NULL)
    {
        unknown_kind(&judge);
        return judge.result;
    }
    start(&judge, row);
    take_lock(&judge, row);
    if (row->refine != NULL)
    {
        row->refine(&judge);
    }
    settle(&judge, row);
    doubt_existence(&judge);
    return judge.result;
}

const ClassifyRow *
classify_row(CommandKind kind, SqlObject object, int server_version)
{
    const ClassifyRow *found = NULL;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        bool fits = rows[i].kind == kind && rows[i].since <= server_version;
        bool is_exact = rows[i].object == object;

        if (fits && (is_exact || (rows[i].object == SQL_ANY && (found == NULL || found->object == SQL_ANY))))
        {
            found = &rows[i];
        }
    }
    return found;
}

static void
start(ClassifyJudge *judge, const ClassifyRow *row)
{
    Classification *result = judge->result;

    result->change_class = row->change_class;
    result->scans = (row->facts & FACT_SCANS) != 0;
    result->rewrites = (row->facts & FACT_REWRITES) != 0;
    result->breaks_old = (row->facts & FACT_BREAKS_OLD) != 0;
    result->breaks_new = (row->facts & FACT_BREAKS_NEW) != 0;
    result->loses_data = (row->facts & FACT_LOSES_DATA) != 0;
    result->needs_no_transaction = (row->facts & FACT_NO_TRANSACTION) != 0;
    result->semver = row->semver;
    result->opaque = judge->command->opaque;
    result->is_exact = result->opaque == NULL;
    judge->is_quick = (row->facts & FACT_QUICK) != 0;
    if (judge->command->name_count > 0 &&
        (row->reach != REACH_NONE || is_relation_object[judge->command->object] || row->kind == COMMAND_INSERT))
    {
        judge->relation = schema_relation(judge->schema, judge->command->names[0]);
    }
}

static void
take_lock(ClassifyJudge *judge, const ClassifyRow *row)
{
    const Command *command = judge->command;

    for (size_t i = 0; i < command->name_count && row->reach != REACH_NONE && row->lock != LOCK_NONE; i++)
    {
        const SchemaRelation *relation = schema_relation(judge->schema, command->names[i]);

        if (relation == NULL || command->only || row->reach == REACH_OWN)
        {
            classify_take_name(judge, command->names[i], row->lock);
        }
        else if (row->reach == REACH_TREE)
        {
            classify_take_tree(judge, relation, row->lock);
        }
        else
        {
            classify_take_partitions(judge, relation, row->lock);
        }
    }
}

/* No row: a statement of a newer grammar. Nothing is promised of it. */
static void
unknown_kind(ClassifyJudge *judge)
{
    judge->result->change_class = CLASS_UNSUPPORTED;
    judge->result->breaks_old = true;
    judge->result->breaks_new = true;
    judge->result->semver = SEMVER_MAJOR;
    judge->result->is_exact = false;
    judge->result->opaque = "this kind of statement is not known";
}

static void
settle(ClassifyJudge *judge, const ClassifyRow *row)
{
    Classification *result = judge->result;
    bool was_old = (row->facts & FACT_BREAKS_OLD) != 0;

    if (is_new(judge) && result->change_class != CLASS_DATA && result->change_class != CLASS_SESSION)
    {
        result->breaks_old = false;
        result->loses_data = false;
        judge->keeps_class = false;
        result->change_class = CLASS_EXPAND;
    }
    else if (result->change_class == CLASS_EXPAND && (result->breaks_old || result->loses_data))
    {
        result->change_class = result->breaks_new ? CLASS_EXPAND_CONTRACT : CLASS_CONTRACT;
    }
    else if (was_old && !result->breaks_old && !result->loses_data && !judge->keeps_class &&
             (result->change_class == CLASS_CONTRACT || result->change_class == CLASS_EXPAND_CONTRACT))
    {
        result->change_class = CLASS_EXPAND;
    }
    if (result->change_class != CLASS_DATA && result->change_class != CLASS_SESSION)
    {
        result->semver = semver_of(result);
    }
    weigh_danger(judge);
}

/* IF EXISTS of a relation of which nothing is known. */
static void
doubt_existence(ClassifyJudge *judge)
{
    const Command *command = judge->command;

    if (command->if_exists && judge->relation == NULL && is_relation_object[command->object] &&
        judge->result->is_exact && judge->result->lock_count > 0)
    {
        classify_unsure(judge, "If it does not exist nothing is done.");
    }
}

/* V cannot know what the same file has just made. */
static bool
is_new(const ClassifyJudge *judge)
{
    const Command *command = judge->command;

    for (size_t i = 0; i < command->name_count; i++)
    {
        const SchemaRelation *relation =
            is_relation_object[command->object] ? schema_relation(judge->schema, command->names[i]) : NULL;

        if (relation != NULL && relation->table != NULL)
        {
            relation = relation->table;
        }
        if (relation == NULL || !schema_is_new(judge->schema, relation))
        {
            return false;
        }
    }
    return command->name_count > 0 && command->kind != COMMAND_CREATE && command->kind != COMMAND_CREATE_AS &&
           command->kind != COMMAND_CREATE_PARTITION;
}

static Semver
semver_of(const Classification *result)
{
    if (result->breaks_old || result->loses_data)
    {
        return SEMVER_MAJOR;
    }
    return result->breaks_new ? SEMVER_MINOR : SEMVER_PATCH;
}

/* Writers wait for as long as rows are read or rewritten under SHARE or stronger. A partitioned table has no rows of its
 * own: its partitions are looked at. A materialized view has no writers, only readers. */
static void
weigh_danger(ClassifyJudge *judge)
{
    Classification *result = judge->result;

    if ((!result->scans && !result->rewrites) || judge->is_quick)
    {
        return;
    }
    if (judge->touched_count == 0 && judge->relation != NULL)
    {
        classify_touch_tree(judge, judge->relation);
    }
    else if (judge->touched_count == 0 && result->lock_count > 0)
    {
        classify_touch_text(judge, result->locks[0].relation);
    }
    for (size_t i = 0; i < judge->touched_count && !result->danger; i++)
    {
        const ClassifyTouch *touch = &judge->touched[i];

        for (size_t j = 0; j < result->lock_count && !result->danger; j++)
        {
            if (result->locks[j].mode >= waited_for(touch) && strcmp(result->locks[j].relation, touch->text) == 0 &&
                (touch->relation == NULL ||
                 (touch->relation->kind != 'p' && !schema_is_new(judge->schema, touch->relation))))
            {
                result->danger = true;
                result->danger_relation = touch->text;
            }
        }
    }
}

static LockMode
waited_for(const ClassifyTouch *touch)
{
    return touch->relation != NULL && touch->relation->kind == 'm' ? LOCK_ACCESS_EXCLUSIVE : LOCK_SHARE;
}
