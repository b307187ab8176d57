/* SPDX-License-Identifier: PostgreSQL */
/*
 * The memory of a Schema: an arena for what is kept until the end, hash tables with open addressing, ordered lists.
 *
 * Invariant: a hash table is never fuller than three quarters, so that a search ends at a free slot; taking one out
 * moves those behind it forward, so that there are no tombstones and thousands of DROPs cost nothing later.
 */
#include "schema_internal.h"

#include <stdalign.h>
#include <string.h>

#include "base/mem.h"

#define FIRST_BLOCK    4096
#define LARGEST_BLOCK  65536
#define FIRST_CAPACITY 64

static void table_resize(void *owner, SchemaTable *table);
static size_t table_place(const SchemaTable *table, uint64_t hash, const char *schema_name, const char *name);
static uint64_t hash_names(const char *schema_name, const char *name);

void *
schema_arena_take(SchemaArena *arena, size_t size)
{
    size_t rounded = (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    char *taken;

    if (rounded > LARGEST_BLOCK / 4)
    {
        return mem_zero(arena->owner, rounded, "SchemaArena");
    }
    if (rounded > arena->left)
    {
        arena->block_size = arena->block_size == 0 ? FIRST_BLOCK : arena->block_size * 2;
        arena->block_size = arena->block_size > LARGEST_BLOCK ? LARGEST_BLOCK : arena->block_size;
        while (arena->block_size < rounded)
        {
            arena->block_size *= 2;
        }
        arena->block = mem_zero(arena->owner, arena->block_size, "SchemaArena");
        arena->left = arena->block_size;
    }
    taken = arena->block;
    arena->block += rounded;
    arena->left -= rounded;
    return taken;
}

void *
schema_table_find(const SchemaTable *table, const char *schema_name, const char *name)
{
    if (table->count == 0)
    {
        return NULL;
    }
    return table->slots[table_place(table, hash_names(schema_name, name), schema_name, name)].value;
}

void
schema_table_put(void *owner, SchemaTable *table, const char *schema_name, const char *name, void *value)
{
    uint64_t hash = hash_names(schema_name, name);
    SchemaSlot *slot;

    if (table->count * 4 >= table->capacity * 3)
    {
        table_resize(owner, table);
    }
    slot = &table->slots[table_place(table, hash, schema_name, name)];
    if (slot->schema == NULL)
    {
        table->count++;
    }
    *slot = (SchemaSlot){.hash = hash, .schema = schema_name, .name = name, .value = value};
}

void
schema_table_remove(SchemaTable *table, const char *schema_name, const char *name)
{
    size_t mask = table->capacity - 1;
    size_t hole;

    if (table->count == 0)
    {
        return;
    }
    hole = table_place(table, hash_names(schema_name, name), schema_name, name);
    if (table->slots[hole].schema == NULL)
    {
        return;
    }
    table->count--;
    for (size_t next = (hole + 1) & mask; table->slots[next].schema != NULL; next = (next + 1) & mask)
    {
        size_t home = (size_t) table->slots[next].hash & mask;

        /* It may move to the hole unless its home lies behind the hole. */
        if (((next - home) & mask) >= ((next - hole) & mask))
        {
            table->slots[hole] = table->slots[next];
            hole = next;
        }
    }
    table->slots[hole] = (SchemaSlot){0};
}

static void
table_resize(void *owner, SchemaTable *table)
{
    SchemaTable larger = {.capacity = table->capacity == 0 ? FIRST_CAPACITY : table->capacity * 2,
                          .count = table->count};

    larger.slots = mem_array(owner, SchemaSlot, larger.capacity);
    for (size_t i = 0; i < table->capacity; i++)
    {
        const SchemaSlot *slot = &table->slots[i];

        if (slot->schema != NULL)
        {
            larger.slots[table_place(&larger, slot->hash, slot->schema, slot->name)] = *slot;
        }
    }
    mem_free(table->slots);
    *table = larger;
}

/* The slot of the names, or the free one where they would go. */
static size_t
table_place(const SchemaTable *table, uint64_t hash, const char *schema_name, const char *name)
{
    size_t mask = table->capacity - 1;
    size_t place = (size_t) hash & mask;

    while (table->slots[place].schema != NULL &&
           !(table->slots[place].hash == hash && strcmp(table->slots[place].name, name) == 0 &&
             strcmp(table->slots[place].schema, schema_name) == 0))
    {
        place = (place + 1) & mask;
    }
    return place;
}

/* FNV-1a over both names, each with its end. */
static uint64_t
hash_names(const char *schema_name, const char *name)
{
    uint64_t hash = 14695981039346656037U;
    const char *texts[] = {schema_name, name};

    for (size_t i = 0; i < 2; i++)
    {
        for (const unsigned char *byte = (const unsigned char *) texts[i];; byte++)
        {
            hash = (hash ^ *byte) * 1099511628211U;
            if (*byte == '\0')
            {
                break;
            }
        }
    }
    return hash ^ (hash >> 32);
}

size_t
schema_list_add(void *owner, SchemaList *list, void *item)
{
    *mem_push(owner, list->items, list->count) = item;
    return list->count - 1;
}

void
schema_list_remove(SchemaList *list, size_t order)
{
    list->items[order] = NULL;
    list->holes++;
}
