/* SPDX-License-Identifier: PostgreSQL */
/*
 * The list of steps of a resolved plan: order, ids, ranges of keys on servers 12 and 13, names of what is built beside old
 * objects. What the SQL does is tested on servers: test_shim_live.c and tests/tap/.
 */
#include "change_fixture.h"

#include "change/steps.h"

#define ALTER SQL "ALTER TABLE customer "
#define UP    "    up: |\n      UPDATE customer SET "
#define DOWN  "    down: |\n      UPDATE customer SET "

/* Something for every phase and kind of step. */
static const char rich_plan[] = CHANGES ALTER
    "RENAME COLUMN name TO full_name\n" ALTER
    "ALTER COLUMN phone TYPE bigint USING phone::bigint\n    as: digits\n" DOWN "phone = digits::text\n" ALTER
    "ADD COLUMN a int NOT NULL, ADD COLUMN b int DEFAULT 1, ADD CHECK (b > 0), DROP COLUMN city\n" UP
    "a = score\n" ALTER "ALTER COLUMN note SET NOT NULL\n" UP "note = ''\n" ALTER
    "ALTER COLUMN score SET NOT NULL, ALTER COLUMN score SET DEFAULT 1, ADD CHECK (score < 9)\n" SQL
    "CREATE UNIQUE INDEX u ON customer (made);\n      CREATE INDEX i ON customer (made)\n" SQL
    "ALTER TABLE purchase ALTER COLUMN quantity DROP NOT NULL\n" SQL
    "CREATE TABLE visit (id int);\n      CREATE INDEX visit_idx ON visit (id)\n"
    "verify:\n  - {sql: SELECT 1, expect: 1}\n";

static StepList *
build(Fixture *in, const char *plan, const Catalog *catalog)
{
    StepList *list = NULL;

    if (!steps_build(in->mem, resolve_good(in, plan, catalog), &list, &in->err))
    {
        fail_msg("%s", in->err.message);
    }
    return list;
}

static const Step *
find(const StepList *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++)
    {
        if (strcmp(list->steps[i].id, id) == 0)
        {
            return &list->steps[i];
        }
    }
    for (size_t i = 0; i < list->count; i++)
    {
        print_message("%s\n", list->steps[i].id);
    }
    fail_msg("there is no step %s", id);
    return NULL;
}

static const Step *
backfill_of(const StepList *list)
{
    for (size_t i = 0; i < list->count; i++)
    {
        if (list->steps[i].kind == STEP_BACKFILL)
        {
            return &list->steps[i];
        }
    }
    fail_msg("there is no backfill");
    return NULL;
}

static void
steps_come_by_phase_and_every_id_is_unique(void **state)
{
    Fixture *in = fixture(state);
    const StepList *list = build(in, rich_plan, new_catalog(in->mem));
    bool seen[PHASE_COUNT] = {false};

    for (size_t i = 0; i < list->count; i++)
    {
        const Step *step = &list->steps[i];

        seen[step->phase] = true;
        assert_true(i == 0 || list->steps[i - 1].phase <= step->phase);
        for (size_t j = 0; j < i; j++)
        {
            assert_string_not_equal(list->steps[j].id, step->id);
        }
        assert_int_equal(strncmp(step->id, steps_phase_name(step->phase), strlen(steps_phase_name(step->phase))), 0);
        assert_true(step->title && *step->title && step->sql && *step->sql);
        assert_true((step->kind == STEP_CONCURRENT) == (step->probe != NULL));
        assert_true((step->kind == STEP_BACKFILL) == (step->remaining != NULL));
        assert_true((step->leftover != NULL) == (step->cleanup != NULL));
    }
    for (size_t i = 0; i < PHASE_COUNT; i++)
    {
        assert_true(seen[i]);
    }
}

static void
the_sql_of_every_step_parses(void **state)
{
    Fixture *in = fixture(state);
    const StepList *list = build(in, rich_plan, new_catalog(in->mem));

    for (size_t i = 0; i < list->count; i++)
    {
        const Step *step = &list->steps[i];
        const char *const texts[] = {step->sql,       step->probe,      step->leftover, step->cleanup,
                                     step->remaining, step->failing,    step->row_key,  step->next_key,
                                     step->first_key, step->violations, step->settings};

        for (size_t j = 0; j < sizeof texts / sizeof texts[0]; j++)
        {
            DdlErrorPlace place;
            DdlScript *script;

            if (texts[j] && !ddl_parse(in->mem, texts[j], &script, &place, &in->err))
            {
                fail_msg("%s: %s\n%s", step->id, in->err.message, texts[j]);
            }
        }
    }
}

static void
the_order_of_expand_fills_before_it_restricts(void **state)
{
    static const char *const order[] = {"columns",  "backfill", "index",   "constraints",
                                        "validate", "finish",   "analyze", "verify"};
    Fixture *in = fixture(state);
    const StepList *list = build(in, rich_plan, new_catalog(in->mem));
    size_t at = 0;

    for (size_t i = 0; i < list->count; i++)
    {
        const Step *step = &list->steps[i];

        if (step->phase == PHASE_EXPAND && step->relation && strcmp(step->relation, "public.customer") == 0)
        {
            size_t found = at;

            while (found < sizeof order / sizeof order[0] && !strstr(step->id, order[found]))
            {
                found++;
            }
            if (found == sizeof order / sizeof order[0])
            {
                fail_msg("%s is not in its place", step->id);
            }
            at = found;
        }
    }
    assert_string_equal(order[at], "verify");
}

static void
ranges_are_of_blocks_since_14(void **state)
{
    Fixture *in = fixture(state);
    Catalog *catalog = new_catalog(in->mem);
    const Step *step;

    catalog->server_version = 140000;
    step = backfill_of(build(in, CHANGES ALTER "RENAME COLUMN note TO remark\n", catalog));
    assert_int_equal(step->way, BACKFILL_BY_SLICE);
    assert_null(step->first_key);
    assert_null(step->next_key);
    assert_non_null(strstr(step->sql, "WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND "
                                      "(pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND (CASE WHEN "));
}

static void
ranges_are_of_keys_before_14(void **state)
{
    Fixture *in = fixture(state);
    Catalog *catalog = new_catalog(in->mem);
    const Step *step;

    catalog->server_version = 130000;
    step = backfill_of(build(in, CHANGES ALTER "RENAME COLUMN note TO remark\n", catalog));
    assert_int_equal(step->way, BACKFILL_BY_KEY);
    assert_int_equal(step->key_count, 1);
    assert_non_null(strstr(step->sql, "WHERE (t.id) >= ($1::bigint) AND (t.id) <= ($2::bigint) AND "));
    assert_string_equal(step->first_key,
                        "SELECT t.id::text AS k1 FROM ONLY public.customer AS t ORDER BY t.id LIMIT 1");
    assert_string_equal(step->next_key,
                        "SELECT t.id::text AS k1 FROM ONLY public.customer AS t WHERE (t.id) > ($1::bigint)"
                        " AND (t.id) <= ($3::bigint) ORDER BY t.id OFFSET $2::bigint LIMIT 1");
    assert_string_equal(step->last_key,
                        "SELECT t.id::text AS k1 FROM ONLY public.customer AS t ORDER BY t.id DESC LIMIT 1");
}

static void
a_composite_key_is_compared_as_a_row_in_the_order_of_its_index(void **state)
{
    static const char *const key[] = {"order", "id", NULL};
    Fixture *in = fixture(state);
    Catalog *catalog = new_catalog(in->mem);
    const Step *step;

    catalog->server_version = 120000;
    add_column(table_of(catalog, "customer"), "order", "character varying(10)")->not_null = true;
    table_of(catalog, "customer")->primary_key = key;
    step = backfill_of(build(in, CHANGES ALTER "RENAME COLUMN note TO remark\n", catalog));
    assert_int_equal(step->key_count, 2);
    assert_non_null(strstr(step->sql, "WHERE (t.\"order\", t.id) >= ($1::character varying(10), $2::bigint)"
                                      " AND (t.\"order\", t.id) <= ($3::character varying(10), $4::bigint) AND "));
    assert_string_equal(step->first_key,
                        "SELECT t.\"order\"::text AS k1, t.id::text AS k2 FROM ONLY public.customer AS t"
                        " ORDER BY t.\"order\", t.id LIMIT 1");
    assert_string_equal(step->next_key,
                        "SELECT t.\"order\"::text AS k1, t.id::text AS k2 FROM ONLY public.customer AS t"
                        " WHERE (t.\"order\", t.id) > ($1::character varying(10), $2::bigint)"
                        " AND (t.\"order\", t.id) <= ($4::character varying(10), $5::bigint)"
                        " ORDER BY t.\"order\", t.id OFFSET $3::bigint LIMIT 1");
    assert_string_equal(step->last_key,
                        "SELECT t.\"order\"::text AS k1, t.id::text AS k2 FROM ONLY public.customer AS t"
                        " ORDER BY t.\"order\" DESC, t.id DESC LIMIT 1");
    assert_non_null(
        strstr(step->row_key, "pg_catalog.concat('order=', t.\"order\") || ' ' || pg_catalog.concat('id=', t.id)"));
}

static void
without_a_key_only_14_and_later_can_fill(void **state)
{
    Fixture *in = fixture(state);
    Catalog *catalog = new_catalog(in->mem);
    StepList *list = NULL;

    table_of(catalog, "customer")->primary_key = NULL;
    catalog->server_version = 130000;
    assert_false(steps_build(in->mem, resolve_good(in, CHANGES ALTER "RENAME COLUMN note TO remark\n", catalog), &list,
                             &in->err));
    assert_string_equal(in->err.code, "P305");
    assert_int_equal(in->err.kind, ERROR_INVALID);
    error_clear(&in->err);

    catalog->server_version = 140000;
    assert_non_null(strstr(backfill_of(build(in, CHANGES ALTER "RENAME COLUMN note TO remark\n", catalog))->row_key,
                           "pg_catalog.concat('ctid=', t.ctid)"));
}

static void
on_a_cluster_with_many_transactions_the_values_alone_decide(void **state)
{
    Fixture *in = fixture(state);
    Catalog *catalog = new_catalog(in->mem);
    const char *plan = CHANGES ALTER "RENAME COLUMN note TO remark\n";

    assert_non_null(strstr(backfill_of(build(in, plan, catalog))->remaining, "bellows.horizon"));
    catalog->transactions = 2147483648;
    assert_null(strstr(backfill_of(build(in, plan, catalog))->remaining, "bellows.horizon"));
}

static void
one_backfill_serves_all_links_of_a_table(void **state)
{
    Fixture *in = fixture(state);
    const StepList *list = build(in, rich_plan, new_catalog(in->mem));
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++)
    {
        count += list->steps[i].kind == STEP_BACKFILL ? 1 : 0;
    }
    assert_int_equal(count, 1);
    assert_non_null(strstr(backfill_of(list)->sql, "full_name = CASE WHEN "));
    assert_non_null(strstr(backfill_of(list)->sql, "note = CASE WHEN "));
}

static void
equals_of_long_names_that_differ_only_at_their_ends_do_not_meet(void **state)
{
    static const char start[] = "an_index_with_a_very_long_name_of_which_the_last_letters_tell";
    Fixture *in = fixture(state);
    Catalog *catalog = new_catalog(in->mem);
    const StepList *list;
    const Step *indexes[3] = {NULL};
    size_t count = 0;

    add_index(catalog, table_of(catalog, "customer"), mem_printf(in->mem, "%sa", start), "note");
    add_index(catalog, table_of(catalog, "customer"), mem_printf(in->mem, "%sb", start), "note");
    list = build(in, CHANGES ALTER "RENAME COLUMN note TO remark\n", catalog);
    for (size_t i = 0; i < list->count && count < 3; i++)
    {
        if (list->steps[i].phase == PHASE_EXPAND && list->steps[i].kind == STEP_CONCURRENT)
        {
            indexes[count++] = &list->steps[i];
        }
    }
    assert_int_equal(count, 2);
    assert_string_not_equal(indexes[0]->cleanup, indexes[1]->cleanup);
}

static void
an_index_is_dropped_only_where_it_is_of_the_plans_table(void **state)
{
    Fixture *in = fixture(state);
    const StepList *list = build(in, CHANGES SQL "CREATE INDEX i ON customer (note)\n", new_catalog(in->mem));

    assert_non_null(strstr(find(list, "undo/01_drop_index:public.customer")->probe,
                           "i.indrelid = pg_catalog.to_regclass('public.customer')"));
}

static void
a_plan_that_changes_nothing_has_no_steps(void **state)
{
    Fixture *in = fixture(state);

    assert_int_equal(build(in, CHANGES ALTER "ALTER COLUMN name SET NOT NULL\n", new_catalog(in->mem))->count, 0);
}

static void
names_of_phases_and_kinds_read_back(void **state)
{
    (void) state;
    for (int i = 0; i < PHASE_COUNT; i++)
    {
        Phase phase = PHASE_EXPAND;

        assert_true(steps_phase_from_name(steps_phase_name((Phase) i), &phase));
        assert_int_equal(phase, i);
        assert_false(steps_phase_from_name("no phase", &phase));
    }
    for (int i = STEP_TRANSACTION; i <= STEP_ASSERT; i++)
    {
        StepKind kind = STEP_TRANSACTION;

        assert_true(steps_kind_from_name(steps_kind_name((StepKind) i), &kind));
        assert_int_equal(kind, i);
        assert_false(steps_kind_from_name("no kind", &kind));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PLAN_TEST(steps_come_by_phase_and_every_id_is_unique),
        PLAN_TEST(the_sql_of_every_step_parses),
        PLAN_TEST(the_order_of_expand_fills_before_it_restricts),
        PLAN_TEST(ranges_are_of_blocks_since_14),
        PLAN_TEST(ranges_are_of_keys_before_14),
        PLAN_TEST(a_composite_key_is_compared_as_a_row_in_the_order_of_its_index),
        PLAN_TEST(without_a_key_only_14_and_later_can_fill),
        PLAN_TEST(on_a_cluster_with_many_transactions_the_values_alone_decide),
        PLAN_TEST(one_backfill_serves_all_links_of_a_table),
        PLAN_TEST(equals_of_long_names_that_differ_only_at_their_ends_do_not_meet),
        PLAN_TEST(an_index_is_dropped_only_where_it_is_of_the_plans_table),
        PLAN_TEST(a_plan_that_changes_nothing_has_no_steps),
        PLAN_TEST(names_of_phases_and_kinds_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, release_parser);
}
