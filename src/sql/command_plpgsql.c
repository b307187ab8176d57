/* SPDX-License-Identifier: PostgreSQL */
/*
 * PL/pgSQL code → the commands that it runs, in order, those of all branches, loops and handlers.
 *
 * Reads the language's statements by their words, as its own grammar (pl_gram.y, 15) does: an expression ends at THEN,
 * LOOP or a semicolon outside of parentheses, and everything else that is no word of the language is SQL. libpg_query's
 * own PL/pgSQL parser is not used: without a catalog it takes every type for unknown, and so refuses cursors, collations
 * and aliases of parameters in code that is right.
 * Invariant: every step goes on by at least one token; code that is wrong ends in opaque, never in an error.
 */
#include "base/mem.h"
#include "command_plpgsql_internal.h"

typedef struct Statement
{
    const char *word;
    void (*read)(CommandCode *code);
} Statement;

static void read_statement(CommandCode *code);
static bool is_assignment(const CommandCode *code);
static void read_assignment(CommandCode *code);
static void read_label(CommandCode *code);
static void skip_word(CommandCode *code);
static void skip_statement(CommandCode *code);
static void read_option(CommandCode *code);
static void read_declarations(CommandCode *code);
static void read_until_then(CommandCode *code);
static void read_until_when(CommandCode *code);
static void read_until_loop(CommandCode *code);
static void read_for(CommandCode *code);
static void read_range(CommandCode *code, size_t first, size_t range, size_t last);
static void read_foreach(CommandCode *code);
static void read_exit(CommandCode *code);
static void read_return(CommandCode *code);
static void read_raise(CommandCode *code);
static void read_assert(CommandCode *code);
static void read_execute(CommandCode *code);
static void read_perform(CommandCode *code);
static void read_open(CommandCode *code);
static void read_sql(CommandCode *code);

static const char *const none[] = {NULL};
static const char *const then[] = {"then", NULL};
static const char *const when[] = {"when", NULL};
static const char *const loop[] = {"loop", NULL};
static const char *const in[] = {"in", NULL};
static const char *const dots[] = {"..", NULL};
static const char *const by[] = {"by", NULL};
static const char *const comma[] = {",", NULL};
static const char *const using[] = {"using", NULL};
static const char *const assigns[] = {":=", "=", NULL};
static const char *const defaults[] = {"default", ":=", "=", NULL};
static const char *const for_or_is[] = {"for", "is", NULL};
static const char *const starts_query[] = {"(",      "select", "with",  "values",  "table", "insert",
                                           "update", "delete", "merge", "explain", "show",  NULL};

static const Statement statements[] = {
    {"begin", skip_word},      {"else", skip_word},        {"loop", skip_word},
    {"exception", skip_word},  {"end", skip_statement},    {"declare", read_declarations},
    {"if", read_until_then},   {"elsif", read_until_then}, {"elseif", read_until_then},
    {"when", read_until_then}, {"case", read_until_when},  {"while", read_until_loop},
    {"for", read_for},         {"foreach", read_foreach},  {"exit", read_exit},
    {"continue", read_exit},   {"return", read_return},    {"raise", read_raise},
    {"assert", read_assert},   {"execute", read_execute},  {"perform", read_perform},
    {"open", read_open},       {"fetch", skip_statement},  {"move", skip_statement},
    {"close", skip_statement}, {"get", skip_statement},    {"null", skip_statement},
    {"#", read_option},        {"<<", read_label},         {";", skip_word},
};

void
command_plpgsql(CommandParse *parse, Command *command, const char *text)
{
    CommandCode code;

    command_code_open(&code, parse, command, text);
    while (code.at < code.count)
    {
        read_statement(&code);
    }
    mem_free(code.scratch);
}

/* A variable may be called as a statement is: open := true. */
static void
read_statement(CommandCode *code)
{
    if (is_assignment(code))
    {
        read_assignment(code);
        return;
    }
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
    {
        if (command_code_is(code, code->at, statements[i].word))
        {
            statements[i].read(code);
            return;
        }
    }
    read_sql(code);
}

static bool
is_assignment(const CommandCode *code)
{
    return command_code_is_name(code, code->at) &&
           (command_code_is_one_of(code, code->at + 1, assigns) || command_code_is(code, code->at + 1, ".") ||
            command_code_is(code, code->at + 1, "["));
}

static void
read_assignment(CommandCode *code)
{
    size_t end = command_code_find(code, code->at, none);
    size_t sign = command_code_find(code, code->at, assigns);

    command_code_expression(code, sign + 1, end);
    code->at = end + 1;
}

static void
skip_word(CommandCode *code)
{
    code->at++;
}

static void
skip_statement(CommandCode *code)
{
    code->at = command_code_find(code, code->at, none) + 1;
}

/* <<label>> */
static void
read_label(CommandCode *code)
{
    code->at += 3;
}

/* #variable_conflict use_column */
static void
read_option(CommandCode *code)
{
    code->at += 3;
}

/* Names up to BEGIN, each ended by a semicolon. */
static void
read_declarations(CommandCode *code)
{
    code->at++;
    while (code->at < code->count && !command_code_is(code, code->at, "begin"))
    {
        size_t end = command_code_find(code, code->at, none);
        bool is_cursor = command_code_is(code, code->at + 1, "cursor") ||
                         command_code_is(code, code->at + 2, "cursor") || command_code_is(code, code->at + 3, "cursor");

        if (command_code_is(code, code->at, "declare"))
        {
            code->at++;
            continue;
        }
        if (is_cursor)
        {
            command_code_query(code, command_code_find(code, code->at, for_or_is) + 1, end);
        }
        else
        {
            command_code_expression(code, command_code_find(code, code->at, defaults) + 1, end);
        }
        code->at = end + 1;
    }
}

static void
read_until_then(CommandCode *code)
{
    size_t end = command_code_find(code, code->at + 1, then);

    command_code_expression(code, code->at + 1, end);
    code->at = end + 1;
}

static void
read_until_when(CommandCode *code)
{
    size_t end = command_code_find(code, code->at + 1, when);

    command_code_expression(code, code->at + 1, end);
    code->at = end;
}

static void
read_until_loop(CommandCode *code)
{
    size_t end = command_code_find(code, code->at + 1, loop);

    command_code_expression(code, code->at + 1, end);
    code->at = end + 1;
}

/* FOR r IN EXECUTE text | [REVERSE] a .. b | query | cursor LOOP. A cursor's query was read where it was declared. */
static void
read_for(CommandCode *code)
{
    size_t first = command_code_find(code, code->at, in) + 1;
    size_t end = command_code_find(code, first, loop);
    size_t range;

    first += command_code_is(code, first, "reverse") ? 1 : 0;
    range = command_code_find(code, first, dots);
    if (command_code_is(code, first, "execute"))
    {
        command_code_dynamic(code, first + 1, end);
    }
    else if (range < end)
    {
        read_range(code, first, range, end);
    }
    else if (command_code_is_one_of(code, first, starts_query))
    {
        command_code_query(code, first, end);
    }
    code->at = end + 1;
}

static void
read_range(CommandCode *code, size_t first, size_t range, size_t last)
{
    size_t step = command_code_find(code, range, by);

    command_code_expression(code, first, range);
    command_code_expression(code, range + 1, step < last ? step : last);
    command_code_expression(code, step + 1, last);
}

static void
read_foreach(CommandCode *code)
{
    size_t end = command_code_find(code, code->at, loop);

    command_code_expression(code, command_code_find(code, code->at, in) + 2, end);
    code->at = end + 1;
}

static void
read_exit(CommandCode *code)
{
    size_t end = command_code_find(code, code->at, none);

    command_code_expression(code, command_code_find(code, code->at, when) + 1, end);
    code->at = end + 1;
}

static void
read_return(CommandCode *code)
{
    size_t end = command_code_find(code, code->at, none);

    if (command_code_is(code, code->at + 1, "query") && command_code_is(code, code->at + 2, "execute"))
    {
        command_code_dynamic(code, code->at + 3, end);
    }
    else if (command_code_is(code, code->at + 1, "query"))
    {
        command_code_query(code, code->at + 2, end);
    }
    else
    {
        command_code_expression(code, code->at + (command_code_is(code, code->at + 1, "next") ? 2 : 1), end);
    }
    code->at = end + 1;
}

/* RAISE level 'format', value … USING option = value …: the parser of SQL takes the options for comparisons. */
static void
read_raise(CommandCode *code)
{
    size_t end = command_code_find(code, code->at, none);
    size_t options = command_code_find(code, code->at, using);
    size_t values = command_code_find(code, code->at, comma);

    command_code_expression(code, values + 1, options);
    command_code_expression(code, options + 1, end);
    code->at = end + 1;
}

static void
read_assert(CommandCode *code)
{
    size_t end = command_code_find(code, code->at, none);

    command_code_expression(code, code->at + 1, end);
    code->at = end + 1;
}

static void
read_execute(CommandCode *code)
{
    size_t end = command_code_find(code, code->at, none);

    command_code_dynamic(code, code->at + 1, end);
    code->at = end + 1;
}

static void
read_perform(CommandCode *code)
{
    size_t end = command_code_find(code, code->at, none);

    command_code_perform(code, code->at, end);
    code->at = end + 1;
}

static void
read_open(CommandCode *code)
{
    size_t end = command_code_find(code, code->at, none);
    size_t query = command_code_find(code, code->at, for_or_is) + 1;

    if (command_code_is(code, query, "execute"))
    {
        command_code_dynamic(code, query + 1, end);
    }
    else
    {
        command_code_query(code, query, end);
    }
    code->at = end + 1;
}

static void
read_sql(CommandCode *code)
{
    size_t end = command_code_find(code, code->at, none);

    command_code_statement(code, code->at, end);
    code->at = end + 1;
}
