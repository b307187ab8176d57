/* SPDX-License-Identifier: PostgreSQL */
/*
 * Private to src/sql/ddl*.c: the parse tree and what its parts share.
 *
 * Trees are protobuf-c messages whose every byte is owned through base/mem, so that they are freed with their owner and
 * may be changed in place: a string or node that is put in only needs an owner that lives as long as the tree.
 * Invariant: no tree leaves this module; callers see text and SqlExpression.
 */
#ifndef SQL_DDL_INTERNAL_H
#define SQL_DDL_INTERNAL_H

#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>

#include "quote_internal.h"
#include "sql/ddl.h"

/* `SELECT expression` and the expression in it. */
struct SqlExpression
{
    PgQuery__ParseResult *tree;
    int32_t base; /* where the expression's text starts in the text that the tree's locations count from */
};

/* Called for every message of a tree, parents first. Returns whether to look into the message's parts. */
typedef bool (*DdlVisit)(ProtobufCMessage *message, void *context);

/* ---- ddl_tree.c: texts and trees ---- */

/* PLACE and ERR may be NULL where the caller only asks whether TEXT parses. */
PgQuery__ParseResult *ddl_tree_parse(void *owner, const char *text, DdlErrorPlace *place, Error *err);
/* The library's text, right or not: use ddl_write(). */
char *ddl_tree_deparse(void *owner, PgQuery__ParseResult *tree, Error *err);
/* The only statement of a tree. */
PgQuery__Node *ddl_tree_statement(PgQuery__ParseResult *tree);
/* A tree of one statement, which is put in, not copied. */
PgQuery__ParseResult *ddl_tree_of(void *owner, PgQuery__Node *statement);
PgQuery__Node *ddl_tree_copy_node(void *owner, const PgQuery__Node *node);
PgQuery__ParseResult *ddl_tree_copy(void *owner, const PgQuery__ParseResult *tree);
void ddl_tree_walk(ProtobufCMessage *message, DdlVisit visit, void *context);
/* The same for what is in one field of a message. */
void ddl_tree_walk_field(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, DdlVisit visit,
                         void *context);
/* The packed tree without locations, as hexadecimal digits: equal for equal trees only. */
char *ddl_tree_digits(void *owner, const PgQuery__ParseResult *tree);

/* ---- ddl_depth.c ---- */

/* Whether a packed parse result nests more than LIMIT messages. */
bool ddl_depth_exceeds(void *owner, PgQueryProtobuf packed, size_t limit);

/* ---- ddl_write.c: trees as SQL that is proven to read back ---- */

char *ddl_write(void *owner, PgQuery__ParseResult *tree, Error *err);
/* One expression or type, put in, not copied. */
char *ddl_write_value(void *owner, PgQuery__Node *value, Error *err);
/* `SELECT value`, around the node itself. */
PgQuery__ParseResult *ddl_write_select(void *owner, PgQuery__Node *value);
/* A type with its modifier and array marks: "numeric(12, 2)". */
char *ddl_write_type(void *owner, const PgQuery__TypeName *type, Error *err);

/* ---- ddl_node.c: making and reading nodes ---- */

PgQuery__Node *ddl_node_new(void *owner, PgQuery__Node__NodeCase node_case, void *message);
PgQuery__Node *ddl_node_string(void *owner, const char *text);
PgQuery__Node *ddl_node_column(void *owner, const char *qualifier, const char *column);
/* The text of a String node, or NULL for another kind of node. */
const char *ddl_node_text(const PgQuery__Node *node);
/* A whole number as it is written, "" without a node. */
char *ddl_node_number(void *owner, const PgQuery__Node *node);
/* NULL for protobuf's empty string, which stands for "not written". */
const char *ddl_written(const char *text);
/* Sorts TEXTS, keeps one of equal ones, ends the list with NULL; returns it. */
const char *const *ddl_sorted_texts(const char **texts, size_t *count);
/* The last name of a ColumnRef, or NULL when it ends with a star. */
PgQuery__String *ddl_column_name(PgQuery__ColumnRef *column);
/* Names of a list, such as a function's: the last one, and the schema before it or NULL. */
QualifiedName ddl_names(PgQuery__Node *const *names, size_t count);
QualifiedName ddl_relation(const PgQuery__RangeVar *relation);
/* The message of a node if it is of type DESCRIPTOR. */
#define ddl_is(message, type_name) ((message)->descriptor == &pg_query__##type_name##__descriptor)

/* ---- ddl_error.c: syntax errors ---- */

/* Always NULL, so that a parse can end with it. */
void *ddl_error_syntax(void *owner, const char *text, const PgQueryError *error, DdlErrorPlace *place, Error *err);
/* Tokens of TEXT without comments. *COUNT is 0 where it does not even scan. */
ScanToken *ddl_error_tokens(void *owner, const char *text, size_t *count);

/* ---- ddl_expression.c ---- */

SqlExpression *ddl_expression_new(void *owner, PgQuery__Node *value, int32_t base);
PgQuery__Node *ddl_expression_value(const SqlExpression *expression);
/* Sorted, each once, NULL-terminated: the columns that any message below ROOT reads. */
const char *const *ddl_columns_below(void *owner, ProtobufCMessage *root);
void ddl_rename_below(void *owner, ProtobufCMessage *root, const ColumnRename *renames, size_t count);
/* COLUMN itself where no rename is given for it. */
const char *ddl_renamed(const char *column, const ColumnRename *renames, size_t count);

/* ---- ddl_local.c ---- */

/* The first part of an expression that a row of TABLE alone does not give; what is NULL when there is none. */
typedef struct DdlForeign
{
    const char *what;
    size_t offset;
} DdlForeign;

DdlForeign ddl_foreign_part(void *owner, PgQuery__Node *value, const PgQuery__RangeVar *table);
/* What an expression of columns and operators alone is ("two columns, n divided by a"); else NULL. */
char *ddl_bare_columns(void *owner, const SqlExpression *expression);

/* ---- ddl_column.c: definitions of columns ---- */

DdlColumn *ddl_column_definition(void *owner, PgQuery__ColumnDef *definition, Error *err);
/* Takes CHECK, UNIQUE, PRIMARY KEY and REFERENCES out of DEFINITION, as constraints of its table. */
PgQuery__Constraint **ddl_column_constraints(void *owner, PgQuery__ColumnDef *definition, size_t *count);

/* ---- ddl_tags.c: command tags and what to do with what cannot be split ---- */

typedef struct DdlNodeFacts
{
    DdlKind kind;       /* DDL_DATA, DDL_SESSION or DDL_UNSUPPORTED; others are decided by ddl_statement.c */
    const char *tag;    /* NULL: not a statement */
    const char *advice; /* a sentence: what it is, or what to do instead */
} DdlNodeFacts;

DdlNodeFacts ddl_node_facts(PgQuery__Node__NodeCase node_case);
DdlNodeFacts ddl_subcommand_facts(PgQuery__AlterTableType type);
/* With the whole tag of a statement that is not an ALTER TABLE: "DROP TABLE", "ALTER TYPE RENAME VALUE". */
DdlNodeFacts ddl_facts(void *owner, const PgQuery__Node *statement);
const char *ddl_tag_of_kind(DdlKind kind);
const char *ddl_object_name(PgQuery__ObjectType type);

/* ---- ddl_statement.c and ddl_alter.c: one node → statements ---- */

typedef struct DdlParse
{
    void *owner;
    const char *text;
    ScanToken *tokens; /* without comments */
    size_t token_count;
    DdlScript *script;
} DdlParse;

#define DDL_ADVICE_ONLY "Remove ONLY: a column of a table must be a column of all its partitions and children."

bool ddl_statement_read(DdlParse *parse, PgQuery__RawStmt *raw, Error *err);
bool ddl_alter_read(DdlParse *parse, PgQuery__RawStmt *raw, Error *err);
/* ddl_key.c */
void ddl_key_read(DdlParse *parse, DdlStatement *statement, PgQuery__Constraint *constraint);
const char *ddl_key_timing(const PgQuery__Constraint *constraint);
/* ddl_exclude.c */
void ddl_exclude_read(DdlParse *parse, DdlStatement *statement, PgQuery__Constraint *constraint);
/* ddl_attribute.c: False where COMMENT is on something that is no part of a table. */
bool ddl_comment_read(DdlParse *parse, PgQuery__RawStmt *raw);
/* The constraint of an ALTER TABLE ADD CONSTRAINT, or NULL. */
PgQuery__Constraint *ddl_only_constraint(PgQuery__ParseResult *tree);
/* ddl_rename.c: NOT VALID or not, where there is such a thing. */
void ddl_set_validity(PgQuery__Constraint *constraint, bool not_valid);
/* Adds a statement whose place is that of RAW and whose text is NODE's. Where that cannot be written (the library's
 * writer has its faults): WRITTEN, or if NULL, the text of RAW. */
DdlStatement *ddl_statement_add(DdlParse *parse, const PgQuery__RawStmt *raw, PgQuery__Node *node, const char *written);
/* A copy that lives as long as the script. */
QualifiedName ddl_statement_name(DdlParse *parse, QualifiedName name);
/* Makes it DDL_UNSUPPORTED. */
void ddl_statement_refuse(DdlParse *parse, DdlStatement *statement, const char *tag, const char *advice);
/* The tokens of RAW: [*first, *last). */
void ddl_statement_tokens(const DdlParse *parse, const PgQuery__RawStmt *raw, size_t *first, size_t *last);

#endif
