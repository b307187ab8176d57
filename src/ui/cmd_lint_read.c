/* SPDX-License-Identifier: PostgreSQL */
/*
 * One file → its sources: itself; the up and down sections of goose, sql-migrate and dbmate; the changes of a plan.
 *
 * A file is read again for each of its parts, so that each source owns what it points into.
 */
#include <string.h>
#include <strings.h>

#include "base/interrupt.h"
#include "base/mem.h"
#include "change/plan.h"
#include "cmd_lint_internal.h"

typedef struct Parts
{
    void *owner;
    const CmdLintFile *file;
    LintSource *items;
    size_t count;
} Parts;

typedef struct Marker
{
    const char *words; /* at the start of a comment */
    bool is_down;
} Marker;

static const Marker markers[] = {
    {"+goose Up", false},    {"+goose Down", true}, {"+migrate Up", false},
    {"+migrate Down", true}, {"migrate:up", false}, {"migrate:down", true},
};

static void read_parts(CmdLintReader *reader, Parts *parts);
static void add_sections(Parts *parts, const CmdLintText *text);
static const Marker *marker_at(const char *line, size_t length);
static void add_section(Parts *parts, const CmdLintText *text, size_t start, size_t first_line, bool is_down);
static bool runs_alone(const CmdLintText *text);
static void add_plan(Parts *parts, const CmdLintText *text);
static const Plan *load_plan(Parts *parts, const CmdLintText *text, Diagnostics *diagnostics, Error *err);
static LintSource *add_part(Parts *parts);
static void add_unreadable(Parts *parts, const Error *err);
static void add_findings(Parts *parts, const Diagnostics *diagnostics);

bool
cmd_lint_next(void *context, void *owner, LintSource *source, Error *err)
{
    CmdLintReader *reader = context;

    while (reader->file < reader->files->count && interrupt_check(err))
    {
        Parts parts = {.owner = owner, .file = &reader->files->items[reader->file]};
        bool has_part;

        read_parts(reader, &parts);
        has_part = reader->part < parts.count;
        if (has_part)
        {
            *source = parts.items[reader->part++];
        }
        if (reader->part >= parts.count)
        {
            reader->file++;
            reader->part = 0;
        }
        if (has_part)
        {
            return true;
        }
    }
    return false;
}

static void
read_parts(CmdLintReader *reader, Parts *parts)
{
    const CmdLintFile *file = parts->file;
    CmdLintText text;
    Error err = {0};
    bool is_read = true;

    if (!file->is_stdin)
    {
        is_read = cmd_lint_text(parts->owner, file->path, &text, &err);
    }
    else if (!reader->has_stdin)
    {
        is_read = cmd_lint_text(reader->mem, "-", &reader->stdin_text, &err);
        reader->has_stdin = true;
    }
    text = file->is_stdin ? reader->stdin_text : text;
    if (!is_read)
    {
        add_unreadable(parts, &err);
    }
    else if (file->is_plan)
    {
        add_plan(parts, &text);
    }
    else
    {
        add_sections(parts, &text);
    }
    error_clear(&err);
}

/* Lines are looked at only in a file that has such a comment somewhere. */
static void
add_sections(Parts *parts, const CmdLintText *text)
{
    bool has_marker = memmem(text->text, text->length, "+goose", strlen("+goose")) != NULL ||
                      memmem(text->text, text->length, "+migrate", strlen("+migrate")) != NULL ||
                      memmem(text->text, text->length, "migrate:", strlen("migrate:")) != NULL;
    size_t line_number = 1;
    size_t at = 0;

    while (has_marker && at < text->length)
    {
        const char *end = memchr(text->text + at, '\n', text->length - at);
        size_t next = end == NULL ? text->length : (size_t) (end - text->text) + 1;
        const Marker *marker = marker_at(text->text + at, next - at);

        if (marker != NULL)
        {
            if (parts->count == 0 && at > 0)
            {
                add_section(parts, text, 0, 1, parts->file->is_down);
            }
            add_section(parts, text, at, line_number, marker->is_down || parts->file->is_down);
        }
        at = next;
        line_number++;
    }
    if (parts->count == 0)
    {
        add_section(parts, text, 0, 1, parts->file->is_down);
        parts->items[0].file_text = NULL;
    }
}

static const Marker *
marker_at(const char *line, size_t length)
{
    size_t at = 2;

    if (length < 2 || memcmp(line, "--", 2) != 0)
    {
        return NULL;
    }
    while (at < length && (line[at] == ' ' || line[at] == '\t'))
    {
        at++;
    }
    for (size_t i = 0; i < sizeof(markers) / sizeof(markers[0]); i++)
    {
        size_t bytes = strlen(markers[i].words);

        if (length - at >= bytes && strncasecmp(line + at, markers[i].words, bytes) == 0)
        {
            return &markers[i];
        }
    }
    return NULL;
}

/* From START to the end of the text; the section before it ends there. History has no use for what takes it back. */
static void
add_section(Parts *parts, const CmdLintText *text, size_t start, size_t first_line, bool is_down)
{
    LintSource *source;

    if (parts->count > 0)
    {
        LintSource *before = &parts->items[parts->count - 1];

        before->length = start - (size_t) (before->text - text->text);
    }
    source = add_part(parts);
    source->text = text->text + start;
    source->length = text->length - start;
    source->first_line = first_line;
    source->file_text = text->text;
    source->file_length = text->length;
    source->no_transaction = runs_alone(text);
    source->mode = is_down ? LINT_JUDGE_DOWN : LINT_JUDGE;
    if (parts->file->is_history)
    {
        source->mode = LINT_FOLD;
        source->length = is_down ? 0 : source->length;
    }
}

/* What tools write at the head of a migration that must not run in a transaction. */
static bool
runs_alone(const CmdLintText *text)
{
    static const char *const marks[] = {"+goose NO TRANSACTION", "transaction:false", "atlas:txmode none",
                                        "-- no-transaction", "notransaction"};
    size_t head = text->length < 4096 ? text->length : 4096;

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
    {
        if (memmem(text->text, head, marks[i], strlen(marks[i])) != NULL)
        {
            return true;
        }
    }
    return false;
}

static void
add_plan(Parts *parts, const CmdLintText *text)
{
    Diagnostics *diagnostics = diagnostics_new(parts->owner);
    Error err = {0};
    const Plan *plan = load_plan(parts, text, diagnostics, &err);

    for (size_t i = 0; plan != NULL && i < plan->change_count; i++)
    {
        const PlanChange *change = &plan->changes[i];
        LintAllowance *allowances = mem_array(parts->owner, LintAllowance, change->allow_count + 1);
        LintSource *source = change->sql.text == NULL ? NULL : add_part(parts);

        if (source == NULL)
        {
            continue;
        }
        source->text = change->sql.text;
        source->length = strlen(change->sql.text);
        source->first_line = change->sql.line;
        source->indent = change->sql.is_literal ? change->sql.indent : change->sql.column - 1;
        source->is_folded = !change->sql.is_literal;
        source->is_plan = true;
        for (size_t j = 0; j < change->allow_count; j++)
        {
            allowances[j] = (LintAllowance){change->allow[j].rule, change->allow[j].reason};
        }
        source->allowances = allowances;
        source->allowance_count = change->allow_count;
    }
    if (error_is_set(&err))
    {
        add_unreadable(parts, &err);
    }
    else if (diagnostics->count > 0 || parts->count == 0)
    {
        add_findings(parts, diagnostics);
    }
    error_clear(&err);
}

/* Of standard input the name alone says version and slug: "-" has none. */
static const Plan *
load_plan(Parts *parts, const CmdLintText *text, Diagnostics *diagnostics, Error *err)
{
    const char *path = parts->file->path;
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    size_t digits = strspn(name, "0123456789");
    const char *slug = name[digits] == '_' ? name + digits + 1 : name;

    if (!parts->file->is_stdin)
    {
        return plan_load(parts->owner, path, diagnostics, err);
    }
    return plan_load_text(parts->owner, mem_strndup(parts->owner, name, digits),
                          mem_strndup(parts->owner, slug, strcspn(slug, ".")),
                          mem_strndup(parts->owner, text->text, text->length), diagnostics, err);
}

static LintSource *
add_part(Parts *parts)
{
    LintSource *source = mem_push(parts->owner, parts->items, parts->count);

    *source = (LintSource){
        .path = parts->file->path,
        .mode = parts->file->is_history ? LINT_FOLD : LINT_JUDGE,
        .text = "",
        .first_line = 1,
        .is_continued = parts->count > 1,
    };
    return source;
}

static void
add_unreadable(Parts *parts, const Error *err)
{
    LintSource *source = add_part(parts);
    LintProblem *problem = mem_new(parts->owner, LintProblem);

    *problem = (LintProblem){
        .path = parts->file->path,
        .code = "L004",
        .message = mem_strdup(parts->owner, err->message),
        .help = err->hint == NULL ? NULL : mem_strdup(parts->owner, err->hint),
        .is_fatal = true,
        .severity = SEVERITY_ERROR,
    };
    source->problems = problem;
    source->problem_count = 1;
}

/* What the loader of plans says, as the first part's problems. */
static void
add_findings(Parts *parts, const Diagnostics *diagnostics)
{
    LintSource *source = parts->count == 0 ? add_part(parts) : &parts->items[0];
    LintProblem *problems = mem_array(parts->owner, LintProblem, diagnostics->count + 1);

    for (size_t i = 0; i < diagnostics->count; i++)
    {
        const Diagnostic *item = &diagnostics->items[i];
        const char *caret = item->caret == NULL ? item->note : item->caret;

        problems[i] = (LintProblem){
            .path = parts->file->path,
            .line = item->line,
            .column = item->column,
            .code = item->code,
            .message = item->message,
            .help = item->help == NULL ? caret : item->help,
            .source_line = item->source_line,
            .is_fatal = item->severity == SEVERITY_ERROR,
            .severity = item->severity,
        };
    }
    source->problems = problems;
    source->problem_count = diagnostics->count;
}
