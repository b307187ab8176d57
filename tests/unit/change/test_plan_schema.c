/* SPDX-License-Identifier: PostgreSQL */
/*
 * The table of keys, the JSON Schema and the documentation agree.
 */
#include <jansson.h>

#include "../../../src/change/plan_internal.h"
#include "plan_fixture.h"

static void
compare_section(Fixture *in, const json_t *schema, PlanSection section, const char *docs)
{
    const json_t *properties = json_object_get(schema, "properties");
    const PlanKey *keys = NULL;
    size_t count = plan_keys(section, &keys);

    assert_true(json_is_false(json_object_get(schema, "additionalProperties")));
    assert_int_equal(json_object_size(properties), count);
    for (size_t i = 0; i < count; i++)
    {
        const json_t *property = json_object_get(properties, keys[i].name);
        const char *initial = keys[i].initial == NULL ? "" : keys[i].initial;
        const char *quote = *initial == '\0' ? "" : "`";
        char *row =
            mem_printf(in->mem, "| `%s` | %s%s%s | %s |\n", keys[i].name, keys[i].is_required ? "required" : quote,
                       keys[i].is_required ? "" : initial, keys[i].is_required ? "" : quote, keys[i].description);

        assert_string_equal(json_string_value(json_object_get(property, "description")), keys[i].description);
        if (strstr(docs, row) == NULL)
        {
            fail_msg("docs/plan-format.md lacks the line\n%s", row);
        }
        if (keys[i].shape == PLAN_SHAPE_LIST)
        {
            compare_section(in, json_object_get(property, "items"), keys[i].child, docs);
        }
        if (keys[i].shape == PLAN_SHAPE_MAPPING)
        {
            compare_section(in, property, keys[i].child, docs);
        }
    }
}

static void
schema_and_documentation_have_every_key(void **state)
{
    Fixture *in = fixture(state);
    char *text = plan_json_schema(in->mem);
    json_t *schema = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

    assert_non_null(schema);
    assert_int_equal(text[strlen(text) - 1], '\n');
    assert_string_equal(json_string_value(json_object_get(schema, "$schema")),
                        "http://json-schema.org/draft-07/schema#");
    compare_section(in, schema, PLAN_SECTION_PLAN, read_file(in->mem, "docs/plan-format.md"));
    json_decref(schema);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        PLAN_TEST(schema_and_documentation_have_every_key),
    };

    return enter_root() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
