/* SPDX-License-Identifier: PostgreSQL */
/*
 * Parts of PL/pgSQL code: found by their tokens, parsed as SQL, added to the body with the place where they stand.
 *
 * What SQL does not know is taken out by blanks, so that places stay: INTO with its variables, PERFORM.
 */
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "command_plpgsql_internal.h"

#define NO_PLACE SIZE_MAX

static const char *const using[] = {"using", NULL};
static const char *const ends_execute[] = {"into", "using", NULL};

static void skip_comments(ScanToken *tokens, size_t *count);
static size_t place_of(const CommandParse *parse, const char *text);
static void add_text(CommandCode *code, const char *text, size_t first, size_t last, bool is_expression);
static void blank_into(const CommandCode *code, char *text, size_t first, size_t last);
static size_t skip_targets(const CommandCode *code, size_t at, size_t last);
static char *slice(const CommandCode *code, size_t first, size_t last);
static size_t line_of(const CommandCode *code, size_t at);

void
command_code_open(CommandCode *code, CommandParse *parse, Command *command, const char *text)
{
    Error err = {0};
    ScanToken *tokens;

    *code = (CommandCode){.parse = parse, .command = command, .text = text, .base = place_of(parse, text)};
    code->scratch = mem_child(parse->owner, "plpgsql");
    tokens = quote_scan(code->scratch, text, &code->count, &err);
    if (error_is_set(&err))
    {
        command_set_opaque(command, mem_printf(parse->owner, "its code does not parse: %s", err.message));
        error_clear(&err);
    }
    skip_comments(tokens, &code->count);
    code->tokens = tokens;
}

static void
skip_comments(ScanToken *tokens, size_t *count)
{
    size_t kept = 0;

    for (size_t i = 0; i < *count; i++)
    {
        if (tokens[i].kind != SCAN_COMMENT)
        {
            tokens[kept++] = tokens[i];
        }
    }
    *count = kept;
}

static size_t
place_of(const CommandParse *parse, const char *text)
{
    const char *found = memmem(parse->text + parse->offset, parse->length, text, strlen(text));

    return found == NULL ? NO_PLACE : (size_t) (found - parse->text);
}

bool
command_code_is(const CommandCode *code, size_t at, const char *word)
{
    size_t length = strlen(word);

    return at < code->count && code->tokens[at].end - code->tokens[at].start == length &&
           strncasecmp(code->text + code->tokens[at].start, word, length) == 0;
}

bool
command_code_is_one_of(const CommandCode *code, size_t at, const char *const *words)
{
    for (; *words != NULL; words++)
    {
        if (command_code_is(code, at, *words))
        {
            return true;
        }
    }
    return false;
}

bool
command_code_is_name(const CommandCode *code, size_t at)
{
    if (at >= code->count)
    {
        return false;
    }
    return code->tokens[at].kind == SCAN_WORD || code->tokens[at].kind == SCAN_IDENTIFIER ||
           (code->tokens[at].kind != SCAN_STRING && code->text[code->tokens[at].start] == '$');
}

size_t
command_code_find(const CommandCode *code, size_t at, const char *const *words)
{
    size_t depth = 0;

    for (; at < code->count; at++)
    {
        if (depth == 0 && (command_code_is(code, at, ";") || command_code_is_one_of(code, at, words)))
        {
            return at;
        }
        if (command_code_is(code, at, "(") || command_code_is(code, at, "["))
        {
            depth++;
        }
        else if (depth > 0 && (command_code_is(code, at, ")") || command_code_is(code, at, "]")))
        {
            depth--;
        }
    }
    return code->count;
}

/* Worth a command of its own only where it reads a relation or calls something, which takes a parenthesis or FROM. */
void
command_code_expression(CommandCode *code, size_t first, size_t last)
{
    for (size_t i = first; i < last; i++)
    {
        if (command_code_is(code, i, "(") || command_code_is(code, i, "from"))
        {
            add_text(code, mem_printf(code->scratch, "SELECT %s", slice(code, first, last)), first, last, true);
            return;
        }
    }
}

void
command_code_query(CommandCode *code, size_t first, size_t last)
{
    if (first < last)
    {
        add_text(code, slice(code, first, last), first, last, false);
    }
}

void
command_code_statement(CommandCode *code, size_t first, size_t last)
{
    char *text = slice(code, first, last);

    if (!command_code_is(code, first, "import")) /* IMPORT FOREIGN SCHEMA … INTO */
    {
        blank_into(code, text, first, last);
    }
    add_text(code, text, first, last, false);
}

/* INTO and its variables may stand anywhere in a statement; INSERT INTO and MERGE INTO are SQL's. */
static void
blank_into(const CommandCode *code, char *text, size_t first, size_t last)
{
    size_t base = code->tokens[first].start;

    for (size_t i = first + 1; i < last; i++)
    {
        if (command_code_is(code, i, "into") && !command_code_is(code, i - 1, "insert") &&
            !command_code_is(code, i - 1, "merge"))
        {
            size_t end = skip_targets(code, i + 1, last);

            memset(text + code->tokens[i].start - base, ' ', code->tokens[end - 1].end - code->tokens[i].start);
            i = end - 1;
        }
    }
}

/* [STRICT] a, b.c, … → the token behind. */
static size_t
skip_targets(const CommandCode *code, size_t at, size_t last)
{
    at += at < last && command_code_is(code, at, "strict") ? 1 : 0;
    while (at < last && command_code_is_name(code, at))
    {
        at++;
        while (at + 1 < last && command_code_is(code, at, ".") && command_code_is_name(code, at + 1))
        {
            at += 2;
        }
        if (at >= last || !command_code_is(code, at, ","))
        {
            break;
        }
        at++;
    }
    return at;
}

void
command_code_perform(CommandCode *code, size_t first, size_t last)
{
    if (last > first + 1)
    {
        add_text(code, mem_printf(code->scratch, "SELECT %s", slice(code, first + 1, last)), first, last, false);
    }
}

/* The text of EXECUTE, then [INTO variables] [USING values], in either order. */
void
command_code_dynamic(CommandCode *code, size_t first, size_t last)
{
    size_t end = command_code_find(code, first, ends_execute);
    size_t values = command_code_find(code, first, using) + 1;
    const char *text;

    end = end < last ? end : last;
    text = first < end ? command_constant_text(code->parse, slice(code, first, end)) : NULL;
    if (text != NULL)
    {
        add_text(code, text, first, end, false);
    }
    else
    {
        command_set_opaque(code->command, mem_printf(code->parse->owner, "EXECUTE of an expression at line %zu",
                                                     line_of(code, first)));
        command_code_expression(code, first, end);
    }
    if (values < last)
    {
        size_t variables = command_code_find(code, values, ends_execute);

        command_code_expression(code, values, variables < last ? variables : last);
    }
}

/* The commands of TEXT, whose place in the code is that of the tokens [FIRST, LAST). */
static void
add_text(CommandCode *code, const char *text, size_t first, size_t last, bool is_expression)
{
    CommandParse inner = *code->parse;
    Command *command = code->command;
    const char *reason = command->opaque;
    Command *body;
    size_t count;

    if (code->base != NO_PLACE)
    {
        inner.offset = code->base + code->tokens[first].start;
        inner.length = code->tokens[last - 1].end - code->tokens[first].start;
    }
    body = command_body_of_text(&inner, command, text, &count);
    command->opaque = reason == NULL ? command->opaque : reason;
    if (!is_expression || (count > 0 && (body[0].use_count > 0 || body[0].call_count > 0)))
    {
        command_add_body(code->parse, command, body, count);
    }
}

static char *
slice(const CommandCode *code, size_t first, size_t last)
{
    size_t start = code->tokens[first].start;

    return mem_strndup(code->scratch, code->text + start, code->tokens[last - 1].end - start);
}

static size_t
line_of(const CommandCode *code, size_t at)
{
    size_t line = 1;

    for (size_t i = 0; at < code->count && i < code->tokens[at].start; i++)
    {
        line += code->text[i] == '\n' ? 1 : 0;
    }
    return line;
}
