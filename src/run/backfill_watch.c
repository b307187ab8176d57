/* SPDX-License-Identifier: PostgreSQL */
/*
 * How fast, and whether at all: health, pause and throttle, VACUUM; and what people are told of it.
 *
 * Once a second the control connection reads the server's health and tells the journal how far the backfill is; that
 * commit is itself the probe of a commit's time. A batch brings the ratio of a rule back with it, so that a pause acts
 * within one batch.
 */
#include <inttypes.h>
#include <string.h>

#include "backfill_internal.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "run/journal.h"
#include "run/lock.h"
#include "run_internal.h"

#define WAITING_EVERY_MS 250
#define ROW_WAIT_TOLD_MS 2000

static bool sample(Backfill *backfill, Error *err);
static bool tell_journal(Backfill *backfill, Error *err);
static void read_rule(Backfill *backfill, const Rows *rows);
static char *reason(void *owner, Backfill *backfill);
static const Range *longest_locked(const Backfill *backfill, int64_t *waited_ms);
static bool change_reason(Backfill *backfill, char *now, Error *err);

bool
backfill_watch_begin(Backfill *backfill, Error *err)
{
    const BackfillRun *run = backfill->run;
    backfill->speed = 1;
    backfill->ratio = 1;
    backfill->health = health_open(backfill->mem, run->control, &run->settings->health, run->step->relation, err);
    return backfill->health != NULL;
}

bool
backfill_watch_turn(Backfill *backfill, Error *err)
{
    int64_t now = clock_ms();
    int64_t every_ms = backfill->waiting_for != NULL ? WAITING_EVERY_MS : HEALTH_EVERY_MS;
    backfill_vacuum_turn(backfill);
    if (now - backfill->sampled_ms >= HEALTH_EVERY_MS && !sample(backfill, err))
    {
        return false;
    }
    if ((backfill->told_ms == 0 || now - backfill->told_ms >= every_ms) && !tell_journal(backfill, err))
    {
        return false;
    }
    backfill_tell_progress(backfill);
    return true;
}

bool
backfill_may_work(Backfill *backfill)
{
    return backfill->ratio > 0 && health_report(backfill->health)->band != HEALTH_STOP &&
           !backfill_vacuum_is_behind(backfill);
}

int64_t
backfill_rest_ms(const Backfill *backfill, int64_t elapsed_ms)
{
    double share = backfill->speed * backfill->ratio;
    double rest_ms = share >= 1 || share <= 0 ? 0 : (double) elapsed_ms * (1 / share - 1);
    return backfill->run->settings->pause_ms + (int64_t) rest_ms;
}

static bool
sample(Backfill *backfill, Error *err)
{
    if (!health_sample(backfill->health, backfill->commit_ms, err))
    {
        return false;
    }
    const HealthReport *report = health_report(backfill->health);
    backfill->sampled_ms = clock_ms();
    backfill->speed = health_next_speed(backfill->speed, report->band);
    backfill->told_ms = report->band == HEALTH_STOP && backfill->waiting_for == NULL ? 0 : backfill->told_ms;
    if (report->is_critical)
    {
        error_set_code(err, ERROR_REFUSED, "R790", "the backfill of %s was ended at a safe point: %s",
                       backfill->run->step->relation, report->reason);
        return error_hint(err,
                          "Once that is better run the same command again: it goes on where it was. The limits are "
                          "those of backfill: {health: ...} in the plan's file.");
    }
    return true;
}

static bool
tell_journal(Backfill *backfill, Error *err)
{
    const BackfillRun *run = backfill->run;
    const HealthReport *report = health_report(backfill->health);
    void *scratch = mem_child(backfill->mem, "tell");
    char *now = reason(scratch, backfill);
    const char *params[] = {
        run->version,
        run->step->id,
        mem_printf(scratch, "%.1f", now != NULL ? 0 : backfill_rate_rows(&backfill->rate)),
        run_number(scratch, now != NULL ? -1 : backfill_rate_eta_s(&backfill->rate)),
        now,
        mem_printf(scratch, "%.3f", report->utilisation),
        health_band_name(report->band),
    };
    int64_t began = clock_ms();
    Rows *rows = run_rows(scratch, run->control, "journal/backfill_tell", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        mem_free(scratch);
        return false;
    }
    backfill->told_ms = clock_ms();
    backfill->commit_ms = backfill->told_ms - began;
    read_rule(backfill, rows);
    bool is_told = change_reason(backfill, reason(scratch, backfill), err);
    mem_free(scratch);
    return is_told;
}

static void
read_rule(Backfill *backfill, const Rows *rows)
{
    const char *until = rows_text(rows, 0, "until");
    backfill->ratio = rows_double(rows, 0, "ratio");
    mem_free(backfill->rule);
    backfill->rule = rows_is_null(rows, 0, "actor")
                         ? NULL
                         : mem_printf(backfill->mem, "by %s%s%s", rows_text(rows, 0, "actor"),
                                      until != NULL ? ", until " : "", until != NULL ? until : "");
}

/* Why nothing is filled now; NULL when something is. */
static char *
reason(void *owner, Backfill *backfill)
{
    const HealthReport *report = health_report(backfill->health);
    int64_t waited_ms = 0;
    if (backfill->ratio <= 0)
    {
        return mem_printf(owner, "resume (paused%s%s)", backfill->rule != NULL ? " " : "",
                          backfill->rule != NULL ? backfill->rule : "");
    }
    if (report->band == HEALTH_STOP)
    {
        return mem_strdup(owner, report->reason);
    }
    if (backfill_vacuum_is_behind(backfill))
    {
        return mem_strdup(owner, "VACUUM of the table (backfill.max_bloat)");
    }
    if (longest_locked(backfill, &waited_ms) != NULL)
    {
        return mem_strdup(owner, "the lock of a row");
    }
    return NULL;
}

/* The range whose row has been locked longest, when that is what everything waits for. */
static const Range *
longest_locked(const Backfill *backfill, int64_t *waited_ms)
{
    const Range *longest = NULL;
    for (size_t i = 0; i < backfill->range_count; i++)
    {
        const Range *range = backfill->ranges[i];
        if (range->since_ms == 0)
        {
            return NULL;
        }
        longest = longest == NULL || range->since_ms < longest->since_ms ? range : longest;
    }
    *waited_ms = longest == NULL ? 0 : clock_ms() - longest->since_ms;
    return backfill->is_claimed && *waited_ms > ROW_WAIT_TOLD_MS ? longest : NULL;
}

/* A wait, or its end, is told once, with its reason: here, and in the journal. Numbers in it change all the time. */
static bool
change_reason(Backfill *backfill, char *now, Error *err)
{
    const BackfillRun *run = backfill->run;
    bool was_waiting = backfill->waiting_for != NULL;
    bool is_same =
        was_waiting == (now != NULL) && (now == NULL || strncmp(now, backfill->waiting_for, strcspn(now, ":(")) == 0);
    char *line = NULL;
    if (is_same && now == NULL)
    {
        return true;
    }
    mem_free(backfill->waiting_for);
    backfill->waiting_for = now == NULL ? NULL : mem_strdup(backfill->mem, now);
    if (is_same)
    {
        return true;
    }
    if (now != NULL)
    {
        backfill->waiting_since_ms = clock_ms();
        line = mem_printf(NULL, "waiting for %s", now);
    }
    else
    {
        char *waited = lock_format_duration(NULL, clock_ms() - backfill->waiting_since_ms);
        line = mem_printf(NULL, "goes on after %s", waited);
        mem_free(waited);
    }
    backfill->rate = (BackfillRate){0};
    const char *event = now != NULL ? "backfill_waits" : "backfill_goes_on";
    backfill_tell_event(backfill, event, line);
    bool is_written = journal_write(run->control, run->version, run->step->id, event, line, err);
    mem_free(line);
    return is_written;
}
