/* SPDX-License-Identifier: PostgreSQL */
/*
 * A throw-away server takes the place of the database: it gets the schema from a file, as pg_dump --schema-only writes it.
 *
 * The file is split as psql does it and sent statement by statement, each in a transaction of its own. What a dump can
 * hold that a new server lacks is no mistake of the file: roles are made when one is missed, settings of a newer
 * PostgreSQL and meta-commands (\restrict, \connect) are passed over, an extension that is not installed is warned of.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "cmd_internal.h"
#include "cmd_lint_internal.h"
#include "sql/quote.h"
#include "sql/script.h"

#define ROLES_MAX 16 /* of one statement that can be missing */

typedef struct SchemaFile
{
    void *mem;
    const char *path;
    CmdLintText text;
    Conn *conn;
    const char *copy; /* COPY … FROM STDIN whose data comes next; or NULL */
} SchemaFile;

/* A failure that says nothing against the file. */
typedef struct Tolerated
{
    const char *statement; /* how it begins */
    const char *sqlstate;  /* NULL: any */
    const char *message;   /* how the server's begins */
    bool is_warned;
} Tolerated;

static const Tolerated tolerated[] = {
    {"SET ", "42704", "unrecognized configuration parameter ", false},
    {"SELECT pg_catalog.set_config", "42704", "unrecognized configuration parameter ", false},
    {"CREATE SCHEMA ", "42P06", "schema \"public\" already exists", false},
    {"CREATE ROLE ", "42710", "role \"", false},
    {"CREATE EXTENSION ", NULL, "", true},
    {"COMMENT ON EXTENSION ", NULL, "extension \"", false},
};

static bool run_pieces(SchemaFile *file, Error *err);
static bool run_piece(SchemaFile *file, const ScriptPiece *piece, Error *err);
static bool run_statement(SchemaFile *file, const ScriptPiece *piece, const char *sql, Error *err);
static bool run_copy(SchemaFile *file, const ScriptPiece *piece, Error *err);
static bool expects_data(const char *sql);
static const Tolerated *find_tolerated(const char *sql, const Error *failure);
static bool report(const SchemaFile *file, const ScriptPiece *piece, Error *failure, Error *err);

void
cmd_catch_signals(void)
{
    struct sigaction stop;
    struct sigaction hang_up;
    if (sigaction(SIGTERM, NULL, &stop) == 0 && sigaction(SIGHUP, NULL, &hang_up) == 0 && hang_up.sa_handler != SIG_IGN)
    {
        (void) sigaction(SIGHUP, &stop, NULL);
    }
    (void) signal(SIGPIPE, SIG_IGN);
}

void
cmd_forget_other_servers(void)
{
    void *scratch = mem_root("environment");
    const char **names = NULL;
    size_t count = 0;

    for (char *const *entry = environ; *entry != NULL; entry++)
    {
        if (strncmp(*entry, "PG", 2) == 0 && strncmp(*entry, "PG_", 3) != 0)
        {
            *mem_push(scratch, names, count) = mem_strndup(scratch, *entry, strcspn(*entry, "="));
        }
    }
    for (size_t i = 0; i < count; i++)
    {
        (void) unsetenv(names[i]);
    }
    mem_free(scratch);
}

bool
cmd_run_schema(const char *url, const char *path, Error *err)
{
    const ConnOptions wanted = {.url = url, .application_name = "bellows schema", .plain = true};
    SchemaFile file = {.mem = mem_root("schema"), .path = path};
    bool is_run = cmd_lint_text(file.mem, path, &file.text, err);

    if (is_run)
    {
        file.conn = conn_open(file.mem, &wanted, err);
        is_run = file.conn != NULL && run_pieces(&file, err) &&
                 (!conn_in_transaction(file.conn) || conn_exec(file.conn, "COMMIT", err));
    }
    mem_free(file.mem);
    return is_run;
}

static bool
run_pieces(SchemaFile *file, Error *err)
{
    ScriptReader *reader = script_open(file->mem, file->text.text, file->text.length);
    ScriptPiece piece;
    bool is_run = true;

    while (is_run && script_next(reader, &piece))
    {
        is_run = run_piece(file, &piece, err);
    }
    return is_run;
}

static bool
run_piece(SchemaFile *file, const ScriptPiece *piece, Error *err)
{
    const char *sql;

    switch (piece->kind)
    {
        case SCRIPT_STATEMENT:
            sql = mem_strndup(file->mem, file->text.text + piece->offset, piece->length);
            if (expects_data(sql))
            {
                file->copy = sql;
                return true;
            }
            return run_statement(file, piece, sql, err);
        case SCRIPT_COPY_DATA:
            return run_copy(file, piece, err);
        case SCRIPT_META:
            log_debug("%s:%zu: meta-commands of psql are passed over", file->path, piece->line);
            return true;
        case SCRIPT_COMMENT:
            return true;
    }
    return true;
}

static bool
run_statement(SchemaFile *file, const ScriptPiece *piece, const char *sql, Error *err)
{
    for (size_t round = 0; round <= ROLES_MAX; round++)
    {
        Error failure = {0};
        const Tolerated *known;
        const char *role;

        if (conn_exec(file->conn, sql, &failure))
        {
            return true;
        }
        known = find_tolerated(sql, &failure);
        if (known != NULL && conn_is_alive(file->conn) && !conn_in_transaction(file->conn))
        {
            if (known->is_warned)
            {
                log_warning("%s:%zu: %s", file->path, piece->line, failure.message);
            }
            error_clear(&failure);
            return true;
        }
        if (!cmd_make_missing_role(file->mem, file->conn, failure.sqlstate, failure.message, &role))
        {
            return report(file, piece, &failure, err);
        }
        log_debug("the role \"%s\" is made", role);
        error_clear(&failure);
    }
    return error_set(err, ERROR_INVALID, "%s:%zu: more than %d roles are missing", file->path, piece->line, ROLES_MAX);
}

bool
cmd_tolerates(const char *sql, const Error *failure, bool *is_warned)
{
    const Tolerated *found = find_tolerated(sql, failure);

    *is_warned = found != NULL && found->is_warned;
    return found != NULL;
}

bool
cmd_make_missing_role(void *owner, Conn *conn, const char *sqlstate, const char *message, const char **role)
{
    static const char before[] = "role \"";
    static const char behind[] = "\" does not exist";
    size_t length = message == NULL ? 0 : strlen(message);
    size_t around = strlen(before) + strlen(behind);
    Error ignored = {0};
    bool is_made;

    if (strcmp(sqlstate, "42704") != 0 || length <= around || strncmp(message, before, strlen(before)) != 0 ||
        strcmp(message + length - strlen(behind), behind) != 0)
    {
        return false;
    }
    *role = mem_strndup(owner, message + strlen(before), length - around);
    is_made = conn_exec(conn, mem_printf(owner, "CREATE ROLE %s", quote_name(owner, *role)), &ignored);
    error_clear(&ignored);
    return is_made;
}

static bool
run_copy(SchemaFile *file, const ScriptPiece *piece, Error *err)
{
    static const char end[] = "\\.";
    const char *start = file->text.text + piece->offset;
    size_t length = piece->length;
    Error failure = {0};
    const char *sql = file->copy;

    file->copy = NULL;
    while (length > 0 && (start[length - 1] == '\n' || start[length - 1] == '\r'))
    {
        length--;
    }
    if (length >= strlen(end) && memcmp(start + length - strlen(end), end, strlen(end)) == 0)
    {
        length -= strlen(end);
    }
    return sql == NULL || conn_copy_in(file->conn, sql, mem_strndup(file->mem, start, length), &failure) ||
           report(file, piece, &failure, err);
}

static bool
expects_data(const char *sql)
{
    return strncasecmp(sql, "COPY ", strlen("COPY ")) == 0 && strcasestr(sql, "FROM stdin") != NULL;
}

static const Tolerated *
find_tolerated(const char *sql, const Error *failure)
{
    for (size_t i = 0; i < sizeof(tolerated) / sizeof(tolerated[0]); i++)
    {
        const Tolerated *known = &tolerated[i];

        if (strncasecmp(sql, known->statement, strlen(known->statement)) == 0 && failure->sqlstate[0] != '\0' &&
            (known->sqlstate == NULL || strcmp(known->sqlstate, failure->sqlstate) == 0) &&
            strncmp(failure->message, known->message, strlen(known->message)) == 0)
        {
            return known;
        }
    }
    return NULL;
}

/* What the server says of a statement is a mistake of the file; all else goes on as it is. */
static bool
report(const SchemaFile *file, const ScriptPiece *piece, Error *failure, Error *err)
{
    bool is_of_file = failure->sqlstate[0] != '\0' && failure->kind != ERROR_INTERRUPTED &&
                      failure->kind != ERROR_CONNECTION && conn_is_alive(file->conn);
    int version = conn_server_version(file->conn);

    if (!is_of_file)
    {
        *err = *failure;
        return false;
    }
    error_set(err, ERROR_INVALID, "%s", failure->message);
    memcpy(err->sqlstate, failure->sqlstate, sizeof(err->sqlstate));
    error_location(err, "%s:%zu:%zu", file->path, piece->line, piece->column);
    error_hint(
        err,
        "The throw-away server is PostgreSQL %d.%d. PG_BINDIR=DIR takes the initdb and postgres of another version.",
        version / 10000, version % 10000);
    error_clear(failure);
    return false;
}
