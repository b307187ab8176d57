/* SPDX-License-Identifier: PostgreSQL */
/*
 * A successor under the name that `as` gives: of another type, or without a constraint that V needs.
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

static void successor_default(Resolver *resolver, ChangeOnTable *on, const CatalogColumn *old, LinkColumn *new_column);

void
resolve_retype(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    const CatalogColumn *old = resolve_existing_column(resolver, on, statement, statement->column);

    if (old)
    {
        resolve_succeed(resolver, on, statement, old);
    }
}

/* False after a finding. */
static bool
has_name(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement, const CatalogColumn *old)
{
    const PlanChange *source = on->change->source;
    Diagnostic *found;

    if (source->as.text && !catalog_column(on->table->table, source->as.text))
    {
        return true;
    }
    found = resolve_report(resolver->diagnostics, resolver->parsed->plan, &source->sql, statement->offset, "P209",
                           source->as.text ? "\"as\": column \"%s\" exists already"
                                           : "the type of \"%s\" changes under both versions at once",
                           source->as.text ? source->as.text : old->name);
    found->help =
        mem_printf(resolver->diagnostics->mem, "give the column that V+1 uses a name of its own: add \"as: new_name\"");
    resolve_assigned(on->down, old->name, on->down_used);
    return false;
}

/* STATEMENT is ALTER TYPE, or what loosens OLD: then the type stays. */
void
resolve_succeed(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement, const CatalogColumn *old)
{
    const PlanChange *source = on->change->source;
    bool is_retyped = statement->kind == DDL_ALTER_COLUMN_TYPE;
    DdlColumn definition = {.name = source->as.text};
    LinkColumn *new_column;
    Link *link;
    Diagnostic *found;
    Error err = {0};

    if (!has_name(resolver, on, statement, old))
    {
        return;
    }
    link = resolve_new_link(resolver, on, LINK_REPLACE);
    link->is_successor = true;
    link->is_rename = !is_retyped;
    definition.not_null = old->not_null && !resolve_drops_not_null(resolver, on, old->name);
    if (is_retyped)
    {
        definition.type = statement->definition->type;
        definition.collation =
            statement->definition->collation; /* left out, it is the new type's own, not the old column's */
        new_column = resolve_push_new(resolver, on, link, &definition);
    }
    else
    {
        new_column = resolve_push_typed(resolver, on, link, &definition, old->type, old->collation);
    }
    successor_default(resolver, on, old, new_column);
    if (is_retyped && statement->expression)
    {
        new_column->value = resolve_check_reads(resolver, on, &source->sql, statement->expression)
                                ? resolve_qualified(resolver, on, &source->sql, statement->expression)
                                : NULL;
    }
    else
    {
        new_column->value = resolve_up_value(resolver, on, source->as.text);
    }
    if (!new_column->value && resolver->diagnostics->errors == 0)
    {
        new_column->value = ddl_parse_expression(resolver->mem, quote_name(resolver->mem, old->name), &err);
    }
    resolve_push_old(resolver, on, link, old)->value = resolve_down_value(resolver, on, old->name);
    if (!link->old_columns[0].value && resolver->diagnostics->errors == 0)
    {
        found = resolve_report(resolver->diagnostics, resolver->parsed->plan, &source->sql, statement->offset, "P303",
                               "%s to %s: V reads \"%s\" and would miss what V+1 writes", old->type,
                               is_retyped ? definition.type : old->type, old->name);
        found->help = mem_printf(resolver->diagnostics->mem, "add \"down: UPDATE %s SET %s = …\"", on->table->name.name,
                                 quote_name(resolver->diagnostics->mem, old->name));
    }
    resolve_find_shared(resolver, link);
    resolve_note_pins(on, link);
    error_clear(&err);
}

/* ALTER TYPE keeps the default, if its cast says so; else one drops it before, and sets another behind. Those are about the
 * successor: V's column keeps its own. */
static void
successor_default(Resolver *resolver, ChangeOnTable *on, const CatalogColumn *old, LinkColumn *new_column)
{
    new_column->fallback = old->fallback;
    new_column->fallback_is_volatile = old->fallback_is_volatile;
    for (size_t i = 0; i < on->change->script->count; i++)
    {
        const DdlStatement *statement = &on->change->script->statements[i];

        if (!resolve_is_of_successor(resolver, on, statement))
        {
            continue;
        }
        new_column->fallback =
            statement->kind == DDL_SET_DEFAULT ? resolve_rendered(resolver, on, statement->expression, NULL) : NULL;
        new_column->fallback_is_volatile = new_column->fallback != NULL; /* unknown, and never asked for a new column */
    }
}

/* SET and DROP DEFAULT of a column that the same change gives a successor. */
bool
resolve_is_of_successor(const Resolver *resolver, const ChangeOnTable *on, const DdlStatement *statement)
{
    const char *replaced = resolve_replaced(resolver, on);

    return (statement->kind == DDL_SET_DEFAULT || statement->kind == DDL_DROP_DEFAULT) && replaced &&
           strcmp(replaced, statement->column) == 0 && resolve_is_same_table(resolver, on, statement);
}

bool
resolve_is_same_table(const Resolver *resolver, const ChangeOnTable *on, const DdlStatement *statement)
{
    return catalog_table(resolver->catalog, statement->relation.schema, statement->relation.name) == on->table->table;
}
