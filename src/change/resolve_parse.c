/* SPDX-License-Identifier: PostgreSQL */
/*
 * The parsed texts of a plan: every `sql` as statements, every `up` and `down` as assignments. Needs no server.
 * Findings: P201 to P203, P206 to P208. A finding's place is the place in the YAML file.
 */
#include "change/resolve.h"

#include <stdarg.h>
#include <string.h>

#include "base/mem.h"
#include "base/suggest.h"
#include "resolve_internal.h"

static bool parse_change(ParsedPlan *parsed, size_t index, Diagnostics *diagnostics);
static bool check_as(const Plan *plan, const PlanChange *source, const DdlScript *script, Diagnostics *diagnostics);
static bool check_rules(const Plan *plan, const PlanChange *change, Diagnostics *diagnostics);
static bool check_statement(const Plan *plan, const PlanChange *change, const DdlStatement *statement,
                            Diagnostics *diagnostics);
static Mapping *parse_mapping(void *owner, const Plan *plan, const PlanText *text, const char *key,
                              Diagnostics *diagnostics);

ParsedPlan *
resolve_parse(void *owner, const Plan *plan, Diagnostics *diagnostics)
{
    ParsedPlan *parsed = mem_new(owner, ParsedPlan);
    bool ok = true;

    parsed->plan = plan;
    parsed->change_count = plan->change_count;
    parsed->changes = mem_array(parsed, ParsedChange, plan->change_count);
    for (size_t i = 0; i < plan->change_count; i++)
    {
        ok = parse_change(parsed, i, diagnostics) && ok;
    }
    return ok ? parsed : NULL;
}

static bool
parse_change(ParsedPlan *parsed, size_t index, Diagnostics *diagnostics)
{
    const Plan *plan = parsed->plan;
    const PlanChange *source = &plan->changes[index];
    ParsedChange *change = &parsed->changes[index];
    DdlErrorPlace place = {0};
    Error err = {0};
    bool ok = true;

    change->source = source;
    ok = check_rules(plan, source, diagnostics);
    if (!ddl_parse(parsed, source->sql.text, &change->script, &place, &err))
    {
        Diagnostic *found = resolve_report(diagnostics, plan, &source->sql, place.offset, "P201", "%s", err.message);
        found->help = err.hint ? mem_strdup(diagnostics->mem, err.hint) : NULL;
        error_clear(&err);
        ok = false;
    }
    else
    {
        for (size_t i = 0; i < change->script->count; i++)
        {
            ok = check_statement(plan, source, &change->script->statements[i], diagnostics) && ok;
        }
        ok = check_as(plan, source, change->script, diagnostics) && ok;
    }
    if (source->up.text)
    {
        change->up = parse_mapping(parsed, plan, &source->up, "up", diagnostics);
    }
    if (source->down.text)
    {
        change->down = parse_mapping(parsed, plan, &source->down, "down", diagnostics);
    }
    return ok && (!source->up.text || change->up) && (!source->down.text || change->down);
}

/* An `as` that names nothing would be a column that somebody waits for. */
static bool
check_as(const Plan *plan, const PlanChange *source, const DdlScript *script, Diagnostics *diagnostics)
{
    Diagnostic *found;

    for (size_t i = 0; i < script->count; i++)
    {
        DdlKind kind = script->statements[i].kind;

        if (kind == DDL_ALTER_COLUMN_TYPE || kind == DDL_DROP_NOT_NULL || kind == DDL_DROP_CONSTRAINT)
        {
            return true;
        }
    }
    if (!source->as.text)
    {
        return true;
    }
    found = resolve_report(diagnostics, plan, &source->as, 0, "P214",
                           "\"as\" gives no column of this change a second name: \"%s\"", source->as.text);
    found->help =
        mem_strdup(diagnostics->mem, "\"as\" belongs to ALTER COLUMN TYPE, and with \"down\" to DROP NOT NULL and "
                                     "DROP CONSTRAINT; leave it out, or move it to the change that it is about");
    return false;
}

/* A misspelt rule would allow nothing, and nobody would know why. */
static bool
check_rules(const Plan *plan, const PlanChange *change, Diagnostics *diagnostics)
{
    static const char *const rules[] = {"volatile-up", "function-text", "whole-row", "fragile-clients",
                                        "blocking-build"};
    size_t count = sizeof rules / sizeof rules[0];
    bool ok = true;

    for (size_t i = 0; i < change->allow_count; i++)
    {
        bool is_known = false;
        Diagnostic *found;
        char *near;

        for (size_t j = 0; j < count; j++)
        {
            is_known = is_known || strcmp(rules[j], change->allow[i].rule) == 0;
        }
        if (is_known)
        {
            continue;
        }
        ok = false;
        found = diagnostics_add(diagnostics, SEVERITY_ERROR, "P213", plan->path, change->line, 0,
                                "there is no rule \"%s\" to allow", change->allow[i].rule);
        near = suggest_nearest(diagnostics->mem, change->allow[i].rule, rules, count);
        found->help =
            near
                ? mem_printf(diagnostics->mem, "did you mean %s?", near)
                : mem_strdup(diagnostics->mem,
                             "the rules are volatile-up, function-text, whole-row, fragile-clients and blocking-build");
        found->source_line = plan_source_line(diagnostics->mem, plan, change->line);
    }
    return ok;
}

static bool
check_statement(const Plan *plan, const PlanChange *change, const DdlStatement *statement, Diagnostics *diagnostics)
{
    Diagnostic *found;

    switch (statement->kind)
    {
        case DDL_SESSION:
            found = resolve_report(diagnostics, plan, &change->sql, statement->offset, "P208",
                                   "%s inside a plan; bellows controls transactions and settings", statement->tag);
            found->help = mem_strdup(diagnostics->mem, "remove it");
            return false;
        case DDL_DATA:
            found = resolve_report(diagnostics, plan, &change->sql, statement->offset, "P210",
                                   "%s does not belong under \"sql\"", statement->tag);
            found->help = mem_strdup(diagnostics->mem,
                                     "put the UPDATE that converts the data under \"up: |\": it becomes a batched "
                                     "backfill and the shim of V's writes");
            return false;
        case DDL_UNSUPPORTED:
            found = resolve_report(diagnostics, plan, &change->sql, statement->offset, "P207",
                                   "this statement cannot be split into expand and contract (%s)", statement->tag);
            found->help = statement->reason ? mem_strdup(diagnostics->mem, statement->reason) : NULL;
            return false;
        case DDL_ADD_COLUMN:
        case DDL_DROP_COLUMN:
        case DDL_RENAME_COLUMN:
        case DDL_ALTER_COLUMN_TYPE:
        case DDL_SET_NOT_NULL:
        case DDL_DROP_NOT_NULL:
        case DDL_SET_DEFAULT:
        case DDL_DROP_DEFAULT:
        case DDL_ADD_CHECK:
        case DDL_ADD_FOREIGN_KEY:
        case DDL_ADD_UNIQUE:
        case DDL_ADD_PRIMARY_KEY:
        case DDL_ADD_EXCLUDE:
        case DDL_ADD_UNIQUE_USING_INDEX:
        case DDL_ADD_PRIMARY_KEY_USING_INDEX:
        case DDL_ALTER_CONSTRAINT:
        case DDL_VALIDATE_CONSTRAINT:
        case DDL_DROP_CONSTRAINT:
        case DDL_RENAME_CONSTRAINT:
        case DDL_SET_STATISTICS:
        case DDL_SET_STORAGE:
        case DDL_SET_COMPRESSION:
        case DDL_SET_COLUMN_OPTIONS:
        case DDL_RESET_COLUMN_OPTIONS:
        case DDL_CREATE_TABLE:
        case DDL_CREATE_INDEX:
        case DDL_DROP_INDEX:
        case DDL_RENAME_INDEX:
        case DDL_COMMENT:
        case DDL_ALTER_SEQUENCE:
            break;
    }
    return true;
}

static Mapping *
parse_mapping(void *owner, const Plan *plan, const PlanText *text, const char *key, Diagnostics *diagnostics)
{
    static const struct
    {
        const char *code;
        const char *help;
    } problems[] = {
        [MAPPING_SYNTAX] = {"P201", NULL},
        [MAPPING_NOT_UPDATE] = {"P202", "write the UPDATE that would convert all rows in one go"},
        [MAPPING_BARE_COLUMN] = {"P203", "write the UPDATE under \"up: |\" or \"down: |\": in a block YAML "
                                         "leaves SQL's quotes alone"},
        [MAPPING_NOT_ROW_LOCAL] = {"P206", "every value may be computed from columns of its own row only"},
    };
    MappingProblem problem = MAPPING_SYNTAX;
    DdlErrorPlace place = {0};
    Mapping *mapping = NULL;
    Error err = {0};

    if (!ddl_parse_mapping(owner, text->text, &mapping, &problem, &place, &err))
    {
        const char *help = err.hint ? err.hint : problems[problem].help;
        Diagnostic *found = resolve_report(diagnostics, plan, text, place.offset, problems[problem].code,
                                           "in \"%s\": %s", key, err.message);
        found->help = help ? mem_strdup(diagnostics->mem, help) : NULL;
        error_clear(&err);
        return NULL;
    }
    return mapping;
}

Diagnostic *
resolve_report(Diagnostics *diagnostics, const Plan *plan, const PlanText *text, size_t offset, const char *code,
               const char *format, ...)
{
    size_t line = 0;
    size_t column = 0;
    Diagnostic *found;
    char *message;
    va_list args;

    plan_locate(plan, text, offset, &line, &column);
    va_start(args, format);
    message = mem_vprintf(diagnostics->mem, format, args);
    va_end(args);
    found = diagnostics_add(diagnostics, SEVERITY_ERROR, code, plan->path, line, column, "%s", message);
    found->source_line = plan_source_line(diagnostics->mem, plan, line);
    return found;
}

Diagnostic *
resolve_report_statement(Resolver *resolver, const ChangeOnTable *on, const DdlStatement *statement, const char *code,
                         const char *message)
{
    return resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset,
                          code, "%s", message);
}

CatalogRequest *
resolve_requests(void *owner, const ParsedPlan *parsed, size_t *count)
{
    CatalogRequest *requests = NULL;

    *count = 0;
    for (size_t i = 0; i < parsed->change_count; i++)
    {
        const DdlScript *script = parsed->changes[i].script;

        for (size_t j = 0; j < script->count; j++)
        {
            CatalogRequest *request = mem_push(owner, requests, *count);

            const DdlKey *key = &script->statements[j].key;

            request->schema = script->statements[j].relation.schema;
            request->name = script->statements[j].relation.name;
            if (key->foreign_table.name)
            {
                *mem_push(owner, requests, *count) =
                    (CatalogRequest){.schema = key->foreign_table.schema, .name = key->foreign_table.name};
            }
        }
    }
    return requests;
}

static void
collect_names(void *owner, const SqlExpression *expression, NameUse **names, size_t *count)
{
    size_t used = 0;
    NameUse *uses = expression ? ddl_expression_names(owner, expression, &used) : NULL;

    for (size_t i = 0; i < used; i++)
    {
        *mem_push(owner, *names, *count) = uses[i];
    }
}

/* Qualified functions, too, as they are written ("app.f"): whether they are volatile must be known. */
static void
collect_functions(void *owner, const SqlExpression *expression, NameUse **names, size_t *count)
{
    const char *const *functions = ddl_expression_functions(owner, expression);

    for (size_t i = 0; functions[i]; i++)
    {
        *mem_push(owner, *names, *count) = (NameUse){.name_class = NAME_FUNCTION, .name = functions[i]};
    }
}

NameUse *
resolve_names(void *owner, const ParsedPlan *parsed, size_t *count)
{
    NameUse *names = NULL;

    *count = 0;
    for (size_t i = 0; i < parsed->change_count; i++)
    {
        const ParsedChange *change = &parsed->changes[i];
        const Mapping *mappings[] = {change->up, change->down};

        for (size_t m = 0; m < 2; m++)
        {
            for (size_t j = 0; mappings[m] && j < mappings[m]->count; j++)
            {
                collect_names(owner, mappings[m]->assignments[j].value, &names, count);
                collect_functions(owner, mappings[m]->assignments[j].value, &names, count);
            }
        }
        for (size_t j = 0; j < change->script->count; j++)
        {
            const DdlStatement *statement = &change->script->statements[j];

            collect_names(owner, statement->expression, &names, count);
            if (statement->expression && statement->kind == DDL_ALTER_COLUMN_TYPE)
            {
                collect_functions(owner, statement->expression, &names, count);
            }
            if (statement->definition)
            {
                collect_names(owner, statement->definition->fallback, &names, count);
                collect_names(owner, resolve_type_expression(owner, statement->definition->type), &names, count);
                collect_names(owner, resolve_collation_expression(owner, statement->definition->collation), &names,
                              count);
            }
        }
    }
    return names;
}
