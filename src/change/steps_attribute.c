/* SPDX-License-Identifier: PostgreSQL */
/*
 * What is said of tables, columns, constraints and indexes beside their shape: in expand, before rows are filled (storage and
 * compression then hold for these, the statistics target for ANALYZE), or with the purge, where it is about something that
 * has its name then only.
 */
#include "change/steps.h"

#include "base/mem.h"
#include "steps_internal.h"

static bool
needs_access_exclusive(const InPlace *in_place)
{
    return in_place->statement->kind == DDL_SET_STORAGE || in_place->statement->kind == DDL_SET_COMPRESSION;
}

static void
attributes(StepBuilder *builder, const TableChange *table, bool late)
{
    LockMode lock = LOCK_SHARE_UPDATE_EXCLUSIVE;
    char *statements = NULL;
    char *trials = NULL;
    TemplateVariable variable = {"statements", TEMPLATE_SQL, NULL};
    Step *step;

    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];

        if (in_place->kind != IN_PLACE_ATTRIBUTE || in_place->waits_for_purge != late)
        {
            continue;
        }
        steps_statement(builder, &statements, "%s", in_place->apply);
        lock = needs_access_exclusive(in_place) ? LOCK_ACCESS_EXCLUSIVE : lock;
        if (in_place->key_trial)
        {
            steps_statement(builder, &trials, "%s", in_place->key_trial);
        }
    }
    if (!statements)
    {
        return;
    }
    variable.value = statements;
    step =
        steps_transaction(builder, table, lock, "attributes", steps_render(builder, "steps/attributes", &variable, 1),
                          "set what is said of %s and its parts beside their shape", steps_table(builder, table));
    step->rehearsed = mem_printf(builder->mem, "columns of %s", steps_table(builder, table));
    step->rehearsal = trials ? steps_trial(builder, table, trials) : NULL;
}

void
steps_apply_attributes(StepBuilder *builder, const TableChange *table)
{
    attributes(builder, table, false);
}

void
steps_late_attributes(StepBuilder *builder, const TableChange *table)
{
    attributes(builder, table, true);
}

void
steps_restore_attributes(StepBuilder *builder, const TableChange *table, char **statements)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];

        if (in_place->kind == IN_PLACE_ATTRIBUTE && in_place->restore)
        {
            steps_statement(builder, statements, "%s", in_place->restore);
        }
    }
}
