/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/command: every statement has a kind, PostgreSQL's command tag, and exact words.
 */
#include "command_fixture.h"

typedef struct Row
{
    const char *sql;
    const char *tag;
    const char *words; /* NULL: as the tag */
    CommandKind kind;
    SqlObject object;
} Row;

#define ROW(sql, tag, words, kind, object)                                                                             \
    {                                                                                                                  \
        sql, tag, words, COMMAND_##kind, SQL_##object                                                                  \
    }

static const Row rows[] = {
    ROW("SELECT 1", "SELECT", NULL, SELECT, NOTHING),
    ROW("VALUES (1)", "SELECT", "VALUES", VALUES, NOTHING),
    ROW("INSERT INTO t VALUES (1)", "INSERT", NULL, INSERT, TABLE),
    ROW("UPDATE t SET a = 1", "UPDATE", NULL, UPDATE, TABLE),
    ROW("DELETE FROM t", "DELETE", NULL, DELETE, TABLE),
    ROW("MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE", "MERGE", NULL, MERGE, TABLE),
    ROW("SELECT * INTO x FROM y", "SELECT INTO", "CREATE TABLE AS", CREATE_AS, TABLE),
    ROW("CREATE TABLE a AS SELECT 1", "CREATE TABLE AS", NULL, CREATE_AS, TABLE),
    ROW("CREATE MATERIALIZED VIEW v AS SELECT 1", "CREATE MATERIALIZED VIEW", NULL, CREATE, MATERIALIZED_VIEW),
    ROW("CREATE TABLE t (a int)", "CREATE TABLE", NULL, CREATE, TABLE),
    ROW("CREATE TABLE t PARTITION OF p DEFAULT", "CREATE TABLE", "CREATE TABLE PARTITION OF", CREATE_PARTITION, TABLE),
    ROW("CREATE FOREIGN TABLE f (a int) SERVER s", "CREATE FOREIGN TABLE", NULL, CREATE, FOREIGN_TABLE),
    ROW("CREATE INDEX ON t (a)", "CREATE INDEX", NULL, CREATE, INDEX),
    ROW("CREATE STATISTICS s ON a, b FROM t", "CREATE STATISTICS", NULL, CREATE, STATISTICS),
    ROW("CREATE DOMAIN d AS int", "CREATE DOMAIN", NULL, CREATE, DOMAIN),
    ROW("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "CREATE FUNCTION", NULL, CREATE, FUNCTION),
    ROW("CREATE PROCEDURE f() LANGUAGE sql AS ''", "CREATE PROCEDURE", NULL, CREATE, PROCEDURE),
    ROW("CREATE TEXT SEARCH PARSER p (start = a)", "CREATE TEXT SEARCH PARSER", NULL, CREATE, TEXT_SEARCH),
    ROW("DROP TABLE a", "DROP TABLE", NULL, DROP, TABLE),
    ROW("DROP INDEX a", "DROP INDEX", NULL, DROP, INDEX),
    ROW("DROP FOREIGN DATA WRAPPER a", "DROP FOREIGN DATA WRAPPER", NULL, DROP, FOREIGN_DATA_WRAPPER),
    ROW("DROP TEXT SEARCH TEMPLATE a", "DROP TEXT SEARCH TEMPLATE", NULL, DROP, TEXT_SEARCH),
    ROW("ALTER TABLE t ADD a int", "ALTER TABLE ADD COLUMN", NULL, ADD_COLUMN, TABLE),
    ROW("ALTER TABLE t ADD CHECK (a > 0)", "ALTER TABLE ADD CONSTRAINT", "ALTER TABLE ADD CONSTRAINT CHECK", ADD_CHECK,
        TABLE),
    ROW("ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p", "ALTER TABLE ADD CONSTRAINT",
        "ALTER TABLE ADD CONSTRAINT FOREIGN KEY", ADD_FOREIGN_KEY, TABLE),
    ROW("ALTER TABLE t ADD PRIMARY KEY USING INDEX i", "ALTER TABLE ADD CONSTRAINT",
        "ALTER TABLE ADD CONSTRAINT PRIMARY KEY USING INDEX", ADD_PRIMARY_KEY_USING_INDEX, TABLE),
    ROW("ALTER TABLE t ALTER a TYPE text", "ALTER TABLE ALTER COLUMN TYPE", NULL, ALTER_COLUMN_TYPE, TABLE),
    ROW("ALTER TABLE t OWNER TO o", "ALTER TABLE OWNER TO", NULL, OWNER_TO, TABLE),
    ROW("ALTER TABLE t SET SCHEMA s", "ALTER TABLE SET SCHEMA", NULL, SET_SCHEMA, TABLE),
    ROW("ALTER TABLE t RENAME TO u", "ALTER TABLE RENAME", NULL, RENAME, TABLE),
    ROW("ALTER TABLE t RENAME a TO b", "ALTER TABLE RENAME COLUMN", NULL, RENAME, COLUMN),
    ROW("ALTER TABLE t RENAME CONSTRAINT a TO b", "ALTER TABLE RENAME CONSTRAINT", NULL, RENAME, TABLE_CONSTRAINT),
    ROW("ALTER VIEW v RENAME a TO b", "ALTER VIEW", "ALTER VIEW RENAME COLUMN", RENAME, COLUMN),
    ROW("ALTER INDEX i RENAME TO j", "ALTER INDEX", "ALTER INDEX RENAME", RENAME, INDEX),
    ROW("ALTER INDEX i SET (fillfactor = 70)", "ALTER INDEX", "ALTER INDEX SET", SET_OPTIONS, INDEX),
    ROW("ALTER MATERIALIZED VIEW v SET SCHEMA s", "ALTER MATERIALIZED VIEW", "ALTER MATERIALIZED VIEW SET SCHEMA",
        SET_SCHEMA, MATERIALIZED_VIEW),
    ROW("ALTER DOMAIN d RENAME CONSTRAINT a TO b", "ALTER DOMAIN", "ALTER DOMAIN RENAME CONSTRAINT", RENAME,
        DOMAIN_CONSTRAINT),
    ROW("ALTER DOMAIN d SET DEFAULT 1", "ALTER DOMAIN", "ALTER DOMAIN SET DEFAULT", SET_DEFAULT, DOMAIN),
    ROW("ALTER TYPE e ADD VALUE 'x'", "ALTER TYPE", "ALTER TYPE ADD VALUE", ADD_VALUE, TYPE),
    ROW("ALTER TYPE e RENAME VALUE 'x' TO 'y'", "ALTER TYPE", "ALTER TYPE RENAME VALUE", RENAME_VALUE, TYPE),
    ROW("ALTER TYPE c ADD ATTRIBUTE a int", "ALTER TYPE", "ALTER TYPE ADD ATTRIBUTE", ADD_ATTRIBUTE, TYPE),
    ROW("ALTER TYPE c RENAME ATTRIBUTE a TO b", "ALTER TYPE", "ALTER TYPE RENAME ATTRIBUTE", RENAME, ATTRIBUTE),
    ROW("ALTER SEQUENCE s OWNED BY t.a", "ALTER SEQUENCE", "ALTER SEQUENCE OWNED BY", OWNED_BY, SEQUENCE),
    ROW("ALTER TRIGGER a ON t RENAME TO b", "ALTER TRIGGER", "ALTER TRIGGER RENAME", RENAME, TRIGGER),
    ROW("ALTER FUNCTION f() STABLE", "ALTER FUNCTION", NULL, ALTER, FUNCTION),
    ROW("ALTER TEXT SEARCH DICTIONARY d (a = b)", "ALTER TEXT SEARCH DICTIONARY", NULL, ALTER, TEXT_SEARCH),
    ROW("ALTER TEXT SEARCH DICTIONARY d RENAME TO e", "ALTER TEXT SEARCH DICTIONARY",
        "ALTER TEXT SEARCH DICTIONARY RENAME", RENAME, TEXT_SEARCH),
    ROW("ALTER INDEX ALL IN TABLESPACE a SET TABLESPACE b", "ALTER INDEX", "ALTER INDEX SET TABLESPACE", SET_TABLESPACE,
        INDEX),
    ROW("COMMENT ON COLUMN t.a IS 'x'", "COMMENT", "COMMENT ON COLUMN", COMMENT, COLUMN),
    ROW("GRANT SELECT ON t TO a", "GRANT", NULL, GRANT, TABLE),
    ROW("REVOKE r FROM a", "REVOKE ROLE", NULL, REVOKE_ROLE, ROLE),
    ROW("TRUNCATE t", "TRUNCATE TABLE", NULL, TRUNCATE, TABLE),
    ROW("LOCK t", "LOCK TABLE", NULL, LOCK, TABLE),
    ROW("COPY t FROM stdin", "COPY", "COPY FROM", COPY_FROM, TABLE),
    ROW("VACUUM FULL t", "VACUUM", "VACUUM FULL", VACUUM, TABLE),
    ROW("ANALYZE t", "ANALYZE", NULL, ANALYZE, TABLE),
    ROW("REINDEX INDEX i", "REINDEX", "REINDEX INDEX", REINDEX, INDEX),
    ROW("BEGIN", "BEGIN", NULL, BEGIN, NOTHING),
    ROW("START TRANSACTION", "START TRANSACTION", "BEGIN", BEGIN, NOTHING),
    ROW("ROLLBACK TO s", "ROLLBACK", "ROLLBACK TO SAVEPOINT", ROLLBACK_TO, NOTHING),
    ROW("SET a = 1", "SET", NULL, SET, NOTHING),
    ROW("RESET ALL", "RESET", NULL, RESET, NOTHING),
    ROW("DISCARD TEMP", "DISCARD TEMP", "DISCARD", DISCARD, NOTHING),
    ROW("CLOSE ALL", "CLOSE CURSOR ALL", "CLOSE CURSOR", CLOSE, NOTHING),
    ROW("DEALLOCATE ALL", "DEALLOCATE ALL", "DEALLOCATE", DEALLOCATE, NOTHING),
    ROW("MOVE 1 FROM c", "MOVE", "FETCH", FETCH, NOTHING),
};

/* One of each statement of the grammar that the rows above do not have: none may be left without a reader. */
static const char *const others[] = {
    "ALTER COLLATION c REFRESH VERSION",
    "ALTER DATABASE d REFRESH COLLATION VERSION",
    "ALTER DATABASE d SET TABLESPACE x",
    "ALTER DATABASE d SET a TO 1",
    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO a",
    "ALTER EVENT TRIGGER e DISABLE",
    "ALTER EXTENSION e ADD TABLE t",
    "ALTER EXTENSION e UPDATE",
    "ALTER FOREIGN DATA WRAPPER f OPTIONS (a 'b')",
    "ALTER FUNCTION f() DEPENDS ON EXTENSION e",
    "ALTER OPERATOR + (int, int) SET (restrict = none)",
    "ALTER OPERATOR FAMILY o USING btree ADD OPERATOR 1 < (int, int)",
    "ALTER POLICY p ON t TO r",
    "ALTER PUBLICATION p ADD TABLE t",
    "ALTER ROLE r SET a TO 1",
    "ALTER ROLE r SUPERUSER",
    "ALTER SERVER s OPTIONS (a 'b')",
    "ALTER STATISTICS s SET STATISTICS 3",
    "ALTER SUBSCRIPTION s DISABLE",
    "ALTER SYSTEM SET a TO 1",
    "ALTER TABLESPACE t SET (seq_page_cost = 1)",
    "ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word WITH simple",
    "ALTER TYPE t SET (receive = x)",
    "ALTER USER MAPPING FOR u SERVER s OPTIONS (a 'b')",
    "CALL f()",
    "CHECKPOINT",
    "CLUSTER t USING i",
    "CREATE ACCESS METHOD a TYPE INDEX HANDLER h",
    "CREATE AGGREGATE ag (int) (sfunc = f, stype = int)",
    "CREATE CAST (int AS text) WITHOUT FUNCTION",
    "CREATE CONVERSION c FOR 'a' TO 'b' FROM f",
    "CREATE DATABASE d",
    "CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f()",
    "CREATE EXTENSION e",
    "CREATE FOREIGN DATA WRAPPER f",
    "CREATE LANGUAGE l HANDLER h",
    "CREATE OPERATOR CLASS o FOR TYPE int USING btree AS OPERATOR 1 <",
    "CREATE OPERATOR FAMILY o USING btree",
    "CREATE POLICY p ON t",
    "CREATE PUBLICATION p FOR ALL TABLES",
    "CREATE ROLE r",
    "CREATE RULE r AS ON INSERT TO t DO INSTEAD NOTHING",
    "CREATE SCHEMA s",
    "CREATE SEQUENCE s",
    "CREATE SERVER s FOREIGN DATA WRAPPER f",
    "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p",
    "CREATE TABLESPACE t LOCATION '/x'",
    "CREATE TRANSFORM FOR int LANGUAGE l (FROM SQL WITH FUNCTION f(internal))",
    "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
    "CREATE TYPE c AS (a int)",
    "CREATE TYPE e AS ENUM ('a')",
    "CREATE TYPE r AS RANGE (subtype = int)",
    "CREATE USER MAPPING FOR u SERVER s",
    "CREATE VIEW v AS SELECT 1",
    "DECLARE c CURSOR FOR SELECT 1",
    "DO 'BEGIN END'",
    "DROP DATABASE d",
    "DROP OWNED BY r",
    "DROP ROLE r",
    "DROP SUBSCRIPTION s",
    "DROP TABLESPACE t",
    "DROP USER MAPPING FOR u SERVER s",
    "EXECUTE p",
    "EXPLAIN SELECT 1",
    "GRANT r TO a",
    "IMPORT FOREIGN SCHEMA s FROM SERVER t INTO u",
    "LISTEN n",
    "LOAD 'x'",
    "NOTIFY n",
    "PREPARE p AS SELECT 1",
    "REASSIGN OWNED BY r TO s",
    "REFRESH MATERIALIZED VIEW v",
    "SECURITY LABEL ON TABLE t IS 'x'",
    "SET CONSTRAINTS ALL DEFERRED",
    "SHOW a",
    "UNLISTEN n",
};

static void
a_statement_has_its_kind_tag_and_words(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        const Command *command = parse_one(rows[i].sql);

        print_message("# %s\n", rows[i].sql);
        assert_string_equal(command->tag, rows[i].tag);
        assert_string_equal(command->words, rows[i].words == NULL ? rows[i].tag : rows[i].words);
        assert_string_equal(command_kind_words(command->kind), command_kind_words(rows[i].kind));
        assert_string_equal(command_object_words(command->object), command_object_words(rows[i].object));
    }
}

static void
no_statement_is_left_without_a_reader(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
    {
        const Command *command = parse_one(others[i]);

        print_message("# %s\n", others[i]);
        assert_true(command->tag[0] != '\0' && command->words[0] != '\0');
        assert_true(command->opaque == NULL || strstr(command->opaque, "parser") == NULL);
        assert_int_equal(command->offset, 0);
        assert_int_equal(command->length, strlen(others[i]));
    }
}

static void
lists_that_nothing_is_in_are_empty_not_null(void **state)
{
    const Command *command = parse_one("CHECKPOINT");

    (void) state;
    assert_string_equal(joined(command->options), "");
    assert_string_equal(joined(command->roles), "");
    assert_string_equal(joined(command->members), "");
    assert_string_equal(joined(command->like_options), "");
    assert_string_equal(joined(command->partition_columns), "");
    assert_string_equal(command->base.name, "");
}

static void
a_statement_starts_and_ends_at_its_own_tokens(void **state)
{
    const char *text =
        "  -- before\n SELECT 1 /* in */ + 2 -- behind\n ; /* x /* y */ */ SELECT '--' ;;\n\tSELECT $$;$$ -- end";
    const CommandList *list = parse(text);

    (void) state;
    assert_int_equal(list->count, 3);
    assert_string_equal(slice(text, list->commands[0].offset, list->commands[0].length), "SELECT 1 /* in */ + 2");
    assert_string_equal(slice(text, list->commands[1].offset, list->commands[1].length), "SELECT '--'");
    assert_string_equal(slice(text, list->commands[2].offset, list->commands[2].length), "SELECT $$;$$");
}

static void
code_in_dollar_quotes_has_places_in_the_whole_text(void **state)
{
    const char *text =
        "SELECT 1;\nCREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$\n  DELETE FROM a; DROP TABLE b\n$$";
    const CommandList *list = parse(text);
    const Command *body = list->commands[1].body;

    (void) state;
    assert_int_equal(list->commands[1].body_count, 2);
    assert_string_equal(slice(text, body[0].offset, body[0].length), "DELETE FROM a");
    assert_string_equal(slice(text, body[1].offset, body[1].length), "DROP TABLE b");
}

static void
code_in_escaped_quotes_has_the_place_of_its_statement(void **state)
{
    const char *text = "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT ''x'''";
    const Command *command = parse_one(text);

    (void) state;
    assert_int_equal(command->body_count, 1);
    assert_int_equal(command->body[0].offset, 0);
    assert_int_equal(command->body[0].length, strlen(text));
}

static void
code_that_does_not_parse_makes_its_command_opaque(void **state)
{
    const Command *command = parse_one("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELEC 1'");

    (void) state;
    assert_int_equal(command->body_count, 0);
    assert_non_null(strstr(command->opaque, "does not parse"));
}

static void
a_syntax_error_has_its_place(void **state)
{
    CommandList *list;
    DdlErrorPlace place;
    Error err = {0};

    (void) state;
    assert_false(command_parse(mem, "SELECT 1; ALTER TALBE t ADD a int", &list, &place, &err));
    assert_null(list);
    assert_int_equal(place.offset, 16);
    assert_string_equal(place.token, "TALBE");
    error_clear(&err);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_statement_has_its_kind_tag_and_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_statement_is_left_without_a_reader, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lists_that_nothing_is_in_are_empty_not_null, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_statement_starts_and_ends_at_its_own_tokens, set_up, tear_down),
        cmocka_unit_test_setup_teardown(code_in_dollar_quotes_has_places_in_the_whole_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(code_in_escaped_quotes_has_the_place_of_its_statement, set_up, tear_down),
        cmocka_unit_test_setup_teardown(code_that_does_not_parse_makes_its_command_opaque, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_syntax_error_has_its_place, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
