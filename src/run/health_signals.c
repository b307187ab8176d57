/* SPDX-License-Identifier: PostgreSQL */
/*
 * The signals, as data: what each reads, in which unit, against which limit of the plan, and what it may come to.
 */
#include "health_internal.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "run/lock.h"

#define LIMIT(member) offsetof(PlanHealth, member)

const HealthSignal health_signals[] = {
    {"replay_lag", "replay lag of", "health/replay_lag", HEALTH_SECONDS, LIMIT(replay_lag_ms), false, false,
     HEALTH_STOP, 0},
    {"replay_distance", "WAL not yet replayed by", "health/replay_distance", HEALTH_BYTES, LIMIT(replay_distance),
     false, false, HEALTH_STOP, 0},
    {"slot_wal", "WAL kept by", "health/slot_wal", HEALTH_BYTES, LIMIT(slot_wal), false, false, HEALTH_STOP, 4},
    {"archive_queue", "WAL waiting for", "health/archive_queue", HEALTH_BYTES, LIMIT(archive_queue), false, false,
     HEALTH_STOP, 0},
    {"active", "", "health/active", HEALTH_NUMBER, LIMIT(active), true, false, HEALTH_STOP, 0},
    {"lock_waiters", "", "health/lock_waiters", HEALTH_NUMBER, LIMIT(lock_waiters), true, false, HEALTH_STOP, 0},
    {"commit_latency", "time of a commit", NULL, HEALTH_MS, LIMIT(commit_latency_ms), false, false, HEALTH_STOP, 0},
    /* Not against it, but no faster while it works. */
    {"autovacuum", "", "health/autovacuum", HEALTH_NUMBER, HEALTH_NO_LIMIT, false, false, HEALTH_HOLD, 0},
    /* What it costs is size, which grows with what is filled meanwhile: slow is enough. */
    {"oldest_transaction", "age of", "health/oldest_transaction", HEALTH_SECONDS, LIMIT(oldest_transaction_ms), false,
     false, HEALTH_HALVE, 0},
    {"free_disk", "free disk of the server", NULL, HEALTH_BYTES, LIMIT(free_disk), false, true, HEALTH_STOP, 4},
};

const size_t health_signal_count = sizeof(health_signals) / sizeof(health_signals[0]);

double
health_limit(const HealthSignal *signal, const PlanHealth *limits)
{
    int64_t limit = 1;
    if (signal->limit == HEALTH_NO_LIMIT)
    {
        return 1;
    }
    memcpy(&limit, (const char *) limits + signal->limit, sizeof(limit));
    if (signal->unit == HEALTH_SECONDS)
    {
        return (double) limit / 1000;
    }
    return (double) limit * (double) (signal->is_per_core && limits->cores > 0 ? limits->cores : 1);
}

char *
health_format(void *owner, HealthUnit unit, double value)
{
    static const char *const names[] = {"B", "kB", "MB", "GB", "TB"};
    size_t name = 0;
    switch (unit)
    {
        case HEALTH_SECONDS:
            return lock_format_duration(owner, (int64_t) (value * 1000));
        case HEALTH_MS:
            return lock_format_duration(owner, (int64_t) value);
        case HEALTH_NUMBER:
            return mem_printf(owner, "%.10g", value);
        case HEALTH_BYTES:
            for (; value >= 10240 && name + 1 < sizeof(names) / sizeof(names[0]); name++)
            {
                value /= 1024;
            }
            return mem_printf(owner, "%.0f %s", value, names[name]);
    }
    return mem_strdup(owner, "");
}

HealthBand
health_band(double utilisation)
{
    static const double ends[] = {[HEALTH_ADD] = 0.6, [HEALTH_HOLD] = 0.8, [HEALTH_SHED] = 1, [HEALTH_HALVE] = 1.5};
    int band = HEALTH_ADD;
    while (band < HEALTH_STOP && !(utilisation < ends[band]))
    {
        band++;
    }
    return (HealthBand) band;
}

double
health_next_speed(double speed, HealthBand band)
{
    static const double factors[] = {
        [HEALTH_ADD] = 1.2, [HEALTH_HOLD] = 1, [HEALTH_SHED] = 0.85, [HEALTH_HALVE] = 0.5, [HEALTH_STOP] = 0.5};
    double next = speed * factors[band];
    if (next > 1)
    {
        return 1;
    }
    return next < HEALTH_LEAST ? HEALTH_LEAST : next;
}

const char *
health_band_name(HealthBand band)
{
    static const char *const names[] = {[HEALTH_ADD] = "add",
                                        [HEALTH_HOLD] = "hold",
                                        [HEALTH_SHED] = "shed",
                                        [HEALTH_HALVE] = "halve",
                                        [HEALTH_STOP] = "stop"};
    return names[band];
}
