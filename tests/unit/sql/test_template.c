/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/template: what is a variable, how it is written, and every mistake that is an error.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/mem.h"
#include "sql/template.h"

static const TemplateVariable variables[] = {
    {"table", TEMPLATE_IDENTIFIER, "Weird\"Name"},
    {"value", TEMPLATE_LITERAL, "O'Re\\il"},
    {"piece", TEMPLATE_SQL, "a + 1"},
};

static void
assert_rendered(const char *text, size_t first, size_t count, const char *expected)
{
    void *mem = mem_root("test");
    Error err = {0};
    char *result = template_render_text(mem, text, &variables[first], count, &err);

    assert_int_equal(err.kind, ERROR_NONE);
    assert_non_null(result);
    assert_string_equal(result, expected);
    mem_free(mem);
}

static void
assert_refused(const char *text, size_t first, size_t count, const char *message)
{
    Error err = {0};

    assert_null(template_render_text(NULL, text, &variables[first], count, &err));
    assert_int_equal(err.kind, ERROR_FAILED);
    assert_string_equal(err.message, message);
    error_clear(&err);
}

static void
each_kind_is_written_in_its_way(void **state)
{
    (void) state;
    assert_rendered("SELECT :piece FROM :\"table\" WHERE x = :'value' AND :piece", 0, 3,
                    "SELECT a + 1 FROM \"Weird\"\"Name\" WHERE x = E'O''Re\\\\il' AND a + 1");
}

static void
strings_comments_and_bodies_are_left_alone(void **state)
{
    static const char text[] =
        "SELECT ':piece', $$ :piece :\"table\" $$, E':piece', \":piece\" /* :piece */\n-- :'value'";

    (void) state;
    assert_rendered(text, 0, 0, text);
}

static void
casts_assignments_and_slices_are_no_variables(void **state)
{
    (void) state;
    assert_rendered("x::piece, y := z, a[1:2], a[lo:hi], b: c, d", 0, 0, "x::piece, y := z, a[1:2], a[lo:hi], b: c, d");
    assert_rendered("a[1:piece]", 2, 1, "a[1a + 1]");
}

static void
the_leading_comment_and_outer_blanks_are_left_out(void **state)
{
    (void) state;
    assert_rendered("-- what\n-- why\n/* and */\n\n  SELECT 1; -- stays\n\n", 0, 0, "SELECT 1; -- stays");
    assert_rendered("-- nothing\n", 0, 0, "");
    assert_rendered("", 0, 0, "");
}

static void
a_literal_does_not_grow_together_with_a_word(void **state)
{
    (void) state;
    assert_rendered("text:'value'", 1, 1, "text E'O''Re\\\\il'");
}

static void
a_rendered_body_can_be_passed_as_a_literal(void **state)
{
    void *mem = mem_root("test");
    Error err = {0};
    const TemplateVariable table = {"table", TEMPLATE_IDENTIFIER, "a'b"};
    TemplateVariable body = {"body", TEMPLATE_LITERAL, NULL};

    (void) state;
    body.value = template_render_text(mem, "BEGIN RETURN :\"table\"; END", &table, 1, &err);
    assert_string_equal(template_render_text(mem, "AS :'body'", &body, 1, &err), "AS 'BEGIN RETURN \"a''b\"; END'");
    mem_free(mem);
}

static void
mistakes_are_errors_that_name_the_variable(void **state)
{
    static const TemplateVariable without_value = {"x", TEMPLATE_SQL, NULL};
    Error err = {0};

    (void) state;
    assert_refused("SELECT :\"tabel\"", 0, 0, "variable :\"tabel\" has no value");
    assert_refused("SELECT :'x'", 0, 0, "variable :'x' has no value");
    assert_refused("SELECT :order", 0, 0, "variable :order has no value");
    assert_refused("SELECT :'table'", 0, 1, "variable :'table' must be written :\"table\"");
    assert_refused("SELECT :value", 1, 1, "variable :value must be written :'value'");
    assert_refused("SELECT :\"piece\"", 2, 1, "variable :\"piece\" must be written :piece");
    assert_refused("SELECT 1", 0, 1, "variable :\"table\" is given but not used");
    assert_refused("SELECT 'x", 0, 0, "unterminated quoted string at or near \"'x\"");

    assert_null(template_render_text(NULL, ":x", &without_value, 1, &err));
    assert_string_equal(err.message, "variable :x has no value");
    error_clear(&err);
}

static void
an_unknown_template_is_an_error(void **state)
{
    Error err = {0};

    (void) state;
    assert_null(template_render(NULL, "no/such", NULL, 0, &err));
    assert_string_equal(err.message, "there is no template \"no/such\"");
    error_clear(&err);
}

static void
embedded_templates_are_sorted_and_found(void **state)
{
    (void) state;
    for (size_t i = 0; i < template_source_count; i++)
    {
        Error err = {0};
        char *text;

        assert_true(i == 0 || strcmp(template_sources[i - 1].name, template_sources[i].name) < 0);
        text = template_render(NULL, template_sources[i].name, NULL, 0, &err);
        assert_true(text != NULL || strstr(err.message, "there is no template") == NULL);
        mem_free(text);
        error_clear(&err);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_written_in_its_way),
        cmocka_unit_test(strings_comments_and_bodies_are_left_alone),
        cmocka_unit_test(casts_assignments_and_slices_are_no_variables),
        cmocka_unit_test(the_leading_comment_and_outer_blanks_are_left_out),
        cmocka_unit_test(a_literal_does_not_grow_together_with_a_word),
        cmocka_unit_test(a_rendered_body_can_be_passed_as_a_literal),
        cmocka_unit_test(mistakes_are_errors_that_name_the_variable),
        cmocka_unit_test(an_unknown_template_is_an_error),
        cmocka_unit_test(embedded_templates_are_sorted_and_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
