/* SPDX-License-Identifier: PostgreSQL */
/*
 * The equals of foreign keys on successors. One that references a column which stays is made with its table; one that
 * references a successor comes behind all tables, when what it rests on is unique, and goes before them on every way back.
 */
#include "change/steps.h"

#include <string.h>

#include "base/mem.h"
#include "steps_internal.h"

static void add_twin(StepBuilder *builder, const ForeignTwin *twin);
static const char *trial(StepBuilder *builder, const ForeignTwin *twin);
static bool is_first_of_table(const Resolution *resolution, size_t index);

void
steps_add_foreign_twins(StepBuilder *builder, const TableChange *table)
{
    const Resolution *resolution = builder->resolution;

    for (size_t i = 0; i < resolution->foreign_twin_count; i++)
    {
        if (resolution->foreign_twins[i].table == table && !resolution->foreign_twins[i].crosses)
        {
            add_twin(builder, &resolution->foreign_twins[i]);
        }
    }
}

void
steps_validate_foreign_twins(StepBuilder *builder, const TableChange *table)
{
    const Resolution *resolution = builder->resolution;

    for (size_t i = 0; i < resolution->foreign_twin_count; i++)
    {
        const ForeignTwin *twin = &resolution->foreign_twins[i];

        if (twin->table == table && !twin->crosses && twin->constraint->is_valid &&
            !steps_tree_has_own_keys(builder, table))
        {
            steps_validate(builder, table, twin->name, NULL);
        }
    }
}

void
steps_cross_foreign_twins(StepBuilder *builder)
{
    const Resolution *resolution = builder->resolution;

    for (size_t i = 0; i < resolution->foreign_twin_count; i++)
    {
        if (resolution->foreign_twins[i].crosses && resolution->foreign_twins[i].name)
        {
            add_twin(builder, &resolution->foreign_twins[i]);
        }
    }
    for (size_t i = 0; i < resolution->foreign_twin_count; i++)
    {
        const ForeignTwin *twin = &resolution->foreign_twins[i];

        if (twin->crosses && twin->name && twin->constraint->is_valid)
        {
            steps_validate(builder, twin->table, twin->name, NULL);
        }
    }
}

/* A foreign key is made and dropped under locks on both tables. One that crosses references a table of the plan. */
static void
note_both(StepBuilder *builder, StepLocks *locks, const ForeignTwin *twin)
{
    steps_note_lock(builder, locks, steps_table(builder, twin->table));
    steps_note_lock(builder, locks, steps_table(builder, twin->foreign));
}

static void
add_twin(StepBuilder *builder, const ForeignTwin *twin)
{
    StepLocks locks = {0};
    TemplateVariable statement = {"statement", TEMPLATE_SQL, twin->statement};
    Step *step;

    if (steps_tree_has_own_keys(builder, twin->table))
    {
        steps_tree_foreign_key(builder, twin->table, twin->name, twin->statement, &(TreeKey){0});
        return;
    }
    if (twin->crosses)
    {
        note_both(builder, &locks, twin);
        statement.value = steps_lock_together(builder, &locks, "SHARE ROW EXCLUSIVE", twin->statement);
    }
    step = steps_transaction(builder, twin->table, LOCK_SHARE_ROW_EXCLUSIVE, "foreign_key",
                             steps_render(builder, "steps/foreign_key_not_valid", &statement, 1),
                             "add the equal of foreign key %s, not yet validated", twin->constraint->name);
    step->rehearsed = mem_printf(builder->mem, "the equal of foreign key %s", twin->constraint->name);
    step->rehearsal = twin->crosses ? trial(builder, twin) : NULL;
}

/* On empty copies of both tables in their new shape: whether the server compares the columns. */
static const char *
trial(StepBuilder *builder, const ForeignTwin *twin)
{
    char *own = steps_shape_columns(builder, twin->table);
    char *foreign = steps_shape_columns(builder, twin->foreign);
    bool is_self = twin->foreign == twin->table;
    char *statements = NULL;
    TemplateVariable variables[] = {
        {"table", TEMPLATE_SQL, steps_table(builder, twin->table)},
        {"actions", TEMPLATE_SQL, own ? mem_printf(builder->mem, "ALTER TABLE " SHIM_SHAPE " %s;\n", own) : ""},
        {"statement", TEMPLATE_SQL, NULL},
    };

    if (!is_self)
    {
        steps_statement(builder, &statements,
                        "CREATE TEMPORARY TABLE " RESOLVE_TRIAL_FOREIGN " (LIKE %s INCLUDING INDEXES) ON COMMIT DROP",
                        steps_table(builder, twin->foreign));
        steps_statement(builder, &statements, "ALTER TABLE " RESOLVE_TRIAL_SCHEMA "." RESOLVE_TRIAL_FOREIGN " %s",
                        foreign);
    }
    steps_statement(builder, &statements, "CREATE UNIQUE INDEX ON " RESOLVE_TRIAL_SCHEMA ".%s (%s)",
                    is_self ? RESOLVE_TRIAL_TABLE : RESOLVE_TRIAL_FOREIGN, twin->trial_columns);
    steps_statement(builder, &statements, "%s", twin->trial);
    variables[2].value = statements;
    return steps_render(builder, "steps/key_trial", variables, 3);
}

/* ---- Their names, their end ---- */

void
steps_name_foreign_twin(StepBuilder *builder, const ForeignTwin *twin, char **statements)
{
    const char *table = steps_table(builder, twin->table);
    const char *original = quote_name(builder->mem, twin->constraint->name);

    steps_statement(builder, statements, "ALTER TABLE %s RENAME CONSTRAINT %s TO %s", table,
                    quote_name(builder->mem, twin->name), original);
    if (twin->constraint->comment)
    {
        steps_statement(builder, statements, "COMMENT ON CONSTRAINT %s ON %s IS %s", original, table,
                        quote_literal(builder->mem, twin->constraint->comment));
    }
}

/* A transaction for each table that has such keys: a crash between two of them leaves columns that nothing references any
 * more, which is what their drop needs. */
void
steps_purge_foreign_twins(StepBuilder *builder)
{
    const Resolution *resolution = builder->resolution;

    for (size_t i = 0; i < resolution->foreign_twin_count; i++)
    {
        const TableChange *table = resolution->foreign_twins[i].table;
        char *statements = NULL;
        StepLocks locks = {0};
        TemplateVariable variable = {"statements", TEMPLATE_SQL, NULL};

        if (!is_first_of_table(resolution, i))
        {
            continue;
        }
        for (size_t j = i; j < resolution->foreign_twin_count; j++)
        {
            const ForeignTwin *twin = &resolution->foreign_twins[j];

            if (twin->table != table || !twin->crosses)
            {
                continue;
            }
            note_both(builder, &locks, twin);
            steps_statement(builder, &statements, "ALTER TABLE %s DROP CONSTRAINT %s", steps_table(builder, table),
                            quote_name(builder->mem, twin->constraint->name));
            if (twin->name)
            {
                steps_name_foreign_twin(builder, twin, &statements);
            }
        }
        variable.value = steps_lock_together(builder, &locks, "ACCESS EXCLUSIVE", statements);
        steps_transaction(builder, table, LOCK_ACCESS_EXCLUSIVE, "references",
                          steps_render(builder, "steps/references", &variable, 1), "drop the old foreign keys of %s",
                          steps_table(builder, table));
    }
}

void
steps_undo_foreign_twins(StepBuilder *builder)
{
    const Resolution *resolution = builder->resolution;

    for (size_t i = 0; i < resolution->foreign_twin_count; i++)
    {
        const TableChange *table = resolution->foreign_twins[i].table;
        char *actions = NULL;
        StepLocks locks = {0};
        TemplateVariable variable = {"statements", TEMPLATE_SQL, NULL};

        for (size_t j = i; j < resolution->foreign_twin_count && is_first_of_table(resolution, i); j++)
        {
            const ForeignTwin *twin = &resolution->foreign_twins[j];

            if (twin->table == table && twin->crosses && twin->name)
            {
                note_both(builder, &locks, twin);
                steps_action(builder, &actions, "DROP CONSTRAINT IF EXISTS %s", quote_name(builder->mem, twin->name));
            }
        }
        if (actions)
        {
            variable.value = steps_lock_together(
                builder, &locks, "ACCESS EXCLUSIVE",
                mem_printf(builder->mem, "ALTER TABLE %s %s", steps_table(builder, table), actions));
            steps_transaction(builder, table, LOCK_ACCESS_EXCLUSIVE, "references",
                              steps_render(builder, "steps/drop_references", &variable, 1),
                              "drop the foreign keys between new columns of %s", steps_table(builder, table));
        }
    }
}

/* Of those that cross. */
static bool
is_first_of_table(const Resolution *resolution, size_t index)
{
    for (size_t i = 0; i < index; i++)
    {
        if (resolution->foreign_twins[i].table == resolution->foreign_twins[index].table &&
            resolution->foreign_twins[i].crosses)
        {
            return false;
        }
    }
    return resolution->foreign_twins[index].crosses;
}
