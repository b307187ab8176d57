/* SPDX-License-Identifier: PostgreSQL */
/*
 * Contract and purge: what V's writes could have violated (after the drain), the seal, and after the hold the end.
 *
 * Tighten may fail on data and then nothing is lost; the seal is catalog changes only; the purge drops shim and column in
 * one transaction (never a column that is writable without its shim).
 */
#include "change/steps.h"

#include <string.h>

#include "base/mem.h"
#include "steps_internal.h"

static void tighten(StepBuilder *builder, const TableChange *table);
static void seal(StepBuilder *builder);
static void purge(StepBuilder *builder, const TableChange *table);
static void drop_indexes(StepBuilder *builder, const TableChange *table);
static char *purge_statements(StepBuilder *builder, const TableChange *table);

void
steps_build_contract(StepBuilder *builder)
{
    const Resolution *resolution = builder->resolution;

    builder->phase = PHASE_TIGHTEN;
    for (size_t i = 0; i < resolution->table_count; i++)
    {
        tighten(builder, &resolution->tables[i]);
        steps_verify(builder, &resolution->tables[i], false);
    }
    builder->phase = PHASE_SEAL;
    seal(builder);
    builder->phase = PHASE_PURGE;
    for (size_t i = 0; i < resolution->table_count; i++)
    {
        steps_verify(builder, &resolution->tables[i], true);
    }
    steps_purge_foreign_twins(builder);
    for (size_t i = 0; i < resolution->table_count; i++)
    {
        purge(builder, &resolution->tables[i]);
        drop_indexes(builder, &resolution->tables[i]);
        steps_use_indexes(builder, &resolution->tables[i]);
        steps_late_attributes(builder, &resolution->tables[i]);
    }
}

/* Constraints that wait for contract: NOT VALID, then VALIDATE; unique indexes. */
static void
tighten(StepBuilder *builder, const TableChange *table)
{
    char *actions = NULL;

    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];

        if (in_place->waits_for_contract && in_place->kind == IN_PLACE_SET_NOT_NULL)
        {
            steps_action(builder, &actions, "ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID",
                         quote_name(builder->mem, steps_not_null_name(builder, table, in_place->column)),
                         quote_name(builder->mem, in_place->column));
        }
        else if (in_place->waits_for_contract && in_place->kind == IN_PLACE_ADD_CHECK)
        {
            steps_action(builder, &actions, "ADD CONSTRAINT %s CHECK (%s)%s NOT VALID",
                         quote_name(builder->mem, in_place->constraint_name), in_place->check,
                         in_place->statement->no_inherit ? " NO INHERIT" : "");
        }
    }
    if (actions)
    {
        steps_not_valid(builder, table,
                        mem_printf(builder->mem, "ALTER TABLE %s %s", steps_table(builder, table), actions));
    }
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];

        if (!in_place->waits_for_contract)
        {
            continue;
        }
        if (in_place->kind == IN_PLACE_SET_NOT_NULL)
        {
            steps_validate(builder, table, steps_not_null_name(builder, table, in_place->column), in_place->violation);
        }
        else if (in_place->kind == IN_PLACE_ADD_CHECK && !in_place->statement->not_valid)
        {
            steps_validate(builder, table, in_place->constraint_name, in_place->violation);
        }
        else if (in_place->kind == IN_PLACE_CREATE_INDEX)
        {
            steps_add_index(builder, table, in_place);
        }
    }
    steps_add_keys(builder, table, true);
}

/* ---- Seal ---- */

static void
seal_table(StepBuilder *builder, const TableChange *table, char **statements)
{
    const ShimSql *shim = steps_shim(builder, table);
    const char *name = steps_table(builder, table);
    char *actions = NULL;

    steps_unwatch(builder, table, statements);
    if (shim && shim->markers_off)
    {
        steps_action(builder, &actions, "%s", shim->markers_off);
    }
    steps_counting_defaults(builder, table, false, &actions);
    steps_timing_actions(builder, table, true, false, &actions);
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];

        if (in_place->kind == IN_PLACE_SET_NOT_NULL)
        {
            steps_action(builder, &actions, "ALTER COLUMN %s SET NOT NULL", quote_name(builder->mem, in_place->column));
        }
        else if (in_place->kind == IN_PLACE_DROP_DEFAULT)
        {
            steps_action(builder, &actions, "ALTER COLUMN %s DROP DEFAULT", quote_name(builder->mem, in_place->column));
        }
    }
    if (actions)
    {
        steps_statement(builder, statements, "ALTER TABLE %s %s", name, actions);
    }
    steps_move_sequences(builder, table, false, statements);
    steps_rename_constraints(builder, table, false, statements);
    for (size_t i = 0; i < table->link_count; i++)
    {
        for (size_t j = 0; j < table->links[i]->old_count; j++)
        {
            steps_statement(builder, statements, "ALTER TABLE %s RENAME COLUMN %s TO %s", name,
                            quote_name(builder->mem, table->links[i]->old_columns[j].name),
                            quote_name(builder->mem, table->links[i]->old_columns[j].held_name));
        }
    }
    for (size_t i = 0; i < table->dropped_count; i++)
    {
        steps_statement(builder, statements, "ALTER TABLE %s RENAME COLUMN %s TO %s", name,
                        quote_name(builder->mem, table->dropped[i].name),
                        quote_name(builder->mem, table->dropped[i].held_name));
    }
    if (shim)
    {
        steps_statement(builder, statements, "%s", shim->hold);
    }
}

static void
seal(StepBuilder *builder)
{
    const Resolution *resolution = builder->resolution;
    char *statements = NULL;
    StepLocks locks = {0};
    TemplateVariable variable = {"statements", TEMPLATE_SQL, NULL};

    steps_carry_begin(builder, true, &statements);
    for (size_t i = 0; i < resolution->table_count; i++)
    {
        const char *path = steps_local_path(builder, &resolution->tables[i]);

        if (*path)
        {
            steps_statement(builder, &statements, "%.*s", (int) (strlen(path) - 2), path);
        }
        steps_note_table(builder, &locks, &resolution->tables[i]);
        seal_table(builder, &resolution->tables[i], &statements);
    }
    steps_carry_over(builder, &statements);
    if (statements)
    {
        variable.value = steps_lock_together(builder, &locks, "ACCESS EXCLUSIVE", statements);
        steps_ask_changed(
            builder, steps_transaction(builder, resolution->table_count == 1 ? &resolution->tables[0] : NULL,
                                       LOCK_ACCESS_EXCLUSIVE, "seal", steps_render(builder, "steps/seal", &variable, 1),
                                       "put the old shape out of sight; it is kept in step under held names"));
    }
}

/* ---- Purge ---- */

static void
purge(StepBuilder *builder, const TableChange *table)
{
    char *statements = purge_statements(builder, table);
    TemplateVariable variable = {"statements", TEMPLATE_SQL, statements};

    if (statements)
    {
        steps_transaction(builder, table, LOCK_ACCESS_EXCLUSIVE, "purge",
                          steps_render(builder, "steps/purge", &variable, 1),
                          "drop the shim and the held columns of %s", steps_table(builder, table));
    }
}

/* Constraints first: a primary key that another one replaces would fall with its column. */
static void
drop_held(StepBuilder *builder, const TableChange *table, char **actions)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        if (table->in_place[i].kind == IN_PLACE_SET_NOT_NULL)
        {
            steps_action(builder, actions, "DROP CONSTRAINT %s",
                         quote_name(builder->mem, steps_not_null_name(builder, table, table->in_place[i].column)));
        }
        else if (table->in_place[i].kind == IN_PLACE_DROP_CONSTRAINT && table->in_place[i].waits_for_contract)
        {
            steps_action(builder, actions, "DROP CONSTRAINT %s",
                         quote_name(builder->mem, table->in_place[i].constraint_name));
        }
    }
    for (size_t i = 0; i < table->link_count; i++)
    {
        for (size_t j = 0; j < table->links[i]->old_count; j++)
        {
            steps_action(builder, actions, "DROP COLUMN %s",
                         quote_name(builder->mem, table->links[i]->old_columns[j].held_name));
        }
    }
    for (size_t i = 0; i < table->dropped_count; i++)
    {
        steps_action(builder, actions, "DROP COLUMN %s", quote_name(builder->mem, table->dropped[i].held_name));
    }
}

static char *
purge_statements(StepBuilder *builder, const TableChange *table)
{
    const ShimSql *shim = steps_shim(builder, table);
    char *statements = NULL;
    char *actions = NULL;

    if (shim)
    {
        steps_statement(builder, &statements, "%.*s", (int) (strlen(shim->remove) - 1), shim->remove);
    }
    drop_held(builder, table, &actions);
    if (actions)
    {
        steps_statement(builder, &statements, "ALTER TABLE %s %s", steps_table(builder, table), actions);
    }
    steps_take_names(builder, table, &statements);
    steps_tree_take_names(builder, table, &statements);
    steps_carry_names(builder, table, &statements);
    return statements;
}

static void
drop_indexes(StepBuilder *builder, const TableChange *table)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const char *index = table->in_place[i].statement->relation.name;

        if (table->in_place[i].kind == IN_PLACE_DROP_INDEX && resolve_is_tree(table))
        {
            steps_drop_tree_index(builder, table, index, NULL, mem_printf(builder->mem, "drop index %s", index));
        }
        else if (table->in_place[i].kind == IN_PLACE_DROP_INDEX)
        {
            steps_drop_index(builder, table, index, mem_printf(builder->mem, "drop index %s", index));
        }
    }
}
