/* SPDX-License-Identifier: PostgreSQL */
/*
 * libpg_query's scanner (PostgreSQL 15's scan.l): SQL text in, our own plain tokens out.
 *
 * Its result is a packed protobuf message in malloc'ed memory, unpacked, copied and freed here, so that nothing of it
 * outlives the call. The scanner needs no valid grammar: only broken literals, comments and names are errors.
 */
#include "quote_internal.h"

#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>

#include "base/mem.h"
#include "base/text.h"

static ScanToken *copy_tokens(void *owner, const char *text, const PgQuery__ScanResult *scan);
static ScanToken plain_token(const char *text, const PgQuery__ScanToken *token);
static void set_location(Error *err, const char *text, int cursor);

ScanToken *
quote_scan(void *owner, const char *text, size_t *count, Error *err)
{
    PgQueryScanResult packed = pg_query_scan(text);
    ScanToken *tokens = NULL;

    *count = 0;
    if (packed.error != NULL)
    {
        error_set(err, ERROR_INVALID, "%s", packed.error->message);
        set_location(err, text, packed.error->cursorpos);
    }
    else
    {
        PgQuery__ScanResult *scan =
            pg_query__scan_result__unpack(NULL, packed.pbuf.len, (const uint8_t *) packed.pbuf.data);

        if (scan == NULL)
        {
            error_set(err, ERROR_FAILED, "could not read the scanner's result");
        }
        else
        {
            tokens = copy_tokens(owner, text, scan);
            *count = scan->n_tokens;
            pg_query__scan_result__free_unpacked(scan, NULL);
        }
    }
    pg_query_free_scan_result(packed);
    return tokens;
}

static ScanToken *
copy_tokens(void *owner, const char *text, const PgQuery__ScanResult *scan)
{
    ScanToken *tokens = mem_array(owner, ScanToken, scan->n_tokens);

    for (size_t i = 0; i < scan->n_tokens; i++)
    {
        tokens[i] = plain_token(text, scan->tokens[i]);
    }
    return tokens;
}

static ScanToken
plain_token(const char *text, const PgQuery__ScanToken *token)
{
    ScanToken plain = {.kind = SCAN_OTHER, .start = (size_t) token->start, .end = (size_t) token->end};
    int code = (int) token->token;

    if (token->keyword_kind != PG_QUERY__KEYWORD_KIND__NO_KEYWORD)
    {
        plain.kind = SCAN_WORD;
        plain.is_reserved = token->keyword_kind != PG_QUERY__KEYWORD_KIND__UNRESERVED_KEYWORD;
    }
    else if (code == PG_QUERY__TOKEN__IDENT)
    {
        plain.kind = text[plain.start] == '"' ? SCAN_IDENTIFIER : SCAN_WORD;
    }
    else if (code == PG_QUERY__TOKEN__UIDENT)
    {
        plain.kind = SCAN_IDENTIFIER;
    }
    else if (code == PG_QUERY__TOKEN__SCONST || code == PG_QUERY__TOKEN__USCONST)
    {
        plain.kind = SCAN_STRING;
    }
    else if (code == PG_QUERY__TOKEN__SQL_COMMENT || code == PG_QUERY__TOKEN__C_COMMENT)
    {
        plain.kind = SCAN_COMMENT;
    }
    else if (code > 0 && code < 128)
    {
        plain.kind = SCAN_CHARACTER;
        plain.character = (char) code;
    }
    return plain;
}

/* CURSOR counts characters from 1, as PostgreSQL's error positions do. */
static void
set_location(Error *err, const char *text, int cursor)
{
    size_t line = 1;
    size_t column = 1;

    for (int i = 1; i < cursor && *text != '\0'; i++)
    {
        size_t bytes = text_char_bytes(text);

        column++;
        if (*text == '\n')
        {
            line++;
            column = 1;
        }
        text += bytes == 0 ? 1 : bytes;
    }
    error_location(err, "%zu:%zu", line, column);
}
