/* SPDX-License-Identifier: PostgreSQL */
/*
 * A plan made by hand for a small table, without the layers that make one from a file: text column phone becomes
 * bigint column number.
 */
#ifndef TEST_LIFE_FIXTURE_H
#define TEST_LIFE_FIXTURE_H

#include <stdio.h>
#include <string.h>

#include "../pg/shared_server.h"
#include "run/engine.h"

#define V           "20261122093000"
#define BATCH       "UPDATE ONLY public.customer AS t SET number = t.phone::bigint"
#define NO_TRIGGERS .application_triggers = no_names

static const char *const no_names[] = {NULL};

static Step life_steps[] = {
    {.id = "expand/01",
     .phase = PHASE_EXPAND,
     .kind = STEP_TRANSACTION,
     .title = "add number",
     .relation = "public.customer",
     .lock = LOCK_ACCESS_EXCLUSIVE,
     NO_TRIGGERS,
     .sql = "ALTER TABLE public.customer ADD COLUMN number bigint;"
            " INSERT INTO bellows.horizon (key, plan, xid) VALUES ('k', '" V "', '100')"},
    {.id = "expand/02",
     .phase = PHASE_EXPAND,
     .kind = STEP_BACKFILL,
     .title = "fill number",
     .relation = "public.customer",
     .lock = LOCK_ROW_EXCLUSIVE,
     NO_TRIGGERS,
     .way = BACKFILL_BY_BLOCK,
     .sql = BATCH " WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND t.number IS NULL",
     .remaining = "SELECT count(*) AS remaining FROM public.customer WHERE number IS NULL",
     .rehearsal = "SELECT count(ROW(t.phone::bigint)) AS evaluated FROM public.customer AS t"
                  " WHERE t.ctid >= $1::tid AND t.ctid < $2::tid",
     .failing = "SELECT count(ROW(t.phone::bigint)) AS evaluated FROM public.customer AS t"
                " WHERE t.ctid >= $1::tid AND t.ctid < $2::tid",
     .row_key = "SELECT concat('id=', t.id) AS key FROM public.customer AS t WHERE t.ctid = $1::tid",
     .first_key = "SELECT t.id::text AS k1 FROM public.customer AS t ORDER BY t.id LIMIT 1",
     .next_key = "SELECT t.id::text AS k1 FROM public.customer AS t WHERE (t.id) > ($1::integer)"
                 " ORDER BY t.id OFFSET $2::bigint LIMIT 1",
     .key_count = 1},
    {.id = "expand/03",
     .phase = PHASE_EXPAND,
     .kind = STEP_CONCURRENT,
     .title = "index number",
     .relation = "public.customer",
     .lock = LOCK_SHARE_UPDATE_EXCLUSIVE,
     NO_TRIGGERS,
     .sql = "CREATE INDEX CONCURRENTLY customer_number ON public.customer (number)",
     .probe = "SELECT EXISTS (SELECT FROM pg_index WHERE indisvalid"
              " AND indexrelid = to_regclass('public.customer_number')) AS done",
     .cleanup = "DROP INDEX CONCURRENTLY IF EXISTS public.customer_number"},
    {.id = "expand/04",
     .phase = PHASE_EXPAND,
     .kind = STEP_VERIFY,
     .title = "phone = number",
     .relation = "public.customer",
     .lock = LOCK_ACCESS_SHARE,
     NO_TRIGGERS,
     .sql = "SELECT count(*) AS mismatches, (array_agg('id=' || id))[1:10] AS keys"
            " FROM public.customer WHERE ctid >= $1::tid AND ctid < $2::tid"
            " AND number IS DISTINCT FROM phone::bigint"},
    {.id = "expand/05",
     .phase = PHASE_EXPAND,
     .kind = STEP_ASSERT,
     .title = "one and one",
     NO_TRIGGERS,
     .sql = "SELECT (1 + 1)::text",
     .expect = "2"},
    {.id = "tighten/01",
     .phase = PHASE_TIGHTEN,
     .kind = STEP_TRANSACTION,
     .title = "number is there",
     .relation = "public.customer",
     .lock = LOCK_ACCESS_EXCLUSIVE,
     NO_TRIGGERS,
     .sql = "ALTER TABLE public.customer ADD CONSTRAINT there CHECK (number IS NOT NULL) NOT VALID"},
    {.id = "seal/01",
     .phase = PHASE_SEAL,
     .kind = STEP_TRANSACTION,
     .title = "seal phone",
     .relation = "public.customer",
     .lock = LOCK_ACCESS_EXCLUSIVE,
     NO_TRIGGERS,
     .sql = "ALTER TABLE public.customer RENAME COLUMN phone TO phone_held"},
    {.id = "purge/01",
     .phase = PHASE_PURGE,
     .kind = STEP_TRANSACTION,
     .title = "drop phone",
     .relation = "public.customer",
     .lock = LOCK_ACCESS_EXCLUSIVE,
     NO_TRIGGERS,
     .sql = "ALTER TABLE public.customer DROP COLUMN phone_held"},
    {.id = "unseal/01",
     .phase = PHASE_UNSEAL,
     .kind = STEP_TRANSACTION,
     .title = "unseal phone",
     .relation = "public.customer",
     .lock = LOCK_ACCESS_EXCLUSIVE,
     NO_TRIGGERS,
     .sql = "ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS there; DO $$ BEGIN IF EXISTS (SELECT FROM"
            " pg_attribute WHERE attname = 'phone_held') THEN ALTER TABLE public.customer RENAME COLUMN"
            " phone_held TO phone; END IF; END $$"},
    {.id = "undo/01",
     .phase = PHASE_UNDO,
     .kind = STEP_TRANSACTION,
     .title = "hold number",
     .relation = "public.customer",
     .lock = LOCK_ACCESS_EXCLUSIVE,
     NO_TRIGGERS,
     .sql = "ALTER TABLE public.customer RENAME COLUMN number TO number_held"},
    {.id = "discard/01",
     .phase = PHASE_DISCARD,
     .kind = STEP_TRANSACTION,
     .title = "drop number",
     .relation = "public.customer",
     .lock = LOCK_ACCESS_EXCLUSIVE,
     NO_TRIGGERS,
     .sql = "ALTER TABLE public.customer DROP COLUMN number_held"},
};

typedef struct Life
{
    PlanApplication application;
    Plan plan;
    CatalogTable table;
    TableChange change;
    Resolution resolution;
    StepList steps;
    EngineRequest request;
    Engine *engine;
    Conn *app; /* as an application: no privilege but EXECUTE */
    void *mem;
} Life;

/* The first column of the first row as text; fails the test on an error. */
static inline const char *
life_text(Life *life, Conn *conn, const char *sql)
{
    char *value = NULL;
    Error err = {0};
    bool is_read = conn_query_text(life->mem, conn, sql, NULL, 0, &value, &err);
    if (!is_read)
    {
        print_error("%s: %s\n", sql, err.message);
    }
    assert_true(is_read);
    return value;
}

static inline void
life_exec(Conn *conn, const char *sql)
{
    Error err = {0};
    bool is_done = conn_exec(conn, sql, &err);
    if (!is_done)
    {
        print_error("%s: %s\n", sql, err.message);
    }
    assert_true(is_done);
}

static inline void
life_print(const Error *err)
{
    print_error("kind %d %s [%s]: %s\n  %s\n  %s\n", (int) err->kind, err->code, err->sqlstate, err->message,
                err->detail != NULL ? err->detail : "", err->hint != NULL ? err->hint : "");
}

static inline void
life_must(Life *life, Verb verb, PlanState to)
{
    Error err = {0};
    EngineResult result;
    bool is_done = engine_run(life->engine, verb, &life->request, &result, &err);
    if (!is_done)
    {
        life_print(&err);
    }
    assert_true(is_done);
    assert_string_equal(journal_state_name(result.to), journal_state_name(to));
}

/* The error belongs to the caller. */
static inline void
life_must_fail(Life *life, Verb verb, ErrorKind kind, const char *code, Error *err)
{
    EngineResult result;
    assert_false(engine_run(life->engine, verb, &life->request, &result, err));
    if (err->kind != kind || strcmp(err->code, code) != 0)
    {
        life_print(err);
    }
    assert_int_equal(err->kind, kind);
    assert_string_equal(err->code, code);
}

/* A lease; returns the SQLSTATE of a refusal, or "" with the incarnation in *INCARNATION. */
static inline const char *
life_register(Life *life, const char *version, const char *instance, const char *ttl, char **incarnation)
{
    const char *params[] = {version, instance, ttl};
    Error err = {0};
    char *ignored = NULL;
    bool is_done = conn_query_text(life->mem, life->app, "SELECT bellows.register('shop', $1, $2, $3::interval)",
                                   params, 3, incarnation != NULL ? incarnation : &ignored, &err);
    char *sqlstate = mem_strdup(life->mem, is_done ? "" : err.sqlstate);
    error_clear(&err);
    return sqlstate;
}

static inline void
life_release(Life *life, const char *incarnation)
{
    Error err = {0};
    char *ignored = NULL;
    const char *params[] = {incarnation};
    assert_true(
        conn_query_text(life->mem, life->app, "SELECT bellows.release($1::uuid)::text", params, 1, &ignored, &err));
}

/* The plan for the table as it is. */
static inline void
life_plan(Life *life, Conn *conn)
{
    life->application = (PlanApplication){.name = "shop", .from = "1.4.0", .to = "1.5.0"};
    life->plan = (Plan){.version = V,
                        .slug = "phone",
                        .description = "",
                        .source = "changes: []\n",
                        .applications = &life->application,
                        .application_count = 1,
                        .hold_s = 3600};
    life->plan.timeouts.lock_ms = 500;
    life->plan.timeouts.total_ms = 1000;
    life->plan.backfill.batch_ms = 50;
    life->table = (CatalogTable){.schema = "public", .name = "customer", .we_own = true};
    life->table.oid =
        (uint32_t) strtoul(life_text(life, conn, "SELECT 'public.customer'::regclass::oid::text"), NULL, 10);
    life->change = (TableChange){.table = &life->table};
    life->resolution = (Resolution){.plan = &life->plan,
                                    .tables = &life->change,
                                    .table_count = 1,
                                    .semver = SEMVER_MAJOR,
                                    .needs_contract = true,
                                    .fingerprint = "f1"};
    life->steps = (StepList){.steps = life_steps, .count = sizeof(life_steps) / sizeof(life_steps[0])};
    life->request = (EngineRequest){.version = V,
                                    .plan = &life->plan,
                                    .fingerprint = "f1",
                                    .resolution = &life->resolution,
                                    .steps = &life->steps,
                                    .grace_ms = 0,
                                    .drain_ms = 3000};
}

static inline Life *
life_begin(int rows)
{
    Error err = {0};
    Life *life = mem_new(root, Life);
    life->mem = life;
    life->engine =
        engine_open(life, &(EngineOptions){.url = server_url(server), .application_name = "bellows/test"}, &err);
    assert_non_null(life->engine);
    Conn *conn = engine_control(life->engine);
    life_exec(conn, "DROP SCHEMA IF EXISTS bellows CASCADE; DROP TABLE IF EXISTS public.customer;"
                    " CREATE TABLE public.customer (id integer PRIMARY KEY, phone text NOT NULL)");
    life_exec(conn, mem_printf(life,
                               "INSERT INTO public.customer SELECT i, (1000 + i)::text"
                               " FROM generate_series(1, %d) AS i",
                               rows));
    life_exec(conn, "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'plain') THEN"
                    " CREATE ROLE plain LOGIN; END IF; END $$");
    life_plan(life, conn);
    life->app = conn_open(life, &(ConnOptions){.url = server_url(server), .plain = true}, &err);
    assert_non_null(life->app);
    life_exec(life->app, "SET ROLE plain");
    return life;
}

static inline void
life_end(Life *life)
{
    mem_free(life);
}

#endif
