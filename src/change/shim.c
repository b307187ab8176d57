/* SPDX-License-Identifier: PostgreSQL */
/*
 * The shim's objects: names, marker defaults, triggers, and the variants of the function.
 *
 * Names carry the table's key (a hash), so that they stay under 63 bytes and never collide; what they are for is in
 * their comment. "!" sorts before, "~" after every name that an application would choose (trigger order is the byte
 * order of names).
 */
#include "change/shim.h"

#include <string.h>

#include "base/mem.h"
#include "shim_internal.h"

static void build_triggers(Shim *shim, ShimSql *sql);
static char *function_sql(Shim *shim, const char *body);
static char *install_sql(Shim *shim, const char *function, const char *markers, const char *final);
static char *marker_actions(Shim *shim, bool on);
static char *check_sql(Shim *shim, const char *table);
static void append_assignments(Shim *shim, const Link *link, const LinkColumn *columns, size_t count,
                               char **assignments);
static char *kill_sql(Shim *shim);
static char *remove_sql(Shim *shim);

ShimSql *
shim_build(void *owner, const Resolution *resolution, const TableChange *table, Error *err)
{
    ShimSql *sql = mem_new(owner, ShimSql);
    Shim shim = {
        .mem = sql,
        .resolution = resolution,
        .table = table,
        .err = err,
    };

    shim_name(&shim);
    if (resolve_needs_shim(table))
    {
        build_triggers(&shim, sql);
    }
    if (!shim_rows(&shim, sql) || error_is_set(err))
    {
        mem_free(sql);
        return NULL;
    }
    return sql;
}

static void
build_triggers(Shim *shim, ShimSql *sql)
{
    sql->markers_on = marker_actions(shim, true);
    sql->markers_off = marker_actions(shim, false);
    sql->restore = function_sql(shim, shim_body(shim, SHIM_EXPANDED));
    sql->hold = function_sql(shim, shim_body(shim, SHIM_HELD));
    sql->install = install_sql(shim, sql->restore, sql->markers_on, sql->markers_off);
    sql->check = check_sql(shim, shim->sql_table);
    sql->shape_check = check_sql(shim, SHIM_SHAPE);
    sql->kill = kill_sql(shim);
    sql->remove = remove_sql(shim);
}

void
shim_name(Shim *shim)
{
    const char *key = shim->table->key;
    bool is_tree = resolve_is_tree(shim->table);

    shim->sql_table = quote_qualified_name(shim->mem, shim->table->name);
    shim->source = mem_printf(shim->mem, "%s%s", is_tree ? "" : "ONLY ", shim->sql_table);
    shim->function = mem_printf(shim->mem, "shim_%s", key);
    shim->conflicts = mem_printf(shim->mem, "conflicts_%s", key);
    shim->marker = mem_printf(shim->mem, "bellows.m_%s", key);
    shim->decided = mem_printf(shim->mem, "bellows.d_%s", key);
    shim->mark_trigger = mem_printf(shim->mem, "!bellows_%s_mark", key);
    shim->insert_trigger = mem_printf(shim->mem, "~bellows_%s_insert", key);
    shim->touch_trigger = mem_printf(shim->mem, "~bellows_%s_touch", key);
    shim->change_trigger = mem_printf(shim->mem, "~bellows_%s_change", key);
    shim->move_trigger = mem_printf(shim->mem, "~bellows_%s_move", key);
    shim->write_update_trigger = mem_printf(shim->mem, "!bellows_%s_write_update", key);
    shim->write_insert_trigger = mem_printf(shim->mem, "!bellows_%s_write_insert", key);
    shim->version = mem_printf(shim->mem, "bellows.v_%s", key);
    shim->noted = mem_printf(shim->mem, "bellows.w_%s", key);
    shim->comment = mem_printf(shim->mem, "bellows plan=%s table=%s", shim->resolution->plan->version, shim->sql_table);
    for (size_t i = 0; i < shim->table->link_count; i++)
    {
        const Link *link = shim->table->links[i];

        shim->has_markers = shim->has_markers || (link->kind != LINK_REPAIR && link->kind != LINK_FILL);
        shim->has_moves = shim->has_moves || (is_tree && (link->kind == LINK_REPLACE || link->kind == LINK_DROP));
    }
}

/* A SET clause costs each call several microseconds: only where a conversion depends on a setting, and then with what
 * the plan's author would have had in a maintenance window: the role's own settings. */
static char *
settings_clause(Shim *shim)
{
    const Catalog *catalog = shim->resolution->catalog;
    char *clause = mem_strdup(shim->mem, "");

    for (size_t i = 0; shim->table->pins_settings && i < catalog->setting_count; i++)
    {
        mem_append(&clause, " SET %s = %s", quote_name(shim->mem, catalog->settings[i].name),
                   quote_literal(shim->mem, catalog->settings[i].value));
    }
    if (shim->table->pins_search_path)
    {
        mem_append(&clause, " SET search_path = %s", shim->resolution->search_path);
    }
    return clause;
}

static char *
function_sql(Shim *shim, const char *body)
{
    const TemplateVariable variables[] = {
        {"function", TEMPLATE_IDENTIFIER, shim->function},
        {"settings", TEMPLATE_SQL, settings_clause(shim)},
        {"body", TEMPLATE_LITERAL, body},
        {"comment", TEMPLATE_LITERAL, mem_printf(shim->mem, "%s purpose=shim", shim->comment)},
    };

    return body ? template_render(shim->mem, "shim/function", variables, 4, shim->err) : NULL;
}

/* The final defaults are tried first: one that does not fit its column's type must not come up as late as the seal. */
static char *
install_sql(Shim *shim, const char *function, const char *markers, const char *final)
{
    const TemplateVariable variables[] = {
        {"conflicts", TEMPLATE_IDENTIFIER, shim->conflicts},
        {"function", TEMPLATE_SQL, function},
        {"defaults", TEMPLATE_SQL,
         markers ? mem_printf(shim->mem, "ALTER TABLE %s %s;\nALTER TABLE %s %s;", shim->sql_table, final,
                              shim->sql_table, markers)
                 : ""},
        {"triggers", TEMPLATE_SQL, shim_triggers(shim)},
        {"key", TEMPLATE_LITERAL, shim->table->key},
        {"plan", TEMPLATE_LITERAL, shim->resolution->plan->version},
    };

    return template_render(shim->mem, "shim/install", variables, 6, shim->err);
}

/* ---- The omission marker ---- */

bool
shim_is_marked(const Link *link, const LinkColumn *column)
{
    switch (link->kind)
    {
        case LINK_REPLACE:
        case LINK_ADD:
            for (size_t i = 0; i < link->new_count; i++)
            {
                if (column == &link->new_columns[i])
                {
                    return true;
                }
            }
            return false;
        case LINK_DROP:
            return true;
        case LINK_FILL:
        case LINK_REPAIR:
            return false;
    }
    return false;
}

char *
shim_token(Shim *shim, const Link *link, const LinkColumn *column)
{
    size_t number = 0;

    for (size_t i = 0; i < shim->table->link_count; i++)
    {
        const Link *other = shim->table->links[i];
        const LinkColumn *columns = other->kind == LINK_DROP ? other->old_columns : other->new_columns;
        size_t count = other->kind == LINK_DROP ? other->old_count : other->new_count;

        for (size_t j = 0; j < count; j++)
        {
            number += shim_is_marked(other, &columns[j]) ? 1 : 0;
            if (other == link && &columns[j] == column)
            {
                return mem_printf(shim->mem, "/%zu/", number);
            }
        }
    }
    return NULL;
}

/* A default that is NULL and leaves its token in a setting of the transaction when it is evaluated, which PostgreSQL does
 * exactly when the INSERT (or COPY, upsert, MERGE) does not name the column. */
static void
append_marker(Shim *shim, const Link *link, const LinkColumn *column, bool on, char **actions)
{
    const char *name = quote_name(shim->mem, column->name);
    const char *marker = quote_literal(shim->mem, shim->marker);

    if (on)
    {
        mem_append(actions,
                   "%sALTER COLUMN %s SET DEFAULT CASE WHEN pg_catalog.set_config(%s, "
                   "pg_catalog.concat(pg_catalog.current_setting(%s, true), %s), true) IS NULL THEN NULL::%s END",
                   **actions ? ", " : "", name, marker, marker,
                   quote_literal(shim->mem, shim_token(shim, link, column)), column->type);
    }
    else if (column->fallback && link->kind != LINK_DROP)
    {
        mem_append(actions, "%sALTER COLUMN %s SET DEFAULT %s", **actions ? ", " : "", name, column->fallback);
    }
    else
    {
        mem_append(actions, "%sALTER COLUMN %s DROP DEFAULT", **actions ? ", " : "", name);
    }
}

static char *
marker_actions(Shim *shim, bool on)
{
    char *actions = mem_strdup(shim->mem, "");

    for (size_t i = 0; i < shim->table->link_count; i++)
    {
        const Link *link = shim->table->links[i];
        const LinkColumn *columns = link->kind == LINK_DROP ? link->old_columns : link->new_columns;
        size_t count = link->kind == LINK_DROP ? link->old_count : link->new_count;

        for (size_t j = 0; j < count; j++)
        {
            if (shim_is_marked(link, &columns[j]))
            {
                append_marker(shim, link, &columns[j], on, &actions);
            }
        }
    }
    return *actions ? actions : NULL;
}

/* ---- Check, kill switch, removal ---- */

/* PL/pgSQL would convert through text where UPDATE refuses (42804): let the server analyse the plain UPDATE. */
static char *
check_sql(Shim *shim, const char *table)
{
    char *sql = mem_strdup(shim->mem, "");

    for (size_t i = 0; i < shim->table->link_count; i++)
    {
        const Link *link = shim->table->links[i];
        char *assignments = mem_strdup(shim->mem, "");

        if (link->kind == LINK_FILL)
        {
            continue; /* SET DEFAULT is its check */
        }
        append_assignments(shim, link, link->new_columns, link->new_count, &assignments);
        append_assignments(shim, link, link->old_columns, link->old_count, &assignments);
        if (*assignments)
        {
            mem_append(&sql, "%sPREPARE bellows_check AS UPDATE ONLY %s AS t SET %s;\nDEALLOCATE bellows_check;",
                       *sql ? "\n" : "", table, assignments);
        }
    }
    return *sql ? sql : NULL;
}

/* UPDATE may not assign to an identity that is always generated; a BEFORE trigger may, and the empty copy has none. */
static void
append_assignments(Shim *shim, const Link *link, const LinkColumn *columns, size_t count, char **assignments)
{
    for (size_t i = 0; i < count; i++)
    {
        const CatalogColumn *column = catalog_column(shim->table->table, columns[i].name);

        if (columns[i].value && !(column && column->identity == 'a'))
        {
            mem_append(assignments, "%s%s = %s", **assignments ? ", " : "", quote_name(shim->mem, columns[i].name),
                       shim_value(shim, link, &columns[i], "t", false));
        }
    }
}

static char *
kill_sql(Shim *shim)
{
    char *columns = mem_strdup(shim->mem, "{");
    TemplateVariable body[4] = {
        {"procedure", TEMPLATE_LITERAL, NULL},
        {"table", TEMPLATE_LITERAL, shim->sql_table},
        {"columns", TEMPLATE_LITERAL, NULL},
        {"statement", TEMPLATE_LITERAL, NULL},
    };
    TemplateVariable outer = {"body", TEMPLATE_LITERAL, NULL};

    for (size_t i = 0; i < shim->table->link_count; i++)
    {
        const Link *link = shim->table->links[i];

        for (size_t j = 0; j < link->new_count && link->kind != LINK_REPAIR && link->kind != LINK_FILL; j++)
        {
            mem_append(&columns, "%s%s", columns[1] ? "," : "",
                       quote_array_element(shim->mem, link->new_columns[j].name));
        }
    }
    mem_append(&columns, "}");
    body[0].value = mem_printf(shim->mem, "bellows.%s()", quote_name(shim->mem, shim->function));
    body[2].value = columns;
    body[3].value = function_sql(shim, shim_body(shim, SHIM_KILLED));
    outer.value = template_render(shim->mem, "shim/kill_switch_body", body, 4, shim->err);
    return outer.value ? template_render(shim->mem, "shim/kill_switch", &outer, 1, shim->err) : NULL;
}

static char *
remove_sql(Shim *shim)
{
    const TemplateVariable variables[] = {
        {"mark", TEMPLATE_IDENTIFIER, shim->mark_trigger},
        {"insert", TEMPLATE_IDENTIFIER, shim->insert_trigger},
        {"touch", TEMPLATE_IDENTIFIER, shim->touch_trigger},
        {"change", TEMPLATE_IDENTIFIER, shim->change_trigger},
        {"move", TEMPLATE_SQL,
         shim->has_moves ? mem_printf(shim->mem, "\nDROP TRIGGER IF EXISTS %s ON %s;",
                                      quote_name(shim->mem, shim->move_trigger), shim->sql_table)
                         : ""},
        {"table", TEMPLATE_SQL, shim->sql_table},
        {"function", TEMPLATE_IDENTIFIER, shim->function},
        {"conflicts", TEMPLATE_IDENTIFIER, shim->conflicts},
        {"key", TEMPLATE_LITERAL, shim->table->key},
    };

    return template_render(shim->mem, "shim/remove", variables, 9, shim->err);
}
