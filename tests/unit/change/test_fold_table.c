/* SPDX-License-Identifier: PostgreSQL */
#include "schema_dump.h"

static void
a_table_has_columns_constraints_and_the_names_that_postgresql_chooses(void **state)
{
    static const FoldCase cases[] = {
        {"CREATE TABLE t (id serial PRIMARY KEY, a int UNIQUE CHECK (a > 0), b text DEFAULT 'x', c int DEFAULT NULL,"
         " CHECK (a < 9 AND b <> ''), FOREIGN KEY (a) REFERENCES t (id))",
         "t",
         "r t empty\n  id integer not null default owns t_id_seq\n  a integer\n  b text default\n  c integer\n"
         "  c t_a_check (a)\n  c t_check (a,b)\n  p t_pkey (id)\n  u t_a_key (a)\n  f t_a_fkey (a) -> t(id)\n"
         "  i t_pkey unique (id)\n  i t_a_key unique (a)\n  referrers t\n"},
        {"CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY, b int GENERATED ALWAYS AS (a + 1) STORED)", "t",
         "r t empty\n  a integer not null identity owns t_a_seq\n  b integer generated\n"},
        {"CREATE TABLE t (a int PRIMARY KEY UNIQUE, b int UNIQUE UNIQUE)", "t",
         "r t empty\n  a integer not null\n  b integer\n  p t_pkey (a)\n  u t_b_key (b)\n  i t_pkey unique (a)\n"
         "  i t_b_key unique (b)\n"},
        {"CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0) NOT VALID)", "t", "r t empty\n  a integer\n  c c (a)\n"},
        {"CREATE TABLE t (a int); CREATE TABLE IF NOT EXISTS t (b int)", "t", "r t empty\n  a integer\n"},
        {"CREATE TABLE t (a int); CREATE TABLE t (b int)", "t", "r t empty\n  b integer\n"},
    };

    (void) state;
    CHECK_CASES(cases);
}

static void
names_are_numbered_until_they_are_free_and_cut_at_63_bytes(void **state)
{
    static const FoldCase cases[] = {
        {"CREATE TABLE t (a int); CREATE INDEX ON t (a); CREATE INDEX ON t (a); CREATE INDEX t_a_key ON t (a);"
         "ALTER TABLE t ADD UNIQUE (a)",
         "t",
         "r t empty\n  a integer\n  u t_a_key1 (a)\n  i t_a_idx (a)\n  i t_a_idx1 (a)\n  i t_a_key (a)\n"
         "  i t_a_key1 unique (a)\n"},
        {"CREATE TABLE a_table_with_a_name_of_thirty_nine_letters (a_column_with_a_name_of_forty_letters_here int"
         " UNIQUE)",
         "a_table_with_a_name_of_thirty_nine_letters",
         "r a_table_with_a_name_of_thirty_nine_letters empty\n  a_column_with_a_name_of_forty_letters_here integer\n"
         "  u a_table_with_a_name_of_thirty_a_column_with_a_name_of_forty_key"
         " (a_column_with_a_name_of_forty_letters_here)\n"
         "  i a_table_with_a_name_of_thirty_a_column_with_a_name_of_forty_key unique"
         " (a_column_with_a_name_of_forty_letters_here)\n"},
        {"CREATE TABLE o (x int, CONSTRAINT t_a_check CHECK (x > 0)); CREATE TABLE t (a int CHECK (a > 0))", "t",
         "r t empty\n  a integer\n  c t_a_check1 (a)\n"},
    };

    (void) state;
    CHECK_CASES(cases);
}

static void
like_copies_what_it_includes(void **state)
{
    static const FoldCase cases[] = {
        {"CREATE TABLE o (id serial PRIMARY KEY, a int DEFAULT 1 CHECK (a > 0)); CREATE TABLE t (LIKE o, z int)", "t",
         "r t empty\n  z integer\n  id integer not null\n  a integer\n"},
        {"CREATE TABLE o (id int PRIMARY KEY, a int DEFAULT 1 CHECK (a > 0)); CREATE TABLE t (LIKE o INCLUDING ALL)",
         "t",
         "r t empty\n  id integer not null\n  a integer default\n  c o_a_check (a)\n  p t_pkey (id)\n"
         "  i t_pkey unique (id)\n"},
    };

    (void) state;
    CHECK_CASES(cases);
}

static void
a_partition_takes_over_what_its_parent_has(void **state)
{
    static const FoldCase cases[] = {
        {"CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE p (id int, at int, u int REFERENCES u, CHECK (at > 0),"
         " PRIMARY KEY (id, at)) PARTITION BY RANGE (at); CREATE INDEX ON p (u);"
         "CREATE TABLE q PARTITION OF p FOR VALUES FROM (1) TO (2)",
         "q",
         "r q empty\n  id integer not null inherited\n  at integer not null inherited\n  u integer inherited\n"
         "  c p_at_check (at) inherited\n  p q_pkey (id,at) inherited\n  f p_u_fkey (u) -> u() inherited\n"
         "  i q_pkey unique (id,at)\n  i q_u_idx (u)\n  parents p\n"},
        {"CREATE TABLE p (id int) PARTITION BY LIST (id); CREATE INDEX pi ON p (id); CREATE TABLE q (id int);"
         "CREATE INDEX mine ON q (id); ALTER TABLE p ATTACH PARTITION q DEFAULT",
         "q", "r q empty\n  id integer inherited\n  i mine (id)\n  parents p\n"},
        {"CREATE TABLE p (id int) PARTITION BY LIST (id); CREATE TABLE q PARTITION OF p DEFAULT;"
         "CREATE INDEX pi ON ONLY p (id)",
         "p", "p p empty\n  id integer\n  I pi (id) invalid\n  children q\n"},
        {"CREATE TABLE p (id int) PARTITION BY LIST (id); CREATE TABLE q PARTITION OF p DEFAULT;"
         "CREATE INDEX pi ON ONLY p (id); CREATE INDEX qi ON q (id); ALTER INDEX pi ATTACH PARTITION qi",
         "p", "p p empty\n  id integer\n  I pi (id)\n  children q\n"},
        {"CREATE TABLE p (id int) PARTITION BY LIST (id); CREATE TABLE q PARTITION OF p DEFAULT;"
         "ALTER TABLE p DETACH PARTITION q",
         "q", "r q empty\n  id integer\n"},
        {"CREATE TABLE p (id int) PARTITION BY LIST (id); CREATE TABLE q PARTITION OF p DEFAULT; DROP TABLE p", "q",
         ""},
    };

    (void) state;
    CHECK_CASES(cases);
}

static void
a_child_has_its_parents_columns_and_checks(void **state)
{
    static const FoldCase cases[] = {
        {"CREATE TABLE p (a int NOT NULL UNIQUE, b int CHECK (b > 0)); CREATE TABLE c (d int, b int) INHERITS (p)", "c",
         "r c empty\n  a integer not null inherited\n  b integer inherited\n  d integer\n"
         "  c p_b_check (b) inherited\n  parents p\n"},
        {"CREATE TABLE p (a int, b int); CREATE TABLE c (b int) INHERITS (p); ALTER TABLE p DROP COLUMN a;"
         "ALTER TABLE p DROP COLUMN b; ALTER TABLE p ADD COLUMN e int",
         "c", "r c empty\n  b integer\n  e integer inherited\n  parents p\n"},
    };

    (void) state;
    CHECK_CASES(cases);
}

static void
a_table_is_empty_until_something_may_have_filled_it(void **state)
{
    static const struct
    {
        const char *sql;
        bool is_empty;
    } cases[] = {
        {"CREATE TABLE t (a int)", true},
        {"CREATE TABLE t (a int); UPDATE t SET a = 1; DELETE FROM t", true},
        {"CREATE TABLE t (a int); INSERT INTO t VALUES (1)", false},
        {"CREATE TABLE t (a int); INSERT INTO t VALUES (1); TRUNCATE t", true},
        {"CREATE TABLE t AS SELECT 1 AS a", false},
        {"CREATE TABLE t AS SELECT 1 AS a WITH NO DATA", true},
        {"CREATE TABLE t (a int); SELECT now()", true},
        {"CREATE TABLE t (a int); SELECT who_knows()", false},
        {"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE t (a int); SELECT f()", true},
        {"CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'INSERT INTO t VALUES (1)'; CREATE TABLE t (a int);"
         "SELECT f()",
         false},
        {"CREATE TABLE t (a int); DO $$ BEGIN INSERT INTO t VALUES (1); END $$", false},
        {"CREATE TABLE t (a int); DO $$ DECLARE s text; BEGIN EXECUTE s; END $$", false},
        {"CREATE TABLE t (a int); WITH w AS (INSERT INTO t VALUES (1) RETURNING a) SELECT a FROM w", false},
        {"CREATE TABLE t (a int) PARTITION BY LIST (a); CREATE TABLE q PARTITION OF t DEFAULT; INSERT INTO q VALUES "
         "(1)",
         false},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
    {
        void *owner = mem_root("case");
        Schema *schema = folded(owner, cases[i].sql);
        const SchemaRelation *table = schema_relation(schema, (QualifiedName){.name = "t"});

        assert_int_equal(table->is_empty, cases[i].is_empty);
        fold_begin_file(schema, 2);
        assert_false(table->is_empty);
        mem_free(owner);
    }
}

static void
what_is_not_known_is_a_stub_that_remembers(void **state)
{
    static const FoldCase cases[] = {
        {"ALTER TABLE t ADD COLUMN a int; ALTER TABLE t ALTER COLUMN b SET NOT NULL; CREATE INDEX ON t (a)", "t",
         "r t stub\n  a integer\n  b  not null\n  i t_a_idx (a)\n"},
        {"CREATE TABLE x (t int REFERENCES t); CREATE TABLE t (id int PRIMARY KEY)", "t",
         "r t empty\n  id integer not null\n  p t_pkey (id)\n  i t_pkey unique (id)\n  referrers x\n"},
        {"ALTER TABLE IF EXISTS t ADD COLUMN a int", "t", ""},
    };

    (void) state;
    CHECK_CASES(cases);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_has_columns_constraints_and_the_names_that_postgresql_chooses),
        cmocka_unit_test(names_are_numbered_until_they_are_free_and_cut_at_63_bytes),
        cmocka_unit_test(like_copies_what_it_includes),
        cmocka_unit_test(a_partition_takes_over_what_its_parent_has),
        cmocka_unit_test(a_child_has_its_parents_columns_and_checks),
        cmocka_unit_test(a_table_is_empty_until_something_may_have_filled_it),
        cmocka_unit_test(what_is_not_known_is_a_stub_that_remembers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
