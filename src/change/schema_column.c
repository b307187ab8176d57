/* SPDX-License-Identifier: PostgreSQL */
/*
 * Columns and constraints of a relation: added, renamed, and dropped with what cannot be without them.
 *
 * What DROP COLUMN takes along is what PostgreSQL's dependencies say: every index, constraint and extended statistics
 * object that mentions the column, also those that mention others.
 */
#include "schema_internal.h"

#include <string.h>

#include "base/mem.h"

static void drop_dependents(Schema *schema, SchemaRelation *relation, const char *name);
static void drop_foreign_keys_of(Schema *schema, SchemaRelation *relation, const SchemaConstraint *key);
static void drop_foreign_keys_naming(Schema *schema, SchemaRelation *relation, const char *name);
static bool same_columns(const char *const *a, const char *const *b);
static void rename_in_constraints(Schema *schema, SchemaRelation *relation, const char *name, const char *new_name);
static void rename_in_others(Schema *schema, SchemaRelation *relation, const char *name, const char *new_name);
static const CommandExpression *expression_renamed(Schema *schema, const CommandExpression *expression,
                                                   const char *name, const char *new_name);

SchemaColumn *
schema_add_column(Schema *schema, SchemaRelation *relation, const char *name)
{
    SchemaColumn *column = mem_push(relation, relation->columns, relation->column_count);

    *column = (SchemaColumn){.name = schema_keep(schema, name), .type.name = ""};
    return column;
}

void
schema_drop_column(Schema *schema, SchemaRelation *relation, const char *name)
{
    SchemaColumn *column = schema_column(relation, name);
    SchemaRelation *sequence = column == NULL ? NULL : column->sequence;
    const char *kept = schema_keep(schema, name);
    size_t place;

    drop_dependents(schema, relation, kept);
    column = schema_column(relation, kept);
    if (column == NULL)
    {
        return;
    }
    place = (size_t) (column - relation->columns);
    memmove(column, column + 1, (relation->column_count - place - 1) * sizeof(*column));
    relation->column_count--;
    if (sequence != NULL)
    {
        schema_drop_relation(schema, sequence);
    }
}

static void
drop_dependents(Schema *schema, SchemaRelation *relation, const char *name)
{
    for (size_t i = relation->constraint_count; i-- > 0;)
    {
        /* Dropping one may take others of the same table along: foreign keys to itself. */
        if (i < relation->constraint_count && schema_list_has(relation->constraints[i].columns, name))
        {
            schema_drop_constraint(schema, relation, relation->constraints[i].name);
        }
    }
    for (size_t i = relation->index_count; i-- > 0;)
    {
        SchemaRelation *index = relation->indexes[i];

        if (schema_list_has(index->mentions, name) || schema_list_has(index->keys, name))
        {
            schema_drop_relation(schema, index);
        }
    }
    drop_foreign_keys_naming(schema, relation, name);
    for (size_t i = relation->statistic_columns_count; i-- > 0;)
    {
        if (relation->statistic_columns[i] != NULL && schema_list_has(relation->statistic_columns[i], name))
        {
            schema_remove_statistics(relation, relation->statistics[i]);
        }
    }
    for (size_t i = relation->trigger_count; i-- > 0;)
    {
        if (schema_list_has(relation->triggers[i].update_columns, name))
        {
            schema_remove_trigger(relation, relation->triggers[i].name);
        }
    }
    for (size_t i = relation->column_count; i-- > 0;)
    {
        if (i < relation->column_count && schema_list_has(relation->columns[i].generated_from, name))
        {
            schema_drop_column(schema, relation, relation->columns[i].name);
        }
    }
}

void
schema_remove_statistics(SchemaRelation *relation, const char *name)
{
    for (size_t i = 0; i < relation->statistic_count; i++)
    {
        if (strcmp(relation->statistics[i], name) == 0)
        {
            size_t behind = relation->statistic_count - i - 1;

            memmove(&relation->statistics[i], &relation->statistics[i + 1], behind * sizeof(*relation->statistics));
            relation->statistic_count--;
            if (i < relation->statistic_columns_count)
            {
                behind = relation->statistic_columns_count - i - 1;
                memmove(&relation->statistic_columns[i], &relation->statistic_columns[i + 1],
                        behind * sizeof(*relation->statistic_columns));
                relation->statistic_columns_count--;
            }
            return;
        }
    }
}

void
schema_remove_trigger(SchemaRelation *relation, const char *name)
{
    for (size_t i = 0; i < relation->trigger_count; i++)
    {
        if (strcmp(relation->triggers[i].name, name) == 0)
        {
            memmove(&relation->triggers[i], &relation->triggers[i + 1],
                    (relation->trigger_count - i - 1) * sizeof(*relation->triggers));
            relation->trigger_count--;
            return;
        }
    }
}

SchemaConstraint *
schema_index_constraint(const SchemaRelation *index)
{
    for (size_t i = 0; i < index->table->constraint_count; i++)
    {
        if (index->table->constraints[i].index == index)
        {
            return &index->table->constraints[i];
        }
    }
    return NULL;
}

SchemaConstraint *
schema_add_constraint(Schema *schema, SchemaRelation *relation, const char *name, char type)
{
    SchemaConstraint *constraint = mem_push(relation, relation->constraints, relation->constraint_count);

    *constraint = (SchemaConstraint){
        .name = schema_keep(schema, name),
        .type = type,
        .columns = schema_no_texts,
        .foreign_columns = schema_no_texts,
        .is_valid = true,
        .proves_not_null = schema_no_texts,
    };
    schema_count_constraint_name(schema, relation->schema, constraint->name, 1);
    return constraint;
}

void
schema_drop_constraint(Schema *schema, SchemaRelation *relation, const char *name)
{
    SchemaConstraint *constraint = schema_constraint(relation, name);
    SchemaConstraint gone;
    size_t place;

    if (constraint == NULL)
    {
        return;
    }
    gone = *constraint;
    place = (size_t) (constraint - relation->constraints);
    memmove(constraint, constraint + 1, (relation->constraint_count - place - 1) * sizeof(*constraint));
    relation->constraint_count--;
    schema_count_constraint_name(schema, relation->schema, gone.name, -1);
    if (gone.foreign != NULL)
    {
        schema_forget_referrer(gone.foreign, relation);
    }
    if (gone.type == 'p' || gone.type == 'u')
    {
        drop_foreign_keys_of(schema, relation, &gone);
    }
    if (gone.index != NULL)
    {
        schema_drop_relation(schema, gone.index);
    }
}

/* Foreign keys to RELATION that refer to the columns of KEY. */
static void
drop_foreign_keys_of(Schema *schema, SchemaRelation *relation, const SchemaConstraint *key)
{
    for (size_t i = relation->referrer_count; i-- > 0;)
    {
        SchemaRelation *referrer = relation->referrers[i];

        for (size_t k = referrer->constraint_count; k-- > 0;)
        {
            const SchemaConstraint *constraint = &referrer->constraints[k];

            if (constraint->foreign == relation &&
                (constraint->foreign_columns[0] == NULL ? key->type == 'p'
                                                        : same_columns(constraint->foreign_columns, key->columns)))
            {
                schema_drop_constraint(schema, referrer, constraint->name);
            }
        }
    }
}

static void
drop_foreign_keys_naming(Schema *schema, SchemaRelation *relation, const char *name)
{
    for (size_t i = relation->referrer_count; i-- > 0;)
    {
        SchemaRelation *referrer = relation->referrers[i];

        for (size_t k = referrer->constraint_count; k-- > 0;)
        {
            if (referrer->constraints[k].foreign == relation &&
                schema_list_has(referrer->constraints[k].foreign_columns, name))
            {
                schema_drop_constraint(schema, referrer, referrer->constraints[k].name);
            }
        }
    }
}

/* The same names in any order. */
static bool
same_columns(const char *const *a, const char *const *b)
{
    size_t a_count = 0;
    size_t b_count = 0;

    while (b[b_count] != NULL)
    {
        b_count++;
    }
    for (; a[a_count] != NULL; a_count++)
    {
        if (!schema_list_has(b, a[a_count]))
        {
            return false;
        }
    }
    return a_count == b_count;
}

void
schema_rename_constraint(Schema *schema, SchemaRelation *relation, SchemaConstraint *constraint, const char *name)
{
    schema_count_constraint_name(schema, relation->schema, constraint->name, -1);
    constraint->name = schema_keep(schema, name);
    schema_count_constraint_name(schema, relation->schema, constraint->name, 1);
}

void
schema_count_constraint_name(Schema *schema, const char *schema_name, const char *name, int by)
{
    size_t *count = schema_table_find(&schema->constraint_names, schema_name, name);

    if (count == NULL)
    {
        count = schema_arena_take(&schema->arena, sizeof(*count));
        schema_table_put(schema, &schema->constraint_names, schema_keep(schema, schema_name), schema_keep(schema, name),
                         count);
    }
    *count = by < 0 ? *count - 1 : *count + 1;
}

bool
schema_has_constraint_name(const Schema *schema, const char *schema_name, const char *name)
{
    const size_t *count = schema_table_find(&schema->constraint_names, schema_name, name);

    return count != NULL && *count > 0;
}

void
schema_rename_column(Schema *schema, SchemaRelation *relation, const char *name, const char *new_name)
{
    SchemaColumn *column = schema_column(relation, name);
    const char *from = schema_keep(schema, name);
    const char *to = schema_keep(schema, new_name);

    if (column == NULL)
    {
        /* Of a stub: what it had is not known, but what it has now is. */
        if (!relation->is_known && schema_column(relation, to) == NULL)
        {
            (void) schema_add_column(schema, relation, to);
        }
        return;
    }
    column->name = to;
    if (column->sequence != NULL)
    {
        column->sequence->owner_column = to;
    }
    for (size_t i = 0; i < relation->column_count; i++)
    {
        SchemaColumn *other = &relation->columns[i];

        other->generated_from = schema_list_renamed(schema, other->generated_from, from, to);
        other->fallback = expression_renamed(schema, other->fallback, from, to);
    }
    for (size_t i = 0; i < relation->index_count; i++)
    {
        SchemaRelation *index = relation->indexes[i];

        index->keys = schema_list_renamed(schema, index->keys, from, to);
        index->mentions = schema_list_renamed(schema, index->mentions, from, to);
    }
    rename_in_constraints(schema, relation, from, to);
    rename_in_others(schema, relation, from, to);
}

static void
rename_in_constraints(Schema *schema, SchemaRelation *relation, const char *name, const char *new_name)
{
    for (size_t i = 0; i < relation->constraint_count; i++)
    {
        SchemaConstraint *constraint = &relation->constraints[i];

        constraint->columns = schema_list_renamed(schema, constraint->columns, name, new_name);
        constraint->proves_not_null = schema_list_renamed(schema, constraint->proves_not_null, name, new_name);
        constraint->expression = expression_renamed(schema, constraint->expression, name, new_name);
    }
    for (size_t i = 0; i < relation->referrer_count; i++)
    {
        SchemaRelation *referrer = relation->referrers[i];

        for (size_t k = 0; k < referrer->constraint_count; k++)
        {
            SchemaConstraint *constraint = &referrer->constraints[k];

            if (constraint->foreign == relation)
            {
                constraint->foreign_columns = schema_list_renamed(schema, constraint->foreign_columns, name, new_name);
            }
        }
    }
}

static void
rename_in_others(Schema *schema, SchemaRelation *relation, const char *name, const char *new_name)
{
    relation->partition_columns = schema_list_renamed(schema, relation->partition_columns, name, new_name);
    for (size_t i = 0; i < relation->trigger_count; i++)
    {
        SchemaTrigger *trigger = &relation->triggers[i];

        trigger->update_columns = schema_list_renamed(schema, trigger->update_columns, name, new_name);
    }
    for (size_t i = 0; i < relation->statistic_columns_count; i++)
    {
        relation->statistic_columns[i] = schema_list_renamed(schema, relation->statistic_columns[i], name, new_name);
    }
    for (size_t i = 0; i < relation->reader_count; i++)
    {
        SchemaDependency *reader = &relation->readers[i];

        reader->columns = schema_list_renamed(schema, reader->columns, name, new_name);
        for (size_t k = 0; k < reader->relation->read_count; k++)
        {
            if (reader->relation->reads[k].relation == relation)
            {
                reader->relation->reads[k].columns = reader->columns;
            }
        }
    }
}

static const CommandExpression *
expression_renamed(Schema *schema, const CommandExpression *expression, const char *name, const char *new_name)
{
    CommandExpression *copy;

    if (expression == NULL || !schema_list_has(expression->columns, name))
    {
        return expression;
    }
    copy = schema_arena_take(&schema->arena, sizeof(*copy));
    *copy = *expression;
    copy->columns = schema_list_renamed(schema, expression->columns, name, new_name);
    copy->proves_not_null = schema_list_renamed(schema, expression->proves_not_null, name, new_name);
    if (expression->cast_column != NULL && strcmp(expression->cast_column, name) == 0)
    {
        copy->cast_column = new_name;
    }
    return copy;
}

bool
schema_list_has(const char *const *list, const char *text)
{
    for (size_t i = 0; list != NULL && list[i] != NULL; i++)
    {
        if (strcmp(list[i], text) == 0)
        {
            return true;
        }
    }
    return false;
}

bool
schema_list_has_count(const char *const *list, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
    {
        if (strcmp(list[i], text) == 0)
        {
            return true;
        }
    }
    return false;
}

const char *const *
schema_list_renamed(Schema *schema, const char *const *list, const char *from, const char *to)
{
    size_t count = 0;
    const char **copy;

    if (!schema_list_has(list, from))
    {
        return list;
    }
    while (list[count] != NULL)
    {
        count++;
    }
    copy = schema_arena_take(&schema->arena, (count + 1) * sizeof(*copy));
    for (size_t i = 0; i < count; i++)
    {
        copy[i] = strcmp(list[i], from) == 0 ? to : list[i];
    }
    return copy;
}
