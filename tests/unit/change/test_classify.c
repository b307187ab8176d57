/* SPDX-License-Identifier: PostgreSQL */
/*
 * change/classify: the facts of every kind, made exact by a catalog, safe without one. tests/tap/classify.t asks a
 * server whether they are true.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/mem.h"
#include "change/classify.h"

static void *mem;

static const char *const on_a[] = {"a", NULL};
static const char *const on_f[] = {"f", NULL};
static const char *const on_h[] = {"h", NULL};
static const char *const on_k[] = {"k", NULL};
static const char *const on_weird[] = {"Weird \"x\"", NULL};

static CatalogColumn columns[] = {
    {.name = "a", .type = "integer", .fallback = "1"},
    {.name = "b", .type = "character varying(10)"},
    {.name = "c", .type = "numeric(10,2)"},
    {.name = "d", .type = "timestamp(3) without time zone"},
    {.name = "e", .type = "text", .not_null = true},
    {.name = "f", .type = "integer"},
    {.name = "h", .type = "integer"},
    {.name = "k", .type = "character varying(8)"},
    {.name = "Weird \"x\"", .type = "integer[]"},
    {.name = "i", .type = "integer"},
};

static CatalogIndex indexes[] = {
    {.name = "t_a", .schema = "shop", .definition = "CREATE INDEX t_a ON shop.t USING btree (a)", .columns = on_a},
    {.name = "t_k",
     .schema = "shop",
     .definition = "CREATE INDEX t_k ON shop.t USING btree (lower((k)::text))",
     .columns = on_k},
    {.name = "t_u",
     .schema = "shop",
     .definition = "CREATE UNIQUE INDEX t_u ON shop.t USING btree (a)",
     .columns = on_a,
     .is_unique = true},
};

static CatalogConstraint constraints[] = {
    {.name = "t_f_fkey",
     .type = 'f',
     .definition = "FOREIGN KEY (f) REFERENCES p(id)",
     .columns = on_f,
     .is_valid = true,
     .foreign_table = "shop.p"},
    {.name = "h there", .type = 'c', .definition = "CHECK ((h IS NOT NULL))", .columns = on_h, .is_valid = true},
    {.name = "w there",
     .type = 'c',
     .definition = "CHECK ((\"Weird \"\"x\"\"\" IS NOT NULL))",
     .columns = on_weird,
     .is_valid = true},
    {.name = "a there", .type = 'c', .definition = "CHECK ((a IS NOT NULL))", .columns = on_a, .is_valid = false},
};

static CatalogDependent dependents[] = {
    {.column = "a", .kind = "foreign key", .description = "constraint q_t_fkey on table shop.\"Q q\""},
    {.column = "a", .kind = "view", .description = "view v on table x"},
};

static CatalogTable tables[] = {
    {.schema = "shop",
     .name = "t",
     .kind = 'r',
     .columns = columns,
     .column_count = sizeof(columns) / sizeof(columns[0]),
     .indexes = indexes,
     .index_count = sizeof(indexes) / sizeof(indexes[0]),
     .constraints = constraints,
     .constraint_count = sizeof(constraints) / sizeof(constraints[0]),
     .dependents = dependents,
     .dependent_count = sizeof(dependents) / sizeof(dependents[0])},
};

static const char *const search_path[] = {"shop", NULL};

static const Catalog catalog = {
    .server_version = 150018, .search_path = search_path, .tables = tables, .table_count = 1};

static const Classification *
classify(const char *sql, const Catalog *known)
{
    Error err = {0};
    DdlErrorPlace place;
    DdlScript *script;

    if (!ddl_parse(mem, sql, &script, &place, &err) || script->count != 1)
    {
        fail_msg("%s: %s", sql, err.message);
    }
    return classify_statement(mem, &script->statements[0], known);
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
check(const Row *rows, size_t count, const Catalog *known)
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
locks_of(const char *sql, const Catalog *known)
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
without_a_catalog_the_answer_is_safe(void **state)
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
        {"ALTER TABLE t ADD CHECK (a > 0) NOT VALID", "expand_contract ACCESS EXCLUSIVE --O-- major"},
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
        {"VACUUM FULL t", "unsupported ACCESS EXCLUSIVE SROWL major"},
        {"ALTER TABLE t SET (fillfactor = 70)", "unsupported ACCESS EXCLUSIVE SROWL major"},
        {"ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p", "unsupported SHARE ROW EXCLUSIVE S-O-- major"},
        {"ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p NOT VALID", "unsupported SHARE ROW EXCLUSIVE --O-- major"},
    };

    (void) state;
    CHECK_ALL(rows, NULL);
}

static void
the_catalog_makes_it_exact(void **state)
{
    static const Row rows[] = {
        {"ALTER TABLE t ALTER a SET NOT NULL", "expand_contract ACCESS EXCLUSIVE S-O-- major"},
        {"ALTER TABLE t ALTER h SET NOT NULL", "expand_contract ACCESS EXCLUSIVE ----- major"},
        {"ALTER TABLE t ALTER \"Weird \"\"x\"\"\" SET NOT NULL", "expand_contract ACCESS EXCLUSIVE ----- major"},
        {"ALTER TABLE t ALTER e SET NOT NULL", "expand_contract ACCESS EXCLUSIVE ----- major"},
        {"ALTER TABLE t ALTER a DROP DEFAULT", "contract ACCESS EXCLUSIVE --O-- major"},
        {"ALTER TABLE t ALTER b DROP DEFAULT", "contract ACCESS EXCLUSIVE ----- major"},
        {"DROP INDEX t_a", "contract ACCESS EXCLUSIVE ----- patch"},
        {"DROP INDEX shop.t_u", "contract ACCESS EXCLUSIVE --O-- major"},
        {"DROP INDEX other.t_a", "contract ACCESS EXCLUSIVE --O-- major"},
        {"ALTER TABLE other ALTER a SET NOT NULL", "expand_contract ACCESS EXCLUSIVE S-O-- major"},
        {"ALTER TABLE t ALTER nowhere TYPE bigint", "expand_contract ACCESS EXCLUSIVE SROW- major"},
    };

    (void) state;
    CHECK_ALL(rows, &catalog);
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
    CHECK_ALL(rows, &catalog);
}

static void
every_locked_relation_is_named(void **state)
{
    (void) state;
    assert_string_equal(locks_of("ALTER TABLE \"T t\" DROP a", NULL), "\"T t\" AccessExclusiveLock");
    assert_string_equal(locks_of("ALTER TABLE t DROP f", &catalog),
                        "shop.t AccessExclusiveLock, shop.p AccessExclusiveLock");
    assert_string_equal(locks_of("ALTER TABLE t ALTER f TYPE bigint", &catalog),
                        "shop.t AccessExclusiveLock, shop.p AccessExclusiveLock");
    assert_string_equal(locks_of("ALTER TABLE t ALTER a TYPE bigint", &catalog),
                        "shop.t AccessExclusiveLock, shop.\"Q q\" AccessExclusiveLock");
    assert_string_equal(locks_of("ALTER TABLE t ADD x int REFERENCES p", NULL),
                        "t AccessExclusiveLock, p ShareRowExclusiveLock");
    assert_string_equal(locks_of("ALTER TABLE t ADD x int REFERENCES t", NULL), "t AccessExclusiveLock");
    assert_string_equal(locks_of("CREATE TABLE x (a int REFERENCES p, b int REFERENCES x, LIKE z)", NULL),
                        "p ShareRowExclusiveLock, z AccessShareLock");
    assert_string_equal(locks_of("DROP INDEX t_a", &catalog), "t_a AccessExclusiveLock, shop.t AccessExclusiveLock");
    assert_string_equal(locks_of("DROP INDEX CONCURRENTLY t_a", NULL), "t_a ShareUpdateExclusiveLock");
    assert_string_equal(locks_of("CREATE INDEX CONCURRENTLY ON t (a)", &catalog), "shop.t ShareUpdateExclusiveLock");
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
        "VACUUM FULL t",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(guesses) / sizeof(guesses[0]); i++)
    {
        assert_non_null(classify(guesses[i], NULL)->note);
    }
    assert_non_null(strstr(classify("ALTER TABLE t ALTER a TYPE bigint", NULL)->note, "Without the old type"));
    assert_non_null(strstr(classify("ALTER TABLE t ALTER h SET NOT NULL", &catalog)->note, "\"h there\""));
    assert_null(classify("ALTER TABLE t ADD x int", NULL)->note);
    assert_null(classify("ALTER TABLE t DROP a", &catalog)->note);
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
        TEST(without_a_catalog_the_answer_is_safe),  TEST(the_catalog_makes_it_exact),
        TEST(a_type_change_depends_on_the_old_type), TEST(every_locked_relation_is_named),
        TEST(a_guess_says_that_it_is_one),           TEST(names_are_those_of_the_documentation),
    };

    return cmocka_run_group_tests(tests, NULL, leave);
}
