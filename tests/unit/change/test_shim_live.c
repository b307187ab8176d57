/* SPDX-License-Identifier: PostgreSQL */
/*
 * The SQL of the steps on a real server, straight over a connection and in order: what the shim does for both versions of
 * an application, what costs no scan, and that the way back leaves nothing.
 */
#include "plan_fixture.h"

#include "change/resolve.h"
#include "change/steps.h"
#include "pg/conn.h"
#include "pg/server.h"
#include "sql/ddl.h"

#define CHANGES "changes:\n"
#define ALTER   "  - sql: |\n      ALTER TABLE customer "
#define UP      "    up: |\n      UPDATE customer SET "
#define DOWN    "    down: |\n      UPDATE customer SET "
#define RETYPE                                                                                                         \
    ALTER "ALTER COLUMN phone TYPE bigint USING phone::bigint\n    as: digits\n" DOWN                                  \
          "phone = coalesce(mod(digits, 1000)::text, 'none')\n"
#define SPLIT                                                                                                          \
    ALTER "ADD COLUMN first text, ADD COLUMN last text, DROP COLUMN name\n" UP                                         \
          "first = split_part(name, ' ', 1), last = split_part(name, ' ', 2)\n" DOWN "name = first || ' ' || last\n"

static void *root;
static Server *server;
static Conn *work; /* as bellows connects */
static Conn *app;  /* as an application does */
static char *notices;

/* Everything that could be left on the tables of schema public and in schema bellows. */
static const char snapshot_sql[] =
    "SELECT string_agg(line, E'\\n' ORDER BY line) FROM ("
    " SELECT format('column %s.%s %s %s %s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),"
    "   a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attacl, a.attstattarget, col_description(c.oid, a.attnum)) AS "
    "line"
    "  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'"
    "  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
    "  WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped"
    " UNION ALL SELECT format('constraint %s %s %s', conname, conrelid::regclass, pg_get_constraintdef(oid))"
    "  FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
    " UNION ALL SELECT format('index %s', indexdef) FROM pg_indexes WHERE schemaname = 'public'"
    " UNION ALL SELECT format('trigger %s', pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal"
    " UNION ALL SELECT format('relation %s %s', relkind, oid::regclass) FROM pg_class"
    "  WHERE relnamespace IN ('public'::regnamespace, 'bellows'::regnamespace)"
    " UNION ALL SELECT format('function %s', oid::regprocedure) FROM pg_proc WHERE pronamespace = "
    "'bellows'::regnamespace"
    " UNION ALL SELECT format('horizon %s', key) FROM bellows.horizon) AS lines";

static const char schema_sql[] =
    "CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL, phone text NOT NULL, note text, score integer,"
    " made timestamptz NOT NULL DEFAULT now());"
    "CREATE UNIQUE INDEX customer_phone_idx ON customer (phone);"
    "ALTER TABLE customer ADD CONSTRAINT short CHECK (phone IS NOT NULL);"
    "COMMENT ON COLUMN customer.phone IS 'digits';"
    "GRANT SELECT (phone) ON customer TO PUBLIC;"
    "INSERT INTO customer (id, name, phone, note, score) VALUES"
    " (1, 'Ada L', '11', NULL, 1), (2, 'Bob M', '22', 'x', 2), (3, 'Cid N', '33', 'y', 3)";

static const char bellows_sql[] =
    "CREATE SCHEMA bellows; GRANT USAGE ON SCHEMA bellows TO PUBLIC;"
    "CREATE TABLE bellows.step (plan text, id text, attempts integer);" /* the journal, as far as probes ask it */
    "CREATE TABLE bellows.horizon (key text PRIMARY KEY, plan text NOT NULL, xid xid NOT NULL,"
    " installed_at timestamptz NOT NULL DEFAULT clock_timestamp());"
    "CREATE TABLE bellows.tripwire (key text PRIMARY KEY, plan text, relation oid, name text, columns text[]);"
    "CREATE TABLE bellows.noted (relation text, setting text);"
    "CREATE FUNCTION bellows.write_moment() RETURNS text LANGUAGE sql STABLE AS 'SELECT ''now''';"
    "CREATE FUNCTION bellows.note_old_write(plan text, relation text, setting text) RETURNS void LANGUAGE sql"
    " SECURITY DEFINER AS 'INSERT INTO bellows.noted VALUES (relation, setting)';"
    "CREATE FUNCTION bellows.note_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
    " 'BEGIN PERFORM bellows.note_old_write(TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]);"
    " IF TG_LEVEL = ''ROW'' THEN RETURN NEW; END IF; RETURN NULL; END'";

/* ---- The server ---- */

static void
keep_notice(void *context, const char *severity, const char *message)
{
    (void) context;
    mem_append(&notices, "%s: %s\n", severity, message);
}

static int
start_server(void **state)
{
    Error err = {0};

    (void) state;
    root = mem_root("test_shim_live");
    server = server_start(root, &(ServerOptions){0}, &err);
    work = server ? conn_open(root, &(ConnOptions){.url = server_url(server)}, &err) : NULL;
    app = work ? conn_open(root, &(ConnOptions){.url = server_url(server), .plain = true}, &err) : NULL;
    if (!app)
    {
        print_error("%s\n%s\n", err.message, err.detail ? err.detail : "");
        return 1;
    }
    notices = mem_strdup(root, "");
    conn_on_notice(work, keep_notice, NULL);
    return 0;
}

static int
stop_server(void **state)
{
    Error err = {0};
    bool stopped;

    (void) state;
    conn_close(app);
    conn_close(work);
    stopped = server_stop(server, &err);
    mem_free(root);
    ddl_exit();
    return stopped ? 0 : 1;
}

static void
run(Conn *conn, const char *sql)
{
    Error err = {0};

    if (!conn_exec(conn, sql, &err))
    {
        fail_msg("%s: %s\n%s", err.sqlstate, err.message, sql);
    }
}

static char *
value(Fixture *in, const char *sql)
{
    char *text = NULL;

    if (!conn_query_text(in->mem, app, sql, NULL, 0, &text, &in->err))
    {
        fail_msg("%s\n%s", in->err.message, sql);
    }
    return text ? text : mem_strdup(in->mem, "NULL");
}

#define assert_value(in, sql, wanted) assert_string_equal(value(in, sql), wanted)

static void
assert_fails(Conn *conn, const char *sql, const char *sqlstate)
{
    Error err = {0};

    assert_false(conn_exec(conn, sql, &err));
    assert_string_equal(err.sqlstate, sqlstate);
    error_clear(&err);
}

/* ---- Steps ---- */

static StepList *
build(Fixture *in, const char *text)
{
    Plan *plan;
    Resolution *resolution;
    StepList *list = NULL;

    run(work, "ROLLBACK");
    run(app, "DROP TABLE IF EXISTS customer; DROP SCHEMA IF EXISTS bellows CASCADE");
    run(app, bellows_sql);
    run(app, schema_sql);
    plan = load_text(in, text);
    resolution = plan ? resolve_load(in->mem, plan, work, in->diagnostics, &in->err) : NULL;
    if (!resolution || !steps_build(in->mem, resolution, &list, &in->err))
    {
        fail_msg("%s%s", diagnostics_format(in->mem, in->diagnostics), error_is_set(&in->err) ? in->err.message : "");
    }
    return list;
}

static void
run_backfill(Fixture *in, const Step *step)
{
    const char *const range[] = {"(0,0)", "(1000,0)", "0", "0"}; /* the last slice: all that is left */
    size_t count = step->way == BACKFILL_BY_SLICE ? 4 : 2;

    if (!conn_query(in->mem, work, step->failing, range, 2, &in->err) ||
        !conn_query(in->mem, work, step->sql, range, count, &in->err))
    {
        fail_msg("%s: %s\n%s", step->id, in->err.message, step->sql);
    }
    assert_value(in, step->remaining, "0");
}

static void
run_verify(Fixture *in, const Step *step)
{
    const char *const range[] = {"(0,0)", "(1000,0)"};
    Rows *rows = conn_query_one(in->mem, work, step->sql, range, 2, &in->err);

    if (!rows || rows_int64(rows, 0, "mismatches") != 0)
    {
        fail_msg("%s: %s", step->id, rows ? rows_text(rows, 0, "keys") : in->err.message);
    }
}

static void
run_step(Fixture *in, const Step *step)
{
    switch (step->kind)
    {
        case STEP_TRANSACTION:
            run(work, "BEGIN");
            run(work, step->sql);
            run(work, "COMMIT");
            break;
        case STEP_CONCURRENT:
            run(work, step->sql);
            assert_value(in, step->probe, "t");
            break;
        case STEP_BACKFILL:
            run(work, "SET session_replication_role = replica");
            run_backfill(in, step);
            run(work, "RESET session_replication_role");
            break;
        case STEP_VERIFY:
            run_verify(in, step);
            break;
        case STEP_ASSERT:
            assert_value(in, step->sql, step->expect);
            break;
    }
}

/* The steps of PHASE; those from the first one with PART in its id on are left out. */
static void
run_until(Fixture *in, const StepList *list, Phase phase, const char *part)
{
    for (size_t i = 0; i < list->count; i++)
    {
        if (list->steps[i].phase == phase)
        {
            if (part && strstr(list->steps[i].id, part))
            {
                return;
            }
            run_step(in, &list->steps[i]);
        }
    }
}

static void
run_phases(Fixture *in, const StepList *list, const Phase *phases, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        run_until(in, list, phases[i], NULL);
    }
}

#define RUN(in, list, ...)                                                                                             \
    run_phases(in, list, (const Phase[]){__VA_ARGS__}, sizeof((const Phase[]){__VA_ARGS__}) / sizeof(Phase))

static const Step *
step_with(const StepList *list, Phase phase, const char *part)
{
    for (size_t i = 0; i < list->count; i++)
    {
        if (list->steps[i].phase == phase && strstr(list->steps[i].id, part))
        {
            return &list->steps[i];
        }
    }
    fail_msg("no step with %s", part);
    return NULL;
}

static const char *
conflicts(Fixture *in)
{
    const char *sequence = value(in, "SELECT 'bellows.' || relname FROM pg_class WHERE relname LIKE 'conflicts\\_%'");

    return value(in, mem_printf(in->mem, "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM %s", sequence));
}

/* ---- Tests ---- */

#define EVERYTHING                                                                                                     \
    CHANGES RETYPE SPLIT ALTER                                                                                         \
        "ADD COLUMN points bigint NOT NULL, ADD COLUMN rank int NOT NULL DEFAULT 7\n" UP "points = score * 10\n" ALTER \
        "ALTER COLUMN note SET NOT NULL\n" UP "note = 'none'\n" ALTER                                                  \
        "ADD CHECK (score < 100), ALTER COLUMN score SET NOT NULL, ALTER COLUMN score SET DEFAULT 5\n"                 \
        "  - sql: |\n      CREATE UNIQUE INDEX by_made ON customer (made, id);\n"                                      \
        "      CREATE INDEX by_score ON customer (score)\n"

static void
both_versions_work_from_expand_to_seal_and_the_end_is_what_the_plan_says(void **state)
{
    Fixture *in = fixture(state);
    const StepList *list = build(in, EVERYTHING);

    RUN(in, list, PHASE_EXPAND);
    run(app, "INSERT INTO customer (id, name, phone, score) VALUES (4, 'Dee O', '44', 4)");
    run(app,
        "INSERT INTO customer (id, first, last, digits, points, note, score) VALUES (5, 'Eve', 'P', 55, 50, 'n', 5)");
    assert_value(in, "SELECT concat_ws(',', first, last, digits, points, rank, note) FROM customer WHERE id = 4",
                 "Dee,O,44,40,7,none");
    assert_value(in, "SELECT concat_ws(',', name, phone) FROM customer WHERE id = 5", "Eve P,55");
    run(app, "UPDATE customer SET phone = '111' WHERE id = 1");
    run(app, "UPDATE customer SET last = 'Z' WHERE id = 2");
    assert_value(in, "SELECT digits FROM customer WHERE id = 1", "111");
    assert_value(in, "SELECT name FROM customer WHERE id = 2", "Bob Z");
    run(app, "INSERT INTO customer (id, name, phone, score) VALUES (4, 'x y', '45', 4)"
             " ON CONFLICT (id) DO UPDATE SET phone = EXCLUDED.phone");
    run(app, "INSERT INTO customer (id, first, last, digits, points, note) VALUES (9, 'x', 'y', 45, 4, 'n')"
             " ON CONFLICT (digits) DO UPDATE SET digits = 46");
    assert_value(in, "SELECT concat_ws(',', digits, phone) FROM customer WHERE id = 4", "46,46");
    RUN(in, list, PHASE_TIGHTEN, PHASE_SEAL);
    assert_fails(app, "SELECT phone FROM customer", "42703");
    run(app, "INSERT INTO customer (id, first, last, digits, points, note) VALUES (6, 'Fay', 'Q', 66, 60, 'n')");
    assert_fails(app, "INSERT INTO customer (id, first, last, digits, points) VALUES (7, 'Gus', 'R', 77, 70)", "23502");
    RUN(in, list, PHASE_PURGE);
    assert_value(in,
                 "SELECT string_agg(attname, ',' ORDER BY attname) FROM pg_attribute"
                 " WHERE attrelid = 'customer'::regclass AND attnum > 0 AND NOT attisdropped",
                 "digits,first,id,last,made,note,points,rank,score");
    assert_value(in, "SELECT indexdef FROM pg_indexes WHERE indexname = 'customer_phone_idx'",
                 "CREATE UNIQUE INDEX customer_phone_idx ON public.customer USING btree (digits)");
    assert_value(in, "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal", "0");
    assert_value(in, "SELECT count(*) FROM bellows.horizon", "0");
    assert_value(in, "SELECT count(*) FROM pg_constraint WHERE conname LIKE 'bellows%'", "0");
}

static void
the_way_back_from_expanded_and_from_sealed_leaves_nothing(void **state)
{
    Fixture *in = fixture(state);

    for (size_t sealed = 0; sealed < 2; sealed++)
    {
        const StepList *list = build(in, EVERYTHING);
        const char *before = value(in, snapshot_sql);

        RUN(in, list, PHASE_EXPAND);
        assert_string_not_equal(value(in, snapshot_sql), before);
        if (sealed)
        {
            RUN(in, list, PHASE_TIGHTEN, PHASE_SEAL);
            run(app,
                "INSERT INTO customer (id, first, last, digits, points, note) VALUES (6, 'Fay', 'Q', 66, 60, 'n')");
            run(app, "UPDATE customer SET digits = 12 WHERE id = 1");
        }
        RUN(in, list, PHASE_UNSEAL);
        run(app, "INSERT INTO customer (id, name, phone) VALUES (8, 'Hal S', '88')");
        assert_value(in, "SELECT digits FROM customer WHERE id = 8", "88");
        RUN(in, list, PHASE_UNDO);
        assert_value(in, "SELECT phone FROM customer WHERE id = 1", sealed ? "12" : "11");
        run(app, "INSERT INTO customer (id, name, phone) VALUES (9, 'Ian T', '99')");
        RUN(in, list, PHASE_DISCARD);
        assert_string_equal(value(in, snapshot_sql), before);
    }
}

static void
a_way_that_was_only_half_gone_can_be_gone_back(void **state)
{
    static const char *const parts[] = {"_columns", "_backfill", "_index", "_constraints", "_validate", "_finish"};
    Fixture *in = fixture(state);

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
    {
        const StepList *list = build(in, EVERYTHING);
        const char *before = value(in, snapshot_sql);

        run_until(in, list, PHASE_EXPAND, parts[i]);
        RUN(in, list, PHASE_UNDO, PHASE_DISCARD);
        assert_string_equal(value(in, snapshot_sql), before);
    }
}

static void
set_not_null_does_not_scan(void **state)
{
    Fixture *in = fixture(state);
    const StepList *list = build(
        in, CHANGES ALTER "ADD COLUMN points bigint NOT NULL\n" UP "points = score\n" ALTER
                          "ALTER COLUMN note SET NOT NULL, ALTER COLUMN score SET NOT NULL\n" UP "note = 'none'\n");
    static const char *const columns[] = {"points", "note", "score"};

    run_until(in, list, PHASE_EXPAND, "_finish");
    mem_free(notices);
    notices = mem_strdup(root, "");
    run(work, "SET client_min_messages = debug1");
    run_step(in, step_with(list, PHASE_EXPAND, "_finish"));
    run(work, "RESET client_min_messages");
    RUN(in, list, PHASE_TIGHTEN);
    run(work, "SET client_min_messages = debug1");
    RUN(in, list, PHASE_SEAL);
    run(work, "RESET client_min_messages");
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
    {
        const char *proof =
            mem_printf(in->mem, "existing constraints on column \"customer.%s\" are sufficient to prove", columns[i]);

        if (!strstr(notices, proof))
        {
            fail_msg("no \"%s\" in\n%s", proof, notices);
        }
    }
    assert_null(strstr(notices, "verifying table"));
    assert_null(strstr(notices, "rewriting table"));
}

static void
a_type_or_default_that_does_not_fit_fails_in_the_first_step_and_leaves_nothing(void **state)
{
    static const char *const plans[] = {
        CHANGES ALTER "ADD COLUMN a int\n" UP "a = note\n",
        CHANGES ALTER "ADD COLUMN a int, DROP COLUMN score\n" UP "a = score\n" DOWN "score = a::text\n",
        CHANGES ALTER "DROP COLUMN score\n" DOWN "score = name\n",
        CHANGES ALTER "ADD COLUMN a int DEFAULT 'x'::text\n" UP "a = score\n",
    };
    static const char *const states[] = {"42804", "42804", "42804", "42804"};
    Fixture *in = fixture(state);

    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++)
    {
        const StepList *list = build(in, plans[i]);
        const char *before = value(in, snapshot_sql);

        run(work, "BEGIN");
        assert_fails(work, step_with(list, PHASE_EXPAND, "_columns")->sql, states[i]);
        run(work, "ROLLBACK");
        assert_string_equal(value(in, snapshot_sql), before);
    }
}

static void
an_old_row_is_filled_at_the_first_touch(void **state)
{
    Fixture *in = fixture(state);
    const StepList *list = build(in, CHANGES RETYPE SPLIT);

    run_until(in, list, PHASE_EXPAND, "_backfill");
    assert_value(in, "SELECT count(*) FROM customer WHERE digits IS NULL", "3");
    run(app, "UPDATE customer SET note = 'touched' WHERE id = 1");
    assert_value(in, "SELECT concat_ws(',', digits, first, last) FROM customer WHERE id = 1", "11,Ada,L");
    run(app, "UPDATE customer SET phone = '222' WHERE id = 2");
    assert_value(in, "SELECT concat_ws(',', digits, first, last) FROM customer WHERE id = 2", "222,Bob,M");
    run(app, "UPDATE customer SET last = 'Z' WHERE id = 3");
    assert_value(in, "SELECT concat_ws(',', digits, first, last, name) FROM customer WHERE id = 3", "33,Cid,Z,Cid Z");
    run_until(in, list, PHASE_EXPAND, "_columns");
    run_step(in, step_with(list, PHASE_EXPAND, "_backfill"));
    run_verify(in, step_with(list, PHASE_EXPAND, "_verify"));
    RUN(in, list, PHASE_UNDO, PHASE_DISCARD);
}

static void
what_the_new_version_wrote_is_not_filled_and_not_evaluated(void **state)
{
    Fixture *in = fixture(state);
    const StepList *list = build(in, CHANGES RETYPE);

    run_until(in, list, PHASE_EXPAND, "_backfill");
    run(app, "INSERT INTO customer (id, name, digits) VALUES (4, 'Dee O', NULL)");
    assert_value(in, "SELECT phone FROM customer WHERE id = 4", "none"); /* not a number */
    run_step(in, step_with(list, PHASE_EXPAND, "_backfill"));
    assert_value(in, "SELECT digits IS NULL FROM customer WHERE id = 4", "t");
    assert_value(in, "SELECT sum(digits) FROM customer", "66");
    RUN(in, list, PHASE_UNDO, PHASE_DISCARD);
}

static void
contradictions_are_counted_and_decided_by_the_policy(void **state)
{
    static const struct
    {
        const char *policy;
        const char *digits;
        const char *phone;
    } cases[] = {{"", "7", "7"}, {"    on_conflict: new\n", "7", "7"}, {"    on_conflict: old\n", "8", "8"}};
    Fixture *in = fixture(state);
    const StepList *list;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    {
        list = build(in, mem_printf(in->mem, CHANGES RETYPE "%s", cases[i].policy));
        RUN(in, list, PHASE_EXPAND);
        run(app, "UPDATE customer SET phone = '9', digits = 9 WHERE id = 1");
        run(app, "UPDATE customer SET phone = '9', digits = 1009 WHERE id = 1"); /* equal in one direction */
        run(app, "INSERT INTO customer (id, name, phone, digits) VALUES (4, 'x', '44', 44)");
        assert_string_equal(conflicts(in), "0");
        run(app, "UPDATE customer SET phone = '8', digits = 7 WHERE id = 1");
        assert_string_equal(conflicts(in), "1");
        assert_value(in, "SELECT digits FROM customer WHERE id = 1", cases[i].digits);
        assert_value(in, "SELECT phone FROM customer WHERE id = 1", cases[i].phone);
        run(app, "INSERT INTO customer (id, name, phone, digits) VALUES (5, 'x', '55', 56)");
        assert_string_equal(conflicts(in), "2");
        RUN(in, list, PHASE_UNDO, PHASE_DISCARD);
    }
    list = build(in, CHANGES RETYPE "    on_conflict: error\n");
    RUN(in, list, PHASE_EXPAND);
    assert_fails(app, "UPDATE customer SET phone = '8', digits = 7 WHERE id = 1", "23514");
    assert_fails(app, "INSERT INTO customer (id, name, phone, digits) VALUES (5, 'x', '55', 56)", "23514");
    run(app, "UPDATE customer SET phone = '9', digits = 1009 WHERE id = 1");
    RUN(in, list, PHASE_UNDO, PHASE_DISCARD);
}

static void
the_kill_switch_stops_the_shim_only_where_the_old_version_can_do_without(void **state)
{
    Fixture *in = fixture(state);
    const StepList *list = build(in, CHANGES ALTER "ADD COLUMN a bigint\n" UP "a = 100 / score\n");

    RUN(in, list, PHASE_EXPAND);
    assert_fails(app, "UPDATE customer SET score = 0 WHERE id = 1", "22012");
    run_step(in, step_with(list, PHASE_UNDO, "_kill_switch"));
    run(app, "UPDATE customer SET score = 0 WHERE id = 1");
    run(app, "INSERT INTO customer (id, name, phone, score) VALUES (4, 'x', '44', 5)");
    assert_value(in, "SELECT a IS NULL FROM customer WHERE id = 4", "t");
    RUN(in, list, PHASE_UNDO, PHASE_DISCARD);

    list = build(in, CHANGES ALTER "ADD COLUMN a bigint NOT NULL\n" UP "a = 100 / score\n");
    RUN(in, list, PHASE_EXPAND);
    run_step(in, step_with(list, PHASE_UNDO, "_kill_switch"));
    run(app, "INSERT INTO customer (id, name, phone, score) VALUES (4, 'x', '44', 5)");
    assert_value(in, "SELECT a FROM customer WHERE id = 4", "20");
    RUN(in, list, PHASE_UNDO, PHASE_DISCARD);
    run_step(in, step_with(list, PHASE_UNDO, "_kill_switch")); /* harmless where there is no shim */
}

static void
after_the_kill_switch_nothing_that_the_new_version_writes_is_lost(void **state)
{
    Fixture *in = fixture(state);
    const StepList *list = build(in, CHANGES ALTER "ADD COLUMN a int, ADD COLUMN b int, DROP COLUMN note\n" UP
                                                   "a = note::int, b = note::int\n" DOWN "note = (a + b)::text\n");

    run_until(in, list, PHASE_EXPAND, "_backfill");
    assert_fails(app, "UPDATE customer SET note = 'no number' WHERE id = 1", "22P02");
    run_step(in, step_with(list, PHASE_UNDO, "_kill_switch"));
    run(app, "UPDATE customer SET note = 'no number' WHERE id = 1");
    run(app, "INSERT INTO customer (id, name, phone, note) VALUES (4, 'x', '44', 'no number')");
    run(app, "INSERT INTO customer (id, name, phone, a, b) VALUES (5, 'x', '55', 1, 2)");
    assert_value(in, "SELECT note FROM customer WHERE id = 5", "3");
    run(app, "UPDATE customer SET a = 4 WHERE id = 5");
    assert_value(in, "SELECT note FROM customer WHERE id = 5", "6");
    RUN(in, list, PHASE_UNDO, PHASE_DISCARD);
    assert_value(in, "SELECT note FROM customer WHERE id = 5", "6");
}

static void
conversions_do_not_depend_on_the_settings_of_the_writer(void **state)
{
    Fixture *in = fixture(state);
    const StepList *list = build(in, CHANGES ALTER "ADD COLUMN day text, DROP COLUMN made\n" UP
                                                   "day = made::text\n" DOWN "made = day::timestamptz\n");

    RUN(in, list, PHASE_EXPAND);
    run(app, "SET timezone = 'Asia/Tokyo'; SET datestyle = 'SQL, DMY'");
    run(app, "UPDATE customer SET made = '2026-03-01 12:00:00+00' WHERE id = 1");
    run(app, "INSERT INTO customer (id, name, phone, day) VALUES (4, 'x', '44', '2026-03-04 12:00:00+00')");
    run(app, "RESET timezone; RESET datestyle");
    assert_value(in,
                 "SELECT day::timestamptz = '2026-03-01 12:00:00+00' AND day LIKE '2026-03-01 %' FROM customer"
                 " WHERE id = 1",
                 "t");
    assert_value(in, "SELECT made = '2026-03-04 12:00:00+00' FROM customer WHERE id = 4", "t");
    run_verify(in, step_with(list, PHASE_EXPAND, "_verify"));
    RUN(in, list, PHASE_UNDO, PHASE_DISCARD);
}

static void
copy_and_statements_of_many_rows_are_told_apart_row_by_row(void **state)
{
    Fixture *in = fixture(state);
    const StepList *list = build(in, CHANGES RETYPE);

    run_until(in, list, PHASE_EXPAND, "_constraints");
    run(app, "INSERT INTO customer (id, name, phone, digits) VALUES (4, 'x', '44', DEFAULT), (5, 'x', DEFAULT, 55),"
             " (6, 'x', DEFAULT, NULL), (7, 'x', '77', DEFAULT)");
    assert_value(in, "SELECT string_agg(concat_ws(':', id, phone, digits), ' ' ORDER BY id) FROM customer WHERE id > 3",
                 "4:44:44 5:55:55 6:none 7:77:77");
    assert_true(conn_copy_in(app, "COPY customer (id, name, phone) FROM STDIN", "8\tx\t88\n", &in->err));
    assert_true(conn_copy_in(app, "COPY customer (id, name, digits) FROM STDIN", "9\tx\t99\n", &in->err));
    run(app, "INSERT INTO customer (id, name, phone) SELECT id + 100, name, phone || '0' FROM customer WHERE id <> 6 "
             "ORDER BY id DESC"
             " ON CONFLICT DO NOTHING");
    run_verify(in, step_with(list, PHASE_EXPAND, "_verify"));
    RUN(in, list, PHASE_UNDO, PHASE_DISCARD);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PLAN_TEST(both_versions_work_from_expand_to_seal_and_the_end_is_what_the_plan_says),
        PLAN_TEST(the_way_back_from_expanded_and_from_sealed_leaves_nothing),
        PLAN_TEST(a_way_that_was_only_half_gone_can_be_gone_back),
        PLAN_TEST(set_not_null_does_not_scan),
        PLAN_TEST(a_type_or_default_that_does_not_fit_fails_in_the_first_step_and_leaves_nothing),
        PLAN_TEST(an_old_row_is_filled_at_the_first_touch),
        PLAN_TEST(what_the_new_version_wrote_is_not_filled_and_not_evaluated),
        PLAN_TEST(contradictions_are_counted_and_decided_by_the_policy),
        PLAN_TEST(the_kill_switch_stops_the_shim_only_where_the_old_version_can_do_without),
        PLAN_TEST(after_the_kill_switch_nothing_that_the_new_version_writes_is_lost),
        PLAN_TEST(conversions_do_not_depend_on_the_settings_of_the_writer),
        PLAN_TEST(copy_and_statements_of_many_rows_are_told_apart_row_by_row),
    };

    return cmocka_run_group_tests(tests, start_server, stop_server);
}
