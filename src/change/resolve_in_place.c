/* SPDX-License-Identifier: PostgreSQL */
/*
 * Changes in place: nothing is converted, so nothing is copied. What V's writes could violate, and what V needs, waits
 * for contract; what only concerns new columns, or only widens, is done in expand.
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

static InPlace *push_in_place(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement,
                              const CatalogColumn *column, InPlaceKind kind);
static void render_in_place(Resolver *resolver, ChangeOnTable *on, InPlace *in_place);
static bool is_so_already(const DdlStatement *statement, const CatalogColumn *column);
static bool names_only_added(const ChangeOnTable *on, const DdlStatement *statement);
static bool check_columns(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement);
static bool comes_elsewhere(const ChangeOnTable *on, const char *column);
static void check_dropped_index(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement);

void
resolve_in_place(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    static const struct
    {
        InPlaceKind kind;
        bool needs_column;
        bool waits_for_contract; /* unless only new columns are concerned */
    } rules[] = {
        [DDL_SET_NOT_NULL] = {IN_PLACE_SET_NOT_NULL, true, true},
        [DDL_DROP_NOT_NULL] = {IN_PLACE_DROP_NOT_NULL, true, false},
        [DDL_SET_DEFAULT] = {IN_PLACE_SET_DEFAULT, true, false},
        [DDL_DROP_DEFAULT] = {IN_PLACE_DROP_DEFAULT, true, true},
        [DDL_ADD_CHECK] = {IN_PLACE_ADD_CHECK, false, true},
        [DDL_ADD_FOREIGN_KEY] = {IN_PLACE_ADD_FOREIGN_KEY, false, true},
        [DDL_ADD_UNIQUE] = {IN_PLACE_ADD_UNIQUE, false, true},
        [DDL_ADD_PRIMARY_KEY] = {IN_PLACE_ADD_PRIMARY_KEY, false, true},
        [DDL_ADD_EXCLUDE] = {IN_PLACE_ADD_EXCLUDE, false, true},
        [DDL_CREATE_INDEX] = {IN_PLACE_CREATE_INDEX, false, false},
        [DDL_DROP_INDEX] = {IN_PLACE_DROP_INDEX, false, true},
    };
    const CatalogColumn *column = NULL;
    InPlace *in_place;

    if (resolve_is_of_successor(resolver, on, statement))
    {
        return; /* resolve_succeed() gives it its default */
    }
    if (rules[statement->kind].needs_column)
    {
        column = resolve_existing_column(resolver, on, statement, statement->column);
        if (!column)
        {
            return;
        }
    }
    if (!check_columns(resolver, on, statement) || !resolve_names_are_free(resolver, on, statement) ||
        (statement->kind == DDL_DROP_NOT_NULL &&
         (!resolve_check_nullable(resolver, on, statement) || resolve_loosen(resolver, on, statement, NULL))) ||
        is_so_already(statement, column) ||
        (statement->kind == DDL_ADD_EXCLUDE && !resolve_exclude_is_allowed(resolver, on, statement)))
    {
        return;
    }
    in_place = push_in_place(resolver, on, statement, column, rules[statement->kind].kind);
    in_place->waits_for_contract =
        (!in_place->on_new_only || statement->kind == DDL_ADD_EXCLUDE) &&
        (rules[statement->kind].waits_for_contract || (statement->kind == DDL_CREATE_INDEX && statement->is_unique));
    render_in_place(resolver, on, in_place);
    if ((statement->kind == DDL_SET_NOT_NULL || statement->kind == DDL_ADD_CHECK) &&
        resolve_repair(resolver, on, in_place))
    {
        in_place->waits_for_contract = false;
    }
    if (statement->kind == DDL_DROP_INDEX)
    {
        check_dropped_index(resolver, on, statement);
    }
}

static InPlace *
push_in_place(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement, const CatalogColumn *column,
              InPlaceKind kind)
{
    InPlace *in_place = mem_push(resolver->mem, on->table->in_place, on->table->in_place_count);

    in_place->kind = kind;
    in_place->statement = statement;
    in_place->column = column ? column->name : NULL;
    in_place->old_fallback = column ? column->fallback : NULL;
    in_place->on_new_only = names_only_added(on, statement);
    in_place->constraint_name = resolve_constraint_name(resolver, on, statement);
    in_place->key_columns = statement->key.columns;
    in_place->existing = kind == IN_PLACE_ADD_PRIMARY_KEY ? resolve_replaced_key(resolver, on->table) : NULL;
    return in_place;
}

/* The statement's parts as SQL that runs with any search_path. */
static void
render_in_place(Resolver *resolver, ChangeOnTable *on, InPlace *in_place)
{
    const DdlStatement *statement = in_place->statement;
    Diagnostics *diagnostics = resolver->diagnostics;
    Error err = {0};
    char *text;

    switch (in_place->kind)
    {
        case IN_PLACE_SET_NOT_NULL:
            in_place->violation =
                mem_printf(resolver->mem, "t.%s IS NULL", quote_name(resolver->mem, in_place->column));
            break;
        case IN_PLACE_SET_DEFAULT:
            in_place->new_fallback = resolve_rendered(resolver, on, statement->expression, NULL);
            break;
        case IN_PLACE_ADD_CHECK:
            in_place->check = resolve_rendered(resolver, on, statement->expression, NULL);
            in_place->violation =
                mem_printf(resolver->mem, "NOT (%s)", resolve_rendered(resolver, on, statement->expression, "t"));
            break;
        case IN_PLACE_CREATE_INDEX:
            if (!statement->index_name)
            {
                resolve_report(diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset, "P317",
                               "this index has no name")
                    ->help = mem_strdup(diagnostics->mem,
                                        "CREATE INDEX name ON …: an interrupted build is found again by its name");
                break;
            }
            text = ddl_statement_in_schema(resolver->mem, statement, on->table->name.schema, &err);
            in_place->index_statement =
                text ? ddl_index_rename(resolver->mem, text, statement->index_name, true, NULL, 0, &err) : NULL;
            break;
        case IN_PLACE_ADD_FOREIGN_KEY:
        case IN_PLACE_ADD_UNIQUE:
        case IN_PLACE_ADD_PRIMARY_KEY:
            resolve_key(resolver, on, in_place, &err);
            break;
        case IN_PLACE_ADD_EXCLUDE:
            resolve_exclude(resolver, on, in_place, &err);
            break;
        case IN_PLACE_USE_INDEX:
        case IN_PLACE_ALTER_CONSTRAINT:
        case IN_PLACE_VALIDATE_CONSTRAINT:
        case IN_PLACE_ATTRIBUTE:
        case IN_PLACE_DROP_NOT_NULL:
        case IN_PLACE_DROP_DEFAULT:
        case IN_PLACE_DROP_INDEX:
        case IN_PLACE_DROP_CONSTRAINT:
        case IN_PLACE_RENAME_CONSTRAINT:
        case IN_PLACE_ALTER_SEQUENCE:
            break;
    }
    if (error_is_set(&err))
    {
        resolve_report(diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset, "P207", "%s",
                       err.message);
    }
    error_clear(&err);
}

/* CHECKs and indexes over columns that the plan adds concern only what the shim and V+1 write. */
static bool
names_only_added(const ChangeOnTable *on, const DdlStatement *statement)
{
    size_t count = 0;

    for (; statement->columns && statement->columns[count]; count++)
    {
        if (!resolve_is_added(on, statement->columns[count]))
        {
            return false;
        }
    }
    return count > 0;
}

static bool
check_columns(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    for (size_t i = 0; statement->columns && statement->columns[i]; i++)
    {
        const char *column = statement->columns[i];

        if (resolve_is_added(on, column))
        {
            continue;
        }
        if (resolve_is_dropped(on, column))
        {
            resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset,
                           "P316", "%s names \"%s\", which this plan drops", statement->tag, column);
            return false;
        }
        if (!resolve_existing_column(resolver, on, statement, column))
        {
            return false;
        }
    }
    return true;
}

/* What is so already must not be taken back by a rollback. */
static bool
is_so_already(const DdlStatement *statement, const CatalogColumn *column)
{
    return column && ((statement->kind == DDL_SET_NOT_NULL && column->not_null) ||
                      (statement->kind == DDL_DROP_NOT_NULL && !column->not_null));
}

static void
check_dropped_index(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    for (size_t i = 0; i < on->table->table->index_count; i++)
    {
        const CatalogIndex *index = &on->table->table->indexes[i];

        if (strcmp(index->name, statement->relation.name) != 0)
        {
            continue;
        }
        if (index->is_replica_identity)
        {
            resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset,
                           "R727", "index \"%s\" is the replica identity of \"%s\"", index->name, on->table->name.name)
                ->help = mem_strdup(resolver->diagnostics->mem, "without it UPDATE and DELETE fail where the table is "
                                                                "published: choose another identity first");
        }
        if (index->constraint)
        {
            resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset,
                           "R727", "index \"%s\" backs the constraint \"%s\"", index->name, index->constraint)
                ->help = mem_strdup(resolver->diagnostics->mem, "PostgreSQL drops such an index with its constraint "
                                                                "only");
        }
    }
}

const CatalogColumn *
resolve_existing_column(Resolver *resolver, const ChangeOnTable *on, const DdlStatement *statement, const char *column)
{
    const CatalogTable *table = on->table->table;
    const CatalogColumn *existing = catalog_column(table, column);
    const char **names = NULL;
    size_t count = 0;
    Diagnostic *found;

    if (existing || (statement->if_exists && statement->kind == DDL_DROP_COLUMN))
    {
        return existing;
    }
    for (size_t i = 0; i < table->column_count; i++)
    {
        *mem_push(resolver->mem, names, count) = table->columns[i].name;
    }
    found = resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset,
                           "P301", "column \"%s\" of table \"%s\" does not exist", column, on->table->name.name);
    if (comes_elsewhere(on, column))
    {
        found->help = mem_strdup(resolver->diagnostics->mem,
                                 "the plan makes it in another change, or as a successor: ADD COLUMN and what refers "
                                 "to it belong into one change");
        return NULL;
    }
    resolve_did_you_mean(resolver, found, column, names, count);
    return NULL;
}

/* Whether another change of the plan makes the column. */
static bool
comes_elsewhere(const ChangeOnTable *on, const char *column)
{
    for (size_t i = 0; i < on->table->link_count; i++)
    {
        if (resolve_link_has(on->table->links[i], column))
        {
            return true;
        }
    }
    for (size_t i = 0; i < on->table->plain_count; i++)
    {
        if (strcmp(on->table->plain[i].definition->name, column) == 0)
        {
            return true;
        }
    }
    return false;
}

bool
resolve_is_added(const ChangeOnTable *on, const char *column)
{
    for (size_t i = 0; i < on->added_count; i++)
    {
        if (strcmp(on->added[i]->definition->name, column) == 0)
        {
            return true;
        }
    }
    return false;
}

bool
resolve_is_dropped(const ChangeOnTable *on, const char *column)
{
    for (size_t i = 0; i < on->dropped_count; i++)
    {
        if (strcmp(on->dropped[i]->column, column) == 0)
        {
            return true;
        }
    }
    return false;
}

bool
resolve_list_has(const char *const *list, const char *name)
{
    for (size_t i = 0; list && list[i]; i++)
    {
        if (strcmp(list[i], name) == 0)
        {
            return true;
        }
    }
    return false;
}

bool
resolve_allows(const PlanChange *change, const char *rule)
{
    for (size_t i = 0; i < change->allow_count; i++)
    {
        if (strcmp(change->allow[i].rule, rule) == 0)
        {
            return true;
        }
    }
    return false;
}
