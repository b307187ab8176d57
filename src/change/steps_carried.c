/* SPDX-License-Identifier: PostgreSQL */
/*
 * What follows a column to its successor (change/resolve_carried.c says what does).
 *
 * At the seal the held column has left its name, so the new one can bear it for a moment, under ACCESS EXCLUSIVE: then every
 * object is told its own definition again, as the server wrote it, and reads the new column. Renamed back, the server writes it
 * as it would after RENAME COLUMN: a view's "name" becomes "full_name AS name". Nothing is rewritten here, so nothing
 * can be misread. Triggers follow in two steps, since both columns are written while both versions run; extended statistics have
 * a twin, as indexes do.
 */
#include <string.h>

#include "base/mem.h"
#include "change/steps.h"
#include "steps_internal.h"

static bool is_statistics(const Carried *carried);
static void lock_readers(StepBuilder *builder, char **statements);
static void check_unchanged(StepBuilder *builder, char **statements);
static void define_all(StepBuilder *builder, char **statements);
static void define(StepBuilder *builder, const CatalogDefinition *definition, const char *statement, char **statements);
static void swap_names(StepBuilder *builder, bool back, char **statements);
static bool is_swapped(const TableChange *table, const Link *link);
static bool is_of_table(const TableChange *table, const CatalogDependent *dependent);
static char *held_columns(StepBuilder *builder);
static QualifiedName twin_of(StepBuilder *builder, const TableChange *table, const CatalogDefinition *statistics);

/* ---- Expand, undo, purge: triggers and statistics ---- */

void
steps_carry_statistics(StepBuilder *builder, const TableChange *table, char **statements)
{
    Successors successors = steps_successors(builder, table);

    for (size_t i = 0; i < builder->resolution->carried_count; i++)
    {
        const Carried *carried = &builder->resolution->carried[i];
        const CatalogDefinition *definition = carried->dependent->definition;
        QualifiedName twin = twin_of(builder, table, definition);
        const char *name = quote_qualified_name(builder->mem, twin);
        char *statement;

        if (!is_of_table(table, carried->dependent) || !is_statistics(carried))
        {
            continue;
        }
        statement = ddl_statistics_rename(builder->mem, definition->statement, twin, successors.renames,
                                          successors.count, builder->err);
        steps_statement(builder, statements, "%s", statement ? statement : "");
        steps_statement(builder, statements, "ALTER STATISTICS %s OWNER TO %s", name,
                        quote_name(builder->mem, definition->owner));
        if (definition->statistics_target >= 0)
        {
            steps_statement(builder, statements, "ALTER STATISTICS %s SET STATISTICS %d", name,
                            (int) definition->statistics_target);
        }
    }
}

/* Behind the backfill: an ENABLE ALWAYS trigger would fire for it. V+1 does not write yet. */
void
steps_carry_triggers(StepBuilder *builder, const TableChange *table)
{
    char *definitions = NULL;

    for (size_t i = 0; i < builder->resolution->carried_count; i++)
    {
        const Carried *carried = &builder->resolution->carried[i];

        if (carried->widened && is_of_table(table, carried->dependent))
        {
            define(builder, carried->dependent->definition, carried->widened, &definitions);
        }
    }
    if (definitions)
    {
        const TemplateVariable variables[] = {
            {"pin", TEMPLATE_SQL, steps_render(builder, "steps/pin", NULL, 0)},
            {"statements", TEMPLATE_SQL, definitions},
        };

        steps_transaction(builder, table, LOCK_ACCESS_EXCLUSIVE, "triggers",
                          steps_render(builder, "steps/triggers", variables, 2),
                          "let triggers of %s watch the old and the new columns", steps_table(builder, table));
    }
}

void
steps_carry_undone(StepBuilder *builder, const TableChange *table, char **statements)
{
    char *undone = NULL;

    for (size_t i = 0; i < builder->resolution->carried_count; i++)
    {
        const Carried *carried = &builder->resolution->carried[i];
        const CatalogDefinition *definition = carried->dependent->definition;

        if (is_of_table(table, carried->dependent) && carried->widened)
        {
            define(builder, definition, definition->statement, &undone);
        }
        if (is_of_table(table, carried->dependent) && is_statistics(carried))
        {
            steps_statement(builder, &undone, "DROP STATISTICS IF EXISTS %s",
                            quote_qualified_name(builder->mem, twin_of(builder, table, definition)));
        }
    }
    if (undone)
    {
        steps_statement(builder, statements, "%s;\n%s", steps_render(builder, "steps/pin", NULL, 0), undone);
    }
}

/* Statistics of a dropped column are gone with it; their twin takes the name. */
void
steps_carry_names(StepBuilder *builder, const TableChange *table, char **statements)
{
    for (size_t i = 0; i < builder->resolution->carried_count; i++)
    {
        const Carried *carried = &builder->resolution->carried[i];
        const CatalogDefinition *definition = carried->dependent->definition;

        if (!is_of_table(table, carried->dependent) || !is_statistics(carried))
        {
            continue;
        }
        steps_statement(builder, statements, "ALTER STATISTICS %s RENAME TO %s",
                        quote_qualified_name(builder->mem, twin_of(builder, table, definition)),
                        quote_name(builder->mem, definition->name));
        if (definition->comment)
        {
            steps_statement(builder, statements, "COMMENT ON STATISTICS %s IS %s",
                            quote_qualified_name(builder->mem, (QualifiedName){definition->schema, definition->name}),
                            quote_literal(builder->mem, definition->comment));
        }
    }
}

bool
steps_has_carried_statistics(StepBuilder *builder, const TableChange *table)
{
    for (size_t i = 0; i < builder->resolution->carried_count; i++)
    {
        const Carried *carried = &builder->resolution->carried[i];
        if (is_of_table(table, carried->dependent) && is_statistics(carried))
        {
            return true;
        }
    }
    return false;
}

/* ---- Seal and unseal ---- */

/* Before anything else of the transaction. */
void
steps_carry_begin(StepBuilder *builder, bool seals, char **statements)
{
    lock_readers(builder, statements);
    if (seals)
    {
        check_unchanged(builder, statements);
    }
}

/* Behind all else: the settings that it needs stay until the commit. */
void
steps_carry_over(StepBuilder *builder, char **statements)
{
    char *definitions = NULL;
    char *there = NULL;
    char *back = NULL;

    define_all(builder, &definitions);
    if (definitions)
    {
        const TemplateVariable columns = {"columns", TEMPLATE_SQL, held_columns(builder)};

        swap_names(builder, false, &there);
        swap_names(builder, true, &back);
        {
            const TemplateVariable variables[] = {
                {"pin", TEMPLATE_SQL, steps_render(builder, "steps/pin", NULL, 0)},
                {"there", TEMPLATE_SQL, there},
                {"statements", TEMPLATE_SQL, definitions},
                {"back", TEMPLATE_SQL, back},
                {"body", TEMPLATE_LITERAL, steps_render(builder, "steps/nothing_left_body", &columns, 1)},
            };

            steps_statement(builder, statements, "%s", steps_render(builder, "steps/carry", variables, 5));
        }
    }
}

void
steps_carry_back(StepBuilder *builder, char **statements)
{
    char *definitions = NULL;

    for (size_t i = 0; i < builder->resolution->carried_count; i++)
    {
        const Carried *carried = &builder->resolution->carried[i];
        const CatalogDefinition *definition = carried->dependent->definition;

        if (carried->widened)
        {
            define(builder, definition, carried->widened, &definitions);
        }
        else if (!is_statistics(carried))
        {
            const TemplateVariable body[] = {
                {"current", TEMPLATE_SQL, definition->current},
                {"before", TEMPLATE_SQL, definition->before ? mem_printf(builder->mem, "%s;", definition->before) : ""},
                {"statement", TEMPLATE_LITERAL, definition->statement},
            };

            steps_statement(builder, &definitions, "DO %s",
                            quote_literal(builder->mem, steps_render(builder, "steps/carry_back_body", body, 3)));
        }
    }
    if (definitions)
    {
        const TemplateVariable variables[] = {
            {"pin", TEMPLATE_SQL, steps_render(builder, "steps/pin", NULL, 0)},
            {"statements", TEMPLATE_SQL, definitions},
        };

        steps_statement(builder, statements, "%s", steps_render(builder, "steps/carry_back", variables, 2));
    }
}

static void
lock_readers(StepBuilder *builder, char **statements)
{
    const char **relations = NULL;
    size_t count = 0;
    char *list = mem_strdup(builder->mem, "ARRAY[");
    char *tables = NULL;

    for (size_t i = 0; i < builder->resolution->carried_count; i++)
    {
        const Carried *carried = &builder->resolution->carried[i];
        const char *relation = carried->dependent->definition->relation;
        bool is_listed = relation == NULL;

        for (size_t j = 0; j < count && !is_listed; j++)
        {
            is_listed = strcmp(relations[j], relation) == 0;
        }
        if (!is_listed)
        {
            mem_append(&list, "%s%s", count > 0 ? ", " : "", quote_literal(builder->mem, relation));
            *mem_push(builder->mem, relations, count) = relation;
        }
    }
    if (count > 0)
    {
        const TableChange *changed = builder->resolution->tables;
        size_t table_count = builder->resolution->table_count;
        const TemplateVariable body[] = {
            {"count", TEMPLATE_SQL, mem_printf(builder->mem, "%zu", count + table_count + 1)},
            {"relations", TEMPLATE_SQL, mem_printf(builder->mem, "%s]", list)},
        };

        for (size_t i = 0; i < table_count; i++)
        {
            steps_statement(builder, &tables, "LOCK TABLE ONLY %s IN SHARE UPDATE EXCLUSIVE MODE",
                            steps_table(builder, &changed[i]));
        }
        {
            const TemplateVariable variables[] = {
                {"tables", TEMPLATE_SQL, tables},
                {"body", TEMPLATE_LITERAL, steps_render(builder, "steps/lock_readers_body", body, 2)},
            };

            steps_statement(builder, statements, "%s", steps_render(builder, "steps/lock_readers", variables, 2));
        }
    }
}

/* A trigger has been widened meanwhile, and statistics are not made again at the seal. */
static void
check_unchanged(StepBuilder *builder, char **statements)
{
    char *objects = steps_carried_objects(builder);

    if (*objects)
    {
        const TemplateVariable body = {"objects", TEMPLATE_SQL, objects};
        const TemplateVariable variables[] = {
            {"pin", TEMPLATE_SQL, steps_render(builder, "steps/pin", NULL, 0)},
            {"body", TEMPLATE_LITERAL, steps_render(builder, "steps/unchanged_body", &body, 1)},
        };

        steps_statement(builder, statements, "%s", steps_render(builder, "steps/unchanged", variables, 2));
    }
}

static void
define_all(StepBuilder *builder, char **statements)
{
    for (size_t i = 0; i < builder->resolution->carried_count; i++)
    {
        const Carried *carried = &builder->resolution->carried[i];
        const CatalogDefinition *definition = carried->dependent->definition;

        if (!is_statistics(carried))
        {
            define(builder, definition, definition->statement, statements);
        }
    }
}

static void
define(StepBuilder *builder, const CatalogDefinition *definition, const char *statement, char **statements)
{
    if (definition->before)
    {
        steps_statement(builder, statements, "%s", definition->before);
    }
    steps_statement(builder, statements, "%s", statement);
    if (definition->after)
    {
        steps_statement(builder, statements, "%s", definition->after);
    }
}

static void
swap_names(StepBuilder *builder, bool back, char **statements)
{
    const Resolution *resolution = builder->resolution;

    for (size_t i = 0; i < resolution->table_count; i++)
    {
        const TableChange *table = &resolution->tables[i];

        for (size_t j = 0; j < table->link_count; j++)
        {
            if (is_swapped(table, table->links[j]))
            {
                const char *old = quote_name(builder->mem, table->links[j]->old_columns[0].name);
                const char *new = quote_name(builder->mem, table->links[j]->new_columns[0].name);

                steps_statement(builder, statements, "ALTER TABLE %s RENAME COLUMN %s TO %s",
                                steps_table(builder, table), back ? old : new, back ? new : old);
            }
        }
    }
}

/* Whether something is made again that reads the link's old column. */
static bool
is_swapped(const TableChange *table, const Link *link)
{
    for (size_t i = 0; i < table->table->dependent_count && link->is_rename; i++)
    {
        const CatalogDependent *dependent = &table->table->dependents[i];

        if (dependent->definition && strcmp(dependent->kind, "statistics") != 0 &&
            strcmp(dependent->column, link->old_columns[0].name) == 0)
        {
            return true;
        }
    }
    return false;
}

static char *
held_columns(StepBuilder *builder)
{
    const Resolution *resolution = builder->resolution;
    char *columns = mem_strdup(builder->mem, "");

    for (size_t i = 0; i < resolution->table_count; i++)
    {
        const TableChange *table = &resolution->tables[i];

        for (size_t j = 0; j < table->link_count; j++)
        {
            for (size_t k = 0; k < table->links[j]->old_count; k++)
            {
                mem_append(&columns, "%s            (%s, %s)", *columns ? ",\n" : "",
                           quote_literal(builder->mem, steps_table(builder, table)),
                           quote_literal(builder->mem, table->links[j]->old_columns[k].held_name));
            }
        }
    }
    return columns;
}

static bool
is_of_table(const TableChange *table, const CatalogDependent *dependent)
{
    const CatalogDependent *first = table->table->dependents;

    for (size_t i = 0; i < table->table->dependent_count; i++)
    {
        if (first[i].definition == dependent->definition)
        {
            return true;
        }
    }
    return false;
}

static bool
is_statistics(const Carried *carried)
{
    return strcmp(carried->dependent->kind, "statistics") == 0;
}

static QualifiedName
twin_of(StepBuilder *builder, const TableChange *table, const CatalogDefinition *statistics)
{
    return (QualifiedName){.schema = statistics->schema, .name = steps_twin_name(builder, table, statistics->name)};
}
