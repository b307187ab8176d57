/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the shim of a partition tree needs besides: rows that an UPDATE moves to another partition, and partitions that are
 * attached with defaults of their own.
 *
 * Such an UPDATE fires BEFORE UPDATE, BEFORE DELETE and, in the other partition, BEFORE INSERT, where no default is evaluated
 * (13 to 18): without the move trigger it would look like an INSERT of V+1 that names all columns.
 */
#include "change/shim.h"

#include <string.h>

#include "base/mem.h"
#include "shim_internal.h"

char *
shim_move_trigger(Shim *shim)
{
    const TemplateVariable variables[] = {
        {"trigger", TEMPLATE_IDENTIFIER, shim->move_trigger},
        {"table", TEMPLATE_SQL, shim->sql_table},
        {"version", TEMPLATE_LITERAL, shim->version},
        {"marker", TEMPLATE_LITERAL, shim->marker},
        {"function", TEMPLATE_IDENTIFIER, shim->function},
        {"comment", TEMPLATE_LITERAL, mem_printf(shim->mem, "%s purpose=move", shim->comment)},
    };
    char *text = shim->has_moves ? template_render(shim->mem, "shim/move_trigger", variables, 6, shim->err) : NULL;

    return text ? mem_printf(shim->mem, "%s\n", text) : mem_strdup(shim->mem, "");
}

/* The marker of such a row is that alone. */
char *
shim_is_moved(Shim *shim)
{
    return mem_printf(shim->mem, "(pg_catalog.current_setting(%s, true) = '/moved/')",
                      quote_literal(shim->mem, shim->decided));
}

/* Those with an omission marker, as an array literal. */
char *
shim_marked_columns(Shim *shim)
{
    char *columns = mem_strdup(shim->mem, "{");

    for (size_t i = 0; i < shim->table->link_count; i++)
    {
        const Link *link = shim->table->links[i];
        const LinkColumn *marked = link->kind == LINK_DROP ? link->old_columns : link->new_columns;
        size_t count = link->kind == LINK_DROP ? link->old_count : link->new_count;

        for (size_t j = 0; j < count && link->kind != LINK_REPAIR; j++)
        {
            mem_append(&columns, "%s%s", columns[1] ? "," : "", quote_array_element(shim->mem, marked[j].name));
        }
    }
    mem_append(&columns, "}");
    return columns;
}
