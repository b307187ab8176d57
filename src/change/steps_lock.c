/* SPDX-License-Identifier: PostgreSQL */
/*
 * Steps that need more than one lock: they are taken together, or none of them.
 *
 * An application that writes a row and what references it holds one table and waits for the other, in either order. A step that
 * held the one and waited for the other would be in a deadlock with it, and PostgreSQL ends the transaction whose
 * deadlock_timeout is over first: the application's, as often as not.
 */
#include "change/steps.h"

#include <string.h>

#include "base/mem.h"
#include "steps_internal.h"

void
steps_note_lock(StepBuilder *builder, StepLocks *locks, const char *name)
{
    for (size_t i = 0; i < locks->count; i++)
    {
        if (strcmp(locks->names[i], name) == 0)
        {
            return;
        }
    }
    *mem_push(builder->mem, locks->names, locks->count) = name;
}

/* An application may hold a sequence alone, by nextval(), and then wait for the table. */
void
steps_note_table(StepBuilder *builder, StepLocks *locks, const TableChange *table)
{
    steps_note_lock(builder, locks, steps_table(builder, table));
    for (size_t i = 0; i < table->table->sequence_count; i++)
    {
        const CatalogSequence *sequence = &table->table->sequences[i];

        if (resolve_successor(table, sequence->column))
        {
            steps_note_lock(builder, locks,
                            quote_qualified_name(builder->mem, (QualifiedName){sequence->schema, sequence->name}));
        }
    }
}

char *
steps_lock_together(StepBuilder *builder, const StepLocks *locks, const char *mode, const char *statements)
{
    char *names = mem_strdup(builder->mem, "{");
    TemplateVariable body[] = {
        {"names", TEMPLATE_LITERAL, NULL},
        {"lock", TEMPLATE_LITERAL, mem_printf(builder->mem, "LOCK TABLE %%s IN %s MODE", mode)},
    };
    TemplateVariable outer = {"body", TEMPLATE_LITERAL, NULL};

    if (locks->count < 2)
    {
        return mem_strdup(builder->mem, statements);
    }
    for (size_t i = 0; i < locks->count; i++)
    {
        mem_append(&names, "%s%s", i > 0 ? "," : "", quote_array_element(builder->mem, locks->names[i]));
    }
    mem_append(&names, "}");
    body[0].value = names;
    outer.value = steps_render(builder, "steps/lock_together_body", body, 2);
    return mem_printf(builder->mem, "%s;\n%s", steps_render(builder, "steps/lock_together", &outer, 1), statements);
}
