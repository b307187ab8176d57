/* SPDX-License-Identifier: PostgreSQL */
/*
 * Quoting by PostgreSQL's own rules: a name is bare when the server folds it to itself and no grammar from 12 to 18
 * gives it a meaning of its own (quote_identifier() in ruleutils.c quotes every keyword but unreserved ones).
 *
 * Splitting follows psql: a semicolon ends a statement unless it stands in parentheses (CREATE RULE … DO (a; b)) or
 * between BEGIN and END of an SQL function's body (BEGIN ATOMIC, PostgreSQL 14).
 */
#include "sql/quote.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "quote_internal.h"

#define NAME_MAX_BYTES    63 /* NAMEDATALEN - 1 */
#define SHORT_HASH_DIGITS 8
#define KNOWN_NAMES       256
#define KNOWN_NAME_BYTES  31 /* longer ones are asked for each time */

/* Keywords that came after PostgreSQL 15 and are not unreserved. */
static const char *const newer_keywords[] = {
    "json",        "json_array",     "json_arrayagg", "json_exists", "json_object",  "json_objectagg", "json_query",
    "json_scalar", "json_serialize", "json_table",    "json_value",  "merge_action", "system_user",
};

/* Where a splitter stands inside a statement. */
typedef struct SplitState
{
    size_t words; /* of this statement so far */
    bool is_create;
    bool is_routine; /* CREATE [OR REPLACE] FUNCTION or PROCEDURE */
    size_t parentheses;
    size_t begins; /* BEGIN and CASE that wait for their END */
} SplitState;

/* What the scanner said of a name: few names make up most of a history, and asking costs a microsecond. */
typedef struct KnownName
{
    char name[KNOWN_NAME_BYTES]; /* empty: nothing is known here */
    bool is_bare;
} KnownName;

/* A name is looked for in one place, that of its hash. */
static _Thread_local KnownName known_names[KNOWN_NAMES];

static bool reads_back_bare(void *owner, const char *name);
static bool scans_bare(void *owner, const char *name);
static bool is_newer_keyword(const char *name);
static uint64_t hash(const char *text);
static void follow(SplitState *state, const char *script, const ScanToken *token);
static void follow_word(SplitState *state, const char *word, size_t length);
static bool word_is(const char *word, size_t length, const char *expected);
static size_t trimmed_end(const char *script, size_t start, size_t end);

char *
quote_name(void *owner, const char *name)
{
    char *quoted;
    char *end;

    if (reads_back_bare(owner, name))
    {
        return mem_strdup(owner, name);
    }
    quoted = mem_array(owner, char, 2 * strlen(name) + 3);
    end = quoted;
    *end++ = '"';
    for (; *name != '\0'; name++)
    {
        if (*name == '"')
        {
            *end++ = '"';
        }
        *end++ = *name;
    }
    *end = '"';
    return quoted;
}

static bool
reads_back_bare(void *owner, const char *name)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyz_";
    static const char later[] = "abcdefghijklmnopqrstuvwxyz_0123456789$";
    size_t length = strspn(name, later);
    KnownName *known;

    if (*name == '\0' || strchr(first, *name) == NULL || name[length] != '\0')
    {
        return false;
    }
    if (length >= KNOWN_NAME_BYTES)
    {
        return scans_bare(owner, name);
    }
    known = &known_names[hash(name) % KNOWN_NAMES];
    if (strcmp(known->name, name) != 0)
    {
        known->is_bare = scans_bare(owner, name);
        memcpy(known->name, name, length + 1);
    }
    return known->is_bare;
}

static bool
scans_bare(void *owner, const char *name)
{
    size_t count;
    Error err = {0};
    ScanToken *tokens;
    bool bare;

    if (is_newer_keyword(name))
    {
        return false;
    }
    tokens = quote_scan(owner, name, &count, &err);
    bare = tokens != NULL && count == 1 && !tokens[0].is_reserved;
    mem_free(tokens);
    error_clear(&err);
    return bare;
}

static bool
is_newer_keyword(const char *name)
{
    for (size_t i = 0; i < sizeof(newer_keywords) / sizeof(newer_keywords[0]); i++)
    {
        if (strcmp(name, newer_keywords[i]) == 0)
        {
            return true;
        }
    }
    return false;
}

char *
quote_qualified_name(void *owner, QualifiedName name)
{
    char *quoted = quote_name(owner, name.name);
    char *schema;
    char *qualified;

    if (name.schema == NULL)
    {
        return quoted;
    }
    schema = quote_name(owner, name.schema);
    qualified = mem_printf(owner, "%s.%s", schema, quoted);
    mem_free(schema);
    mem_free(quoted);
    return qualified;
}

char *
quote_literal(void *owner, const char *text)
{
    char *quoted = mem_array(owner, char, 2 * strlen(text) + 4);
    char *end = quoted;

    if (strchr(text, '\\') != NULL)
    {
        *end++ = 'E';
    }
    *end++ = '\'';
    for (; *text != '\0'; text++)
    {
        if (*text == '\'' || *text == '\\')
        {
            *end++ = *text;
        }
        *end++ = *text;
    }
    *end = '\'';
    return quoted;
}

char *
quote_array_element(void *owner, const char *text)
{
    char *element = mem_strdup(owner, "\"");

    for (const char *c = text; *c; c++)
    {
        mem_append(&element, *c == '"' || *c == '\\' ? "\\%c" : "%c", *c);
    }
    mem_append(&element, "\"");
    return element;
}

char *
quote_hash(void *owner, const char *text)
{
    return mem_printf(owner, "%016" PRIx64, hash(text));
}

/* FNV-1a, then MurmurHash3's finalizer, so that the first digits depend on every byte as much as the last ones do. */
static uint64_t
hash(const char *text)
{
    uint64_t value = UINT64_C(0xcbf29ce484222325);

    for (; *text != '\0'; text++)
    {
        value ^= (unsigned char) *text;
        value *= UINT64_C(0x100000001b3);
    }
    value ^= value >> 33;
    value *= UINT64_C(0xff51afd7ed558ccd);
    value ^= value >> 33;
    value *= UINT64_C(0xc4ceb9fe1a85ec53);
    return value ^ (value >> 33);
}

char *
quote_short_name(void *owner, const char *prefix, const char *name, const char *key)
{
    size_t room = NAME_MAX_BYTES - 1 - SHORT_HASH_DIGITS;
    size_t prefix_bytes = text_clip(prefix, room);
    size_t name_bytes = text_clip(name, room - prefix_bytes);

    return mem_printf(owner, "%.*s%.*s_%08" PRIx32, (int) prefix_bytes, prefix, (int) name_bytes, name,
                      (uint32_t) (hash(key) >> 32));
}

ScriptStatement *
quote_split(void *owner, const char *script, size_t *count, Error *err)
{
    void *mem = mem_root("split");
    size_t token_count;
    ScanToken *tokens = quote_scan(mem, script, &token_count, err);
    ScriptStatement *statements = NULL;
    ScriptStatement *open = NULL;
    SplitState state = {0};

    *count = 0;
    if (tokens == NULL)
    {
        mem_free(mem);
        return NULL;
    }
    statements = mem_array(owner, ScriptStatement, 0);
    for (size_t i = 0; i < token_count; i++)
    {
        size_t next = i + 1 < token_count ? tokens[i + 1].start : strlen(script);

        if (tokens[i].kind == SCAN_COMMENT)
        {
            continue;
        }
        if (tokens[i].character == ';' && state.parentheses == 0 && state.begins == 0)
        {
            open = NULL;
            state = (SplitState){0};
            continue;
        }
        if (open == NULL)
        {
            open = mem_push(owner, statements, *count);
            open->offset = tokens[i].start;
        }
        follow(&state, script, &tokens[i]);
        /* Up to the next token, since the end of a U&"…" token is not to be trusted. */
        open->length = trimmed_end(script, open->offset, next) - open->offset;
    }
    mem_free(mem);
    return statements;
}

static void
follow(SplitState *state, const char *script, const ScanToken *token)
{
    if (token->character == '(')
    {
        state->parentheses++;
    }
    else if (token->character == ')' && state->parentheses > 0)
    {
        state->parentheses--;
    }
    else if (token->kind == SCAN_WORD)
    {
        follow_word(state, script + token->start, token->end - token->start);
    }
}

static void
follow_word(SplitState *state, const char *word, size_t length)
{
    state->words++;
    if (state->words == 1)
    {
        state->is_create = word_is(word, length, "create");
    }
    else if (state->is_create && state->words <= 4 &&
             (word_is(word, length, "function") || word_is(word, length, "procedure")))
    {
        state->is_routine = true;
    }
    if (!state->is_routine || state->parentheses > 0)
    {
        return;
    }
    if (word_is(word, length, "begin") || (state->begins > 0 && word_is(word, length, "case")))
    {
        state->begins++;
    }
    else if (state->begins > 0 && word_is(word, length, "end"))
    {
        state->begins--;
    }
}

static bool
word_is(const char *word, size_t length, const char *expected)
{
    return length == strlen(expected) && strncasecmp(word, expected, length) == 0;
}

static size_t
trimmed_end(const char *script, size_t start, size_t end)
{
    while (end > start && strchr(" \t\r\n\f\v", script[end - 1]) != NULL)
    {
        end--;
    }
    return end;
}
