/* SPDX-License-Identifier: PostgreSQL */
/*
 * Columns of the requested tables: types, defaults, identity, sequences, comments, grants.
 *
 * Whether a default is volatile is read from its stored tree: pg_depend has no rows for built-in functions such as
 * random(). The tree names functions by ":funcid" and operators by ":opfuncid", on 12 to 18 alike; a constant in it is
 * printed as bytes and cannot look like that.
 */
#include "base/mem.h"
#include "catalog_internal.h"

/* The types whose text form depends on a setting, with arrays, domains, ranges and row types over them. */
#define SETTINGS_DEPENDENT                                                                                             \
    "settings_dependent AS ("                                                                                          \
    " WITH RECURSIVE part(root, typ) AS ("                                                                             \
    "  SELECT DISTINCT a.atttypid, a.atttypid FROM pg_attribute a"                                                     \
    "  WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped"                                     \
    "  UNION SELECT part.root, inner_type.typ FROM part JOIN pg_type t ON t.oid = part.typ"                            \
    "  CROSS JOIN LATERAL ("                                                                                           \
    "   SELECT t.typbasetype WHERE t.typtype = 'd'"                                                                    \
    "   UNION ALL SELECT t.typelem WHERE t.typelem <> 0"                                                               \
    "   UNION ALL SELECT g.rngsubtype FROM pg_range g WHERE g.rngtypid = t.oid"                                        \
    "   UNION ALL SELECT f.atttypid FROM pg_attribute f WHERE f.attrelid = t.typrelid"                                 \
    "    AND t.typtype = 'c' AND f.attnum > 0 AND NOT f.attisdropped) AS inner_type(typ))"                             \
    " SELECT DISTINCT part.root FROM part JOIN pg_type t ON t.oid = part.typ"                                          \
    " WHERE t.typnamespace = 'pg_catalog'::regnamespace AND t.typname IN ('date', 'time', "                            \
    "'timetz',"                                                                                                        \
    "  'timestamp', 'timestamptz', 'interval', 'money', 'bytea', 'float4', 'float8', 'xml', "                          \
    "'path',"                                                                                                          \
    "  'polygon', 'circle', 'tsmultirange', 'tstzmultirange', 'datemultirange'))"

/* attcompression is there since 14; attstattarget may be NULL since 17. */
#define COLUMNS_SQL(compression)                                                                                       \
    "WITH " SETTINGS_DEPENDENT " SELECT a.attrelid AS relid, a.attname AS name, a.attnum,"                             \
    " format_type(a.atttypid, a.atttypmod) AS type,"                                                                   \
    " CASE WHEN a.attcollation <> t.typcollation THEN"                                                                 \
    "  quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END AS collation,"                                   \
    " a.attnotnull AS not_null,"                                                                                       \
    " CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END AS fallback,"                             \
    " a.attgenerated = '' AND EXISTS (SELECT FROM regexp_matches(d.adbin::text,"                                       \
    "  ':(?:funcid|opfuncid) (\\d+)', 'g') AS used(id) JOIN pg_proc p ON p.oid = used.id[1]::oid"                      \
    "  WHERE p.provolatile = 'v') AS fallback_is_volatile,"                                                            \
    " a.attidentity::text AS identity, a.attgenerated::text AS generated,"                                             \
    " (SELECT quote_ident(sn.nspname) || '.' || quote_ident(s.relname) FROM pg_depend e"                               \
    "  JOIN pg_class s ON s.oid = e.objid AND s.relkind = 'S'"                                                         \
    "  JOIN pg_namespace sn ON sn.oid = s.relnamespace"                                                                \
    "  WHERE e.classid = 'pg_class'::regclass AND e.refclassid = 'pg_class'::regclass"                                 \
    "  AND e.refobjid = a.attrelid AND e.refobjsubid = a.attnum AND e.deptype IN ('a', 'i')"                           \
    "  ORDER BY e.deptype DESC, s.oid LIMIT 1) AS owned_sequence,"                                                     \
    " col_description(a.attrelid, a.attnum) AS comment,"                                                               \
    " coalesce(a.attstattarget, -1) AS statistics_target,"                                                             \
    " CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END"       \
    "  AS own_storage, a.attstorage <> t.typstorage AS has_own_storage,"                                               \
    " CASE " compression " WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,"                               \
    " (SELECT string_agg(o.option, ', ') FROM unnest(a.attoptions) AS o(option)"                                       \
    "  WHERE split_part(o.option, '=', 1) IN ('n_distinct', 'n_distinct_inherited')) AS options,"                      \
    " ARRAY(SELECT item.value FROM aclexplode(a.attacl) WITH ORDINALITY AS"                                            \
    "  acl(grantor, grantee, privilege_type, is_grantable, place)"                                                     \
    "  LEFT JOIN pg_roles r ON r.oid = acl.grantee CROSS JOIN LATERAL (VALUES"                                         \
    "   (1, acl.privilege_type),"                                                                                      \
    "   (2, CASE WHEN acl.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(r.rolname) END),"                                 \
    "   (3, CASE WHEN acl.is_grantable THEN 'WITH GRANT OPTION' ELSE '' END))"                                         \
    "  AS item(part, value) ORDER BY acl.place, item.part) AS grants,"                                                 \
    " EXISTS (SELECT FROM settings_dependent s WHERE s.root = a.atttypid) AS settings_dependent"                       \
    " FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"                                                        \
    " LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"                                         \
    " LEFT JOIN pg_collation co ON co.oid = a.attcollation"                                                            \
    " LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace"                                                          \
    " WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped"                                      \
    " ORDER BY a.attrelid, a.attnum"

static const char columns_sql[] = COLUMNS_SQL("''");
static const char columns_sql_14[] = COLUMNS_SQL("a.attcompression");

static void fill_column(void *owner, CatalogColumn *column, const Rows *rows, size_t row);

bool
catalog_load_columns(const CatalogLoad *load, Error *err)
{
    Rows *rows = catalog_part(load, load->catalog->server_version >= 140000 ? columns_sql_14 : columns_sql, err);
    if (rows == NULL)
    {
        return false;
    }
    size_t count = rows_count(rows);
    for (size_t i = 0; i < count; i++)
    {
        CatalogTable *table = catalog_part_table(load, rows, i);
        fill_column(load->catalog, mem_push(load->catalog, table->columns, table->column_count), rows, i);
    }
    return true;
}

static void
fill_column(void *owner, CatalogColumn *column, const Rows *rows, size_t row)
{
    *column = (CatalogColumn){
        .name = rows_text(rows, row, "name"),
        .attnum = (int) rows_int64(rows, row, "attnum"),
        .type = rows_text(rows, row, "type"),
        .collation = rows_text(rows, row, "collation"),
        .not_null = rows_bool(rows, row, "not_null"),
        .fallback = rows_text(rows, row, "fallback"),
        .fallback_is_volatile = rows_bool(rows, row, "fallback_is_volatile"),
        .identity = rows_text(rows, row, "identity")[0],
        .generated = rows_text(rows, row, "generated")[0],
        .owned_sequence = rows_text(rows, row, "owned_sequence"),
        .comment = rows_text(rows, row, "comment"),
        .statistics_target = (int) rows_int64(rows, row, "statistics_target"),
        .storage = rows_bool(rows, row, "has_own_storage") ? rows_text(rows, row, "own_storage") : NULL,
        .own_storage = rows_text(rows, row, "own_storage"),
        .compression = rows_text(rows, row, "compression"),
        .options = rows_text(rows, row, "options"),
        .grants = rows_text_array(owner, rows, row, "grants"),
        .settings_dependent = rows_bool(rows, row, "settings_dependent"),
    };
    while (column->grants[3 * column->grant_count] != NULL)
    {
        column->grant_count++;
    }
}
