/* SPDX-License-Identifier: PostgreSQL */
/*
 * change/classify: every (kind, object) that PostgreSQL 15's grammar can produce has a row of facts.
 *
 * Verbs are tried on all objects, and what the parser takes is judged: nobody has to know which of them go together. That
 * no statement and no subcommand is forgotten is read from the tables of sql/command.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>
#include <string.h>

#include "base/mem.h"
#include "change/classify.h"
#include "change/schema.h"

#define NODES       1024
#define SUBCOMMANDS 256

static const char *const objects[] = {
    "ACCESS METHOD a",
    "AGGREGATE a(int)",
    "CAST (int AS text)",
    "COLLATION a",
    "COLUMN a.c",
    "CONSTRAINT c ON DOMAIN a",
    "CONSTRAINT c ON a",
    "CONVERSION a",
    "DATABASE a",
    "DOMAIN a",
    "EVENT TRIGGER a",
    "EXTENSION a",
    "FOREIGN DATA WRAPPER a",
    "FOREIGN SERVER a",
    "FOREIGN TABLE a",
    "FUNCTION a(int)",
    "GROUP a",
    "INDEX a",
    "LANGUAGE a",
    "LARGE OBJECT 1",
    "MATERIALIZED VIEW a",
    "OPERATOR + (int, int)",
    "OPERATOR CLASS a USING btree",
    "OPERATOR FAMILY a USING btree",
    "PARAMETER work_mem",
    "POLICY c ON a",
    "PROCEDURE a(int)",
    "PUBLICATION a",
    "ROLE a",
    "ROUTINE a(int)",
    "RULE c ON a",
    "SCHEMA a",
    "SEQUENCE a",
    "SERVER a",
    "STATISTICS a",
    "SUBSCRIPTION a",
    "TABLE a",
    "TABLESPACE a",
    "TEXT SEARCH CONFIGURATION a",
    "TEXT SEARCH DICTIONARY a",
    "TEXT SEARCH PARSER a",
    "TEXT SEARCH TEMPLATE a",
    "TRANSFORM FOR int LANGUAGE sql",
    "TRIGGER c ON a",
    "TYPE a",
    "USER MAPPING FOR o SERVER a",
    "USER a",
    "VIEW a",
    "ALL TABLES IN SCHEMA a",
    "ALL FUNCTIONS IN SCHEMA a",
    "ALL IN TABLESPACE a",
};

/* "%" is the object. */
static const char *const verbs[] = {
    "COMMENT ON % IS 'x'",
    "SECURITY LABEL ON % IS 'x'",
    "DROP %",
    "DROP % CASCADE",
    "GRANT ALL ON % TO o",
    "REVOKE ALL ON % FROM o",
    "ALTER EXTENSION e ADD %",
    "ALTER EXTENSION e DROP %",
    "ALTER % RENAME TO y",
    "ALTER % RENAME COLUMN c TO y",
    "ALTER % RENAME ATTRIBUTE c TO y",
    "ALTER % RENAME CONSTRAINT c TO y",
    "ALTER % RENAME VALUE 'c' TO 'y'",
    "ALTER % OWNER TO o",
    "ALTER % SET SCHEMA s",
    "ALTER % SET TABLESPACE s",
    "ALTER % DEPENDS ON EXTENSION e",
    "ALTER % NO DEPENDS ON EXTENSION e",
    "ALTER % REFRESH VERSION",
    "ALTER % REFRESH COLLATION VERSION",
    "ALTER % SET work_mem = 1",
    "ALTER % RESET ALL",
    "ALTER % OPTIONS (ADD c 'x')",
    "ALTER % ADD VALUE 'c'",
    "ALTER % ADD ATTRIBUTE c int",
    "ALTER % DROP ATTRIBUTE c",
    "ALTER % ALTER ATTRIBUTE c TYPE int",
    "ALTER % SET (c = 1)",
    "ALTER % RESET (c)",
    "ALTER % SET DEFAULT 1",
    "ALTER % SET NOT NULL",
    "ALTER % DROP NOT NULL",
    "ALTER % ADD CHECK (VALUE > 0)",
    "ALTER % ADD CHECK (c > 0)",
    "ALTER % ADD UNIQUE (c)",
    "ALTER % ADD PRIMARY KEY (c)",
    "ALTER % ADD UNIQUE USING INDEX i",
    "ALTER % ADD PRIMARY KEY USING INDEX i",
    "ALTER % ADD EXCLUDE (c WITH =)",
    "ALTER % ADD FOREIGN KEY (c) REFERENCES b",
    "ALTER % ALTER CONSTRAINT c DEFERRABLE",
    "ALTER % VALIDATE CONSTRAINT c",
    "ALTER % DROP CONSTRAINT c",
    "ALTER % ADD COLUMN c int",
    "ALTER % DROP COLUMN c",
    "ALTER % ALTER COLUMN c TYPE int",
    "ALTER % ALTER COLUMN c SET DEFAULT 1",
    "ALTER % ALTER COLUMN c DROP DEFAULT",
    "ALTER % ALTER COLUMN c SET NOT NULL",
    "ALTER % ALTER COLUMN c DROP NOT NULL",
    "ALTER % ALTER COLUMN c DROP EXPRESSION",
    "ALTER % ALTER COLUMN c SET STATISTICS 1",
    "ALTER % ALTER COLUMN 1 SET STATISTICS 1",
    "ALTER % ALTER COLUMN c SET (n_distinct = 1)",
    "ALTER % ALTER COLUMN c RESET (n_distinct)",
    "ALTER % ALTER COLUMN c SET STORAGE plain",
    "ALTER % ALTER COLUMN c SET COMPRESSION lz4",
    "ALTER % ALTER COLUMN c OPTIONS (ADD c 'x')",
    "ALTER % ALTER COLUMN c ADD GENERATED ALWAYS AS IDENTITY",
    "ALTER % ALTER COLUMN c SET GENERATED ALWAYS",
    "ALTER % ALTER COLUMN c DROP IDENTITY",
    "ALTER % CLUSTER ON i",
    "ALTER % SET WITHOUT CLUSTER",
    "ALTER % SET LOGGED",
    "ALTER % SET UNLOGGED",
    "ALTER % SET WITHOUT OIDS",
    "ALTER % SET ACCESS METHOD heap",
    "ALTER % ENABLE TRIGGER c",
    "ALTER % ENABLE ALWAYS TRIGGER c",
    "ALTER % ENABLE REPLICA TRIGGER c",
    "ALTER % ENABLE TRIGGER ALL",
    "ALTER % ENABLE TRIGGER USER",
    "ALTER % DISABLE TRIGGER c",
    "ALTER % DISABLE TRIGGER ALL",
    "ALTER % DISABLE TRIGGER USER",
    "ALTER % ENABLE RULE c",
    "ALTER % ENABLE ALWAYS RULE c",
    "ALTER % ENABLE REPLICA RULE c",
    "ALTER % DISABLE RULE c",
    "ALTER % INHERIT b",
    "ALTER % NO INHERIT b",
    "ALTER % OF b",
    "ALTER % NOT OF",
    "ALTER % REPLICA IDENTITY FULL",
    "ALTER % ENABLE ROW LEVEL SECURITY",
    "ALTER % DISABLE ROW LEVEL SECURITY",
    "ALTER % FORCE ROW LEVEL SECURITY",
    "ALTER % NO FORCE ROW LEVEL SECURITY",
    "ALTER % ATTACH PARTITION b",
    "ALTER % ATTACH PARTITION b DEFAULT",
    "ALTER % DETACH PARTITION b",
    "ALTER % DETACH PARTITION b CONCURRENTLY",
    "ALTER % DETACH PARTITION b FINALIZE",
    "ALTER % OWNED BY NONE",
    "ALTER % INCREMENT 2",
    "ALTER % ADD TABLE b",
    "ALTER % SET TABLE b",
    "ALTER % DROP TABLE b",
    "ALTER % CONNECTION 'x'",
    "ALTER % SET PUBLICATION b",
    "ALTER % ADD PUBLICATION b",
    "ALTER % DROP PUBLICATION b",
    "ALTER % REFRESH PUBLICATION",
    "ALTER % ENABLE",
    "ALTER % DISABLE",
    "ALTER % SKIP (lsn = NONE)",
    "ALTER % SET STATISTICS 1",
    "ALTER % STABLE",
    "ALTER % TO b",
    "ALTER % UPDATE",
    "ALTER % ADD USER b",
    "ALTER % PASSWORD 'x'",
    "ALTER % USING (true)",
    "ALTER % VERSION '1'",
    "ALTER % CONNECTION LIMIT 1",
    "ALTER % ADD OPERATOR 1 < (int, int)",
    "ALTER % DROP OPERATOR 1 (int, int)",
    "ALTER % ADD MAPPING FOR word WITH simple",
    "ALTER % DROP MAPPING FOR word",
    "ALTER % (c = 1)",
    "ALTER % SET TABLESPACE b NOWAIT",
    "ALTER % HANDLER b",
    "ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b",
    "REINDEX %",
    "REINDEX (CONCURRENTLY) %",
};

/* What has a form of its own. */
static const char *const others[] = {
    "INSERT INTO a VALUES (1)",
    "DELETE FROM a",
    "UPDATE a SET c = 1",
    "MERGE INTO a USING b ON true WHEN MATCHED THEN DELETE",
    "SELECT 1",
    "VALUES (1)",
    "SELECT * FROM a FOR UPDATE",
    "SELECT * INTO a FROM b",
    "GRANT SELECT ON a TO o",
    "GRANT SELECT (c) ON a TO o",
    "REVOKE SELECT ON a FROM o",
    "GRANT o TO r",
    "REVOKE o FROM r",
    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO o",
    "ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM o",
    "CLOSE c",
    "CLOSE ALL",
    "CLUSTER a USING i",
    "CLUSTER a",
    "CLUSTER",
    "COPY a FROM STDIN",
    "COPY a TO STDOUT",
    "COPY (SELECT 1) TO STDOUT",
    "CREATE TABLE a (c int)",
    "CREATE TEMPORARY TABLE a (c int)",
    "CREATE TABLE a () INHERITS (b)",
    "CREATE TABLE a OF b",
    "CREATE TABLE a PARTITION OF b DEFAULT",
    "CREATE FOREIGN TABLE a PARTITION OF b DEFAULT SERVER s",
    "CREATE AGGREGATE a (int) (SFUNC = f, STYPE = int)",
    "CREATE OPERATOR + (FUNCTION = f)",
    "CREATE TYPE a",
    "CREATE TYPE a (INPUT = f, OUTPUT = g)",
    "CREATE TEXT SEARCH PARSER a (START = f)",
    "CREATE TEXT SEARCH DICTIONARY a (TEMPLATE = b)",
    "CREATE TEXT SEARCH TEMPLATE a (LEXIZE = f)",
    "CREATE TEXT SEARCH CONFIGURATION a (PARSER = b)",
    "CREATE COLLATION a (LOCALE = 'C')",
    "TRUNCATE a",
    "FETCH c",
    "MOVE c",
    "CREATE INDEX i ON a (c)",
    "CREATE UNIQUE INDEX CONCURRENTLY i ON a (c)",
    "CREATE FUNCTION a() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION a() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE PROCEDURE a() LANGUAGE sql AS ''",
    "DO 'BEGIN END'",
    "CREATE RULE c AS ON INSERT TO a DO NOTHING",
    "NOTIFY a",
    "LISTEN a",
    "UNLISTEN a",
    "UNLISTEN *",
    "BEGIN",
    "START TRANSACTION",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT a",
    "RELEASE a",
    "ROLLBACK TO a",
    "PREPARE TRANSACTION 'a'",
    "COMMIT PREPARED 'a'",
    "ROLLBACK PREPARED 'a'",
    "CREATE VIEW a AS SELECT 1",
    "CREATE OR REPLACE VIEW a AS SELECT 1",
    "CREATE RECURSIVE VIEW a (c) AS SELECT 1",
    "LOAD 'a'",
    "CREATE DOMAIN a AS int",
    "CREATE DATABASE a",
    "VACUUM a",
    "VACUUM FULL a",
    "VACUUM FULL",
    "VACUUM",
    "ANALYZE a",
    "ANALYZE",
    "EXPLAIN SELECT 1",
    "EXPLAIN ANALYZE DELETE FROM a",
    "CREATE TABLE a AS SELECT 1",
    "CREATE TABLE a AS EXECUTE p",
    "CREATE MATERIALIZED VIEW a AS SELECT 1",
    "CREATE SEQUENCE a",
    "SET work_mem = 1",
    "SET LOCAL work_mem = 1",
    "SET TIME ZONE 'UTC'",
    "SET TRANSACTION READ ONLY",
    "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    "SET ROLE o",
    "RESET work_mem",
    "RESET ALL",
    "SHOW work_mem",
    "SHOW ALL",
    "DISCARD ALL",
    "DISCARD TEMP",
    "CREATE TRIGGER c AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION f()",
    "CREATE CONSTRAINT TRIGGER c AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION f()",
    "CREATE LANGUAGE a HANDLER f",
    "CREATE LANGUAGE a",
    "CREATE ROLE a",
    "CREATE USER a",
    "CREATE GROUP a",
    "DROP ROLE a, b",
    "LOCK TABLE a",
    "SET CONSTRAINTS ALL DEFERRED",
    "REINDEX SYSTEM a",
    "REINDEX DATABASE a",
    "REINDEX TABLE CONCURRENTLY a",
    "REINDEX INDEX CONCURRENTLY a",
    "CHECKPOINT",
    "CREATE SCHEMA a",
    "CREATE SCHEMA a CREATE TABLE b (c int)",
    "ALTER ROLE ALL SET work_mem = 1",
    "CREATE CONVERSION a FOR 'UTF8' TO 'LATIN1' FROM f",
    "CREATE CAST (int AS text) WITHOUT FUNCTION",
    "CREATE OPERATOR CLASS a FOR TYPE int USING btree AS OPERATOR 1 <",
    "CREATE OPERATOR FAMILY a USING btree",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "DEALLOCATE p",
    "DEALLOCATE ALL",
    "DECLARE c CURSOR FOR SELECT 1",
    "CREATE TABLESPACE a LOCATION '/a'",
    "ALTER OPERATOR + (int, int) SET (JOIN = f)",
    "ALTER TYPE a SET (RECEIVE = f)",
    "DROP OWNED BY o",
    "REASSIGN OWNED BY o TO r",
    "CREATE TYPE a AS (c int)",
    "CREATE TYPE a AS ENUM ('c')",
    "CREATE TYPE a AS RANGE (SUBTYPE = int)",
    "CREATE FOREIGN DATA WRAPPER a",
    "CREATE SERVER a FOREIGN DATA WRAPPER b",
    "CREATE USER MAPPING FOR o SERVER a",
    "ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b",
    "ALTER INDEX ALL IN TABLESPACE a SET TABLESPACE b",
    "ALTER MATERIALIZED VIEW ALL IN TABLESPACE a SET TABLESPACE b",
    "CREATE FOREIGN TABLE a (c int) SERVER s",
    "IMPORT FOREIGN SCHEMA a FROM SERVER s INTO b",
    "CREATE EXTENSION a",
    "CREATE EVENT TRIGGER a ON ddl_command_end EXECUTE FUNCTION f()",
    "REFRESH MATERIALIZED VIEW a",
    "REFRESH MATERIALIZED VIEW CONCURRENTLY a",
    "ALTER SYSTEM SET work_mem = 1",
    "ALTER SYSTEM RESET work_mem",
    "CREATE POLICY c ON a",
    "CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION f(internal))",
    "CREATE ACCESS METHOD a TYPE INDEX HANDLER f",
    "CREATE PUBLICATION a",
    "CREATE PUBLICATION a FOR ALL TABLES",
    "CREATE PUBLICATION a FOR TABLES IN SCHEMA s",
    "CREATE SUBSCRIPTION a CONNECTION '' PUBLICATION b",
    "CREATE STATISTICS a ON c, d FROM b",
    "CALL f()",
};

/* What only the server makes, or only as a part of another statement. */
static const int no_statements[] = {PG_QUERY__NODE__NODE_REPLICA_IDENTITY_STMT};

typedef struct Seen
{
    void *mem;
    Schema *schema;
    bool nodes[NODES];
    bool subcommands[SUBCOMMANDS];
    size_t statements;
    size_t missing;
} Seen;

static void
note_nodes(Seen *seen, const PgQuery__Node *node)
{
    seen->nodes[node->node_case] = true;
    if (node->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_STMT)
    {
        for (size_t i = 0; i < node->alter_table_stmt->n_cmds; i++)
        {
            seen->subcommands[node->alter_table_stmt->cmds[i]->alter_table_cmd->subtype] = true;
        }
    }
}

/* Nothing where the grammar does not take it. */
static void
judge(Seen *seen, const char *sql)
{
    PgQueryProtobufParseResult result = pg_query_parse_protobuf(sql);
    PgQuery__ParseResult *tree =
        result.error != NULL
            ? NULL
            : pg_query__parse_result__unpack(NULL, result.parse_tree.len, (const uint8_t *) result.parse_tree.data);
    CommandList *list = NULL;

    for (size_t i = 0; tree != NULL && i < tree->n_stmts; i++)
    {
        note_nodes(seen, tree->stmts[i]->stmt);
    }
    if (tree != NULL && command_parse(seen->mem, sql, &list, NULL, NULL))
    {
        seen->statements++;
        pg_query__parse_result__free_unpacked(tree, NULL);
    }
    for (size_t i = 0; list != NULL && i < list->count; i++)
    {
        const Classification *facts = classify_command(seen->mem, &list->commands[i], seen->schema);

        if (facts->opaque != NULL && strcmp(facts->opaque, "this kind of statement is not known") == 0)
        {
            print_error("no row: %s\n", sql);
            seen->missing++;
        }
    }
    pg_query_free_protobuf_parse_result(result);
}

static void
judge_verb(Seen *seen, const char *verb)
{
    const char *place = strchr(verb, '%');

    for (size_t i = 0; place != NULL && i < sizeof(objects) / sizeof(objects[0]); i++)
    {
        judge(seen, mem_printf(seen->mem, "%.*s%s%s", (int) (place - verb), verb, objects[i], place + 1));
    }
}

static Seen *
judge_all(void *mem, int version)
{
    Seen *seen = mem_new(mem, Seen);

    seen->mem = seen;
    seen->schema = schema_new(seen, version);
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
    {
        judge_verb(seen, verbs[i]);
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
    {
        size_t before = seen->statements;

        judge(seen, others[i]);
        if (seen->statements == before)
        {
            fail_msg("not parsed: %s", others[i]);
        }
    }
    return seen;
}

static void
every_statement_of_the_grammar_has_a_row(void **state)
{
    (void) state;
    for (int version = 120000; version <= 180000; version += 10000)
    {
        void *mem = mem_root("test");

        assert_int_equal(judge_all(mem, version)->missing, 0);
        mem_free(mem);
    }
}

static void
no_statement_and_no_subcommand_is_forgotten_here(void **state)
{
    void *mem = mem_root("test");
    Seen *seen = judge_all(mem, 180000);
    size_t missing = 0;

    (void) state;
    for (size_t i = 0; i < sizeof(no_statements) / sizeof(no_statements[0]); i++)
    {
        seen->nodes[no_statements[i]] = true;
    }
#define COMMAND_NODE(node, family, tag)                                                                                \
    if (!seen->nodes[PG_QUERY__NODE__NODE_##node])                                                                     \
    {                                                                                                                  \
        print_error("no statement here is " #node "\n");                                                               \
        missing++;                                                                                                     \
    }
#include "../../../src/sql/command_nodes.def"
#undef COMMAND_NODE
#define SUBCOMMAND(type, kind, name, definition)                                                                       \
    if (!seen->subcommands[PG_QUERY__ALTER_TABLE_TYPE__AT_##type])                                                     \
    {                                                                                                                  \
        print_error("no subcommand here is " #type "\n");                                                              \
        missing++;                                                                                                     \
    }
#define SERVER_ONLY(type)
#include "../../../src/sql/command_subcommands.def"
#undef SUBCOMMAND
#undef SERVER_ONLY
    mem_free(mem);
    assert_int_equal(missing, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_statement_of_the_grammar_has_a_row),
        cmocka_unit_test(no_statement_and_no_subcommand_is_forgotten_here),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
