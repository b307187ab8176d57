/* SPDX-License-Identifier: PostgreSQL */
/*
 * A Schema from a server: all that users made in it, read in one read-only REPEATABLE READ transaction.
 *
 * One query for each kind of object and none for each object, so that thousands of tables cost a dozen round trips. In
 * the transaction search_path is pg_catalog alone: types, defaults and CHECKs come out with every name qualified that is
 * not PostgreSQL's own. pg_get_expr() reads through the current catalog and not through the snapshot, and takes ACCESS
 * SHARE on the table, as pg_relation_size() does; lock_timeout bounds that.
 */
#include <string.h>

#include "base/mem.h"
#include "schema_load_internal.h"
#include "sql/template.h"

#define PIN_SEARCH_PATH "; SET LOCAL search_path = pg_catalog"

static const char begin_sql[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" PIN_SEARCH_PATH;
static const char nested_begin_sql[] = "SAVEPOINT bellows_schema" PIN_SEARCH_PATH;
static const char nested_end_sql[] = "ROLLBACK TO SAVEPOINT bellows_schema; RELEASE SAVEPOINT bellows_schema";

static bool load_transaction(SchemaLoad *load, Error *err);
static bool load_parts(SchemaLoad *load, Error *err);
static bool load_namespaces(SchemaLoad *load, Error *err);
static void set_search_path(const SchemaLoad *load);
static Rows *template_rows(const SchemaLoad *load, const char *name, const char *param, Error *err);

Schema *
schema_load(void *owner, Conn *conn, Error *err)
{
    SchemaLoad load = {
        .schema = schema_new(owner, conn_server_version(conn)),
        .conn = conn,
        .scratch = mem_child(owner, "schema_load"),
    };
    SchemaSettings *settings = schema_settings(load.schema);
    bool is_loaded = load_transaction(&load, err);

    settings->is_live = true;
    settings->is_complete = true;
    mem_free(load.scratch);
    if (!is_loaded)
    {
        mem_free(load.schema);
        return NULL;
    }
    return load.schema;
}

Rows *
schema_load_rows(const SchemaLoad *load, const char *name, Error *err)
{
    return template_rows(load, name, load->namespaces, err);
}

SchemaRelation *
schema_load_relation(const SchemaLoad *load, const Rows *rows, size_t row, const char *column)
{
    return schema_load_oid(load, rows_int64(rows, row, column));
}

SchemaRelation *
schema_load_oid(const SchemaLoad *load, int64_t oid)
{
    size_t low = 0;
    size_t high = load->relation_count;

    while (low < high)
    {
        size_t middle = low + (high - low) / 2;

        if (load->relations[middle].oid < oid)
        {
            low = middle + 1;
        }
        else
        {
            high = middle;
        }
    }
    return low < load->relation_count && load->relations[low].oid == oid ? load->relations[low].relation : NULL;
}

const char *
schema_load_text(const SchemaLoad *load, const Rows *rows, size_t row, const char *column)
{
    const char *text = rows_text(rows, row, column);

    return text == NULL ? NULL : schema_keep(load->schema, text);
}

const char *const *
schema_load_texts(const SchemaLoad *load, const Rows *rows, size_t row, const char *column)
{
    return schema_keep_list(load->schema, rows_text_array(load->scratch, rows, row, column));
}

char
schema_load_char(const Rows *rows, size_t row, const char *column)
{
    const char *text = rows_text(rows, row, column);

    if (text == NULL)
    {
        return '\0';
    }
    return text[0];
}

/* Ends the transaction, or what it is in, as it was: also after an error or a request to stop. */
static bool
load_transaction(SchemaLoad *load, Error *err)
{
    Conn *conn = load->conn;
    bool is_nested = conn_in_transaction(conn);
    bool is_loaded = conn_exec(conn, is_nested ? nested_begin_sql : begin_sql, err) && load_parts(load, err);
    bool ignored = conn_ignore_interrupts(conn, true);

    if (conn_is_alive(conn) && conn_in_transaction(conn))
    {
        Error at_end = {0};

        if (!conn_exec(conn, is_nested ? nested_end_sql : "ROLLBACK", &at_end) && is_loaded)
        {
            is_loaded = error_set(err, at_end.kind, "%s", at_end.message);
        }
        error_clear(&at_end);
    }
    (void) conn_ignore_interrupts(conn, ignored);
    return is_loaded;
}

static bool
load_parts(SchemaLoad *load, Error *err)
{
    set_search_path(load);
    return load_namespaces(load, err) && schema_load_types(load, err) && schema_load_relations(load, err) &&
           schema_load_columns(load, err) && schema_load_indexes(load, err) && schema_load_constraints(load, err) &&
           schema_load_triggers(load, err) && schema_load_parts(load, err) && schema_load_reads(load, err) &&
           schema_load_publications(load, err) && schema_load_functions(load, err);
}

static bool
load_namespaces(SchemaLoad *load, Error *err)
{
    const char *time_zone = conn_initial_setting(load->conn, "TimeZone");
    Rows *rows = template_rows(load, "schema/namespaces", time_zone, err);
    const char *const *names;

    if (rows == NULL)
    {
        return false;
    }
    schema_drop_namespace(load->schema, "public"); /* which a new schema has, but not every database */
    names = rows_text_array(load->scratch, rows, 0, "names");
    for (size_t i = 0; names[i] != NULL; i++)
    {
        schema_add_namespace(load->schema, names[i]);
    }
    load->namespaces = rows_is_null(rows, 0, "oids") ? "{}" : rows_text(rows, 0, "oids");
    if (time_zone != NULL)
    {
        schema_settings(load->schema)->time_zone = rows_bool(rows, 0, "is_utc") ? 1 : 2;
    }
    return true;
}

/* As the role's own sessions have it; a plain connection does not know, and public stays. */
static void
set_search_path(const SchemaLoad *load)
{
    const char *told = conn_initial_setting(load->conn, "current_schemas");
    const char *const *schemas = rows_parse_text_array(load->scratch, told);
    const char **path = NULL;
    size_t count = 0;

    for (size_t i = 0; schemas[i] != NULL; i++)
    {
        if (strcmp(schemas[i], "pg_catalog") != 0)
        {
            *mem_push(load->scratch, path, count) = schemas[i];
        }
    }
    *mem_push(load->scratch, path, count) = NULL;
    if (told != NULL)
    {
        schema_set_search_path(load->schema, path);
    }
}

static Rows *
template_rows(const SchemaLoad *load, const char *name, const char *param, Error *err)
{
    char *sql = template_render(load->scratch, name, NULL, 0, err);

    return sql == NULL ? NULL : conn_query(load->scratch, load->conn, sql, &param, 1, err);
}
