/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/ddl: what does not parse is told with its place and, where it can be guessed, with what was meant.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/mem.h"
#include "sql/ddl.h"

static void *mem;

static void
a_syntax_error_tells_place_token_and_what_was_meant(void **state)
{
    static const struct
    {
        const char *text;
        size_t offset;
        const char *token;
        const char *hint;
    } rows[] = {
        {"ALTER TALBE t ADD a int", 6, "TALBE", "did you mean TABLE?"},
        {"SELECT 'é';\nALTER TALBE t ADD a int", 19, "TALBE", "did you mean TABLE?"},
        {"UPDTE t SET a = 1", 0, "UPDTE", "did you mean UPDATE?"},
        {"ALTER TABLE t ADD COLUM a int", 26, "int", "did you mean COLUMN?"},
        {"ALTER TABLE t AD a int", 14, "AD", "did you mean ADD?"},
        {"ALTER TABLE t", 13, "", NULL},
        {"ALTER TABLE t ADD a text DEFAULT 'x", 33, "'x", NULL},
        {"ALTER TABLE t ADD )", 18, ")", NULL},
        {"ALTER TABLE t ADD a int GENERATED ALWAYS AS (b) VIRTUAL", 48, "VIRTUAL", "VIRTUAL"},
        {"ALTER TABLE t ADD CHECK (a > 0) NOT ENFORCED", 36, "ENFORCED", "NOT ENFORCED"},
        {"ALTER TABLE t ADD CONSTRAINT c NOT NULL a", 31, "NOT", "NOT NULL as a table constraint"},
        {"ALTER TABLE t ALTER a SET EXPRESSION AS (b)", 26, "EXPRESSION", "SET EXPRESSION"},
        {"UPDATE t SET a = 1_000", 17, "1_000", "underscores"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        Error err = {0};
        DdlErrorPlace place = {0};
        DdlScript *script;

        assert_false(ddl_parse(mem, rows[i].text, &script, &place, &err));
        assert_null(script);
        assert_int_equal(err.kind, ERROR_INVALID);
        assert_string_equal(err.code, "P201");
        assert_int_equal(place.offset, rows[i].offset);
        assert_string_equal(place.token, rows[i].token);
        if (rows[i].hint == NULL)
        {
            assert_null(err.hint);
        }
        else
        {
            assert_non_null(err.hint);
            assert_non_null(strstr(err.hint, rows[i].hint));
        }
        error_clear(&err);
    }
}

static void
newer_syntax_is_not_called_a_mistake(void **state)
{
    Error err = {0};
    DdlErrorPlace place;
    DdlScript *script;

    (void) state;
    assert_false(ddl_parse(mem, "ALTER TABLE t ADD a int GENERATED ALWAYS AS (b) VIRTUAL", &script, &place, &err));
    assert_non_null(strstr(err.hint, "speaks PostgreSQL 15's grammar"));
    error_clear(&err);
}

static void
nesting_too_deep_is_an_error_and_not_a_crash(void **state)
{
    char *text = mem_strdup(mem, "ALTER TABLE t ADD CHECK (");
    Error err = {0};
    DdlErrorPlace place;
    DdlScript *script;

    (void) state;
    for (int i = 0; i < 5000; i++)
    {
        mem_append(&text, "a+");
    }
    mem_append(&text, "a > 0)");
    assert_false(ddl_parse(mem, text, &script, &place, &err));
    assert_non_null(strstr(err.message, "nested too deeply"));
    error_clear(&err);
}

static int
make_mem(void **state)
{
    (void) state;
    mem = mem_root("test");
    return 0;
}

static int
free_mem(void **state)
{
    (void) state;
    mem_free(mem);
    return 0;
}

static int
leave(void **state)
{
    (void) state;
    ddl_exit();
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_mem, free_mem)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_syntax_error_tells_place_token_and_what_was_meant),
        TEST(newer_syntax_is_not_called_a_mistake),
        TEST(nesting_too_deep_is_an_error_and_not_a_crash),
    };

    return cmocka_run_group_tests(tests, NULL, leave);
}
