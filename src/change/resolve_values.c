/* SPDX-License-Identifier: PostgreSQL */
/*
 * The values of links: which assignment computes a column, whether it reads only what its side has, which columns that
 * stay it reads, and whether it depends on settings of the session.
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "base/suggest.h"
#include "resolve_internal.h"

static void report_unknown_column(Resolver *resolver, const ChangeOnTable *on, const PlanText *text,
                                  const ColumnUse *use);
static void add_shared(Resolver *resolver, const Link *link, const SqlExpression *value, const char ***shared,
                       size_t *count);

const SqlExpression *
resolve_assigned(const Mapping *mapping, const char *column, bool *used)
{
    for (size_t i = 0; mapping && i < mapping->count; i++)
    {
        if (strcmp(mapping->assignments[i].column, column) == 0)
        {
            if (used)
            {
                used[i] = true;
            }
            return mapping->assignments[i].value;
        }
    }
    return NULL;
}

const SqlExpression *
resolve_up_value(Resolver *resolver, ChangeOnTable *on, const char *column)
{
    const SqlExpression *value = resolve_assigned(on->up, column, on->up_used);

    return value && resolve_check_reads(resolver, on, &on->change->source->up, value)
               ? resolve_qualified(resolver, on, &on->change->source->up, value)
               : NULL;
}

const SqlExpression *
resolve_down_value(Resolver *resolver, ChangeOnTable *on, const char *column)
{
    const SqlExpression *value = resolve_assigned(on->down, column, on->down_used);

    return value && resolve_check_reads(resolver, on, &on->change->source->down, value)
               ? resolve_qualified(resolver, on, &on->change->source->down, value)
               : NULL;
}

/* `up` and USING read the old shape, `down` the new one; both exist for the columns that stay. VALUE is in TEXT. */
bool
resolve_check_reads(Resolver *resolver, const ChangeOnTable *on, const PlanText *text, const SqlExpression *value)
{
    bool is_up = text != &on->change->source->down;
    const char *as = on->change->source->as.text;
    const char *replaced = resolve_replaced(resolver, on);
    size_t count = 0;
    ColumnUse *uses = ddl_expression_uses(resolver->mem, value, &count);
    bool ok = true;

    for (size_t i = 0; i < count; i++)
    {
        const char *column = uses[i].column;
        bool is_new = resolve_is_added(on, column) || (as && strcmp(as, column) == 0);
        bool is_old = catalog_column(on->table->table, column) != NULL;
        bool is_replaced = replaced && strcmp(replaced, column) == 0;

        if (is_up ? is_old : is_new || (is_old && !is_replaced && !resolve_is_dropped(on, column)))
        {
            continue;
        }
        ok = false;
        if (is_up && is_new)
        {
            resolve_report(resolver->diagnostics, resolver->parsed->plan, text, uses[i].offset, "P205",
                           "\"up\" may only read columns of the old shape; \"%s\" is added by this change", column);
        }
        else if (!is_up && is_old)
        {
            resolve_report(resolver->diagnostics, resolver->parsed->plan, text, uses[i].offset, "P205",
                           "\"down\" may only read columns of the new shape; \"%s\" is %s by this change", column,
                           is_replaced ? "replaced" : "dropped");
        }
        else
        {
            report_unknown_column(resolver, on, text, &uses[i]);
        }
    }
    return ok;
}

/* Columns that stay and that the link's expressions read: a write to one of them alone must be carried over, too. */
void
resolve_find_shared(Resolver *resolver, Link *link)
{
    const char **shared = NULL;
    size_t count = 0;

    for (size_t i = 0; i < link->new_count; i++)
    {
        add_shared(resolver, link, link->new_columns[i].value, &shared, &count);
    }
    for (size_t i = 0; i < link->old_count; i++)
    {
        add_shared(resolver, link, link->old_columns[i].value, &shared, &count);
    }
    add_shared(resolver, link, link->broken, &shared, &count);
    *mem_push(resolver->mem, shared, count) = NULL;
    link->shared = shared;
}

static void
add_shared(Resolver *resolver, const Link *link, const SqlExpression *value, const char ***shared, size_t *count)
{
    const char *const *reads = value ? ddl_expression_columns(resolver->mem, value) : NULL;

    for (size_t i = 0; reads && reads[i]; i++)
    {
        bool is_known = resolve_link_has(link, reads[i]);

        for (size_t j = 0; j < *count; j++)
        {
            is_known = is_known || strcmp((*shared)[j], reads[i]) == 0;
        }
        if (!is_known)
        {
            *mem_push(resolver->mem, *shared, *count) = reads[i];
        }
    }
}

bool
resolve_link_has(const Link *link, const char *column)
{
    for (size_t i = 0; i < link->new_count; i++)
    {
        if (strcmp(link->new_columns[i].name, column) == 0)
        {
            return true;
        }
    }
    for (size_t i = 0; i < link->old_count; i++)
    {
        if (strcmp(link->old_columns[i].name, column) == 0)
        {
            return true;
        }
    }
    return false;
}

bool
resolve_reads_column(const SqlExpression *value, const char *column)
{
    void *scratch = mem_root("reads_column");
    bool found = resolve_list_has(ddl_expression_columns(scratch, value), column);

    mem_free(scratch);
    return found;
}

/* Conversions of dates, numbers with a fraction and byte strings to and from text depend on settings of the session. */
void
resolve_note_pins(ChangeOnTable *on, const Link *link)
{
    static const char *const names[] = {"time", "date", "interval", "money", "bytea", "real", "double", "xml"};

    for (size_t i = 0; i < link->new_count; i++)
    {
        for (size_t j = 0; j < sizeof names / sizeof names[0]; j++)
        {
            on->table->pins_settings = on->table->pins_settings || strstr(link->new_columns[i].type, names[j]);
        }
    }
    for (size_t i = 0; i < on->table->table->column_count; i++)
    {
        const CatalogColumn *column = &on->table->table->columns[i];
        bool is_read = resolve_list_has(link->shared, column->name);

        for (size_t j = 0; j < link->old_count; j++)
        {
            is_read = is_read || strcmp(link->old_columns[j].name, column->name) == 0;
        }
        on->table->pins_settings = on->table->pins_settings || (is_read && column->settings_dependent);
    }
}

static void
report_unknown_column(Resolver *resolver, const ChangeOnTable *on, const PlanText *text, const ColumnUse *use)
{
    bool is_down = text == &on->change->source->down;
    const char **names = NULL;
    size_t count = 0;
    Diagnostic *found =
        resolve_report(resolver->diagnostics, resolver->parsed->plan, text, use->offset, "P301",
                       "column \"%s\" of table \"%s\" does not exist", use->column, on->table->name.name);

    for (size_t i = 0; i < on->table->table->column_count; i++)
    {
        *mem_push(resolver->mem, names, count) = on->table->table->columns[i].name;
    }
    for (size_t i = 0; is_down && i < on->added_count; i++)
    {
        *mem_push(resolver->mem, names, count) = on->added[i]->definition->name;
    }
    resolve_did_you_mean(resolver, found, use->column, names, count);
}

void
resolve_did_you_mean(Resolver *resolver, Diagnostic *found, const char *word, const char *const *names, size_t count)
{
    char *near = suggest_nearest(resolver->diagnostics->mem, word, names, count);

    found->help = near ? mem_printf(resolver->diagnostics->mem, "did you mean %s?", near) : NULL;
}
