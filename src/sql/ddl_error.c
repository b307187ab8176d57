/* SPDX-License-Identifier: PostgreSQL */
/*
 * Syntax errors: libpg_query's error → the place in bytes, the token, and what was probably meant.
 *
 * The parser gives its cursor in characters, counted from 1. A misspelt keyword is often read as a name, so that the
 * error is reported a word or two later: the words before the place are looked at too. What servers from 16 on accept
 * and this grammar (15) does not is recognised by its words, so that nobody is told to repair correct SQL.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/suggest.h"
#include "base/text.h"
#include "ddl_internal.h"

#define WORDS_BEFORE 2

static const char *const keywords[] = {
    "ADD",        "ALTER",  "BEGIN",   "CASCADE", "CHECK",  "COLLATE", "COLUMN",  "COMMIT", "CONCURRENTLY",
    "CONSTRAINT", "CREATE", "DEFAULT", "DELETE",  "DROP",   "EXISTS",  "FOREIGN", "FROM",   "INDEX",
    "INSERT",     "INTO",   "KEY",     "NOT",     "NULL",   "PRIMARY", "RENAME",  "SELECT", "REFERENCES",
    "SET",        "TABLE",  "TYPE",    "UNIQUE",  "UPDATE", "USING",   "VALID",   "VALUES", "WHERE",
};

/* Newer syntax: the token at which this grammar stops, and one of the words up to two before it, or NULL for any. */
typedef struct NewerSyntax
{
    const char *token;
    const char *before;
    const char *syntax;
} NewerSyntax;

static const NewerSyntax newer_syntax[] = {
    {"VIRTUAL", NULL, "VIRTUAL generated columns (PostgreSQL 18)"},
    {"ENFORCED", NULL, "NOT ENFORCED constraints (PostgreSQL 18)"},
    {"WITHOUT", NULL, "WITHOUT OVERLAPS (PostgreSQL 18)"},
    {"OVERLAPS", "WITHOUT", "WITHOUT OVERLAPS (PostgreSQL 18)"},
    {"PERIOD", NULL, "PERIOD in a foreign key (PostgreSQL 18)"},
    {"NOT", "CONSTRAINT", "NOT NULL as a table constraint (PostgreSQL 18)"},
    {"NOT", "ADD", "NOT NULL as a table constraint (PostgreSQL 18)"},
    {"EXPRESSION", "SET", "SET EXPRESSION (PostgreSQL 17)"},
    {"DEFAULT", "METHOD", "SET ACCESS METHOD DEFAULT (PostgreSQL 17)"},
    {"DEFAULT", "STATISTICS", "SET STATISTICS DEFAULT (PostgreSQL 17)"},
    {"DEFAULT", "STORAGE", "SET STORAGE DEFAULT (PostgreSQL 16)"},
    {"STORAGE", NULL, "STORAGE in a column's definition (PostgreSQL 16)"},
    {"BY", "MATCHED", "WHEN NOT MATCHED BY SOURCE (PostgreSQL 17)"},
    {"INHERIT", NULL, "ALTER CONSTRAINT … INHERIT (PostgreSQL 18)"},
    {"SPLIT", NULL, "SPLIT PARTITION (PostgreSQL 19)"},
    {"MERGE", NULL, "MERGE PARTITIONS (PostgreSQL 19)"},
    {"REPACK", NULL, "REPACK (PostgreSQL 19)"},
};

/* A token in capitals. */
typedef struct Word
{
    char *text;
    bool is_reserved;
} Word;

static size_t byte_offset(const char *text, int cursor);
static void set_hint(void *owner, const char *text, size_t offset, const char *message, Error *err);
static size_t words_up_to(void *owner, const char *text, size_t offset, Word **words);
static const char *newer(const Word *words, size_t count, const char *message);
static char *meant(void *owner, const Word *words, size_t count);
static bool may_be_misspelt(const Word *word);

void *
ddl_error_syntax(void *owner, const char *text, const PgQueryError *error, DdlErrorPlace *place, Error *err)
{
    size_t offset = byte_offset(text, error->cursorpos);

    if (place != NULL)
    {
        size_t length = strcspn(text + offset, " \t\r\n\f\v;,()[]");

        place->offset = offset;
        place->token = mem_strndup(owner, text + offset, length > 0 ? length : text[offset] == '\0' ? 0 : 1);
    }
    if (err != NULL)
    {
        void *scratch = mem_child(owner, "hint");

        error_set_code(err, ERROR_INVALID, "P201", "%s", error->message);
        set_hint(scratch, text, offset, error->message, err);
        mem_free(scratch);
    }
    return NULL;
}

ScanToken *
ddl_error_tokens(void *owner, const char *text, size_t *count)
{
    Error ignored = {0};
    ScanToken *tokens = quote_scan(owner, text, count, &ignored);
    size_t kept = 0;

    for (size_t i = 0; i < *count; i++)
    {
        if (tokens[i].kind != SCAN_COMMENT)
        {
            tokens[kept++] = tokens[i];
        }
    }
    *count = kept;
    error_clear(&ignored);
    return tokens;
}

static size_t
byte_offset(const char *text, int cursor)
{
    size_t offset = 0;

    for (int i = 1; i < cursor && text[offset] != '\0'; i++)
    {
        size_t bytes = text_char_bytes(text + offset);

        offset += bytes == 0 ? 1 : bytes;
    }
    return offset;
}

static void
set_hint(void *owner, const char *text, size_t offset, const char *message, Error *err)
{
    Word *words = NULL;
    size_t count = words_up_to(owner, text, offset, &words);
    const char *syntax = newer(words, count, message);
    char *keyword = meant(owner, words, count);

    if (syntax != NULL)
    {
        error_hint(err, "This parser speaks PostgreSQL 15's grammar, which does not know %s.", syntax);
    }
    else if (keyword != NULL)
    {
        error_hint(err, "did you mean %s?", keyword);
    }
}

/* The token at OFFSET and those before it in the statement, the nearest first. An empty one stands for the end. */
static size_t
words_up_to(void *owner, const char *text, size_t offset, Word **words)
{
    size_t token_count;
    ScanToken *tokens = ddl_error_tokens(owner, text, &token_count);
    size_t count = 0;

    for (size_t i = token_count; i > 0 && count <= WORDS_BEFORE; i--)
    {
        const ScanToken *token = &tokens[i - 1];

        if (token->start > offset)
        {
            continue;
        }
        if (token->kind == SCAN_CHARACTER && token->character == ';')
        {
            break;
        }
        if (count == 0 && token->end <= offset)
        {
            *mem_push(owner, *words, count) = (Word){.text = mem_strdup(owner, "")};
        }
        *mem_push(owner, *words, count) = (Word){
            .text = mem_strndup(owner, text + token->start, token->end - token->start),
            .is_reserved = token->is_reserved,
        };
        for (char *letter = (*words)[count - 1].text; *letter != '\0'; letter++)
        {
            *letter = (char) toupper((unsigned char) *letter);
        }
    }
    return count;
}

static const char *
newer(const Word *words, size_t count, const char *message)
{
    if (strstr(message, "trailing junk after numeric literal") != NULL)
    {
        return "underscores in numbers (PostgreSQL 16)";
    }
    for (size_t i = 0; count > 0 && i < sizeof(newer_syntax) / sizeof(newer_syntax[0]); i++)
    {
        bool found = newer_syntax[i].before == NULL;

        for (size_t j = 1; j < count && !found; j++)
        {
            found = strcmp(words[j].text, newer_syntax[i].before) == 0;
        }
        if (found && strcmp(words[0].text, newer_syntax[i].token) == 0)
        {
            return newer_syntax[i].syntax;
        }
    }
    return NULL;
}

/* "TABLE", or "X or Y" on a tie: without the quotes of names. */
static char *
meant(void *owner, const Word *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        char *nearest = may_be_misspelt(&words[i])
                            ? suggest_nearest(owner, words[i].text, keywords, sizeof(keywords) / sizeof(keywords[0]))
                            : NULL;
        size_t length = 0;

        for (size_t j = 0; nearest != NULL && nearest[j] != '\0'; j++)
        {
            if (nearest[j] != '"')
            {
                nearest[length++] = nearest[j];
            }
        }
        if (nearest != NULL)
        {
            nearest[length] = '\0';
            return nearest;
        }
    }
    return NULL;
}

/* A name of one letter is near to too much. */
static bool
may_be_misspelt(const Word *word)
{
    for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
    {
        if (strcmp(word->text, keywords[i]) == 0)
        {
            return false;
        }
    }
    return !word->is_reserved && strlen(word->text) > 1;
}
