/* SPDX-License-Identifier: PostgreSQL */
/*
 * Resolve: a plan's statements and mappings, against the catalog → what changes on each table.
 *
 * Pure. Statements of all changes are gathered per table, so that one shim and one backfill pass serve them all. Columns
 * that depend on each other form a link: the old columns that go, the new ones that come, and the expressions between
 * them. Every mistake of a plan that can be known before the first write is a finding here (P2xx, P3xx), and so
 * is everything that would be lost or broken silently (R7xx).
 */
#ifndef CHANGE_RESOLVE_H
#define CHANGE_RESOLVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diagnostic.h"
#include "change/classify.h"
#include "change/plan.h"
#include "change/schema.h"
#include "pg/catalog.h"
#include "sql/ddl.h"

typedef enum LinkKind
{
    LINK_REPLACE, /* old columns become new ones: rename, type change, split, merge */
    LINK_ADD,     /* new columns that are filled from columns which stay */
    LINK_DROP,    /* an old column that V+1 no longer writes: filled by `down` on V+1's inserts */
    LINK_FILL,    /* a new column that its own default fills, row by row: volatile, serial, identity; needs no shim */
    LINK_REPAIR,  /* columns that stay, of a new NOT NULL or CHECK: `up` repairs old rows and what is written */
} LinkKind;

typedef struct LinkColumn
{
    const char *name;
    const char *type;           /* as SQL */
    const char *collation;      /* as SQL, or NULL */
    const SqlExpression *value; /* up (new column) or down (old column), every name qualified; NULL: none */
    const char *fallback;       /* new: the DEFAULT that it has in the end; old: the one that it has; or NULL */
    bool fallback_is_volatile;
    bool not_null;         /* new: in the end; old: now */
    const char *held_name; /* its name while it is held */

    /* LINK_FILL of a serial or identity column, else NULL and 0. */
    const char *sequence; /* that gives the numbers until the seal: the serial's own, or one in schema bellows */
    const char *sequence_options; /* " START WITH 5", or "" */
    char identity;                /* a, d or 0 */
} LinkColumn;

typedef struct Link
{
    LinkKind kind;
    LinkColumn *new_columns; /* LINK_REPAIR: the columns that stay */
    size_t new_count;
    const SqlExpression *broken; /* LINK_REPAIR: rows that get the values: "note IS NULL", "(score > 0) IS FALSE" */
    LinkColumn *old_columns;
    size_t old_count;
    const char *const *shared; /* columns that stay and that up or down read; NULL-terminated */
    ConflictPolicy on_conflict;
    bool is_successor; /* RENAME, ALTER TYPE, `as`: the new column inherits what hangs on the old one */
    bool is_rename;    /* RENAME, or `as` without a new type: nothing changes for what reads it but the name */
} Link;

/* A column that needs no shim: both versions live with it as PostgreSQL adds it. */
typedef struct PlainColumn
{
    const DdlColumn *definition;
    const char *type;      /* with every name qualified */
    const char *collation; /* the same, or NULL */
    const char *fallback;  /* DEFAULT as SQL, every name qualified; or NULL */
    const char *held_name;
} PlainColumn;

/* A column that is dropped and for which nothing must be written meanwhile. */
typedef struct DroppedColumn
{
    const char *name;
    const char *held_name;
} DroppedColumn;

/* A change in place of something that stays. */
typedef enum InPlaceKind
{
    IN_PLACE_SET_NOT_NULL,
    IN_PLACE_DROP_NOT_NULL,
    IN_PLACE_SET_DEFAULT,
    IN_PLACE_DROP_DEFAULT,
    IN_PLACE_ADD_CHECK,
    IN_PLACE_ADD_FOREIGN_KEY,
    IN_PLACE_ADD_UNIQUE,
    IN_PLACE_ADD_PRIMARY_KEY,
    IN_PLACE_ADD_EXCLUDE,
    IN_PLACE_USE_INDEX, /* ADD UNIQUE or PRIMARY KEY USING INDEX */
    IN_PLACE_ALTER_CONSTRAINT,
    IN_PLACE_VALIDATE_CONSTRAINT,
    IN_PLACE_DROP_CONSTRAINT,
    IN_PLACE_RENAME_CONSTRAINT,
    IN_PLACE_CREATE_INDEX,
    IN_PLACE_DROP_INDEX,
    IN_PLACE_ALTER_SEQUENCE,
    IN_PLACE_ATTRIBUTE, /* statistics, storage, compression, options of a column; COMMENT; ALTER INDEX RENAME */
} InPlaceKind;

/* Where a trial of constraints finds the tables: an empty copy of the shape, and of the one that a foreign key names. */
#define RESOLVE_TRIAL_SCHEMA  "pg_temp"
#define RESOLVE_TRIAL_TABLE   "bellows_shape"
#define RESOLVE_TRIAL_FOREIGN "bellows_foreign"

/* Where rows are compared with each other: a copy of a table's columns, with an index; each row's place in bellows_place. */
#define RESOLVE_ROWS "bellows_rows"

typedef struct InPlace
{
    InPlaceKind kind;
    const DdlStatement *statement;
    const char *column;          /* or NULL */
    const char *old_fallback;    /* SET and DROP DEFAULT: what to restore; or NULL */
    const char *new_fallback;    /* SET DEFAULT */
    const char *check;           /* ADD CHECK: the condition as SQL */
    const char *constraint_name; /* of a constraint that is added, dropped or renamed: as written, or a free one */
    const char *violation;       /* a constraint that is added: finds rows (alias t) that break it; or NULL */
    const char *index_statement; /* CREATE INDEX, ADD UNIQUE, ADD PRIMARY KEY: CONCURRENTLY, with its schema */
    const char *key_statement; /* ADD FOREIGN KEY: the whole ALTER TABLE, NOT VALID; ADD EXCLUDE: the same, as it is */
    const char *key_trial;     /* ADD FOREIGN KEY, UNIQUE, PRIMARY KEY, EXCLUDE, USE INDEX, ATTRIBUTE: the same on empty
                                    temporary copies, to see whether the server takes it; or NULL */
    const char *rows_index;    /* ADD EXCLUDE: its index by itself, on the copy in which conflicts are looked for */
    const char *const *key_columns; /* ADD PRIMARY KEY, also by USE INDEX: its columns; NULL-terminated */
    const char *apply;    /* ATTRIBUTE: the statement, about what the plan leaves; ALTER CONSTRAINT: the action */
    const char *restore;  /* ATTRIBUTE, ALTER CONSTRAINT: what was before; NULL: what is changed is gone by then */
    bool waits_for_purge; /* ATTRIBUTE: of what has its final form then only */
    const char *const
        *part_names;             /* CREATE INDEX, ADD UNIQUE, ADD PRIMARY KEY of a partition tree: for each of its parts
                                      the name of its index; NULL where it has partitions itself */
    const char *foreign_table;   /* ADD FOREIGN KEY: as SQL */
    bool is_indexed;             /* ADD FOREIGN KEY: an index serves the deletes in the other table */
    const CatalogTable *foreign; /* ADD FOREIGN KEY: the other table, unless the plan creates it */
    /* DROP, RENAME, ALTER, VALIDATE CONSTRAINT; ADD PRIMARY KEY, also by USE INDEX: the one that it replaces, or NULL */
    const CatalogConstraint *existing;
    const CatalogSequence *sequence; /* ALTER SEQUENCE */
    bool waits_for_contract;         /* V's writes could violate it, or V needs it */
    bool on_new_only;                /* only columns that the plan adds */
} InPlace;

typedef struct TableChange
{
    const CatalogTable *table;
    QualifiedName name;
    const char *key; /* 8 hexadecimal digits of plan version and table: part of every name that we make */
    Link **links;
    size_t link_count;
    PlainColumn *plain;
    size_t plain_count;
    DroppedColumn *dropped;
    size_t dropped_count;
    InPlace *in_place;
    size_t in_place_count;
    const CatalogConstraint **loosened; /* CHECKs that a successor goes without; V's column keeps them to the end */
    size_t loosened_count;
    bool pins_search_path; /* an expression uses a name that several schemas of the search_path have */
    bool pins_settings;    /* an expression depends on TimeZone, DateStyle …: the function must pin them */
} TableChange;

/* What reads a column that gets another name, or extended statistics on one: it follows to the new column. */
typedef struct Carried
{
    const CatalogDependent *dependent;
    const char *widened; /* a trigger: its statement while both versions write; else NULL */
} Carried;

/* A foreign key that gets an equal because a column on one of its sides has a successor: both are in force until the
 * purge, so that each version finds its own. */
typedef struct ForeignTwin
{
    const CatalogConstraint *constraint;
    TableChange *table;         /* that has it; where no statement is about that one, with a name and a key only */
    const TableChange *foreign; /* that it references, where the plan changes that one; or NULL */
    uint32_t oid;               /* of the table */
    const char *name;           /* of the equal; NULL: it has none, since its own column goes without a successor */
    const char *statement;      /* that adds it, NOT VALID */
    const char *trial;          /* the same on empty temporary copies */
    const char *trial_columns;  /* that it references, as SQL */
    bool crosses;               /* what it references has a successor: behind all tables of the plan */
} ForeignTwin;

#define RESOLVE_NO_TABLE ((size_t) -1)

typedef struct StatementVerdict
{
    size_t change; /* 0-based */
    size_t table;  /* index in tables; RESOLVE_NO_TABLE for what is about a table that the plan creates */
    const DdlStatement *statement;
    const Classification *classification;
} StatementVerdict;

typedef struct Resolution
{
    const Plan *plan;
    const Catalog *catalog;
    TableChange *tables;
    size_t table_count;
    ForeignTwin *foreign_twins;
    size_t foreign_twin_count;
    const char *search_path;      /* the role's own, as SQL */
    const char *create_schema;    /* where CREATE TABLE puts an unqualified name: the first of the search_path */
    const DdlStatement **created; /* CREATE TABLE statements, in order; indexes on them follow in created_indexes */
    size_t created_count;
    const DdlStatement **created_indexes;
    size_t created_index_count;
    StatementVerdict *verdicts;
    size_t verdict_count;
    Semver semver;              /* of the whole plan */
    bool needs_contract;        /* false: nothing is left to do after expand */
    const char *fingerprint;    /* of all that decides what is run: SQL, up, down, as, on_conflict */
    const char *const *falls;   /* what PostgreSQL drops silently with the old columns; NULL-terminated */
    const char *const *follows; /* what is carried over to the new columns, described; NULL-terminated */
    Carried *carried;           /* each object once; what reads others before those */
    size_t carried_count;
} Resolution;

/* Whether it makes a primary key, also of an index that is there. */
bool resolve_is_primary(const InPlace *in_place);

/* Whether triggers must keep anything equal: some link is no LINK_FILL. */
bool resolve_needs_shim(const TableChange *table);

/* Whether the backfill fills columns of LINK. */
bool resolve_is_filled(const Link *link);

/* The column that replaces COLUMN and inherits what hangs on it; or NULL. */
const char *resolve_successor(const TableChange *table, const char *column);

/* Whether COLUMN, of the old shape, is replaced or dropped. */
bool resolve_goes(const TableChange *table, const char *column);

/* Whether the plan drops CONSTRAINT for a successor only. */
bool resolve_is_loosened(const TableChange *table, const CatalogConstraint *constraint);

/* The name of the equal of an index or constraint while both exist. */
const char *resolve_twin_name(void *owner, const TableChange *table, const char *name);

/* Whether it is the root of a partition tree: what is written to it reaches its partitions, triggers and all. */
bool resolve_is_tree(const TableChange *table);

/* The parsed texts of a plan; needs no server. NULL when something does not parse (P201 to P208 in DIAGNOSTICS). */
typedef struct ParsedPlan ParsedPlan;

ParsedPlan *resolve_parse(void *owner, const Plan *plan, Diagnostics *diagnostics);

/* Of the parsed texts of all that decides what is run (sql, up, down, as, on_conflict): blanks, comments and formatting
 * are no drift. Needs no server; owned by OWNER. */
char *resolve_fingerprint(void *owner, const Plan *plan);

/* The tables that the catalog must be loaded with. */
CatalogRequest *resolve_requests(void *owner, const ParsedPlan *parsed, size_t *count);

/* Unqualified functions, types, operators and collations of all mappings (for the lookup of their schemas). */
NameUse *resolve_names(void *owner, const ParsedPlan *parsed, size_t *count);

typedef struct NameSchemas
{
    NameClass name_class;
    const char *name;
    const char *const *schemas; /* as catalog_name_schemas() gives them */
    bool is_volatile;           /* a function of which some variant is VOLATILE: its result cannot be verified */
} NameSchemas;

/* Parses, loads the catalog and resolves, in one call. NULL with DIAGNOSTICS, or with ERR where the server failed.
 * Locks: ACCESS SHARE on system catalogs, and for a moment on tables. */
Resolution *resolve_load(void *owner, const Plan *plan, Conn *conn, Diagnostics *diagnostics, Error *err);

/* NULL when DIAGNOSTICS has errors. SCHEMA is what the statements are judged by; NULL: nothing is known, the verdicts are
 * the safe ones. */
Resolution *resolve_plan(void *owner, const ParsedPlan *parsed, const Catalog *catalog, const Schema *schema,
                         const NameSchemas *names, size_t name_count, Diagnostics *diagnostics);

#endif
