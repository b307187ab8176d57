/* SPDX-License-Identifier: PostgreSQL */
/*
 * Partition trees: foreign keys.
 *
 * Before 18 a foreign key of a partitioned table cannot be NOT VALID (42809): each partition gets its own, validated while
 * everybody works, and the table's own then takes those, without a scan (measured on 13 to 17). From 18 on the table's is
 * added NOT VALID and validated as any other.
 */
#include "change/steps.h"

#include <string.h>

#include "base/mem.h"
#include "steps_internal.h"

#define NOT_VALID_ON_TREES 180000

#define ADD_HINT                                                                                                       \
    "Add it to each of them under this name (ADD CONSTRAINT … NOT VALID, then VALIDATE CONSTRAINT), then give the "  \
    "same command again."

static const char *part_step(StepBuilder *builder, const TableChange *table, const TableChange *part, const char *name,
                             const char *statement);
static void whole_key(StepBuilder *builder, const TableChange *table, const char *name, const char *statement);
static const CatalogConstraint *const *keys_of(StepBuilder *builder, const TableChange *table,
                                               const CatalogConstraint *constraint);

bool
steps_tree_has_own_keys(StepBuilder *builder, const TableChange *table)
{
    return resolve_is_tree(table) && builder->resolution->catalog->server_version < NOT_VALID_ON_TREES;
}

void
steps_tree_foreign_key(StepBuilder *builder, const TableChange *table, const char *name, const char *statement,
                       const TreeKey *key)
{
    const char *quoted = quote_name(builder->mem, name);

    for (size_t i = 0; i < table->table->part_count; i++)
    {
        TableChange *part = steps_part(builder, table, i);
        char *text;

        if (part->table->kind == 'r')
        {
            text = ddl_constraint_on(builder->mem, statement, part->name, NULL, true, builder->err);
            Step *step = steps_transaction(builder, part, LOCK_SHARE_ROW_EXCLUSIVE, "foreign_key",
                                           part_step(builder, table, part, "steps/tree_foreign_key", text ? text : ""),
                                           "add foreign key %s to partition %s, not yet validated", name,
                                           steps_table(builder, part));

            step->rehearsed = key->rehearsed;
            step->rehearsal = key->rehearsal;
        }
    }
    for (size_t i = 0; i < table->table->part_count; i++)
    {
        TableChange *part = steps_part(builder, table, i);

        if (part->table->kind == 'r')
        {
            Step *step = steps_transaction(builder, part, LOCK_SHARE_UPDATE_EXCLUSIVE, "validate",
                                           part_step(builder, table, part, "steps/tree_validate",
                                                     mem_printf(builder->mem, "ALTER TABLE %s VALIDATE CONSTRAINT %s",
                                                                steps_table(builder, part), quoted)),
                                           "validate %s of partition %s", name, steps_table(builder, part));

            step->scans = true;
            step->violations = i == 0 && key->violation ? steps_violations(builder, table, key->violation) : NULL;
        }
    }
    whole_key(builder, table, name, statement);
}

static const char *
part_step(StepBuilder *builder, const TableChange *table, const TableChange *part, const char *name,
          const char *statement)
{
    const TemplateVariable outer = {"body", TEMPLATE_LITERAL, steps_if_partition(builder, table, part, statement)};

    return steps_render(builder, name, &outer, 1);
}

static void
whole_key(StepBuilder *builder, const TableChange *table, const char *name, const char *statement)
{
    const char *model = NULL;
    char *statements = NULL;
    char *text = ddl_constraint_on(builder->mem, statement, table->name, NULL, false, builder->err);
    TemplateVariable body[] = {
        {"table", TEMPLATE_LITERAL, steps_table(builder, table)},
        {"partition", TEMPLATE_LITERAL, NULL},
        {"model", TEMPLATE_LITERAL, name},
        {"hint", TEMPLATE_LITERAL, ADD_HINT},
    };
    TemplateVariable outer = {"body", TEMPLATE_LITERAL, NULL};

    for (size_t i = 0; i < table->table->part_count && !model; i++)
    {
        const CatalogTable *part = table->table->parts[i];

        model =
            part->kind == 'r' ? quote_qualified_name(builder->mem, (QualifiedName){part->schema, part->name}) : NULL;
    }
    body[1].value = model;
    if (model)
    {
        outer.value = steps_render(builder, "steps/tree_key_guard_body", body, 4);
        steps_statement(builder, &statements, "%s", steps_render(builder, "steps/tree_index_guard", &outer, 1));
    }
    steps_statement(builder, &statements, "%s", text ? text : "");
    steps_transaction(builder, table, LOCK_SHARE_ROW_EXCLUSIVE, "foreign_key", statements,
                      "make foreign key %s of %s from those of its partitions", name, steps_table(builder, table));
}

/* ---- The ends ---- */

static void
drop_key(StepBuilder *builder, const TableChange *table, const char *name, char **statements)
{
    for (size_t i = 0; i < table->table->part_count; i++)
    {
        TableChange *part = steps_part(builder, table, i);
        char *drop = mem_printf(builder->mem, "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s", steps_table(builder, part),
                                quote_name(builder->mem, name));
        const TemplateVariable outer = {"body", TEMPLATE_LITERAL, steps_if_partition(builder, table, part, drop)};

        if (part->table->kind == 'r')
        {
            steps_statement(builder, statements, "%s", steps_render(builder, "steps/if_partition", &outer, 1));
        }
    }
}

void
steps_tree_undo_keys(StepBuilder *builder, const TableChange *table, char **statements)
{
    for (size_t i = 0; steps_tree_has_own_keys(builder, table) && i < table->table->constraint_count; i++)
    {
        const CatalogConstraint *constraint = &table->table->constraints[i];

        if (constraint->type == 'f' && steps_is_carried(builder, table, constraint->columns))
        {
            drop_key(builder, table, steps_twin_name(builder, table, constraint->name), statements);
        }
    }
}

void
steps_tree_drop_added(StepBuilder *builder, const TableChange *table, bool waited, char **statements)
{
    for (size_t i = 0; steps_tree_has_own_keys(builder, table) && i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];

        if (in_place->kind == IN_PLACE_ADD_FOREIGN_KEY && in_place->waits_for_contract == waited)
        {
            drop_key(builder, table, in_place->constraint_name, statements);
        }
    }
}

/* For each part the foreign key that belongs to CONSTRAINT of the root, through all levels; NULL where there is none. */
static const CatalogConstraint *const *
keys_of(StepBuilder *builder, const TableChange *table, const CatalogConstraint *constraint)
{
    size_t count = table->table->part_count;
    const CatalogConstraint **found = mem_array(builder->mem, const CatalogConstraint *, count + 1);

    for (size_t i = 0; i < count; i++)
    {
        const CatalogTable *part = table->table->parts[i];

        for (size_t j = 0; j < part->constraint_count; j++)
        {
            bool is_below = part->constraints[j].parent == constraint->oid;

            for (size_t k = 0; k < i && !is_below; k++)
            {
                is_below = found[k] && part->constraints[j].parent == found[k]->oid;
            }
            found[i] = is_below ? &part->constraints[j] : found[i];
        }
    }
    return found;
}

/* A foreign key of the root has its own name in every part; renaming the root's renames no other. */
void
steps_tree_key_names(StepBuilder *builder, const TableChange *table, char **statements)
{
    for (size_t i = 0; i < table->table->constraint_count; i++)
    {
        const CatalogConstraint *constraint = &table->table->constraints[i];
        const CatalogConstraint *const *keys = keys_of(builder, table, constraint);
        const char *twin = steps_twin_name(builder, table, constraint->name);

        for (size_t j = 0; j < table->table->part_count; j++)
        {
            TableChange *part = steps_part(builder, table, j);
            const TemplateVariable body[] = {
                {"table", TEMPLATE_SQL, steps_table(builder, part)},
                {"name", TEMPLATE_LITERAL, steps_table(builder, part)},
                {"old", TEMPLATE_LITERAL, twin},
                {"from", TEMPLATE_IDENTIFIER, twin},
                {"to", TEMPLATE_IDENTIFIER, keys[j] ? keys[j]->name : twin},
            };
            TemplateVariable outer = {"body", TEMPLATE_LITERAL, NULL};

            if (keys[j] && constraint->type == 'f' && steps_is_carried(builder, table, constraint->columns))
            {
                outer.value = steps_render(builder, "steps/rename_constraint_body", body, 5);
                steps_statement(builder, statements, "%s", steps_render(builder, "steps/if_partition", &outer, 1));
            }
        }
    }
}
