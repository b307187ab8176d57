/* SPDX-License-Identifier: PostgreSQL */
/*
 * Private to src/change/schema_load*.c: what the parts of a load share.
 *
 * One query for each kind of object, all of them given the same list of schemas. Rows speak of relations by oid; after
 * schema_load_relations() every one of these schemas has its SchemaRelation. Rows and parses live in `scratch` and are
 * gone at the end: what the schema is to keep is copied with schema_keep…().
 */
#ifndef CHANGE_SCHEMA_LOAD_INTERNAL_H
#define CHANGE_SCHEMA_LOAD_INTERNAL_H

#include "change/schema.h"

typedef struct LoadedRelation
{
    int64_t oid;
    SchemaRelation *relation;
} LoadedRelation;

/* A type's text, and what it says in parentheses. */
typedef struct LoadedModifiers
{
    const char *text;
    CommandType type;
} LoadedModifiers;

typedef struct SchemaLoad
{
    Schema *schema;
    Conn *conn;
    void *scratch;
    const char *namespaces;    /* oids of the schemas, an array literal */
    LoadedRelation *relations; /* by oid */
    size_t relation_count;
    LoadedModifiers *modifiers; /* each text that was met, once */
    size_t modifier_count;
} SchemaLoad;

/* ---- schema_load.c ---- */

/* The rows of the template NAME for the schemas that are loaded. */
Rows *schema_load_rows(const SchemaLoad *load, const char *name, Error *err);
/* NULL where the relation is not one that is loaded. */
SchemaRelation *schema_load_relation(const SchemaLoad *load, const Rows *rows, size_t row, const char *column);
SchemaRelation *schema_load_oid(const SchemaLoad *load, int64_t oid);
/* Texts that the schema keeps; NULL for SQL NULL. */
const char *schema_load_text(const SchemaLoad *load, const Rows *rows, size_t row, const char *column);
const char *const *schema_load_texts(const SchemaLoad *load, const Rows *rows, size_t row, const char *column);
/* The only character of a value; 0 where it is empty. */
char schema_load_char(const Rows *rows, size_t row, const char *column);

/* ---- schema_load_parse.c ---- */

/* The type of a row with type_schema, type, modifier, type_text and dimensions. */
CommandType schema_load_type(SchemaLoad *load, const Rows *rows, size_t row);
/* An expression as pg_get_expr() writes it; NULL where the grammar does not know it (from a newer server). */
const CommandExpression *schema_load_expression(const SchemaLoad *load, const char *text);
/* The single command of SQL, in scratch; NULL where it does not parse. */
const Command *schema_load_command(const SchemaLoad *load, const char *sql);

/* ---- the parts, in the order in which they are loaded ---- */

bool schema_load_relations(SchemaLoad *load, Error *err);     /* schema_load_relations.c */
bool schema_load_columns(SchemaLoad *load, Error *err);       /* schema_load_columns.c */
bool schema_load_indexes(const SchemaLoad *load, Error *err); /* schema_load_constraints.c */
bool schema_load_constraints(const SchemaLoad *load, Error *err);
bool schema_load_triggers(const SchemaLoad *load, Error *err); /* schema_load_dependents.c */
bool schema_load_parts(const SchemaLoad *load, Error *err);
bool schema_load_reads(const SchemaLoad *load, Error *err);
bool schema_load_publications(const SchemaLoad *load, Error *err);
bool schema_load_types(SchemaLoad *load, Error *err);           /* schema_load_types.c */
bool schema_load_functions(const SchemaLoad *load, Error *err); /* schema_load_functions.c */

#endif
