/* SPDX-License-Identifier: PostgreSQL */
/*
 * Statements on rows: what queries read and write, sequences that they count, foreign keys that they check.
 *
 * Facts (measured on 12 to 18): a query locks views and all below them; INSERT locks the partitions that its rows go to,
 * and with ROW SHARE the tables that its foreign keys point at; nextval() and setval() take ROW EXCLUSIVE on the
 * sequence; TRUNCATE … CASCADE takes every table that refers to it, directly or not.
 */
#include <string.h>

#include "base/mem.h"
#include "classify_command_internal.h"

#define REFERRER_DEPTH_MAX 64

static void run_where_there_are_rows(ClassifyJudge *judge);
static bool reads_rows(const ClassifyJudge *judge, size_t count);
static void run_triggers(ClassifyJudge *judge, const SchemaRelation *relation);
static bool fires(CommandKind kind, const SchemaTrigger *trigger);
static void take_keys(ClassifyJudge *judge, const SchemaRelation *relation);
static bool is_assigned(const ClassifyJudge *judge, const SchemaConstraint *key);
static bool is_target(const Command *command, const CommandUse *use);
static void take_target(ClassifyJudge *judge, const CommandUse *use);
static void take_inserted(ClassifyJudge *judge, const SchemaRelation *relation);
static char letter_of(const ClassifyJudge *judge, const SchemaRelation *relation, size_t column);
static bool is_filled(const ClassifyJudge *judge, const SchemaRelation *relation, const SchemaConstraint *key);

void
classify_refine_query(ClassifyJudge *judge)
{
    const Command *command = judge->command;

    for (size_t i = 0; i < command->use_count; i++)
    {
        if (is_target(command, &command->uses[i]))
        {
            take_target(judge, &command->uses[i]);
        }
        else
        {
            classify_take_use(judge, &command->uses[i], true);
        }
    }
    classify_take_called(judge, command->calls, command->call_count);
    if (command->kind == COMMAND_SELECT || command->kind == COMMAND_INSERT || command->kind == COMMAND_VALUES)
    {
        classify_run_calls(judge, command->calls, command->call_count);
    }
    else
    {
        run_where_there_are_rows(judge);
    }
    judge->result->scans = command->kind == COMMAND_INSERT ? reads_rows(judge, 1) : judge->result->scans;
    judge->result->scans = judge->result->scans && reads_rows(judge, 0);
}

/* A function in FROM of an UPDATE runs in any case, one in SET or WHERE if there is a row. */
static void
run_where_there_are_rows(ClassifyJudge *judge)
{
    size_t before = judge->result->lock_count;

    classify_run_calls(judge, judge->command->calls, judge->command->call_count);
    if (judge->result->lock_count > before)
    {
        classify_unsure(judge, "What the functions in it do is only done where there are rows.");
    }
}

/* Whether it uses more than COUNT relations of users. */
static bool
reads_rows(const ClassifyJudge *judge, size_t count)
{
    size_t found = 0;

    for (size_t i = 0; i < judge->command->use_count; i++)
    {
        found += classify_is_system(judge->command->uses[i].relation) ? 0 : 1;
    }
    return found > count;
}

static bool
is_target(const Command *command, const CommandUse *use)
{
    return command->name_count > 0 && use->lock != LOCK_ROW_SHARE && command->kind != COMMAND_SELECT &&
           strcmp(use->relation.name, command->names[0].name) == 0 &&
           classify_same_name(use->relation.schema, command->names[0].schema) &&
           (use->lock == LOCK_ROW_EXCLUSIVE || command->kind == COMMAND_COPY_TO);
}

static void
take_target(ClassifyJudge *judge, const CommandUse *use)
{
    const Command *command = judge->command;
    const SchemaRelation *relation = schema_relation(judge->schema, use->relation);
    bool adds = command->kind == COMMAND_INSERT || command->kind == COMMAND_COPY_FROM;

    if (classify_may_exist(judge) && (relation == NULL || !relation->is_known) && command->kind != COMMAND_COPY_TO)
    {
        classify_unsure(judge, "What its keys, defaults and triggers lock is not known.");
    }
    if (relation == NULL || relation->kind == 'v')
    {
        classify_take_use(judge, use, true);
        if (relation != NULL && adds && relation->read_count == 1)
        {
            take_inserted(judge, relation->reads[0].relation);
        }
        return;
    }
    if (adds || command->kind == COMMAND_UPDATE || judge->settings->server_version < 140000)
    {
        classify_take_above(judge, relation);
    }
    if (adds)
    {
        classify_take_partitions(judge, relation, use->lock);
        take_inserted(judge, relation);
        if (relation->kind == 'p')
        {
            classify_unsure(judge, "Of the partitions only those are locked that rows go to.");
        }
        return;
    }
    if (command->only || command->kind == COMMAND_COPY_TO)
    {
        classify_take(judge, relation, use->lock);
        return;
    }
    classify_take_tree(judge, relation, use->lock);
    if (command->kind == COMMAND_UPDATE && command->data != NULL)
    {
        take_keys(judge, relation);
    }
    if (relation->rule_count > 0)
    {
        classify_unsure(judge, "What the rules of the table do is not known.");
    }
    run_triggers(judge, relation);
    if (command->kind == COMMAND_DELETE && relation->referrer_count > 0 && command->data != NULL)
    {
        classify_unsure(judge, "For every row the tables that refer to it are looked at.");
    }
}

static void
take_inserted(ClassifyJudge *judge, const SchemaRelation *relation)
{
    const CommandData *data = judge->command->data;

    if (data == NULL)
    {
        return;
    }
    take_keys(judge, relation);
    run_triggers(judge, relation);
    if (!data->is_values)
    {
        return;
    }
    for (size_t i = 0; i < relation->column_count; i++)
    {
        const SchemaColumn *column = &relation->columns[i];

        if (letter_of(judge, relation, i) == 'v' || letter_of(judge, relation, i) == 'n')
        {
            continue;
        }
        if (column->sequence != NULL && (column->identity != 0 || column->has_default))
        {
            classify_take(judge, column->sequence, LOCK_ROW_EXCLUSIVE);
        }
        else if (column->fallback != NULL)
        {
            classify_take_called(judge, column->fallback->calls, column->fallback->call_count);
        }
    }
}

/* A key that gets a value is looked up. That there are rows to write is certain of VALUES only. */
static void
take_keys(ClassifyJudge *judge, const SchemaRelation *relation)
{
    const Command *command = judge->command;

    for (size_t i = 0; i < relation->constraint_count; i++)
    {
        const SchemaConstraint *key = &relation->constraints[i];
        bool is_written = command->kind == COMMAND_UPDATE ? is_assigned(judge, key) : is_filled(judge, relation, key);

        if (key->type != 'f' || !is_written)
        {
            continue;
        }
        if (command->data->is_values && command->kind == COMMAND_INSERT)
        {
            classify_take_partitions(judge, key->foreign, LOCK_ROW_SHARE);
        }
        else
        {
            classify_unsure(judge, "For every row %s is looked up, with ROW SHARE on it.", key->foreign->name);
        }
    }
}

static bool
is_assigned(const ClassifyJudge *judge, const SchemaConstraint *key)
{
    const CommandData *data = judge->command->data;

    for (size_t i = 0; data != NULL && key->columns[i] != NULL; i++)
    {
        if (classify_list_has(data->columns, key->columns[i]) && !classify_list_has(data->nulls, key->columns[i]))
        {
            return true;
        }
    }
    return false;
}

/* Those of statements fire in any case, those of rows if there is one: that is certain of INSERT … VALUES only. */
static void
run_triggers(ClassifyJudge *judge, const SchemaRelation *relation)
{
    const Command *command = judge->command;
    bool has_rows = command->kind == COMMAND_INSERT && command->data->is_values;

    for (size_t i = 0; i < relation->trigger_count; i++)
    {
        const SchemaTrigger *trigger = &relation->triggers[i];
        size_t count = 0;
        const SchemaFunction *function =
            fires(command->kind, trigger) ? schema_function(judge->schema, trigger->function, 0, &count) : NULL;

        if (function != NULL && (has_rows || !trigger->is_row))
        {
            classify_run_function(judge, function);
        }
        else if (function != NULL && (function->body_count > 0 || function->opaque != NULL))
        {
            classify_unsure(judge, "For every row trigger %s fires.", trigger->name);
        }
    }
}

static bool
fires(CommandKind kind, const SchemaTrigger *trigger)
{
    switch ((int) kind) /* those that write */
    {
        case COMMAND_INSERT:
        case COMMAND_COPY_FROM:
            return trigger->on_insert;
        case COMMAND_UPDATE:
            return trigger->on_update;
        case COMMAND_DELETE:
            return trigger->on_delete;
        case COMMAND_MERGE:
            return trigger->on_insert || trigger->on_update || trigger->on_delete;
    }
    return false;
}

/* What becomes of a column: a letter as in CommandData.row. Without a list the first columns are meant, as many as there
 * are values. */
static char
letter_of(const ClassifyJudge *judge, const SchemaRelation *relation, size_t column)
{
    const CommandData *data = judge->command->data;
    size_t place = column;

    if (data->has_column_list)
    {
        for (place = 0; data->columns[place] != NULL; place++)
        {
            if (strcmp(data->columns[place], relation->columns[column].name) == 0)
            {
                break;
            }
        }
        if (data->columns[place] == NULL)
        {
            return 'd';
        }
    }
    if (data->value_count == 0)
    {
        return 'v';
    }
    if (data->row == NULL || place >= (size_t) data->value_count)
    {
        return 'd';
    }
    return data->row[place];
}

/* A key with a NULL in it is not checked. */
static bool
is_filled(const ClassifyJudge *judge, const SchemaRelation *relation, const SchemaConstraint *key)
{
    for (size_t i = 0; i < relation->column_count; i++)
    {
        char letter = letter_of(judge, relation, i);

        if (classify_list_has(key->columns, relation->columns[i].name) &&
            (letter == 'n' || (letter == 'd' && !relation->columns[i].has_default)))
        {
            return false;
        }
    }
    return true;
}

static void truncate(ClassifyJudge *judge, const SchemaRelation *relation, size_t depth);
static void truncate_referrers(ClassifyJudge *judge, const SchemaRelation *relation, size_t depth);

void
classify_refine_truncate(ClassifyJudge *judge)
{
    const Command *command = judge->command;

    for (size_t i = 0; i < command->name_count; i++)
    {
        const SchemaRelation *relation = schema_relation(judge->schema, command->names[i]);

        if (relation != NULL)
        {
            truncate(judge, relation, 0);
            if (judge->settings->server_version < 140000)
            {
                classify_take_above(judge, relation);
            }
        }
        else if (command->cascade && judge->result->lock_count > 0)
        {
            classify_unsure(judge, "All tables that refer to it are emptied and locked too.");
        }
    }
}

static void
truncate(ClassifyJudge *judge, const SchemaRelation *relation, size_t depth)
{
    bool restarts = classify_list_has(judge->command->options, "restart identity");

    if (restarts)
    {
        classify_take_sequences(judge, relation, LOCK_ACCESS_EXCLUSIVE);
    }
    if (judge->command->cascade && depth < REFERRER_DEPTH_MAX)
    {
        truncate_referrers(judge, relation, depth);
    }
    for (size_t i = 0; i < relation->child_count && !judge->command->only; i++)
    {
        truncate(judge, relation->children[i], depth + 1);
    }
}

/* Those of a partition refer to the tables above it. */
static void
truncate_referrers(ClassifyJudge *judge, const SchemaRelation *relation, size_t depth)
{
    for (size_t i = 0; i < relation->referrer_count; i++)
    {
        if (relation->referrers[i] != relation)
        {
            classify_take_tree(judge, relation->referrers[i], LOCK_ACCESS_EXCLUSIVE);
            truncate(judge, relation->referrers[i], depth + 1);
        }
    }
    if (relation->is_partition && relation->parent_count > 0)
    {
        truncate_referrers(judge, relation->parents[0], depth);
    }
}

/* LOCK TABLE of a view locks what it reads, in the same mode. */
void
classify_refine_lock(ClassifyJudge *judge)
{
    const Command *command = judge->command;

    for (size_t i = 0; i < command->name_count; i++)
    {
        const CommandUse use = {.relation = command->names[i], .lock = command->lock};

        classify_take_use(judge, &use, !command->only);
    }
    if (judge->result->lock < LOCK_SHARE)
    {
        judge->result->breaks_old = false;
        judge->result->change_class = CLASS_DATA;
        judge->result->semver = SEMVER_NONE;
    }
}
