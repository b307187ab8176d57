/* SPDX-License-Identifier: PostgreSQL */
/*
 * psql's meta-commands (psqlscanslash.l, PostgreSQL 15 to 18): where one ends and what it does to the statement before.
 *
 * A command takes the rest of its line; \\ outside of quotes ends it earlier, except for the commands that take the
 * whole line as it is.
 */
#include "script_internal.h"

#include <string.h>

typedef enum ScriptMetaTrait
{
    META_ENDS_STATEMENT, /* it sends what was read, or drops it */
    META_WHOLE_LINE,
} ScriptMetaTrait;

typedef struct ScriptMetaRow
{
    const char *name;
    ScriptMetaTrait trait;
} ScriptMetaRow;

static const ScriptMetaRow meta_rows[] = {
    {"g", META_ENDS_STATEMENT},     {"gx", META_ENDS_STATEMENT},    {"gexec", META_ENDS_STATEMENT},
    {"gset", META_ENDS_STATEMENT},  {"gdesc", META_ENDS_STATEMENT}, {"crosstabview", META_ENDS_STATEMENT},
    {"watch", META_ENDS_STATEMENT}, {"parse", META_ENDS_STATEMENT}, {"sendpipeline", META_ENDS_STATEMENT},
    {"r", META_ENDS_STATEMENT},     {"reset", META_ENDS_STATEMENT}, {"!", META_WHOLE_LINE},
    {"copy", META_WHOLE_LINE},      {"ef", META_WHOLE_LINE},        {"ev", META_WHOLE_LINE},
    {"h", META_WHOLE_LINE},         {"help", META_WHOLE_LINE},      {"sf", META_WHOLE_LINE},
    {"sv", META_WHOLE_LINE},
};

static bool has_trait(const char *name, size_t length, ScriptMetaTrait trait);
static size_t name_length(const char *text, size_t start, size_t end);
static size_t skip_argument_byte(const char *text, size_t length, size_t at);

size_t
script_meta_end(const char *text, size_t length, size_t start)
{
    size_t name = name_length(text, start, length);
    bool is_whole_line = has_trait(text + start + 1, name, META_WHOLE_LINE);
    size_t at = start + 1 + name;

    while (at < length && text[at] != '\n')
    {
        if (!is_whole_line && text[at] == '\\' && at + 1 < length && text[at + 1] == '\\')
        {
            return at + 2;
        }
        at = is_whole_line ? at + 1 : skip_argument_byte(text, length, at);
    }
    while (at > start + 1 && (text[at - 1] == ' ' || text[at - 1] == '\t' || text[at - 1] == '\r'))
    {
        at--;
    }
    return at;
}

/* Behind the byte at AT, or behind all that is quoted from there on; a line's end ends a quote. */
static size_t
skip_argument_byte(const char *text, size_t length, size_t at)
{
    char quote = text[at++];

    if (quote != '\'' && quote != '"' && quote != '`')
    {
        return at;
    }
    while (at < length && text[at] != '\n')
    {
        if (text[at] == quote)
        {
            return at + 1;
        }
        /* Only between single quotes a backslash escapes. */
        at += quote == '\'' && text[at] == '\\' && at + 1 < length && text[at + 1] != '\n' ? 2 : 1;
    }
    return at;
}

bool
script_meta_ends_statement(const char *text, size_t start, size_t end)
{
    return has_trait(text + start + 1, name_length(text, start, end), META_ENDS_STATEMENT);
}

bool
script_meta_copies_stdin(const char *text, size_t start, size_t end)
{
    /* Behind its backslash, \copy reads like COPY. */
    ScriptScan scan = {.text = text, .length = end, .at = start + 1, .budget = 1};
    ScriptToken token;

    if (name_length(text, start, end) != strlen("copy") || memcmp(text + start + 1, "copy", strlen("copy")) != 0)
    {
        return false;
    }
    script_scan_reset(&scan);
    do
    {
        token = script_scan(&scan);
    } while (token == SCRIPT_TOKEN_COMMENT || token == SCRIPT_TOKEN_VARIABLE);
    return scan.words == SCRIPT_WORDS_COPY_FROM_STDIN;
}

static bool
has_trait(const char *name, size_t length, ScriptMetaTrait trait)
{
    for (size_t i = 0; i < sizeof(meta_rows) / sizeof(meta_rows[0]); i++)
    {
        const ScriptMetaRow *row = &meta_rows[i];

        if (row->trait == trait && strlen(row->name) == length && memcmp(row->name, name, length) == 0)
        {
            return true;
        }
    }
    return false;
}

/* Letters and underscores, or one other byte. */
static size_t
name_length(const char *text, size_t start, size_t end)
{
    size_t length = 0;

    while (start + 1 + length < end)
    {
        char byte = text[start + 1 + length];
        char lower = (char) (byte | 0x20);

        if ((lower < 'a' || lower > 'z') && byte != '_')
        {
            break;
        }
        length++;
    }
    if (length == 0 && start + 1 < end && text[start + 1] != '\\')
    {
        length = 1;
    }
    return length;
}
