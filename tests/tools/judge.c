/* SPDX-License-Identifier: PostgreSQL */
/*
 * Reads SQL from stdin, one or more statements a line, and writes what classify_command() says of each command:
 *
 *   line, words, class, lock, locks, scans, rewrites, breaks_old, breaks_new, loses_data, semver, danger, exact,
 *   needs_no_transaction, opaque, note
 *
 * separated by tabs; line is the number of the line of stdin; locks as relation=mode, separated by commas. A line that
 * does not parse gives the line, ERROR and the message.
 * Usage: judge [--server-version 150000] [--incomplete] [--each] [--time-zone utc|other] [--rows] [--schema FILE]…
 *   --schema      is folded first, silently; what it does not make then does not exist, unless --incomplete
 *   --each        each line is judged in the schema as the files leave it; else as the lines before leave it.
 *                 A line "-- before SQL" is folded for the next line only.
 *   --rows        writes which rows of classify_facts.def are those of no line, instead: kind, object, since
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/change/classify_command_internal.h"
#include "base/mem.h"
#include "change/fold.h"
#include "sql/ddl.h"
#include "sql/script.h"

typedef struct Run
{
    void *mem;
    Schema *schema;
    FoldPlace place;
    bool each;
    const char *before; /* for the next line, or NULL */
    bool lists_rows;
} Run;

typedef struct Row
{
    const char *text;
    CommandKind kind;
    SqlObject object;
    int since;
    bool is_used;
} Row;

#define SQL_ANY SQL_OBJECTS
static Row rows[] = {
#define FACTS(kind, object, since, class, lock, reach, facts, semver, refine)                                          \
    {#kind " " #object " " #since, COMMAND_##kind, SQL_##object, (since), false},
#include "../../src/change/classify_facts.def"
#undef FACTS
};

static bool read_options(Run *run, int argc, char **argv);
static bool fold_file(Run *run, const char *path);
static void fold_text(Run *run, Schema *schema, const char *text);
static void judge_line(Run *run, const char *line, size_t number);
static void print_result(size_t number, const Command *command, const Classification *result);
static Row *row_of(const Run *run, CommandKind kind, SqlObject object);
static void print_rows(const Run *run);

int
main(int argc, char **argv)
{
    Run run = {.mem = mem_root("judge"), .place = {.file = 1}};
    static char line[65536];
    size_t number = 0;
    bool good;

    run.schema = schema_new(run.mem, 150000);
    schema_settings(run.schema)->is_complete = true;
    schema_settings(run.schema)->time_zone = 2;
    good = read_options(&run, argc, argv);
    run.place.file++;
    fold_begin_file(run.schema, run.place.file);
    while (good && fgets(line, sizeof(line), stdin) != NULL)
    {
        line[strcspn(line, "\n")] = '\0';
        number++;
        if (strncmp(line, "-- before ", 10) == 0)
        {
            run.before = mem_strdup(run.mem, line + 10);
        }
        else if (line[0] != '\0' && strncmp(line, "--", 2) != 0)
        {
            judge_line(&run, line, number);
            run.before = NULL;
        }
    }
    if (run.lists_rows)
    {
        print_rows(&run);
    }
    mem_free(run.mem);
    ddl_exit();
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

static bool
read_options(Run *run, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
    {
        bool has_value = i + 1 < argc;

        if (strcmp(argv[i], "--each") == 0)
        {
            run->each = true;
        }
        else if (strcmp(argv[i], "--rows") == 0)
        {
            run->lists_rows = true;
        }
        else if (strcmp(argv[i], "--incomplete") == 0)
        {
            schema_settings(run->schema)->is_complete = false;
        }
        else if (strcmp(argv[i], "--server-version") == 0 && has_value)
        {
            schema_settings(run->schema)->server_version = (int) strtol(argv[++i], NULL, 10);
        }
        else if (strcmp(argv[i], "--time-zone") == 0 && has_value)
        {
            schema_settings(run->schema)->time_zone = strcmp(argv[++i], "utc") == 0 ? 1 : 2;
        }
        else if (strcmp(argv[i], "--schema") != 0 || !has_value || !fold_file(run, argv[++i]))
        {
            fprintf(stderr, "judge: cannot use %s\n", argv[i]);
            return false;
        }
    }
    return true;
}

static bool
fold_file(Run *run, const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = mem_strdup(run->mem, "");
    char block[4096];

    if (file == NULL)
    {
        return false;
    }
    while (fgets(block, sizeof(block), file) != NULL)
    {
        mem_append(&text, "%s", block);
    }
    fclose(file);
    fold_text(run, run->schema, text);
    return true;
}

static void
fold_text(Run *run, Schema *schema, const char *text)
{
    void *mem = mem_child(run->mem, "text");
    Error err = {0};
    DdlErrorPlace place;
    CommandList *list;

    if (!command_parse(mem, text, &list, &place, &err))
    {
        fprintf(stderr, "judge: %s\n", err.message);
        error_clear(&err);
    }
    else
    {
        for (size_t i = 0; i < list->count; i++)
        {
            run->place.statement++;
            fold_command(schema, &list->commands[i], run->place);
        }
    }
    mem_free(mem);
}

static void
judge_line(Run *run, const char *line, size_t number)
{
    void *mem = mem_child(run->mem, "line");
    Schema *schema = run->each && run->before != NULL ? schema_copy(mem, run->schema) : run->schema;
    Error err = {0};
    DdlErrorPlace place;
    CommandList *list;

    if (schema != run->schema)
    {
        fold_text(run, schema, run->before);
    }
    if (!command_parse(mem, line, &list, &place, &err))
    {
        printf("%zu\tERROR\t%s\n", number, err.message);
        error_clear(&err);
        mem_free(mem);
        return;
    }
    for (size_t i = 0; run->lists_rows && i < list->count; i++)
    {
        Row *row = row_of(run, list->commands[i].kind, list->commands[i].object);

        if (row != NULL)
        {
            row->is_used = true;
        }
    }
    for (size_t i = 0; !run->lists_rows && i < list->count; i++)
    {
        print_result(number, &list->commands[i], classify_command(mem, &list->commands[i], schema));
        if (!run->each)
        {
            run->place.statement++;
            fold_command(schema, &list->commands[i], run->place);
        }
    }
    mem_free(mem);
}

static void
print_result(size_t number, const Command *command, const Classification *result)
{
    printf("%zu\t%s\t%s\t%s\t", number, command->words, classify_class_name(result->change_class),
           classify_lock_pg_name(result->lock));
    for (size_t i = 0; i < result->lock_count; i++)
    {
        printf("%s%s=%s", i > 0 ? "," : "", result->locks[i].relation, classify_lock_pg_name(result->locks[i].mode));
    }
    printf("\t%d\t%d\t%d\t%d\t%d\t%s\t%s\t%d\t%d\t%s\t%s\n", result->scans, result->rewrites, result->breaks_old,
           result->breaks_new, result->loses_data, classify_semver_name(result->semver),
           result->danger ? result->danger_relation == NULL ? "?" : result->danger_relation : "", result->is_exact,
           result->needs_no_transaction, result->opaque == NULL ? "" : result->opaque,
           result->note == NULL ? "" : result->note);
}

static Row *
row_of(const Run *run, CommandKind kind, SqlObject object)
{
    const ClassifyRow *found = classify_row(kind, object, schema_settings(run->schema)->server_version);

    for (size_t i = 0; found != NULL && i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        if (rows[i].kind == found->kind && rows[i].object == found->object && rows[i].since == found->since)
        {
            return &rows[i];
        }
    }
    return NULL;
}

/* Rows that a newer one for the same replaces are nobody's at this version. */
static void
print_rows(const Run *run)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        if (!rows[i].is_used && row_of(run, rows[i].kind, rows[i].object) == &rows[i])
        {
            printf("%s\n", rows[i].text);
        }
    }
}
