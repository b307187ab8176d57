/* SPDX-License-Identifier: PostgreSQL */
/*
 * Constraints by their names: the free one that a new constraint gets, and the existing one that is dropped or renamed.
 *
 * PostgreSQL names a constraint without a name table_columns_label (12 to 18): the columns only as long as they fit into
 * 63 bytes, the longer part cut first, and a number behind the label while the name is taken.
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

#define NAME_BYTES 63

static char *joined_columns(void *owner, const DdlStatement *statement);
static const char *const *index_keys(void *owner, const DdlStatement *statement);
static size_t clipped(const char *text, size_t length);
static bool is_taken(const Resolver *resolver, const TableChange *table, const char *name, bool is_index);
static bool has_constraint(const TableChange *table, const char *name);
static bool may_drop(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement,
                     const CatalogConstraint *constraint);
static bool is_referenced(Resolver *resolver, const TableChange *table, const CatalogConstraint *constraint,
                          const char **by);
static bool backs(const CatalogConstraint *constraint, const char *const *others);

static bool
makes_index(const DdlStatement *statement)
{
    return statement->kind == DDL_ADD_UNIQUE || statement->kind == DDL_ADD_PRIMARY_KEY ||
           statement->kind == DDL_ADD_EXCLUDE;
}

static bool
uses_index(const DdlStatement *statement)
{
    return statement->kind == DDL_ADD_UNIQUE_USING_INDEX || statement->kind == DDL_ADD_PRIMARY_KEY_USING_INDEX;
}

static bool
makes_primary_key(const DdlStatement *statement)
{
    return statement->kind == DDL_ADD_PRIMARY_KEY || statement->kind == DDL_ADD_PRIMARY_KEY_USING_INDEX;
}

static bool
adds_constraint(const DdlStatement *statement)
{
    return makes_index(statement) || uses_index(statement) || statement->kind == DDL_ADD_CHECK ||
           statement->kind == DDL_ADD_FOREIGN_KEY;
}

/* An interrupted build leaves an index that is of no use to anybody; NULL for another one. */
static char *
help_for(Resolver *resolver, const TableChange *table, const char *name)
{
    const CatalogIndex *index = resolve_index(table->table, name);

    return index && !index->is_valid
               ? mem_printf(resolver->diagnostics->mem,
                            "it is invalid, as an interrupted build leaves it: DROP INDEX CONCURRENTLY %s",
                            quote_qualified_name(resolver->diagnostics->mem, (QualifiedName){index->schema, name}))
               : NULL;
}

/* The name that an index gets by it; NULL where it is not known yet, or none does. */
static const char *
new_index(const DdlStatement *statement)
{
    if (statement->kind == DDL_CREATE_INDEX)
    {
        return statement->index_name;
    }
    if (uses_index(statement))
    {
        return strcmp(statement->constraint_name, statement->index_name) == 0 ? NULL : statement->constraint_name;
    }
    return statement->kind == DDL_RENAME_INDEX ? statement->new_name
           : makes_index(statement)            ? statement->constraint_name
                                               : NULL;
}

/* A rollback drops what the plan made by its name, so the name must be free. */
bool
resolve_names_are_free(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    const CatalogConstraint *replaced = makes_primary_key(statement) ? resolve_replaced_key(resolver, on->table) : NULL;
    const char *what = NULL;
    const char *constraint = statement->kind == DDL_RENAME_CONSTRAINT ? statement->new_name
                             : adds_constraint(statement)             ? statement->constraint_name
                                                                      : NULL;
    const char *index = new_index(statement);

    if (index && resolve_has_relation(resolver, on->table->name.schema, index))
    {
        what = mem_printf(resolver->mem, "index \"%s\"", index);
    }
    if (constraint && has_constraint(on->table, constraint))
    {
        what = mem_printf(resolver->mem, "constraint \"%s\" of table \"%s\"", constraint, on->table->name.name);
    }
    if (replaced && statement->constraint_name && strcmp(replaced->name, statement->constraint_name) == 0)
    {
        return true;
    }
    for (size_t i = 0; makes_primary_key(statement) && !replaced && i < on->table->table->constraint_count; i++)
    {
        if (on->table->table->constraints[i].type == 'p')
        {
            what = mem_printf(resolver->mem, "a primary key of table \"%s\"", on->table->name.name);
        }
    }
    if (what)
    {
        resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset,
                       "P311", "%s exists already", what)
            ->help = index ? help_for(resolver, on->table, index) : NULL;
    }
    return !what;
}

/* As written, or as PostgreSQL names it; NULL for a statement that adds no constraint. */
const char *
resolve_constraint_name(Resolver *resolver, const ChangeOnTable *on, const DdlStatement *statement)
{
    static const char *const labels[] = {
        [DDL_ADD_CHECK] = "check",      [DDL_ADD_FOREIGN_KEY] = "fkey", [DDL_ADD_UNIQUE] = "key",
        [DDL_ADD_PRIMARY_KEY] = "pkey", [DDL_ADD_EXCLUDE] = "excl",
    };
    const char *table = on->table->name.name;
    const CatalogConstraint *replaced =
        statement->kind == DDL_ADD_PRIMARY_KEY ? resolve_replaced_key(resolver, on->table) : NULL;
    char *columns;
    char *name;

    if (!adds_constraint(statement) || statement->constraint_name)
    {
        return adds_constraint(statement) ? statement->constraint_name : NULL;
    }
    columns = joined_columns(resolver->mem, statement);
    name = resolve_object_name(resolver->mem, table, columns, labels[statement->kind]);
    for (size_t number = 1; !(replaced && strcmp(replaced->name, name) == 0) &&
                            is_taken(resolver, on->table, name, makes_index(statement));
         number++)
    {
        name = resolve_object_name(resolver->mem, table, columns,
                                   mem_printf(resolver->mem, "%s%zu", labels[statement->kind], number));
    }
    return name;
}

/* Of the index of an EXCLUDE. */
static const char *const *
index_keys(void *owner, const DdlStatement *statement)
{
    Error ignored = {0};
    size_t count = 0;
    char *index = ddl_exclude_index(owner, statement, statement->relation, &ignored);
    const char *const *keys = index ? ddl_index_keys(owner, index, &count, &ignored) : statement->columns;

    error_clear(&ignored);
    return keys;
}

/* Those of a CHECK only where it is one; a primary key's name has none. */
static char *
joined_columns(void *owner, const DdlStatement *statement)
{
    const char *const *columns = statement->kind == DDL_ADD_FOREIGN_KEY ? statement->key.columns
                                 : statement->kind == DDL_ADD_EXCLUDE   ? index_keys(owner, statement)
                                                                        : statement->columns;
    char *joined = mem_strdup(owner, "");

    if (statement->kind == DDL_ADD_PRIMARY_KEY || (statement->kind == DDL_ADD_CHECK && columns[0] && columns[1]))
    {
        return joined;
    }
    for (size_t i = 0; columns[i] && strlen(joined) <= NAME_BYTES; i++)
    {
        mem_append(&joined, "%s%s", i > 0 ? "_" : "", columns[i]);
    }
    return joined;
}

char *
resolve_object_name(void *owner, const char *table, const char *columns, const char *label)
{
    size_t first = strlen(table);
    size_t second = strlen(columns);
    size_t room = NAME_BYTES - strlen(label) - 1 - (*columns ? 1 : 0);

    while (first + second > room)
    {
        if (first > second)
        {
            first--;
        }
        else
        {
            second--;
        }
    }
    return mem_printf(owner, "%.*s%s%.*s_%s", (int) clipped(table, first), table, *columns ? "_" : "",
                      (int) clipped(columns, second), columns, label);
}

/* LENGTH bytes, or less where that would split a character. */
static size_t
clipped(const char *text, size_t length)
{
    while (length > 0 && text[length] && ((unsigned char) text[length] & 0xC0) == 0x80)
    {
        length--;
    }
    return length;
}

static bool
is_taken(const Resolver *resolver, const TableChange *table, const char *name, bool is_index)
{
    return has_constraint(table, name) || (is_index && resolve_has_relation(resolver, table->name.schema, name));
}

static bool
has_constraint(const TableChange *table, const char *name)
{
    for (size_t i = 0; i < table->table->constraint_count; i++)
    {
        if (strcmp(table->table->constraints[i].name, name) == 0)
        {
            return true;
        }
    }
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];
        const char *made =
            in_place->kind == IN_PLACE_RENAME_CONSTRAINT ? in_place->statement->new_name : in_place->constraint_name;

        if (made && strcmp(made, name) == 0)
        {
            return true;
        }
    }
    return false;
}

/* Tables and indexes of a schema share their names. */
bool
resolve_has_relation(const Resolver *resolver, const char *schema, const char *name)
{
    const Catalog *catalog = resolver->catalog;
    const char *full = mem_printf(resolver->mem, "%s.%s", schema, name);

    for (size_t i = 0; i < catalog->table_count; i++)
    {
        const CatalogTable *table = &catalog->tables[i];

        for (size_t j = 0; j < table->index_count; j++)
        {
            if (strcmp(table->indexes[j].name, name) == 0 && strcmp(table->indexes[j].schema, schema) == 0)
            {
                return true;
            }
        }
    }
    return resolve_list_has(catalog->all_tables, full);
}

/* ---- DROP CONSTRAINT, RENAME CONSTRAINT ---- */

static const CatalogConstraint *
find_constraint(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    const CatalogTable *table = on->table->table;
    const char **names = NULL;
    size_t count = 0;

    for (size_t i = 0; i < table->constraint_count; i++)
    {
        if (strcmp(table->constraints[i].name, statement->constraint_name) == 0)
        {
            return &table->constraints[i];
        }
        *mem_push(resolver->mem, names, count) = table->constraints[i].name;
    }
    if (!statement->if_exists || statement->kind != DDL_DROP_CONSTRAINT)
    {
        resolve_did_you_mean(resolver,
                             resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql,
                                            statement->offset, "P301",
                                            "constraint \"%s\" of table \"%s\" does not exist",
                                            statement->constraint_name, on->table->name.name),
                             statement->constraint_name, names, count);
    }
    return NULL;
}

/* A dropped CHECK or FOREIGN KEY only loosens: expand. V may name a unique constraint in ON CONFLICT, and it can be restored
 * only by a build that V+1's rows may forbid: it goes with the purge, like an index. */
void
resolve_existing_constraint(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    const CatalogConstraint *constraint = find_constraint(resolver, on, statement);
    static const InPlaceKind kinds[] = {
        [DDL_DROP_CONSTRAINT] = IN_PLACE_DROP_CONSTRAINT,
        [DDL_RENAME_CONSTRAINT] = IN_PLACE_RENAME_CONSTRAINT,
        [DDL_ALTER_CONSTRAINT] = IN_PLACE_ALTER_CONSTRAINT,
        [DDL_VALIDATE_CONSTRAINT] = IN_PLACE_VALIDATE_CONSTRAINT,
    };
    bool drops = statement->kind == DDL_DROP_CONSTRAINT;
    InPlace made = {.kind = kinds[statement->kind], .statement = statement, .existing = constraint};

    if (!constraint || (drops && !may_drop(resolver, on, statement, constraint)) ||
        !resolve_names_are_free(resolver, on, statement) ||
        (drops && resolve_loosen(resolver, on, statement, constraint)))
    {
        return;
    }
    for (size_t i = 0; i < on->table->in_place_count; i++)
    {
        if (on->table->in_place[i].existing == constraint && !resolve_is_primary(&on->table->in_place[i]))
        {
            resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset,
                           "P212", "constraint \"%s\" is changed twice in this plan", constraint->name);
            return;
        }
    }
    made.constraint_name = constraint->name;
    made.waits_for_contract = !drops || !strchr("cf", constraint->type);
    if ((made.kind == IN_PLACE_ALTER_CONSTRAINT && !resolve_alter_constraint(resolver, on, &made)) ||
        (made.kind == IN_PLACE_VALIDATE_CONSTRAINT && !resolve_validate_constraint(resolver, on, &made)))
    {
        return;
    }
    *mem_push(resolver->mem, on->table->in_place, on->table->in_place_count) = made;
}

static bool
may_drop(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement, const CatalogConstraint *constraint)
{
    Diagnostics *diagnostics = resolver->diagnostics;
    const char *by = NULL;

    if ((constraint->type == 'p' && !resolve_replaced_key(resolver, on->table)) || constraint->type == 'n')
    {
        resolve_report(diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset, "R729",
                       "constraint \"%s\" is %s", constraint->name,
                       constraint->type == 'p' ? "the primary key, by which rows are found" : "a NOT NULL constraint")
            ->help = mem_strdup(diagnostics->mem, constraint->type == 'p'
                                                      ? "let the same plan add the primary key that replaces it"
                                                      : "write ALTER COLUMN … DROP NOT NULL");
        return false;
    }
    if (is_referenced(resolver, on->table, constraint, &by))
    {
        resolve_report(diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset, "R720",
                       "constraint \"%s\" is used by %s", constraint->name, by)
            ->help = mem_strdup(diagnostics->mem, "drop that foreign key by a plan of its own, before this one");
        return false;
    }
    return true;
}

/* The plan's statements say it, in whatever order: PostgreSQL drops first within one ALTER TABLE. */
const CatalogConstraint *
resolve_replaced_key(const Resolver *resolver, const TableChange *table)
{
    const CatalogConstraint *dropped = NULL;
    bool is_added = false;

    for (size_t i = 0; i < resolver->result->verdict_count; i++)
    {
        const StatementVerdict *verdict = &resolver->result->verdicts[i];

        if (verdict->table == RESOLVE_NO_TABLE || &resolver->result->tables[verdict->table] != table)
        {
            continue;
        }
        is_added = is_added || makes_primary_key(verdict->statement);
        for (size_t j = 0; verdict->statement->kind == DDL_DROP_CONSTRAINT && j < table->table->constraint_count; j++)
        {
            const CatalogConstraint *constraint = &table->table->constraints[j];

            if (constraint->type == 'p' && strcmp(constraint->name, verdict->statement->constraint_name) == 0)
            {
                dropped = constraint;
            }
        }
    }
    return is_added ? dropped : NULL;
}

/* By a foreign key of another table, or of its own, on its columns. Where another unique index has the same columns the key
 * may use that one: PostgreSQL would not drop this one either without looking. */
static bool
is_referenced(Resolver *resolver, const TableChange *table, const CatalogConstraint *constraint, const char **by)
{
    const CatalogTable *t = table->table;

    for (size_t i = 0; i < t->reference_count && strchr("pu", constraint->type) && !*by; i++)
    {
        const CatalogReference *reference = &t->references[i];

        *by = backs(constraint, reference->constraint.foreign_key)
                  ? mem_printf(resolver->mem, "foreign key %s of table %s", reference->constraint.name, reference->name)
                  : NULL;
    }
    for (size_t i = 0; i < t->constraint_count && strchr("pu", constraint->type) && !*by; i++)
    {
        const CatalogConstraint *key = &t->constraints[i];

        *by = key->type == 'f' && key->foreign_oid == t->oid && backs(constraint, key->foreign_key)
                  ? mem_printf(resolver->mem, "foreign key %s of its own table", key->name)
                  : NULL;
    }
    return *by != NULL;
}

/* Whether a foreign key to OTHERS may rest on CONSTRAINT, whose columns include those of INCLUDE. */
static bool
backs(const CatalogConstraint *constraint, const char *const *others)
{
    size_t count = 0;
    size_t own = 0;

    for (; others[count]; count++)
    {
        if (!resolve_list_has(constraint->columns, others[count]))
        {
            return false;
        }
    }
    while (constraint->columns[own])
    {
        own++;
    }
    return own == count || strstr(constraint->definition, ") INCLUDE (") != NULL;
}
