/* SPDX-License-Identifier: PostgreSQL */
/*
 * Foreign keys of which a column, on either side, has a successor: each gets an equal on the successors. What is referenced may
 * be renamed or retyped alone (the equal then compares the columns that stay with the successors), or together with what
 * references it, in the same plan.
 *
 * Both are in force from expand to the purge. Their actions meet the shim: a cascade of one of them changes one side of
 * the referencing row, the shim the other, and the second cascade finds nothing left to do (measured on 12 to 18). Not so
 * SET DEFAULT: the default of a new column is its omission marker.
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

typedef struct Sides
{
    const CatalogConstraint *constraint;
    TableChange *table;
    uint32_t oid;
    TableChange *foreign; /* or NULL */
    bool own_goes;        /* a column of the key goes without a successor: the key falls with it */
    bool own_moves;       /* one has a successor */
    bool foreign_goes;
    bool foreign_moves;
} Sides;

static TableChange *change_of(const Resolver *resolver, uint32_t oid);
static TableChange *neighbour(Resolver *resolver, const CatalogReference *reference);
static void consider(Resolver *resolver, TableChange *table, uint32_t oid, const CatalogConstraint *constraint);
static bool is_dropped_by_plan(const TableChange *table, const CatalogConstraint *constraint);
static bool may_have_twin(Resolver *resolver, const Sides *sides);
static bool has_unique_twin(const Sides *sides);
static void add_twin(Resolver *resolver, const Sides *sides);
static ColumnRename *renames_of(Resolver *resolver, const TableChange *table, const char *const *columns,
                                size_t *count);

void
resolve_foreign_twins(Resolver *resolver)
{
    Resolution *result = resolver->result;

    for (size_t i = 0; i < result->table_count; i++)
    {
        TableChange *table = &result->tables[i];

        for (size_t j = 0; j < table->table->constraint_count; j++)
        {
            if (table->table->constraints[j].type == 'f')
            {
                consider(resolver, table, table->table->oid, &table->table->constraints[j]);
            }
        }
        for (size_t j = 0; j < table->table->reference_count; j++)
        {
            const CatalogReference *reference = &table->table->references[j];

            if (!change_of(resolver, reference->oid))
            {
                consider(resolver, neighbour(resolver, reference), reference->oid, &reference->constraint);
            }
        }
    }
}

static TableChange *
change_of(const Resolver *resolver, uint32_t oid)
{
    for (size_t i = 0; i < resolver->result->table_count; i++)
    {
        if (resolver->result->tables[i].table->oid == oid)
        {
            return &resolver->result->tables[i];
        }
    }
    return NULL;
}

/* A table that no statement is about: only foreign keys of it change. */
static TableChange *
neighbour(Resolver *resolver, const CatalogReference *reference)
{
    const Resolution *result = resolver->result;
    TableChange *table;

    for (size_t i = 0; i < result->foreign_twin_count; i++)
    {
        if (result->foreign_twins[i].oid == reference->oid)
        {
            return result->foreign_twins[i].table;
        }
    }
    table = mem_new(resolver->mem, TableChange);
    table->name = (QualifiedName){.schema = reference->schema, .name = reference->name};
    table->key = resolve_table_key(resolver, table->name);
    return table;
}

static void
look_at(const TableChange *table, const char *const *columns, bool *goes, bool *moves)
{
    for (size_t i = 0; table && columns && columns[i]; i++)
    {
        bool is_moved = resolve_successor(table, columns[i]) != NULL;

        *moves = *moves || is_moved;
        *goes = *goes || (resolve_goes(table, columns[i]) && !is_moved);
    }
}

static void
consider(Resolver *resolver, TableChange *table, uint32_t oid, const CatalogConstraint *constraint)
{
    Sides sides = {
        .constraint = constraint,
        .table = table,
        .oid = oid,
        .foreign = change_of(resolver, constraint->foreign_oid),
    };

    look_at(table, constraint->key, &sides.own_goes, &sides.own_moves);
    look_at(sides.foreign, constraint->foreign_key, &sides.foreign_goes, &sides.foreign_moves);
    if (is_dropped_by_plan(table, constraint) ||
        (!sides.foreign_goes && !sides.foreign_moves && (sides.own_goes || !sides.own_moves)))
    {
        return;
    }
    if (may_have_twin(resolver, &sides))
    {
        add_twin(resolver, &sides);
    }
}

static bool
is_dropped_by_plan(const TableChange *table, const CatalogConstraint *constraint)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        if (table->in_place[i].kind == IN_PLACE_DROP_CONSTRAINT && table->in_place[i].existing == constraint)
        {
            return true;
        }
    }
    return false;
}

/* ---- What cannot be made right ---- */

static const CatalogReference *
reference_of(const Sides *sides)
{
    for (size_t i = 0; sides->foreign && i < sides->foreign->table->reference_count; i++)
    {
        if (&sides->foreign->table->references[i].constraint == sides->constraint)
        {
            return &sides->foreign->table->references[i];
        }
    }
    return NULL;
}

static bool
may_have_twin(Resolver *resolver, const Sides *sides)
{
    void *mem = resolver->diagnostics->mem;
    const CatalogReference *reference = reference_of(sides);
    const char *key = mem_printf(mem, "foreign key %s of %s", quote_name(mem, sides->constraint->name),
                                 quote_qualified_name(mem, sides->table->name));
    size_t errors = resolver->diagnostics->errors;

    if (sides->foreign_goes && !sides->own_goes)
    {
        resolve_refuse(
            resolver, "R720",
            mem_printf(mem, "%s references a column of %s that goes without a successor", key,
                       sides->foreign->name.name),
            "drop that foreign key in this plan (ALTER TABLE … DROP CONSTRAINT), or give the column a successor "
            "(RENAME COLUMN, ALTER COLUMN TYPE)");
    }
    if (reference && (reference->kind != 'r' || reference->is_partition))
    {
        resolve_refuse(resolver, "R723",
                       mem_printf(mem, "%s references what this plan replaces, and that table is partitioned", key),
                       NULL);
    }
    if (reference && !reference->we_own)
    {
        resolve_refuse(resolver, "R724",
                       mem_printf(mem, "permission denied: only the owner of that table can alter %s", key),
                       mem_printf(mem, "connect as %s, or run: GRANT %s TO the role that bellows connects as",
                                  quote_name(mem, reference->owner), quote_name(mem, reference->owner)));
    }
    if (sides->own_moves && !sides->own_goes && strstr(sides->constraint->definition, " SET DEFAULT"))
    {
        resolve_refuse(resolver, "R731",
                       mem_printf(mem, "%s has an action SET DEFAULT, which would set the new column to NULL", key),
                       "make it SET NULL, CASCADE or NO ACTION by a plan before this one");
    }
    if (sides->foreign_moves && !sides->own_goes && !has_unique_twin(sides))
    {
        resolve_refuse(resolver, "R731",
                       mem_printf(mem, "%s rests on an index that has no equal on the new columns", key),
                       "a unique index on exactly these columns, all of which stay or have successors, is needed");
    }
    for (size_t i = 0; i < sides->table->in_place_count; i++)
    {
        if (sides->table->in_place[i].existing == sides->constraint && !sides->own_moves)
        {
            resolve_refuse(resolver, "P316",
                           mem_printf(mem, "%s names %s, which this plan replaces",
                                      sides->table->in_place[i].statement->tag + strlen("ALTER TABLE "), key),
                           "do that by a plan of its own");
        }
    }
    return resolver->diagnostics->errors == errors;
}

/* The index that the old key rests on, or another one like it, is built again on the successors. */
static bool
has_unique_twin(const Sides *sides)
{
    const CatalogTable *table = sides->foreign->table;

    for (size_t i = 0; i < table->index_count; i++)
    {
        const CatalogIndex *index = &table->indexes[i];
        bool goes = false;
        bool moves = false;
        size_t own = 0;
        size_t count = 0;

        look_at(sides->foreign, index->columns, &goes, &moves);
        for (; sides->constraint->foreign_key[count]; count++)
        {
            moves = moves && resolve_list_has(index->columns, sides->constraint->foreign_key[count]);
        }
        for (; index->columns[own]; own++)
        {
        }
        if (index->is_unique && index->is_valid && moves && !goes && !strstr(index->definition, " WHERE ") &&
            (own == count || strstr(index->definition, ") INCLUDE (")))
        {
            return true;
        }
    }
    return false;
}

/* ---- The equal ---- */

static void
add_twin(Resolver *resolver, const Sides *sides)
{
    Resolution *result = resolver->result;
    const CatalogConstraint *constraint = sides->constraint;
    const QualifiedName copy = {RESOLVE_TRIAL_SCHEMA, RESOLVE_TRIAL_TABLE};
    const QualifiedName foreign_copy = {RESOLVE_TRIAL_SCHEMA, RESOLVE_TRIAL_FOREIGN};
    ForeignTwin *twin = mem_push(result, result->foreign_twins, result->foreign_twin_count);
    char *columns = mem_strdup(result, "");
    DdlForeignTwin ddl = {.definition = constraint->definition, .table = sides->table->name};
    Error err = {0};

    *twin = (ForeignTwin){.constraint = constraint,
                          .table = sides->table,
                          .foreign = sides->foreign,
                          .oid = sides->oid,
                          .crosses = sides->foreign_moves || sides->foreign_goes};
    if (sides->own_goes)
    {
        return;
    }
    twin->name = resolve_twin_name(result, sides->table, constraint->name);
    ddl.name = twin->name;
    ddl.renames = renames_of(resolver, sides->table, constraint->key, &ddl.rename_count);
    ddl.foreign_renames = renames_of(resolver, sides->foreign, constraint->foreign_key, &ddl.foreign_rename_count);
    twin->statement = ddl_foreign_twin(result, &ddl, &err);
    ddl.table = copy;
    ddl.foreign_table = sides->foreign == sides->table ? copy : foreign_copy;
    twin->trial = error_is_set(&err) ? NULL : ddl_foreign_twin(result, &ddl, &err);
    for (size_t i = 0; constraint->foreign_key[i]; i++)
    {
        const char *moved = sides->foreign ? resolve_successor(sides->foreign, constraint->foreign_key[i]) : NULL;

        mem_append(&columns, "%s%s", i > 0 ? ", " : "", quote_name(result, moved ? moved : constraint->foreign_key[i]));
    }
    twin->trial_columns = columns;
    if (error_is_set(&err))
    {
        resolve_refuse(resolver, "R731",
                       mem_printf(resolver->diagnostics->mem, "foreign key %s cannot be written again: %s",
                                  constraint->name, err.message),
                       NULL);
    }
    error_clear(&err);
}

static ColumnRename *
renames_of(Resolver *resolver, const TableChange *table, const char *const *columns, size_t *count)
{
    ColumnRename *renames = NULL;

    for (size_t i = 0; table && columns[i]; i++)
    {
        const char *to = resolve_successor(table, columns[i]);

        if (to)
        {
            *mem_push(resolver->mem, renames, *count) = (ColumnRename){.from = columns[i], .to = to};
        }
    }
    return renames;
}

const char *
resolve_twin_name(void *owner, const TableChange *table, const char *name)
{
    return quote_short_name(owner, "bellows_", name, mem_printf(owner, "%s %s", table->key, name));
}
