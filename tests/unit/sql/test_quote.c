/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/quote: names and literals as the server reads them, names under 63 bytes, scripts in statements.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/mem.h"
#include "sql/quote.h"

typedef struct QuoteCase
{
    const char *text;
    const char *expected;
} QuoteCase;

static const QuoteCase name_cases[] = {
    {"users", "users"},
    {"_a1$", "_a1$"},
    {"name", "name"},                   /* unreserved */
    {"order", "\"order\""},             /* reserved */
    {"between", "\"between\""},         /* column name keyword */
    {"left", "\"left\""},               /* type or function name keyword */
    {"system_user", "\"system_user\""}, /* reserved since PostgreSQL 16 */
    {"Users", "\"Users\""},
    {"1a", "\"1a\""},
    {"a b", "\"a b\""},
    {"a-b", "\"a-b\""},
    {"größe", "\"größe\""},
    {"we\"ird", "\"we\"\"ird\""},
    {"\"", "\"\"\"\""},
    {"a;drop", "\"a;drop\""},
    {"", "\"\""},
};

static const QuoteCase literal_cases[] = {
    {"", "''"}, {"plain", "'plain'"}, {"O'Re\\il", "E'O''Re\\\\il'"}, {"it's", "'it''s'"}, {"$$ : \n", "'$$ : \n'"},
};

static void
a_name_is_bare_only_where_it_reads_back_the_same(void **state)
{
    void *mem = mem_root("test");

    (void) state;
    for (size_t i = 0; i < sizeof(name_cases) / sizeof(name_cases[0]); i++)
    {
        assert_string_equal(quote_name(mem, name_cases[i].text), name_cases[i].expected);
    }
    mem_free(mem);
}

static void
a_literal_is_right_for_any_standard_conforming_strings(void **state)
{
    void *mem = mem_root("test");

    (void) state;
    for (size_t i = 0; i < sizeof(literal_cases) / sizeof(literal_cases[0]); i++)
    {
        assert_string_equal(quote_literal(mem, literal_cases[i].text), literal_cases[i].expected);
    }
    mem_free(mem);
}

static void
a_qualified_name_quotes_each_part(void **state)
{
    void *mem = mem_root("test");

    (void) state;
    assert_string_equal(quote_qualified_name(mem, (QualifiedName){"public", "order"}), "public.\"order\"");
    assert_string_equal(quote_qualified_name(mem, (QualifiedName){NULL, "users"}), "users");
    mem_free(mem);
}

static void
a_hash_is_stable_and_depends_on_all_of_the_text(void **state)
{
    void *mem = mem_root("test");

    (void) state;
    /* Objects in databases carry these: the function may never change. */
    assert_string_equal(quote_hash(mem, ""), "efd01f60ba992926");
    assert_string_equal(quote_hash(mem, "public.users"), "da16e8c13fe0653c");
    assert_string_not_equal(quote_hash(mem, "a"), quote_hash(mem, "b"));
    mem_free(mem);
}

static void
a_short_name_has_at_most_63_bytes_and_whole_characters(void **state)
{
    void *mem = mem_root("test");
    const char *wide = "ééééééééééééééééééééééééééééééééééééééé";
    char *name = quote_short_name(mem, "bellows_xy_", wide, "key");

    (void) state;
    assert_true(strlen(name) <= 63);
    assert_int_equal(strlen(name), 62); /* 11 + 2 × 21, then 9: half an é would not have fitted */
    assert_string_not_equal(name, quote_short_name(mem, "bellows_xy_", wide, "other key"));
    name = quote_short_name(mem, "p_", "users", "key");
    assert_int_equal(strncmp(name, "p_users_", 8), 0);
    assert_int_equal(strlen(name), 16);
    assert_int_equal(strspn(name + 8, "0123456789abcdef"), 8);
    mem_free(mem);
}

static void
assert_split(const char *script, const char *const *expected)
{
    void *mem = mem_root("test");
    Error err = {0};
    size_t count;
    ScriptStatement *statements = quote_split(mem, script, &count, &err);

    assert_non_null(statements);
    for (size_t i = 0; i < count; i++)
    {
        assert_non_null(expected[i]);
        assert_string_equal(mem_strndup(mem, script + statements[i].offset, statements[i].length), expected[i]);
    }
    assert_null(expected[count]);
    mem_free(mem);
}

static void
a_script_is_split_at_its_semicolons(void **state)
{
    (void) state;
    assert_split("", (const char *const[]){NULL});
    assert_split(" ; /* ; */ ;\n-- x", (const char *const[]){NULL});
    assert_split("a", (const char *const[]){"a", NULL});
    assert_split("-- first;\nSELECT ';' ; /* ; */ SELECT $x$ ; $x$ -- end\n",
                 (const char *const[]){"SELECT ';'", "SELECT $x$ ; $x$", NULL});
    assert_split("not even sql ( ; ) ; b", (const char *const[]){"not even sql ( ; )", "b", NULL});
    assert_split("SELECT U&\"d!0061t\" ; b", (const char *const[]){"SELECT U&\"d!0061t\"", "b", NULL});
    assert_split("SELECT 1 FROM U&\"a\"", (const char *const[]){"SELECT 1 FROM U&\"a\"", NULL});
    assert_split("SELECT 'é' ; b", (const char *const[]){"SELECT 'é'", "b", NULL});
}

static void
the_body_of_an_sql_function_is_not_split(void **state)
{
    static const char function[] = "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC\n"
                                   "SELECT CASE WHEN true THEN 1 END; SELECT 2; END";
    void *mem = mem_root("test");

    (void) state;
    assert_split(mem_printf(mem, "%s; BEGIN; COMMIT", function),
                 (const char *const[]){function, "BEGIN", "COMMIT", NULL});
    mem_free(mem);
}

static void
a_literal_that_does_not_end_is_an_error_with_its_place(void **state)
{
    Error err = {0};
    size_t count = 1;

    (void) state;
    assert_null(quote_split(NULL, "SELECT 1;\n  é 'abc", &count, &err));
    assert_int_equal(count, 0);
    assert_int_equal(err.kind, ERROR_INVALID);
    assert_string_equal(err.location, "2:5");
    assert_non_null(strstr(err.message, "unterminated quoted string"));
    error_clear(&err);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_bare_only_where_it_reads_back_the_same),
        cmocka_unit_test(a_literal_is_right_for_any_standard_conforming_strings),
        cmocka_unit_test(a_qualified_name_quotes_each_part),
        cmocka_unit_test(a_hash_is_stable_and_depends_on_all_of_the_text),
        cmocka_unit_test(a_short_name_has_at_most_63_bytes_and_whole_characters),
        cmocka_unit_test(a_script_is_split_at_its_semicolons),
        cmocka_unit_test(the_body_of_an_sql_function_is_not_split),
        cmocka_unit_test(a_literal_that_does_not_end_is_an_error_with_its_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
