/* SPDX-License-Identifier: PostgreSQL */
/*
 * Twins of indexes on the successors of their columns, with every property: what pg_get_indexdef() tells, and tablespace,
 * statistics targets, comment, the mark of CLUSTER and the replica identity, which it does not.
 *
 * A twin is built after the backfill, and usable (also for ON CONFLICT) before V+1 may start. The marks move with the purge
 * (steps_names.c): until then the old index is there, kept in step, and its columns stay NOT NULL, so that updates can be
 * published.
 */
#include "change/steps.h"

#include "base/mem.h"
#include "steps_internal.h"

static bool
has_twin(StepBuilder *builder, const TableChange *table, const CatalogIndex *index)
{
    return index->is_valid && steps_is_carried(builder, table, index->columns);
}

static const char *
twin_statement(StepBuilder *builder, const TableChange *table, const CatalogIndex *index, const char *twin)
{
    Successors successors = steps_successors(builder, table);
    char *statement = ddl_index_rename(builder->mem, index->definition, twin, true, successors.renames,
                                       successors.count, builder->err);

    return statement && index->tablespace
               ? ddl_index_in_tablespace(builder->mem, statement, index->tablespace, builder->err)
               : statement;
}

void
steps_build_twins(StepBuilder *builder, const TableChange *table)
{
    char *targets = NULL;
    TemplateVariable variable = {"statements", TEMPLATE_SQL, NULL};

    for (size_t i = 0; i < table->table->index_count; i++)
    {
        const CatalogIndex *index = &table->table->indexes[i];
        const char *twin = steps_twin_name(builder, table, index->name);

        if (!has_twin(builder, table, index))
        {
            continue;
        }
        if (resolve_is_tree(table))
        {
            steps_tree_twin(builder, table, index);
            continue;
        }
        steps_create_index(builder, table, twin, twin_statement(builder, table, index, twin), NULL);
        for (size_t j = 0; index->statistics && index->statistics[j]; j += 2)
        {
            steps_statement(builder, &targets, "ALTER INDEX %s ALTER COLUMN %s SET STATISTICS %s",
                            quote_qualified_name(builder->mem, (QualifiedName){table->name.schema, twin}),
                            index->statistics[j], index->statistics[j + 1]);
        }
    }
    if (targets)
    {
        variable.value = targets;
        steps_transaction(builder, table, LOCK_NONE, "index_statistics",
                          steps_render(builder, "steps/index_statistics", &variable, 1),
                          "set statistics targets of new indexes of %s", steps_table(builder, table));
    }
}
