/* SPDX-License-Identifier: PostgreSQL */
/*
 * Repairs: rows that break a new NOT NULL or CHECK get the values of `up`.
 *
 * The condition is the same in the triggers' WHEN, in the function and in the backfill. It does not ask which columns a statement
 * wrote: an UPDATE of another column of a row that is not yet repaired must repair it, or the CHECK, which is there
 * NOT VALID before it is validated, would refuse the UPDATE (23514). A row that `up` cannot repair is none to fill:
 * else the backfill would never end.
 */
#include "change/shim.h"

#include <string.h>

#include "base/mem.h"
#include "shim_internal.h"

char *
shim_broken(Shim *shim, const Link *link, const char *qualifier)
{
    char *condition =
        link->broken ? ddl_expression_render(shim->mem, link->broken, qualifier, NULL, 0, shim->err) : NULL;

    return condition ? condition : mem_strdup(shim->mem, "false");
}

/* The row behind "t", with the values of `up`, is broken still. CHECK reads only what the subquery gives. */
static char *
still_broken(Shim *shim, const Link *link)
{
    const char *const *reads = ddl_expression_columns(shim->mem, link->broken);
    char *row = mem_strdup(shim->mem, "");

    for (size_t i = 0; reads[i]; i++)
    {
        const char *name = quote_name(shim->mem, reads[i]);
        char *value = mem_printf(shim->mem, "t.%s", name);

        for (size_t j = 0; j < link->new_count; j++)
        {
            const LinkColumn *column = &link->new_columns[j];

            if (strcmp(column->name, reads[i]) == 0)
            {
                value = shim_assigned(shim, shim_value(shim, link, column, "t", false), column->type);
            }
        }
        mem_append(&row, "%s%s AS %s", i > 0 ? ", " : "", value, name);
    }
    return mem_printf(shim->mem, "(SELECT %s FROM (SELECT %s) AS r)", shim_broken(shim, link, "r"), row);
}

char *
shim_repairable(Shim *shim, const Link *link)
{
    return mem_printf(shim->mem, "CASE WHEN %s THEN NOT %s ELSE false END", shim_broken(shim, link, "t"),
                      still_broken(shim, link));
}

char *
shim_unrepaired(Shim *shim)
{
    char *condition = mem_strdup(shim->mem, "");

    for (size_t i = 0; i < shim->table->link_count; i++)
    {
        const Link *link = shim->table->links[i];

        if (link->kind == LINK_REPAIR)
        {
            mem_append(&condition, "%sCASE WHEN %s THEN %s ELSE false END", *condition ? " OR " : "",
                       shim_broken(shim, link, "t"), still_broken(shim, link));
        }
    }
    return *condition ? condition : NULL;
}

/* Several values are computed before the first is assigned: one may read what another replaces. */
void
shim_repair(Shim *shim, const Link *link, char **body)
{
    const char *columns = shim_list(shim, link->new_columns, link->new_count, "NEW", false);
    char *values = mem_strdup(shim->mem, "");

    mem_append(body, "        IF %s THEN\n", shim_broken(shim, link, "NEW"));
    for (size_t i = 0; i < link->new_count; i++)
    {
        mem_append(&values, "%s%s", i > 0 ? ", " : "", shim_value(shim, link, &link->new_columns[i], "NEW", false));
    }
    if (link->new_count == 1)
    {
        mem_append(body, "            %s := %s;\n", columns, values);
    }
    else
    {
        mem_append(body, "            SELECT %s INTO %s;\n", values, columns);
    }
    mem_append(body, "        END IF;\n");
}
