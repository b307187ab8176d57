/* SPDX-License-Identifier: PostgreSQL */
/*
 * What runs over rows: the backfill's batch, the proof that nothing is left, the search for a failing row, verify.
 *
 * Unfilled: older than the horizon, every new column NULL, and a conversion that gives something else than NULL. See
 * shim_is_older() for what is exact about it.
 */
#include "change/shim.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "shim_internal.h"

static char *evaluated_values(Shim *shim);
static char *unfilled_condition(Shim *shim);
static char *link_unfilled(Shim *shim, const Link *link, const char *horizon);
static char *horizon_condition(Shim *shim);
static char *backfill_assignments(Shim *shim);
static BackfillWay backfill_way(const Shim *shim);
static char *range_condition(Shim *shim, const ShimSql *sql);
static bool key_queries(Shim *shim, ShimSql *sql);
static char *key_text(Shim *shim, bool held);
static char *verify_condition(Shim *shim, bool held);

static char *
render_rows(Shim *shim, const char *name, const TemplateVariable *variables, size_t count)
{
    return template_render(shim->mem, name, variables, count, shim->err);
}

bool
shim_rows(Shim *shim, ShimSql *sql)
{
    TemplateVariable source = {"source", TEMPLATE_SQL, shim->source};
    TemplateVariable key = {"key", TEMPLATE_SQL, key_text(shim, false)};
    TemplateVariable unfilled = {"unfilled", TEMPLATE_SQL, unfilled_condition(shim)};
    TemplateVariable held_key = {"key", TEMPLATE_SQL, key_text(shim, true)};
    char *held = verify_condition(shim, true);
    char *expanded = verify_condition(shim, false);

    sql->way = backfill_way(shim);
    if (*unfilled.value)
    {
        TemplateVariable values = {"values", TEMPLATE_SQL, evaluated_values(shim)};

        if (sql->way == BACKFILL_BY_KEY && !key_queries(shim, sql))
        {
            return false;
        }
        sql->backfill = render_rows(shim, "shim/backfill",
                                    (TemplateVariable[]){source,
                                                         {"assignments", TEMPLATE_SQL, backfill_assignments(shim)},
                                                         {"range", TEMPLATE_SQL, range_condition(shim, sql)},
                                                         unfilled},
                                    4);
        sql->remaining = render_rows(shim, "shim/remaining", (TemplateVariable[]){source, unfilled}, 2);
        sql->failing = render_rows(shim, "shim/failing", (TemplateVariable[]){source, values, unfilled}, 3);
        sql->rehearsal = resolve_needs_shim(shim->table)
                             ? render_rows(shim, "shim/rehearsal", (TemplateVariable[]){source, values}, 2)
                             : NULL;
        sql->unrepaired = shim_unrepaired(shim);
        sql->row_key = render_rows(shim, resolve_is_tree(shim->table) ? "shim/row_key_tree" : "shim/row_key",
                                   (TemplateVariable[]){source, key}, 2);
    }
    if (resolve_is_tree(shim->table) && shim->has_markers)
    {
        sql->verify = render_rows(shim, "shim/verify_tree",
                                  (TemplateVariable[]){source,
                                                       key,
                                                       {"condition", TEMPLATE_SQL, *expanded ? expanded : "false"},
                                                       {"table", TEMPLATE_LITERAL, shim->sql_table},
                                                       {"marked", TEMPLATE_LITERAL, shim_marked_columns(shim)}},
                                  5);
    }
    else if (*expanded)
    {
        sql->verify = render_rows(shim, "shim/verify",
                                  (TemplateVariable[]){source, key, {"condition", TEMPLATE_SQL, expanded}}, 3);
    }
    if (*held)
    {
        sql->verify_held = render_rows(shim, "shim/verify",
                                       (TemplateVariable[]){source, held_key, {"condition", TEMPLATE_SQL, held}}, 3);
    }
    return !error_is_set(shim->err);
}

/* What the backfill computes, so that it fails where an UPDATE would; a column under repair only where it is broken. Not what
 * a default gives: that would use up numbers, and its sequence may not be there yet. */
static char *
evaluated_values(Shim *shim)
{
    char *values = mem_strdup(shim->mem, "");

    for (size_t i = 0; i < shim->table->link_count; i++)
    {
        const Link *link = shim->table->links[i];

        for (size_t j = 0; resolve_is_filled(link) && link->kind != LINK_FILL && j < link->new_count; j++)
        {
            const LinkColumn *column = &link->new_columns[j];
            char *value = shim_assigned(shim, shim_value(shim, link, column, "t", false), column->type);

            if (link->kind == LINK_REPAIR)
            {
                value = mem_printf(shim->mem, "CASE WHEN %s THEN %s END", shim_broken(shim, link, "t"), value);
            }
            mem_append(&values, "%s%s", *values ? ", " : "", value);
        }
    }
    return *values ? values : mem_strdup(shim->mem, "NULL");
}

/* A cast to varchar(n) or char(n) cuts the value off; an assignment refuses one that is too long (22001). The functions
 * behind both take a flag for it; their typmod is n + 4. */
char *
shim_assigned(Shim *shim, const char *value, const char *type)
{
    static const struct
    {
        const char *spelling;
        const char *function;
    } limited[] = {
        {"character varying(", "varchar"}, {"varchar(", "varchar"}, {"pg_catalog.varchar(", "varchar"},
        {"character(", "bpchar"},          {"char(", "bpchar"},     {"pg_catalog.bpchar(", "bpchar"},
    };

    for (size_t i = 0; i < sizeof limited / sizeof limited[0]; i++)
    {
        size_t length = strlen(limited[i].spelling);
        char *end = NULL;
        long limit = strncmp(type, limited[i].spelling, length) == 0 ? strtol(type + length, &end, 10) : 0;

        if (limit > 0 && strcmp(end, ")") == 0)
        {
            return mem_printf(shim->mem, "pg_catalog.%s((%s)::pg_catalog.%s, %ld, false)", limited[i].function, value,
                              limited[i].function, limit + 4);
        }
    }
    return mem_printf(shim->mem, "(%s)::%s", value, type);
}

/* ---- Unfilled rows ---- */

static char *
unfilled_condition(Shim *shim)
{
    char *horizon = horizon_condition(shim);
    char *condition = mem_strdup(shim->mem, "");
    size_t count = 0;

    for (size_t i = 0; i < shim->table->link_count; i++)
    {
        if (resolve_is_filled(shim->table->links[i]))
        {
            mem_append(&condition, "%s(%s)", count++ > 0 ? " OR " : "",
                       link_unfilled(shim, shim->table->links[i], horizon));
        }
    }
    return count > 1 ? mem_printf(shim->mem, "(%s)", condition) : condition;
}

static char *
horizon_condition(Shim *shim)
{
    char *age =
        mem_printf(shim->mem, "(SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = %s)",
                   quote_literal(shim->mem, shim->table->key));
    char *older = shim_is_older(shim, "t", age);

    return *older ? mem_printf(shim->mem, "%s AND ", older) : older;
}

/* CASE, because the planner orders the parts of an AND by their cost: a conversion may be cheap, and must not be tried
 * on a row that needs none. ROW, because a composite value IS NULL when its fields are: here the value itself counts. */
static char *
link_unfilled(Shim *shim, const Link *link, const char *horizon)
{
    char *values = mem_strdup(shim->mem, "");

    if (link->kind == LINK_FILL)
    {
        return mem_printf(shim->mem, "ROW(%s) IS NULL",
                          shim_list(shim, link->new_columns, link->new_count, "t", false));
    }
    if (link->kind == LINK_REPAIR)
    {
        return shim_repairable(shim, link);
    }
    for (size_t i = 0; i < link->new_count; i++)
    {
        mem_append(&values, "%s%s", i > 0 ? ", " : "", shim_value(shim, link, &link->new_columns[i], "t", false));
    }
    return mem_printf(shim->mem, "CASE WHEN %sROW(%s) IS NULL THEN NOT (ROW(%s) IS NULL) ELSE false END", horizon,
                      shim_list(shim, link->new_columns, link->new_count, "t", false), values);
}

static char *
backfill_assignments(Shim *shim)
{
    char *horizon = horizon_condition(shim);
    char *assignments = mem_strdup(shim->mem, "");
    size_t links = 0;

    for (size_t i = 0; i < shim->table->link_count; i++)
    {
        links += resolve_is_filled(shim->table->links[i]) ? 1 : 0;
    }
    for (size_t i = 0; i < shim->table->link_count; i++)
    {
        const Link *link = shim->table->links[i];

        for (size_t j = 0; resolve_is_filled(link) && j < link->new_count; j++)
        {
            const char *name = quote_name(shim->mem, link->new_columns[j].name);
            const char *value = shim_value(shim, link, &link->new_columns[j], "t", false);

            mem_append(&assignments, "%s%s = ", *assignments ? ",\n    " : "", name);
            if (links > 1) /* the row may be here for the sake of another link; a CASE knows no assignment casts */
            {
                mem_append(&assignments, "CASE WHEN %s THEN %s ELSE t.%s END", link_unfilled(shim, link, horizon),
                           shim_assigned(shim, value, link->new_columns[j].type), name);
            }
            else
            {
                mem_append(&assignments, "%s", value);
            }
        }
    }
    return assignments;
}

/* ---- Ranges ---- */

/* 12 and 13 have no Tid Range Scan, and no hashtid(). In slices where every row gets a value for a column that no index has yet: the
 * new version of a row stays in its page, and needs no entry in any index, if there is room. */
static BackfillWay
backfill_way(const Shim *shim)
{
    if (shim->resolution->catalog->server_version < 140000)
    {
        return BACKFILL_BY_KEY;
    }
    for (size_t i = 0; i < shim->table->link_count; i++)
    {
        const Link *link = shim->table->links[i];

        if (resolve_is_filled(link) && link->kind != LINK_REPAIR)
        {
            return BACKFILL_BY_SLICE;
        }
    }
    return BACKFILL_BY_BLOCK;
}

static const CatalogColumn *
key_column(const Shim *shim, size_t i)
{
    return catalog_column(shim->table->table, shim->table->table->primary_key[i]);
}

/* "(t.a, t.b)" and "($1::bigint, $2::text)", the latter from parameter FIRST on. */
static char *
key_row(Shim *shim, size_t count, size_t first)
{
    char *row = mem_strdup(shim->mem, "(");

    for (size_t i = 0; i < count; i++)
    {
        if (first > 0)
        {
            mem_append(&row, "%s$%zu::%s", i > 0 ? ", " : "", first + i, key_column(shim, i)->type);
        }
        else
        {
            mem_append(&row, "%st.%s", i > 0 ? ", " : "", quote_name(shim->mem, key_column(shim, i)->name));
        }
    }
    mem_append(&row, ")");
    return row;
}

static char *
range_condition(Shim *shim, const ShimSql *sql)
{
    if (sql->way != BACKFILL_BY_KEY)
    {
        return mem_printf(
            shim->mem, "t.ctid >= $1::tid AND t.ctid < $2::tid%s",
            sql->way == BACKFILL_BY_SLICE ? " AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer" : "");
    }
    return mem_printf(shim->mem, "%s >= %s AND %s <= %s", key_row(shim, sql->key_count, 0),
                      key_row(shim, sql->key_count, 1), key_row(shim, sql->key_count, 0),
                      key_row(shim, sql->key_count, sql->key_count + 1));
}

/* Ranges of the primary key, in the order of its index (row comparison uses it). */
static bool
key_queries(Shim *shim, ShimSql *sql)
{
    const CatalogTable *table = shim->table->table;
    char *selected = mem_strdup(shim->mem, "");
    char *order = mem_strdup(shim->mem, "");
    char *backwards = mem_strdup(shim->mem, "");

    if (!table->primary_key || !table->primary_key[0])
    {
        error_set_code(shim->err, ERROR_INVALID, "P305",
                       "table %s has no primary key or unique NOT NULL key to batch on", shim->sql_table);
        return error_hint(shim->err, "PostgreSQL 14 and later need none.");
    }
    for (; table->primary_key[sql->key_count]; sql->key_count++)
    {
        const char *name = quote_name(shim->mem, table->primary_key[sql->key_count]);

        mem_append(&selected, "%st.%s::text AS k%zu", sql->key_count > 0 ? ", " : "", name, sql->key_count + 1);
        mem_append(&order, "%st.%s", sql->key_count > 0 ? ", " : "", name);
        mem_append(&backwards, "%st.%s DESC", sql->key_count > 0 ? ", " : "", name);
    }
    sql->first_key = mem_printf(shim->mem, "SELECT %s FROM %s AS t ORDER BY %s LIMIT 1", selected, shim->source, order);
    sql->last_key =
        mem_printf(shim->mem, "SELECT %s FROM %s AS t ORDER BY %s LIMIT 1", selected, shim->source, backwards);
    sql->next_key = mem_printf(
        shim->mem, "SELECT %s FROM %s AS t WHERE %s > %s AND %s <= %s ORDER BY %s OFFSET $%zu::bigint LIMIT 1",
        selected, shim->source, key_row(shim, sql->key_count, 0), key_row(shim, sql->key_count, 1),
        key_row(shim, sql->key_count, 0), key_row(shim, sql->key_count, sql->key_count + 2), order, sql->key_count + 1);
    return true;
}

/* The column by that name while the old ones are HELD: a successor is what people know by then. */
static const char *
key_name(const Shim *shim, const char *column, bool held)
{
    const TableChange *table = shim->table;

    if (held && resolve_successor(table, column))
    {
        return resolve_successor(table, column);
    }
    for (size_t i = 0; held && i < table->link_count; i++)
    {
        for (size_t j = 0; j < table->links[i]->old_count; j++)
        {
            if (strcmp(table->links[i]->old_columns[j].name, column) == 0)
            {
                return table->links[i]->old_columns[j].held_name;
            }
        }
    }
    for (size_t i = 0; held && i < table->dropped_count; i++)
    {
        if (strcmp(table->dropped[i].name, column) == 0)
        {
            return table->dropped[i].held_name;
        }
    }
    return column;
}

/* The row's key for people: "id=42", or its place in the table where there is none. */
static char *
key_text(Shim *shim, bool held)
{
    const char *const *columns = shim->table->table->primary_key;
    char *text = mem_strdup(shim->mem, "");

    for (size_t i = 0; columns && columns[i]; i++)
    {
        const char *name = key_name(shim, columns[i], held);

        mem_append(&text, "%spg_catalog.concat(%s, t.%s)", i > 0 ? " || ' ' || " : "",
                   quote_literal(shim->mem, mem_printf(shim->mem, "%s=", name)), quote_name(shim->mem, name));
    }
    text = *text ? text : mem_strdup(shim->mem, "pg_catalog.concat('ctid=', t.ctid)");
    if (resolve_is_tree(shim->table))
    {
        mem_append(&text, " || pg_catalog.concat(' in ', t.tableoid::regclass)");
    }
    return text;
}

/* ---- Verify ---- */

/* A link that replaces columns: equal in one direction at least; `down` goes first (CASE, because the planner makes NOT
 * … OR an AND and orders that by cost), since `up` may fail on what `down` made of a value that only V+1 can express. A
 * filled column may go its own way once V+1 wrote it; what was repaired is the constraint's to prove. */
static char *
verify_condition(Shim *shim, bool held)
{
    char *condition = mem_strdup(shim->mem, "");

    for (size_t i = 0; i < shim->table->link_count; i++)
    {
        const Link *link = shim->table->links[i];

        if (link->kind != LINK_REPLACE)
        {
            continue;
        }
        mem_append(&condition,
                   "%sCASE WHEN ROW(%s)::record OPERATOR(pg_catalog.*=) ROW(%s)::record THEN false\n"
                   "            ELSE ROW(%s)::record OPERATOR(pg_catalog.*<>) ROW(%s)::record END",
                   *condition ? "\n       OR " : "", shim_list(shim, link->old_columns, link->old_count, "t", held),
                   shim_values(shim, link, link->old_columns, link->old_count, "t", held),
                   shim_list(shim, link->new_columns, link->new_count, "t", false),
                   shim_values(shim, link, link->new_columns, link->new_count, "t", held));
    }
    return condition;
}

/* ---- The horizon ---- */

/* 2^31: until a cluster has made so many transactions, the difference of two xids (mod 2^32) tells which is older. */
#define EXACT_TRANSACTIONS 2147483648

/* Whether QUALIFIER's row version is older than the horizon, whose age() is HORIZON_AGE, as SQL; "" where xids cannot tell.
 *
 * xmin - H, modulo 2^32, is age(H) - age(xmin), whatever both ages count from (a transaction's own xid, if it has one: so
 * single ages can be negative, and a comparison of ages would be wrong). Less than 2^31 is newer. Freezing keeps xmin
 * (since 9.4; before it is 2, whose age is always 2^31 - 1: old, as it should be). A row that was written 2^31
 * transactions before H would look newer: on a cluster that old the values alone decide. */
char *
shim_is_older(Shim *shim, const char *qualifier, const char *horizon_age)
{
    if (shim->resolution->catalog->transactions >= EXACT_TRANSACTIONS)
    {
        return mem_strdup(shim->mem, "");
    }
    return mem_printf(shim->mem, "((%s - pg_catalog.age(%s.xmin)::bigint) & 4294967295) >= 2147483648", horizon_age,
                      qualifier);
}

/* ---- Rendering of values and lists ---- */

char *
shim_value(Shim *shim, const Link *link, const LinkColumn *column, const char *qualifier, bool held)
{
    ColumnRename *renames = mem_array(shim->mem, ColumnRename, link->old_count + 1);
    char *value;

    for (size_t i = 0; i < link->old_count; i++)
    {
        renames[i] = (ColumnRename){.from = link->old_columns[i].name, .to = link->old_columns[i].held_name};
    }
    value = column->value ? ddl_expression_render(shim->mem, column->value, qualifier, renames,
                                                  held ? link->old_count : 0, shim->err)
                          : NULL;
    return value ? value : mem_strdup(shim->mem, "NULL");
}

char *
shim_values(Shim *shim, const Link *link, const LinkColumn *columns, size_t count, const char *qualifier, bool held)
{
    char *list = mem_strdup(shim->mem, "");

    for (size_t i = 0; i < count; i++)
    {
        mem_append(&list, "%s(%s)::%s", i > 0 ? ", " : "", shim_value(shim, link, &columns[i], qualifier, held),
                   columns[i].type);
    }
    return list;
}

char *
shim_list(Shim *shim, const LinkColumn *columns, size_t count, const char *qualifier, bool held)
{
    char *list = mem_strdup(shim->mem, "");

    for (size_t i = 0; i < count; i++)
    {
        mem_append(&list, "%s%s.%s", i > 0 ? ", " : "", qualifier,
                   quote_name(shim->mem, held ? columns[i].held_name : columns[i].name));
    }
    return list;
}
