/* SPDX-License-Identifier: PostgreSQL */
/*
 * SQL text → statements and expressions, and back, through libpg_query's parse tree (PostgreSQL 15's grammar).
 *
 * The only module that sees the protobuf tree. An ALTER TABLE with several subcommands becomes one DdlStatement for
 * each, and a constraint within ADD COLUMN one of its own behind it; expressions are opaque SqlExpressions that can be rendered again with columns renamed and qualified.
 * Offsets are 0-based bytes in the text that was parsed.
 */
#ifndef SQL_DDL_H
#define SQL_DDL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "sql/quote.h"

/* Kinds that bellows can split into phases. One row each in sql/ddl_kinds.def: DDL_KIND(symbol, tag). */
typedef enum DdlKind
{
#define DDL_KIND(symbol, tag) DDL_##symbol,
#include "sql/ddl_kinds.def"
#undef DDL_KIND
} DdlKind;

typedef struct SqlExpression SqlExpression;

typedef struct DdlColumn
{
    const char *name;
    const char *type;      /* as SQL, with its modifier and array marks: "numeric(12,2)" */
    const char *collation; /* as SQL, or NULL */
    bool not_null;
    const SqlExpression *fallback; /* DEFAULT, or NULL */
    bool fallback_is_constant;     /* a literal, possibly cast or signed, or NULL: free to add since PostgreSQL 11 */
    bool is_serial;                /* type is the integer that serial stands for; NOT NULL, fed by a sequence */
    char identity;                 /* GENERATED ALWAYS 'a', BY DEFAULT 'd' AS IDENTITY; NOT NULL; or 0 */
    const char *sequence_options;  /* identity: as CREATE SEQUENCE writes them, " START WITH 5"; "" for none */
    bool is_generated;             /* GENERATED ALWAYS AS (…) STORED */
    const char *unhandled;         /* what is written in the column that cannot be split: "COMPRESSION"; or NULL */
} DdlColumn;

/* What FOREIGN KEY, UNIQUE and PRIMARY KEY say beside their name. */
typedef struct DdlKey
{
    const char *const *columns;         /* of the key, in order, without INCLUDE; NULL-terminated */
    QualifiedName foreign_table;        /* FOREIGN KEY; else its name is NULL */
    const char *const *foreign_columns; /* FOREIGN KEY: NULL-terminated; empty: those of the primary key */
    bool match_full;
    bool nulls_not_distinct;
    const char *timing; /* "", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED" */
} DdlKey;

/* What ALTER SEQUENCE says, if it says no more than this. */
typedef struct DdlSequence
{
    const char *type;    /* AS, as SQL; or NULL */
    const char *maximum; /* MAXVALUE as written, "" for NO MAXVALUE; or NULL */
} DdlSequence;

/* One "value WITH operator" of EXCLUDE. */
typedef struct DdlExclusion
{
    const SqlExpression *value;
    const char *sign; /* the operator as SQL: "&&", "OPERATOR(app.=)" */
} DdlExclusion;

typedef enum DdlCommentOn
{
    DDL_COMMENT_ON_TABLE,
    DDL_COMMENT_ON_COLUMN,
    DDL_COMMENT_ON_CONSTRAINT,
    DDL_COMMENT_ON_INDEX,
} DdlCommentOn;

typedef struct DdlStatement
{
    DdlKind kind;
    const char *tag; /* PostgreSQL's command tag with the subcommand: "ALTER TABLE ADD COLUMN" */
    const char *sql; /* this one statement or subcommand as a statement of its own, deparsed; DATA, SESSION and
                                 most of UNSUPPORTED: as written */
    size_t offset;   /* where the statement starts in the text; of an ALTER TABLE with several subcommands, the
                                 second and later ones: where the subcommand starts */
    size_t length;
    QualifiedName relation; /* the table; for ALTER SEQUENCE the sequence; see names_index */
    bool names_index;       /* relation is an index: DROP INDEX, ALTER INDEX, COMMENT ON INDEX */
    bool if_exists;         /* IF EXISTS, or IF NOT EXISTS, was written */
    bool cascade;
    const char *column;              /* the column it is about, or NULL */
    const char *new_name;            /* RENAME COLUMN, RENAME CONSTRAINT, RENAME INDEX: the new name */
    DdlColumn *definition;           /* ADD COLUMN, ALTER COLUMN TYPE (type and collation only) */
    const SqlExpression *expression; /* USING of ALTER COLUMN TYPE, SET DEFAULT's, CHECK's, WHERE of EXCLUDE; or NULL */
    const char *constraint_name;     /* of a constraint: as written, or NULL */
    bool not_valid;                  /* ADD CHECK, ADD FOREIGN KEY: … NOT VALID */
    bool no_inherit;                 /* ADD CHECK: … NO INHERIT */
    DdlKey key;                      /* ADD FOREIGN KEY, UNIQUE, PRIMARY KEY */
    DdlSequence sequence;            /* ALTER SEQUENCE */
    const char *index_name;          /* CREATE INDEX: as written, or NULL; where relation is an index: its name; ADD …
                                        USING INDEX: that index */
    DdlExclusion *exclusions;        /* ADD EXCLUDE */
    size_t exclusion_count;
    DdlCommentOn comment_on;    /* COMMENT */
    const char *comment;        /* COMMENT: the text; NULL: there is to be none */
    bool is_unique;             /* CREATE INDEX */
    bool concurrently;          /* CREATE INDEX, DROP INDEX */
    const char *const *columns; /* columns of its table that an index, a constraint or a CREATE TABLE names;
                                        NULL-terminated; never NULL */
    const char *reason;         /* DDL_UNSUPPORTED: why, and what to do instead; DDL_SESSION: what it is */
} DdlStatement;

typedef struct DdlScript
{
    DdlStatement *statements;
    size_t count;
} DdlScript;

/* Where a syntax error is, for a message at the right line. */
typedef struct DdlErrorPlace
{
    size_t offset;
    const char *token; /* the text at that place, owned by the Error's memory owner given to the call, or "" */
} DdlErrorPlace;

/* All statements of TEXT. On a syntax error false, with ERR ("syntax error at or near \"TALBE\"") and *PLACE. */
bool ddl_parse(void *owner, const char *text, DdlScript **script, DdlErrorPlace *place, Error *err);

/* ---- Mappings: the UPDATE that `up` and `down` are ---- */

typedef struct MappingAssignment
{
    const char *column;
    const SqlExpression *value; /* with a WHERE on the UPDATE: CASE WHEN condition THEN value END */
    size_t offset;              /* of the column's name in the text */
} MappingAssignment;

typedef struct Mapping
{
    QualifiedName table;
    const char *alias; /* or NULL */
    MappingAssignment *assignments;
    size_t count;
} Mapping;

typedef enum MappingProblem
{
    MAPPING_SYNTAX,        /* does not parse: P201 */
    MAPPING_NOT_UPDATE,    /* not one or more UPDATE statements of one table: P202 */
    MAPPING_BARE_COLUMN,   /* N/A and the like, quotes eaten by YAML: P203 */
    MAPPING_NOT_ROW_LOCAL, /* FROM, a subquery, an aggregate or window function, a parameter, RETURNING: P206 */
} MappingProblem;

/* In the expressions, a qualifier is the table's name or alias. `customer` alone in an UPDATE of customer may be a column
 * of that name or the whole row: it is a column here, and the caller, who knows the columns, refuses the other.
 * Reads TEXT: one or more UPDATE statements of one table, each column assigned once. SET (a, b) = (x, y) is taken
 * apart. On false, *PROBLEM and *PLACE say what and where. */
bool ddl_parse_mapping(void *owner, const char *text, Mapping **mapping, MappingProblem *problem, DdlErrorPlace *place,
                       Error *err);

/* ---- Expressions ---- */

/* One scalar expression, e.g. of pg_get_expr(). */
const SqlExpression *ddl_parse_expression(void *owner, const char *text, Error *err);

/* The columns it reads, sorted, each once, NULL-terminated. A qualifier, if any, was the table's name or alias. */
const char *const *ddl_expression_columns(void *owner, const SqlExpression *expression);

/* A use of a column with its place, for messages. */
typedef struct ColumnUse
{
    const char *qualifier; /* as written, or NULL */
    const char *column;
    size_t offset;
} ColumnUse;

ColumnUse *ddl_expression_uses(void *owner, const SqlExpression *expression, size_t *count);

typedef enum NameClass
{
    NAME_FUNCTION,
    NAME_TYPE,
    NAME_OPERATOR,
    NAME_COLLATION,
} NameClass;

/* An unqualified function, type, operator or collation that it uses (types that the grammar itself spells, such as
 * bigint, come qualified with pg_catalog from the parser and are not listed). */
typedef struct NameUse
{
    NameClass name_class;
    const char *name;
    size_t offset;
} NameUse;

NameUse *ddl_expression_names(void *owner, const SqlExpression *expression, size_t *count);

/* Every function that it calls, as written ("now", "pg_catalog.lower"; the grammar's own, such as extract or AT TIME
 * ZONE, with pg_catalog), sorted, each once, NULL-terminated. */
const char *const *ddl_expression_functions(void *owner, const SqlExpression *expression);

/* A copy in which every use of NAME of that class is qualified with SCHEMA. */
const SqlExpression *ddl_expression_qualify(void *owner, const SqlExpression *expression, NameClass name_class,
                                            const char *name, const char *schema);

typedef struct ColumnRename
{
    const char *from;
    const char *to;
} ColumnRename;

/* The expression as SQL, proven to read back as the same tree; an error (ERROR_INVALID) where that is not possible, and
 * for an expression with a subquery: columns are renamed by RENAMES and then written with QUALIFIER (an alias, or NEW or OLD in a
 * trigger function, which is written unquoted when it is one of those two; NULL for none). */
char *ddl_expression_render(void *owner, const SqlExpression *expression, const char *qualifier,
                            const ColumnRename *renames, size_t rename_count, Error *err);

/* Whether both are the same, locations aside. */
bool ddl_expression_equal(const SqlExpression *a, const SqlExpression *b);

/* ---- Definitions from the catalog, for equals on other columns ---- */

/* pg_get_indexdef()'s text with another index name, columns renamed everywhere (keys, expressions, INCLUDE,
 * predicate), and CONCURRENTLY set or not. */
char *ddl_index_rename(void *owner, const char *definition, const char *index_name, bool concurrently,
                       const ColumnRename *renames, size_t rename_count, Error *err);

/* A CREATE INDEX with TABLESPACE, which pg_get_indexdef() does not tell. */
char *ddl_index_in_tablespace(void *owner, const char *statement, const char *tablespace, Error *err);

/* An index's definition for another table: one of a partition for the whole partitioned table, or the other way round. */
char *ddl_index_on(void *owner, const char *definition, QualifiedName table, const char *index_name, bool concurrently,
                   Error *err);

/* The same for an ALTER TABLE that adds a constraint; under CONSTRAINT_NAME (NULL: its own), a
 * foreign key NOT VALID or not. */
char *ddl_constraint_on(void *owner, const char *statement, QualifiedName table, const char *constraint_name,
                        bool not_valid, Error *err);

/* What PostgreSQL makes an index's name of: its columns in their order, of an expression the function, or "expr".
 * NULL-terminated; the first *KEY_COUNT are its keys, the rest is INCLUDE. */
const char *const *ddl_index_keys(void *owner, const char *definition, size_t *key_count, Error *err);

/* "ALTER TABLE table ADD CONSTRAINT name definition [NOT VALID]" of pg_get_constraintdef()'s text (CHECK, FOREIGN KEY,
 * UNIQUE …) with columns of this table renamed (for a foreign key that references its own table also there). */
char *ddl_constraint_rename(void *owner, QualifiedName table, const char *definition, const char *constraint_name,
                            bool not_valid, const ColumnRename *renames, size_t rename_count, Error *err);

/* Why a definition that is read again depends on more columns of a table than those that it names. */
typedef enum DdlReach
{
    DDL_REACH_NAMED,
    DDL_REACH_POSITION, /* FROM t AS x (a, b): of the table, or of a join or a function's rows */
    DDL_REACH_EXCLUDED, /* INSERT INTO t … ON CONFLICT DO UPDATE: PostgreSQL notes every column for EXCLUDED */
} DdlReach;

/* False where DEFINITION does not parse: a later release's syntax. */
bool ddl_reach(void *owner, const char *definition, QualifiedName table, DdlReach *reach, Error *err);

typedef struct DdlTrigger
{
    bool sees_early;                      /* BEFORE INSERT or UPDATE: later triggers may change what it saw */
    const char *const *condition_columns; /* what WHEN reads; sorted, NULL-terminated */
    const char *widened; /* the statement, with the new column beside the old one wherever UPDATE OF lists that */
} DdlTrigger;

/* Of pg_get_triggerdef()'s text. */
DdlTrigger *ddl_trigger(void *owner, const char *definition, const ColumnRename *renames, size_t rename_count,
                        Error *err);

/* pg_get_statisticsobjdef()'s text with another name, and columns renamed everywhere. */
char *ddl_statistics_rename(void *owner, const char *definition, QualifiedName name, const ColumnRename *renames,
                            size_t rename_count, Error *err);

/* A foreign key of the catalog on other columns. */
typedef struct DdlForeignTwin
{
    const char *definition; /* pg_get_constraintdef() */
    QualifiedName table;    /* that gets it */
    const char *name;
    QualifiedName foreign_table; /* that it is to reference; with a NULL name, what it references now */
    const ColumnRename *renames; /* of columns of the table */
    size_t rename_count;
    const ColumnRename *foreign_renames; /* of columns of the referenced table */
    size_t foreign_rename_count;
} DdlForeignTwin;

/* "ALTER TABLE table ADD CONSTRAINT name FOREIGN KEY … NOT VALID": order of the columns, MATCH, actions (with their columns)
 * and deferrability stay. */
char *ddl_foreign_twin(void *owner, const DdlForeignTwin *twin, Error *err);

/* The foreign key that STATEMENT adds, as an ALTER TABLE of TABLE: under NAME, NOT VALID, to FOREIGN_TABLE. */
char *ddl_foreign_key(void *owner, const DdlStatement *statement, QualifiedName table, const char *name,
                      QualifiedName foreign_table, Error *err);

/* "CREATE UNIQUE INDEX CONCURRENTLY name ON table …": the index that UNIQUE or PRIMARY KEY would make, with INCLUDE, NULLS NOT
 * DISTINCT, WITH and TABLESPACE. */
char *ddl_key_index(void *owner, const DdlStatement *statement, QualifiedName table, const char *name, Error *err);

/* The index of an ADD EXCLUDE by itself, as a CREATE INDEX. */
char *ddl_exclude_index(void *owner, const DdlStatement *statement, QualifiedName table, Error *err);

/* An ALTER TABLE … ALTER COLUMN SET STATISTICS and its kin for COLUMN of TABLE. */
char *ddl_attribute_on(void *owner, const DdlStatement *statement, QualifiedName table, const char *column, Error *err);

/* What two definitions of an index must have in common to be of the same index, whoever wrote them: "unique btree (a, lower,
 * b desc) include (c) where". NULL where DEFINITION does not parse. */
char *ddl_index_outline(void *owner, const char *definition, Error *err);

/* A statement with its table's schema filled in where it has none. DROP INDEX: the index's; the name of an index that is
 * created stays bare, as SQL wants it. */
char *ddl_statement_in_schema(void *owner, const DdlStatement *statement, const char *schema, Error *err);

/* 16 hexadecimal digits that are equal for texts that parse to the same, whatever blanks and comments, and differ where
 * a name or a constant does: drift is judged by it. */
bool ddl_fingerprint(void *owner, const char *text, char **fingerprint, Error *err);

/* Parses TEXT as the body of a PL/pgSQL function (with its CREATE FUNCTION) just to know that it parses. */
bool ddl_check_plpgsql(const char *create_function, Error *err);

/* Releases what libpg_query keeps for the main thread: call once, at its end. What it keeps for another thread it
 * releases itself when that ends (the destructor of a pthread key); to do so by this call too would free it twice. */
void ddl_exit(void);

#endif
