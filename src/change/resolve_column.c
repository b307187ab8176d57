/* SPDX-License-Identifier: PostgreSQL */
/*
 * A new column by itself: whether its type can be had without a rewrite, and whether its own default fills the old rows.
 *
 * PostgreSQL stores a default that is not volatile once, with the column (11 and later), and writes every row for a volatile
 * one, for serial and identity (ACCESS EXCLUSIVE all the while). Here such a column is added without it, gets the default
 * for new rows, and the old ones in batches. V+1 does not run yet, so a NULL in it means: not filled. Neither trigger nor
 * horizon is needed.
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

static const SchemaColumn *schema_column_of(const Resolver *resolver, const ChangeOnTable *on, const char *column);
static bool is_volatile(const Resolver *resolver, const ChangeOnTable *on, const char *column);
static void number_column(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement, LinkColumn *column);
static bool check_inserters(Resolver *resolver, const ChangeOnTable *on, const DdlStatement *statement);
static bool is_constrained(Resolver *resolver, const char *type);

bool
resolve_needs_shim(const TableChange *table)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        if (table->links[i]->kind != LINK_FILL)
        {
            return true;
        }
    }
    return false;
}

bool
resolve_is_filled(const Link *link)
{
    switch (link->kind)
    {
        case LINK_REPLACE:
        case LINK_ADD:
        case LINK_FILL:
        case LINK_REPAIR:
            return true;
        case LINK_DROP:
            return false;
    }
    return false;
}

/* ---- What fills itself ---- */

/* False where the column is none of these, and PostgreSQL adds it as it is. */
bool
resolve_fill(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    const DdlColumn *definition = statement->definition;
    bool is_numbered = definition->is_serial || definition->identity;
    LinkColumn *column;
    Link *link;
    Error err = {0};

    if (!is_numbered &&
        (!definition->fallback || definition->fallback_is_constant || !is_volatile(resolver, on, definition->name)))
    {
        return false;
    }
    link = resolve_new_link(resolver, on, LINK_FILL);
    column = resolve_push_new(resolver, on, link, definition);
    if (is_numbered)
    {
        number_column(resolver, on, statement, column);
    }
    column->value = column->fallback ? ddl_parse_expression(resolver->mem, column->fallback, &err) : NULL;
    resolve_note_pins(on, link);
    error_clear(&err);
    return true;
}

/* As the plan leaves it. */
static const SchemaColumn *
schema_column_of(const Resolver *resolver, const ChangeOnTable *on, const char *column)
{
    const SchemaRelation *relation = schema_relation(resolver->schema, on->table->name);

    return relation ? schema_column(relation, column) : NULL;
}

static bool
is_volatile(const Resolver *resolver, const ChangeOnTable *on, const char *column)
{
    const SchemaColumn *known = schema_column_of(resolver, on, column);

    return !known || !known->fallback || schema_is_volatile(resolver->schema, known->fallback, NULL);
}

/* A serial's sequence is what PostgreSQL would make. An identity's can only be made by itself, once the column is NOT NULL
 * (55000 before): until then another one, which every role may use, gives the numbers. */
static void
number_column(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement, LinkColumn *column)
{
    const DdlColumn *definition = statement->definition;
    const SchemaColumn *known = schema_column_of(resolver, on, definition->name);
    QualifiedName sequence = {.schema = on->table->name.schema};

    column->identity = definition->identity;
    column->sequence_options = definition->identity ? definition->sequence_options : "";
    if (definition->identity)
    {
        sequence.schema = "bellows";
        sequence.name =
            mem_printf(resolver->mem, "fill_%s_%.8s", on->table->key, quote_hash(resolver->mem, definition->name));
    }
    else
    {
        sequence.name = known && known->sequence
                            ? known->sequence->name
                            : resolve_object_name(resolver->mem, on->table->name.name, definition->name, "seq");
        if (!check_inserters(resolver, on, statement))
        {
            return;
        }
    }
    column->sequence = quote_qualified_name(resolver->mem, sequence);
    column->fallback = mem_printf(resolver->mem, "pg_catalog.nextval(%s::pg_catalog.regclass)",
                                  quote_literal(resolver->mem, column->sequence));
    column->fallback_is_volatile = true;
}

/* V's INSERTs call nextval() from then on, with the rights of its role (an identity column needs none). */
static bool
check_inserters(Resolver *resolver, const ChangeOnTable *on, const DdlStatement *statement)
{
    const char *const *roles = on->table->table->inserters;
    char *list = mem_strdup(resolver->mem, "");

    for (size_t i = 0; roles && roles[i]; i++)
    {
        mem_append(&list, "%s%s", i > 0 ? ", " : "", roles[i]);
    }
    if (*list)
    {
        resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset,
                       "R746",
                       "the sequence of the serial column \"%s\" would belong to %s alone: INSERTs of %s would fail",
                       statement->definition->name, on->table->table->owner, list)
            ->help = mem_printf(resolver->diagnostics->mem,
                                "write %s GENERATED BY DEFAULT AS IDENTITY, which needs no privilege; or before: ALTER "
                                "DEFAULT PRIVILEGES FOR ROLE %s GRANT USAGE ON SEQUENCES TO %s",
                                statement->definition->type, on->table->table->owner, list);
    }
    return !*list;
}

/* ---- What cannot be added online ---- */

bool
resolve_check_new_column(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    const DdlColumn *definition = statement->definition;
    const PlanText *sql = &on->change->source->sql;
    const Plan *plan = resolver->parsed->plan;
    Diagnostic *found = NULL;

    if (definition->unhandled)
    {
        found = resolve_report(resolver->diagnostics, plan, sql, statement->offset, "P207",
                               "this statement cannot be split into expand and contract (ADD COLUMN … %s)",
                               definition->unhandled);
        found->help = mem_strdup(resolver->diagnostics->mem, "add the plain column here, and the rest by statements of "
                                                             "their own");
    }
    else if (definition->is_generated)
    {
        found =
            resolve_report(resolver->diagnostics, plan, sql, statement->offset, "R743",
                           "a stored generated column \"%s\" makes PostgreSQL write every row under ACCESS EXCLUSIVE",
                           definition->name);
        found->help = mem_printf(resolver->diagnostics->mem,
                                 "add a plain column with \"up: UPDATE %s SET %s = …\", and let a trigger or the "
                                 "application keep it afterwards; or generate it in a view",
                                 on->table->name.name, quote_name(resolver->diagnostics->mem, definition->name));
    }
    else if ((definition->is_serial || definition->identity) && resolve_assigned(on->up, definition->name, on->up_used))
    {
        found = resolve_report(resolver->diagnostics, plan, sql, statement->offset, "P323",
                               "\"up\" assigns \"%s\", which its sequence fills", definition->name);
        found->help = mem_strdup(resolver->diagnostics->mem, "remove that assignment; or add a plain column, and the "
                                                             "sequence by a later plan");
    }
    return !found;
}

/* Its constraint is checked row by row, in a rewrite, also of a column that is NULL everywhere (12 to 18). */
void
resolve_check_type(Resolver *resolver, const ChangeOnTable *on, const char *column, const char *type)
{
    if (type && is_constrained(resolver, type))
    {
        resolve_report_change(resolver, on->change_index, "R745",
                              "column \"%s\" of type %s, a domain with a constraint: PostgreSQL would write every row "
                              "of %s under ACCESS EXCLUSIVE",
                              column, type, on->table->name.name)
            ->help =
            mem_strdup(resolver->diagnostics->mem, "give the column the type below the domain, and the table a "
                                                   "CHECK of its own");
    }
}

static bool
is_constrained(Resolver *resolver, const char *type)
{
    void *scratch = mem_root("type");
    CommandList *list = NULL;
    DdlErrorPlace place;
    Error ignored = {0};
    bool constrained = false;

    if (command_parse(scratch, mem_printf(scratch, "ALTER TABLE t ADD c %s", type), &list, &place, &ignored) &&
        list->count == 1 && list->commands[0].column_count == 1)
    {
        schema_base_type(resolver->schema, list->commands[0].columns[0].type, &constrained);
    }
    error_clear(&ignored);
    mem_free(scratch);
    return constrained;
}
