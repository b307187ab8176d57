/* SPDX-License-Identifier: PostgreSQL */
/*
 * A plan for a pull request: what reviewers need in tables, the SQL folded away below them.
 *
 * Markdown as GitHub and GitLab read it. A block of code inside <details> needs an empty line before and behind it.
 */
#include <string.h>

#include "base/mem.h"
#include "report_internal.h"
#include "report_plan_internal.h"

static void append_summary(char **text, const ReportPlan *plan);
static void append_findings(char **text, const ReportPlan *plan);
static void append_statements(char **text, const ReportPlan *plan);
static void append_statement(char **text, const StatementVerdict *verdict, size_t number);
static char *locks_of(void *owner, const Classification *facts);
static void append_notes(char **text, const ReportPlan *plan);
static void append_statement_sql(char **text, const ReportPlan *plan);
static void append_sizes(char **text, const ReportPlan *plan);
static void append_disk(char **text, const ReportPlan *plan);
static bool is_scanned(const ReportPlan *plan, const CatalogTable *table, bool *is_rewritten);
static void append_list(char **text, const char *heading, const char *const *items);
static void append_phase(char **text, const ReportPlan *plan, Phase phase);
static void append_step_row(char **text, const ReportPlan *plan, const JournalStep *entry, size_t number);
static void append_phase_sql(char **text, const ReportPlan *plan, Phase phase, size_t count);
static void append_next(char **text, const ReportPlan *plan);
static const char *yes(bool is_so);

char *
report_plan_markdown(void *owner, const ReportPlan *plan)
{
    char *text = mem_strdup(owner, "");

    append_summary(&text, plan);
    append_findings(&text, plan);
    if (plan->resolution != NULL)
    {
        append_statements(&text, plan);
        append_notes(&text, plan);
        append_statement_sql(&text, plan);
        append_sizes(&text, plan);
        append_disk(&text, plan);
        append_list(&text, "Goes with what is dropped", plan->resolution->falls);
        append_list(&text, "Follows to the new columns", plan->resolution->follows);
    }
    for (int phase = 0; phase < PHASE_COUNT; phase++)
    {
        if ((plan->phases & (1U << phase)) != 0)
        {
            append_phase(&text, plan, (Phase) phase);
        }
    }
    append_next(&text, plan);
    return text;
}

static void
append_summary(char **text, const ReportPlan *plan)
{
    void *mem = mem_root("summary");
    const char *version = report_server_version(mem, plan->server.version);

    mem_append(text, "## Plan %s %s\n\n", report_markdown_text(mem, plan->version),
               report_markdown_code(mem, plan->slug));
    if (plan->description != NULL && *plan->description != '\0')
    {
        mem_append(text, "%s\n\n", report_markdown_text(mem, plan->description));
    }
    mem_append(text, "- semver: **%s**\n", plan->semver);
    mem_append(text, "- state: %s, %s\n", journal_state_name(plan->state), journal_state_meaning(plan->state));
    if (plan->schema_path != NULL)
    {
        mem_append(text, "- server: a throw-away PostgreSQL %s with the schema of %s; sizes of tables are not known\n",
                   version, report_markdown_code(mem, plan->schema_path));
    }
    else
    {
        mem_append(text, "- server: PostgreSQL %s\n", version);
    }
    if (plan->is_stored)
    {
        mem_append(text, "- the steps are those of the journal; the plan's file is not read for them\n");
    }
    if (!plan->needs_contract)
    {
        mem_append(text, "- nothing is left to do after expand: no contract follows\n");
    }
    mem_free(mem);
}

static void
append_findings(char **text, const ReportPlan *plan)
{
    if (plan->diagnostics != NULL && plan->diagnostics->count > 0)
    {
        mem_append(text, "\n### Findings\n\n");
        report_markdown_diagnostics(text, plan->diagnostics);
    }
}

static void
append_statements(char **text, const ReportPlan *plan)
{
    mem_append(text, "\n### Statements\n\nAs they would act if they were run as they are written.\n\n"
                     "| # | statement | class | lock | locks | scan | rewrite | breaks V | breaks V+1 | loses data |\n"
                     "|--:|---|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < plan->resolution->verdict_count; i++)
    {
        append_statement(text, &plan->resolution->verdicts[i], i + 1);
    }
}

static void
append_statement(char **text, const StatementVerdict *verdict, size_t number)
{
    const Classification *facts = verdict->classification;
    void *mem = mem_root("statement");

    mem_append(text, "| %zu | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", number,
               report_markdown_code(mem, verdict->statement->tag),
               report_markdown_text(mem, classify_class_name(facts->change_class)), classify_lock_name(facts->lock),
               locks_of(mem, facts), yes(facts->scans), yes(facts->rewrites), yes(facts->breaks_old),
               yes(facts->breaks_new), yes(facts->loses_data));
    mem_free(mem);
}

/* "`customer`: ACCESS EXCLUSIVE, `purchase`: SHARE ROW EXCLUSIVE" */
static char *
locks_of(void *owner, const Classification *facts)
{
    char *text = mem_strdup(owner, "");

    for (size_t i = 0; i < facts->lock_count; i++)
    {
        mem_append(&text, "%s%s: %s", i == 0 ? "" : ", ", report_markdown_code(owner, facts->locks[i].relation),
                   classify_lock_name(facts->locks[i].mode));
    }
    return text;
}

static void
append_notes(char **text, const ReportPlan *plan)
{
    const char *before = "\n";
    void *mem = mem_root("notes");

    for (size_t i = 0; i < plan->resolution->verdict_count; i++)
    {
        const char *note = plan->resolution->verdicts[i].classification->note;

        if (note != NULL)
        {
            mem_append(text, "%s- %zu: %s\n", before, i + 1, report_markdown_text(mem, note));
            before = "";
        }
    }
    mem_free(mem);
}

static void
append_statement_sql(char **text, const ReportPlan *plan)
{
    mem_append(text, "\n<details><summary>SQL of the statements</summary>\n\n");
    for (size_t i = 0; i < plan->resolution->verdict_count; i++)
    {
        report_markdown_block(text, plan->resolution->verdicts[i].statement->sql);
        mem_append(text, "\n");
    }
    mem_append(text, "</details>\n");
}

static void
append_sizes(char **text, const ReportPlan *plan)
{
    const char *head = "\n### Tables that are scanned or rewritten\n\n| table | size | rewritten |\n|---|---|---|\n";
    void *mem = mem_root("sizes");

    for (size_t i = 0; i < plan->resolution->table_count; i++)
    {
        const CatalogTable *table = plan->resolution->tables[i].table;
        bool is_rewritten = false;

        if (is_scanned(plan, table, &is_rewritten))
        {
            mem_append(text, "%s| %s | %s | %s |\n", head,
                       report_markdown_code(mem, mem_printf(mem, "%s.%s", table->schema, table->name)),
                       report_plan_size(mem, plan, table), is_rewritten ? "only as written" : "no");
            head = "";
        }
    }
    mem_free(mem);
}

/* By a statement as it is written, or by one of the steps that bellows runs in its place; those rewrite nothing. */
static void
append_disk(char **text, const ReportPlan *plan)
{
    void *mem = mem_root("disk");

    for (size_t i = 0; plan->disk != NULL && i < plan->resolution->table_count; i++)
    {
        const CatalogTable *table = plan->disk[i].table;

        mem_append(text, "%s- %s: %s\n", i == 0 ? "\n### Disk that expand needs, about\n\n" : "",
                   report_markdown_code(mem, mem_printf(mem, "%s.%s", table->schema, table->name)),
                   disk_describe(mem, &plan->disk[i]));
    }
    mem_free(mem);
}

static bool
is_scanned(const ReportPlan *plan, const CatalogTable *table, bool *is_rewritten)
{
    bool is_found = false;

    for (size_t i = 0; i < plan->resolution->verdict_count; i++)
    {
        const StatementVerdict *verdict = &plan->resolution->verdicts[i];

        if (report_plan_scanned(plan, verdict) == table)
        {
            is_found = true;
            *is_rewritten = *is_rewritten || verdict->classification->rewrites;
        }
    }
    for (size_t i = 0; i < plan->step_count && !is_found; i++)
    {
        is_found = report_plan_step_scanned(plan, &plan->steps[i].step) == table;
    }
    return is_found;
}

static void
append_list(char **text, const char *heading, const char *const *items)
{
    void *mem = mem_root("list");

    if (items != NULL && items[0] != NULL)
    {
        mem_append(text, "\n### %s\n\n", heading);
        for (size_t i = 0; items[i] != NULL; i++)
        {
            mem_append(text, "- %s\n", report_markdown_text(mem, items[i]));
        }
    }
    mem_free(mem);
}

static void
append_phase(char **text, const ReportPlan *plan, Phase phase)
{
    size_t done;
    size_t count = report_plan_phase_steps(plan, phase, &done);
    size_t number = 0;

    if (count == 0)
    {
        return;
    }
    mem_append(text, "\n### Phase %s\n\n%s.\n\n| # | step | on | lock | scan |%s\n|--:|---|---|---|---|%s\n",
               steps_phase_name(phase), report_plan_phase_meaning(phase), plan->is_stored ? " done |" : "",
               plan->is_stored ? "---|" : "");
    for (size_t i = 0; i < plan->step_count; i++)
    {
        if (plan->steps[i].step.phase == phase)
        {
            append_step_row(text, plan, &plan->steps[i], ++number);
        }
    }
    append_phase_sql(text, plan, phase, count);
}

static void
append_step_row(char **text, const ReportPlan *plan, const JournalStep *entry, size_t number)
{
    const Step *step = &entry->step;
    const CatalogTable *table = report_plan_step_scanned(plan, step);
    void *mem = mem_root("row");

    mem_append(text, "| %zu | %s | %s | %s | %s%s%s |", number, report_markdown_text(mem, step->title),
               step->relation == NULL ? "" : report_markdown_code(mem, step->relation), classify_lock_name(step->lock),
               yes(step->scans), table == NULL ? "" : ", ", table == NULL ? "" : report_plan_size(mem, plan, table));
    mem_append(text, "%s\n", !plan->is_stored ? "" : entry->is_done ? " yes |" : " no |");
    mem_free(mem);
}

static void
append_phase_sql(char **text, const ReportPlan *plan, Phase phase, size_t count)
{
    size_t number = 0;

    mem_append(text, "\n<details><summary>SQL of %s: %zu %s</summary>\n\n", steps_phase_name(phase), count,
               count == 1 ? "step" : "steps");
    for (size_t i = 0; i < plan->step_count; i++)
    {
        const JournalStep *entry = &plan->steps[i];

        if (entry->step.phase == phase)
        {
            void *mem = mem_root("step");
            char *sql = mem_strdup(mem, "");
            char *place = report_plan_place(mem, plan, entry, ++number);

            report_plan_append_step(&sql, plan, entry, place, REPORT_MARKDOWN);
            report_markdown_block(text, sql + strspn(sql, "\n"));
            mem_append(text, "\n");
            mem_free(mem);
        }
    }
    mem_append(text, "</details>\n");
}

static void
append_next(char **text, const ReportPlan *plan)
{
    void *mem = mem_root("next");

    if (plan->next_command == NULL || *plan->next_command == '\0')
    {
        mem_append(text, "\nnothing is left to do\n");
    }
    else
    {
        mem_append(text, "\nnext: %s\n", report_markdown_code(mem, plan->next_command));
    }
    mem_free(mem);
}

static const char *
yes(bool is_so)
{
    return is_so ? "yes" : "no";
}
