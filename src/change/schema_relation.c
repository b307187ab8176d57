/* SPDX-License-Identifier: PostgreSQL */
/*
 * Relations of a Schema: made, renamed, dropped, and linked to each other.
 *
 * Invariant: links hold in both directions (parent and child, reader and read, table and index, foreign key and
 * referrer), so that a relation that is dropped leaves no pointer to it behind.
 */
#include "schema_internal.h"

#include <string.h>

#include "base/mem.h"

/* An index on an index is what nobody writes, so that few are enough. */
#define OWNERS_MAX 16

static bool is_below(const SchemaRelation *relation, const SchemaRelation *wanted);
static bool is_read_through(const SchemaRelation *relation, const SchemaRelation *wanted);
static void drop_sequences(Schema *schema, const SchemaRelation *relation);
static void drop_foreign_keys_to(Schema *schema, SchemaRelation *relation);
static void unlink_relation(Schema *schema, SchemaRelation *relation);
static void unlink_index(SchemaRelation *index);
static void remove_dependency(SchemaDependency *list, size_t *count, const SchemaRelation *relation);
static void add_dependency(SchemaRelation *holder, SchemaDependency **list, size_t *count, SchemaDependency added);
static size_t forget_dropped(SchemaRelation **relations, size_t count);
static void compact(SchemaList *list, size_t order_offset);

SchemaRelation *
schema_add_relation(Schema *schema, QualifiedName name, char kind, bool *existed)
{
    const char *schema_name = name.schema == NULL ? schema_creation_namespace(schema) : name.schema;
    SchemaRelation *relation = schema_table_find(&schema->relations, schema_name, name.name);

    if (existed != NULL)
    {
        *existed = relation != NULL;
    }
    if (relation != NULL)
    {
        return relation;
    }
    relation = mem_new(schema, SchemaRelation);
    relation->schema = schema_keep(schema, schema_name);
    relation->name = schema_keep(schema, name.name);
    relation->kind = kind;
    relation->persistence = strcmp(schema_name, schema_temporary) == 0 ? 't' : 'p';
    relation->is_known = true;
    relation->is_valid = true;
    relation->rows_estimate = -1;
    relation->bytes = -1;
    relation->replica_identity = 'd';
    relation->is_shown_qualified =
        relation->persistence != 't' && !schema_list_has(schema_shown_path(schema), schema_name);
    relation->order = schema_list_add(schema, &schema->relation_list, relation);
    schema_table_put(schema, &schema->relations, relation->schema, relation->name, relation);
    return relation;
}

SchemaRelation *
schema_need_relation(Schema *schema, QualifiedName name, char kind)
{
    SchemaRelation *relation = schema_relation(schema, name);

    if (relation == NULL)
    {
        relation = schema_add_relation(schema, name, kind, NULL);
        relation->is_known = false;
    }
    return relation;
}

void
schema_drop_relation(Schema *schema, SchemaRelation *relation)
{
    if (relation->is_dropped)
    {
        return;
    }
    relation->is_dropped = true;
    drop_foreign_keys_to(schema, relation);
    while (relation->constraint_count > 0)
    {
        schema_drop_constraint(schema, relation, relation->constraints[0].name);
    }
    while (relation->index_count > 0)
    {
        schema_drop_relation(schema, relation->indexes[relation->index_count - 1]);
    }
    drop_sequences(schema, relation);
    unlink_relation(schema, relation);
    schema_table_remove(&schema->relations, relation->schema, relation->name);
    schema_list_remove(&schema->relation_list, relation->order);
    *mem_push(schema, schema->dropped, schema->dropped_count) = relation;
}

void
schema_forget_columns(Schema *schema, SchemaRelation *relation)
{
    drop_sequences(schema, relation);
    relation->column_count = 0;
}

static void
drop_sequences(Schema *schema, const SchemaRelation *relation)
{
    for (size_t i = 0; i < relation->column_count; i++)
    {
        if (relation->columns[i].sequence != NULL)
        {
            schema_drop_relation(schema, relation->columns[i].sequence);
        }
    }
}

static void
drop_foreign_keys_to(Schema *schema, SchemaRelation *relation)
{
    while (relation->referrer_count > 0)
    {
        SchemaRelation *referrer = relation->referrers[relation->referrer_count - 1];

        for (size_t i = referrer->constraint_count; i-- > 0;)
        {
            if (referrer->constraints[i].foreign == relation)
            {
                schema_drop_constraint(schema, referrer, referrer->constraints[i].name);
            }
        }
        schema_forget_referrer(relation, referrer);
    }
}

static void
unlink_relation(Schema *schema, SchemaRelation *relation)
{
    while (relation->parent_count > 0)
    {
        schema_unlink_child(relation->parents[0], relation);
    }
    while (relation->child_count > 0)
    {
        schema_unlink_child(relation, relation->children[relation->child_count - 1]);
    }
    for (size_t i = 0; i < relation->read_count; i++)
    {
        SchemaRelation *read = relation->reads[i].relation;

        remove_dependency(read->readers, &read->reader_count, relation);
    }
    for (size_t i = 0; i < relation->reader_count; i++)
    {
        SchemaRelation *reader = relation->readers[i].relation;

        remove_dependency(reader->reads, &reader->read_count, relation);
    }
    for (size_t i = 0; i < schema->publication_count; i++)
    {
        SchemaPublication *publication = &schema->publications[i];

        schema_remove_pointer((void **) publication->relations, &publication->relation_count, relation);
    }
    if (relation->table != NULL)
    {
        unlink_index(relation);
    }
    if (relation->owner_table != NULL && schema_column(relation->owner_table, relation->owner_column) != NULL)
    {
        schema_column(relation->owner_table, relation->owner_column)->sequence = NULL;
    }
}

static void
unlink_index(SchemaRelation *index)
{
    SchemaRelation *table = index->table;

    schema_remove_pointer((void **) table->indexes, &table->index_count, index);
    for (size_t i = 0; i < table->constraint_count; i++)
    {
        if (table->constraints[i].index == index)
        {
            table->constraints[i].index = NULL;
        }
    }
    if (table->replica_index != NULL && strcmp(table->replica_index, index->name) == 0)
    {
        /* PostgreSQL leaves relreplident at i, which then acts as nothing. */
        table->replica_index = NULL;
    }
    if (table->clustered_index != NULL && strcmp(table->clustered_index, index->name) == 0)
    {
        table->clustered_index = NULL;
    }
}

void
schema_rename_relation(Schema *schema, SchemaRelation *relation, const char *schema_name, const char *name)
{
    const char *new_schema = schema_name == NULL ? relation->schema : schema_keep(schema, schema_name);
    const char *new_name = name == NULL ? relation->name : schema_keep(schema, name);
    bool moves = strcmp(new_schema, relation->schema) != 0;
    SchemaRelation *other = schema_table_find(&schema->relations, new_schema, new_name);

    /* PostgreSQL refuses it where a table has the name that its own index is to get. */
    if (other != NULL && schema_goes_with(relation, other))
    {
        return;
    }
    if (other != NULL)
    {
        schema_drop_relation(schema, other);
    }
    schema_table_remove(&schema->relations, relation->schema, relation->name);
    for (size_t i = 0; moves && i < relation->constraint_count; i++)
    {
        schema_count_constraint_name(schema, relation->schema, relation->constraints[i].name, -1);
        schema_count_constraint_name(schema, new_schema, relation->constraints[i].name, 1);
    }
    if (relation->table != NULL && relation->table->replica_index == relation->name)
    {
        relation->table->replica_index = new_name;
    }
    if (relation->table != NULL && relation->table->clustered_index == relation->name)
    {
        relation->table->clustered_index = new_name;
    }
    relation->schema = new_schema;
    relation->name = new_name;
    relation->is_shown_qualified =
        relation->persistence != 't' && !schema_list_has(schema_shown_path(schema), new_schema);
    schema_table_put(schema, &schema->relations, new_schema, new_name, relation);
    for (size_t i = 0; moves && i < relation->index_count; i++)
    {
        schema_rename_relation(schema, relation->indexes[i], new_schema, NULL);
    }
    for (size_t i = 0; moves && i < relation->column_count; i++)
    {
        if (relation->columns[i].sequence != NULL)
        {
            schema_rename_relation(schema, relation->columns[i].sequence, new_schema, NULL);
        }
    }
}

void
schema_link_child(Schema *schema, SchemaRelation *parent, SchemaRelation *child)
{
    (void) schema;
    for (size_t i = 0; i < child->parent_count; i++)
    {
        if (child->parents[i] == parent)
        {
            return;
        }
    }
    if (is_below(child, parent))
    {
        return;
    }
    *mem_push(child, child->parents, child->parent_count) = parent;
    *mem_push(parent, parent->children, parent->child_count) = child;
}

/* PostgreSQL refuses circular inheritance; whoever walks over it here relies on that. */
static bool
is_below(const SchemaRelation *relation, const SchemaRelation *wanted)
{
    bool found = relation == wanted;

    for (size_t i = 0; i < relation->child_count && !found; i++)
    {
        found = is_below(relation->children[i], wanted);
    }
    return found;
}

/* CREATE OR REPLACE VIEW can make views that read each other, which nobody can query: the last link is left out. */
static bool
is_read_through(const SchemaRelation *relation, const SchemaRelation *wanted)
{
    bool found = relation == wanted;

    for (size_t i = 0; i < relation->reader_count && !found; i++)
    {
        found = is_read_through(relation->readers[i].relation, wanted);
    }
    return found;
}

void
schema_unlink_child(SchemaRelation *parent, SchemaRelation *child)
{
    schema_remove_pointer((void **) parent->children, &parent->child_count, child);
    schema_remove_pointer((void **) child->parents, &child->parent_count, parent);
}

void
schema_link_reader(Schema *schema, SchemaRelation *reader, SchemaRelation *read, const char *const *columns)
{
    const char *const *kept = columns == NULL ? NULL : schema_keep_list(schema, columns);

    if (is_read_through(reader, read))
    {
        return;
    }
    add_dependency(reader, &reader->reads, &reader->read_count, (SchemaDependency){.relation = read, .columns = kept});
    add_dependency(read, &read->readers, &read->reader_count, (SchemaDependency){.relation = reader, .columns = kept});
}

void
schema_unlink_reader(SchemaRelation *reader, SchemaRelation *read)
{
    remove_dependency(reader->reads, &reader->read_count, read);
    remove_dependency(read->readers, &read->reader_count, reader);
}

static void
add_dependency(SchemaRelation *holder, SchemaDependency **list, size_t *count, SchemaDependency added)
{
    for (size_t i = 0; i < *count; i++)
    {
        if ((*list)[i].relation == added.relation)
        {
            /* Read twice: which columns is then only known where both say the same. */
            (*list)[i].columns = (*list)[i].columns == added.columns ? added.columns : NULL;
            return;
        }
    }
    *mem_push(holder, *list, *count) = added;
}

void
schema_link_index(Schema *schema, SchemaRelation *table, SchemaRelation *index)
{
    (void) schema;
    index->table = table;
    *mem_push(table, table->indexes, table->index_count) = index;
}

bool
schema_goes_with(const SchemaRelation *relation, const SchemaRelation *whole)
{
    bool goes = false;

    for (size_t depth = 0; relation != NULL && depth < OWNERS_MAX && !goes; depth++)
    {
        goes = relation == whole;
        relation = relation->table != NULL ? relation->table : relation->owner_table;
    }
    return goes;
}

void
schema_link_sequence(SchemaRelation *table, SchemaColumn *column, SchemaRelation *sequence)
{
    if (column->sequence != NULL)
    {
        column->sequence->owner_table = NULL;
        column->sequence->owner_column = NULL;
    }
    column->sequence = sequence;
    sequence->owner_table = table;
    sequence->owner_column = column->name;
}

void
schema_note_referrer(Schema *schema, SchemaRelation *relation, SchemaRelation *referrer)
{
    (void) schema;
    for (size_t i = relation->referrer_count; i-- > 0;)
    {
        if (relation->referrers[i] == referrer)
        {
            return;
        }
    }
    *mem_push(relation, relation->referrers, relation->referrer_count) = referrer;
}

void
schema_forget_referrer(SchemaRelation *relation, SchemaRelation *referrer)
{
    for (size_t i = 0; i < referrer->constraint_count; i++)
    {
        if (referrer->constraints[i].foreign == relation)
        {
            return;
        }
    }
    schema_remove_pointer((void **) relation->referrers, &relation->referrer_count, referrer);
}

void
schema_remove_pointer(void **pointers, size_t *count, const void *pointer)
{
    for (size_t i = *count; i-- > 0;)
    {
        if (pointers[i] == pointer)
        {
            memmove(&pointers[i], &pointers[i + 1], (*count - i - 1) * sizeof(*pointers));
            (*count)--;
            return;
        }
    }
}

static void
remove_dependency(SchemaDependency *list, size_t *count, const SchemaRelation *relation)
{
    for (size_t i = *count; i-- > 0;)
    {
        if (list[i].relation == relation)
        {
            memmove(&list[i], &list[i + 1], (*count - i - 1) * sizeof(*list));
            (*count)--;
        }
    }
}

void
schema_recycle(Schema *schema)
{
    size_t kept = 0;

    schema->empty_count = forget_dropped(schema->empties, schema->empty_count);
    schema->temporary_count = forget_dropped(schema->temporaries, schema->temporary_count);
    for (size_t i = 0; i < schema->changing_type_count; i++)
    {
        if (!schema->changing_types[i]->is_dropped)
        {
            schema->changing_types[kept++] = schema->changing_types[i];
        }
    }
    schema->changing_type_count = kept;
    for (size_t i = 0; i < schema->dropped_count; i++)
    {
        mem_free(schema->dropped[i]);
    }
    schema->dropped_count = 0;
    compact(&schema->relation_list, offsetof(SchemaRelation, order));
    compact(&schema->type_list, offsetof(SchemaType, order));
    compact(&schema->function_list, offsetof(SchemaFunction, order));
}

/* How many are left. */
static size_t
forget_dropped(SchemaRelation **relations, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
    {
        if (!relations[i]->is_dropped)
        {
            relations[kept++] = relations[i];
        }
    }
    return kept;
}

/* Closes the holes once they are half of a list; each item keeps its place in it at ORDER_OFFSET. */
static void
compact(SchemaList *list, size_t order_offset)
{
    size_t kept = 0;

    if (list->holes * 2 <= list->count)
    {
        return;
    }
    for (size_t i = 0; i < list->count; i++)
    {
        if (list->items[i] != NULL)
        {
            memcpy((char *) list->items[i] + order_offset, &kept, sizeof(kept));
            list->items[kept++] = list->items[i];
        }
    }
    list->count = kept;
    list->holes = 0;
}
