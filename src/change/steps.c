/* SPDX-License-Identifier: PostgreSQL */
/*
 * The list of steps: names, the builder, and the steps that several phases share.
 */
#include "change/steps.h"

#include <stdarg.h>
#include <string.h>

#include "base/mem.h"
#include "steps_internal.h"

static const char *const phase_names[PHASE_COUNT] = {
    [PHASE_EXPAND] = "expand", [PHASE_TIGHTEN] = "tighten", [PHASE_SEAL] = "seal",       [PHASE_PURGE] = "purge",
    [PHASE_UNSEAL] = "unseal", [PHASE_UNDO] = "undo",       [PHASE_DISCARD] = "discard",
};

static const char *const kind_names[] = {
    [STEP_TRANSACTION] = "transaction", [STEP_CONCURRENT] = "concurrent", [STEP_BACKFILL] = "backfill",
    [STEP_VERIFY] = "verify",           [STEP_ASSERT] = "assert",
};

bool
steps_build(void *owner, const Resolution *resolution, StepList **steps, Error *err)
{
    StepList *list = mem_new(owner, StepList);
    StepBuilder builder = {.mem = list, .resolution = resolution, .list = list, .err = err};

    builder.shims = mem_array(list, ShimSql *, resolution->table_count + 1);
    builder.tripwires = mem_array(list, ShimTripwire, resolution->table_count + 1);
    for (size_t i = 0; i < resolution->table_count; i++)
    {
        if (!shim_tripwire(list, resolution, &resolution->tables[i], &builder.tripwires[i], err))
        {
            return false;
        }
        if (resolution->tables[i].link_count > 0)
        {
            builder.shims[i] = shim_build(list, resolution, &resolution->tables[i], err);
            if (!builder.shims[i])
            {
                return false;
            }
        }
    }
    steps_build_expand(&builder);
    steps_build_contract(&builder);
    steps_build_rollback(&builder);
    *steps = list;
    return !error_is_set(err);
}

/* ---- The builder ---- */

static Step *
push_step(StepBuilder *builder, StepKind kind, const TableChange *table, const char *slug, const char *title)
{
    static const char *const none[] = {NULL};
    Step *step = mem_push(builder->mem, builder->list->steps, builder->list->count);

    if (builder->list->count > 1 && step[-1].phase != builder->phase)
    {
        builder->number = 0;
    }
    builder->number++;
    step->phase = builder->phase;
    step->kind = kind;
    step->title = title;
    step->relation = table ? steps_table(builder, table) : NULL;
    step->application_triggers = none;
    step->archive = none;
    step->id = table ? mem_printf(builder->mem, "%s/%02zu_%s:%s.%s", phase_names[builder->phase], builder->number, slug,
                                  table->name.schema, table->name.name)
                     : mem_printf(builder->mem, "%s/%02zu_%s", phase_names[builder->phase], builder->number, slug);
    return step;
}

Step *
steps_push(StepBuilder *builder, StepKind kind, const TableChange *table, const char *slug, const char *title, ...)
{
    va_list args;
    char *text;

    va_start(args, title);
    text = mem_vprintf(builder->mem, title, args);
    va_end(args);
    return push_step(builder, kind, table, slug, text);
}

/* What takes a strong lock on TABLE, or on all tables (NULL), takes it on the whole of a partition tree. */
static char *
lock_trees(StepBuilder *builder, const TableChange *table, LockMode lock)
{
    const Resolution *resolution = builder->resolution;
    char *statements = mem_strdup(builder->mem, "");

    for (size_t i = 0; i < resolution->table_count && lock >= LOCK_SHARE; i++)
    {
        if ((!table || table == &resolution->tables[i]) && resolve_is_tree(&resolution->tables[i]))
        {
            mem_append(&statements, "%s;\n", steps_lock_tree(builder, &resolution->tables[i], lock));
        }
    }
    return statements;
}

Step *
steps_transaction(StepBuilder *builder, const TableChange *table, LockMode lock, const char *slug, const char *sql,
                  const char *title, ...)
{
    Step *step;
    va_list args;
    char *text;

    va_start(args, title);
    text = mem_vprintf(builder->mem, title, args);
    va_end(args);
    step = push_step(builder, STEP_TRANSACTION, table, slug, text);
    step->lock = lock;
    step->sql = mem_printf(builder->mem, "%s%s", lock_trees(builder, table, lock), sql ? sql : "");
    return step;
}

char *
steps_render(StepBuilder *builder, const char *name, const TemplateVariable *variables, size_t count)
{
    char *sql = template_render(builder->mem, name, variables, count, builder->err);

    return sql ? sql : mem_strdup(builder->mem, "");
}

const char *
steps_table(StepBuilder *builder, const TableChange *table)
{
    return quote_qualified_name(builder->mem, table->name);
}

const ShimTripwire *
steps_tripwire(StepBuilder *builder, const TableChange *table)
{
    return &builder->tripwires[table - builder->resolution->tables];
}

const char *
steps_search_path(StepBuilder *builder)
{
    return builder->resolution->search_path;
}

const char *
steps_local_path(StepBuilder *builder, const TableChange *table)
{
    return table->pins_search_path
               ? mem_printf(builder->mem, "SET LOCAL search_path = %s;\n", steps_search_path(builder))
               : "";
}

const ShimSql *
steps_shim(StepBuilder *builder, const TableChange *table)
{
    return resolve_needs_shim(table) ? steps_rows(builder, table) : NULL;
}

const ShimSql *
steps_rows(StepBuilder *builder, const TableChange *table)
{
    return builder->shims[table - builder->resolution->tables];
}

char *
steps_settings(StepBuilder *builder, const TableChange *table)
{
    const Catalog *catalog = builder->resolution->catalog;
    char *settings = NULL;

    if (table->pins_search_path)
    {
        settings = mem_printf(builder->mem, "SET search_path = %s;", steps_search_path(builder));
    }
    for (size_t i = 0; table->pins_settings && i < catalog->setting_count; i++)
    {
        settings = settings ? settings : mem_strdup(builder->mem, "");
        mem_append(&settings, "%sSET %s = %s;", *settings ? " " : "",
                   quote_name(builder->mem, catalog->settings[i].name),
                   quote_literal(builder->mem, catalog->settings[i].value));
    }
    return settings;
}

static void
append_joined(char **text, const char *separator, const char *piece)
{
    mem_append(text, "%s%s", **text ? separator : "", piece);
}

void
steps_action(StepBuilder *builder, char **actions, const char *format, ...)
{
    va_list args;

    *actions = *actions ? *actions : mem_strdup(builder->mem, "");
    va_start(args, format);
    append_joined(actions, ", ", mem_vprintf(builder->mem, format, args));
    va_end(args);
}

void
steps_statement(StepBuilder *builder, char **statements, const char *format, ...)
{
    va_list args;

    *statements = *statements ? *statements : mem_strdup(builder->mem, "");
    va_start(args, format);
    append_joined(statements, ";\n", mem_vprintf(builder->mem, format, args));
    va_end(args);
}

/* Two ALTER TABLE statements in one transaction: within one, PostgreSQL drops constraints first (its passes), and SET NOT
 * NULL would scan the table for want of the CHECK that proves it. SECOND may be NULL. */
char *
steps_alter_twice(StepBuilder *builder, const TableChange *table, const char *first, const char *second)
{
    return second ? mem_printf(builder->mem, "%s;\nALTER TABLE %s %s", first, steps_table(builder, table), second)
                  : mem_strdup(builder->mem, first);
}

/* ---- Steps of several phases ---- */

void
steps_verify(StepBuilder *builder, const TableChange *table, bool held)
{
    const ShimSql *shim = steps_shim(builder, table);
    const char *sql = shim ? (held ? shim->verify_held : shim->verify) : NULL;
    Step *step;

    if (sql)
    {
        step = steps_push(builder, STEP_VERIFY, table, "verify",
                          "verify that old and new shape are equal in every row of %s", steps_table(builder, table));
        step->lock = LOCK_ACCESS_SHARE;
        step->scans = true;
        step->sql = sql;
        step->settings = steps_settings(builder, table);
    }
}

void
steps_not_valid(StepBuilder *builder, const TableChange *table, const char *statements)
{
    const TemplateVariable variables[] = {
        {"search_path", TEMPLATE_SQL, steps_search_path(builder)},
        {"statements", TEMPLATE_SQL, statements},
    };

    steps_transaction(builder, table, LOCK_ACCESS_EXCLUSIVE, "constraints",
                      steps_render(builder, "steps/check_not_valid", variables, 2),
                      "add constraints to %s, not yet validated", steps_table(builder, table));
}

/* CONDITION finds the rows that break the constraint (alias t); NULL when they cannot be named. */
Step *
steps_validate(StepBuilder *builder, const TableChange *table, const char *constraint, const char *condition)
{
    const TemplateVariable variables[] = {
        {"table", TEMPLATE_SQL, steps_table(builder, table)},
        {"constraint", TEMPLATE_IDENTIFIER, constraint},
    };
    Step *step = steps_transaction(builder, table, LOCK_SHARE_UPDATE_EXCLUSIVE, "validate",
                                   steps_render(builder, "steps/validate", variables, 2), "validate %s of %s",
                                   constraint, steps_table(builder, table));

    step->scans = true;
    step->violations = condition ? steps_violations(builder, table, condition) : NULL;
    return step;
}

/* CONDITION finds the rows (alias t). */
char *
steps_violations(StepBuilder *builder, const TableChange *table, const char *condition)
{
    const char *const *key = table->table->primary_key;
    char *text = mem_strdup(builder->mem, "");
    TemplateVariable violation[] = {
        {"source", TEMPLATE_SQL,
         mem_printf(builder->mem, "%s%s", resolve_is_tree(table) ? "" : "ONLY ", steps_table(builder, table))},
        {"key", TEMPLATE_SQL, NULL},
        {"condition", TEMPLATE_SQL, condition},
    };

    for (size_t i = 0; key && key[i]; i++)
    {
        mem_append(&text, "%spg_catalog.concat(%s, t.%s)", i > 0 ? " || ' ' || " : "",
                   quote_literal(builder->mem, mem_printf(builder->mem, "%s=", key[i])),
                   quote_name(builder->mem, key[i]));
    }
    text = *text ? text : mem_strdup(builder->mem, "pg_catalog.concat('ctid=', t.ctid)");
    if (resolve_is_tree(table))
    {
        mem_append(&text, " || pg_catalog.concat(' in ', t.tableoid::regclass)");
    }
    violation[1].value = text;
    return steps_render(builder, "steps/violations", violation, 3);
}

/* ---- Successors ---- */

Successors
steps_successors(StepBuilder *builder, const TableChange *table)
{
    Successors successors = {0};

    for (size_t i = 0; i < table->link_count; i++)
    {
        if (table->links[i]->is_successor)
        {
            ColumnRename *rename = mem_push(builder->mem, successors.renames, successors.count);

            rename->from = table->links[i]->old_columns[0].name;
            rename->to = table->links[i]->new_columns[0].name;
        }
    }
    return successors;
}

bool
steps_is_carried(StepBuilder *builder, const TableChange *table, const char *const *columns)
{
    Successors successors = steps_successors(builder, table);
    bool has_successor = false;

    for (size_t i = 0; columns && columns[i]; i++)
    {
        bool is_old = false;
        bool is_successor = false;

        for (size_t j = 0; j < table->link_count; j++)
        {
            for (size_t k = 0; k < table->links[j]->old_count; k++)
            {
                is_old = is_old || strcmp(table->links[j]->old_columns[k].name, columns[i]) == 0;
            }
        }
        for (size_t j = 0; j < table->dropped_count; j++)
        {
            is_old = is_old || strcmp(table->dropped[j].name, columns[i]) == 0;
        }
        for (size_t j = 0; j < successors.count; j++)
        {
            is_successor = is_successor || strcmp(successors.renames[j].from, columns[i]) == 0;
        }
        if (is_old && !is_successor)
        {
            return false;
        }
        has_successor = has_successor || is_successor;
    }
    return has_successor;
}

bool
steps_has_twin(StepBuilder *builder, const TableChange *table, const CatalogConstraint *constraint)
{
    return steps_is_carried(builder, table, constraint->columns) && !resolve_is_loosened(table, constraint);
}

const char *
steps_twin_name(StepBuilder *builder, const TableChange *table, const char *name)
{
    return resolve_twin_name(builder->mem, table, name);
}

const char *
steps_not_null_name(StepBuilder *builder, const TableChange *table, const char *column)
{
    return quote_short_name(builder->mem, "bellows_not_null_", column,
                            mem_printf(builder->mem, "%s %s", table->key, column));
}

void
steps_each_not_null(StepBuilder *builder, const TableChange *table, bool repairs, StepColumnVisit visit, char **text)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        const Link *link = table->links[i];

        for (size_t j = 0; j < link->new_count; j++)
        {
            if (link->new_columns[j].not_null && (link->kind == LINK_REPAIR) == repairs)
            {
                visit(builder, table, link->new_columns[j].name, text);
            }
        }
    }
}

/* ---- Names ---- */

const char *
steps_phase_name(Phase phase)
{
    return phase_names[phase];
}

const char *
steps_kind_name(StepKind kind)
{
    return kind_names[kind];
}

bool
steps_phase_from_name(const char *name, Phase *phase)
{
    for (size_t i = 0; i < PHASE_COUNT; i++)
    {
        if (strcmp(phase_names[i], name) == 0)
        {
            *phase = (Phase) i;
            return true;
        }
    }
    return false;
}

bool
steps_kind_from_name(const char *name, StepKind *kind)
{
    for (size_t i = 0; i < sizeof kind_names / sizeof kind_names[0]; i++)
    {
        if (strcmp(kind_names[i], name) == 0)
        {
            *kind = (StepKind) i;
            return true;
        }
    }
    return false;
}
