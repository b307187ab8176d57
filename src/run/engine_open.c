/* SPDX-License-Identifier: PostgreSQL */
/*
 * The engine's connections and the lock of a plan.
 *
 * The advisory lock is a session's: it dies with the connection, so no crash leaves it behind. It is polled, never waited
 * for: CREATE INDEX CONCURRENTLY waits for all snapshots, also that of a session blocked in pg_advisory_lock(), which
 * would be a deadlock. After a lost connection the old backends must be gone before anything is decided: one of them may
 * still be committing.
 */
#include <inttypes.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine_internal.h"
#include "run/lock.h"
#include "run_internal.h"

#define LOCK_WAIT_MS       300000
#define LOCK_POLL_FIRST_MS 20
#define LOCK_POLL_MOST_MS  250
#define RECONNECT_MS       60000
#define RECONNECT_POLL_MS  250

static bool open_both(Engine *engine, Error *err);
static bool open_one(Engine *engine, Conn **conn, Error *err);
static bool take_search_path(Conn *conn, Error *err);
static bool check_primary(Conn *conn, Error *err);
static bool wait_until_gone(Engine *engine, int pids[2], int64_t deadline, Error *err);
static bool poll_lock(Engine *engine, Conn *conn, const char *key, const char *version, int64_t deadline, Error *err);
static bool try_lock(Conn *conn, const char *key, const char *version, bool *is_ours, Error *err);
static void unlock(Conn *conn, const char *key, const char *version);
static char *describe_owner(void *owner, Engine *engine, const char *key, const char *version);

Engine *
engine_open(void *owner, const EngineOptions *options, Error *err)
{
    Engine *engine = mem_new(owner, Engine);
    engine->options = *options;
    engine->options.url = options->url == NULL ? NULL : mem_strdup(engine, options->url);
    engine->options.application_name =
        mem_strdup(engine, options->application_name != NULL ? options->application_name : "bellows");
    if (!open_both(engine, err) || !conn_check_session(engine->control, err) || !check_primary(engine->control, err))
    {
        mem_free(engine);
        return NULL;
    }
    return engine;
}

Conn *
engine_control(Engine *engine)
{
    return engine->control;
}

bool
engine_is_connected(const Engine *engine)
{
    return engine->control != NULL && engine->work != NULL && conn_is_alive(engine->control) &&
           conn_is_alive(engine->work);
}

bool
engine_reconnect(Engine *engine, Error *err)
{
    int64_t wait_ms = engine->options.reconnect_ms > 0 ? engine->options.reconnect_ms : RECONNECT_MS;
    int64_t deadline = clock_ms() + wait_ms;
    int pids[2] = {engine->control != NULL ? conn_backend_pid(engine->control) : 0,
                   engine->work != NULL ? conn_backend_pid(engine->work) : 0};
    log_warning("the connection was lost; connecting again");
    for (;;)
    {
        Error failure = {0};
        if (open_both(engine, &failure) && check_primary(engine->control, &failure) &&
            wait_until_gone(engine, pids, deadline, &failure))
        {
            return true;
        }
        bool goes_on = interrupt_signal() == 0 && clock_ms() < deadline &&
                       (failure.kind == ERROR_CONNECTION || !engine_is_connected(engine));
        if (!goes_on)
        {
            *err = failure;
            return error_prefix(err, "after the connection was lost: ");
        }
        error_clear(&failure);
        (void) interrupt_wait(RECONNECT_POLL_MS);
    }
}

/* Both sessions hold a lock: when a process is killed its control session ends at once, but its work session may still
 * run a statement, and commit it. Only once that has ended, too, the journal tells the truth. */
bool
engine_lock(Engine *engine, const char *version, Error *err)
{
    int64_t wait_ms = engine->options.lock_wait_ms != 0 ? engine->options.lock_wait_ms : LOCK_WAIT_MS;
    int64_t deadline = clock_ms() + wait_ms;
    return poll_lock(engine, engine->control, RUN_LOCK_PLAN, version, deadline, err) &&
           poll_lock(engine, engine->work, RUN_LOCK_WORK, version, deadline, err) &&
           engine_check_lock(engine, version, err);
}

/* Behind a pooler, or after a failover, the lock may be nobody's: pg_locks says whose it is. */
bool
engine_check_lock(Engine *engine, const char *version, Error *err)
{
    const char *params[] = {version, RUN_LOCK_PLAN};
    Rows *rows = run_rows(NULL, engine->control, "journal/owner", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    bool is_ours = rows_count(rows) == 1 && rows_bool(rows, 0, "is_ours");
    mem_free(rows);
    if (!is_ours)
    {
        error_set_code(err, ERROR_TIMEOUT, "E502", "the advisory lock of plan %s is not held by this session", version);
        return error_hint(err, "A transaction-mode pooler is in between? Connect directly to the "
                               "server.");
    }
    return true;
}

void
engine_unlock(Engine *engine, const char *version)
{
    unlock(engine->work, RUN_LOCK_WORK, version);
    unlock(engine->control, RUN_LOCK_PLAN, version);
}

static bool
open_both(Engine *engine, Error *err)
{
    return open_one(engine, &engine->control, err) && open_one(engine, &engine->work, err);
}

/* A connection of which the other end is gone is no use: both are opened anew, so that none keeps a lock. */
static bool
open_one(Engine *engine, Conn **conn, Error *err)
{
    if (*conn != NULL)
    {
        conn_close(*conn);
    }
    *conn = engine_open_worker(engine, engine, err);
    return *conn != NULL;
}

Conn *
engine_open_worker(void *engine, void *owner, Error *err)
{
    const EngineOptions *wanted = &((Engine *) engine)->options;
    const ConnOptions options = {
        .url = wanted->url,
        .application_name = wanted->application_name,
        .connect_timeout_ms = wanted->connect_timeout_ms,
    };
    Conn *conn = conn_open(owner, &options, err);
    if (conn != NULL && !take_search_path(conn, err))
    {
        conn_close(conn);
        return NULL;
    }
    return conn;
}

/* What our statements make PostgreSQL call (functions of CHECKs and index expressions, triggers) finds its names as it
 * would in a session of the role. Our own SQL is qualified. */
static bool
take_search_path(Conn *conn, Error *err)
{
    const char *params[] = {conn_initial_setting(conn, "search_path")};
    return params[0] == NULL ||
           run_text(conn, "SELECT pg_catalog.set_config('search_path', $1, false)", params, RUN_COUNT(params), err);
}

static bool
check_primary(Conn *conn, Error *err)
{
    Rows *rows = conn_query_one(NULL, conn, "SELECT pg_is_in_recovery() AS is_standby", NULL, 0, err);
    if (rows == NULL)
    {
        return false;
    }
    bool is_standby = rows_bool(rows, 0, "is_standby");
    mem_free(rows);
    if (is_standby)
    {
        error_set_code(err, ERROR_REFUSED, "R714", "the server is a standby: it cannot be changed");
        return error_hint(err, "Connect to the primary (target_session_attrs=read-write).");
    }
    return true;
}

static bool
wait_until_gone(Engine *engine, int pids[2], int64_t deadline, Error *err)
{
    for (;;)
    {
        void *scratch = mem_child(NULL, "pids");
        const char *params[] = {run_number(scratch, pids[0]), run_number(scratch, pids[1]),
                                engine->options.application_name};
        Rows *rows = conn_query_one(scratch, engine->control,
                                    "SELECT count(*) AS alive FROM pg_stat_activity"
                                    " WHERE pid IN ($1::integer, $2::integer)"
                                    " AND application_name = left($3, 63)"
                                    " AND pid <> pg_backend_pid()"
                                    " AND backend_start < (SELECT a.backend_start"
                                    "  FROM pg_stat_activity AS a WHERE a.pid = pg_backend_pid())",
                                    params, RUN_COUNT(params), err);
        bool are_gone = rows != NULL && rows_int64(rows, 0, "alive") == 0;
        mem_free(scratch);
        if (are_gone || error_is_set(err))
        {
            return are_gone;
        }
        if (clock_ms() >= deadline)
        {
            return error_set(err, ERROR_TIMEOUT, "the lost session (pid %d or %d) is still there", pids[0], pids[1]);
        }
        if (!interrupt_wait(RECONNECT_POLL_MS) && !interrupt_check(err))
        {
            return false;
        }
    }
}

static bool
poll_lock(Engine *engine, Conn *conn, const char *key, const char *version, int64_t deadline, Error *err)
{
    int64_t poll_ms = LOCK_POLL_FIRST_MS;
    bool has_told = false;
    for (;; poll_ms = poll_ms * 2 < LOCK_POLL_MOST_MS ? poll_ms * 2 : LOCK_POLL_MOST_MS)
    {
        bool is_ours = false;
        if (!try_lock(conn, key, version, &is_ours, err) || is_ours)
        {
            return is_ours;
        }
        char *holder = describe_owner(NULL, engine, key, version);
        if (clock_ms() >= deadline)
        {
            error_set_code(err, ERROR_TIMEOUT, "E506", "plan %s is being worked on by %s", version, holder);
            error_hint(err, "Wait until it is done; two never work on one plan.");
        }
        else if (!has_told && poll_ms > LOCK_POLL_FIRST_MS)
        {
            log_info("waiting for plan %s: it is being worked on by %s", version, holder);
            has_told = true;
        }
        mem_free(holder);
        if (error_is_set(err) || (!interrupt_wait(poll_ms) && !interrupt_check(err)))
        {
            return false;
        }
    }
}

static bool
try_lock(Conn *conn, const char *key, const char *version, bool *is_ours, Error *err)
{
    const char *params[] = {key, version};
    Rows *rows = conn_query_one(NULL, conn, "SELECT pg_try_advisory_lock($1::integer, hashtext($2::text)) AS is_ours",
                                params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    *is_ours = rows_bool(rows, 0, "is_ours");
    mem_free(rows);
    return true;
}

static void
unlock(Conn *conn, const char *key, const char *version)
{
    const char *params[] = {key, version};
    Error ignored = {0};
    if (conn == NULL || !conn_is_alive(conn))
    {
        return;
    }
    conn_ignore_interrupts(conn, true);
    if (!run_text(conn, "SELECT pg_advisory_unlock($1::integer, hashtext($2::text))", params, RUN_COUNT(params),
                  &ignored))
    {
        error_clear(&ignored); /* a lost session holds nothing */
    }
    conn_ignore_interrupts(conn, false);
}

static char *
describe_owner(void *owner, Engine *engine, const char *key, const char *version)
{
    const char *params[] = {version, key};
    Error ignored = {0};
    char *text = mem_strdup(owner, "another bellows");
    Rows *rows = run_rows(NULL, engine->control, "journal/owner", params, RUN_COUNT(params), &ignored);
    if (rows != NULL && rows_count(rows) > 0)
    {
        int64_t age_s = rows_int64(rows, 0, "age_s");
        char *age = lock_format_duration(NULL, age_s < 0 ? 0 : age_s * 1000);
        mem_append(&text, " (pid %s, app \"%s\", connected for %s)", rows_text(rows, 0, "pid"),
                   rows_text(rows, 0, "application"), age);
        mem_free(age);
    }
    error_clear(&ignored);
    mem_free(rows);
    return text;
}
