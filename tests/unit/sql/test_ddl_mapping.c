/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/ddl: the UPDATE of `up` and `down` becomes one expression per column, or an error that says why not.
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

static Mapping *
read(const char *text)
{
    Error err = {0};
    DdlErrorPlace place = {0};
    MappingProblem problem;
    Mapping *mapping;

    if (!ddl_parse_mapping(mem, text, &mapping, &problem, &place, &err))
    {
        fail_msg("%s: %s", text, err.message);
    }
    return mapping;
}

static const char *
value(const Mapping *mapping, size_t index)
{
    Error err = {0};

    return ddl_expression_render(mem, mapping->assignments[index].value, "NEW", NULL, 0, &err);
}

static void
refused(const char *text, MappingProblem problem, const char *code, const char *token)
{
    Error err = {0};
    DdlErrorPlace place = {0};
    MappingProblem found;
    Mapping *mapping;

    if (ddl_parse_mapping(mem, text, &mapping, &found, &place, &err))
    {
        fail_msg("accepted: %s", text);
    }
    assert_null(mapping);
    if (found != problem || strcmp(err.code, code) != 0 || strcmp(place.token, token) != 0)
    {
        fail_msg("%s: problem %d, %s, \"%s\": %s", text, (int) found, err.code, place.token, err.message);
    }
    assert_memory_equal(text + place.offset, token, strlen(token));
    assert_int_equal(err.kind, ERROR_INVALID);
    error_clear(&err);
}

static void
an_update_becomes_expressions(void **state)
{
    const char *text = "UPDATE shop.customer SET phone_number = replace(phone, '+', '')::bigint, \"A b\" = 1;";
    Mapping *mapping = read(text);

    (void) state;
    assert_string_equal(mapping->table.schema, "shop");
    assert_string_equal(mapping->table.name, "customer");
    assert_null(mapping->alias);
    assert_int_equal(mapping->count, 2);
    assert_string_equal(mapping->assignments[0].column, "phone_number");
    assert_int_equal(mapping->assignments[0].offset, strstr(text, "phone_number") - text);
    assert_string_equal(mapping->assignments[1].column, "A b");
    assert_string_equal(value(mapping, 0), "replace(new.phone, '+', '')::bigint");
    assert_string_equal(value(mapping, 1), "1");
}

static void
a_row_of_columns_is_taken_apart(void **state)
{
    Mapping *mapping = read("UPDATE t SET (a, b) = (x || 'y', lower(z)), c = 1, (d) = ROW(e)");

    (void) state;
    assert_int_equal(mapping->count, 4);
    assert_string_equal(mapping->assignments[0].column, "a");
    assert_string_equal(value(mapping, 0), "new.x || 'y'");
    assert_string_equal(mapping->assignments[1].column, "b");
    assert_string_equal(value(mapping, 1), "lower(new.z)");
    assert_string_equal(mapping->assignments[3].column, "d");
    assert_string_equal(value(mapping, 3), "new.e");
}

static void
several_updates_of_one_table_are_one_mapping(void **state)
{
    Mapping *mapping = read("UPDATE t SET a = b; -- and\nUPDATE t AS x SET c = x.d WHERE x.d > 0 AND e IS NULL;");

    (void) state;
    assert_int_equal(mapping->count, 2);
    assert_string_equal(value(mapping, 0), "new.b");
    assert_string_equal(value(mapping, 1), "CASE WHEN new.d > 0 AND new.e IS NULL THEN new.d END");
    refused("UPDATE t SET a = b; UPDATE u SET c = d", MAPPING_NOT_UPDATE, "P202", "UPDATE");
    refused("UPDATE t SET a = b; UPDATE s.t SET c = d", MAPPING_NOT_UPDATE, "P202", "UPDATE");
}

static void
qualifiers_must_mean_the_table(void **state)
{
    (void) state;
    assert_string_equal(value(read("UPDATE s.t SET a = t.b || s.t.c || d"), 0), "(new.b || new.c) || new.d");
    assert_string_equal(value(read("UPDATE t AS x SET a = x.b"), 0), "new.b");
    assert_string_equal(read("UPDATE t AS x SET a = x.b")->alias, "x");
    assert_string_equal(value(read("UPDATE name SET a = name"), 0), "new.name");
    refused("UPDATE t AS x SET a = t.b", MAPPING_NOT_ROW_LOCAL, "P206", "t.b");
    refused("UPDATE t SET a = old.b", MAPPING_NOT_ROW_LOCAL, "P206", "old.b");
    refused("UPDATE s.t SET a = other.t.b", MAPPING_NOT_ROW_LOCAL, "P206", "other.t.b");
    refused("UPDATE t SET a = row_to_json(t.*)", MAPPING_NOT_ROW_LOCAL, "P206", "t.*");
}

static void
what_needs_more_than_the_row_is_refused(void **state)
{
    (void) state;
    refused("UPDATE t SET a = (SELECT 1)", MAPPING_NOT_ROW_LOCAL, "P206", "");
    refused("UPDATE t SET a = EXISTS (SELECT 1)", MAPPING_NOT_ROW_LOCAL, "P206", "EXISTS");
    refused("UPDATE t SET a = b WHERE c IN (SELECT 1)", MAPPING_NOT_ROW_LOCAL, "P206", "IN");
    refused("UPDATE t SET (a, b) = (SELECT 1, 2)", MAPPING_NOT_ROW_LOCAL, "P206", "a");
    refused("UPDATE t SET a = u.b FROM u", MAPPING_NOT_ROW_LOCAL, "P206", "UPDATE");
    refused("UPDATE t SET a = b RETURNING a", MAPPING_NOT_ROW_LOCAL, "P206", "UPDATE");
    refused("WITH u AS (SELECT 1) UPDATE t SET a = b", MAPPING_NOT_ROW_LOCAL, "P206", "WITH");
    refused("UPDATE t SET a = max(b)", MAPPING_NOT_ROW_LOCAL, "P206", "max");
    refused("UPDATE t SET a = pg_catalog.count(*)", MAPPING_NOT_ROW_LOCAL, "P206", "pg_catalog.count");
    refused("UPDATE t SET a = f(DISTINCT b)", MAPPING_NOT_ROW_LOCAL, "P206", "f");
    refused("UPDATE t SET a = rank() OVER ()", MAPPING_NOT_ROW_LOCAL, "P206", "rank");
    refused("UPDATE t SET a = $1", MAPPING_NOT_ROW_LOCAL, "P206", "$1");
    refused("UPDATE t SET a = DEFAULT", MAPPING_NOT_ROW_LOCAL, "P206", "DEFAULT");
    refused("UPDATE t SET a = b WHERE CURRENT OF c", MAPPING_NOT_ROW_LOCAL, "P206", "UPDATE");
    assert_string_equal(value(read("UPDATE t SET a = greatest(b, shop.max(c))"), 0),
                        "GREATEST(new.b, shop.max(new.c))");
}

static void
other_texts_are_not_updates(void **state)
{
    (void) state;
    refused("SELECT 1", MAPPING_NOT_UPDATE, "P202", "SELECT");
    refused("/* x */ ALTER TABLE t ADD a int", MAPPING_NOT_UPDATE, "P202", "ALTER");
    refused("UPDATE t SET a = 1; DROP TABLE t", MAPPING_NOT_UPDATE, "P202", "DROP");
    refused("", MAPPING_NOT_UPDATE, "P202", "");
    refused("-- nothing", MAPPING_NOT_UPDATE, "P202", "--");
    refused("a = b + 1", MAPPING_NOT_UPDATE, "P202", "a");
    refused("a = b", MAPPING_NOT_UPDATE, "P202", "a");
    refused("replace(a, 'x', '')", MAPPING_NOT_UPDATE, "P202", "replace");
    refused("'N/A'", MAPPING_NOT_UPDATE, "P202", "'N/A'");
    refused("UPDATE t SET a = 1, a = 2", MAPPING_NOT_UPDATE, "P202", "a");
    refused("UPDATE t SET a[1] = 1", MAPPING_NOT_UPDATE, "P202", "a");
    refused("UPDATE t SET a.b = 1", MAPPING_NOT_UPDATE, "P202", "a.b");
}

static void
a_text_that_lost_its_quotes_is_recognised(void **state)
{
    Error err = {0};
    DdlErrorPlace place;
    MappingProblem problem;
    Mapping *mapping;

    (void) state;
    refused("  N/A", MAPPING_BARE_COLUMN, "P203", "N/A");
    refused("unknown", MAPPING_BARE_COLUMN, "P203", "unknown");
    refused("a-b-c", MAPPING_BARE_COLUMN, "P203", "a-b-c");
    assert_false(ddl_parse_mapping(mem, "N/A", &mapping, &problem, &place, &err));
    assert_string_equal(err.message, "N/A is two columns, n divided by a; the SQL quotes are missing (YAML removes an "
                                     "outer pair)");
    error_clear(&err);
}

static void
what_does_not_parse_is_a_syntax_error(void **state)
{
    (void) state;
    refused("UPDATE t SET a =", MAPPING_SYNTAX, "P201", "");
    refused("UPDTE t SET a = 1", MAPPING_SYNTAX, "P201", "UPDTE");
    refused("UPDATE t SET a = 'x", MAPPING_SYNTAX, "P201", "'x");
    refused("UPDATE t SET a = 1)", MAPPING_SYNTAX, "P201", ")");
}

static void
uses_in_a_mapping_have_places_in_its_text(void **state)
{
    const char *text = "UPDATE t SET a = 'é' || bad";
    size_t count;
    ColumnUse *uses = ddl_expression_uses(mem, read(text)->assignments[0].value, &count);

    (void) state;
    assert_int_equal(count, 1);
    assert_int_equal(uses[0].offset, strstr(text, "bad") - text);
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
        TEST(an_update_becomes_expressions),
        TEST(a_row_of_columns_is_taken_apart),
        TEST(several_updates_of_one_table_are_one_mapping),
        TEST(qualifiers_must_mean_the_table),
        TEST(what_needs_more_than_the_row_is_refused),
        TEST(other_texts_are_not_updates),
        TEST(a_text_that_lost_its_quotes_is_recognised),
        TEST(what_does_not_parse_is_a_syntax_error),
        TEST(uses_in_a_mapping_have_places_in_its_text),
    };

    return cmocka_run_group_tests(tests, NULL, leave);
}
