/* SPDX-License-Identifier: PostgreSQL */
/*
 * Lint: the line from sources to verdicts.
 *
 * The main thread reads sources and cuts them into units; threads parse these; the main thread takes them back in order
 * and does all that depends on what came before. Only parsing is worth a thread: it is most of the work and depends on
 * nothing. Memory: the units in flight and the files that they are of, however many files there are.
 */
#include "change/lint.h"

#include "base/mem.h"
#include "base/pool.h"
#include "lint_internal.h"

typedef struct Line
{
    void *mem;
    Lint *lint;
    Pool *pool;
    LintNext next;
    void *next_context;
    LintFile *file; /* that is read; NULL: the next source has to be opened */
    size_t files;   /* begun by sources so far */
    bool has_ended; /* there are no more sources */
    Error *err;
} Line;

static void give_units(Line *line);
static bool open_file(Line *line);
static bool take_unit(Line *line);

bool
/* NOLINTNEXTLINE(readability-function-size): eight parameters, two of them a function with its context */
lint_run(void *owner, Schema *schema, const LintOptions *options, LintNext next, void *next_context,
         const LintSink *sink, LintTotals *totals, Error *err)
{
    void *mem = mem_child(owner, "lint");
    Lint lint = {.mem = owner, .options = options, .sink = sink, .totals = totals, .schema = schema};
    Line line = {.mem = mem, .lint = &lint, .next = next, .next_context = next_context, .err = err};

    *totals = (LintTotals){0};
    line.pool = pool_new(mem, options->threads, lint_parse_unit, (PoolHooks){0});
    do
    {
        give_units(&line);
    } while (take_unit(&line));
    totals->schema = lint.schema;
    mem_free(mem);
    return !error_is_set(err);
}

static void
give_units(Line *line)
{
    while (pool_has_room(line->pool) && (line->file != NULL || open_file(line)))
    {
        LintUnit *unit = lint_read_unit(line->file->mem, line->file);

        if (unit->is_last)
        {
            line->file = NULL;
        }
        pool_give(line->pool, unit);
    }
}

static bool
open_file(Line *line)
{
    void *mem = mem_child(line->mem, "file");
    LintSource source = {.first_line = 1};

    line->has_ended = line->has_ended || !line->next(line->next_context, mem, &source, line->err);
    if (line->has_ended)
    {
        mem_free(mem);
        return false;
    }
    line->files += source.is_continued ? 0 : 1;
    line->file = lint_file_open(mem, &source, line->files);
    return true;
}

/* False when nothing is in flight any more. */
static bool
take_unit(Line *line)
{
    void *owner = NULL;
    const LintResult *result = pool_take(line->pool, &owner);
    LintFile *file;
    bool is_last;

    if (result == NULL)
    {
        return false;
    }
    file = result->unit->file;
    is_last = result->unit->is_last;
    lint_judge_unit(line->lint, result);
    mem_free(result->unit);
    mem_free(owner);
    if (is_last)
    {
        mem_free(file->mem);
    }
    return true;
}
