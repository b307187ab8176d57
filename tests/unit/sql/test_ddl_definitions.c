/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/ddl: definitions from the catalog with columns renamed, statements in a schema, fingerprints, function bodies.
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

/* libpg_query 15-4.0.0 leaks a byte for each function body that does not parse. */
const char *__lsan_default_suppressions(void); /* NOLINT(bugprone-reserved-identifier) */

const char *
__lsan_default_suppressions(void) /* NOLINT(bugprone-reserved-identifier) */
{
    return "leak:pg_query_raw_parse\n";
}

static const ColumnRename renames[] = {{"phone", "Phone \"2\""}, {"name", "label"}};

static const char *
index_of(const char *definition, bool concurrently)
{
    Error err = {0};
    const char *text = ddl_index_rename(mem, definition, "New \"i\"", concurrently, renames, 2, &err);

    if (text == NULL)
    {
        fail_msg("%s: %s", definition, err.message);
    }
    return text;
}

static const char *
constraint_of(const char *definition, const char *name, bool not_valid)
{
    Error err = {0};
    const char *text =
        ddl_constraint_rename(mem, (QualifiedName){"shop", "Customer"}, definition, name, not_valid, renames, 2, &err);

    if (text == NULL)
    {
        fail_msg("%s: %s", definition, err.message);
    }
    return text;
}

static const char *
fingerprint(const char *text)
{
    Error err = {0};
    char *digits;

    assert_true(ddl_fingerprint(mem, text, &digits, &err));
    assert_int_equal(strlen(digits), 16);
    return digits;
}

/* The same statement, whatever the blanks and parentheses. */
static void
assert_same_sql(const char *text, const char *expected)
{
    if (strcmp(fingerprint(text), fingerprint(expected)) != 0)
    {
        fail_msg("%s\nis not\n%s", text, expected);
    }
}

static void
an_index_is_renamed_with_all_its_columns(void **state)
{
    (void) state;
    assert_same_sql(index_of("CREATE INDEX i ON shop.customer USING btree (phone)", false),
                    "CREATE INDEX \"New \"\"i\"\"\" ON shop.customer USING btree (\"Phone \"\"2\"\"\")");
    assert_same_sql(index_of("CREATE UNIQUE INDEX i ON customer USING btree (lower((phone)::text) DESC NULLS LAST, "
                             "a text_pattern_ops) INCLUDE (name, b) WITH (fillfactor='70') TABLESPACE fast WHERE "
                             "((name IS NOT NULL) AND (phone > 'name'::text))",
                             true),
                    "CREATE UNIQUE INDEX CONCURRENTLY \"New \"\"i\"\"\" ON customer USING btree (lower((\"Phone "
                    "\"\"2\"\"\")::text) DESC NULLS LAST, a text_pattern_ops) INCLUDE (label, b) WITH "
                    "(fillfactor='70') TABLESPACE \"fast\" WHERE label IS NOT NULL AND \"Phone \"\"2\"\"\" > "
                    "'name'::text");
    assert_non_null(strstr(
        index_of("CREATE INDEX i ON t USING btree (((phone AT TIME ZONE 'UTC'::text)::date))", false), "AT TIME ZONE"));
    assert_non_null(
        strstr(index_of("CREATE UNIQUE INDEX i ON t USING btree (a) NULLS NOT DISTINCT", false), "NULLS NOT DISTINCT"));
    assert_non_null(strstr(index_of("CREATE INDEX i ON t USING gin (name gin_trgm_ops)", false), "label gin_trgm_ops"));
    assert_non_null(strstr(index_of("CREATE INDEX i ON ONLY t USING brin (name) WITH (pages_per_range='32')", false),
                           "ON ONLY t USING brin (label)"));
}

static void
what_is_not_an_index_is_refused(void **state)
{
    static const char *const others[] = {"SELECT 1", "CREATE INDEX i ON t (a); DROP TABLE t", "CREATE INDEX", ""};

    (void) state;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
    {
        Error err = {0};

        assert_null(ddl_index_rename(mem, others[i], "i", false, NULL, 0, &err));
        assert_true(error_is_set(&err));
        error_clear(&err);
    }
}

static void
a_constraint_is_renamed_with_all_its_columns(void **state)
{
    (void) state;
    assert_same_sql(constraint_of("CHECK (((phone)::text <> ''::text))", "c", true),
                    "ALTER TABLE shop.\"Customer\" ADD CONSTRAINT c CHECK (\"Phone \"\"2\"\"\"::text <> ''::text) NOT "
                    "VALID");
    assert_same_sql(constraint_of("CHECK ((phone > 0)) NOT VALID", "c", false),
                    "ALTER TABLE shop.\"Customer\" ADD CONSTRAINT c CHECK (\"Phone \"\"2\"\"\" > 0)");
    assert_same_sql(constraint_of("UNIQUE (phone, a)", NULL, false),
                    "ALTER TABLE shop.\"Customer\" ADD UNIQUE (\"Phone \"\"2\"\"\", a)");
    assert_same_sql(constraint_of("PRIMARY KEY (name) INCLUDE (phone)", "c", false),
                    "ALTER TABLE shop.\"Customer\" ADD CONSTRAINT c PRIMARY KEY (label) INCLUDE (\"Phone \"\"2\"\"\")");
}

static void
a_foreign_key_renames_the_other_side_only_in_its_own_table(void **state)
{
    (void) state;
    assert_same_sql(constraint_of("FOREIGN KEY (name) REFERENCES other(name) ON DELETE CASCADE", "F f", true),
                    "ALTER TABLE shop.\"Customer\" ADD CONSTRAINT \"F f\" FOREIGN KEY (label) REFERENCES other "
                    "(name) ON DELETE CASCADE NOT VALID");
    assert_non_null(strstr(constraint_of("FOREIGN KEY (phone) REFERENCES o(a) ON DELETE SET NULL (phone)", "f", false),
                           "SET NULL (\"Phone \"\"2\"\"\")"));
    assert_same_sql(constraint_of("FOREIGN KEY (a) REFERENCES \"Customer\"(name)", "f", false),
                    "ALTER TABLE shop.\"Customer\" ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES \"Customer\" (label)");
    assert_same_sql(constraint_of("FOREIGN KEY (a) REFERENCES x.\"Customer\"(name)", "f", false),
                    "ALTER TABLE shop.\"Customer\" ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES x.\"Customer\" (name)");
}

static void
what_is_not_one_constraint_is_refused(void **state)
{
    static const char *const others[] = {"CHECK (a > 0), DROP COLUMN a", "CHECK (a > 0); DROP TABLE t", "COLUMN a int",
                                         "CHECK", ""};

    (void) state;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
    {
        Error err = {0};

        assert_null(ddl_constraint_rename(mem, (QualifiedName){NULL, "t"}, others[i], NULL, false, NULL, 0, &err));
        assert_true(error_is_set(&err));
        error_clear(&err);
    }
}

static void
a_statement_is_put_in_a_schema(void **state)
{
    static const char *const rows[][2] = {
        {"ALTER TABLE t ADD a int", "ALTER TABLE \"S p\".t ADD COLUMN a int"},
        {"ALTER TABLE \"T é\" ALTER a TYPE text COLLATE \"C\" USING b, DROP c",
         "ALTER TABLE \"S p\".\"T é\" ALTER a TYPE text COLLATE \"C\" USING b"},
        {"CREATE TABLE t (LIKE z INCLUDING ALL EXCLUDING INDEXES)",
         "CREATE TABLE \"S p\".t (LIKE z INCLUDING ALL EXCLUDING INDEXES)"},
        {"ALTER TABLE t ADD CONSTRAINT \"C c\" CHECK (a > 0)",
         "ALTER TABLE \"S p\".t ADD CONSTRAINT \"C c\" CHECK (a > 0)"},
        {"ALTER TABLE x.t ADD a int", "ALTER TABLE x.t ADD COLUMN a int"},
        {"ALTER TABLE t RENAME a TO b", "ALTER TABLE \"S p\".t RENAME COLUMN a TO b"},
        {"CREATE TABLE t (a int)", "CREATE TABLE \"S p\".t (a int)"},
        {"CREATE INDEX i ON t (a)", "CREATE INDEX i ON \"S p\".t USING btree (a)"},
        {"DROP INDEX i", "DROP INDEX \"S p\".i"},
        {"DROP INDEX x.i", "DROP INDEX x.i"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        Error err = {0};
        DdlErrorPlace place;
        DdlScript *script;

        assert_true(ddl_parse(mem, rows[i][0], &script, &place, &err));
        assert_string_equal(ddl_statement_in_schema(mem, &script->statements[0], "S p", &err), rows[i][1]);
    }
}

static void
a_fingerprint_ignores_blanks_and_nothing_else(void **state)
{
    Error err = {0};
    char *digits;
    const char *base = fingerprint("UPDATE t SET a = 1");

    (void) state;
    assert_string_equal(base, fingerprint("update  t /* x */\nset a=1; -- y"));
    assert_string_not_equal(base, fingerprint("UPDATE t SET a = 2"));
    assert_string_not_equal(base, fingerprint("UPDATE t SET b = 1"));
    assert_string_not_equal(base, fingerprint("UPDATE t SET a = '1'"));
    assert_string_not_equal(fingerprint("SELECT 'a'"), fingerprint("SELECT 'b'"));
    assert_false(ddl_fingerprint(mem, "UPDATE", &digits, &err));
    assert_null(digits);
    error_clear(&err);
}

static void
a_function_body_is_checked(void **state)
{
    Error err = {0};

    (void) state;
    assert_true(ddl_check_plpgsql("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.a := "
                                  "lower(new.b); RETURN new; END $$",
                                  &err));
    assert_false(ddl_check_plpgsql("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.a := lower(; "
                                   "RETURN new; END $$",
                                   &err));
    assert_true(error_is_set(&err));
    error_clear(&err);
    assert_false(
        ddl_check_plpgsql("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; $$", &err));
    error_clear(&err);
}

static void
functions_are_listed_as_written(void **state)
{
    Error err = {0};
    const SqlExpression *expression =
        ddl_parse_expression(mem, "lower(a) || shop.f(lower(b)) || (c AT TIME ZONE 'x')", &err);
    const char *const *functions = ddl_expression_functions(mem, expression);

    (void) state;
    assert_string_equal(functions[0], "lower");
    assert_string_equal(functions[1], "pg_catalog.timezone");
    assert_string_equal(functions[2], "shop.f");
    assert_null(functions[3]);
    assert_null(ddl_expression_functions(mem, ddl_parse_expression(mem, "a", &err))[0]);
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
        TEST(an_index_is_renamed_with_all_its_columns),
        TEST(what_is_not_an_index_is_refused),
        TEST(a_constraint_is_renamed_with_all_its_columns),
        TEST(a_foreign_key_renames_the_other_side_only_in_its_own_table),
        TEST(what_is_not_one_constraint_is_refused),
        TEST(a_statement_is_put_in_a_schema),
        TEST(a_fingerprint_ignores_blanks_and_nothing_else),
        TEST(a_function_body_is_checked),
        TEST(functions_are_listed_as_written),
    };

    return cmocka_run_group_tests(tests, NULL, leave);
}
