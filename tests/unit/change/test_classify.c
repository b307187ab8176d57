/* SPDX-License-Identifier: PostgreSQL */
/*
 * change/classify: the facts of the statements that a plan may hold and of some others, made exact by a schema, safe
 * without one. tests/tap/oracle.t asks a server whether they are true.
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

static void *mem;
static bool is_complete; /* what the schema does not hold does not exist */

/* What the answers are exact by: a table with all that hangs on columns. */
static const char database[] =
    "CREATE SCHEMA shop;"
    "CREATE TABLE shop.p (id integer PRIMARY KEY);"
    "CREATE TABLE shop.t (a integer DEFAULT 1, b varchar(10), c numeric(10,2), d timestamp(3), e text NOT NULL,"
    "    f integer REFERENCES shop.p (id), h integer, k varchar(8), \"Weird \"\"x\"\"\" integer[], i integer,"
    "    CONSTRAINT \"h there\" CHECK (h IS NOT NULL),"
    "    CONSTRAINT \"w there\" CHECK (\"Weird \"\"x\"\"\" IS NOT NULL));"
    "ALTER TABLE shop.t ADD CONSTRAINT \"a there\" CHECK (a IS NOT NULL) NOT VALID;"
    "CREATE INDEX t_a ON shop.t (a);"
    "CREATE INDEX t_k ON shop.t (lower(k));"
    "CREATE UNIQUE INDEX t_u ON shop.t (a);"
    "CREATE TABLE shop.\"Q q\" (a integer REFERENCES shop.t (a))";

static const CommandList *
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

/* SQL as an earlier file has left it; NULL: nothing is known. */
static const Schema *
known_by(const char *sql)
{
    static const char *const path[] = {"shop", NULL};
    Schema *schema = schema_new(mem, 150018);

    if (sql != NULL)
    {
        const CommandList *list = parse(sql);

        for (size_t i = 0; i < list->count; i++)
        {
            fold_command(schema, &list->commands[i], (FoldPlace){.file = 1, .statement = i + 1});
        }
        schema_set_search_path(schema, path);
    }
    schema_settings(schema)->is_complete = sql != NULL && is_complete;
    schema_settings(schema)->time_zone = 2;
    fold_begin_file(schema, 2);
    return schema;
}

static const Classification *
classify(const char *sql, const char *known)
{
    const CommandList *list = parse(sql);

    assert_int_equal(list->count, 1);
    return classify_command(mem, &list->commands[0], known_by(known));
}

/* "expand AccessExclusiveLock - - - W - minor": lock, S scan, R rewrite, O breaks V, W breaks V+1, L loses data. */
static const char *
shown(const Classification *result)
{
    return mem_printf(mem, "%s %s %s%s%s%s%s %s", classify_class_name(result->change_class),
                      classify_lock_name(result->lock), result->scans ? "S" : "-", result->rewrites ? "R" : "-",
                      result->breaks_old ? "O" : "-", result->breaks_new ? "W" : "-", result->loses_data ? "L" : "-",
                      classify_semver_name(result->semver));
}

typedef struct Row
{
    const char *sql;
    const char *expected;
} Row;

static void
check(const Row *rows, size_t count, const char *known)
{
    for (size_t i = 0; i < count; i++)
    {
        const char *found = shown(classify(rows[i].sql, known));

        if (strcmp(found, rows[i].expected) != 0)
        {
            fail_msg("%s: %s, expected %s", rows[i].sql, found, rows[i].expected);
        }
    }
}

static const char *
locks_of(const char *sql, const char *known)
{
    const Classification *result = classify(sql, known);
    char *text = mem_strdup(mem, "");

    for (size_t i = 0; i < result->lock_count; i++)
    {
        mem_append(&text, "%s%s %s", i > 0 ? ", " : "", result->locks[i].relation,
                   classify_lock_pg_name(result->locks[i].mode));
    }
    return text;
}

#define CHECK_ALL(rows, known) check(rows, sizeof(rows) / sizeof((rows)[0]), known)

static void
without_a_schema_the_answer_is_safe(void **state)
{
    static const Row rows[] = {
        {"ALTER TABLE t ADD x int", "expand ACCESS EXCLUSIVE ---W- minor"},
        {"ALTER TABLE t ADD x int DEFAULT 1", "expand ACCESS EXCLUSIVE ---W- minor"},
        {"ALTER TABLE t ADD x int NOT NULL DEFAULT 1", "expand ACCESS EXCLUSIVE ---W- minor"},
        {"ALTER TABLE t ADD x int NOT NULL", "expand_contract ACCESS EXCLUSIVE S-OW- major"},
        {"ALTER TABLE t ADD x int NOT NULL DEFAULT NULL::int", "expand_contract ACCESS EXCLUSIVE S-OW- major"},
        {"ALTER TABLE t ADD x int DEFAULT random()", "expand ACCESS EXCLUSIVE SR-W- minor"},
        {"ALTER TABLE t ADD x int DEFAULT shop.now()", "expand ACCESS EXCLUSIVE SR-W- minor"},
        {"ALTER TABLE t ADD x timestamptz DEFAULT now()", "expand ACCESS EXCLUSIVE ---W- minor"},
        {"ALTER TABLE t ADD x text DEFAULT pg_catalog.upper('a')", "expand ACCESS EXCLUSIVE ---W- minor"},
        {"ALTER TABLE t ADD x date DEFAULT current_date + 1", "expand ACCESS EXCLUSIVE ---W- minor"},
        {"ALTER TABLE t ADD x int CHECK (x > 0)", "expand ACCESS EXCLUSIVE S--W- minor"},
        {"ALTER TABLE t ADD x int UNIQUE", "expand ACCESS EXCLUSIVE S--W- minor"},
        {"ALTER TABLE t ADD x int PRIMARY KEY", "expand_contract ACCESS EXCLUSIVE S-OW- major"},
        {"ALTER TABLE t ADD x serial", "expand ACCESS EXCLUSIVE SR-W- minor"},
        {"ALTER TABLE t ADD x int GENERATED ALWAYS AS (a) STORED", "expand ACCESS EXCLUSIVE SR-W- minor"},
        {"ALTER TABLE t ADD x shop.positive", "expand ACCESS EXCLUSIVE SR-W- minor"},
        {"ALTER TABLE t DROP a", "contract ACCESS EXCLUSIVE --O-L major"},
        {"ALTER TABLE t RENAME a TO x", "expand_contract ACCESS EXCLUSIVE --OW- major"},
        {"ALTER TABLE t ALTER a TYPE bigint", "expand_contract ACCESS EXCLUSIVE SROW- major"},
        {"ALTER TABLE t ALTER a TYPE smallint", "expand_contract ACCESS EXCLUSIVE SROWL major"},
        {"ALTER TABLE t ALTER a TYPE numeric(9,2)", "expand_contract ACCESS EXCLUSIVE SROWL major"},
        {"ALTER TABLE t ALTER a SET NOT NULL", "expand_contract ACCESS EXCLUSIVE S-O-- major"},
        {"ALTER TABLE t ALTER a DROP NOT NULL", "expand ACCESS EXCLUSIVE ---W- minor"},
        {"ALTER TABLE t ALTER a SET DEFAULT 1", "expand ACCESS EXCLUSIVE ---W- minor"},
        {"ALTER TABLE t ALTER a DROP DEFAULT", "contract ACCESS EXCLUSIVE --O-- major"},
        {"ALTER TABLE t ADD CHECK (a > 0)", "expand_contract ACCESS EXCLUSIVE S-O-- major"},
        {"ALTER TABLE t ADD CHECK (a > 0) NOT VALID", "contract ACCESS EXCLUSIVE --O-- major"},
        {"CREATE TABLE x (a int)", "expand none ---W- minor"},
        {"CREATE TABLE x (a int REFERENCES p)", "expand SHARE ROW EXCLUSIVE ---W- minor"},
        {"CREATE INDEX ON t (a)", "expand SHARE S---- patch"},
        {"CREATE INDEX CONCURRENTLY ON t (a)", "expand SHARE UPDATE EXCLUSIVE S---- patch"},
        {"CREATE UNIQUE INDEX ON t (a)", "expand_contract SHARE S-O-- major"},
        {"CREATE UNIQUE INDEX CONCURRENTLY ON t (a)", "expand_contract SHARE UPDATE EXCLUSIVE S-O-- major"},
        {"DROP INDEX i", "contract ACCESS EXCLUSIVE --O-- major"},
        {"DROP INDEX CONCURRENTLY i", "contract SHARE UPDATE EXCLUSIVE --O-- major"},
        {"UPDATE t SET a = 1", "data ROW EXCLUSIVE S---- patch"},
        {"DELETE FROM t", "data ROW EXCLUSIVE S---L patch"},
        {"INSERT INTO t VALUES (1)", "data ROW EXCLUSIVE ----- patch"},
        {"COMMIT", "session none ----- none"},
        {"TRUNCATE t", "unsupported ACCESS EXCLUSIVE -RO-L major"},
        {"VACUUM FULL t", "unsupported ACCESS EXCLUSIVE SR--- patch"},
        {"ALTER TABLE t SET (fillfactor = 70)", "expand SHARE UPDATE EXCLUSIVE ----- patch"},
        {"ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p", "expand_contract SHARE ROW EXCLUSIVE S-O-- major"},
        {"ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p NOT VALID", "contract SHARE ROW EXCLUSIVE --O-- major"},
    };

    (void) state;
    CHECK_ALL(rows, NULL);
}

static void
the_schema_makes_it_exact(void **state)
{
    static const Row rows[] = {
        {"ALTER TABLE t ALTER a SET NOT NULL", "expand_contract ACCESS EXCLUSIVE S-O-- major"},
        {"ALTER TABLE t ALTER h SET NOT NULL", "expand ACCESS EXCLUSIVE ----- patch"},
        {"ALTER TABLE t ALTER \"Weird \"\"x\"\"\" SET NOT NULL", "expand ACCESS EXCLUSIVE ----- patch"},
        {"ALTER TABLE t ALTER e SET NOT NULL", "expand ACCESS EXCLUSIVE ----- patch"},
        {"ALTER TABLE t ALTER a DROP DEFAULT", "contract ACCESS EXCLUSIVE --O-- major"},
        {"ALTER TABLE t ALTER b DROP DEFAULT", "expand ACCESS EXCLUSIVE ----- patch"},
        {"DROP INDEX t_a", "contract ACCESS EXCLUSIVE ----- patch"},
        {"DROP INDEX shop.t_u", "contract ACCESS EXCLUSIVE --O-- major"},
    };

    (void) state;
    CHECK_ALL(rows, database);
}

static void
what_the_schema_lacks_may_be_there_all_the_same(void **state)
{
    static const Row rows[] = {
        {"DROP INDEX other.t_a", "contract ACCESS EXCLUSIVE --O-- major"},
        {"ALTER TABLE other ALTER a SET NOT NULL", "expand_contract ACCESS EXCLUSIVE S-O-- major"},
        {"ALTER TABLE t ALTER nowhere TYPE bigint", "expand_contract ACCESS EXCLUSIVE SROW- major"},
    };

    (void) state;
    is_complete = false;
    CHECK_ALL(rows, database);
}

static void
a_type_change_depends_on_the_old_type(void **state)
{
    static const Row rows[] = {
        {"ALTER TABLE t ALTER b TYPE varchar(20)", "expand ACCESS EXCLUSIVE ---W- minor"},
        {"ALTER TABLE t ALTER b TYPE character varying(10)", "expand ACCESS EXCLUSIVE ----- patch"},
        {"ALTER TABLE t ALTER b TYPE varchar", "expand ACCESS EXCLUSIVE ---W- minor"},
        {"ALTER TABLE t ALTER b TYPE text", "expand ACCESS EXCLUSIVE ---W- minor"},
        {"ALTER TABLE t ALTER b TYPE text USING b::text", "expand ACCESS EXCLUSIVE ---W- minor"},
        {"ALTER TABLE t ALTER b TYPE text USING b", "expand ACCESS EXCLUSIVE ---W- minor"},
        {"ALTER TABLE t ALTER b TYPE text USING lower(b)", "expand_contract ACCESS EXCLUSIVE SROW- major"},
        {"ALTER TABLE t ALTER b TYPE varchar(5)", "expand_contract ACCESS EXCLUSIVE SROW- major"},
        {"ALTER TABLE t ALTER b TYPE char(20)", "expand_contract ACCESS EXCLUSIVE SROWL major"},
        {"ALTER TABLE t ALTER k TYPE varchar(20)", "expand ACCESS EXCLUSIVE S--W- minor"},
        {"ALTER TABLE t ALTER c TYPE numeric(12,2)", "expand ACCESS EXCLUSIVE ---W- minor"},
        {"ALTER TABLE t ALTER c TYPE decimal", "expand ACCESS EXCLUSIVE ---W- minor"},
        {"ALTER TABLE t ALTER c TYPE numeric(12,4)", "expand_contract ACCESS EXCLUSIVE SROW- major"},
        {"ALTER TABLE t ALTER c TYPE numeric(12,1)", "expand_contract ACCESS EXCLUSIVE SROWL major"},
        {"ALTER TABLE t ALTER c TYPE integer", "expand_contract ACCESS EXCLUSIVE SROWL major"},
        {"ALTER TABLE t ALTER d TYPE timestamp(6)", "expand ACCESS EXCLUSIVE ---W- minor"},
        {"ALTER TABLE t ALTER d TYPE timestamp", "expand ACCESS EXCLUSIVE ---W- minor"},
        {"ALTER TABLE t ALTER d TYPE timestamp(0) without time zone", "expand_contract ACCESS EXCLUSIVE SROWL major"},
        {"ALTER TABLE t ALTER d TYPE timestamptz", "expand_contract ACCESS EXCLUSIVE SROWL major"},
        {"ALTER TABLE t ALTER i TYPE int8", "expand_contract ACCESS EXCLUSIVE SROW- major"},
        {"ALTER TABLE t ALTER i TYPE smallint", "expand_contract ACCESS EXCLUSIVE SROW- major"},
        {"ALTER TABLE t ALTER i TYPE int4", "expand ACCESS EXCLUSIVE ----- patch"},
        {"ALTER TABLE t ALTER i TYPE text", "expand_contract ACCESS EXCLUSIVE SROW- major"},
        {"ALTER TABLE t ALTER i TYPE real", "expand_contract ACCESS EXCLUSIVE SROWL major"},
        {"ALTER TABLE t ALTER h TYPE integer", "expand ACCESS EXCLUSIVE S---- patch"},
        {"ALTER TABLE t ALTER \"Weird \"\"x\"\"\" TYPE bigint[]", "expand_contract ACCESS EXCLUSIVE SROW- major"},
        {"ALTER TABLE t ALTER e TYPE text COLLATE \"C\"", "expand ACCESS EXCLUSIVE ----- patch"},
    };

    (void) state;
    CHECK_ALL(rows, database);
}

static void
every_locked_relation_is_named(void **state)
{
    (void) state;
    assert_string_equal(locks_of("ALTER TABLE \"T t\" DROP a", NULL), "\"T t\" AccessExclusiveLock");
    assert_string_equal(locks_of("ALTER TABLE t DROP f", database), "t AccessExclusiveLock, p AccessExclusiveLock");
    assert_string_equal(locks_of("ALTER TABLE t ALTER f TYPE bigint", database),
                        "t AccessExclusiveLock, p AccessExclusiveLock");
    assert_string_equal(locks_of("ALTER TABLE t ALTER a TYPE bigint", database),
                        "t AccessExclusiveLock, \"Q q\" AccessExclusiveLock");
    assert_string_equal(locks_of("ALTER TABLE t ADD x int REFERENCES p", NULL),
                        "t AccessExclusiveLock, p ShareRowExclusiveLock");
    assert_string_equal(locks_of("ALTER TABLE t ADD x int REFERENCES t", NULL), "t AccessExclusiveLock");
    assert_string_equal(locks_of("CREATE TABLE x (a int REFERENCES p, b int REFERENCES x, LIKE z)", NULL),
                        "p ShareRowExclusiveLock, z AccessShareLock");
    assert_string_equal(locks_of("DROP INDEX t_a", database), "t_a AccessExclusiveLock, t AccessExclusiveLock");
    assert_string_equal(locks_of("DROP INDEX CONCURRENTLY t_a", NULL),
                        "t_a ShareUpdateExclusiveLock, t ShareUpdateExclusiveLock");
    assert_string_equal(locks_of("CREATE INDEX CONCURRENTLY ON t (a)", database), "t ShareUpdateExclusiveLock");
    assert_string_equal(locks_of("ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p", NULL),
                        "t ShareRowExclusiveLock, p ShareRowExclusiveLock");
    assert_string_equal(locks_of("COMMIT", NULL), "");
    assert_string_equal(locks_of("VACUUM", NULL), "");
}

static void
a_guess_says_that_it_is_one(void **state)
{
    static const char *const guesses[] = {
        "ALTER TABLE t DROP a",
        "ALTER TABLE t ALTER a TYPE bigint",
        "ALTER TABLE t ALTER a SET NOT NULL",
        "DROP INDEX i",
        "ALTER TABLE t ALTER a DROP DEFAULT",
        "ALTER TABLE t ADD x shop.positive",
        "ALTER TABLE t ADD x int DEFAULT f()",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(guesses) / sizeof(guesses[0]); i++)
    {
        assert_non_null(classify(guesses[i], NULL)->note);
    }
    assert_non_null(strstr(classify("ALTER TABLE t ALTER a TYPE bigint", NULL)->note, "Without the old type"));
    assert_non_null(strstr(classify("ALTER TABLE t ALTER h SET NOT NULL", database)->note, "\"h there\""));
    assert_null(classify("ALTER TABLE t ADD x int", NULL)->note);
    assert_null(classify("ALTER TABLE t DROP a", database)->note);
    assert_null(classify("ALTER TABLE t RENAME a TO x", NULL)->note);
}

static void
names_are_those_of_the_documentation(void **state)
{
    (void) state;
    assert_string_equal(classify_class_name(CLASS_EXPAND_CONTRACT), "expand_contract");
    assert_string_equal(classify_class_name(CLASS_UNSUPPORTED), "unsupported");
    assert_string_equal(classify_lock_name(LOCK_NONE), "none");
    assert_string_equal(classify_lock_name(LOCK_SHARE_ROW_EXCLUSIVE), "SHARE ROW EXCLUSIVE");
    assert_string_equal(classify_lock_pg_name(LOCK_SHARE_UPDATE_EXCLUSIVE), "ShareUpdateExclusiveLock");
    assert_string_equal(classify_semver_name(SEMVER_MAJOR), "major");
    assert_string_equal(classify_semver_name(SEMVER_NONE), "none");
}

static int
make_mem(void **state)
{
    (void) state;
    mem = mem_root("test");
    is_complete = true;
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
        TEST(without_a_schema_the_answer_is_safe),
        TEST(the_schema_makes_it_exact),
        TEST(what_the_schema_lacks_may_be_there_all_the_same),
        TEST(a_type_change_depends_on_the_old_type),
        TEST(every_locked_relation_is_named),
        TEST(a_guess_says_that_it_is_one),
        TEST(names_are_those_of_the_documentation),
    };

    return cmocka_run_group_tests(tests, NULL, leave);
}
