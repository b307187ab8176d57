/* SPDX-License-Identifier: PostgreSQL */
/*
 * Clients that do not name their columns, found in the texts of pg_stat_statements.
 *
 * PostgreSQL 12 to 18 take a COPY FROM without a list of columns for one of all columns, so that one more makes old files
 * fail (22P04); an INSERT without a list may give fewer values than there are columns; a prepared SELECT * fails once with
 * "cached plan must not change result type" (0A000).
 */
#include "run/clients.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "run_internal.h"
#include "sql/command.h"
#include "sql/quote.h"
#include "sql/template.h"

#define TEXT_SHOWN 100

typedef struct Search
{
    void *owner;
    const Resolution *resolution;
    ClientStatement *found;
    size_t count;
} Search;

static bool adds_columns(const TableChange *table);
static char *table_pattern(void *owner, const Resolution *resolution);
static bool find_schema(void *owner, Conn *conn, const char **schema, Error *err);
static Rows *load(void *owner, Conn *conn, const char *schema, const char *pattern, Error *err);
static void read_text(Search *search, const Rows *rows, size_t row);
static void read_command(Search *search, const Command *command, const Rows *rows, size_t row);
static bool habit_of(const Command *command, const CommandUse *use, ClientHabit *habit);
static const TableChange *table_of(const Resolution *resolution, QualifiedName name);
static char *one_line(void *owner, const char *text);
static int by_danger(const void *a, const void *b);

const char *
clients_habit_name(ClientHabit habit)
{
    static const char *const names[] = {
        [CLIENT_COPY_BY_PLACE] = "COPY FROM without columns",
        [CLIENT_INSERT_BY_PLACE] = "INSERT without columns",
        [CLIENT_STAR] = "SELECT *",
    };
    return names[habit];
}

bool
clients_fragile(void *owner, Conn *conn, const Resolution *resolution, ClientStatement **statements, size_t *count,
                Error *err)
{
    void *scratch = mem_child(owner, "clients");
    Search search = {.owner = owner, .resolution = resolution};
    const char *pattern = table_pattern(scratch, resolution);
    const char *schema = NULL;
    bool is_fine = pattern == NULL || find_schema(scratch, conn, &schema, err);
    Rows *rows = is_fine && schema != NULL ? load(scratch, conn, schema, pattern, err) : NULL;
    is_fine = is_fine && !error_is_set(err);
    for (size_t i = 0; rows != NULL && i < rows_count(rows); i++)
    {
        read_text(&search, rows, i);
    }
    mem_free(scratch);
    if (search.count > 0)
    {
        qsort(search.found, search.count, sizeof(*search.found), by_danger);
    }
    *statements = search.found;
    *count = search.count;
    return is_fine;
}

/* ---- The texts ---- */

static bool
adds_columns(const TableChange *table)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        if (table->links[i]->kind != LINK_REPAIR && table->links[i]->new_count > 0)
        {
            return true;
        }
    }
    return table->plain_count > 0;
}

/* Whole words, quotes aside; a superset of what the parser then confirms. NULL: no table gets a column. */
static char *
table_pattern(void *owner, const Resolution *resolution)
{
    char *pattern = NULL;
    for (size_t i = 0; i < resolution->table_count; i++)
    {
        if (!adds_columns(&resolution->tables[i]))
        {
            continue;
        }
        pattern = pattern == NULL ? mem_strdup(owner, "(") : pattern;
        mem_append(&pattern, "%s", pattern[1] == '\0' ? "" : "|");
        for (const char *c = resolution->tables[i].name.name; *c != '\0'; c++)
        {
            mem_append(&pattern, strchr("\\.^$*+?()[]{}|", *c) != NULL ? "\\%c" : "%c", *c);
        }
    }
    if (pattern != NULL)
    {
        mem_append(&pattern, ")");
    }
    return pattern;
}

/* The schema of the extension, which need not be on the search_path; NULL where it is not installed. */
static bool
find_schema(void *owner, Conn *conn, const char **schema, Error *err)
{
    Rows *rows = conn_query(owner, conn,
                            "SELECT n.nspname FROM pg_catalog.pg_extension AS e"
                            " JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace"
                            " WHERE e.extname = 'pg_stat_statements'",
                            NULL, 0, err);
    *schema = rows != NULL && rows_count(rows) == 1 ? rows_text(rows, 0, "nspname") : NULL;
    return rows != NULL;
}

/* NULL without an error where the library is not loaded (55000) or the view may not be read (42501). */
static Rows *
load(void *owner, Conn *conn, const char *schema, const char *pattern, Error *err)
{
    const TemplateVariable variable = {"schema", TEMPLATE_IDENTIFIER, schema};
    const char *params[] = {pattern};
    char *sql = template_render(owner, "gate/statements", &variable, 1, err);
    Error failure = {0};
    if (sql == NULL)
    {
        return NULL;
    }
    Rows *rows = conn_query(owner, conn, sql, params, RUN_COUNT(params), &failure);
    if (rows == NULL && strcmp(failure.sqlstate, "55000") != 0 && strcmp(failure.sqlstate, "42501") != 0)
    {
        *err = failure;
        return NULL;
    }
    error_clear(&failure);
    return rows;
}

/* ---- What they say ---- */

static void
read_text(Search *search, const Rows *rows, size_t row)
{
    void *scratch = mem_child(search->owner, "text");
    CommandList *list = NULL;
    Error ignored = {0};
    if (command_parse_columns(scratch, rows_text(rows, row, "query"), &list, NULL, &ignored))
    {
        for (size_t i = 0; i < list->count; i++)
        {
            read_command(search, &list->commands[i], rows, row);
        }
    }
    error_clear(&ignored);
    mem_free(scratch);
}

static void
read_command(Search *search, const Command *command, const Rows *rows, size_t row)
{
    for (size_t i = 0; i < command->use_count; i++)
    {
        const TableChange *table = table_of(search->resolution, command->uses[i].relation);
        ClientHabit habit;
        if (table == NULL || !habit_of(command, &command->uses[i], &habit))
        {
            continue;
        }
        ClientStatement *found = mem_push(search->owner, search->found, search->count);
        found->role = run_copy(search->owner, rows, row, "role");
        found->table = quote_qualified_name(search->owner, table->name);
        found->text = one_line(search->owner, rows_text(rows, row, "query"));
        found->calls = rows_int64(rows, row, "calls");
        found->habit = habit;
    }
}

static bool
habit_of(const Command *command, const CommandUse *use, ClientHabit *habit)
{
    bool is_target = command->name_count > 0 && strcmp(command->names[0].name, use->relation.name) == 0;
    if (use->columns != NULL || command->data == NULL || command->kind == COMMAND_COPY_TO)
    {
        return false;
    }
    if (command->kind == COMMAND_COPY_FROM)
    {
        *habit = CLIENT_COPY_BY_PLACE;
        return true;
    }
    *habit = command->kind == COMMAND_INSERT && is_target && !command->data->has_column_list ? CLIENT_INSERT_BY_PLACE
                                                                                             : CLIENT_STAR;
    return *habit == CLIENT_INSERT_BY_PLACE || command->data->has_star;
}

static const TableChange *
table_of(const Resolution *resolution, QualifiedName name)
{
    for (size_t i = 0; i < resolution->table_count; i++)
    {
        const TableChange *table = &resolution->tables[i];
        if (strcmp(table->name.name, name.name) == 0 &&
            (name.schema == NULL || strcmp(table->name.schema, name.schema) == 0) && adds_columns(table))
        {
            return table;
        }
    }
    return NULL;
}

static char *
one_line(void *owner, const char *text)
{
    size_t length = strlen(text);
    bool is_cut = length > TEXT_SHOWN;
    char *line;
    length = is_cut ? TEXT_SHOWN : length;
    while (is_cut && length > 0 && ((unsigned char) text[length] & 0xC0) == 0x80)
    {
        length--; /* not within a character */
    }
    line = mem_printf(owner, "%.*s%s", (int) length, text, is_cut ? "…" : "");
    for (char *c = line; *c != '\0'; c++)
    {
        if ((unsigned char) *c < ' ')
        {
            *c = ' ';
        }
    }
    return line;
}

static int
by_danger(const void *a, const void *b)
{
    const ClientStatement *one = a;
    const ClientStatement *two = b;
    if (one->habit != two->habit)
    {
        return one->habit < two->habit ? -1 : 1;
    }
    return (one->calls < two->calls) - (one->calls > two->calls);
}
