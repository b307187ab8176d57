/* SPDX-License-Identifier: PostgreSQL */
/*
 * Columns: ADD, DROP, ALTER and RENAME COLUMN, identity; of composite types attributes.
 *
 * All but identity (before 17) go on to children and partitions, unless ONLY is written. A column of a table that is not
 * known is made as far as the command tells of it.
 */
#include "fold_internal.h"

#include <string.h>

#include "base/mem.h"

static void add_below(Fold *fold, SchemaRelation *relation, const Command *command);
static void drop_below(Fold *fold, SchemaRelation *relation, const char *name, bool only);
static void drop_readers_of(Fold *fold, SchemaRelation *relation, const char *name);
static void alter(Fold *fold, SchemaRelation *relation, const Command *command);
static void alter_one(Fold *fold, SchemaRelation *relation, SchemaColumn *column, const Command *command);
static void rename_below(Fold *fold, SchemaRelation *relation, const char *name, const char *new_name);
static void each_of_type(Fold *fold, SchemaRelation *type, const Command *command, FoldAction action);

void
fold_add_column(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_altered(fold, command);
    const CommandColumn *definition = command->column_count == 0 ? NULL : &command->columns[0];
    const SchemaColumn *known =
        relation == NULL || definition == NULL ? NULL : schema_column(relation, definition->name);

    if (relation == NULL || definition == NULL || (known != NULL && (command->if_not_exists || fold->depth > 0)))
    {
        return;
    }
    fold_define_column(fold, relation, definition);
    add_below(fold, relation, command);
    fold_constraints(fold, relation, command, false);
    if (relation->kind == 'c')
    {
        each_of_type(fold, relation, command, fold_add_column);
    }
}

static void
add_below(Fold *fold, SchemaRelation *relation, const Command *command)
{
    CommandColumn definition = command->columns[0];

    /* A sequence belongs to one column: children take the default, not the sequence. */
    definition.type.serial = 0;
    definition.identity = 0;
    for (size_t i = 0; i < relation->child_count && !command->only; i++)
    {
        SchemaRelation *child = relation->children[i];
        SchemaColumn *column = schema_column(child, definition.name);
        bool existed = column != NULL;

        if (!existed)
        {
            column = fold_define_column(fold, child, &definition);
            column->has_default = schema_column(relation, definition.name)->has_default;
        }
        column->is_also_own = existed && !child->is_partition;
        column->is_inherited = true;
        add_below(fold, child, command);
    }
}

void
fold_drop_column(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_altered(fold, command);
    const char *name;

    if (relation == NULL || command->member == NULL)
    {
        return;
    }
    name = schema_keep(fold->schema, command->member);
    if (command->cascade)
    {
        drop_readers_of(fold, relation, name);
    }
    drop_below(fold, relation, name, command->only);
    schema_drop_column(fold->schema, relation, name);
    if (relation->kind == 'c')
    {
        each_of_type(fold, relation, command, fold_drop_column);
    }
}

static void
drop_below(Fold *fold, SchemaRelation *relation, const char *name, bool only)
{
    for (size_t i = 0; i < relation->child_count; i++)
    {
        SchemaRelation *child = relation->children[i];
        SchemaColumn *column = schema_column(child, name);

        if (column == NULL || !column->is_inherited)
        {
            continue;
        }
        if ((only || column->is_also_own) && !child->is_partition)
        {
            column->is_inherited = false;
            column->is_also_own = false;
            continue;
        }
        drop_below(fold, child, name, false);
        schema_drop_column(fold->schema, child, name);
    }
}

/* CASCADE takes the views that read the column: where it is not known what one reads, if it shows one of that name. */
static void
drop_readers_of(Fold *fold, SchemaRelation *relation, const char *name)
{
    for (size_t i = relation->reader_count; i-- > 0;)
    {
        const SchemaDependency *reader = i < relation->reader_count ? &relation->readers[i] : NULL;

        if (reader != NULL && (reader->columns == NULL ? schema_column(reader->relation, name) != NULL
                                                       : schema_list_has(reader->columns, name)))
        {
            fold_drop(fold, reader->relation, true);
        }
    }
}

void
fold_alter_column(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_altered(fold, command);

    if (relation != NULL && command->member != NULL)
    {
        alter(fold, relation, command);
    }
}

static void
alter(Fold *fold, SchemaRelation *relation, const Command *command)
{
    SchemaColumn *column = schema_column(relation, command->member);

    if (column == NULL && !relation->is_known)
    {
        column = schema_add_column(fold->schema, relation, command->member);
    }
    if (column != NULL)
    {
        alter_one(fold, relation, column, command);
    }
    for (size_t i = 0; i < relation->child_count && !command->only; i++)
    {
        alter(fold, relation->children[i], command);
    }
    if (command->kind == COMMAND_ALTER_COLUMN_TYPE)
    {
        fold_rebuild_indexes(fold, relation, command->member);
    }
    if (relation->kind == 'c' && command->kind == COMMAND_ALTER_ATTRIBUTE_TYPE)
    {
        each_of_type(fold, relation, command, fold_alter_column);
    }
}

static void
alter_one(Fold *fold, SchemaRelation *relation, SchemaColumn *column, const Command *command)
{
    Schema *schema = fold->schema;

    (void) relation;
    switch ((int) command->kind) /* the kinds that come here: see fold.c */
    {
        case COMMAND_ALTER_COLUMN_TYPE:
        case COMMAND_ALTER_ATTRIBUTE_TYPE:
            if (command->column_count > 0)
            {
                column->type = schema_keep_type(schema, command->columns[0].type);
                column->collation = schema_keep(schema, command->columns[0].collation);
            }
            break;
        case COMMAND_SET_DEFAULT:
            column->has_default = command->expression == NULL || !command->expression->is_null;
            column->fallback = column->has_default ? schema_keep_expression(schema, command->expression) : NULL;
            break;
        case COMMAND_DROP_DEFAULT:
            column->has_default = false;
            column->fallback = NULL;
            break;
        case COMMAND_SET_NOT_NULL:
            column->not_null = true;
            break;
        case COMMAND_DROP_NOT_NULL:
            column->not_null = false;
            break;
        case COMMAND_DROP_EXPRESSION:
            column->generated = 0;
            column->generated_from = NULL;
            break;
    }
}

void
fold_identity(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_altered(fold, command);
    SchemaColumn *column = relation == NULL ? NULL : schema_column(relation, command->member);

    if (column == NULL && relation != NULL && command->member != NULL && !relation->is_known)
    {
        column = schema_add_column(fold->schema, relation, command->member);
    }
    if (column == NULL)
    {
        return;
    }
    if (command->kind == COMMAND_ADD_IDENTITY)
    {
        column->identity = command->is_default ? 'd' : 'a';
        fold_own_sequence(fold, relation, command->member, true);
    }
    else if (command->kind == COMMAND_SET_IDENTITY && schema_list_has(command->options, "generated"))
    {
        column->identity = command->is_default ? 'd' : 'a';
    }
    else if (command->kind == COMMAND_DROP_IDENTITY)
    {
        column->identity = 0;
        if (column->sequence != NULL)
        {
            schema_drop_relation(fold->schema, column->sequence);
        }
    }
}

void
fold_rename_column(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_altered(fold, command);

    if (relation == NULL || command->member == NULL || command->new_name == NULL)
    {
        return;
    }
    rename_below(fold, relation, schema_keep(fold->schema, command->member),
                 schema_keep(fold->schema, command->new_name));
    if (relation->kind == 'c')
    {
        each_of_type(fold, relation, command, fold_rename_column);
    }
}

static void
rename_below(Fold *fold, SchemaRelation *relation, const char *name, const char *new_name)
{
    schema_rename_column(fold->schema, relation, name, new_name);
    for (size_t i = 0; i < relation->child_count; i++)
    {
        rename_below(fold, relation->children[i], name, new_name);
    }
}

/* Tables OF a composite type change with it: the command is folded as if it named them. */
static void
each_of_type(Fold *fold, SchemaRelation *type, const Command *command, FoldAction action)
{
    const SchemaList *list = &fold->schema->relation_list;

    for (size_t i = 0; i < list->count; i++)
    {
        SchemaRelation *relation = list->items[i];

        if (relation != NULL && relation->of_type != NULL && strcmp(relation->of_type, type->name) == 0)
        {
            QualifiedName name = {.schema = relation->schema, .name = relation->name};
            Command copy = *command;

            copy.names = &name;
            action(fold, &copy);
        }
    }
}
