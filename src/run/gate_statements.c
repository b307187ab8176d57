/* SPDX-License-Identifier: PostgreSQL */
/*
 * Which statements of clients need the old shape: the texts that pg_stat_statements keeps on a node, parsed; and keeping that.
 *
 * A star, and an INSERT or COPY without columns, counts for every column; a bare name for each relation of its statement.
 * What a view or a function in standard SQL reads is not followed: those bind to the new column in the seal, or the plan
 * was refused (R720). Calls alone are compared, between two looks: the server keeps no time of a statement.
 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "gate_internal.h"
#include "run_internal.h"
#include "sql/command.h"
#include "sql/template.h"

#define SHOWN_MAX_BYTES 120

static bool read_node(GateOutside *outside, Conn *conn, const Rows *old, GateStatements *statements, Error *err);
static bool find_schema(void *owner, Conn *conn, const char **schema, bool *has_info, Error *err);
static Rows *ask(void *owner, Conn *conn, const char *name, const char *schema, const char *const *params, size_t count,
                 Error *err);
static char *pattern_of(void *owner, const Rows *old);
static void judge_text(GateOutside *outside, GateStatements *statements, const Rows *old, const Rows *rows, size_t row);
static bool needs_old(const Command *commands, size_t count, const Rows *old);
static bool use_is_old(const CommandUse *use, const Rows *old);
static bool store_node(Conn *conn, const JournalPlan *plan, const GateStatements *statements, Error *err);

bool
gate_wants_statements(const Project *project)
{
    for (size_t i = 0; i < project->consumer_count; i++)
    {
        if ((project->consumers[i].proof & PROOF_READS) != 0)
        {
            return true;
        }
    }
    return false;
}

Rows *
gate_old_columns(void *owner, Conn *conn, const JournalPlan *plan, Error *err)
{
    const char *params[] = {plan->version};
    bool current = false;
    return journal_is_current(conn, &current, err) && current
               ? run_rows(owner, conn, "gate/old_columns", params, RUN_COUNT(params), err)
               : NULL;
}

void
gate_read_statements(GateOutside *outside, Conn *conn, const char *node, const Rows *old)
{
    GateStatements *statements = mem_push(outside, outside->statements, outside->statement_count);
    Error err = {0};
    *statements = (GateStatements){.node = node};
    if (rows_count(old) > 0 && !read_node(outside, conn, old, statements, &err))
    {
        statements->failure = mem_strdup(outside, err.message == NULL ? "it does not tell" : err.message);
    }
    error_clear(&err);
}

static bool
read_node(GateOutside *outside, Conn *conn, const Rows *old, GateStatements *statements, Error *err)
{
    const char *schema = NULL;
    bool has_info = false;
    bool sees_all = false;
    const char *params[] = {pattern_of(outside, old), run_boolean(strcmp(statements->node, GATE_PRIMARY) == 0)};
    if (!find_schema(outside, conn, &schema, &has_info, err) || !gate_sees_all(outside, conn, &sees_all, NULL, err))
    {
        return false;
    }
    if (schema == NULL)
    {
        return error_set(err, ERROR_FAILED, "pg_stat_statements is not installed in this database");
    }
    if (!sees_all)
    {
        return error_set(err, ERROR_FAILED, "the statements of other roles are hidden (GRANT pg_read_all_stats)");
    }
    Rows *state =
        ask(outside, conn, has_info ? "gate/statement_state" : "gate/statement_state_13", schema, NULL, 0, err);
    Rows *rows =
        state == NULL ? NULL : ask(outside, conn, "gate/statements_of_all", schema, params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    if (!rows_bool(state, 0, "is_on"))
    {
        return error_set(err, ERROR_FAILED, "pg_stat_statements.track is none");
    }
    statements->stats_reset = run_copy(outside, state, 0, "stats_reset");
    statements->dealloc = run_copy(outside, state, 0, "dealloc");
    statements->is_full = rows_bool(state, 0, "is_full");
    for (size_t i = 0; i < rows_count(rows); i++)
    {
        judge_text(outside, statements, old, rows, i);
    }
    return true;
}

static bool
find_schema(void *owner, Conn *conn, const char **schema, bool *has_info, Error *err)
{
    Rows *rows = conn_query(owner, conn,
                            "SELECT n.nspname, to_regclass(format('%I.pg_stat_statements_info', n.nspname)) IS NOT NULL"
                            " AS has_info FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace"
                            " WHERE e.extname = 'pg_stat_statements'",
                            NULL, 0, err);
    if (rows != NULL && rows_count(rows) == 1)
    {
        *schema = rows_text(rows, 0, "nspname");
        *has_info = rows_bool(rows, 0, "has_info");
    }
    return rows != NULL;
}

static Rows *
ask(void *owner, Conn *conn, const char *name, const char *schema, const char *const *params, size_t count, Error *err)
{
    const TemplateVariable variable = {"schema", TEMPLATE_IDENTIFIER, schema};
    char *sql = template_render(owner, name, &variable, 1, err);
    return sql == NULL ? NULL : conn_query(owner, conn, sql, params, count, err);
}

/* A superset of what the parser then confirms. */
static char *
pattern_of(void *owner, const Rows *old)
{
    char *pattern = mem_strdup(owner, "");
    for (size_t i = 0; i < rows_count(old); i++)
    {
        const char *name = rows_text(old, i, "name");
        if (i > 0 && strcmp(name, rows_text(old, i - 1, "name")) == 0)
        {
            continue;
        }
        mem_append(&pattern, "%s", i > 0 ? "|" : "");
        for (const char *c = name; *c != '\0'; c++)
        {
            mem_append(&pattern, strchr("\\.^$*+?()[]{}|", *c) != NULL ? "\\%c" : "%c", *c);
        }
    }
    return pattern;
}

static void
judge_text(GateOutside *outside, GateStatements *statements, const Rows *old, const Rows *rows, size_t row)
{
    void *scratch = mem_child(outside, "text");
    const char *text = rows_is_null(rows, row, "query") ? NULL : rows_text(rows, row, "query");
    GateNeed need = text == NULL ? GATE_NEEDS_UNKNOWN : gate_needs_old(scratch, text, old);
    if (need != GATE_NEEDS_NOTHING)
    {
        const char *problem =
            text == NULL ? "its text is lost" : "it cannot be parsed (cut off, or of a later release)";
        const char *shown = text == NULL ? "?" : text_printable(scratch, text, "");
        GateStatement *statement = mem_push(outside, statements->items, statements->count);
        *statement = (GateStatement){
            .role = run_copy(outside, rows, row, "role"),
            .id = rows_is_null(rows, row, "id") ? "?" : run_copy(outside, rows, row, "id"),
            .text = mem_printf(outside, "%.*s%s", (int) text_clip(shown, SHOWN_MAX_BYTES), shown,
                               strlen(shown) > SHOWN_MAX_BYTES ? "…" : ""),
            .problem = need == GATE_NEEDS_OLD ? "" : problem,
            .calls = run_copy(outside, rows, row, "calls"),
        };
    }
    mem_free(scratch);
}

GateNeed
gate_needs_old(void *owner, const char *text, const Rows *old)
{
    void *scratch = mem_child(owner, "commands");
    CommandList *list = NULL;
    Error ignored = {0};
    GateNeed need = !command_parse_columns(scratch, text, &list, NULL, &ignored) ? GATE_NEEDS_UNKNOWN
                    : needs_old(list->commands, list->count, old)                ? GATE_NEEDS_OLD
                                                                                 : GATE_NEEDS_NOTHING;
    error_clear(&ignored);
    mem_free(scratch);
    return need;
}

static bool
needs_old(const Command *commands, size_t count, const Rows *old)
{
    for (size_t i = 0; i < count; i++)
    {
        for (size_t j = 0; commands[i].data != NULL && j < commands[i].use_count; j++)
        {
            if (use_is_old(&commands[i].uses[j], old))
            {
                return true;
            }
        }
        if (needs_old(commands[i].body, commands[i].body_count, old))
        {
            return true;
        }
    }
    return false;
}

static bool
use_is_old(const CommandUse *use, const Rows *old)
{
    for (size_t i = 0; i < rows_count(old); i++)
    {
        bool is_table =
            strcmp(use->relation.name, rows_text(old, i, "name")) == 0 &&
            (use->relation.schema == NULL || strcmp(use->relation.schema, rows_text(old, i, "schema")) == 0);
        if (is_table && (use->columns == NULL || project_lists(use->columns, rows_text(old, i, "column"))))
        {
            return true;
        }
    }
    return false;
}

bool
gate_store_statements(Conn *conn, const JournalPlan *plan, const GateOutside *outside, Error *err)
{
    bool may = false;
    Rows *rows = outside == NULL || outside->statement_count == 0
                     ? NULL
                     : run_rows(NULL, conn, "gate/may_store_statements", NULL, 0, err);
    may = rows != NULL && rows_bool(rows, 0, "may_store");
    mem_free(rows);
    for (size_t i = 0; may && i < outside->statement_count; i++)
    {
        if (outside->statements[i].failure == NULL && !store_node(conn, plan, &outside->statements[i], err))
        {
            return false;
        }
    }
    return !error_is_set(err);
}

static bool
store_node(Conn *conn, const JournalPlan *plan, const GateStatements *statements, Error *err)
{
    void *scratch = mem_child(NULL, "statements");
    const char **columns[5] = {NULL};
    const char *params[10] = {plan->version, statements->node, statements->stats_reset, statements->dealloc,
                              run_boolean(statements->is_full)};
    for (size_t i = 0; i < RUN_COUNT(columns); i++)
    {
        columns[i] = mem_array(scratch, const char *, statements->count + 1);
    }
    for (size_t i = 0; i < statements->count; i++)
    {
        const GateStatement *one = &statements->items[i];
        const char *values[] = {one->role, one->id, one->text, one->problem, one->calls};
        for (size_t j = 0; j < RUN_COUNT(columns); j++)
        {
            columns[j][i] = values[j];
        }
    }
    for (size_t j = 0; j < RUN_COUNT(columns); j++)
    {
        params[5 + j] = run_array(scratch, columns[j]);
    }
    bool is_done = run_do(conn, "gate/store_statements", params, RUN_COUNT(params), err);
    mem_free(scratch);
    return is_done;
}
