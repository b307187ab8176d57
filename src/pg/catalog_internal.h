/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the files of pg/catalog share: one load under way. Every part is one query over all requested tables.
 */
#ifndef PG_CATALOG_INTERNAL_H
#define PG_CATALOG_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "pg/catalog.h"
#include "pg/conn.h"

typedef struct CatalogLoad
{
    Catalog *catalog; /* owns the rows that its texts are in */
    Conn *conn;
    const char *oids; /* of the tables, as an array literal: parameter $1 of every query of a part */
} CatalogLoad;

/* The rows of SQL with the tables' oids as $1, owned by the catalog. */
Rows *catalog_part(const CatalogLoad *load, const char *sql, Error *err);

/* The table whose oid is in column "relid" of that row. */
CatalogTable *catalog_part_table(const CatalogLoad *load, const Rows *rows, size_t row);

/* The constraint of that row, of a query with the columns of CATALOG_CONSTRAINT. */
CatalogConstraint catalog_constraint(const CatalogLoad *load, const Rows *rows, size_t row);

/* Names of the columns of table RELID in the keys KEYS (int2[]), in their order; for another kind of constraint NULL. */
#define CATALOG_KEY_COLUMNS(relid, keys)                                                                               \
    "CASE WHEN k.contype = 'f' THEN ARRAY(SELECT m.attname::text FROM unnest(" keys                                    \
    ") WITH ORDINALITY AS o(number, place) JOIN pg_attribute m ON m.attrelid = " relid                                 \
    " AND m.attnum = o.number ORDER BY o.place) END"

/* What catalog_constraint() reads, for pg_constraint k and the table f that it references, in schema fn. COLUMNS is SQL. */
#define CATALOG_CONSTRAINT(columns)                                                                                    \
    "k.oid, k.conparentid AS parent, k.conname AS name, k.contype::text AS type, pg_get_constraintdef(k.oid) AS "      \
    "definition, " columns " AS columns,"                                                                              \
    " k.convalidated AS is_valid, k.coninhcount > 0 AS is_inherited,"                                                  \
    " obj_description(k.oid, 'pg_constraint') AS comment,"                                                             \
    " quote_ident(fn.nspname) || '.' || quote_ident(f.relname) AS foreign_table, k.confrelid AS foreign_oid,"          \
    " " CATALOG_KEY_COLUMNS("k.conrelid", "k.conkey") " AS key_columns,"                                               \
                                                      " " CATALOG_KEY_COLUMNS("k.confrelid",                           \
                                                                              "k.confkey") " AS foreign_columns"

/* catalog_columns.c, catalog_objects.c, catalog_references.c, catalog_dependents.c, catalog_definitions.c */
bool catalog_load_columns(const CatalogLoad *load, Error *err);
bool catalog_load_indexes(const CatalogLoad *load, Error *err);
bool catalog_load_constraints(const CatalogLoad *load, Error *err);
bool catalog_load_triggers(const CatalogLoad *load, Error *err);
bool catalog_load_keys(const CatalogLoad *load, Error *err);
bool catalog_load_references(const CatalogLoad *load, Error *err);
bool catalog_load_sequences(const CatalogLoad *load, Error *err);
bool catalog_load_dependents(const CatalogLoad *load, Error *err);
bool catalog_load_definitions(const CatalogLoad *load, Error *err);

#endif
