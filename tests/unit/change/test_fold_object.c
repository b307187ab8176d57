/* SPDX-License-Identifier: PostgreSQL */
#include "schema_dump.h"

static QualifiedName
named(const char *name)
{
    return (QualifiedName){.name = name};
}

static void
names_are_found_and_made_by_search_path(void **state)
{
    static const FoldCase cases[] = {
        {"CREATE SCHEMA s; SET search_path TO s, public; CREATE TABLE t (a int)", "s.t", "r t empty\n  a integer\n"},
        {"CREATE TABLE t (a int); CREATE SCHEMA s; SET search_path = s, public; ALTER TABLE t ADD COLUMN b int",
         "public.t", "r t empty\n  a integer\n  b integer\n"},
        {"CREATE TABLE t (a int); CREATE TEMP TABLE t (x int); ALTER TABLE t ADD COLUMN y int", "public.t",
         "r t empty\n  a integer\n"},
        {"CREATE SCHEMA s CREATE TABLE t (a int)", "s.t", "r t empty\n  a integer\n"},
        {"BEGIN; SET LOCAL search_path = nowhere; SELECT set_config('search_path', '', false); RESET search_path;"
         "CREATE TABLE t (a int)",
         "public.t", "r t empty\n  a integer\n"},
        {"CREATE SCHEMA s; CREATE TABLE t (a serial PRIMARY KEY); ALTER TABLE t SET SCHEMA s", "s.t_a_seq",
         "S t_a_seq\n"},
        {"CREATE SCHEMA s; CREATE TABLE s.t (a int); ALTER SCHEMA s RENAME TO z", "z.t", "r t empty\n  a integer\n"},
        {"CREATE SCHEMA s; CREATE TABLE s.t (a int); DROP SCHEMA s CASCADE", "s.t", ""},
    };

    (void) state;
    CHECK_CASES(cases);
}

static void
a_file_has_a_session_of_its_own(void **state)
{
    void *owner = mem_root("test");
    Schema *schema = folded(owner, "SELECT pg_catalog.set_config('search_path', '', false); SET timezone = 'UTC';"
                                   "CREATE TABLE public.t (a int); CREATE TEMP TABLE gone (a serial)");
    const SchemaRelation *table;

    (void) state;
    assert_null(schema_relation(schema, named("t")));
    assert_int_equal(schema_settings(schema)->time_zone, 1);
    assert_non_null(schema_relation(schema, named("gone")));
    fold_begin_file(schema_copy(owner, schema), 2);
    fold_begin_file(schema, 2);
    assert_null(schema_relation(schema, named("gone")));
    assert_null(schema_relation(schema, named("gone_a_seq")));
    table = schema_relation(schema, named("t"));
    assert_false(table->is_shown_qualified);
    assert_string_equal(schema_relation_text(owner, schema, table), "t");
    assert_int_equal(schema_settings(schema)->time_zone, 0);
    mem_free(owner);
}

static void
cascade_takes_dependents(void **state)
{
    static const FoldCase cases[] = {
        {"CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v;"
         "DROP TABLE t CASCADE",
         "w", ""},
        {"CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; CREATE OR REPLACE VIEW v AS SELECT a, 1 AS b FROM "
         "t",
         "t", "r t empty\n  a integer\n  reader v\n"},
        {"CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE r (a int REFERENCES t); DROP TABLE t CASCADE", "r",
         "r r empty\n  a integer\n"},
        {"CREATE TYPE m AS ENUM ('x'); CREATE TABLE t (a int, m m); CREATE INDEX ON t (a, m); DROP TYPE m CASCADE", "t",
         "r t empty\n  a integer\n"},
        {"CREATE SEQUENCE s; CREATE TABLE t (a int DEFAULT nextval('s')); DROP SEQUENCE s CASCADE", "t",
         "r t empty\n  a integer\n"},
        {"CREATE TABLE t (a int); CREATE SEQUENCE s OWNED BY t.a; ALTER TABLE t DROP COLUMN a", "s", ""},
        {"CREATE TABLE t (a int); CREATE SEQUENCE s OWNED BY t.a; ALTER SEQUENCE s OWNED BY NONE; DROP TABLE t", "s",
         "S s\n"},
        {"CREATE MATERIALIZED VIEW m AS SELECT 1 AS a; CREATE UNIQUE INDEX ON m (a)", "m",
         "m m\n  a \n  i m_a_idx unique (a)\n"},
    };

    (void) state;
    CHECK_CASES(cases);
}

static void
types_of_columns_follow_a_rename(void **state)
{
    static const FoldCase cases[] = {
        {"CREATE TYPE m AS ENUM ('x'); CREATE TABLE t (m m, ms m[]); ALTER TYPE m RENAME TO n", "t",
         "r t empty\n  m n\n  ms n[]\n"},
        {"CREATE TYPE c AS (a int, b text); CREATE TABLE t OF c (PRIMARY KEY (a));"
         "ALTER TYPE c ADD ATTRIBUTE d int CASCADE; ALTER TYPE c RENAME ATTRIBUTE b TO e CASCADE",
         "t", "r t empty\n  a integer not null\n  e text\n  d integer\n  p t_pkey (a)\n  i t_pkey unique (a)\n"},
    };

    (void) state;
    CHECK_CASES(cases);
}

static void
a_new_label_is_new_until_its_transaction_ends(void **state)
{
    void *owner = mem_root("test");
    Schema *schema = folded(owner, "CREATE TYPE m AS ENUM ('a')");
    const SchemaType *type = schema_type(schema, NULL, "m");

    (void) state;
    fold_sql(schema, "ALTER TYPE m ADD VALUE 'b'", (FoldPlace){.file = 1, .transaction = 4});
    assert_int_equal(type->label_count, 2);
    assert_int_equal(type->new_label_count, 1);
    assert_string_equal(type->new_labels[0], "b");
    fold_end_transaction(schema);
    assert_int_equal(type->new_label_count, 0);
    fold_sql(schema, "CREATE TYPE n AS ENUM ('a'); ALTER TYPE n ADD VALUE 'b'; ALTER TYPE n RENAME VALUE 'a' TO 'c'",
             (FoldPlace){.file = 1, .transaction = 5});
    type = schema_type(schema, NULL, "n");
    assert_int_equal(type->new_label_count, 0);
    assert_string_equal(type->labels[0], "c");
    mem_free(owner);
}

static void
domains_say_what_is_under_them(void **state)
{
    void *owner = mem_root("test");
    Schema *schema = folded(owner, "CREATE DOMAIN a AS varchar(10); CREATE DOMAIN b AS a CHECK (VALUE <> '');"
                                   "CREATE TABLE t (a a, b b)");
    const SchemaRelation *table = schema_relation(schema, named("t"));
    bool is_constrained;
    CommandType type;

    (void) state;
    type = schema_base_type(schema, table->columns[0].type, &is_constrained);
    assert_string_equal(command_type_text(owner, &type), "character varying(10)");
    assert_false(is_constrained);
    type = schema_base_type(schema, table->columns[1].type, &is_constrained);
    assert_string_equal(command_type_text(owner, &type), "character varying(10)");
    assert_true(is_constrained);
    fold_sql(schema, "ALTER DOMAIN a SET NOT NULL", (FoldPlace){.file = 1});
    schema_base_type(schema, table->columns[0].type, &is_constrained);
    assert_true(is_constrained);
    mem_free(owner);
}

static void
functions_are_told_apart_by_their_arguments(void **state)
{
    void *owner = mem_root("test");
    Schema *schema =
        folded(owner, "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';"
                      "CREATE FUNCTION f(int, text DEFAULT '') RETURNS int LANGUAGE sql AS 'SELECT 1';"
                      "CREATE OR REPLACE FUNCTION f(integer) RETURNS int LANGUAGE sql STABLE AS 'SELECT 2'");
    size_t count = 0;

    (void) state;
    assert_int_equal(schema_function(schema, named("f"), 1, &count)->volatility, 's');
    assert_int_equal(count, 2);
    assert_int_equal(schema_function(schema, named("f"), 2, &count)->default_count, 1);
    assert_int_equal(count, 1);
    assert_null(schema_function(schema, named("f"), 3, &count));
    fold_sql(schema, "DROP FUNCTION f(int, text); ALTER FUNCTION f(int) IMMUTABLE; ALTER FUNCTION f RENAME TO g",
             (FoldPlace){.file = 1});
    assert_null(schema_function(schema, named("f"), SCHEMA_ANY_ARGUMENTS, &count));
    assert_int_equal(schema_function(schema, named("g"), SCHEMA_ANY_ARGUMENTS, &count)->volatility, 'i');
    assert_int_equal(count, 1);
    mem_free(owner);
}

static void
publications_mark_their_tables(void **state)
{
    void *owner = mem_root("test");
    Schema *schema = folded(owner, "CREATE TABLE a (x int); CREATE TABLE b (x int); CREATE PUBLICATION p FOR TABLE a");
    const SchemaRelation *a = schema_relation(schema, named("a"));
    const SchemaRelation *b = schema_relation(schema, named("b"));

    (void) state;
    assert_true(a->is_published);
    assert_false(b->is_published);
    fold_sql(schema, "ALTER PUBLICATION p SET TABLE b", (FoldPlace){.file = 1});
    assert_false(a->is_published);
    assert_true(b->is_published);
    fold_sql(schema, "CREATE PUBLICATION q FOR ALL TABLES; CREATE TABLE c (x int)", (FoldPlace){.file = 1});
    assert_true(schema_relation(schema, named("c"))->is_published);
    fold_sql(schema, "DROP PUBLICATION q", (FoldPlace){.file = 1});
    assert_false(a->is_published);
    assert_true(b->is_published);
    mem_free(owner);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found_and_made_by_search_path),
        cmocka_unit_test(a_file_has_a_session_of_its_own),
        cmocka_unit_test(cascade_takes_dependents),
        cmocka_unit_test(types_of_columns_follow_a_rename),
        cmocka_unit_test(a_new_label_is_new_until_its_transaction_ends),
        cmocka_unit_test(domains_say_what_is_under_them),
        cmocka_unit_test(functions_are_told_apart_by_their_arguments),
        cmocka_unit_test(publications_mark_their_tables),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
