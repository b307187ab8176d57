/* SPDX-License-Identifier: PostgreSQL */
/*
 * run/gate on a real server: leases as applications see them, evidence, attestations, the drain.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "life_fixture.h"

static const char *
sqlstate_of(Life *life, const char *sql)
{
    Error err = {0};
    char *sqlstate = mem_strdup(life->mem, conn_exec(life->app, sql, &err) ? "" : err.sqlstate);
    error_clear(&err);
    return sqlstate;
}

static GateReport *
report_of(Life *life)
{
    Error err = {0};
    JournalPlan *plan = NULL;
    GateReport *report = NULL;
    assert_true(journal_load_plan(life->mem, engine_control(life->engine), V, &plan, &err));
    assert_true(gate_evaluate(life->mem, engine_control(life->engine), plan, &(GateLook){0}, &report, &err));
    return report;
}

static void
versions_compare_as_semver_says(void **state)
{
    static const struct
    {
        const char *a;
        const char *b;
        const char *result;
    } rows[] = {
        {"1.4.0", "1.5.0", "-1"},
        {"1.10.0", "1.9.0", "1"},
        {"1.4", "1.4.0", "0"},
        {"v1.4.0", "1.4.0", "0"},
        {"1.5.0-rc.1", "1.5.0", "-1"},
        {"1.5.0", "1.5.0-rc.1", "1"},
        {"1.0.0-alpha", "1.0.0-alpha.1", "-1"},
        {"1.0.0-alpha.1", "1.0.0-alpha.beta", "-1"},
        {"1.0.0-alpha.beta", "1.0.0-beta", "-1"},
        {"1.0.0-beta.2", "1.0.0-beta.11", "-1"},
        {"1.0.0-rc.1", "1.0.0-beta.11", "1"},
        {"1.0.0+b1", "1.0.0+b2", "0"},
        {"2", "1.99.99.99", "1"},
        {"99999999999999999999", "99999999999999999998", "1"},
        {"1.0.0-A", "1.0.0-a", "-1"},
        {"1.4.0.1", "1.4.0", "1"},
    };
    Life *life = life_begin(1);
    (void) state;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        char *sql = mem_printf(life, "SELECT bellows.version_compare('%s', '%s')::text", rows[i].a, rows[i].b);
        assert_string_equal(life_text(life, life->app, sql), rows[i].result);
    }
    life_end(life);
}

static void
what_is_no_version_is_refused_with_22023(void **state)
{
    static const char *const texts[] = {"", "latest", "1.", "1..2", "1.0-", "1.0 ", "-1", "1.0.0-a..b"};
    Life *life = life_begin(1);
    (void) state;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
    {
        assert_string_equal(life_register(life, texts[i], "i", "30 s", NULL), "22023");
    }
    assert_string_equal(life_register(life, "1.4.0", "", "30 s", NULL), "22023");
    assert_string_equal(life_register(life, "1.4.0", "i", "2 days", NULL), "22023");
    assert_string_equal(life_register(life, "1.4.0", "i", "10 ms", NULL), "22023");
    assert_string_equal(life_register(life, NULL, "i", "30 s", NULL), "22023");
    life_end(life);
}

static void
a_lease_is_renewed_and_released_and_has_no_live_twin(void **state)
{
    Life *life = life_begin(1);
    char *first = NULL;
    char *second = NULL;
    (void) state;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    assert_string_equal(life_register(life, "1.4.0", "web-1", "30 s", &first), "");
    assert_string_equal(life_register(life, "1.4.0", "web-1", "30 s", NULL), "XV002");
    assert_string_equal(sqlstate_of(life, mem_printf(life, "SELECT bellows.renew('%s')", first)), "");
    life_release(life, first);
    assert_string_equal(sqlstate_of(life, mem_printf(life, "SELECT bellows.renew('%s')", first)), "XV003");
    assert_string_equal(life_register(life, "1.4.0", "web-1", "30 s", &second), "");
    assert_true(strcmp(first, second) != 0);
    assert_string_equal(sqlstate_of(life, "SELECT bellows.release('00000000-0000-0000-0000-000000000000')"), "XV003");
    life_end(life);
}

static void
a_lease_needs_read_committed(void **state)
{
    Life *life = life_begin(1);
    (void) state;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    assert_string_equal(sqlstate_of(life, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1;"
                                          " SELECT bellows.register('shop', '1.4.0', 'web-1')"),
                        "25001");
    life_exec(life->app, "ROLLBACK");
    life_end(life);
}

static void
an_application_may_call_three_functions_and_see_nothing(void **state)
{
    static const char *const denied[] = {"SELECT * FROM bellows.lease",
                                         "SELECT * FROM bellows.fence",
                                         "UPDATE bellows.fence SET min_version = NULL",
                                         "SELECT bellows.check_fence('shop', '1.4.0')",
                                         "SELECT bellows.note_consumer('shop', '9.0.0')",
                                         "SELECT * FROM bellows.plan",
                                         "CREATE TABLE bellows.mine ()"};
    Life *life = life_begin(1);
    (void) state;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    for (size_t i = 0; i < sizeof(denied) / sizeof(denied[0]); i++)
    {
        assert_string_equal(sqlstate_of(life, denied[i]), "42501");
    }
    life_end(life);
}

static void
the_new_version_may_not_start_before_the_expand_is_complete(void **state)
{
    Life *life = life_begin(1);
    Error err = {0};
    bool admitted = true;
    char *reason = NULL;
    (void) state;
    life_steps[4].expect = "3";
    life_must_fail(life, VERB_EXPAND, ERROR_FAILED, "", &err);
    error_clear(&err);
    assert_string_equal(life_register(life, "1.5.0", "web-1", "30 s", NULL), "XV004");
    assert_string_equal(life_register(life, "1.4.9", "web-1", "30 s", NULL), "");
    assert_true(gate_admit(life->mem, engine_control(life->engine), "shop", "1.5.0", &admitted, &reason, &err));
    assert_false(admitted);
    assert_non_null(strstr(reason, V " is expanding"));
    life_steps[4].expect = "2";
    life_exec(engine_control(life->engine), "UPDATE bellows.step SET expect = '2' WHERE id = 'expand/05'");
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    assert_string_equal(life_register(life, "1.5.0", "web-2", "30 s", NULL), "");
    life_end(life);
}

static void
a_job_that_was_last_seen_in_the_old_version_blocks_though_nobody_lives(void **state)
{
    Life *life = life_begin(1);
    char *lease = NULL;
    (void) state;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    assert_int_equal(report_of(life)->verdict, GATE_UNKNOWN);
    assert_string_equal(life_register(life, "1.5.0", "job", "30 s", &lease), "");
    life_release(life, lease);
    assert_int_equal(report_of(life)->verdict, GATE_PASS);
    assert_string_equal(life_register(life, "1.4.0", "job", "30 s", &lease), "");
    life_release(life, lease);
    assert_int_equal(report_of(life)->verdict, GATE_BLOCK);
    assert_non_null(strstr(report_of(life)->consumers[0].evidence[0].what, "ran 1.4.0"));
    life_end(life);
}

static void
nobody_declared_is_unknown(void **state)
{
    Life *life = life_begin(1);
    Error err = {0};
    (void) state;
    life->plan.application_count = 0;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    life_must_fail(life, VERB_CONTRACT, ERROR_REFUSED, "R701", &err);
    assert_non_null(strstr(err.hint, "applications:"));
    error_clear(&err);
    life->plan.application_count = 1; /* an application that was forgotten is no drift */
    assert_string_equal(life_register(life, "1.5.0", "web", "30 s", NULL), "");
    life_must(life, VERB_CONTRACT, STATE_SEALED);
    life_end(life);
}

static void
an_attestation_counts_where_the_plan_allows_it_and_never_over_a_lease(void **state)
{
    Life *life = life_begin(1);
    Error err = {0};
    char *lease = NULL;
    Conn *conn = engine_control(life->engine);
    GateAttestation attestation = {.plan = V,
                                   .application = "shop",
                                   .by_whom = "ada",
                                   .scope = "cron",
                                   .reason = "the job was deleted",
                                   .expires = "14 days"};
    (void) state;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    assert_false(gate_attest(conn, &attestation, &err));
    assert_string_equal(err.code, "R707");
    error_clear(&err);
    life_exec(conn, "UPDATE bellows.requirement SET allow_attestation = true");
    attestation.expires = "-1 day";
    assert_false(gate_attest(conn, &attestation, &err));
    assert_int_equal(err.kind, ERROR_USAGE);
    error_clear(&err);
    attestation.expires = "14 days";
    assert_true(gate_attest(conn, &attestation, &err));
    assert_int_equal(report_of(life)->verdict, GATE_PASS);
    assert_string_equal(life_register(life, "1.4.0", "job", "30 s", &lease), "");
    assert_int_equal(report_of(life)->verdict, GATE_BLOCK);
    life_release(life, lease);
    assert_int_equal(report_of(life)->verdict, GATE_BLOCK); /* void: an old version was seen since */
    assert_true(gate_attest(conn, &attestation, &err));
    assert_int_equal(report_of(life)->verdict, GATE_PASS);
    life_end(life);
}

static void
the_drain_waits_for_transactions_older_than_the_fence(void **state)
{
    Life *life = life_begin(1);
    Error err = {0};
    (void) state;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    assert_string_equal(life_register(life, "1.5.0", "web", "1 min", NULL), "");
    Conn *old =
        conn_open(life, &(ConnOptions){.url = server_url(server), .application_name = "report", .plain = true}, &err);
    assert_non_null(old);
    life_exec(old, "BEGIN; SELECT 1");
    life->request.drain_ms = 700;
    life_must_fail(life, VERB_CONTRACT, ERROR_REFUSED, "R701", &err);
    assert_non_null(strstr(err.message, "app \"report\""));
    error_clear(&err);
    assert_string_equal(life_register(life, "1.4.0", "web-1", "30 s", NULL), "XV001");
    life_exec(old, "COMMIT");
    life_must(life, VERB_CONTRACT, STATE_SEALED);
    life_end(life);
}

static void
a_lease_that_ran_out_unreleased_counts_until_the_grace_is_over(void **state)
{
    Life *life = life_begin(1);
    Conn *conn = engine_control(life->engine);
    Error err = {0};
    (void) state;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    assert_string_equal(life_register(life, "1.4.0", "web-1", "1 min", NULL), "");
    life_exec(conn, "UPDATE bellows.lease SET expires_at = clock_timestamp()");
    assert_string_equal(life_register(life, "1.5.0", "web-1", "1 min", NULL), ""); /* under the same name */
    life->request.grace_ms = 60000;
    life->request.drain_ms = 600;
    life_must_fail(life, VERB_CONTRACT, ERROR_REFUSED, "R701", &err);
    assert_non_null(strstr(err.message, "instance \"web-1\" ran 1.4.0"));
    error_clear(&err);
    life->request.grace_ms = 0;
    life_must(life, VERB_CONTRACT, STATE_SEALED);
    life_end(life);
}

static void
a_fence_of_another_plan_stays_when_one_is_taken_away(void **state)
{
    Life *life = life_begin(1);
    Conn *conn = engine_control(life->engine);
    (void) state;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    assert_string_equal(life_register(life, "1.5.0", "web", "1 min", NULL), "");
    life_must(life, VERB_CONTRACT, STATE_SEALED);
    life_exec(conn, "INSERT INTO bellows.plan SELECT '20200101000000', slug, description, 'purged', 1, fingerprint,"
                    " plan_text, semver_class, true, system_identifier, hold, 1, 1, 1, 1, 1, false FROM bellows.plan;"
                    " INSERT INTO bellows.requirement VALUES ('20200101000000', 'shop', '1.2.0', '1.3.0', false)");
    life->request.to_expanded = true;
    life_must(life, VERB_ROLLBACK, STATE_EXPANDED);
    assert_string_equal(life_text(life, conn, "SELECT min_version FROM bellows.fence"), "1.3.0");
    assert_string_equal(life_register(life, "1.2.9", "old", "1 min", NULL), "XV001");
    assert_string_equal(life_register(life, "1.4.0", "old", "1 min", NULL), "");
    life_end(life);
}

static void
a_journal_of_another_cluster_or_of_a_newer_bellows_is_refused(void **state)
{
    Life *life = life_begin(1);
    Conn *conn = engine_control(life->engine);
    Error err = {0};
    (void) state;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    life_exec(conn, "UPDATE bellows.meta SET value = '7' WHERE key = 'system_identifier'");
    life_must_fail(life, VERB_ROLLBACK, ERROR_DRIFT, "E505", &err);
    error_clear(&err);
    life_exec(conn, "UPDATE bellows.meta SET value = '99' WHERE key = 'format'");
    life_must_fail(life, VERB_ROLLBACK, ERROR_REFUSED, "E503", &err);
    error_clear(&err);
    life_end(life);
}

static void
the_states_of_the_journal_are_those_of_the_program(void **state)
{
    Life *life = life_begin(1);
    (void) state;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    const char *check = life_text(life, engine_control(life->engine),
                                  "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
                                  " WHERE conrelid = 'bellows.plan'::regclass AND conname = 'plan_state_check'");
    size_t named = 0;
    for (int i = 0; i < STATE_COUNT; i++)
    {
        named += strstr(check, mem_printf(life, "'%s'", journal_state_name((PlanState) i))) != NULL;
    }
    assert_int_equal(named, STATE_COUNT);
    life_end(life);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_compare_as_semver_says),
        cmocka_unit_test(what_is_no_version_is_refused_with_22023),
        cmocka_unit_test(a_lease_is_renewed_and_released_and_has_no_live_twin),
        cmocka_unit_test(a_lease_needs_read_committed),
        cmocka_unit_test(an_application_may_call_three_functions_and_see_nothing),
        cmocka_unit_test(the_new_version_may_not_start_before_the_expand_is_complete),
        cmocka_unit_test(a_job_that_was_last_seen_in_the_old_version_blocks_though_nobody_lives),
        cmocka_unit_test(nobody_declared_is_unknown),
        cmocka_unit_test(an_attestation_counts_where_the_plan_allows_it_and_never_over_a_lease),
        cmocka_unit_test(the_drain_waits_for_transactions_older_than_the_fence),
        cmocka_unit_test(a_lease_that_ran_out_unreleased_counts_until_the_grace_is_over),
        cmocka_unit_test(a_fence_of_another_plan_stays_when_one_is_taken_away),
        cmocka_unit_test(a_journal_of_another_cluster_or_of_a_newer_bellows_is_refused),
        cmocka_unit_test(the_states_of_the_journal_are_those_of_the_program),
    };
    return cmocka_run_group_tests(tests, start_shared_server, stop_shared_server);
}
