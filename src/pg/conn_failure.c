/* SPDX-License-Identifier: PostgreSQL */
/*
 * Why a connection could not be made: one message for each cause, with the next thing to do.
 *
 * libpq 15 gives no SQLSTATE for a failed connection, only text; so the cause is found by the words of the untranslated
 * message, and what matches nothing is told as it came. A URI whose password holds "@", "/" or "%" is taken apart at
 * the wrong place, and libpq then quotes pieces of the password as host or port: such texts are never passed on.
 */
#include "conn_internal.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

typedef struct FailureCause
{
    const char *words;
    const char *code;
    const char *sqlstate; /* what the server or libpq would call it */
    bool with_place;      /* the message needs the address to be understood */
    const char *hint;
} FailureCause;

#define HINT_RUNNING  "Is PostgreSQL running there? bellows demo shows everything on a throw-away server."
#define HINT_DATABASE "Create it first (createdb), or name another database in --url or DATABASE_URL."
#define HINT_PASSWORD                                                                                                  \
    "Give the password by PGPASSWORD, ~/.pgpass or the URL; in a URL, characters such as @ / % "                       \
    "must be written as %40 %2F %25."
#define HINT_ROLE    "Create the role first (createuser), or name another user in --url or DATABASE_URL."
#define HINT_CONNECT "The database's owner must allow it: GRANT CONNECT ON DATABASE, or ALLOW_CONNECTIONS."
#define HINT_PEER    "Run as the operating system's user of that name, or connect by host name with a password."
#define HINT_HBA     "The server's pg_hba.conf must allow this user, database and address; sslmode can matter too."
#define HINT_TLS     "Check sslmode, sslrootcert, sslcert and sslkey in the URL against what the server offers."
#define HINT_LATER   "Try again in a moment."
#define HINT_HOST    "Check the host's name in --url or DATABASE_URL."
#define HINT_TARGET  "target_session_attrs in the URL asks for another kind of server than those that answered."

/* The first that matches counts; longer and surer words come first. */
static const FailureCause causes[] = {
    {"password authentication failed", "E604", "28P01", false, HINT_PASSWORD},
    {"no password supplied", "E604", "28P01", true, HINT_PASSWORD},
    {"Peer authentication failed", "E604", "28000", false, HINT_PEER},
    {"Ident authentication failed", "E604", "28000", false, HINT_PEER},
    {"no pg_hba.conf entry", "E604", "28000", false, HINT_HBA},
    {"pg_hba.conf rejects", "E604", "28000", false, HINT_HBA},
    {"authentication failed", "E604", "28000", false, HINT_PASSWORD},
    {"is not permitted to log in", "E605", "28000", false, HINT_ROLE},
    {"role \"", "E605", "28000", false, HINT_ROLE},
    {"no such user", "E605", "28000", false, HINT_ROLE},
    {"permission denied for database", "E605", "42501", false, HINT_CONNECT},
    {"is not currently accepting connections", "E602", "55000", false, HINT_CONNECT},
    {"database \"", "E602", "3D000", false, HINT_DATABASE},
    {"no such database", "E602", "3D000", false, HINT_DATABASE},
    {"does not support SSL", "E607", "08001", true, HINT_TLS},
    {"SSL", "E607", "08001", true, HINT_TLS},
    {"certificate", "E607", "08001", true, HINT_TLS},
    {"too many clients", "E601", "53300", true, HINT_LATER},
    {"remaining connection slots", "E601", "53300", true, HINT_LATER},
    {"too many connections", "E601", "53300", true, HINT_LATER},
    {"is starting up", "E601", "57P03", true, HINT_LATER},
    {"is shutting down", "E601", "57P03", true, HINT_LATER},
    {"recovery mode", "E601", "57P03", true, HINT_LATER},
    {"not yet accepting connections", "E601", "57P03", true, HINT_LATER},
    {"session is read-only", "E601", "08001", true, HINT_TARGET},
    {"session is not read-only", "E601", "08001", true, HINT_TARGET},
    {"hot standby", "E601", "08001", true, HINT_TARGET},
    {"server is in", "E601", "08001", true, HINT_TARGET},
    {"could not translate host name", "E601", "08001", true, HINT_HOST},
    {"", "E601", "08001", true, HINT_RUNNING},
};

/* What libpq finds out about a URL only when it connects. */
static const char *const url_mistakes[] = {"invalid integer value", "invalid port number", " value: \"",
                                           "could not match "};

static bool is_url_mistake(const char *reason);
static bool url_password_problem(const char *url, char *character, size_t *position);
static bool fail_by_password(const char *url, Error *err);
static const char *end_of_credentials(const char *start);
static const char *line_with(const char *text, const char *words);
static char *bare_reason(void *owner, const char *line);
static bool holds_password(const char *url);

bool
conn_failure_unreadable(const char *url, const char *reason, Error *err)
{
    if (fail_by_password(url, err))
    {
        return false;
    }
    void *scratch = mem_root("connection failure");
    (void) error_set_code(err, ERROR_CONNECTION, "E606", "the connection URL cannot be read");
    if (holds_password(url))
    {
        (void) error_hint(err, "Give the password by PGPASSWORD or ~/.pgpass to be shown where the mistake is.");
    }
    else
    {
        (void) error_detail(err, "%s.", conn_error_first_line(scratch, reason));
        (void) error_hint(err, "It looks like postgresql://user@host:5432/database, or host=… dbname=… user=….");
    }
    mem_free(scratch);
    return false;
}

bool
conn_failure_explain(const Conn *conn, const char *place, const char *reason, Error *err)
{
    if (conn->url != NULL && is_url_mistake(reason))
    {
        return conn_failure_unreadable(conn->url, reason, err);
    }
    const FailureCause *cause = causes;
    while (strstr(reason, cause->words) == NULL)
    {
        cause++;
    }
    if (strcmp(cause->hint, HINT_HOST) == 0 && conn->url != NULL && fail_by_password(conn->url, err))
    {
        return false;
    }
    void *scratch = mem_root("connection failure");
    char *text = bare_reason(scratch, line_with(reason, cause->words));
    (void) error_set_code(err, ERROR_CONNECTION, cause->code, "%s%s%s%s", cause->with_place ? "cannot connect to " : "",
                          cause->with_place ? place : "", cause->with_place ? ": " : "", log_mask(scratch, text));
    (void) snprintf(err->sqlstate, sizeof(err->sqlstate), "%s", cause->sqlstate);
    (void) error_hint(err, "%s", cause->hint);
    if (strchr(place, ',') != NULL)
    {
        (void) error_detail(err, "%s", log_mask(scratch, reason));
    }
    mem_free(scratch);
    return false;
}

static bool
is_url_mistake(const char *reason)
{
    for (size_t i = 0; i < sizeof(url_mistakes) / sizeof(url_mistakes[0]); i++)
    {
        if (strstr(reason, url_mistakes[i]) != NULL)
        {
            return true;
        }
    }
    return false;
}

/* True when it was the password, with ERR set. */
static bool
fail_by_password(const char *url, Error *err)
{
    char character;
    size_t position;
    if (!url_password_problem(url, &character, &position))
    {
        return false;
    }
    (void) error_set_code(err, ERROR_CONNECTION, "E606",
                          "character \"%c\" at position %zu of the connection URL, in the password, "
                          "must be written %%%02X",
                          character, position, (unsigned char) character);
    (void) error_hint(err, "Or leave the password out of the URL and use PGPASSWORD or ~/.pgpass.");
    return true;
}

/* Whether the part between the first ":" and the last "@" of a URI's authority has a character that ends it too early
 * for libpq, or a "%" that starts no %XX. POSITION counts from 1. */
static bool
url_password_problem(const char *url, char *character, size_t *position)
{
    const char *start = strstr(url, "://");
    if (start == NULL || strncmp(url, "postgres", 8) != 0)
    {
        return false;
    }
    const char *end = end_of_credentials(start + 3);
    const char *colon = end == NULL ? NULL : memchr(start + 3, ':', (size_t) (end - start - 3));
    if (colon == NULL)
    {
        return false;
    }
    for (const char *at = colon + 1; at < end; at++)
    {
        bool is_code = *at == '%' && isxdigit((unsigned char) at[1]) && isxdigit((unsigned char) at[2]);
        if (*at == '@' || *at == '/' || (*at == '%' && !is_code))
        {
            *character = *at;
            *position = (size_t) (at - url) + 1;
            return true;
        }
    }
    return false;
}

/* The last "@" before the parameters, or where that has none the last one at all. */
static const char *
end_of_credentials(const char *start)
{
    const char *at = memrchr(start, '@', strcspn(start, "?"));
    return at != NULL ? at : strrchr(start, '@');
}

static bool
holds_password(const char *url)
{
    void *scratch = mem_root("mask");
    bool holds = strcmp(log_mask(scratch, url), url) != 0;
    mem_free(scratch);
    return holds || strstr(url, "password") != NULL;
}

/* With several addresses libpq tells one line for each. */
static const char *
line_with(const char *text, const char *words)
{
    const char *line = strstr(text, words);
    while (line > text && line[-1] != '\n')
    {
        line--;
    }
    return line;
}

/* `connection to server at "x", port 1 failed: FATAL:  database "y" does not exist` → the part that says why. */
static char *
bare_reason(void *owner, const char *line)
{
    static const char *const leads[] = {" failed: ", "FATAL:  ", "ERROR:  "};
    char *reason = conn_error_first_line(owner, line);
    for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++)
    {
        char *found = strstr(reason, leads[i]);
        reason = found != NULL ? found + strlen(leads[i]) : reason;
    }
    return reason;
}
