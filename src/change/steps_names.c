/* SPDX-License-Identifier: PostgreSQL */
/*
 * What was built beside an old object takes its place, its name, its comment and its marks once that is gone.
 *
 * A primary key falls with its held column in the statement before; the unique index of its successor becomes the key
 * without a scan, since its columns are NOT NULL, and gets the key's name. Foreign keys that rest on the index go on
 * resting on it (measured on 12 to 18). ALTER COLUMN TYPE and RENAME keep the marks of CLUSTER and REPLICA IDENTITY, so they
 * are set again.
 */
#include "change/steps.h"

#include <string.h>

#include "base/mem.h"
#include "steps_internal.h"

static void name_constraint(StepBuilder *builder, const TableChange *table, const CatalogConstraint *constraint,
                            char **statements);
static void mark_index(StepBuilder *builder, const TableChange *table, const CatalogIndex *index, char **statements);

void
steps_take_names(StepBuilder *builder, const TableChange *table, char **statements)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        char *action = NULL;

        if (resolve_is_primary(&table->in_place[i]) && table->in_place[i].existing)
        {
            steps_add_using_index(builder, table, &table->in_place[i], &action);
            steps_statement(builder, statements, "ALTER TABLE %s %s", steps_table(builder, table), action);
        }
    }
    for (size_t i = 0; i < table->table->constraint_count; i++)
    {
        const CatalogConstraint *constraint = &table->table->constraints[i];

        if (strchr("cup", constraint->type) && steps_has_twin(builder, table, constraint))
        {
            name_constraint(builder, table, constraint, statements);
        }
    }
    for (size_t i = 0; i < builder->resolution->foreign_twin_count; i++)
    {
        const ForeignTwin *twin = &builder->resolution->foreign_twins[i];

        if (twin->table == table && !twin->crosses)
        {
            steps_name_foreign_twin(builder, twin, statements);
        }
    }
    for (size_t i = 0; i < table->table->index_count; i++)
    {
        const CatalogIndex *index = &table->table->indexes[i];

        if (index->is_valid && steps_is_carried(builder, table, index->columns))
        {
            mark_index(builder, table, index, statements);
        }
    }
}

static void
name_constraint(StepBuilder *builder, const TableChange *table, const CatalogConstraint *constraint, char **statements)
{
    const char *name = steps_table(builder, table);
    const char *original = quote_name(builder->mem, constraint->name);
    const char *twin = quote_name(builder->mem, steps_twin_name(builder, table, constraint->name));

    if (constraint->type == 'p')
    {
        steps_statement(builder, statements, "ALTER TABLE %s ADD CONSTRAINT %s PRIMARY KEY USING INDEX %s", name,
                        original, twin);
    }
    else
    {
        steps_statement(builder, statements, "ALTER TABLE %s RENAME CONSTRAINT %s TO %s", name, twin, original);
    }
    if (constraint->comment)
    {
        steps_statement(builder, statements, "COMMENT ON CONSTRAINT %s ON %s IS %s", original, name,
                        quote_literal(builder->mem, constraint->comment));
    }
}

static void
mark_index(StepBuilder *builder, const TableChange *table, const CatalogIndex *index, char **statements)
{
    const char *name = steps_table(builder, table);
    const char *schema = table->name.schema;
    const char *original = quote_name(builder->mem, index->name);

    if (!index->constraint)
    {
        QualifiedName twin = {schema, steps_twin_name(builder, table, index->name)};

        steps_statement(builder, statements, "ALTER INDEX %s RENAME TO %s", quote_qualified_name(builder->mem, twin),
                        original);
    }
    if (index->comment)
    {
        steps_statement(builder, statements, "COMMENT ON INDEX %s IS %s",
                        quote_qualified_name(builder->mem, (QualifiedName){schema, index->name}),
                        quote_literal(builder->mem, index->comment));
    }
    if (index->is_clustered)
    {
        steps_statement(builder, statements, "ALTER TABLE %s CLUSTER ON %s", name, original);
    }
    if (index->is_replica_identity)
    {
        steps_statement(builder, statements, "ALTER TABLE %s REPLICA IDENTITY USING INDEX %s", name, original);
    }
}
