/* SPDX-License-Identifier: PostgreSQL */
/*
 * FOREIGN KEY, UNIQUE and PRIMARY KEY that a plan adds: whether they can be, how the rows that break them are found, and the
 * statements in which they are added online.
 *
 * The foreign key and the index are also written for empty temporary copies: the server says there, before the first write,
 * whether types and keys fit (a temporary table may reference a temporary one, 12 to 18).
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

static void foreign_key(Resolver *resolver, ChangeOnTable *on, InPlace *in_place, Error *err);
static bool check_foreign(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement,
                          const CatalogTable *foreign);
static bool is_indexed(Resolver *resolver, const CatalogTable *table, const DdlKey *key);
static const char *const *foreign_columns(const DdlStatement *statement, const CatalogTable *foreign);
static void unique_key(Resolver *resolver, ChangeOnTable *on, InPlace *in_place, Error *err);
static char *unique_violation(Resolver *resolver, const ChangeOnTable *on, const DdlKey *key, bool nulls_equal);
static bool has_columns(const char *const *list, const char *const *columns);
static size_t count_of(const char *const *list);

static const QualifiedName trial_table = {RESOLVE_TRIAL_SCHEMA, RESOLVE_TRIAL_TABLE};

void
resolve_key(Resolver *resolver, ChangeOnTable *on, InPlace *in_place, Error *err)
{
    if (in_place->kind == IN_PLACE_ADD_FOREIGN_KEY)
    {
        foreign_key(resolver, on, in_place, err);
        return;
    }
    unique_key(resolver, on, in_place, err);
}

/* ---- FOREIGN KEY ---- */

/* The other table as the plan leaves it: one that it creates is not in the catalog. */
static QualifiedName
foreign_name(const Resolver *resolver, const DdlStatement *statement, const CatalogTable *foreign)
{
    const Resolution *result = resolver->result;
    const QualifiedName *written = &statement->key.foreign_table;

    for (size_t i = 0; !foreign && i < result->created_count; i++)
    {
        QualifiedName created = result->created[i]->relation;

        created.schema = created.schema ? created.schema : result->create_schema;
        if (strcmp(created.name, written->name) == 0 &&
            (!written->schema || strcmp(created.schema, written->schema) == 0))
        {
            return created;
        }
    }
    return foreign ? (QualifiedName){foreign->schema, foreign->name} : (QualifiedName){NULL, NULL};
}

static void
foreign_key(Resolver *resolver, ChangeOnTable *on, InPlace *in_place, Error *err)
{
    const DdlStatement *statement = in_place->statement;
    const DdlKey *key = &statement->key;
    const CatalogTable *foreign = catalog_table(resolver->catalog, key->foreign_table.schema, key->foreign_table.name);
    QualifiedName name = foreign_name(resolver, statement, foreign);
    bool is_self = foreign && foreign == on->table->table;

    if (!name.name)
    {
        resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset,
                       "P301", "table \"%s\", which the foreign key references, does not exist",
                       key->foreign_table.name);
        return;
    }
    if (foreign && !check_foreign(resolver, on, statement, foreign))
    {
        return;
    }
    in_place->foreign = foreign;
    in_place->foreign_table = quote_qualified_name(resolver->mem, name);
    in_place->key_statement =
        ddl_foreign_key(resolver->mem, statement, on->table->name, in_place->constraint_name, name, err);
    in_place->is_indexed = is_indexed(resolver, on->table->table, key);
    if (foreign)
    {
        const QualifiedName copy = {RESOLVE_TRIAL_SCHEMA, is_self ? RESOLVE_TRIAL_TABLE : RESOLVE_TRIAL_FOREIGN};

        in_place->violation = resolve_foreign_violation(resolver, statement, in_place->foreign_table, foreign);
        in_place->key_trial = mem_printf(
            resolver->mem, "%s%s%s%s", is_self ? "" : "CREATE TEMPORARY TABLE " RESOLVE_TRIAL_FOREIGN " (LIKE ",
            is_self ? "" : in_place->foreign_table, is_self ? "" : " INCLUDING INDEXES) ON COMMIT DROP;\n",
            ddl_foreign_key(resolver->mem, statement, trial_table, in_place->constraint_name, copy, err));
    }
}

static bool
check_foreign(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement, const CatalogTable *foreign)
{
    const PlanText *sql = &on->change->source->sql;
    const char *const *columns = foreign_columns(statement, foreign);
    bool is_unique = false;

    for (size_t i = 0; columns[i]; i++)
    {
        if (!catalog_column(foreign, columns[i]))
        {
            resolve_report(resolver->diagnostics, resolver->parsed->plan, sql, statement->offset, "P301",
                           "column \"%s\" of table \"%s\", which the foreign key references, does not exist",
                           columns[i], foreign->name);
            return false;
        }
    }
    for (size_t i = 0; i < foreign->index_count; i++)
    {
        const CatalogIndex *index = &foreign->indexes[i];

        is_unique = is_unique || (index->is_unique && index->is_valid && has_columns(index->columns, columns));
    }
    if (!is_unique || count_of(columns) != count_of(statement->key.columns))
    {
        resolve_report(resolver->diagnostics, resolver->parsed->plan, sql, statement->offset, "P318",
                       "table \"%s\" has no unique constraint on what the foreign key references", foreign->name)
            ->help =
            mem_strdup(resolver->diagnostics->mem, "reference the columns of its primary key, in their number, "
                                                   "or make them unique by a plan before this one");
        return false;
    }
    return true;
}

/* Whether some index begins with a column of the key: pg_get_indexdef() writes the keys in their order. */
static bool
is_indexed(Resolver *resolver, const CatalogTable *table, const DdlKey *key)
{
    for (size_t i = 0; i < table->index_count; i++)
    {
        const char *method = strstr(table->indexes[i].definition, " USING ");
        const char *keys = method ? strchr(method, '(') : NULL;

        for (size_t j = 0; keys && key->columns[j]; j++)
        {
            const char *column = quote_name(resolver->mem, key->columns[j]);
            size_t length = strlen(column);

            if (strncmp(keys + 1, column, length) == 0 && strchr(",) ", keys[1 + length]))
            {
                return true;
            }
        }
    }
    return false;
}

/* As written, else the primary key's. */
static const char *const *
foreign_columns(const DdlStatement *statement, const CatalogTable *foreign)
{
    static const char *const none[] = {NULL};

    if (statement->key.foreign_columns[0])
    {
        return statement->key.foreign_columns;
    }
    for (size_t i = 0; i < foreign->index_count; i++)
    {
        if (foreign->indexes[i].is_primary && foreign->primary_key)
        {
            return foreign->primary_key;
        }
    }
    return none;
}

/* Rows without a partner; MATCH FULL also forbids keys that are NULL in part. The operators are those that the role's
 * search_path finds: a message hangs on them, not the constraint. */
char *
resolve_foreign_violation(Resolver *resolver, const DdlStatement *statement, const char *table,
                          const CatalogTable *foreign)
{
    const DdlKey *key = &statement->key;
    const char *const *columns = foreign_columns(statement, foreign);
    char *pairs = mem_strdup(resolver->mem, "");
    char *all = mem_strdup(resolver->mem, "");
    char *any = mem_strdup(resolver->mem, "");

    for (size_t i = 0; key->columns[i]; i++)
    {
        const char *own = quote_name(resolver->mem, key->columns[i]);

        mem_append(&pairs, "%sr.%s = t.%s", i > 0 ? " AND " : "", quote_name(resolver->mem, columns[i]), own);
        mem_append(&all, "%st.%s IS NOT NULL", i > 0 ? " AND " : "", own);
        mem_append(&any, "%st.%s IS NOT NULL", i > 0 ? " OR " : "", own);
    }
    return mem_printf(resolver->mem, "(%s) AND NOT (%s AND EXISTS (SELECT FROM %s%s AS r WHERE %s))",
                      key->match_full ? any : all, all, foreign && foreign->kind != 'p' ? "ONLY " : "", table, pairs);
}

/* ---- UNIQUE, PRIMARY KEY ---- */

static void
unique_key(Resolver *resolver, ChangeOnTable *on, InPlace *in_place, Error *err)
{
    const DdlStatement *statement = in_place->statement;
    const DdlKey *key = &statement->key;
    char *copy;

    if (key->nulls_not_distinct && resolver->catalog->server_version < 150000)
    {
        resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset,
                       "P207", "NULLS NOT DISTINCT needs PostgreSQL 15");
        return;
    }
    in_place->index_statement =
        ddl_key_index(resolver->mem, statement, on->table->name,
                      in_place->existing ? resolve_twin_name(resolver->mem, on->table, in_place->constraint_name)
                                         : in_place->constraint_name,
                      err);
    in_place->violation = unique_violation(resolver, on, key, key->nulls_not_distinct);
    copy = ddl_key_index(resolver->mem, statement, trial_table, in_place->constraint_name, err);
    in_place->key_trial =
        copy ? ddl_index_rename(resolver->mem, copy, in_place->constraint_name, false, NULL, 0, err) : NULL;
}

/* Every row of those that share a key; by its place, so that one sort of the table finds them. */
static char *
unique_violation(Resolver *resolver, const ChangeOnTable *on, const DdlKey *key, bool nulls_equal)
{
    char *columns = mem_strdup(resolver->mem, "");
    char *filled = mem_strdup(resolver->mem, "");

    for (size_t i = 0; key->columns[i]; i++)
    {
        const char *column = quote_name(resolver->mem, key->columns[i]);

        mem_append(&columns, "%so.%s", i > 0 ? ", " : "", column);
        mem_append(&filled, "%so.%s IS NOT NULL", i > 0 ? " AND " : " WHERE ", column);
    }
    if (resolve_is_tree(on->table))
    {
        return mem_printf(
            resolver->mem,
            "(t.tableoid, t.ctid) IN (SELECT d.part, d.place FROM (SELECT o.tableoid AS part, o.ctid AS place, "
            "pg_catalog.count(*) OVER (PARTITION BY %s) AS n FROM %s AS o%s) AS d WHERE d.n > 1)",
            columns, quote_qualified_name(resolver->mem, on->table->name), nulls_equal ? "" : filled);
    }
    return mem_printf(
        resolver->mem,
        "t.ctid IN (SELECT d.place FROM (SELECT o.ctid AS place, pg_catalog.count(*) OVER (PARTITION BY %s) "
        "AS n FROM ONLY %s AS o%s) AS d WHERE d.n > 1)",
        columns, quote_qualified_name(resolver->mem, on->table->name), nulls_equal ? "" : filled);
}

/* Whether LIST, of an index (with INCLUDE, and each once), has all of COLUMNS. */
static bool
has_columns(const char *const *list, const char *const *columns)
{
    for (size_t i = 0; columns[i]; i++)
    {
        if (!resolve_list_has(list, columns[i]))
        {
            return false;
        }
    }
    return columns[0] != NULL;
}

static size_t
count_of(const char *const *list)
{
    size_t count = 0;

    while (list[count])
    {
        count++;
    }
    return count;
}
