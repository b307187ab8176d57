/* SPDX-License-Identifier: PostgreSQL */
/*
 * Any bytes as a SQL file, through all of lint: split, parsed, judged, folded. Checks that each verdict is one that can be
 * printed: places inside the file, a known class and lock, findings with a rule, a message and help.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "change/lint.h"

typedef struct Input
{
    const char *text;
    size_t length;
    bool was_given;
} Input;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool next_source(void *context, void *owner, LintSource *source, Error *err);
static void check_statement(void *context, const LintStatement *statement);
static void check_problem(void *context, const LintProblem *problem);
static void require(bool holds);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    void *mem = mem_root("fuzz");
    Input input = {.text = (const char *) data, .length = size};
    LintOptions options = {.server_version = 120000 + (int) (size % 7) * 10000, .threads = 1};
    LintSink sink = {.statement = check_statement, .problem = check_problem, .context = &input};
    LintTotals totals = {0};
    Error err = {0};
    Schema *schema = schema_new(mem, options.server_version);

    require(lint_run(mem, schema, &options, next_source, &input, &sink, &totals, &err));
    error_clear(&err);
    mem_free(mem);
    return 0;
}

static bool
next_source(void *context, void *owner, LintSource *source, Error *err)
{
    Input *input = context;

    (void) owner;
    (void) err;
    if (input->was_given)
    {
        return false;
    }
    input->was_given = true;
    *source = (LintSource){
        .path = "fuzz.sql", .mode = LINT_JUDGE, .text = input->text, .length = input->length, .first_line = 1};
    return true;
}

static void
check_statement(void *context, const LintStatement *statement)
{
    const Input *input = context;

    require(statement->line >= 1 && statement->column >= 1);
    require(statement->statement_offset <= statement->statement_end && statement->statement_end <= input->length);
    require(classify_class_name(statement->facts->change_class) != NULL);
    require(statement->facts->lock_count == 0 || statement->facts->lock != LOCK_NONE);
    for (size_t i = 0; i < statement->finding_count; i++)
    {
        const Finding *finding = &statement->findings[i];

        require(finding->rule != NULL && finding->message[0] != '\0' && finding->help != NULL);
        require(strchr(finding->message, '\n') == NULL);
    }
}

static void
check_problem(void *context, const LintProblem *problem)
{
    (void) context;
    require(problem->code[0] == 'L' && problem->message[0] != '\0');
}

static void
require(bool holds)
{
    if (!holds)
    {
        abort();
    }
}
