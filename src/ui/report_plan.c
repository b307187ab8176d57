/* SPDX-License-Identifier: PostgreSQL */
/*
 * A plan before it runs: the verdict on each statement, what is lost, and every step with its SQL byte for byte.
 *
 * SQL stands at column 0 below a header of "-- " lines. As a script (--format sql) all that stands in front of the
 * steps is a comment too, so that psql reads the whole.
 */
#include <string.h>

#include "base/mem.h"
#include "report_internal.h"
#include "report_plan_internal.h"

static void append_summary(char **text, const ReportPlan *plan, ReportStyle style);
static void append_statements(char **text, const ReportPlan *plan, ReportStyle style);
static void append_server(char **text, const ReportPlan *plan);
static void append_verdict(ReportTable *table, const StatementVerdict *verdict, size_t number);
static void append_notes(char **text, const ReportPlan *plan, bool is_script);
static void append_scan(char **text, const ReportPlan *plan, const StatementVerdict *verdict);
static void append_tables(char **text, const ReportPlan *plan, ReportStyle style);
static void append_list(char **text, const char *heading, const char *const *items, ReportStyle style);
static void append_phases(char **text, const ReportPlan *plan, ReportStyle style);
static void append_heading(char **text, const char *heading, ReportStyle style);
static void append_steps(char **text, const ReportPlan *plan, ReportStyle style);
static const char *size_in_brackets(void *owner, const ReportPlan *plan, const Step *step);
static const char *transaction_mode(const Step *step);
static char *commented(void *owner, const char *text);

static const char *const phase_meanings[] = {
    [PHASE_EXPAND] = "expand: the new shape is built beside the old one",
    [PHASE_TIGHTEN] = "contract, once the old version is gone: constraints that it could have violated",
    [PHASE_SEAL] = "contract: the old shape goes out of sight, held and kept in sync",
    [PHASE_PURGE] = "purge: what was held is dropped",
    [PHASE_UNSEAL] = "rollback from a contract: the old shape comes back",
    [PHASE_UNDO] = "rollback from expanded: the new shape goes out of sight, held",
    [PHASE_DISCARD] = "purge after a rollback: what was held is dropped",
};

char *
report_plan(void *owner, const ReportPlan *plan, ReportStyle style)
{
    bool is_script = style.format == REPORT_SQL;
    char *text;

    if (report_is_json(style))
    {
        return report_plan_json(owner, plan, style);
    }
    if (style.format == REPORT_MARKDOWN)
    {
        return report_plan_markdown(owner, plan);
    }
    text = mem_strdup(owner, "");
    append_summary(&text, plan, style);
    if (plan->resolution != NULL)
    {
        append_statements(&text, plan, style);
        append_tables(&text, plan, style);
        append_list(&text, "goes with what is dropped", plan->resolution->falls, style);
        append_list(&text, "follows to the new columns", plan->resolution->follows, style);
    }
    append_phases(&text, plan, style);
    if (is_script)
    {
        text = commented(owner, text);
    }
    append_steps(&text, plan, style);
    mem_append(&text, "\n%s", is_script ? "-- " : "");
    report_append_next(&text, plan->next_command);
    return text;
}

const char *
report_plan_phase_meaning(Phase phase)
{
    return phase_meanings[phase];
}

size_t
report_plan_phase_steps(const ReportPlan *plan, Phase phase, size_t *done)
{
    size_t count = 0;

    *done = 0;
    for (size_t i = 0; i < plan->step_count; i++)
    {
        if (plan->steps[i].step.phase == phase)
        {
            count++;
            *done += plan->steps[i].is_done ? 1 : 0;
        }
    }
    return count;
}

static void
append_summary(char **text, const ReportPlan *plan, ReportStyle style)
{
    void *mem = mem_root("summary");
    const char *name = mem_printf(mem, "plan %s %s", plan->version, report_clean(mem, plan->slug));

    mem_append(text, "%s\n", report_colour(mem, style, REPORT_BOLD, name));
    if (plan->description != NULL && *plan->description != '\0')
    {
        mem_append(text, "%s\n", report_clean(mem, plan->description));
    }
    append_server(text, plan);
    mem_append(text, "semver: %s\n", plan->semver);
    mem_append(text, "state: %s, %s\n", journal_state_name(plan->state), journal_state_meaning(plan->state));
    if (plan->is_stored)
    {
        mem_append(text, "the steps are those of the journal; the plan's file is not read for them\n");
    }
    if (!plan->needs_contract)
    {
        mem_append(text, "nothing is left to do after expand: no contract follows\n");
    }
    mem_free(mem);
}

static void
append_server(char **text, const ReportPlan *plan)
{
    void *mem = mem_root("server");

    if (plan->schema_path == NULL)
    {
        report_append_server(text, &plan->server);
    }
    else
    {
        mem_append(text, "server: a throw-away PostgreSQL %s with the schema of %s\n",
                   report_server_version(mem, plan->server.version), report_clean(mem, plan->schema_path));
        mem_append(text, "sizes of tables, and what is in the database beside the schema, are not known\n");
    }
    mem_free(mem);
}

static void
append_statements(char **text, const ReportPlan *plan, ReportStyle style)
{
    static const char *const headings[] = {
        "", "statement", "class", "lock", "scan", "rewrite", "breaks V", "breaks V+1", "loses data", "semver",
    };
    const size_t columns = sizeof(headings) / sizeof(headings[0]);
    ReportTable *table = report_table_new(NULL, columns);

    append_heading(text, "statements, as they would act if they were run as they are written", style);
    for (size_t i = 0; i < columns; i++)
    {
        report_table_add(table, headings[i]);
    }
    for (size_t i = 0; i < plan->resolution->verdict_count; i++)
    {
        append_verdict(table, &plan->resolution->verdicts[i], i + 1);
    }
    report_table_append(text, table, "  ");
    mem_free(table);
    append_notes(text, plan, style.format == REPORT_SQL);
}

static void
append_verdict(ReportTable *table, const StatementVerdict *verdict, size_t number)
{
    const Classification *facts = verdict->classification;
    const char *const cells[] = {
        mem_printf(table, "%zu", number),    verdict->statement->tag,          classify_class_name(facts->change_class),
        classify_lock_name(facts->lock),     facts->scans ? "yes" : "no",      facts->rewrites ? "yes" : "no",
        facts->breaks_old ? "yes" : "no",    facts->breaks_new ? "yes" : "no", facts->loses_data ? "yes" : "no",
        classify_semver_name(facts->semver),
    };

    for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
    {
        report_table_add(table, cells[i]);
    }
}

/* A script is kept and compared with others: sizes, which change by themselves, stand in its list of tables alone. */
static void
append_notes(char **text, const ReportPlan *plan, bool is_script)
{
    const Resolution *resolution = plan->resolution;
    void *mem = mem_root("notes");

    for (size_t i = 0; i < resolution->verdict_count; i++)
    {
        const StatementVerdict *verdict = &resolution->verdicts[i];

        mem_append(text, "  %zu: %s\n", i + 1, report_clean(mem, verdict->statement->sql));
        if (verdict->classification->note != NULL)
        {
            mem_append(text, "     %s\n", report_clean(mem, verdict->classification->note));
        }
        if (!is_script)
        {
            append_scan(text, plan, verdict);
        }
    }
    mem_free(mem);
}

/* "scans customer (20 000 rows, 2 MB)" */
static void
append_scan(char **text, const ReportPlan *plan, const StatementVerdict *verdict)
{
    const CatalogTable *table = report_plan_scanned(plan, verdict);
    const Classification *facts = verdict->classification;
    void *mem = mem_root("scan");

    if (table != NULL)
    {
        mem_append(text, "     %s%s%s %s.%s (%s)\n", facts->scans ? "scans" : "",
                   facts->scans && facts->rewrites ? " and " : "", facts->rewrites ? "rewrites" : "",
                   report_clean(mem, table->schema), report_clean(mem, table->name),
                   report_plan_size(mem, plan, table));
    }
    mem_free(mem);
}

static void
append_tables(char **text, const ReportPlan *plan, ReportStyle style)
{
    const Resolution *resolution = plan->resolution;
    void *mem = mem_root("tables");

    if (resolution->table_count + resolution->created_count > 0)
    {
        append_heading(text, "tables", style);
    }
    for (size_t i = 0; i < resolution->table_count; i++)
    {
        const CatalogTable *table = resolution->tables[i].table;

        mem_append(text, "  %s.%s: %s%s\n", report_clean(mem, table->schema), report_clean(mem, table->name),
                   table->rows_estimate < 0 || plan->schema_path != NULL ? "" : "about ",
                   report_plan_size(mem, plan, table));
    }
    for (size_t i = 0; i < resolution->created_count; i++)
    {
        mem_append(text, "  %s: created by this plan\n", report_clean(mem, resolution->created[i]->relation.name));
    }
    mem_free(mem);
}

static void
append_list(char **text, const char *heading, const char *const *items, ReportStyle style)
{
    void *mem = mem_root("list");

    if (items != NULL && items[0] != NULL)
    {
        append_heading(text, heading, style);
        for (size_t i = 0; items[i] != NULL; i++)
        {
            mem_append(text, "  %s\n", report_clean(mem, items[i]));
        }
    }
    mem_free(mem);
}

static void
append_phases(char **text, const ReportPlan *plan, ReportStyle style)
{
    void *mem = mem_root("phases");
    ReportTable *table = report_table_new(mem, 3);

    append_heading(text, "phases", style);
    for (int phase = 0; phase < PHASE_COUNT; phase++)
    {
        size_t done;
        size_t count = report_plan_phase_steps(plan, (Phase) phase, &done);

        if (count > 0 && (plan->phases & (1U << phase)) != 0)
        {
            report_table_add(table, steps_phase_name((Phase) phase));
            report_table_add(table, plan->is_stored ? mem_printf(mem, "%zu of %zu steps done", done, count)
                                                    : mem_printf(mem, "%zu %s", count, count == 1 ? "step" : "steps"));
            report_table_add(table, phase_meanings[phase]);
        }
    }
    report_table_append(text, table, "  ");
    mem_free(mem);
}

static void
append_heading(char **text, const char *heading, ReportStyle style)
{
    void *mem = mem_root("heading");

    mem_append(text, "\n%s\n", report_colour(mem, style, REPORT_BOLD, heading));
    mem_free(mem);
}

static void
append_steps(char **text, const ReportPlan *plan, ReportStyle style)
{
    Phase phase = PHASE_EXPAND;
    size_t number = 0;

    for (size_t i = 0; i < plan->step_count; i++)
    {
        const JournalStep *entry = &plan->steps[i];
        char *place;

        number = entry->step.phase == phase ? number + 1 : 1;
        phase = entry->step.phase;
        if ((plan->phases & (1U << phase)) == 0)
        {
            continue;
        }
        place = report_plan_place(NULL, plan, entry, number);
        report_plan_append_step(text, plan, entry, place, style.format);
        mem_free(place);
    }
}

char *
report_plan_place(void *owner, const ReportPlan *plan, const JournalStep *entry, size_t number)
{
    size_t done;
    size_t count = report_plan_phase_steps(plan, entry->step.phase, &done);

    return mem_printf(owner, "%s %zu of %zu%s", steps_phase_name(entry->step.phase), number, count,
                      !plan->is_stored ? ""
                      : entry->is_done ? ", done"
                                       : ", pending");
}

/* What is not SQL of the step is on comment lines; between them its bytes are as they are run. */
void
report_plan_append_step(char **text, const ReportPlan *plan, const JournalStep *entry, const char *place,
                        ReportFormat format)
{
    void *mem = mem_root("step");
    const Step *step = &entry->step;
    bool is_script = format == REPORT_SQL;
    bool in_transaction = step->kind == STEP_TRANSACTION;
    size_t length = strlen(step->sql);
    bool is_ended = length > 0 && step->sql[length - 1] == '\n';

    mem_append(text, "\n-- %s: %s\n-- %s\n", place, report_clean(mem, step->id), report_clean(mem, step->title));
    mem_append(text, "-- lock: %s%s%s; scan: %s%s; %s\n", classify_lock_name(step->lock),
               step->relation == NULL ? "" : " on ", step->relation == NULL ? "" : report_clean(mem, step->relation),
               step->scans ? "yes" : "no", is_script ? "" : size_in_brackets(mem, plan, step), transaction_mode(step));
    if (step->settings != NULL && step->kind != STEP_TRANSACTION)
    {
        mem_append(text, "-- settings of the session:\n%s\n", step->settings);
    }
    mem_append(text, "%s%s%s", is_script && in_transaction ? "BEGIN;\n" : "", step->sql, is_ended ? "" : "\n");
    if (is_script)
    {
        size_t last = length;

        while (last > 0 && strchr(" \t\r\n", step->sql[last - 1]) != NULL)
        {
            last--;
        }
        /* psql would read on into the next step. */
        mem_append(text, "%s%s", last > 0 && step->sql[last - 1] == ';' ? "" : ";\n",
                   in_transaction ? "COMMIT;\n" : "");
    }
    mem_free(mem);
}

static const char *
size_in_brackets(void *owner, const ReportPlan *plan, const Step *step)
{
    const CatalogTable *table = report_plan_step_scanned(plan, step);

    return table == NULL ? "" : mem_printf(owner, " (%s)", report_plan_size(owner, plan, table));
}

static const char *
repetition(BackfillWay way)
{
    switch (way)
    {
        case BACKFILL_BY_BLOCK:
            return "repeated, each range of blocks $1 to $2 in a transaction of its own";
        case BACKFILL_BY_SLICE:
            return "repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own";
        case BACKFILL_BY_KEY:
            return "repeated, each range of keys in a transaction of its own";
    }
    return "";
}

static const char *
transaction_mode(const Step *step)
{
    switch (step->kind)
    {
        case STEP_TRANSACTION:
            return "one transaction";
        case STEP_CONCURRENT:
            return "outside of a transaction";
        case STEP_BACKFILL:
            return repetition(step->way);
        case STEP_VERIFY:
            return "reads only; no row may differ";
        case STEP_ASSERT:
            return "reads only; the plan says what must come";
    }
    return "";
}

/* TEXT with "-- " in front of each line. */
static char *
commented(void *owner, const char *text)
{
    char *result = mem_strdup(owner, "");

    while (*text != '\0')
    {
        size_t length = strcspn(text, "\n");

        mem_append(&result, "--%s%.*s\n", length == 0 ? "" : " ", (int) length, text);
        text += length + (text[length] == '\n' ? 1 : 0);
    }
    return result;
}
