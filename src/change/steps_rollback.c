/* SPDX-License-Identifier: PostgreSQL */
/*
 * The ways back. Unseal: old columns in sight again, in step as before. Undo: the new shape out of sight, held. Discard:
 * what was held after an undo is dropped.
 *
 * Each may start when the way there was only half done, so every statement is harmless where its object is missing.
 */
#include "change/steps.h"

#include <string.h>

#include "base/mem.h"
#include "steps_internal.h"

static void unseal(StepBuilder *builder);
static void loosen_indexes(StepBuilder *builder, const TableChange *table, bool waited, const char *why);
static void undo_not_null(StepBuilder *builder, const TableChange *table);
static void kill_shim(StepBuilder *builder, const TableChange *table);
static void undo_table(StepBuilder *builder, const TableChange *table);
static void undo_created(StepBuilder *builder);
static void discard(StepBuilder *builder);
static void rename_back(StepBuilder *builder, const TableChange *table, const char *from, const char *to,
                        char **statements);
static const char *held_table_name(StepBuilder *builder, const DdlStatement *created);

void
steps_build_rollback(StepBuilder *builder)
{
    const Resolution *resolution = builder->resolution;

    builder->phase = PHASE_UNSEAL;
    unseal(builder);
    for (size_t i = 0; i < resolution->table_count; i++)
    {
        loosen_indexes(builder, &resolution->tables[i], true, "V's writes could violate it");
    }
    builder->phase = PHASE_UNDO;
    for (size_t i = 0; i < resolution->table_count; i++)
    {
        steps_restore_sequences(builder, &resolution->tables[i]);
        undo_not_null(builder, &resolution->tables[i]);
        steps_restore_constraints(builder, &resolution->tables[i]);
    }
    steps_undo_foreign_twins(builder); /* before the kill switch: with them V may need what the shim fills */
    for (size_t i = 0; i < resolution->table_count; i++)
    {
        kill_shim(builder, &resolution->tables[i]);
        undo_table(builder, &resolution->tables[i]);
        loosen_indexes(builder, &resolution->tables[i], false, "the plan built it");
    }
    undo_created(builder);
    builder->phase = PHASE_DISCARD;
    discard(builder);
}

/* ---- Unseal ---- */

static void
unseal_columns(StepBuilder *builder, const TableChange *table, char **statements)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        for (size_t j = 0; j < table->links[i]->old_count; j++)
        {
            rename_back(builder, table, table->links[i]->old_columns[j].held_name, table->links[i]->old_columns[j].name,
                        statements);
        }
    }
    for (size_t i = 0; i < table->dropped_count; i++)
    {
        rename_back(builder, table, table->dropped[i].held_name, table->dropped[i].name, statements);
    }
}

static void
unseal_in_place(StepBuilder *builder, const TableChange *table, char **actions)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];
        const char *column = in_place->column ? quote_name(builder->mem, in_place->column) : "";

        if (in_place->kind == IN_PLACE_SET_NOT_NULL)
        {
            steps_action(builder, actions, "ALTER COLUMN %s DROP NOT NULL", column);
        }
        if (in_place->kind == IN_PLACE_SET_NOT_NULL && in_place->waits_for_contract)
        {
            steps_action(builder, actions, "DROP CONSTRAINT IF EXISTS %s",
                         quote_name(builder->mem, steps_not_null_name(builder, table, in_place->column)));
        }
        else if (in_place->kind == IN_PLACE_DROP_DEFAULT && in_place->old_fallback)
        {
            steps_action(builder, actions, "ALTER COLUMN %s SET DEFAULT %s", column, in_place->old_fallback);
        }
    }
}

static void
unseal_table(StepBuilder *builder, const TableChange *table, char **statements)
{
    const ShimSql *shim = steps_shim(builder, table);
    const char *name = steps_table(builder, table);
    char *actions = NULL;

    unseal_columns(builder, table, statements);
    steps_rename_constraints(builder, table, true, statements);
    steps_move_sequences(builder, table, true, statements);
    if (shim && shim->markers_on)
    {
        steps_action(builder, &actions, "%s", shim->markers_on);
    }
    steps_counting_defaults(builder, table, true, &actions);
    steps_timing_actions(builder, table, true, true, &actions);
    unseal_in_place(builder, table, &actions);
    steps_drop_added(builder, table, true, &actions);
    if (actions)
    {
        steps_statement(builder, statements, "ALTER TABLE %s %s", name, actions);
    }
    steps_tree_drop_added(builder, table, true, statements);
    if (shim)
    {
        steps_statement(builder, statements, "%s", shim->restore);
    }
    steps_unwatch(builder, table, statements);
    if (steps_tripwire(builder, table)->on)
    {
        const char *on = steps_tripwire(builder, table)->on;

        steps_statement(builder, statements, "%.*s", (int) (strlen(on) - 1), on);
    }
}

static void
unseal(StepBuilder *builder)
{
    const Resolution *resolution = builder->resolution;
    char *statements = NULL;
    StepLocks locks = {0};
    TemplateVariable variable = {"statements", TEMPLATE_SQL, NULL};

    steps_carry_begin(builder, false, &statements);
    for (size_t i = 0; i < resolution->table_count; i++)
    {
        steps_note_table(builder, &locks, &resolution->tables[i]);
        unseal_table(builder, &resolution->tables[i], &statements);
    }
    steps_carry_back(builder, &statements);
    if (statements)
    {
        variable.value = steps_lock_together(builder, &locks, "ACCESS EXCLUSIVE", statements);
        steps_transaction(builder, resolution->table_count == 1 ? &resolution->tables[0] : NULL, LOCK_ACCESS_EXCLUSIVE,
                          "unseal", steps_render(builder, "steps/unseal", &variable, 1),
                          "put the old shape in sight again, with what was written meanwhile");
    }
}

static void
rename_back(StepBuilder *builder, const TableChange *table, const char *from, const char *to, char **statements)
{
    const TemplateVariable body[] = {
        {"table", TEMPLATE_SQL, steps_table(builder, table)},
        {"name", TEMPLATE_LITERAL, steps_table(builder, table)},
        {"old", TEMPLATE_LITERAL, from},
        {"from", TEMPLATE_IDENTIFIER, from},
        {"to", TEMPLATE_IDENTIFIER, to},
    };
    const TemplateVariable outer = {"body", TEMPLATE_LITERAL,
                                    steps_render(builder, "steps/rename_if_exists_body", body, 5)};

    steps_statement(builder, statements, "%s", steps_render(builder, "steps/rename_if_exists", &outer, 1));
}

/* Indexes that the plan itself built: with WAITED those that V's writes could violate, else the others. */
static void
loosen_indexes(StepBuilder *builder, const TableChange *table, bool waited, const char *why)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];
        bool is_key = in_place->kind == IN_PLACE_ADD_UNIQUE || in_place->kind == IN_PLACE_ADD_PRIMARY_KEY;
        const char *index = !is_key              ? in_place->statement->index_name
                            : in_place->existing ? steps_twin_name(builder, table, in_place->constraint_name)
                                                 : in_place->constraint_name;

        if ((!is_key && in_place->kind != IN_PLACE_CREATE_INDEX) || in_place->waits_for_contract != waited)
        {
            continue;
        }
        if (resolve_is_tree(table))
        {
            steps_drop_tree_index(builder, table, index, in_place->part_names,
                                  mem_printf(builder->mem, "drop index %s: %s", index, why));
        }
        else
        {
            steps_drop_index(builder, table, index, mem_printf(builder->mem, "drop index %s: %s", index, why));
        }
    }
}

/* ---- Undo ---- */

/* NOT NULL that the plan dropped comes back first: it may fail on what V+1 wrote, and then nothing else has changed. */
static void
undo_not_null(StepBuilder *builder, const TableChange *table)
{
    const char *name = steps_table(builder, table);

    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];
        const char *column = in_place->column ? quote_name(builder->mem, in_place->column) : "";
        const char *check;
        TemplateVariable variables[] = {
            {"table", TEMPLATE_SQL, name},
            {"actions", TEMPLATE_SQL, NULL},
        };

        if (in_place->kind != IN_PLACE_DROP_NOT_NULL)
        {
            continue;
        }
        check = steps_not_null_name(builder, table, in_place->column);
        variables[1].value =
            mem_printf(builder->mem, "DROP CONSTRAINT IF EXISTS %s, ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID",
                       quote_name(builder->mem, check), quote_name(builder->mem, check), column);
        steps_transaction(builder, table, LOCK_ACCESS_EXCLUSIVE, "not_null",
                          steps_render(builder, "steps/alter", variables, 2),
                          "require NOT NULL of %s again, not yet validated", column);
        steps_validate(builder, table, check, mem_printf(builder->mem, "t.%s IS NULL", column));
        variables[1].value =
            steps_alter_twice(builder, table, mem_printf(builder->mem, "ALTER COLUMN %s SET NOT NULL", column),
                              mem_printf(builder->mem, "DROP CONSTRAINT %s", quote_name(builder->mem, check)));
        steps_transaction(builder, table, LOCK_ACCESS_EXCLUSIVE, "not_null",
                          steps_render(builder, "steps/alter", variables, 2), "make %s NOT NULL again", column);
    }
}

static void
kill_shim(StepBuilder *builder, const TableChange *table)
{
    const ShimSql *shim = steps_shim(builder, table);

    if (shim)
    {
        steps_transaction(builder, table, LOCK_NONE, "kill_switch", shim->kill,
                          "switch the shim of %s off at once, where V can do without it", steps_table(builder, table));
    }
}

static void
drop_not_null(StepBuilder *builder, const TableChange *table, const char *column, char **text)
{
    (void) column;
    steps_action(builder, text, "DROP CONSTRAINT IF EXISTS %s",
                 quote_name(builder->mem, steps_not_null_name(builder, table, column)));
}

/* Constraints and indexes of the new columns would stand in V's way (a held NOT NULL column that nobody fills), so they
 * go; the data stays. */
static void
undo_constraints(StepBuilder *builder, const TableChange *table, char **statements)
{
    const char *name = steps_table(builder, table);
    char *actions = NULL;

    steps_each_not_null(builder, table, false, drop_not_null, &actions);
    steps_each_not_null(builder, table, true, drop_not_null, &actions);
    for (size_t i = 0; i < table->table->constraint_count; i++)
    {
        const CatalogConstraint *constraint = &table->table->constraints[i];

        if (strchr("cu", constraint->type) && steps_has_twin(builder, table, constraint))
        {
            steps_action(builder, &actions, "DROP CONSTRAINT IF EXISTS %s",
                         quote_name(builder->mem, steps_twin_name(builder, table, constraint->name)));
        }
    }
    for (size_t i = 0; i < builder->resolution->foreign_twin_count; i++)
    {
        const ForeignTwin *twin = &builder->resolution->foreign_twins[i];

        if (twin->table == table && !twin->crosses)
        {
            steps_action(builder, &actions, "DROP CONSTRAINT IF EXISTS %s", quote_name(builder->mem, twin->name));
        }
    }
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];

        if (in_place->kind == IN_PLACE_SET_DEFAULT)
        {
            steps_action(builder, &actions,
                         in_place->old_fallback ? "ALTER COLUMN %s SET DEFAULT %s" : "ALTER COLUMN %s DROP DEFAULT%s",
                         quote_name(builder->mem, in_place->column),
                         in_place->old_fallback ? in_place->old_fallback : "");
        }
    }
    steps_drop_added(builder, table, false, &actions);
    steps_timing_actions(builder, table, false, true, &actions);
    if (actions)
    {
        steps_statement(builder, statements, "ALTER TABLE %s %s", name, actions);
    }
    for (size_t i = 0; i < table->table->index_count; i++)
    {
        const CatalogIndex *index = &table->table->indexes[i];

        if (steps_is_carried(builder, table, index->columns))
        {
            QualifiedName twin = {.schema = table->name.schema, .name = steps_twin_name(builder, table, index->name)};

            steps_statement(builder, statements, "DROP INDEX IF EXISTS %s", quote_qualified_name(builder->mem, twin));
        }
    }
    steps_tree_undo(builder, table, statements);
    steps_tree_drop_added(builder, table, false, statements);
}

/* One column out of sight; skipped where the way there had not come so far. */
static void
hold_column(StepBuilder *builder, const TableChange *table, const char *column, const char *held_name, char identity,
            char **statements)
{
    const char *drop =
        mem_printf(builder->mem, " ALTER COLUMN %s DROP IDENTITY IF EXISTS,", quote_name(builder->mem, column));
    const TemplateVariable body[] = {
        {"table", TEMPLATE_SQL, steps_table(builder, table)},
        {"name", TEMPLATE_LITERAL, steps_table(builder, table)},
        {"old", TEMPLATE_LITERAL, column},
        {"from", TEMPLATE_IDENTIFIER, column},
        {"to", TEMPLATE_IDENTIFIER, held_name},
        {"identity", TEMPLATE_SQL, identity ? drop : ""},
    };
    const TemplateVariable outer = {"body", TEMPLATE_LITERAL, steps_render(builder, "steps/hold_column_body", body, 6)};

    steps_statement(builder, statements, "%s", steps_render(builder, "steps/rename_if_exists", &outer, 1));
}

static void
undo_table(StepBuilder *builder, const TableChange *table)
{
    const ShimSql *shim = steps_shim(builder, table);
    char *statements = NULL;
    TemplateVariable variable = {"statements", TEMPLATE_SQL, NULL};

    undo_constraints(builder, table, &statements);
    steps_restore_attributes(builder, table, &statements);
    steps_unwatch(builder, table, &statements);
    if (shim)
    {
        steps_statement(builder, &statements, "%.*s", (int) (strlen(shim->remove) - 1), shim->remove);
    }
    for (size_t i = 0; i < table->link_count; i++)
    {
        const Link *link = table->links[i];

        for (size_t j = 0; j < link->new_count && link->kind != LINK_REPAIR; j++)
        {
            const LinkColumn *column = &link->new_columns[j];

            hold_column(builder, table, column->name, column->held_name, column->identity, &statements);
        }
        for (size_t j = 0; j < link->old_count && link->kind == LINK_DROP; j++)
        {
            steps_statement(builder, &statements, "ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT",
                            steps_table(builder, table), quote_name(builder->mem, link->old_columns[j].name));
        }
    }
    for (size_t i = 0; i < table->plain_count; i++)
    {
        hold_column(builder, table, table->plain[i].definition->name, table->plain[i].held_name, 0, &statements);
    }
    steps_carry_undone(builder, table, &statements);
    steps_drop_fill_sequences(builder, table, &statements);
    if (statements)
    {
        variable.value = statements;
        steps_transaction(builder, table, LOCK_ACCESS_EXCLUSIVE, "undo",
                          steps_render(builder, "steps/undo", &variable, 1),
                          "take the shim off %s and put the new shape out of sight", steps_table(builder, table));
    }
}

static const char *
held_table_name(StepBuilder *builder, const DdlStatement *created)
{
    const char *name = created->relation.name;

    return quote_short_name(builder->mem, "bellows_held_", name,
                            mem_printf(builder->mem, "%s %s", builder->resolution->plan->version, name));
}

static QualifiedName
created_name(StepBuilder *builder, const DdlStatement *created)
{
    QualifiedName name = created->relation;

    name.schema = name.schema ? name.schema : builder->resolution->create_schema;
    return name;
}

static void
undo_created(StepBuilder *builder)
{
    const Resolution *resolution = builder->resolution;
    char *statements = NULL;
    TemplateVariable variable = {"statements", TEMPLATE_SQL, NULL};

    for (size_t i = 0; i < resolution->created_count; i++)
    {
        steps_statement(builder, &statements, "ALTER TABLE IF EXISTS %s RENAME TO %s",
                        quote_qualified_name(builder->mem, created_name(builder, resolution->created[i])),
                        quote_name(builder->mem, held_table_name(builder, resolution->created[i])));
    }
    if (statements)
    {
        variable.value = statements;
        steps_transaction(builder, NULL, LOCK_ACCESS_EXCLUSIVE, "hold_tables",
                          steps_render(builder, "steps/undo", &variable, 1), "put the new table(s) out of sight");
    }
}

/* ---- Discard ---- */

static void
discard(StepBuilder *builder)
{
    const Resolution *resolution = builder->resolution;
    char *statements = NULL;
    StepLocks locks = {0};
    const char **archive = NULL;
    size_t archive_count = 0;
    TemplateVariable variable = {"statements", TEMPLATE_SQL, NULL};

    for (size_t i = 0; i < resolution->table_count; i++)
    {
        const TableChange *table = &resolution->tables[i];
        char *actions = NULL;

        steps_archive_discard(builder, table, &archive, &archive_count);
        for (size_t j = 0; j < table->link_count; j++)
        {
            for (size_t k = 0; k < table->links[j]->new_count && table->links[j]->kind != LINK_REPAIR; k++)
            {
                steps_action(builder, &actions, "DROP COLUMN IF EXISTS %s",
                             quote_name(builder->mem, table->links[j]->new_columns[k].held_name));
            }
        }
        for (size_t j = 0; j < table->plain_count; j++)
        {
            steps_action(builder, &actions, "DROP COLUMN IF EXISTS %s",
                         quote_name(builder->mem, table->plain[j].held_name));
        }
        if (actions)
        {
            steps_statement(builder, &statements, "ALTER TABLE %s %s", steps_table(builder, table), actions);
            steps_note_lock(builder, &locks, steps_table(builder, table));
        }
    }
    for (size_t i = 0; i < resolution->created_count; i++)
    {
        QualifiedName name = created_name(builder, resolution->created[i]);

        name.name = held_table_name(builder, resolution->created[i]);
        steps_statement(builder, &statements, "DROP TABLE IF EXISTS %s", quote_qualified_name(builder->mem, name));
        steps_archive_table(builder, quote_qualified_name(builder->mem, name), &archive, &archive_count);
    }
    if (statements)
    {
        variable.value = steps_lock_together(builder, &locks, "ACCESS EXCLUSIVE", statements);
        Step *step = steps_transaction(
            builder, resolution->table_count == 1 ? &resolution->tables[0] : NULL, LOCK_ACCESS_EXCLUSIVE, "discard",
            steps_render(builder, "steps/discard", &variable, 1), "drop what was held since the rollback");

        *mem_push(builder->mem, archive, archive_count) = NULL;
        step->archive = archive;
    }
}
