/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the old and the new version of an application write to the tables of a plan, knowing nothing of what they mean:
 * values move from one row to another, and rows are deleted and inserted again, in the columns of that version alone.
 *
 * So all values are real ones. Keys stay where they are. A row to which others refer is not deleted: what ON DELETE does
 * is not what is rehearsed.
 */
#include <string.h>

#include "base/mem.h"
#include "cmd_rehearse_internal.h"
#include "sql/quote.h"

typedef struct Shape
{
    void *mem;
    const TableChange *change;
    const char *table; /* as SQL */
    const char **columns;
    size_t column_count;
    const char **free_columns; /* not in a key: an UPDATE may write them */
    size_t free_count;
} Shape;

static void add_old(Shape *shape, RehearseVersion version);
static void add_new(Shape *shape);
static void add_column(Shape *shape, const char *name, bool is_free);
static bool has_column(const Shape *shape, const char *name);
static bool is_going(const TableChange *change, const char *name);
static bool is_in_key(const CatalogTable *table, const char *name);
static bool link_is_free(const CatalogTable *table, const Link *link);
static void add_writes(const Shape *shape, RehearseWrites *writes);
static bool is_referred_to(const CatalogTable *table);
static char *list(void *mem, const char *alias, const char *const *columns, size_t count);

void
cmd_rehearse_shape(void *owner, const Resolution *resolution, RehearseVersion version, RehearseWrites *writes)
{
    *writes = (RehearseWrites){0};
    for (size_t i = 0; i < resolution->table_count; i++)
    {
        const TableChange *change = &resolution->tables[i];
        Shape shape = {.mem = owner, .change = change, .table = quote_qualified_name(owner, change->name)};

        add_old(&shape, version);
        if (version == REHEARSE_NEW)
        {
            add_new(&shape);
        }
        add_writes(&shape, writes);
    }
}

void
cmd_rehearse_shape_rows(RehearseWrites *writes, const char *table, int64_t rows)
{
    for (size_t i = 0; i < writes->count; i++)
    {
        if (strcmp(writes->items[i].table, table) == 0)
        {
            writes->items[i].rows = rows;
        }
    }
}

static void
add_old(Shape *shape, RehearseVersion version)
{
    const CatalogTable *table = shape->change->table;

    for (size_t i = 0; i < table->column_count; i++)
    {
        const CatalogColumn *column = &table->columns[i];

        if (column->generated == 0 && (version == REHEARSE_OLD || !is_going(shape->change, column->name)))
        {
            add_column(shape, column->name, column->identity == 0 && !is_in_key(table, column->name));
        }
    }
}

static void
add_new(Shape *shape)
{
    const TableChange *change = shape->change;

    for (size_t i = 0; i < change->link_count; i++)
    {
        const Link *link = change->links[i];

        for (size_t j = 0; j < link->new_count; j++)
        {
            add_column(shape, link->new_columns[j].name, link_is_free(change->table, link));
        }
    }
    for (size_t i = 0; i < change->plain_count; i++)
    {
        add_column(shape, change->plain[i].definition->name, false);
    }
}

static void
add_column(Shape *shape, const char *name, bool is_free)
{
    if (has_column(shape, name))
    {
        return;
    }
    *mem_push(shape->mem, shape->columns, shape->column_count) = name;
    if (is_free)
    {
        *mem_push(shape->mem, shape->free_columns, shape->free_count) = name;
    }
}

static bool
has_column(const Shape *shape, const char *name)
{
    for (size_t i = 0; i < shape->column_count; i++)
    {
        if (strcmp(shape->columns[i], name) == 0)
        {
            return true;
        }
    }
    return false;
}

/* The new version knows nothing of it any more. */
static bool
is_going(const TableChange *change, const char *name)
{
    for (size_t i = 0; i < change->link_count; i++)
    {
        for (size_t j = 0; j < change->links[i]->old_count; j++)
        {
            if (strcmp(change->links[i]->old_columns[j].name, name) == 0)
            {
                return true;
            }
        }
    }
    for (size_t i = 0; i < change->dropped_count; i++)
    {
        if (strcmp(change->dropped[i].name, name) == 0)
        {
            return true;
        }
    }
    return false;
}

static bool
is_in_key(const CatalogTable *table, const char *name)
{
    for (size_t i = 0; i < table->index_count; i++)
    {
        const char *const *columns = table->indexes[i].columns;

        for (size_t j = 0; table->indexes[i].is_unique && columns[j] != NULL; j++)
        {
            if (strcmp(columns[j], name) == 0)
            {
                return true;
            }
        }
    }
    return false;
}

/* A column that takes a key's place inherits the key. */
static bool
link_is_free(const CatalogTable *table, const Link *link)
{
    for (size_t i = 0; i < link->old_count; i++)
    {
        if (is_in_key(table, link->old_columns[i].name))
        {
            return false;
        }
    }
    return true;
}

static void
add_writes(const Shape *shape, RehearseWrites *writes)
{
    void *mem = shape->mem;
    char *all = list(mem, "", shape->columns, shape->column_count);

    if (shape->free_count > 0)
    {
        *mem_push(mem, writes->items, writes->count) = (RehearseWrite){
            .what = mem_printf(mem, "UPDATE %s", shape->table),
            .table = shape->table,
            .sql = mem_printf(mem,
                              "UPDATE %s AS t SET (%s) = (SELECT %s FROM %s AS s OFFSET $2::bigint LIMIT 1)"
                              " WHERE (t.tableoid, t.ctid) ="
                              " (SELECT w.tableoid, w.ctid FROM %s AS w OFFSET $1::bigint LIMIT 1)",
                              shape->table, list(mem, "", shape->free_columns, shape->free_count),
                              list(mem, "s.", shape->free_columns, shape->free_count), shape->table, shape->table),
        };
    }
    if (shape->column_count > 0 && !is_referred_to(shape->change->table))
    {
        *mem_push(mem, writes->items, writes->count) = (RehearseWrite){
            .what = mem_printf(mem, "DELETE and INSERT %s", shape->table),
            .table = shape->table,
            .sql = mem_printf(mem,
                              "WITH gone AS (DELETE FROM %s AS t WHERE $2::bigint >= 0 AND (t.tableoid, t.ctid) ="
                              " (SELECT w.tableoid, w.ctid FROM %s AS w OFFSET $1::bigint LIMIT 1) RETURNING %s)"
                              " INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM gone",
                              shape->table, shape->table, list(mem, "t.", shape->columns, shape->column_count),
                              shape->table, all, all),
        };
    }
}

static bool
is_referred_to(const CatalogTable *table)
{
    for (size_t i = 0; i < table->dependent_count; i++)
    {
        if (strcmp(table->dependents[i].kind, "foreign key") == 0)
        {
            return true;
        }
    }
    return false;
}

static char *
list(void *mem, const char *alias, const char *const *columns, size_t count)
{
    char *text = mem_strdup(mem, "");

    for (size_t i = 0; i < count; i++)
    {
        mem_append(&text, "%s%s%s", i == 0 ? "" : ", ", alias, quote_name(mem, columns[i]));
    }
    return text;
}
