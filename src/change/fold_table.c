/* SPDX-License-Identifier: PostgreSQL */
/*
 * CREATE TABLE in all its forms.
 *
 * Order as PostgreSQL's: columns of parents, own ones, those of LIKE; checks; what a partition takes over from its parent;
 * then the primary key, other keys, foreign keys. The order decides which names are chosen where two would be the same.
 */
#include "fold_internal.h"

#include <string.h>

#include "base/mem.h"

static char kind_of(const Command *command);
static void set_default(Fold *fold, SchemaColumn *column, const CommandExpression *fallback);
static void copy_like(Fold *fold, SchemaRelation *relation, const SchemaRelation *like, const Command *command);
static void copy_like_column(Fold *fold, SchemaRelation *relation, const SchemaColumn *from, const Command *command);
static void copy_like_constraints(Fold *fold, SchemaRelation *relation, const SchemaRelation *like,
                                  const Command *command);
static void copy_of_type(Fold *fold, SchemaRelation *relation, const Command *command);
static bool says(const Command *command, const char *option);
static const SchemaRelation *only_source(const Fold *fold, const Command *command);

void
fold_create_table(Fold *fold, const Command *command)
{
    char kind = kind_of(command);
    SchemaRelation *relation = fold_create_relation(fold, command, command->names[0], kind);

    if (relation == NULL)
    {
        return;
    }
    for (size_t i = 0; i < command->parent_count; i++)
    {
        SchemaRelation *parent = schema_need_relation(fold->schema, command->parents[i], 'r');

        fold_inherit_shape(fold, parent, relation);
        schema_link_child(fold->schema, parent, relation);
    }
    copy_of_type(fold, relation, command);
    for (size_t i = 0; i < command->column_count; i++)
    {
        fold_define_column(fold, relation, &command->columns[i]);
    }
    if (kind == 'p')
    {
        relation->partition_columns = schema_keep_list(fold->schema, command->partition_columns);
    }
    for (size_t i = 0; i < command->like_count; i++)
    {
        const SchemaRelation *like = schema_relation(fold->schema, command->likes[i]);

        if (like != NULL)
        {
            copy_like(fold, relation, like, command);
        }
    }
    fold_constraints(fold, relation, command, true);
}

static char
kind_of(const Command *command)
{
    if (command->partition_strategy != 0)
    {
        return 'p';
    }
    return (char) (command->object == SQL_FOREIGN_TABLE ? 'f' : 'r');
}

void
fold_create_partition(Fold *fold, const Command *command)
{
    char kind = kind_of(command);
    SchemaRelation *relation = fold_create_relation(fold, command, command->names[0], kind);
    SchemaRelation *parent;

    if (relation == NULL)
    {
        return;
    }
    parent = schema_need_relation(fold->schema, command->target, 'p');
    relation->is_partition = true;
    relation->is_default_partition = command->is_default;
    relation->bound = schema_keep(fold->schema, command->bound);
    if (kind == 'p')
    {
        relation->partition_columns = schema_keep_list(fold->schema, command->partition_columns);
    }
    fold_inherit_shape(fold, parent, relation);
    schema_link_child(fold->schema, parent, relation);
    for (size_t i = 0; i < command->column_count; i++)
    {
        fold_define_column(fold, relation, &command->columns[i]);
    }
    fold_inherit_parts(fold, parent, relation);
    fold_constraints(fold, relation, command, true);
}

SchemaColumn *
fold_define_column(Fold *fold, SchemaRelation *relation, const CommandColumn *definition)
{
    Schema *schema = fold->schema;
    SchemaColumn *column = schema_column(relation, definition->name);

    if (column != NULL && column->is_inherited)
    {
        column->is_also_own = !relation->is_partition;
        column->not_null = column->not_null || definition->not_null;
        if (definition->fallback != NULL)
        {
            set_default(fold, column, definition->fallback);
        }
        return column;
    }
    if (column == NULL)
    {
        column = schema_add_column(schema, relation, definition->name);
    }
    column->type = schema_keep_type(schema, definition->type);
    column->collation = schema_keep(schema, definition->collation);
    column->not_null = definition->not_null;
    column->identity = definition->identity;
    set_default(fold, column, definition->fallback);
    if (definition->generated != NULL)
    {
        column->generated = 's';
        column->generated_from = schema_keep_list(schema, definition->generated->columns);
    }
    if (definition->type.serial != 0 || definition->identity != 0)
    {
        fold_own_sequence(fold, relation, definition->name, definition->identity != 0);
        column = schema_column(relation, definition->name);
        column->has_default = definition->identity == 0;
    }
    return column;
}

/* DEFAULT NULL is none. */
static void
set_default(Fold *fold, SchemaColumn *column, const CommandExpression *fallback)
{
    column->has_default = fallback != NULL && !fallback->is_null;
    column->fallback = column->has_default ? schema_keep_expression(fold->schema, fallback) : NULL;
}

void
fold_own_sequence(Fold *fold, SchemaRelation *relation, const char *column, bool is_identity)
{
    const char *name = fold_choose_relation(fold, relation, column, "seq", false);
    SchemaRelation *sequence = fold_make_relation(fold, relation, name, 'S');

    sequence->is_identity_sequence = is_identity;
    schema_link_sequence(relation, schema_column(relation, column), sequence);
}

static void
copy_like(Fold *fold, SchemaRelation *relation, const SchemaRelation *like, const Command *command)
{
    for (size_t i = 0; i < like->column_count; i++)
    {
        copy_like_column(fold, relation, &like->columns[i], command);
    }
    copy_like_constraints(fold, relation, like, command);
}

static void
copy_like_column(Fold *fold, SchemaRelation *relation, const SchemaColumn *from, const Command *command)
{
    SchemaColumn *column = schema_column(relation, from->name);

    if (column != NULL)
    {
        return;
    }
    column = schema_add_column(fold->schema, relation, from->name);
    column->type = from->type;
    column->type.serial = 0;
    column->collation = from->collation;
    column->not_null = from->not_null;
    if (says(command, "defaults"))
    {
        column->has_default = from->has_default;
        column->fallback = from->fallback;
    }
    if (says(command, "generated"))
    {
        column->generated = from->generated;
        column->generated_from = from->generated_from;
    }
    if (says(command, "identity") && from->identity != 0)
    {
        column->identity = from->identity;
        fold_own_sequence(fold, relation, from->name, true);
    }
}

static void
copy_like_constraints(Fold *fold, SchemaRelation *relation, const SchemaRelation *like, const Command *command)
{
    for (size_t i = 0; i < like->constraint_count; i++)
    {
        const SchemaConstraint *from = &like->constraints[i];

        if (from->type == 'c' && says(command, "constraints"))
        {
            fold_inherit_check(fold, from, relation);
            schema_constraint(relation, from->name)->is_inherited = false;
            schema_constraint(relation, from->name)->is_valid = true;
        }
    }
    for (size_t i = 0; i < like->index_count && says(command, "indexes"); i++)
    {
        fold_partition_index(fold, like->indexes[i], relation);
    }
}

static void
copy_of_type(Fold *fold, SchemaRelation *relation, const Command *command)
{
    QualifiedName name = {.schema = command->base.schema, .name = command->base.name};
    const SchemaRelation *type;

    if (name.name == NULL || name.name[0] == '\0')
    {
        return;
    }
    relation->of_type = schema_keep(fold->schema, name.name);
    type = schema_relation(fold->schema, name);
    for (size_t i = 0; type != NULL && i < type->column_count; i++)
    {
        SchemaColumn *column = schema_add_column(fold->schema, relation, type->columns[i].name);

        column->type = type->columns[i].type;
        column->collation = type->columns[i].collation;
    }
}

static bool
says(const Command *command, const char *option)
{
    return schema_list_has(command->like_options, option) || schema_list_has(command->like_options, "all");
}

void
fold_create_as(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_create_relation(fold, command, command->names[0], 'r');

    if (relation != NULL)
    {
        fold_query_columns(fold, relation, command);
    }
    fold_data(fold, command);
}

void
fold_query_columns(Fold *fold, SchemaRelation *relation, const Command *command)
{
    const SchemaRelation *source = only_source(fold, command);
    bool is_star = command->column_count == 0 && command->data != NULL && command->data->has_star;

    for (size_t i = 0; source != NULL && is_star && i < source->column_count; i++)
    {
        SchemaColumn *column = schema_add_column(fold->schema, relation, source->columns[i].name);

        column->type = source->columns[i].type;
        column->type.serial = 0;
    }
    for (size_t i = 0; i < command->column_count; i++)
    {
        const char *name = command->columns[i].name;
        const SchemaColumn *from = source == NULL ? NULL : schema_column(source, name);
        SchemaColumn *column;

        if (name[0] == '\0' || schema_column(relation, name) != NULL)
        {
            continue;
        }
        column = schema_add_column(fold->schema, relation, name);
        if (from != NULL)
        {
            column->type = from->type;
            column->type.serial = 0;
        }
    }
}

/* What a query of one relation reads. */
static const SchemaRelation *
only_source(const Fold *fold, const Command *command)
{
    const SchemaRelation *source =
        command->use_count == 1 ? schema_relation(fold->schema, command->uses[0].relation) : NULL;

    return source == NULL || !source->is_known ? NULL : source;
}
