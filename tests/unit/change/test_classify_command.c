/* SPDX-License-Identifier: PostgreSQL */
/*
 * change/classify, any statement: every kind has its row, the schema makes the answer exact, without it the answer is
 * the safe one, versions differ. tests/tap/oracle.t asks a server whether the facts are true.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/mem.h"
#include "change/classify.h"
#include "change/fold.h"
#include "sql/ddl.h"

static void *mem;
static Schema *schema;
static int version = 150000;
static bool is_complete = true;

static int
set_up(void **state)
{
    (void) state;
    mem = mem_root("test");
    schema = NULL;
    version = 150000;
    is_complete = true;
    return 0;
}

static int
tear_down(void **state)
{
    (void) state;
    mem_free(mem);
    return 0;
}

static CommandList *
parse(const char *sql)
{
    Error err = {0};
    DdlErrorPlace place;
    CommandList *list = NULL;

    if (!command_parse(mem, sql, &list, &place, &err))
    {
        fail_msg("%s: %s", sql, err.message);
    }
    return list;
}

/* Folds SQL as file number FILE. */
static void
given_file(const char *sql, size_t file)
{
    const CommandList *list = parse(sql);

    if (schema == NULL)
    {
        schema = schema_new(mem, version);
        schema_settings(schema)->is_complete = is_complete;
    }
    fold_begin_file(schema, file);
    for (size_t i = 0; i < list->count; i++)
    {
        fold_command(schema, &list->commands[i], (FoldPlace){.file = file, .statement = i + 1});
    }
}

/* What earlier files made. */
static void
given(const char *sql)
{
    given_file(sql, 1);
    fold_begin_file(schema, 2);
}

/* The last command of SQL. */
static const Classification *
judged(const char *sql)
{
    const CommandList *list = parse(sql);

    if (schema == NULL)
    {
        schema = schema_new(mem, version);
        schema_settings(schema)->is_complete = is_complete;
    }
    return classify_command(mem, &list->commands[list->count - 1], schema);
}

static LockMode
lock_on(const Classification *result, const char *relation)
{
    for (size_t i = 0; i < result->lock_count; i++)
    {
        if (strcmp(result->locks[i].relation, relation) == 0)
        {
            return result->locks[i].mode;
        }
    }
    return LOCK_NONE;
}

static const char *const no_texts[] = {NULL};

/* A command of which nothing is said but what it is about. */
static Command
bare(CommandKind kind, SqlObject object)
{
    static QualifiedName names[] = {{"s", "x"}};
    static CommandColumn column = {.name = "c", .type = {.name = "int4"}, .sequence_options = no_texts};
    static CommandConstraint constraint = {
        .type = 'f', .columns = no_texts, .foreign_table = {"s", "y"}, .foreign_columns = no_texts};
    Command command = {.kind = kind, .object = object, .tag = "", .words = "", .names = names, .name_count = 1};

    command.member = "c";
    command.target = (QualifiedName){"s", "y"};
    command.options = command.roles = command.members = no_texts;
    command.like_options = command.partition_columns = no_texts;
    command.columns = &column;
    command.column_count = 1;
    command.constraints = &constraint;
    command.constraint_count = 1;
    command.base.name = "";
    return command;
}

static void
every_kind_on_every_object_has_a_row_or_is_called_unknown(void **state)
{
    (void) state;
    schema = schema_new(mem, version);
    for (int kind = 0; kind < COMMAND_KINDS; kind++)
    {
        bool has_row = false;

        for (int object = 0; object < SQL_OBJECTS; object++)
        {
            const Command command = bare((CommandKind) kind, (SqlObject) object);
            const Classification *result = classify_command(mem, &command, schema);
            bool is_unknown =
                result->opaque != NULL && strcmp(result->opaque, "this kind of statement is not known") == 0;

            assert_true(!is_unknown || result->breaks_old);
            has_row = has_row || !is_unknown;
        }
        if (!has_row)
        {
            fail_msg("no row for %s", command_kind_words((CommandKind) kind));
        }
    }
}

static void
a_foreign_key_locks_both_tables(void **state)
{
    const Classification *result;

    (void) state;
    given("CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int, p_id int);");
    result = judged("ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (p_id) REFERENCES p (id)");
    assert_int_equal(result->lock_count, 2);
    assert_int_equal(lock_on(result, "t"), LOCK_SHARE_ROW_EXCLUSIVE);
    assert_int_equal(lock_on(result, "p"), LOCK_SHARE_ROW_EXCLUSIVE);
    assert_true(result->scans);
    assert_true(result->danger);
    assert_string_equal(result->danger_relation, "t");
    assert_true(result->is_exact);
}

static void
a_table_of_the_same_file_is_no_danger_and_breaks_nobody(void **state)
{
    const Classification *result;

    (void) state;
    given_file("CREATE TABLE t (id int, a int);", 1);
    result = judged("ALTER TABLE t ALTER COLUMN a TYPE bigint");
    assert_true(result->rewrites);
    assert_false(result->danger);
    assert_false(result->breaks_old);
    assert_int_equal(result->change_class, CLASS_EXPAND);
    result = judged("CREATE INDEX ON t (a)");
    assert_true(result->scans);
    assert_false(result->danger);
    assert_false(judged("DROP TABLE t")->loses_data);
    fold_begin_file(schema, 2);
    assert_true(judged("CREATE INDEX ON t (a)")->danger);
    assert_true(judged("DROP TABLE t")->loses_data);
}

static void
a_type_change_depends_on_the_old_type(void **state)
{
    static const struct
    {
        const char *change;
        bool scans;
        bool rewrites;
    } rows[] = {
        {"ALTER COLUMN v TYPE varchar(20)", false, false},
        {"ALTER COLUMN v TYPE text", false, false},
        {"ALTER COLUMN v TYPE varchar(5)", true, true},
        {"ALTER COLUMN i TYPE bigint", true, true},
        {"ALTER COLUMN i TYPE int", false, false},
        {"ALTER COLUMN n TYPE numeric(12,2)", false, false},
        {"ALTER COLUMN n TYPE numeric(12,3)", true, true},
        {"ALTER COLUMN w TYPE text", true, false},
        {"ALTER COLUMN d TYPE int", false, false},
        {"ALTER COLUMN i TYPE few", true, true},
        {"ALTER COLUMN v TYPE text USING v::text", false, false},
        {"ALTER COLUMN v TYPE text USING v || 'x'", true, true},
    };

    (void) state;
    given("CREATE DOMAIN few AS int CHECK (VALUE < 9);"
          "CREATE TABLE t (v varchar(10), i int, n numeric(10,2), w varchar(10), d few);"
          "CREATE INDEX ON t (lower(w));");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        const Classification *result = judged(mem_printf(mem, "ALTER TABLE t %s", rows[i].change));

        if (result->scans != rows[i].scans || result->rewrites != rows[i].rewrites || !result->is_exact)
        {
            fail_msg("%s: scans %d, rewrites %d, exact %d", rows[i].change, result->scans, result->rewrites,
                     result->is_exact);
        }
    }
}

static void
a_valid_check_proves_not_null(void **state)
{
    (void) state;
    given("CREATE TABLE t (a int CHECK (a IS NOT NULL), b int, c int NOT NULL);"
          "ALTER TABLE t ADD CONSTRAINT k CHECK (b IS NOT NULL) NOT VALID;");
    assert_false(judged("ALTER TABLE t ALTER COLUMN a SET NOT NULL")->scans);
    assert_true(judged("ALTER TABLE t ALTER COLUMN b SET NOT NULL")->scans);
    assert_false(judged("ALTER TABLE t ALTER COLUMN c SET NOT NULL")->scans);
    schema_settings(schema)->server_version = 110000;
    assert_true(judged("ALTER TABLE t ALTER COLUMN a SET NOT NULL")->scans);
}

static void
offline_the_answer_is_the_safe_one_and_says_so(void **state)
{
    static const char *const statements[] = {
        "ALTER TABLE t ALTER COLUMN a TYPE text",
        "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
        "ALTER TABLE t ADD COLUMN a some_type",
        "ALTER TABLE t DROP COLUMN a",
        "ALTER TABLE t DROP CONSTRAINT k",
        "DROP TABLE t",
        "DROP INDEX i",
        "ALTER TABLE t ADD COLUMN a int DEFAULT my_function()",
        "ALTER TABLE t ATTACH PARTITION p DEFAULT",
        "ALTER DOMAIN d ADD CHECK (VALUE > 0)",
        "ALTER TABLE t ADD PRIMARY KEY USING INDEX i",
        "REINDEX INDEX i",
        "CREATE TABLE x PARTITION OF t FOR VALUES IN (1)",
    };

    (void) state;
    is_complete = false;
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
    {
        const Classification *result = judged(statements[i]);

        if (result->is_exact || result->note == NULL)
        {
            fail_msg("%s: claims to be exact", statements[i]);
        }
    }
    assert_true(judged(statements[0])->rewrites);
    assert_true(judged(statements[0])->danger);
    assert_true(judged(statements[1])->scans);
    assert_true(judged(statements[2])->rewrites);
    assert_true(judged(statements[7])->rewrites);
}

static void
what_does_not_exist_is_not_locked(void **state)
{
    (void) state;
    given("CREATE TABLE t (id int);");
    assert_int_equal(judged("DROP TABLE IF EXISTS absent")->lock_count, 0);
    assert_int_equal(judged("ALTER TABLE IF EXISTS absent ADD COLUMN a int")->lock_count, 0);
    assert_int_equal(judged("DROP TRIGGER IF EXISTS absent ON t")->lock_count, 0);
    assert_int_equal(judged("CREATE TABLE IF NOT EXISTS t (id int)")->lock_count, 0);
    assert_false(judged("CREATE TABLE IF NOT EXISTS t (id int)")->breaks_new);
    schema_settings(schema)->is_complete = false;
    assert_int_equal(lock_on(judged("DROP TABLE IF EXISTS absent"), "absent"), LOCK_ACCESS_EXCLUSIVE);
}

static void
versions_differ(void **state)
{
    (void) state;
    given("CREATE TABLE t (id int); CREATE TABLE m (id int, v int) PARTITION BY RANGE (id);"
          "CREATE TABLE m1 PARTITION OF m DEFAULT; CREATE INDEX i ON t (id);");
    assert_int_equal(judged("GRANT SELECT ON t TO app")->lock_count, 0);
    assert_int_equal(lock_on(judged("ALTER TABLE m ADD UNIQUE (id)"), "m1"), LOCK_SHARE);
    assert_int_equal(lock_on(judged("ALTER INDEX i RENAME TO j"), "i"), LOCK_SHARE_UPDATE_EXCLUSIVE);
    schema_settings(schema)->server_version = 180000;
    assert_int_equal(lock_on(judged("GRANT SELECT ON t TO app"), "t"), LOCK_ACCESS_SHARE);
    assert_int_equal(lock_on(judged("ALTER TABLE m ADD UNIQUE (id)"), "m1"), LOCK_ACCESS_EXCLUSIVE);
}

static void
bodies_are_judged_in_the_schema_that_they_make(void **state)
{
    const Classification *result;

    (void) state;
    given("CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int, v varchar(9));");
    result = judged("DO $$ BEGIN CREATE TABLE x (id int REFERENCES p (id)); CREATE INDEX ON x (id); END $$");
    assert_int_equal(result->lock_count, 1);
    assert_int_equal(lock_on(result, "p"), LOCK_SHARE_ROW_EXCLUSIVE);
    assert_false(result->danger);
    result = judged("DO $$ BEGIN ALTER TABLE t ALTER COLUMN v TYPE bigint USING 1; UPDATE t SET v = 1; END $$");
    assert_true(result->danger);
    assert_string_equal(result->danger_relation, "t");
    assert_non_null(judged("DO $$ BEGIN EXECUTE 'DROP TABLE ' || current_setting('x'); END $$")->opaque);
    assert_false(judged("DO $$ BEGIN EXECUTE 'DROP TABLE ' || current_setting('x'); END $$")->is_exact);
}

static void
a_function_is_run_where_it_is_called_not_where_it_is_made(void **state)
{
    const char *make =
        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM t; PERFORM f(); END $$";

    (void) state;
    given("CREATE TABLE t (id int);");
    assert_int_equal(judged(make)->lock_count, 0);
    given_file(make, 2);
    assert_int_equal(lock_on(judged("SELECT f()"), "t"), LOCK_ROW_EXCLUSIVE);
}

static void
only_what_needs_it_runs_outside_of_transactions(void **state)
{
    (void) state;
    given("CREATE TABLE t (id int); CREATE INDEX i ON t (id);");
    assert_true(judged("CREATE INDEX CONCURRENTLY j ON t (id)")->needs_no_transaction);
    assert_true(judged("DROP INDEX CONCURRENTLY i")->needs_no_transaction);
    assert_true(judged("VACUUM t")->needs_no_transaction);
    assert_false(judged("CREATE INDEX j ON t (id)")->needs_no_transaction);
    assert_false(judged("CREATE INDEX CONCURRENTLY j ON t (id)")->danger);
    assert_true(judged("VACUUM FULL t")->danger);
}

static void
semver_follows_from_who_breaks(void **state)
{
    (void) state;
    given("CREATE TABLE t (id int, a int); CREATE INDEX i ON t (id); CREATE UNIQUE INDEX u ON t (a);");
    assert_int_equal(judged("ALTER TABLE t ADD COLUMN x int")->semver, SEMVER_MINOR);
    assert_int_equal(judged("ALTER TABLE t DROP COLUMN a")->semver, SEMVER_MAJOR);
    assert_int_equal(judged("CREATE INDEX j ON t (a)")->semver, SEMVER_PATCH);
    assert_int_equal(judged("DROP INDEX i")->semver, SEMVER_PATCH);
    assert_int_equal(judged("DROP INDEX u")->semver, SEMVER_MAJOR);
    assert_int_equal(judged("SELECT 1")->semver, SEMVER_NONE);
    assert_int_equal(judged("UPDATE t SET a = 1")->change_class, CLASS_DATA);
    assert_int_equal(judged("SET work_mem = 1")->change_class, CLASS_SESSION);
}

static void
a_table_that_the_file_has_filled_is_still_unknown_to_others(void **state)
{
    const char *file = "CREATE TABLE n (id int, a int); INSERT INTO n VALUES (1, 1);";
    const Classification *result;

    (void) state;
    given("CREATE TABLE t (id int) PARTITION BY LIST (id);");
    given_file(file, 2);
    result = judged("ALTER TABLE n ALTER COLUMN a SET NOT NULL");
    assert_true(result->scans);
    assert_false(result->danger);
    assert_false(result->breaks_old);
    given_file("CREATE TABLE p PARTITION OF t FOR VALUES IN (1); INSERT INTO t VALUES (1);", 3);
    assert_true(judged("ALTER TABLE p ALTER COLUMN id SET NOT NULL")->danger);
    fold_begin_file(schema, 4);
    assert_true(judged("ALTER TABLE n ALTER COLUMN a SET NOT NULL")->danger);
}

static void
cascade_takes_the_views_that_read_the_column(void **state)
{
    (void) state;
    given("CREATE TABLE t (id int, a int, b int); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT * FROM t;");
    assert_int_equal(lock_on(judged("ALTER TABLE t DROP COLUMN b CASCADE"), "v"), LOCK_NONE);
    assert_int_equal(lock_on(judged("ALTER TABLE t DROP COLUMN b CASCADE"), "w"), LOCK_ACCESS_EXCLUSIVE);
    assert_int_equal(lock_on(judged("ALTER TABLE t DROP COLUMN a CASCADE"), "v"), LOCK_ACCESS_EXCLUSIVE);
    assert_true(judged("ALTER TABLE t DROP COLUMN a CASCADE")->is_exact);
    given_file("ALTER TABLE t ADD COLUMN c int", 2);
    assert_int_equal(lock_on(judged("ALTER TABLE t DROP COLUMN c CASCADE"), "w"), LOCK_NONE);
}

/* Of a file with the statements OUTLOOK nothing else is known. */
static const Classification *
guessed(const char *sql, const char *outlook)
{
    const CommandList **lists = mem_array(mem, const CommandList *, 1);
    SchemaOutlook *look = mem_new(mem, SchemaOutlook);

    lists[0] = parse(outlook);
    look->lists = lists;
    look->count = 1;
    is_complete = false;
    schema = schema_new(mem, version);
    schema_settings(schema)->outlook = look;
    return judged(sql);
}

static void
names_tell_what_nothing_else_does(void **state)
{
    static const struct
    {
        const char *sql;
        const char *outlook;
        const char *relation;
    } rows[] = {
        {"DROP INDEX i", "CREATE INDEX i ON some_table (a)", "some_table"},
        {"DROP INDEX idx_post_like_person", "UPDATE post_like SET a = 1", "post_like"},
        {"DROP INDEX index_version_downloads_by_date", "SELECT 1", "version_downloads"},
        {"DROP INDEX index_users_on_email", "SELECT 1", "users"},
        {"DROP INDEX \"User_email_key\"", "SELECT 1", "\"User\""},
        {"ALTER TABLE a DROP CONSTRAINT k", "ALTER TABLE a ADD CONSTRAINT k FOREIGN KEY (b) REFERENCES p", "p"},
        {"ALTER TABLE owners DROP CONSTRAINT fk_owners_user_id", "SELECT 1", "users"},
        {"ALTER TABLE owner DROP CONSTRAINT owner_user_id_fkey", "SELECT * FROM users", "users"},
        {"ALTER TABLE \"Field\" DROP CONSTRAINT \"Field_recipientId_fkey\"", "SELECT 1", "\"Recipient\""},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        const Classification *result = guessed(rows[i].sql, rows[i].outlook);

        assert_int_equal(lock_on(result, rows[i].relation), LOCK_ACCESS_EXCLUSIVE);
        assert_false(result->is_exact);
    }
    assert_int_equal(guessed("ALTER TABLE t DROP CONSTRAINT t_user_id_key", "SELECT 1")->lock_count, 1);
}

static void
minor_versions_differ_too(void **state)
{
    (void) state;
    given("CREATE TABLE t (id int); CREATE SEQUENCE s;");
    assert_int_equal(judged("ALTER TABLE t ALTER COLUMN id SET DEFAULT nextval('s')")->lock_count, 2);
    schema_settings(schema)->server_version = 160014;
    assert_int_equal(judged("ALTER TABLE t ALTER COLUMN id SET DEFAULT nextval('s')")->lock_count, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_kind_on_every_object_has_a_row_or_is_called_unknown, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_foreign_key_locks_both_tables, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_table_of_the_same_file_is_no_danger_and_breaks_nobody, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_type_change_depends_on_the_old_type, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_valid_check_proves_not_null, set_up, tear_down),
        cmocka_unit_test_setup_teardown(offline_the_answer_is_the_safe_one_and_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_does_not_exist_is_not_locked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(versions_differ, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bodies_are_judged_in_the_schema_that_they_make, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_function_is_run_where_it_is_called_not_where_it_is_made, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_what_needs_it_runs_outside_of_transactions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(semver_follows_from_who_breaks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_table_that_the_file_has_filled_is_still_unknown_to_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cascade_takes_the_views_that_read_the_column, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_tell_what_nothing_else_does, set_up, tear_down),
        cmocka_unit_test_setup_teardown(minor_versions_differ_too, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
