/* SPDX-License-Identifier: PostgreSQL */
/*
 * Newer syntax in older words: what PostgreSQL 16 to 18 let out or say otherwise is put so that 15's grammar reads
 * the statement.
 *
 * Only where nothing of what is said of the statement changes by it, and only with text of the same length, so that
 * places stay where they are but for a blank. What cannot be said in 15's words stays a syntax error.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

/* A quoted name of 63 bytes with room for doubled quotes. */
#define IDENTIFIER_BYTES 256

/* Any name does: the parser does not look at it. */
#define ALIAS 'x'

/* Blanks fill up what is longer in the newer words. */
#define OLDER_NOT_NULL "ALTER %.*s SET NOT NULL"

static bool give_alias(char *text, size_t offset);
static bool set_not_null(char *text, size_t offset);
static bool tokens_before(const char *text, size_t offset, CommandToken tokens[3]);

static const struct
{
    const char *message;
    bool (*make_older)(char *text, size_t offset);
    int version;
} newer[] = {
    {"subquery in FROM must have an alias", give_alias, 160000},
    {"VALUES in FROM must have an alias", give_alias, 160000},
    {"syntax error at or near \"NOT\"", set_not_null, 180000},
};

int
command_make_older(char *text, size_t offset, const char *message)
{
    for (size_t i = 0; i < sizeof(newer) / sizeof(newer[0]); i++)
    {
        if (strcmp(message, newer[i].message) == 0)
        {
            return newer[i].make_older(text, offset) ? newer[i].version : 0;
        }
    }
    return 0;
}

/* FROM (SELECT …) → FROM(SELECT …)x: the blank before the parenthesis makes room for the name behind it. */
static bool
give_alias(char *text, size_t offset)
{
    size_t length = strlen(text);
    size_t at = offset;
    size_t depth = 0;
    CommandToken token;

    if (offset == 0 || text[offset] != '(' || !isspace((unsigned char) text[offset - 1]))
    {
        return false;
    }
    while (command_scan(text, length, &at, &token))
    {
        depth += token.kind == '(' ? 1U : 0U;
        depth -= token.kind == ')' && depth > 0 ? 1U : 0U;
        if (token.kind == ')' && depth == 0)
        {
            break;
        }
    }
    if (depth > 0 || at > length || text[at - 1] != ')' || isalnum((unsigned char) text[at]) || text[at] == '_')
    {
        return false;
    }
    memmove(text + offset - 1, text + offset, at - offset);
    text[at - 1] = ALIAS;
    return true;
}

/* ADD CONSTRAINT name NOT NULL column → ALTER column SET NOT NULL, which locks and scans alike. */
static bool
set_not_null(char *text, size_t offset)
{
    size_t length = strlen(text);
    size_t at = offset;
    CommandToken before[3];
    CommandToken after[3];
    CommandToken next;
    char words[sizeof(OLDER_NOT_NULL) + IDENTIFIER_BYTES];
    int written;

    if (!tokens_before(text, offset, before) || !command_token_is(text, &before[0], "add") ||
        !command_token_is(text, &before[1], "constraint"))
    {
        return false;
    }
    for (size_t i = 0; i < 3; i++)
    {
        if (!command_scan(text, length, &at, &after[i]))
        {
            return false;
        }
    }
    if (!command_token_is(text, &after[1], "null") ||
        (command_scan(text, length, &at, &next) && next.kind != ',' && next.kind != ';'))
    {
        return false;
    }
    written =
        snprintf(words, sizeof(words), OLDER_NOT_NULL, (int) (after[2].end - after[2].start), text + after[2].start);
    if (written < 0 || (size_t) written >= sizeof(words) || (size_t) written > after[2].end - before[0].start)
    {
        return false;
    }
    memset(text + before[0].start, ' ', after[2].end - before[0].start);
    memcpy(text + before[0].start, words, (size_t) written);
    return true;
}

/* The three tokens before OFFSET. */
static bool
tokens_before(const char *text, size_t offset, CommandToken tokens[3])
{
    size_t at = 0;
    size_t count = 0;
    CommandToken token;

    while (command_scan(text, offset, &at, &token))
    {
        tokens[0] = count > 0 ? tokens[1] : token;
        tokens[1] = count > 0 ? tokens[2] : token;
        tokens[2] = token;
        count++;
    }
    return count >= 3;
}
