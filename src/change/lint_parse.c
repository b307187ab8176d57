/* SPDX-License-Identifier: PostgreSQL */
/*
 * A batch of units in one thread: each statement's text is checked and parsed. Looks at nothing but the units and the
 * texts of their files, and allocates below OWNER alone, which is this job's.
 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "lint_internal.h"

static LintParsed *parse_unit(void *owner, const LintUnit *unit);
static void parse_statement(void *owner, const LintFile *file, const ScriptPiece *piece, LintParsed *parsed);
static bool is_text(const char *text, size_t length, size_t *offset);

void *
lint_parse_batch(void *owner, void *input)
{
    LintBatch *batch = input;
    LintResult *result = mem_new(owner, LintResult);

    result->batch = batch;
    for (size_t i = 0; i < batch->count; i++)
    {
        result->parsed[i] = parse_unit(owner, batch->units[i]);
    }
    return result;
}

static LintParsed *
parse_unit(void *owner, const LintUnit *unit)
{
    LintParsed *parsed = mem_array(owner, LintParsed, unit->count + 1);

    for (size_t i = 0; i < unit->count; i++)
    {
        if (unit->items[i].kind == LINT_ITEM_STATEMENT)
        {
            parse_statement(owner, unit->file, &unit->items[i].piece, &parsed[i]);
        }
    }
    return parsed;
}

static void
parse_statement(void *owner, const LintFile *file, const ScriptPiece *piece, LintParsed *parsed)
{
    DdlErrorPlace place = {.token = ""};
    Error err = {0};

    parsed->text = script_statement_text(owner, file->source.text, piece);
    if (piece->problem != NULL)
    {
        parsed->message = piece->problem;
        parsed->offset = piece->problem_offset - piece->offset;
        return;
    }
    if (!is_text(parsed->text, piece->length, &parsed->offset))
    {
        parsed->message = "the text is not valid UTF-8 here";
        parsed->help = "Save the file as UTF-8.";
        return;
    }
    if (!command_parse(owner, parsed->text, &parsed->list, &place, &err))
    {
        parsed->message = mem_strdup(owner, err.message);
        parsed->help = err.hint == NULL ? NULL : mem_strdup(owner, err.hint);
        parsed->offset = place.offset;
        parsed->newer = lint_newer_syntax(parsed->text, place.offset, err.message);
    }
    error_clear(&err);
}

/* A NUL byte is in no text of PostgreSQL. */
static bool
is_text(const char *text, size_t length, size_t *offset)
{
    for (size_t i = 0; i < length;)
    {
        size_t bytes = (unsigned char) text[i] < 0x80 ? (text[i] == '\0' ? 0U : 1U) : text_char_bytes(text + i);

        if (bytes == 0)
        {
            *offset = i;
            return false;
        }
        i += bytes;
    }
    return true;
}
