/* SPDX-License-Identifier: PostgreSQL */
/*
 * Pieces of a script as one text, so that a test is a line: S[select 1] C[-- why] M[\x] D[1\n\.]; a statement with
 * variables is V[…], and a problem stands behind its piece as !what@offset.
 */
#ifndef TESTS_UNIT_SQL_SCRIPT_FIXTURE_H
#define TESTS_UNIT_SQL_SCRIPT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "sql/script.h"

static inline char *
script_fixture_pieces(void *mem, const char *text, size_t length)
{
    ScriptReader *reader = script_open(mem, text, length);
    ScriptPiece piece;
    char *pieces = mem_strdup(mem, "");

    while (script_next(reader, &piece))
    {
        char letter = piece.has_variables ? 'V' : "SMDC"[piece.kind];

        mem_append(&pieces, "%s%c[%.*s]", pieces[0] == '\0' ? "" : " ", letter, (int) piece.length,
                   text + piece.offset);
        if (piece.problem != NULL)
        {
            mem_append(&pieces, "!%s@%zu", piece.problem, piece.problem_offset);
        }
    }
    return pieces;
}

static inline void
script_fixture_check(const char *text, const char *expected)
{
    void *mem = mem_root("test");

    assert_string_equal(script_fixture_pieces(mem, text, strlen(text)), expected);
    mem_free(mem);
}

/* One statement from end to end. */
static inline void
script_fixture_check_whole(const char *text)
{
    void *mem = mem_root("test");

    script_fixture_check(mem_printf(mem, "%s; x", text), mem_printf(mem, "S[%s] S[x]", text));
    mem_free(mem);
}

#endif
