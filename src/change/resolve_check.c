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
static void check_triggers(Resolver *resolver, const TableChange *table);
static void check_sources(Resolver *resolver, const TableChange *table, const Link *link);

void
resolve_check_table(Resolver *resolver, TableChange *table)
{
    check_kind(resolver, table);
    resolve_check_dependents(resolver, table, table->table);
    check_triggers(resolver, table);
    check_in_place(resolver, table);
    check_shared(resolver, table);
    for (size_t i = 0; i < table->link_count; i++)
    {
        check_sources(resolver, table, table->links[i]);
        if (table->links[i]->kind == LINK_REPLACE || table->links[i]->kind == LINK_DROP)
        {
            check_successor(resolver, table, table->links[i]);
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
        bool is_allowed = dependent->by_text && plan_allows(resolver->parsed->plan, "function-text");

        if (resolve_goes(table, dependent->column) && !is_allowed)
        {
            resolve_refuse(
                resolver, "R720",
                mem_printf(mem, "column %s.%s is used by %s", relation->name, dependent->column,
                           dependent->description),
                dependent->by_text
                    ? "found in the text of its body: change it first, or allow: {rule: function-text, reason: …}"
                    : "drop or change it first, so that it does not read this column");
        }
    }
}

/* A statement about a column that another one replaces would act on the old column only, and fall with it. */
static void
check_in_place(Resolver *resolver, const TableChange *table)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const DdlStatement *statement = table->in_place[i].statement;
        const CatalogConstraint *existing = table->in_place[i].existing;
        const char *gone = table->in_place[i].column && resolve_goes(table, table->in_place[i].column)
                               ? table->in_place[i].column
                               : NULL;

        for (size_t j = 0; !gone && statement->columns[j]; j++)
        {
            gone = resolve_goes(table, statement->columns[j]) ? statement->columns[j] : NULL;
        }
        for (size_t j = 0; !gone && existing && existing->columns[j]; j++)
        {
            gone = resolve_goes(table, existing->columns[j]) ? existing->columns[j] : NULL;
        }
        for (size_t j = 0; gone && j < resolver->result->verdict_count; j++)
        {
            const StatementVerdict *verdict = &resolver->result->verdicts[j];

            if (verdict->statement == statement)
            {
                resolve_report(resolver->diagnostics, resolver->parsed->plan,
                               &resolver->parsed->changes[verdict->change].source->sql, statement->offset, "P316",
                               "%s names \"%s\", which this plan replaces or drops", statement->tag, gone);
            }
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
        const char *what = column->identity    ? "an identity column"
                           : column->generated ? "a generated column"
                           : column->owned_sequence
                               ? "fed by a sequence of its own"
                               : resolve_not_carried_index(table->table, column->name, link->is_successor);

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

const char *
resolve_not_carried_index(const CatalogTable *table, const char *column, bool has_successor)
{
    for (size_t i = 0; i < table->index_count; i++)
    {
        const CatalogIndex *index = &table->indexes[i];

        if (!resolve_list_has(index->columns, column))
        {
            continue;
        }
        if (index->is_primary || index->is_replica_identity || (index->is_clustered && has_successor))
        {
            return index->is_primary            ? "part of the primary key"
                   : index->is_replica_identity ? "part of the replica identity"
                                                : "part of the index that CLUSTER uses";
        }
    }
    for (size_t i = 0; i < table->constraint_count; i++)
    {
        if (table->constraints[i].type == 'x' && resolve_list_has(table->constraints[i].columns, column))
        {
            return "part of an EXCLUDE constraint";
        }
    }
    return NULL;
}

/* Triggers fire in the order of their names' bytes; what fires after the shim's "~…" would be missed. */
static void
check_triggers(Resolver *resolver, const TableChange *table)
{
    for (size_t i = 0; i < table->table->trigger_count && table->link_count > 0; i++)
    {
        const CatalogTrigger *trigger = &table->table->triggers[i];

        if (!trigger->is_internal && (unsigned char) trigger->name[0] >= '~')
        {
            resolve_refuse(resolver, "R728",
                           mem_printf(resolver->diagnostics->mem, "trigger \"%s\" of %s would fire after the shim",
                                      trigger->name, table->name.name),
                           "give it a name that starts with an ASCII letter (ALTER TRIGGER … RENAME TO …)");
        }
    }
}

/* BEFORE triggers see NULL in NEW for a generated column (measured on 12 to 18). */
static void
check_sources(Resolver *resolver, const TableChange *table, const Link *link)
{
    for (size_t i = 0; link->shared[i]; i++)
    {
        const CatalogColumn *column = catalog_column(table->table, link->shared[i]);

        if (column && column->generated)
        {
            resolve_refuse(resolver, "R725",
                           mem_printf(resolver->diagnostics->mem,
                                      "\"up\" or \"down\" reads %s.%s, a generated column, which triggers cannot see",
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

static bool
goes_without_successor(const TableChange *table, const char *const *columns)
{
    for (size_t i = 0; columns && columns[i]; i++)
    {
        bool has_successor = false;

        for (size_t j = 0; j < table->link_count; j++)
        {
            for (size_t k = 0; k < table->links[j]->old_count && table->links[j]->is_successor; k++)
            {
                has_successor = has_successor || strcmp(table->links[j]->old_columns[k].name, columns[i]) == 0;
            }
        }
        if (resolve_goes(table, columns[i]) && !has_successor)
        {
            return true;
        }
    }
    return false;
}

/* DROP COLUMN takes indexes and constraints that mention the column along without a word (also multi-column ones, and
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
    }
    *mem_push(resolver->mem, falls, count) = NULL;
    resolver->result->falls = falls;
}
