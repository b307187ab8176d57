/* SPDX-License-Identifier: PostgreSQL */
/*
 * Relations as statements make, find, fill and drop them.
 *
 * A statement is taken to succeed. So what it creates did not exist, whatever the schema says, unless it says IF NOT
 * EXISTS or stands in a body, where handlers of duplicate_object and conditions are common; and what it drops without
 * CASCADE had no dependents.
 */
#include "fold_internal.h"

#include <string.h>

#include "base/mem.h"

static void forget_stub(Fold *fold, SchemaRelation *stub);
static void fill_below(SchemaRelation *relation);
static void fill_above(SchemaRelation *relation);
static void drop_readers(Fold *fold, SchemaRelation *relation);
static void drop_children(Fold *fold, SchemaRelation *relation, bool cascade);
static void forget_default(SchemaRelation *sequence);
static char kind_of(SqlObject object);

SchemaRelation *
fold_create_relation(Fold *fold, const Command *command, QualifiedName name, char kind)
{
    Schema *schema = fold->schema;
    SchemaRelation *relation;
    bool existed;

    if (command->is_temporary && name.schema == NULL)
    {
        name.schema = schema_temporary;
    }
    relation = schema_add_relation(schema, name, kind, &existed);
    if (existed && relation->is_known)
    {
        if (command->if_not_exists || fold->depth > 0)
        {
            return NULL;
        }
        fold_drop(fold, relation, false);
        relation = schema_add_relation(schema, name, kind, &existed);
    }
    relation->kind = kind;
    if (existed)
    {
        forget_stub(fold, relation);
    }
    if (existed && command->if_not_exists)
    {
        /* Something altered it before: it was there, and what is written now is what is best known of it. */
        return relation;
    }
    if (relation->persistence == 't')
    {
        *mem_push(schema, schema->temporaries, schema->temporary_count) = relation;
    }
    if (command->is_unlogged)
    {
        relation->persistence = 'u';
    }
    relation->made_file = fold->place.file;
    relation->made_statement = fold->place.statement;
    relation->made_transaction = fold->place.transaction;
    if (command->with_no_data || (command->kind != COMMAND_CREATE_AS && (kind == 'r' || kind == 'p')))
    {
        fold_mark_empty(fold, relation);
    }
    for (size_t i = 0; kind == 'r' && i < schema->publication_count; i++)
    {
        relation->is_published = relation->is_published || schema->publications[i].is_all;
    }
    return relation;
}

/* What referred to it keeps its pointer; what was told of its own parts is told again. */
static void
forget_stub(Fold *fold, SchemaRelation *stub)
{
    while (stub->index_count > 0)
    {
        schema_drop_relation(fold->schema, stub->indexes[stub->index_count - 1]);
    }
    for (size_t i = stub->constraint_count; i-- > 0;)
    {
        schema_drop_constraint(fold->schema, stub, stub->constraints[i].name);
    }
    schema_forget_columns(fold->schema, stub);
    stub->trigger_count = 0;
    stub->is_known = true;
}

SchemaRelation *
fold_make_relation(Fold *fold, const SchemaRelation *beside, const char *name, char kind)
{
    QualifiedName qualified = {.schema = beside->schema, .name = name};
    SchemaRelation *relation = schema_table_find(&fold->schema->relations, beside->schema, name);

    if (relation != NULL && schema_goes_with(beside, relation))
    {
        /* PostgreSQL refuses a part that has its table's name: it gets another one, so that the table stays. */
        return fold_make_relation(fold, beside, mem_printf(fold->scratch, "%s_1", name), kind);
    }
    if (relation != NULL)
    {
        schema_drop_relation(fold->schema, relation);
    }
    relation = schema_add_relation(fold->schema, qualified, kind, NULL);
    relation->persistence = beside->persistence;
    relation->made_file = fold->place.file;
    relation->made_statement = fold->place.statement;
    relation->made_transaction = fold->place.transaction;
    return relation;
}

SchemaRelation *
fold_altered(Fold *fold, const Command *command)
{
    SchemaRelation *relation;

    if (command->name_count == 0 || command->names[0].name == NULL)
    {
        return NULL;
    }
    relation = schema_relation(fold->schema, command->names[0]);
    if (relation == NULL && command->if_exists && fold->schema->settings.is_complete)
    {
        return NULL;
    }
    return relation != NULL ? relation
                            : schema_need_relation(fold->schema, command->names[0], kind_of(command->object));
}

static char
kind_of(SqlObject object)
{
    switch ((int) object) /* the kinds of relation that have a letter of their own */
    {
        case SQL_INDEX:
            return 'i';
        case SQL_VIEW:
            return 'v';
        case SQL_MATERIALIZED_VIEW:
            return 'm';
        case SQL_SEQUENCE:
            return 'S';
        case SQL_FOREIGN_TABLE:
            return 'f';
        case SQL_TYPE:
        case SQL_ATTRIBUTE:
            return 'c';
    }
    return 'r';
}

void
fold_mark_empty(Fold *fold, SchemaRelation *relation)
{
    Schema *schema = fold->schema;

    if (!relation->is_empty)
    {
        relation->is_empty = true;
        *mem_push(schema, schema->empties, schema->empty_count) = relation;
    }
}

void
fold_fill(Fold *fold, SchemaRelation *relation)
{
    fill_below(relation);
    fill_above(relation);
    if (relation->trigger_count > 0 || relation->rule_count > 0)
    {
        fold_fill_all(fold);
    }
}

static void
fill_below(SchemaRelation *relation)
{
    relation->is_empty = false;
    for (size_t i = 0; i < relation->child_count; i++)
    {
        fill_below(relation->children[i]);
    }
}

static void
fill_above(SchemaRelation *relation)
{
    relation->is_empty = false;
    for (size_t i = 0; i < relation->parent_count; i++)
    {
        fill_above(relation->parents[i]);
    }
}

void
fold_fill_all(Fold *fold)
{
    for (size_t i = 0; i < fold->schema->empty_count; i++)
    {
        fold->schema->empties[i]->is_empty = false;
    }
    fold->schema->empty_count = 0;
}

void
fold_drop(Fold *fold, SchemaRelation *relation, bool cascade)
{
    if (relation->is_dropped)
    {
        return;
    }
    if (cascade)
    {
        drop_readers(fold, relation);
    }
    drop_children(fold, relation, cascade);
    if (relation->kind == 'S')
    {
        forget_default(relation);
    }
    if (relation->kind == 'c')
    {
        SchemaType *type = schema_table_find(&fold->schema->types, relation->schema, relation->name);

        if (type != NULL)
        {
            schema_drop_type(fold->schema, type);
        }
    }
    schema_drop_relation(fold->schema, relation);
}

static void
drop_readers(Fold *fold, SchemaRelation *relation)
{
    while (relation->reader_count > 0)
    {
        fold_drop(fold, relation->readers[relation->reader_count - 1].relation, true);
    }
}

/* Partitions and the indexes of partitions go with their parent; children that merely inherit need CASCADE. */
static void
drop_children(Fold *fold, SchemaRelation *relation, bool cascade)
{
    for (size_t i = relation->child_count; i-- > 0;)
    {
        SchemaRelation *child = i < relation->child_count ? relation->children[i] : NULL;

        if (child != NULL && (cascade || child->is_partition || child->table != NULL))
        {
            fold_drop(fold, child, cascade);
        }
    }
}

static void
forget_default(SchemaRelation *sequence)
{
    SchemaColumn *column =
        sequence->owner_table == NULL ? NULL : schema_column(sequence->owner_table, sequence->owner_column);

    if (column != NULL && !sequence->is_identity_sequence)
    {
        column->has_default = false;
        column->fallback = NULL;
    }
}
