/* SPDX-License-Identifier: PostgreSQL */
/*
 * The tokens of an SQL text as sql/quote and sql/template need them: libpg_query's scanner without its types.
 */
#ifndef SQL_QUOTE_INTERNAL_H
#define SQL_QUOTE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef enum ScanKind
{
    SCAN_WORD,       /* a keyword or an identifier without quotes */
    SCAN_IDENTIFIER, /* "…" */
    SCAN_STRING,     /* any string constant: '…', E'…', $$…$$ */
    SCAN_COMMENT,
    SCAN_CHARACTER, /* one of the single-character tokens; see character */
    SCAN_OTHER,
} ScanKind;

typedef struct ScanToken
{
    ScanKind kind;
    char character;   /* SCAN_CHARACTER: which one, else 0 */
    bool is_reserved; /* SCAN_WORD: any keyword but an unreserved one */
    size_t start;     /* 0-based bytes */
    size_t end;       /* for U&"…" and U&'…' libpg_query 15 puts it behind the U */
} ScanToken;

/* Owned by OWNER, never NULL when *COUNT is 0; NULL with ERROR_INVALID set, its location "line:column", on a literal or
 * comment that does not end and the like. */
ScanToken *quote_scan(void *owner, const char *text, size_t *count, Error *err);

#endif
