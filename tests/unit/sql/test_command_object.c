/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/command: statements about objects of every kind, and what they say: names, parts, new names, targets.
 */
#include "command_shown.h"

typedef struct Row
{
    const char *sql;
    CommandKind kind;
    SqlObject object;
    const char *shown;
} Row;

static void
check(const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        const Command *command = parse_one(rows[i].sql);

        assert_shown(rows[i].sql, command_kind_words(command->kind), command_kind_words(rows[i].kind));
        assert_shown(rows[i].sql, command_object_words(command->object), command_object_words(rows[i].object));
        assert_shown(rows[i].sql, shown_command(command), rows[i].shown);
    }
}

#define CHECK(rows) check((rows), sizeof(rows) / sizeof((rows)[0]))

static void
drop_names_objects_of_every_kind(void **state)
{
    static const Row rows[] = {
        {"DROP TABLE a, s.b CASCADE", COMMAND_DROP, SQL_TABLE, "a s.b, cascade"},
        {"DROP TABLE IF EXISTS a RESTRICT", COMMAND_DROP, SQL_TABLE, "a, if exists"},
        {"DROP INDEX CONCURRENTLY IF EXISTS s.i", COMMAND_DROP, SQL_INDEX, "s.i, if exists, concurrently"},
        {"DROP VIEW v", COMMAND_DROP, SQL_VIEW, "v"},
        {"DROP MATERIALIZED VIEW v", COMMAND_DROP, SQL_MATERIALIZED_VIEW, "v"},
        {"DROP SEQUENCE q", COMMAND_DROP, SQL_SEQUENCE, "q"},
        {"DROP FOREIGN TABLE f", COMMAND_DROP, SQL_FOREIGN_TABLE, "f"},
        {"DROP TYPE s.t, u", COMMAND_DROP, SQL_TYPE, "s.t u"},
        {"DROP DOMAIN d", COMMAND_DROP, SQL_DOMAIN, "d"},
        {"DROP FUNCTION s.f(int, varchar(3)[]), g, h()", COMMAND_DROP, SQL_FUNCTION,
         "s.f g h [(integer, character varying(3)[])  ()]"},
        {"DROP PROCEDURE p(a int, OUT b text)", COMMAND_DROP, SQL_PROCEDURE, "p [(integer)]"},
        {"DROP ROUTINE r", COMMAND_DROP, SQL_ROUTINE, "r"},
        {"DROP AGGREGATE a(int)", COMMAND_DROP, SQL_AGGREGATE, "a [(integer)]"},
        {"DROP OPERATOR s.+ (int, text), ! (NONE, int)", COMMAND_DROP, SQL_OPERATOR,
         "s.+ ! [(integer, text) (NONE, integer)]"},
        {"DROP TRIGGER g ON s.t", COMMAND_DROP, SQL_TRIGGER, "s.t .g"},
        {"DROP RULE r ON t CASCADE", COMMAND_DROP, SQL_RULE, "t .r, cascade"},
        {"DROP POLICY IF EXISTS p ON s.t", COMMAND_DROP, SQL_POLICY, "s.t .p, if exists"},
        {"DROP SCHEMA a, b", COMMAND_DROP, SQL_SCHEMA, "a b"},
        {"DROP EXTENSION e CASCADE", COMMAND_DROP, SQL_EXTENSION, "e, cascade"},
        {"DROP CAST (int AS s.t)", COMMAND_DROP, SQL_CAST, "pg_catalog.int4 @s.t"},
        {"DROP TRANSFORM FOR s.t LANGUAGE plperl", COMMAND_DROP, SQL_TRANSFORM, "s.t .plperl"},
        {"DROP OPERATOR CLASS s.c USING btree", COMMAND_DROP, SQL_OPERATOR_CLASS, "s.c .btree"},
        {"DROP OPERATOR FAMILY f USING gist", COMMAND_DROP, SQL_OPERATOR_FAMILY, "f .gist"},
        {"DROP COLLATION s.c", COMMAND_DROP, SQL_COLLATION, "s.c"},
        {"DROP CONVERSION c", COMMAND_DROP, SQL_CONVERSION, "c"},
        {"DROP STATISTICS s.x", COMMAND_DROP, SQL_STATISTICS, "s.x"},
        {"DROP TEXT SEARCH CONFIGURATION c", COMMAND_DROP, SQL_TEXT_SEARCH, "c"},
        {"DROP LANGUAGE l", COMMAND_DROP, SQL_LANGUAGE, "l"},
        {"DROP ACCESS METHOD m", COMMAND_DROP, SQL_ACCESS_METHOD, "m"},
        {"DROP EVENT TRIGGER e", COMMAND_DROP, SQL_EVENT_TRIGGER, "e"},
        {"DROP FOREIGN DATA WRAPPER w", COMMAND_DROP, SQL_FOREIGN_DATA_WRAPPER, "w"},
        {"DROP SERVER s", COMMAND_DROP, SQL_SERVER, "s"},
        {"DROP USER MAPPING IF EXISTS FOR current_user SERVER s", COMMAND_DROP, SQL_USER_MAPPING,
         "s roles:current_user, if exists"},
        {"DROP PUBLICATION p, q", COMMAND_DROP, SQL_PUBLICATION, "p q"},
        {"DROP SUBSCRIPTION s", COMMAND_DROP, SQL_SUBSCRIPTION, "s"},
    };

    (void) state;
    CHECK(rows);
}

static void
rename_says_what_part_of_what_is_renamed(void **state)
{
    static const Row rows[] = {
        {"ALTER TABLE IF EXISTS s.a RENAME TO b", COMMAND_RENAME, SQL_TABLE, "s.a >b, if exists"},
        {"ALTER INDEX i RENAME TO j", COMMAND_RENAME, SQL_INDEX, "i >j"},
        {"ALTER VIEW v RENAME TO w", COMMAND_RENAME, SQL_VIEW, "v >w"},
        {"ALTER SEQUENCE q RENAME TO r", COMMAND_RENAME, SQL_SEQUENCE, "q >r"},
        {"ALTER TABLE ONLY s.a RENAME COLUMN b TO c", COMMAND_RENAME, SQL_COLUMN, "s.a .b >c, only"},
        {"ALTER TABLE a RENAME CONSTRAINT b TO c", COMMAND_RENAME, SQL_TABLE_CONSTRAINT, "a .b >c"},
        {"ALTER DOMAIN s.d RENAME CONSTRAINT b TO c", COMMAND_RENAME, SQL_DOMAIN_CONSTRAINT, "s.d .b >c"},
        {"ALTER TYPE s.t RENAME ATTRIBUTE a TO b CASCADE", COMMAND_RENAME, SQL_ATTRIBUTE, "s.t .a >b, cascade"},
        {"ALTER TRIGGER g ON s.t RENAME TO h", COMMAND_RENAME, SQL_TRIGGER, "s.t .g >h"},
        {"ALTER RULE r ON t RENAME TO q", COMMAND_RENAME, SQL_RULE, "t .r >q"},
        {"ALTER POLICY p ON t RENAME TO q", COMMAND_RENAME, SQL_POLICY, "t .p >q"},
        {"ALTER TYPE s.t RENAME TO u", COMMAND_RENAME, SQL_TYPE, "s.t >u"},
        {"ALTER DOMAIN d RENAME TO e", COMMAND_RENAME, SQL_DOMAIN, "d >e"},
        {"ALTER SCHEMA a RENAME TO b", COMMAND_RENAME, SQL_SCHEMA, "a >b"},
        {"ALTER FUNCTION f(int) RENAME TO g", COMMAND_RENAME, SQL_FUNCTION, "f >g [(integer)]"},
        {"ALTER ROLE a RENAME TO b", COMMAND_RENAME, SQL_ROLE, "a >b"},
        {"ALTER DATABASE a RENAME TO b", COMMAND_RENAME, SQL_DATABASE, "a >b"},
        {"ALTER TABLESPACE a RENAME TO b", COMMAND_RENAME, SQL_TABLESPACE, "a >b"},
        {"ALTER PUBLICATION a RENAME TO b", COMMAND_RENAME, SQL_PUBLICATION, "a >b"},
        {"ALTER OPERATOR CLASS s.c USING hash RENAME TO d", COMMAND_RENAME, SQL_OPERATOR_CLASS, "s.c .hash >d"},
        {"ALTER STATISTICS s.x RENAME TO y", COMMAND_RENAME, SQL_STATISTICS, "s.x >y"},
    };

    (void) state;
    CHECK(rows);
}

static void
a_renamed_part_keeps_the_kind_of_its_relation(void **state)
{
    static const struct
    {
        const char *sql;
        SqlObject owner;
    } rows[] = {
        {"ALTER TABLE a RENAME b TO c", SQL_TABLE},
        {"ALTER VIEW a RENAME b TO c", SQL_VIEW},
        {"ALTER MATERIALIZED VIEW a RENAME b TO c", SQL_MATERIALIZED_VIEW},
        {"ALTER FOREIGN TABLE a RENAME b TO c", SQL_FOREIGN_TABLE},
        {"ALTER TYPE a RENAME ATTRIBUTE b TO c", SQL_TYPE},
        {"ALTER TABLE a RENAME CONSTRAINT b TO c", SQL_TABLE},
        {"ALTER DOMAIN a RENAME CONSTRAINT b TO c", SQL_DOMAIN},
        {"ALTER TRIGGER b ON a RENAME TO c", SQL_TABLE},
        {"ALTER TABLE a RENAME TO b", SQL_NOTHING},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        assert_shown(rows[i].sql, command_object_words(parse_one(rows[i].sql)->owner_object),
                     command_object_words(rows[i].owner));
    }
}

static void
objects_move_change_owner_and_are_described(void **state)
{
    static const Row rows[] = {
        {"ALTER VIEW v SET SCHEMA s", COMMAND_SET_SCHEMA, SQL_VIEW, "v >s"},
        {"ALTER TABLE IF EXISTS a.t SET SCHEMA s", COMMAND_SET_SCHEMA, SQL_TABLE, "a.t >s, if exists"},
        {"ALTER FUNCTION f SET SCHEMA s", COMMAND_SET_SCHEMA, SQL_FUNCTION, "f >s"},
        {"ALTER TYPE a.t SET SCHEMA s", COMMAND_SET_SCHEMA, SQL_TYPE, "a.t >s"},
        {"ALTER EXTENSION e SET SCHEMA s", COMMAND_SET_SCHEMA, SQL_EXTENSION, "e >s"},
        {"ALTER SCHEMA a OWNER TO b", COMMAND_OWNER_TO, SQL_SCHEMA, "a >b"},
        {"ALTER FUNCTION f(int) OWNER TO current_user", COMMAND_OWNER_TO, SQL_FUNCTION, "f >current_user [(integer)]"},
        {"ALTER TYPE t OWNER TO o", COMMAND_OWNER_TO, SQL_TYPE, "t >o"},
        {"ALTER LARGE OBJECT 42 OWNER TO o", COMMAND_OWNER_TO, SQL_LARGE_OBJECT, "42 >o"},
        {"ALTER INDEX i DEPENDS ON EXTENSION e", COMMAND_DEPENDS_ON_EXTENSION, SQL_INDEX, "i >e"},
        {"ALTER TRIGGER g ON t NO DEPENDS ON EXTENSION e", COMMAND_DEPENDS_ON_EXTENSION, SQL_TRIGGER, "t .g >e {no}"},
        {"ALTER FUNCTION f(int) DEPENDS ON EXTENSION e", COMMAND_DEPENDS_ON_EXTENSION, SQL_FUNCTION,
         "f >e [(integer)]"},
        {"COMMENT ON TABLE s.t IS 'x'", COMMAND_COMMENT, SQL_TABLE, "s.t >x"},
        {"COMMENT ON COLUMN s.t.c IS NULL", COMMAND_COMMENT, SQL_COLUMN, "s.t .c"},
        {"COMMENT ON CONSTRAINT c ON s.t IS 'x'", COMMAND_COMMENT, SQL_TABLE_CONSTRAINT, "s.t .c >x"},
        {"COMMENT ON CONSTRAINT c ON DOMAIN d IS 'x'", COMMAND_COMMENT, SQL_DOMAIN_CONSTRAINT, "d .c >x"},
        {"COMMENT ON TRIGGER g ON t IS 'x'", COMMAND_COMMENT, SQL_TRIGGER, "t .g >x"},
        {"COMMENT ON FUNCTION f(int) IS 'x'", COMMAND_COMMENT, SQL_FUNCTION, "f >x [(integer)]"},
        {"COMMENT ON TYPE s.t IS 'x'", COMMAND_COMMENT, SQL_TYPE, "s.t >x"},
        {"COMMENT ON CAST (int AS t) IS 'x'", COMMAND_COMMENT, SQL_CAST, "pg_catalog.int4 >x @t"},
        {"COMMENT ON OPERATOR CLASS c USING btree IS 'x'", COMMAND_COMMENT, SQL_OPERATOR_CLASS, "c .btree >x"},
        {"COMMENT ON LARGE OBJECT 42 IS 'x'", COMMAND_COMMENT, SQL_LARGE_OBJECT, "42 >x"},
        {"SECURITY LABEL FOR p ON TABLE s.t IS 'x'", COMMAND_SECURITY_LABEL, SQL_TABLE, "s.t >x {p}"},
        {"SECURITY LABEL ON COLUMN t.c IS NULL", COMMAND_SECURITY_LABEL, SQL_COLUMN, "t .c"},
    };

    (void) state;
    CHECK(rows);
}

static void
sequences_have_options_and_an_owner(void **state)
{
    static const Row rows[] = {
        {"CREATE TEMP SEQUENCE IF NOT EXISTS s.q AS int START 5 INCREMENT BY 2 OWNED BY s.t.c", COMMAND_CREATE,
         SQL_SEQUENCE, "s.q @s.t @.c {as start increment owned_by}, if not exists, temporary"},
        {"CREATE UNLOGGED SEQUENCE q", COMMAND_CREATE, SQL_SEQUENCE, "q, unlogged"},
        {"ALTER SEQUENCE q OWNED BY t.c", COMMAND_OWNED_BY, SQL_SEQUENCE, "q @t @.c {owned_by}"},
        {"ALTER SEQUENCE q OWNED BY NONE", COMMAND_OWNED_BY, SQL_SEQUENCE, "q {owned_by}"},
        {"ALTER SEQUENCE IF EXISTS q RESTART OWNED BY t.c", COMMAND_ALTER, SQL_SEQUENCE,
         "q @t @.c {restart owned_by}, if exists"},
        {"ALTER SEQUENCE q AS bigint NO MAXVALUE CYCLE", COMMAND_ALTER, SQL_SEQUENCE, "q {as maxvalue cycle}"},
    };

    (void) state;
    CHECK(rows);
    assert_string_equal(parse_one("ALTER SEQUENCE q AS bigint")->base.name, "int8");
    assert_string_equal(parse_one("CREATE SEQUENCE q")->base.name, "");
}

static void
types_have_labels_or_attributes(void **state)
{
    static const Row rows[] = {
        {"CREATE TYPE s.e AS ENUM ('a', 'b')", COMMAND_CREATE, SQL_TYPE, "s.e {enum} [a b]"},
        {"CREATE TYPE r AS RANGE (subtype = int, collation = c)", COMMAND_CREATE, SQL_TYPE, "r {subtype collation}"},
        {"CREATE TYPE s.b (input = f, output = g)", COMMAND_CREATE, SQL_TYPE, "s.b {input output}"},
        {"CREATE TYPE s.b", COMMAND_CREATE, SQL_TYPE, "s.b"},
        {"ALTER TYPE s.e ADD VALUE IF NOT EXISTS 'x' BEFORE 'y'", COMMAND_ADD_VALUE, SQL_TYPE,
         "s.e .x @.y, if not exists, position"},
        {"ALTER TYPE e ADD VALUE 'x'", COMMAND_ADD_VALUE, SQL_TYPE, "e .x"},
        {"ALTER TYPE e RENAME VALUE 'x' TO 'y'", COMMAND_RENAME_VALUE, SQL_TYPE, "e .x >y"},
        {"ALTER TYPE b SET (storage = plain)", COMMAND_ALTER, SQL_TYPE, "b {storage}"},
    };
    const Command *command = parse_one("CREATE TYPE s.c AS (a int, b text COLLATE \"C\")");

    (void) state;
    CHECK(rows);
    assert_int_equal(command->column_count, 2);
    assert_string_equal(command->columns[1].name, "b");
    assert_string_equal(command->columns[1].type.name, "text");
    assert_int_equal(parse_one("CREATE TYPE c AS ()")->column_count, 0);
}

static void
objects_without_rows_are_read(void **state)
{
    static const Row rows[] = {
        {"CREATE EXTENSION IF NOT EXISTS e WITH SCHEMA s VERSION '1' CASCADE", COMMAND_CREATE, SQL_EXTENSION,
         "e {schema new_version cascade}, if not exists, cascade"},
        {"ALTER EXTENSION e UPDATE TO '2'", COMMAND_UPDATE_EXTENSION, SQL_EXTENSION, "e {new_version}"},
        {"ALTER EXTENSION e ADD TABLE s.t", COMMAND_ADD_MEMBER, SQL_EXTENSION, "e @s.t"},
        {"ALTER EXTENSION e DROP FUNCTION f(int)", COMMAND_DROP_MEMBER, SQL_EXTENSION, "e @f [(integer)]"},
        {"CREATE AGGREGATE s.a (int) (sfunc = f, stype = int)", COMMAND_CREATE, SQL_AGGREGATE, "s.a {sfunc stype}"},
        {"CREATE OPERATOR s.+ (function = f, leftarg = int, rightarg = int)", COMMAND_CREATE, SQL_OPERATOR,
         "s.+ {function leftarg rightarg}"},
        {"ALTER OPERATOR + (int, int) SET (restrict = f)", COMMAND_ALTER, SQL_OPERATOR,
         "+ {restrict} [(integer, integer)]"},
        {"CREATE COLLATION IF NOT EXISTS c FROM \"C\"", COMMAND_CREATE, SQL_COLLATION, "c {from}, if not exists"},
        {"ALTER COLLATION s.c REFRESH VERSION", COMMAND_ALTER, SQL_COLLATION, "s.c {refresh version}"},
        {"CREATE TEXT SEARCH DICTIONARY d (template = t)", COMMAND_CREATE, SQL_TEXT_SEARCH, "d {template}"},
        {"ALTER TEXT SEARCH DICTIONARY d (a = 1)", COMMAND_ALTER, SQL_TEXT_SEARCH, "d {a}"},
        {"ALTER TEXT SEARCH CONFIGURATION c DROP MAPPING IF EXISTS FOR w", COMMAND_ALTER, SQL_TEXT_SEARCH,
         "c {mapping} [w], if exists"},
        {"CREATE CAST (int AS s.t) WITHOUT FUNCTION AS IMPLICIT", COMMAND_CREATE, SQL_CAST,
         "pg_catalog.int4 @s.t {implicit}"},
        {"CREATE CAST (s.t AS int) WITH INOUT AS ASSIGNMENT", COMMAND_CREATE, SQL_CAST,
         "s.t @pg_catalog.int4 {assignment}"},
        {"CREATE DEFAULT CONVERSION c FOR 'UTF8' TO 'LATIN1' FROM f", COMMAND_CREATE, SQL_CONVERSION, "c, default"},
        {"CREATE OR REPLACE TRANSFORM FOR s.t LANGUAGE l (FROM SQL WITH FUNCTION f(internal))", COMMAND_CREATE,
         SQL_TRANSFORM, "s.t .l, or replace"},
        {"CREATE OR REPLACE TRUSTED LANGUAGE l HANDLER h", COMMAND_CREATE, SQL_LANGUAGE, "l, or replace"},
        {"CREATE ACCESS METHOD m TYPE INDEX HANDLER h", COMMAND_CREATE, SQL_ACCESS_METHOD, "m"},
        {"CREATE OPERATOR CLASS c DEFAULT FOR TYPE int USING btree AS OPERATOR 1 <", COMMAND_CREATE, SQL_OPERATOR_CLASS,
         "c .btree, default"},
        {"CREATE OPERATOR FAMILY f USING btree", COMMAND_CREATE, SQL_OPERATOR_FAMILY, "f .btree"},
        {"ALTER OPERATOR FAMILY f USING btree ADD OPERATOR 1 < (int, int)", COMMAND_ADD_MEMBER, SQL_OPERATOR_FAMILY,
         "f .btree"},
        {"ALTER OPERATOR FAMILY f USING btree DROP OPERATOR 1 (int, int)", COMMAND_DROP_MEMBER, SQL_OPERATOR_FAMILY,
         "f .btree"},
        {"CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION s.f()", COMMAND_CREATE, SQL_EVENT_TRIGGER,
         "e .ddl_command_end"},
        {"ALTER EVENT TRIGGER e ENABLE REPLICA", COMMAND_ALTER, SQL_EVENT_TRIGGER, "e {enable replica}"},
        {"ALTER EVENT TRIGGER e DISABLE", COMMAND_ALTER, SQL_EVENT_TRIGGER, "e {disable}"},
        {"ALTER STATISTICS IF EXISTS s.x SET STATISTICS 10", COMMAND_ALTER, SQL_STATISTICS,
         "s.x {statistics}, if exists"},
    };

    (void) state;
    CHECK(rows);
    assert_int_equal(parse_one("ALTER EXTENSION e ADD TABLE t")->owner_object, SQL_TABLE);
    assert_string_equal(parse_one("ALTER EXTENSION e UPDATE")->opaque, "the update script of the extension \"e\"");
    assert_string_equal(
        shown_name(parse_one("CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION s.f()")->trigger->function), "s.f");
}

static void
a_schema_has_its_elements_as_body(void **state)
{
    const Command *command = parse_one("CREATE SCHEMA IF NOT EXISTS AUTHORIZATION o");

    (void) state;
    assert_shown("authorization", shown_command(command), "o roles:o, if not exists");
    command =
        parse_one("CREATE SCHEMA s CREATE TABLE t (a int) CREATE VIEW v AS SELECT * FROM t GRANT SELECT ON t TO x");
    assert_shown("elements", shown_command(command), "s");
    assert_shown("elements", shown_body(command), "CREATE TABLE t; CREATE VIEW v t:AS; GRANT t");
}

static void
policies_read_what_their_expressions_read(void **state)
{
    static const Row rows[] = {
        {"CREATE POLICY p ON s.t AS RESTRICTIVE FOR UPDATE TO a, public USING (f(x)) WITH CHECK (y IN (SELECT 1 FROM "
         "b))",
         COMMAND_CREATE, SQL_POLICY,
         "s.t .p {update using with check} roles:a public uses:b:AS calls:f/1, restrictive"},
        {"CREATE POLICY p ON t", COMMAND_CREATE, SQL_POLICY, "t .p {all} roles:public"},
        {"ALTER POLICY p ON t TO current_role USING (f())", COMMAND_ALTER, SQL_POLICY,
         "t .p {using} roles:current_role calls:f/0"},
    };

    (void) state;
    CHECK(rows);
    assert_string_equal(parse_one("CREATE POLICY p ON t USING (a > 1)")->expression->text, "a > 1");
}

static void
foreign_objects_are_read(void **state)
{
    static const Row rows[] = {
        {"CREATE FOREIGN DATA WRAPPER w HANDLER h OPTIONS (a '1')", COMMAND_CREATE, SQL_FOREIGN_DATA_WRAPPER, "w {a}"},
        {"ALTER FOREIGN DATA WRAPPER w OPTIONS (SET a '2')", COMMAND_FOREIGN_OPTIONS, SQL_FOREIGN_DATA_WRAPPER,
         "w {a}"},
        {"ALTER FOREIGN DATA WRAPPER w NO HANDLER", COMMAND_ALTER, SQL_FOREIGN_DATA_WRAPPER, "w {handler}"},
        {"CREATE SERVER IF NOT EXISTS s FOREIGN DATA WRAPPER w OPTIONS (a '1')", COMMAND_CREATE, SQL_SERVER,
         "s @w {a}, if not exists"},
        {"ALTER SERVER s OPTIONS (DROP a)", COMMAND_FOREIGN_OPTIONS, SQL_SERVER, "s {a}"},
        {"ALTER SERVER s VERSION '2'", COMMAND_ALTER, SQL_SERVER, "s {version}"},
        {"CREATE USER MAPPING FOR public SERVER s", COMMAND_CREATE, SQL_USER_MAPPING, "s roles:public"},
        {"ALTER USER MAPPING FOR a SERVER s OPTIONS (b '1')", COMMAND_FOREIGN_OPTIONS, SQL_USER_MAPPING,
         "s {b} roles:a"},
        {"IMPORT FOREIGN SCHEMA r LIMIT TO (a, b) FROM SERVER s INTO l", COMMAND_IMPORT_FOREIGN_SCHEMA, SQL_SCHEMA,
         "l .r @s [a b], only"},
    };

    (void) state;
    CHECK(rows);
}

static void
publications_lock_the_tables_that_they_name(void **state)
{
    static const Row rows[] = {
        {"CREATE PUBLICATION p FOR ALL TABLES", COMMAND_CREATE, SQL_PUBLICATION, "p, all"},
        {"CREATE PUBLICATION p FOR TABLE a, ONLY s.b (x) WHERE (f(x)), TABLES IN SCHEMA c, CURRENT_SCHEMA WITH "
         "(publish = 'x')",
         COMMAND_CREATE, SQL_PUBLICATION, "p {publish} [c current_schema] uses:a:SUE s.b:SUE calls:f/1, only"},
        {"ALTER PUBLICATION p ADD TABLE a", COMMAND_ADD_MEMBER, SQL_PUBLICATION, "p uses:a:SUE"},
        {"ALTER PUBLICATION p SET TABLE a, b", COMMAND_SET_MEMBERS, SQL_PUBLICATION, "p uses:a:SUE b:SUE"},
        {"ALTER PUBLICATION p DROP TABLES IN SCHEMA s", COMMAND_DROP_MEMBER, SQL_PUBLICATION, "p [s]"},
        {"ALTER PUBLICATION p SET (publish = 'x')", COMMAND_ALTER, SQL_PUBLICATION, "p {publish}"},
        {"CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION a, b WITH (enabled = false)", COMMAND_CREATE,
         SQL_SUBSCRIPTION, "s {enabled} [a b]"},
        {"ALTER SUBSCRIPTION s ADD PUBLICATION a", COMMAND_ALTER, SQL_SUBSCRIPTION, "s {add publication} [a]"},
        {"ALTER SUBSCRIPTION s REFRESH PUBLICATION", COMMAND_ALTER, SQL_SUBSCRIPTION, "s {refresh publication}"},
        {"ALTER SUBSCRIPTION s DISABLE", COMMAND_ALTER, SQL_SUBSCRIPTION, "s {enabled enable or disable}"},
        {"ALTER SUBSCRIPTION s CONNECTION 'y'", COMMAND_ALTER, SQL_SUBSCRIPTION, "s {connection}"},
    };

    (void) state;
    CHECK(rows);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(drop_names_objects_of_every_kind, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rename_says_what_part_of_what_is_renamed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_renamed_part_keeps_the_kind_of_its_relation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(objects_move_change_owner_and_are_described, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sequences_have_options_and_an_owner, set_up, tear_down),
        cmocka_unit_test_setup_teardown(types_have_labels_or_attributes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(objects_without_rows_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_schema_has_its_elements_as_body, set_up, tear_down),
        cmocka_unit_test_setup_teardown(policies_read_what_their_expressions_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(foreign_objects_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(publications_lock_the_tables_that_they_name, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
