/* SPDX-License-Identifier: PostgreSQL */
/*
 * Partition trees: indexes and unique constraints.
 *
 * CREATE INDEX CONCURRENTLY knows no partitioned table, so it runs on each partition; then a plain CREATE INDEX of the
 * partitioned table (ADD CONSTRAINT for one that backs a constraint) takes what is there, which is a catalog change (11 and
 * later). Levels between are made from below, under names of ours. Partitions that are made meanwhile and small are
 * indexed by that last statement; for large ones it refuses, and says what to run.
 */
#include "change/steps.h"

#include <string.h>

#include "base/mem.h"
#include "steps_internal.h"

#define BUILD_HINT                                                                                                      \
    "Build it on each of them (CREATE INDEX CONCURRENTLY; for a constraint also ADD CONSTRAINT … USING INDEX), then " \
    "give the same command again."

static Step *leaf_index(StepBuilder *builder, const TableChange *table, const TableChange *part, const char *name,
                        const char *statement, const char *settings);
static void guard(StepBuilder *builder, const TableChange *table, const char *model, bool backs, char **statements);
static const char *index_name(StepBuilder *builder, const char *schema, const char *name);
static void twin_constraints(StepBuilder *builder, const TableChange *table, const CatalogIndex *index,
                             const CatalogIndex *const *parts, char **statements);
static void twin_indexes(StepBuilder *builder, const TableChange *table, const CatalogIndex *index,
                         const CatalogIndex *const *parts, char **statements);
static const char *deferrable_of(const TableChange *table, const CatalogIndex *index);

/* ---- The parts ---- */

TableChange *
steps_part(StepBuilder *builder, const TableChange *table, size_t number)
{
    TableChange *part = mem_new(builder->mem, TableChange);

    part->table = table->table->parts[number];
    part->name = (QualifiedName){.schema = part->table->schema, .name = part->table->name};
    part->key = table->key;
    return part;
}

char *
steps_if_partition(StepBuilder *builder, const TableChange *table, const TableChange *part, const char *statement)
{
    const TemplateVariable body[] = {
        {"table", TEMPLATE_LITERAL, steps_table(builder, table)},
        {"partition", TEMPLATE_LITERAL, steps_table(builder, part)},
        {"statement", TEMPLATE_SQL, statement},
    };

    return steps_render(builder, "steps/if_partition_body", body, 3);
}

static char *
if_partition(StepBuilder *builder, const TableChange *table, const TableChange *part, const char *statement)
{
    const TemplateVariable outer = {"body", TEMPLATE_LITERAL, steps_if_partition(builder, table, part, statement)};

    return steps_render(builder, "steps/if_partition", &outer, 1);
}

/* For each part the index that belongs to INDEX of the root, through all levels; NULL where there is none. */
static const CatalogIndex *const *
indexes_of(StepBuilder *builder, const TableChange *table, const CatalogIndex *index)
{
    size_t count = table->table->part_count;
    const CatalogIndex **found = mem_array(builder->mem, const CatalogIndex *, count + 1);

    for (size_t i = 0; i < count; i++)
    {
        const CatalogTable *part = table->table->parts[i];

        for (size_t j = 0; j < part->index_count; j++)
        {
            bool is_below = part->indexes[j].parent == index->oid;

            for (size_t k = 0; k < i && !is_below; k++)
            {
                is_below = found[k] && part->indexes[j].parent == found[k]->oid;
            }
            found[i] = is_below ? &part->indexes[j] : found[i];
        }
    }
    return found;
}

char *
steps_lock_tree(StepBuilder *builder, const TableChange *table, LockMode lock)
{
    const TemplateVariable body[] = {
        {"table", TEMPLATE_LITERAL, steps_table(builder, table)},
        {"statement", TEMPLATE_LITERAL,
         mem_printf(builder->mem, "LOCK TABLE ONLY %%s IN %s MODE", classify_lock_name(lock))},
    };
    const TemplateVariable outer = {"body", TEMPLATE_LITERAL, steps_render(builder, "steps/lock_tree_body", body, 2)};

    return steps_render(builder, "steps/lock_tree", &outer, 1);
}

/* ---- Twins of what the root has ---- */

void
steps_tree_twin(StepBuilder *builder, const TableChange *table, const CatalogIndex *index)
{
    const CatalogIndex *const *parts = indexes_of(builder, table, index);
    Successors successors = steps_successors(builder, table);
    const char *model = NULL;
    char *statements = NULL;
    TemplateVariable variables[] = {
        {"search_path", TEMPLATE_SQL, steps_search_path(builder)},
        {"statements", TEMPLATE_SQL, NULL},
    };

    for (size_t i = 0; i < table->table->part_count; i++)
    {
        TableChange *part = steps_part(builder, table, i);
        const char *twin = parts[i] ? steps_twin_name(builder, table, parts[i]->name) : NULL;

        if (twin && part->table->kind == 'r')
        {
            leaf_index(builder, table, part, twin,
                       ddl_index_rename(builder->mem, parts[i]->definition, twin, true, successors.renames,
                                        successors.count, builder->err),
                       NULL);
            model = model ? model : index_name(builder, part->name.schema, twin);
        }
    }
    if (index->constraint)
    {
        twin_constraints(builder, table, index, parts, &statements);
    }
    guard(builder, table, model, index->constraint != NULL, &statements);
    twin_indexes(builder, table, index, parts, &statements);
    variables[1].value = statements;
    steps_transaction(builder, table, index->constraint ? LOCK_ACCESS_EXCLUSIVE : LOCK_SHARE, "index",
                      steps_render(builder, "steps/tree_index", variables, 2),
                      "make the equal of index %s of %s from those of its partitions", index->name,
                      steps_table(builder, table));
}

/* An index that a partition has for itself. */
void
steps_tree_own_twins(StepBuilder *builder, const TableChange *table)
{
    Successors successors = steps_successors(builder, table);

    for (size_t i = 0; i < table->table->part_count; i++)
    {
        TableChange *part = steps_part(builder, table, i);

        for (size_t j = 0; j < part->table->index_count && part->table->kind == 'r'; j++)
        {
            const CatalogIndex *index = &part->table->indexes[j];
            const char *twin = steps_twin_name(builder, table, index->name);

            if (index->parent == 0 && index->is_valid && steps_is_carried(builder, table, index->columns))
            {
                leaf_index(builder, table, part, twin,
                           ddl_index_rename(builder->mem, index->definition, twin, true, successors.renames,
                                            successors.count, builder->err),
                           NULL);
            }
        }
    }
}

/* An index makes a constraint of the partition, without which ADD CONSTRAINT of the partitioned table would not take it. */
static void
twin_constraints(StepBuilder *builder, const TableChange *table, const CatalogIndex *index,
                 const CatalogIndex *const *parts, char **statements)
{
    for (size_t i = 0; i < table->table->part_count; i++)
    {
        TableChange *part = steps_part(builder, table, i);

        if (parts[i] && part->table->kind == 'r')
        {
            const char *twin = quote_name(builder->mem, steps_twin_name(builder, table, parts[i]->name));

            steps_statement(
                builder, statements, "%s",
                if_partition(builder, table, part,
                             mem_printf(builder->mem, "ALTER TABLE %s ADD CONSTRAINT %s UNIQUE USING INDEX %s%s",
                                        steps_table(builder, part), twin, twin, deferrable_of(table, index))));
        }
    }
}

static const CatalogConstraint *
constraint_of(const TableChange *table, const CatalogIndex *index)
{
    for (size_t i = 0; i < table->table->constraint_count; i++)
    {
        if (strcmp(table->table->constraints[i].name, index->constraint) == 0)
        {
            return &table->table->constraints[i];
        }
    }
    return NULL;
}

static const char *
deferrable_of(const TableChange *table, const CatalogIndex *index)
{
    const CatalogConstraint *constraint = constraint_of(table, index);
    const char *deferrable = constraint ? strstr(constraint->definition, " DEFERRABLE") : NULL;

    return deferrable ? deferrable : "";
}

static char *
twin_statement(StepBuilder *builder, const TableChange *table, const TableChange *of, const CatalogIndex *index,
               const char *definition)
{
    Successors successors = steps_successors(builder, table);
    const char *twin = steps_twin_name(builder, table, index->name);
    char *text;

    if (definition)
    {
        text = ddl_constraint_rename(builder->mem, of->name, definition, twin, false, successors.renames,
                                     successors.count, builder->err);
    }
    else
    {
        text = ddl_index_rename(builder->mem, index->definition, twin, false, successors.renames, successors.count,
                                builder->err);
        text = text ? ddl_index_on(builder->mem, text, of->name, twin, false, builder->err) : NULL;
    }
    return text ? text : mem_strdup(builder->mem, "");
}

/* From below: each takes what is there under it. */
static void
twin_indexes(StepBuilder *builder, const TableChange *table, const CatalogIndex *index,
             const CatalogIndex *const *parts, char **statements)
{
    const CatalogConstraint *constraint = index->constraint ? constraint_of(table, index) : NULL;
    const char *definition = constraint ? constraint->definition : NULL;

    for (size_t i = table->table->part_count; i-- > 0;)
    {
        TableChange *part = steps_part(builder, table, i);

        if (parts[i] && part->table->kind == 'p')
        {
            steps_statement(
                builder, statements, "%s",
                if_partition(builder, table, part, twin_statement(builder, table, part, parts[i], definition)));
        }
    }
    steps_statement(builder, statements, "%s", twin_statement(builder, table, table, index, definition));
}

/* ---- What the plan adds ---- */

void
steps_tree_leaf_indexes(StepBuilder *builder, const TableChange *table, const InPlace *in_place)
{
    bool is_first = true;

    for (size_t i = 0; i < table->table->part_count; i++)
    {
        TableChange *part = steps_part(builder, table, i);
        const char *name = in_place->part_names[i];
        Step *step;

        if (name)
        {
            step =
                leaf_index(builder, table, part, name,
                           ddl_index_on(builder->mem, in_place->index_statement, part->name, name, true, builder->err),
                           in_place->kind == IN_PLACE_CREATE_INDEX ? steps_index_settings(builder) : NULL);
            step->violations =
                is_first && in_place->violation ? steps_violations(builder, table, in_place->violation) : NULL;
            is_first = false;
        }
    }
}

char *
steps_tree_key(StepBuilder *builder, const TableChange *table, const InPlace *in_place)
{
    bool is_index = in_place->kind == IN_PLACE_CREATE_INDEX;
    const char *model = NULL;
    char *statements = NULL;

    for (size_t i = 0; i < table->table->part_count; i++)
    {
        TableChange *part = steps_part(builder, table, i);
        const char *name = in_place->part_names[i];
        const char *quoted = name ? quote_name(builder->mem, name) : NULL;

        if (name && !is_index)
        {
            steps_statement(
                builder, &statements, "%s",
                if_partition(builder, table, part,
                             mem_printf(builder->mem, "ALTER TABLE %s ADD CONSTRAINT %s %s USING INDEX %s%s",
                                        steps_table(builder, part), quoted,
                                        in_place->kind == IN_PLACE_ADD_UNIQUE ? "UNIQUE" : "PRIMARY KEY", quoted,
                                        in_place->statement->key.timing)));
        }
        model = name && !model ? index_name(builder, part->name.schema, name) : model;
    }
    guard(builder, table, model, !is_index, &statements);
    steps_statement(builder, &statements, "%s",
                    is_index ? ddl_index_on(builder->mem, in_place->index_statement, table->name,
                                            in_place->statement->index_name, false, builder->err)
                             : ddl_constraint_on(builder->mem, in_place->statement->sql, table->name,
                                                 in_place->constraint_name, false, builder->err));
    return statements;
}

void
steps_add_index(StepBuilder *builder, const TableChange *table, const InPlace *in_place)
{
    const char *name = in_place->statement->index_name;
    TemplateVariable variables[] = {
        {"search_path", TEMPLATE_SQL, steps_search_path(builder)},
        {"statements", TEMPLATE_SQL, NULL},
    };

    if (!resolve_is_tree(table))
    {
        steps_create_index(builder, table, name, in_place->index_statement, steps_index_settings(builder));
        return;
    }
    steps_tree_leaf_indexes(builder, table, in_place);
    variables[1].value = steps_tree_key(builder, table, in_place);
    steps_transaction(builder, table, LOCK_SHARE, "index", steps_render(builder, "steps/tree_index", variables, 2),
                      "make index %s of %s from those of its partitions", name, steps_table(builder, table));
}

/* ---- Pieces ---- */

static Step *
leaf_index(StepBuilder *builder, const TableChange *table, const TableChange *part, const char *name,
           const char *statement, const char *settings)
{
    const TemplateVariable variables[] = {
        {"schema", TEMPLATE_LITERAL, part->name.schema},
        {"index", TEMPLATE_LITERAL, name},
        {"partition", TEMPLATE_LITERAL, steps_table(builder, part)},
        {"table", TEMPLATE_LITERAL, steps_table(builder, table)},
    };
    Step *step = steps_create_index(builder, part, name, statement, settings);

    step->probe = steps_render(builder, "steps/tree_index_probe", variables, 4);
    return step;
}

static const char *
index_name(StepBuilder *builder, const char *schema, const char *name)
{
    return quote_qualified_name(builder->mem, (QualifiedName){.schema = schema, .name = name});
}

/* MODEL is an index of a partition, as all of them must have one; NULL: the tree has no partition. */
static void
guard(StepBuilder *builder, const TableChange *table, const char *model, bool backs, char **statements)
{
    const TemplateVariable body[] = {
        {"table", TEMPLATE_LITERAL, steps_table(builder, table)},
        {"model", TEMPLATE_LITERAL, model ? model : ""},
        {"backs", TEMPLATE_SQL, backs ? "true" : "false"},
        {"hint", TEMPLATE_LITERAL, BUILD_HINT},
    };
    const TemplateVariable outer = {"body", TEMPLATE_LITERAL,
                                    steps_render(builder, "steps/tree_index_guard_body", body, 4)};

    if (model)
    {
        steps_statement(builder, statements, "%s", steps_render(builder, "steps/tree_index_guard", &outer, 1));
    }
}

/* ---- The ends ---- */

void
steps_drop_tree_index(StepBuilder *builder, const TableChange *table, const char *index, const char *const *part_names,
                      const char *title)
{
    char *indexes = mem_strdup(builder->mem, index_name(builder, table->name.schema, index));
    TemplateVariable variable = {"indexes", TEMPLATE_SQL, NULL};

    for (size_t i = 0; part_names && i < table->table->part_count; i++)
    {
        if (part_names[i])
        {
            mem_append(&indexes, ";\nDROP INDEX IF EXISTS %s",
                       index_name(builder, table->table->parts[i]->schema, part_names[i]));
        }
    }
    variable.value = indexes;
    steps_transaction(builder, table, LOCK_ACCESS_EXCLUSIVE, "drop_index",
                      steps_render(builder, "steps/drop_tree_index", &variable, 1), "%s", title);
}

/* What an interrupted build has left on the partitions: dropping the root's drops the rest. */
void
steps_tree_undo(StepBuilder *builder, const TableChange *table, char **statements)
{
    for (size_t i = 0; resolve_is_tree(table) && i < table->table->part_count; i++)
    {
        const CatalogTable *part = table->table->parts[i];

        for (size_t j = 0; j < part->index_count; j++)
        {
            if (part->kind == 'r' && steps_is_carried(builder, table, part->indexes[j].columns))
            {
                steps_statement(builder, statements, "DROP INDEX IF EXISTS %s",
                                index_name(builder, part->indexes[j].schema,
                                           steps_twin_name(builder, table, part->indexes[j].name)));
            }
        }
    }
    steps_tree_undo_keys(builder, table, statements);
}

/* What stands on partitions takes its names as well; the root's names are not theirs. */
void
steps_tree_take_names(StepBuilder *builder, const TableChange *table, char **statements)
{
    for (size_t i = 0; resolve_is_tree(table) && i < table->table->part_count; i++)
    {
        TableChange *part = steps_part(builder, table, i);

        for (size_t j = 0; j < part->table->index_count; j++)
        {
            const CatalogIndex *index = &part->table->indexes[j];

            if (!index->is_valid || !steps_is_carried(builder, table, index->columns))
            {
                continue;
            }
            steps_statement(builder, statements, "ALTER INDEX IF EXISTS %s RENAME TO %s",
                            index_name(builder, index->schema, steps_twin_name(builder, table, index->name)),
                            quote_name(builder->mem, index->name));
            if (index->comment)
            {
                steps_statement(builder, statements, "%s",
                                if_partition(builder, table, part,
                                             mem_printf(builder->mem, "COMMENT ON INDEX %s IS %s",
                                                        index_name(builder, index->schema, index->name),
                                                        quote_literal(builder->mem, index->comment))));
            }
        }
    }
    steps_tree_key_names(builder, table, statements);
}
