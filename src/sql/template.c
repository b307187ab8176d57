/* SPDX-License-Identifier: PostgreSQL */
/*
 * Templates: psql's variable syntax, rendered over PostgreSQL's own scanner.
 *
 * A variable is a ":" token directly followed by "name", 'name' or a word, so nothing inside strings, comments and
 * $$…$$ bodies is ever touched, and "::" and ":=" are other tokens. A word that is no given variable is left alone
 * inside brackets only, where PostgreSQL has array slices (a[1:n]); anywhere else it is an error.
 */
#include "sql/template.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "quote_internal.h"
#include "sql/quote.h"

typedef struct Renderer
{
    const char *text;
    const ScanToken *tokens;
    size_t token_count;
    const TemplateVariable *variables;
    size_t variable_count;
    bool *used; /* parallel to variables */
    char *result;
    size_t copied; /* bytes of TEXT that are dealt with */
    size_t brackets;
    void *mem;
} Renderer;

static int compare_name(const void *name, const void *source);
static bool render(Renderer *renderer, Error *err);
static bool is_variable(const Renderer *renderer, size_t at);
static bool render_variable(Renderer *renderer, size_t at, Error *err);
static bool check_kind(Renderer *renderer, const TemplateVariable *variable, TemplateKind kind, Error *err);
static bool check_all_used(Renderer *renderer, Error *err);
static const TemplateVariable *find_variable(const Renderer *renderer, const char *name);
static char *variable_name(Renderer *renderer, const ScanToken *token, TemplateKind *kind);
static void append_value(Renderer *renderer, const TemplateVariable *variable);
static void append_text(Renderer *renderer, size_t end);
static char *spelling(Renderer *renderer, TemplateKind kind, const char *name);
static void trim_end(char *text);

char *
template_render(void *owner, const char *name, const TemplateVariable *variables, size_t count, Error *err)
{
    const TemplateSource *source =
        bsearch(name, template_sources, template_source_count, sizeof(template_sources[0]), compare_name);
    char *result;

    if (source == NULL)
    {
        error_set(err, ERROR_FAILED, "there is no template \"%s\"", name);
        return NULL;
    }
    result = template_render_text(owner, source->text, variables, count, err);
    if (result == NULL)
    {
        error_prefix(err, "template %s: ", name);
    }
    return result;
}

static int
compare_name(const void *name, const void *source)
{
    return strcmp(name, ((const TemplateSource *) source)->name);
}

char *
template_render_text(void *owner, const char *text, const TemplateVariable *variables, size_t count, Error *err)
{
    void *mem = mem_root("render");
    Renderer renderer = {
        .text = text,
        .variables = variables,
        .variable_count = count,
        .used = mem_array(mem, bool, count),
        .mem = mem,
    };
    char *result = NULL;

    renderer.tokens = quote_scan(mem, text, &renderer.token_count, err);
    if (renderer.tokens == NULL)
    {
        err->kind = ERROR_FAILED;
    }
    else
    {
        renderer.result = mem_strdup(mem, "");
        if (render(&renderer, err) && check_all_used(&renderer, err))
        {
            trim_end(renderer.result);
            result = mem_steal(owner, renderer.result);
        }
    }
    mem_free(mem);
    return result;
}

static bool
render(Renderer *renderer, Error *err)
{
    const ScanToken *tokens = renderer->tokens;
    size_t first = 0;

    while (first < renderer->token_count && tokens[first].kind == SCAN_COMMENT)
    {
        first++;
    }
    renderer->copied = first < renderer->token_count ? tokens[first].start : strlen(renderer->text);
    for (size_t i = first; i < renderer->token_count; i++)
    {
        if (tokens[i].character == '[')
        {
            renderer->brackets++;
        }
        else if (tokens[i].character == ']' && renderer->brackets > 0)
        {
            renderer->brackets--;
        }
        else if (is_variable(renderer, i))
        {
            if (!render_variable(renderer, i, err))
            {
                return false;
            }
            i++;
        }
    }
    append_text(renderer, strlen(renderer->text));
    return true;
}

static bool
is_variable(const Renderer *renderer, size_t at)
{
    const ScanToken *colon = &renderer->tokens[at];
    const ScanToken *name = colon + 1;

    if (colon->character != ':' || at + 1 >= renderer->token_count || name->start != colon->end)
    {
        return false;
    }
    switch (name->kind)
    {
        case SCAN_WORD:
            return true;
        case SCAN_IDENTIFIER:
            return renderer->text[name->start] == '"';
        case SCAN_STRING:
            return renderer->text[name->start] == '\'';
        case SCAN_COMMENT:
        case SCAN_CHARACTER:
        case SCAN_OTHER:
            return false;
    }
    return false;
}

static bool
render_variable(Renderer *renderer, size_t at, Error *err)
{
    const ScanToken *token = &renderer->tokens[at + 1];
    TemplateKind kind;
    char *name = variable_name(renderer, token, &kind);
    const TemplateVariable *variable = find_variable(renderer, name);

    if (variable == NULL)
    {
        if (kind == TEMPLATE_SQL && renderer->brackets > 0)
        {
            return true;
        }
        return error_set(err, ERROR_FAILED, "variable %s has no value", spelling(renderer, kind, name));
    }
    if (!check_kind(renderer, variable, kind, err))
    {
        return false;
    }
    append_text(renderer, token->start - 1);
    append_value(renderer, variable);
    renderer->copied = token->end;
    renderer->used[variable - renderer->variables] = true;
    return true;
}

static char *
variable_name(Renderer *renderer, const ScanToken *token, TemplateKind *kind)
{
    const char *start = renderer->text + token->start;
    size_t length = token->end - token->start;

    if (token->kind == SCAN_WORD)
    {
        *kind = TEMPLATE_SQL;
        return mem_strndup(renderer->mem, start, length);
    }
    *kind = token->kind == SCAN_IDENTIFIER ? TEMPLATE_IDENTIFIER : TEMPLATE_LITERAL;
    return mem_strndup(renderer->mem, start + 1, length - 2);
}

static const TemplateVariable *
find_variable(const Renderer *renderer, const char *name)
{
    for (size_t i = 0; i < renderer->variable_count; i++)
    {
        if (strcmp(renderer->variables[i].name, name) == 0)
        {
            return &renderer->variables[i];
        }
    }
    return NULL;
}

static bool
check_kind(Renderer *renderer, const TemplateVariable *variable, TemplateKind kind, Error *err)
{
    if (variable->value == NULL)
    {
        return error_set(err, ERROR_FAILED, "variable %s has no value", spelling(renderer, kind, variable->name));
    }
    if (variable->kind != kind)
    {
        return error_set(err, ERROR_FAILED, "variable %s must be written %s", spelling(renderer, kind, variable->name),
                         spelling(renderer, variable->kind, variable->name));
    }
    return true;
}

static void
append_value(Renderer *renderer, const TemplateVariable *variable)
{
    switch (variable->kind)
    {
        case TEMPLATE_IDENTIFIER:
            mem_append(&renderer->result, "%s", quote_name(renderer->mem, variable->value));
            return;
        case TEMPLATE_LITERAL:
        {
            const char *literal = quote_literal(renderer->mem, variable->value);
            bool needs_blank = literal[0] == 'E' && renderer->result[0] != '\0' &&
                               strchr(" \t\n(,", renderer->result[strlen(renderer->result) - 1]) == NULL;

            /* As psql does: the E of E'…' must not become the end of a word in front of it. */
            mem_append(&renderer->result, "%s%s", needs_blank ? " " : "", literal);
            return;
        }
        case TEMPLATE_SQL:
            mem_append(&renderer->result, "%s", variable->value);
            return;
    }
}

static void
append_text(Renderer *renderer, size_t end)
{
    mem_append(&renderer->result, "%.*s", (int) (end - renderer->copied), renderer->text + renderer->copied);
    renderer->copied = end;
}

static bool
check_all_used(Renderer *renderer, Error *err)
{
    for (size_t i = 0; i < renderer->variable_count; i++)
    {
        const TemplateVariable *variable = &renderer->variables[i];

        if (!renderer->used[i])
        {
            return error_set(err, ERROR_FAILED, "variable %s is given but not used",
                             spelling(renderer, variable->kind, variable->name));
        }
    }
    return true;
}

static char *
spelling(Renderer *renderer, TemplateKind kind, const char *name)
{
    switch (kind)
    {
        case TEMPLATE_IDENTIFIER:
            return mem_printf(renderer->mem, ":\"%s\"", name);
        case TEMPLATE_LITERAL:
            return mem_printf(renderer->mem, ":'%s'", name);
        case TEMPLATE_SQL:
            return mem_printf(renderer->mem, ":%s", name);
    }
    return NULL;
}

static void
trim_end(char *text)
{
    size_t length = strlen(text);

    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
    {
        length--;
    }
    text[length] = '\0';
}
