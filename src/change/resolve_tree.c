/* SPDX-License-Identifier: PostgreSQL */
/*
 * Partition trees: what a plan on the root cannot do for all partitions at once, and the names of the partitions' indexes.
 *
 * Triggers for each row of a partitioned table, which its partitions get as well (also those made later), came with 13;
 * columns, defaults and constraints of the root always are those of its partitions. What a partition has of its own, its
 * root does not know: DROP COLUMN would take it along silently, or a rollback would even it out. So it is refused here.
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

#define TRIGGERS_ON_TREES 130000
#define NAME_BYTES        63

static void check_part(Resolver *resolver, const TableChange *table, const CatalogTable *part);
static void check_own_constraints(Resolver *resolver, const TableChange *table, const CatalogTable *part);
static void check_root(Resolver *resolver, const TableChange *table);
static void check_own_columns(Resolver *resolver, const TableChange *table, const CatalogTable *part);
static void check_own_triggers(Resolver *resolver, const TableChange *table, const CatalogTable *part);
static void check_in_place(Resolver *resolver, const TableChange *table, InPlace *in_place);
static const char *missing_key(const TableChange *table, const char *const *keys, size_t key_count);
static const char *const *part_names(Resolver *resolver, const TableChange *table, const InPlace *in_place,
                                     const char *const *keys);

/* A table that no statement is about, but whose foreign key gets an equal, is not in the catalog: it is none (R723). */
bool
resolve_is_tree(const TableChange *table)
{
    return table->table && table->table->kind == 'p';
}

void
resolve_check_tree(Resolver *resolver, TableChange *table)
{
    void *mem = resolver->diagnostics->mem;
    char *name = quote_qualified_name(mem, table->name);

    if (resolver->catalog->server_version < TRIGGERS_ON_TREES)
    {
        resolve_refuse(resolver, "R735",
                       mem_printf(mem,
                                  "%s is partitioned, and PostgreSQL has triggers for each row of "
                                  "such tables since 13 only",
                                  name),
                       "upgrade the server first");
        return;
    }
    check_root(resolver, table);
    for (size_t i = 0; i < table->table->part_count; i++)
    {
        check_part(resolver, table, table->table->parts[i]);
    }
    for (size_t i = 0; i < table->in_place_count && resolver->diagnostics->errors == 0; i++)
    {
        check_in_place(resolver, table, &table->in_place[i]);
    }
}

/* ---- What a partition has of its own ---- */

static char *
part_name(Resolver *resolver, const CatalogTable *part)
{
    return quote_qualified_name(resolver->diagnostics->mem,
                                (QualifiedName){.schema = part->schema, .name = part->name});
}

static void
check_part(Resolver *resolver, const TableChange *table, const CatalogTable *part)
{
    void *mem = resolver->diagnostics->mem;
    const char *name = part_name(resolver, part);

    if (part->kind != 'r' && part->kind != 'p')
    {
        resolve_refuse(resolver, "R736",
                       mem_printf(mem, "partition %s of %s is a foreign table", name, table->name.name),
                       "detach it while the plan is in flight, or change the table that it stands for first");
        return;
    }
    if (!part->we_own)
    {
        resolve_refuse(resolver, "R724", mem_printf(mem, "permission denied: only the owner of %s can alter it", name),
                       mem_printf(mem, "connect as %s, or run: GRANT %s TO the role that bellows connects as",
                                  quote_name(mem, part->owner), quote_name(mem, part->owner)));
    }
    if (part->has_rules && table->link_count > 0)
    {
        resolve_refuse(resolver, "R723",
                       mem_printf(mem,
                                  "%s has rewrite rules, which can turn the backfill and the shim "
                                  "into no-ops",
                                  name),
                       "replace the rules by triggers, or by code in the application");
    }
    resolve_check_dependents(resolver, table, part);
    check_own_constraints(resolver, table, part);
    check_own_columns(resolver, table, part);
    check_own_triggers(resolver, table, part);
}

static void
check_own_constraints(Resolver *resolver, const TableChange *table, const CatalogTable *part)
{
    void *mem = resolver->diagnostics->mem;

    for (size_t i = 0; i < part->constraint_count; i++)
    {
        const CatalogConstraint *constraint = &part->constraints[i];
        bool is_own = !constraint->is_inherited && constraint->parent == 0 && constraint->type != 'n';

        for (size_t j = 0; is_own && constraint->columns[j]; j++)
        {
            if (resolve_goes(table, constraint->columns[j]))
            {
                resolve_refuse(resolver, "R736",
                               mem_printf(mem, "constraint %s of column %s is one of partition %s alone",
                                          constraint->name, constraint->columns[j], part_name(resolver, part)),
                               "make it one of the partitioned table, or drop it first");
                break;
            }
        }
    }
}

static bool
is_equal(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Columns that the plan replaces or drops, and those of which it changes default or NOT NULL. */
static bool
is_concerned(const TableChange *table, const char *column)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        if (table->in_place[i].column && strcmp(table->in_place[i].column, column) == 0)
        {
            return true;
        }
    }
    return resolve_goes(table, column);
}

/* A key of a tree cannot take an index that is there already (0A000), so that no other one could replace it; identity columns
 * of trees came with 17 only. RELATION is the root or a partition. */
static const char *
not_carried(const CatalogTable *relation, const CatalogColumn *column)
{
    for (size_t i = 0; i < relation->index_count; i++)
    {
        const CatalogIndex *index = &relation->indexes[i];

        if (resolve_list_has(index->columns, column->name) &&
            (index->is_primary || index->is_replica_identity || index->is_clustered))
        {
            return index->is_primary            ? "part of the primary key"
                   : index->is_replica_identity ? "part of the replica identity"
                                                : "part of the index that CLUSTER uses";
        }
    }
    for (size_t i = 0; i < relation->constraint_count; i++)
    {
        if (relation->constraints[i].type == 'x' && resolve_list_has(relation->constraints[i].columns, column->name))
        {
            return "part of an EXCLUDE constraint";
        }
    }
    return column->identity ? "an identity column" : column->owned_sequence ? "fed by a sequence of its own" : NULL;
}

/* Also of the root itself. */
static void
check_root(Resolver *resolver, const TableChange *table)
{
    void *mem = resolver->diagnostics->mem;

    for (size_t i = 0; i < table->table->column_count; i++)
    {
        const CatalogColumn *column = &table->table->columns[i];
        const char *what = resolve_goes(table, column->name) ? not_carried(table->table, column) : NULL;

        if (what)
        {
            resolve_refuse(resolver, "R721",
                           mem_printf(mem,
                                      "column %s.%s is %s, which this release does not carry over in a partition tree",
                                      table->name.name, column->name, what),
                           NULL);
        }
    }
    for (size_t i = 0; i < table->link_count; i++)
    {
        if (table->links[i]->kind == LINK_FILL)
        {
            resolve_refuse(
                resolver, "R721",
                mem_printf(
                    mem,
                    "column %s of %s is filled by its own default, which this release does not do in a partition tree",
                    table->links[i]->new_columns[0].name, table->name.name),
                "fill it by \"up\"");
        }
    }
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        if (table->in_place[i].kind == IN_PLACE_ADD_PRIMARY_KEY && table->in_place[i].existing)
        {
            resolve_refuse(resolver, "R729",
                           mem_printf(mem, "the primary key of %s, a partition tree, cannot be replaced by another",
                                      table->name.name),
                           "run it as a plain SQL migration when no plan is in flight");
        }
    }
}

static void
check_own_columns(Resolver *resolver, const TableChange *table, const CatalogTable *part)
{
    void *mem = resolver->diagnostics->mem;

    for (size_t i = 0; i < table->table->column_count; i++)
    {
        const CatalogColumn *column = &table->table->columns[i];
        const CatalogColumn *own = is_concerned(table, column->name) ? catalog_column(part, column->name) : NULL;
        const char *index = own && resolve_goes(table, own->name) ? not_carried(part, own) : NULL;

        if (own && (own->not_null != column->not_null || !is_equal(own->fallback, column->fallback)))
        {
            resolve_refuse(resolver, "R736",
                           mem_printf(mem, "column %s of partition %s has %s of its own", own->name,
                                      part_name(resolver, part),
                                      own->not_null != column->not_null ? "a NOT NULL" : "a default"),
                           "give the partitioned table the same, or take it from the partition");
        }
        if (index)
        {
            resolve_refuse(resolver, "R721",
                           mem_printf(mem,
                                      "column %s of partition %s is %s, which this release does not "
                                      "carry over",
                                      own->name, part_name(resolver, part), index),
                           NULL);
        }
    }
}

static void
check_own_triggers(Resolver *resolver, const TableChange *table, const CatalogTable *part)
{
    for (size_t i = 0; i < part->trigger_count && table->link_count > 0; i++)
    {
        const CatalogTrigger *trigger = &part->triggers[i];

        if (!trigger->is_internal && (unsigned char) trigger->name[0] >= '~')
        {
            resolve_refuse(resolver, "R728",
                           mem_printf(resolver->diagnostics->mem, "trigger \"%s\" of %s would fire after the shim",
                                      trigger->name, part_name(resolver, part)),
                           "give it a name that starts with an ASCII letter (ALTER TRIGGER … RENAME TO …)");
        }
    }
}

/* ---- Keys and indexes ---- */

static void
check_in_place(Resolver *resolver, const TableChange *table, InPlace *in_place)
{
    const DdlStatement *statement = in_place->statement;
    bool is_key = in_place->kind == IN_PLACE_ADD_UNIQUE || in_place->kind == IN_PLACE_ADD_PRIMARY_KEY;
    size_t key_count = 0;
    Error err = {0};
    const char *const *keys =
        in_place->index_statement ? ddl_index_keys(resolver->mem, in_place->index_statement, &key_count, &err) : NULL;
    const char *missing = is_key || (keys && statement->is_unique) ? missing_key(table, keys, key_count) : NULL;

    error_clear(&err); /* what was written by us reads back */
    if (missing)
    {
        resolve_report_at(resolver, statement, "P321",
                          mem_printf(resolver->mem,
                                     "a unique key of a partitioned table has all columns of its partition keys, "
                                     "and this one is without %s",
                                     *missing ? missing : "an expression"),
                          "PostgreSQL could not tell otherwise whether a value is in another partition");
    }
    if (in_place->kind == IN_PLACE_ADD_FOREIGN_KEY && statement->not_valid &&
        resolver->catalog->server_version < 180000)
    {
        resolve_report_at(resolver, statement, "P322",
                          "a foreign key of a partitioned table can be NOT VALID since 18 only",
                          "leave NOT VALID out: it is validated while everybody works");
    }
    if (keys)
    {
        in_place->part_names = part_names(resolver, table, in_place, keys);
    }
}

/* A column of some partition key of the tree that is not among the keys; "" for an expression; NULL: none. */
static const char *
missing_key(const TableChange *table, const char *const *keys, size_t key_count)
{
    for (size_t i = 0; i <= table->table->part_count; i++)
    {
        const CatalogTable *part = i == 0 ? table->table : table->table->parts[i - 1];

        for (size_t j = 0; part->partition_columns && part->partition_columns[j]; j++)
        {
            bool is_there = false;

            for (size_t k = 0; k < key_count; k++)
            {
                is_there = is_there || strcmp(keys[k], part->partition_columns[j]) == 0;
            }
            if (!is_there)
            {
                return part->partition_columns[j];
            }
        }
    }
    return NULL;
}

static bool
is_taken(Resolver *resolver, const TableChange *table, const CatalogTable *part, const char *name)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const char *const *others = table->in_place[i].part_names;

        for (size_t j = 0; others && j < table->table->part_count; j++)
        {
            if (others[j] && strcmp(others[j], name) == 0 && strcmp(table->table->parts[j]->schema, part->schema) == 0)
            {
                return true;
            }
        }
    }
    return resolve_has_relation(resolver, part->schema, name);
}

static const char *const *
part_names(Resolver *resolver, const TableChange *table, const InPlace *in_place, const char *const *keys)
{
    bool is_primary = in_place->kind == IN_PLACE_ADD_PRIMARY_KEY;
    const char *label = is_primary ? "pkey" : in_place->kind == IN_PLACE_ADD_UNIQUE ? "key" : "idx";
    const char **names = mem_array(resolver->mem, const char *, table->table->part_count + 1);
    char *columns = mem_strdup(resolver->mem, "");

    for (size_t i = 0; !is_primary && keys[i] && strlen(columns) <= NAME_BYTES; i++)
    {
        mem_append(&columns, "%s%s", i > 0 ? "_" : "", keys[i]);
    }
    for (size_t i = 0; i < table->table->part_count; i++)
    {
        const CatalogTable *part = table->table->parts[i];

        if (part->kind != 'r')
        {
            continue;
        }
        names[i] = resolve_object_name(resolver->mem, part->name, columns, label);
        for (size_t number = 1; is_taken(resolver, table, part, names[i]); number++)
        {
            names[i] = resolve_object_name(resolver->mem, part->name, columns,
                                           mem_printf(resolver->mem, "%s%zu", label, number));
        }
    }
    return names;
}
