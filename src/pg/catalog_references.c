/* SPDX-License-Identifier: PostgreSQL */
/*
 * What reaches beyond the requested tables: the foreign keys of other tables that reference them, and the sequences that
 * belong to their columns.
 *
 * A foreign key between two partitions' parents has one row for each partition beside its own (conparentid): those follow
 * theirs and are left out.
 */
#include "base/mem.h"
#include "catalog_internal.h"

static const char references_sql[] =
    "SELECT k.confrelid AS relid, c.oid AS other, n.nspname AS other_schema, c.relname AS other_name,"
    " c.relkind::text AS kind, c.relispartition AS is_partition, o.rolname AS owner,"
    " pg_has_role(c.relowner, 'USAGE') AS we_own, " CATALOG_CONSTRAINT(
        "ARRAY(SELECT m.attname::text FROM pg_attribute m WHERE m.attrelid = k.conrelid"
        " AND m.attnum = ANY (k.conkey) ORDER BY array_position(k.conkey, m.attnum))") " FROM pg_constraint k JOIN "
                                                                                       "pg_class c ON c.oid = "
                                                                                       "k.conrelid JOIN pg_namespace n "
                                                                                       "ON n.oid = c.relnamespace"
                                                                                       " JOIN pg_roles o ON o.oid = "
                                                                                       "c.relowner JOIN pg_class f ON "
                                                                                       "f.oid = k.confrelid"
                                                                                       " JOIN pg_namespace fn ON "
                                                                                       "fn.oid = f.relnamespace"
                                                                                       " WHERE k.contype = 'f' AND "
                                                                                       "k.confrelid = ANY ($1::oid[]) "
                                                                                       "AND k.conrelid <> k.confrelid "
                                                                                       "AND k.conparentid = 0"
                                                                                       " ORDER BY k.confrelid, "
                                                                                       "n.nspname, c.relname, "
                                                                                       "k.conname";

/* The bounds of the type of a sequence are what it has where none was chosen. */
static const char sequences_sql[] =
    "SELECT e.refobjid AS relid, a.attname AS column_name, n.nspname AS schema, s.relname AS name,"
    " format_type(q.seqtypid, NULL) AS type, q.seqmax::text AS maximum, e.deptype = 'i' AS is_identity"
    " FROM pg_depend e JOIN pg_class s ON s.oid = e.objid AND s.relkind = 'S'"
    " JOIN pg_namespace n ON n.oid = s.relnamespace JOIN pg_sequence q ON q.seqrelid = s.oid"
    " JOIN pg_attribute a ON a.attrelid = e.refobjid AND a.attnum = e.refobjsubid"
    " WHERE e.classid = 'pg_class'::regclass AND e.refclassid = 'pg_class'::regclass"
    " AND e.refobjid = ANY ($1::oid[]) AND e.deptype IN ('a', 'i') ORDER BY e.refobjid, a.attnum, s.relname";

bool
catalog_load_references(const CatalogLoad *load, Error *err)
{
    Rows *rows = catalog_part(load, references_sql, err);
    if (rows == NULL)
    {
        return false;
    }
    size_t count = rows_count(rows);
    for (size_t i = 0; i < count; i++)
    {
        CatalogTable *table = catalog_part_table(load, rows, i);
        *mem_push(load->catalog, table->references, table->reference_count) = (CatalogReference){
            .oid = (uint32_t) rows_int64(rows, i, "other"),
            .schema = rows_text(rows, i, "other_schema"),
            .name = rows_text(rows, i, "other_name"),
            .kind = rows_text(rows, i, "kind")[0],
            .is_partition = rows_bool(rows, i, "is_partition"),
            .we_own = rows_bool(rows, i, "we_own"),
            .owner = rows_text(rows, i, "owner"),
            .constraint = catalog_constraint(load, rows, i),
        };
    }
    return true;
}

bool
catalog_load_sequences(const CatalogLoad *load, Error *err)
{
    Rows *rows = catalog_part(load, sequences_sql, err);
    if (rows == NULL)
    {
        return false;
    }
    size_t count = rows_count(rows);
    for (size_t i = 0; i < count; i++)
    {
        CatalogTable *table = catalog_part_table(load, rows, i);
        *mem_push(load->catalog, table->sequences, table->sequence_count) = (CatalogSequence){
            .column = rows_text(rows, i, "column_name"),
            .schema = rows_text(rows, i, "schema"),
            .name = rows_text(rows, i, "name"),
            .type = rows_text(rows, i, "type"),
            .maximum = rows_text(rows, i, "maximum"),
            .is_identity = rows_bool(rows, i, "is_identity"),
        };
    }
    return true;
}
