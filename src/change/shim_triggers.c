/* SPDX-License-Identifier: PostgreSQL */
/*
 * The shim's triggers: when its function is called. What can be decided in WHEN is decided there, by the executor in C.
 */
#include "change/shim.h"

#include <string.h>

#include "base/mem.h"
#include "shim_internal.h"

static char *update_triggers_sql(Shim *shim);
static bool needs_first_touch(const TableChange *table);
static bool only_repairs(const TableChange *table);
static char *unfilled_old_rows(Shim *shim);
static char *changed_condition(Shim *shim);
static char *format_text(Shim *shim, const char *text);

char *
shim_triggers(Shim *shim)
{
    const TemplateVariable mark[] = {
        {"trigger", TEMPLATE_IDENTIFIER, shim->mark_trigger},
        {"table", TEMPLATE_SQL, shim->sql_table},
        {"decided", TEMPLATE_LITERAL, shim->decided},
        {"marker", TEMPLATE_LITERAL, shim->marker},
        {"function", TEMPLATE_IDENTIFIER, shim->function},
        {"comment", TEMPLATE_LITERAL, mem_printf(shim->mem, "%s purpose=mark", shim->comment)},
    };
    const TemplateVariable insert[] = {
        {"trigger", TEMPLATE_IDENTIFIER, shim->insert_trigger},
        {"table", TEMPLATE_SQL, shim->sql_table},
        {"condition", TEMPLATE_SQL,
         only_repairs(shim->table) ? mem_printf(shim->mem, "\nWHEN (%s)", changed_condition(shim)) : ""},
        {"function", TEMPLATE_IDENTIFIER, shim->function},
        {"comment", TEMPLATE_LITERAL, mem_printf(shim->mem, "%s purpose=insert", shim->comment)},
    };
    char *sql = mem_strdup(shim->mem, "");
    char *update = update_triggers_sql(shim);

    if (shim->has_markers)
    {
        char *text = template_render(shim->mem, "shim/mark_trigger", mark, 6, shim->err);

        mem_append(&sql, "%s\n", text ? text : "");
    }
    mem_append(&sql, "%s", shim_move_trigger(shim));
    {
        char *text = template_render(shim->mem, "shim/insert_trigger", insert, 5, shim->err);

        mem_append(&sql, "%s%s%s", text ? text : "", update ? "\n" : "", update ? update : "");
    }
    return sql;
}

static char *
update_triggers_sql(Shim *shim)
{
    const char *change = changed_condition(shim);
    const TemplateVariable plain[] = {
        {"change", TEMPLATE_IDENTIFIER, shim->change_trigger},
        {"table", TEMPLATE_SQL, shim->sql_table},
        {"condition", TEMPLATE_SQL, change},
        {"function", TEMPLATE_IDENTIFIER, shim->function},
        {"comment", TEMPLATE_LITERAL, mem_printf(shim->mem, "%s purpose=change", shim->comment)},
    };
    const char *touch;
    char *statements[2];
    TemplateVariable body[3] = {
        {"touch_statement", TEMPLATE_LITERAL, NULL},
        {"change_statement", TEMPLATE_LITERAL, NULL},
        {"key", TEMPLATE_LITERAL, shim->table->key},
    };
    TemplateVariable both[5];

    if (!*change)
    {
        return NULL; /* LINK_DROP only: nothing to do on UPDATE */
    }
    if (!needs_first_touch(shim->table))
    {
        return template_render(shim->mem, "shim/change_trigger", plain, 5, shim->err);
    }
    touch = unfilled_old_rows(shim);
    for (size_t i = 0; i < 2; i++)
    {
        const char *trigger = i == 0 ? shim->touch_trigger : shim->change_trigger;

        statements[i] = mem_printf(
            shim->mem,
            "CREATE TRIGGER %s BEFORE UPDATE ON %s FOR EACH ROW WHEN (%s%s%s%s%s) EXECUTE FUNCTION bellows.%s(%s)",
            quote_name(shim->mem, trigger), format_text(shim, shim->sql_table), i == 0 ? "" : "NOT (", touch,
            i == 0 ? "" : ") AND (", i == 0 ? "" : format_text(shim, change), i == 0 ? "" : ")",
            quote_name(shim->mem, shim->function), i == 0 ? "'touch'" : "");
        body[i].value = statements[i];
    }
    both[0] = (TemplateVariable){"body", TEMPLATE_LITERAL,
                                 template_render(shim->mem, "shim/update_triggers_body", body, 3, shim->err)};
    both[1] = (TemplateVariable){"touch", TEMPLATE_IDENTIFIER, shim->touch_trigger};
    both[2] = (TemplateVariable){"change", TEMPLATE_IDENTIFIER, shim->change_trigger};
    both[3] = (TemplateVariable){"table", TEMPLATE_SQL, shim->sql_table};
    both[4] =
        (TemplateVariable){"comment", TEMPLATE_LITERAL, mem_printf(shim->mem, "%s purpose=update", shim->comment)};
    return template_render(shim->mem, "shim/update_triggers", both, 5, shim->err);
}

static bool
needs_first_touch(const TableChange *table)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        if (table->links[i]->kind == LINK_REPLACE || table->links[i]->kind == LINK_ADD)
        {
            return true;
        }
    }
    return false;
}

static bool
only_repairs(const TableChange *table)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        if (table->links[i]->kind != LINK_REPAIR && table->links[i]->kind != LINK_FILL)
        {
            return false;
        }
    }
    return true;
}

/* Text for format(): %1$L is the horizon's xid; a literal % of a name is doubled. WHEN may read OLD's system columns. */
static char *
unfilled_old_rows(Shim *shim)
{
    char *empty = mem_strdup(shim->mem, "");
    const char *older;

    for (size_t i = 0; i < shim->table->link_count; i++)
    {
        const Link *link = shim->table->links[i];

        if (link->kind == LINK_REPLACE || link->kind == LINK_ADD)
        {
            mem_append(&empty, "%sROW(%s) IS NULL", *empty ? " OR " : "",
                       shim_list(shim, link->new_columns, link->new_count, "OLD", false));
        }
    }
    older = shim_is_older(shim, "OLD", "pg_catalog.age(%1$L::xid)::bigint");
    return mem_printf(shim->mem, "(%s)%s%s", format_text(shim, empty), *older ? " AND " : "", older);
}

/* A side, or a shared column, changed; or the row is to be repaired. "" when no link minds updates. */
static char *
changed_condition(Shim *shim)
{
    char *condition = mem_strdup(shim->mem, "");

    for (size_t i = 0; i < shim->table->link_count; i++)
    {
        const Link *link = shim->table->links[i];
        char *old_row;
        char *new_row;

        if (link->kind == LINK_DROP || link->kind == LINK_FILL)
        {
            continue;
        }
        if (link->kind == LINK_REPAIR)
        {
            mem_append(&condition, "%s%s", *condition ? " OR " : "", shim_broken(shim, link, "NEW"));
            continue;
        }
        old_row = shim_list(shim, link->new_columns, link->new_count, "OLD", false);
        new_row = shim_list(shim, link->new_columns, link->new_count, "NEW", false);
        if (link->old_count > 0)
        {
            mem_append(&old_row, ", %s", shim_list(shim, link->old_columns, link->old_count, "OLD", false));
            mem_append(&new_row, ", %s", shim_list(shim, link->old_columns, link->old_count, "NEW", false));
        }
        for (size_t j = 0; link->shared[j]; j++)
        {
            mem_append(&old_row, ", OLD.%s", quote_name(shim->mem, link->shared[j]));
            mem_append(&new_row, ", NEW.%s", quote_name(shim->mem, link->shared[j]));
        }
        mem_append(&condition, "%sROW(%s)::record OPERATOR(pg_catalog.*<>) ROW(%s)::record", *condition ? " OR " : "",
                   old_row, new_row);
    }
    return condition;
}

/* TEXT for format(): every % doubled. */
static char *
format_text(Shim *shim, const char *text)
{
    char *doubled = mem_strdup(shim->mem, "");

    for (const char *c = text; *c; c++)
    {
        mem_append(&doubled, *c == '%' ? "%%%%" : "%c", *c);
    }
    return doubled;
}
