/* SPDX-License-Identifier: PostgreSQL */
/*
 * base/text: PostgreSQL's idea of valid UTF-8, and texts that are safe to show.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/text.h"

static void
characters_have_one_to_four_bytes(void **state)
{
    (void) state;
    assert_int_equal(text_char_bytes("a"), 1);
    assert_int_equal(text_char_bytes("é"), 2);
    assert_int_equal(text_char_bytes("€"), 3);
    assert_int_equal(text_char_bytes("😀"), 4);
}

static void
what_postgresql_refuses_is_not_a_character(void **state)
{
    static const char *const broken[] = {
        "\x80", "\xc0\x80", "\xc3", "\xe2\x82", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
    {
        assert_int_equal(text_char_bytes(broken[i]), 0);
    }
}

static void
length_counts_characters(void **state)
{
    (void) state;
    assert_int_equal(text_length(""), 0);
    assert_int_equal(text_length("naïve €"), 7);
    assert_int_equal(text_length("a\xff"), 2);
}

static void
clipping_never_halves_a_character(void **state)
{
    (void) state;
    assert_int_equal(text_clip("aé", 3), 3);
    assert_int_equal(text_clip("aé", 2), 1);
    assert_int_equal(text_clip("😀", 3), 0);
    assert_int_equal(text_clip("abc", 10), 3);
}

static void
control_characters_are_shown_in_hexadecimal(void **state)
{
    void *mem = mem_root("test");

    (void) state;
    assert_string_equal(text_printable(mem, "a\033[2Jb\177", ""), "a\\x1b[2Jb\\x7f");
    assert_string_equal(text_printable(mem,
                                       "\xc2\x9b"
                                       "2J é",
                                       ""),
                        "\\xc2\\x9b2J é");
    assert_string_equal(text_printable(mem, "\xff", ""), "\\xff");
    assert_string_equal(text_printable(mem, "a\nb\tc", "\t"), "a\\x0ab\tc");
    mem_free(mem);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_have_one_to_four_bytes),
        cmocka_unit_test(what_postgresql_refuses_is_not_a_character),
        cmocka_unit_test(length_counts_characters),
        cmocka_unit_test(clipping_never_halves_a_character),
        cmocka_unit_test(control_characters_are_shown_in_hexadecimal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
