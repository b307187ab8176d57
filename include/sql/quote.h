/* SPDX-License-Identifier: PostgreSQL */
/*
 * Quoting without a connection, by libpg_query's scanner and keyword list (PostgreSQL 15's).
 */
#ifndef SQL_QUOTE_H
#define SQL_QUOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* A name as the catalog spells it. schema is NULL where the text did not say one. */
typedef struct QualifiedName
{
    const char *schema;
    const char *name;
} QualifiedName;

/* NAME as it must be written in SQL: bare where that reads back as the same name, else in double quotes. */
char *quote_name(void *owner, const char *name);
char *quote_qualified_name(void *owner, QualifiedName name);

/* A string literal; with a backslash inside, the E'' form, so that it is right for any standard_conforming_strings. */
char *quote_literal(void *owner, const char *text);

/* TEXT inside an array literal, which is then quoted as a whole. */
char *quote_array_element(void *owner, const char *text);

/* 16 hexadecimal digits that depend on all of TEXT and on nothing else (for names that must stay under 63 bytes). */
char *quote_hash(void *owner, const char *text);

/* A name of at most 63 bytes: PREFIX, as much of NAME as fits (never half a character), "_" and eight hexadecimal
 * digits of the hash of KEY. Two different keys give two different names. */
char *quote_short_name(void *owner, const char *prefix, const char *name, const char *key);

/* One statement of a script: bytes [offset, offset + length) without surrounding blanks, comments and the semicolon. */
typedef struct ScriptStatement
{
    size_t offset;
    size_t length;
} ScriptStatement;

/* Splits SCRIPT by the scanner (works where a statement does not parse). Sets *COUNT; NULL with ERR set on a broken
 * literal or comment. */
ScriptStatement *quote_split(void *owner, const char *script, size_t *count, Error *err);

#endif
