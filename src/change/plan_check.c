/* SPDX-License-Identifier: PostgreSQL */
/*
 * The tree of a plan against the table of keys: unknown, repeated and missing keys, values of the wrong kind, and the
 * few rules between values (an application's "to" above its "from").
 *
 * Invariant: what passes here without a finding, libcyaml loads as it is meant; plan_fill.c relies on it.
 */
#include <string.h>

#include "base/mem.h"
#include "base/suggest.h"
#include "plan_internal.h"

#define KEYS_MAX 16

static const PlanKey key_table[] = {
#define PLAN_SHAPED_SCALAR(type)  .value = PLAN_VALUE_##type
#define PLAN_SHAPED_WORDS(type)   .value = PLAN_VALUE_##type
#define PLAN_SHAPED_MAPPING(type) .child = PLAN_SECTION_##type
#define PLAN_SHAPED_LIST(type)    .child = PLAN_SECTION_##type
#define PLAN_IN_ALL
#define PLAN_KEY(in, key, shaped, type, ...)                                                                           \
    {.section = PLAN_SECTION_##in, .name = #key, .shape = PLAN_SHAPE_##shaped, PLAN_SHAPED_##shaped(type), __VA_ARGS__},
#include "plan_keys.def"
#define PLAN_KEY(in, key, shaped, type, ...)                                                                           \
    {.section = PLAN_SECTION_##in, .name = #key, .shape = PLAN_SHAPE_##shaped, PLAN_SHAPED_##shaped(type), __VA_ARGS__},
#include "plan_project_keys.def"
};

static void check_properties(PlanLoad *load, const PlanNode *node);
static void check_mapping(PlanLoad *load, const PlanNode *mapping, PlanSection section);
static bool check_key(PlanLoad *load, const PlanNode *mapping, size_t index, PlanSection section);
static void report_unknown(PlanLoad *load, const PlanNode *mapping, const PlanNode *key, PlanSection section);
static void check_missing(PlanLoad *load, const PlanNode *mapping, PlanSection section);
static void check_shape(PlanLoad *load, const PlanNode *node, const PlanKey *key);
static void check_list(PlanLoad *load, const PlanNode *list, const PlanKey *key);
static void check_application(PlanLoad *load, const PlanNode *application);
static void check_application_names(PlanLoad *load, const PlanNode *list);
static const PlanNode *version_of(const PlanNode *application, const char *key);
static bool is_mapping(PlanLoad *load, const PlanNode *node, const PlanKey *key);
static const char *kind_name(const PlanNode *node);
static const char *where(const PlanLoad *load, const PlanNode *mapping);

void
plan_check(PlanLoad *load)
{
    const PlanNode *root = load->root;
    PlanPlace first = {.line = 1, .column = 1, .width = 1};

    if (root == NULL || plan_value_is_nothing(root))
    {
        if (!load->has_syntax_error)
        {
            plan_report(load, "P100", first, "the file is empty")->help = plan_say(load, "%s", load->document->empty);
        }
        return;
    }
    check_properties(load, root);
    if (root->kind == PLAN_NODE_SCALAR && load->has_syntax_error)
    {
        return;
    }
    if (root->kind != PLAN_NODE_MAPPING)
    {
        plan_report(load, "P101", root->place, "this file must be a mapping with the key \"%s\", found %s",
                    load->document->key, kind_name(root));
        return;
    }
    check_mapping(load, root, load->document->root);
}

/* With aliases the place of a text would not be where it is used; with tags a text might be read as something else. */
static void
check_properties(PlanLoad *load, const PlanNode *node)
{
    if (node->kind == PLAN_NODE_ALIAS || node->has_property)
    {
        PlanPlace place = node->place;

        place.width = strcspn(plan_at(load, place.line, place.column), " ,]}\r\n");
        plan_report(load, "P112", place, "YAML anchors, aliases and tags are not allowed in %s", load->document->many)
            ->help = plan_say(load, "write the value out; in quotes if it starts with \"&\", \"*\" or \"!\"");
    }
    for (size_t i = 0; i < node->count; i++)
    {
        if (node->items[i]->key != NULL)
        {
            check_properties(load, node->items[i]->key);
        }
        check_properties(load, node->items[i]);
    }
}

static void
check_mapping(PlanLoad *load, const PlanNode *mapping, PlanSection section)
{
    for (size_t i = 0; i < mapping->count; i++)
    {
        if (check_key(load, mapping, i, section))
        {
            check_shape(load, mapping->items[i], plan_key_find(section, mapping->items[i]->key->text));
        }
    }
    if (mapping->is_complete && !plan_line_is_masked(load, mapping->place.line, mapping->end.line))
    {
        check_missing(load, mapping, section);
    }
    if (section == PLAN_SECTION_APPLICATION)
    {
        check_application(load, mapping);
    }
}

/* True when the key is one of the section's; that it is there twice does not stop the check of its value. */
static bool
check_key(PlanLoad *load, const PlanNode *mapping, size_t index, PlanSection section)
{
    const PlanNode *key = mapping->items[index]->key;

    if (key->kind != PLAN_NODE_SCALAR)
    {
        if (key->kind != PLAN_NODE_ALIAS)
        {
            plan_report(load, "P105", key->place, "a key must be text, found %s", kind_name(key));
        }
        return false;
    }
    if (plan_key_find(section, key->text) == NULL || strlen(key->text) != key->length)
    {
        report_unknown(load, mapping, key, section);
        return false;
    }
    for (size_t i = 0; i < index; i++)
    {
        const PlanNode *earlier = mapping->items[i]->key;

        if (earlier->text != NULL && strcmp(earlier->text, key->text) == 0)
        {
            bool is_item = mapping->path[0] != '\0' && mapping->key == NULL;

            plan_report(load, "P103", key->place, "key \"%s\" appears twice in %s (first at line %zu)", key->text,
                        where(load, mapping), earlier->place.line)
                ->help = plan_say(load, is_item ? "remove one, or start a new \"- \" item" : "remove one");
            break;
        }
    }
    return true;
}

static void
report_unknown(PlanLoad *load, const PlanNode *mapping, const PlanNode *key, PlanSection section)
{
    const PlanKey *keys;
    size_t count = plan_keys(section, &keys);
    const char *names[KEYS_MAX];
    char *allowed = mem_strdup(load->mem, "");
    char *near;
    Diagnostic *item;

    for (size_t i = 0; i < count && i < KEYS_MAX; i++)
    {
        names[i] = keys[i].name;
        mem_append(&allowed, "%s%s", i == 0 ? "" : ", ", keys[i].name);
    }
    near = suggest_nearest(load->mem, key->text, names, count < KEYS_MAX ? count : KEYS_MAX);
    item = plan_report(load, "P102", key->place, "unknown key \"%s\" in %s", plan_value_shown(load, key),
                       where(load, mapping));
    item->caret = near == NULL ? NULL : plan_say(load, "did you mean %s?", near);
    item->note = plan_say(load, "allowed here: %s", allowed);
}

static void
check_missing(PlanLoad *load, const PlanNode *mapping, PlanSection section)
{
    const PlanKey *keys;
    size_t count = plan_keys(section, &keys);

    for (size_t i = 0; i < count; i++)
    {
        if (keys[i].is_required && plan_node_get(mapping, keys[i].name) == NULL)
        {
            PlanPlace place = mapping->place;

            place.width = 1;
            plan_report(load, "P104", place, "%s has no \"%s\"", where(load, mapping), keys[i].name);
        }
    }
}

static void
check_shape(PlanLoad *load, const PlanNode *node, const PlanKey *key)
{
    switch (key->shape)
    {
        case PLAN_SHAPE_SCALAR:
            plan_value_check(load, node, key);
            break;
        case PLAN_SHAPE_MAPPING:
            if (is_mapping(load, node, key))
            {
                check_mapping(load, node, key->child);
            }
            break;
        case PLAN_SHAPE_WORDS:
        case PLAN_SHAPE_LIST:
            check_list(load, node, key);
            break;
    }
}

static void
check_list(PlanLoad *load, const PlanNode *list, const PlanKey *key)
{
    PlanPlace place = plan_value_is_nothing(list) && list->key != NULL ? list->key->place : list->place;

    if (list->kind == PLAN_NODE_ALIAS || plan_line_is_masked(load, place.line, place.line))
    {
        return;
    }
    if (list->kind != PLAN_NODE_LIST)
    {
        plan_report(load, "P105", place, "\"%s\" must be a list, found %s", key->name, kind_name(list))->help =
            plan_say(load, "start each entry with \"- \"");
        return;
    }
    if (list->count == 0 && key->is_required && list->is_complete)
    {
        plan_report(load, "P104", list->place, "\"%s\" is an empty list", key->name);
    }
    for (size_t i = 0; i < list->count; i++)
    {
        const PlanNode *item = list->items[i];

        if (key->shape == PLAN_SHAPE_WORDS)
        {
            plan_value_check(load, item, key);
        }
        else if (is_mapping(load, item, key))
        {
            check_mapping(load, item, key->child);
        }
    }
    if (key->child == PLAN_SECTION_APPLICATION)
    {
        check_application_names(load, list);
    }
}

static void
check_application(PlanLoad *load, const PlanNode *application)
{
    const PlanNode *from = version_of(application, "from");
    const PlanNode *to = version_of(application, "to");

    if (from != NULL && to != NULL && plan_version_compare(to->text, from->text) <= 0)
    {
        plan_report(load, "P119", to->place, "\"to\" must be a version above \"from\" (%s), found %s",
                    plan_value_shown(load, from), plan_value_shown(load, to));
    }
}

static const PlanNode *
version_of(const PlanNode *application, const char *key)
{
    const PlanNode *node = plan_node_get(application, key);
    bool is_version = node != NULL && node->kind == PLAN_NODE_SCALAR && plan_version_is_valid(node->text);

    return is_version ? node : NULL;
}

/* Which of the two versions would have to be gone? */
static void
check_application_names(PlanLoad *load, const PlanNode *list)
{
    for (size_t i = 0; i < list->count; i++)
    {
        const PlanNode *name = plan_node_get(list->items[i], "name");

        for (size_t j = 0; name != NULL && name->kind == PLAN_NODE_SCALAR && j < i; j++)
        {
            const PlanNode *earlier = plan_node_get(list->items[j], "name");

            if (earlier != NULL && earlier->kind == PLAN_NODE_SCALAR && strcmp(earlier->text, name->text) == 0)
            {
                plan_report(load, "P122", name->place, "application \"%s\" is listed twice (first at line %zu)",
                            plan_value_shown(load, name), earlier->place.line);
                break;
            }
        }
    }
}

static bool
is_mapping(PlanLoad *load, const PlanNode *node, const PlanKey *key)
{
    bool is_empty = plan_value_is_nothing(node) && *node->text == '\0' && node->key != NULL;
    const char *quote = node->key == NULL ? "" : "\"";

    if (node->kind == PLAN_NODE_MAPPING)
    {
        return true;
    }
    if (node->kind != PLAN_NODE_ALIAS && !plan_line_is_masked(load, node->place.line, node->end.line))
    {
        Diagnostic *item =
            plan_report(load, "P105", is_empty ? node->key->place : node->place, "%s%s%s must be a mapping, found %s",
                        quote, node->key == NULL ? node->path : key->name, quote, kind_name(node));

        item->help = key->child == PLAN_SECTION_CHANGE ? plan_say(load, "begin the change with \"- sql: |\"") : NULL;
    }
    return false;
}

static const char *
kind_name(const PlanNode *node)
{
    switch (node->kind)
    {
        case PLAN_NODE_SCALAR:
            return plan_value_is_nothing(node) ? "nothing" : "text";
        case PLAN_NODE_LIST:
            return "a list";
        case PLAN_NODE_MAPPING:
            return "a mapping";
        case PLAN_NODE_ALIAS:
            return "an alias";
    }
    return "";
}

static const char *
where(const PlanLoad *load, const PlanNode *mapping)
{
    return *mapping->path == '\0' ? load->document->name : mapping->path;
}

/* The table is in the order of its sections, so each of them is one piece of it. */
size_t
plan_keys(PlanSection section, const PlanKey **keys)
{
    size_t count = 0;

    for (size_t i = 0; i < sizeof(key_table) / sizeof(key_table[0]); i++)
    {
        if (key_table[i].section == section)
        {
            *keys = count == 0 ? &key_table[i] : *keys;
            count++;
        }
    }
    return count;
}

const PlanKey *
plan_key_find(PlanSection section, const char *name)
{
    const PlanKey *keys = NULL;
    size_t count = plan_keys(section, &keys);

    for (size_t i = 0; i < count; i++)
    {
        if (strcmp(keys[i].name, name) == 0)
        {
            return &keys[i];
        }
    }
    return NULL;
}
