/* SPDX-License-Identifier: PostgreSQL */
/*
 * Syntax errors that are none on a newer server: the grammar of the parser is PostgreSQL 15's, and what 16 to 19 added is
 * known by the words at which it stops.
 *
 * Nothing is parsed here: a few words around the place of the error are compared with a table. A word too many in the
 * table would excuse a real error, so each row names the word before or what the statement begins with.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "lint_internal.h"

#define WORD_BYTES 32

typedef struct Newer
{
    const char *at;     /* the word at which the parser stops; "" is its end or a sign; NULL any */
    const char *before; /* one of the two words before it; NULL any */
    const char *holds;  /* stands somewhere before; NULL nothing is asked */
    const char *syntax;
    char sign; /* right before it; 0 any */
} Newer;

static const Newer rows[] = {
    {"VIRTUAL", NULL, "GENERATED", "VIRTUAL generated columns (PostgreSQL 18)", 0},
    {"", NULL, "GENERATED ALWAYS AS (", "a generated column without STORED (PostgreSQL 18)", ')'},
    {"ENFORCED", "NOT", NULL, "NOT ENFORCED constraints (PostgreSQL 18)", 0},
    {"ENFORCED", NULL, "CHECK", "ENFORCED constraints (PostgreSQL 18)", 0},
    {"ENFORCED", NULL, "REFERENCES", "ENFORCED constraints (PostgreSQL 18)", 0},
    {"ENFORCED", NULL, "ALTER CONSTRAINT", "ENFORCED constraints (PostgreSQL 18)", 0},
    {"INHERIT", NULL, "ALTER CONSTRAINT", "ALTER CONSTRAINT … INHERIT (PostgreSQL 18)", 0},
    {"NOT", "CONSTRAINT", NULL, "NOT NULL as a table constraint (PostgreSQL 18)", 0},
    {"NOT", "ADD", NULL, "NOT NULL as a table constraint (PostgreSQL 18)", 0},
    {"NOT", NULL, "CREATE TABLE", "NOT NULL as a table constraint (PostgreSQL 18)", ','},
    {"WITHOUT", NULL, "KEY", "WITHOUT OVERLAPS (PostgreSQL 18)", 0},
    {"WITHOUT", NULL, "UNIQUE", "WITHOUT OVERLAPS (PostgreSQL 18)", 0},
    {NULL, "PERIOD", "FOREIGN KEY", "PERIOD in a foreign key (PostgreSQL 18)", 0},
    {NULL, "PERIOD", "REFERENCES", "PERIOD in a foreign key (PostgreSQL 18)", 0},
    {"ONLY", "VACUUM", NULL, "VACUUM ONLY (PostgreSQL 18)", 0},
    {"ONLY", "ANALYZE", NULL, "ANALYZE ONLY (PostgreSQL 18)", 0},
    {"LARGE", "ON", "ALTER DEFAULT PRIVILEGES", "default privileges of large objects (PostgreSQL 18)", 0},
    {"WITH", "RETURNING", NULL, "RETURNING WITH (OLD AS …) (PostgreSQL 18)", 0},
    {"EXPRESSION", "SET", NULL, "SET EXPRESSION (PostgreSQL 17)", 0},
    {"DEFAULT", "METHOD", NULL, "SET ACCESS METHOD DEFAULT (PostgreSQL 17)", 0},
    {"DEFAULT", "STATISTICS", NULL, "SET STATISTICS DEFAULT (PostgreSQL 17)", 0},
    {"BY", "MATCHED", NULL, "WHEN NOT MATCHED BY SOURCE (PostgreSQL 17)", 0},
    {"RETURNING", NULL, "MERGE INTO", "MERGE … RETURNING (PostgreSQL 17)", 0},
    {"LOCAL", "AT", NULL, "AT LOCAL (PostgreSQL 17)", 0},
    {NULL, NULL, "JSON_TABLE", "JSON_TABLE (PostgreSQL 17)", 0},
    {NULL, NULL, "JSON_QUERY", "JSON_QUERY with its clauses (PostgreSQL 17)", 0},
    {NULL, NULL, "JSON_VALUE", "JSON_VALUE with its clauses (PostgreSQL 17)", 0},
    {NULL, NULL, "JSON_EXISTS", "JSON_EXISTS with its clauses (PostgreSQL 17)", 0},
    {"DEFAULT", "STORAGE", NULL, "SET STORAGE DEFAULT (PostgreSQL 16)", 0},
    {"STORAGE", NULL, "CREATE", "STORAGE in a column's definition (PostgreSQL 16)", 0},
    {"RETURNING", NULL, "JSON_", "JSON constructors with their clauses (PostgreSQL 16)", 0},
    {"FORMAT", NULL, "JSON_", "JSON constructors with their clauses (PostgreSQL 16)", 0},
    {"VALUE", NULL, "JSON_", "JSON constructors with their clauses (PostgreSQL 16)", 0},
    {"ABSENT", NULL, "JSON_", "JSON constructors with their clauses (PostgreSQL 16)", 0},
    {"INDENT", NULL, "XMLSERIALIZE", "XMLSERIALIZE … INDENT (PostgreSQL 16)", 0},
    {"NO", NULL, "XMLSERIALIZE", "XMLSERIALIZE … NO INDENT (PostgreSQL 16)", 0},
    {"OPTION", "INHERIT", "REVOKE", "REVOKE INHERIT OPTION (PostgreSQL 16)", 0},
    {"OPTION", "SET", "REVOKE", "REVOKE SET OPTION (PostgreSQL 16)", 0},
    {"JSON", "IS", NULL, "IS JSON (PostgreSQL 16)", 0},
    {"JSON", "NOT", NULL, "IS NOT JSON (PostgreSQL 16)", 0},
    {"ON", "STATISTICS", "CREATE STATISTICS", "CREATE STATISTICS without a name (PostgreSQL 16)", 0},
    {"INHERIT", "WITH", "GRANT", "GRANT … WITH INHERIT (PostgreSQL 16)", 0},
    {"SET", "WITH", "GRANT", "GRANT … WITH SET (PostgreSQL 16)", 0},
    {"TRUE", "ADMIN", NULL, "GRANT … WITH ADMIN TRUE (PostgreSQL 16)", 0},
    {"FALSE", "ADMIN", NULL, "GRANT … WITH ADMIN FALSE (PostgreSQL 16)", 0},
    {"SPLIT", NULL, "ALTER TABLE", "SPLIT PARTITION (PostgreSQL 19)", 0},
    {"MERGE", NULL, "ALTER TABLE", "MERGE PARTITIONS (PostgreSQL 19)", 0},
    {"REPACK", NULL, NULL, "REPACK (PostgreSQL 19)", 0},
};

/* Errors that name what is missing. */
static const struct
{
    const char *message;
    const char *syntax;
} messages[] = {
    {"trailing junk after numeric literal", "underscores and other bases in numbers (PostgreSQL 16)"},
    {"subquery in FROM must have an alias", "a subquery in FROM without an alias (PostgreSQL 16)"},
    {"VALUES in FROM must have an alias", "VALUES in FROM without an alias (PostgreSQL 16)"},
};

typedef struct Around
{
    char sign;
    char at[WORD_BYTES];
    char before[2][WORD_BYTES];
} Around;

static bool fits(const Newer *row, const Around *around, const char *text, size_t offset);
static bool holds(const char *text, size_t length, const char *words);
static Around words_around(const char *text, size_t offset);
static size_t word_before(const char *text, size_t end, char *word);
static bool is_word(char letter);
static void copy_word(char *word, const char *text, size_t length);

const char *
lint_newer_syntax(const char *text, size_t offset, const char *message)
{
    Around around = words_around(text, offset);

    for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++)
    {
        if (strstr(message, messages[i].message) != NULL)
        {
            return messages[i].syntax;
        }
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        if (fits(&rows[i], &around, text, offset))
        {
            return rows[i].syntax;
        }
    }
    return NULL;
}

static bool
fits(const Newer *row, const Around *around, const char *text, size_t offset)
{
    if (row->at != NULL && strcasecmp(around->at, row->at) != 0)
    {
        return false;
    }
    if (row->before != NULL && strcasecmp(around->before[0], row->before) != 0 &&
        strcasecmp(around->before[1], row->before) != 0)
    {
        return false;
    }
    if (row->sign != 0 && row->sign != around->sign)
    {
        return false;
    }
    return row->holds == NULL || holds(text, offset, row->holds);
}

/* Whether WORDS stand in the text; a blank in them is any number of blanks. */
static bool
holds(const char *text, size_t length, const char *words)
{
    for (size_t i = 0; i < length; i++)
    {
        size_t at = i;
        const char *word = words;

        while (*word != '\0' && at < length)
        {
            if (*word == ' ')
            {
                at += isspace((unsigned char) text[at]) ? 1 : 0;
                word += at < length && !isspace((unsigned char) text[at]) ? 1 : 0;
                continue;
            }
            if (toupper((unsigned char) text[at]) != *word)
            {
                break;
            }
            at++;
            word++;
        }
        if (*word == '\0')
        {
            return true;
        }
    }
    return false;
}

static Around
words_around(const char *text, size_t offset)
{
    Around around = {0};
    size_t end = offset;

    while (is_word(text[end]))
    {
        end++;
    }
    copy_word(around.at, text + offset, end - offset);
    for (end = offset; end > 0 && isspace((unsigned char) text[end - 1]); end--)
    {
    }
    if (end > 0)
    {
        around.sign = text[end - 1];
    }
    offset = word_before(text, offset, around.before[0]);
    (void) word_before(text, offset, around.before[1]);
    return around;
}

/* Signs between words are passed over; the result is where the word begins. */
static size_t
word_before(const char *text, size_t end, char *word)
{
    size_t start;

    while (end > 0 && !is_word(text[end - 1]))
    {
        end--;
    }
    for (start = end; start > 0 && is_word(text[start - 1]); start--)
    {
    }
    copy_word(word, text + start, end - start);
    return start;
}

static bool
is_word(char letter)
{
    return isalnum((unsigned char) letter) || letter == '_' || (letter & 0x80) != 0;
}

static void
copy_word(char *word, const char *text, size_t length)
{
    size_t kept = length < WORD_BYTES ? length : WORD_BYTES - 1;

    memcpy(word, text, kept);
    word[kept] = '\0';
}
