/* SPDX-License-Identifier: PostgreSQL */
/*
 * One archive: all tables of one snapshot, each file verified, the manifest last.
 */
#include "run/archive.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive_internal.h"
#include "base/log.h"
#include "base/mem.h"
#include "run_internal.h"
#include "sql/quote.h"

#define NAME_BYTES_MOST 40 /* of a table's name in those that are made of it */

static bool make(void *mem, Archive *archive, Error *err);
static bool read_server(void *mem, Archive *archive, char **stamp, Error *err);
static bool make_folder(void *mem, Archive *archive, const char *stamp, Error *err);
static bool collect(void *mem, Archive *archive, Error *err);
static bool add_table(void *mem, Archive *archive, const char *relation, const char *const *pairs, size_t count,
                      Error *err);
static bool read_columns(void *mem, const Archive *archive, ArchiveTable *table, const char *const *pairs, size_t count,
                         Error *err);
static bool read_falls(void *mem, const Archive *archive, ArchiveTable *table, Error *err);
static bool has_dropped(const ArchiveTable *table);
static bool copy_tables(void *mem, const Archive *archive, Error *err);
static char *copy_statement(void *mem, const ArchiveTable *table);
static bool verify(void *mem, const Archive *archive, Error *err);
static char *plain_name(void *mem, const char *relation);
static bool refuse(Error *err);

bool
archive_make(void *owner, const ArchiveRequest *request, char **folder, Error *err)
{
    void *mem = mem_root("archive");
    Archive archive = {.request = request};
    *folder = NULL;
    bool is_made = make(mem, &archive, err);
    run_rollback(request->conn);
    if (is_made && archive.table_count > 0)
    {
        *folder = mem_strdup(owner, archive.folder);
        for (size_t i = 0; i < archive.table_count; i++)
        {
            const ArchiveTable *table = &archive.tables[i];
            log_info("archived %s: %" PRId64 " rows, %" PRId64 " bytes in %s", table->relation, table->sum.rows,
                     table->sum.file_bytes, table->file);
        }
    }
    mem_free(mem);
    return is_made || refuse(err);
}

bool
archive_check(const char *folder, Error *err)
{
    return archive_manifest_check(folder, err) || refuse(err);
}

/* One transaction for all tables: what they hold belongs together. Values as text must not depend on the role's settings. */
static bool
make(void *mem, Archive *archive, Error *err)
{
    Conn *conn = archive->request->conn;
    char *stamp = NULL;
    return conn_exec(conn,
                     "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL row_security = off;"
                     " SET LOCAL search_path = pg_catalog; SET LOCAL statement_timeout = 0;"
                     " SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL DateStyle = 'ISO, YMD';"
                     " SET LOCAL IntervalStyle = 'postgres'; SET LOCAL TimeZone = 'UTC';"
                     " SET LOCAL extra_float_digits = 1; SET LOCAL lc_monetary = 'C';"
                     " SET LOCAL bytea_output = 'hex'",
                     err) &&
           read_server(mem, archive, &stamp, err) && collect(mem, archive, err) &&
           (archive->table_count == 0 ||
            (make_folder(mem, archive, stamp, err) && copy_tables(mem, archive, err) && verify(mem, archive, err) &&
             archive_store(archive->folder, ARCHIVE_RESTORE, archive_restore_script(mem, archive), err) &&
             archive_store(archive->folder, ARCHIVE_MANIFEST, archive_manifest(mem, archive), err) &&
             archive_manifest_check(archive->folder, err)));
}

static bool
read_server(void *mem, Archive *archive, char **stamp, Error *err)
{
    Rows *rows = run_rows(mem, archive->request->conn, "archive/server", NULL, 0, err);
    if (rows == NULL)
    {
        return false;
    }
    archive->server_version = rows_text(rows, 0, "version");
    archive->database = rows_text(rows, 0, "database");
    archive->system_identifier = rows_text(rows, 0, "system_identifier");
    archive->snapshot = rows_text(rows, 0, "snapshot");
    archive->at = rows_text(rows, 0, "at");
    *stamp = run_copy(mem, rows, 0, "stamp");
    return true;
}

/* Always a new one: an archive is never written over. */
static bool
make_folder(void *mem, Archive *archive, const char *stamp, Error *err)
{
    const JournalPlan *plan = archive->request->plan;
    char parent[PATH_MAX];
    if (realpath(archive->request->parent, parent) == NULL)
    {
        return error_set(err, ERROR_FAILED, "the folder %s: %s", archive->request->parent, strerror(errno));
    }
    for (int number = 1; number < 1000; number++)
    {
        char *folder = mem_printf(mem, "%s/%s_%s_%s", parent, plan->version, plan->slug, stamp);
        if (number > 1)
        {
            mem_append(&folder, "_%d", number);
        }
        if (mkdir(folder, 0700) == 0)
        {
            archive->folder = folder;
            break;
        }
        if (errno != EEXIST)
        {
            (void) error_set(err, ERROR_FAILED, "the folder %s: %s", folder, strerror(errno));
            break;
        }
    }
    return archive->folder != NULL;
}

/* Those of the steps that are still to be done. */
static bool
collect(void *mem, Archive *archive, Error *err)
{
    const ArchiveRequest *request = archive->request;
    for (size_t i = 0; i < request->step_count; i++)
    {
        const Step *step = &request->steps[i].step;
        if (step->phase != request->phase || request->steps[i].is_done)
        {
            continue;
        }
        if (step->archive == NULL)
        {
            return error_set(err, ERROR_FAILED, "the plan was expanded by a release that did not note what to archive");
        }
        for (size_t at = 0; step->archive[at] != NULL; at++)
        {
            size_t begin = at + 1;
            const char *relation = step->archive[at];
            for (at = begin; step->archive[at] != NULL && step->archive[at][0] != '\0'; at += 2)
            {
            }
            if (!add_table(mem, archive, relation, &step->archive[begin], at - begin, err))
            {
                return false;
            }
        }
    }
    return true;
}

static bool
add_table(void *mem, Archive *archive, const char *relation, const char *const *pairs, size_t count, Error *err)
{
    ArchiveTable table = {.relation = relation};
    size_t number = archive->table_count + 1;
    char *name = plain_name(mem, relation);
    if (!read_columns(mem, archive, &table, pairs, count, err) || !read_falls(mem, archive, &table, err))
    {
        return false;
    }
    if (table.column_count == 0 || (count > 0 && !has_dropped(&table)))
    {
        return true; /* a way that was never gone to its end left nothing */
    }
    table.file = mem_printf(mem, "%02zu_%s.copy.gz", number, name);
    table.restored_as = mem_printf(mem, "%s_%s_%02zu", name, archive->request->plan->version, number);
    *mem_push(mem, archive->tables, archive->table_count) = table;
    return true;
}

static bool
read_columns(void *mem, const Archive *archive, ArchiveTable *table, const char *const *pairs, size_t count, Error *err)
{
    const char **wanted = mem_array(mem, const char *, count / 2 + 1);
    for (size_t i = 0; i < count; i += 2)
    {
        wanted[i / 2] = pairs[i];
    }
    const char *params[] = {table->relation, count == 0 ? NULL : run_array(mem, wanted)};
    Rows *rows = run_rows(mem, archive->request->conn, "archive/columns", params, RUN_COUNT(params), err);
    for (size_t i = 0; rows != NULL && i < rows_count(rows); i++)
    {
        const char *column = rows_text(rows, i, "name");
        const char *name = column;
        for (size_t j = 0; j < count; j += 2)
        {
            name = strcmp(pairs[j], column) == 0 ? pairs[j + 1] : name;
        }
        *mem_push(mem, table->columns, table->column_count) =
            (ArchiveColumn){.column = column, .name = name, .type = rows_text(rows, i, "type")};
    }
    return rows != NULL;
}

static bool
read_falls(void *mem, const Archive *archive, ArchiveTable *table, Error *err)
{
    const char **dropped = mem_array(mem, const char *, table->column_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < table->column_count; i++)
    {
        if (strcmp(table->columns[i].column, table->columns[i].name) != 0)
        {
            dropped[count++] = table->columns[i].column;
        }
    }
    const char *params[] = {table->relation, run_array(mem, dropped)};
    Rows *rows = run_rows(mem, archive->request->conn, "archive/falls", params, RUN_COUNT(params), err);
    size_t falls = rows == NULL ? 0 : rows_count(rows);
    const char **texts = mem_array(mem, const char *, falls + 1);
    for (size_t i = 0; i < falls; i++)
    {
        texts[i] = rows_text(rows, i, "sql");
    }
    table->falls = texts;
    return rows != NULL;
}

static bool
has_dropped(const ArchiveTable *table)
{
    bool has = false;
    for (size_t i = 0; i < table->column_count; i++)
    {
        has = has || strcmp(table->columns[i].column, table->columns[i].name) != 0;
    }
    return has;
}

static bool
copy_tables(void *mem, const Archive *archive, Error *err)
{
    for (size_t i = 0; i < archive->table_count; i++)
    {
        ArchiveTable *table = &archive->tables[i];
        char *path = mem_printf(mem, "%s/%s", archive->folder, table->file);
        if (!archive_copy(archive->request->conn, copy_statement(mem, table), table->relation, path, &table->sum, err))
        {
            return false;
        }
    }
    return true;
}

static char *
copy_statement(void *mem, const ArchiveTable *table)
{
    char *columns = mem_strdup(mem, "");
    for (size_t i = 0; i < table->column_count; i++)
    {
        mem_append(&columns, "%st.%s", i > 0 ? ", " : "", quote_name(mem, table->columns[i].column));
    }
    return mem_printf(mem, "COPY (SELECT %s FROM %s AS t) TO STDOUT", columns, table->relation);
}

/* What was read from the server and what stands in the file are the same; the file's own sum goes into the manifest. */
static bool
verify(void *mem, const Archive *archive, Error *err)
{
    for (size_t i = 0; i < archive->table_count; i++)
    {
        ArchiveSum *sum = &archive->tables[i].sum;
        ArchiveSum there;
        char *path = mem_printf(mem, "%s/%s", archive->folder, archive->tables[i].file);
        if (!archive_read(path, &there, err))
        {
            return false;
        }
        if (there.rows != sum->rows || there.bytes != sum->bytes || strcmp(there.sha256, sum->sha256) != 0)
        {
            return error_set(err, ERROR_FAILED, "%s does not hold what was written into it", path);
        }
        *sum = there;
    }
    return true;
}

/* For files, and for tables without quotes: what is no letter or digit of ASCII becomes "_". */
static char *
plain_name(void *mem, const char *relation)
{
    static const char upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    char *name = mem_printf(mem, "t_%.*s", NAME_BYTES_MOST, relation);
    for (char *at = name; *at != '\0'; at++)
    {
        const char *letter = strchr(upper, *at);
        if (letter != NULL)
        {
            *at = plain[letter - upper];
        }
        else if (strchr(plain, *at) == NULL)
        {
            *at = '_';
        }
    }
    /* A name that begins with a letter needs no quotes. */
    return strchr("0123456789_", name[2]) != NULL ? name : name + 2;
}

/* A lost connection, and a stop that was asked for, are what they are; all else means that nothing may be dropped. */
static bool
refuse(Error *err)
{
    if (err->kind == ERROR_CONNECTION || err->kind == ERROR_INTERRUPTED)
    {
        return false;
    }
    char *reason = mem_strdup(NULL, err->message);
    error_clear(err);
    error_set_code(err, ERROR_REFUSED, "R795", "nothing is dropped, since it could not be archived: %s", reason);
    mem_free(reason);
    return error_hint(err, "Once that is put right, give the same command again. A folder without " ARCHIVE_MANIFEST
                           " is not complete; remove it.");
}
