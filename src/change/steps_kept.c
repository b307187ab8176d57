/* SPDX-License-Identifier: PostgreSQL */
/*
 * Constraints that stay and change otherwise than by name (when a foreign key is checked, whether old rows were), and those
 * that no concurrent build can make: EXCLUDE, and an index that becomes a constraint.
 */
#include "change/steps.h"

#include "base/mem.h"
#include "steps_internal.h"

void
steps_timing_actions(StepBuilder *builder, const TableChange *table, bool waited, bool back, char **actions)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];

        if (in_place->kind == IN_PLACE_ALTER_CONSTRAINT && in_place->waits_for_contract == waited)
        {
            steps_action(builder, actions, "%s", back ? in_place->restore : in_place->apply);
        }
    }
}

void
steps_alter_kept(StepBuilder *builder, const TableChange *table)
{
    char *actions = NULL;
    TemplateVariable variables[] = {
        {"table", TEMPLATE_SQL, steps_table(builder, table)},
        {"actions", TEMPLATE_SQL, NULL},
    };

    steps_timing_actions(builder, table, false, false, &actions);
    if (actions)
    {
        variables[1].value = actions;
        steps_transaction(builder, table, LOCK_ACCESS_EXCLUSIVE, "timing",
                          steps_render(builder, "steps/alter", variables, 2),
                          "change when foreign keys of %s are checked", steps_table(builder, table));
    }
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];

        if (in_place->kind == IN_PLACE_VALIDATE_CONSTRAINT)
        {
            steps_validate(builder, table, in_place->constraint_name, in_place->violation)->must_hold = true;
        }
    }
}

/* ---- EXCLUDE ---- */

static char *
rows_copy(StepBuilder *builder, const TableChange *table, const InPlace *in_place)
{
    char *columns = mem_strdup(builder->mem, "");
    TemplateVariable variables[] = {
        {"columns", TEMPLATE_SQL, NULL},
        {"table", TEMPLATE_SQL, steps_table(builder, table)},
        {"index", TEMPLATE_SQL, in_place->rows_index},
    };

    for (size_t i = 0; in_place->statement->columns[i]; i++)
    {
        mem_append(&columns, ", t.%s", quote_name(builder->mem, in_place->statement->columns[i]));
    }
    variables[0].value = columns;
    return steps_render(builder, "steps/rows_copy", variables, 3);
}

void
steps_add_exclude(StepBuilder *builder, const TableChange *table, const InPlace *in_place)
{
    const TemplateVariable variables[] = {
        {"search_path", TEMPLATE_SQL, steps_search_path(builder)},
        {"statement", TEMPLATE_SQL, in_place->key_statement},
    };
    Step *step = steps_transaction(
        builder, table, LOCK_ACCESS_EXCLUSIVE, "exclude", steps_render(builder, "steps/exclude", variables, 2),
        "build constraint %s of %s while everybody waits", in_place->constraint_name, steps_table(builder, table));

    step->scans = true;
    step->violations = steps_violations(builder, table, in_place->violation);
    step->settings = rows_copy(builder, table, in_place);
    step->rehearsed = mem_printf(builder->mem, "constraint %s", in_place->constraint_name);
    step->rehearsal = steps_trial(builder, table, in_place->key_trial);
}

/* ---- USING INDEX ---- */

/* One that replaces a primary key goes in where that falls: steps_take_names(). */
void
steps_use_indexes(StepBuilder *builder, const TableChange *table)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];
        char *action = NULL;
        TemplateVariable variables[] = {
            {"table", TEMPLATE_SQL, steps_table(builder, table)},
            {"actions", TEMPLATE_SQL, NULL},
        };
        Step *step;

        if (in_place->kind != IN_PLACE_USE_INDEX || in_place->existing)
        {
            continue;
        }
        steps_add_using_index(builder, table, in_place, &action);
        variables[1].value = action;
        step = steps_transaction(builder, table, LOCK_ACCESS_EXCLUSIVE, "use_index",
                                 steps_render(builder, "steps/use_index", variables, 2),
                                 "make index %s the constraint %s of %s", in_place->statement->index_name,
                                 in_place->constraint_name, steps_table(builder, table));
        step->rehearsed = mem_printf(builder->mem, "constraint %s", in_place->constraint_name);
        step->rehearsal = in_place->key_trial ? steps_trial(builder, table, in_place->key_trial) : NULL;
    }
}
