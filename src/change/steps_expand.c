/* SPDX-License-Identifier: PostgreSQL */
/*
 * Expand: tables, columns with their shim, backfill, indexes, constraints (NOT VALID, then VALIDATE), ANALYZE, verify.
 *
 * The order is the safety: a constraint on a new column before the backfill would break V's updates of unfilled rows
 * (23514); an index before it would be filled row by row; nothing is dropped in this phase.
 */
#include "change/steps.h"

#include <string.h>

#include "base/mem.h"
#include "steps_internal.h"

static void create_tables(StepBuilder *builder);
static void add_columns(StepBuilder *builder, const TableChange *table);
static void watch_writes(StepBuilder *builder, const TableChange *table);
static void backfill(StepBuilder *builder, const TableChange *table);
static void build_indexes(StepBuilder *builder, const TableChange *table);
static void analyze(StepBuilder *builder, const TableChange *table);
static void plan_assertions(StepBuilder *builder);
static char *column_actions(StepBuilder *builder, const TableChange *table);
static bool is_same_type(const TableChange *table, const CatalogColumn *old);
static void column_storage(StepBuilder *builder, const char *table, const CatalogColumn *old, const char *to,
                           bool is_same, char **extras);
static void add_column(StepBuilder *builder, const char *name, const char *type, const char *collation, char **actions);
static const char *shape_check(StepBuilder *builder, const TableChange *table, const char *check);
static void add_link_columns(StepBuilder *builder, const TableChange *table, char **actions);
static char *column_extras(StepBuilder *builder, const TableChange *table);
static void relation_extras(StepBuilder *builder, const TableChange *table, const CatalogTable *relation,
                            char **extras);

void
steps_build_expand(StepBuilder *builder)
{
    builder->phase = PHASE_EXPAND;
    create_tables(builder);
    for (size_t i = 0; i < builder->resolution->table_count; i++)
    {
        const TableChange *table = &builder->resolution->tables[i];

        steps_alter_sequences(builder, table);
        add_columns(builder, table);
        steps_apply_attributes(builder, table);
        backfill(builder, table);
        build_indexes(builder, table);
        steps_add_constraints(builder, table);
        steps_finish_constraints(builder, table);
        steps_make_identities(builder, table);
        steps_add_keys(builder, table, false);
        steps_alter_kept(builder, table);
        steps_drop_constraints(builder, table);
        steps_carry_triggers(builder, table);
        analyze(builder, table);
        steps_verify(builder, table, false);
    }
    steps_cross_foreign_twins(builder);
    plan_assertions(builder);
}

static void
create_tables(StepBuilder *builder)
{
    const Resolution *resolution = builder->resolution;
    char *statements = NULL;
    TemplateVariable variables[] = {
        {"search_path", TEMPLATE_SQL, steps_search_path(builder)},
        {"statements", TEMPLATE_SQL, NULL},
    };

    for (size_t i = 0; i < resolution->created_count; i++)
    {
        steps_statement(builder, &statements, "%s", resolution->created[i]->sql);
    }
    for (size_t i = 0; i < resolution->created_index_count; i++)
    {
        steps_statement(builder, &statements, "%s", resolution->created_indexes[i]->sql);
    }
    if (statements)
    {
        variables[1].value = statements;
        steps_transaction(builder, NULL, LOCK_NONE, "create_tables",
                          steps_render(builder, "steps/create_table", variables, 2), "create %zu table(s)",
                          resolution->created_count);
    }
}

static void
add_columns(StepBuilder *builder, const TableChange *table)
{
    const ShimSql *shim = steps_shim(builder, table);
    const ShimTripwire *tripwire = steps_tripwire(builder, table);
    char *actions = column_actions(builder, table);
    char *extras = column_extras(builder, table);
    TemplateVariable variables[] = {
        {"search_path", TEMPLATE_SQL, steps_local_path(builder, table)},
        {"add", TEMPLATE_SQL,
         actions ? mem_printf(builder->mem, "%s;\n",
                              steps_with_own_defaults(
                                  builder, table,
                                  mem_printf(builder->mem, "ALTER TABLE %s %s", steps_table(builder, table), actions)))
                 : ""},
        {"shim", TEMPLATE_SQL,
         mem_printf(builder->mem, "%s%s%s%s%s%s", shim ? shim->install : "", shim ? "\n" : "",
                    tripwire->on ? tripwire->on : "", tripwire->on ? "\n" : "", shim && shim->check ? shim->check : "",
                    shim && shim->check ? "\n" : "")},
        {"extras", TEMPLATE_SQL, extras ? mem_printf(builder->mem, "%s;", extras) : ""},
    };

    if (actions || shim)
    {
        Step *step = steps_transaction(
            builder, table, LOCK_ACCESS_EXCLUSIVE, "columns", steps_render(builder, "steps/columns", variables, 4),
            "%s of %s", shim ? "add the new columns and the shim" : "change columns", steps_table(builder, table));

        step->rehearsed = mem_printf(builder->mem, "up or down of %s", steps_table(builder, table));
        step->rehearsal = shim && shim->shape_check ? shape_check(builder, table, shim->shape_check) : NULL;
    }
    else
    {
        watch_writes(builder, table);
    }
}

/* Where nothing else is done to the table: columns are dropped, and V+1 never needed them. */
static void
watch_writes(StepBuilder *builder, const TableChange *table)
{
    const ShimTripwire *tripwire = steps_tripwire(builder, table);

    if (tripwire->on)
    {
        steps_transaction(builder, table, LOCK_SHARE_ROW_EXCLUSIVE, "tripwire", tripwire->on,
                          "note who writes the old shape of %s", steps_table(builder, table));
    }
}

void
steps_unwatch(StepBuilder *builder, const TableChange *table, char **statements)
{
    const char *off = steps_tripwire(builder, table)->off;

    if (off)
    {
        steps_statement(builder, statements, "%.*s", (int) (strlen(off) - 1), off);
    }
}

/* Types are checked before the first write, on an empty copy of the table's shape. */
static const char *
shape_check(StepBuilder *builder, const TableChange *table, const char *check)
{
    char *actions = NULL;
    TemplateVariable variables[] = {
        {"table", TEMPLATE_SQL, steps_table(builder, table)},
        {"actions", TEMPLATE_SQL, ""},
        {"check", TEMPLATE_SQL, check},
    };

    add_link_columns(builder, table, &actions);
    if (actions)
    {
        variables[1].value = mem_printf(builder->mem, "ALTER TABLE " SHIM_SHAPE " %s;\n", actions);
    }
    return mem_printf(builder->mem, "%s%s", steps_local_path(builder, table),
                      steps_render(builder, "steps/shape", variables, 3));
}

char *
steps_shape_columns(StepBuilder *builder, const TableChange *table)
{
    char *actions = NULL;

    add_link_columns(builder, table, &actions);
    for (size_t i = 0; i < table->plain_count; i++)
    {
        add_column(builder, table->plain[i].definition->name, table->plain[i].type, table->plain[i].collation,
                   &actions);
    }
    return actions;
}

static void
add_link_columns(StepBuilder *builder, const TableChange *table, char **actions)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        for (size_t j = 0; j < table->links[i]->new_count && table->links[i]->kind != LINK_REPAIR; j++)
        {
            const LinkColumn *column = &table->links[i]->new_columns[j];

            add_column(builder, column->name, column->type, column->collation, actions);
        }
    }
}

static char *
column_actions(StepBuilder *builder, const TableChange *table)
{
    char *actions = NULL;

    add_link_columns(builder, table, &actions);
    for (size_t i = 0; i < table->plain_count; i++)
    {
        const PlainColumn *column = &table->plain[i];

        add_column(builder, column->definition->name, column->type, column->collation, &actions);
        mem_append(&actions, "%s%s%s", column->fallback ? " DEFAULT " : "", column->fallback ? column->fallback : "",
                   column->definition->not_null ? " NOT NULL" : "");
    }
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];
        const char *column = in_place->column ? quote_name(builder->mem, in_place->column) : "";

        if (in_place->kind == IN_PLACE_DROP_NOT_NULL)
        {
            steps_action(builder, &actions, "ALTER COLUMN %s DROP NOT NULL", column);
        }
        else if (in_place->kind == IN_PLACE_SET_DEFAULT)
        {
            steps_action(builder, &actions, "ALTER COLUMN %s SET DEFAULT %s", column, in_place->new_fallback);
        }
    }
    return actions;
}

static void
add_column(StepBuilder *builder, const char *name, const char *type, const char *collation, char **actions)
{
    steps_action(builder, actions, "ADD COLUMN %s %s%s%s", quote_name(builder->mem, name), type,
                 collation ? " COLLATE " : "", collation ? collation : "");
}

/* A CHECK that does not fit the successor's type is found here, not after the backfill: added without a scan, and dropped
 * again in the same transaction. */
static void
try_checks(StepBuilder *builder, const TableChange *table, char **extras)
{
    const char *name = steps_table(builder, table);

    for (size_t i = 0; i < table->table->constraint_count; i++)
    {
        const CatalogConstraint *constraint = &table->table->constraints[i];
        const char *twin = steps_twin_name(builder, table, constraint->name);

        if (constraint->type == 'c' && steps_has_twin(builder, table, constraint))
        {
            steps_statement(builder, extras, "%s", steps_twin_constraint(builder, table, constraint));
            steps_statement(builder, extras, "ALTER TABLE %s DROP CONSTRAINT %s", name, quote_name(builder->mem, twin));
        }
    }
}

static char *
column_extras(StepBuilder *builder, const TableChange *table)
{
    char *extras = NULL;

    try_checks(builder, table, &extras);
    relation_extras(builder, table, table->table, &extras);
    for (size_t i = 0; i < table->table->part_count; i++)
    {
        relation_extras(builder, table, table->table->parts[i], &extras);
    }
    steps_carry_statistics(builder, table, &extras);
    return extras;
}

/* Comment, statistics target and column privileges of a column go to its successor; each part of a partition tree has its
 * own. */
static void
relation_extras(StepBuilder *builder, const TableChange *table, const CatalogTable *relation, char **extras)
{
    Successors successors = steps_successors(builder, table);
    const char *name = quote_qualified_name(builder->mem, (QualifiedName){relation->schema, relation->name});
    const char *only = mem_printf(builder->mem, "%s%s", resolve_is_tree(table) ? "ONLY " : "", name);

    for (size_t i = 0; i < successors.count; i++)
    {
        const CatalogColumn *old = catalog_column(relation, successors.renames[i].from);
        const char *to = quote_name(builder->mem, successors.renames[i].to);

        if (old->comment)
        {
            steps_statement(builder, extras, "COMMENT ON COLUMN %s.%s IS %s", name, to,
                            quote_literal(builder->mem, old->comment));
        }
        if (old->statistics_target >= 0)
        {
            steps_statement(builder, extras, "ALTER TABLE %s ALTER COLUMN %s SET STATISTICS %d", only, to,
                            old->statistics_target);
        }
        column_storage(builder, only, old, to, is_same_type(table, old), extras);
        for (size_t j = 0; j < old->grant_count; j++)
        {
            const char *const *grant = &old->grants[3 * j];

            steps_statement(builder, extras, "GRANT %s (%s) ON %s TO %s%s%s", grant[0], to, name, grant[1],
                            *grant[2] ? " " : "", grant[2]);
        }
    }
}

static bool
is_same_type(const TableChange *table, const CatalogColumn *old)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        const Link *link = table->links[i];

        if (link->is_successor && strcmp(link->old_columns[0].name, old->name) == 0)
        {
            return strcmp(link->new_columns[0].type, old->type) == 0;
        }
    }
    return false;
}

/* A new type brings its own storage (ALTER TYPE resets it as well); the table's estimate of distinct values stays. */
static void
column_storage(StepBuilder *builder, const char *table, const CatalogColumn *old, const char *to, bool is_same,
               char **extras)
{
    if (old->storage && is_same)
    {
        steps_statement(builder, extras, "ALTER TABLE %s ALTER COLUMN %s SET STORAGE %s", table, to, old->storage);
    }
    if (old->compression && is_same)
    {
        steps_statement(builder, extras, "ALTER TABLE %s ALTER COLUMN %s SET COMPRESSION %s", table, to,
                        old->compression);
    }
    if (old->options)
    {
        steps_statement(builder, extras, "ALTER TABLE %s ALTER COLUMN %s SET (%s)", table, to, old->options);
    }
}

/* Those of a partition that are not its root's. */
static void
own_triggers(StepBuilder *builder, const CatalogTable *root, const CatalogTable *part, const char ***triggers,
             size_t *count)
{
    for (size_t i = 0; i < part->trigger_count; i++)
    {
        bool is_roots = !part->triggers[i].fires_on_update || part->triggers[i].is_internal;

        for (size_t j = 0; j < root->trigger_count; j++)
        {
            is_roots = is_roots || strcmp(part->triggers[i].name, root->triggers[j].name) == 0;
        }
        if (!is_roots)
        {
            *mem_push(builder->mem, *triggers, *count) = part->triggers[i].name;
        }
    }
}

/* What `up` repairs old rows for. */
static const char *
repaired_names(StepBuilder *builder, const TableChange *table)
{
    char *names = mem_strdup(builder->mem, "");

    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];
        bool is_check = in_place->kind == IN_PLACE_ADD_CHECK && !in_place->on_new_only;

        if (!in_place->waits_for_contract && (is_check || in_place->kind == IN_PLACE_SET_NOT_NULL))
        {
            mem_append(&names, "%s%s \"%s\"", *names ? ", " : "", is_check ? "constraint" : "NOT NULL of",
                       is_check ? in_place->constraint_name : in_place->column);
        }
    }
    return names;
}

static void
backfill(StepBuilder *builder, const TableChange *table)
{
    const ShimSql *shim = steps_rows(builder, table);
    const char **triggers = NULL;
    size_t count = 0;
    Step *step;

    if (!shim || !shim->backfill)
    {
        return;
    }
    for (size_t i = 0; i < table->table->trigger_count; i++)
    {
        if (table->table->triggers[i].fires_on_update && !table->table->triggers[i].is_internal)
        {
            *mem_push(builder->mem, triggers, count) = table->table->triggers[i].name;
        }
    }
    for (size_t i = 0; i < table->table->part_count; i++)
    {
        own_triggers(builder, table->table, table->table->parts[i], &triggers, &count);
    }
    *mem_push(builder->mem, triggers, count) = NULL;
    step = steps_push(builder, STEP_BACKFILL, table, "backfill", "fill the new columns of old rows of %s",
                      steps_table(builder, table));
    step->lock = LOCK_ROW_EXCLUSIVE;
    step->scans = true;
    step->sql = shim->backfill;
    step->remaining = shim->remaining;
    step->rehearsal = shim->rehearsal;
    step->rehearsed = repaired_names(builder, table);
    step->unrepaired = shim->unrepaired ? steps_violations(builder, table, shim->unrepaired) : NULL;
    step->failing = shim->failing;
    step->row_key = shim->row_key;
    step->way = shim->way;
    step->key_count = shim->key_count;
    step->next_key = shim->next_key;
    step->first_key = shim->first_key;
    step->fires_triggers = builder->resolution->plan->backfill.fire_triggers;
    step->application_triggers = triggers;
    step->settings = steps_settings(builder, table);
}

static void
build_indexes(StepBuilder *builder, const TableChange *table)
{
    steps_build_twins(builder, table);
    steps_tree_own_twins(builder, table);
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];

        if (in_place->kind == IN_PLACE_CREATE_INDEX && !in_place->waits_for_contract)
        {
            steps_add_index(builder, table, in_place);
        }
    }
}

static void
analyze(StepBuilder *builder, const TableChange *table)
{
    char *columns = mem_strdup(builder->mem, "");
    TemplateVariable variables[] = {
        {"table", TEMPLATE_SQL, steps_table(builder, table)},
        {"columns", TEMPLATE_SQL, columns},
    };

    for (size_t i = 0; i < table->link_count; i++)
    {
        for (size_t j = 0; j < table->links[i]->new_count && table->links[i]->kind != LINK_REPAIR; j++)
        {
            mem_append(&columns, "%s%s", *columns ? ", " : "",
                       quote_name(builder->mem, table->links[i]->new_columns[j].name));
        }
    }
    if (*columns)
    {
        /* Extended statistics are gathered only where all their columns are. */
        variables[1].value =
            steps_has_carried_statistics(builder, table) ? "" : mem_printf(builder->mem, "(%s)", columns);
        steps_transaction(builder, table, LOCK_SHARE_UPDATE_EXCLUSIVE, "analyze",
                          steps_render(builder, "steps/analyze", variables, 2),
                          "gather statistics of the new columns of %s", steps_table(builder, table));
    }
}

static void
plan_assertions(StepBuilder *builder)
{
    const Plan *plan = builder->resolution->plan;

    for (size_t i = 0; i < plan->verify_count; i++)
    {
        Step *step = steps_push(builder, STEP_ASSERT, NULL, "assert", "the plan's verify[%zu]", i + 1);

        step->lock = LOCK_ACCESS_SHARE;
        step->sql = plan->verify[i].sql.text;
        step->settings = mem_printf(builder->mem, "SET search_path = %s;", steps_search_path(builder));
        step->expect = plan->verify[i].expect;
    }
}
