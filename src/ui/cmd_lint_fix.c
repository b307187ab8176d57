/* SPDX-License-Identifier: PostgreSQL */
/*
 * bellows lint --fix: the safe statement in place of the one in the file, where a rule says that it may stand there; and
 * with --plans a plan for each change that needs one.
 *
 * A file is replaced as a whole, by rename, and only when what would be replaced still stands there. Of several fixes
 * for one statement the first is taken; the next run finds what is left. A plan that the folder holds already is not
 * written again.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "cmd_lint_internal.h"

#define STAMP_BYTES 15
#define SLUG_MAX    60

typedef struct Replacement
{
    size_t start; /* in the file */
    size_t end;
    const char *before; /* what stands there */
    const char *after;
} Replacement;

struct CmdLintFix
{
    void *mem;
    const Options *options;
    LintSink inner;
    void *file_mem;
    char *path; /* of the file that is reported; NULL: none, or standard input */
    bool is_stdin;
    Replacement *items;
    size_t count;
    Replacement *stdin_items;
    size_t stdin_count;
    time_t stamp; /* of the plan written last */
    Error err;
};

static void take_statement(void *context, const LintStatement *statement);
static void take_problem(void *context, const LintProblem *problem);
static void enter(CmdLintFix *fix, const LintStatement *statement);
static void add_replacement(CmdLintFix *fix, const LintStatement *statement, const char *sql);
static const char *fitted(void *mem, const LintStatement *statement, const char *sql);
static void finish_file(CmdLintFix *fix);
static char *replaced(void *mem, const CmdLintText *text, const Replacement *items, size_t count, size_t *length);
static bool replace_file(const char *path, const char *text, size_t length, Error *err);
static bool write_all(int fd, const char *text, size_t length);
static void write_plan(CmdLintFix *fix, const LintStatement *statement, const Finding *finding);
static bool has_plan(const char *folder, const char *slug, const char *text);
static char *plan_slug(void *mem, const LintStatement *statement, const Finding *finding);
static bool create_plan(CmdLintFix *fix, void *mem, const char *slug, const char *text);
static bool is_stamp_free(const char *folder, const char *stamp);

CmdLintFix *
cmd_lint_fix_new(void *owner, const Options *options, LintSink inner)
{
    CmdLintFix *fix = mem_new(owner, CmdLintFix);

    fix->mem = fix;
    fix->options = options;
    fix->inner = inner;
    return fix;
}

LintSink
cmd_lint_fix_sink(CmdLintFix *fix)
{
    return (LintSink){.statement = take_statement, .problem = take_problem, .context = fix};
}

bool
cmd_lint_fix_end(CmdLintFix *fix, const CmdLintText *stdin_text, Error *err)
{
    bool is_done;

    finish_file(fix);
    if (stdin_text != NULL && !error_is_set(&fix->err))
    {
        size_t length = 0;
        const char *text = replaced(fix->mem, stdin_text, fix->stdin_items, fix->stdin_count, &length);

        if (fwrite(text, 1, length, stdout) != length || fflush(stdout) == EOF)
        {
            (void) error_set(&fix->err, ERROR_FAILED, "could not write to standard output: %s", strerror(errno));
        }
    }
    is_done = !error_is_set(&fix->err);
    *err = is_done ? *err : fix->err;
    return is_done;
}

static void
take_problem(void *context, const LintProblem *problem)
{
    CmdLintFix *fix = context;

    fix->inner.problem(fix->inner.context, problem);
}

static void
take_statement(void *context, const LintStatement *statement)
{
    CmdLintFix *fix = context;
    bool is_replaced = statement->source->is_plan;

    fix->inner.statement(fix->inner.context, statement);
    enter(fix, statement);
    for (size_t i = 0; i < statement->finding_count; i++)
    {
        const Finding *finding = &statement->findings[i];

        if (finding->fix != NULL && finding->fix_in_place && !is_replaced)
        {
            add_replacement(fix, statement, finding->fix);
            is_replaced = true;
        }
        else if (finding->fix != NULL && finding->fix_is_plan && fix->options->plans != NULL)
        {
            write_plan(fix, statement, finding);
        }
    }
}

static void
enter(CmdLintFix *fix, const LintStatement *statement)
{
    const char *path = statement->source->path;

    if (fix->path != NULL && strcmp(fix->path, path) == 0)
    {
        return;
    }
    finish_file(fix);
    fix->file_mem = mem_child(fix->mem, "file");
    fix->path = mem_strdup(fix->file_mem, path);
    fix->is_stdin = strcmp(path, fix->options->stdin_path == NULL ? "<stdin>" : fix->options->stdin_path) == 0;
}

/* Subcommands of one statement share its place: only the first of them is replaced. */
static void
add_replacement(CmdLintFix *fix, const LintStatement *statement, const char *sql)
{
    const LintSource *source = statement->source;
    size_t base = source->file_text == NULL ? 0 : (size_t) (source->text - source->file_text);
    size_t start = base + statement->statement_offset;
    void *mem = fix->is_stdin ? fix->mem : fix->file_mem;
    Replacement item = {
        .start = start,
        .end = base + statement->statement_end,
        .before = mem_strndup(mem, source->text + statement->statement_offset,
                              statement->statement_end - statement->statement_offset),
        .after = fitted(mem, statement, sql),
    };
    const Replacement *last = fix->count == 0 ? NULL : &fix->items[fix->count - 1];

    if (last == NULL || last->end <= start)
    {
        *mem_push(mem, fix->items, fix->count) = item;
    }
}

/* With the semicolon, the indentation and the line ends that the file has there. */
static const char *
fitted(void *mem, const LintStatement *statement, const char *sql)
{
    const LintSource *source = statement->source;
    const char *end = source->text + statement->statement_end;
    bool has_semicolon = end > source->text && end[-1] == ';';
    const char *newline = memchr(source->text, '\n', source->length);
    bool has_returns = newline != NULL && newline > source->text && newline[-1] == '\r';
    size_t length = strlen(sql);
    char *text = mem_strdup(mem, "");

    while (length > 0 && strchr("; \r\n", sql[length - 1]) != NULL)
    {
        length--;
    }
    for (const char *line = sql; line < sql + length;)
    {
        size_t left = (size_t) (sql + length - line);
        size_t bytes = strcspn(line, "\n") < left ? strcspn(line, "\n") : left;
        bool is_first = line == sql;

        mem_append(&text, "%s%*s%.*s",
                   is_first      ? ""
                   : has_returns ? "\r\n"
                                 : "\n",
                   is_first || bytes == 0 ? 0 : (int) statement->column - 1, "", (int) bytes, line);
        line += bytes + 1;
    }
    mem_append(&text, "%s", has_semicolon ? ";" : "");
    return text;
}

static void
finish_file(CmdLintFix *fix)
{
    void *mem = mem_root("fix");
    CmdLintText text;
    Error *err = &fix->err;

    if (fix->is_stdin)
    {
        fix->stdin_items = fix->items;
        fix->stdin_count = fix->count;
    }
    else if (fix->count > 0 && !error_is_set(err) && cmd_lint_text(mem, fix->path, &text, err))
    {
        size_t length = 0;
        const char *fixed = replaced(mem, &text, fix->items, fix->count, &length);

        if (fixed == NULL)
        {
            log_warning("%s was changed meanwhile and is left as it is", fix->path);
        }
        else if (replace_file(fix->path, fixed, length, err))
        {
            log_info("%s: %zu %s", fix->path, fix->count,
                     fix->count == 1 ? "statement was replaced" : "statements were replaced");
        }
    }
    mem_free(mem);
    mem_free(fix->file_mem);
    fix->file_mem = NULL;
    fix->path = NULL;
    fix->is_stdin = false;
    fix->items = NULL;
    fix->count = 0;
}

/* NULL where something else stands where a statement was. */
static char *
replaced(void *mem, const CmdLintText *text, const Replacement *items, size_t count, size_t *length)
{
    size_t room = text->length + 1;
    size_t at = 0;
    char *result;

    for (size_t i = 0; i < count; i++)
    {
        const Replacement *item = &items[i];

        if (item->end > text->length || item->start < at ||
            memcmp(text->text + item->start, item->before, item->end - item->start) != 0)
        {
            return NULL;
        }
        at = item->end;
        room += strlen(item->after);
    }
    result = mem_array(mem, char, room);
    at = 0;
    *length = 0;
    for (size_t i = 0; i <= count; i++)
    {
        size_t end = i == count ? text->length : items[i].start;
        size_t added = i == count ? 0 : strlen(items[i].after);

        memcpy(result + *length, text->text + at, end - at);
        *length += end - at;
        if (added > 0)
        {
            memcpy(result + *length, items[i].after, added);
            *length += added;
        }
        at = i == count ? end : items[i].end;
    }
    return result;
}

static bool
replace_file(const char *path, const char *text, size_t length, Error *err)
{
    char real[PATH_MAX];
    char *temporary = NULL;
    struct stat status;
    int fd = -1;
    bool is_done = realpath(path, real) != NULL && stat(real, &status) == 0;

    if (is_done)
    {
        temporary = mem_printf(NULL, "%s.bellows-XXXXXX", real);
        fd = mkostemp(temporary, O_CLOEXEC);
        is_done = fd >= 0 && write_all(fd, text, length) && fchmod(fd, status.st_mode & 07777) == 0 && fsync(fd) == 0;
        is_done = (fd < 0 || close(fd) == 0) && is_done && rename(temporary, real) == 0;
    }
    if (!is_done)
    {
        (void) error_set(err, ERROR_FAILED, "could not write \"%s\": %s", path, strerror(errno));
        if (fd >= 0)
        {
            (void) unlink(temporary);
        }
    }
    mem_free(temporary);
    return is_done;
}

static bool
write_all(int fd, const char *text, size_t length)
{
    while (length > 0)
    {
        ssize_t written = write(fd, text, length);

        if (written < 0 && errno != EINTR)
        {
            return false;
        }
        text += written < 0 ? 0 : written;
        length -= written < 0 ? 0 : (size_t) written;
    }
    return true;
}

static void
write_plan(CmdLintFix *fix, const LintStatement *statement, const Finding *finding)
{
    void *mem = mem_root("plan");
    const char *folder = fix->options->plans;
    char *slug = plan_slug(mem, statement, finding);

    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
    {
        (void) error_set(&fix->err, ERROR_FAILED, "could not make the folder \"%s\": %s", folder, strerror(errno));
    }
    else if (!has_plan(folder, slug, finding->fix) && !create_plan(fix, mem, slug, finding->fix))
    {
        (void) error_set(&fix->err, ERROR_FAILED, "could not write a plan into \"%s\": %s", folder, strerror(errno));
    }
    mem_free(mem);
}

/* "orders_column_renamed" */
static char *
plan_slug(void *mem, const LintStatement *statement, const Finding *finding)
{
    const Command *command = statement->command;
    const char *table = command->name_count == 0 ? "change" : command->names[0].name;
    char *slug = mem_printf(mem, "%s_%s", table, finding->rule->name);
    size_t length = 0;

    for (const char *at = slug; *at != '\0' && length < SLUG_MAX; at++)
    {
        bool is_kept = isascii(*at) != 0 && isalnum((unsigned char) *at) != 0;
        int letter = is_kept ? tolower((unsigned char) *at) : '_';

        slug[length++] = (char) letter;
    }
    slug[length] = '\0';
    return slug;
}

/* The same plan, under whatever version. */
static bool
has_plan(const char *folder, const char *slug, const char *text)
{
    DIR *stream = opendir(folder);
    char *end = mem_printf(NULL, "_%s.yaml", slug);
    const struct dirent *entry;
    bool is_there = false;

    while (stream != NULL && !is_there && (entry = readdir(stream)) != NULL)
    {
        const char *name = entry->d_name + strspn(entry->d_name, "0123456789");

        if (strcmp(name, end) == 0)
        {
            void *mem = mem_root("plan");
            CmdLintText held;
            Error ignored = {0};

            is_there = cmd_lint_text(mem, mem_printf(mem, "%s/%s", folder, entry->d_name), &held, &ignored) &&
                       held.length == strlen(text) && memcmp(held.text, text, held.length) == 0;
            error_clear(&ignored);
            mem_free(mem);
        }
    }
    if (stream != NULL)
    {
        (void) closedir(stream);
    }
    mem_free(end);
    return is_there;
}

/* A second later than the last one for each, and later where a plan has that version. */
static bool
create_plan(CmdLintFix *fix, void *mem, const char *slug, const char *text)
{
    const char *folder = fix->options->plans;
    char stamp[STAMP_BYTES];
    const char *path;
    struct tm parts;
    int fd;
    bool is_written;

    fix->stamp = fix->stamp == 0 ? time(NULL) : fix->stamp + 1;
    do
    {
        if (gmtime_r(&fix->stamp, &parts) == NULL || strftime(stamp, sizeof(stamp), "%Y%m%d%H%M%S", &parts) == 0)
        {
            return false;
        }
    } while (!is_stamp_free(folder, stamp) && fix->stamp++ > 0);
    path = mem_printf(mem, "%s/%s_%s.yaml", folder, stamp, slug);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    is_written = fd >= 0 && write_all(fd, text, strlen(text));
    is_written = (fd < 0 || close(fd) == 0) && is_written;
    if (is_written)
    {
        log_info("%s was written: take the statement out of its file, and see: bellows plan %s", path, stamp);
    }
    return is_written;
}

static bool
is_stamp_free(const char *folder, const char *stamp)
{
    DIR *stream = opendir(folder);
    const struct dirent *entry;
    bool is_free = true;

    while (stream != NULL && (entry = readdir(stream)) != NULL)
    {
        is_free = is_free && strncmp(entry->d_name, stamp, strlen(stamp)) != 0;
    }
    if (stream != NULL)
    {
        (void) closedir(stream);
    }
    return is_free;
}
