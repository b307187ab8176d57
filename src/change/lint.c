/* SPDX-License-Identifier: PostgreSQL */
/*
 * Lint: the line from sources to verdicts.
 *
 * The main thread reads sources and cuts them into units; threads parse these; the main thread takes them back in order
 * and does all that depends on what came before. Only parsing is worth a thread: it is most of the work and depends on
 * nothing. Most migrations are a few lines, so a job is a batch of units: waking a thread costs more than such a file.
 * Memory: the batches in flight and the files that they are of, however many files there are.
 */
#include "change/lint.h"

#include "base/mem.h"
#include "base/pool.h"
#include "lint_internal.h"

/* A job ends with the unit that reaches one of these. */
#define BATCH_STATEMENTS 64
#define BATCH_BYTES      ((size_t) 16 * 1024)

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

static void give_batches(Line *line);
static LintBatch *next_batch(Line *line);
static bool open_file(Line *line);
static bool take_batch(Line *line);

bool
/* NOLINTNEXTLINE(readability-function-size): eight parameters, two of them a function with its context */
lint_run(void *owner, Schema *schema, const LintOptions *options, LintNext next, void *next_context,
         const LintSink *sink, LintTotals *totals, Error *err)
{
    void *mem = mem_child(owner, "lint");
    Lint lint = {.mem = owner, .options = options, .sink = sink, .totals = totals, .schema = schema};
    Line line = {.mem = mem, .lint = &lint, .next = next, .next_context = next_context, .err = err};

    *totals = (LintTotals){0};
    line.pool = pool_new(mem, options->threads, lint_parse_batch, (PoolHooks){0});
    do
    {
        give_batches(&line);
    } while (take_batch(&line));
    totals->schema = lint.schema;
    mem_free(mem);
    return !error_is_set(err);
}

static void
give_batches(Line *line)
{
    LintBatch *batch;

    while (pool_has_room(line->pool) && (batch = next_batch(line)) != NULL)
    {
        pool_give(line->pool, batch);
    }
}

/* NULL: there are no more sources. */
static LintBatch *
next_batch(Line *line)
{
    LintBatch *batch = NULL;
    size_t statements = 0;
    size_t bytes = 0;

    while (statements < BATCH_STATEMENTS && bytes < BATCH_BYTES && (batch == NULL || batch->count < LINT_BATCH_UNITS) &&
           (line->file != NULL || open_file(line)))
    {
        LintUnit *unit = lint_read_unit(line->file->mem, line->file);

        batch = batch == NULL ? mem_new(line->mem, LintBatch) : batch;
        batch->units[batch->count++] = unit;
        statements += unit->count;
        bytes += unit->bytes;
        if (unit->is_last)
        {
            line->file = NULL;
        }
    }
    return batch;
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
take_batch(Line *line)
{
    void *owner = NULL;
    const LintResult *results = pool_take(line->pool, &owner);

    if (results == NULL)
    {
        return false;
    }
    for (size_t i = 0; i < results->batch->count; i++)
    {
        LintUnit *unit = results->batch->units[i];
        void *file_mem = unit->file->mem;
        bool is_last = unit->is_last;

        lint_judge_unit(line->lint, unit, results->parsed[i]);
        mem_free(is_last ? file_mem : unit);
    }
    mem_free(results->batch);
    mem_free(owner);
    return true;
}
