/* SPDX-License-Identifier: PostgreSQL */
/*
 * The pieces of a SQL file, one at a time: what a token of script_token.c means for the statement that is being read.
 *
 * Invariant: nothing is read twice but by a look ahead, which happens once for a statement with a semicolon inside of
 * parentheses or of a BEGIN ATOMIC body, and whose vain cost has a budget. Places are counted by one cursor that only
 * moves forward.
 * psql reads the data of COPY … FROM STDIN from the line after the one with the semicolon (15: copy.c), and runs what
 * is left of that line afterwards.
 */
#include "sql/script.h"

#include <string.h>

#include "base/mem.h"
#include "script_internal.h"

/* How often the whole text may be read in vain, and what a small one may cost. */
#define VAIN_READS    16
#define VAIN_READ_MIN 1000000

struct ScriptReader
{
    const char *text;
    size_t length;
    ScriptScan scan; /* its length is less than the text's while data of COPY wait behind the line */
    ScriptCursor cursor;
    size_t nul;            /* the next NUL byte, or LENGTH */
    size_t pending_copies; /* blocks of data that follow this line */
    /* the statement that is open */
    bool is_placed;
    bool is_whole; /* a look ahead has found its end */
    bool has_variables;
    size_t line;
    size_t column;
};

static bool read_comment(ScriptReader *reader, ScriptPiece *piece);
static bool read_meta(ScriptReader *reader, ScriptPiece *piece);
static bool read_statement(ScriptReader *reader, ScriptPiece *piece);
static bool end_unclosed(ScriptReader *reader, ScriptPiece *piece);
static bool end_unterminated(ScriptReader *reader, ScriptPiece *piece);
static bool read_end(ScriptReader *reader, ScriptPiece *piece);
static bool has_end(ScriptReader *reader);
static bool find_end(ScriptScan *ahead);
static size_t find_recovery(const ScriptScan *scan);
static bool is_at_line_end(const ScriptScan *scan, size_t at);
static bool is_blank(char byte);
static void note_nul(ScriptReader *reader, ScriptPiece *piece);
static void expect_copy_data(ScriptReader *reader);
static bool read_copy_data(ScriptReader *reader, ScriptPiece *piece);
static bool is_end_of_data(const char *line, size_t length);
static void place_statement(ScriptReader *reader);
static void set_range(ScriptReader *reader, ScriptPiece *piece, ScriptPieceKind kind, size_t end);
static size_t find_byte(const ScriptReader *reader, char byte, size_t from);

ScriptReader *
script_open(void *owner, const char *text, size_t length)
{
    ScriptReader *reader = mem_new(owner, ScriptReader);

    reader->text = text;
    reader->length = length;
    reader->cursor = script_cursor(text, length);
    reader->scan = (ScriptScan){.text = text, .length = length, .at = reader->cursor.offset};
    reader->scan.budget = VAIN_READ_MIN + VAIN_READS * length;
    script_scan_reset(&reader->scan);
    reader->nul = find_byte(reader, '\0', 0);
    return reader;
}

bool
script_next(ScriptReader *reader, ScriptPiece *piece)
{
    for (;;)
    {
        *piece = (ScriptPiece){0};
        switch (script_scan(&reader->scan))
        {
            case SCRIPT_TOKEN_COMMENT:
                return read_comment(reader, piece);
            case SCRIPT_TOKEN_META:
                return read_meta(reader, piece);
            case SCRIPT_TOKEN_SEMICOLON:
                if (reader->scan.is_open)
                {
                    return read_statement(reader, piece);
                }
                break;
            case SCRIPT_TOKEN_INNER_SEMICOLON:
                if (!has_end(reader))
                {
                    return end_unclosed(reader, piece);
                }
                break;
            case SCRIPT_TOKEN_VARIABLE:
                reader->has_variables = true;
                break;
            case SCRIPT_TOKEN_UNTERMINATED:
                return end_unterminated(reader, piece);
            case SCRIPT_TOKEN_END:
                if (reader->pending_copies == 0)
                {
                    return read_end(reader, piece);
                }
                if (read_copy_data(reader, piece))
                {
                    return true;
                }
                break;
            case SCRIPT_TOKEN_PLAIN:
                break;
        }
    }
}

static bool
read_comment(ScriptReader *reader, ScriptPiece *piece)
{
    place_statement(reader);
    piece->offset = reader->scan.token;
    piece->problem = reader->scan.problem;
    piece->problem_offset = reader->scan.problem == NULL ? 0 : piece->offset;
    set_range(reader, piece, SCRIPT_COMMENT, reader->scan.at);
    return true;
}

static bool
read_meta(ScriptReader *reader, ScriptPiece *piece)
{
    ScriptScan *scan = &reader->scan;
    size_t start = scan->token;
    size_t end = scan->at;

    if (scan->is_open && script_meta_ends_statement(scan->text, start, end))
    {
        /* The command is read again, as one without a statement. */
        scan->at = start;
        return scan->depth > 0 || scan->body_depth > 0 ? end_unclosed(reader, piece) : read_statement(reader, piece);
    }
    place_statement(reader);
    reader->has_variables = scan->is_open;
    piece->offset = start;
    set_range(reader, piece, SCRIPT_META, end);
    if (script_meta_copies_stdin(scan->text, start, end))
    {
        expect_copy_data(reader);
    }
    return true;
}

static bool
read_statement(ScriptReader *reader, ScriptPiece *piece)
{
    ScriptScan *scan = &reader->scan;

    place_statement(reader);
    piece->kind = SCRIPT_STATEMENT;
    piece->offset = scan->first;
    piece->length = scan->end - scan->first;
    piece->line = reader->line;
    piece->column = reader->column;
    piece->has_variables = reader->has_variables;
    note_nul(reader, piece);
    if (scan->words == SCRIPT_WORDS_COPY_FROM_STDIN && piece->problem == NULL)
    {
        expect_copy_data(reader);
    }
    script_scan_reset(scan);
    reader->is_placed = false;
    reader->is_whole = false;
    reader->has_variables = false;
    return true;
}

static bool
end_unclosed(ScriptReader *reader, ScriptPiece *piece)
{
    bool in_parentheses = reader->scan.depth > 0;

    piece->problem = in_parentheses ? "unbalanced parenthesis" : "unterminated BEGIN ATOMIC body";
    piece->problem_offset = in_parentheses ? reader->scan.parenthesis : reader->scan.body;
    return read_statement(reader, piece);
}

static bool
end_unterminated(ScriptReader *reader, ScriptPiece *piece)
{
    ScriptScan *scan = &reader->scan;

    piece->problem = scan->problem;
    piece->problem_offset = scan->token;
    scan->at = find_recovery(scan);
    scan->end = scan->at;
    while (is_blank(scan->text[scan->end - 1]))
    {
        scan->end--;
    }
    return read_statement(reader, piece);
}

/* psql sends what is left at the end of a file, with or without a semicolon. */
static bool
read_end(ScriptReader *reader, ScriptPiece *piece)
{
    if (!reader->scan.is_open)
    {
        return false;
    }
    return reader->scan.depth > 0 || reader->scan.body_depth > 0 ? end_unclosed(reader, piece)
                                                                 : read_statement(reader, piece);
}

/* Whether what is open at this inner semicolon is ever closed. */
static bool
has_end(ScriptReader *reader)
{
    ScriptScan ahead = reader->scan;

    if (!reader->is_whole && ahead.budget > 0)
    {
        reader->is_whole = find_end(&ahead);
        reader->scan.budget = ahead.budget;
        if (!reader->is_whole)
        {
            script_scan_spend(&reader->scan, ahead.at - reader->scan.at);
        }
    }
    return reader->is_whole;
}

static bool
find_end(ScriptScan *ahead)
{
    for (;;)
    {
        switch (script_scan(ahead))
        {
            case SCRIPT_TOKEN_SEMICOLON:
                return true;
            case SCRIPT_TOKEN_META:
                if (script_meta_ends_statement(ahead->text, ahead->token, ahead->at))
                {
                    return true;
                }
                break;
            case SCRIPT_TOKEN_UNTERMINATED:
                return false;
            case SCRIPT_TOKEN_END:
                return ahead->depth == 0 && ahead->body_depth == 0;
            case SCRIPT_TOKEN_COMMENT:
            case SCRIPT_TOKEN_INNER_SEMICOLON:
            case SCRIPT_TOKEN_VARIABLE:
            case SCRIPT_TOKEN_PLAIN:
                break;
        }
    }
}

/* The first semicolon at the end of a line behind the quote that has no end, else the end of the text. */
static size_t
find_recovery(const ScriptScan *scan)
{
    size_t at = scan->token;

    while (at < scan->length)
    {
        const char *semicolon = memchr(scan->text + at, ';', scan->length - at);

        if (semicolon == NULL)
        {
            break;
        }
        at = (size_t) (semicolon - scan->text);
        if (is_at_line_end(scan, at + 1))
        {
            return at;
        }
        at++;
    }
    return scan->length;
}

static bool
is_at_line_end(const ScriptScan *scan, size_t at)
{
    while (at < scan->length && (scan->text[at] == ' ' || scan->text[at] == '\t' || scan->text[at] == '\r'))
    {
        at++;
    }
    return at == scan->length || scan->text[at] == '\n';
}

/* As the lexer has it: a vertical tab is none before PostgreSQL 16. */
static bool
is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
}

/* Neither the server nor the parser can be given a NUL. */
static void
note_nul(ScriptReader *reader, ScriptPiece *piece)
{
    if (reader->nul < piece->offset)
    {
        reader->nul = find_byte(reader, '\0', piece->offset);
    }
    if (piece->problem == NULL && reader->nul < piece->offset + piece->length)
    {
        piece->problem = "NUL byte";
        piece->problem_offset = reader->nul;
    }
}

/* Stops the scan at the end of this line. */
static void
expect_copy_data(ScriptReader *reader)
{
    if (reader->pending_copies == 0)
    {
        size_t newline = find_byte(reader, '\n', reader->scan.at);

        reader->scan.length = newline < reader->length ? newline + 1 : newline;
    }
    reader->pending_copies++;
}

/* False where the file ends before the data begin. */
static bool
read_copy_data(ScriptReader *reader, ScriptPiece *piece)
{
    size_t line = reader->scan.length;
    size_t end = line;
    bool is_done = false;

    while (!is_done && line < reader->length)
    {
        size_t newline = find_byte(reader, '\n', line);

        is_done = is_end_of_data(reader->text + line, newline - line);
        end = is_done ? line + 2 : newline;
        line = newline < reader->length ? newline + 1 : newline;
    }
    reader->pending_copies--;
    piece->offset = reader->scan.length;
    reader->scan.at = line;
    reader->scan.length = reader->pending_copies > 0 ? line : reader->length;
    if (end == piece->offset)
    {
        return false;
    }
    place_statement(reader);
    set_range(reader, piece, SCRIPT_COPY_DATA, end);
    return true;
}

static bool
is_end_of_data(const char *line, size_t length)
{
    return length >= 2 && line[0] == '\\' && line[1] == '.' && (length == 2 || (length == 3 && line[2] == '\r'));
}

/* The cursor must stop at a statement's start before it moves on to what stands inside. */
static void
place_statement(ScriptReader *reader)
{
    if (!reader->scan.is_open || reader->is_placed)
    {
        return;
    }
    script_cursor_move(&reader->cursor, reader->scan.first);
    reader->line = reader->cursor.line;
    reader->column = reader->cursor.column;
    reader->is_placed = true;
}

/* Fills PIECE, whose offset is set. */
static void
set_range(ScriptReader *reader, ScriptPiece *piece, ScriptPieceKind kind, size_t end)
{
    script_cursor_move(&reader->cursor, piece->offset);
    piece->kind = kind;
    piece->length = end - piece->offset;
    piece->line = reader->cursor.line;
    piece->column = reader->cursor.column;
}

static size_t
find_byte(const ScriptReader *reader, char byte, size_t from)
{
    const char *found = from < reader->length ? memchr(reader->text + from, byte, reader->length - from) : NULL;

    return found == NULL ? reader->length : (size_t) (found - reader->text);
}
