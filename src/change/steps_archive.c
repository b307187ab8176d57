/* SPDX-License-Identifier: PostgreSQL */
/*
 * What a purge drops that has values, for an archive of it: of each table the columns that go, and those by which its rows are found
 * again (its key, under the names that it has by then; all columns that stay, where it has none).
 */
#include <string.h>

#include "base/mem.h"
#include "steps_internal.h"

typedef struct Pairs
{
    StepBuilder *builder;
    const char **texts;
    size_t count;
} Pairs;

static void add(Pairs *pairs, const char *column, const char *name);
static void add_kept(Pairs *pairs, const TableChange *table, bool after_contract);
static const char *kept_name(const TableChange *table, const char *column, bool after_contract);
static bool has_key(const TableChange *table, bool after_contract);
static void add_held(Pairs *pairs, const TableChange *table, const char *column, const char *held_name,
                     bool after_contract);
static void end_table(Pairs *pairs, size_t began, size_t kept);

const char *const *
steps_archive_purge(StepBuilder *builder, const TableChange *table)
{
    Pairs pairs = {.builder = builder};

    add(&pairs, steps_table(builder, table), NULL);
    add_kept(&pairs, table, true);
    size_t kept = pairs.count;
    for (size_t i = 0; i < table->link_count; i++)
    {
        for (size_t j = 0; j < table->links[i]->old_count; j++)
        {
            const LinkColumn *column = &table->links[i]->old_columns[j];

            add_held(&pairs, table, column->name, column->held_name, true);
        }
    }
    for (size_t i = 0; i < table->dropped_count; i++)
    {
        add_held(&pairs, table, table->dropped[i].name, table->dropped[i].held_name, true);
    }
    end_table(&pairs, 0, kept);
    return pairs.texts;
}

void
steps_archive_discard(StepBuilder *builder, const TableChange *table, const char ***texts, size_t *count)
{
    Pairs pairs = {.builder = builder, .texts = *texts, .count = *count};
    size_t began = pairs.count;

    add(&pairs, steps_table(builder, table), NULL);
    add_kept(&pairs, table, false);
    size_t kept = pairs.count;
    for (size_t i = 0; i < table->link_count; i++)
    {
        for (size_t j = 0; j < table->links[i]->new_count && table->links[i]->kind != LINK_REPAIR; j++)
        {
            const LinkColumn *column = &table->links[i]->new_columns[j];

            add_held(&pairs, table, column->name, column->held_name, false);
        }
    }
    for (size_t i = 0; i < table->plain_count; i++)
    {
        add_held(&pairs, table, table->plain[i].definition->name, table->plain[i].held_name, false);
    }
    end_table(&pairs, began, kept);
    *texts = pairs.texts;
    *count = pairs.count;
}

/* A table of its own, that goes whole. */
void
steps_archive_table(StepBuilder *builder, const char *relation, const char ***texts, size_t *count)
{
    *mem_push(builder->mem, *texts, *count) = relation;
    *mem_push(builder->mem, *texts, *count) = "";
}

static void
add(Pairs *pairs, const char *column, const char *name)
{
    *mem_push(pairs->builder->mem, pairs->texts, pairs->count) = column;
    if (name)
    {
        *mem_push(pairs->builder->mem, pairs->texts, pairs->count) = name;
    }
}

static void
add_kept(Pairs *pairs, const TableChange *table, bool after_contract)
{
    const CatalogTable *known = table->table;

    if (has_key(table, after_contract))
    {
        for (size_t i = 0; known->primary_key[i]; i++)
        {
            const char *name = kept_name(table, known->primary_key[i], after_contract);

            add(pairs, name, name);
        }
        return;
    }
    for (size_t i = 0; i < known->column_count; i++)
    {
        const char *name = kept_name(table, known->columns[i].name, after_contract);

        if (name)
        {
            add(pairs, name, name);
        }
    }
}

/* What a column of the old shape is called when it is archived; NULL: it goes. */
static const char *
kept_name(const TableChange *table, const char *column, bool after_contract)
{
    const char *successor = resolve_successor(table, column);

    return !after_contract || !resolve_goes(table, column) ? column : successor;
}

static bool
has_key(const TableChange *table, bool after_contract)
{
    const char *const *key = table->table->primary_key;
    bool is_whole = key && key[0];

    for (size_t i = 0; is_whole && key[i]; i++)
    {
        is_whole = kept_name(table, key[i], after_contract) != NULL;
    }
    return is_whole;
}

/* Under the name that it had; unless another column has it by then. */
static void
add_held(Pairs *pairs, const TableChange *table, const char *column, const char *held_name, bool after_contract)
{
    bool is_taken = false;

    for (size_t i = 0; i < table->link_count && after_contract; i++)
    {
        for (size_t j = 0; j < table->links[i]->new_count; j++)
        {
            is_taken = is_taken || strcmp(table->links[i]->new_columns[j].name, column) == 0;
        }
    }
    is_taken = is_taken && resolve_goes(table, column);
    add(pairs, held_name, is_taken ? quote_short_name(pairs->builder->mem, "before_", column, column) : column);
}

/* A table of which nothing goes has no place. */
static void
end_table(Pairs *pairs, size_t began, size_t kept)
{
    if (pairs->count == kept)
    {
        pairs->count = began;
    }
    else
    {
        add(pairs, "", NULL);
    }
    *mem_push(pairs->builder->mem, pairs->texts, pairs->count) = NULL;
    pairs->count--;
}
