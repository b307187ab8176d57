/* SPDX-License-Identifier: PostgreSQL */
/*
 * libFuzzer target for sql/script: any bytes are read to their end, each piece lies where it may, nothing is lost.
 *
 * Aborts where one of these does not hold: pieces are within the text and do not overlap their like; every byte that is
 * no blank is in a piece or separates statements; places are what script_place() says; a statement without a problem,
 * read alone, is that one statement again.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sql/script.h"

/* Counting a place from the start of the text each time is only for small ones. */
#define PLACES_MAX 4096

typedef struct Check
{
    void *mem;
    const char *text;
    size_t length;
    bool *is_seen; /* by byte */
    size_t statements_end;
    size_t others_end;
    size_t count;
} Check;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_piece(Check *check, const ScriptPiece *piece);
static void check_place(const Check *check, const ScriptPiece *piece);
static void check_statement(const Check *check, const ScriptPiece *piece);
static void check_alone(const Check *check, const ScriptPiece *piece);
static void check_comment(const Check *check, const ScriptPiece *piece);
static void check_all_seen(const Check *check);
static void require(bool holds);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    void *mem = mem_root("fuzz");
    Check check = {.mem = mem, .text = (const char *) data, .length = size, .is_seen = mem_array(mem, bool, size + 1)};
    ScriptReader *reader = script_open(mem, check.text, size);
    ScriptPiece piece;

    while (script_next(reader, &piece))
    {
        check_piece(&check, &piece);
    }
    require(!script_next(reader, &piece));
    check_all_seen(&check);
    mem_free(mem);
    return 0;
}

static void
check_piece(Check *check, const ScriptPiece *piece)
{
    size_t end = piece->offset + piece->length;
    size_t *last_end = piece->kind == SCRIPT_STATEMENT ? &check->statements_end : &check->others_end;

    require(piece->length > 0 && piece->offset <= check->length && piece->length <= check->length - piece->offset);
    require(piece->offset >= *last_end);
    *last_end = end;
    require(++check->count <= check->length);
    require(piece->problem == NULL || (piece->problem_offset >= piece->offset && piece->problem_offset < end));
    memset(check->is_seen + piece->offset, true, piece->length);
    check_place(check, piece);
    if (piece->kind == SCRIPT_STATEMENT)
    {
        check_statement(check, piece);
    }
    else if (piece->kind == SCRIPT_COMMENT)
    {
        check_comment(check, piece);
    }
}

static void
check_place(const Check *check, const ScriptPiece *piece)
{
    size_t line;
    size_t column;

    if (check->length <= PLACES_MAX)
    {
        script_place(check->text, check->length, piece->offset, &line, &column);
        require(line == piece->line && column == piece->column);
    }
}

static void
check_statement(const Check *check, const ScriptPiece *piece)
{
    void *mem = mem_root("statement");
    const char *original = check->text + piece->offset;
    char *text = script_statement_text(mem, check->text, piece);

    require(strchr(" \t\r\n\f;", original[0]) == NULL || original[0] == '\0');
    require(text[piece->length] == '\0');
    require(piece->has_variables || memcmp(text, original, piece->length) == 0);
    mem_free(mem);
    if (piece->problem == NULL && check->others_end <= check->length)
    {
        check_alone(check, piece);
    }
}

static void
check_alone(const Check *check, const ScriptPiece *piece)
{
    void *mem = mem_root("alone");
    const char *text = check->text + piece->offset;
    ScriptReader *reader = script_open(mem, text, piece->length);
    ScriptPiece alone = {0};
    bool has_mark = piece->length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
    /* Data of a COPY that ends on the line where this statement begins stand in its middle. */
    bool has_data = memmem(text, piece->length, "\n\\.", 3) != NULL;

    if (!has_mark && !has_data)
    {
        while (script_next(reader, &alone) && alone.kind != SCRIPT_STATEMENT)
        {
        }
        require(alone.kind == SCRIPT_STATEMENT && alone.problem == NULL && alone.offset == 0);
        require(alone.length == piece->length);
        require(!script_next(reader, &alone));
    }
    mem_free(mem);
}

static void
check_comment(const Check *check, const ScriptPiece *piece)
{
    void *mem = mem_root("comment");
    const char *comment = check->text + piece->offset;
    ScriptDirective directive;

    require(memcmp(comment, "--", 2) == 0 || memcmp(comment, "/*", 2) == 0);
    if (script_directive(mem, comment, piece->length, &directive))
    {
        require(directive.rules != NULL);
        require(directive.problem != NULL || (directive.rules[0] != NULL && directive.reason != NULL));
    }
    mem_free(mem);
}

static void
check_all_seen(const Check *check)
{
    size_t start = check->length >= 3 && memcmp(check->text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

    for (size_t i = start; i < check->length; i++)
    {
        char byte = check->text[i];
        bool is_blank = byte != '\0' && strchr(" \t\r\n\f", byte) != NULL;
        bool separates = byte == ';' || (byte == '\\' && i + 1 < check->length && check->text[i + 1] == ';');

        require(check->is_seen[i] || is_blank || separates);
    }
}

static void
require(bool holds)
{
    if (!holds)
    {
        abort();
    }
}
