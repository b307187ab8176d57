/* SPDX-License-Identifier: PostgreSQL */
/*
 * Places in the file of what stands at an offset of a source's text. The source may be a part of the file: a section of
 * it, or an indented block of a plan.
 */
#include <string.h>

#include "base/mem.h"
#include "lint_internal.h"

/* Longer lines are not shown, and not looked through for each of their statements. */
#define SOURCE_LINE_BYTES 400

static const char *source_line(void *owner, const LintSource *source, size_t offset);

LintPlace
lint_place(void *owner, const LintSource *source, const ScriptPiece *piece, size_t offset)
{
    LintPlace place = {.line = source->first_line, .column = source->indent + 1};
    size_t line = 1;
    size_t column = 1;

    if (source->is_folded)
    {
        return place;
    }
    if (piece == NULL)
    {
        script_place(source->text, source->length, offset, &line, &column);
    }
    else
    {
        script_place(source->text + piece->offset, piece->length, offset - piece->offset, &line, &column);
        column += line == 1 ? piece->column - 1 : 0;
        line += piece->line - 1;
    }
    place.line += line - 1;
    place.column += column - 1;
    place.source_line = owner == NULL ? NULL : source_line(owner, source, offset);
    return place;
}

static const char *
source_line(void *owner, const LintSource *source, size_t offset)
{
    static const char mark[] = "\xef\xbb\xbf";
    size_t start = offset;
    size_t end = offset;

    while (start > 0 && source->text[start - 1] != '\n' && offset - start < SOURCE_LINE_BYTES)
    {
        start--;
    }
    while (end < source->length && source->text[end] != '\n' && end - start < SOURCE_LINE_BYTES)
    {
        end++;
    }
    if (end - start >= SOURCE_LINE_BYTES)
    {
        return NULL;
    }
    if (end > start && source->text[end - 1] == '\r')
    {
        end--;
    }
    if (start == 0 && end >= strlen(mark) && memcmp(source->text, mark, strlen(mark)) == 0)
    {
        start = strlen(mark);
    }
    return mem_printf(owner, "%*s%.*s", (int) source->indent, "", (int) (end - start), source->text + start);
}
