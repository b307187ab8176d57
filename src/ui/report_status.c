/* SPDX-License-Identifier: PostgreSQL */
/*
 * Status: every plan with its state, how far a backfill is, who still runs the old version, what to type next.
 */
#include "report_status_internal.h"

#include "base/mem.h"
#include "report_internal.h"

static void append_plan(char **text, const ReportStatusPlan *plan, bool with_next, ReportStyle style);
static void append_state(char **text, const ReportStatusPlan *plan, ReportStyle style);
static void append_changes(char **text, const ReportStatusPlan *plan);
static void append_backfill(char **text, const JournalBackfill *backfill);
static void append_hold(char **text, const JournalPlan *journal);
static void append_last_line(char **text, const ReportStatus *status);
static ReportColour state_colour(PlanState state);

char *
report_status(void *owner, const ReportStatus *status, ReportStyle style)
{
    char *text;

    if (report_is_json(style))
    {
        return report_status_json(owner, status, style);
    }
    text = mem_strdup(owner, "");
    report_append_server(&text, &status->server);
    if (!status->has_journal)
    {
        mem_append(&text, "this database has no schema \"bellows\" yet: nothing was expanded in it\n");
    }
    else
    {
        mem_append(&text, "version of the schema: %s\n", status->schema_version);
    }
    for (size_t i = 0; i < status->plan_count; i++)
    {
        append_plan(&text, &status->plans[i], status->plan_count > 1, style);
    }
    append_last_line(&text, status);
    return text;
}

/* Of a plan that is complete the state says all. */
static void
append_plan(char **text, const ReportStatusPlan *plan, bool with_next, ReportStyle style)
{
    append_state(text, plan, style);
    if (plan->state == STATE_PURGED)
    {
        return;
    }
    append_changes(text, plan);
    for (size_t i = 0; i < plan->backfill_count && plan->state <= STATE_EXPANDED; i++)
    {
        append_backfill(text, &plan->backfills[i]);
    }
    if (plan->gate != NULL)
    {
        mem_append(text, "  who uses it:\n");
        report_append_consumers(text, plan->gate, "    ", style);
    }
    if (plan->journal != NULL)
    {
        append_hold(text, plan->journal);
    }
    if (with_next && *plan->next_command != '\0')
    {
        mem_append(text, "  next: %s\n", plan->next_command);
    }
}

static void
append_state(char **text, const ReportStatusPlan *plan, ReportStyle style)
{
    void *mem = mem_root("state");

    mem_append(text, "\n%s %s: %s", plan->version, report_clean(mem, plan->slug),
               report_colour(mem, style, state_colour(plan->state), journal_state_name(plan->state)));
    if (plan->step_count > 0)
    {
        mem_append(text, ", %zu of %zu steps done", plan->steps_done, plan->step_count);
    }
    mem_append(text, "\n  %s\n", journal_state_meaning(plan->state));
    if (plan->description != NULL && *plan->description != '\0')
    {
        mem_append(text, "  plan: %s\n", report_clean(mem, plan->description));
    }
    mem_free(mem);
}

static void
append_changes(char **text, const ReportStatusPlan *plan)
{
    void *mem = mem_root("changes");

    for (size_t i = 0; plan->changes != NULL && plan->changes[i] != NULL; i++)
    {
        char *line = mem_strdup(mem, plan->changes[i]);

        /* A statement of several lines is shown on one. */
        for (char *at = line; *at != '\0'; at++)
        {
            if (*at == '\n')
            {
                *at = ' ';
            }
        }
        mem_append(text, "  change: %s\n", report_clean(mem, line));
    }
    mem_free(mem);
}

static void
append_backfill(char **text, const JournalBackfill *backfill)
{
    void *mem = mem_root("backfill");

    mem_append(text, "  backfill of %s: %s", report_clean(mem, backfill->relation),
               report_count(mem, (double) backfill->rows_done));
    if (backfill->rows_estimate >= 0)
    {
        mem_append(text, " of about %s", report_count(mem, (double) backfill->rows_estimate));
    }
    mem_append(text, " rows");
    if (backfill->is_done)
    {
        mem_append(text, ", done");
    }
    else
    {
        if (backfill->rate > 0)
        {
            mem_append(text, ", %s rows/s", report_count(mem, backfill->rate));
        }
        if (backfill->eta_s >= 0)
        {
            mem_append(text, ", about %s left", report_duration(mem, backfill->eta_s));
        }
        if (backfill->ratio > 0 && backfill->ratio < 1)
        {
            mem_append(text, ", throttled to %.3g %%", backfill->ratio * 100);
        }
        if (backfill->utilisation >= 0 && backfill->band != NULL)
        {
            mem_append(text, ", the server at %.0f %% of its limits (%s)", backfill->utilisation * 100,
                       report_clean(mem, backfill->band));
        }
        if (backfill->waiting_for != NULL)
        {
            mem_append(text, ", waiting for %s", report_clean(mem, backfill->waiting_for));
        }
    }
    mem_append(text, "\n");
    mem_free(mem);
}

static void
append_hold(char **text, const JournalPlan *journal)
{
    void *mem = mem_root("hold");

    if (journal->state == STATE_SEALED && journal->hold_until != NULL)
    {
        mem_append(text, "  held until %s", journal->hold_until);
        if (journal->hold_left_s > 0)
        {
            mem_append(text, ", %s left", report_duration(mem, journal->hold_left_s));
        }
        mem_append(text, "\n");
    }
    mem_free(mem);
}

/* What to type is said for each plan; the last line takes the oldest one that need not wait for the end of its hold. */
static void
append_last_line(char **text, const ReportStatus *status)
{
    const char *next = "";
    const char *later = "";

    for (size_t i = 0; i < status->plan_count && *next == '\0'; i++)
    {
        const ReportStatusPlan *plan = &status->plans[i];
        bool is_held = plan->journal != NULL && plan->journal->hold_left_s > 0;

        next = is_held ? "" : plan->next_command;
        later = is_held && *later == '\0' ? plan->next_command : later;
    }
    next = *next == '\0' ? later : next;
    mem_append(text, "\n");
    if (status->plan_count == 0)
    {
        mem_append(text, "no plans here\nnext: bellows demo\n");
        return;
    }
    report_append_next(text, next);
}

static ReportColour
state_colour(PlanState state)
{
    if (journal_state_is_under_way(state))
    {
        return REPORT_YELLOW;
    }
    return state == STATE_PLANNED ? REPORT_PLAIN : REPORT_GREEN;
}
