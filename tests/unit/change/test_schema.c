/* SPDX-License-Identifier: PostgreSQL */
#include "schema_dump.h"

static QualifiedName
named(const char *name)
{
    return (QualifiedName){.name = name};
}

static void
volatility_is_known_of_the_users_functions_and_of_postgresqls(void **state)
{
    static const struct
    {
        const char *schema;
        const char *name;
        size_t arguments;
        char volatility;
        bool is_known;
    } cases[] = {
        {NULL, "now", 0, 's', true},
        {"pg_catalog", "current_date", 0, 's', true},
        {NULL, "lower", 1, 'i', true},
        {NULL, "random", 0, 'v', true},
        {NULL, "clock_timestamp", 0, 'v', true},
        {NULL, "nextval", 1, 'v', true},
        {NULL, "gen_random_uuid", 0, 'v', true},
        {NULL, "age", 1, 's', true},
        {NULL, "age", 2, 'i', true},
        {NULL, "abs", 1, 'i', true},
        {NULL, "zeroes", 0, 'v', false},
        {NULL, "uuid_generate_v4", 0, 'v', true},
        {"extensions", "uuid_generate_v4", 0, 'v', true},
        {NULL, "gen_salt", 1, 'v', true},
        {NULL, "digest", 2, 'i', true},
        {NULL, "mine", 1, 'i', true},
        {"public", "mine", 1, 'i', true},
        {NULL, "shared", 0, 's', true},
        {"elsewhere", "now", 0, 'v', false},
    };
    void *owner = mem_root("test");
    const Schema *schema = folded(owner, "CREATE FUNCTION mine(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';"
                                         "CREATE FUNCTION shared() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1'");

    (void) state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
    {
        QualifiedName name = {.schema = cases[i].schema, .name = cases[i].name};
        bool is_known;

        assert_int_equal(schema_volatility(schema, name, cases[i].arguments, &is_known), cases[i].volatility);
        assert_int_equal(is_known, cases[i].is_known);
    }
    mem_free(owner);
}

static void
an_expression_is_volatile_if_a_call_in_it_is(void **state)
{
    void *owner = mem_root("test");
    const Schema *schema =
        folded(owner, "CREATE TABLE t (a text DEFAULT lower('X'), b text DEFAULT md5(random()::text))");
    const SchemaRelation *table = schema_relation(schema, named("t"));
    const char *which = NULL;

    (void) state;
    assert_false(schema_is_volatile(schema, NULL, &which));
    assert_false(schema_is_volatile(schema, table->columns[0].fallback, &which));
    assert_true(schema_is_volatile(schema, table->columns[1].fallback, &which));
    assert_string_equal(which, "random");
    mem_free(owner);
}

static void
many_names_are_found_after_many_were_taken_out(void **state)
{
    void *owner = mem_root("test");
    Schema *schema = schema_new(owner, 150000);

    (void) state;
    for (int i = 0; i < 5000; i++)
    {
        bool existed;

        schema_add_relation(schema, named(mem_printf(owner, "t%d", i)), 'r', &existed);
        assert_false(existed);
    }
    for (int i = 0; i < 5000; i += 3)
    {
        schema_drop_relation(schema, schema_relation(schema, named(mem_printf(owner, "t%d", i))));
    }
    schema_recycle(schema);
    for (int i = 0; i < 5000; i++)
    {
        const SchemaRelation *relation = schema_relation(schema, named(mem_printf(owner, "t%d", i)));

        assert_int_equal(relation == NULL, i % 3 == 0);
    }
    mem_free(owner);
}

static void
what_is_dropped_stays_readable_until_it_is_recycled_and_frees_its_memory(void **state)
{
    void *owner = mem_root("test");
    Schema *schema = schema_new(owner, 150000);
    size_t before = 0;

    (void) state;
    for (int round = 0; round < 50; round++)
    {
        const SchemaRelation *table;

        fold_sql(schema,
                 "CREATE TABLE t (a serial PRIMARY KEY, b int CHECK (b > 0)); CREATE INDEX ON t (b);"
                 "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT a FROM t';"
                 "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT b FROM t'",
                 (FoldPlace){.file = 1});
        table = schema_relation(schema, named("t"));
        fold_sql(schema, "DROP TABLE t; DROP FUNCTION f", (FoldPlace){.file = 1});
        assert_true(table->is_dropped);
        assert_string_equal(table->columns[0].name, "a");
        schema_recycle(schema);
        before = round == 10 ? mem_size(schema) : before;
    }
    /* Texts and expressions stay; structures do not. */
    assert_in_range(mem_size(schema), 1, before + 65536);
    mem_free(owner);
}

static void
a_copy_is_not_changed_with_what_it_was_made_from(void **state)
{
    static const char sql[] = "CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE t (a serial, u int REFERENCES u);"
                              "CREATE INDEX ON t (a, u); CREATE VIEW v AS SELECT a FROM t;"
                              "CREATE TYPE e AS ENUM ('x'); CREATE PUBLICATION p FOR TABLE t;"
                              "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT a FROM t'";
    void *owner = mem_root("test");
    Schema *schema = folded(owner, sql);
    Schema *copy = schema_copy(owner, schema);
    FoldCase check = {.relation = "t",
                      .dump = "r t empty\n  a integer not null default owns t_a_seq\n  u integer\n"
                              "  f t_u_fkey (u) -> u()\n  i t_a_u_idx (a,u)\n  reader v\n"};

    (void) state;
    fold_sql(schema,
             "ALTER TABLE t RENAME a TO b; DROP TABLE u CASCADE; DROP TABLE t CASCADE; DROP TYPE e;"
             "DROP FUNCTION f",
             (FoldPlace){.file = 1});
    mem_free(schema);
    check_dump(owner, copy, &check);
    assert_int_equal(schema_function(copy, named("f"), 0, NULL)->body_count, 1);
    assert_string_equal(schema_function(copy, named("f"), 0, NULL)->body[0].uses[0].relation.name, "t");
    assert_string_equal(schema_type(copy, NULL, "e")->labels[0], "x");
    fold_sql(copy, "DROP TABLE u CASCADE; DROP PUBLICATION p", (FoldPlace){.file = 1});
    assert_int_equal(schema_relation(copy, named("t"))->constraint_count, 0);
    mem_free(owner);
}

static void
a_name_is_spelled_as_it_would_be_found(void **state)
{
    void *owner = mem_root("test");
    const Schema *schema = folded(owner, "CREATE SCHEMA s; CREATE TABLE t (a int); CREATE TABLE s.t (a int);"
                                         "CREATE TABLE s.\"Odd\" (a int)");
    QualifiedName hidden = {.schema = "s", .name = "Odd"};
    QualifiedName unknown = {.schema = "public", .name = "nope"};
    QualifiedName elsewhere = {.schema = "x", .name = "nope"};

    (void) state;
    assert_string_equal(schema_relation_text(owner, schema, schema_relation(schema, named("t"))), "t");
    assert_string_equal(schema_relation_text(owner, schema, schema_relation(schema, hidden)), "s.\"Odd\"");
    assert_true(schema_relation(schema, hidden)->is_shown_qualified);
    assert_string_equal(schema_name_text(owner, schema, unknown), "nope");
    assert_string_equal(schema_name_text(owner, schema, elsewhere), "x.nope");
    mem_free(owner);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(volatility_is_known_of_the_users_functions_and_of_postgresqls),
        cmocka_unit_test(an_expression_is_volatile_if_a_call_in_it_is),
        cmocka_unit_test(many_names_are_found_after_many_were_taken_out),
        cmocka_unit_test(what_is_dropped_stays_readable_until_it_is_recycled_and_frees_its_memory),
        cmocka_unit_test(a_copy_is_not_changed_with_what_it_was_made_from),
        cmocka_unit_test(a_name_is_spelled_as_it_would_be_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
