/* SPDX-License-Identifier: PostgreSQL */
/*
 * The JSON that the report of lint writes as text is what jansson writes of the same values.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <string.h>

#include "../../../src/ui/report_lint_internal.h"
#include "base/mem.h"

static void
check_same(const LintJson *json, json_t *expected)
{
    size_t flags = JSON_COMPACT | JSON_ENCODE_ANY;
    size_t bytes = json_dumpb(expected, NULL, 0, flags);
    char *text = mem_array(json->mem, char, bytes + 1);
    json_t *read = json_loads(json->text, JSON_DECODE_ANY, NULL);

    json_dumpb(expected, text, bytes, flags);
    assert_string_equal(json->text, text);
    assert_true(json_equal(read, expected));
    json_decref(read);
    json_decref(expected);
}

static void
every_byte_is_escaped_as_jansson_does(void **state)
{
    void *mem = mem_root("test");

    (void) state;
    for (int byte = 1; byte < 128; byte++)
    {
        LintJson json = {.mem = mem};
        const char text[] = {'a', (char) byte, (char) byte, 'z', '\0'};

        report_lint_json_text(&json, NULL, text);
        check_same(&json, json_string(text));
    }
    mem_free(mem);
}

static void
characters_of_any_length_are_written_as_they_are(void **state)
{
    static const char *const texts[] = {"", "\xc3\xa9", "\xe2\x82\xac\"\xe2\x82\xac", "\xf0\x9f\x90\x98",
                                        "\xef\xbb\xbf"};
    void *mem = mem_root("test");

    (void) state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
    {
        LintJson json = {.mem = mem};

        report_lint_json_text(&json, NULL, texts[i]);
        check_same(&json, json_string(texts[i]));
    }
    mem_free(mem);
}

static void
what_is_no_utf8_is_made_printable(void **state)
{
    static const char *const texts[] = {"a\xff", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\x80"};
    void *mem = mem_root("test");

    (void) state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
    {
        LintJson json = {.mem = mem};

        report_lint_json_text(&json, NULL, texts[i]);
        check_same(&json, report_json_text(texts[i]));
    }
    mem_free(mem);
}

static void
commas_stand_between_values_alone(void **state)
{
    void *mem = mem_root("test");
    LintJson json = {.mem = mem};

    (void) state;
    report_lint_json_open(&json, NULL, '{');
    report_lint_json_open(&json, "empty", '[');
    report_lint_json_close(&json, ']');
    report_lint_json_text(&json, "none", NULL);
    report_lint_json_integer(&json, "count", SIZE_MAX / 2);
    report_lint_json_open(&json, "list", '[');
    for (size_t i = 0; i < 2; i++)
    {
        report_lint_json_open(&json, NULL, '{');
        report_lint_json_bool(&json, "first", i == 0);
        report_lint_json_text(&json, "text", "[{:");
        report_lint_json_close(&json, '}');
    }
    report_lint_json_text(&json, NULL, "last");
    report_lint_json_close(&json, ']');
    report_lint_json_close(&json, '}');
    check_same(&json, json_pack("{s:[], s:n, s:I, s:[{s:b, s:s}, {s:b, s:s}, s]}", "empty", "none", "count",
                                (json_int_t) (SIZE_MAX / 2), "list", "first", 1, "text", "[{:", "first", 0, "text",
                                "[{:", "last"));
    mem_free(mem);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_is_escaped_as_jansson_does),
        cmocka_unit_test(characters_of_any_length_are_written_as_they_are),
        cmocka_unit_test(what_is_no_utf8_is_made_printable),
        cmocka_unit_test(commas_stand_between_values_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
