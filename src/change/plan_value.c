/* SPDX-License-Identifier: PostgreSQL */
/*
 * Single values of a plan: what each kind accepts, and what is said about the rest.
 *
 * libcyaml 1.3.1 reads "10k" as 10, "010" as 8, "fasle" as true and nothing as "". Here every value is a string
 * until one of these functions has accepted all of it.
 */
#include <string.h>

#include "base/mem.h"
#include "base/suggest.h"
#include "base/text.h"
#include "plan_internal.h"

#define SHOWN_BYTES_MAX 60
#define CHOICES_MAX     8
#define COUNT(array)    (sizeof(array) / sizeof((array)[0]))

typedef struct DurationUnit
{
    const char *name;
    int64_t ms;
} DurationUnit;

static const DurationUnit duration_units[] = {
    {"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000},
};

static const char *const wanted_names[] = {
    [PLAN_VALUE_NONE] = "text",
    [PLAN_VALUE_TEXT] = "text",
    [PLAN_VALUE_RESULT] = "text",
    [PLAN_VALUE_SQL] = "text",
    [PLAN_VALUE_INTEGER] = "a whole number",
    [PLAN_VALUE_BOOLEAN] = "true or false",
    [PLAN_VALUE_CHOICE] = "one word",
    [PLAN_VALUE_DURATION] = "a duration such as 2s",
    [PLAN_VALUE_VERSION] = "a version such as 1.4.0",
    [PLAN_VALUE_COUNT] = "a whole number",
    [PLAN_VALUE_SIZE] = "a size such as 64MB",
    [PLAN_VALUE_PERCENT] = "a share such as 20%",
    [PLAN_VALUE_STAMP] = "the 14 digits of a plan's version",
};

static bool check_is_text(PlanLoad *load, const PlanNode *node, const PlanKey *key);
static void report_nothing(PlanLoad *load, const PlanNode *node, const PlanKey *key);
static bool check_no_comment(PlanLoad *load, const PlanNode *node, const PlanKey *key);
static void check_integer(PlanLoad *load, const PlanNode *node);
static void check_boolean(PlanLoad *load, const PlanNode *node);
static void check_choice(PlanLoad *load, const PlanNode *node, const PlanKey *key);
static void check_duration(PlanLoad *load, const PlanNode *node, const PlanKey *key);
static void check_version(PlanLoad *load, const PlanNode *node);
static void check_stamp(PlanLoad *load, const PlanNode *node);
static const char *label(const PlanNode *node);
static bool is_blank(const char *text);

void
plan_value_check(PlanLoad *load, const PlanNode *node, const PlanKey *key)
{
    bool is_masked = plan_line_is_masked(load, node->place.line, node->end.line);

    if (node->kind == PLAN_NODE_ALIAS || is_masked || !check_is_text(load, node, key) ||
        !check_no_comment(load, node, key))
    {
        return;
    }
    switch (key->value)
    {
        case PLAN_VALUE_NONE:
        case PLAN_VALUE_TEXT:
        case PLAN_VALUE_RESULT:
        case PLAN_VALUE_SQL:
            break;
        case PLAN_VALUE_INTEGER:
            check_integer(load, node);
            break;
        case PLAN_VALUE_BOOLEAN:
            check_boolean(load, node);
            break;
        case PLAN_VALUE_CHOICE:
            check_choice(load, node, key);
            break;
        case PLAN_VALUE_DURATION:
            check_duration(load, node, key);
            break;
        case PLAN_VALUE_COUNT:
        case PLAN_VALUE_SIZE:
        case PLAN_VALUE_PERCENT:
            plan_amount_check(load, node, key);
            break;
        case PLAN_VALUE_VERSION:
            check_version(load, node);
            break;
        case PLAN_VALUE_STAMP:
            check_stamp(load, node);
            break;
    }
}

static bool
check_is_text(PlanLoad *load, const PlanNode *node, const PlanKey *key)
{
    bool is_flow = node->style == PLAN_STYLE_FLOW;
    bool is_list = node->kind == PLAN_NODE_LIST;

    if (node->kind != PLAN_NODE_SCALAR)
    {
        Diagnostic *item = plan_report(load, "P105", node->place, "\"%s\" must be %s, found %s", label(node),
                                       wanted_names[key->value], is_list ? "a list" : "a mapping");

        if (key->value == PLAN_VALUE_SQL)
        {
            item->help = is_flow ? plan_say(load, "quote it or use \"%s: |\"; \"%s\" starts a YAML %s", key->name,
                                            is_list ? "[" : "{", is_list ? "list" : "mapping")
                                 : plan_syntax_help(load, key, key->name);
        }
        return false;
    }
    if (plan_value_is_nothing(node))
    {
        report_nothing(load, node, key);
        return false;
    }
    if (strlen(node->text) != node->length)
    {
        plan_report(load, "P124", node->place, "a NUL character is not allowed in %s", load->document->one);
        return false;
    }
    if (!key->may_be_empty && is_blank(node->text))
    {
        plan_report(load, "P105", node->place, "\"%s\" must be %s, found an empty text", label(node),
                    wanted_names[key->value]);
        return false;
    }
    return true;
}

/* A plain scalar that YAML reads as null: libcyaml would make an empty text or the word "null" of it. */
bool
plan_value_is_nothing(const PlanNode *node)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};

    if (node->kind != PLAN_NODE_SCALAR || node->style != PLAN_STYLE_PLAIN)
    {
        return false;
    }
    for (size_t i = 0; i < COUNT(nulls); i++)
    {
        if (strcmp(node->text, nulls[i]) == 0)
        {
            return true;
        }
    }
    return false;
}

static void
report_nothing(PlanLoad *load, const PlanNode *node, const PlanKey *key)
{
    bool is_empty = *node->text == '\0' && node->key != NULL;
    PlanPlace place = is_empty ? node->key->place : node->place;

    /* A value that begins with "#" is all comment. */
    if (!check_no_comment(load, node, key))
    {
        return;
    }
    plan_report(load, "P105", place, "\"%s\" must be %s, found nothing", label(node), wanted_names[key->value])->help =
        key->value == PLAN_VALUE_SQL ? plan_syntax_help(load, key, key->name)
                                     : plan_say(load, "write a value, or remove the line");
}

/* data #>> '{a}' is read as data: the rest is a comment for YAML, and SQL would be run that nobody wrote. */
static bool
check_no_comment(PlanLoad *load, const PlanNode *node, const PlanKey *key)
{
    const char *end = plan_at(load, node->end.line, node->end.column);
    const char *at = end;
    PlanPlace place = {.line = node->end.line, .column = node->end.column, .width = 1};

    if (key->value != PLAN_VALUE_SQL || node->style != PLAN_STYLE_PLAIN)
    {
        return true;
    }
    while (*at == ' ' || *at == '\t')
    {
        at++;
        place.column++;
    }
    if (at == end || *at != '#')
    {
        return true;
    }
    plan_report(load, "P110", place,
                "everything after \" #\" was read as a YAML comment; the SQL would be cut to \"%s\"",
                plan_value_shown(load, node))
        ->help = plan_syntax_help(load, key, key->name);
    return false;
}

static void
check_integer(PlanLoad *load, const PlanNode *node)
{
    if (strcmp(node->text, "1") == 0)
    {
        return;
    }
    if (strspn(node->text, "0123456789") == strlen(node->text) && *node->text != '0')
    {
        plan_report(load, "P113", node->place, "\"%s\": \"%s\" is not a format that this program reads", label(node),
                    plan_value_shown(load, node))
            ->help = plan_say(load, "write 1, or use a newer bellows");
        return;
    }
    plan_report(load, "P113", node->place, "\"%s\": \"%s\" is not a whole number (1 is the only format)", label(node),
                plan_value_shown(load, node))
        ->help = plan_say(load, "write 1");
}

static void
check_boolean(PlanLoad *load, const PlanNode *node)
{
    if (strcmp(node->text, "true") != 0 && strcmp(node->text, "false") != 0)
    {
        plan_report(load, "P115", node->place, "\"%s\" is not true or false", plan_value_shown(load, node))->caret =
            plan_value_did_you_mean(load, node->text, "true false");
    }
}

static void
check_choice(PlanLoad *load, const PlanNode *node, const PlanKey *key)
{
    char *listed = mem_strdup(load->mem, "");
    const char *at = key->choices;

    while (*at != '\0')
    {
        size_t length = strcspn(at, " ");

        if (strlen(node->text) == length && strncmp(at, node->text, length) == 0)
        {
            return;
        }
        mem_append(&listed, "%s%.*s", *listed == '\0' ? "" : ", ", (int) length, at);
        at += length + strspn(at + length, " ");
    }
    plan_report(load, "P116", node->place, "\"%s\": \"%s\" is not one of %s", label(node), plan_value_shown(load, node),
                listed)
        ->caret = plan_value_did_you_mean(load, node->text, key->choices);
}

/* CHOICES are words with a blank between them; NULL when none is near. */
char *
plan_value_did_you_mean(const PlanLoad *load, const char *word, const char *choices)
{
    const char *words[CHOICES_MAX];
    size_t count = 0;
    char *near;

    while (*choices != '\0' && count < CHOICES_MAX)
    {
        size_t length = strcspn(choices, " ");

        words[count++] = mem_strndup(load->mem, choices, length);
        choices += length + strspn(choices + length, " ");
    }
    near = suggest_nearest(load->mem, word, words, count);
    return near == NULL ? NULL : plan_say(load, "did you mean %s?", near);
}

static void
check_duration(PlanLoad *load, const PlanNode *node, const PlanKey *key)
{
    size_t digits = strspn(node->text, "0123456789");
    char *shown = plan_value_shown(load, node);
    int64_t value_ms = 0;
    int64_t least_ms = 0;
    int64_t most_ms = 0;

    if (digits > 0 && node->text[digits] == '\0')
    {
        plan_report(load, "P114", node->place, "\"%s\": \"%s\" has no unit", label(node), shown)->help =
            digits < 10 ? plan_say(load, "write %ss or %s000ms", shown, shown)
                        : plan_say(load, "write ms, s, m, h or d behind the number");
        return;
    }
    if (!plan_value_duration(node->text, &value_ms))
    {
        plan_report(load, "P114", node->place, "\"%s\": \"%s\" is not a duration", label(node), shown)->help =
            plan_say(load, "write a whole number and one of ms, s, m, h, d, such as 2s or 200ms");
        return;
    }
    if (plan_value_duration(key->least, &least_ms) && plan_value_duration(key->most, &most_ms) &&
        (value_ms < least_ms || value_ms > most_ms))
    {
        plan_report(load, "P114", node->place, "\"%s\": \"%s\" is out of range (%s to %s)", label(node), shown,
                    key->least, key->most);
    }
}

/* False when TEXT is not ^[0-9]+(ms|s|m|h|d)$. A number too large for an int64_t is as large as one can be. */
bool
plan_value_duration(const char *text, int64_t *result_ms)
{
    size_t digits = strspn(text, "0123456789");
    int64_t number = 0;

    for (size_t i = 0; i < digits; i++)
    {
        number = number > (INT64_MAX - 9) / 10 ? INT64_MAX : number * 10 + (text[i] - '0');
    }
    for (size_t i = 0; digits > 0 && i < COUNT(duration_units); i++)
    {
        if (strcmp(text + digits, duration_units[i].name) == 0)
        {
            int64_t unit_ms = duration_units[i].ms;

            *result_ms = number > INT64_MAX / unit_ms ? INT64_MAX : number * unit_ms;
            return true;
        }
    }
    return false;
}

static void
check_version(PlanLoad *load, const PlanNode *node)
{
    if (!plan_version_is_valid(node->text))
    {
        plan_report(load, "P120", node->place, "\"%s\": \"%s\" is not a version", label(node),
                    plan_value_shown(load, node))
            ->help = plan_say(load, "write it like 1.4.0, 41 or v1.4.0-rc1");
    }
}

static void
check_stamp(PlanLoad *load, const PlanNode *node)
{
    if (!plan_value_is_stamp(node->text))
    {
        plan_report(load, "P121", node->place, "\"%s\": \"%s\" is not the version of a plan (14 digits)", label(node),
                    plan_value_shown(load, node));
    }
    else if (load->version != NULL && strcmp(node->text, load->version) == 0)
    {
        plan_report(load, "P121", node->place, "\"%s\": a plan cannot come after itself", label(node));
    }
}

bool
plan_value_is_stamp(const char *text)
{
    return strspn(text, "0123456789") == PLAN_STAMP_DIGITS && text[PLAN_STAMP_DIGITS] == '\0';
}

/* What a message calls a value: changes[1] is the one with the finding's line, so its texts go by their key. */
static const char *
label(const PlanNode *node)
{
    bool is_plain_path = strchr(node->path, '[') == NULL;

    return is_plain_path || node->key == NULL ? node->path : node->key->text;
}

/* A value as a message shows it: one line, not too long. */
char *
plan_value_shown(const PlanLoad *load, const PlanNode *node)
{
    size_t line = strcspn(node->text, "\n");
    size_t clipped = text_clip(node->text, SHOWN_BYTES_MAX);
    bool is_cut = node->text[clipped] != '\0' || line < clipped;
    size_t bytes = line < clipped ? line : clipped;

    return mem_printf(load->mem, "%.*s%s", (int) bytes, node->text, is_cut ? "..." : "");
}

static bool
is_blank(const char *text)
{
    return text[strspn(text, " \t\n")] == '\0';
}
