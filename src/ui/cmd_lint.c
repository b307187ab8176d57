/* SPDX-License-Identifier: PostgreSQL */
/*
 * bellows lint: a verdict on every statement of SQL files and plans. Offline; with --schema or --url in the light of what
 * the database holds.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "cmd_internal.h"
#include "cmd_lint_internal.h"
#include "report_lint.h"

#define NEWEST_SERVER   180000
#define EXIT_FINDINGS   1
#define EXIT_UNPARSABLE 3
#define LINE_COLUMNS    120
#define OUTPUT_BYTES    ((size_t) 64 * 1024) /* of a report that no one watches, in one write */

static bool check_options(const Options *options, Error *err);
static const char *const *read_rules(void *owner, const char *option, const char *list, Error *err);
static Schema *make_schema(void *owner, const Options *options, Error *err);
static bool fold_schema_file(void *owner, const Options *options, Schema *schema, Error *err);
static bool run(void *owner, const Options *options, Schema *schema, const CmdLintFiles *files, CmdResult *result,
                Error *err);
static ReportLintOptions report_options(void *owner, const Options *options, const CmdLintFiles *files);
static int exit_code(const Options *options, const LintTotals *totals);
static const char *typed_arguments(void *owner, const Options *options);
static size_t terminal_width(void);
static bool write_out(void *context, const char *text);
static bool takes_stdin(const Options *options);

bool
cmd_lint(void *owner, const Options *options, CmdResult *result, Error *err)
{
    CmdLintFiles files;
    Schema *schema;

    if (!check_options(options, err))
    {
        return false;
    }
    cmd_lint_list(owner, options, &files);
    if (options->since != NULL && !cmd_lint_mark_since(owner, options->since, &files, err))
    {
        return false;
    }
    schema = make_schema(owner, options, err);
    return schema != NULL && run(owner, options, schema, &files, result, err);
}

static bool
check_options(const Options *options, Error *err)
{
    if (options->stdin_path != NULL && !takes_stdin(options))
    {
        return error_set(err, ERROR_USAGE, "\"--stdin-path\" is for \"-\", which is not among the arguments");
    }
    if (options->schema != NULL && options_is_given(options, "url"))
    {
        return error_set(err, ERROR_USAGE, "\"--schema\" and \"--url\" both say what the database holds; give one");
    }
    return true;
}

static bool
takes_stdin(const Options *options)
{
    bool takes = false;

    for (size_t i = 0; i < options->argument_count; i++)
    {
        takes = takes || strcmp(options->arguments[i], "-") == 0;
    }
    return takes;
}

/* "L101, column-dropped" → a list that ends with NULL. NULL with ERR set where a rule does not exist, or LIST is NULL. */
static const char *const *
read_rules(void *owner, const char *option, const char *list, Error *err)
{
    const char **rules = NULL;
    size_t count = 0;

    for (const char *at = list; at != NULL && *at != '\0';)
    {
        size_t length;
        char *name;

        at += strspn(at, ", \t");
        length = strcspn(at, ", \t");
        if (length == 0)
        {
            break;
        }
        name = mem_strndup(owner, at, length);
        at += length;
        if (rules_find(name) == NULL)
        {
            const char *near = rules_suggest(owner, name);

            (void) error_set(err, ERROR_USAGE, "\"%s\": there is no rule \"%s\"", option, name);
            (void) (near == NULL ? error_hint(err, "docs/rules.md lists the rules.")
                                 : error_hint(err, "Did you mean %s?", near));
            return NULL;
        }
        *mem_push(owner, rules, count) = name;
    }
    if (list != NULL)
    {
        *mem_push(owner, rules, count) = NULL;
    }
    return rules;
}

static Schema *
make_schema(void *owner, const Options *options, Error *err)
{
    int version = options->server_version == 0 ? NEWEST_SERVER : (int) options->server_version;
    Schema *schema;

    if (options_is_given(options, "url"))
    {
        Conn *conn = cmd_connect(owner, options, err);

        schema = conn == NULL ? NULL : schema_load(owner, conn, err);
        if (schema != NULL && options->server_version != 0)
        {
            schema_settings(schema)->server_version = version;
        }
        if (conn != NULL)
        {
            conn_close(conn);
        }
        return schema;
    }
    schema = schema_new(owner, version);
    return options->schema == NULL || fold_schema_file(owner, options, schema, err) ? schema : NULL;
}

/* The context of what reads the one file of --schema. */
typedef struct SchemaFile
{
    const char *path;
    bool is_given;
} SchemaFile;

static bool
next_schema(void *context, void *owner, LintSource *source, Error *err)
{
    SchemaFile *file = context;
    CmdLintText text;

    if (file->is_given || !cmd_lint_text(owner, file->path, &text, err))
    {
        return false;
    }
    file->is_given = true;
    *source =
        (LintSource){.path = file->path, .mode = LINT_FOLD, .text = text.text, .length = text.length, .first_line = 1};
    return true;
}

static void
ignore_statement(void *context, const LintStatement *statement)
{
    (void) context;
    (void) statement;
}

static void
ignore_problem(void *context, const LintProblem *problem)
{
    (void) context;
    (void) problem;
}

/* pg_dump empties search_path for the rest of its script; what comes after it is another session. */
static bool
fold_schema_file(void *owner, const Options *options, Schema *schema, Error *err)
{
    static const char *const search_path[] = {"public", NULL};
    SchemaFile file = {.path = options->schema};
    LintOptions lint = {.server_version = schema_settings(schema)->server_version,
                        .threads = (size_t) options->threads};
    LintSink sink = {.statement = ignore_statement, .problem = ignore_problem};
    LintTotals totals;

    if (!lint_run(owner, schema, &lint, next_schema, &file, &sink, &totals, err))
    {
        return false;
    }
    schema_set_search_path(schema, search_path);
    schema_settings(schema)->is_complete = true;
    return true;
}

static bool
run(void *owner, const Options *options, Schema *schema, const CmdLintFiles *files, CmdResult *result, Error *err)
{
    LintOptions lint = {
        .server_version = schema_settings(schema)->server_version,
        .threads = (size_t) options->threads,
        .single_transaction = options->single_transaction,
        .only = read_rules(owner, "--only", options->only, err),
        .except = read_rules(owner, "--except", options->except, err),
    };
    ReportLintOptions report_style = report_options(owner, options, files);
    CmdLintReader reader = {.mem = owner, .files = files};
    LintTotals totals;
    ReportLint *report;
    LintSink sink;
    CmdLintFix *fix = NULL;
    bool is_done;

    if (error_is_set(err))
    {
        return false;
    }
    if (report_style.write_context == stdout && isatty(STDOUT_FILENO) == 0)
    {
        static char output[OUTPUT_BYTES];

        (void) setvbuf(stdout, output, _IOFBF, sizeof(output));
    }
    report = report_lint_new(owner, &report_style);
    sink = report_lint_sink(report);
    if (options->fix)
    {
        fix = cmd_lint_fix_new(owner, options, sink);
        sink = cmd_lint_fix_sink(fix);
    }
    is_done = lint_run(owner, schema, &lint, cmd_lint_next, &reader, &sink, &totals, err);
    if (is_done && (!report_lint_end(report, &totals) || fflush(report_style.write_context) == EOF))
    {
        is_done = error_set(err, ERROR_FAILED, "could not write the report: %s", strerror(errno));
    }
    if (is_done && fix != NULL)
    {
        is_done = cmd_lint_fix_end(fix, reader.has_stdin ? &reader.stdin_text : NULL, err);
    }
    result->exit_code = exit_code(options, &totals);
    return is_done;
}

/* With --fix and "-" standard output is for the SQL. */
static ReportLintOptions
report_options(void *owner, const Options *options, const CmdLintFiles *files)
{
    const char *github = getenv("GITHUB_ACTIONS");
    bool is_aside = options->fix && takes_stdin(options);
    ReportLintOptions report = {
        .style = options->style,
        .verbose = options->verbose,
        .shows_notes = options->verbose || options->only != NULL || options->fail_on == SEVERITY_NOTE,
        .width = terminal_width(),
        .annotates = github != NULL && strcmp(github, "true") == 0,
        .arguments = typed_arguments(owner, options),
        .write = write_out,
        .write_context = is_aside ? stderr : stdout,
    };

    report.style.colour = report.style.colour && !is_aside;
    for (size_t i = 0; i < files->count; i++)
    {
        report.files += files->items[i].is_history ? 0 : 1;
    }
    return report;
}

/* Of what is no terminal, the width of a terminal that is wide. */
static size_t
terminal_width(void)
{
    struct winsize size = {0};

    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : LINE_COLUMNS;
}

static bool
write_out(void *context, const char *text)
{
    return fputs(text, context) != EOF;
}

/* What decides the verdict is in the next command, too. */
static const char *
typed_arguments(void *owner, const Options *options)
{
    const struct
    {
        const char *option;
        const char *value;
    } kept[] = {{"--since", options->since}, {"--schema", options->schema}};
    char *text = mem_strdup(owner, options->single_transaction ? "--single-transaction" : "");

    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
    {
        if (kept[i].value != NULL)
        {
            mem_append(&text, "%s%s %s", *text == '\0' ? "" : " ", kept[i].option, kept[i].value);
        }
    }
    for (size_t i = 0; i < options->argument_count; i++)
    {
        mem_append(&text, "%s%s", *text == '\0' ? "" : " ", options->arguments[i]);
    }
    return text;
}

static int
exit_code(const Options *options, const LintTotals *totals)
{
    bool fails = false;

    for (int64_t severity = SEVERITY_ERROR; severity <= options->fail_on; severity++)
    {
        fails = fails || totals->findings[severity] + totals->problem_counts[severity] > 0;
    }
    return totals->has_fatal ? EXIT_UNPARSABLE : fails ? EXIT_FINDINGS : 0;
}
