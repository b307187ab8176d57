/* SPDX-License-Identifier: PostgreSQL */
/*
 * What would be lost or broken silently: refused here, before the first write, with the objects named (R7xx).
 *
 * Facts: a view, rule, policy, trigger column list … follows the column by number, so that it would go on reading the
 * held column after the seal and make the purge fail (2BP01); bodies of PL/pgSQL and string SQL functions are not
 * tracked and would fail at run time (42703) [measured on 12 to 18].
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

static void check_kind(Resolver *resolver, const TableChange *table);
static void check_children(Resolver *resolver, const TableChange *table);
static void check_in_place(Resolver *resolver, const TableChange *table);
static void check_shared(Resolver *resolver, const TableChange *table);
static void check_successor(Resolver *resolver, const TableChange *table, const Link *link);
static const char *not_carried(Resolver *resolver, const TableChange *table, const CatalogColumn *column,
                               const Link *link);
static const char *gone_of(const TableChange *table, const CatalogConstraint *constraint);
static void check_sources(Resolver *resolver, const TableChange *table, const Link *link);
static bool statistics_fall(const TableChange *table, const CatalogDependent *dependent);
static bool goes_without_successor(const TableChange *table, const char *const *columns);

void
resolve_check_table(Resolver *resolver, TableChange *table)
{
    resolve_attributes(resolver, table);
    check_kind(resolver, table);
    resolve_check_dependents(resolver, table, table->table);
    resolve_check_triggers(resolver, table);
    resolve_check_rows(resolver, table);
    resolve_check_leftovers(resolver, table);
    check_in_place(resolver, table);
    check_shared(resolver, table);
    resolve_check_repairs(resolver, table);
    for (size_t i = 0; i < table->link_count; i++)
    {
        check_sources(resolver, table, table->links[i]);
        if (table->links[i]->kind == LINK_REPLACE || table->links[i]->kind == LINK_DROP)
        {
            check_successor(resolver, table, table->links[i]);
            resolve_check_sequences(resolver, table, table->links[i]);
        }
    }
    if (resolve_is_tree(table) && resolver->diagnostics->errors == 0)
    {
        resolve_check_tree(resolver, table);
    }
}

static void
check_kind(Resolver *resolver, const TableChange *table)
{
    const CatalogTable *t = table->table;
    void *mem = resolver->diagnostics->mem;
    char *name = quote_qualified_name(mem, table->name);

    if (t->kind == 'v' || t->kind == 'm' || t->kind == 'f')
    {
        resolve_refuse(resolver, "R723",
                       mem_printf(mem, "%s is %s; only tables can be changed", name,
                                  t->kind == 'v'   ? "a view"
                                  : t->kind == 'm' ? "a materialized view"
                                                   : "a foreign table"),
                       NULL);
    }
    check_children(resolver, table);
    if (t->persistence == 't')
    {
        resolve_refuse(resolver, "R723", mem_printf(mem, "%s is a temporary table", name), NULL);
    }
    if (!t->we_own)
    {
        resolve_refuse(resolver, "R724", mem_printf(mem, "permission denied: only the owner of %s can alter it", name),
                       mem_printf(mem, "connect as %s, or run: GRANT %s TO the role that bellows connects as",
                                  quote_name(mem, t->owner), quote_name(mem, t->owner)));
    }
    if (t->has_rules && table->link_count > 0)
    {
        resolve_refuse(
            resolver, "R723",
            mem_printf(mem, "%s has rewrite rules, which can turn the backfill and the shim into no-ops", name),
            "replace the rules by triggers, or by code in the application");
    }
}

/* The columns of a partition are those of its tree. By inheritance, PostgreSQL lets rows of a child be written through the
 * parent without a trigger of the parent. */
static void
check_children(Resolver *resolver, const TableChange *table)
{
    const CatalogTable *t = table->table;
    void *mem = resolver->diagnostics->mem;
    char *name = quote_qualified_name(mem, table->name);

    if (t->is_partition)
    {
        resolve_refuse(resolver, "R723",
                       mem_printf(mem, "%s is a partition of %s", name, t->root ? t->root : "another table"),
                       mem_printf(mem, "write the plan for %s, which changes all its partitions",
                                  t->root ? t->root : "the partitioned table"));
    }
    else if (t->kind == 'r' && t->has_children)
    {
        resolve_refuse(
            resolver, "R723",
            mem_printf(mem, "%s has child tables by inheritance, whose rows an UPDATE of it reaches past its triggers",
                       name),
            "make it a partitioned table, or take the children off (NO INHERIT) while the plan is in flight");
    }
    else if (t->is_child)
    {
        resolve_refuse(resolver, "R723",
                       mem_printf(mem, "%s inherits from another table, which has its columns as well", name),
                       "take it off (NO INHERIT) while the plan is in flight");
    }
}

void
resolve_check_dependents(Resolver *resolver, const TableChange *table, const CatalogTable *relation)
{
    void *mem = resolver->diagnostics->mem;

    for (size_t i = 0; i < relation->dependent_count; i++)
    {
        const CatalogDependent *dependent = &relation->dependents[i];
        const char *help = "found in the text of its body: change it first, or allow: {rule: function-text, reason: …}";
        bool is_allowed = dependent->by_text && plan_allows(resolver->parsed->plan, "function-text");

        if (!resolve_goes(table, dependent->column) || statistics_fall(table, dependent) ||
            strcmp(dependent->kind, "foreign key") == 0) /* resolve_foreign.c */
        {
            continue;
        }
        if (!dependent->by_text && resolve_is_tree(table))
        {
            help = "drop or change it first: what reads a partition tree is not carried over in this release";
        }
        else if (!dependent->by_text)
        {
            help = resolve_carry(resolver, table, dependent);
            is_allowed = help == NULL;
        }
        if (!is_allowed)
        {
            resolve_refuse(resolver, "R720",
                           mem_printf(mem, "column %s.%s is used by %s", relation->name, dependent->column,
                                      dependent->description),
                           help);
        }
    }
}

/* A column that takes CONSTRAINT, which the plan drops, replaces or renames, along. A primary key that another one replaces
 * may lose its columns by the same plan, but cannot have an equal at the same time. */
static const char *
gone_of(const TableChange *table, const CatalogConstraint *constraint)
{
    const char *const *columns = constraint->key ? constraint->key : constraint->columns;

    for (size_t i = 0; columns[i]; i++)
    {
        if (constraint->type == 'p' ? resolve_successor(table, columns[i]) != NULL : resolve_goes(table, columns[i]))
        {
            return columns[i];
        }
    }
    return NULL;
}

static const char *
first_gone(const TableChange *table, const char *const *columns)
{
    for (size_t i = 0; columns && columns[i]; i++)
    {
        if (resolve_goes(table, columns[i]))
        {
            return columns[i];
        }
    }
    return NULL;
}

/* A statement about a column that another one replaces would act on the old column only, and fall with it. */
static void
check_in_place(Resolver *resolver, const TableChange *table)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];
        const DdlStatement *statement = in_place->statement;
        const char *const column[] = {in_place->column, NULL};
        const char *gone = first_gone(table, column);

        gone = gone ? gone : first_gone(table, statement->columns);
        gone = gone ? gone : first_gone(table, in_place->key_columns);
        gone = gone || !in_place->existing ? gone : gone_of(table, in_place->existing);
        if (gone)
        {
            resolve_report_at(
                resolver, statement, "P316",
                mem_printf(resolver->mem, "%s names \"%s\", which this plan replaces or drops", statement->tag, gone),
                NULL);
        }
    }
}

/* The seal renames old columns: the hold shim of one link cannot read what goes with another. */
static void
check_shared(Resolver *resolver, const TableChange *table)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        const Link *link = table->links[i];

        for (size_t j = 0; link->old_count > 0 && link->shared[j]; j++)
        {
            if (resolve_goes(table, link->shared[j]))
            {
                resolve_refuse(
                    resolver, "P212",
                    mem_printf(resolver->mem,
                               "column %s.%s is read by one change of this plan and replaced or dropped by another",
                               table->name.name, link->shared[j]),
                    "make one change of them, or two plans");
            }
        }
    }
}

/* Properties that this release does not carry over to another column. */
static void
check_successor(Resolver *resolver, const TableChange *table, const Link *link)
{
    for (size_t i = 0; i < link->old_count; i++)
    {
        const CatalogColumn *column = catalog_column(table->table, link->old_columns[i].name);
        const char *what = column->generated ? "a generated column" : not_carried(resolver, table, column, link);

        if (what)
        {
            resolve_refuse(resolver, "R721",
                           mem_printf(resolver->diagnostics->mem,
                                      "column %s.%s is %s, which this release does not carry over", table->name.name,
                                      column->name, what),
                           NULL);
        }
    }
}

/* Without a successor, a key falls with its column: another primary key must take its place. */
static const char *
not_carried(Resolver *resolver, const TableChange *table, const CatalogColumn *column, const Link *link)
{
    for (size_t i = 0; i < table->table->index_count; i++)
    {
        const CatalogIndex *index = &table->table->indexes[i];
        bool falls = resolve_list_has(index->columns, column->name) && !link->is_successor;

        if (falls && index->is_primary && !resolve_replaced_key(resolver, table))
        {
            return "part of the primary key";
        }
        if (falls && index->is_replica_identity && !index->is_primary)
        {
            return "part of the replica identity";
        }
    }
    for (size_t i = 0; i < table->table->constraint_count; i++)
    {
        const CatalogConstraint *constraint = &table->table->constraints[i];

        if (!resolve_list_has(constraint->columns, column->name))
        {
            continue;
        }
        if (constraint->type == 'x')
        {
            return "part of an EXCLUDE constraint";
        }
        if (constraint->type == 'p' && link->is_successor && strstr(constraint->definition, " DEFERRABLE"))
        {
            return "part of a deferrable primary key";
        }
    }
    return NULL;
}

/* BEFORE triggers see NULL in NEW for a generated column (measured on 12 to 18). */
static void
check_sources(Resolver *resolver, const TableChange *table, const Link *link)
{
    for (size_t i = 0; link->shared[i]; i++)
    {
        const CatalogColumn *column = catalog_column(table->table, link->shared[i]);
        bool is_broken = link->broken && resolve_reads_column(link->broken, link->shared[i]);

        if (column && column->generated)
        {
            resolve_refuse(resolver, "R725",
                           mem_printf(resolver->diagnostics->mem,
                                      "%s reads %s.%s, a generated column, which triggers cannot see",
                                      is_broken ? "the CHECK that \"up\" repairs" : "\"up\" or \"down\"",
                                      table->name.name, column->name),
                           "use the generating expression itself");
        }
    }
}

void
resolve_refuse(Resolver *resolver, const char *code, const char *message, const char *help)
{
    Diagnostic *found = resolve_report_change(resolver, 0, code, "%s", message);

    found->help = help ? mem_strdup(resolver->diagnostics->mem, help) : NULL;
}

bool
resolve_goes(const TableChange *table, const char *column)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        for (size_t j = 0; j < table->links[i]->old_count; j++)
        {
            if (strcmp(table->links[i]->old_columns[j].name, column) == 0)
            {
                return true;
            }
        }
    }
    for (size_t i = 0; i < table->dropped_count; i++)
    {
        if (strcmp(table->dropped[i].name, column) == 0)
        {
            return true;
        }
    }
    return false;
}

const char *
resolve_successor(const TableChange *table, const char *column)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        const Link *link = table->links[i];

        if (link->is_successor && strcmp(link->old_columns[0].name, column) == 0)
        {
            return link->new_columns[0].name;
        }
    }
    return NULL;
}

static bool
goes_without_successor(const TableChange *table, const char *const *columns)
{
    for (size_t i = 0; columns && columns[i]; i++)
    {
        if (resolve_goes(table, columns[i]) && !resolve_successor(table, columns[i]))
        {
            return true;
        }
    }
    return false;
}

/* Extended statistics go with the first of their columns (DROP COLUMN, 12 to 18), as an index does. */
static bool
statistics_fall(const TableChange *table, const CatalogDependent *dependent)
{
    for (size_t i = 0; strcmp(dependent->kind, "statistics") == 0 && i < table->table->dependent_count; i++)
    {
        const CatalogDependent *other = &table->table->dependents[i];
        const char *const columns[] = {other->column, NULL};

        if (strcmp(other->kind, "statistics") == 0 && strcmp(other->description, dependent->description) == 0 &&
            goes_without_successor(table, columns))
        {
            return true;
        }
    }
    return false;
}

/* They are named once for each of their columns. */
static void
collect_statistics(Resolver *resolver, const TableChange *table, const char ***falls, size_t *count)
{
    for (size_t i = 0; i < table->table->dependent_count; i++)
    {
        const CatalogDependent *dependent = &table->table->dependents[i];
        const CatalogDefinition *definition = dependent->definition;
        bool is_listed = !statistics_fall(table, dependent) || !definition;
        const char *text =
            is_listed ? "" : mem_printf(resolver->mem, "statistics %s: %s", definition->name, definition->statement);

        for (size_t j = 0; j < *count; j++)
        {
            is_listed = is_listed || strcmp((*falls)[j], text) == 0;
        }
        if (!is_listed)
        {
            *mem_push(resolver->mem, *falls, *count) = text;
        }
    }
}

/* DROP COLUMN takes indexes, constraints and statistics that mention the column along without a word (also multi-column ones, and
 * without CASCADE): the plan lists them. */
void
resolve_collect_falls(Resolver *resolver)
{
    const char **falls = NULL;
    size_t count = 0;

    for (size_t t = 0; t < resolver->result->table_count; t++)
    {
        const TableChange *table = &resolver->result->tables[t];

        for (size_t i = 0; i < table->table->index_count; i++)
        {
            const CatalogIndex *index = &table->table->indexes[i];

            if (!index->constraint && goes_without_successor(table, index->columns))
            {
                *mem_push(resolver->mem, falls, count) =
                    mem_printf(resolver->mem, "index %s: %s", index->name, index->definition);
            }
        }
        for (size_t i = 0; i < table->table->constraint_count; i++)
        {
            const CatalogConstraint *constraint = &table->table->constraints[i];

            if (goes_without_successor(table, constraint->columns))
            {
                *mem_push(resolver->mem, falls, count) =
                    mem_printf(resolver->mem, "constraint %s: %s", constraint->name, constraint->definition);
            }
        }
        collect_statistics(resolver, table, &falls, &count);
    }
    for (size_t t = 0; t < resolver->result->table_count; t++)
    {
        const TableChange *table = &resolver->result->tables[t];

        for (size_t i = 0; i < table->table->sequence_count; i++)
        {
            const CatalogSequence *sequence = &table->table->sequences[i];

            if (goes_without_successor(table, (const char *const[]){sequence->column, NULL}))
            {
                *mem_push(resolver->mem, falls, count) =
                    mem_printf(resolver->mem, "sequence %s of column %s", sequence->name, sequence->column);
            }
        }
    }
    *mem_push(resolver->mem, falls, count) = NULL;
    resolver->result->falls = falls;
}
