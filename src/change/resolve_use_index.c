/* SPDX-License-Identifier: PostgreSQL */
/*
 * ADD CONSTRAINT … UNIQUE or PRIMARY KEY USING INDEX, of an index that is there or that the same plan creates.
 *
 * The index does all that a version needs, so that it becomes the constraint with the purge: a constraint that is dropped takes
 * its index along, and no way back could be without it. What a primary key forbids beside (NULL) waits for contract.
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

static const QualifiedName trial_table = {RESOLVE_TRIAL_SCHEMA, RESOLVE_TRIAL_TABLE};

bool
resolve_is_primary(const InPlace *in_place)
{
    return in_place->kind == IN_PLACE_ADD_PRIMARY_KEY ||
           (in_place->kind == IN_PLACE_USE_INDEX && in_place->statement->kind == DDL_ADD_PRIMARY_KEY_USING_INDEX);
}

/* ---- The index ---- */

static const InPlace *
created_index(const TableChange *table, const char *name)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];

        if (in_place->kind == IN_PLACE_CREATE_INDEX && in_place->statement->index_name &&
            strcmp(in_place->statement->index_name, name) == 0)
        {
            return in_place;
        }
    }
    return NULL;
}

/* What PostgreSQL would say of it behind the purge's locks; NULL: nothing. The trial on empty copies finds the rest. */
static const char *
why_not(const TableChange *table, const CatalogIndex *index, const InPlace *created)
{
    if (resolve_is_tree(table))
    {
        return "a constraint of a partitioned table cannot take an index";
    }
    if (index && index->constraint)
    {
        return "it backs a constraint already";
    }
    if (index && !index->is_valid)
    {
        return "it is not valid: an interrupted build left it";
    }
    return (index ? index->is_unique : created->statement->is_unique) ? NULL : "it is not unique";
}

/* ---- Its columns ---- */

static const char *const *
key_columns(Resolver *resolver, const char *definition, Error *err)
{
    size_t key_count = 0;
    const char *const *names = ddl_index_keys(resolver->mem, definition, &key_count, err);
    const char **columns = mem_array(resolver->mem, const char *, key_count + 1);

    for (size_t i = 0; i < key_count; i++)
    {
        columns[i] = names[i];
    }
    return columns;
}

static bool
may_be_null(const TableChange *table, const char *const *columns)
{
    for (size_t i = 0; columns[i]; i++)
    {
        const CatalogColumn *column = catalog_column(table->table, columns[i]);

        if (!column || !column->not_null)
        {
            return true;
        }
    }
    return false;
}

/* Rows with a NULL, for a primary key. */
static const char *
null_violation(Resolver *resolver, const char *const *columns)
{
    char *any = mem_strdup(resolver->mem, "");

    for (size_t i = 0; columns[i]; i++)
    {
        mem_append(&any, "%st.%s IS NULL", i > 0 ? " OR " : "", quote_name(resolver->mem, columns[i]));
    }
    return any;
}

void
resolve_use_index(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    const CatalogIndex *index = resolve_index(on->table->table, statement->index_name);
    const InPlace *created = index ? NULL : created_index(on->table, statement->index_name);
    const char *definition = index ? index->definition : created ? created->index_statement : NULL;
    const char *reason = definition ? why_not(on->table, index, created) : NULL;
    InPlace made = {.kind = IN_PLACE_USE_INDEX, .statement = statement, .constraint_name = statement->constraint_name};
    Error err = {0};
    char *copy;

    if (!definition)
    {
        resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset,
                       "P301", "index \"%s\" of table \"%s\" does not exist", statement->index_name,
                       on->table->name.name);
        return;
    }
    if (reason)
    {
        resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset,
                       "P324", "index \"%s\" cannot become a constraint: %s", statement->index_name, reason)
            ->help =
            mem_strdup(resolver->diagnostics->mem,
                       "write ADD CONSTRAINT with its columns: bellows builds the index while everybody works");
        return;
    }
    if (!resolve_names_are_free(resolver, on, statement))
    {
        return;
    }
    made.key_columns = key_columns(resolver, definition, &err);
    made.on_new_only = created && created->on_new_only;
    if (resolve_is_primary(&made))
    {
        made.existing = resolve_replaced_key(resolver, on->table);
        made.violation = null_violation(resolver, made.key_columns);
    }
    made.waits_for_contract =
        !made.on_new_only &&
        (*statement->key.timing || created || (resolve_is_primary(&made) && may_be_null(on->table, made.key_columns)));
    copy = ddl_index_on(resolver->mem, definition, trial_table, statement->index_name, false, &err);
    made.key_trial = !copy || made.existing
                         ? NULL
                         : mem_printf(resolver->mem, "%s;\nALTER TABLE %s ADD CONSTRAINT %s %s USING INDEX %s%s", copy,
                                      quote_qualified_name(resolver->mem, trial_table),
                                      quote_name(resolver->mem, made.constraint_name),
                                      resolve_is_primary(&made) ? "PRIMARY KEY" : "UNIQUE",
                                      quote_name(resolver->mem, statement->index_name), statement->key.timing);
    *mem_push(resolver->mem, on->table->in_place, on->table->in_place_count) = made;
    error_clear(&err); /* definitions of the catalog, and what was written by us, read back */
}
