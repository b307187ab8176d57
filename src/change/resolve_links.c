/* SPDX-License-Identifier: PostgreSQL */
/*
 * Links: which old columns become which new ones, and by which expressions.
 *
 * A dropped column belongs to the same link as the new ones when `up` reads it or `down` computes it from them; else it
 * is dropped on its own. `up` may read only what the old shape has, `down` only what the new one has, so that the order
 * of assignments inside the shim can never matter.
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "base/suggest.h"
#include "resolve_internal.h"

static Link *new_link(Resolver *resolver, ChangeOnTable *on, LinkKind kind);
static LinkColumn *push_new(Resolver *resolver, ChangeOnTable *on, Link *link, const DdlColumn *definition);
static LinkColumn *push_typed(Resolver *resolver, ChangeOnTable *on, Link *link, const DdlColumn *definition,
                              const char *type, const char *collation);
static LinkColumn *push_old(Resolver *resolver, ChangeOnTable *on, Link *link, const CatalogColumn *column);
static const char *held_name(Resolver *resolver, const ChangeOnTable *on, const char *column, bool is_new);
static const SqlExpression *assigned(const Mapping *mapping, const char *column, bool *used);
static const SqlExpression *up_value(Resolver *resolver, ChangeOnTable *on, const char *column);
static const SqlExpression *down_value(Resolver *resolver, ChangeOnTable *on, const char *column);
static bool check_reads(Resolver *resolver, const ChangeOnTable *on, const PlanText *text,
                        const SqlExpression *value);
static void find_shared(Resolver *resolver, Link *link);
static bool reads_column(const SqlExpression *value, const char *column);
static void note_pins(ChangeOnTable *on, const Link *link);

/* ---- RENAME COLUMN ---- */

void
resolve_rename(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    const CatalogColumn *old = resolve_existing_column(resolver, on, statement, statement->column);
    DdlColumn definition = {0};
    Link *link;
    Error err = {0};

    if (!old)
    {
        return;
    }
    if (catalog_column(on->table->table, statement->new_name))
    {
        resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql,
                       statement->offset, "P311", "column \"%s\" of table \"%s\" exists already",
                       statement->new_name, on->table->name.name);
        return;
    }
    link = new_link(resolver, on, LINK_REPLACE);
    link->is_successor = true;
    definition.name = statement->new_name;
    definition.not_null = old->not_null;
    push_typed(resolver, on, link, &definition, old->type, old->collation)->value =
        ddl_parse_expression(resolver->mem, quote_name(resolver->mem, old->name), &err);
    push_old(resolver, on, link, old)->value =
        ddl_parse_expression(resolver->mem, quote_name(resolver->mem, statement->new_name), &err);
    link->new_columns[0].fallback = old->fallback;
    link->new_columns[0].fallback_is_volatile = old->fallback_is_volatile;
    error_clear(&err);
}

/* ---- ALTER COLUMN TYPE … with `as` ---- */

void
resolve_retype(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    const PlanChange *source = on->change->source;
    const CatalogColumn *old = resolve_existing_column(resolver, on, statement, statement->column);
    DdlColumn definition = {0};
    LinkColumn *new_column;
    Link *link;
    Diagnostic *found;
    Error err = {0};

    if (!old)
    {
        return;
    }
    if (!source->as.text || catalog_column(on->table->table, source->as.text))
    {
        found = resolve_report(resolver->diagnostics, resolver->parsed->plan, &source->sql, statement->offset,
                               "P209", source->as.text ? "\"as\": column \"%s\" exists already"
                                                       : "the type of \"%s\" changes under both versions at once",
                               source->as.text ? source->as.text : old->name);
        found->help = mem_printf(resolver->diagnostics->mem,
                                 "give the column that V+1 uses a name of its own: add \"as: new_name\"");
        return;
    }
    link = new_link(resolver, on, LINK_REPLACE);
    link->is_successor = true;
    definition.name = source->as.text;
    definition.type = statement->definition->type;
    definition.collation = statement->definition->collation; /* left out, it is the new type's own, not the old column's */
    definition.not_null = old->not_null;
    new_column = push_new(resolver, on, link, &definition);
    new_column->fallback = old->fallback;
    new_column->fallback_is_volatile = old->fallback_is_volatile;
    if (statement->expression)
    {
        new_column->value = check_reads(resolver, on, &source->sql, statement->expression)
                                ? resolve_qualified(resolver, on, &source->sql, statement->expression)
                                : NULL;
    }
    else
    {
        new_column->value = up_value(resolver, on, source->as.text);
    }
    if (!new_column->value && resolver->diagnostics->errors == 0)
    {
        new_column->value = ddl_parse_expression(resolver->mem, quote_name(resolver->mem, old->name), &err);
    }
    push_old(resolver, on, link, old)->value = down_value(resolver, on, old->name);
    if (!link->old_columns[0].value && resolver->diagnostics->errors == 0)
    {
        found = resolve_report(resolver->diagnostics, resolver->parsed->plan, &source->sql, statement->offset,
                               "P303", "%s to %s: V reads \"%s\" and would miss what V+1 writes", old->type,
                               definition.type, old->name);
        found->help = mem_printf(resolver->diagnostics->mem, "add \"down: UPDATE %s SET %s = …\"",
                                 on->table->name.name, quote_name(resolver->diagnostics->mem, old->name));
    }
    find_shared(resolver, link);
    note_pins(on, link);
    error_clear(&err);
}

/* ---- SET NOT NULL with `up` ---- */

void
resolve_repair(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    const CatalogColumn *column = catalog_column(on->table->table, statement->column);
    const SqlExpression *value = column ? up_value(resolver, on, statement->column) : NULL;
    DdlColumn definition = {0};
    Link *link;

    if (!value)
    {
        return;
    }
    link = new_link(resolver, on, LINK_REPAIR);
    definition.name = column->name;
    definition.not_null = true;
    push_typed(resolver, on, link, &definition, column->type, column->collation)->value = value;
    find_shared(resolver, link);
    note_pins(on, link);
}

/* ---- ADD COLUMN and DROP COLUMN ---- */

/* Whether the dropped COLUMN is read or computed by the mappings between it and the new columns. */
static bool
is_linked(const ChangeOnTable *on, const char *column)
{
    for (size_t i = 0; on->up && i < on->up->count; i++)
    {
        if (resolve_is_added(on, on->up->assignments[i].column) &&
            reads_column(on->up->assignments[i].value, column))
        {
            return true;
        }
    }
    for (size_t i = 0; on->down && i < on->down->count; i++)
    {
        if (strcmp(on->down->assignments[i].column, column) != 0)
        {
            continue;
        }
        for (size_t j = 0; j < on->added_count; j++)
        {
            const char *added = on->added[j]->definition->name;

            if (reads_column(on->down->assignments[i].value, added) && assigned(on->up, added, NULL))
            {
                return true;
            }
        }
    }
    return false;
}

static void
add_plain(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    const DdlColumn *definition = statement->definition;
    Diagnostic *found = NULL;
    PlainColumn *plain;

    if (definition->not_null && !definition->fallback)
    {
        found = resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql,
                               statement->offset, "P310",
                               "column \"%s\" is NOT NULL without a default: neither old rows nor V's inserts fill it",
                               definition->name);
        found->help = mem_printf(resolver->diagnostics->mem, "add \"up: UPDATE %s SET %s = …\", or a DEFAULT",
                                 on->table->name.name, quote_name(resolver->diagnostics->mem, definition->name));
    }
    else if (definition->fallback && !definition->fallback_is_constant)
    {
        found = resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql,
                               statement->offset, "P314",
                               "the default of \"%s\" is not a constant: adding it may rewrite the table",
                               definition->name);
        found->help = mem_printf(resolver->diagnostics->mem,
                                 "add \"up: UPDATE %s SET %s = …\": old rows are then filled in batches",
                                 on->table->name.name, quote_name(resolver->diagnostics->mem, definition->name));
    }
    plain = mem_push(resolver->mem, on->table->plain, on->table->plain_count);
    plain->definition = definition;
    plain->type = resolve_qualified_type(resolver, on, definition->type);
    plain->collation = resolve_qualified_collation(resolver, on, definition->collation);
    plain->fallback = definition->fallback && !found ? resolve_rendered(resolver, on, definition->fallback, NULL) : NULL;
    plain->held_name = held_name(resolver, on, definition->name, true);
}

static void
drop_alone(Resolver *resolver, ChangeOnTable *on, const CatalogColumn *column, const DdlStatement *statement,
           Link **drop_link)
{
    const SqlExpression *value = down_value(resolver, on, column->name);
    Diagnostic *found;

    if (value)
    {
        if (column->fallback)
        {
            found = resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->down, 0,
                                   "P315", "\"%s\" has a default, which fills it for V+1; \"down\" would replace it "
                                           "for V as well",
                                   column->name);
            found->help = mem_strdup(resolver->diagnostics->mem, "remove \"down\"");
            return;
        }
        if (!*drop_link)
        {
            *drop_link = new_link(resolver, on, LINK_DROP);
        }
        push_old(resolver, on, *drop_link, column)->value = value;
        return;
    }
    if (column->not_null && !column->fallback && !column->identity && !column->generated)
    {
        found = resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql,
                               statement->offset, "P302",
                               "column %s.%s is NOT NULL without default: new writers cannot fill it",
                               on->table->name.name, column->name);
        found->help = mem_printf(resolver->diagnostics->mem, "add \"down: UPDATE %s SET %s = …\"",
                                 on->table->name.name, quote_name(resolver->diagnostics->mem, column->name));
        return;
    }
    {
        DroppedColumn *dropped = mem_push(resolver->mem, on->table->dropped, on->table->dropped_count);

        dropped->name = column->name;
        dropped->held_name = held_name(resolver, on, column->name, false);
    }
}

static bool
check_added(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    const DdlColumn *definition = statement->definition;
    Diagnostic *found;

    if (catalog_column(on->table->table, definition->name))
    {
        found = resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql,
                               statement->offset, "P311", "column \"%s\" of table \"%s\" exists already",
                               definition->name, on->table->name.name);
        found->help = mem_strdup(resolver->diagnostics->mem, "was this plan or a like one run before? bellows status");
        return false;
    }
    if (definition->unhandled || definition->check)
    {
        found = resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql,
                               statement->offset, "P207",
                               "this statement cannot be split into expand and contract (ADD COLUMN … %s)",
                               definition->unhandled ? definition->unhandled : "CHECK");
        found->help = mem_strdup(resolver->diagnostics->mem,
                                 "add the plain column here; indexes and CHECKs are statements of their own");
        return false;
    }
    return true;
}

void
resolve_added_and_dropped(Resolver *resolver, ChangeOnTable *on)
{
    size_t first_link = on->table->link_count;
    Link *replace = NULL;
    Link *drop_link = NULL;

    for (size_t i = 0; i < on->added_count; i++)
    {
        const DdlColumn *definition = on->added[i]->definition;
        const SqlExpression *value;

        if (!check_added(resolver, on, on->added[i]))
        {
            continue;
        }
        if (!assigned(on->up, definition->name, NULL))
        {
            add_plain(resolver, on, on->added[i]);
            continue;
        }
        value = up_value(resolver, on, definition->name);
        replace = replace ? replace : new_link(resolver, on, LINK_ADD);
        push_new(resolver, on, replace, definition)->value = value;
    }
    for (size_t i = 0; i < on->dropped_count; i++)
    {
        const CatalogColumn *column = catalog_column(on->table->table, on->dropped[i]->column);

        if (replace && is_linked(on, column->name))
        {
            const SqlExpression *value = down_value(resolver, on, column->name);

            replace->kind = LINK_REPLACE;
            push_old(resolver, on, replace, column)->value = value;
            if (!value && resolver->diagnostics->errors == 0)
            {
                resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql,
                               on->dropped[i]->offset, column->not_null && !column->fallback ? "P302" : "P303",
                               "V reads %s.%s and would miss what V+1 writes", on->table->name.name, column->name)
                    ->help = mem_printf(resolver->diagnostics->mem, "add \"down: UPDATE %s SET %s = …\"",
                                        on->table->name.name,
                                        quote_name(resolver->diagnostics->mem, column->name));
            }
        }
        else
        {
            drop_alone(resolver, on, column, on->dropped[i], &drop_link);
        }
    }
    for (size_t i = first_link; i < on->table->link_count; i++)
    {
        find_shared(resolver, on->table->links[i]);
        note_pins(on, on->table->links[i]);
    }
}

/* An assignment that no link took: to a column that the change does not add (up) or drop (down). */
void
resolve_unused_assignments(Resolver *resolver, ChangeOnTable *on)
{
    const Mapping *mappings[] = {on->up, on->down};
    const bool *used[] = {on->up_used, on->down_used};
    const PlanText *texts[] = {&on->change->source->up, &on->change->source->down};

    for (size_t m = 0; m < 2; m++)
    {
        for (size_t i = 0; mappings[m] && i < mappings[m]->count; i++)
        {
            const char **names = NULL;
            size_t count = 0;
            char *near;

            if (used[m][i])
            {
                continue;
            }
            for (size_t j = 0; j < (m == 0 ? on->added_count : on->dropped_count); j++)
            {
                *mem_push(resolver->mem, names, count) =
                    m == 0 ? on->added[j]->definition->name : on->dropped[j]->column;
            }
            near = suggest_nearest(resolver->diagnostics->mem, mappings[m]->assignments[i].column, names, count);
            resolve_report(resolver->diagnostics, resolver->parsed->plan, texts[m],
                           mappings[m]->assignments[i].offset, "P204",
                           "\"%s\" assigns \"%s\", which changes[%zu] does not %s %s", m == 0 ? "up" : "down",
                           mappings[m]->assignments[i].column, on->change_index + 1, m == 0 ? "add to" : "drop from",
                           on->table->name.name)
                ->help = near ? mem_printf(resolver->diagnostics->mem, "did you mean %s?", near) : NULL;
        }
    }
}

/* ---- Parts ---- */

static Link *
new_link(Resolver *resolver, ChangeOnTable *on, LinkKind kind)
{
    static const char *const none[] = {NULL};
    Link *link = mem_new(resolver->mem, Link);

    *mem_push(resolver->mem, on->table->links, on->table->link_count) = link;
    link->kind = kind;
    link->shared = none;
    link->on_conflict = on->change->source->on_conflict;
    return link;
}

/* A column as the plan's sql defines it. */
static LinkColumn *
push_new(Resolver *resolver, ChangeOnTable *on, Link *link, const DdlColumn *definition)
{
    return push_typed(resolver, on, link, definition, resolve_qualified_type(resolver, on, definition->type),
                      resolve_qualified_collation(resolver, on, definition->collation));
}

/* TYPE and COLLATION have their names qualified already (as the catalog gives them). */
static LinkColumn *
push_typed(Resolver *resolver, ChangeOnTable *on, Link *link, const DdlColumn *definition, const char *type,
           const char *collation)
{
    LinkColumn *column = mem_push(resolver->mem, link->new_columns, link->new_count);

    column->name = definition->name;
    column->type = type;
    column->collation = collation;
    column->not_null = definition->not_null;
    if (definition->fallback)
    {
        column->fallback = resolve_rendered(resolver, on, definition->fallback, NULL);
        column->fallback_is_volatile = !definition->fallback_is_constant;
    }
    column->held_name = held_name(resolver, on, definition->name, true);
    return column;
}

static LinkColumn *
push_old(Resolver *resolver, ChangeOnTable *on, Link *link, const CatalogColumn *old)
{
    LinkColumn *column = mem_push(resolver->mem, link->old_columns, link->old_count);

    column->name = old->name;
    column->type = old->type;
    column->collation = old->collation;
    column->not_null = old->not_null;
    column->fallback = old->fallback;
    column->fallback_is_volatile = old->fallback_is_volatile;
    column->held_name = held_name(resolver, on, old->name, false);
    return column;
}

/* The whole name is in the hash: two long names that differ only at their ends must not meet when they are clipped. */
static const char *
held_name(Resolver *resolver, const ChangeOnTable *on, const char *column, bool is_new)
{
    return quote_short_name(resolver->mem, "bellows_held_", column,
                            mem_printf(resolver->mem, "%s %s %s", is_new ? "new" : "old", on->table->key, column));
}

static const SqlExpression *
assigned(const Mapping *mapping, const char *column, bool *used)
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

static const SqlExpression *
up_value(Resolver *resolver, ChangeOnTable *on, const char *column)
{
    const SqlExpression *value = assigned(on->up, column, on->up_used);

    return value && check_reads(resolver, on, &on->change->source->up, value)
               ? resolve_qualified(resolver, on, &on->change->source->up, value)
               : NULL;
}

static const SqlExpression *
down_value(Resolver *resolver, ChangeOnTable *on, const char *column)
{
    const SqlExpression *value = assigned(on->down, column, on->down_used);

    return value && check_reads(resolver, on, &on->change->source->down, value)
               ? resolve_qualified(resolver, on, &on->change->source->down, value)
               : NULL;
}

/* `up` and USING read the old shape, `down` the new one; both exist for the columns that stay. VALUE is in TEXT. */
static bool
check_reads(Resolver *resolver, const ChangeOnTable *on, const PlanText *text, const SqlExpression *value)
{
    bool is_up = text != &on->change->source->down;
    const char *as = on->change->source->as.text;
    size_t count = 0;
    ColumnUse *uses = ddl_expression_uses(resolver->mem, value, &count);
    bool ok = true;

    for (size_t i = 0; i < count; i++)
    {
        const char *column = uses[i].column;
        bool is_new = resolve_is_added(on, column) || (as && strcmp(as, column) == 0);
        bool is_old = catalog_column(on->table->table, column) != NULL;

        if (is_up ? is_old : is_new || (is_old && !resolve_is_dropped(on, column)))
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
                           "\"down\" may only read columns of the new shape; \"%s\" is dropped by this change",
                           column);
        }
        else
        {
            const char **names = NULL;
            size_t name_count = 0;
            char *near;

            for (size_t j = 0; j < on->table->table->column_count; j++)
            {
                *mem_push(resolver->mem, names, name_count) = on->table->table->columns[j].name;
            }
            for (size_t j = 0; !is_up && j < on->added_count; j++)
            {
                *mem_push(resolver->mem, names, name_count) = on->added[j]->definition->name;
            }
            near = suggest_nearest(resolver->diagnostics->mem, column, names, name_count);
            resolve_report(resolver->diagnostics, resolver->parsed->plan, text, uses[i].offset, "P301",
                           "column \"%s\" of table \"%s\" does not exist", column, on->table->name.name)
                ->help = near ? mem_printf(resolver->diagnostics->mem, "did you mean %s?", near) : NULL;
        }
    }
    return ok;
}

/* Columns that stay and that the link's expressions read: a write to one of them alone must be carried over, too. */
static void
find_shared(Resolver *resolver, Link *link)
{
    const char **shared = NULL;
    size_t count = 0;

    for (size_t side = 0; side < 2; side++)
    {
        const LinkColumn *columns = side == 0 ? link->new_columns : link->old_columns;
        size_t column_count = side == 0 ? link->new_count : link->old_count;

        for (size_t i = 0; i < column_count; i++)
        {
            const char *const *reads =
                columns[i].value ? ddl_expression_columns(resolver->mem, columns[i].value) : NULL;

            for (size_t j = 0; reads && reads[j]; j++)
            {
                bool is_own = false;

                for (size_t k = 0; k < link->new_count; k++)
                {
                    is_own = is_own || strcmp(link->new_columns[k].name, reads[j]) == 0;
                }
                for (size_t k = 0; k < link->old_count; k++)
                {
                    is_own = is_own || strcmp(link->old_columns[k].name, reads[j]) == 0;
                }
                for (size_t k = 0; k < count; k++)
                {
                    is_own = is_own || strcmp(shared[k], reads[j]) == 0;
                }
                if (!is_own)
                {
                    *mem_push(resolver->mem, shared, count) = reads[j];
                }
            }
        }
    }
    *mem_push(resolver->mem, shared, count) = NULL;
    link->shared = shared;
}

static bool
reads_column(const SqlExpression *value, const char *column)
{
    void *scratch = mem_root("reads_column");
    bool found = resolve_list_has(ddl_expression_columns(scratch, value), column);

    mem_free(scratch);
    return found;
}

/* Conversions of dates, numbers with a fraction and byte strings to and from text depend on settings of the session. */
static void
note_pins(ChangeOnTable *on, const Link *link)
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
