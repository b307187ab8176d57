/* SPDX-License-Identifier: PostgreSQL */
/*
 * Subcommands of ALTER TABLE about the table as a whole, and RENAME, SET SCHEMA, OWNER TO of relations.
 *
 * Facts (measured on 12 to 18): owned sequences go along with SET SCHEMA, OWNER TO and SET LOGGED; SET of a storage
 * parameter takes SHARE UPDATE EXCLUSIVE, but user_catalog_table ACCESS EXCLUSIVE.
 */
#include <string.h>

#include "base/mem.h"
#include "classify_command_internal.h"

static void set_one_tablespace(ClassifyJudge *judge);

void
classify_refine_set_options(ClassifyJudge *judge)
{
    LockMode mode = LOCK_SHARE_UPDATE_EXCLUSIVE;

    if (judge->relation != NULL && judge->relation->kind == 'v')
    {
        mode = LOCK_ACCESS_EXCLUSIVE;
    }
    /* GIN's and GiST's buffering options and the like wait for everybody too (reloptions.c). */
    if (classify_list_has(judge->command->options, "user_catalog_table") ||
        classify_list_has(judge->command->options, "fastupdate") ||
        classify_list_has(judge->command->options, "gin_pending_list_limit") ||
        classify_list_has(judge->command->options, "buffering") ||
        classify_list_has(judge->command->options, "pages_per_range") ||
        classify_list_has(judge->command->options, "autosummarize"))
    {
        mode = LOCK_ACCESS_EXCLUSIVE;
    }
    for (size_t i = 0; i < judge->command->name_count; i++)
    {
        classify_take_name(judge, judge->command->names[i], mode);
    }
}

void
classify_refine_set_logged(ClassifyJudge *judge)
{
    char wanted = judge->command->kind == COMMAND_SET_LOGGED ? 'p' : 'u';
    const SchemaRelation *relation = judge->relation;

    if (relation == NULL)
    {
        return;
    }
    if (relation->persistence == wanted)
    {
        classify_neutral(judge);
        classify_say(judge, "It is that already.");
        return;
    }
    if (relation->kind == 'S')
    {
        judge->result->scans = false;
        judge->result->rewrites = false;
        return;
    }
    /* Since 15 sequences can be unlogged and follow their table. */
    if (judge->settings->server_version >= 150000)
    {
        classify_take_sequences(judge, relation, LOCK_ACCESS_EXCLUSIVE);
    }
    classify_touch(judge, relation);
}

void
classify_refine_set_tablespace(ClassifyJudge *judge)
{
    if (judge->command->is_all)
    {
        classify_unsure(judge, "Which relations are in the tablespace is not known.");
        return;
    }
    set_one_tablespace(judge);
}

static void
set_one_tablespace(ClassifyJudge *judge)
{
    bool is_index = judge->command->object == SQL_INDEX || (judge->relation != NULL && judge->relation->kind == 'i');

    if (is_index || (judge->relation != NULL && judge->relation->kind == 'p'))
    {
        judge->result->rewrites = false;
        judge->result->scans = is_index;
    }
    if (judge->result->lock_count > 0)
    {
        classify_unsure(judge, "If it is in that tablespace already nothing is copied.");
    }
}

void
classify_refine_set_access_method(ClassifyJudge *judge)
{
    if (judge->result->lock_count > 0)
    {
        classify_unsure(judge, "If it has that access method already nothing is rewritten.");
    }
}

/* CLUSTER ON i: SHARE UPDATE EXCLUSIVE on the index too; REPLICA IDENTITY USING INDEX i: SHARE. */
void
classify_refine_names_index(ClassifyJudge *judge)
{
    const Command *command = judge->command;
    LockMode mode = command->kind == COMMAND_CLUSTER_ON ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_SHARE;

    if (command->target.name != NULL)
    {
        QualifiedName name = command->target;

        name.schema = name.schema == NULL && judge->relation != NULL ? judge->relation->schema : name.schema;
        classify_take_name(judge, name, mode);
    }
}

void
classify_refine_row_security(ClassifyJudge *judge)
{
    if (judge->relation != NULL && judge->relation->row_security)
    {
        classify_neutral(judge);
    }
    else if (judge->relation != NULL && judge->relation->is_known && judge->relation->policy_count == 0)
    {
        classify_say(judge, "Without a policy all rows are hidden from everybody but the owner.");
    }
}

void
classify_refine_inherit(ClassifyJudge *judge)
{
    bool joins = judge->command->kind == COMMAND_INHERIT;

    classify_take_name(judge, judge->command->target, joins ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_ACCESS_SHARE);
    for (size_t i = 0; joins && judge->relation != NULL && i < judge->relation->child_count; i++)
    {
        classify_take_tree(judge, judge->relation->children[i], LOCK_ACCESS_SHARE);
    }
}

/* ALTER TABLE takes names of indexes too, and then locks them like a table. */
void
classify_refine_rename(ClassifyJudge *judge)
{
    if (judge->relation != NULL && judge->relation->kind == 'i')
    {
        classify_neutral(judge);
    }
    if (judge->command->object == SQL_INDEX && judge->settings->server_version < 120000)
    {
        classify_take_name(judge, judge->command->names[0], LOCK_ACCESS_EXCLUSIVE);
    }
}

void
classify_refine_with_sequences(ClassifyJudge *judge)
{
    for (size_t i = 0; i < judge->command->name_count; i++)
    {
        const SchemaRelation *relation = schema_relation(judge->schema, judge->command->names[i]);

        if (relation != NULL && relation->kind != 'i')
        {
            classify_take_sequences(judge, relation, LOCK_ACCESS_EXCLUSIVE);
        }
    }
}

/* The clones of a row trigger on the partitions are switched with it; since 15 those of foreign keys too, with ALL. */
void
classify_refine_switch_trigger(ClassifyJudge *judge)
{
    const Command *command = judge->command;
    const SchemaRelation *relation = judge->relation;
    bool has_clones = false;

    if (relation == NULL || relation->kind != 'p' || command->only)
    {
        return;
    }
    for (size_t i = 0; i < relation->trigger_count; i++)
    {
        bool is_meant = command->full || command->user || command->member == NULL ||
                        classify_same_name(relation->triggers[i].name, command->member);

        has_clones = has_clones || (is_meant && relation->triggers[i].is_row);
    }
    for (size_t i = 0; command->full && judge->settings->server_version >= 150000 && i < relation->constraint_count;
         i++)
    {
        has_clones = has_clones || relation->constraints[i].type == 'f';
    }
    if (command->full && judge->settings->server_version >= 150000)
    {
        has_clones = has_clones || relation->referrer_count > 0;
    }
    if (has_clones || !(relation->is_known || judge->settings->is_complete))
    {
        classify_take_partitions(judge, relation, LOCK_SHARE_ROW_EXCLUSIVE);
    }
}

void
classify_refine_rename_trigger(ClassifyJudge *judge)
{
    (void) judge;
}

/* A sequence gets a new file: nextval() waits until COMMIT. */
void
classify_refine_alter_sequence(ClassifyJudge *judge)
{
    const char *const *options = judge->command->options;
    const char *type = judge->command->base.name;

    if (options && options[0] && !options[1] && strcmp(options[0], "as") == 0 && type && strcmp(type, "int8") == 0)
    {
        judge->result->breaks_old = false; /* no type is wider */
    }
    if (judge->command->target.name != NULL)
    {
        classify_take_name(judge, judge->command->target, LOCK_ACCESS_SHARE);
    }
}

void
classify_refine_owned_by(ClassifyJudge *judge)
{
    classify_take_name(judge, judge->command->target, LOCK_ACCESS_SHARE);
}
