/* SPDX-License-Identifier: PostgreSQL */
/*
 * Status for programs. Fields are added, never renamed; what is not known is null.
 */
#include "report_internal.h"
#include "report_status_internal.h"

static void set_plan(json_t *object, const ReportStatusPlan *plan);
static json_t *changes_json(const ReportStatusPlan *plan);
static json_t *backfill_sum(const ReportStatusPlan *plan);
static json_t *backfills_json(const ReportStatusPlan *plan);
static void set_backfill(json_t *object, const JournalBackfill *backfill);
static json_t *consumers_json(const ReportStatusPlan *plan);
static void set_times(json_t *object, const JournalPlan *journal);

char *
report_status_json(void *owner, const ReportStatus *status, ReportStyle style)
{
    json_t *object = report_json_new();
    json_t *plans;

    json_object_set_new(object, "server", report_json_server(&status->server));
    report_json_set_bool(object, "has_journal", status->has_journal);
    report_json_set(object, "schema_version", status->schema_version);
    plans = report_json_array(object, "plans");
    for (size_t i = 0; i < status->plan_count; i++)
    {
        set_plan(report_json_add(plans), &status->plans[i]);
    }
    return report_json_finish(owner, object, style);
}

static void
set_plan(json_t *object, const ReportStatusPlan *plan)
{
    report_json_set(object, "version", plan->version);
    report_json_set(object, "slug", plan->slug);
    report_json_set(object, "description", plan->description);
    report_json_set(object, "state", journal_state_name(plan->state));
    report_json_set_bool(object, "is_under_way", journal_state_is_under_way(plan->state));
    json_object_set_new(object, "changes", changes_json(plan));
    json_object_set_new(object, "backfill", backfill_sum(plan));
    json_object_set_new(object, "backfills", backfills_json(plan));
    json_object_set_new(object, "consumers", consumers_json(plan));
    report_json_set(object, "gate", plan->gate == NULL ? NULL : gate_verdict_name(plan->gate->verdict));
    report_json_set_integer(object, "steps_done", (int64_t) plan->steps_done);
    report_json_set_integer(object, "steps", (int64_t) plan->step_count);
    set_times(object, plan->journal);
    report_json_set_next(object, plan->next_command);
}

static json_t *
changes_json(const ReportStatusPlan *plan)
{
    json_t *array = json_array();

    for (size_t i = 0; plan->changes != NULL && plan->changes[i] != NULL; i++)
    {
        report_json_set(report_json_add(array), "sql", plan->changes[i]);
    }
    return array;
}

/* All tables of the plan together: the sum of rows and rates, the longest time. */
static json_t *
backfill_sum(const ReportStatusPlan *plan)
{
    JournalBackfill sum = {.eta_s = -1, .ratio = 1, .utilisation = -1};
    json_t *object;

    if (plan->backfill_count == 0)
    {
        return json_null();
    }
    for (size_t i = 0; i < plan->backfill_count; i++)
    {
        const JournalBackfill *one = &plan->backfills[i];
        bool is_known = sum.rows_estimate >= 0 && one->rows_estimate >= 0;

        sum.rows_done += one->rows_done;
        sum.rows_estimate = is_known ? sum.rows_estimate + one->rows_estimate : -1;
        if (!one->is_done)
        {
            sum.rate += one->rate;
            sum.eta_s = one->eta_s > sum.eta_s ? one->eta_s : sum.eta_s;
            sum.waiting_for = sum.waiting_for == NULL ? one->waiting_for : sum.waiting_for;
            sum.ratio = one->ratio;
            sum.band = one->utilisation > sum.utilisation ? one->band : sum.band;
            sum.utilisation = one->utilisation > sum.utilisation ? one->utilisation : sum.utilisation;
        }
    }
    object = json_object();
    set_backfill(object, &sum);
    return object;
}

static json_t *
backfills_json(const ReportStatusPlan *plan)
{
    json_t *array = json_array();

    for (size_t i = 0; i < plan->backfill_count; i++)
    {
        const JournalBackfill *backfill = &plan->backfills[i];
        json_t *object = report_json_add(array);

        report_json_set(object, "relation", backfill->relation);
        report_json_set(object, "step", backfill->step);
        set_backfill(object, backfill);
        report_json_set_integer(object, "pass", backfill->pass);
        report_json_set_bool(object, "is_done", backfill->is_done);
        report_json_set(object, "started_at", backfill->started_at);
        report_json_set(object, "updated_at", backfill->updated_at);
    }
    return array;
}

static void
set_backfill(json_t *object, const JournalBackfill *backfill)
{
    report_json_set_integer(object, "rows_done", backfill->rows_done);
    report_json_set_known(object, "rows_total", backfill->rows_estimate);
    json_object_set_new(object, "rate", json_real(backfill->rate));
    report_json_set_known(object, "eta_s", backfill->eta_s);
    report_json_set(object, "waiting_for", backfill->waiting_for);
    json_object_set_new(object, "ratio", json_real(backfill->ratio));
    json_object_set_new(object, "utilisation",
                        backfill->utilisation < 0 ? json_null() : json_real(backfill->utilisation));
    report_json_set(object, "band", backfill->band);
}

/* Of a plan that only its file knows nobody was asked: each of its applications is unknown. */
static json_t *
consumers_json(const ReportStatusPlan *plan)
{
    json_t *array = report_json_consumers(plan->gate);

    for (size_t i = 0; i < plan->application_count; i++)
    {
        const PlanApplication *application = &plan->applications[i];
        json_t *object = report_json_add(array);

        report_json_set(object, "name", application->name);
        report_json_set(object, "version_from", application->from);
        report_json_set(object, "version_required", application->to);
        report_json_set(object, "verdict", gate_verdict_name(GATE_UNKNOWN));
        report_json_set_bool(object, "allow_attestation", application->allow_attestation);
        json_object_set_new(object, "evidence", json_array());
    }
    return array;
}

static void
set_times(json_t *object, const JournalPlan *journal)
{
    static const JournalPlan none = {.state = STATE_PLANNED};
    const JournalPlan *plan = journal == NULL ? &none : journal;

    report_json_set(object, "semver", plan->semver);
    report_json_set(object, "created_at", plan->created_at);
    report_json_set(object, "expanded_at", plan->expanded_at);
    report_json_set(object, "fenced_at", plan->fenced_at);
    report_json_set(object, "sealed_at", plan->sealed_at);
    report_json_set(object, "purged_at", plan->purged_at);
    report_json_set(object, "rolled_back_at", plan->rolled_back_at);
    report_json_set(object, "hold_until", plan->hold_until);
}
