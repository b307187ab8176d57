/* SPDX-License-Identifier: PostgreSQL */
/*
 * Where a part of a statement ends.
 *
 * The parse tree says where nodes start, never where they end; libpg_query's scanner would tell, at the price of a
 * second parse. This one only has to find its way through quotes, comments and parentheses of a text that the parser has
 * accepted (with standard_conforming_strings on, which is libpg_query's only mode). Invariant: never reads past LIMIT.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "command_internal.h"

static size_t skip_blanks(const char *text, size_t at, size_t limit);
static size_t skip_block_comment(const char *text, size_t at, size_t limit);
static size_t skip_quoted(const char *text, size_t at, size_t limit, bool backslashes);
static size_t skip_dollar_quoted(const char *text, size_t at, size_t limit);
static bool is_word(unsigned char byte);

bool
command_scan(const char *text, size_t limit, size_t *at, CommandToken *token)
{
    size_t start = skip_blanks(text, *at, limit);
    size_t end = start;

    *at = start;
    if (start >= limit)
    {
        return false;
    }
    *token = (CommandToken){.kind = text[start], .start = start};
    while (end < limit && is_word((unsigned char) text[end]) && (end > start || text[end] != '$'))
    {
        end++;
    }
    if (end > start)
    {
        bool is_prefix = end == start + 1 && end < limit && text[end] == '\'';

        token->kind = is_prefix ? 'q' : 'w';
        end = is_prefix ? skip_quoted(text, end, limit, text[start] == 'e' || text[start] == 'E') : end;
    }
    else if (text[start] == '\'' || text[start] == '"')
    {
        token->kind = 'q';
        end = skip_quoted(text, start, limit, false);
    }
    else if (text[start] == '$')
    {
        token->kind = 'q';
        end = skip_dollar_quoted(text, start, limit);
    }
    else
    {
        end = start + 1;
    }
    token->end = end;
    *at = end;
    return true;
}

/* Letters, digits, every byte of a character that is not ASCII, and inside of a word the dollar. */
static bool
is_word(unsigned char byte)
{
    return isalnum(byte) || byte == '_' || byte == '$' || byte >= 0x80;
}

static size_t
skip_blanks(const char *text, size_t at, size_t limit)
{
    while (at < limit)
    {
        if (isspace((unsigned char) text[at]))
        {
            at++;
        }
        else if (at + 1 < limit && text[at] == '-' && text[at + 1] == '-')
        {
            const char *line_end = memchr(text + at, '\n', limit - at);

            at = line_end == NULL ? limit : (size_t) (line_end - text);
        }
        else if (at + 1 < limit && text[at] == '/' && text[at + 1] == '*')
        {
            at = skip_block_comment(text, at, limit);
        }
        else
        {
            break;
        }
    }
    return at;
}

/* Comments nest in PostgreSQL. */
static size_t
skip_block_comment(const char *text, size_t at, size_t limit)
{
    size_t depth = 0;

    while (at + 1 < limit)
    {
        if (text[at] == '/' && text[at + 1] == '*')
        {
            depth++;
            at += 2;
        }
        else if (text[at] == '*' && text[at + 1] == '/')
        {
            depth--;
            at += 2;
            if (depth == 0)
            {
                return at;
            }
        }
        else
        {
            at++;
        }
    }
    return limit;
}

static size_t
skip_quoted(const char *text, size_t at, size_t limit, bool backslashes)
{
    char quote = text[at];

    for (at++; at < limit; at++)
    {
        bool is_doubled = text[at] == quote && at + 1 < limit && text[at + 1] == quote;

        if (is_doubled || (backslashes && text[at] == '\\'))
        {
            at++;
        }
        else if (text[at] == quote)
        {
            return at + 1;
        }
    }
    return limit;
}

/* $$…$$ and $tag$…$tag$; a parameter such as $1 is one token too. */
static size_t
skip_dollar_quoted(const char *text, size_t at, size_t limit)
{
    size_t tag_end = at + 1;
    const char *found;

    while (tag_end < limit && text[tag_end] != '$' && is_word((unsigned char) text[tag_end]))
    {
        tag_end++;
    }
    if (tag_end >= limit || text[tag_end] != '$' || isdigit((unsigned char) text[at + 1]))
    {
        return tag_end;
    }
    tag_end++;
    found = memmem(text + tag_end, limit - tag_end, text + at, tag_end - at);
    return found == NULL ? limit : (size_t) (found - text) + tag_end - at;
}

bool
command_token_is(const char *text, const CommandToken *token, const char *word)
{
    size_t length = token->end - token->start;

    return token->kind == 'w' && strncasecmp(text + token->start, word, length) == 0 && word[length] == '\0';
}

size_t
command_scan_item(const CommandParse *parse, size_t start)
{
    size_t limit = parse->offset + parse->length;
    size_t at = start;
    size_t end = start;
    size_t depth = 0;
    CommandToken token;

    while (command_scan(parse->text, limit, &at, &token))
    {
        bool opens = token.kind == '(' || token.kind == '[';
        bool closes = token.kind == ')' || token.kind == ']';

        if (depth == 0 && (closes || token.kind == ',' || token.kind == ';'))
        {
            break;
        }
        depth += opens ? 1 : 0;
        depth -= closes ? 1 : 0;
        end = token.end;
    }
    return end;
}
