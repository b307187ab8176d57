/* SPDX-License-Identifier: PostgreSQL */
/*
 * A connection's life: opened, its session set up in one round trip, closed with its owner.
 *
 * search_path is pg_catalog alone, so that no name of ours can be caught by an object that somebody else made, and the
 * server writes every other name qualified. Time limits that a role or the server may have set are replaced, as a step
 * killed at a moment that we did not choose is the one thing that retries cannot plan for.
 */
#include "conn_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"

#define SERVER_VERSION_MIN 120000
#define POOLER_CHECK_MS    2000

static const char *const initial_settings[] = {
    "TimeZone", "DateStyle", "IntervalStyle", "search_path", "lc_monetary", "bytea_output", "extra_float_digits",
};

/* Settings of our sessions; each from the server version on that knows it. */
typedef struct SessionSetting
{
    int since;
    const char *sql;
} SessionSetting;

static const SessionSetting session_settings[] = {
    {0, "SET search_path = pg_catalog"},
    {0, "SET standard_conforming_strings = on"},
    {0, "SET client_min_messages = notice"},
    {0, "SET lock_timeout = '2s'"},
    {0, "SET row_security = off"}, /* rows that a policy hides from us are an error, not rows less */
    {0, "SET statement_timeout = 0"},
    {0, "SET idle_in_transaction_session_timeout = 0"},
    {140000, "SET idle_session_timeout = 0"},
    {170000, "SET transaction_timeout = 0"},
    {0, "SET default_transaction_isolation = 'read committed'"},
};

static void close_handle(void *block);
static void receive_notice(void *context, const PGresult *result);
static bool set_up_session(Conn *conn, Error *err);
static char *describe(Conn *conn);
static bool session_is_shared(Conn *conn, bool *is_shared, Error *err);
static bool session_survives_pooler(Conn *conn, bool *survives, Error *err);
static bool session_survives(Conn *conn, bool *survives, Error *err);

Conn *
conn_open(void *owner, const ConnOptions *options, Error *err)
{
    Conn *conn = mem_new(owner, Conn);
    mem_on_free(conn, close_handle);
    conn->url = options->url != NULL ? mem_strdup(conn, options->url) : NULL;
    conn->is_plain = options->plain;
    conn->connect_timeout_ms = options->connect_timeout_ms;
    conn->ignores_interrupts = options->ignore_interrupts;
    if (!conn_connect(conn, options, err))
    {
        mem_free(conn);
        return NULL;
    }
    (void) PQsetnonblocking(conn->pg, 1);
    (void) PQsetNoticeReceiver(conn->pg, receive_notice, conn);
    conn->description = describe(conn);
    if (!conn->is_plain && !set_up_session(conn, err))
    {
        mem_free(conn);
        return NULL;
    }
    return conn;
}

void
conn_close(Conn *conn)
{
    mem_free(conn);
}

const char *
conn_description(const Conn *conn)
{
    return conn->description;
}

int
conn_server_version(const Conn *conn)
{
    return PQserverVersion(conn->pg);
}

int
conn_backend_pid(const Conn *conn)
{
    return PQbackendPID(conn->pg);
}

const char *
conn_initial_setting(const Conn *conn, const char *name)
{
    for (size_t i = 0; i < conn->setting_count; i++)
    {
        if (strcmp(conn->settings[i].name, name) == 0)
        {
            return conn->settings[i].value;
        }
    }
    return NULL;
}

bool
conn_is_alive(const Conn *conn)
{
    return !conn->is_lost && PQstatus(conn->pg) == CONNECTION_OK;
}

bool
conn_in_transaction(const Conn *conn)
{
    PGTransactionStatusType status = PQtransactionStatus(conn->pg);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

bool
conn_ignore_interrupts(Conn *conn, bool ignore)
{
    bool before = conn->ignores_interrupts;
    conn->ignores_interrupts = ignore;
    return before;
}

void
conn_set_deadline(Conn *conn, int64_t statement_ms)
{
    conn->statement_ms = statement_ms;
}

void
conn_stop_waiting(Conn *conn)
{
    conn->must_stop = true;
}

void
conn_on_wait(Conn *conn, void (*callback)(void *context, int64_t waited_ms), void *context)
{
    conn->on_wait = callback;
    conn->wait_context = context;
}

void
conn_on_notice(Conn *conn, void (*callback)(void *context, const char *severity, const char *message), void *context)
{
    conn->on_notice = callback;
    conn->notice_context = context;
}

bool
conn_check_session(Conn *conn, Error *err)
{
    bool is_shared = false;
    if (!session_is_shared(conn, &is_shared, err))
    {
        return false;
    }
    if (!is_shared)
    {
        return true;
    }
    (void) error_set_code(err, ERROR_TIMEOUT, "E502",
                          "this session does not stay with one server process; a transaction-mode "
                          "pooler is in between");
    return error_hint(err, "Connect to the server itself and not to the pooler (--url or DATABASE_URL).");
}

static void
close_handle(void *block)
{
    Conn *conn = block;
    PQfinish(conn->pg);
}

static void
receive_notice(void *context, const PGresult *result)
{
    Conn *conn = context;
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    severity = severity != NULL ? severity : "NOTICE";
    message = message != NULL ? message : PQresultErrorMessage(result);
    if (conn->on_notice != NULL)
    {
        conn->on_notice(conn->notice_context, severity, message);
    }
    else
    {
        log_debug("%s: %s", severity, message);
    }
}

static char *
describe(Conn *conn)
{
    return mem_printf(conn, "%s@%s:%s/%s", PQuser(conn->pg), PQhost(conn->pg), PQport(conn->pg), PQdb(conn->pg));
}

/* The settings are read in the same message before they are replaced: the statements of one message run in order. */
static bool
set_up_session(Conn *conn, Error *err)
{
    int version = conn_server_version(conn);
    if (version < SERVER_VERSION_MIN)
    {
        return error_set_code(err, ERROR_CONNECTION, "E608",
                              "server version %d.%d is too old: PostgreSQL 12 or later is needed", version / 10000,
                              version % 10000);
    }
    char *sql = mem_strdup(conn, "SELECT pg_catalog.current_schemas(false) AS current_schemas");
    size_t count = sizeof(initial_settings) / sizeof(initial_settings[0]);
    for (size_t i = 0; i < count; i++)
    {
        mem_append(&sql, ", pg_catalog.current_setting('%s') AS \"%s\"", initial_settings[i], initial_settings[i]);
    }
    for (size_t i = 0; i < sizeof(session_settings) / sizeof(session_settings[0]); i++)
    {
        if (version >= session_settings[i].since)
        {
            mem_append(&sql, "; %s", session_settings[i].sql);
        }
    }
    PGresult *result = conn_run(conn, &(Statement){.sql = sql, .is_simple = true}, err);
    mem_free(sql);
    if (result == NULL)
    {
        return error_prefix(err, "could not set up the session: ");
    }
    conn->setting_count = (size_t) PQnfields(result);
    conn->settings = mem_array(conn, InitialSetting, conn->setting_count);
    for (size_t i = 0; i < conn->setting_count; i++)
    {
        conn->settings[i].name = mem_strdup(conn, PQfname(result, (int) i));
        conn->settings[i].value = mem_strdup(conn, PQgetvalue(result, 0, (int) i));
    }
    PQclear(result);
    return true;
}

/* A pooler makes up the process number that it tells at connect, so a true one means that there is none. */
static bool
session_is_shared(Conn *conn, bool *is_shared, Error *err)
{
    const char *mark = "SELECT set_config('bellows.session', pg_backend_pid()::text, false)";
    PGresult *result = conn_run(conn, &(Statement){.sql = mark}, err);
    if (result == NULL)
    {
        return false;
    }
    bool is_direct = strtol(PQgetvalue(result, 0, 0), NULL, 10) == conn_backend_pid(conn);
    PQclear(result);
    bool survives = false;
    bool is_known = is_direct ? session_survives(conn, &survives, err) : session_survives_pooler(conn, &survives, err);
    *is_shared = is_known && !survives;
    return is_known;
}

/* A second session keeps a server connection busy between two of our statements: in transaction mode our second one
 * then gets another server connection, or none until the time is up. Where it is the second session that gets none,
 * ours holds the only one, as it should; and in statement mode the second one cannot even begin. */
static bool
session_survives_pooler(Conn *conn, bool *survives, Error *err)
{
    const ConnOptions options = {
        .url = conn->url,
        .application_name = PQparameterStatus(conn->pg, "application_name"),
        .connect_timeout_ms = conn->connect_timeout_ms,
        .plain = true,
        .ignore_interrupts = conn->ignores_interrupts,
    };
    Conn *other = conn_open(conn, &options, err);
    if (other == NULL)
    {
        return false;
    }
    Error held = {0};
    Error checked = {0};
    int64_t statement_ms = conn->statement_ms;
    int64_t started = clock_ms();
    conn_set_deadline(other, POOLER_CHECK_MS);
    conn_set_deadline(conn, POOLER_CHECK_MS);
    PQclear(conn_run(other, &(Statement){.sql = "BEGIN; SELECT 1", .is_simple = true}, &held));
    bool had_to_wait = clock_ms() - started >= POOLER_CHECK_MS;
    bool is_possible = !error_is_set(&held) || had_to_wait;
    *survives = is_possible && session_survives(conn, survives, &checked) && *survives;
    bool is_known = held.kind != ERROR_INTERRUPTED && checked.kind != ERROR_INTERRUPTED;
    if (!is_known)
    {
        (void) interrupt_check(err);
    }
    conn_set_deadline(conn, statement_ms);
    mem_free(other);
    error_clear(&held);
    error_clear(&checked);
    return is_known;
}

static bool
session_survives(Conn *conn, bool *survives, Error *err)
{
    const char *check = "SELECT current_setting('bellows.session', true) = pg_backend_pid()::text";
    PGresult *result = conn_run(conn, &(Statement){.sql = check}, err);
    if (result == NULL)
    {
        return false;
    }
    *survives = PQgetisnull(result, 0, 0) == 0 && PQgetvalue(result, 0, 0)[0] == 't';
    PQclear(result);
    return true;
}
