/* SPDX-License-Identifier: PostgreSQL */
/*
 * base/suggest: distance, the limit of a third, ties.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/suggest.h"

static void
assert_nearest(const char *word, const char *const *candidates, size_t count, const char *expected)
{
    void *mem = mem_root("test");
    const char *nearest = suggest_nearest(mem, word, candidates, count);

    if (expected == NULL)
    {
        assert_null(nearest);
    }
    else
    {
        assert_non_null(nearest);
        assert_string_equal(nearest, expected);
    }
    mem_free(mem);
}

static void
distance_counts_edits_and_swapped_neighbours(void **state)
{
    (void) state;
    assert_int_equal(suggest_distance("", ""), 0);
    assert_int_equal(suggest_distance("", "abc"), 3);
    assert_int_equal(suggest_distance("abc", ""), 3);
    assert_int_equal(suggest_distance("kitten", "sitting"), 3);
    assert_int_equal(suggest_distance("fasle", "false"), 1);
    assert_int_equal(suggest_distance("ca", "abc"), 3);
}

static void
the_nearest_candidate_within_a_third_is_named(void **state)
{
    static const char *const keys[] = {"sql", "up", "down", "as", "on_conflict", "allow"};

    (void) state;
    assert_nearest("upp", keys, 6, "\"up\"");
    assert_nearest("on_conflikt", keys, 6, "\"on_conflict\"");
    assert_nearest("template", keys, 6, NULL);
    assert_nearest("x", keys, 6, NULL);
    assert_nearest("upp", keys, 0, NULL);
}

static void
ties_are_all_named_once(void **state)
{
    static const char *const keys[] = {"up", "sup", "cup", "sup"};
    static const char *const two[] = {"minor", "major"};

    (void) state;
    assert_nearest("zup", keys, 4, "\"up\", \"sup\" or \"cup\"");
    assert_nearest("maior", two, 2, "\"major\"");
    assert_nearest("mabor", (const char *const[]){"labor", "major"}, 2, "\"labor\" or \"major\"");
}

static void
the_word_itself_is_no_suggestion(void **state)
{
    static const char *const keys[] = {"up"};

    (void) state;
    assert_nearest("up", keys, 1, NULL);
    assert_nearest("u", (const char *const[]){"x"}, 1, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distance_counts_edits_and_swapped_neighbours),
        cmocka_unit_test(the_nearest_candidate_within_a_third_is_named),
        cmocka_unit_test(ties_are_all_named_once),
        cmocka_unit_test(the_word_itself_is_no_suggestion),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
