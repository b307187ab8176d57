/* SPDX-License-Identifier: PostgreSQL */
/*
 * The JSON Schema of a plan, for editors: draft-07, since older yaml-language-servers read every draft as that one.
 *
 * It comes from the same table as the check, and is a little stricter where YAML and JSON have types that a plan's
 * texts do not: an editor wants booleans unquoted, bellows takes them either way.
 */
#include <jansson.h>
#include <string.h>

#include "base/mem.h"
#include "plan_internal.h"

typedef void (*DescribeValue)(json_t *schema, const PlanKey *key);

static json_t *section_schema(PlanSection section);
static json_t *key_schema(const PlanKey *key);
static json_t *value_schema(const PlanKey *key);
static void describe_text(json_t *schema, const PlanKey *key);
static void describe_result(json_t *schema, const PlanKey *key);
static void describe_integer(json_t *schema, const PlanKey *key);
static void describe_boolean(json_t *schema, const PlanKey *key);
static void describe_choice(json_t *schema, const PlanKey *key);
static void describe_duration(json_t *schema, const PlanKey *key);
static void describe_count(json_t *schema, const PlanKey *key);
static void describe_size(json_t *schema, const PlanKey *key);
static void describe_percent(json_t *schema, const PlanKey *key);
static void describe_version(json_t *schema, const PlanKey *key);
static void describe_stamp(json_t *schema, const PlanKey *key);
static json_t *typed(const PlanKey *key, const char *text);
static void set_text(json_t *schema, const char *name, const char *text);
static int append_text(const char *buffer, size_t size, void *data);

static const DescribeValue describe_value[] = {
    [PLAN_VALUE_NONE] = describe_text,       [PLAN_VALUE_TEXT] = describe_text,
    [PLAN_VALUE_RESULT] = describe_result,   [PLAN_VALUE_SQL] = describe_text,
    [PLAN_VALUE_INTEGER] = describe_integer, [PLAN_VALUE_BOOLEAN] = describe_boolean,
    [PLAN_VALUE_CHOICE] = describe_choice,   [PLAN_VALUE_DURATION] = describe_duration,
    [PLAN_VALUE_COUNT] = describe_count,     [PLAN_VALUE_SIZE] = describe_size,
    [PLAN_VALUE_PERCENT] = describe_percent, [PLAN_VALUE_VERSION] = describe_version,
    [PLAN_VALUE_STAMP] = describe_stamp,
};

char *
plan_json_schema(void *owner)
{
    return plan_schema_of(owner, &plan_document, "bellows plan",
                          "One change of a PostgreSQL schema, expanded and contracted by bellows.");
}

char *
plan_schema_of(void *owner, const PlanDocument *document, const char *title, const char *description)
{
    char *text = mem_strdup(owner, "");
    json_t *schema = json_object();

    set_text(schema, "$schema", "http://json-schema.org/draft-07/schema#");
    set_text(schema, "title", title);
    set_text(schema, "description", description);
    json_object_update_new(schema, section_schema(document->root));
    json_dump_callback(schema, append_text, &text, JSON_INDENT(2));
    json_decref(schema);
    mem_append(&text, "\n");
    return text;
}

static json_t *
section_schema(PlanSection section)
{
    const PlanKey *keys = NULL;
    size_t count = plan_keys(section, &keys);
    json_t *schema = json_object();
    json_t *properties = json_object();
    json_t *required = json_array();

    for (size_t i = 0; i < count; i++)
    {
        json_object_set_new(properties, keys[i].name, key_schema(&keys[i]));
        if (keys[i].is_required)
        {
            json_array_append_new(required, json_string(keys[i].name));
        }
    }
    set_text(schema, "type", "object");
    json_object_set_new(schema, "additionalProperties", json_false());
    if (json_array_size(required) > 0)
    {
        json_object_set(schema, "required", required);
    }
    json_decref(required);
    json_object_set_new(schema, "properties", properties);
    return schema;
}

static json_t *
key_schema(const PlanKey *key)
{
    json_t *schema = json_object();

    set_text(schema, "description", key->description);
    switch (key->shape)
    {
        case PLAN_SHAPE_SCALAR:
            json_object_update_new(schema, value_schema(key));
            break;
        case PLAN_SHAPE_MAPPING:
            json_object_update_new(schema, section_schema(key->child));
            break;
        case PLAN_SHAPE_WORDS:
            set_text(schema, "type", "array");
            json_object_set_new(schema, "items", value_schema(key));
            break;
        case PLAN_SHAPE_LIST:
            set_text(schema, "type", "array");
            json_object_set_new(schema, "items", section_schema(key->child));
            break;
    }
    if (key->is_required && key->shape == PLAN_SHAPE_LIST)
    {
        json_object_set_new(schema, "minItems", json_integer(1));
    }
    return schema;
}

static json_t *
value_schema(const PlanKey *key)
{
    json_t *schema = json_object();

    describe_value[key->value](schema, key);
    if (key->initial != NULL)
    {
        json_object_set_new(schema, "default", typed(key, key->initial));
    }
    if (key->example != NULL)
    {
        json_object_set_new(schema, "examples", json_pack("[o]", typed(key, key->example)));
    }
    return schema;
}

static void
describe_text(json_t *schema, const PlanKey *key)
{
    set_text(schema, "type", "string");
    if (!key->may_be_empty)
    {
        set_text(schema, "pattern", "\\S");
    }
}

static void
describe_result(json_t *schema, const PlanKey *key)
{
    (void) key;
    json_object_set_new(schema, "type", json_pack("[sss]", "string", "number", "boolean"));
}

static void
describe_integer(json_t *schema, const PlanKey *key)
{
    set_text(schema, "type", "integer");
    json_object_set_new(schema, "enum", json_pack("[o]", typed(key, key->example)));
}

static void
describe_boolean(json_t *schema, const PlanKey *key)
{
    (void) key;
    set_text(schema, "type", "boolean");
}

static void
describe_choice(json_t *schema, const PlanKey *key)
{
    json_t *choices = json_array();
    const char *at = key->choices;

    while (*at != '\0')
    {
        size_t length = strcspn(at, " ");

        json_array_append_new(choices, json_stringn(at, length));
        at += length + strspn(at + length, " ");
    }
    set_text(schema, "type", "string");
    json_object_set_new(schema, "enum", choices);
}

static void
describe_duration(json_t *schema, const PlanKey *key)
{
    (void) key;
    set_text(schema, "type", "string");
    set_text(schema, "pattern", "^[0-9]+(ms|s|m|h|d)$");
}

static void
describe_count(json_t *schema, const PlanKey *key)
{
    set_text(schema, "type", "integer");
    json_object_set_new(schema, "minimum", typed(key, key->least));
    json_object_set_new(schema, "maximum", typed(key, key->most));
}

static void
describe_size(json_t *schema, const PlanKey *key)
{
    (void) key;
    set_text(schema, "type", "string");
    set_text(schema, "pattern", "^[0-9]+(B|kB|MB|GB|TB)$");
}

static void
describe_percent(json_t *schema, const PlanKey *key)
{
    (void) key;
    set_text(schema, "type", "string");
    set_text(schema, "pattern", "^[0-9]+%$");
}

/* 41 and 1.4 are numbers for YAML. */
static void
describe_version(json_t *schema, const PlanKey *key)
{
    (void) key;
    json_object_set_new(schema, "type", json_pack("[ss]", "string", "number"));
    set_text(schema, "pattern", "^v?[0-9]+([.][0-9]+)*(-[0-9A-Za-z.-]+)?([+][0-9A-Za-z.-]+)?$");
}

static void
describe_stamp(json_t *schema, const PlanKey *key)
{
    (void) key;
    json_object_set_new(schema, "type", json_pack("[ss]", "string", "integer"));
    set_text(schema, "pattern", "^[0-9]{14}$");
    json_object_set_new(schema, "minimum", json_integer(10000000000000));
    json_object_set_new(schema, "maximum", json_integer(99999999999999));
}

/* A value of the table with the type that YAML gives it. */
static json_t *
typed(const PlanKey *key, const char *text)
{
    if (key->value == PLAN_VALUE_BOOLEAN || key->value == PLAN_VALUE_INTEGER || key->value == PLAN_VALUE_COUNT)
    {
        return json_loads(text, JSON_DECODE_ANY, NULL);
    }
    return json_string(text);
}

static void
set_text(json_t *schema, const char *name, const char *text)
{
    json_object_set_new(schema, name, json_string(text));
}

static int
append_text(const char *buffer, size_t size, void *data)
{
    char **text = data;

    mem_append(text, "%.*s", (int) size, buffer);
    return 0;
}
