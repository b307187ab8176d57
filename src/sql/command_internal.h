/* SPDX-License-Identifier: PostgreSQL */
/*
 * Private to src/sql/command*.c: how one node of the parse tree becomes Commands.
 *
 * Invariant: every text in a Command belongs to parse->owner; nothing of the tree outlives the call.
 */
#ifndef SQL_COMMAND_INTERNAL_H
#define SQL_COMMAND_INTERNAL_H

#include "ddl_internal.h"
#include "sql/command.h"

/* Bodies within bodies: a DO in a DO … is read this deep, then opaque. */
#define COMMAND_BODY_DEPTH_MAX 8

typedef struct CommandParse
{
    void *owner;
    const char *text;
    size_t text_length;
    PgQuery__RawStmt *raw;     /* the statement that is being read */
    const PgQuery__Node *node; /* it, or the part of it that is being read as a command of its own */
    size_t offset;             /* of it, without leading blanks and comments */
    size_t length;
    CommandList *list;
    size_t body_depth;
    bool names_columns; /* command_parse_columns() */
} CommandParse;

/* The empty list of texts, shared by all commands. */
extern const char *const command_no_texts[1];

/* ---- command.c: dispatch ---- */

/* Reads one statement node (of a script, of EXPLAIN, PREPARE, a rule, CREATE SCHEMA …), adds its commands and finishes
 * those that their reader has not. */
void command_read(CommandParse *parse, const PgQuery__Node *node);
/* A new command at the statement's place, all its lists empty, never NULL. It moves when another is added. */
Command *command_add(CommandParse *parse, CommandKind kind, SqlObject object);
/* The commands of NODE as a body; COUNT says how many. */
Command *command_body_of(CommandParse *parse, const PgQuery__Node *node, size_t *count);
/* The commands of the SQL in TEXT (a function's body, a string that EXECUTE runs); NULL with *COUNT 0 and OPAQUE set
 * on COMMAND where it does not parse. Their offsets already count from the start of parse->text. */
Command *command_body_of_text(CommandParse *parse, Command *command, const char *text, size_t *count);
/* Makes offsets that count from the start of TEXT, which stands somewhere in the statement, count from the start of
 * parse->text. Where it does not stand there as it is (it was escaped), they get the statement's own place. */
void command_place_body(const CommandParse *parse, const char *text, Command *commands, size_t count);

/* ---- one reader a family; each adds its commands ---- */

void command_read_alter_table(CommandParse *parse, const PgQuery__AlterTableStmt *statement); /* command_alter.c */
void command_read_create_table(CommandParse *parse, const PgQuery__CreateStmt *statement);    /* command_table.c */
void command_read_foreign_table(CommandParse *parse, const PgQuery__CreateForeignTableStmt *statement);
void command_read_index(CommandParse *parse, const PgQuery__IndexStmt *statement); /* command_index.c */
void command_read_statistics(CommandParse *parse, const PgQuery__CreateStatsStmt *statement);
void command_read_domain(CommandParse *parse, const PgQuery__CreateDomainStmt *statement); /* command_table.c */
void command_read_alter_domain(CommandParse *parse, const PgQuery__AlterDomainStmt *statement);
bool command_read_query(CommandParse *parse,
                        const PgQuery__Node *node); /* command_query.c: DML, SELECT, COPY, CTAS, views … */
bool command_read_object(CommandParse *parse,
                         const PgQuery__Node *node); /* command_object.c: DROP, RENAME, OWNER, COMMENT … */
bool command_read_function(CommandParse *parse,
                           const PgQuery__Node *node); /* command_function.c: functions, DO, CALL, triggers */
bool command_read_utility(CommandParse *parse,
                          const PgQuery__Node *node); /* command_utility.c: the rest, session, roles … */

/* ---- command_plpgsql.c ---- */

/* What the PL/pgSQL code TEXT (the body of a function or DO) runs: statements in order, those of all branches. Sets
 * command->body and, where something cannot be seen, command->opaque. */
void command_plpgsql(CommandParse *parse, Command *command, const char *text);
/* The text that the expression in EXPRESSION (SQL) always gives: literals, ||, format() and its kin; else NULL. */
const char *command_constant_text(CommandParse *parse, const char *expression); /* command_constant.c */

/* ---- command_reader.c: what the readers above share ---- */

/* MESSAGE is the statement in the node, such as a PgQuery__DropStmt. */
typedef void (*CommandReader)(CommandParse *parse, const void *message);

typedef struct CommandRow
{
    PgQuery__Node__NodeCase node_case;
    CommandReader read;
} CommandRow;

/* False: no row reads such a node. */
bool command_read_by(CommandParse *parse, const PgQuery__Node *node, const CommandRow *rows, size_t count);
/* command_add() with names[0] a name without a schema. */
Command *command_add_named(CommandParse *parse, CommandKind kind, SqlObject object, const char *name);
/* Appends to a list of texts; the list before stays as it was. */
void command_add_text(CommandParse *parse, const char *const **texts, const char *text);
/* Appends BODY to the body that the command has. */
void command_add_body(CommandParse *parse, Command *command, const Command *body, size_t count);
/* Keeps the first reason. */
void command_set_opaque(Command *command, const char *reason);
const char *const *command_roles(CommandParse *parse, PgQuery__Node *const *nodes, size_t count);
/* Of FULL, FULL true, FULL off …, as defGetBoolean() of PostgreSQL. */
bool command_option_is_on(PgQuery__Node *const *options, size_t count, const char *name);
/* Texts, numbers and names as one text: "a, b". */
const char *command_value(CommandParse *parse, PgQuery__Node *const *nodes, size_t count);
/* The setting of ALTER ROLE, DATABASE, SYSTEM: member, new_name …; "set" or "reset" in options. (command_session.c) */
void command_add_setting(CommandParse *parse, Command *command, const PgQuery__VariableSetStmt *setting);
/* "(integer, text)", or "" where no arguments are written. */
const char *command_signature(CommandParse *parse, const PgQuery__ObjectWithArgs *object);
/* names, member and members of OBJECT as DROP, COMMENT, ALTER EXTENSION ADD … write it. */
void command_identify(CommandParse *parse, Command *command, PgQuery__ObjectType type, const PgQuery__Node *object);

/* ---- command_uses.c ---- */

/* Each relation once, with its strongest mode. */
void command_add_use(CommandParse *parse, Command *command, QualifiedName relation, LockMode lock);
/* The use of RELATION, or NULL. */
CommandUse *command_find_use(const Command *command, QualifiedName relation);

/* ---- command_columns.c ---- */

/* Fills the columns of the command's uses, which are those of QUERY. */
void command_use_columns(CommandParse *parse, Command *command, const PgQuery__Node *query);
/* The same for a statement that reads or writes rows, which may also write columns, or all of them. */
void command_data_columns(CommandParse *parse, Command *command);

/* ---- command_data.c: SELECT, INSERT, UPDATE, DELETE, MERGE, COPY ---- */

bool command_read_data(CommandParse *parse, const PgQuery__Node *node);
/* What SELECT or VALUES says, for a view or CREATE TABLE AS too: data, uses, calls. */
void command_select(CommandParse *parse, Command *command, const PgQuery__Node *query);
/* Names of the columns that QUERY gives, as PostgreSQL would name them, or NAMES where given for the first of them;
 * none where a star hides them. Sets the command's columns. */
void command_output_columns(CommandParse *parse, Command *command, const PgQuery__Node *query,
                            PgQuery__Node *const *names, size_t name_count); /* command_output.c */

/* ---- parts of command_read_object() and command_read_utility() ---- */

bool command_read_type(CommandParse *parse, const PgQuery__Node *node); /* command_defined_type.c */
bool command_read_definition(CommandParse *parse,
                             const PgQuery__Node *node); /* command_definition.c: schemas, casts … */
bool command_read_foreign(CommandParse *parse, const PgQuery__Node *node); /* command_foreign.c: FDW, publications … */
bool command_read_rights(CommandParse *parse, const PgQuery__Node *node);  /* command_rights.c: GRANT, roles … */
bool command_read_session(CommandParse *parse, const PgQuery__Node *node); /* command_session.c: SET, cursors … */

/* ---- command_part.c: parts that many statements share ---- */

const char *command_text(CommandParse *parse, const char *text); /* a copy; NULL for "" and NULL */
QualifiedName command_relation(CommandParse *parse, const PgQuery__RangeVar *relation);
/* Of a list of String nodes, such as a function's name; one node may also be a List or TypeName or ObjectWithArgs. */
QualifiedName command_name(CommandParse *parse, const PgQuery__Node *node);
QualifiedName command_name_of(CommandParse *parse, PgQuery__Node *const *names, size_t count);
void command_add_name(CommandParse *parse, Command *command, QualifiedName name);
CommandType command_type(CommandParse *parse, const PgQuery__TypeName *type);
const CommandExpression *command_expression(CommandParse *parse, const PgQuery__Node *node);
/* Relations and calls of every query below NODE, added to the command. LOCK is that of relations in FROM. */
void command_add_uses(CommandParse *parse, Command *command, const PgQuery__Node *node);
CommandColumn command_column(CommandParse *parse, const PgQuery__ColumnDef *definition);
/* A table constraint, or with COLUMN an inline one; false for what is no constraint of its own (NOT NULL, DEFAULT …). */
bool command_constraint(CommandParse *parse, const PgQuery__Constraint *node, const char *column,
                        CommandConstraint *constraint);
/* String nodes → texts, NULL-terminated. */
const char *const *command_texts(CommandParse *parse, PgQuery__Node *const *nodes, size_t count);
/* Names of DefElem nodes, lower case. */
const char *const *command_option_names(CommandParse *parse, PgQuery__Node *const *nodes, size_t count);
SqlObject command_object_of(PgQuery__ObjectType type);
/* The role's name, or "current_user" …, "public". */
const char *command_role(CommandParse *parse, const PgQuery__RoleSpec *role);

/* ---- command_column.c: what a column's definition says beside its name and type ---- */

/* Inline constraints of DEFINITION, added to the command. */
void command_add_inline_constraints(CommandParse *parse, Command *command, const PgQuery__ColumnDef *definition);
void command_add_constraint(CommandParse *parse, Command *command, const PgQuery__Constraint *node);
/* Where the INDEXth of CONSTRAINTS, which stand one behind the other without commas, ends. */
size_t command_inline_end(const CommandParse *parse, PgQuery__Node *const *constraints, size_t count, size_t index);

/* ---- command_uses.c ---- */

/* False where MESSAGE is no call. */
bool command_call(CommandParse *parse, const ProtobufCMessage *message, CommandCall *call);

/* ---- command_expression.c ---- */

/* The DEFAULT of a column's definition, whose text ends where the next constraint starts. */
const CommandExpression *command_fallback(CommandParse *parse, const PgQuery__Node *node);

/* ---- command_table.c ---- */

/* FOR VALUES … or DEFAULT of a partition; BOUND may be NULL. */
void command_read_bound(CommandParse *parse, Command *command, const PgQuery__PartitionBoundSpec *bound);

/* ---- command_uses.c ---- */

/* CURRENT_DATE and the like, as functions of these names. */
const char *command_value_function(PgQuery__SQLValueFunctionOp op);

/* ---- command_newer.c ---- */

/* Says newer syntax at OFFSET, of which the parser complains with MESSAGE, in PostgreSQL 15's words, in place and with
 * the same length. The version that has the syntax (160000); 0 where that cannot be done. */
int command_make_older(char *text, size_t offset, const char *message);

/* ---- command_scan.c: where parts of a statement end, which the tree does not say ---- */

typedef struct CommandToken
{
    char kind; /* w a word or number, q something in quotes, else the character itself */
    size_t start;
    size_t end;
} CommandToken;

/* The token at *AT or behind it, before LIMIT; false at the end. Moves *AT behind it. */
bool command_scan(const char *text, size_t limit, size_t *at, CommandToken *token);
bool command_token_is(const char *text, const CommandToken *token, const char *word);
/* The end of the last token of what starts at START: before a comma, a semicolon or a closing parenthesis of its own
 * level, or the statement's end. */
size_t command_scan_item(const CommandParse *parse, size_t start);

/* ---- command_tags.c ---- */

/* Fills tag and words of a finished command. */
void command_finish(CommandParse *parse, Command *command);

#endif
