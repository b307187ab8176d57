/* SPDX-License-Identifier: PostgreSQL */
/*
 * Indexes: CREATE INDEX, those behind constraints, and those of partitions.
 *
 * An index on a partitioned table is a parent of one index in each partition. CREATE INDEX ON ONLY makes it invalid
 * until ALTER INDEX ATTACH PARTITION gave it one for each of them (11 and later).
 */
#include "fold_internal.h"

#include <string.h>

#include "base/mem.h"

static void describe_index(Fold *fold, SchemaRelation *index, const Command *command);
static SchemaRelation *find_partition_index(const SchemaRelation *index, const SchemaRelation *partition);
static SchemaRelation *clone_index(Fold *fold, const SchemaRelation *index, SchemaRelation *partition);
static bool same_keys(const SchemaRelation *a, const SchemaRelation *b);
static void check_validity(SchemaRelation *index);
static void drop_partition_index(Fold *fold, SchemaRelation *index);

void
fold_create_index(Fold *fold, const Command *command)
{
    SchemaRelation *table = schema_need_relation(fold->schema, command->target, 'r');
    const CommandIndex *made = command->index;
    const char *name = command->names[0].name;
    SchemaRelation *index = schema_relation_near(fold->schema, table, command->names[0]);
    const char *columns;

    if (index != NULL && (command->if_not_exists || fold->depth > 0))
    {
        return;
    }
    columns = schema_keep(fold->schema, fold_index_columns(fold, made));
    if (name == NULL)
    {
        name = fold_choose_relation(fold, table, columns, "idx", false);
    }
    index = fold_make_relation(fold, table, name, table->kind == 'p' ? 'I' : 'i');
    describe_index(fold, index, command);
    index->column_names = columns;
    schema_link_index(fold->schema, table, index);
    index->is_valid = !(table->kind == 'p' && command->only && table->child_count > 0);
    for (size_t i = 0; table->kind == 'p' && !command->only && i < table->child_count; i++)
    {
        fold_partition_index(fold, index, table->children[i]);
    }
}

static void
describe_index(Fold *fold, SchemaRelation *index, const Command *command)
{
    const CommandIndex *made = command->index;

    index->keys = schema_keep_list(fold->schema, made->keys);
    index->mentions = schema_keep_list(fold->schema, made->mentions);
    index->is_unique = made->is_unique;
    index->has_expression = made->has_expression;
    index->has_predicate = made->has_predicate;
    index->method = schema_keep(fold->schema, made->method);
}

void
fold_constraint_index(Fold *fold, SchemaRelation *table, SchemaConstraint made, bool only)
{
    SchemaRelation *index = fold_make_relation(fold, table, made.name, table->kind == 'p' ? 'I' : 'i');

    index->keys = made.columns;
    index->mentions = made.columns;
    index->column_names = schema_keep(fold->schema, fold_join_columns(fold, made.columns, NULL, 0));
    index->is_unique = made.type != 'x';
    index->is_primary = made.type == 'p';
    index->is_constraint_index = true;
    index->method = schema_keep(fold->schema, made.type == 'x' ? "gist" : "btree");
    schema_link_index(fold->schema, table, index);
    schema_constraint(table, made.name)->index = index;
    index->is_valid = !(table->kind == 'p' && only && table->child_count > 0);
    for (size_t i = 0; table->kind == 'p' && !only && i < table->child_count; i++)
    {
        fold_partition_index(fold, index, table->children[i]);
    }
}

void
fold_partition_index(Fold *fold, SchemaRelation *index, SchemaRelation *partition)
{
    SchemaRelation *found = partition->is_partition ? find_partition_index(index, partition) : NULL;
    SchemaConstraint *constraint;

    if (found == NULL)
    {
        found = clone_index(fold, index, partition);
    }
    if (partition->is_partition)
    {
        schema_link_child(fold->schema, index, found);
        for (size_t i = 0; i < partition->constraint_count; i++)
        {
            constraint = &partition->constraints[i];
            constraint->is_inherited = constraint->is_inherited || constraint->index == found;
        }
    }
    for (size_t i = 0; partition->kind == 'p' && i < partition->child_count; i++)
    {
        fold_partition_index(fold, found, partition->children[i]);
    }
}

/* One that is nobody's partition yet and looks the same; for a constraint's index one behind such a constraint. */
static SchemaRelation *
find_partition_index(const SchemaRelation *index, const SchemaRelation *partition)
{
    const SchemaConstraint *wanted = schema_index_constraint(index);

    for (size_t i = 0; i < partition->index_count; i++)
    {
        SchemaRelation *candidate = partition->indexes[i];
        const SchemaConstraint *constraint = schema_index_constraint(candidate);

        if (candidate->parent_count == 0 && candidate->is_valid && same_keys(index, candidate) &&
            (wanted == NULL || (constraint != NULL && constraint->type == wanted->type)))
        {
            return candidate;
        }
    }
    return NULL;
}

void
fold_rebuild_indexes(Fold *fold, SchemaRelation *relation, const char *column)
{
    for (size_t i = 0; relation->kind == 'p' && i < relation->index_count; i++)
    {
        SchemaRelation *index = relation->indexes[i];

        if (!schema_list_has(index->mentions, column) || index->parent_count > 0)
        {
            continue;
        }
        if (!index->has_expression && !index->has_predicate)
        {
            index->column_names = schema_keep(fold->schema, fold_join_columns(fold, index->keys, NULL, 0));
        }
        while (index->child_count > 0)
        {
            drop_partition_index(fold, index->children[0]);
        }
        for (size_t k = 0; k < relation->child_count; k++)
        {
            fold_partition_index(fold, index, relation->children[k]);
        }
    }
}

static void
drop_partition_index(Fold *fold, SchemaRelation *index)
{
    const SchemaConstraint *constraint = schema_index_constraint(index);

    while (index->child_count > 0)
    {
        drop_partition_index(fold, index->children[0]);
    }
    if (constraint != NULL)
    {
        schema_drop_constraint(fold->schema, index->table, constraint->name);
    }
    schema_drop_relation(fold->schema, index);
}

static bool
same_keys(const SchemaRelation *a, const SchemaRelation *b)
{
    size_t i = 0;

    while (a->keys[i] != NULL && b->keys[i] != NULL && strcmp(a->keys[i], b->keys[i]) == 0)
    {
        i++;
    }
    return a->keys[i] == NULL && b->keys[i] == NULL && a->is_unique == b->is_unique &&
           a->has_predicate == b->has_predicate && strcmp(a->method, b->method) == 0;
}

static SchemaRelation *
clone_index(Fold *fold, const SchemaRelation *index, SchemaRelation *partition)
{
    const char *names =
        index->column_names != NULL ? index->column_names : fold_join_columns(fold, index->keys, NULL, 0);
    const char *columns = index->is_primary ? NULL : names;
    const SchemaConstraint *from = schema_index_constraint(index);
    const char *label = index->is_primary ? "pkey" : from == NULL ? "idx" : from->type == 'u' ? "key" : "excl";
    const char *name = fold_choose_relation(fold, partition, columns, label, from != NULL);
    SchemaRelation *clone = fold_make_relation(fold, partition, name, partition->kind == 'p' ? 'I' : 'i');
    SchemaConstraint *constraint;

    clone->keys = index->keys;
    clone->mentions = index->mentions;
    clone->column_names = index->column_names;
    clone->is_unique = index->is_unique;
    clone->has_expression = index->has_expression;
    clone->has_predicate = index->has_predicate;
    clone->is_primary = index->is_primary;
    clone->is_constraint_index = from != NULL;
    clone->method = index->method;
    schema_link_index(fold->schema, partition, clone);
    if (from != NULL)
    {
        bool is_deferrable = from->is_deferrable;
        char type = from->type;

        constraint = schema_add_constraint(fold->schema, partition, clone->name, type);
        constraint->columns = clone->keys;
        constraint->is_deferrable = is_deferrable;
        constraint->index = clone;
        constraint->is_inherited = partition->is_partition;
    }
    return clone;
}

void
fold_attach_index(Fold *fold, const Command *command)
{
    SchemaRelation *index = schema_relation(fold->schema, command->names[0]);
    SchemaRelation *part = schema_relation(fold->schema, command->target);

    if (index == NULL || part == NULL || index->table == NULL || part->table == NULL)
    {
        return;
    }
    schema_link_child(fold->schema, index, part);
    for (size_t i = 0; i < part->table->constraint_count; i++)
    {
        SchemaConstraint *constraint = &part->table->constraints[i];

        constraint->is_inherited = constraint->is_inherited || constraint->index == part;
    }
    check_validity(index);
}

static void
check_validity(SchemaRelation *index)
{
    size_t valid = 0;

    for (size_t i = 0; i < index->child_count; i++)
    {
        valid += index->children[i]->is_valid ? 1 : 0;
    }
    if (!index->is_valid && valid == index->table->child_count)
    {
        index->is_valid = true;
        for (size_t i = 0; i < index->parent_count; i++)
        {
            check_validity(index->parents[i]);
        }
    }
}
