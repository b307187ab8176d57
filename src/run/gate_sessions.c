/* SPDX-License-Identifier: PostgreSQL */
/*
 * Who is connected: reading sessions, what their application_name says, and writing down who was seen.
 *
 * An application_name is a claim that anybody can make, 63 bytes at most. PgBouncer may put the client's address behind
 * it (application_name_add_host), and drivers the instance; both are taken off, or every client would be a sighting of
 * its own.
 */
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "gate_internal.h"
#include "run_internal.h"

#define NAME_MAX_BYTES 63 /* NAMEDATALEN - 1: a name of this length may have been cut off */

static char *without_host(void *owner, const char *name);
static bool read_keys(void *owner, const char *name, GateSession *session);
static bool read_slash(void *owner, const char *name, GateSession *session);
static bool is_name(const char *text, size_t length);
static bool may_sight(Conn *conn, bool *may, bool *may_draw, Error *err);
static bool sight_all(Conn *conn, const GateSessions *sessions, const GateOutside *outside, Error *err);
static void list_sessions(void *owner, const GateSessions *sessions, const char ***columns, size_t counts[4]);

bool
gate_read_sessions(void *owner, Conn *conn, const char *node, GateSessions *sessions, Error *err)
{
    Rows *rows = run_rows(NULL, conn, "gate/sessions", NULL, 0, err);
    for (size_t i = 0; rows != NULL && i < rows_count(rows); i++)
    {
        GateSession *session =
            gate_add_session(owner, sessions, node, rows_text(rows, i, "role"), rows_text(rows, i, "application_name"));
        session->what = mem_printf(owner, "pid %s on %s", rows_text(rows, i, "pid"), node);
    }
    mem_free(rows);
    return rows != NULL;
}

GateSession *
gate_add_session(void *owner, GateSessions *sessions, const char *node, const char *role, const char *application_name)
{
    GateSession *session = mem_push(owner, sessions->items, sessions->count);
    *session = (GateSession){.node = mem_strdup(owner, node), .role = mem_strdup(owner, role)};
    gate_name_session(owner, application_name, session);
    return session;
}

void
gate_name_session(void *owner, const char *application_name, GateSession *session)
{
    bool is_cut = strlen(application_name) >= NAME_MAX_BYTES;
    char *name = without_host(owner, application_name);
    session->application_name = name;
    session->claim = NULL;
    session->version = NULL;
    if (read_keys(owner, name, session) || read_slash(owner, name, session))
    {
        /* "shop/1.5" of a name that was cut off may have been "shop/1.5.0-rc1", or 1.50. */
        session->version = is_cut && strlen(name) >= NAME_MAX_BYTES ? NULL : session->version;
        session->application_name =
            session->version == NULL ? session->claim : mem_printf(owner, "%s/%s", session->claim, session->version);
    }
}

/* Without " - host:port" at its end. */
static char *
without_host(void *owner, const char *name)
{
    const char *colon = strrchr(name, ':');
    const char *dash = NULL;
    for (const char *at = strstr(name, " - "); at != NULL; at = strstr(at + 1, " - "))
    {
        dash = at;
    }
    bool has_host = dash != NULL && colon != NULL && colon > dash && colon[1] != '\0' &&
                    colon[1 + strspn(colon + 1, "0123456789")] == '\0';
    return mem_strndup(owner, name, has_host ? (size_t) (dash - name) : strlen(name));
}

/* app=NAME;v=VERSION;i=INSTANCE, in any order behind app. */
static bool
read_keys(void *owner, const char *name, GateSession *session)
{
    if (strncmp(name, "app=", 4) != 0)
    {
        return false;
    }
    for (const char *at = name; at != NULL; at = strchr(at, ';') == NULL ? NULL : strchr(at, ';') + 1)
    {
        size_t length = strcspn(at, ";");
        if (strncmp(at, "app=", 4) == 0)
        {
            session->claim = mem_strndup(owner, at + 4, length - 4);
        }
        if (strncmp(at, "v=", 2) == 0 && length > 2)
        {
            session->version = mem_strndup(owner, at + 2, length - 2);
        }
    }
    return true;
}

/* NAME/VERSION, and anything behind a blank or a semicolon. */
static bool
read_slash(void *owner, const char *name, GateSession *session)
{
    size_t length = strcspn(name, "/");
    size_t behind = name[length] == '\0' ? 0 : strcspn(name + length + 1, " ;");
    if (behind == 0 || !is_name(name, length))
    {
        return false;
    }
    session->claim = mem_strndup(owner, name, length);
    session->version = mem_strndup(owner, name + length + 1, behind);
    return true;
}

/* A path ("/usr/bin/x", "bin/x y") is no name of an application: no blank stands in one. */
static bool
is_name(const char *text, size_t length)
{
    return length > 0 && memchr(text, ' ', length) == NULL;
}

bool
gate_sees_all(void *owner, Conn *conn, bool *sees_all, char **role, Error *err)
{
    Rows *rows = run_rows(NULL, conn, "gate/sees_all", NULL, 0, err);
    *sees_all = rows != NULL && rows_count(rows) == 1 && rows_bool(rows, 0, "sees_all");
    if (rows != NULL && role != NULL)
    {
        *role = run_copy(owner, rows, 0, "role");
    }
    mem_free(rows);
    return rows != NULL;
}

bool
gate_sight(Conn *conn, const GateOutside *outside, Error *err)
{
    GateSessions sessions = {0};
    void *scratch = mem_child(NULL, "sightings");
    bool may = false;
    bool may_draw = false;
    bool is_done = may_sight(conn, &may, &may_draw, err) &&
                   (!may || (gate_read_sessions(scratch, conn, GATE_PRIMARY, &sessions, err) &&
                             sight_all(conn, &sessions, outside, err))) &&
                   (!may || !may_draw || run_do(conn, "gate/draw_together", NULL, 0, err));
    mem_free(scratch);
    return is_done;
}

static bool
may_sight(Conn *conn, bool *may, bool *may_draw, Error *err)
{
    Rows *rows = run_rows(NULL, conn, "gate/may_sight", NULL, 0, err);
    *may = rows != NULL && rows_bool(rows, 0, "may_sight");
    *may_draw = rows != NULL && rows_bool(rows, 0, "may_draw");
    mem_free(rows);
    return rows != NULL;
}

static bool
sight_all(Conn *conn, const GateSessions *sessions, const GateOutside *outside, Error *err)
{
    void *scratch = mem_child(NULL, "sight");
    const char **columns[4] = {NULL};
    size_t counts[4] = {0};
    list_sessions(scratch, sessions, columns, counts);
    if (outside != NULL)
    {
        list_sessions(scratch, &outside->sessions, columns, counts);
    }
    const char *params[4];
    for (size_t i = 0; i < RUN_COUNT(columns); i++)
    {
        *mem_push(scratch, columns[i], counts[i]) = NULL;
        params[i] = run_array(scratch, columns[i]);
    }
    bool is_done = counts[0] == 1 || run_do(conn, "gate/sight", params, RUN_COUNT(params), err);
    mem_free(scratch);
    return is_done;
}

static void
list_sessions(void *owner, const GateSessions *sessions, const char ***columns, size_t counts[4])
{
    for (size_t i = 0; i < sessions->count; i++)
    {
        const GateSession *session = &sessions->items[i];
        const char *values[] = {session->node, session->role, session->application_name,
                                session->version == NULL ? "" : session->version};
        for (size_t j = 0; j < RUN_COUNT(values); j++)
        {
            *mem_push(owner, columns[j], counts[j]) = values[j];
        }
    }
}
