/* SPDX-License-Identifier: PostgreSQL */
/*
 * Text of a SQL file, as psql reads it → its pieces: statements, meta-commands, data of COPY, comments.
 *
 * Splits where psql's scanner does (psqlscan.l, PostgreSQL 15): quotes of all kinds, dollar quotes, nested comments,
 * parentheses, BEGIN ATOMIC … END, \g and \; and COPY … FROM STDIN data up to \.; needs no parser, so that a statement
 * that does not parse spoils no other. Reads piece by piece: memory does not grow with the file, time is linear in it.
 * The text need not end with a NUL and may hold any bytes. Offsets are 0-based bytes in it.
 *
 * Where psql would swallow the rest of the file, the reader reports a problem and goes on, so that the statements
 * behind a mistake are still seen:
 *   a parenthesis or BEGIN ATOMIC that is never closed   the statement ends at its first ; outside of quotes
 *   a string, quoted name or dollar quote without end    at the first ; at a line's end behind the opening quote
 *   a comment without end                                at its first end, as if comments did not nest
 */
#ifndef SQL_SCRIPT_H
#define SQL_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

typedef enum ScriptPieceKind
{
    SCRIPT_STATEMENT, /* without surrounding blanks and comments and without its semicolon */
    SCRIPT_META,      /* a psql meta-command with its arguments: \connect app */
    SCRIPT_COPY_DATA, /* the lines after COPY … FROM STDIN, with the final \. */
    SCRIPT_COMMENT,   /* one -- or block comment, wherever it stands */
} ScriptPieceKind;

typedef struct ScriptPiece
{
    ScriptPieceKind kind;
    size_t offset;
    size_t length;
    size_t line;           /* 1-based */
    size_t column;         /* 1-based, in characters */
    bool has_variables;    /* STATEMENT: psql would send another text: it uses :name, :'name', :"name", :{?name} or \:,
                            * or there is a meta-command inside. script_statement_text() gives one that parses. */
    const char *problem;   /* why it cannot be parsed, such as "unterminated quoted string"; else NULL */
    size_t problem_offset; /* where that starts */
} ScriptPiece;

typedef struct ScriptReader ScriptReader;

/* TEXT must live as long as the reader. A byte order mark at its start is skipped. */
ScriptReader *script_open(void *owner, const char *text, size_t length);

/* The next piece, in the order in which they end, a statement at its semicolon: a comment or meta-command inside a
 * statement, or between it and its semicolon, comes before the statement. False at the end. */
bool script_next(ScriptReader *reader, ScriptPiece *piece);

/* A copy of a statement in which each variable (:name → an identifier, :'name' → a literal, :"name" → a quoted
 * identifier, :{?name} → TRUE) is replaced by something of the same length that parses, so that offsets stay;
 * meta-commands inside are blanks. A NUL byte of the statement is in the copy too. */
char *script_statement_text(void *owner, const char *text, const ScriptPiece *piece);

/* Line and column, both 1-based, of OFFSET in TEXT; the column in characters, a byte order mark not counted. */
void script_place(const char *text, size_t length, size_t offset, size_t *line, size_t *column);

/* A comment that allows findings (also a block comment):
 *   bellows: allow RULE[, RULE] because REASON           at the next statement
 *   bellows: allow-file RULE[, RULE] because REASON      in the whole file */
typedef struct ScriptDirective
{
    bool whole_file;          /* allow-file */
    const char *const *rules; /* codes or names as written; NULL-terminated */
    const char *reason;       /* on one line; NULL: none was given, which is an error and a problem */
    const char *problem;      /* not a directive that can be understood: what is wrong; else NULL */
} ScriptDirective;

/* False: it is an ordinary comment. COMMENT is a SCRIPT_COMMENT piece with its -- or delimiters. */
bool script_directive(void *owner, const char *comment, size_t length, ScriptDirective *directive);

#endif
