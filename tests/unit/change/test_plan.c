/* SPDX-License-Identifier: PostgreSQL */
/*
 * The plan loader: every value of a valid plan, its defaults, and places in its texts.
 */
#include "plan_fixture.h"

static void
a_full_plan_loads_with_every_value(void **state)
{
    Fixture *in = fixture(state);
    Plan *plan = load_text(in, full_plan);

    assert_non_null(plan);
    assert_int_equal(in->diagnostics->count, 0);
    assert_string_equal(plan->version, "20260301120000");
    assert_string_equal(plan->slug, "split");
    assert_string_equal(plan->source, full_plan);
    assert_string_equal(plan->description, "phone numbers become numbers");
    assert_int_equal(plan->compat, COMPAT_MAJOR);
    assert_string_equal(plan->after[0], "20250101000000");
    assert_string_equal(plan->after[1], "20250102000000");
    assert_null(plan->after[2]);
    assert_int_equal(plan->application_count, 2);
    assert_string_equal(plan->applications[0].name, "shop");
    assert_string_equal(plan->applications[0].to, "v1.5.0-rc1");
    assert_int_equal(plan->applications[0].line, 7);
    assert_false(plan->applications[0].allow_attestation);
    assert_string_equal(plan->applications[1].from, "41");
    assert_true(plan->applications[1].allow_attestation);
    assert_int_equal(plan->backfill.batch_ms, 1000);
    assert_int_equal(plan->backfill.pause_ms, 50);
    assert_true(plan->backfill.fire_triggers);
    assert_int_equal(plan->timeouts.lock_ms, 3000);
    assert_int_equal(plan->timeouts.statement_ms, 120000);
    assert_int_equal(plan->timeouts.total_ms, 3600000);
    assert_int_equal(plan->hold_s, 604800);
    assert_int_equal(plan->verify_count, 1);
    assert_string_equal(plan->verify[0].sql.text, "SELECT 1");
    assert_string_equal(plan->verify[0].expect, "1");
}

static void
a_full_plan_loads_with_every_change(void **state)
{
    Fixture *in = fixture(state);
    Plan *plan = load_text(in, full_plan);
    PlanChange *change = plan->changes;

    assert_int_equal(plan->change_count, 2);
    assert_string_equal(change->sql.text, "ALTER TABLE customer\n  ALTER COLUMN phone TYPE bigint\n");
    assert_true(change->sql.is_literal);
    assert_int_equal(change->sql.line, 14);
    assert_int_equal(change->sql.column, 7);
    assert_int_equal(change->sql.indent, 6);
    assert_string_equal(change->as.text, "phone_number");
    assert_string_equal(change->up.text, "UPDATE customer SET phone_number = phone::bigint");
    assert_false(change->up.is_literal);
    assert_int_equal(change->up.line, 17);
    assert_int_equal(change->up.column, 9);
    assert_string_equal(change->down.text, "UPDATE customer SET phone = '+' || phone_number");
    assert_int_equal(change->on_conflict, CONFLICT_ERROR);
    assert_int_equal(change->allow_count, 1);
    assert_string_equal(change->allow[0].rule, "volatile-up");
    assert_string_equal(change->allow[0].reason, "known");
    assert_int_equal(change->line, 13);
    assert_int_equal(plan->changes[1].line, 22);
    assert_int_equal(plan->changes[1].on_conflict, CONFLICT_OLD);
    assert_null(plan->changes[1].up.text);
    assert_null(plan->changes[1].as.text);
}

static void
a_text_that_the_journal_kept_loads_like_its_file(void **state)
{
    Fixture *in = fixture(state);
    Plan *file = load_text(in, full_plan);
    Plan *kept = plan_load_text(in->mem, file->version, file->slug, file->source, in->diagnostics, &in->err);

    assert_non_null(kept);
    assert_string_equal(kept->version, file->version);
    assert_string_equal(kept->slug, file->slug);
    assert_int_equal(kept->change_count, file->change_count);
    assert_string_equal(kept->changes[0].sql.text, file->changes[0].sql.text);
    assert_string_equal(kept->applications[1].name, file->applications[1].name);
    assert_null(plan_load_text(in->mem, file->version, file->slug, "changes: 1\n", in->diagnostics, &in->err));
}

static void
what_is_not_given_has_its_default(void **state)
{
    Plan *plan = load_text(fixture(state), ONE_CHANGE);

    assert_non_null(plan);
    assert_string_equal(plan->description, "");
    assert_int_equal(plan->compat, COMPAT_UNSET);
    assert_int_equal(plan->application_count, 0);
    assert_null(plan->after[0]);
    assert_int_equal(plan->changes[0].on_conflict, CONFLICT_NEW);
    assert_int_equal(plan->verify_count, 0);
    assert_int_equal(plan->backfill.batch_ms, 200);
    assert_int_equal(plan->backfill.pause_ms, 0);
    assert_false(plan->backfill.fire_triggers);
    assert_int_equal(plan->timeouts.lock_ms, 2000);
    assert_int_equal(plan->timeouts.statement_ms, 0);
    assert_int_equal(plan->timeouts.total_ms, 300000);
    assert_int_equal(plan->hold_s, 86400);
}

static void
a_byte_order_mark_and_windows_line_ends_are_accepted(void **state)
{
    Fixture *in = fixture(state);
    Plan *plan = load_text(in, "\xef\xbb\xbf"
                               "changes:\r\n  - sql: |\r\n      SELECT 1;\r\n      SELECT x\r\n");
    size_t line;
    size_t column;

    assert_non_null(plan);
    assert_string_equal(plan->changes[0].sql.text, "SELECT 1;\nSELECT x\n");
    assert_int_equal(plan->changes[0].sql.indent, 6);
    assert_string_equal(plan_source_line(in->mem, plan, 3), "      SELECT 1;");
    plan_locate(plan, &plan->changes[0].sql, 17, &line, &column);
    assert_int_equal(line, 4);
    assert_int_equal(column, 14);
}

static void
a_place_in_a_literal_block_is_exact(void **state)
{
    Fixture *in = fixture(state);
    Plan *plan =
        load_text(in, "changes:\n  - sql: |1 # comment\n\n       äö x\n     y\n    up: |-\n\n        a\n\n        b\n");
    const PlanText *sql = &plan->changes[0].sql;
    const PlanText *up = &plan->changes[0].up;
    size_t line;
    size_t column;

    assert_string_equal(sql->text, "\n  äö x\ny\n");
    plan_locate(plan, sql, strlen("\n  äö "), &line, &column);
    assert_int_equal(line, 4);
    assert_int_equal(column, 11);
    plan_locate(plan, sql, strlen("\n  äö x\n"), &line, &column);
    assert_int_equal(line, 5);
    assert_int_equal(column, 6);
    assert_string_equal(up->text, "\na\n\nb");
    plan_locate(plan, up, strlen("\na\n\n"), &line, &column);
    assert_int_equal(line, 10);
    assert_int_equal(column, 9);
    plan_locate(plan, up, 1000, &line, &column);
    assert_int_equal(line, 10);
    assert_int_equal(column, 10);
}

static void
a_place_in_any_other_text_is_its_start(void **state)
{
    Fixture *in = fixture(state);
    Plan *plan = load_text(in, ONE_CHANGE "    up: >\n      a\n      b\n");
    size_t line;
    size_t column;

    plan_locate(plan, &plan->changes[0].sql, 10, &line, &column);
    assert_int_equal(line, 2);
    assert_int_equal(column, 10);
    plan_locate(plan, &plan->changes[0].up, 3, &line, &column);
    assert_int_equal(line, 3);
    assert_int_equal(column, 9);
    assert_string_equal(plan_source_line(in->mem, plan, 1), "changes:");
    assert_null(plan_source_line(in->mem, plan, 0));
    assert_null(plan_source_line(in->mem, plan, 6));
}

static void
a_file_that_cannot_be_read_is_an_error_not_a_finding(void **state)
{
    Fixture *in = fixture(state);

    assert_null(plan_load(in->mem, "no/such/plan.yaml", in->diagnostics, &in->err));
    assert_int_equal(in->err.kind, ERROR_INVALID);
    assert_string_equal(in->err.message, "could not read plan \"no/such/plan.yaml\": No such file or directory");
    error_clear(&in->err);
    assert_null(plan_load(in->mem, in->folder, in->diagnostics, &in->err));
    assert_non_null(strstr(in->err.message, "Is a directory"));
    assert_int_equal(in->diagnostics->count, 0);
}

static void
versions_have_the_order_of_semantic_versioning(void **state)
{
    static const char *const ascending[] = {
        "0.9",
        "v1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0-alpha.beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-rc.1",
        "1.0.0",
        "1.2",
        "1.10.0",
        "2",
        "41",
        "18446744073709551617",
    };

    (void) state;
    for (size_t i = 0; i + 1 < sizeof(ascending) / sizeof(ascending[0]); i++)
    {
        assert_true(plan_version_is_valid(ascending[i]));
        assert_true(plan_version_compare(ascending[i], ascending[i + 1]) < 0);
        assert_true(plan_version_compare(ascending[i + 1], ascending[i]) > 0);
    }
    assert_int_equal(plan_version_compare("v1.4", "1.4.0+build7"), 0);
    assert_false(plan_version_is_valid(""));
    assert_false(plan_version_is_valid("v"));
    assert_false(plan_version_is_valid("1."));
    assert_false(plan_version_is_valid("1.0-"));
    assert_false(plan_version_is_valid("1.0 "));
}

static void
the_example_plans_are_valid(void **state)
{
    Fixture *in = fixture(state);
    char **paths = plan_list(in->mem, "plans", &in->err);
    size_t count = 0;

    assert_non_null(paths);
    for (; paths[count] != NULL; count++)
    {
        Plan *plan = plan_load(in->mem, paths[count], in->diagnostics, &in->err);

        assert_string_equal(diagnostics_format(in->mem, in->diagnostics), "");
        assert_non_null(plan);
        assert_string_equal(plan->applications[0].name, "shop");
    }
    assert_true(count >= 6);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        PLAN_TEST(a_full_plan_loads_with_every_value),
        PLAN_TEST(a_full_plan_loads_with_every_change),
        PLAN_TEST(a_text_that_the_journal_kept_loads_like_its_file),
        PLAN_TEST(what_is_not_given_has_its_default),
        PLAN_TEST(a_byte_order_mark_and_windows_line_ends_are_accepted),
        PLAN_TEST(a_place_in_a_literal_block_is_exact),
        PLAN_TEST(a_place_in_any_other_text_is_its_start),
        PLAN_TEST(a_file_that_cannot_be_read_is_an_error_not_a_finding),
        PLAN_TEST(versions_have_the_order_of_semantic_versioning),
        PLAN_TEST(the_example_plans_are_valid),
    };

    return enter_root() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
