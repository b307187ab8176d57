/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the shim's function does with an INSERT: whose is it, and which side follows from the other.
 */
#include "change/shim.h"

#include <string.h>

#include "base/mem.h"
#include "shim_internal.h"

static void insert_replace(Shim *shim, const Link *link, char **body);
static bool frees_null(const Link *link);
static void insert_killed(Shim *shim, const Link *link, char **body);
static void unmarked_partition(Shim *shim, const Link *link, char **body);
static void insert_held(Shim *shim, const Link *link, char **body);
static char *old_is_default(Shim *shim, const Link *link);
static void insert_add(Shim *shim, const Link *link, char **body);
static void insert_drop(Shim *shim, const Link *link, bool held, char **body);
static char *omitted(Shim *shim, const Link *link);
static void fill_omitted_defaults(Shim *shim, const Link *link, char **body);

void
shim_insert_link(Shim *shim, const Link *link, ShimState state, char **body)
{
    switch (link->kind)
    {
        case LINK_REPLACE:
            switch (state)
            {
                case SHIM_EXPANDED:
                    insert_replace(shim, link, body);
                    break;
                case SHIM_HELD:
                    insert_held(shim, link, body);
                    break;
                case SHIM_KILLED:
                    insert_killed(shim, link, body);
                    break;
            }
            break;
        case LINK_ADD:
            if (state == SHIM_EXPANDED)
            {
                insert_add(shim, link, body);
            }
            break;
        case LINK_FILL: /* by its default */
            break;
        case LINK_DROP:
            insert_drop(shim, link, state == SHIM_HELD, body);
            break;
        case LINK_REPAIR: /* before all others */
            break;
    }
}

/* Omitted: the writer is V. Named: it is V+1; if it named the old side as well, the two must agree or the policy
 * decides. Whether the old side was named is seen from its value: not the default. A volatile default cannot be
 * compared; then the old side counts as not named. */
static void
insert_replace(Shim *shim, const Link *link, char **body)
{
    const char *is_default = old_is_default(shim, link);

    if (frees_null(link))
    {
        mem_append(body, "        IF %s AND %s IS NULL THEN\n", omitted(shim, link),
                   shim_list(shim, link->old_columns, 1, "NEW", false));
        if (link->new_columns[0].fallback)
        {
            mem_append(body, "            NEW.%s := %s;\n", quote_name(shim->mem, link->new_columns[0].name),
                       link->new_columns[0].fallback);
        }
        shim_fill_old(shim, link, false, "            ", body);
        mem_append(body, "        ELSIF %s THEN\n", omitted(shim, link));
    }
    else
    {
        mem_append(body, "        IF %s THEN\n", omitted(shim, link));
    }
    shim_fill_new(shim, link, "            ", body);
    if (shim->has_moves)
    {
        mem_append(body, "        ELSIF %s THEN\n            IF %s THEN\n", shim_is_moved(shim),
                   shim_contradict(shim, link, false));
        shim_conflict(shim, link, "                ", body);
        mem_append(body, "            END IF;\n");
    }
    mem_append(body, "        ELSE\n");
    fill_omitted_defaults(shim, link, body);
    if (!*is_default)
    {
        shim_fill_old(shim, link, false, "            ", body);
    }
    else
    {
        mem_append(body, "            IF %s THEN\n", is_default + strlen(" AND "));
        shim_fill_old(shim, link, false, "                ", body);
        if (shim->has_moves && link->on_conflict == CONFLICT_NEW)
        {
            unmarked_partition(shim, link, body);
        }
        mem_append(body, "            ELSIF %s THEN\n", shim_contradict(shim, link, false));
        shim_conflict(shim, link, "                ", body);
        mem_append(body, "            END IF;\n");
    }
    mem_append(body, "        END IF;\n");
}

/* V must give its column, so that an INSERT that gives neither is V+1's: to it the column may be NULL. */
static bool
frees_null(const Link *link)
{
    return link->is_successor && link->old_columns[0].not_null && !link->old_columns[0].fallback &&
           !link->old_columns[0].fallback_is_volatile && !link->new_columns[0].not_null;
}

static void
insert_killed(Shim *shim, const Link *link, char **body)
{
    if (frees_null(link))
    {
        mem_append(body, "        IF %s IS NULL THEN\n", shim_list(shim, link->old_columns, 1, "NEW", false));
    }
    else
    {
        mem_append(body, "        IF NOT (%s)%s%s%s THEN\n", omitted(shim, link), shim->has_moves ? " AND NOT " : "",
                   shim->has_moves ? shim_is_moved(shim) : "", old_is_default(shim, link));
    }
    shim_fill_old(shim, link, false, "            ", body);
    mem_append(body, "        END IF;\n");
}

/* A partition that was attached meanwhile may lack the omission marker, and V may insert straight into it: what V gave must
 * not fall for a NULL that nobody wrote. */
static void
unmarked_partition(Shim *shim, const Link *link, char **body)
{
    mem_append(body, "            ELSIF ROW(%s) IS NULL AND %s THEN\n",
               shim_list(shim, link->new_columns, link->new_count, "NEW", false), shim_contradict(shim, link, false));
    shim_fill_new(shim, link, "                ", body);
}

/* A row that comes from another partition keeps what V wrote, as under any UPDATE that does not change the new side. */
static void
insert_held(Shim *shim, const Link *link, char **body)
{
    if (!shim->has_moves)
    {
        shim_fill_old(shim, link, true, "        ", body);
        return;
    }
    mem_append(body, "        IF NOT %s OR (%s) THEN\n", shim_is_moved(shim), shim_contradict(shim, link, true));
    shim_fill_old(shim, link, true, "            ", body);
    mem_append(body, "        END IF;\n");
}

/* " AND ROW(…) = ROW(defaults)" of the old side; "" where a volatile default cannot be compared. */
static char *
old_is_default(Shim *shim, const Link *link)
{
    char *defaults = mem_strdup(shim->mem, "");

    for (size_t i = 0; i < link->old_count; i++)
    {
        const LinkColumn *old = &link->old_columns[i];

        if (old->fallback_is_volatile)
        {
            return mem_strdup(shim->mem, "");
        }
        mem_append(&defaults, "%s(%s)::%s", i > 0 ? ", " : "", old->fallback ? old->fallback : "NULL", old->type);
    }
    return mem_printf(shim->mem, " AND ROW(%s)::record OPERATOR(pg_catalog.*=) ROW(%s)::record",
                      shim_list(shim, link->old_columns, link->old_count, "NEW", false), defaults);
}

static void
insert_add(Shim *shim, const Link *link, char **body)
{
    mem_append(body, "        IF %s THEN\n", omitted(shim, link));
    shim_fill_new(shim, link, "            ", body);
    if (link->new_count > 1)
    {
        mem_append(body, "        ELSE\n            NULL;\n");
        fill_omitted_defaults(shim, link, body);
    }
    mem_append(body, "        END IF;\n");
}

static void
insert_drop(Shim *shim, const Link *link, bool held, char **body)
{
    for (size_t i = 0; i < link->old_count; i++)
    {
        const LinkColumn *old = &link->old_columns[i];
        const char *value = shim_value(shim, link, old, "NEW", held);
        const char *name = quote_name(shim->mem, held ? old->held_name : old->name);

        if (held && shim->has_moves)
        {
            mem_append(body, "        IF NOT %s THEN\n            NEW.%s := %s;\n        END IF;\n",
                       shim_is_moved(shim), name, value);
        }
        else if (held)
        {
            mem_append(body, "        NEW.%s := %s;\n", name, value);
        }
        else
        {
            mem_append(body,
                       "        IF pg_catalog.strpos(pg_catalog.current_setting(%s, true), %s) > 0 THEN\n"
                       "            NEW.%s := %s;\n"
                       "        END IF;\n",
                       quote_literal(shim->mem, shim->decided), quote_literal(shim->mem, shim_token(shim, link, old)),
                       name, value);
        }
    }
}

/* ---- Pieces ---- */

/* All new columns of the link were left out of the INSERT. */
static char *
omitted(Shim *shim, const Link *link)
{
    char *condition = mem_strdup(shim->mem, "");

    for (size_t i = 0; i < link->new_count; i++)
    {
        mem_append(&condition, "%spg_catalog.strpos(pg_catalog.current_setting(%s, true), %s) > 0",
                   i > 0 ? "\n           AND " : "", quote_literal(shim->mem, shim->decided),
                   quote_literal(shim->mem, shim_token(shim, link, &link->new_columns[i])));
    }
    return condition;
}

/* V+1 named some of the new columns only: the others get their declared defaults, as they will after contract. */
static void
fill_omitted_defaults(Shim *shim, const Link *link, char **body)
{
    for (size_t i = 0; link->new_count > 1 && i < link->new_count; i++)
    {
        const LinkColumn *column = &link->new_columns[i];

        if (column->fallback)
        {
            mem_append(body,
                       "            IF pg_catalog.strpos(pg_catalog.current_setting(%s, true), %s) > 0 THEN\n"
                       "                NEW.%s := %s;\n"
                       "            END IF;\n",
                       quote_literal(shim->mem, shim->decided),
                       quote_literal(shim->mem, shim_token(shim, link, column)), quote_name(shim->mem, column->name),
                       column->fallback);
        }
    }
}
