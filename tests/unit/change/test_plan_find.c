/* SPDX-License-Identifier: PostgreSQL */
/*
 * Which file is meant by what one types.
 */
#include "plan_fixture.h"

static void
a_plan_is_found_by_version_slug_or_path(void **state)
{
    Fixture *in = fixture(state);
    char *first = mem_printf(in->mem, "%s/20260101000000_drop_fax.yaml", in->folder);
    char *last = mem_printf(in->mem, "%s/20260102000000_drop_fax_again.yaml", in->folder);
    char **paths;

    write_file(in, "20260102000000_drop_fax_again.yaml", "", 0);
    write_file(in, "20260101000000_drop_fax.yaml", "", 0);
    write_file(in, "20260101000000_drop_fax.txt", "", 0);
    paths = plan_list(in->mem, in->folder, &in->err);
    assert_string_equal(paths[0], first);
    assert_string_equal(paths[1], last);
    assert_null(paths[2]);
    assert_string_equal(plan_find(in->mem, in->folder, NULL, &in->err), last);
    assert_string_equal(plan_find(in->mem, in->folder, "20260101000000", &in->err), first);
    assert_string_equal(plan_find(in->mem, in->folder, "drop_fax", &in->err), first);
    assert_string_equal(plan_find(in->mem, in->folder, "again", &in->err), last);
    assert_string_equal(plan_find(in->mem, in->folder, "20260101000000_drop_fax.yaml", &in->err), first);
    assert_string_equal(plan_find(in->mem, in->folder, last, &in->err), last);
}

static void
a_plan_that_is_not_found_is_an_error_with_a_hint(void **state)
{
    Fixture *in = fixture(state);

    assert_null(plan_find(in->mem, in->folder, NULL, &in->err));
    assert_string_equal(in->err.message, "no plans found");
    error_clear(&in->err);
    write_file(in, "20260101000000_drop_fax.yaml", "", 0);
    write_file(in, "20260102000000_drop_phone.yaml", "", 0);
    assert_null(plan_find(in->mem, in->folder, "drop_fex", &in->err));
    assert_string_equal(in->err.message, "no plan matches \"drop_fex\"");
    assert_string_equal(in->err.hint, "Did you mean \"drop_fax\"?");
    error_clear(&in->err);
    assert_null(plan_find(in->mem, in->folder, "drop", &in->err));
    assert_string_equal(in->err.message, "\"drop\" matches 2 plans");
    assert_string_equal(in->err.detail, "They are 20260101000000_drop_fax, 20260102000000_drop_phone.");
    error_clear(&in->err);
    assert_null(plan_find(in->mem, "no/such/folder", "x", &in->err));
    assert_int_equal(in->err.kind, ERROR_INVALID);
    error_clear(&in->err);
    assert_null(plan_find(in->mem, NULL, "no/such/plan", &in->err));
    assert_int_equal(in->err.kind, ERROR_INVALID);
}

static void
the_folder_is_searched_upward(void **state)
{
    Fixture *in = fixture(state);
    char **paths;

    assert_int_equal(chdir("tests/golden"), 0);
    paths = plan_list(in->mem, NULL, &in->err);
    assert_int_equal(chdir("../.."), 0);
    assert_non_null(paths);
    assert_string_equal(paths[0], "../../plans/20261101090000_rename_customer_name.yaml");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        PLAN_TEST(a_plan_is_found_by_version_slug_or_path),
        PLAN_TEST(a_plan_that_is_not_found_is_an_error_with_a_hint),
        PLAN_TEST(the_folder_is_searched_upward),
    };

    return enter_root() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
