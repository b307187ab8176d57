/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/command: functions, DO, CALL and triggers; what code in SQL and PL/pgSQL runs.
 */
#include "command_shown.h"

/* The command of `DO $$ CODE $$`. */
static const Command *
parse_code(const char *code)
{
    return parse_one(mem_printf(mem, "DO $$ %s $$", code));
}

static void
a_function_has_its_signature(void **state)
{
    const Command *command =
        parse_one("CREATE OR REPLACE FUNCTION s.f(a int, OUT b text, INOUT c varchar(3), VARIADIC d int[] DEFAULT '{}')"
                  " RETURNS record LANGUAGE plpgsql STABLE STRICT AS $$ BEGIN END $$");
    const CommandFunction *function = command->function;

    (void) state;
    assert_string_equal(shown_names(command), "s.f");
    assert_true(command->or_replace);
    assert_int_equal(function->argument_count, 3);
    assert_string_equal(joined(function->argument_names), "a c d");
    assert_string_equal(command_type_text(mem, &function->argument_types[2]), "integer[]");
    assert_int_equal(function->default_count, 1);
    assert_string_equal(function->result_text, "b text, c character varying(3)");
    assert_string_equal(function->result.name, "record");
    assert_string_equal(function->language, "plpgsql");
    assert_int_equal(function->volatility, 's');
    assert_null(command->opaque);
}

static void
defaults_of_a_function_are_postgresqls(void **state)
{
    const CommandFunction *function =
        parse_one("CREATE FUNCTION f(int) RETURNS TABLE (x int, y text) LANGUAGE SQL AS 'SELECT 1'")->function;

    (void) state;
    assert_int_equal(function->volatility, 'v');
    assert_string_equal(function->language, "sql");
    assert_string_equal(function->result_text, "TABLE (x integer, y text)");
    assert_true(function->result.is_set);
    assert_string_equal(joined(function->argument_names), "");
    assert_int_equal(function->argument_count, 1);
    function = parse_one("CREATE PROCEDURE p() LANGUAGE sql AS ''")->function;
    assert_string_equal(function->result.name, "");
    assert_string_equal(function->body, "");
}

static void
bodies_in_sql_are_read(void **state)
{
    static const struct
    {
        const char *sql;
        const char *body;
    } rows[] = {
        {"CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'DELETE FROM a; SELECT $1 FROM b'",
         "DELETE a a:RX; SELECT b:AS"},
        {"CREATE PROCEDURE f() BEGIN ATOMIC INSERT INTO a VALUES (1); SELECT * FROM b; END",
         "INSERT a a:RX; SELECT b:AS"},
        {"CREATE FUNCTION f() RETURNS int RETURN (SELECT max(n) FROM a)", "SELECT a:AS"},
        {"CREATE PROCEDURE f() LANGUAGE sql AS $$ CREATE TABLE x (a int) $$", "CREATE TABLE x"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        assert_shown(rows[i].sql, shown_body(parse_one(rows[i].sql)), rows[i].body);
    }
    assert_true(parse_one("CREATE FUNCTION f() RETURNS int RETURN 1")->function->is_standard_sql);
}

static void
code_that_is_not_sql_is_opaque(void **state)
{
    static const struct
    {
        const char *sql;
        const char *opaque;
    } rows[] = {
        {"CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'lib', 'f'",
         "code that is compiled into the server or a library"},
        {"CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS 'return 1'", "code in the language \"plpython3u\""},
        {"DO LANGUAGE plperl 'x'", "code in the language \"plperl\""},
        {"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELEC 1'",
         "its code does not parse: syntax error at or near \"SELEC\""},
        {"DO $$ BEGIN DROP TABEL a; END $$", "its code does not parse: syntax error at or near \"TABEL\""},
        {"DO $$ BEGIN x := 'a; END $$", "its code does not parse: unterminated quoted string at or near \"'a; END \""},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        const Command *command = parse_one(rows[i].sql);

        assert_shown(rows[i].sql, command->opaque == NULL ? "" : command->opaque, rows[i].opaque);
    }
}

static void
every_statement_of_plpgsql_is_found(void **state)
{
    static const struct
    {
        const char *code;
        const char *body;
    } rows[] = {
        {"BEGIN DROP TABLE a; DROP TABLE b; END", "DROP TABLE a; DROP TABLE b"},
        {"#variable_conflict use_column\n<<l>> DECLARE x int; BEGIN DELETE FROM a; END l;", "DELETE a a:RX"},
        {"BEGIN IF x THEN DROP TABLE a; ELSIF y THEN DROP TABLE b; ELSE DROP TABLE c; END IF; END",
         "DROP TABLE a; DROP TABLE b; DROP TABLE c"},
        {"BEGIN IF NOT EXISTS (SELECT 1 FROM a) THEN NULL; END IF; END", "SELECT a:AS"},
        {"BEGIN CASE x WHEN 1 THEN DROP TABLE a; ELSE DROP TABLE b; END CASE; END", "DROP TABLE a; DROP TABLE b"},
        {"BEGIN WHILE (SELECT count(*) FROM a) > 0 LOOP DELETE FROM a; END LOOP; END", "SELECT a:AS; DELETE a a:RX"},
        {"BEGIN LOOP EXIT WHEN (SELECT b FROM a); CONTINUE; END LOOP; END", "SELECT a:AS"},
        {"BEGIN FOR i IN REVERSE (SELECT max(n) FROM a)..1 BY 2 LOOP DROP TABLE b; END LOOP; END",
         "SELECT a:AS; DROP TABLE b"},
        {"BEGIN FOR r IN SELECT * FROM a FOR UPDATE LOOP DELETE FROM b; END LOOP; END", "SELECT a:RS; DELETE b b:RX"},
        {"BEGIN FOR r IN EXECUTE 'SELECT * FROM a' LOOP NULL; END LOOP; END", "SELECT a:AS"},
        {"BEGIN FOREACH x SLICE 1 IN ARRAY (SELECT l FROM a) LOOP NULL; END LOOP; END", "SELECT a:AS"},
        {"DECLARE c CURSOR (k int) FOR SELECT * FROM a WHERE id = k; BEGIN OPEN c(1); FETCH c INTO r; CLOSE c; "
         "FOR r IN c(2) LOOP NULL; END LOOP; END",
         "SELECT a:AS"},
        {"DECLARE c NO SCROLL CURSOR IS SELECT * FROM a; BEGIN OPEN d FOR SELECT 1 FROM b; "
         "OPEN e FOR EXECUTE 'SELECT 1 FROM g'; END",
         "SELECT a:AS; SELECT b:AS; SELECT g:AS"},
        {"DECLARE x CONSTANT int NOT NULL := (SELECT n FROM a); y text COLLATE \"C\" DEFAULT f(1); z ALIAS FOR $1; "
         "BEGIN "
         "END",
         "SELECT a:AS; SELECT"},
        {"DECLARE r t%ROWTYPE; m s.mood[]; BEGIN r.f := (SELECT n FROM a); m[1] = g(2); x := n FROM b; END",
         "SELECT a:AS; SELECT; SELECT b:AS"},
        {"BEGIN open := true; fetch = 1; NEW.a := OLD.b; $1 := 2; END", ""},
        {"BEGIN PERFORM f(1) FROM a; PERFORM 1; END", "SELECT a:AS; SELECT"},
        {"BEGIN RETURN QUERY SELECT * FROM a; RETURN NEXT (SELECT n FROM b); RETURN (SELECT n FROM c); END",
         "SELECT a:AS; SELECT b:AS; SELECT c:AS"},
        {"BEGIN RETURN QUERY EXECUTE 'SELECT * FROM a WHERE n = $1' USING (SELECT n FROM b); END",
         "SELECT a:AS; SELECT b:AS"},
        {"BEGIN RAISE NOTICE '%, %', x, (SELECT n FROM a) USING HINT = f(2), ERRCODE = '1'; RAISE; END",
         "SELECT a:AS; SELECT"},
        {"BEGIN ASSERT (SELECT n FROM a) > 1, 'no'; GET DIAGNOSTICS x = ROW_COUNT; END", "SELECT a:AS"},
        {"BEGIN BEGIN LOCK TABLE a; EXCEPTION WHEN unique_violation OR SQLSTATE '22012' THEN DROP TABLE b; "
         "WHEN OTHERS THEN RAISE; END; END",
         "LOCK TABLE a; DROP TABLE b"},
        {"BEGIN CALL p(1); COMMIT AND CHAIN; ROLLBACK; SET LOCAL x = 1; END", "CALL p; COMMIT; ROLLBACK; SET"},
        {"BEGIN CREATE TABLE a AS SELECT CASE WHEN b THEN 1 END FROM c; -- ; END\n /* ; */ DROP TABLE d; END",
         "CREATE TABLE AS a c:AS; DROP TABLE d"},
        {"BEGIN DROP TABLE IF EXISTS a; CREATE TABLE IF NOT EXISTS b (c int DEFAULT 1); END",
         "DROP TABLE a; CREATE TABLE b"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        const Command *command = parse_code(rows[i].code);

        assert_shown(rows[i].code, shown_body(command), rows[i].body);
        assert_shown(rows[i].code, command->opaque == NULL ? "" : command->opaque, "");
    }
}

static void
into_of_plpgsql_creates_no_table(void **state)
{
    static const struct
    {
        const char *code;
        const char *body;
    } rows[] = {
        {"BEGIN SELECT n INTO x FROM a; END", "SELECT a:AS"},
        {"BEGIN SELECT INTO STRICT x.y, z n, m FROM a; END", "SELECT a:AS"},
        {"BEGIN SELECT n, m FROM a INTO x, $2; END", "SELECT a:AS"},
        {"BEGIN INSERT INTO a VALUES (1) RETURNING id INTO x; END", "INSERT a a:RX"},
        {"BEGIN WITH w AS (INSERT INTO a VALUES (1) RETURNING id) SELECT id INTO x FROM w; END", "SELECT a:RX"},
        {"BEGIN MERGE INTO a USING b ON true WHEN MATCHED THEN DELETE; END", "MERGE a a:RX b:AS"},
        {"BEGIN EXECUTE 'SELECT n FROM a' INTO STRICT x USING f(1); END", "SELECT a:AS; SELECT"},
        {"BEGIN IMPORT FOREIGN SCHEMA r FROM SERVER s INTO l; END", "IMPORT FOREIGN SCHEMA l"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        const Command *command = parse_code(rows[i].code);

        assert_shown(rows[i].code, shown_body(command), rows[i].body);
        assert_null(command->opaque);
    }
}

static void
dynamic_sql_is_read_where_its_text_is_known(void **state)
{
    static const struct
    {
        const char *expression;
        const char *body; /* NULL: opaque */
    } rows[] = {
        {"'DROP TABLE a'", "DROP TABLE a"},
        {"$q$DROP TABLE a; DROP TABLE b$q$", "DROP TABLE a; DROP TABLE b"},
        {"'DROP ' || 'TABLE ' || quote_ident('A b')", "DROP TABLE A b"},
        {"format('ALTER TABLE %I.%I ADD c int DEFAULT %s', 's', 'T', 1)", "ALTER TABLE ADD COLUMN s.T"},
        {"format('DELETE FROM %2$I WHERE x = %1$L AND y LIKE ''%%''', 'a''b', 't')", "DELETE t t:RX"},
        {"pg_catalog.concat('DROP TABLE ', 'a', 1)", "DROP TABLE a1"},
        {"('DROP TABLE a')::text", "DROP TABLE a"},
        {"'DO $d$ BEGIN EXECUTE ''DROP TABLE a''; END $d$'", "DO"},
        {"x", NULL},
        {"'DROP TABLE ' || x", NULL},
        {"'DROP TABLE ' || NULL", NULL},
        {"format('DROP TABLE %I', x)", NULL},
        {"format('DROP TABLE %I')", NULL},
        {"format('DROP TABLE %10s', 'a')", NULL},
        {"format('DROP TABLE %9$s', 'a')", NULL},
        {"format('DROP TABLE %', 'a')", NULL},
        {"mine.format('DROP TABLE a')", NULL},
        {"f('DROP TABLE a')", NULL},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        const Command *command = parse_code(mem_printf(mem, "BEGIN\nEXECUTE %s; END", rows[i].expression));

        if (rows[i].body == NULL)
        {
            assert_shown(rows[i].expression, command->opaque == NULL ? "" : command->opaque,
                         "EXECUTE of an expression at line 2");
        }
        else
        {
            assert_shown(rows[i].expression, shown_body(command), rows[i].body);
            assert_null(command->opaque);
        }
    }
}

static void
the_first_reason_for_being_opaque_is_kept(void **state)
{
    const Command *command = parse_code("BEGIN\nEXECUTE x;\nEXECUTE y; DROP TABEL a; DROP TABLE b; END");

    (void) state;
    assert_string_equal(command->opaque, "EXECUTE of an expression at line 2");
    assert_string_equal(shown_body(command), "DROP TABLE b");
}

static void
statements_of_a_body_have_their_place_in_the_text(void **state)
{
    static const char sql[] = "SELECT 1; DO $x$ BEGIN DROP TABLE a; SELECT n INTO v FROM b; PERFORM f(1);\n"
                              "EXECUTE 'DROP ' || 'TABLE c'; DROP TABLE a; END $x$";
    static const char *const places[] = {"DROP TABLE a", "SELECT n INTO v FROM b", "PERFORM f(1)",
                                         "'DROP ' || 'TABLE c'", "DROP TABLE a"};
    const Command *command = &parse(sql)->commands[1];
    const Command *escaped = parse_one("DO 'BEGIN DELETE FROM a WHERE b = ''x''; END'");

    (void) state;
    assert_int_equal(command->body_count, 5);
    for (size_t i = 0; i < command->body_count; i++)
    {
        assert_string_equal(slice(sql, command->body[i].offset, command->body[i].length), places[i]);
    }
    assert_true(command->body[0].offset < command->body[4].offset);
    assert_int_equal(escaped->body_count, 1);
    assert_int_equal(escaped->body[0].offset, 0);
    assert_int_equal(escaped->body[0].length, escaped->length);
}

static void
code_that_is_nested_without_end_is_opaque(void **state)
{
    char *code = mem_strdup(mem, "DROP TABLE a");
    const Command *command;

    (void) state;
    for (int i = 0; i < 20; i++)
    {
        code = mem_printf(mem, "DO $d%d$ BEGIN %s; END $d%d$", i, code, i);
    }
    command = parse_one(code);
    for (size_t depth = 0; command->body_count == 1; depth++)
    {
        assert_true(depth < 20);
        command = &command->body[0];
    }
    assert_non_null(command->opaque);
}

static void
code_that_breaks_off_crashes_nothing(void **state)
{
    static const char code[] =
        "<<l>> DECLARE x int := f(1); c CURSOR (k int) FOR SELECT 1; BEGIN IF a THEN SELECT 1 INTO x, y FROM t; ELSIF "
        "b "
        "THEN CASE c WHEN 1 THEN NULL; END CASE; END IF; FOR i IN 1..f(2) BY 2 LOOP EXECUTE format('a %I', 'b') INTO z "
        "USING 1; END LOOP; FOREACH q IN ARRAY f(3) LOOP RAISE NOTICE '%', f(4) USING HINT = 'x'; END LOOP; OPEN c FOR "
        "SELECT 1; RETURN QUERY SELECT 1; a[1] := f(5); PERFORM f(6); EXCEPTION WHEN OTHERS THEN NULL; END";

    (void) state;
    for (size_t length = 0; length < sizeof(code); length++)
    {
        for (size_t start = 0; start <= length && start < 80; start += 7)
        {
            const Command *command = parse_code(mem_strndup(mem, code + start, length - start));

            assert_int_equal(command->kind, COMMAND_DO);
        }
    }
}

static void
alter_function_says_what_it_changes(void **state)
{
    const Command *command = parse_one("ALTER FUNCTION s.f(int, text) IMMUTABLE SECURITY DEFINER SET x = 1");

    (void) state;
    assert_string_equal(joined(command->members), "(integer, text)");
    assert_string_equal(joined(command->options), "volatility security set");
    assert_int_equal(command->function->volatility, 'i');
    assert_int_equal(parse_one("ALTER PROCEDURE p() SECURITY INVOKER")->object, SQL_PROCEDURE);
    assert_int_equal(parse_one("ALTER ROUTINE p COST 1")->function->volatility, 0);
}

static void
call_names_its_procedure_and_reads_its_arguments(void **state)
{
    const Command *command = parse_one("CALL s.p((SELECT n FROM a), f(1))");

    (void) state;
    assert_string_equal(shown_names(command), "s.p");
    assert_string_equal(shown_uses(command), "a:AS");
    assert_string_equal(shown_calls(command), "s.p/2 f/1");
}

static void
a_trigger_has_its_table_events_and_function(void **state)
{
    const Command *command =
        parse_one("CREATE OR REPLACE TRIGGER g BEFORE INSERT OR UPDATE OF a, b ON s.t FOR EACH ROW "
                  "WHEN (h(new.a)) EXECUTE FUNCTION s.f(1)");
    const CommandTrigger *trigger = command->trigger;

    (void) state;
    assert_string_equal(shown_names(command), "s.t");
    assert_string_equal(command->member, "g");
    assert_true(command->or_replace);
    assert_string_equal(shown_name(trigger->function), "s.f");
    assert_true(trigger->is_before && trigger->is_row && trigger->on_insert && trigger->on_update);
    assert_false(trigger->is_instead || trigger->is_constraint || trigger->on_delete || trigger->on_truncate);
    assert_string_equal(joined(trigger->update_columns), "a b");
    assert_string_equal(shown_calls(command), "h/1");
    command =
        parse_one("CREATE CONSTRAINT TRIGGER g AFTER DELETE ON t FROM o DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
                  "EXECUTE FUNCTION f()");
    assert_true(command->trigger->is_constraint && command->trigger->on_delete && !command->trigger->is_before);
    assert_string_equal(shown_name(command->target), "o");
    assert_string_equal(joined(command->options), "deferrable initially deferred");
    command = parse_one("CREATE TRIGGER g INSTEAD OF DELETE ON v FOR EACH ROW EXECUTE FUNCTION f()");
    assert_true(command->trigger->is_instead);
    command = parse_one("CREATE TRIGGER g AFTER TRUNCATE ON t EXECUTE FUNCTION f()");
    assert_true(command->trigger->on_truncate && !command->trigger->is_row);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_function_has_its_signature, set_up, tear_down),
        cmocka_unit_test_setup_teardown(defaults_of_a_function_are_postgresqls, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bodies_in_sql_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(code_that_is_not_sql_is_opaque, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_statement_of_plpgsql_is_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(into_of_plpgsql_creates_no_table, set_up, tear_down),
        cmocka_unit_test_setup_teardown(dynamic_sql_is_read_where_its_text_is_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_first_reason_for_being_opaque_is_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(statements_of_a_body_have_their_place_in_the_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(code_that_is_nested_without_end_is_opaque, set_up, tear_down),
        cmocka_unit_test_setup_teardown(code_that_breaks_off_crashes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(alter_function_says_what_it_changes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(call_names_its_procedure_and_reads_its_arguments, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_trigger_has_its_table_events_and_function, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
