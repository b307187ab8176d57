/* SPDX-License-Identifier: PostgreSQL */
/*
 * Loads the catalog of the requested tables in one read-only REPEATABLE READ transaction, one query for each kind of
 * object.
 *
 * The settings that decide how constants in expressions look as text are pinned for it, as pg_dump does, so that what
 * comes back can be executed anywhere. pg_get_expr() and its kin read through the current catalog and not through the
 * snapshot, and take ACCESS SHARE on the table; lock_timeout bounds that.
 */
#include "pg/catalog.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "catalog_internal.h"

/* Names come out qualified unless they are in pg_catalog. */
#define PIN_SETTINGS                                                                                                   \
    "; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'"                                         \
    "; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL search_path = pg_catalog"

static const char begin_sql[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" PIN_SETTINGS;
static const char nested_begin_sql[] = "SAVEPOINT bellows_catalog" PIN_SETTINGS;
static const char nested_end_sql[] = "ROLLBACK TO SAVEPOINT bellows_catalog; RELEASE SAVEPOINT bellows_catalog";

/* has_parameter_privilege() came with 15; before it, only a superuser could set session_replication_role. */
static const char server_sql[] = "SELECT current_database() AS database,"
                                 " current_setting('is_superuser') = 'on' AS is_superuser,"
                                 " pg_is_in_recovery() AS in_recovery,"
                                 " txid_snapshot_xmax(txid_current_snapshot())  AS transactions,"
                                 " has_function_privilege('pg_control_system()', 'EXECUTE') AS may_identify";
static const char parameter_sql[] = "SELECT has_parameter_privilege('session_replication_role', 'SET')::text";
static const char identifier_sql[] = "SELECT system_identifier::text FROM pg_control_system()";

static const char all_tables_sql[] =
    "SELECT array_agg(n.nspname || '.' || c.relname ORDER BY n.nspname, c.relname) AS names"
    " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'"
    " AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'bellows')"
    " AND n.nspname !~ '^pg_(toast|temp)'";

/* $1 schemas (NULL: by the path) and $2 names of the requests, $3 the role's search path. Before 14, reltuples was 0
 * for a table never analysed; a partitioned table has no heap of its own. */
static const char tables_sql[] =
    "WITH found AS ("
    " SELECT min(r.position) AS position, c.oid"
    " FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS r(schema, name, position)"
    " CROSS JOIN LATERAL (SELECT coalesce(x.indrelid, e.refobjid, c.oid) AS oid FROM pg_class c"
    "  LEFT JOIN pg_index x ON x.indexrelid = c.oid"
    "  LEFT JOIN pg_depend e ON c.relkind = 'S' AND e.classid = 'pg_class'::regclass AND e.objid = c.oid"
    "   AND e.refclassid = 'pg_class'::regclass AND e.refobjsubid > 0 AND e.deptype IN ('a', 'i')"
    "  JOIN pg_namespace n ON n.oid = c.relnamespace"
    "  LEFT JOIN unnest($3::text[]) WITH ORDINALITY AS p(schema, place) ON p.schema = n.nspname"
    "  WHERE c.relname = r.name AND (c.relkind IN ('r', 'p', 'v', 'm', 'f', 'i', 'I')"
    "  OR e.refobjid IS NOT NULL) AND (n.nspname = r.schema OR (r.schema IS NULL AND p.place IS NOT NULL))"
    "  ORDER BY p.place LIMIT 1) AS c"
    " GROUP BY c.oid),"
    " part AS (SELECT min(f.position) AS position, t.relid::oid AS oid, min(t.place) AS place FROM found f"
    "  JOIN pg_class c ON c.oid = f.oid AND c.relkind = 'p'"
    "  CROSS JOIN LATERAL pg_partition_tree(f.oid) WITH ORDINALITY AS t (relid, parent, leaf, level, place)"
    "  WHERE t.relid NOT IN (SELECT f.oid FROM found f) GROUP BY t.relid),"
    " every AS (SELECT 1 AS kind, position, 0 AS place, oid FROM found"
    "  UNION ALL SELECT 2, position, place, oid FROM part)"
    "SELECT c.oid AS relid, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind,"
    " c.relpersistence::text AS persistence, c.relispartition AS is_partition,"
    " EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid) AS has_children,"
    " NOT c.relispartition AND EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid) AS is_child,"
    " CASE WHEN c.relispartition THEN (SELECT quote_ident(rn.nspname) || '.' || quote_ident(r.relname)"
    "  FROM pg_class r JOIN pg_namespace rn ON rn.oid = r.relnamespace"
    "  WHERE r.oid = pg_partition_root(c.oid)) END AS root,"
    " CASE WHEN c.relkind = 'p' THEN (SELECT array_agg(coalesce(a.attname::text, '') ORDER BY k.place)"
    "  FROM pg_partitioned_table pt CROSS JOIN LATERAL unnest(pt.partattrs::int2[]) WITH ORDINALITY AS k (number, "
    "place)"
    "  LEFT JOIN pg_attribute a ON a.attrelid = pt.partrelid AND a.attnum = k.number AND k.number > 0"
    "  WHERE pt.partrelid = c.oid) END AS partition_columns,"
    " c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security,"
    " row_security_active(c.oid) AS hides_rows,"
    " (SELECT min(pg_describe_object(d.classid, d.objid, d.objsubid)) FROM pg_type t JOIN pg_depend d"
    "  ON d.refclassid = 'pg_type'::regclass AND d.refobjid IN (t.oid, t.typarray) AND d.classid = 'pg_class'::regclass"
    "  AND d.objsubid > 0 WHERE t.oid = c.reltype) AS row_user,"
    " EXISTS (SELECT FROM pg_rewrite w WHERE w.ev_class = c.oid AND w.rulename <> '_RETURN')"
    "  AS has_rules,"
    " obj_description(c.oid, 'pg_class') AS comment,"
    " o.rolname AS owner, pg_has_role(c.relowner, 'USAGE') AS we_own, o.rolname = current_user AS is_our_own,"
    " ARRAY(SELECT DISTINCT coalesce(quote_ident(g.rolname), 'PUBLIC') FROM aclexplode(c.relacl) AS a"
    "  LEFT JOIN pg_roles g ON g.oid = a.grantee"
    "  WHERE a.privilege_type = 'INSERT' AND a.grantee <> c.relowner AND NOT coalesce(g.rolsuper, false)"
    "  AND NOT EXISTS (SELECT FROM pg_default_acl d CROSS JOIN aclexplode(d.defaclacl) AS u"
    "   WHERE d.defaclrole = c.relowner AND d.defaclobjtype = 'S' AND d.defaclnamespace IN (0, c.relnamespace)"
    "   AND u.privilege_type IN ('USAGE', 'UPDATE') AND u.grantee IN (0, a.grantee)) ORDER BY 1) AS inserters,"
    " CASE WHEN c.relkind = 'p' THEN coalesce((SELECT sum(l.reltuples) FROM pg_partition_tree(c.oid) AS t"
    "  JOIN pg_class l ON l.oid = t.relid WHERE t.isleaf AND l.relpages > 0), -1)"
    " WHEN c.reltuples = 0 AND c.relpages = 0"
    "  AND current_setting('server_version_num')::int < 140000 THEN -1 ELSE c.reltuples END AS "
    "rows,"
    " s.bytes, s.bytes / current_setting('block_size')::int AS blocks"
    " FROM every f JOIN pg_class c ON c.oid = f.oid"
    " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles o ON o.oid = c.relowner"
    " CROSS JOIN LATERAL (SELECT CASE WHEN c.relkind IN ('r', 'm') THEN pg_relation_size(c.oid)"
    "  WHEN c.relkind = 'p' THEN (SELECT coalesce(sum(pg_relation_size(t.relid)), 0)::bigint"
    "   FROM pg_partition_tree(c.oid) AS t WHERE t.isleaf) ELSE 0 END AS bytes) AS s"
    " ORDER BY f.kind, f.position, f.place";

/* A partition that was made since is not among the tables, and left to what the steps look for. */
static const char parts_sql[] =
    "SELECT c.oid AS relid, t.relid::oid AS part FROM pg_class c"
    " CROSS JOIN LATERAL pg_partition_tree(c.oid) WITH ORDINALITY AS t (relid, parent, leaf, level, place)"
    " WHERE c.oid = ANY ($1::oid[]) AND c.relkind = 'p' AND t.relid <> c.oid ORDER BY c.oid, t.place";

static const char functions_sql[] = "SELECT pronamespace AS namespace FROM pg_proc WHERE proname = $1";
static const char types_sql[] = "SELECT typnamespace AS namespace FROM pg_type WHERE typname = $1 AND typisdefined";
static const char operators_sql[] = "SELECT oprnamespace AS namespace FROM pg_operator WHERE oprname = $1";
static const char collations_sql[] = "SELECT collnamespace AS namespace FROM pg_collation WHERE collname = $1";

static bool load_parts(CatalogLoad *load, const CatalogRequest *requests, size_t count, Error *err);
static bool load_server(const CatalogLoad *load, Error *err);
static bool load_names(const CatalogLoad *load, Error *err);
static bool load_tables(CatalogLoad *load, const CatalogRequest *requests, size_t count, Error *err);
static void fill_table(void *owner, CatalogTable *table, const Rows *rows, size_t row);
static bool load_parts_of_trees(const CatalogLoad *load, Error *err);
static const char *const *path_of(void *owner, const Conn *conn);
static char *array_literal(void *owner, const char *const *values, size_t count);

Catalog *
catalog_load(void *owner, Conn *conn, const CatalogRequest *requests, size_t count, Error *err)
{
    Catalog *catalog = mem_new(owner, Catalog);
    CatalogLoad load = {.catalog = catalog, .conn = conn};
    bool is_nested = conn_in_transaction(conn);
    bool is_loaded =
        conn_exec(conn, is_nested ? nested_begin_sql : begin_sql, err) && load_parts(&load, requests, count, err);
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
    if (!is_loaded)
    {
        mem_free(catalog);
        return NULL;
    }
    return catalog;
}

const CatalogTable *
catalog_table(const Catalog *catalog, const char *schema, const char *name)
{
    const char *const by_schema[] = {schema, NULL};
    const char *const *schemas = schema != NULL ? by_schema : catalog->search_path;
    for (size_t s = 0; schemas != NULL && schemas[s] != NULL; s++)
    {
        for (size_t i = 0; i < catalog->table_count; i++)
        {
            const CatalogTable *table = &catalog->tables[i];
            if (strcmp(table->name, name) == 0 && strcmp(table->schema, schemas[s]) == 0)
            {
                return table;
            }
        }
    }
    return NULL;
}

const CatalogColumn *
catalog_column(const CatalogTable *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++)
    {
        if (strcmp(table->columns[i].name, name) == 0)
        {
            return &table->columns[i];
        }
    }
    return NULL;
}

const char *const *
catalog_name_schemas(void *owner, Conn *conn, char kind, const char *name, Error *err)
{
    static const struct
    {
        char kind;
        const char *sql;
    } sources[] = {{'f', functions_sql}, {'t', types_sql}, {'o', operators_sql}, {'c', collations_sql}};
    void *scratch = mem_child(owner, "names");
    const char *const *path = path_of(scratch, conn);
    size_t length = 0;
    while (path[length] != NULL)
    {
        length++;
    }
    const char *const params[] = {name, array_literal(scratch, path, length)};
    const char *const *schemas = NULL;
    for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
    {
        if (sources[i].kind != kind)
        {
            continue;
        }
        char *sql = mem_printf(scratch,
                               "SELECT array_agg(n.nspname::text ORDER BY n.nspname <> 'pg_catalog', "
                               "p.place, n.nspname)"
                               " AS schemas FROM (SELECT DISTINCT namespace FROM (%s) AS every) AS found"
                               " JOIN pg_namespace n ON n.oid = found.namespace"
                               " LEFT JOIN unnest($2::text[]) WITH ORDINALITY AS p(schema, place) ON "
                               "p.schema = n.nspname",
                               sources[i].sql);
        Rows *rows = conn_query_one(scratch, conn, sql, params, 2, err);
        schemas = rows != NULL ? rows_text_array(owner, rows, 0, "schemas") : NULL;
    }
    mem_free(scratch);
    return schemas;
}

Rows *
catalog_part(const CatalogLoad *load, const char *sql, Error *err)
{
    return conn_query(load->catalog, load->conn, sql, &load->oids, 1, err);
}

CatalogTable *
catalog_part_table(const CatalogLoad *load, const Rows *rows, size_t row)
{
    uint32_t oid = (uint32_t) rows_int64(rows, row, "relid");
    CatalogTable *table = load->catalog->tables;
    while (table->oid != oid) /* the query was for these tables only */
    {
        table++;
    }
    return table;
}

static bool
load_parts(CatalogLoad *load, const CatalogRequest *requests, size_t count, Error *err)
{
    return load_server(load, err) && load_names(load, err) && load_tables(load, requests, count, err) &&
           catalog_load_columns(load, err) && catalog_load_indexes(load, err) && catalog_load_constraints(load, err) &&
           catalog_load_triggers(load, err) && catalog_load_keys(load, err) && catalog_load_references(load, err) &&
           catalog_load_sequences(load, err) && catalog_load_dependents(load, err) &&
           catalog_load_definitions(load, err);
}

static bool
load_server(const CatalogLoad *load, Error *err)
{
    Catalog *catalog = load->catalog;
    Rows *rows = conn_query_one(catalog, load->conn, server_sql, NULL, 0, err);
    if (rows == NULL)
    {
        return false;
    }
    catalog->server_version = conn_server_version(load->conn);
    catalog->database = rows_text(rows, 0, "database");
    catalog->is_superuser = rows_bool(rows, 0, "is_superuser");
    catalog->may_set_replication_role = catalog->is_superuser;
    catalog->in_recovery = rows_bool(rows, 0, "in_recovery");
    catalog->transactions = rows_int64(rows, 0, "transactions");
    catalog->system_identifier = "";
    char *value = NULL;
    if (rows_bool(rows, 0, "may_identify"))
    {
        if (!conn_query_text(catalog, load->conn, identifier_sql, NULL, 0, &value, err))
        {
            return false;
        }
        catalog->system_identifier = value;
    }
    if (catalog->server_version >= 150000)
    {
        if (!conn_query_text(catalog, load->conn, parameter_sql, NULL, 0, &value, err))
        {
            return false;
        }
        catalog->may_set_replication_role = value != NULL && strcmp(value, "true") == 0;
    }
    return true;
}

static bool
load_names(const CatalogLoad *load, Error *err)
{
    Catalog *catalog = load->catalog;
    catalog->search_path = path_of(catalog, load->conn);
    Rows *rows = conn_query_one(catalog, load->conn, all_tables_sql, NULL, 0, err);
    if (rows == NULL)
    {
        return false;
    }
    catalog->all_tables = rows_text_array(catalog, rows, 0, "names");
    mem_free(rows);
    return true;
}

static bool
load_tables(CatalogLoad *load, const CatalogRequest *requests, size_t count, Error *err)
{
    Catalog *catalog = load->catalog;
    void *scratch = mem_child(catalog, "requests");
    const char **schemas = mem_array(scratch, const char *, count + 1);
    const char **names = mem_array(scratch, const char *, count + 1);
    size_t path_length = 0;
    for (size_t i = 0; i < count; i++)
    {
        schemas[i] = requests[i].schema;
        names[i] = requests[i].name;
    }
    while (catalog->search_path[path_length] != NULL)
    {
        path_length++;
    }
    const char *const params[] = {
        array_literal(scratch, schemas, count),
        array_literal(scratch, names, count),
        array_literal(scratch, catalog->search_path, path_length),
    };
    Rows *rows = conn_query(catalog, load->conn, tables_sql, params, 3, err);
    mem_free(scratch);
    if (rows == NULL)
    {
        return false;
    }
    char *oids = mem_strdup(catalog, "{");
    catalog->table_count = rows_count(rows);
    catalog->tables = mem_array(catalog, CatalogTable, catalog->table_count + 1);
    for (size_t i = 0; i < catalog->table_count; i++)
    {
        fill_table(catalog, &catalog->tables[i], rows, i);
        catalog->tables[i].inserters = rows_text_array(catalog, rows, i, "inserters");
        mem_append(&oids, "%s%u", i == 0 ? "" : ",", catalog->tables[i].oid);
    }
    mem_append(&oids, "}");
    load->oids = oids;
    return load_parts_of_trees(load, err);
}

/* Every table stays where it is from here on, so that a tree can point at its partitions. */
static bool
load_parts_of_trees(const CatalogLoad *load, Error *err)
{
    Rows *rows = catalog_part(load, parts_sql, err);
    if (rows == NULL)
    {
        return false;
    }
    size_t count = rows_count(rows);
    for (size_t i = 0; i < count; i++)
    {
        CatalogTable *tree = catalog_part_table(load, rows, i);
        uint32_t oid = (uint32_t) rows_int64(rows, i, "part");
        for (size_t j = 0; j < load->catalog->table_count; j++)
        {
            const CatalogTable *part = &load->catalog->tables[j];
            if (part->oid == oid)
            {
                *mem_push(load->catalog, tree->parts, tree->part_count) = part;
            }
        }
    }
    mem_free(rows);
    return true;
}

static void
fill_table(void *owner, CatalogTable *table, const Rows *rows, size_t row)
{
    *table = (CatalogTable){
        .oid = (uint32_t) rows_int64(rows, row, "relid"),
        .schema = rows_text(rows, row, "schema"),
        .name = rows_text(rows, row, "name"),
        .kind = rows_text(rows, row, "kind")[0],
        .persistence = rows_text(rows, row, "persistence")[0],
        .is_partition = rows_bool(rows, row, "is_partition"),
        .has_children = rows_bool(rows, row, "has_children"),
        .is_child = rows_bool(rows, row, "is_child"),
        .root = rows_text(rows, row, "root"),
        .partition_columns = rows_is_null(rows, row, "partition_columns")
                                 ? NULL
                                 : rows_text_array(owner, rows, row, "partition_columns"),
        .row_security = rows_bool(rows, row, "row_security"),
        .force_row_security = rows_bool(rows, row, "force_row_security"),
        .hides_rows = rows_bool(rows, row, "hides_rows"),
        .row_user = rows_text(rows, row, "row_user"),
        .has_rules = rows_bool(rows, row, "has_rules"),
        .owner = rows_text(rows, row, "owner"),
        .comment = rows_text(rows, row, "comment"),
        .we_own = rows_bool(rows, row, "we_own"),
        .is_our_own = rows_bool(rows, row, "is_our_own"),
        .rows_estimate = rows_double(rows, row, "rows"),
        .bytes = rows_int64(rows, row, "bytes"),
        .blocks = rows_int64(rows, row, "blocks"),
    };
}

/* The schemas of the role's search_path as its own sessions see them, without pg_catalog; NULL-terminated. */
static const char *const *
path_of(void *owner, const Conn *conn)
{
    const char *told = conn_initial_setting(conn, "current_schemas");
    const char *const *schemas = rows_parse_text_array(owner, told);
    const char **path = NULL;
    size_t count = 0;
    for (size_t i = 0; schemas[i] != NULL; i++)
    {
        if (strcmp(schemas[i], "pg_catalog") != 0)
        {
            *mem_push(owner, path, count) = schemas[i];
        }
    }
    *mem_push(owner, path, count) = NULL;
    return path;
}

static char *
array_literal(void *owner, const char *const *values, size_t count)
{
    char *literal = mem_strdup(owner, "{");
    for (size_t i = 0; i < count; i++)
    {
        mem_append(&literal, "%s", i == 0 ? "" : ",");
        if (values[i] == NULL)
        {
            mem_append(&literal, "NULL");
            continue;
        }
        mem_append(&literal, "\"");
        for (const char *at = values[i]; *at != '\0'; at++)
        {
            mem_append(&literal, "%s%c", *at == '"' || *at == '\\' ? "\\" : "", *at);
        }
        mem_append(&literal, "\"");
    }
    mem_append(&literal, "}");
    return literal;
}
