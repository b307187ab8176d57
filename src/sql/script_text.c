/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the server would get of a statement with psql's variables, as far as it can be known; and the place of a byte.
 *
 * Each byte stays where it is, so that a place in the copy is one in the file.
 */
#include "sql/script.h"

#include <string.h>

#include "base/mem.h"
#include "script_internal.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static void replace_variable(char *token, size_t length);

char *
script_statement_text(void *owner, const char *text, const ScriptPiece *piece)
{
    char *copy = mem_array(owner, char, piece->length + 1);
    ScriptScan scan = {.text = text, .at = piece->offset, .length = piece->offset + piece->length, .budget = 1};
    ScriptToken token = piece->has_variables ? SCRIPT_TOKEN_PLAIN : SCRIPT_TOKEN_END;

    memcpy(copy, text + piece->offset, piece->length);
    script_scan_reset(&scan);
    while (token != SCRIPT_TOKEN_END)
    {
        token = script_scan(&scan);
        if (token == SCRIPT_TOKEN_VARIABLE)
        {
            replace_variable(copy + (scan.token - piece->offset), scan.at - scan.token);
        }
        else if (token == SCRIPT_TOKEN_META)
        {
            memset(copy + (scan.token - piece->offset), ' ', scan.at - scan.token);
        }
    }
    return copy;
}

/* No keyword begins with an underscore; and a:b becomes one name, as psql would put a value there without a blank. */
static void
replace_variable(char *token, size_t length)
{
    if (token[1] == '{')
    {
        static const char value[] = {'T', 'R', 'U', 'E'};

        memset(token, ' ', length);
        memcpy(token, value, sizeof(value));
        return;
    }
    /* What was quoted, and what \: and \; stand for, is right without its first byte. */
    token[0] = token[1] == '\'' || token[1] == '"' || token[0] == '\\' ? ' ' : '_';
}

void
script_place(const char *text, size_t length, size_t offset, size_t *line, size_t *column)
{
    ScriptCursor cursor = script_cursor(text, length);

    script_cursor_move(&cursor, offset < length ? offset : length);
    *line = cursor.line;
    *column = cursor.column;
}

ScriptCursor
script_cursor(const char *text, size_t length)
{
    size_t mark = strlen(BYTE_ORDER_MARK);
    bool has_mark = length >= mark && memcmp(text, BYTE_ORDER_MARK, mark) == 0;

    return (ScriptCursor){.text = text, .offset = has_mark ? mark : 0, .line = 1, .column = 1};
}

void
script_cursor_move(ScriptCursor *cursor, size_t offset)
{
    const char *newline;

    while (cursor->offset < offset &&
           (newline = memchr(cursor->text + cursor->offset, '\n', offset - cursor->offset)) != NULL)
    {
        cursor->offset = (size_t) (newline - cursor->text) + 1;
        cursor->line++;
        cursor->column = 1;
    }
    for (; cursor->offset < offset; cursor->offset++)
    {
        /* All bytes of a character but the first are 10xxxxxx. */
        cursor->column += (cursor->text[cursor->offset] & 0xc0) == 0x80 ? 0 : 1;
    }
}
