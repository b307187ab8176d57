/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/ddl: scripts become statements, each with its kind, tag, place, and, where it cannot be split, what to do.
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

static DdlScript *
parse(const char *text)
{
    Error err = {0};
    DdlErrorPlace place = {0};
    DdlScript *script;

    if (!ddl_parse(mem, text, &script, &place, &err))
    {
        fail_msg("%s: %s", text, err.message);
    }
    return script;
}

static const DdlStatement *
only(const char *text)
{
    DdlScript *script = parse(text);

    if (script->count != 1)
    {
        fail_msg("%s: %zu statements", text, script->count);
    }
    return &script->statements[0];
}

static const char *
rendered(const SqlExpression *expression)
{
    Error err = {0};

    return ddl_expression_render(mem, expression, NULL, NULL, 0, &err);
}

static void
every_kind_has_its_tag_and_table(void **state)
{
    static const struct
    {
        DdlKind kind;
        const char *text;
        const char *tag;
        const char *sql;
    } rows[] = {
        {DDL_ADD_COLUMN, "alter table t add a int", "ALTER TABLE ADD COLUMN", "ALTER TABLE t ADD COLUMN a int"},
        {DDL_DROP_COLUMN, "alter table t drop a", "ALTER TABLE DROP COLUMN", "ALTER TABLE t DROP a"},
        {DDL_RENAME_COLUMN, "alter table t rename a to b", "ALTER TABLE RENAME COLUMN",
         "ALTER TABLE t RENAME COLUMN a TO b"},
        {DDL_ALTER_COLUMN_TYPE, "alter table t alter a set data type bigint", "ALTER TABLE ALTER COLUMN TYPE",
         "ALTER TABLE t ALTER COLUMN a TYPE bigint"},
        {DDL_SET_NOT_NULL, "alter table t alter a set not null", "ALTER TABLE ALTER COLUMN SET NOT NULL",
         "ALTER TABLE t ALTER COLUMN a SET NOT NULL"},
        {DDL_DROP_NOT_NULL, "alter table t alter a drop not null", "ALTER TABLE ALTER COLUMN DROP NOT NULL",
         "ALTER TABLE t ALTER COLUMN a DROP NOT NULL"},
        {DDL_SET_DEFAULT, "alter table t alter a set default 1", "ALTER TABLE ALTER COLUMN SET DEFAULT",
         "ALTER TABLE t ALTER COLUMN a SET DEFAULT 1"},
        {DDL_DROP_DEFAULT, "alter table t alter a drop default", "ALTER TABLE ALTER COLUMN DROP DEFAULT",
         "ALTER TABLE t ALTER COLUMN a DROP DEFAULT"},
        {DDL_ADD_CHECK, "alter table t add check (a > 0)", "ALTER TABLE ADD CONSTRAINT CHECK",
         "ALTER TABLE t ADD CHECK (a > 0)"},
        {DDL_ADD_FOREIGN_KEY, "alter table t add foreign key (a) references p",
         "ALTER TABLE ADD CONSTRAINT FOREIGN KEY", "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p"},
        {DDL_ADD_UNIQUE, "alter table t add unique (a)", "ALTER TABLE ADD CONSTRAINT UNIQUE",
         "ALTER TABLE t ADD UNIQUE (a)"},
        {DDL_ADD_PRIMARY_KEY, "alter table t add primary key (a)", "ALTER TABLE ADD CONSTRAINT PRIMARY KEY",
         "ALTER TABLE t ADD PRIMARY KEY (a)"},
        {DDL_DROP_CONSTRAINT, "alter table t drop constraint c", "ALTER TABLE DROP CONSTRAINT",
         "ALTER TABLE t DROP CONSTRAINT c"},
        {DDL_RENAME_CONSTRAINT, "alter table t rename constraint c to d", "ALTER TABLE RENAME CONSTRAINT",
         "ALTER TABLE t RENAME CONSTRAINT c TO d"},
        {DDL_ADD_EXCLUDE, "alter table t add exclude using gist (a with =, f(b) with operator(app.&&)) where (a > 0)",
         "ALTER TABLE ADD CONSTRAINT EXCLUDE",
         "ALTER TABLE t ADD EXCLUDE USING gist (a WITH =, f(b) WITH app.&&) WHERE (a > 0)"},
        {DDL_ADD_UNIQUE_USING_INDEX, "alter table t add constraint c unique using index i",
         "ALTER TABLE ADD CONSTRAINT UNIQUE USING INDEX", "ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX i"},
        {DDL_ADD_PRIMARY_KEY_USING_INDEX, "alter table t add primary key using index i",
         "ALTER TABLE ADD CONSTRAINT PRIMARY KEY USING INDEX", "ALTER TABLE t ADD PRIMARY KEY USING INDEX i"},
        {DDL_ALTER_CONSTRAINT, "alter table t alter constraint c deferrable", "ALTER TABLE ALTER CONSTRAINT",
         "ALTER TABLE t ALTER CONSTRAINT c DEFERRABLE"},
        {DDL_VALIDATE_CONSTRAINT, "alter table t validate constraint c", "ALTER TABLE VALIDATE CONSTRAINT",
         "ALTER TABLE t VALIDATE CONSTRAINT c"},
        {DDL_SET_STATISTICS, "alter table t alter a set statistics 7", "ALTER TABLE ALTER COLUMN SET STATISTICS",
         "ALTER TABLE t ALTER COLUMN a SET STATISTICS 7"},
        {DDL_SET_STORAGE, "alter table t alter a set storage main", "ALTER TABLE ALTER COLUMN SET STORAGE",
         "ALTER TABLE t ALTER COLUMN a SET STORAGE main"},
        {DDL_SET_COMPRESSION, "alter table t alter a set compression lz4", "ALTER TABLE ALTER COLUMN SET COMPRESSION",
         "ALTER TABLE t ALTER COLUMN a SET COMPRESSION lz4"},
        {DDL_SET_COLUMN_OPTIONS, "alter table t alter a set (n_distinct = 7)", "ALTER TABLE ALTER COLUMN SET",
         "ALTER TABLE t ALTER COLUMN a SET (n_distinct=7)"},
        {DDL_RESET_COLUMN_OPTIONS, "alter table t alter a reset (n_distinct)", "ALTER TABLE ALTER COLUMN RESET",
         "ALTER TABLE t ALTER COLUMN a RESET (n_distinct)"},
        {DDL_RENAME_INDEX, "alter index t rename to j", "ALTER INDEX RENAME", "ALTER INDEX t RENAME TO j"},
        {DDL_COMMENT, "comment on table t is 'x'", "COMMENT", "COMMENT ON TABLE t IS 'x'"},
        {DDL_COMMENT, "comment on column t.a is null", "COMMENT", "COMMENT ON COLUMN t.a IS NULL"},
        {DDL_COMMENT, "comment on constraint c on t is ''", "COMMENT", "COMMENT ON CONSTRAINT c ON t IS NULL"},
        {DDL_COMMENT, "comment on index t is 'x'", "COMMENT", "COMMENT ON INDEX t IS 'x'"},
        {DDL_CREATE_TABLE, "create table t (a int)", "CREATE TABLE", "CREATE TABLE t (a int)"},
        {DDL_CREATE_INDEX, "create index i on t (a)", "CREATE INDEX", "CREATE INDEX i ON t USING btree (a)"},
        {DDL_DATA, "update t set a = 1", "UPDATE", "update t set a = 1"},
        {DDL_DATA, "insert into t values (1)", "INSERT", "insert into t values (1)"},
        {DDL_DATA, "delete from t", "DELETE", "delete from t"},
        {DDL_DATA, "copy t from stdin", "COPY", "copy t from stdin"},
        {DDL_DATA, "merge into t using u on true when matched then delete", "MERGE",
         "merge into t using u on true when matched then delete"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        const DdlStatement *statement = only(rows[i].text);

        assert_int_equal(statement->kind, rows[i].kind);
        assert_string_equal(statement->tag, rows[i].tag);
        assert_string_equal(statement->sql, rows[i].sql);
        assert_string_equal(statement->relation.name, "t");
        assert_null(statement->relation.schema);
        assert_null(statement->reason);
        assert_int_equal(statement->offset, 0);
        assert_int_equal(statement->length, strlen(rows[i].text));
        assert_non_null(statement->columns);
    }
}

/* One of each tag that lint users meet. */
static const struct
{
    const char *text;
    const char *tag;
} unsplittable[] = {
    {"TRUNCATE t", "TRUNCATE"},
    {"DROP TABLE t", "DROP TABLE"},
    {"DROP VIEW t", "DROP VIEW"},
    {"DROP FUNCTION f(int)", "DROP FUNCTION"},
    {"CREATE VIEW v AS SELECT 1", "CREATE VIEW"},
    {"CREATE MATERIALIZED VIEW v AS SELECT 1", "CREATE MATERIALIZED VIEW"},
    {"CREATE TABLE t AS SELECT 1", "CREATE TABLE AS"},
    {"SELECT 1 INTO t", "SELECT INTO"},
    {"SELECT 1", "SELECT"},
    {"VALUES (1)", "VALUES"},
    {"CREATE TEMP TABLE t (a int)", "CREATE TEMPORARY TABLE"},
    {"CREATE TABLE t PARTITION OF p DEFAULT", "CREATE TABLE PARTITION OF"},
    {"CREATE TABLE t () INHERITS (p)", "CREATE TABLE INHERITS"},
    {"CREATE INDEX ON ONLY t (a)", "CREATE INDEX ON ONLY"},
    {"ALTER TABLE t RENAME TO u", "ALTER TABLE RENAME"},
    {"ALTER TABLE t SET SCHEMA s", "ALTER TABLE SET SCHEMA"},
    {"ALTER TABLE t OWNER TO o", "ALTER TABLE OWNER TO"},
    {"ALTER TABLE ONLY t ADD a int", "ALTER TABLE ADD COLUMN"},
    {"ALTER TABLE ONLY t RENAME a TO b", "ALTER TABLE RENAME COLUMN"},
    {"ALTER TABLE t ENABLE ROW LEVEL SECURITY", "ALTER TABLE ENABLE ROW LEVEL SECURITY"},
    {"ALTER TABLE t ATTACH PARTITION p DEFAULT", "ALTER TABLE ATTACH PARTITION"},
    {"ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY", "ALTER TABLE ALTER COLUMN ADD GENERATED"},
    {"ALTER TABLE t SET (fillfactor = 70)", "ALTER TABLE SET"},
    {"ALTER VIEW t ALTER a SET DEFAULT 1", "ALTER VIEW ALTER COLUMN SET DEFAULT"},
    {"ALTER VIEW t RENAME COLUMN a TO b", "ALTER VIEW RENAME COLUMN"},
    {"ALTER TYPE t ADD VALUE 'x'", "ALTER TYPE ADD VALUE"},
    {"ALTER TYPE t RENAME VALUE 'x' TO 'y'", "ALTER TYPE RENAME VALUE"},
    {"ALTER TYPE t ADD ATTRIBUTE a int", "ALTER TYPE ADD ATTRIBUTE"},
    {"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "CREATE FUNCTION"},
    {"CREATE PROCEDURE p() LANGUAGE sql AS ''", "CREATE PROCEDURE"},
    {"GRANT SELECT ON t TO x", "GRANT"},
    {"REVOKE SELECT ON t FROM x", "REVOKE"},
    {"VACUUM t", "VACUUM"},
    {"ANALYZE t", "ANALYZE"},
    {"DO 'x'", "DO"},
    {"COMMENT ON VIEW t IS 'x'", "COMMENT"},
};

static void
what_cannot_be_split_names_itself_and_says_what_to_do(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(unsplittable) / sizeof(unsplittable[0]); i++)
    {
        const DdlStatement *statement = only(unsplittable[i].text);

        assert_int_equal(statement->kind, DDL_UNSUPPORTED);
        assert_string_equal(statement->tag, unsplittable[i].tag);
        assert_non_null(statement->reason);
        assert_memory_equal(statement->reason, unsplittable[i].tag, strlen(unsplittable[i].tag));
        assert_true(strlen(statement->reason) > strlen(unsplittable[i].tag) + 60);
        assert_true(statement->reason[strlen(statement->reason) - 1] == '.');
    }
}

static void
statements_of_the_session_say_what_they_are(void **state)
{
    static const char *const rows[][2] = {
        {"BEGIN", "BEGIN"},
        {"COMMIT", "COMMIT"},
        {"ROLLBACK TO x", "ROLLBACK"},
        {"SAVEPOINT x", "SAVEPOINT"},
        {"SET a.b = 1", "SET"},
        {"RESET ALL", "RESET"},
        {"SHOW x", "SHOW"},
        {"PREPARE p AS SELECT 1", "PREPARE"},
        {"EXECUTE p", "EXECUTE"},
        {"LISTEN x", "LISTEN"},
        {"DISCARD ALL", "DISCARD"},
        {"EXPLAIN SELECT 1", "EXPLAIN"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        const DdlStatement *statement = only(rows[i][0]);

        assert_int_equal(statement->kind, DDL_SESSION);
        assert_string_equal(statement->tag, rows[i][1]);
        assert_memory_equal(statement->reason, rows[i][1], strlen(rows[i][1]));
    }
    assert_string_equal(only("COMMIT")->reason, "COMMIT inside a plan; bellows controls transactions");
}

static void
each_subcommand_is_a_statement_with_its_own_place(void **state)
{
    static const char text[] = "-- é, not a statement\n"
                               "ALTER TABLE shop.\"Weird\"\"Name\" *\n"
                               "  ADD COLUMN a numeric(10,2) DEFAULT f(1, 2), -- the first\n"
                               "  ALTER b TYPE int[] USING ARRAY[1,2], DROP COLUMN c CASCADE /* end */ ;\n"
                               ";\n"
                               "CREATE INDEX i ON t (a)";
    DdlScript *script = parse(text);
    const DdlStatement *statements = script->statements;

    (void) state;
    assert_int_equal(script->count, 4);
    for (size_t i = 0; i < 3; i++)
    {
        assert_string_equal(statements[i].relation.schema, "shop");
        assert_string_equal(statements[i].relation.name, "Weird\"Name");
    }
    assert_int_equal(statements[0].offset, strstr(text, "ALTER TABLE") - text);
    assert_memory_equal(text + statements[0].offset + statements[0].length, ", -- the first", 14);
    assert_memory_equal(text + statements[1].offset, "ALTER b TYPE int[] USING ARRAY[1,2]", statements[1].length);
    assert_int_equal(statements[1].length, strlen("ALTER b TYPE int[] USING ARRAY[1,2]"));
    assert_memory_equal(text + statements[2].offset, "DROP COLUMN c CASCADE", statements[2].length);
    assert_true(statements[2].cascade);
    assert_false(statements[1].cascade);
    assert_string_equal(statements[2].sql, "ALTER TABLE shop.\"Weird\"\"Name\" DROP c CASCADE");
    assert_int_equal(statements[3].offset, strstr(text, "CREATE") - text);
    assert_int_equal(parse("")->count, 0);
    assert_int_equal(parse(" -- nothing\n;;")->count, 0);
}

static void
a_column_definition_is_taken_apart(void **state)
{
    const DdlStatement *statement =
        only("ALTER TABLE IF EXISTS t ADD COLUMN IF NOT EXISTS \"größe\" varchar(20) COLLATE "
             "\"de_DE\" NOT NULL DEFAULT '-'::text");
    const DdlColumn *column = statement->definition;

    (void) state;
    assert_true(statement->if_exists);
    assert_string_equal(statement->column, "größe");
    assert_string_equal(column->name, "größe");
    assert_string_equal(column->type, "varchar(20)");
    assert_string_equal(column->collation, "\"de_DE\"");
    assert_true(column->not_null);
    assert_true(column->fallback_is_constant);
    assert_string_equal(rendered(column->fallback), "'-'::text");
    assert_null(column->unhandled);
    column = only("ALTER TABLE t ADD a int")->definition;
    assert_false(column->not_null);
    assert_null(column->fallback);
    assert_null(column->collation);
}

static void
constraints_within_add_column_are_statements_of_their_own(void **state)
{
    static const struct
    {
        DdlKind kind;
        const char *sql;
    } rows[] = {
        {DDL_ADD_COLUMN, "ALTER TABLE s.t ADD COLUMN a int NOT NULL DEFAULT 1"},
        {DDL_ADD_CHECK, "ALTER TABLE s.t ADD CONSTRAINT c CHECK (a > 0)"},
        {DDL_ADD_UNIQUE, "ALTER TABLE s.t ADD UNIQUE (a)"},
        {DDL_ADD_FOREIGN_KEY,
         "ALTER TABLE s.t ADD FOREIGN KEY (a) REFERENCES p ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"},
        {DDL_ADD_COLUMN, "ALTER TABLE s.t ADD COLUMN b int"},
    };
    const DdlScript *script = parse("ALTER TABLE s.t ADD a int NOT NULL CONSTRAINT c CHECK (a > 0) DEFAULT 1 UNIQUE "
                                    "REFERENCES p ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, ADD b int");

    (void) state;
    assert_int_equal(script->count, sizeof(rows) / sizeof(rows[0]));
    for (size_t i = 0; i < script->count; i++)
    {
        assert_int_equal(script->statements[i].kind, rows[i].kind);
        assert_string_equal(script->statements[i].sql, rows[i].sql);
        assert_int_equal(script->statements[i].offset, i < 4 ? 0 : 141);
    }
    assert_string_equal(script->statements[1].constraint_name, "c");
    assert_string_equal(script->statements[2].key.columns[0], "a");
    assert_string_equal(script->statements[3].key.timing, " DEFERRABLE INITIALLY DEFERRED");
}

static void
serial_identity_and_generated_columns_are_known(void **state)
{
    const DdlColumn *column = only("ALTER TABLE t ADD a bigserial")->definition;

    (void) state;
    assert_true(column->is_serial);
    assert_true(column->not_null);
    assert_string_equal(column->type, "bigint");
    column = only("ALTER TABLE t ADD a int GENERATED BY DEFAULT AS IDENTITY")->definition;
    assert_int_equal(column->identity, 'd');
    assert_true(column->not_null);
    assert_string_equal(column->sequence_options, "");
    column = only("ALTER TABLE t ADD a int GENERATED ALWAYS AS IDENTITY (START 5 INCREMENT 2)")->definition;
    assert_int_equal(column->identity, 'a');
    assert_string_equal(column->sequence_options, " START 5 INCREMENT 2");
    column = only("ALTER TABLE t ADD a int GENERATED ALWAYS AS (b + 1) STORED")->definition;
    assert_true(column->is_generated);
    assert_null(column->unhandled);
}

static void
defaults_that_are_literals_are_constant(void **state)
{
    static const char *const constants[] = {"1",
                                            "-1",
                                            "- 1.5",
                                            "'a'",
                                            "'a'::varchar(3)",
                                            "NULL",
                                            "NULL::int",
                                            "true",
                                            "CAST('1' AS int)",
                                            "ARRAY[1, 2]::int[]",
                                            "'2020-01-01'::date",
                                            "interval '1 day'",
                                            "+1"};
    static const char *const others[] = {
        "now()", "1 + 1", "a", "current_date", "nextval('s')", "ARRAY[now()]", "CASE WHEN true THEN 1 END", "@ 1"};

    (void) state;
    for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
    {
        assert_true(
            only(mem_printf(mem, "ALTER TABLE t ADD a x DEFAULT %s", constants[i]))->definition->fallback_is_constant);
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
    {
        assert_false(
            only(mem_printf(mem, "ALTER TABLE t ADD a x DEFAULT (%s)", others[i]))->definition->fallback_is_constant);
    }
}

static void
types_are_written_with_modifiers_and_array_marks(void **state)
{
    static const char *const types[][2] = {
        {"numeric(12,2)", "numeric(12, 2)"},
        {"int", "int"},
        {"bigint[]", "bigint[]"},
        {"int[3][4]", "int[3][4]"},
        {"character varying", "varchar"},
        {"timestamp(3) with time zone", "timestamp (3) with time zone"},
        {"timestamptz", "timestamptz"},
        {"double precision", "double precision"},
        {"interval hour to minute", "interval hour to minute"},
        {"\"char\"", "\"char\""},
        {"shop.\"Odd type\"", "shop.\"Odd type\""},
        {"bit varying(5)", "pg_catalog.varbit(5)"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
    {
        assert_string_equal(only(mem_printf(mem, "ALTER TABLE t ADD a %s", types[i][0]))->definition->type,
                            types[i][1]);
    }
}

static void
what_else_is_in_a_column_is_told(void **state)
{
    static const char *const rows[][2] = {
        {"int GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME s)", "SEQUENCE NAME"},
        {"text COMPRESSION pglz", "COMPRESSION"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        const DdlStatement *statement = only(mem_printf(mem, "ALTER TABLE t ADD a %s", rows[i][0]));

        assert_int_equal(statement->kind, DDL_ADD_COLUMN);
        assert_string_equal(statement->definition->unhandled, rows[i][1]);
    }
    assert_null(only("ALTER TABLE t ADD a int NULL")->definition->unhandled);
}

static void
expressions_of_statements_are_kept(void **state)
{
    const DdlStatement *statement = only("ALTER TABLE t ALTER a TYPE bigint USING (a || 'x')::bigint");

    (void) state;
    assert_string_equal(statement->definition->name, "a");
    assert_string_equal(statement->definition->type, "bigint");
    assert_string_equal(rendered(statement->expression), "CAST(a || 'x' AS bigint)");
    assert_null(only("ALTER TABLE t ALTER a TYPE bigint")->expression);
    assert_string_equal(rendered(only("ALTER TABLE t ALTER a SET DEFAULT now()")->expression), "now()");
    statement = only("ALTER TABLE t ADD CONSTRAINT \"C\" CHECK (b > a AND t.b < 9) NOT VALID");
    assert_string_equal(statement->constraint_name, "C");
    assert_true(statement->not_valid);
    assert_string_equal(statement->columns[0], "a");
    assert_string_equal(statement->columns[1], "b");
    assert_null(statement->columns[2]);
    statement = only("ALTER TABLE t ADD CHECK (a > 0)");
    assert_null(statement->constraint_name);
    assert_false(statement->not_valid);
    statement = only("ALTER TABLE t RENAME COLUMN \"A\" TO \"select\"");
    assert_string_equal(statement->column, "A");
    assert_string_equal(statement->new_name, "select");
}

static void
indexes_and_tables_tell_their_columns(void **state)
{
    const DdlStatement *statement =
        only("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"I\" ON s.t (lower(a), b DESC) INCLUDE (c) WHERE d > b");
    static const char *const expected[] = {"b", "c", "a", "d"};

    (void) state;
    assert_string_equal(statement->index_name, "I");
    assert_true(statement->is_unique && statement->concurrently && statement->if_exists);
    assert_string_equal(statement->relation.schema, "s");
    for (size_t i = 0; i < 4; i++)
    {
        assert_string_equal(statement->columns[i], expected[i]);
    }
    assert_null(statement->columns[4]);
    assert_null(only("CREATE INDEX ON t (a)")->index_name);
    statement = only("CREATE TABLE IF NOT EXISTS x (a int REFERENCES p, \"B\" text, LIKE s.z, "
                     "FOREIGN KEY (a) REFERENCES \"Q r\")");
    assert_true(statement->if_exists);
    assert_string_equal(statement->columns[0], "a");
    assert_string_equal(statement->columns[1], "B");
    assert_null(statement->columns[2]);
}

static void
each_dropped_index_is_a_statement(void **state)
{
    DdlScript *script = parse("DROP INDEX CONCURRENTLY IF EXISTS a, s.\"B\" CASCADE");

    (void) state;
    assert_int_equal(script->count, 2);
    assert_int_equal(script->statements[0].kind, DDL_DROP_INDEX);
    assert_string_equal(script->statements[0].index_name, "a");
    assert_string_equal(script->statements[1].relation.schema, "s");
    assert_string_equal(script->statements[1].relation.name, "B");
    assert_true(script->statements[1].cascade && script->statements[1].if_exists);
    assert_true(script->statements[1].concurrently);
    assert_string_equal(script->statements[1].sql, "DROP INDEX CONCURRENTLY IF EXISTS s.\"B\" CASCADE");
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
        TEST(every_kind_has_its_tag_and_table),
        TEST(what_cannot_be_split_names_itself_and_says_what_to_do),
        TEST(statements_of_the_session_say_what_they_are),
        TEST(each_subcommand_is_a_statement_with_its_own_place),
        TEST(a_column_definition_is_taken_apart),
        TEST(constraints_within_add_column_are_statements_of_their_own),
        TEST(serial_identity_and_generated_columns_are_known),
        TEST(defaults_that_are_literals_are_constant),
        TEST(types_are_written_with_modifiers_and_array_marks),
        TEST(what_else_is_in_a_column_is_told),
        TEST(expressions_of_statements_are_kept),
        TEST(indexes_and_tables_tell_their_columns),
        TEST(each_dropped_index_is_a_statement),
    };

    return cmocka_run_group_tests(tests, NULL, leave);
}
