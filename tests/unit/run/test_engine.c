/* SPDX-License-Identifier: PostgreSQL */
/*
 * run/engine on a real server: the life of a plan made by hand, with its refusals.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "life_fixture.h"

static void
a_plan_lives_its_whole_life(void **state)
{
    Life *life = life_begin(3000);
    Error err = {0};
    char *old_one = NULL;
    char *new_one = NULL;
    (void) state;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    assert_string_equal(
        life_text(life, engine_control(life->engine), "SELECT sum(number - phone::bigint)::text FROM public.customer"),
        "0");

    life_must_fail(life, VERB_CONTRACT, ERROR_REFUSED, "R701", &err); /* nothing is known */
    error_clear(&err);
    assert_string_equal(life_register(life, "1.4.0", "web-1", "1 min", &old_one), "");
    assert_string_equal(life_register(life, "1.5.0", "web-2", "1 min", &new_one), "");
    life_must_fail(life, VERB_CONTRACT, ERROR_REFUSED, "R701", &err);
    assert_non_null(strstr(err.detail, "instance \"web-1\" runs 1.4.0"));
    error_clear(&err);
    life_must_fail(life, VERB_ROLLBACK, ERROR_REFUSED, "R711", &err);
    assert_non_null(strstr(err.detail, "web-2"));
    error_clear(&err);

    life_release(life, old_one);
    life_must(life, VERB_CONTRACT, STATE_SEALED);
    assert_string_equal(life_register(life, "1.4.0", "web-3", "1 min", NULL), "XV001");
    life_must_fail(life, VERB_PURGE, ERROR_REFUSED, "R709", &err);
    error_clear(&err);
    life->request.to_expanded = true;
    life_must(life, VERB_ROLLBACK, STATE_EXPANDED);
    assert_string_equal(life_register(life, "1.4.0", "web-3", "1 min", &old_one), "");
    life_release(life, old_one);
    life_must(life, VERB_CONTRACT, STATE_SEALED);
    life->request.skip_hold_reason = "a test";
    life_must(life, VERB_PURGE, STATE_PURGED);
    life_must(life, VERB_PURGE, STATE_PURGED);
    life_must_fail(life, VERB_ROLLBACK, ERROR_REFUSED, "R710", &err);
    error_clear(&err);
    char *version = NULL;
    assert_true(journal_schema_version(life->mem, engine_control(life->engine), &version, &err));
    assert_string_equal(version, "1.0.0");
    life_end(life);
}

static void
a_plan_is_rolled_back_discarded_and_expanded_afresh(void **state)
{
    Life *life = life_begin(100);
    char *new_one = NULL;
    (void) state;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    assert_string_equal(life_register(life, "1.5.0", "web-1", "1 min", &new_one), "");
    life_release(life, new_one);
    life_must(life, VERB_CONTRACT, STATE_SEALED);
    life_must(life, VERB_ROLLBACK, STATE_ROLLED_BACK);
    assert_string_equal(life_register(life, "1.5.0", "web-1", "1 min", NULL), "XV004");
    assert_string_equal(life_register(life, "1.4.0", "web-1", "1 min", NULL), "");
    life_must(life, VERB_ROLLBACK, STATE_ROLLED_BACK);
    life_must(life, VERB_PURGE, STATE_PLANNED);
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    life_end(life);
}

static void
a_changed_file_is_drift(void **state)
{
    Life *life = life_begin(10);
    Error err = {0};
    (void) state;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    life->request.fingerprint = "f2";
    life_must_fail(life, VERB_EXPAND, ERROR_DRIFT, "R708", &err);
    error_clear(&err);
    life_end(life);
}

static void
a_second_plan_on_the_same_table_is_refused(void **state)
{
    Life *life = life_begin(10);
    Error err = {0};
    (void) state;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    life->request.version = "20261122093001";
    life->plan.version = "20261122093001";
    life_must_fail(life, VERB_EXPAND, ERROR_REFUSED, "R705", &err);
    assert_non_null(strstr(err.message, V));
    error_clear(&err);
    life_end(life);
}

static void
a_row_on_which_the_mapping_fails_is_named_before_anything_is_written(void **state)
{
    Life *life = life_begin(3000);
    Error err = {0};
    (void) state;
    life_exec(engine_control(life->engine), "UPDATE public.customer SET phone = 'call me' WHERE id = 1234");
    life_must_fail(life, VERB_EXPAND, ERROR_INVALID, "P303", &err);
    assert_non_null(strstr(err.message, "id=1234"));
    error_clear(&err);
    assert_null(life_text(life, engine_control(life->engine), "SELECT to_regnamespace('bellows')::text"));
    life_end(life);
}

static void
a_blocked_lock_names_the_blocker_and_the_same_command_goes_on(void **state)
{
    Life *life = life_begin(10);
    Error err = {0};
    (void) state;
    life_exec(life->app, "RESET ROLE; SET application_name = 'etl'; BEGIN; SELECT count(*) FROM public.customer");
    life_must_fail(life, VERB_EXPAND, ERROR_TIMEOUT, "E501", &err);
    assert_non_null(strstr(err.message, "idle in transaction"));
    assert_non_null(strstr(err.message, "app \"etl\""));
    error_clear(&err);
    life_exec(life->app, "ROLLBACK");
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    life_end(life);
}

static void
an_invalid_index_that_was_left_is_built_anew(void **state)
{
    Life *life = life_begin(10);
    Conn *conn = engine_control(life->engine);
    (void) state;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    life_exec(conn, "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'public.customer_number'::regclass;"
                    " UPDATE bellows.step SET state = 'pending' WHERE id = 'expand/03';"
                    " UPDATE bellows.plan SET state = 'expanding'");
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    assert_string_equal(life_text(life, conn,
                                  "SELECT indisvalid::text FROM pg_index"
                                  " WHERE indexrelid = 'public.customer_number'::regclass"),
                        "true");
    life_end(life);
}

static void
the_backfill_goes_by_key_where_it_must(void **state)
{
    Life *life = life_begin(5000);
    (void) state;
    life_steps[1].way = BACKFILL_BY_KEY;
    life_steps[1].sql = BATCH " WHERE (t.id) >= ($1::integer) AND (t.id) <= ($2::integer) AND t.number IS NULL";
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    life_steps[1].way = BACKFILL_BY_BLOCK;
    life_steps[1].sql = BATCH " WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND t.number IS NULL";
    assert_string_equal(life_text(life, engine_control(life->engine), "SELECT rows_done::text FROM bellows.backfill"),
                        "5000");
    life_end(life);
}

/* Rows with larger keys than there were in the beginning went through the shim, and are not chased. */
static void
the_end_of_a_pass_by_key_is_fixed_when_it_begins(void **state)
{
    Life *life = life_begin(5000);
    Step before = life_steps[1];
    Conn *conn = engine_control(life->engine);
    (void) state;
    life_steps[1].way = BACKFILL_BY_KEY;
    /* Each batch makes as many rows behind the end as it fills. */
    life_steps[1].sql = "WITH more AS (INSERT INTO public.customer (id, phone, number)"
                        " SELECT (SELECT max(id) FROM public.customer) + n, '1', 1 FROM generate_series(1, 3000) AS n)"
                        " " BATCH " WHERE (t.id) >= ($1::integer) AND (t.id) <= ($2::integer) AND t.number IS NULL";
    life_steps[1].last_key = "SELECT t.id::text AS k1 FROM public.customer AS t ORDER BY t.id DESC LIMIT 1";
    life_steps[1].next_key = "SELECT t.id::text AS k1 FROM public.customer AS t WHERE (t.id) > ($1::integer)"
                             " AND (t.id) <= ($3::integer) ORDER BY t.id OFFSET $2::bigint LIMIT 1";
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    life_steps[1] = before;
    assert_string_equal(life_text(life, conn, "SELECT rows_done::text FROM bellows.backfill"), "5000");
    life_end(life);
}

static void
rows_that_a_rule_keeps_unfilled_are_an_error(void **state)
{
    Life *life = life_begin(10);
    Error err = {0};
    (void) state;
    life_exec(engine_control(life->engine),
              "CREATE FUNCTION public.keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
              " CREATE TRIGGER keep BEFORE UPDATE ON public.customer FOR EACH ROW WHEN (OLD.id = 5)"
              " EXECUTE FUNCTION public.keep(); ALTER TABLE public.customer ENABLE ALWAYS TRIGGER keep");
    life_must_fail(life, VERB_EXPAND, ERROR_FAILED, "", &err);
    assert_non_null(strstr(err.message, "1 row is still not filled"));
    error_clear(&err);
    life_exec(engine_control(life->engine), "DROP FUNCTION public.keep() CASCADE");
    life_end(life);
}

static void
mismatches_are_named_and_nothing_moves_on(void **state)
{
    Life *life = life_begin(10);
    Error err = {0};
    (void) state;
    life_steps[3].sql = "SELECT 2 AS mismatches, '{id=3,id=4}'::text[] AS keys";
    life_must_fail(life, VERB_EXPAND, ERROR_FAILED, "", &err);
    assert_non_null(strstr(err.detail, "id=3; id=4"));
    assert_non_null(strstr(err.hint, "bellows rollback " V));
    error_clear(&err);
    life_steps[3].sql = "SELECT 0 AS mismatches, NULL::text[] AS keys";
    life_must(life, VERB_ROLLBACK, STATE_ROLLED_BACK);
    life_end(life);
}

static void
a_lost_connection_is_opened_again_and_the_command_goes_on(void **state)
{
    Life *life = life_begin(10);
    (void) state;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    life_exec(life->app, "RESET ROLE; DO $$ BEGIN PERFORM pg_terminate_backend(pid) FROM pg_stat_activity"
                         " WHERE application_name = 'bellows/test'; END $$");
    life_must(life, VERB_ROLLBACK, STATE_ROLLED_BACK);
    life_end(life);
}

/* A sequence does not roll back: only the first try ends its own session. */
static void
a_connection_lost_within_a_step_does_not_end_the_command(void **state)
{
    Life *life = life_begin(10);
    const char *sql = life_steps[0].sql;
    (void) state;
    life_exec(engine_control(life->engine), "DROP SEQUENCE IF EXISTS public.once; CREATE SEQUENCE public.once");
    life_steps[0].sql = mem_printf(life,
                                   "SELECT CASE WHEN nextval('public.once') = 1 THEN"
                                   " pg_terminate_backend(pg_backend_pid()) END; %s",
                                   sql);
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    assert_string_equal(
        life_text(life, engine_control(life->engine), "SELECT attempts::text FROM bellows.step WHERE id = 'expand/01'"),
        "2");
    life_steps[0].sql = sql;
    life_end(life);
}

static void
two_engines_do_not_work_on_one_plan(void **state)
{
    Life *life = life_begin(10);
    Error err = {0};
    EngineResult result;
    (void) state;
    life_exec(life->app, "RESET ROLE; SELECT pg_advisory_lock(1650814064, hashtext('" V "'))");
    Engine *other = engine_open(life, &(EngineOptions){.url = server_url(server), .lock_wait_ms = 300}, &err);
    assert_non_null(other);
    assert_false(engine_run(other, VERB_EXPAND, &life->request, &result, &err));
    assert_string_equal(err.code, "E506");
    error_clear(&err);
    life_end(life);
}

/* As after a kill: the first session is gone, the second one is still busy. */
static void
the_work_session_of_a_killed_process_is_waited_for(void **state)
{
    Life *life = life_begin(10);
    Error err = {0};
    EngineResult result;
    (void) state;
    life_exec(life->app, "RESET ROLE; SELECT pg_advisory_lock(1650814066, hashtext('" V "'))");
    Engine *other = engine_open(life, &(EngineOptions){.url = server_url(server), .lock_wait_ms = 300}, &err);
    assert_non_null(other);
    assert_false(engine_run(other, VERB_EXPAND, &life->request, &result, &err));
    assert_string_equal(err.code, "E506");
    error_clear(&err);
    life_exec(life->app, "SELECT pg_advisory_unlock_all()");
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    life_end(life);
}

static void
a_plan_without_contract_goes_straight_to_purged(void **state)
{
    Life *life = life_begin(10);
    (void) state;
    life->resolution.needs_contract = false;
    life_must(life, VERB_EXPAND, STATE_EXPANDED);
    life_must(life, VERB_CONTRACT, STATE_PURGED);
    life_must(life, VERB_CONTRACT, STATE_PURGED);
    life_end(life);
}

static void
a_contract_of_a_plan_that_was_never_expanded_is_invalid(void **state)
{
    Life *life = life_begin(10);
    Error err = {0};
    (void) state;
    life_must_fail(life, VERB_CONTRACT, ERROR_INVALID, "", &err);
    error_clear(&err);
    life_end(life);
}

static void
a_schema_of_somebody_else_is_left_alone(void **state)
{
    Life *life = life_begin(10);
    Error err = {0};
    (void) state;
    life_exec(engine_control(life->engine), "CREATE SCHEMA bellows");
    life_must_fail(life, VERB_EXPAND, ERROR_REFUSED, "R713", &err);
    error_clear(&err);
    life_end(life);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_lives_its_whole_life),
        cmocka_unit_test(a_plan_is_rolled_back_discarded_and_expanded_afresh),
        cmocka_unit_test(a_changed_file_is_drift),
        cmocka_unit_test(a_second_plan_on_the_same_table_is_refused),
        cmocka_unit_test(a_row_on_which_the_mapping_fails_is_named_before_anything_is_written),
        cmocka_unit_test(a_blocked_lock_names_the_blocker_and_the_same_command_goes_on),
        cmocka_unit_test(an_invalid_index_that_was_left_is_built_anew),
        cmocka_unit_test(the_backfill_goes_by_key_where_it_must),
        cmocka_unit_test(the_end_of_a_pass_by_key_is_fixed_when_it_begins),
        cmocka_unit_test(rows_that_a_rule_keeps_unfilled_are_an_error),
        cmocka_unit_test(mismatches_are_named_and_nothing_moves_on),
        cmocka_unit_test(a_lost_connection_is_opened_again_and_the_command_goes_on),
        cmocka_unit_test(a_connection_lost_within_a_step_does_not_end_the_command),
        cmocka_unit_test(two_engines_do_not_work_on_one_plan),
        cmocka_unit_test(the_work_session_of_a_killed_process_is_waited_for),
        cmocka_unit_test(a_plan_without_contract_goes_straight_to_purged),
        cmocka_unit_test(a_contract_of_a_plan_that_was_never_expanded_is_invalid),
        cmocka_unit_test(a_schema_of_somebody_else_is_left_alone),
    };
    return cmocka_run_group_tests(tests, start_shared_server, stop_shared_server);
}
