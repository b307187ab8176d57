/* SPDX-License-Identifier: PostgreSQL */
/*
 * What is told of a backfill: one line that is drawn again and again, events when something changes, and beside both the values, for
 * programs that read the JSON form of the narration.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "backfill_internal.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "run/lock.h"

#define FIELDS 15

static void fill_fields(const Backfill *backfill, LogField fields[FIELDS]);
static double known(double value, double least);

void
backfill_tell_progress(Backfill *backfill)
{
    void *scratch = mem_child(backfill->mem, "progress");
    double done = backfill_done(backfill);
    double rate = backfill_rate_rows(&backfill->rate);
    int64_t eta_s = backfill_rate_eta_s(&backfill->rate);
    double share = backfill->speed * backfill->ratio;
    LogField fields[FIELDS];
    char *line =
        mem_printf(scratch, "backfill %s: %" PRId64 " rows", backfill->run->step->relation, backfill->rows_done);
    fill_fields(backfill, fields);
    if (done >= 0)
    {
        mem_append(&line, ", %d %%", (int) (done * 100));
    }
    if (backfill->waiting_for != NULL)
    {
        mem_append(&line, ", waiting %s for %s", lock_format_duration(scratch, clock_ms() - backfill->waiting_since_ms),
                   backfill->waiting_for);
    }
    else
    {
        if (rate > 0)
        {
            mem_append(&line, ", %.0f rows/s", rate);
        }
        if (eta_s >= 0)
        {
            mem_append(&line, ", %s left", lock_format_duration(scratch, eta_s * 1000));
        }
        if (share < 1)
        {
            const char *why = backfill->ratio < 1 ? backfill->rule : health_report(backfill->health)->reason;
            mem_append(&line, ", at %d %% of its speed%s%s%s", (int) (share * 100), why != NULL && *why ? " (" : "",
                       why != NULL ? why : "", why != NULL && *why ? ")" : "");
        }
    }
    log_progress_with(fields, LOG_FIELD_COUNT(fields), "%s", line);
    mem_free(scratch);
}

void
backfill_tell_event(Backfill *backfill, const char *name, const char *text)
{
    LogField fields[FIELDS];
    fill_fields(backfill, fields);
    log_event(name, fields, LOG_FIELD_COUNT(fields), "backfill %s: %s", backfill->run->step->relation, text);
}

/* Names are those of "status --format json" where it has the value, too. */
static void
fill_fields(const Backfill *backfill, LogField fields[FIELDS])
{
    const BackfillRun *run = backfill->run;
    const HealthReport *report = backfill->health != NULL ? health_report(backfill->health) : NULL;
    const LogField all[FIELDS] = {
        {"plan", run->version, NAN},
        {"step", run->step->id, NAN},
        {"relation", run->step->relation, NAN},
        {"pass", NULL, (double) backfill->pass},
        {"rows_done", NULL, (double) backfill->rows_done},
        {"rows_total", NULL, known((double) backfill->rows_estimate, 0)},
        {"done", NULL, known(backfill_done(backfill), 0)},
        {"rate", NULL, backfill->waiting_for != NULL ? 0 : backfill_rate_rows(&backfill->rate)},
        {"eta_s", NULL, backfill->waiting_for != NULL ? NAN : known((double) backfill_rate_eta_s(&backfill->rate), 0)},
        {"speed", NULL, backfill->speed * backfill->ratio},
        {"waiting_for", backfill->waiting_for, NAN},
        {"utilisation", NULL, report == NULL ? NAN : report->utilisation},
        {"band", report == NULL ? NULL : health_band_name(report->band), NAN},
        {"reason", report == NULL || *report->reason == '\0' ? NULL : report->reason, NAN},
        {"connections", NULL, (double) backfill->worker_count},
    };
    memcpy(fields, all, sizeof(all));
}

/* NAN: null. */
static double
known(double value, double least)
{
    return value < least ? NAN : value;
}
