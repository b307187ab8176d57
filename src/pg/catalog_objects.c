/* SPDX-License-Identifier: PostgreSQL */
/*
 * What belongs to the requested tables: indexes, constraints, triggers, and the key by which a row is named.
 *
 * Which columns an object mentions comes from its own key list and from pg_depend: the list has no columns of
 * expressions and predicates, and pg_depend has none for an index that backs a constraint.
 */
#include "base/mem.h"
#include "catalog_internal.h"

/* Names of the columns of table RELID in the keys KEYS (int2[]) or in a dependency of object (CLASSID, OBJID). */
#define MENTIONED_COLUMNS(relid, keys, classid, objid)                                                                 \
    "ARRAY(SELECT m.attname::text FROM pg_attribute m WHERE m.attrelid = " relid " AND m.attnum > 0"                   \
    " AND (m.attnum = ANY (" keys ") OR EXISTS (SELECT FROM pg_depend e WHERE e.classid = '" classid                   \
    "'::regclass AND e.objid = " objid " AND e.refclassid = 'pg_class'::regclass"                                      \
    " AND e.refobjid = m.attrelid AND e.refobjsubid = m.attnum))"                                                      \
    " ORDER BY coalesce(array_position(" keys ", m.attnum), 32767), m.attnum)"

static const char indexes_sql[] =
    "SELECT i.indrelid AS relid, i.indexrelid AS oid, c.relname AS name,"
    " coalesce((SELECT h.inhparent FROM pg_inherits h WHERE h.inhrelid = i.indexrelid), 0::oid) AS parent, n.nspname "
    "AS schema,"
    " pg_get_indexdef(i.indexrelid) AS definition,"
    " " MENTIONED_COLUMNS("i.indrelid", "i.indkey::int2[]", "pg_class",
                          "i.indexrelid") " AS columns,"
                                          " i.indisunique AS is_unique, i.indisprimary AS is_primary,"
                                          " i.indisvalid AND i.indisready AND i.indislive AS is_valid,"
                                          " i.indisreplident AS is_replica_identity, i.indisclustered AS "
                                          "is_clustered,"
                                          " (SELECT k.conname FROM pg_constraint k WHERE k.conindid = i.indexrelid"
                                          "  AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')) AS "
                                          "constraint_name,"
                                          " obj_description(i.indexrelid, 'pg_class') AS comment,"
                                          " (SELECT s.spcname FROM pg_tablespace s WHERE s.oid = c.reltablespace) AS "
                                          "tablespace,"
                                          " ARRAY(SELECT item.value FROM pg_attribute a CROSS JOIN LATERAL (VALUES"
                                          "  (1, a.attnum::text), (2, a.attstattarget::text)) AS item(part, value)"
                                          "  WHERE a.attrelid = i.indexrelid AND a.attstattarget >= 0"
                                          "  ORDER BY a.attnum, item.part) AS statistics"
                                          " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                                          " JOIN pg_namespace n ON n.oid = c.relnamespace"
                                          " WHERE i.indrelid = ANY ($1::oid[]) ORDER BY i.indrelid, n.nspname, "
                                          "c.relname";

static const char constraints_sql[] = "SELECT k.conrelid AS relid, " CATALOG_CONSTRAINT(
    MENTIONED_COLUMNS("k.conrelid", "k.conkey", "pg_constraint",
                      "k.oid")) " FROM pg_constraint k LEFT JOIN pg_class f ON f.oid = k.confrelid"
                                " LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace"
                                " WHERE k.conrelid = ANY ($1::oid[]) AND k.contype IN ('c', 'f', 'p', 'u', 'x', 'n')"
                                " ORDER BY k.conrelid, k.contype, k.conname";

/* NEW.*, (OLD).*, and $1.* of an EXECUTE; what only compares whole rows is taken out before. */
#define SPREAD "'(\\m(new|old)|\\$\\d+)\\s*\\)?\\s*\\.\\s*\\*'"
#define COMPARE                                                                                                        \
    "'\\m(new|old)\\s*\\.\\s*\\*\\s*\\)?\\s*(is\\s+(not\\s+)?distinct\\s+from|=|<>|!=)\\s*(row)?\\s*\\(?\\s*(new|old)" \
    "\\s*\\.\\s*\\*'"

/* tgtype & 16: UPDATE. tgenabled O fires in origin mode, A always; R only in replica mode. */
static const char triggers_sql[] =
    "SELECT t.tgrelid AS relid, t.tgname AS name,"
    " quote_ident(n.nspname) || '.' || quote_ident(p.proname) AS function,"
    " (t.tgtype & 16) <> 0 AND t.tgenabled IN ('O', 'A') AS fires_on_update,"
    " t.tgisinternal AS is_internal, obj_description(t.oid, 'pg_trigger') AS comment,"
    " (t.tgtype & 16) <> 0 AND t.tgenabled IN ('A', 'R') AND t.tgattr = '' AS cannot_be_silenced,"
    " t.tgenabled <> 'D' AND NOT t.tgisinternal AND regexp_replace(p.prosrc, " COMPARE ", '', 'gi') ~* " SPREAD
    " AS spreads_rows"
    " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
    " JOIN pg_namespace n ON n.oid = p.pronamespace"
    " WHERE t.tgrelid = ANY ($1::oid[]) AND n.nspname <> 'bellows' ORDER BY t.tgrelid, t.tgname";

/* The primary key; else the replica identity; else the shortest unique index that names every row once. */
static const char keys_sql[] =
    "SELECT DISTINCT ON (i.indrelid) i.indrelid AS relid,"
    " ARRAY(SELECT a.attname::text FROM generate_series(0, i.indnkeyatts - 1) AS k(place)"
    "  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k.place]"
    "  ORDER BY k.place) AS columns"
    " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " WHERE i.indrelid = ANY ($1::oid[]) AND i.indisunique AND i.indisvalid AND i.indpred IS NULL"
    " AND (i.indisprimary OR i.indimmediate)"
    " AND NOT EXISTS (SELECT FROM generate_series(0, i.indnkeyatts - 1) AS k(place)"
    "  LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k.place]"
    "  WHERE a.attnotnull IS NOT TRUE)"
    " ORDER BY i.indrelid, i.indisprimary DESC, i.indisreplident DESC, i.indnkeyatts, c.relname";

bool
catalog_load_indexes(const CatalogLoad *load, Error *err)
{
    Rows *rows = catalog_part(load, indexes_sql, err);
    if (rows == NULL)
    {
        return false;
    }
    size_t count = rows_count(rows);
    for (size_t i = 0; i < count; i++)
    {
        CatalogTable *table = catalog_part_table(load, rows, i);
        *mem_push(load->catalog, table->indexes, table->index_count) = (CatalogIndex){
            .oid = (uint32_t) rows_int64(rows, i, "oid"),
            .parent = (uint32_t) rows_int64(rows, i, "parent"),
            .name = rows_text(rows, i, "name"),
            .schema = rows_text(rows, i, "schema"),
            .definition = rows_text(rows, i, "definition"),
            .columns = rows_text_array(load->catalog, rows, i, "columns"),
            .is_unique = rows_bool(rows, i, "is_unique"),
            .is_primary = rows_bool(rows, i, "is_primary"),
            .is_valid = rows_bool(rows, i, "is_valid"),
            .is_replica_identity = rows_bool(rows, i, "is_replica_identity"),
            .is_clustered = rows_bool(rows, i, "is_clustered"),
            .constraint = rows_text(rows, i, "constraint_name"),
            .comment = rows_text(rows, i, "comment"),
            .tablespace = rows_text(rows, i, "tablespace"),
            .statistics = rows_text_array(load->catalog, rows, i, "statistics"),
        };
    }
    return true;
}

bool
catalog_load_constraints(const CatalogLoad *load, Error *err)
{
    Rows *rows = catalog_part(load, constraints_sql, err);
    if (rows == NULL)
    {
        return false;
    }
    size_t count = rows_count(rows);
    for (size_t i = 0; i < count; i++)
    {
        CatalogTable *table = catalog_part_table(load, rows, i);
        *mem_push(load->catalog, table->constraints, table->constraint_count) = catalog_constraint(load, rows, i);
    }
    return true;
}

CatalogConstraint
catalog_constraint(const CatalogLoad *load, const Rows *rows, size_t row)
{
    bool is_foreign = rows_text(rows, row, "type")[0] == 'f';

    return (CatalogConstraint){
        .oid = (uint32_t) rows_int64(rows, row, "oid"),
        .parent = (uint32_t) rows_int64(rows, row, "parent"),
        .name = rows_text(rows, row, "name"),
        .type = rows_text(rows, row, "type")[0],
        .definition = rows_text(rows, row, "definition"),
        .columns = rows_text_array(load->catalog, rows, row, "columns"),
        .is_valid = rows_bool(rows, row, "is_valid"),
        .is_inherited = rows_bool(rows, row, "is_inherited"),
        .comment = rows_text(rows, row, "comment"),
        .foreign_table = rows_text(rows, row, "foreign_table"),
        .key = is_foreign ? rows_text_array(load->catalog, rows, row, "key_columns") : NULL,
        .foreign_key = is_foreign ? rows_text_array(load->catalog, rows, row, "foreign_columns") : NULL,
        .foreign_oid = (uint32_t) rows_int64(rows, row, "foreign_oid"),
    };
}

bool
catalog_load_triggers(const CatalogLoad *load, Error *err)
{
    Rows *rows = catalog_part(load, triggers_sql, err);
    if (rows == NULL)
    {
        return false;
    }
    size_t count = rows_count(rows);
    for (size_t i = 0; i < count; i++)
    {
        CatalogTable *table = catalog_part_table(load, rows, i);
        *mem_push(load->catalog, table->triggers, table->trigger_count) = (CatalogTrigger){
            .name = rows_text(rows, i, "name"),
            .function = rows_text(rows, i, "function"),
            .fires_on_update = rows_bool(rows, i, "fires_on_update"),
            .is_internal = rows_bool(rows, i, "is_internal"),
            .comment = rows_text(rows, i, "comment"),
            .cannot_be_silenced = rows_bool(rows, i, "cannot_be_silenced"),
            .spreads_rows = rows_bool(rows, i, "spreads_rows"),
        };
    }
    return true;
}

bool
catalog_load_keys(const CatalogLoad *load, Error *err)
{
    Rows *rows = catalog_part(load, keys_sql, err);
    if (rows == NULL)
    {
        return false;
    }
    size_t count = rows_count(rows);
    for (size_t i = 0; i < count; i++)
    {
        CatalogTable *table = catalog_part_table(load, rows, i);
        table->primary_key = rows_text_array(load->catalog, rows, i, "columns");
    }
    return true;
}
