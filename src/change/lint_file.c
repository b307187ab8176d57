/* SPDX-License-Identifier: PostgreSQL */
/*
 * The statements of a file, one after the other: each is judged on the schema and in the session that those before it
 * have left, told, and folded.
 *
 * Invariant: what a statement's verdict needs is freed before the next one, so that memory does not grow with the file.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "lint_internal.h"

/* Enough for most statements. */
#define VERDICT_BYTES ((size_t) 8 * 1024)

static void begin_file(Lint *lint, LintFile *file);
static void end_file(Lint *lint, const LintFile *file, const LintItem *item);
static void judge_statement(Lint *lint, LintFile *file, const LintItem *item, const LintParsed *parsed);
static void judge_command(Lint *lint, LintTold *told, bool is_last);
static Findings *check(void *mem, Lint *lint, const LintTold *told);
static void tell_too_new(Lint *lint, const LintFile *file, const LintItem *item, int needs_version);
static void tell_not_parsed(Lint *lint, const LintFile *file, const LintItem *item, const LintParsed *parsed);
static void tell_opaque(Lint *lint, const LintFile *file, const LintItem *item, const LintParsed *parsed);
static const char *first_words(void *mem, const char *text);
static void tell_meta(Lint *lint, const LintFile *file, const LintItem *item);

void
lint_judge_unit(Lint *lint, LintUnit *unit, const LintParsed *parsed)
{
    void *mem = mem_root("outlook");
    const CommandList **lists = mem_array(mem, const CommandList *, unit->count);
    const SchemaOutlook outlook = {.lists = lists, .count = unit->count};

    for (size_t i = 0; i < unit->count; i++)
    {
        lists[i] = parsed[i].list;
    }
    if (unit->is_first)
    {
        begin_file(lint, unit->file);
    }
    for (size_t i = 0; i < unit->count; i++)
    {
        schema_settings(lint->schema)->outlook = &outlook;
        switch (unit->items[i].kind)
        {
            case LINT_ITEM_STATEMENT:
                judge_statement(lint, unit->file, &unit->items[i], &parsed[i]);
                break;
            case LINT_ITEM_META:
                tell_meta(lint, unit->file, &unit->items[i]);
                break;
            case LINT_ITEM_END:
                end_file(lint, unit->file, &unit->items[i]);
                break;
        }
    }
    schema_settings(lint->schema)->outlook = NULL;
    mem_free(mem);
}

static void
begin_file(Lint *lint, LintFile *file)
{
    const LintSource *source = &file->source;

    lint->totals->files += source->is_continued || lint_is_history(source) ? 0 : 1;
    for (size_t i = 0; i < source->problem_count && !lint_is_history(source); i++)
    {
        lint_tell_known(lint, &source->problems[i]);
    }
    lint_session_begin_file(lint, file);
    if (!source->is_continued)
    {
        lint_directives_check(lint, file, file->directives, file->directive_count);
    }
}

static void
end_file(Lint *lint, const LintFile *file, const LintItem *item)
{
    lint_directives_check(lint, file, item->directives, item->directive_count);
    lint_directives_check_used(lint, file, item->directives, item->directive_count);
    /* Of a file in several parts each part sees all of its directives, and none knows what the others used. */
    if (file->source.file_text == NULL)
    {
        lint_directives_check_used(lint, file, file->directives, file->directive_count);
    }
    lint_session_end_file(lint);
}

static void
judge_statement(Lint *lint, LintFile *file, const LintItem *item, const LintParsed *parsed)
{
    lint->statement++;
    lint_directives_check(lint, file, item->directives, item->directive_count);
    if (parsed->list == NULL)
    {
        tell_not_parsed(lint, file, item, parsed);
        return;
    }
    if (parsed->list->needs_version > schema_settings_of(lint->schema)->server_version)
    {
        tell_too_new(lint, file, item, parsed->list->needs_version);
    }
    for (size_t i = 0; i < parsed->list->count; i++)
    {
        LintTold told = {.file = file, .item = item, .parsed = parsed, .command = &parsed->list->commands[i]};

        judge_command(lint, &told, item->is_last && i + 1 == parsed->list->count);
    }
    lint_directives_check_used(lint, file, item->directives, item->directive_count);
}

/* The file's last statement is told after it was folded: then it is known how the file ends. */
static void
judge_command(Lint *lint, LintTold *told, bool is_last)
{
    void *mem = mem_arena("verdict", VERDICT_BYTES);
    bool is_judged = !lint_is_history(&told->file->source);

    if (is_judged)
    {
        told->in_transaction = lint->session.rules.in_transaction;
        told->facts = classify_command(mem, told->command, lint->schema);
        told->findings = check(mem, lint, told);
    }
    if (is_judged && !is_last)
    {
        lint_tell_statement(mem, lint, told);
    }
    lint_session_note(lint, told->command, told->facts);
    lint_session_fold(lint, told->file, told->item, told->command);
    if (is_judged && is_last)
    {
        told->end_findings = rules_check_end(mem, &lint->session.rules);
        lint_tell_statement(mem, lint, told);
    }
    mem_free(mem);
}

static Findings *
check(void *mem, Lint *lint, const LintTold *told)
{
    RuleCase rule_case = {
        .text = told->parsed->text,
        .length = told->item->piece.length,
        .command = told->command,
        .statement = told->command - told->command->part,
        .facts = told->facts,
        .schema = lint->schema,
        .session = &lint->session.rules,
    };

    return rules_check(mem, &rule_case);
}

/* It is judged all the same: on the servers that know the syntax the verdict holds. */
static void
tell_too_new(Lint *lint, const LintFile *file, const LintItem *item, int needs_version)
{
    void *mem = mem_root("problem");
    LintProblem problem = {
        .code = LINT_NEWER,
        .message = mem_printf(mem, "the statement uses syntax of PostgreSQL %d", needs_version / 10000),
        .help = "Name that version with --server-version if yours has it, or give a subquery in FROM a name (before "
                "16) and "
                "write SET NOT NULL for a NOT NULL constraint (before 18).",
        .is_fatal = true,
    };

    if (!lint_is_history(&file->source))
    {
        lint_tell_problem(lint, file, item->piece.offset, problem);
    }
    mem_free(mem);
}

static void
tell_not_parsed(Lint *lint, const LintFile *file, const LintItem *item, const LintParsed *parsed)
{
    void *mem;
    LintProblem problem = {.code = LINT_SYNTAX, .message = parsed->message, .help = parsed->help, .is_fatal = true};

    if (lint_is_history(&file->source))
    {
        return;
    }
    mem = mem_root("problem");
    if (item->piece.problem != NULL && strncmp(parsed->message, "un", 2) == 0)
    {
        problem.code = LINT_UNENDED;
    }
    else if (parsed->newer != NULL)
    {
        problem.code = LINT_NEWER;
        problem.message =
            mem_printf(mem, "the parser speaks PostgreSQL 15's grammar and does not know %s", parsed->newer);
        problem.help = "The statement may be right for your server; what it does is not judged.";
    }
    else if (item->piece.has_variables)
    {
        problem.message =
            mem_printf(mem, "%s (the statement uses psql variables, whose values are not known here)", parsed->message);
    }
    lint_tell_problem(lint, file, item->piece.offset + parsed->offset, problem);
    if (parsed->newer != NULL)
    {
        tell_opaque(lint, file, item, parsed);
    }
    mem_free(mem);
}

/* Among the statements, as one of which only the first words are known. */
static void
tell_opaque(Lint *lint, const LintFile *file, const LintItem *item, const LintParsed *parsed)
{
    void *mem = mem_root("opaque");
    static const char *const none[] = {NULL};
    static const Findings no_findings = {0};
    const char *words = first_words(mem, parsed->text);
    Command command = {
        .kind = COMMAND_ALTER,
        .object = SQL_NOTHING,
        .tag = words,
        .words = words,
        .length = item->piece.length,
        .part_count = 1,
        .options = none,
        .roles = none,
        .members = none,
    };
    Classification facts = {
        .change_class = CLASS_UNSUPPORTED,
        .opaque = mem_printf(mem, "%s is newer than the parser", parsed->newer),
    };
    LintTold told = {
        .file = file,
        .item = item,
        .parsed = parsed,
        .command = &command,
        .facts = &facts,
        .findings = &no_findings,
        .end_findings = item->is_last ? rules_check_end(mem, &lint->session.rules) : NULL,
        .in_transaction = lint->session.rules.in_transaction,
    };

    lint_tell_statement(mem, lint, &told);
    mem_free(mem);
}

/* "ALTER TABLE", "CREATE UNIQUE INDEX": words that are no names, as far as capitals tell; else the first two. */
static const char *
first_words(void *mem, const char *text)
{
    static const char *const objects[] = {"TABLE",       "INDEX",        "VIEW",     "FUNCTION",
                                          "PROCEDURE",   "TYPE",         "DOMAIN",   "STATISTICS",
                                          "PUBLICATION", "SUBSCRIPTION", "SEQUENCE", "TRIGGER"};
    char *words = mem_strdup(mem, "");

    for (size_t count = 0; count < 4 && isalpha((unsigned char) *text); count++)
    {
        size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");
        bool is_object = false;

        mem_append(&words, "%s", count == 0 ? "" : " ");
        for (size_t i = 0; i < length; i++)
        {
            mem_append(&words, "%c", toupper((unsigned char) text[i]));
        }
        for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++)
        {
            is_object = is_object || (strlen(objects[i]) == length && strncasecmp(objects[i], text, length) == 0);
        }
        text += length;
        text += strspn(text, " \t\r\n");
        if (is_object || (count == 0 && strcmp(words, "CREATE") != 0 && strcmp(words, "ALTER") != 0))
        {
            break;
        }
    }
    return words;
}

/* Of psql's commands only those that bring other SQL, or another database, concern what is judged. */
static void
tell_meta(Lint *lint, const LintFile *file, const LintItem *item)
{
    static const struct
    {
        const char *name;
        bool is_file;
    } metas[] = {{"i", true},  {"ir", true},      {"include", true}, {"include_relative", true},
                 {"c", false}, {"connect", false}};
    const char *text = file->source.text + item->piece.offset;
    size_t length = 1;

    while (length < item->piece.length && strchr(" \t\r\n", text[length]) == NULL)
    {
        length++;
    }
    for (size_t i = 0; i < sizeof(metas) / sizeof(metas[0]) && !lint_is_history(&file->source); i++)
    {
        if (length == strlen(metas[i].name) + 1 && strncmp(text + 1, metas[i].name, length - 1) == 0)
        {
            bool is_file = metas[i].is_file;
            char *message = mem_printf(NULL, "%.*s is not followed: %s", (int) length, text,
                                       is_file ? "the file that it names is not read here"
                                               : "what comes after it is judged as of the same database");
            LintProblem problem = {
                .code = LINT_NOT_READ,
                .message = message,
                .help = is_file ? "Name that file on the command line, in the order in which they run." : NULL,
            };

            lint_tell_problem(lint, file, item->piece.offset, problem);
            mem_free(message);
        }
    }
}
