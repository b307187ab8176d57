/* SPDX-License-Identifier: PostgreSQL */
/*
 * Sequences: those that the plan gives more room, and those of columns that have successors.
 *
 * Until the seal the old column counts, for both versions: an INSERT that names neither side gets its value there, and the
 * shim hands it on. At the seal its default, its sequence or its identity goes to the successor (a held column that counted as
 * well would use up two numbers for each row), and comes back with the unseal.
 */
#include "change/steps.h"

#include <string.h>

#include "base/mem.h"
#include "steps_internal.h"

static void move_identity(StepBuilder *builder, const TableChange *table, const char *from, const char *to,
                          char **statements);

static const char *
sequence_name(StepBuilder *builder, const CatalogSequence *sequence)
{
    return quote_qualified_name(builder->mem, (QualifiedName){sequence->schema, sequence->name});
}

/* ---- ALTER SEQUENCE ---- */

void
steps_alter_sequences(StepBuilder *builder, const TableChange *table)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];
        const DdlSequence *wanted = &in_place->statement->sequence;
        char *options = mem_strdup(builder->mem, "");
        TemplateVariable variables[] = {
            {"sequence", TEMPLATE_SQL, NULL},
            {"options", TEMPLATE_SQL, NULL},
        };

        if (in_place->kind != IN_PLACE_ALTER_SEQUENCE)
        {
            continue;
        }
        if (wanted->type)
        {
            mem_append(&options, " AS %s", wanted->type);
        }
        if (wanted->maximum)
        {
            mem_append(&options, *wanted->maximum ? " MAXVALUE %s" : " NO MAXVALUE%s", wanted->maximum);
        }
        variables[0].value = sequence_name(builder, in_place->sequence);
        variables[1].value = options;
        steps_transaction(builder, table, LOCK_NONE, "sequence",
                          steps_render(builder, "steps/alter_sequence", variables, 2), "give sequence %s more room",
                          in_place->sequence->name);
    }
}

void
steps_restore_sequences(StepBuilder *builder, const TableChange *table)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const CatalogSequence *sequence = table->in_place[i].sequence;
        TemplateVariable body[] = {
            {"sequence", TEMPLATE_SQL, NULL},
            {"name", TEMPLATE_LITERAL, NULL},
            {"type", TEMPLATE_SQL, sequence ? sequence->type : NULL},
            {"maximum", TEMPLATE_SQL, sequence ? sequence->maximum : NULL},
        };
        TemplateVariable outer = {"body", TEMPLATE_LITERAL, NULL};

        if (!sequence)
        {
            continue;
        }
        body[0].value = body[1].value = sequence_name(builder, sequence);
        outer.value = steps_render(builder, "steps/restore_sequence_body", body, 4);
        steps_transaction(builder, table, LOCK_NONE, "sequence",
                          steps_render(builder, "steps/restore_sequence", &outer, 1),
                          "give sequence %s the type and the maximum that it had", sequence->name);
    }
}

/* ---- Seal and unseal ---- */

/* Defaults of old columns that use something up, such as nextval(): OFF at the seal. */
void
steps_counting_defaults(StepBuilder *builder, const TableChange *table, bool on, char **actions)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        const Link *link = table->links[i];

        for (size_t j = 0; j < link->old_count && link->kind == LINK_REPLACE; j++)
        {
            const LinkColumn *column = &link->old_columns[j];

            if (column->fallback && column->fallback_is_volatile)
            {
                steps_action(builder, actions, on ? "ALTER COLUMN %s SET DEFAULT %s" : "ALTER COLUMN %s DROP DEFAULT",
                             quote_name(builder->mem, column->name), column->fallback);
            }
        }
    }
}

void
steps_move_sequences(StepBuilder *builder, const TableChange *table, bool back, char **statements)
{
    for (size_t i = 0; i < table->table->sequence_count; i++)
    {
        const CatalogSequence *sequence = &table->table->sequences[i];
        const char *successor = resolve_successor(table, sequence->column);
        const char *from = back ? successor : sequence->column;
        const char *to = back ? sequence->column : successor;

        if (!successor)
        {
            continue;
        }
        if (sequence->is_identity)
        {
            move_identity(builder, table, from, to, statements);
        }
        else
        {
            steps_statement(builder, statements, "ALTER SEQUENCE %s OWNED BY %s.%s", sequence_name(builder, sequence),
                            steps_table(builder, table), quote_name(builder->mem, to));
        }
    }
}

static void
move_identity(StepBuilder *builder, const TableChange *table, const char *from, const char *to, char **statements)
{
    const TemplateVariable body[] = {
        {"table", TEMPLATE_SQL, steps_table(builder, table)},
        {"name", TEMPLATE_LITERAL, steps_table(builder, table)},
        {"old", TEMPLATE_LITERAL, from},
        {"from", TEMPLATE_IDENTIFIER, from},
        {"new", TEMPLATE_LITERAL, to},
    };
    const TemplateVariable outer = {"body", TEMPLATE_LITERAL,
                                    steps_render(builder, "steps/move_identity_body", body, 5)};

    steps_statement(builder, statements, "%s", steps_render(builder, "steps/move_identity", &outer, 1));
}
