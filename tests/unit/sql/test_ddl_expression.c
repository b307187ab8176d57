/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/ddl: expressions are read, asked, changed and written; what is written reads back as the same tree.
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

/* Each reads back as itself, also where the library's own writer forgets parentheses. */
static const char *const expressions[] = {
    "a",
    "\"Weird\"\"Name\"",
    "\"select\"",
    "größe",
    "customer.phone",
    "shop.customer.phone",
    "1",
    "-1",
    "1.5e10",
    "10000000000",
    "NULL",
    "true",
    "'it''s'",
    "E'a\\nb\\\\c'",
    "$$text$$",
    "B'101'",
    "X'1F'",
    "U&'\\0041'",
    "a + b * c - d",
    "(a + b) * c",
    "a - (b - c)",
    "-a ^ 2",
    "-(a ^ 2)",
    "2 ^ (3 ^ 4)",
    "- - a",
    "a = (b = c)",
    "(a = b) = c",
    "a OR b AND c",
    "(a OR b) AND c",
    "NOT (a OR b)",
    "(NOT a) = b",
    "(a AND b)::text",
    "(NOT a)::text",
    "(a IS NULL)::text",
    "(a IS NULL) IS NULL",
    "(a IS TRUE) = b",
    "(a = b) IS NOT UNKNOWN",
    "(NOT a) IS NULL",
    "a::int::text",
    "CAST(a AS numeric(10, 2))",
    "(a || b)::varchar(20)",
    "(-1)::text",
    "- 1::text",
    "'2020-01-01'::date",
    "date '2020-01-01'",
    "interval '1 day' * 2",
    "interval '1' day",
    "a::timestamp(3) with time zone",
    "a::bit varying(4)",
    "a::\"Weird Type\"[]",
    "ARRAY[1, 2, a]",
    "ARRAY[]::text[]",
    "ARRAY[[1, 2], [3, 4]]",
    "(ARRAY[1, 2])[1]",
    "a[1]",
    "a[1:2]",
    "(a || b)[1]",
    "(a::text[])[1]",
    "(CASE WHEN a THEN b END)[1]",
    "(address).city",
    "(address).location.x",
    "(f(a)).x",
    "ROW(a, b)",
    "(a, b) = (c, d)",
    "(a, b) OVERLAPS (c, d)",
    "ROW()",
    "(ROW(a, b)).f1",
    "a IN (1, 2, b)",
    "a NOT IN (1)",
    "(a IN (1, 2)) = b",
    "a = ANY(b)",
    "a <> ALL(ARRAY[1, 2])",
    "a LIKE ANY(ARRAY['x'])",
    "a LIKE 'x%'",
    "a NOT LIKE 'x' ESCAPE '#'",
    "a ILIKE b || '%'",
    "a || b LIKE c",
    "a SIMILAR TO 'x|y'",
    "a SIMILAR TO 'x' ESCAPE '#'",
    "a ~ '^x'",
    "a BETWEEN 1 AND 2",
    "a NOT BETWEEN SYMMETRIC 2 AND 1",
    "a BETWEEN (b AND c) AND d",
    "(a BETWEEN 1 AND 2) = b",
    "a COLLATE \"C\"",
    "(a || b) COLLATE \"de_DE\"",
    "(a COLLATE \"C\") < b",
    "a AT TIME ZONE 'UTC'",
    "(a AT TIME ZONE 'UTC')::date",
    "(a + b) AT TIME ZONE 'x'",
    "a + b AT TIME ZONE 'x'",
    "a AT TIME ZONE (b || c)",
    "(a < b) AT TIME ZONE 'x'",
    "(a AT TIME ZONE 'x') AT TIME ZONE 'y'",
    "COALESCE(a, b, '')",
    "NULLIF(a, '')",
    "NULLIF(a, b)::text",
    "GREATEST(a, b)",
    "LEAST(a, b)",
    "a IS DISTINCT FROM b",
    "a IS NOT DISTINCT FROM b",
    "a -> 'x' ->> 'y'",
    "a #>> '{a,b}'",
    "a @> '{}'::jsonb",
    "a ? 'x'",
    "a ?| ARRAY['x']",
    "a -> (b || c)",
    "(a ->> 'n')::int + 1",
    "substring(a from 1 for 2)",
    "substring(a from 'x')",
    "substring(a similar 'x' escape '#')",
    "substring(a, 1, 2)",
    "overlay(a placing 'x' from 1 for 2)",
    "position('x' in a)",
    "trim(both 'x' from a)",
    "trim(a)",
    "ltrim(a)",
    "extract(year from a)",
    "normalize(a, NFC)",
    "a IS NORMALIZED",
    "CASE WHEN a IS NULL THEN b ELSE c END",
    "CASE a WHEN 1 THEN 'x' WHEN 2 THEN 'y' END",
    "CASE WHEN a THEN CASE WHEN b THEN c END END",
    "f(a => 1)",
    "f(a, b => 2)",
    "format('%s', VARIADIC a)",
    "pg_catalog.lower(a)",
    "shop.normalise(a)",
    "a OPERATOR(pg_catalog.+) b",
    "a OPERATOR(shop.~~~) b",
    "current_date",
    "current_timestamp(3)",
    "current_user",
    "xmlforest(a, b AS c)",
    "xmlelement(name x, a)",
    "xmlserialize(content a as text)",
    "a IS DOCUMENT",
    "split_part(name, ' ', 1)",
    "replace(phone, '+', '')::bigint",
    "'+' || phone_number",
    "!!a",
    "a::char",
    "a::\"char\"",
    "collation for (a)",
};

static const SqlExpression *
parse(const char *text)
{
    Error err = {0};
    const SqlExpression *expression = ddl_parse_expression(mem, text, &err);

    if (expression == NULL)
    {
        fail_msg("%s: %s", text, err.message);
    }
    return expression;
}

static const char *
render(const SqlExpression *expression, const char *qualifier, const char *from, const char *to)
{
    Error err = {0};
    ColumnRename rename = {from, to};
    const char *text = ddl_expression_render(mem, expression, qualifier, &rename, from == NULL ? 0 : 1, &err);

    if (text == NULL)
    {
        fail_msg("%s", err.message);
    }
    return text;
}

static void
what_is_written_reads_back_as_the_same_expression(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(expressions) / sizeof(expressions[0]); i++)
    {
        const SqlExpression *expression = parse(expressions[i]);
        const char *text = render(expression, NULL, NULL, NULL);
        const SqlExpression *again = parse(text);

        if (strchr(expressions[i], '.') == NULL && !ddl_expression_equal(expression, again))
        {
            fail_msg("%s was written as %s", expressions[i], text);
        }
        assert_string_equal(text, render(again, NULL, NULL, NULL));
        render(expression, "NEW", "a", "größer \"x\"");
    }
}

static void
only_one_whole_expression_is_accepted(void **state)
{
    static const char *const not_one[] = {
        "",
        "a, b",
        "*",
        "SELECT 1",
        "a) FROM x; DROP TABLE y --",
        "1); DROP TABLE y; SELECT (1",
        "1) UNION (SELECT 2",
        "1) FROM (SELECT 1",
        "1) AS (b",
        "1), (2",
        "a AS b",
        "a; b",
        "a /*",
        "a'",
        "a)",
        "(a",
        "a) INTO x FROM (y",
        "a) LIMIT (1",
        "a) ORDER BY (b",
        "a) FOR UPDATE OF b; SELECT (1",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(not_one) / sizeof(not_one[0]); i++)
    {
        Error err = {0};

        if (ddl_parse_expression(mem, not_one[i], &err) != NULL)
        {
            fail_msg("accepted: %s", not_one[i]);
        }
        assert_int_equal(err.kind, ERROR_INVALID);
        assert_string_equal(err.code, "P201");
        error_clear(&err);
    }
    parse("(a, b)");
    parse("(SELECT 1)");
    parse("a -- a comment to the end");
    parse("/* x */ a");
}

static void
columns_are_listed_sorted_and_once(void **state)
{
    const char *const *columns =
        ddl_expression_columns(mem, parse("b || a || customer.\"Z\" || f(c => a, d => (e).x) || 'g' || g[h]"));
    static const char *const expected[] = {"Z", "a", "b", "e", "g", "h"};

    (void) state;
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
    {
        assert_non_null(columns[i]);
        assert_string_equal(columns[i], expected[i]);
    }
    assert_null(columns[sizeof(expected) / sizeof(expected[0])]);
    assert_null(ddl_expression_columns(mem, parse("1"))[0]);
}

static void
uses_tell_qualifier_and_byte_offset(void **state)
{
    size_t count;
    ColumnUse *uses = ddl_expression_uses(mem, parse("'é' || a || c.b || s.c.d"), &count);

    (void) state;
    assert_int_equal(count, 3);
    assert_string_equal(uses[0].column, "a");
    assert_null(uses[0].qualifier);
    assert_int_equal(uses[0].offset, 8);
    assert_string_equal(uses[1].column, "b");
    assert_string_equal(uses[1].qualifier, "c");
    assert_int_equal(uses[1].offset, 13);
    assert_string_equal(uses[2].qualifier, "s.c");
    ddl_expression_uses(mem, parse("1"), &count);
    assert_int_equal(count, 0);
}

static void
rendering_renames_and_qualifies_columns_only(void **state)
{
    (void) state;
    assert_string_equal(render(parse("lower(phone) || 'phone' || f(phone => 1)"), NULL, "phone", "order"),
                        "(lower(\"order\") || 'phone') || f(phone := 1)");
    assert_string_equal(render(parse("phone"), "NEW", "phone", "phone_number"), "new.phone_number");
    assert_string_equal(render(parse("customer.phone"), "old", NULL, NULL), "old.phone");
    assert_string_equal(render(parse("customer.phone"), NULL, NULL, NULL), "phone");
    assert_string_equal(render(parse("c.phone"), "Customer", NULL, NULL), "\"Customer\".phone");
    assert_string_equal(render(parse("(address).city"), "new", "address", "home"), "(new.home).city");
    assert_string_equal(render(parse("tags[i]"), "new", NULL, NULL), "new.tags[new.i]");
    assert_string_equal(render(parse("row_to_json(customer.*)"), "NEW", NULL, NULL), "row_to_json(new.*)");
    assert_string_equal(render(parse("(a AT TIME ZONE 'UTC')::date"), "NEW", NULL, NULL),
                        "(new.a AT TIME ZONE 'UTC')::date");
    assert_string_equal(render(parse("a IS NULL"), "NEW", "a", "Weird\"Name"), "new.\"Weird\"\"Name\" IS NULL");
}

static void
an_xml_element_keeps_the_name_that_it_took_from_a_column(void **state)
{
    (void) state;
    assert_string_equal(render(parse("xmlforest(phone)"), "new", "phone", "tel"), "xmlforest(new.tel AS phone)");
}

static void
a_subquery_is_not_rendered(void **state)
{
    Error err = {0};

    (void) state;
    assert_null(ddl_expression_render(mem, parse("(SELECT max(a) FROM t)"), "new", NULL, 0, &err));
    assert_non_null(strstr(err.message, "subquery"));
    error_clear(&err);
}

static void
two_renames_swap_names(void **state)
{
    static const ColumnRename swap[] = {{"a", "b"}, {"b", "a"}};
    Error err = {0};

    (void) state;
    assert_string_equal(ddl_expression_render(mem, parse("a - b"), NULL, swap, 2, &err), "b - a");
}

static void
equality_ignores_blanks_and_comments_only(void **state)
{
    (void) state;
    assert_true(ddl_expression_equal(parse("a+1"), parse(" ( a /* x */ + \n 1 )")));
    assert_false(ddl_expression_equal(parse("a+1"), parse("a+2")));
    assert_false(ddl_expression_equal(parse("a"), parse("\"A\"")));
    assert_true(ddl_expression_equal(NULL, NULL));
    assert_false(ddl_expression_equal(parse("a"), NULL));
    assert_false(ddl_expression_equal(NULL, parse("a")));
}

static bool
has_name(const char *text, NameClass name_class, const char *name)
{
    size_t count;
    NameUse *uses = ddl_expression_names(mem, parse(text), &count);

    for (size_t i = 0; i < count; i++)
    {
        if (uses[i].name_class == name_class && strcmp(uses[i].name, name) == 0)
        {
            return true;
        }
    }
    return false;
}

static void
unqualified_names_are_found(void **state)
{
    size_t count;
    NameUse *uses = ddl_expression_names(mem, parse("a + lower(b)"), &count);

    (void) state;
    assert_int_equal(count, 2);
    assert_string_equal(uses[0].name, "+");
    assert_int_equal(uses[0].offset, 2);
    assert_string_equal(uses[1].name, "lower");
    assert_int_equal(uses[1].offset, 4);
    assert_true(has_name("a::citext", NAME_TYPE, "citext"));
    assert_true(has_name("a::text", NAME_TYPE, "text"));
    assert_false(has_name("a::bigint", NAME_TYPE, "int8"));
    assert_true(has_name("a COLLATE \"C\"", NAME_COLLATION, "C"));
    assert_true(has_name("a LIKE 'x'", NAME_OPERATOR, "~~"));
    assert_true(has_name("a NOT ILIKE 'x'", NAME_OPERATOR, "!~~*"));
    assert_true(has_name("a = ANY(b)", NAME_OPERATOR, "="));
    assert_false(has_name("a IN (1)", NAME_OPERATOR, "="));
    assert_false(has_name("pg_catalog.lower(a) OPERATOR(s.+) 1", NAME_FUNCTION, "lower"));
    assert_false(has_name("extract(year from a)", NAME_FUNCTION, "extract"));
    ddl_expression_names(mem, parse("pg_catalog.lower(a) OPERATOR(s.+) 1"), &count);
    assert_int_equal(count, 0);
}

static const char *
qualified(const char *text, NameClass name_class, const char *name, const char *schema)
{
    return render(ddl_expression_qualify(mem, parse(text), name_class, name, schema), NULL, NULL, NULL);
}

static void
names_are_qualified(void **state)
{
    (void) state;
    assert_string_equal(qualified("lower(a) || f(a)", NAME_FUNCTION, "lower", "pg_catalog"),
                        "pg_catalog.lower(a) || f(a)");
    assert_string_equal(qualified("substring(a, 1)", NAME_FUNCTION, "substring", "pg_catalog"),
                        "pg_catalog.\"substring\"(a, 1)");
    assert_string_equal(qualified("substring(a, 1)", NAME_FUNCTION, "substring", "Odd Schema"),
                        "\"Odd Schema\".\"substring\"(a, 1)");
    assert_string_equal(qualified("a::citext", NAME_TYPE, "citext", "shop"), "a::shop.citext");
    assert_string_equal(qualified("a + b + c", NAME_OPERATOR, "+", "pg_catalog"),
                        "(a OPERATOR(pg_catalog.+) b) OPERATOR(pg_catalog.+) c");
    assert_string_equal(qualified("a = ANY(b)", NAME_OPERATOR, "=", "pg_catalog"), "a OPERATOR(pg_catalog.=) ANY(b)");
    assert_string_equal(qualified("a LIKE 'x%'", NAME_OPERATOR, "~~", "pg_catalog"), "a OPERATOR(pg_catalog.~~) 'x%'");
    assert_string_equal(qualified("a COLLATE \"C\"", NAME_COLLATION, "C", "pg_catalog"), "a COLLATE pg_catalog.\"C\"");
    assert_string_equal(qualified("lower(a)", NAME_TYPE, "lower", "x"), "lower(a)");
    assert_string_equal(qualified("-a", NAME_OPERATOR, "-", "pg_catalog"), "OPERATOR(pg_catalog.-) a");
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
        TEST(what_is_written_reads_back_as_the_same_expression),
        TEST(only_one_whole_expression_is_accepted),
        TEST(columns_are_listed_sorted_and_once),
        TEST(uses_tell_qualifier_and_byte_offset),
        TEST(rendering_renames_and_qualifies_columns_only),
        TEST(an_xml_element_keeps_the_name_that_it_took_from_a_column),
        TEST(a_subquery_is_not_rendered),
        TEST(two_renames_swap_names),

        TEST(equality_ignores_blanks_and_comments_only),
        TEST(unqualified_names_are_found),
        TEST(names_are_qualified),
    };

    return cmocka_run_group_tests(tests, NULL, leave);
}
