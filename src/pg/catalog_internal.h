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

/* catalog_columns.c, catalog_objects.c, catalog_dependents.c, catalog_definitions.c */
bool catalog_load_columns(const CatalogLoad *load, Error *err);
bool catalog_load_indexes(const CatalogLoad *load, Error *err);
bool catalog_load_constraints(const CatalogLoad *load, Error *err);
bool catalog_load_triggers(const CatalogLoad *load, Error *err);
bool catalog_load_keys(const CatalogLoad *load, Error *err);
bool catalog_load_dependents(const CatalogLoad *load, Error *err);
bool catalog_load_definitions(const CatalogLoad *load, Error *err);

#endif
