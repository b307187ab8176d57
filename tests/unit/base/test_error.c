/* SPDX-License-Identifier: PostgreSQL */
/*
 * base/error: the first error stays; exit codes; the single rule for retries.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <string.h>

#include "base/error.h"

static void
the_first_error_stays(void **state)
{
    Error err = {0};

    (void) state;
    assert_false(error_is_set(&err));
    assert_false(error_set(&err, ERROR_TIMEOUT, "lock on %s not obtained", "users"));
    assert_false(error_set_code(&err, ERROR_FAILED, "P999", "consequence"));
    assert_int_equal(err.kind, ERROR_TIMEOUT);
    assert_string_equal(err.message, "lock on users not obtained");
    assert_string_equal(err.code, "");
    error_clear(&err);
    assert_false(error_is_set(&err));
    assert_null(err.message);
}

static void
parts_are_replaced_and_the_message_is_prefixed(void **state)
{
    Error err = {0};

    (void) state;
    error_set_code(&err, ERROR_INVALID, "P102", "unknown key \"%s\"", "upp");
    error_detail(&err, "First.");
    error_detail(&err, "%s Second.", err.detail);
    error_hint(&err, "Did you mean \"up\"?");
    error_location(&err, "%s:%d:%d", "a.yaml", 9, 5);
    error_prefix(&err, "plan %s: ", "a");
    assert_string_equal(err.code, "P102");
    assert_string_equal(err.detail, "First. Second.");
    assert_string_equal(err.hint, "Did you mean \"up\"?");
    assert_string_equal(err.location, "a.yaml:9:5");
    assert_string_equal(err.message, "plan a: unknown key \"upp\"");
    error_clear(&err);
}

static void
a_long_code_is_cut_and_terminated(void **state)
{
    Error err = {0};

    (void) state;
    error_set_code(&err, ERROR_INVALID, "P123456789", "x");
    assert_string_equal(err.code, "P123456");
    error_clear(&err);
}

static void
each_kind_has_its_documented_exit_code(void **state)
{
    static const int expected[] = {
        [ERROR_NONE] = 0,    [ERROR_FAILED] = 1,        [ERROR_USAGE] = 2,      [ERROR_INVALID] = 3,
        [ERROR_PENDING] = 4, [ERROR_TIMEOUT] = 5,       [ERROR_CONNECTION] = 6, [ERROR_REFUSED] = 7,
        [ERROR_DRIFT] = 8,   [ERROR_INTERRUPTED] = 130,
    };

    (void) state;
    for (ErrorKind kind = ERROR_NONE; kind <= ERROR_INTERRUPTED; kind++)
    {
        assert_int_equal(error_exit_code(kind), expected[kind]);
    }
    error_note_signal(SIGTERM);
    assert_int_equal(error_exit_code(ERROR_INTERRUPTED), 143);
    error_note_signal(SIGINT);
    assert_int_equal(error_exit_code(ERROR_INTERRUPTED), 130);
}

static bool
is_retryable(const char *sqlstate, const char *message)
{
    Error err = {0};
    bool retryable;

    error_set(&err, ERROR_FAILED, "%s", message);
    memcpy(err.sqlstate, sqlstate, strlen(sqlstate));
    retryable = error_is_retryable(&err);
    error_clear(&err);
    return retryable;
}

static void
only_passing_troubles_are_retryable(void **state)
{
    static const char *const yes[] = {
        "55P03", "40P01", "40001", "08006", "08003", "57P01", "57P02", "57P03",
    };
    static const char *const no[] = {"", "57014", "42P01", "28P01", "XX000", "23505", "55006"};
    Error none = {0};

    (void) state;
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
    {
        assert_true(is_retryable(yes[i], "x"));
    }
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
    {
        assert_false(is_retryable(no[i], "x"));
    }
    assert_true(is_retryable("XX000", "tuple concurrently updated"));
    assert_false(is_retryable("42P01", "tuple concurrently updated"));
    assert_false(error_is_retryable(&none));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_error_stays),
        cmocka_unit_test(parts_are_replaced_and_the_message_is_prefixed),
        cmocka_unit_test(a_long_code_is_cut_and_terminated),
        cmocka_unit_test(each_kind_has_its_documented_exit_code),
        cmocka_unit_test(only_passing_troubles_are_retryable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
