/* SPDX-License-Identifier: PostgreSQL */
/*
 * Indexes: the steps that build and drop one, and twins of indexes on the successors of their columns, with every property: what
 * pg_get_indexdef() tells, and tablespace, statistics targets, comment, the mark of CLUSTER and the replica identity, which it does not.
 *
 * A twin is built after the backfill, and usable (also for ON CONFLICT) before V+1 may start. The marks move with the purge
 * (steps_names.c): until then the old index is there, kept in step, and its columns stay NOT NULL, so that updates can be
 * published.
 */
#include "change/steps.h"

#include <string.h>

#include "base/mem.h"
#include "steps_internal.h"

Step *
steps_create_index(StepBuilder *builder, const TableChange *table, const char *index, const char *statement,
                   const char *settings)
{
    const TemplateVariable variables[] = {
        {"schema", TEMPLATE_LITERAL, table->name.schema},
        {"index", TEMPLATE_LITERAL, index},
        {"table", TEMPLATE_LITERAL, steps_table(builder, table)},
    };
    const TemplateVariable drop = {
        "index", TEMPLATE_SQL,
        quote_qualified_name(builder->mem, (QualifiedName){.schema = table->name.schema, .name = index})};
    Step *step = steps_push(builder, STEP_CONCURRENT, table, "index", "build index %s on %s", index,
                            steps_table(builder, table));

    step->lock = LOCK_SHARE_UPDATE_EXCLUSIVE;
    step->scans = true;
    step->sql = statement;
    step->settings = settings;
    step->probe = steps_render(builder, "steps/index_probe", variables, 3);
    step->leftover = steps_render(builder, "steps/index_leftover", variables, 3);
    step->cleanup = steps_render(builder, "steps/drop_index", &drop, 1);
    return step;
}

/* The step that builds what DROP drops; "" where no step of the plan does. */
static const char *
maker_of(const StepBuilder *builder, const char *drop)
{
    for (size_t i = 0; i < builder->list->count; i++)
    {
        const Step *step = &builder->list->steps[i];

        if (step->cleanup && strcmp(step->cleanup, drop) == 0)
        {
            return step->id;
        }
    }
    return "";
}

void
steps_drop_index(StepBuilder *builder, const TableChange *table, const char *index, const char *title)
{
    QualifiedName name = {.schema = table->name.schema, .name = index};
    const TemplateVariable drop = {"index", TEMPLATE_SQL, quote_qualified_name(builder->mem, name)};
    const char *sql = steps_render(builder, "steps/drop_index", &drop, 1);
    const TemplateVariable probe[] = {
        {"schema", TEMPLATE_LITERAL, name.schema},
        {"index", TEMPLATE_LITERAL, name.name},
        {"table", TEMPLATE_LITERAL, steps_table(builder, table)},
        {"plan", TEMPLATE_LITERAL, builder->resolution->plan->version},
        {"maker", TEMPLATE_LITERAL, maker_of(builder, sql)},
    };
    Step *step = steps_push(builder, STEP_CONCURRENT, table, "drop_index", "%s", title);

    step->lock = LOCK_SHARE_UPDATE_EXCLUSIVE;
    step->sql = sql;
    step->probe = steps_render(builder, "steps/index_gone_probe", probe, 5);
}

char *
steps_index_settings(StepBuilder *builder)
{
    return mem_printf(builder->mem, "SET search_path = %s;", steps_search_path(builder));
}

/* ---- Twins ---- */

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
