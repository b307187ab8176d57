/* SPDX-License-Identifier: PostgreSQL */
/*
 * SQL text → Commands: what every statement of PostgreSQL 15's grammar says, as plain data.
 *
 * Where sql/ddl reads what can be split into phases, this reads everything that can be judged: one Command for each
 * statement, and one for each subcommand of an ALTER TABLE (ALTER INDEX, ALTER VIEW …, which share its grammar). A
 * command names its verb (CommandKind), the kind of object (SqlObject) and what it says of it; nothing is looked up.
 * Bodies (of DO, of functions, of CREATE SCHEMA, of EXPLAIN ANALYZE) are Commands below their command.
 * Conventions: names[0] is the object itself; a part of it that has no schema of its own (column, constraint, trigger,
 * rule, policy, attribute, enum value) is in `member`; a second object is in `target`. Offsets are 0-based bytes in the
 * text that was given. Lists of texts end with NULL and are never NULL; other lists have a count.
 * Safe to call from several threads at once, each with an owner of its own.
 */
#ifndef SQL_COMMAND_H
#define SQL_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "sql/ddl.h"
#include "sql/quote.h"

/* One row each in sql/command_kinds.def: COMMAND(symbol, words). */
typedef enum CommandKind
{
#define COMMAND(symbol, words) COMMAND_##symbol,
#include "sql/command_kinds.def"
#undef COMMAND
    COMMAND_KINDS /* how many there are */
} CommandKind;

/* Kinds of object, in PostgreSQL's own words; one row each in sql/command_objects.def: OBJECT(symbol, words). */
typedef enum SqlObject
{
#define OBJECT(symbol, words) SQL_##symbol,
#include "sql/command_objects.def"
#undef OBJECT
    SQL_OBJECTS
} SqlObject;

/* PostgreSQL's table-level lock modes in order of strength; 0 is none. */
typedef enum LockMode
{
    LOCK_NONE,
    LOCK_ACCESS_SHARE,
    LOCK_ROW_SHARE,
    LOCK_ROW_EXCLUSIVE,
    LOCK_SHARE_UPDATE_EXCLUSIVE,
    LOCK_SHARE,
    LOCK_SHARE_ROW_EXCLUSIVE,
    LOCK_EXCLUSIVE,
    LOCK_ACCESS_EXCLUSIVE,
} LockMode;

/* A type as written, with the grammar's own spellings resolved: integer is pg_catalog.int4. */
typedef struct CommandType
{
    const char *schema; /* NULL where none was written; "pg_catalog" for what the grammar spells itself */
    const char *name;   /* "int4", "varchar", "mood"; "" where there is no type */
    int modifiers[2];   /* varchar(10): 10; numeric(12,2): 12, 2; interval's are PostgreSQL's own numbers */
    size_t modifier_count;
    const char
        *modifier_text; /* where some are no numbers, all of them: "point,4326" of geometry(Point,4326); else NULL */
    size_t array_dimensions;
    bool is_set;    /* SETOF */
    char serial;    /* serial 4, bigserial 8, smallserial 2 (name is then int4, int8, int2); else 0 */
    bool is_copied; /* column%TYPE: what it is depends on another table */
} CommandType;

/* What is called in an expression or query. */
typedef struct CommandCall
{
    QualifiedName function;
    size_t argument_count;
    const char *argument; /* the first argument where it is a string literal, as in nextval('s'); else NULL */
} CommandCall;

/* A relation that a query reads or writes. Names of CTEs are not relations and not listed. */
typedef struct CommandUse
{
    QualifiedName relation;
    LockMode
        lock;  /* AccessShare: read; RowShare: FOR UPDATE …; RowExclusive: INSERT, UPDATE, DELETE, MERGE, COPY FROM */
    bool only; /* FROM ONLY t wherever it is read: its children are left alone */
    /* Of a view's query and that of CREATE TABLE AS, and from command_parse_columns() of every query: the columns that it
     * may name of it (of several relations a bare name counts for each); NULL: all of them, or not known. */
    const char *const *columns;
} CommandUse;

typedef struct CommandExpression
{
    const char *text;           /* as written, trimmed */
    const char *const *columns; /* that it reads, sorted, each once; qualifiers dropped */
    CommandCall *calls;
    size_t call_count;
    const char *const *operators; /* that it uses, sorted, each once */
    bool is_constant;             /* a literal, possibly cast, signed or an array of such; includes NULL */
    bool is_null;                 /* NULL, possibly cast */
    bool has_subquery;
    const char *cast_column;            /* it is this column, bare or under casts alone; or NULL */
    CommandType cast_type;              /* the outermost cast of it; name "" where there is none */
    const char *const *proves_not_null; /* columns that are not null wherever it is true: c IS NOT NULL, ANDed */
} CommandExpression;

typedef struct CommandColumn
{
    const char *name;
    CommandType type;
    const char *collation;               /* as written, or NULL */
    bool not_null;                       /* NOT NULL or PRIMARY KEY is written, or it is serial or identity */
    const CommandExpression *fallback;   /* DEFAULT, or NULL */
    char identity;                       /* a ALWAYS, d BY DEFAULT, or 0 */
    const CommandExpression *generated;  /* GENERATED ALWAYS AS (…) STORED, or NULL */
    const char *const *sequence_options; /* of identity: words such as "start" */
    size_t offset;
    size_t length;
} CommandColumn;

typedef struct CommandConstraint
{
    char type;                   /* as pg_constraint.contype: c f p u x; n for a domain's NOT NULL */
    const char *name;            /* as written, or NULL */
    bool is_inline;              /* written in a column's definition; columns then holds that column */
    const char *const *columns;  /* of the table itself: keys, of f the referencing ones, of c those that it reads */
    QualifiedName foreign_table; /* f */
    const char *const *foreign_columns; /* f; empty: its primary key */
    bool is_not_valid;                  /* as written: in CREATE TABLE PostgreSQL takes it as valid all the same */
    bool is_deferrable;
    const char *index; /* USING INDEX name, or NULL */
    bool nulls_not_distinct;
    bool no_inherit;
    const CommandExpression *expression; /* c */
    size_t offset;
    size_t length;
} CommandConstraint;

typedef struct CommandIndex
{
    const char *method;          /* "btree" */
    const char *const *keys;     /* plain key columns; "" stands for an expression */
    const char *const *mentions; /* every column that it mentions, INCLUDE, expressions and predicate too; sorted */
    bool is_unique;
    bool has_expression;
    bool has_predicate;
    bool has_collation_or_opclass;
    const CommandCall *calls; /* in expressions and predicate */
    size_t call_count;
} CommandIndex;

typedef struct CommandFunction
{
    CommandType *argument_types;       /* of IN, INOUT and VARIADIC arguments */
    const char *const *argument_names; /* of those: "" where none is written */
    size_t argument_count;
    size_t default_count;
    CommandType result;      /* name "" for procedures */
    const char *result_text; /* "TABLE (…)" and OUT arguments as written, joined; or "" */
    const char *language;    /* lower case; "sql" where the body is standard SQL; "" where not written */
    char volatility;         /* i, s, v; 0 where not written (ALTER FUNCTION) */
    bool is_standard_sql;    /* BEGIN ATOMIC or RETURN: dependencies are tracked */
    const char *body;        /* or NULL */
} CommandFunction;

typedef struct CommandTrigger
{
    QualifiedName function;
    bool is_before, is_instead, is_row, is_constraint;
    bool on_insert, on_update, on_delete, on_truncate;
    const char *const *update_columns; /* UPDATE OF */
} CommandTrigger;

/* INSERT, UPDATE, DELETE, MERGE, COPY, SELECT, VALUES; of a view or CREATE TABLE AS: of its query. names[0] is the table
 * that is written to or made, uses hold all relations. */
typedef struct CommandData
{
    bool has_where;       /* UPDATE, DELETE */
    bool has_limit;       /* in it or in a query below, such as that of a batch */
    bool is_values;       /* INSERT … VALUES or DEFAULT VALUES */
    int value_count;      /* values in a row of INSERT … VALUES; -1: DEFAULT VALUES; 0: not VALUES or not known */
    bool has_column_list; /* INSERT, COPY */
    bool has_conflict;    /* ON CONFLICT */
    bool is_from;         /* COPY … FROM */
    const char *const *columns; /* assigned or inserted, in order, as written (duplicates kept) */
    const char *const *nulls;   /* columns that get NULL: of UPDATE; of INSERT … VALUES those NULL in every row */
    /* INSERT … VALUES, a letter for each place in a row: n NULL in every row, v a value in some, d DEFAULT in some and a
     * value in none, b both. NULL where value_count is not above 0. */
    const char *row;
    bool has_star; /* SELECT *, RETURNING * */
} CommandData;

typedef struct Command
{
    CommandKind kind;
    SqlObject object;
    SqlObject owner_object; /* the object is a part (COLUMN, TABLE_CONSTRAINT …): the kind of relation that it is of as
                               written, TABLE for ALTER TABLE v RENAME COLUMN; ALTER EXTENSION ADD: the kind of target */
    const char
        *tag; /* PostgreSQL's command tag ("ALTER TYPE"); of ALTER TABLE with the subcommand: ALTER TABLE ADD COLUMN */
    const char *words; /* as exact as it gets: "ALTER TYPE ADD VALUE", "ALTER TABLE ADD CONSTRAINT FOREIGN KEY" */
    size_t offset;     /* of the statement; of the second and later subcommands: of the subcommand */
    size_t length;
    size_t part; /* of a statement with subcommands, which one, from 0 */
    size_t part_count;

    QualifiedName *names; /* all that the statement is about: DROP TABLE a, b */
    size_t name_count;
    const char *member;
    const char
        *new_name; /* RENAME: the new name; SET SCHEMA: the schema; OWNER TO: the role; SET: the value, or NULL */
    QualifiedName target;      /* see below; name NULL where there is none */
    const char *target_member; /* OWNED BY t.c: c */
    bool if_exists;            /* IF EXISTS of a statement, or of a subcommand (DROP COLUMN IF EXISTS) */
    bool if_not_exists;
    bool or_replace;
    bool cascade;
    bool only;
    bool concurrently;
    bool is_temporary;
    bool is_unlogged;
    bool full;           /* VACUUM FULL; DISABLE TRIGGER ALL */
    bool user;           /* DISABLE TRIGGER USER */
    bool with_no_data;   /* CREATE MATERIALIZED VIEW, REFRESH … WITH NO DATA; CREATE TABLE AS … WITH NO DATA */
    bool is_local;       /* SET LOCAL */
    bool is_default;     /* the DEFAULT partition; SET x TO DEFAULT; BY DEFAULT */
    bool is_restrictive; /* CREATE POLICY */
    bool has_position;   /* ALTER TYPE ADD VALUE … BEFORE, AFTER */
    bool is_all;         /* ON ALL TABLES IN SCHEMA; FOR ALL TABLES; ALTER TABLE ALL IN TABLESPACE; DISCARD ALL */
    bool analyze;        /* EXPLAIN ANALYZE, VACUUM ANALYZE */
    LockMode lock;       /* LOCK TABLE */
    const char *const
        *options; /* names of SET (…), RESET (…), WITH (…), VACUUM (…), sequence options; privileges of GRANT */
    const char *const *roles;   /* grantees; owners of REASSIGN OWNED */
    const char *const *members; /* several members: enum labels, columns of statistics, SET CONSTRAINTS names … */

    CommandColumn *columns; /* CREATE TABLE, ADD COLUMN, ALTER COLUMN TYPE (type, collation), composite types; a
                               CREATE TABLE AS or VIEW: names alone where it can be seen (type.name "") */
    size_t column_count;
    CommandConstraint *constraints; /* CREATE TABLE, ADD COLUMN (inline ones), ADD CONSTRAINT, domains */
    size_t constraint_count;
    QualifiedName *likes; /* CREATE TABLE: LIKE */
    size_t like_count;
    const char *const *like_options; /* words of all LIKE together: "defaults", "constraints", "indexes", "all" … */
    QualifiedName *parents;          /* CREATE TABLE: INHERITS */
    size_t parent_count;
    char partition_strategy; /* CREATE TABLE … PARTITION BY: r, l, h; else 0 */
    const char *const *partition_columns;
    const char *bound; /* PARTITION OF and ATTACH: FOR VALUES … as written, or DEFAULT; or NULL */
    CommandType base;  /* CREATE DOMAIN, CREATE TABLE OF, ALTER SEQUENCE AS: the type */

    const CommandExpression *
        expression; /* USING of ALTER TYPE, SET DEFAULT's, DEFAULT of CREATE DOMAIN, CHECK's of ADD CONSTRAINT, WHERE … */
    CommandIndex *index; /* CREATE INDEX */
    CommandFunction *function;
    CommandTrigger *trigger;
    CommandData *data;
    CommandUse *uses; /* relations that queries in it touch; of a view or CREATE TABLE AS: what it reads */
    size_t use_count;
    CommandCall *calls; /* functions that its queries and expressions call when it runs */
    size_t call_count;
    struct Command
        *body; /* commands in it: DO, function bodies (SQL, PL/pgSQL), CREATE SCHEMA, EXPLAIN, PREPARE, rules */
    size_t body_count;
    const char *opaque; /* what cannot be seen of it and why ("EXECUTE of an expression at line 4"), or NULL */
} Command;

/*
 * target: CREATE INDEX, CREATE STATISTICS: the table (names[0] is the index; its name is NULL where none is written) ·
 * PARTITION OF: the parent · ATTACH, DETACH PARTITION: the partition (names[0] the parent) · INHERIT, NO INHERIT: the
 * parent · ALTER INDEX ATTACH: the other index · OWNED BY: the table · REPLICA IDENTITY, CLUSTER ON: the index ·
 * ADD CONSTRAINT FOREIGN KEY and REFERENCES are in constraints. CREATE TRIGGER, RULE, POLICY and statements about them,
 * about columns and about table constraints: names[0] is the table, member the trigger … · CREATE CAST: names[0] the
 * source type, target the other · TRANSFORM: names[0] the type, member the language · OPERATOR CLASS, FAMILY: member is
 * the access method · CREATE CONSTRAINT TRIGGER FROM: the other table · CLUSTER: the index · ALTER EXTENSION ADD, DROP:
 * the object (owner_object its kind) · IMPORT FOREIGN SCHEMA: names[0] is the local schema, member the remote one,
 * target the server · USER MAPPING: names[0] is the server, roles the user · ALTER ROLE … IN DATABASE: the database.
 * members of statements about functions and operators: one signature ("(integer, text)", "" where none is written) for
 * each name. Of a publication's statements uses are its tables, members its schemas.
 */

typedef struct CommandList
{
    Command *commands;
    size_t count;
    int needs_version; /* the text needs a server of this version (160000) for its syntax; 0: any */
} CommandList;

/* The commands of TEXT: one or more statements. A subquery in FROM without an
 * alias (PostgreSQL 16) and ADD CONSTRAINT name NOT NULL column (18) are read, too, in 15's words. On a syntax error false, with ERR and *PLACE as ddl_parse(). Functions
 * and DO blocks in PL/pgSQL are parsed too; a body that does not parse makes the command opaque, not an error. */
bool command_parse(void *owner, const char *text, CommandList **list, DdlErrorPlace *place, Error *err);

/* The same, and the uses of SELECT, INSERT, UPDATE, DELETE, MERGE and COPY have their columns, too: read, assigned, inserted or
 * matched by ON CONFLICT. An INSERT or COPY without a column list counts for all. For texts that clients have sent. */
bool command_parse_columns(void *owner, const char *text, CommandList **list, DdlErrorPlace *place, Error *err);

const char *command_kind_words(CommandKind kind);
const char *command_object_words(SqlObject object);

/* "numeric(12,2)[]" with PostgreSQL's own spellings: pg_catalog.int4 is "integer". */
char *command_type_text(void *owner, const CommandType *type);

bool command_type_equal(const CommandType *a, const CommandType *b);

#endif
