/* SPDX-License-Identifier: PostgreSQL */
/*
 * The demo's table and plan, and what must be true of them: while both columns are there, and at the end.
 *
 * Each connection here is opened, used and closed at once, so that no child inherits one. The old column is found by
 * its number, which a rename leaves alone: so the two are compared while the old one is out of sight, too.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "demo_internal.h"
#include "sql/template.h"

#define UNDEFINED_COLUMN "42703"

static const char plan_text[] = "description: phone numbers become numbers\n"
                                "applications:\n"
                                "  - {name: " DEMO_APPLICATION ", from: 1.4.0, to: 1.5.0}\n"
                                "changes:\n"
                                "  - sql: |\n"
                                "      ALTER TABLE customer ALTER COLUMN phone TYPE bigint\n"
                                "        USING replace(phone, '+', '')::bigint\n"
                                "    as: phone_number\n"
                                "    down: |\n"
                                "      UPDATE customer SET phone = '+' || phone_number\n"
                                "hold: 0s\n";

/* What must be true at the end: a query that gives one text, and that text. */
typedef struct EndCheck
{
    const char *what;
    const char *sql;
    const char *expected;
} EndCheck;

static const EndCheck end_checks[] = {
    {"the columns of customer",
     "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attname)"
     " FROM pg_attribute WHERE attrelid = 'public.customer'::regclass AND attnum > 0 AND NOT attisdropped",
     "id bigint, name text, phone_number bigint, updated_at timestamp with time zone"},
    {"the indexes of customer",
     "SELECT string_agg(pg_get_indexdef(indexrelid, 1, true) || CASE WHEN indisvalid THEN '' ELSE ' invalid' END, ', '"
     " ORDER BY indisprimary DESC) FROM pg_index WHERE indrelid = 'public.customer'::regclass",
     "id, phone_number"},
    {"the comment on phone_number",
     "SELECT col_description(attrelid, attnum) FROM pg_attribute"
     " WHERE attrelid = 'public.customer'::regclass AND attname = 'phone_number'",
     "With the country code, such as +4930123456"},
    {"the triggers left on customer",
     "SELECT count(*)::text FROM pg_trigger WHERE tgrelid = 'public.customer'::regclass", "0"},
    {"the default left on phone_number",
     "SELECT count(*)::text FROM pg_attrdef WHERE adrelid = 'public.customer'::regclass"
     " AND adnum = (SELECT attnum FROM pg_attribute WHERE attrelid = adrelid AND attname = 'phone_number')",
     "0"},
    {"the plan's state", "SELECT string_agg(state, ', ') FROM bellows.plan", "purged"},
};

static bool write_plan(const Demo *demo, Error *err);
static bool write_file(const char *path, const char *text);
static bool check_rows(Demo *demo, Conn *conn, Error *err);

bool
demo_setup(Demo *demo, Error *err)
{
    Conn *conn = demo_connect(demo->mem, demo, "bellows demo", err);
    char *sql = conn == NULL ? NULL : template_render(demo->mem, "demo/schema", NULL, 0, err);
    bool done = sql != NULL && conn_exec(conn, sql, err);
    conn_close(conn);
    return done && write_plan(demo, err);
}

Conn *
demo_connect(void *owner, const Demo *demo, const char *application_name, Error *err)
{
    const ConnOptions options = {
        .url = demo->url,
        .application_name = application_name,
        .plain = true,
    };
    return conn_open(owner, &options, err);
}

static bool
write_plan(const Demo *demo, Error *err)
{
    char *folder = mem_printf(demo->mem, "%s/plans", demo->directory);
    char *path = mem_printf(demo->mem, "%s/20261122093000_phone_to_bigint.yaml", folder);
    if (mkdir(folder, 0755) != 0 || !write_file(path, plan_text))
    {
        return error_set(err, ERROR_FAILED, "could not write %s: %s", path, strerror(errno));
    }
    return true;
}

/* The folder belongs to a user with fewer rights than ours: nothing that is there already is opened. */
static bool
write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    size_t length = strlen(text);
    bool is_written = fd >= 0 && write(fd, text, length) == (ssize_t) length;
    return fd >= 0 && close(fd) == 0 && is_written;
}

bool
demo_compare(Conn *conn, int64_t *mismatches, Error *err)
{
    void *scratch = mem_root("compare");
    Error failure = {0};
    char *old_column = NULL;
    *mismatches = -1;
    bool done = conn_query_text(scratch, conn,
                                "SELECT quote_ident(max(o.attname::text)) FROM pg_attribute AS o JOIN pg_attribute AS n"
                                " ON n.attrelid = o.attrelid AND n.attname = 'phone_number' AND NOT n.attisdropped"
                                " WHERE o.attrelid = 'public.customer'::regclass AND NOT o.attisdropped"
                                " AND o.attnum = " DEMO_COLUMN_NUMBER,
                                NULL, 0, &old_column, &failure);
    if (done && old_column != NULL)
    {
        const char *sql = mem_printf(scratch,
                                     "SELECT count(*) AS mismatches FROM public.customer"
                                     " WHERE %s IS DISTINCT FROM '+' || phone_number",
                                     old_column);
        Rows *rows = conn_query_one(scratch, conn, sql, NULL, 0, &failure);
        done = rows != NULL;
        *mismatches = done ? rows_int64(rows, 0, "mismatches") : -1;
    }
    if (!done && strcmp(failure.sqlstate, UNDEFINED_COLUMN) == 0)
    {
        done = true; /* renamed or dropped between the two statements */
    }
    else if (!done)
    {
        error_set(err, failure.kind, "%s", failure.message);
        memcpy(err->sqlstate, failure.sqlstate, sizeof(err->sqlstate));
    }
    error_clear(&failure);
    mem_free(scratch);
    return done;
}

bool
demo_check_end(Demo *demo, Error *err)
{
    Conn *conn = demo_connect(demo->mem, demo, "bellows demo", err);
    bool done = conn != NULL;
    for (size_t i = 0; done && i < DEMO_COUNT(end_checks); i++)
    {
        const EndCheck *check = &end_checks[i];
        char *found = NULL;
        done = conn_query_text(demo->mem, conn, check->sql, NULL, 0, &found, err);
        if (done && (found == NULL || strcmp(found, check->expected) != 0))
        {
            (void) demo_problem(demo, "%s: expected \"%s\", found \"%s\"", check->what, check->expected,
                                found == NULL ? "" : found);
        }
    }
    done = done && check_rows(demo, conn, err);
    conn_close(conn);
    return done;
}

/* Every row that was ever added and not deleted is there: no write was lost or made twice. */
static bool
check_rows(Demo *demo, Conn *conn, Error *err)
{
    Rows *rows = conn_query_one(demo->mem, conn, "SELECT count(*) AS found FROM public.customer", NULL, 0, err);
    if (rows == NULL)
    {
        return false;
    }
    demo_fleet_count(demo, demo->report);
    int64_t expected = DEMO_ROWS + demo->report->rows_added;
    int64_t found = rows_int64(rows, 0, "found");
    if (found != expected)
    {
        (void) demo_problem(demo, "customer has %lld rows; by what the applications did it has %lld", (long long) found,
                            (long long) expected);
    }
    return true;
}

bool
demo_try_old_version(Demo *demo, char sqlstate[6], Error *err)
{
    Error refusal = {0};
    Conn *conn = demo_connect(demo->mem, demo, DEMO_APPLICATION " 1.4.0", err);
    if (conn == NULL)
    {
        return false;
    }
    bool is_admitted =
        conn_exec(conn, "SELECT bellows.register('" DEMO_APPLICATION "', '1.4.0', 'shop-old-late')", &refusal);
    memcpy(sqlstate, is_admitted ? "" : refusal.sqlstate, is_admitted ? 1 : 6);
    bool is_server_answer = is_admitted || refusal.sqlstate[0] != '\0';
    if (!is_server_answer)
    {
        error_set(err, refusal.kind, "%s", refusal.message);
    }
    error_clear(&refusal);
    conn_close(conn);
    return is_server_answer;
}
