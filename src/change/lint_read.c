/* SPDX-License-Identifier: PostgreSQL */
/*
 * A source → units: up to UNIT_STATEMENTS statements or UNIT_BYTES of text each, so that one large file keeps all
 * threads busy and small ones do not wait for it.
 *
 * A directive belongs to the statement behind it, or to the one that ends on its line. That is decided here, before
 * anything is judged, which is why a unit only ends before a statement: then the last unit of a file holds its last
 * statement, too.
 */
#include <string.h>

#include "base/mem.h"
#include "lint_internal.h"

#define UNIT_STATEMENTS 64
#define UNIT_BYTES      ((size_t) 64 * 1024)

typedef struct Cut
{
    void *mem;
    LintFile *file;
    LintUnit *unit;
} Cut;

static void read_file_directives(LintFile *file);
static bool is_full(const Cut *cut);
static void add_comment(Cut *cut, const ScriptPiece *piece);
static LintItem *statement_on_line(const Cut *cut, const ScriptPiece *comment);
static void add_item(Cut *cut, LintItemKind kind, const ScriptPiece *piece);
static void mark_last(const Cut *cut);

LintFile *
lint_file_open(void *mem, const LintSource *source, size_t number)
{
    LintFile *file = mem_new(mem, LintFile);

    file->mem = mem;
    file->source = *source;
    file->number = number;
    file->source.text = source->text == NULL ? "" : source->text;
    file->reader = script_open(mem, file->source.text, source->length);
    file->has_next = script_next(file->reader, &file->next);
    file->is_fresh = true;
    read_file_directives(file);
    return file;
}

LintUnit *
lint_read_unit(void *owner, LintFile *file)
{
    LintUnit *unit = mem_new(owner, LintUnit);
    Cut cut = {.mem = unit, .file = file, .unit = unit};

    unit->file = file;
    unit->is_first = file->is_fresh;
    file->is_fresh = false;
    while (file->has_next && (!is_full(&cut) || file->next.kind != SCRIPT_STATEMENT))
    {
        const ScriptPiece piece = file->next;

        file->has_next = script_next(file->reader, &file->next);
        switch (piece.kind)
        {
            case SCRIPT_STATEMENT:
                add_item(&cut, LINT_ITEM_STATEMENT, &piece);
                break;
            case SCRIPT_META:
                add_item(&cut, LINT_ITEM_META, &piece);
                break;
            case SCRIPT_COMMENT:
                add_comment(&cut, &piece);
                break;
            case SCRIPT_COPY_DATA:
                break;
        }
    }
    unit->is_last = !file->has_next;
    if (unit->is_last)
    {
        mark_last(&cut);
        add_item(&cut, LINT_ITEM_END, NULL);
    }
    return unit;
}

/* Only a file in which the word stands somewhere is read for it. */
static void
read_file_directives(LintFile *file)
{
    static const char word[] = "allow-file";
    const LintSource *source = &file->source;
    const char *text = source->file_text == NULL ? source->text : source->file_text;
    size_t length = source->file_text == NULL ? source->length : source->file_length;
    ScriptReader *reader;
    ScriptPiece piece;

    if (lint_is_history(source) || memmem(text, length, word, strlen(word)) == NULL)
    {
        return;
    }
    reader = script_open(file->mem, text, length);
    while (script_next(reader, &piece))
    {
        LintDirective directive;
        bool is_file = false;

        if (piece.kind == SCRIPT_COMMENT && lint_directive_read(file->mem, text, &piece, &directive, &is_file) &&
            is_file)
        {
            *mem_push(file->mem, file->directives, file->directive_count) = directive;
        }
    }
    mem_free(reader);
}

static bool
is_full(const Cut *cut)
{
    return cut->unit->count >= UNIT_STATEMENTS || cut->unit->bytes >= UNIT_BYTES;
}

static void
add_comment(Cut *cut, const ScriptPiece *piece)
{
    LintDirective directive;
    bool is_file = false;
    LintItem *item;

    if (lint_is_history(&cut->file->source) ||
        !lint_directive_read(cut->file->mem, cut->file->source.text, piece, &directive, &is_file) || is_file)
    {
        return;
    }
    item = statement_on_line(cut, piece);
    if (item != NULL)
    {
        *mem_push(cut->file->mem, item->directives, item->directive_count) = directive;
    }
    else
    {
        *mem_push(cut->file->mem, cut->file->waiting, cut->file->waiting_count) = directive;
    }
}

/* The statement that ends on the line on which COMMENT begins. */
static LintItem *
statement_on_line(const Cut *cut, const ScriptPiece *comment)
{
    const char *text = cut->file->source.text;

    for (size_t i = cut->unit->count; i > 0; i--)
    {
        LintItem *item = &cut->unit->items[i - 1];
        size_t end = item->piece.offset + item->piece.length;

        if (item->kind == LINT_ITEM_STATEMENT)
        {
            return end <= comment->offset && memchr(text + end, '\n', comment->offset - end) == NULL ? item : NULL;
        }
    }
    return NULL;
}

/* A statement, or the end, takes what waited. */
static void
add_item(Cut *cut, LintItemKind kind, const ScriptPiece *piece)
{
    LintItem *item = mem_push(cut->mem, cut->unit->items, cut->unit->count);

    item->kind = kind;
    if (piece != NULL)
    {
        item->piece = *piece;
        cut->unit->bytes += piece->length;
    }
    if (kind != LINT_ITEM_META)
    {
        item->directives = cut->file->waiting;
        item->directive_count = cut->file->waiting_count;
        cut->file->waiting = NULL;
        cut->file->waiting_count = 0;
    }
}

static void
mark_last(const Cut *cut)
{
    for (size_t i = cut->unit->count; i > 0; i--)
    {
        if (cut->unit->items[i - 1].kind == LINT_ITEM_STATEMENT)
        {
            cut->unit->items[i - 1].is_last = true;
            return;
        }
    }
}
