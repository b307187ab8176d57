/* SPDX-License-Identifier: PostgreSQL */
/*
 * One read-only snapshot of the tables that a plan touches: what the classifier, the shim and the steps need to know.
 * Plain data; made by catalog_load() from a server, or by tests by hand. Locks: ACCESS SHARE on system catalogs, and
 * for a moment on the tables (pg_relation_size() and pg_get_expr() take it), for which lock_timeout bounds the wait.
 */
#ifndef PG_CATALOG_H
#define PG_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "pg/conn.h"

typedef struct CatalogColumn
{
    const char *name;
    int attnum;
    const char *type;      /* format_type(): "numeric(12,2)", qualified unless in pg_catalog */
    const char *collation; /* qualified, as SQL, when it is not the type's default; else NULL */
    bool not_null;
    const char *fallback;       /* pg_get_expr() of the DEFAULT, or NULL */
    bool fallback_is_volatile;  /* the DEFAULT calls something volatile (nextval, random …) */
    char identity;              /* 'a', 'd' or 0 */
    char generated;             /* 's', 'v' or 0 */
    const char *owned_sequence; /* a serial's or identity's sequence, qualified as SQL, or NULL */
    const char *comment;        /* or NULL */
    int statistics_target;      /* -1: the default */
    const char *storage;        /* PLAIN, EXTERNAL, MAIN or EXTENDED where it is not the type's default; else NULL */
    const char *own_storage;    /* the same where it is the type's default, too */
    const char *compression;    /* pglz or lz4 where it was chosen; else NULL */
    const char *options;        /* ALTER COLUMN SET (…), the documented ones: "n_distinct=-0.5"; or NULL */
    const char *const *grants;  /* column grants as SQL privileges: "SELECT", role pairs: see below */
    size_t grant_count;
    bool settings_dependent; /* its text form depends on TimeZone, DateStyle, IntervalStyle, … */
} CatalogColumn;

/* grants: for each i, grants[3*i] = privilege ("SELECT"), grants[3*i+1] = grantee as SQL ("PUBLIC" or an identifier),
 * grants[3*i+2] = "WITH GRANT OPTION" or "". grant_count counts triples. */

typedef struct CatalogIndex
{
    uint32_t oid;
    uint32_t parent; /* the index of the partitioned table that it is a part of; 0: none */
    const char *name;
    const char *schema;
    const char *definition;     /* pg_get_indexdef() */
    const char *const *columns; /* every column it mentions: keys, INCLUDE, expressions, predicate; NULL-terminated */
    bool is_unique;
    bool is_primary;
    bool is_valid;
    bool is_replica_identity;
    bool is_clustered;
    const char *constraint; /* the name of the constraint that it backs, or NULL */
    const char *comment;
    const char *tablespace;        /* NULL: the database's own; the definition does not tell */
    const char *const *statistics; /* targets of its expressions: number of the column, target, number, … */
} CatalogIndex;

typedef struct CatalogConstraint
{
    uint32_t oid;
    uint32_t parent; /* UNIQUE, PRIMARY KEY, FOREIGN KEY: that of the partitioned table; 0: none */
    const char *name;
    char type;                  /* c CHECK, f FOREIGN KEY, p PRIMARY KEY, u UNIQUE, x EXCLUDE, n NOT NULL (18) */
    const char *definition;     /* pg_get_constraintdef() */
    const char *const *columns; /* of this table; NULL-terminated */
    bool is_valid;
    bool is_inherited;
    const char *comment;
    const char *foreign_table; /* type f: the referenced table, qualified as SQL; else NULL */
    /* Type f, in the order of the key, NULL-terminated; else NULL. COLUMNS above also has what a key to its own table
     * references. */
    const char *const *key;
    const char *const *foreign_key;
    uint32_t foreign_oid; /* type f */
} CatalogConstraint;

/* How the server itself says what a dependent is, so that it can be made again. Every text is qualified. */
typedef struct CatalogDefinition
{
    const char *schema;
    const char *name;
    const char *before; /* what must run first: DROP TRIGGER …; or NULL */
    /* CREATE OR REPLACE VIEW, RULE or FUNCTION …, ALTER POLICY …, CREATE TRIGGER …, ALTER PUBLICATION … ADD TABLE …,
     * CREATE STATISTICS … */
    const char *statement;
    const char *after;    /* what the statement does not say: whether a trigger is enabled, its comment; or NULL */
    const char *relation; /* what it locks, as SQL, if that is none of the tables asked for; or NULL */
    int level;            /* how many views and policies are between that relation and the tables */
    const char *current;  /* an expression that gives what it is now, for search_path pg_catalog */
    const char *digest;   /* SHA-256 of that, now */
    const char *owner;
    bool may_replace;          /* the current role may run the statements */
    const char *comment;       /* of statistics; or NULL */
    int64_t statistics_target; /* of statistics; -1: the default */
} CatalogDefinition;

/* A foreign key of another table that references this one. */
typedef struct CatalogReference
{
    uint32_t oid; /* of the other table */
    const char *schema;
    const char *name;
    char kind; /* relkind of the other table */
    bool is_partition;
    bool we_own;
    const char *owner;
    CatalogConstraint constraint;
} CatalogReference;

/* A sequence that belongs to a column: of a serial, of an identity. */
typedef struct CatalogSequence
{
    const char *column;
    const char *schema;
    const char *name;
    const char *type; /* "integer" */
    const char *maximum;
    bool is_identity;
} CatalogSequence;

/* Something that depends on a column: a view, a function, a policy, a trigger with UPDATE OF or WHEN, a rule, a generated
 * column, an extended statistic, a publication's column list, a foreign key of another table that references it, the
 * default of another column that uses its sequence, the partition key. What is in schema bellows is left out. */
typedef struct CatalogDependent
{
    const char *column;      /* of this table */
    const char *kind;        /* "view", "materialized view", "rule", "policy", "trigger", "generated column", "default",
                                "statistics", "function", "procedure", "publication", "foreign key", "partition key" */
    const char *description; /* pg_describe_object(), names qualified: "view public.order_totals" */
    bool by_text;            /* found in the text of a function body, not by a catalog dependency */
    uint32_t class_oid;      /* of the system catalog that it is in, and its own: the same object has the same two */
    uint32_t oid;
    const CatalogDefinition *definition; /* NULL: it cannot be made again in place */
} CatalogDependent;

/* Those whose function is in schema bellows are left out. */
typedef struct CatalogTrigger
{
    const char *name;
    const char *function; /* qualified as SQL */
    bool fires_on_update; /* row or statement level, enabled in origin mode */
    bool is_internal;
    const char *comment;
    bool cannot_be_silenced; /* fires on any UPDATE, in replica mode too: ENABLE ALWAYS or REPLICA, without UPDATE OF */
    bool spreads_rows;       /* its function takes NEW.* or OLD.* apart, other than to compare them */
} CatalogTrigger;

typedef struct CatalogTable CatalogTable;

struct CatalogTable
{
    uint32_t oid;
    const char *schema;
    const char *name;
    char kind;        /* relkind: r, p, v, m, f … */
    char persistence; /* p, u, t */
    bool is_partition;
    bool has_children; /* inheritance or partitions */
    bool is_child;     /* inherits from an ordinary table */
    const char *root;  /* of a partition: the topmost table, qualified as SQL; else NULL */
    const CatalogTable *
        *parts; /* of a partitioned table that was asked for: all partitions at every level, those above first */
    size_t part_count;
    const char *const *partition_columns; /* of a partitioned table: its key; "" for an expression. NULL-terminated */
    bool row_security;
    bool force_row_security;
    bool hides_rows; /* row security applies to the current role */
    bool has_rules;
    const char *owner;
    const char *comment;          /* or NULL */
    const char *row_user;         /* a column that stores rows of it, described; or NULL */
    bool we_own;                  /* the current role may ALTER it */
    bool is_our_own;              /* the current role is its owner */
    const char *const *inserters; /* other roles that may INSERT, as SQL, but not use a new sequence of the owner */
    double rows_estimate;         /* pg_class.reltuples; -1: never analysed */
    int64_t bytes;                /* heap */
    int64_t blocks;
    CatalogColumn *columns;
    size_t column_count;
    CatalogIndex *indexes;
    size_t index_count;
    CatalogConstraint *constraints;
    size_t constraint_count;
    CatalogReference *references;
    size_t reference_count;
    CatalogSequence *sequences;
    size_t sequence_count;
    CatalogDependent *dependents;
    size_t dependent_count;
    CatalogTrigger *triggers;
    size_t trigger_count;
    const char *const
        *primary_key; /* columns in order, NULL-terminated; or of a unique index over NOT NULL columns that
                                       are not in OTHER plan's way; NULL when there is none */
};

/* A setting that conversions may depend on, as the role's own sessions have it. */
typedef struct CatalogSetting
{
    const char *name;
    const char *value;
} CatalogSetting;

typedef struct Catalog
{
    int server_version; /* 150018 */
    const char *database;
    const char *system_identifier;
    bool is_superuser;
    bool may_set_replication_role; /* SET session_replication_role works for this role */
    bool in_recovery;
    int64_t transactions; /* that the cluster has made so far: txid_current_snapshot()'s xmax, 64 bits wide */
    const char *const
        *search_path;         /* schemas, as the role's own sessions see it, NULL-terminated, without pg_catalog */
    CatalogSetting *settings; /* TimeZone, DateStyle, IntervalStyle … from conn_initial_setting() */
    size_t setting_count;
    const char *const *all_tables; /* "schema.name" of every ordinary and partitioned table, for did-you-mean */
    CatalogTable *tables;
    size_t table_count;
} Catalog;

typedef struct CatalogRequest
{
    const char *schema; /* NULL: the first table of that name on the role's search_path */
    const char *name;
} CatalogRequest;

/* Loads the tables asked for with all their partitions, and those of the indexes and owned sequences asked for (DROP INDEX
 * and ALTER SEQUENCE name only these). One that does not exist is simply not in the result: the caller reports it with a
 * suggestion from all_tables. */
Catalog *catalog_load(void *owner, Conn *conn, const CatalogRequest *requests, size_t count, Error *err);

/* The table that NAME means (schema NULL: by the search_path), or NULL. */
const CatalogTable *catalog_table(const Catalog *catalog, const char *schema, const char *name);
const CatalogColumn *catalog_column(const CatalogTable *table, const char *name);

/* In which schemas a function, type, operator or collation of this name exists: pg_catalog first, then the order of the
 * search_path, then others; NULL-terminated. KIND is 'f', 't', 'o' or 'c'. */
const char *const *catalog_name_schemas(void *owner, Conn *conn, char kind, const char *name, Error *err);

#endif
