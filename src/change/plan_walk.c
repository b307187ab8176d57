/* SPDX-License-Identifier: PostgreSQL */
/*
 * The plan as a tree: libyaml's events with their places, paths and styles, which libcyaml does not keep.
 *
 * In: the masked source. Out: load->root, as far as the file can be read. The walk judges structure only where YAML
 * itself would (a second document, too deep, too many); all else is plan_check.c's. When plan_syntax.c can mask what
 * is wrong, the walk starts over, so that one run finds more than the first syntax error.
 * libyaml (0.2.5) counts columns in code points, from 0.
 */
#include <string.h>
#include <yaml.h>

#include "base/mem.h"
#include "plan_internal.h"

typedef struct Walk
{
    PlanLoad *load;
    PlanNode *innermost; /* the open list or mapping; NULL outside of all */
    size_t depth;
    const PlanNode *last; /* the last scalar */
    size_t documents;
    size_t nodes;
} Walk;

static bool walk_once(PlanLoad *load);
static bool walk_event(Walk *walk, const yaml_event_t *event);
static bool walk_document(Walk *walk, const yaml_event_t *event);
static bool walk_scalar(Walk *walk, const yaml_event_t *event);
static bool walk_alias(Walk *walk, const yaml_event_t *event);
static bool walk_open(Walk *walk, const yaml_event_t *event);
static void walk_close(Walk *walk, const yaml_event_t *event);
static PlanNode *node_new(const Walk *walk, PlanNodeKind kind, PlanStyle style, const yaml_event_t *event);
static bool attach(Walk *walk, PlanNode *node);
static void attach_to_mapping(PlanLoad *load, PlanNode *mapping, PlanNode *node);

void
plan_walk(PlanLoad *load)
{
    load->masked = mem_strndup(load->mem, load->source, load->length);
    for (size_t i = 0; i < DIAGNOSTICS_MAX && walk_once(load); i++)
    {
        continue;
    }
}

/* True when it has to be done again, on what was masked. */
static bool
walk_once(PlanLoad *load)
{
    Walk walk = {.load = load};
    yaml_parser_t parser;
    bool goes_on = true;
    bool again = false;

    load->root = NULL;
    if (yaml_parser_initialize(&parser) == 0)
    {
        return plan_syntax_report(load, &parser, NULL);
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *) load->masked, load->length);
    while (goes_on)
    {
        yaml_event_t event;

        if (yaml_parser_parse(&parser, &event) == 0)
        {
            again = plan_syntax_report(load, &parser, walk.last);
            break;
        }
        goes_on = walk_event(&walk, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return again;
}

/* False at the end, or where going on makes no sense. */
static bool
walk_event(Walk *walk, const yaml_event_t *event)
{
    switch (event->type)
    {
        case YAML_NO_EVENT:
        case YAML_STREAM_END_EVENT:
            return false;
        case YAML_STREAM_START_EVENT:
        case YAML_DOCUMENT_END_EVENT:
            return true;
        case YAML_DOCUMENT_START_EVENT:
            return walk_document(walk, event);
        case YAML_ALIAS_EVENT:
            return walk_alias(walk, event);
        case YAML_SCALAR_EVENT:
            return walk_scalar(walk, event);
        case YAML_SEQUENCE_START_EVENT:
        case YAML_MAPPING_START_EVENT:
            return walk_open(walk, event);
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT:
            walk_close(walk, event);
            return true;
    }
    return false;
}

static bool
walk_document(Walk *walk, const yaml_event_t *event)
{
    PlanPlace place = {.line = event->start_mark.line + 1, .column = event->start_mark.column + 1, .width = 3};

    walk->documents++;
    if (walk->documents > 1)
    {
        plan_report(walk->load, "P111", place, "a second document (\"---\") is not allowed; one %s is one file",
                    walk->load->document->single);
        return false;
    }
    return true;
}

static bool
walk_scalar(Walk *walk, const yaml_event_t *event)
{
    static const PlanStyle styles[] = {
        [YAML_ANY_SCALAR_STYLE] = PLAN_STYLE_PLAIN,
        [YAML_PLAIN_SCALAR_STYLE] = PLAN_STYLE_PLAIN,
        [YAML_SINGLE_QUOTED_SCALAR_STYLE] = PLAN_STYLE_QUOTED,
        [YAML_DOUBLE_QUOTED_SCALAR_STYLE] = PLAN_STYLE_QUOTED,
        [YAML_LITERAL_SCALAR_STYLE] = PLAN_STYLE_LITERAL,
        [YAML_FOLDED_SCALAR_STYLE] = PLAN_STYLE_FOLDED,
    };
    PlanNode *node = node_new(walk, PLAN_NODE_SCALAR, styles[event->data.scalar.style], event);
    const char *first = plan_at(walk->load, node->place.line, node->place.column);

    node->text = mem_strndup(walk->load->mem, (const char *) event->data.scalar.value, event->data.scalar.length);
    node->length = event->data.scalar.length;
    /* libyaml drops the tag "!" without a trace, but the scalar still starts at it. */
    node->has_property = event->data.scalar.anchor != NULL || event->data.scalar.tag != NULL || *first == '!';
    node->is_complete = true;
    walk->last = node;
    return attach(walk, node);
}

static bool
walk_alias(Walk *walk, const yaml_event_t *event)
{
    PlanNode *node = node_new(walk, PLAN_NODE_ALIAS, PLAN_STYLE_PLAIN, event);

    node->is_complete = true;
    return attach(walk, node);
}

static bool
walk_open(Walk *walk, const yaml_event_t *event)
{
    bool is_list = event->type == YAML_SEQUENCE_START_EVENT;
    bool is_flow = is_list ? event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
                           : event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
    PlanNode *node = node_new(walk, is_list ? PLAN_NODE_LIST : PLAN_NODE_MAPPING,
                              is_flow ? PLAN_STYLE_FLOW : PLAN_STYLE_BLOCK, event);

    node->has_property = is_list ? event->data.sequence_start.anchor != NULL || event->data.sequence_start.tag != NULL
                                 : event->data.mapping_start.anchor != NULL || event->data.mapping_start.tag != NULL;
    if (!attach(walk, node))
    {
        return false;
    }
    if (walk->depth == PLAN_DEPTH_MAX)
    {
        plan_report(walk->load, "P126", node->place, "lists and mappings are nested more than %d deep", PLAN_DEPTH_MAX);
        return false;
    }
    node->parent = walk->innermost;
    walk->innermost = node;
    walk->depth++;
    return true;
}

static void
walk_close(Walk *walk, const yaml_event_t *event)
{
    PlanNode *node = walk->innermost;

    if (node != NULL)
    {
        node->is_complete = true;
        node->end.line = event->end_mark.line + 1;
        node->end.column = event->end_mark.column + 1;
        walk->innermost = node->parent;
        walk->depth--;
    }
}

static PlanNode *
node_new(const Walk *walk, PlanNodeKind kind, PlanStyle style, const yaml_event_t *event)
{
    PlanNode *node = mem_new(walk->load->mem, PlanNode);
    bool is_one_line = event->start_mark.line == event->end_mark.line;

    node->kind = kind;
    node->style = style;
    node->path = "";
    node->place.line = event->start_mark.line + 1;
    node->place.column = event->start_mark.column + 1;
    node->place.width = 1;
    node->end.line = event->end_mark.line + 1;
    node->end.column = event->end_mark.column + 1;
    if (is_one_line && event->end_mark.column > event->start_mark.column)
    {
        node->place.width = event->end_mark.column - event->start_mark.column;
    }
    return node;
}

/* Hangs NODE below the innermost open list or mapping; false when there are too many. */
static bool
attach(Walk *walk, PlanNode *node)
{
    PlanNode *parent = walk->innermost;

    if (walk->nodes++ == PLAN_NODES_MAX)
    {
        plan_report(walk->load, "P126", node->place, "the file has more than %d keys and values", PLAN_NODES_MAX);
        return false;
    }
    if (parent == NULL)
    {
        walk->load->root = node;
        return true;
    }
    if (parent->count == PLAN_ITEMS_MAX)
    {
        plan_report(walk->load, "P126", node->place, "a list or mapping has more than %d entries", PLAN_ITEMS_MAX);
        return false;
    }
    if (parent->kind == PLAN_NODE_MAPPING)
    {
        attach_to_mapping(walk->load, parent, node);
        return true;
    }
    node->path = mem_printf(walk->load->mem, "%s[%zu]", parent->path, parent->count + 1);
    *mem_push(walk->load->mem, parent->items, parent->count) = node;
    return true;
}

static void
attach_to_mapping(PlanLoad *load, PlanNode *mapping, PlanNode *node)
{
    const PlanNode *key = mapping->waiting;
    const char *name;

    if (key == NULL)
    {
        mapping->waiting = node;
        return;
    }
    name = key->text == NULL ? "?" : key->text;
    node->key = key;
    node->path = *mapping->path == '\0' ? name : mem_printf(load->mem, "%s.%s", mapping->path, name);
    *mem_push(load->mem, mapping->items, mapping->count) = node;
    mapping->waiting = NULL;
}

/* The value of a key; NULL when it is not there. */
const PlanNode *
plan_node_get(const PlanNode *mapping, const char *key)
{
    if (mapping == NULL || mapping->kind != PLAN_NODE_MAPPING)
    {
        return NULL;
    }
    for (size_t i = 0; i < mapping->count; i++)
    {
        const PlanNode *item = mapping->items[i];

        if (item->key->text != NULL && strcmp(item->key->text, key) == 0)
        {
            return item;
        }
    }
    return NULL;
}
