/* SPDX-License-Identifier: PostgreSQL */
/*
 * What has changed around a plan since expand and would stop its seal: asked before anybody is fenced out for a contract that
 * cannot come. The seal asks again, within its own transaction.
 */
#include "change/steps.h"

#include "base/mem.h"
#include "steps_internal.h"

char *
steps_carried_objects(StepBuilder *builder)
{
    char *objects = mem_strdup(builder->mem, "");

    for (size_t i = 0; i < builder->resolution->carried_count; i++)
    {
        const Carried *carried = &builder->resolution->carried[i];
        const CatalogDefinition *definition = carried->dependent->definition;

        if (definition->current)
        {
            mem_append(&objects, "%s            (%s, %s,\n             %s)", *objects ? ",\n" : "",
                       quote_literal(builder->mem, carried->dependent->description), definition->current,
                       quote_literal(builder->mem, definition->digest));
        }
    }
    return objects;
}

static void
append_column(StepBuilder *builder, char **columns, const TableChange *table, const char *name)
{
    mem_append(columns, "%s(%s, %s)", **columns ? ", " : "", quote_literal(builder->mem, steps_table(builder, table)),
               quote_literal(builder->mem, name));
}

static char *
old_columns(StepBuilder *builder)
{
    char *columns = mem_strdup(builder->mem, "");

    for (size_t i = 0; i < builder->resolution->table_count; i++)
    {
        const TableChange *table = &builder->resolution->tables[i];

        for (size_t j = 0; j < table->link_count; j++)
        {
            for (size_t k = 0; k < table->links[j]->old_count; k++)
            {
                append_column(builder, &columns, table, table->links[j]->old_columns[k].name);
            }
        }
        for (size_t j = 0; j < table->dropped_count; j++)
        {
            append_column(builder, &columns, table, table->dropped[j].name);
        }
    }
    return columns;
}

static char *
known_readers(StepBuilder *builder)
{
    char *known = mem_strdup(builder->mem, "{");

    for (size_t i = 0; i < builder->resolution->carried_count; i++)
    {
        mem_append(&known, "%s%s", i > 0 ? "," : "",
                   quote_array_element(builder->mem, builder->resolution->carried[i].dependent->description));
    }
    mem_append(&known, "}");
    return known;
}

void
steps_ask_changed(StepBuilder *builder, Step *seal)
{
    const char *columns = old_columns(builder);
    const char *objects = steps_carried_objects(builder);
    const TemplateVariable variables[] = {
        {"objects", TEMPLATE_SQL, *objects ? mem_printf(builder->mem, ",\n%s", objects) : ""},
        {"columns", TEMPLATE_SQL, columns},
        {"known", TEMPLATE_LITERAL, known_readers(builder)},
    };

    if (*columns)
    {
        seal->violations = steps_render(builder, "steps/changed", variables, 3);
        seal->settings = steps_render(builder, "steps/pin", NULL, 0);
    }
}
