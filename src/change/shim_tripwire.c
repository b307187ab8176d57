/* SPDX-License-Identifier: PostgreSQL */
/*
 * The tripwire: who still writes the old shape is noted, and never hindered.
 *
 * UPDATE: a trigger BEFORE UPDATE OF the old columns, FOR EACH STATEMENT, which fires for an unchanged value and for no row
 * as well (in a partition tree for each row: a statement's trigger is not the partitions'). INSERT: an old column was given
 * if its value is not its default; where it has an omission marker, exactly if that was not evaluated. The shim's function
 * looks first thing; a table that has none gets a trigger. What the rows' own defaults say cannot be told from V: a
 * volatile one is no evidence.
 */
#include "change/shim.h"

#include <string.h>

#include "base/mem.h"
#include "shim_internal.h"

/* One old column. */
typedef struct Watched
{
    const Link *link; /* NULL: it is dropped, and nothing is written to it meanwhile */
    const LinkColumn *column;
    const CatalogColumn *catalog;
} Watched;

static Watched *watched_columns(Shim *shim, size_t *count);
static void add_watched(Shim *shim, Watched **watched, size_t *count, const Link *link, const LinkColumn *column,
                        const char *name);
static char *given(Shim *shim);
static char *is_given(Shim *shim, const Watched *watched);
static char *triggers(Shim *shim, const Watched *watched, size_t count);
static char *insert_trigger(Shim *shim);

bool
shim_tripwire(void *owner, const Resolution *resolution, const TableChange *table, ShimTripwire *tripwire, Error *err)
{
    Shim shim = {.mem = owner, .resolution = resolution, .table = table, .err = err};
    size_t count = 0;
    Watched *watched;
    char *columns = mem_strdup(owner, "{");

    *tripwire = (ShimTripwire){NULL, NULL};
    shim_name(&shim);
    watched = watched_columns(&shim, &count);
    for (size_t i = 0; i < count; i++)
    {
        mem_append(&columns, "%s%s", i > 0 ? "," : "", quote_array_element(owner, watched[i].catalog->name));
    }
    mem_append(&columns, "}");
    if (count > 0)
    {
        const TemplateVariable on[] = {
            {"key", TEMPLATE_LITERAL, table->key},
            {"plan", TEMPLATE_LITERAL, resolution->plan->version},
            {"table", TEMPLATE_LITERAL, shim.sql_table},
            {"columns", TEMPLATE_LITERAL, columns},
            {"triggers", TEMPLATE_SQL, triggers(&shim, watched, count)},
        };
        const TemplateVariable off[] = {
            {"update", TEMPLATE_IDENTIFIER, shim.write_update_trigger},
            {"insert", TEMPLATE_IDENTIFIER, shim.write_insert_trigger},
            {"table", TEMPLATE_SQL, shim.sql_table},
            {"key", TEMPLATE_LITERAL, table->key},
        };

        tripwire->on = template_render(owner, "shim/tripwire", on, 5, err);
        tripwire->off = template_render(owner, "shim/tripwire_remove", off, 4, err);
    }
    return !error_is_set(err);
}

char *
shim_note_write(Shim *shim)
{
    const char *condition = given(shim);

    if (!*condition || !shim->has_markers)
    {
        return mem_strdup(shim->mem, "");
    }
    return mem_printf(
        shim->mem,
        "        IF (%s)%s%s\n"
        "           AND pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.=) 1\n"
        "           AND pg_catalog.current_setting(%s, true) IS DISTINCT FROM bellows.write_moment() THEN\n"
        "            PERFORM bellows.note_old_write(%s, %s, %s);\n"
        "        END IF;\n",
        condition, shim->has_moves ? "\n           AND NOT " : "", shim->has_moves ? shim_is_moved(shim) : "",
        quote_literal(shim->mem, shim->noted), quote_literal(shim->mem, shim->resolution->plan->version),
        quote_literal(shim->mem, shim->sql_table), quote_literal(shim->mem, shim->noted));
}

/* Nobody can write a generated column. */
static Watched *
watched_columns(Shim *shim, size_t *count)
{
    const TableChange *table = shim->table;
    Watched *watched = NULL;

    for (size_t i = 0; i < table->link_count; i++)
    {
        for (size_t j = 0; j < table->links[i]->old_count; j++)
        {
            const LinkColumn *old = &table->links[i]->old_columns[j];

            add_watched(shim, &watched, count, table->links[i], old, old->name);
        }
    }
    for (size_t i = 0; i < table->dropped_count; i++)
    {
        add_watched(shim, &watched, count, NULL, NULL, table->dropped[i].name);
    }
    return watched;
}

static void
add_watched(Shim *shim, Watched **watched, size_t *count, const Link *link, const LinkColumn *column, const char *name)
{
    const CatalogColumn *catalog = catalog_column(shim->table->table, name);

    if (catalog && !catalog->generated)
    {
        Watched *one = mem_push(shim->mem, *watched, *count);

        *one = (Watched){link, column, catalog};
    }
}

/* Some old column was given, as SQL; "" where that cannot be told of any. */
static char *
given(Shim *shim)
{
    size_t count = 0;
    const Watched *watched = watched_columns(shim, &count);
    char *condition = mem_strdup(shim->mem, "");

    for (size_t i = 0; i < count; i++)
    {
        const char *one = is_given(shim, &watched[i]);

        mem_append(&condition, "%s%s", *condition && *one ? "\n            OR " : "", one);
    }
    return condition;
}

/* A partition that was attached meanwhile may lack the omission marker: there NULL says nothing. */
static char *
is_given(Shim *shim, const Watched *watched)
{
    const CatalogColumn *column = watched->catalog;
    const char *name = quote_name(shim->mem, column->name);

    if (watched->link && watched->link->kind == LINK_DROP)
    {
        char *named = mem_printf(shim->mem,
                                 "pg_catalog.strpos(pg_catalog.current_setting(%s, true), %s) OPERATOR(pg_catalog.=) 0",
                                 quote_literal(shim->mem, shim->decided),
                                 quote_literal(shim->mem, shim_token(shim, watched->link, watched->column)));

        if (resolve_is_tree(shim->table))
        {
            mem_append(&named, " AND ROW(NEW.%s)::record OPERATOR(pg_catalog.*<>) ROW((NULL)::%s)::record", name,
                       column->type);
            return mem_printf(shim->mem, "(%s)", named);
        }
        return named;
    }
    if (column->fallback_is_volatile || column->identity)
    {
        return mem_strdup(shim->mem, "");
    }
    return mem_printf(shim->mem, "ROW(NEW.%s)::record OPERATOR(pg_catalog.*<>) ROW((%s)::%s)::record", name,
                      column->fallback ? column->fallback : "NULL", column->type);
}

static char *
triggers(Shim *shim, const Watched *watched, size_t count)
{
    char *columns = mem_strdup(shim->mem, "");
    char *update;

    for (size_t i = 0; i < count; i++)
    {
        mem_append(&columns, "%s%s", i > 0 ? ", " : "", quote_name(shim->mem, watched[i].catalog->name));
    }
    const TemplateVariable variables[] = {
        {"trigger", TEMPLATE_IDENTIFIER, shim->write_update_trigger},
        {"columns", TEMPLATE_SQL, columns},
        {"level", TEMPLATE_SQL, resolve_is_tree(shim->table) ? "ROW" : "STATEMENT"},
        {"table", TEMPLATE_SQL, shim->sql_table},
        {"name", TEMPLATE_LITERAL, shim->sql_table},
        {"plan", TEMPLATE_LITERAL, shim->resolution->plan->version},
        {"noted", TEMPLATE_LITERAL, shim->noted},
        {"comment", TEMPLATE_LITERAL, mem_printf(shim->mem, "%s purpose=write", shim->comment)},
    };
    update = template_render(shim->mem, "shim/tripwire_update", variables, 8, shim->err);
    return mem_printf(shim->mem, "\n%s%s", update ? update : "", insert_trigger(shim));
}

/* Where the shim's function is not called for each row. A row that comes from another partition is no INSERT of a client, and
 * only the shim can tell. */
static char *
insert_trigger(Shim *shim)
{
    const char *condition = given(shim);
    char *text;
    const TemplateVariable variables[] = {
        {"trigger", TEMPLATE_IDENTIFIER, shim->write_insert_trigger},
        {"table", TEMPLATE_SQL, shim->sql_table},
        {"given", TEMPLATE_SQL, condition},
        {"name", TEMPLATE_LITERAL, shim->sql_table},
        {"plan", TEMPLATE_LITERAL, shim->resolution->plan->version},
        {"noted", TEMPLATE_LITERAL, shim->noted},
        {"comment", TEMPLATE_LITERAL, mem_printf(shim->mem, "%s purpose=write", shim->comment)},
    };

    if (!*condition || shim->has_markers || resolve_is_tree(shim->table))
    {
        return mem_strdup(shim->mem, "");
    }
    text = template_render(shim->mem, "shim/tripwire_insert", variables, 7, shim->err);
    return mem_printf(shim->mem, "\n%s", text ? text : "");
}
