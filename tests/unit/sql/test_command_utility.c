/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/command: transactions and the session, maintenance, rights and roles, databases.
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
transactions_are_controlled(void **state)
{
    static const Row rows[] = {
        {"BEGIN", COMMAND_BEGIN, SQL_NOTHING, ""},
        {"START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY", COMMAND_BEGIN, SQL_NOTHING,
         "{transaction_isolation transaction_read_only}"},
        {"COMMIT", COMMAND_COMMIT, SQL_NOTHING, ""},
        {"END", COMMAND_COMMIT, SQL_NOTHING, ""},
        {"COMMIT AND CHAIN", COMMAND_COMMIT, SQL_NOTHING, "{chain}"},
        {"ROLLBACK", COMMAND_ROLLBACK, SQL_NOTHING, ""},
        {"ABORT", COMMAND_ROLLBACK, SQL_NOTHING, ""},
        {"SAVEPOINT a", COMMAND_SAVEPOINT, SQL_NOTHING, ".a"},
        {"RELEASE a", COMMAND_RELEASE, SQL_NOTHING, ".a"},
        {"ROLLBACK TO a", COMMAND_ROLLBACK_TO, SQL_NOTHING, ".a"},
        {"PREPARE TRANSACTION 'x'", COMMAND_PREPARE_TRANSACTION, SQL_NOTHING, ".x"},
        {"COMMIT PREPARED 'x'", COMMAND_COMMIT_PREPARED, SQL_NOTHING, ".x"},
        {"ROLLBACK PREPARED 'x'", COMMAND_ROLLBACK_PREPARED, SQL_NOTHING, ".x"},
    };

    (void) state;
    CHECK(rows);
}

static void
settings_have_a_name_and_a_value(void **state)
{
    static const Row rows[] = {
        {"SET lock_timeout = '2s'", COMMAND_SET, SQL_NOTHING, ".lock_timeout >2s"},
        {"SET LOCAL Lock_Timeout TO 5000", COMMAND_SET, SQL_NOTHING, ".lock_timeout >5000, local"},
        {"SET SESSION \"Lock_Timeout\" = 0.5", COMMAND_SET, SQL_NOTHING, ".lock_timeout >0.5"},
        {"SET search_path TO a, \"B\", 'c'", COMMAND_SET, SQL_NOTHING, ".search_path >a, B, c"},
        {"SET search_path = ''", COMMAND_SET, SQL_NOTHING, ".search_path"},
        {"SET x.y = on", COMMAND_SET, SQL_NOTHING, ".x.y >on"},
        {"SET work_mem TO DEFAULT", COMMAND_SET, SQL_NOTHING, ".work_mem, default"},
        {"SET n = -1", COMMAND_SET, SQL_NOTHING, ".n >-1"},
        {"SET TIME ZONE 'UTC'", COMMAND_SET, SQL_NOTHING, ".timezone >UTC"},
        {"SET TIME ZONE INTERVAL '-08:00' HOUR TO MINUTE", COMMAND_SET, SQL_NOTHING, ".timezone >-08:00"},
        {"SET ROLE a", COMMAND_SET, SQL_NOTHING, ".role >a"},
        {"SET SESSION AUTHORIZATION a", COMMAND_SET, SQL_NOTHING, ".session_authorization >a"},
        {"SET NAMES 'UTF8'", COMMAND_SET, SQL_NOTHING, ".client_encoding >UTF8"},
        {"SET TRANSACTION READ ONLY", COMMAND_SET, SQL_NOTHING, ".transaction {transaction_read_only}"},
        {"SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ", COMMAND_SET, SQL_NOTHING,
         ".session characteristics {transaction_isolation}"},
        {"RESET lock_timeout", COMMAND_RESET, SQL_NOTHING, ".lock_timeout"},
        {"RESET ALL", COMMAND_RESET, SQL_NOTHING, ""},
        {"SHOW lock_timeout", COMMAND_SHOW, SQL_NOTHING, ".lock_timeout"},
        {"SET CONSTRAINTS ALL DEFERRED", COMMAND_SET_CONSTRAINTS, SQL_NOTHING, "{deferred}, all"},
        {"SET CONSTRAINTS a, s.b IMMEDIATE", COMMAND_SET_CONSTRAINTS, SQL_NOTHING, "{immediate} [a b]"},
        {"ALTER SYSTEM SET work_mem = '1MB'", COMMAND_ALTER, SQL_SYSTEM, ".work_mem >1MB {set}"},
        {"ALTER SYSTEM RESET ALL", COMMAND_ALTER, SQL_SYSTEM, "{reset}"},
        {"ALTER DATABASE d SET work_mem = '1MB'", COMMAND_ALTER, SQL_DATABASE, "d .work_mem >1MB {set}"},
        {"ALTER ROLE r IN DATABASE d SET search_path = a", COMMAND_ALTER, SQL_ROLE, "r .search_path >a @d {set}"},
        {"ALTER ROLE ALL RESET work_mem", COMMAND_ALTER, SQL_ROLE, ".work_mem {reset}, all"},
    };

    (void) state;
    CHECK(rows);
    assert_string_equal(parse_one("SET search_path = ''")->new_name, "");
    assert_null(parse_one("SET search_path TO DEFAULT")->new_name);
}

static void
the_session_is_served(void **state)
{
    static const Row rows[] = {
        {"LISTEN c", COMMAND_LISTEN, SQL_NOTHING, ".c"},
        {"UNLISTEN c", COMMAND_UNLISTEN, SQL_NOTHING, ".c"},
        {"UNLISTEN *", COMMAND_UNLISTEN, SQL_NOTHING, ", all"},
        {"NOTIFY c, 'x'", COMMAND_NOTIFY, SQL_NOTHING, ".c"},
        {"DISCARD ALL", COMMAND_DISCARD, SQL_NOTHING, ", all"},
        {"DISCARD PLANS", COMMAND_DISCARD, SQL_NOTHING, ".plans"},
        {"FETCH NEXT FROM c", COMMAND_FETCH, SQL_NOTHING, ".c"},
        {"MOVE FORWARD ALL IN c", COMMAND_FETCH, SQL_NOTHING, ".c {move}"},
        {"CLOSE c", COMMAND_CLOSE, SQL_NOTHING, ".c"},
        {"CLOSE ALL", COMMAND_CLOSE, SQL_NOTHING, ", all"},
        {"CHECKPOINT", COMMAND_CHECKPOINT, SQL_NOTHING, ""},
        {"LOAD 'x'", COMMAND_LOAD, SQL_NOTHING, ".x"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        Row row = rows[i];

        row.shown += strncmp(row.shown, ", ", 2) == 0 ? 2 : 0; /* only flags */
        check(&row, 1);
    }
}

static void
maintenance_names_its_tables(void **state)
{
    static const Row rows[] = {
        {"VACUUM", COMMAND_VACUUM, SQL_TABLE, "all"},
        {"VACUUM FULL a, s.b", COMMAND_VACUUM, SQL_TABLE, "a s.b {full}, full"},
        {"VACUUM (FULL false, ANALYZE, PARALLEL 2) a (x, y)", COMMAND_VACUUM, SQL_TABLE,
         "a {full analyze parallel} [x y], analyze"},
        {"VACUUM (FULL off) a", COMMAND_VACUUM, SQL_TABLE, "a {full}"},
        {"VACUUM (FULL 1) a", COMMAND_VACUUM, SQL_TABLE, "a {full}, full"},
        {"ANALYZE VERBOSE a", COMMAND_ANALYZE, SQL_TABLE, "a {verbose}"},
        {"CLUSTER", COMMAND_CLUSTER, SQL_TABLE, "all"},
        {"CLUSTER VERBOSE s.a USING i", COMMAND_CLUSTER, SQL_TABLE, "s.a @i {verbose}"},
        {"REINDEX INDEX CONCURRENTLY s.i", COMMAND_REINDEX, SQL_INDEX, "s.i {concurrently}, concurrently"},
        {"REINDEX (CONCURRENTLY false) TABLE t", COMMAND_REINDEX, SQL_TABLE, "t {concurrently}"},
        {"REINDEX SCHEMA s", COMMAND_REINDEX, SQL_SCHEMA, "s"},
        {"REINDEX DATABASE d", COMMAND_REINDEX, SQL_DATABASE, "d"},
        {"REINDEX SYSTEM d", COMMAND_REINDEX, SQL_SYSTEM, "d"},
        {"ALTER TABLE ALL IN TABLESPACE a OWNED BY r SET TABLESPACE b", COMMAND_SET_TABLESPACE, SQL_TABLE,
         "a >b roles:r, all"},
        {"ALTER MATERIALIZED VIEW ALL IN TABLESPACE a SET TABLESPACE b", COMMAND_SET_TABLESPACE, SQL_MATERIALIZED_VIEW,
         "a >b, all"},
    };

    (void) state;
    CHECK(rows);
}

static void
rights_name_objects_privileges_and_roles(void **state)
{
    static const Row rows[] = {
        {"GRANT SELECT, Update ON a, s.b TO x, public", COMMAND_GRANT, SQL_TABLE,
         "a s.b {select update} roles:x public"},
        {"GRANT ALL PRIVILEGES ON TABLE a TO x WITH GRANT OPTION", COMMAND_GRANT, SQL_TABLE, "a {all} roles:x"},
        {"GRANT SELECT (c, d), INSERT ON a TO x", COMMAND_GRANT, SQL_TABLE, "a .c {select insert} roles:x"},
        {"GRANT ALL (c) ON a TO x", COMMAND_GRANT, SQL_TABLE, "a .c {all} roles:x"},
        {"GRANT SELECT ON ALL TABLES IN SCHEMA s, t TO x", COMMAND_GRANT, SQL_TABLE, "s t {select} roles:x, all"},
        {"GRANT USAGE ON SEQUENCE q TO current_user", COMMAND_GRANT, SQL_SEQUENCE, "q {usage} roles:current_user"},
        {"GRANT USAGE ON SCHEMA s TO x", COMMAND_GRANT, SQL_SCHEMA, "s {usage} roles:x"},
        {"GRANT EXECUTE ON FUNCTION s.f(int), g TO x", COMMAND_GRANT, SQL_FUNCTION,
         "s.f g {execute} roles:x [(integer) ]"},
        {"GRANT EXECUTE ON ALL ROUTINES IN SCHEMA s TO x", COMMAND_GRANT, SQL_ROUTINE, "s {execute} roles:x, all"},
        {"GRANT USAGE ON TYPE s.t TO x", COMMAND_GRANT, SQL_TYPE, "s.t {usage} roles:x"},
        {"GRANT USAGE ON DOMAIN d TO x", COMMAND_GRANT, SQL_DOMAIN, "d {usage} roles:x"},
        {"GRANT CREATE ON DATABASE d TO x", COMMAND_GRANT, SQL_DATABASE, "d {create} roles:x"},
        {"GRANT CREATE ON TABLESPACE t TO x", COMMAND_GRANT, SQL_TABLESPACE, "t {create} roles:x"},
        {"GRANT USAGE ON LANGUAGE l TO x", COMMAND_GRANT, SQL_LANGUAGE, "l {usage} roles:x"},
        {"GRANT USAGE ON FOREIGN SERVER s TO x", COMMAND_GRANT, SQL_SERVER, "s {usage} roles:x"},
        {"GRANT USAGE ON FOREIGN DATA WRAPPER w TO x", COMMAND_GRANT, SQL_FOREIGN_DATA_WRAPPER, "w {usage} roles:x"},
        {"GRANT SELECT ON LARGE OBJECT 42 TO x", COMMAND_GRANT, SQL_LARGE_OBJECT, "42 {select} roles:x"},
        {"GRANT SET ON PARAMETER work_mem TO x", COMMAND_GRANT, SQL_PARAMETER, "work_mem {set} roles:x"},
        {"REVOKE SELECT ON a FROM x CASCADE", COMMAND_REVOKE, SQL_TABLE, "a {select} roles:x, cascade"},
        {"GRANT a, b TO c WITH ADMIN OPTION", COMMAND_GRANT_ROLE, SQL_ROLE, "a b roles:c"},
        {"REVOKE a FROM c", COMMAND_REVOKE_ROLE, SQL_ROLE, "a roles:c"},
        {"ALTER DEFAULT PRIVILEGES FOR ROLE r IN SCHEMA s, t GRANT SELECT ON TABLES TO x", COMMAND_DEFAULT_PRIVILEGES,
         SQL_TABLE, "s t >grant {select} roles:x [r]"},
        {"ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM public", COMMAND_DEFAULT_PRIVILEGES, SQL_FUNCTION,
         ">revoke {all} roles:public"},
    };

    (void) state;
    CHECK(rows);
}

static void
roles_databases_and_tablespaces_are_read(void **state)
{
    static const Row rows[] = {
        {"CREATE ROLE r LOGIN PASSWORD 'x'", COMMAND_CREATE, SQL_ROLE, "r {canlogin password}"},
        {"CREATE USER r", COMMAND_CREATE, SQL_ROLE, "r"},
        {"ALTER ROLE r NOLOGIN", COMMAND_ALTER, SQL_ROLE, "r {canlogin}"},
        {"ALTER GROUP g ADD USER u", COMMAND_ALTER, SQL_ROLE, "g {rolemembers}"},
        {"DROP ROLE IF EXISTS a, b", COMMAND_DROP, SQL_ROLE, "a b, if exists"},
        {"DROP OWNED BY a, current_user CASCADE", COMMAND_DROP_OWNED, SQL_ROLE, "roles:a current_user, cascade"},
        {"REASSIGN OWNED BY a TO b", COMMAND_REASSIGN_OWNED, SQL_ROLE, ">b roles:a"},
        {"CREATE DATABASE d OWNER o TEMPLATE t", COMMAND_CREATE, SQL_DATABASE, "d {owner template}"},
        {"ALTER DATABASE d CONNECTION LIMIT 5", COMMAND_ALTER, SQL_DATABASE, "d {connection_limit}"},
        {"ALTER DATABASE d REFRESH COLLATION VERSION", COMMAND_ALTER, SQL_DATABASE, "d {refresh collation version}"},
        {"DROP DATABASE IF EXISTS d WITH (FORCE)", COMMAND_DROP, SQL_DATABASE, "d {force}, if exists"},
        {"CREATE TABLESPACE t LOCATION '/x' WITH (seq_page_cost = 1)", COMMAND_CREATE, SQL_TABLESPACE,
         "t {seq_page_cost}"},
        {"ALTER TABLESPACE t SET (seq_page_cost = 1)", COMMAND_SET_OPTIONS, SQL_TABLESPACE, "t {seq_page_cost}"},
        {"ALTER TABLESPACE t RESET (seq_page_cost)", COMMAND_RESET_OPTIONS, SQL_TABLESPACE, "t {seq_page_cost}"},
        {"DROP TABLESPACE IF EXISTS t", COMMAND_DROP, SQL_TABLESPACE, "t, if exists"},
    };

    (void) state;
    CHECK(rows);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(transactions_are_controlled, set_up, tear_down),
        cmocka_unit_test_setup_teardown(settings_have_a_name_and_a_value, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_session_is_served, set_up, tear_down),
        cmocka_unit_test_setup_teardown(maintenance_names_its_tables, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rights_name_objects_privileges_and_roles, set_up, tear_down),
        cmocka_unit_test_setup_teardown(roles_databases_and_tablespaces_are_read, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
