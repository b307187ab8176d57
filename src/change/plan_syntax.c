/* SPDX-License-Identifier: PostgreSQL */
/*
 * What libyaml (0.2.5) cannot read, said in terms of what one has to write.
 *
 * libyaml stops at its first error. Where the wrong part ends with its line (a ": " or an "@" in a value) it is
 * overwritten with "x" in load->masked, so that another walk finds what comes behind it; nothing that lies on a masked
 * line is checked then. The other errors end the file, since any guess would bring messages about things that are right.
 */
#include <string.h>
#include <yaml.h>

#include "base/mem.h"
#include "base/text.h"
#include "plan_internal.h"

typedef struct Syntax
{
    PlanLoad *load;
    const yaml_parser_t *parser;
    const PlanNode *last;
    PlanPlace place;   /* of the problem */
    PlanPlace context; /* where the thing around it began */
    const char *at;    /* the character at the problem */
} Syntax;

/* Which message a problem gets: the first row whose texts are those of libyaml; NULL is any. True when masked. */
typedef struct SyntaxRule
{
    const char *context;
    const char *problem;
    bool (*report)(Syntax *syntax);
} SyntaxRule;

static bool report_start(Syntax *syntax);
static bool report_start_of_context(Syntax *syntax);
static bool report_tab(Syntax *syntax);
static bool report_colon(Syntax *syntax);
static bool report_open_quote(Syntax *syntax);
static bool report_escape(Syntax *syntax);
static bool report_block_header(Syntax *syntax);
static bool report_tag(Syntax *syntax);
static bool report_key_without_colon(Syntax *syntax);
static bool report_unexpected(Syntax *syntax);
static bool report_open_flow(Syntax *syntax);
static bool report_other(Syntax *syntax);

static const SyntaxRule syntax_rules[] = {
    {NULL, "found character that cannot start any token", report_start},
    {NULL, "found a tab character that violates indentation", report_tab},
    {NULL, "found a tab character where an indentation space is expected", report_tab},
    {NULL, "mapping values are not allowed in this context", report_colon},
    {NULL, "block sequence entries are not allowed in this context", report_start},
    {NULL, "mapping keys are not allowed in this context", report_start},
    {"while scanning a quoted scalar", NULL, report_open_quote},
    {"while parsing a quoted scalar", NULL, report_escape},
    {"while scanning an alias", NULL, report_start_of_context},
    {"while scanning an anchor", NULL, report_start_of_context},
    {"while scanning a block scalar", NULL, report_block_header},
    {"while scanning a tag", NULL, report_tag},
    {"while parsing a tag", NULL, report_tag},
    {"while scanning a simple key", NULL, report_key_without_colon},
    {"while parsing a block mapping", "did not find expected key", report_unexpected},
    {"while parsing a block collection", "did not find expected '-' indicator", report_unexpected},
    {"while parsing a flow mapping", NULL, report_open_flow},
    {"while parsing a flow sequence", NULL, report_open_flow},
    {NULL, NULL, report_other},
};

static PlanPlace place_of(const yaml_mark_t *mark);
static bool is_text(const char *text, const char *expected);
static void mask_colons(PlanLoad *load, PlanPlace place);
static void mask_value(PlanLoad *load, PlanPlace place, bool is_flow);
static void mask_line(PlanLoad *load, size_t line);
static char *line_key(const PlanLoad *load, PlanPlace place, bool is_flow, size_t *colon_column);
static bool find_lone_word(const PlanLoad *load, size_t line, PlanPlace *word);
static char *value_help(const Syntax *syntax);

bool
plan_syntax_report(PlanLoad *load, const yaml_parser_t *parser, const PlanNode *last)
{
    Syntax syntax = {.load = load, .parser = parser, .last = last};
    const SyntaxRule *rule = syntax_rules;
    bool is_masked;

    load->has_syntax_error = true;
    syntax.place = place_of(&parser->problem_mark);
    syntax.context = place_of(&parser->context_mark);
    syntax.at = plan_at(load, syntax.place.line, syntax.place.column);
    while (!is_text(parser->context, rule->context) || !is_text(parser->problem, rule->problem))
    {
        rule++;
    }
    is_masked = rule->report(&syntax);
    load->broken_line = is_masked ? 0 : parser->problem_mark.line + 1;
    return is_masked;
}

static PlanPlace
place_of(const yaml_mark_t *mark)
{
    return (PlanPlace){.line = mark->line + 1, .column = mark->column + 1, .width = 1};
}

static bool
is_text(const char *text, const char *expected)
{
    return expected == NULL || (text != NULL && strcmp(text, expected) == 0);
}

static bool
report_tab(Syntax *syntax)
{
    plan_report(syntax->load, "P106", syntax->place, "a tab indents this line; YAML allows only spaces");
    return false;
}

/* A character that has a meaning of its own in YAML begins the value. */
static bool
report_start(Syntax *syntax)
{
    char *help = value_help(syntax);

    if (*syntax->at == '\t')
    {
        return report_tab(syntax);
    }
    plan_report(syntax->load, "P109", syntax->place, "\"%.*s\" cannot start a value in YAML",
                (int) text_char_bytes(syntax->at), syntax->at)
        ->help = help;
    mask_value(syntax->load, syntax->place, syntax->parser->flow_level > 0);
    return true;
}

static bool
report_start_of_context(Syntax *syntax)
{
    syntax->place = syntax->context;
    syntax->at = plan_at(syntax->load, syntax->place.line, syntax->place.column);
    return report_start(syntax);
}

/* A ": " inside a value, a key that is indented more than the one above it, or one below a word without a colon. */
static bool
report_colon(Syntax *syntax)
{
    PlanLoad *load = syntax->load;
    size_t colon = 0;
    char *key = line_key(load, syntax->place, syntax->parser->flow_level > 0, &colon);
    bool is_first = key != NULL && colon == syntax->place.column;
    PlanPlace word;
    Diagnostic *item;

    if (is_first && find_lone_word(load, syntax->place.line, &word))
    {
        syntax->context = word;
        return report_key_without_colon(syntax);
    }
    item = plan_report(load, "P107", syntax->place, "\": \" ends the value here, so YAML sees a second key");
    item->help =
        !is_first ? value_help(syntax)
                  : plan_say(load, "indent \"%s\" like the key above it, or begin the value above it with \"|\"", key);
    mask_colons(load, syntax->place);
    return true;
}

static bool
report_open_quote(Syntax *syntax)
{
    plan_report(syntax->load, "P108", syntax->context, "the quote opened at %zu:%zu is never closed",
                syntax->context.line, syntax->context.column);
    return false;
}

static bool
report_escape(Syntax *syntax)
{
    plan_report(syntax->load, "P127", syntax->place,
                "this is no escape sequence that a double-quoted YAML text can have")
        ->help = plan_say(syntax->load, "write \\\\ for one backslash, or begin the value with \"|\"");
    return false;
}

static bool
report_block_header(Syntax *syntax)
{
    syntax->at = plan_at(syntax->load, syntax->context.line, syntax->context.column);
    plan_report(syntax->load, "P127", syntax->place, "no text can follow \"%.1s\" on its line", syntax->at)->help =
        plan_say(syntax->load, "put the text on the next line, indented");
    return false;
}

static bool
report_tag(Syntax *syntax)
{
    plan_report(syntax->load, "P112", syntax->context, "YAML anchors, aliases and tags are not allowed in %s",
                syntax->load->document->many);
    return false;
}

static bool
report_key_without_colon(Syntax *syntax)
{
    plan_report(syntax->load, "P127", syntax->context, "a \":\" and a blank must follow this key");
    return false;
}

/* After a key and its value, or in a list, something comes that is neither the next one nor the end. */
static bool
report_unexpected(Syntax *syntax)
{
    const PlanNode *last = syntax->last;

    if (last != NULL && last->style == PLAN_STYLE_QUOTED && last->end.line == syntax->place.line)
    {
        plan_report(syntax->load, "P127", syntax->place,
                    "the quote opened at %zu:%zu ends before this, and no text can follow it", last->place.line,
                    last->place.column)
            ->help = plan_say(syntax->load, "write a quote inside quotes twice, or begin the value with \"|\"");
        return false;
    }
    plan_report(syntax->load, "P127", syntax->place,
                "this is neither the next entry of what starts at line %zu nor a part of the last one",
                syntax->context.line)
        ->help = plan_say(syntax->load, "indent it like the keys, or the \"- \", that it belongs to");
    return false;
}

static bool
report_open_flow(Syntax *syntax)
{
    const char *open = plan_at(syntax->load, syntax->context.line, syntax->context.column);
    const char *close = *open == '{' ? "}" : "]";

    if (*syntax->at == '\0')
    {
        plan_report(syntax->load, "P127", syntax->context, "the \"%.1s\" opened at %zu:%zu is never closed", open,
                    syntax->context.line, syntax->context.column);
        return false;
    }
    plan_report(syntax->load, "P127", syntax->place,
                "\",\" or \"%s\" must come before this (\"%.1s\" opened at %zu:%zu)", close, open, syntax->context.line,
                syntax->context.column);
    return false;
}

static bool
report_other(Syntax *syntax)
{
    const yaml_parser_t *parser = syntax->parser;
    const char *problem = parser->problem == NULL ? "not enough memory" : parser->problem;

    plan_report(syntax->load, "P127", syntax->place, "YAML cannot be read here: %s%s%s", problem,
                parser->context == NULL ? "" : " ", parser->context == NULL ? "" : parser->context);
    return false;
}

/* Makes one text of the rest of the line: every colon of it that ends a key. */
static void
mask_colons(PlanLoad *load, PlanPlace place)
{
    size_t length;
    const char *line = plan_line(load, place.line, &length);
    size_t start = (size_t) (plan_at(load, place.line, place.column) - load->source);
    size_t end = (size_t) (line - load->source) + length;

    for (size_t i = start; i < end; i++)
    {
        if (load->masked[i] == ':')
        {
            load->masked[i] = 'x';
        }
    }
    mask_line(load, place.line);
}

static void
mask_value(PlanLoad *load, PlanPlace place, bool is_flow)
{
    size_t length;
    const char *line = plan_line(load, place.line, &length);
    size_t start = (size_t) (plan_at(load, place.line, place.column) - load->source);
    size_t end = (size_t) (line - load->source) + length;

    for (size_t i = start; i < end && !(is_flow && strchr(",]}", load->masked[i]) != NULL); i++)
    {
        load->masked[i] = 'x';
    }
    mask_line(load, place.line);
}

static void
mask_line(PlanLoad *load, size_t line)
{
    *mem_push(load->mem, load->masked_lines, load->masked_count) = line;
}

/* The first key on the line of PLACE, in flow style of the entry around it, and the column of its colon. */
static char *
line_key(const PlanLoad *load, PlanPlace place, bool is_flow, size_t *colon_column)
{
    size_t length;
    const char *text = plan_line(load, place.line, &length);
    const char *end = text + length;
    const char *start = text;
    const char *colon;

    for (const char *at = text; is_flow && at < plan_at(load, place.line, place.column); at++)
    {
        start = strchr("{[,", *at) != NULL ? at + 1 : start;
    }
    while (start < end && strchr(" -", *start) != NULL)
    {
        start++;
    }
    colon = start;
    while (colon < end && strchr(": \t'\"#", *colon) == NULL)
    {
        colon++;
    }
    if (colon == start || colon == end || *colon != ':')
    {
        return NULL;
    }
    *colon_column = text_length(mem_strndup(load->mem, text, (size_t) (colon - text))) + 1;
    return mem_strndup(load->mem, start, (size_t) (colon - start));
}

/* Whether the line above LINE is one word, indented alike: a key whose colon was forgotten. */
static bool
find_lone_word(const PlanLoad *load, size_t line, PlanPlace *word)
{
    size_t length;
    const char *text = plan_line(load, line, &length);
    size_t indent = strspn(text, " ");
    size_t above_length;
    const char *above = plan_line(load, line - 1, &above_length);
    size_t word_length = above_length <= indent ? 0 : above_length - indent;

    *word = (PlanPlace){.line = line - 1, .column = indent + 1, .width = word_length};
    return word_length > 0 && strspn(above, " ") == indent && strcspn(above + indent, " :#\r\n") == word_length;
}

/* What to write instead, for the value of the key in front of it. */
static char *
value_help(const Syntax *syntax)
{
    size_t colon;
    char *name = line_key(syntax->load, syntax->place, syntax->parser->flow_level > 0, &colon);
    const PlanKey *key = name == NULL ? NULL : plan_key_find(PLAN_SECTION_CHANGE, name);

    return plan_syntax_help(syntax->load, key, name);
}

/* How to write any text at all as the value of KEY. */
char *
plan_syntax_help(const PlanLoad *load, const PlanKey *key, const char *name)
{
    if (key != NULL && key->value == PLAN_VALUE_SQL)
    {
        return plan_say(load, "use \"%s: |\" and put the SQL on the next line", key->name);
    }
    return name == NULL ? NULL : plan_say(load, "put the value of \"%s\" in quotes", name);
}
