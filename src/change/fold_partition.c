/* SPDX-License-Identifier: PostgreSQL */
/*
 * Inheritance and partitions: what a child takes over, and how it joins and leaves.
 *
 * Every child has its parents' columns, NOT NULLs and CHECKs. A partition has besides their indexes, keys, foreign keys
 * and row triggers (11 and later), made for it or found in it.
 */
#include "fold_internal.h"

#include <string.h>

#include "base/mem.h"

static void inherit_column(Fold *fold, const SchemaColumn *from, const SchemaRelation *parent, SchemaRelation *child);
static void inherit_trigger(Fold *fold, const SchemaTrigger *from, SchemaRelation *child);
static void add_bound_check(Fold *fold, const SchemaRelation *parent, SchemaRelation *partition);
static void leave(Fold *fold, SchemaRelation *parent, SchemaRelation *child);
static void leave_indexes(const SchemaRelation *parent, SchemaRelation *child);

void
fold_inherit_shape(Fold *fold, SchemaRelation *parent, SchemaRelation *child)
{
    for (size_t i = 0; i < parent->column_count; i++)
    {
        inherit_column(fold, &parent->columns[i], parent, child);
    }
    for (size_t i = 0; i < parent->constraint_count; i++)
    {
        if (parent->constraints[i].type == 'c' && !parent->constraints[i].is_no_inherit)
        {
            fold_inherit_check(fold, &parent->constraints[i], child);
        }
    }
}

static void
inherit_column(Fold *fold, const SchemaColumn *from, const SchemaRelation *parent, SchemaRelation *child)
{
    SchemaColumn *column = schema_column(child, from->name);

    if (column != NULL)
    {
        column->is_also_own = !column->is_inherited && !child->is_partition;
        column->is_inherited = true;
        column->not_null = column->not_null || from->not_null;
        return;
    }
    column = schema_add_column(fold->schema, child, from->name);
    column->type = from->type;
    column->type.serial = 0;
    column->collation = from->collation;
    column->not_null = from->not_null;
    column->has_default = from->has_default;
    column->fallback = from->fallback;
    column->generated = from->generated;
    column->generated_from = from->generated_from;
    column->is_inherited = true;
    /* Partitions share the identity of their parent since 17. */
    if (fold->schema->settings.server_version >= 170000 && parent->kind == 'p')
    {
        column->identity = from->identity;
    }
}

void
fold_inherit_parts(Fold *fold, SchemaRelation *parent, SchemaRelation *child)
{
    for (size_t i = 0; i < parent->index_count; i++)
    {
        fold_partition_index(fold, parent->indexes[i], child);
    }
    for (size_t i = 0; i < parent->constraint_count; i++)
    {
        if (parent->constraints[i].type == 'f')
        {
            fold_inherit_foreign_key(fold, &parent->constraints[i], child);
        }
    }
    for (size_t i = 0; i < parent->trigger_count; i++)
    {
        if (parent->triggers[i].is_row)
        {
            inherit_trigger(fold, &parent->triggers[i], child);
        }
    }
}

static void
inherit_trigger(Fold *fold, const SchemaTrigger *from, SchemaRelation *child)
{
    SchemaTrigger copy = *from;

    copy.is_inherited = true;
    schema_remove_trigger(child, copy.name);
    *mem_push(child, child->triggers, child->trigger_count) = copy;
    for (size_t i = 0; i < child->child_count; i++)
    {
        inherit_trigger(fold, &copy, child->children[i]);
    }
}

void
fold_attach(Fold *fold, const Command *command)
{
    SchemaRelation *parent;
    SchemaRelation *child;

    if (command->object == SQL_INDEX)
    {
        fold_attach_index(fold, command);
        return;
    }
    parent = fold_altered(fold, command);
    if (parent == NULL)
    {
        return;
    }
    child = schema_need_relation(fold->schema, command->target, 'r');
    child->is_partition = true;
    child->is_default_partition = command->is_default;
    child->bound = schema_keep(fold->schema, command->bound);
    fold_inherit_shape(fold, parent, child);
    schema_link_child(fold->schema, parent, child);
    fold_inherit_parts(fold, parent, child);
    if (!child->is_empty)
    {
        fold_fill(fold, parent);
    }
}

void
fold_detach(Fold *fold, const Command *command)
{
    SchemaRelation *parent = fold_altered(fold, command);
    SchemaRelation *child = parent == NULL ? NULL : schema_relation(fold->schema, command->target);

    if (child == NULL || command->kind == COMMAND_DETACH_PARTITION_FINALIZE)
    {
        return;
    }
    if (command->concurrently)
    {
        add_bound_check(fold, parent, child);
    }
    leave_indexes(parent, child);
    leave(fold, parent, child);
    child->is_partition = false;
    child->is_default_partition = false;
    child->bound = NULL;
    for (size_t i = child->trigger_count; i-- > 0;)
    {
        if (child->triggers[i].is_inherited)
        {
            schema_remove_trigger(child, child->triggers[i].name);
        }
    }
}

/* DETACH CONCURRENTLY leaves the bound as a CHECK (14 and later). */
static void
add_bound_check(Fold *fold, const SchemaRelation *parent, SchemaRelation *partition)
{
    const char *const *columns = parent->partition_columns == NULL ? schema_no_texts : parent->partition_columns;
    const char *single = columns[0] != NULL && columns[1] == NULL ? columns[0] : NULL;
    const char *name = fold_choose_constraint(fold, partition, single, "check");

    schema_add_constraint(fold->schema, partition, name, 'c')->columns = columns;
}

static void
leave_indexes(const SchemaRelation *parent, SchemaRelation *child)
{
    for (size_t i = 0; i < child->index_count; i++)
    {
        SchemaRelation *index = child->indexes[i];

        for (size_t k = index->parent_count; k-- > 0;)
        {
            if (index->parents[k]->table == parent)
            {
                schema_unlink_child(index->parents[k], index);
            }
        }
    }
}

/* What it inherited becomes its own. */
static void
leave(Fold *fold, SchemaRelation *parent, SchemaRelation *child)
{
    (void) fold;
    schema_unlink_child(parent, child);
    if (child->parent_count > 0)
    {
        return;
    }
    for (size_t i = 0; i < child->column_count; i++)
    {
        child->columns[i].is_inherited = false;
        child->columns[i].is_also_own = false;
    }
    for (size_t i = 0; i < child->constraint_count; i++)
    {
        child->constraints[i].is_inherited = false;
        child->constraints[i].is_also_own = false;
    }
}

void
fold_inherit(Fold *fold, const Command *command)
{
    SchemaRelation *child = fold_altered(fold, command);
    SchemaRelation *parent = child == NULL ? NULL : schema_need_relation(fold->schema, command->target, 'r');

    if (parent == NULL)
    {
        return;
    }
    fold_inherit_shape(fold, parent, child);
    schema_link_child(fold->schema, parent, child);
    if (!child->is_empty)
    {
        fold_fill(fold, parent);
    }
}

void
fold_no_inherit(Fold *fold, const Command *command)
{
    SchemaRelation *child = fold_altered(fold, command);
    SchemaRelation *parent = child == NULL ? NULL : schema_relation(fold->schema, command->target);

    if (parent != NULL)
    {
        leave(fold, parent, child);
    }
}
