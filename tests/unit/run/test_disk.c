/* SPDX-License-Identifier: PostgreSQL */
/*
 * What an expand needs on disk: the arithmetic. How it is measured and refused: tests/tap/disk.t.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "run/disk.h"

#define MB (INT64_C(1024) * 1024)

static const DiskFacts large = {
    .rows = 1000000,
    .heap = 400 * MB,
    .indexes = 100 * MB,
    .index_count = 2,
    .built = 30 * MB,
    .largest = 20 * MB,
    .width = 8,
    .is_filled = true,
    .is_logged = true,
    .max_bloat = 20,
    .wal_most = INT64_C(1) << 40,
};

static void
a_large_table_grows_by_its_bloat_and_its_new_columns(void **state)
{
    DiskNeed need = disk_need(&large);

    (void) state;
    /* 8 MB of values, and a fifth of 408 MB. */
    assert_in_range(need.heap, 88 * MB, 92 * MB);
    assert_int_equal(need.indexes, 130 * MB);
    assert_int_equal(need.sort, 20 * MB);
    assert_int_equal(need.toast, 0);
    /* Twice the table, the indexes, their records. */
    assert_in_range(need.wal, 1100 * MB, 1200 * MB);
    assert_int_equal(need.kept, need.wal);
    assert_int_equal(need.total, need.heap + need.indexes + need.sort + need.kept);
}

static void
without_vacuum_it_doubles(void **state)
{
    DiskFacts facts = large;
    DiskFacts small = large;

    (void) state;
    facts.max_bloat = 100;
    assert_in_range(disk_need(&facts).heap, 410 * MB, 420 * MB);
    small.heap = 10 * MB; /* is left alone by VACUUM */
    small.rows = 0;
    assert_int_equal(disk_need(&small).heap, 10 * MB);
}

static void
in_slices_most_of_it_stays_in_its_pages(void **state)
{
    DiskFacts facts = large;

    (void) state;
    facts.is_sliced = true;
    facts.max_bloat = 100;
    assert_in_range(disk_need(&facts).heap, 120 * MB, 140 * MB);
    assert_int_equal(disk_need(&facts).indexes, 60 * MB);
    assert_true(disk_need(&facts).wal < disk_need(&large).wal);
}

static void
what_is_not_filled_needs_its_indexes_alone(void **state)
{
    DiskFacts facts = large;

    (void) state;
    facts.is_filled = false;
    assert_int_equal(disk_need(&facts).heap, 0);
    assert_int_equal(disk_need(&facts).indexes, 30 * MB);
    assert_int_equal(disk_need(&facts).wal, 30 * MB);
    facts.is_logged = false;
    assert_int_equal(disk_need(&facts).wal, 0);
}

static void
the_server_removes_wal(void **state)
{
    DiskFacts facts = large;
    void *mem = mem_root("test");

    (void) state;
    facts.wal_most = 100 * MB;
    assert_int_equal(disk_need(&facts).kept, 100 * MB);
    DiskNeed need = disk_need(&facts);
    assert_non_null(strstr(disk_describe(mem, &need), "WAL 100 MB at once, 1"));
    mem_free(mem);
}

static void
an_empty_table_needs_nothing(void **state)
{
    DiskFacts facts = {.is_filled = true, .is_logged = true, .max_bloat = 20, .wal_most = MB};

    (void) state;
    assert_int_equal(disk_need(&facts).total, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_large_table_grows_by_its_bloat_and_its_new_columns),
        cmocka_unit_test(without_vacuum_it_doubles),
        cmocka_unit_test(in_slices_most_of_it_stays_in_its_pages),
        cmocka_unit_test(what_is_not_filled_needs_its_indexes_alone),
        cmocka_unit_test(the_server_removes_wal),
        cmocka_unit_test(an_empty_table_needs_nothing),
    };

    return cmocka_run_group_tests_name("disk", tests, NULL, NULL);
}
