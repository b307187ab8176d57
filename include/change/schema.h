/* SPDX-License-Identifier: PostgreSQL */
/*
 * What a database is known to hold: relations, types, functions and what hangs on them.
 *
 * Made by folding statements (change/fold), from a server (schema_load()), or both. It may know less than there is: a
 * relation that was only ever altered in what was read is a stub (is_known false), and with is_complete false what is
 * missing may still exist. Whoever asks takes the safe answer where it is not known.
 * Names resolve as in PostgreSQL: by schema, else by search_path. Freed with its owner.
 */
#ifndef CHANGE_SCHEMA_H
#define CHANGE_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "pg/conn.h"
#include "sql/command.h"

typedef struct SchemaRelation SchemaRelation;

typedef struct SchemaColumn
{
    const char *name;
    CommandType type;      /* name "" where it is not known (CREATE TABLE AS) */
    const char *collation; /* or NULL */
    bool not_null;
    bool has_default;
    const CommandExpression *fallback; /* or NULL where it is not known or there is none */
    char identity;                     /* a, d or 0 */
    char generated;                    /* s, v or 0 */
    const char *const *generated_from; /* columns it reads; NULL where it is no generated column */
    SchemaRelation *sequence;          /* owned by it: serial, identity, OWNED BY; or NULL */
    bool is_inherited;
    bool is_also_own; /* inherited, and defined by the table itself too: stays when the parent's is dropped */
} SchemaColumn;

typedef struct SchemaConstraint
{
    const char *name; /* as written, or as PostgreSQL would choose it */
    char type;        /* c f p u x */
    const char *const *columns;
    SchemaRelation *foreign;            /* f: never NULL, maybe a stub */
    const char *const *foreign_columns; /* empty: its primary key */
    bool is_valid;
    bool is_deferrable;
    bool is_inherited;
    bool is_also_own;                    /* as a column's */
    bool is_no_inherit;                  /* c: NO INHERIT */
    SchemaRelation *index;               /* p u x: the index behind it */
    const char *const *proves_not_null;  /* c: columns that it proves to be not null, once valid */
    const CommandExpression *expression; /* c, or NULL */
} SchemaConstraint;

typedef struct SchemaTrigger
{
    const char *name;
    QualifiedName function;
    bool is_row;
    bool on_insert, on_update, on_delete;
    const char *const *update_columns;
    bool is_inherited; /* a row trigger of the partitioned table above it */
} SchemaTrigger;

/* A view's or rule's, policy's, function's dependence on a relation. */
typedef struct SchemaDependency
{
    SchemaRelation *relation;
    const char *const *columns; /* that it reads, where that can be told; NULL: all of them, to be safe */
} SchemaDependency;

struct SchemaRelation
{
    const char *schema;
    const char *name;
    char kind;               /* relkind: r p v m S f i I c */
    char persistence;        /* p u t */
    bool is_known;           /* false: a stub; its columns and constraints are not all known */
    bool is_shown_qualified; /* its schema is not on the path that the session began with */

    /* Where it was made: place in the order of statements that were folded; 0: before all of them, or on the server. */
    size_t made_file;
    size_t made_statement;
    size_t made_transaction; /* number of the transaction; 0: none */
    bool is_empty;           /* surely without rows: made in this file and not filled since */

    double rows_estimate; /* from a server; -1: not known */
    int64_t bytes;        /* from a server; -1: not known */

    SchemaColumn *columns;
    size_t column_count;
    SchemaConstraint *constraints;
    size_t constraint_count;
    SchemaTrigger *triggers;
    size_t trigger_count;
    const char **policies; /* names */
    size_t policy_count;
    const char **rules;
    size_t rule_count;
    QualifiedName *asked; /* relations that its policies and rules read; none once it has neither */
    size_t asked_count;
    const char **statistics; /* extended statistics, names */
    size_t statistic_count;
    const char *const **statistic_columns; /* of each; NULL, or NULL in it: not known */
    size_t statistic_columns_count;

    /* Inheritance and partitions. */
    SchemaRelation **parents;
    size_t parent_count;
    SchemaRelation **children;
    size_t child_count;
    bool is_partition;
    bool is_default_partition;
    const char *bound;
    const char *const *partition_columns; /* of a partitioned table; else NULL */

    /* Of an index. */
    SchemaRelation *table;
    const char *const *keys;
    const char *const *mentions;
    const char *column_names; /* its own columns' names joined, for names chosen after it; NULL: as its keys */
    bool is_unique;
    bool has_expression;
    bool has_predicate;
    bool is_valid;
    bool is_constraint_index;
    bool is_primary;
    const char *method;

    /* Indexes on a table or materialized view. */
    SchemaRelation **indexes;
    size_t index_count;

    /* Of a sequence: whose it is. */
    SchemaRelation *owner_table;
    const char *owner_column;
    bool is_identity_sequence;

    /* Of a view or materialized view: what it reads; of a table: which views read it (with the columns read). */
    SchemaDependency *reads;
    size_t read_count;
    SchemaDependency *readers;
    size_t reader_count;
    /* Foreign keys of other tables to this one: the tables (each once). */
    SchemaRelation **referrers;
    size_t referrer_count;

    const char *of_type; /* CREATE TABLE OF, or NULL */
    bool row_security;
    bool force_row_security;
    bool is_published;     /* in a publication, or there is one FOR ALL TABLES */
    char replica_identity; /* d n f i */
    const char *replica_index;
    const char *clustered_index;

    bool is_dropped; /* no longer there: what schema_drop_relation() took stays readable until schema_recycle() */
    size_t order;    /* its place in the schema's own list: of src/change/schema*.c alone */
};

typedef struct SchemaType
{
    const char *schema;
    const char *name;
    char kind;           /* e enum, d domain, c composite, r range, b base or not known */
    CommandType base;    /* of a domain */
    bool is_constrained; /* a domain with CHECK or NOT NULL */
    const char **labels; /* of an enum */
    size_t label_count;
    size_t made_file;
    size_t made_transaction;
    const char **new_labels; /* added in the transaction that is open, to a type older than it */
    size_t new_label_count;
    bool is_dropped; /* see SchemaRelation */
    size_t order;
} SchemaType;

typedef struct SchemaFunction SchemaFunction;

struct SchemaFunction
{
    const char *schema;
    const char *name;
    size_t argument_count;
    size_t default_count;
    char volatility;      /* i s v */
    const char *language; /* "sql", "plpgsql", "c" … */
    bool is_procedure;
    bool is_trigger;            /* RETURNS trigger */
    const char *signature;      /* argument types as text */
    const char *argument_names; /* joined, to see whether CREATE OR REPLACE renames one */
    const char *result;         /* return type as text */
    const char *opaque;         /* see Command.opaque */
    const char *body_text;      /* or NULL */
    const Command *body;        /* owned by the schema; or NULL */
    size_t body_count;
    SchemaFunction *next; /* another of the same schema and name */
    void *body_owner;     /* of body */
    bool is_dropped;      /* see SchemaRelation */
    size_t order;
};

typedef struct Schema Schema;

/* The statements of the file that is judged, those to come too: they tell what names mean where nothing else does. */
typedef struct SchemaOutlook
{
    const CommandList *const *lists; /* NULL in it: not parsed */
    size_t count;
} SchemaOutlook;

typedef struct SchemaSettings
{
    int server_version; /* 150000; what is claimed holds for it */
    bool is_complete;   /* what it does not hold does not exist (from a server, or a whole history or --schema) */
    bool is_live;       /* from a server */
    /* TimeZone: 0 not known, 1 it is UTC or like it, 2 it is another. From the server or SET timezone. */
    int time_zone;
    const char *const *search_path; /* without pg_catalog; at first: public */
    size_t current_file;            /* that is being folded: as fold_begin_file() was told; 0: none */
    const SchemaOutlook *outlook;   /* or NULL; of whoever sets it, before each classify_command() */
} SchemaSettings;

/* An empty one. */
Schema *schema_new(void *owner, int server_version);

/* A deep copy, for what will be taken back (BEGIN … ROLLBACK). */
Schema *schema_copy(void *owner, const Schema *schema);

/* The same for a while in which SCHEMA stays as it is (down files, bodies): texts are shared, so that SCHEMA must outlive
 * it. */
Schema *schema_copy_briefly(void *owner, const Schema *schema);

SchemaSettings *schema_settings(Schema *schema);
const SchemaSettings *schema_settings_of(const Schema *schema);

/* All user relations, types and functions of the server of CONN, as of now. Statements: a few SELECTs on system catalogs
 * in one read-only REPEATABLE READ transaction; locks: ACCESS SHARE on catalogs, and for a moment on tables. */
Schema *schema_load(void *owner, Conn *conn, Error *err);

/* ---- looking up; NULL where it is not known ---- */

SchemaRelation *schema_relation(const Schema *schema, QualifiedName name);
/* The index, sequence … that NAME means, in the schema of TABLE where it has none. */
SchemaRelation *schema_relation_near(const Schema *schema, const SchemaRelation *table, QualifiedName name);
/* Whether nobody but the file that is being folded can know of RELATION: it was made in it, as was what is above it. */
bool schema_is_new(const Schema *schema, const SchemaRelation *relation);
SchemaColumn *schema_column(const SchemaRelation *relation, const char *name);
SchemaConstraint *schema_constraint(const SchemaRelation *relation, const char *name);
SchemaType *schema_type(const Schema *schema, const char *schema_name, const char *name);
/* The first of those that ARGUMENT_COUNT arguments fit (with defaults; SCHEMA_ANY_ARGUMENTS: all of that name), of the
 * first schema of the path that has one; *COUNT (may be NULL) says how many there are. */
#define SCHEMA_ANY_ARGUMENTS SIZE_MAX
SchemaFunction *schema_function(const Schema *schema, QualifiedName name, size_t argument_count, size_t *count);
bool schema_has_namespace(const Schema *schema, const char *name);

/* The volatility of a function: of the user's, of pg_catalog (a table generated from PostgreSQL 15's pg_proc), of known
 * extensions; 'v' where nothing is known. *IS_KNOWN says whether it was found. */
char schema_volatility(const Schema *schema, QualifiedName function, size_t argument_count, bool *is_known);

/* Whether any call of an expression is volatile; NULL is not. *WHICH (may be NULL) is the first such function's name. */
bool schema_is_volatile(const Schema *schema, const CommandExpression *expression, const char **which);

/* The type under domains, and whether one of them has a constraint. */
CommandType schema_base_type(const Schema *schema, CommandType type, bool *is_constrained);

/* A relation as regclass would write it: bare where search_path finds it; while that is empty, as in a dump, where the
 * path that the session began with does. OWNER owns the text. */
char *schema_relation_text(void *owner, const Schema *schema, const SchemaRelation *relation);
/* The same for a name that may not be known: as written, "public." dropped. */
char *schema_name_text(void *owner, const Schema *schema, QualifiedName name);

/* Calls VISIT for every relation, type or function, in the order in which they were made. */
void schema_each_relation(const Schema *schema, void (*visit)(SchemaRelation *relation, void *context), void *context);
void schema_each_type(const Schema *schema, void (*visit)(SchemaType *type, void *context), void *context);
void schema_each_function(const Schema *schema, void (*visit)(SchemaFunction *function, void *context), void *context);

/* ---- changing it: for change/fold and schema_load() ---- */

/* A new relation (its name is then resolvable); one that exists under that name is returned as it is with *EXISTED. */
SchemaRelation *schema_add_relation(Schema *schema, QualifiedName name, char kind, bool *existed);
/* The relation, or a stub of it. */
SchemaRelation *schema_need_relation(Schema *schema, QualifiedName name, char kind);
/* With its indexes and owned sequences, out of parents, children, readers and referrers; foreign keys that refer to it
 * go too. It stays readable, is_dropped, until schema_recycle(). */
void schema_drop_relation(Schema *schema, SchemaRelation *relation);
void schema_rename_relation(Schema *schema, SchemaRelation *relation, const char *schema_name, const char *name);
SchemaColumn *schema_add_column(Schema *schema, SchemaRelation *relation, const char *name);
/* With what cannot be without it: indexes, constraints, statistics and generated columns that mention it, foreign keys of
 * others to it, a sequence that it owns. */
void schema_drop_column(Schema *schema, SchemaRelation *relation, const char *name);
/* In whatever names it: indexes, constraints, foreign keys of others, views that read it. Texts of expressions stay. */
void schema_rename_column(Schema *schema, SchemaRelation *relation, const char *name, const char *new_name);
SchemaConstraint *schema_add_constraint(Schema *schema, SchemaRelation *relation, const char *name, char type);
/* With its index, and foreign keys of others that need it. */
void schema_drop_constraint(Schema *schema, SchemaRelation *relation, const char *name);
void schema_rename_constraint(Schema *schema, SchemaRelation *relation, SchemaConstraint *constraint, const char *name);
/* Whether a constraint of a table in that schema has that name: PostgreSQL chooses no such name. */
bool schema_has_constraint_name(const Schema *schema, const char *schema_name, const char *name);
/* The one that exists under that name is returned as it is. */
SchemaType *schema_add_type(Schema *schema, QualifiedName name, char kind);
void schema_drop_type(Schema *schema, SchemaType *type);
void schema_rename_type(Schema *schema, SchemaType *type, const char *schema_name, const char *name);
/* The one of that name and signature that exists is returned as it is. */
SchemaFunction *schema_add_function(Schema *schema, QualifiedName name, const char *signature);
void schema_drop_function(Schema *schema, SchemaFunction *function);
void schema_rename_function(Schema *schema, SchemaFunction *function, const char *schema_name, const char *name);
void schema_add_namespace(Schema *schema, const char *name);
void schema_drop_namespace(Schema *schema, const char *name);
/* Both directions at once. */
void schema_link_child(Schema *schema, SchemaRelation *parent, SchemaRelation *child);
void schema_unlink_child(SchemaRelation *parent, SchemaRelation *child);
void schema_link_reader(Schema *schema, SchemaRelation *reader, SchemaRelation *read, const char *const *columns);
void schema_link_index(Schema *schema, SchemaRelation *table, SchemaRelation *index);
/* All of them, with the sequences that go with them; nothing else falls. */
void schema_forget_columns(Schema *schema, SchemaRelation *relation);
/* Whether RELATION falls where WHOLE is dropped, as indexes and owned sequences do. */
bool schema_goes_with(const SchemaRelation *relation, const SchemaRelation *whole);
/* SEQUENCE goes with COLUMN of TABLE; another one that did is its own again: a column knows of one. */
void schema_link_sequence(SchemaRelation *table, SchemaColumn *column, SchemaRelation *sequence);
/* REFERRER has a foreign key to RELATION. */
void schema_note_referrer(Schema *schema, SchemaRelation *relation, SchemaRelation *referrer);
/* The last foreign key to it may be gone: takes REFERRER out of the referrers of RELATION where it is. */
void schema_forget_referrer(SchemaRelation *relation, SchemaRelation *referrer);
void schema_set_search_path(Schema *schema, const char *const *names);
/* Frees what was dropped: nobody may hold a pointer to it. */
void schema_recycle(Schema *schema);
/* Texts, types and expressions that the schema is to keep: copied, each different text once. */
const char *schema_keep(Schema *schema, const char *text);
const char *const *schema_keep_list(Schema *schema, const char *const *list);
CommandType schema_keep_type(Schema *schema, CommandType type);
const CommandExpression *schema_keep_expression(Schema *schema, const CommandExpression *expression);
/* A deep copy of commands (bodies of functions), owned by the schema. */
const Command *schema_keep_commands(Schema *schema, const Command *commands, size_t count);
/* The same as the body of FUNCTION: what it had before goes with the next schema_recycle(). */
void schema_set_body(Schema *schema, SchemaFunction *function, const Command *commands, size_t count);

#endif
