/* SPDX-License-Identifier: PostgreSQL */
/*
 * Constraints of tables that stay, as the plan adds, drops and renames them; nothing is converted, nothing copied.
 *
 * A foreign key is added NOT VALID and validated in a transaction of its own; UNIQUE and PRIMARY KEY take an index that was
 * built concurrently. What a plan dropped in expand comes back by the same way, before anything else of a rollback: it
 * may fail on what V+1 wrote, and then nothing else has changed.
 */
#include "change/steps.h"

#include <string.h>

#include "base/mem.h"
#include "steps_internal.h"

static void add_foreign_key(StepBuilder *builder, const TableChange *table, const InPlace *in_place);
static void add_unique(StepBuilder *builder, const TableChange *table, const InPlace *in_place);
static void unique_index(StepBuilder *builder, const TableChange *table, const InPlace *in_place, const char *index);
static void add_tree_key(StepBuilder *builder, const TableChange *table, const InPlace *in_place, const char *not_null,
                         const char *checks);
static void require_not_null(StepBuilder *builder, const TableChange *table, const InPlace *in_place);
static bool is_made_not_null(const TableChange *table, const char *column);
static const char *trial(StepBuilder *builder, const TableChange *table, const InPlace *in_place);
static void restore_tree_key(StepBuilder *builder, const TableChange *table, const InPlace *in_place);
static void restore_constraint(StepBuilder *builder, const TableChange *table, const InPlace *in_place);

void
steps_add_keys(StepBuilder *builder, const TableChange *table, bool waited)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];

        if (in_place->waits_for_contract != waited)
        {
            continue;
        }
        if (in_place->kind == IN_PLACE_ADD_UNIQUE || resolve_is_primary(in_place))
        {
            add_unique(builder, table, in_place);
        }
        if (in_place->kind == IN_PLACE_ADD_EXCLUDE)
        {
            steps_add_exclude(builder, table, in_place);
        }
    }
    for (size_t i = 0; i < table->in_place_count; i++) /* behind those that they may reference */
    {
        const InPlace *in_place = &table->in_place[i];

        if (in_place->waits_for_contract == waited && in_place->kind == IN_PLACE_ADD_FOREIGN_KEY)
        {
            add_foreign_key(builder, table, in_place);
        }
    }
}

static void
add_foreign_key(StepBuilder *builder, const TableChange *table, const InPlace *in_place)
{
    const TemplateVariable statement = {"statement", TEMPLATE_SQL, in_place->key_statement};
    const char *note =
        in_place->is_indexed
            ? ""
            : mem_printf(builder->mem, "; no index begins with its columns: a DELETE in %s reads the whole of %s",
                         in_place->foreign_table, steps_table(builder, table));
    const TreeKey key = {
        .rehearsed = mem_printf(builder->mem, "foreign key %s", in_place->constraint_name),
        .rehearsal = trial(builder, table, in_place),
        .violation = in_place->violation,
    };
    Step *step;

    if (steps_tree_has_own_keys(builder, table))
    {
        steps_tree_foreign_key(builder, table, in_place->constraint_name, in_place->key_statement, &key);
        return;
    }
    step = steps_transaction(builder, table, LOCK_SHARE_ROW_EXCLUSIVE, "foreign_key",
                             steps_render(builder, "steps/foreign_key_not_valid", &statement, 1),
                             "add foreign key %s to %s, not yet validated%s", in_place->constraint_name,
                             in_place->foreign_table, note);
    step->rehearsed = key.rehearsed;
    step->rehearsal = key.rehearsal;
    if (!in_place->statement->not_valid)
    {
        steps_validate(builder, table, in_place->constraint_name, in_place->violation);
    }
}

/* ---- UNIQUE, PRIMARY KEY ---- */

static const char *
index_of(StepBuilder *builder, const TableChange *table, const InPlace *in_place)
{
    const char *name = in_place->constraint_name;

    return in_place->kind == IN_PLACE_USE_INDEX ? in_place->statement->index_name
           : in_place->existing                 ? steps_twin_name(builder, table, name)
                                                : name;
}

static void
add_unique(StepBuilder *builder, const TableChange *table, const InPlace *in_place)
{
    bool is_primary = resolve_is_primary(in_place);
    bool is_built = in_place->kind != IN_PLACE_USE_INDEX; /* else it is there, and becomes the key with the purge */
    const char *index = index_of(builder, table, in_place);
    char *not_null = NULL;
    char *checks = NULL;
    char *add = NULL;
    TemplateVariable variables[] = {
        {"table", TEMPLATE_SQL, steps_table(builder, table)},
        {"actions", TEMPLATE_SQL, NULL},
    };
    Step *step;

    if (is_primary)
    {
        require_not_null(builder, table, in_place);
    }
    if (is_built)
    {
        unique_index(builder, table, in_place, index);
    }
    for (size_t i = 0; is_primary && in_place->key_columns[i]; i++)
    {
        const char *column = in_place->key_columns[i];
        const CatalogColumn *existing = catalog_column(table->table, column);

        if (!existing || !existing->not_null)
        {
            steps_action(builder, &not_null, "ALTER COLUMN %s SET NOT NULL", quote_name(builder->mem, column));
        }
        if ((!existing || !existing->not_null) && !is_made_not_null(table, column))
        {
            steps_action(builder, &checks, "DROP CONSTRAINT %s",
                         quote_name(builder->mem, steps_not_null_name(builder, table, column)));
        }
    }
    if (resolve_is_tree(table))
    {
        add_tree_key(builder, table, in_place, not_null, checks);
        return;
    }
    if (!in_place->existing && is_built) /* else with the purge, when the old one goes: a table has one primary key */
    {
        steps_add_using_index(builder, table, in_place, &add);
    }
    if (!add && !not_null)
    {
        return;
    }
    variables[1].value =
        !not_null ? add
        : !add    ? steps_alter_twice(builder, table, not_null, checks)
                  : steps_alter_twice(builder, table, steps_alter_twice(builder, table, not_null, add), checks);
    step = steps_transaction(
        builder, table, LOCK_ACCESS_EXCLUSIVE, "constraint", steps_render(builder, "steps/alter", variables, 2),
        add ? "make index %s the %s of %s" : "make the columns of index %s, the future %s of %s, NOT NULL", index,
        is_primary ? "primary key" : "unique constraint", steps_table(builder, table));
    step->rehearsed = mem_printf(builder->mem, "constraint %s", in_place->constraint_name);
    step->rehearsal = trial(builder, table, in_place);
}

void
steps_add_using_index(StepBuilder *builder, const TableChange *table, const InPlace *in_place, char **actions)
{
    const char *index = index_of(builder, table, in_place);

    steps_action(builder, actions, "ADD CONSTRAINT %s %s USING INDEX %s%s",
                 quote_name(builder->mem, in_place->constraint_name),
                 resolve_is_primary(in_place) ? "PRIMARY KEY" : "UNIQUE", quote_name(builder->mem, index),
                 in_place->statement->key.timing);
}

static void
unique_index(StepBuilder *builder, const TableChange *table, const InPlace *in_place, const char *index)
{
    Step *step;

    if (resolve_is_tree(table))
    {
        steps_tree_leaf_indexes(builder, table, in_place);
        return;
    }
    step = steps_create_index(builder, table, index, in_place->index_statement, NULL);
    step->rehearsed = mem_printf(builder->mem, "constraint %s", in_place->constraint_name);
    step->violations = steps_violations(builder, table, in_place->violation);
}

static void
add_tree_key(StepBuilder *builder, const TableChange *table, const InPlace *in_place, const char *not_null,
             const char *checks)
{
    const char *name = steps_table(builder, table);
    char *statements = NULL;
    TemplateVariable variables[] = {
        {"search_path", TEMPLATE_SQL, steps_search_path(builder)},
        {"statements", TEMPLATE_SQL, NULL},
    };
    Step *step;

    if (not_null)
    {
        steps_statement(builder, &statements, "ALTER TABLE %s %s", name, not_null);
    }
    steps_statement(builder, &statements, "%s", steps_tree_key(builder, table, in_place));
    if (checks)
    {
        steps_statement(builder, &statements, "ALTER TABLE %s %s", name, checks);
    }
    variables[1].value = statements;
    step = steps_transaction(builder, table, LOCK_ACCESS_EXCLUSIVE, "constraint",
                             steps_render(builder, "steps/tree_index", variables, 2),
                             "make constraint %s of %s from those of its partitions", in_place->constraint_name, name);
    step->rehearsed = mem_printf(builder->mem, "constraint %s", in_place->constraint_name);
    step->rehearsal = trial(builder, table, in_place);
}

/* A primary key's columns, by the CHECK that proves it: no scan under a strong lock. */
static void
require_not_null(StepBuilder *builder, const TableChange *table, const InPlace *in_place)
{
    const char *const *columns = in_place->key_columns;
    char *actions = NULL;

    for (size_t pass = 0; pass < 2; pass++)
    {
        for (size_t i = 0; columns[i]; i++)
        {
            const CatalogColumn *existing = catalog_column(table->table, columns[i]);
            const char *check = steps_not_null_name(builder, table, columns[i]);
            const char *column = quote_name(builder->mem, columns[i]);

            if ((existing && existing->not_null) || is_made_not_null(table, columns[i]))
            {
                continue;
            }
            if (pass == 0)
            {
                steps_action(builder, &actions, "ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID",
                             quote_name(builder->mem, check), column);
            }
            else
            {
                steps_validate(builder, table, check, mem_printf(builder->mem, "t.%s IS NULL", column));
            }
        }
        if (pass == 0 && actions)
        {
            steps_not_valid(builder, table,
                            mem_printf(builder->mem, "ALTER TABLE %s %s", steps_table(builder, table), actions));
        }
    }
}

/* Whether another part of the plan does it, or has done it by then. */
static bool
is_made_not_null(const TableChange *table, const char *column)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        if (table->in_place[i].kind == IN_PLACE_SET_NOT_NULL && strcmp(table->in_place[i].column, column) == 0)
        {
            return true;
        }
    }
    for (size_t i = 0; i < table->plain_count; i++)
    {
        if (strcmp(table->plain[i].definition->name, column) == 0)
        {
            return table->plain[i].definition->not_null;
        }
    }
    for (size_t i = 0; i < table->link_count; i++)
    {
        for (size_t j = 0; j < table->links[i]->new_count; j++)
        {
            if (strcmp(table->links[i]->new_columns[j].name, column) == 0)
            {
                return table->links[i]->new_columns[j].not_null;
            }
        }
    }
    return false;
}

/* The server itself says whether types and keys fit, on empty copies, before the first write. */
const char *
steps_trial(StepBuilder *builder, const TableChange *table, const char *statements)
{
    char *columns = steps_shape_columns(builder, table);
    const TemplateVariable variables[] = {
        {"table", TEMPLATE_SQL, steps_table(builder, table)},
        {"actions", TEMPLATE_SQL, columns ? mem_printf(builder->mem, "ALTER TABLE " SHIM_SHAPE " %s;\n", columns) : ""},
        {"statement", TEMPLATE_SQL, statements},
    };

    return steps_render(builder, "steps/key_trial", variables, 3);
}

static const char *
trial(StepBuilder *builder, const TableChange *table, const InPlace *in_place)
{
    return in_place->key_trial ? steps_trial(builder, table, in_place->key_trial) : NULL;
}

void
steps_drop_added(StepBuilder *builder, const TableChange *table, bool waited, char **actions)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];
        const char *const *columns = in_place->key_columns;

        if (in_place->waits_for_contract != waited ||
            (in_place->kind != IN_PLACE_ADD_CHECK && in_place->kind != IN_PLACE_ADD_FOREIGN_KEY &&
             in_place->kind != IN_PLACE_ADD_UNIQUE && in_place->kind != IN_PLACE_ADD_EXCLUDE &&
             !resolve_is_primary(in_place)))
        {
            continue;
        }
        if (!in_place->existing && in_place->kind != IN_PLACE_USE_INDEX)
        {
            steps_action(builder, actions, "DROP CONSTRAINT IF EXISTS %s",
                         quote_name(builder->mem, in_place->constraint_name));
        }
        for (size_t j = 0; resolve_is_primary(in_place) && columns[j]; j++)
        {
            const CatalogColumn *existing = catalog_column(table->table, columns[j]);

            if (existing && !existing->not_null)
            {
                steps_action(builder, actions, "ALTER COLUMN %s DROP NOT NULL", quote_name(builder->mem, columns[j]));
            }
            if (!(existing && existing->not_null) && !is_made_not_null(table, columns[j]))
            {
                steps_action(builder, actions, "DROP CONSTRAINT IF EXISTS %s",
                             quote_name(builder->mem, steps_not_null_name(builder, table, columns[j])));
            }
        }
    }
}

/* ---- DROP CONSTRAINT, RENAME CONSTRAINT ---- */

void
steps_drop_constraints(StepBuilder *builder, const TableChange *table)
{
    char *actions = NULL;
    TemplateVariable variables[] = {
        {"table", TEMPLATE_SQL, steps_table(builder, table)},
        {"actions", TEMPLATE_SQL, NULL},
    };

    for (size_t i = 0; i < table->in_place_count; i++)
    {
        if (table->in_place[i].kind == IN_PLACE_DROP_CONSTRAINT && !table->in_place[i].waits_for_contract)
        {
            steps_action(builder, &actions, "DROP CONSTRAINT %s",
                         quote_name(builder->mem, table->in_place[i].constraint_name));
        }
    }
    if (actions)
    {
        variables[1].value = actions;
        steps_transaction(builder, table, LOCK_ACCESS_EXCLUSIVE, "drop_constraints",
                          steps_render(builder, "steps/alter", variables, 2), "drop constraints of %s",
                          steps_table(builder, table));
    }
}

void
steps_restore_constraints(StepBuilder *builder, const TableChange *table)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        if ((table->in_place[i].kind == IN_PLACE_DROP_CONSTRAINT ||
             table->in_place[i].kind == IN_PLACE_VALIDATE_CONSTRAINT) &&
            !table->in_place[i].waits_for_contract)
        {
            restore_constraint(builder, table, &table->in_place[i]);
        }
    }
}

static void
restore_constraint(StepBuilder *builder, const TableChange *table, const InPlace *in_place)
{
    const CatalogConstraint *constraint = in_place->existing;
    const char *name = quote_name(builder->mem, constraint->name);
    char *statements = NULL;
    StepLocks locks = {0};
    TemplateVariable variables[] = {
        {"search_path", TEMPLATE_SQL, steps_search_path(builder)},
        {"statements", TEMPLATE_SQL, NULL},
    };

    steps_statement(builder, &statements, "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s", steps_table(builder, table),
                    name);
    steps_statement(builder, &statements, "%s",
                    ddl_constraint_rename(builder->mem, table->name, constraint->definition, constraint->name, true,
                                          NULL, 0, builder->err));
    if (constraint->comment)
    {
        steps_statement(builder, &statements, "COMMENT ON CONSTRAINT %s ON %s IS %s", name, steps_table(builder, table),
                        quote_literal(builder->mem, constraint->comment));
    }
    if (constraint->type == 'f' && steps_tree_has_own_keys(builder, table))
    {
        restore_tree_key(builder, table, in_place);
        return;
    }
    if (in_place->kind == IN_PLACE_VALIDATE_CONSTRAINT && constraint->type == 'f') /* DROP locks both tables */
    {
        steps_note_lock(builder, &locks, steps_table(builder, table));
        steps_note_lock(builder, &locks, constraint->foreign_table);
    }
    variables[1].value = steps_lock_together(builder, &locks, "ACCESS EXCLUSIVE", statements);
    steps_transaction(
        builder, table, LOCK_ACCESS_EXCLUSIVE, "restore", steps_render(builder, "steps/check_not_valid", variables, 2),
        "add constraint %s of %s again, not yet validated", constraint->name, steps_table(builder, table));
    if (constraint->is_valid)
    {
        steps_validate(builder, table, constraint->name, in_place->violation);
    }
}

static void
restore_tree_key(StepBuilder *builder, const TableChange *table, const InPlace *in_place)
{
    const CatalogConstraint *constraint = in_place->existing;
    const char *name = quote_name(builder->mem, constraint->name);
    const char *statement = ddl_constraint_rename(builder->mem, table->name, constraint->definition, constraint->name,
                                                  true, NULL, 0, builder->err);
    TemplateVariable variables[] = {
        {"table", TEMPLATE_SQL, steps_table(builder, table)},
        {"actions", TEMPLATE_SQL, mem_printf(builder->mem, "DROP CONSTRAINT IF EXISTS %s", name)},
    };

    steps_transaction(builder, table, LOCK_ACCESS_EXCLUSIVE, "restore",
                      steps_render(builder, "steps/alter", variables, 2),
                      "drop what may be left of constraint %s of %s", constraint->name, steps_table(builder, table));
    steps_tree_foreign_key(builder, table, constraint->name, statement ? statement : "",
                           &(TreeKey){.violation = in_place->violation});
}

void
steps_rename_constraints(StepBuilder *builder, const TableChange *table, bool back, char **statements)
{
    const char *name = steps_table(builder, table);

    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];
        const char *to = in_place->statement->new_name;
        TemplateVariable body[] = {
            {"table", TEMPLATE_SQL, name},
            {"name", TEMPLATE_LITERAL, name},
            {"old", TEMPLATE_LITERAL, to},
            {"from", TEMPLATE_IDENTIFIER, to},
            {"to", TEMPLATE_IDENTIFIER, in_place->constraint_name},
        };
        TemplateVariable outer = {"body", TEMPLATE_LITERAL, NULL};

        if (in_place->kind == IN_PLACE_RENAME_CONSTRAINT && !back)
        {
            steps_statement(builder, statements, "ALTER TABLE %s RENAME CONSTRAINT %s TO %s", name,
                            quote_name(builder->mem, in_place->constraint_name), quote_name(builder->mem, to));
        }
        else if (in_place->kind == IN_PLACE_RENAME_CONSTRAINT)
        {
            outer.value = steps_render(builder, "steps/rename_constraint_body", body, 5);
            steps_statement(builder, statements, "%s", steps_render(builder, "steps/rename_if_exists", &outer, 1));
        }
    }
}
