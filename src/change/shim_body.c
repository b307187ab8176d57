/* SPDX-License-Identifier: PostgreSQL */
/*
 * The body of the shim's function: the order of its links, what an UPDATE does, and what both INSERT (shim_insert.c) and
 * UPDATE are made of.
 *
 * Invariant kept for every link that replaces columns: after each statement new = up(old) or old = down(new). No
 * EXCEPTION block (a subtransaction for each row), every name qualified, assignments only to NEW. `up` reads no new
 * column and `down` no old one, so the order of the assignments does not matter; only repairs go before all others.
 */
#include "change/shim.h"

#include <string.h>

#include "base/mem.h"
#include "shim_internal.h"

static void update_link(Shim *shim, const Link *link, ShimState state, char **body);
static void complete_touched(Shim *shim, const Link *link, char **body);
static char *shared_list(Shim *shim, const Link *link, const char *qualifier);

char *
shim_body(Shim *shim, ShimState state)
{
    char *insert = mem_strdup(shim->mem, "");
    char *update = mem_strdup(shim->mem, "");
    TemplateVariable variables[] = {
        {"insert", TEMPLATE_SQL, NULL},
        {"update", TEMPLATE_SQL, NULL},
    };

    for (size_t i = 0; i < shim->table->link_count; i++)
    {
        const Link *link = shim->table->links[i];

        if (link->kind == LINK_REPAIR && state != SHIM_HELD) /* V has the constraint as long as it can run */
        {
            shim_repair(shim, link, &insert);
            shim_repair(shim, link, &update);
        }
    }
    for (size_t i = 0; i < shim->table->link_count; i++)
    {
        shim_insert_link(shim, shim->table->links[i], state, &insert);
        update_link(shim, shim->table->links[i], state, &update);
    }
    variables[0].value = *insert ? insert : "        NULL;";
    variables[1].value = *update ? update : "        NULL;";
    return template_render(shim->mem, "shim/body", variables, 2, shim->err);
}

/* Which side did the statement change? The image comparison sees 1.0 → 1.00 and json, too. A write to a shared column
 * alone keeps the direction in which the row stands. */
static void
update_replace(Shim *shim, const Link *link, char **body)
{
    const char *old_new = shim_list(shim, link->new_columns, link->new_count, "OLD", false);
    const char *new_new = shim_list(shim, link->new_columns, link->new_count, "NEW", false);
    const char *old_old = shim_list(shim, link->old_columns, link->old_count, "OLD", false);
    const char *new_old = shim_list(shim, link->old_columns, link->old_count, "NEW", false);

    mem_append(body, "        IF ROW(%s)::record OPERATOR(pg_catalog.*<>) ROW(%s)::record THEN\n", old_new, new_new);
    complete_touched(shim, link, body);
    mem_append(body, "            IF ROW(%s)::record OPERATOR(pg_catalog.*=) ROW(%s)::record THEN\n", old_old, new_old);
    shim_fill_old(shim, link, false, "                ", body);
    mem_append(body, "            ELSIF %s THEN\n", shim_contradict(shim, link, false));
    shim_conflict(shim, link, "                ", body);
    mem_append(body, "            END IF;\n");
    mem_append(body,
               "        ELSIF (TG_NARGS = 1 AND ROW(%s) IS NULL)\n"
               "              OR ROW(%s)::record OPERATOR(pg_catalog.*<>) ROW(%s)::record THEN\n",
               old_new, old_old, new_old);
    shim_fill_new(shim, link, "            ", body);
    if (link->shared[0])
    {
        mem_append(body, "        ELSIF ROW(%s)::record OPERATOR(pg_catalog.*<>) ROW(%s)::record THEN\n",
                   shared_list(shim, link, "OLD"), shared_list(shim, link, "NEW"));
        mem_append(body, "            IF ROW(%s)::record OPERATOR(pg_catalog.*=) ROW(%s)::record THEN\n",
                   shim_values(shim, link, link->new_columns, link->new_count, "OLD", false), old_new);
        shim_fill_new(shim, link, "                ", body);
        mem_append(body, "            ELSE\n");
        shim_fill_old(shim, link, false, "                ", body);
        mem_append(body, "            END IF;\n");
    }
    mem_append(body, "        END IF;\n");
}

/* A filled column follows the columns that it was filled from until V+1 gives it a value of its own. */
static void
update_add(Shim *shim, const Link *link, char **body)
{
    const char *old_new = shim_list(shim, link->new_columns, link->new_count, "OLD", false);
    const char *new_new = shim_list(shim, link->new_columns, link->new_count, "NEW", false);

    mem_append(body, "        IF ROW(%s)::record OPERATOR(pg_catalog.*=) ROW(%s)::record\n", old_new, new_new);
    mem_append(body, "           AND ((TG_NARGS = 1 AND ROW(%s) IS NULL)", old_new);
    if (link->shared[0])
    {
        mem_append(body,
                   "\n                OR (ROW(%s)::record OPERATOR(pg_catalog.*<>) ROW(%s)::record"
                   "\n                    AND ROW(%s)::record OPERATOR(pg_catalog.*=) ROW(%s)::record)",
                   shared_list(shim, link, "OLD"), shared_list(shim, link, "NEW"),
                   shim_values(shim, link, link->new_columns, link->new_count, "OLD", false), old_new);
    }
    mem_append(body, ") THEN\n");
    shim_fill_new(shim, link, "            ", body);
    if (link->new_count > 1)
    {
        mem_append(body, "        ELSE\n            NULL;\n");
        complete_touched(shim, link, body);
    }
    mem_append(body, "        END IF;\n");
}

/* V+1 may write one new column of a row that the backfill has not reached: the others are what the row says. */
static void
complete_touched(Shim *shim, const Link *link, char **body)
{
    if (link->new_count < 2)
    {
        return;
    }
    mem_append(body, "            IF TG_NARGS = 1 AND ROW(%s) IS NULL THEN\n",
               shim_list(shim, link->new_columns, link->new_count, "OLD", false));
    for (size_t i = 0; i < link->new_count; i++)
    {
        const char *name = quote_name(shim->mem, link->new_columns[i].name);

        mem_append(body,
                   "                IF NEW.%s IS NULL THEN\n                    NEW.%s := %s;\n"
                   "                END IF;\n",
                   name, name, shim_value(shim, link, &link->new_columns[i], "OLD", false));
    }
    mem_append(body, "            END IF;\n");
}

/* Only what V+1 wrote goes to the old side. */
static void
update_back(Shim *shim, const Link *link, char **body)
{
    mem_append(body,
               "        IF ROW(%s)::record OPERATOR(pg_catalog.*<>) ROW(%s)::record\n"
               "           AND ROW(%s)::record OPERATOR(pg_catalog.*=) ROW(%s)::record THEN\n",
               shim_list(shim, link->new_columns, link->new_count, "OLD", false),
               shim_list(shim, link->new_columns, link->new_count, "NEW", false),
               shim_list(shim, link->old_columns, link->old_count, "OLD", false),
               shim_list(shim, link->old_columns, link->old_count, "NEW", false));
    complete_touched(shim, link, body);
    shim_fill_old(shim, link, false, "            ", body);
    mem_append(body, "        END IF;\n");
}

static void
update_link(Shim *shim, const Link *link, ShimState state, char **body)
{
    switch (link->kind)
    {
        case LINK_REPLACE:
            if (state == SHIM_EXPANDED)
            {
                update_replace(shim, link, body);
                break;
            }
            if (state == SHIM_KILLED)
            {
                update_back(shim, link, body);
                break;
            }
            mem_append(body, "        IF ROW(%s%s%s)::record OPERATOR(pg_catalog.*<>) ROW(%s%s%s)::record THEN\n",
                       shim_list(shim, link->new_columns, link->new_count, "OLD", false), link->shared[0] ? ", " : "",
                       shared_list(shim, link, "OLD"),
                       shim_list(shim, link->new_columns, link->new_count, "NEW", false), link->shared[0] ? ", " : "",
                       shared_list(shim, link, "NEW"));
            shim_fill_old(shim, link, true, "            ", body);
            mem_append(body, "        END IF;\n");
            break;
        case LINK_ADD:
            if (state == SHIM_EXPANDED)
            {
                update_add(shim, link, body);
            }
            break;
        case LINK_REPAIR: /* before all others */
        case LINK_FILL:   /* by the backfill */
        case LINK_DROP:
            break;
    }
}

/* ---- Pieces ---- */

/* new := up(old). Where neither side was given, the declared default of the new column applies. */
void
shim_fill_new(Shim *shim, const Link *link, const char *indent, char **body)
{
    for (size_t i = 0; i < link->new_count; i++)
    {
        const LinkColumn *column = &link->new_columns[i];
        const char *name = quote_name(shim->mem, column->name);

        mem_append(body, "%sNEW.%s := %s;\n", indent, name, shim_value(shim, link, column, "NEW", false));
        if (column->fallback && !link->is_successor)
        {
            const char *sources = link->old_count > 0
                                      ? shim_list(shim, link->old_columns, link->old_count, "NEW", false)
                                      : shared_list(shim, link, "NEW");

            mem_append(body, "%sIF TG_OP = 'INSERT' AND NEW.%s IS NULL%s%s%s THEN\n%s    NEW.%s := %s;\n%sEND IF;\n",
                       indent, name, *sources ? " AND ROW(" : "", sources, *sources ? ") IS NULL" : "", indent, name,
                       column->fallback, indent);
        }
    }
}

void
shim_fill_old(Shim *shim, const Link *link, bool held, const char *indent, char **body)
{
    for (size_t i = 0; i < link->old_count; i++)
    {
        const LinkColumn *column = &link->old_columns[i];

        mem_append(body, "%sNEW.%s := %s;\n", indent, quote_name(shim->mem, held ? column->held_name : column->name),
                   shim_value(shim, link, column, "NEW", held));
    }
}

/* Neither is down(new) the old side nor up(old) the new one: verify takes either. */
char *
shim_contradict(Shim *shim, const Link *link, bool held)
{
    return mem_printf(shim->mem,
                      "ROW(%s)::record OPERATOR(pg_catalog.*<>) ROW(%s)::record\n"
                      "                  AND ROW(%s)::record OPERATOR(pg_catalog.*<>) ROW(%s)::record",
                      shim_values(shim, link, link->old_columns, link->old_count, "NEW", held),
                      shim_list(shim, link->old_columns, link->old_count, "NEW", held),
                      shim_values(shim, link, link->new_columns, link->new_count, "NEW", held),
                      shim_list(shim, link->new_columns, link->new_count, "NEW", false));
}

/* Both sides were written with values that do not belong together. A sequence counts: no lock, no row that writers
 * could queue for, and it keeps what a rolled back transaction counted. */
void
shim_conflict(Shim *shim, const Link *link, const char *indent, char **body)
{
    switch (link->on_conflict)
    {
        case CONFLICT_NEW:
        case CONFLICT_OLD:
            mem_append(
                body, "%sPERFORM pg_catalog.nextval(%s);\n", indent,
                quote_literal(shim->mem, mem_printf(shim->mem, "bellows.%s", quote_name(shim->mem, shim->conflicts))));
            if (link->on_conflict == CONFLICT_NEW)
            {
                shim_fill_old(shim, link, false, indent, body);
            }
            else
            {
                shim_fill_new(shim, link, indent, body);
            }
            break;
        case CONFLICT_ERROR:
            mem_append(
                body, "%sRAISE EXCEPTION USING ERRCODE = '23514', MESSAGE = %s;\n", indent,
                quote_literal(shim->mem, mem_printf(shim->mem,
                                                    "columns of the old and of the new shape of %s were written with "
                                                    "values that do not belong together",
                                                    shim->sql_table)));
            break;
    }
}

static char *
shared_list(Shim *shim, const Link *link, const char *qualifier)
{
    char *list = mem_strdup(shim->mem, "");

    for (size_t i = 0; link->shared[i]; i++)
    {
        mem_append(&list, "%s%s.%s", i > 0 ? ", " : "", qualifier, quote_name(shim->mem, link->shared[i]));
    }
    return list;
}
