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
#include "resolve_internal.h"

static void report_unused(Resolver *resolver, const ChangeOnTable *on, const MappingAssignment *assignment, bool is_up);
static const char *tag_of_key(const Resolver *resolver, const ChangeOnTable *on, const char *column);
static const char *held_name(Resolver *resolver, const ChangeOnTable *on, const char *column, bool is_new);

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
        resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset,
                       "P311", "column \"%s\" of table \"%s\" exists already", statement->new_name,
                       on->table->name.name);
        return;
    }
    link = resolve_new_link(resolver, on, LINK_REPLACE);
    link->is_successor = true;
    link->is_rename = true;
    definition.name = statement->new_name;
    definition.not_null = old->not_null;
    resolve_push_typed(resolver, on, link, &definition, old->type, old->collation)->value =
        ddl_parse_expression(resolver->mem, quote_name(resolver->mem, old->name), &err);
    resolve_push_old(resolver, on, link, old)->value =
        ddl_parse_expression(resolver->mem, quote_name(resolver->mem, statement->new_name), &err);
    link->new_columns[0].fallback = old->fallback;
    link->new_columns[0].fallback_is_volatile = old->fallback_is_volatile;
    error_clear(&err);
}

/* ---- ADD COLUMN and DROP COLUMN ---- */

/* Whether the dropped COLUMN is read or computed by the mappings between it and the new columns. */
static bool
is_linked(const ChangeOnTable *on, const char *column)
{
    for (size_t i = 0; on->up && i < on->up->count; i++)
    {
        if (resolve_is_added(on, on->up->assignments[i].column) &&
            resolve_reads_column(on->up->assignments[i].value, column))
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

            if (resolve_reads_column(on->down->assignments[i].value, added) && resolve_assigned(on->up, added, NULL))
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
        found = resolve_report(
            resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset, "P310",
            "column \"%s\" is NOT NULL without a default: neither old rows nor V's inserts fill it", definition->name);
        found->help = mem_printf(resolver->diagnostics->mem, "add \"up: UPDATE %s SET %s = …\", or a DEFAULT",
                                 on->table->name.name, quote_name(resolver->diagnostics->mem, definition->name));
    }
    plain = mem_push(resolver->mem, on->table->plain, on->table->plain_count);
    plain->definition = definition;
    plain->type = resolve_qualified_type(resolver, on, definition->type);
    plain->collation = resolve_qualified_collation(resolver, on, definition->collation);
    resolve_check_type(resolver, on, definition->name, plain->type);
    plain->fallback =
        definition->fallback && !found ? resolve_rendered(resolver, on, definition->fallback, NULL) : NULL;
    plain->held_name = held_name(resolver, on, definition->name, true);
}

static void
drop_alone(Resolver *resolver, ChangeOnTable *on, const CatalogColumn *column, const DdlStatement *statement,
           Link **drop_link)
{
    const SqlExpression *value = resolve_down_value(resolver, on, column->name);
    Diagnostic *found;

    if (value)
    {
        if (column->fallback)
        {
            found = resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->down, 0, "P315",
                                   "\"%s\" has a default, which fills it for V+1; \"down\" would replace it "
                                   "for V as well",
                                   column->name);
            found->help = mem_strdup(resolver->diagnostics->mem, "remove \"down\"");
            return;
        }
        if (!*drop_link)
        {
            *drop_link = resolve_new_link(resolver, on, LINK_DROP);
        }
        resolve_push_old(resolver, on, *drop_link, column)->value = value;
        return;
    }
    if (column->not_null && !column->fallback && !column->identity && !column->generated)
    {
        found = resolve_report(
            resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset, "P302",
            "column %s.%s is NOT NULL without default: new writers cannot fill it", on->table->name.name, column->name);
        found->help = mem_printf(resolver->diagnostics->mem, "add \"down: UPDATE %s SET %s = …\"", on->table->name.name,
                                 quote_name(resolver->diagnostics->mem, column->name));
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
    return resolve_check_new_column(resolver, on, statement);
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
        if (!resolve_assigned(on->up, definition->name, NULL))
        {
            if (!resolve_fill(resolver, on, on->added[i]))
            {
                add_plain(resolver, on, on->added[i]);
            }
            continue;
        }
        value = resolve_up_value(resolver, on, definition->name);
        replace = replace ? replace : resolve_new_link(resolver, on, LINK_ADD);
        resolve_push_new(resolver, on, replace, definition)->value = value;
    }
    for (size_t i = 0; i < on->dropped_count; i++)
    {
        const CatalogColumn *column = catalog_column(on->table->table, on->dropped[i]->column);

        if (replace && is_linked(on, column->name))
        {
            const SqlExpression *value = resolve_down_value(resolver, on, column->name);

            replace->kind = LINK_REPLACE;
            resolve_push_old(resolver, on, replace, column)->value = value;
            if (!value && resolver->diagnostics->errors == 0)
            {
                resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql,
                               on->dropped[i]->offset, column->not_null && !column->fallback ? "P302" : "P303",
                               "V reads %s.%s and would miss what V+1 writes", on->table->name.name, column->name)
                    ->help = mem_printf(resolver->diagnostics->mem, "add \"down: UPDATE %s SET %s = …\"",
                                        on->table->name.name, quote_name(resolver->diagnostics->mem, column->name));
            }
        }
        else
        {
            drop_alone(resolver, on, column, on->dropped[i], &drop_link);
        }
    }
    for (size_t i = first_link; i < on->table->link_count; i++)
    {
        resolve_find_shared(resolver, on->table->links[i]);
        resolve_note_pins(on, on->table->links[i]);
    }
}

/* An assignment that no link took: to a column that the change does not add (up) or drop (down). */
void
resolve_unused_assignments(Resolver *resolver, ChangeOnTable *on)
{
    for (size_t i = 0; on->up && i < on->up->count; i++)
    {
        if (!on->up_used[i])
        {
            report_unused(resolver, on, &on->up->assignments[i], true);
        }
    }
    for (size_t i = 0; on->down && i < on->down->count; i++)
    {
        if (!on->down_used[i])
        {
            report_unused(resolver, on, &on->down->assignments[i], false);
        }
    }
}

static void
report_unused(Resolver *resolver, const ChangeOnTable *on, const MappingAssignment *assignment, bool is_up)
{
    const PlanText *text = is_up ? &on->change->source->up : &on->change->source->down;
    size_t candidates = is_up ? on->added_count : on->dropped_count;
    const char **names = mem_array(resolver->mem, const char *, candidates + 1);
    const char *tag = is_up ? tag_of_key(resolver, on, assignment->column) : NULL;
    Diagnostic *found =
        resolve_report(resolver->diagnostics, resolver->parsed->plan, text, assignment->offset, "P204",
                       "\"%s\" assigns \"%s\", which changes[%zu] does not %s %s", is_up ? "up" : "down",
                       assignment->column, on->change_index + 1, is_up ? "add to" : "drop from", on->table->name.name);

    for (size_t i = 0; i < candidates; i++)
    {
        names[i] = is_up ? on->added[i]->definition->name : on->dropped[i]->column;
    }
    resolve_did_you_mean(resolver, found, assignment->column, names, candidates);
    if (tag)
    {
        found->help = mem_printf(resolver->diagnostics->mem,
                                 "one row does not tell whether it breaks %s, so \"up\" cannot repair it: it waits for "
                                 "contract, and expand says which rows break it",
                                 tag);
    }
    else if (!found->help && catalog_column(on->table->table, assignment->column))
    {
        found->help = mem_strdup(resolver->diagnostics->mem,
                                 is_up ? "\"up\" fills new columns, and repairs those that a SET NOT NULL or ADD CHECK "
                                         "of the same change reads"
                                       : "\"down\" fills dropped columns, and with \"as\" the one of which the type "
                                         "changes, or NOT NULL or a CHECK is dropped");
    }
}

/* The statement of this change that adds a key or foreign key with COLUMN; or NULL. */
static const char *
tag_of_key(const Resolver *resolver, const ChangeOnTable *on, const char *column)
{
    for (size_t i = 0; i < on->change->script->count; i++)
    {
        const DdlStatement *statement = &on->change->script->statements[i];

        if (statement->key.columns && resolve_list_has(statement->key.columns, column) &&
            resolve_is_same_table(resolver, on, statement))
        {
            return statement->tag;
        }
    }
    return NULL;
}

/* ---- Parts ---- */

Link *
resolve_new_link(Resolver *resolver, ChangeOnTable *on, LinkKind kind)
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
LinkColumn *
resolve_push_new(Resolver *resolver, ChangeOnTable *on, Link *link, const DdlColumn *definition)
{
    return resolve_push_typed(resolver, on, link, definition, resolve_qualified_type(resolver, on, definition->type),
                              resolve_qualified_collation(resolver, on, definition->collation));
}

LinkColumn *
resolve_push_typed(Resolver *resolver, ChangeOnTable *on, Link *link, const DdlColumn *definition, const char *type,
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
    if (link->kind != LINK_REPAIR)
    {
        resolve_check_type(resolver, on, definition->name, type);
    }
    return column;
}

LinkColumn *
resolve_push_old(Resolver *resolver, ChangeOnTable *on, Link *link, const CatalogColumn *old)
{
    LinkColumn *column = mem_push(resolver->mem, link->old_columns, link->old_count);

    column->name = old->name;
    column->type = old->type;
    column->collation = old->collation;
    column->not_null = old->not_null;
    column->fallback = old->fallback;
    column->fallback_is_volatile = old->fallback_is_volatile || old->identity; /* an identity counts as well */
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
