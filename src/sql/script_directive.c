/* SPDX-License-Identifier: PostgreSQL */
/*
 * Comments that allow findings: `bellows: allow RULE[, RULE] because REASON`.
 *
 * A comment that begins with "bellows:" is meant for bellows: what cannot be understood is a problem and never silently
 * an ordinary comment, since its writer believes that a finding is allowed.
 */
#include "sql/script.h"

#include <string.h>

#include "base/mem.h"
#include "base/suggest.h"

#define FORM "bellows: allow RULE because REASON"

typedef struct DirectiveVerb
{
    const char *word;
    bool whole_file;
} DirectiveVerb;

static const DirectiveVerb verbs[] = {
    {"allow", false},
    {"allow-file", true},
};

static bool strip_comment(const char **comment, size_t *length);
static char *one_line(void *owner, const char *text, size_t length);
static size_t skip_run(const char *text, size_t length, size_t at);
static const char *parse(void *owner, const char *text, ScriptDirective *directive);
static const char *parse_verb(void *owner, const char **text, ScriptDirective *directive);
static const char *parse_rules(void *owner, const char **text, ScriptDirective *directive);
static char *take_word(void *owner, const char **text);
static bool skip_word(const char **text, const char *word);
static const char *skip_blanks(const char *text);
static bool is_blank(char byte);
static bool is_word_byte(char byte);
static bool is_same_word(const char *text, const char *lower, size_t length);

bool
script_directive(void *owner, const char *comment, size_t length, ScriptDirective *directive)
{
    static const char prefix[] = "bellows:";
    char *text;

    *directive = (ScriptDirective){0};
    if (!strip_comment(&comment, &length) || length < strlen(prefix) || !is_same_word(comment, prefix, strlen(prefix)))
    {
        return false;
    }
    text = one_line(owner, comment + strlen(prefix), length - strlen(prefix));
    directive->rules = mem_array(owner, const char *, 1);
    directive->problem = parse(owner, text, directive);
    return true;
}

/* What is between the delimiters, without blanks and ornaments around. False: it is no comment. */
static bool
strip_comment(const char **comment, size_t *length)
{
    const char *text = *comment;
    size_t end = *length;
    size_t start = 2;
    char ornament = '-';

    if (end < 2 || (memcmp(text, "--", 2) != 0 && memcmp(text, "/*", 2) != 0))
    {
        return false;
    }
    if (text[0] == '/')
    {
        ornament = '*';
        end -= end >= 4 && memcmp(text + end - 2, "*/", 2) == 0 ? 2 : 0;
    }
    while (start < end && (is_blank(text[start]) || text[start] == ornament))
    {
        start++;
    }
    while (end > start && (is_blank(text[end - 1]) || (ornament == '*' && text[end - 1] == '*')))
    {
        end--;
    }
    *comment = text + start;
    *length = end - start;
    return true;
}

static char *
one_line(void *owner, const char *text, size_t length)
{
    char *line = mem_array(owner, char, length + 1);
    size_t end = 0;
    size_t i = 0;

    while (i < length)
    {
        if (is_blank(text[i]))
        {
            line[end++] = ' ';
            i = skip_run(text, length, i);
            continue;
        }
        line[end++] = text[i++];
    }
    return line;
}

/* Behind the blanks from AT on, and the asterisk with which a line of a block comment may begin. */
static size_t
skip_run(const char *text, size_t length, size_t at)
{
    bool is_line_start = false;

    while (at < length && (is_blank(text[at]) || (is_line_start && text[at] == '*')))
    {
        is_line_start = text[at] == '\n' || (is_line_start && text[at] != '*');
        at++;
    }
    return at;
}

/* What is wrong, or NULL. */
static const char *
parse(void *owner, const char *text, ScriptDirective *directive)
{
    const char *problem = parse_verb(owner, &text, directive);

    if (problem == NULL)
    {
        problem = parse_rules(owner, &text, directive);
    }
    if (problem != NULL)
    {
        return problem;
    }
    text = skip_blanks(text);
    if (*text == '\0')
    {
        return "the reason is missing after \"because\"";
    }
    directive->reason = text;
    return NULL;
}

static const char *
parse_verb(void *owner, const char **text, ScriptDirective *directive)
{
    const char *words[sizeof(verbs) / sizeof(verbs[0])];
    const char *word;
    char *near;

    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
    {
        if (skip_word(text, verbs[i].word))
        {
            directive->whole_file = verbs[i].whole_file;
            return NULL;
        }
        words[i] = verbs[i].word;
    }
    word = take_word(owner, text);
    if (word == NULL)
    {
        return "nothing follows \"bellows:\"; write: " FORM;
    }
    near = suggest_nearest(owner, word, words, sizeof(words) / sizeof(words[0]));
    return near == NULL ? mem_printf(owner, "\"%s\" is no directive; write: " FORM, word)
                        : mem_printf(owner, "\"%s\" is no directive; did you mean %s?", word, near);
}

/* Up to the word "because", and that word. */
static const char *
parse_rules(void *owner, const char **text, ScriptDirective *directive)
{
    const char **rules = mem_array(owner, const char *, 1);
    size_t count = 0;
    bool is_first = true;

    for (; is_first || *(*text = skip_blanks(*text)) == ','; is_first = false)
    {
        char *rule;

        *text += is_first ? 0 : 1;
        rule = skip_word(text, "because") ? NULL : take_word(owner, text);
        if (rule == NULL)
        {
            return is_first ? "no rule is named; write: " FORM : "a rule is missing after the comma";
        }
        *mem_push(owner, rules, count) = rule;
        /* Behind the last one there must be a NULL. */
        *mem_push(owner, rules, count) = NULL;
        count--;
        directive->rules = rules;
    }
    if (skip_word(text, "because"))
    {
        return NULL;
    }
    return **text == '\0' ? "no reason is given; write: " FORM
                          : mem_printf(owner, "\",\" or \"because\" is missing before \"%s\"", *text);
}

/* The next word, or NULL. */
static char *
take_word(void *owner, const char **text)
{
    const char *start = skip_blanks(*text);
    const char *end = start;

    while (is_word_byte(*end))
    {
        end++;
    }
    if (end == start)
    {
        return NULL;
    }
    *text = end;
    return mem_strndup(owner, start, (size_t) (end - start));
}

static bool
skip_word(const char **text, const char *word)
{
    const char *start = skip_blanks(*text);
    size_t length = strlen(word);

    if (strlen(start) < length || !is_same_word(start, word, length) || is_word_byte(start[length]))
    {
        return false;
    }
    *text = start + length;
    return true;
}

static const char *
skip_blanks(const char *text)
{
    while (*text != '\0' && is_blank(*text))
    {
        text++;
    }
    return text;
}

/* A NUL byte in a comment is as good as a blank. */
static bool
is_blank(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r') || byte == '\0';
}

/* A rule may be anything but a blank, a comma and the end. */
static bool
is_word_byte(char byte)
{
    return !is_blank(byte) && byte != ',';
}

static bool
is_same_word(const char *text, const char *lower, size_t length)
{
    for (size_t i = 0; i < length; i++)
    {
        bool is_capital = text[i] >= 'A' && text[i] <= 'Z';

        if ((text[i] | (is_capital ? 0x20 : 0)) != lower[i])
        {
            return false;
        }
    }
    return true;
}
