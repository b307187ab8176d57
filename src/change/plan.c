/* SPDX-License-Identifier: PostgreSQL */
/*
 * Loads a plan: file name and bytes, then the walk over YAML's events that finds everything wrong, then libcyaml.
 *
 * In: a path. Out: a Plan, or findings with line and column, as many as one run can tell. Nothing here looks into the
 * SQL; sql/ddl and change/classify do, and come back with byte offsets that plan_locate() turns into places.
 */
#include "change/plan.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "plan_internal.h"

static Plan *check_and_fill(void *owner, PlanLoad *load, size_t errors_before, Error *err);

Plan *
plan_load(void *owner, const char *path, Diagnostics *diagnostics, Error *err)
{
    void *scratch = mem_child(owner, "plan_load");
    PlanLoad load = {.mem = scratch, .path = path, .diagnostics = diagnostics};
    size_t errors_before = diagnostics->errors;
    Plan *plan = NULL;

    if (plan_file_read(&load, err))
    {
        plan_file_check_name(&load);
        plan = check_and_fill(owner, &load, errors_before, err);
    }
    mem_free(scratch);
    return plan;
}

Plan *
plan_load_text(void *owner, const char *version, const char *slug, const char *text, Diagnostics *diagnostics,
               Error *err)
{
    void *scratch = mem_child(owner, "plan_load");
    PlanLoad load = {
        .mem = scratch,
        .path = mem_printf(scratch, "%s_%s.yaml", version, slug),
        .version = version,
        .slug = slug,
        .diagnostics = diagnostics,
    };
    Plan *plan;

    plan_file_take_text(&load, text);
    plan = check_and_fill(owner, &load, diagnostics->errors, err);
    mem_free(scratch);
    return plan;
}

static Plan *
check_and_fill(void *owner, PlanLoad *load, size_t errors_before, Error *err)
{
    if (plan_file_check_bytes(load))
    {
        plan_walk(load);
        plan_check(load);
    }
    diagnostics_sort(load->diagnostics);
    return load->diagnostics->errors == errors_before ? plan_fill(owner, load, err) : NULL;
}

void
plan_locate(const Plan *plan, const PlanText *text, size_t offset, size_t *line, size_t *column)
{
    const char *at = text->text;
    const char *end;

    (void) plan;
    *line = text->line;
    *column = text->column;
    if (!text->is_literal)
    {
        return;
    }
    end = at + (offset < strlen(at) ? offset : strlen(at));
    while (at < end)
    {
        size_t bytes = text_char_bytes(at);

        *column = *at == '\n' ? text->indent + 1 : *column + 1;
        *line += *at == '\n' ? 1 : 0;
        at += bytes == 0 ? 1 : bytes;
    }
}

char *
plan_source_line(void *owner, const Plan *plan, size_t line)
{
    const char *at = plan->source;
    size_t length;

    for (size_t i = 1; i < line && at != NULL; i++)
    {
        at = strchr(at, '\n');
        at = at == NULL ? NULL : at + 1;
    }
    if (line == 0 || at == NULL || (*at == '\0' && line > 1))
    {
        return NULL;
    }
    length = strcspn(at, "\n");
    if (length > 0 && at[length - 1] == '\r')
    {
        length--;
    }
    return mem_strndup(owner, at, length);
}

bool
plan_allows(const Plan *plan, const char *rule)
{
    for (size_t i = 0; i < plan->change_count; i++)
    {
        for (size_t j = 0; j < plan->changes[i].allow_count; j++)
        {
            if (strcmp(plan->changes[i].allow[j].rule, rule) == 0)
            {
                return true;
            }
        }
    }
    return false;
}
