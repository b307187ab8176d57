/* SPDX-License-Identifier: PostgreSQL */
/*
 * Names inside `up` and `down` are qualified, because the shim runs with whatever search_path the writer has
 * (an unqualified name fails with 42P01/42883 there, or worse, means something else). Operators as well: a search_path
 * that names pg_catalog behind another schema finds the other one's first. A function or operator that exists in several
 * schemas of the search_path (citext's =, say) is chosen by PostgreSQL by its arguments: it stays as it is, and the shim
 * pins the search_path instead.
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

static const char *const class_names[] = {
    [NAME_FUNCTION] = "function",
    [NAME_TYPE] = "type",
    [NAME_OPERATOR] = "operator",
    [NAME_COLLATION] = "collation",
};

static const NameSchemas *find_schemas(const Resolver *resolver, const NameUse *use);
static const SqlExpression *qualify(Resolver *resolver, const ChangeOnTable *on, const PlanText *text,
                                    const SqlExpression *expression, bool may_be_volatile);
static bool check_stays_equal(Resolver *resolver, const ChangeOnTable *on, const PlanText *text,
                              const SqlExpression *expression);
static size_t offset_of(Resolver *resolver, const SqlExpression *expression, const char *name);
static const char *choose_schema(Resolver *resolver, const PlanText *text, const NameUse *use);

const SqlExpression *
resolve_qualified(Resolver *resolver, const ChangeOnTable *on, const PlanText *text, const SqlExpression *expression)
{
    return qualify(resolver, on, text, expression, false);
}

/* A default or a CHECK may be volatile: nothing is compared with it. */
static const SqlExpression *
qualify(Resolver *resolver, const ChangeOnTable *on, const PlanText *text, const SqlExpression *expression,
        bool may_be_volatile)
{
    size_t count = 0;
    NameUse *uses = ddl_expression_names(resolver->mem, expression, &count);
    const SqlExpression *qualified = expression;

    if (!may_be_volatile && !check_stays_equal(resolver, on, text, expression))
    {
        return NULL;
    }
    for (size_t i = 0; i < count; i++)
    {
        const char *schema = choose_schema(resolver, text, &uses[i]);

        if (!schema)
        {
            return NULL;
        }
        if (!*schema)
        {
            on->table->pins_search_path = true;
            continue;
        }
        qualified = ddl_expression_qualify(resolver->mem, qualified, uses[i].name_class, uses[i].name, schema);
    }
    return qualified;
}

/* A conversion that gives another value each time can never keep two shapes equal: volatile functions, and the clock. */
static bool
check_stays_equal(Resolver *resolver, const ChangeOnTable *on, const PlanText *text, const SqlExpression *expression)
{
    static const char *const clock[] = {"now", "transaction_timestamp", "statement_timestamp", NULL};
    const char *const *functions = ddl_expression_functions(resolver->mem, expression);

    for (size_t i = 0; functions[i] && !resolve_allows(on->change->source, "volatile-up"); i++)
    {
        const char *dot = strrchr(functions[i], '.');
        const char *name = dot ? dot + 1 : functions[i];
        const NameUse use = {.name_class = NAME_FUNCTION, .name = functions[i]};
        const NameSchemas *found = find_schemas(resolver, &use);

        if ((found && found->is_volatile) || resolve_list_has(clock, name))
        {
            resolve_report(
                resolver->diagnostics, resolver->parsed->plan, text, offset_of(resolver, expression, name), "P206",
                "volatile function %s() gives another value each time: the two shapes could never be equal", name)
                ->help = mem_strdup(resolver->diagnostics->mem,
                                    "use an immutable expression, or allow: {rule: volatile-up, reason: …}");
            return false;
        }
    }
    return true;
}

/* Where NAME stands in EXPRESSION; 0 where it is written with its schema. */
static size_t
offset_of(Resolver *resolver, const SqlExpression *expression, const char *name)
{
    size_t count = 0;
    NameUse *uses = ddl_expression_names(resolver->mem, expression, &count);

    for (size_t i = 0; i < count; i++)
    {
        if (uses[i].name_class == NAME_FUNCTION && strcmp(uses[i].name, name) == 0)
        {
            return uses[i].offset;
        }
    }
    return 0;
}

#define TYPE_PREFIX      "NULL::"
#define COLLATION_PREFIX "NULL COLLATE "

static const SqlExpression *
parse_behind(void *owner, const char *prefix, const char *name)
{
    Error err = {0};
    const SqlExpression *expression = ddl_parse_expression(owner, mem_printf(owner, "%s%s", prefix, name), &err);

    error_clear(&err);
    return expression;
}

const SqlExpression *
resolve_type_expression(void *owner, const char *type)
{
    return parse_behind(owner, TYPE_PREFIX, type);
}

const SqlExpression *
resolve_collation_expression(void *owner, const char *collation)
{
    return collation ? parse_behind(owner, COLLATION_PREFIX, collation) : NULL;
}

static const char *
render_behind(Resolver *resolver, const ChangeOnTable *on, const SqlExpression *expression, const char *prefix,
              const char *name)
{
    const char *text = expression ? resolve_rendered(resolver, on, expression, NULL) : NULL;
    size_t length = strlen(prefix);

    return text && strncmp(text, prefix, length) == 0 ? text + length : name;
}

const char *
resolve_qualified_type(Resolver *resolver, const ChangeOnTable *on, const char *type)
{
    return render_behind(resolver, on, resolve_type_expression(resolver->mem, type), TYPE_PREFIX, type);
}

const char *
resolve_qualified_collation(Resolver *resolver, const ChangeOnTable *on, const char *collation)
{
    return render_behind(resolver, on, resolve_collation_expression(resolver->mem, collation), COLLATION_PREFIX,
                         collation);
}

const char *
resolve_rendered(Resolver *resolver, const ChangeOnTable *on, const SqlExpression *expression, const char *qualifier)
{
    const SqlExpression *qualified = qualify(resolver, on, &on->change->source->sql, expression, true);
    Error err = {0};
    char *text = qualified ? ddl_expression_render(resolver->mem, qualified, qualifier, NULL, 0, &err) : NULL;

    error_clear(&err);
    return text;
}

static const NameSchemas *
find_schemas(const Resolver *resolver, const NameUse *use)
{
    for (size_t i = 0; i < resolver->name_count; i++)
    {
        if (resolver->names[i].name_class == use->name_class && strcmp(resolver->names[i].name, use->name) == 0)
        {
            return &resolver->names[i];
        }
    }
    return NULL;
}

/* The schema of the search_path (pg_catalog first) that has the name: of types and collations the first one; of
 * functions and operators the only one, or "" when several have it. NULL after a finding when none has. */
static const char *
choose_schema(Resolver *resolver, const PlanText *text, const NameUse *use)
{
    const NameSchemas *found = find_schemas(resolver, use);
    const char *chosen = NULL;
    const char *second = NULL;

    for (size_t i = 0; found && found->schemas && found->schemas[i]; i++)
    {
        const char *schema = found->schemas[i];
        bool is_searched =
            strcmp(schema, "pg_catalog") == 0 || resolve_list_has(resolver->catalog->search_path, schema);

        if (is_searched && !chosen)
        {
            chosen = schema;
        }
        else if (is_searched && !second)
        {
            second = schema;
        }
    }
    if (!chosen)
    {
        resolve_report(resolver->diagnostics, resolver->parsed->plan, text, use->offset, "P312",
                       "%s \"%s\" does not exist", class_names[use->name_class], use->name)
            ->help = mem_strdup(resolver->diagnostics->mem, "check its spelling, or write it with its schema");
        return NULL;
    }
    return second && (use->name_class == NAME_FUNCTION || use->name_class == NAME_OPERATOR) ? "" : chosen;
}
