/* SPDX-License-Identifier: PostgreSQL */
/*
 * The backfill's arithmetic: percent, rate, time left. Pure.
 *
 * No time left is better than a wrong one: it needs some seconds of history and a share that grows.
 */
#include "run/backfill.h"

#define RATE_LEAST_SAMPLES 3
#define RATE_LEAST_MS      500
#define ETA_LEAST_MS       2000
#define ETA_LEAST_DONE     0.005
#define ETA_MOST_S         (100 * 86400)

/* The oldest and the newest sample of the window. False: too few. */
static bool window(const BackfillRate *rate, size_t *oldest, size_t *newest, int64_t least_ms);

double
backfill_percent(double next, double end)
{
    if (end <= 0 || next >= end)
    {
        return 100;
    }
    return next <= 0 ? 0 : next / end * 100;
}

void
backfill_rate_add(BackfillRate *rate, int64_t at_ms, int64_t rows, double done)
{
    rate->at_ms[rate->next] = at_ms;
    rate->rows[rate->next] = rows;
    rate->done[rate->next] = done;
    rate->next = (rate->next + 1) % BACKFILL_WINDOW;
    rate->count += rate->count < BACKFILL_WINDOW ? 1 : 0;
}

double
backfill_rate_rows(const BackfillRate *rate)
{
    size_t oldest = 0;
    size_t newest = 0;
    if (!window(rate, &oldest, &newest, RATE_LEAST_MS))
    {
        return 0;
    }
    return (double) (rate->rows[newest] - rate->rows[oldest]) * 1000 /
           (double) (rate->at_ms[newest] - rate->at_ms[oldest]);
}

int64_t
backfill_rate_eta_s(const BackfillRate *rate)
{
    size_t oldest = 0;
    size_t newest = 0;
    if (!window(rate, &oldest, &newest, ETA_LEAST_MS) || rate->done[oldest] < 0)
    {
        return -1;
    }
    double grown = rate->done[newest] - rate->done[oldest];
    if (grown <= 0 || rate->done[newest] < ETA_LEAST_DONE)
    {
        return -1;
    }
    double elapsed_s = (double) (rate->at_ms[newest] - rate->at_ms[oldest]) / 1000;
    double left_s = (1 - rate->done[newest]) * elapsed_s / grown;
    return left_s > ETA_MOST_S ? -1 : (int64_t) (left_s + 0.5);
}

static bool
window(const BackfillRate *rate, size_t *oldest, size_t *newest, int64_t least_ms)
{
    if (rate->count < RATE_LEAST_SAMPLES)
    {
        return false;
    }
    *newest = (rate->next + BACKFILL_WINDOW - 1) % BACKFILL_WINDOW;
    *oldest = (rate->next + BACKFILL_WINDOW - rate->count) % BACKFILL_WINDOW;
    return rate->at_ms[*newest] - rate->at_ms[*oldest] >= least_ms;
}
