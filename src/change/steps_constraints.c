/* SPDX-License-Identifier: PostgreSQL */
/*
 * Constraints of expand: added NOT VALID (a moment's lock), validated while everybody works, then turned into what they are
 * to be: NOT NULL by the CHECK that proves it, UNIQUE by the index that was built concurrently.
 */
#include "change/steps.h"

#include <string.h>

#include "base/mem.h"
#include "steps_internal.h"

static void
not_null_check(StepBuilder *builder, const TableChange *table, const char *column, char **text)
{
    steps_action(builder, text, "ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID",
                 quote_name(builder->mem, steps_not_null_name(builder, table, column)),
                 quote_name(builder->mem, column));
}

static void
not_null_validate(StepBuilder *builder, const TableChange *table, const char *column, char **text)
{
    (void) text;
    steps_validate(builder, table, steps_not_null_name(builder, table, column),
                   mem_printf(builder->mem, "t.%s IS NULL", quote_name(builder->mem, column)));
}

/* The equal of CONSTRAINT on the successors, not yet validated. */
const char *
steps_twin_constraint(StepBuilder *builder, const TableChange *table, const CatalogConstraint *constraint)
{
    Successors successors = steps_successors(builder, table);
    char *statement = ddl_constraint_rename(builder->mem, table->name, constraint->definition,
                                            steps_twin_name(builder, table, constraint->name), true, successors.renames,
                                            successors.count, builder->err);

    return statement ? statement : "";
}

void
steps_add_constraints(StepBuilder *builder, const TableChange *table)
{
    const char *name = steps_table(builder, table);
    char *actions = NULL;
    char *statements = NULL;

    steps_each_not_null(builder, table, false, not_null_check, &actions);
    steps_each_not_null(builder, table, true, not_null_check, &actions);
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];

        if (in_place->kind == IN_PLACE_ADD_CHECK && !in_place->waits_for_contract)
        {
            steps_action(builder, &actions, "ADD CONSTRAINT %s CHECK (%s)%s NOT VALID",
                         quote_name(builder->mem, in_place->constraint_name), in_place->check,
                         in_place->statement->no_inherit ? " NO INHERIT" : "");
        }
    }
    if (actions)
    {
        steps_statement(builder, &statements, "ALTER TABLE %s %s", name, actions);
    }
    for (size_t i = 0; i < table->table->constraint_count; i++)
    {
        const CatalogConstraint *constraint = &table->table->constraints[i];

        if (constraint->type == 'c' && steps_has_twin(builder, table, constraint))
        {
            steps_statement(builder, &statements, "%s", steps_twin_constraint(builder, table, constraint));
        }
    }
    if (statements)
    {
        steps_not_valid(builder, table, statements);
    }
    steps_add_foreign_twins(builder, table);
}

static void
set_not_null(StepBuilder *builder, const TableChange *table, const char *column, char **text)
{
    (void) table;
    steps_action(builder, text, "ALTER COLUMN %s SET NOT NULL", quote_name(builder->mem, column));
}

static void
drop_check(StepBuilder *builder, const TableChange *table, const char *column, char **text)
{
    steps_action(builder, text, "DROP CONSTRAINT %s",
                 quote_name(builder->mem, steps_not_null_name(builder, table, column)));
}

void
steps_finish_constraints(StepBuilder *builder, const TableChange *table)
{
    const char *name = steps_table(builder, table);
    char *actions = NULL;
    char *drops = NULL;

    steps_each_not_null(builder, table, false, not_null_validate, NULL);
    steps_each_not_null(builder, table, true, not_null_validate, NULL);
    for (size_t i = 0; i < table->table->constraint_count; i++)
    {
        const CatalogConstraint *constraint = &table->table->constraints[i];
        bool is_carried = steps_has_twin(builder, table, constraint);
        const char *twin = steps_twin_name(builder, table, constraint->name);

        if (is_carried && constraint->is_valid && constraint->type == 'c')
        {
            steps_validate(builder, table, twin, NULL);
        }
        if (is_carried && constraint->type == 'u' && !resolve_is_tree(table))
        {
            const char *deferrable = strstr(constraint->definition, " DEFERRABLE");

            steps_action(builder, &actions, "ADD CONSTRAINT %s UNIQUE USING INDEX %s%s", quote_name(builder->mem, twin),
                         quote_name(builder->mem, twin), deferrable ? deferrable : "");
        }
    }
    steps_validate_foreign_twins(builder, table);
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];

        if (in_place->kind == IN_PLACE_ADD_CHECK && !in_place->waits_for_contract && !in_place->statement->not_valid)
        {
            steps_validate(builder, table, in_place->constraint_name, in_place->violation);
        }
    }
    steps_each_not_null(builder, table, false, set_not_null, &actions);
    steps_each_not_null(builder, table, false, drop_check, &drops);
    if (actions)
    {
        const TemplateVariable variables[] = {
            {"table", TEMPLATE_SQL, name},
            {"actions", TEMPLATE_SQL, steps_alter_twice(builder, table, actions, drops)},
        };

        steps_transaction(builder, table, LOCK_ACCESS_EXCLUSIVE, "finish",
                          steps_render(builder, "steps/alter", variables, 2),
                          "turn what was validated into constraints of %s", name);
    }
}
