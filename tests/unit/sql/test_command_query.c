/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/command: what queries read, write, lock and call, and the statements around them.
 */
#include "command_shown.h"

static void
relations_have_the_lock_that_the_query_takes(void **state)
{
    static const struct
    {
        const char *sql;
        const char *uses;
    } rows[] = {
        {"SELECT 1", ""},
        {"SELECT * FROM a, s.b JOIN c ON true", "a:AS s.b:AS c:AS"},
        {"SELECT * FROM a AS x, a AS y", "a:AS"},
        {"TABLE a", "a:AS"},
        {"SELECT (SELECT max(id) FROM b) FROM a WHERE EXISTS (SELECT 1 FROM c WHERE id IN (SELECT id FROM d))",
         "b:AS a:AS c:AS d:AS"},
        {"SELECT 1 FROM a UNION ALL SELECT 1 FROM b EXCEPT SELECT 1 FROM c", "a:AS b:AS c:AS"},
        {"SELECT * FROM a FOR UPDATE", "a:RS"},
        {"SELECT * FROM a, b FOR SHARE OF b", "a:AS b:RS"},
        {"SELECT * FROM a x JOIN b y ON true FOR NO KEY UPDATE OF x SKIP LOCKED", "a:RS b:AS"},
        {"SELECT * FROM (SELECT * FROM a) x, b FOR UPDATE OF x", "a:RS b:AS"},
        {"SELECT * FROM a WHERE id IN (SELECT id FROM b) FOR KEY SHARE", "a:RS b:AS"},
        {"SELECT * FROM a TABLESAMPLE SYSTEM (1) FOR UPDATE", "a:RS"},
        {"SELECT * FROM LATERAL (SELECT * FROM a) x, f(1), ROWS FROM (g((SELECT 1 FROM b)))", "a:AS b:AS"},
        {"INSERT INTO a VALUES (1)", "a:RX"},
        {"INSERT INTO a SELECT * FROM b", "a:RX b:AS"},
        {"INSERT INTO a SELECT * FROM a", "a:RX"},
        {"INSERT INTO a VALUES (1) ON CONFLICT (id) DO UPDATE SET n = (SELECT 1 FROM b)", "a:RX b:AS"},
        {"UPDATE a SET n = 1 FROM b WHERE b.id = (SELECT 1 FROM c)", "a:RX c:AS b:AS"},
        {"DELETE FROM a USING b", "a:RX b:AS"},
        {"MERGE INTO a USING b ON true WHEN MATCHED AND EXISTS (SELECT 1 FROM c) THEN DELETE", "a:RX b:AS c:AS"},
        {"COPY a FROM STDIN", "a:RX"},
        {"COPY a TO STDOUT", "a:AS"},
        {"COPY (SELECT * FROM a) TO STDOUT", "a:AS"},
        {"COPY (DELETE FROM a RETURNING *) TO STDOUT", "a:RX"},
        {"CREATE VIEW v AS SELECT * FROM a", "a:AS"},
        {"CREATE TABLE t AS SELECT * FROM a", "a:AS"},
        {"SELECT * INTO t FROM a", "a:AS"},
        {"CREATE MATERIALIZED VIEW m AS SELECT * FROM a", "a:AS"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        assert_shown(rows[i].sql, shown_uses(parse_one(rows[i].sql)), rows[i].uses);
    }
}

static void
a_with_query_hides_a_table_only_where_it_is_seen(void **state)
{
    static const struct
    {
        const char *sql;
        const char *uses;
    } rows[] = {
        {"WITH a AS (SELECT 1) SELECT * FROM a", ""},
        {"WITH a AS (SELECT 1) SELECT * FROM s.a", "s.a:AS"},
        {"WITH a AS (SELECT * FROM a) SELECT * FROM a", "a:AS"},
        {"WITH RECURSIVE a AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) SELECT * FROM a", ""},
        {"WITH x AS (SELECT * FROM y), y AS (SELECT * FROM x) SELECT * FROM y", "y:AS"},
        {"WITH RECURSIVE x AS (SELECT * FROM y), y AS (SELECT 1) SELECT * FROM x", ""},
        {"SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a) x, a", "a:AS"},
        {"WITH a AS (SELECT 1) SELECT (SELECT 1 FROM a), (SELECT 1 FROM b)", "b:AS"},
        {"WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone", "a:RX b:RX"},
        {"WITH x AS (SELECT 1) UPDATE a SET n = 1 FROM x", "a:RX"},
        {"WITH x AS (SELECT * FROM b) SELECT * FROM a, x FOR UPDATE", "b:AS a:RS"},
        {"WITH x AS (SELECT 1), y AS (INSERT INTO a SELECT * FROM x RETURNING *) DELETE FROM c USING y", "a:RX c:RX"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        assert_shown(rows[i].sql, shown_uses(parse_one(rows[i].sql)), rows[i].uses);
    }
}

static void
calls_are_known_with_their_first_literal(void **state)
{
    static const struct
    {
        const char *sql;
        const char *calls;
    } rows[] = {
        {"SELECT f()", "f/0"},
        {"SELECT setval('s', 1), nextval('x.y'::regclass), nextval(n)", "setval/2=s nextval/1=x.y nextval/1"},
        {"SELECT s.f(g(1)) FROM h(2) WHERE EXISTS (SELECT k())", "s.f/1 g/1 h/1 k/0"},
        {"SELECT f(1), f(2), f(1, 2)", "f/1 f/2"},
        {"INSERT INTO a VALUES (nextval('s')) RETURNING f(1)", "nextval/1=s f/1"},
        {"UPDATE a SET n = f(n) WHERE g(n)", "f/1 g/1"},
        {"WITH x AS (SELECT f()) SELECT * FROM x", "f/0"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        assert_shown(rows[i].sql, shown_calls(parse_one(rows[i].sql)), rows[i].calls);
    }
}

static void
columns_that_are_written_are_known(void **state)
{
    static const struct
    {
        const char *sql;
        const char *columns;
        const char *nulls;
    } rows[] = {
        {"INSERT INTO t VALUES (1, 2)", "", ""},
        {"INSERT INTO t (a, b) VALUES (1, NULL), (2, NULL::int)", "a b", "b"},
        {"INSERT INTO t (a, b) VALUES (NULL, 1), (2, NULL)", "a b", ""},
        {"INSERT INTO t (a, b) SELECT 1, NULL", "a b", ""},
        {"UPDATE t SET b = NULL, a = 1", "b a", "b"},
        {"UPDATE t SET (a, b) = (SELECT 1, 2), a = 1", "a b a", ""},
        {"MERGE INTO t USING s ON true WHEN MATCHED THEN UPDATE SET a = 1 WHEN NOT MATCHED THEN INSERT (b) VALUES (1)",
         "a b", ""},
        {"COPY t (a, b) FROM STDIN", "a b", ""},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        const CommandData *data = parse_one(rows[i].sql)->data;

        assert_shown(rows[i].sql, joined(data->columns), rows[i].columns);
        assert_shown(rows[i].sql, joined(data->nulls), rows[i].nulls);
    }
}

static void
rows_of_values_have_a_letter_for_each_place(void **state)
{
    static const struct
    {
        const char *sql;
        int count;
        const char *row;
    } rows[] = {
        {"INSERT INTO t VALUES (1, NULL, DEFAULT)", 3, "vnd"},
        {"INSERT INTO t (a, b) VALUES (1, DEFAULT), (NULL, 2)", 2, "vb"},
        {"INSERT INTO t DEFAULT VALUES", -1, NULL},
        {"INSERT INTO t SELECT 1", 0, NULL},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        const CommandData *data = parse_one(rows[i].sql)->data;

        assert_int_equal(data->value_count, rows[i].count);
        assert_shown(rows[i].sql, data->row == NULL ? "" : data->row, rows[i].row == NULL ? "" : rows[i].row);
    }
}

static void
only_is_said_of_what_is_only_read_so(void **state)
{
    const Command *command = parse_one("SELECT * FROM ONLY a, b, ONLY c, c AS d");

    (void) state;
    assert_int_equal(command->use_count, 3);
    assert_true(command->uses[0].only);
    assert_false(command->uses[1].only);
    assert_false(command->uses[2].only);
    assert_true(parse_one("UPDATE ONLY a SET n = 1")->uses[0].only);
}

/* "a: x y; b: all" */
static const char *
shown_columns(const Command *command)
{
    char *text = mem_strdup(mem, "");

    for (size_t i = 0; i < command->use_count; i++)
    {
        const CommandUse *use = &command->uses[i];

        mem_append(&text, "%s%s: %s", i > 0 ? "; " : "", use->relation.name,
                   use->columns == NULL ? "all" : joined(use->columns));
    }
    return text;
}

static void
a_view_says_which_columns_it_reads(void **state)
{
    static const struct
    {
        const char *sql;
        const char *columns;
    } rows[] = {
        {"CREATE VIEW v AS SELECT x, y AS z FROM a WHERE w > 0", "a: x y w"},
        {"CREATE VIEW v AS SELECT a.x, o.y FROM a JOIN b AS o ON o.id = a.b_id", "a: x b_id; b: y id"},
        {"CREATE VIEW v AS SELECT x FROM a JOIN b USING (id)", "a: x id; b: x id"},
        {"CREATE VIEW v AS SELECT a.x FROM a NATURAL JOIN b", "a: all; b: all"},
        {"CREATE VIEW v AS SELECT a.*, b.y FROM a, b", "a: all; b: y"},
        {"CREATE VIEW v AS SELECT count(*) FROM a", "a: "},
        {"CREATE VIEW v AS SELECT a FROM a", "a: all"},
        {"CREATE VIEW v AS SELECT p.q FROM a AS p (q)", "a: all"},
        {"CREATE VIEW v AS SELECT s.t.x FROM s.t", "t: x"},
        {"CREATE MATERIALIZED VIEW v AS SELECT x FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.y = a.z)",
         "a: x z; b: x y"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        assert_shown(rows[i].sql, shown_columns(parse_one(rows[i].sql)), rows[i].columns);
    }
}

static void
a_statement_of_a_client_says_which_columns_it_needs(void **state)
{
    static const struct
    {
        const char *sql;
        const char *columns;
    } rows[] = {
        {"SELECT x FROM a WHERE w = $1", "a: x w"},
        {"SELECT * FROM a", "a: all"},
        {"SELECT a.x, $1 AS y FROM s.a", "a: x"},
        {"SELECT q.x FROM (SELECT x, z FROM a) AS q", "a: x z"},
        {"WITH c AS (SELECT x FROM a) SELECT count(*) FROM c", "a: x"},
        {"INSERT INTO a (x, y) VALUES ($1, $2)", "a: x y"},
        {"INSERT INTO a VALUES ($1, $2)", "a: all"},
        {"INSERT INTO a AS t VALUES ($1)", "a: all"},
        {"INSERT INTO a DEFAULT VALUES", "a: "},
        {"INSERT INTO a (x) VALUES ($1) ON CONFLICT (k) DO UPDATE SET y = excluded.y RETURNING id", "a: x y k id"},
        {"INSERT INTO a (x) SELECT y FROM b", "a: x y; b: x y"},
        {"UPDATE a SET x = $1, y = z + 1 WHERE w = $2", "a: x y z w"},
        {"UPDATE a SET (x, y) = ($1, $2)", "a: x y"},
        {"DELETE FROM a WHERE x = $1 RETURNING *", "a: all"},
        {"DELETE FROM a AS t USING b WHERE t.x = b.y", "a: x; b: y"},
        {"MERGE INTO a USING b ON a.k = b.k WHEN MATCHED THEN UPDATE SET x = 1", "a: k x; b: k x"},
        {"COPY a FROM STDIN", "a: all"},
        {"COPY a (x, y) FROM STDIN", "a: x y"},
        {"COPY a TO STDOUT", "a: all"},
        {"COPY (SELECT x FROM a) TO STDOUT", "a: x"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        CommandList *list = NULL;
        Error err = {0};

        assert_true(command_parse_columns(mem, rows[i].sql, &list, NULL, &err));
        assert_int_equal(list->count, 1);
        assert_shown(rows[i].sql, shown_columns(&list->commands[0]), rows[i].columns);
    }
}

/* "where limit values list conflict from star", those that hold. */
static const char *
shown_data(const CommandData *data)
{
    const char *flags[] = {
        data->has_where ? " where" : "",       data->has_limit ? " limit" : "", data->is_values ? " values" : "",
        data->has_column_list ? " list" : "",  data->is_from ? " from" : "",    data->has_star ? " star" : "",
        data->has_conflict ? " conflict" : "",
    };
    char *text = mem_strdup(mem, "");

    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
    {
        mem_append(&text, "%s", flags[i]);
    }
    return text;
}

static void
statements_say_what_they_do_with_data(void **state)
{
    static const struct
    {
        const char *sql;
        const char *data;
    } rows[] = {
        {"SELECT a FROM t", ""},
        {"SELECT * FROM t WHERE a LIMIT 1", " where limit star"},
        {"SELECT t.* FROM t", " star"},
        {"SELECT count(*) FROM (SELECT * FROM t) x", ""},
        {"SELECT 1 UNION SELECT * FROM t", " star"},
        {"VALUES (1)", " values"},
        {"INSERT INTO t DEFAULT VALUES", " values"},
        {"INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING RETURNING *", " values list star conflict"},
        {"INSERT INTO t SELECT * FROM u", " star"},
        {"UPDATE t SET a = 1", ""},
        {"UPDATE t SET a = 1 WHERE id IN (SELECT id FROM t LIMIT 10)", " where limit"},
        {"DELETE FROM t WHERE a RETURNING *", " where star"},
        {"DELETE FROM t", ""},
        {"COPY t (a) FROM STDIN WHERE a > 1", " where list from"},
        {"COPY t TO STDOUT", ""},
        {"CREATE VIEW v AS SELECT * FROM t", " star"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        assert_shown(rows[i].sql, shown_data(parse_one(rows[i].sql)->data), rows[i].data);
    }
}

static void
columns_of_a_query_have_the_names_that_postgresql_gives(void **state)
{
    static const struct
    {
        const char *sql;
        const char *columns;
    } rows[] = {
        {"CREATE VIEW v AS SELECT a, t.b, c AS d, f(1), s.g(2), 1, a + b FROM t", "a b d f g ?column? ?column?"},
        {"CREATE VIEW v AS SELECT a::text, '1'::int, f(a)::text, CAST(NULL AS date), 1::mood FROM t",
         "a int4 f date mood"},
        {"CREATE VIEW v AS SELECT CASE WHEN a THEN 1 END, CASE WHEN a THEN 1 ELSE b END, coalesce(a, b), NULLIF(a, b)",
         "case b coalesce nullif"},
        {"CREATE VIEW v AS SELECT EXISTS (SELECT 1), ARRAY(SELECT 1), ARRAY[1], (SELECT x FROM t), ROW(1), (r).f",
         "exists array array x row f"},
        {"CREATE VIEW v AS SELECT current_date, now(), greatest(1, 2), a COLLATE \"C\"", "current_date now greatest a"},
        {"CREATE VIEW v (x, y) AS SELECT a, b, c FROM t", "x y c"},
        {"CREATE VIEW v AS VALUES (1, 2)", "column1 column2"},
        {"CREATE VIEW v AS SELECT a FROM t UNION SELECT b FROM t", "a"},
        {"CREATE VIEW v AS SELECT a, t.* FROM t", ""},
        {"CREATE TABLE x (p) AS SELECT a FROM t", "p"},
        {"SELECT a, b INTO x FROM t", "a b"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        const Command *command = parse_one(rows[i].sql);
        char *text = mem_strdup(mem, "");

        for (size_t j = 0; j < command->column_count; j++)
        {
            assert_string_equal(command->columns[j].type.name, "");
            mem_append(&text, "%s%s", j == 0 ? "" : " ", command->columns[j].name);
        }
        assert_shown(rows[i].sql, text, rows[i].columns);
    }
}

static void
statements_around_queries_have_them_as_bodies(void **state)
{
    static const struct
    {
        const char *sql;
        const char *body;
    } rows[] = {
        {"EXPLAIN SELECT * FROM a", "SELECT a:AS"},
        {"EXPLAIN ANALYZE UPDATE a SET n = 1", "UPDATE a a:RX"},
        {"EXPLAIN CREATE TABLE t AS SELECT * FROM a", "CREATE TABLE AS t a:AS"},
        {"PREPARE p (int) AS DELETE FROM a", "DELETE a a:RX"},
        {"DECLARE c CURSOR FOR SELECT * FROM a FOR UPDATE", "SELECT a:RS"},
        {"CREATE RULE r AS ON INSERT TO t DO INSTEAD (INSERT INTO a VALUES (1); DELETE FROM b; NOTIFY n)",
         "INSERT a a:RX; DELETE b b:RX; NOTIFY"},
        {"CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING", ""},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        assert_shown(rows[i].sql, shown_body(parse_one(rows[i].sql)), rows[i].body);
    }
    assert_false(parse_one("EXPLAIN SELECT 1")->analyze);
    assert_true(parse_one("EXPLAIN ANALYZE SELECT 1")->analyze);
    assert_true(parse_one("EXPLAIN (ANALYZE, BUFFERS) SELECT 1")->analyze);
    assert_false(parse_one("EXPLAIN (ANALYZE off) SELECT 1")->analyze);
    assert_string_equal(parse_one("PREPARE p AS SELECT 1")->member, "p");
}

static void
a_rule_belongs_to_its_table(void **state)
{
    const Command *command = parse_one("CREATE OR REPLACE RULE r AS ON UPDATE TO s.t WHERE f(new.a) DO ALSO NOTHING");

    (void) state;
    assert_int_equal(command->object, SQL_RULE);
    assert_string_equal(shown_names(command), "s.t");
    assert_string_equal(command->member, "r");
    assert_true(command->or_replace);
    assert_string_equal(shown_calls(command), "f/1");
}

static void
what_a_prepared_statement_does_is_opaque(void **state)
{
    (void) state;
    assert_string_equal(parse_one("EXECUTE p(1)")->opaque, "EXECUTE of the prepared statement \"p\"");
    assert_string_equal(parse_one("EXECUTE p(1)")->member, "p");
    assert_string_equal(parse_one("CREATE TABLE t AS EXECUTE p")->opaque, "EXECUTE of the prepared statement \"p\"");
    assert_true(parse_one("DEALLOCATE ALL")->is_all);
    assert_string_equal(parse_one("DEALLOCATE p")->member, "p");
}

static void
flags_of_derived_tables_and_views_are_read(void **state)
{
    const Command *command = parse_one("CREATE TEMP TABLE IF NOT EXISTS t WITH (fillfactor = 70) AS SELECT 1 "
                                       "WITH NO DATA");

    (void) state;
    assert_true(command->is_temporary && command->if_not_exists && command->with_no_data);
    assert_string_equal(joined(command->options), "fillfactor");
    assert_true(parse_one("SELECT 1 INTO UNLOGGED t")->is_unlogged);
    assert_int_equal(parse_one("SELECT 1 INTO t UNION SELECT 2")->kind, COMMAND_CREATE_AS);
    command = parse_one("CREATE OR REPLACE TEMP VIEW v WITH (security_barrier) AS SELECT 1");
    assert_true(command->or_replace && command->is_temporary);
    command = parse_one("REFRESH MATERIALIZED VIEW CONCURRENTLY s.m");
    assert_true(command->concurrently && !command->with_no_data);
    assert_string_equal(shown_names(command), "s.m");
    assert_true(parse_one("REFRESH MATERIALIZED VIEW m WITH NO DATA")->with_no_data);
}

static void
truncate_and_lock_name_all_tables(void **state)
{
    const Command *command = parse_one("TRUNCATE a, ONLY s.b RESTART IDENTITY CASCADE");

    (void) state;
    assert_string_equal(shown_names(command), "a s.b");
    assert_true(command->cascade && command->only);
    assert_string_equal(joined(command->options), "restart identity");
    assert_int_equal(parse_one("LOCK TABLE a")->lock, LOCK_ACCESS_EXCLUSIVE);
    command = parse_one("LOCK TABLE a, b IN SHARE ROW EXCLUSIVE MODE NOWAIT");
    assert_int_equal(command->lock, LOCK_SHARE_ROW_EXCLUSIVE);
    assert_string_equal(shown_names(command), "a b");
    assert_string_equal(joined(command->options), "nowait");
    assert_int_equal(parse_one("LOCK a IN ACCESS SHARE MODE")->lock, LOCK_ACCESS_SHARE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(relations_have_the_lock_that_the_query_takes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_with_query_hides_a_table_only_where_it_is_seen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(calls_are_known_with_their_first_literal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(columns_that_are_written_are_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rows_of_values_have_a_letter_for_each_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_is_said_of_what_is_only_read_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_view_says_which_columns_it_reads, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_statement_of_a_client_says_which_columns_it_needs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(statements_say_what_they_do_with_data, set_up, tear_down),
        cmocka_unit_test_setup_teardown(columns_of_a_query_have_the_names_that_postgresql_gives, set_up, tear_down),
        cmocka_unit_test_setup_teardown(statements_around_queries_have_them_as_bodies, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_rule_belongs_to_its_table, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_a_prepared_statement_does_is_opaque, set_up, tear_down),
        cmocka_unit_test_setup_teardown(flags_of_derived_tables_and_views_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(truncate_and_lock_name_all_tables, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
