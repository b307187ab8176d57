/* SPDX-License-Identifier: PostgreSQL */
/*
 * base/diagnostic: order, form, carets under the right character, and no control characters passed on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/diagnostic.h"
#include "base/mem.h"

static void
one_finding_is_printed_with_source_caret_and_note(void **state)
{
    Diagnostics *found = diagnostics_new(NULL);
    Diagnostic *item = diagnostics_add(found, SEVERITY_ERROR, "P102", "plans/a.yaml", 9, 5,
                                       "unknown key \"%s\" in changes[%d]", "upp", 1);

    (void) state;
    item->width = 3;
    item->source_line = mem_strdup(found->mem, "    upp: |");
    item->caret = mem_strdup(found->mem, "did you mean \"up\"?");
    item->note = mem_strdup(found->mem, "allowed here: sql, up");
    assert_string_equal(diagnostics_format(found, found),
                        "plans/a.yaml:9:5: error[P102]: unknown key \"upp\" in changes[1]\n"
                        "  9 |     upp: |\n"
                        "    |     ^^^ did you mean \"up\"?\n"
                        "note: allowed here: sql, up\n");
    mem_free(found);
}

static void
carets_count_characters_and_repeat_tabs(void **state)
{
    Diagnostics *found = diagnostics_new(NULL);
    Diagnostic *item = diagnostics_add(found, SEVERITY_WARNING, "R1", "a.sql", 1234, 4, "here");

    (void) state;
    item->source_line = mem_strdup(found->mem, "é\t\033x");
    item->help = mem_strdup(found->mem, "write y");
    assert_string_equal(diagnostics_format(found, found), "a.sql:1234:4: warning[R1]: here\n"
                                                          "1234 | é\t?x\n"
                                                          "     |  \t ^\n"
                                                          "help: write y\n");
    mem_free(found);
}

static void
a_finding_of_the_whole_file_has_no_line(void **state)
{
    Diagnostics *found = diagnostics_new(NULL);
    Diagnostic *item = diagnostics_add(found, SEVERITY_NOTE, "", "a\033b", 0, 0, "empty\n");

    (void) state;
    item->caret = mem_strdup(found->mem, "did you mean b?");
    assert_string_equal(diagnostics_format(found, found), "a\\x1bb: note: empty\\x0a\nhelp: did you mean b?\n");
    mem_free(found);
}

static void
a_column_behind_the_end_of_the_line_is_harmless(void **state)
{
    Diagnostics *found = diagnostics_new(NULL);
    Diagnostic *item = diagnostics_add(found, SEVERITY_ERROR, "P1", "a", 1, 5, "x");

    (void) state;
    item->source_line = mem_strdup(found->mem, "ab");
    assert_string_equal(diagnostics_format(found, found), "a:1:5: error[P1]: x\n  1 | ab\n    |     ^\n");
    mem_free(found);
}

static void
findings_are_sorted_by_place_and_stay_in_order_at_one_place(void **state)
{
    Diagnostics *found = diagnostics_new(NULL);
    static const char *const expected[] = {"first", "second", "third", "fourth", "fifth"};

    (void) state;
    diagnostics_add(found, SEVERITY_ERROR, "E", "b", 1, 1, "fifth");
    diagnostics_add(found, SEVERITY_ERROR, "E", "a", 2, 9, "third");
    diagnostics_add(found, SEVERITY_ERROR, "E", "a", 2, 9, "fourth");
    diagnostics_add(found, SEVERITY_ERROR, "E", "a", 2, 1, "second");
    diagnostics_add(found, SEVERITY_ERROR, "E", "a", 1, 7, "first");
    diagnostics_sort(found);
    for (size_t i = 0; i < 5; i++)
    {
        assert_string_equal(found->items[i].message, expected[i]);
    }
    mem_free(found);
}

static void
over_the_maximum_findings_are_counted_not_shown(void **state)
{
    Diagnostics *found = diagnostics_new(NULL);
    char *text;

    (void) state;
    for (size_t i = 0; i < DIAGNOSTICS_MAX + 3; i++)
    {
        Diagnostic *item = diagnostics_add(found, SEVERITY_ERROR, "E", "a", i + 1, 0, "x");

        item->help = mem_strdup(found->mem, "never NULL");
    }
    assert_int_equal(found->count, DIAGNOSTICS_MAX);
    assert_int_equal(found->errors, DIAGNOSTICS_MAX + 3);
    assert_int_equal(found->suppressed, 3);
    text = diagnostics_format(found, found);
    assert_non_null(strstr(text, "3 more are not shown\n"));
    mem_free(found);
}

static void
no_findings_print_nothing(void **state)
{
    Diagnostics *found = diagnostics_new(NULL);

    (void) state;
    assert_string_equal(diagnostics_format(found, found), "");
    mem_free(found);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_finding_is_printed_with_source_caret_and_note),
        cmocka_unit_test(carets_count_characters_and_repeat_tabs),
        cmocka_unit_test(a_finding_of_the_whole_file_has_no_line),
        cmocka_unit_test(a_column_behind_the_end_of_the_line_is_harmless),
        cmocka_unit_test(findings_are_sorted_by_place_and_stay_in_order_at_one_place),
        cmocka_unit_test(over_the_maximum_findings_are_counted_not_shown),
        cmocka_unit_test(no_findings_print_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
