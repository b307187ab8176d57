/* SPDX-License-Identifier: PostgreSQL */
/*
 * The words by which psql knows that a semicolon may be inside of a body, and that data of COPY follow.
 *
 * Facts (psqlscan.l, PostgreSQL 14 and later): only CREATE [OR REPLACE] FUNCTION or PROCEDURE as the first words can have
 * a BEGIN ATOMIC body; in it each CASE has an END of its own. Words in parentheses do not count.
 */
#include "script_internal.h"

/* The words that change what a statement's end is. In a state, a word that has no row leads to OTHERWISE. */
typedef struct ScriptWordRow
{
    ScriptWords state;
    const char *word;
    ScriptWords next;
    int depth; /* what it adds to the depth of the BEGIN ATOMIC body */
} ScriptWordRow;

static const ScriptWordRow word_rows[] = {
    {SCRIPT_WORDS_HEAD, "create", SCRIPT_WORDS_CREATE, 0},
    {SCRIPT_WORDS_HEAD, "copy", SCRIPT_WORDS_COPY, 0},
    {SCRIPT_WORDS_CREATE, "or", SCRIPT_WORDS_CREATE_OR, 0},
    {SCRIPT_WORDS_CREATE, "function", SCRIPT_WORDS_ROUTINE, 0},
    {SCRIPT_WORDS_CREATE, "procedure", SCRIPT_WORDS_ROUTINE, 0},
    {SCRIPT_WORDS_CREATE_OR, "replace", SCRIPT_WORDS_CREATE_OR_REPLACE, 0},
    {SCRIPT_WORDS_CREATE_OR_REPLACE, "function", SCRIPT_WORDS_ROUTINE, 0},
    {SCRIPT_WORDS_CREATE_OR_REPLACE, "procedure", SCRIPT_WORDS_ROUTINE, 0},
    {SCRIPT_WORDS_ROUTINE, "begin", SCRIPT_WORDS_ROUTINE_BEGIN, 0},
    {SCRIPT_WORDS_ROUTINE_BEGIN, "begin", SCRIPT_WORDS_ROUTINE_BEGIN, 0},
    /* psql counts every BEGIN, also one that is a name; a body of SQL needs the second word. */
    {SCRIPT_WORDS_ROUTINE_BEGIN, "atomic", SCRIPT_WORDS_ROUTINE_BODY, 1},
    {SCRIPT_WORDS_ROUTINE_BODY, "case", SCRIPT_WORDS_ROUTINE_BODY, 1},
    {SCRIPT_WORDS_ROUTINE_BODY, "end", SCRIPT_WORDS_ROUTINE_BODY, -1},
    {SCRIPT_WORDS_COPY, "from", SCRIPT_WORDS_COPY_FROM, 0},
    {SCRIPT_WORDS_COPY_FROM, "from", SCRIPT_WORDS_COPY_FROM, 0},
    {SCRIPT_WORDS_COPY_FROM, "stdin", SCRIPT_WORDS_COPY_FROM_STDIN, 0},
};

static const ScriptWords otherwise[] = {
    [SCRIPT_WORDS_NONE] = SCRIPT_WORDS_NONE,
    [SCRIPT_WORDS_HEAD] = SCRIPT_WORDS_NONE,
    [SCRIPT_WORDS_CREATE] = SCRIPT_WORDS_NONE,
    [SCRIPT_WORDS_CREATE_OR] = SCRIPT_WORDS_NONE,
    [SCRIPT_WORDS_CREATE_OR_REPLACE] = SCRIPT_WORDS_NONE,
    [SCRIPT_WORDS_ROUTINE] = SCRIPT_WORDS_ROUTINE,
    [SCRIPT_WORDS_ROUTINE_BEGIN] = SCRIPT_WORDS_ROUTINE,
    [SCRIPT_WORDS_ROUTINE_BODY] = SCRIPT_WORDS_ROUTINE_BODY,
    [SCRIPT_WORDS_COPY] = SCRIPT_WORDS_COPY,
    [SCRIPT_WORDS_COPY_FROM] = SCRIPT_WORDS_COPY,
    [SCRIPT_WORDS_COPY_FROM_STDIN] = SCRIPT_WORDS_COPY_FROM_STDIN,
};

static bool is_word(const char *text, size_t length, const char *word);

void
script_scan_word(ScriptScan *scan, size_t start)
{
    const char *text = scan->text + start;
    size_t length = scan->at - start;

    for (size_t i = 0; i < sizeof(word_rows) / sizeof(word_rows[0]); i++)
    {
        const ScriptWordRow *row = &word_rows[i];

        if (row->state == scan->words && is_word(text, length, row->word))
        {
            scan->body = row->depth > 0 && scan->body_depth == 0 ? start : scan->body;
            scan->body_depth += (size_t) row->depth;
            scan->words = row->depth < 0 && scan->body_depth == 0 ? SCRIPT_WORDS_NONE : row->next;
            return;
        }
    }
    scan->words = otherwise[scan->words];
}

/* WORD is in lower case. */
static bool
is_word(const char *text, size_t length, const char *word)
{
    for (size_t i = 0; i < length; i++)
    {
        if (word[i] == '\0' || (text[i] | 0x20) != word[i])
        {
            return false;
        }
    }
    return word[length] == '\0';
}
