/* SPDX-License-Identifier: PostgreSQL */
/*
 * Names and pieces of text for messages and fixes.
 *
 * Made-up names are those that PostgreSQL itself would choose (table_column_suffix), cut to 63 bytes and numbered until
 * they are free.
 */
#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "rules_internal.h"

enum
{
    NAME_BYTES_MAX = 63,
};

static const char *on_one_line(char *message);
static const char *join(const Judge *judge, const char *joined, const char *next);
static const char *find_word(const char *text, const char *word);
static size_t until(const char *text, const char *start, const char *end);
static size_t dollar_quoted(const char *text);
static size_t quoted(const char *text);
static bool is_word_char(char c);
static const char *numbered(const Judge *judge, const char *base, size_t number);
static bool constraint_is_taken(const Judge *judge, const char *name);
static bool relation_is_taken(const Judge *judge, const char *name);

bool
rules_say(const Judge *judge, Finding *finding, const char *help, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    finding->message = on_one_line(mem_vprintf(judge->mem, format, args));
    va_end(args);
    finding->help = help;
    return true;
}

/* A message quotes what stands in the file; where that has line breaks, its blanks are squeezed. */
static const char *
on_one_line(char *message)
{
    static const char blanks[] = " \t\r\n\f\v";
    char *end = message;

    if (strpbrk(message, "\r\n") == NULL)
    {
        return message;
    }
    for (const char *at = message; *at != '\0';)
    {
        size_t blank = strspn(at, blanks);

        *end = ' ';
        if (blank == 0)
        {
            *end = *at;
        }
        end++;
        at += blank > 0 ? blank : 1;
    }
    *end = '\0';
    return message;
}

char *
rules_print(const Judge *judge, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    char *text = mem_vprintf(judge->mem, format, args);
    va_end(args);
    return text;
}

const char *
rules_quote(const Judge *judge, const char *name)
{
    return name == NULL ? "" : quote_name(judge->mem, name);
}

const char *
rules_name(const Judge *judge, QualifiedName name)
{
    return name.name == NULL ? "" : schema_name_text(judge->mem, judge->schema, name);
}

const char *
rules_names(const Judge *judge)
{
    const char *joined = NULL;

    for (size_t i = 0; i < judge->command->name_count; i++)
    {
        joined = join(judge, joined, rules_name(judge, judge->command->names[i]));
    }
    return joined == NULL ? "" : joined;
}

const char *
rules_list(const Judge *judge, const char *const *names)
{
    const char *joined = NULL;

    for (size_t i = 0; names != NULL && names[i] != NULL; i++)
    {
        joined = join(judge, joined, rules_quote(judge, names[i]));
    }
    return joined == NULL ? "" : joined;
}

const char *
rules_source(const Judge *judge, size_t offset, size_t length)
{
    if (judge->is_body || offset > judge->given->length || length > judge->given->length - offset)
    {
        return "";
    }
    return mem_strndup(judge->mem, judge->given->text + offset, length);
}

const char *
rules_statement(const Judge *judge)
{
    const Command *statement = judge->given->statement != NULL ? judge->given->statement : judge->given->command;

    return rules_source(judge, statement->offset, statement->length);
}

const char *
rules_with_word(const Judge *judge, const char *word, const char *inserted)
{
    const char *statement = rules_statement(judge);
    const char *at = find_word(statement, word);

    if (at == NULL)
    {
        return NULL;
    }
    at += strlen(word);
    return rules_print(judge, "%.*s %s%s;", (int) (at - statement), statement, inserted, at);
}

const char *
rules_from_word(const char *text, const char *word)
{
    const char *at = find_word(text, word);

    return at == NULL ? text : at;
}

bool
rules_list_has(const char *const *list, const char *text)
{
    for (size_t i = 0; list != NULL && list[i] != NULL; i++)
    {
        if (strcmp(list[i], text) == 0)
        {
            return true;
        }
    }
    return false;
}

size_t
rules_list_length(const char *const *list)
{
    size_t length = 0;

    while (list != NULL && list[length] != NULL)
    {
        length++;
    }
    return length;
}

bool
rules_mentions(const char *text, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = text; at != NULL && (at = strcasestr(at, word)) != NULL; at++)
    {
        if ((at == text || !is_word_char(at[-1])) && !is_word_char(at[length]))
        {
            return true;
        }
    }
    return false;
}

size_t
rules_token(const char *text)
{
    size_t length = 1;

    if (strncmp(text, "--", 2) == 0)
    {
        return until(text, "--", "\n");
    }
    if (strncmp(text, "/*", 2) == 0)
    {
        return until(text, "/*", "*/");
    }
    if (*text == '\'' || *text == '"')
    {
        return quoted(text);
    }
    if (*text == '$')
    {
        return dollar_quoted(text);
    }
    while (is_word_char(*text) && is_word_char(text[length]))
    {
        length++;
    }
    return length;
}

QualifiedName
rules_parse_name(const Judge *judge, const char *text)
{
    char *parts[2] = {mem_strdup(judge->mem, text), NULL};
    char *out = parts[0];
    bool is_quoted = false;

    for (const char *at = text; *at != '\0'; at++)
    {
        if (*at == '"' && is_quoted && at[1] == '"')
        {
            *out++ = *at++;
        }
        else if (*at == '"')
        {
            is_quoted = !is_quoted;
        }
        else if (*at == '.' && !is_quoted && parts[1] == NULL)
        {
            *out++ = '\0';
            parts[1] = out;
        }
        else
        {
            *out++ = *at;
        }
    }
    *out = '\0';
    return parts[1] == NULL ? (QualifiedName){NULL, parts[0]} : (QualifiedName){parts[0], parts[1]};
}

const char *
rules_free_constraint(const Judge *judge, const char *parts, const char *suffix)
{
    const char *base = rules_print(judge, "%s_%s_%s", rules_bare_table(judge), parts, suffix);

    for (size_t number = 0;; number++)
    {
        const char *name = numbered(judge, base, number);

        if (!constraint_is_taken(judge, name))
        {
            return name;
        }
    }
}

const char *
rules_free_relation(const Judge *judge, const char *parts, const char *suffix)
{
    const char *base = *parts == '\0' ? rules_print(judge, "%s_%s", rules_bare_table(judge), suffix)
                                      : rules_print(judge, "%s_%s_%s", rules_bare_table(judge), parts, suffix);

    for (size_t number = 0;; number++)
    {
        const char *name = numbered(judge, base, number);

        if (!relation_is_taken(judge, name) && !constraint_is_taken(judge, name))
        {
            return name;
        }
    }
}

const char *
rules_bare_table(const Judge *judge)
{
    const Command *command = judge->command;
    bool is_index = command->kind == COMMAND_CREATE && command->object == SQL_INDEX;

    return is_index ? command->target.name : command->name_count == 0 ? "" : command->names[0].name;
}

static const char *
join(const Judge *judge, const char *joined, const char *next)
{
    return joined == NULL ? next : rules_print(judge, "%s, %s", joined, next);
}

/* The first WORD outside of quotes and comments, in any case. */
static const char *
find_word(const char *text, const char *word)
{
    size_t length = strlen(word);

    while (*text != '\0')
    {
        size_t token = rules_token(text);

        if (token == length && strncasecmp(text, word, length) == 0)
        {
            return text;
        }
        text += token;
    }
    return NULL;
}

/* The end of what starts with START at TEXT and ends with END; the end of the text where it does not end. */
static size_t
until(const char *text, const char *start, const char *end)
{
    const char *at = strstr(text + strlen(start), end);

    return at == NULL ? strlen(text) : (size_t) (at - text) + strlen(end);
}

/* 'it''s', "a ""b""". */
static size_t
quoted(const char *text)
{
    size_t length = 1;

    while (text[length] != '\0' && (text[length] != *text || text[length + 1] == *text))
    {
        length += text[length] == *text ? 2 : 1;
    }
    return text[length] == '\0' ? length : length + 1;
}

/* "$tag$ … $tag$"; 1 where it is no such thing. */
static size_t
dollar_quoted(const char *text)
{
    char tag[66] = "$";
    size_t length = 1;

    while (length + 2 < sizeof(tag) && is_word_char(text[length]) && text[length] != '$')
    {
        tag[length] = text[length];
        length++;
    }
    if (text[length] != '$')
    {
        return 1;
    }
    tag[length] = '$';
    return until(text, tag, tag);
}

static bool
is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           (unsigned char) c >= 0x80;
}

static const char *
numbered(const Judge *judge, const char *base, size_t number)
{
    const char *name = number == 0 ? base : rules_print(judge, "%s%zu", base, number);

    return strlen(name) <= NAME_BYTES_MAX ? name : quote_short_name(judge->mem, "", name, name);
}

static bool
constraint_is_taken(const Judge *judge, const char *name)
{
    return judge->relation != NULL && schema_constraint(judge->relation, name) != NULL;
}

/* In the schema of the table, which is where an index goes. */
static bool
relation_is_taken(const Judge *judge, const char *name)
{
    const char *schema = judge->relation != NULL               ? judge->relation->schema
                         : judge->command->target.name != NULL ? judge->command->target.schema
                         : judge->command->name_count > 0      ? judge->command->names[0].schema
                                                               : NULL;

    return schema_relation(judge->schema, (QualifiedName){schema, name}) != NULL;
}
