/* SPDX-License-Identifier: PostgreSQL */
/*
 * Subcommands of ALTER TABLE that change no column and no constraint, as far as the schema knows of what they set.
 */
#include "fold_internal.h"

#include <string.h>

#include "base/mem.h"

static void set_persistence(SchemaRelation *relation, char persistence);
static void set_identity(Fold *fold, SchemaRelation *relation, const Command *command);

void
fold_alter_table(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_altered(fold, command);

    if (relation == NULL)
    {
        return;
    }
    switch ((int) command->kind) /* the kinds that come here: see fold.c */
    {
        case COMMAND_SET_LOGGED:
        case COMMAND_SET_UNLOGGED:
            set_persistence(relation, (char) (command->kind == COMMAND_SET_LOGGED ? 'p' : 'u'));
            break;
        case COMMAND_ENABLE_ROW_SECURITY:
        case COMMAND_DISABLE_ROW_SECURITY:
            relation->row_security = command->kind == COMMAND_ENABLE_ROW_SECURITY;
            break;
        case COMMAND_FORCE_ROW_SECURITY:
        case COMMAND_NO_FORCE_ROW_SECURITY:
            relation->force_row_security = command->kind == COMMAND_FORCE_ROW_SECURITY;
            break;
        case COMMAND_CLUSTER_ON:
        case COMMAND_SET_WITHOUT_CLUSTER:
            relation->clustered_index = schema_keep(fold->schema, command->target.name);
            break;
        case COMMAND_REPLICA_IDENTITY:
            set_identity(fold, relation, command);
            break;
        case COMMAND_OF_TYPE:
        case COMMAND_NOT_OF_TYPE:
            relation->of_type = command->kind == COMMAND_OF_TYPE ? schema_keep(fold->schema, command->base.name) : NULL;
            break;
    }
}

/* With indexes, and owned sequences (15 and later). */
static void
set_persistence(SchemaRelation *relation, char persistence)
{
    relation->persistence = persistence;
    for (size_t i = 0; i < relation->index_count; i++)
    {
        relation->indexes[i]->persistence = persistence;
    }
    for (size_t i = 0; i < relation->column_count; i++)
    {
        if (relation->columns[i].sequence != NULL)
        {
            relation->columns[i].sequence->persistence = persistence;
        }
    }
}

/* pg_class.relreplident is the first letter of the word. */
static void
set_identity(Fold *fold, SchemaRelation *relation, const Command *command)
{
    const char *name = command->target.name;

    relation->replica_identity = (char) (command->member == NULL ? 'd' : command->member[0]);
    relation->replica_index = NULL;
    if (relation->replica_identity == 'i' && name != NULL)
    {
        const SchemaRelation *index = schema_relation_near(fold->schema, relation, (QualifiedName){.name = name});

        relation->replica_index = index != NULL ? index->name : schema_keep(fold->schema, name);
    }
}
