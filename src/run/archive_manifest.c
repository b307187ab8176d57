/* SPDX-License-Identifier: PostgreSQL */
/*
 * What an archive says of itself: manifest.json for programs and people, restore.sql for psql.
 *
 * Everything is restored into tables of their own in schema bellows_archive: what to do with them there is a person's decision.
 */
#include "archive_internal.h"

#include <jansson.h>
#include <string.h>

#include "base/mem.h"
#include "sql/quote.h"

static json_t *table_json(const ArchiveTable *table);
static json_t *columns_json(const ArchiveTable *table);
static json_t *steps_json(const Archive *archive);
static json_t *text(const char *value);
static bool check_table(const char *folder, const json_t *table, Error *err);
static bool is_text(const json_t *table, const char *key, const char *value);
static bool is_number(const json_t *table, const char *key, int64_t value);

char *
archive_manifest(void *owner, const Archive *archive)
{
    const JournalPlan *plan = archive->request->plan;
    json_t *tables = json_array();
    for (size_t i = 0; i < archive->table_count; i++)
    {
        json_array_append_new(tables, table_json(&archive->tables[i]));
    }
    json_t *object =
        json_pack("{s:i, s:s, s:{s:o, s:o, s:s}, s:{s:o, s:o, s:o, s:o}, s:o, s:o, s:s, s:o, s:o, s:o}", "format", 1,
                  "bellows", BELLOWS_VERSION, "plan", "version", text(plan->version), "slug", text(plan->slug), "phase",
                  steps_phase_name(archive->request->phase), "server", "version", text(archive->server_version),
                  "database", text(archive->database), "system_identifier", text(archive->system_identifier),
                  "connection", text(conn_description(archive->request->conn)), "at", text(archive->at), "snapshot",
                  text(archive->snapshot), "contents", "COPY, text format, UTF8, compressed by gzip", "tables", tables,
                  "steps", steps_json(archive), "restore", text(archive_restore_command(owner, archive->folder)));
    size_t bytes = json_dumpb(object, NULL, 0, JSON_INDENT(2));
    char *result = mem_array(owner, char, bytes + 2);
    json_dumpb(object, result, bytes, JSON_INDENT(2));
    result[bytes] = '\n';
    json_decref(object);
    return result;
}

static json_t *
table_json(const ArchiveTable *table)
{
    const ArchiveSum *sum = &table->sum;
    json_t *falls = json_array();
    for (size_t i = 0; table->falls[i] != NULL; i++)
    {
        json_array_append_new(falls, text(table->falls[i]));
    }
    return json_pack("{s:o, s:o, s:s+, s:o, s:I, s:I, s:s, s:I, s:s, s:o}", "table", text(table->relation), "file",
                     text(table->file), "restored_as", ARCHIVE_SCHEMA ".", table->restored_as, "columns",
                     columns_json(table), "rows", (json_int_t) sum->rows, "bytes", (json_int_t) sum->bytes, "sha256",
                     sum->sha256, "file_bytes", (json_int_t) sum->file_bytes, "file_sha256", sum->file_sha256, "falls",
                     falls);
}

static json_t *
columns_json(const ArchiveTable *table)
{
    json_t *columns = json_array();
    for (size_t i = 0; i < table->column_count; i++)
    {
        const ArchiveColumn *column = &table->columns[i];
        bool is_dropped = strcmp(column->column, column->name) != 0;
        json_array_append_new(columns,
                              json_pack("{s:o, s:o, s:b, s:o}", "name", text(column->name), "type", text(column->type),
                                        "dropped", is_dropped, "column", text(column->column)));
    }
    return columns;
}

/* What drops it, byte for byte. */
static json_t *
steps_json(const Archive *archive)
{
    const ArchiveRequest *request = archive->request;
    json_t *steps = json_array();
    for (size_t i = 0; i < request->step_count; i++)
    {
        const Step *step = &request->steps[i].step;
        if (step->phase == request->phase && step->kind == STEP_TRANSACTION)
        {
            json_array_append_new(steps, json_pack("{s:o, s:o, s:o}", "id", text(step->id), "title", text(step->title),
                                                   "sql", text(step->sql)));
        }
    }
    return steps;
}

/* What is not UTF-8 (SQL_ASCII databases can hold it) is no JSON. */
static json_t *
text(const char *value)
{
    json_t *string = value == NULL ? NULL : json_string(value);
    return string != NULL ? string : json_null();
}

char *
archive_restore_command(void *owner, const char *folder)
{
    char *quoted = mem_strdup(owner, "");
    for (const char *at = folder; *at != '\0'; at++)
    {
        mem_append(&quoted, *at == '\'' ? "'\\''" : "%c", *at);
    }
    return mem_printf(owner, "cd '%s' && psql -X -v ON_ERROR_STOP=1 -1 -f " ARCHIVE_RESTORE " -d \"$DATABASE_URL\"",
                      quoted);
}

char *
archive_restore_script(void *owner, const Archive *archive)
{
    void *scratch = mem_child(owner, "restore");
    char *script =
        mem_printf(owner,
                   "-- What plan %s dropped, as it was at %s: into tables of their own. With psql, in this folder.\n"
                   "\\encoding UTF8\n"
                   "SET DateStyle = 'ISO, YMD';\nSET IntervalStyle = 'postgres';\nSET TimeZone = 'UTC';\n"
                   "SET lc_monetary = 'C';\nSET search_path = pg_catalog;\n"
                   "CREATE SCHEMA IF NOT EXISTS " ARCHIVE_SCHEMA ";\n",
                   archive->request->plan->version, archive->at);
    for (size_t i = 0; i < archive->table_count; i++)
    {
        const ArchiveTable *table = &archive->tables[i];
        mem_append(&script, "\nCREATE TABLE " ARCHIVE_SCHEMA ".%s (\n", table->restored_as);
        for (size_t j = 0; j < table->column_count; j++)
        {
            mem_append(&script, "    %s %s%s\n", quote_name(scratch, table->columns[j].name), table->columns[j].type,
                       j + 1 < table->column_count ? "," : "");
        }
        mem_append(&script, ");\n\\copy " ARCHIVE_SCHEMA ".%s from program 'gzip -dc %s'\n", table->restored_as,
                   table->file);
    }
    mem_free(scratch);
    return script;
}

bool
archive_manifest_check(const char *folder, Error *err)
{
    char *path = mem_printf(NULL, "%s/" ARCHIVE_MANIFEST, folder);
    json_error_t reason;
    json_t *object = json_load_file(path, JSON_REJECT_DUPLICATES, &reason);
    const json_t *tables = json_object_get(object, "tables");
    const json_t *table = NULL;
    size_t i = 0;
    bool is_fine = json_is_array(tables);
    if (!is_fine)
    {
        error_set(err, ERROR_FAILED, "%s cannot be read: %s", path, object == NULL ? reason.text : "it has no tables");
    }
    json_array_foreach(tables, i, table)
    {
        is_fine = is_fine && check_table(folder, table, err);
    }
    json_decref(object);
    mem_free(path);
    return is_fine;
}

static bool
check_table(const char *folder, const json_t *table, Error *err)
{
    const char *file = json_string_value(json_object_get(table, "file"));
    ArchiveSum sum = {0};
    if (file == NULL || strchr(file, '/') != NULL)
    {
        return error_set(err, ERROR_FAILED, "%s/" ARCHIVE_MANIFEST " names no file", folder);
    }
    char *path = mem_printf(NULL, "%s/%s", folder, file);
    bool is_read = archive_read(path, &sum, err);
    bool is_same = is_read && is_number(table, "rows", sum.rows) && is_number(table, "bytes", sum.bytes) &&
                   is_text(table, "sha256", sum.sha256) && is_number(table, "file_bytes", sum.file_bytes) &&
                   is_text(table, "file_sha256", sum.file_sha256);
    if (is_read && !is_same)
    {
        error_set(err, ERROR_FAILED, "%s is not what " ARCHIVE_MANIFEST " says of it", path);
    }
    mem_free(path);
    return is_same;
}

static bool
is_text(const json_t *table, const char *key, const char *value)
{
    const char *there = json_string_value(json_object_get(table, key));
    return there != NULL && strcmp(there, value) == 0;
}

static bool
is_number(const json_t *table, const char *key, int64_t value)
{
    const json_t *there = json_object_get(table, key);
    return json_is_integer(there) && json_integer_value(there) == value;
}
