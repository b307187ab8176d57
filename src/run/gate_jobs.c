/* SPDX-License-Identifier: PostgreSQL */
/*
 * Code of the database that nobody deploys: the jobs of pg_cron. One that needs the old shape would fail from the seal on.
 *
 * Its table is in one database of the cluster (cron.database_name), and tells of the jobs of all; where it is not this one,
 * nothing is known of them, as of anything that runs elsewhere.
 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "gate_internal.h"
#include "run_internal.h"

#define SHOWN_MAX_BYTES 120

static bool has_jobs(Conn *conn, bool *has, Error *err);
static bool mentions(const char *text, const Rows *old);
static void judge_job(GateEvaluation *evaluation, GateConsumer **consumer, const Rows *old, const Rows *jobs,
                      size_t row);

bool
gate_add_jobs(GateEvaluation *evaluation, Error *err)
{
    void *owner = evaluation->report;
    GateConsumer *consumer = NULL;
    bool has = false;
    if (!has_jobs(evaluation->conn, &has, err) || !has)
    {
        return !error_is_set(err);
    }
    Rows *old = gate_old_columns(owner, evaluation->conn, evaluation->plan, err);
    Rows *jobs = old == NULL ? NULL : run_rows(owner, evaluation->conn, "gate/jobs", NULL, 0, err);
    for (size_t i = 0; jobs != NULL && i < rows_count(jobs); i++)
    {
        judge_job(evaluation, &consumer, old, jobs, i);
    }
    return !error_is_set(err);
}

static bool
has_jobs(Conn *conn, bool *has, Error *err)
{
    Rows *rows = conn_query_one(NULL, conn,
                                "SELECT coalesce(has_schema_privilege(to_regnamespace('cron')::oid, 'USAGE')"
                                " AND has_table_privilege(to_regclass('cron.job')::oid, 'SELECT'), false) AS has",
                                NULL, 0, err);
    *has = rows != NULL && rows_bool(rows, 0, "has");
    mem_free(rows);
    return rows != NULL;
}

static bool
mentions(const char *text, const Rows *old)
{
    for (size_t i = 0; i < rows_count(old); i++)
    {
        if (strstr(text, rows_text(old, i, "name")) != NULL)
        {
            return true;
        }
    }
    return false;
}

static void
judge_job(GateEvaluation *evaluation, GateConsumer **consumer, const Rows *old, const Rows *jobs, size_t row)
{
    void *owner = evaluation->report;
    const char *command = rows_text(jobs, row, "command");
    GateNeed need = gate_needs_old(owner, command, old);
    if (need == GATE_NEEDS_NOTHING || (need == GATE_NEEDS_UNKNOWN && !mentions(command, old)))
    {
        return;
    }
    const char *shown = text_printable(owner, command, "");
    *consumer = *consumer == NULL ? gate_add_consumer(evaluation, "jobs") : *consumer;
    gate_conclude(
        owner, *consumer, 'E', need == GATE_NEEDS_OLD ? GATE_BLOCK : GATE_UNKNOWN,
        mem_printf(owner, "job %s of pg_cron (role \"%s\") %s: %.*s%s", rows_text(jobs, row, "id"),
                   rows_text(jobs, row, "role"),
                   need == GATE_NEEDS_OLD ? "needs the old shape" : "cannot be parsed and may need the old shape",
                   (int) text_clip(shown, SHOWN_MAX_BYTES), shown,
                   shown[text_clip(shown, SHOWN_MAX_BYTES)] == '\0' ? "" : "…"),
        "Let it name the new columns, and no star; or unschedule it.")
        ->source = "jobs, grade E";
}
