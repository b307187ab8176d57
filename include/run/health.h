/* SPDX-License-Identifier: PostgreSQL */
/*
 * Health: whether the server, and who reads from it, can bear more work of ours.
 *
 * Each signal is a row of one table (src/run/health_signals.c): the SQL that reads it, the limit of the plan, how bad it
 * may be at worst. The worst of value / limit is the utilisation, and its band decides what a backfill does. What
 * cannot be read is not healthy: stop.
 */
#ifndef RUN_HEALTH_H
#define RUN_HEALTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "change/plan.h"
#include "pg/conn.h"

typedef enum HealthBand
{
    HEALTH_ADD,   /* below 0.6: a little faster */
    HEALTH_HOLD,  /* below 0.8: as it is */
    HEALTH_SHED,  /* below 1: a little slower */
    HEALTH_HALVE, /* below 1.5: half as fast */
    HEALTH_STOP,  /* nothing until it is better */
} HealthBand;

#define HEALTH_EVERY_MS  1000
#define HEALTH_LEAST     0.05 /* the slowest speed that is not a stop */
#define HEALTH_UNHEARD_U 2.0  /* the utilisation of what cannot be read */

typedef struct HealthReport
{
    double utilisation;
    HealthBand band;
    const char *reason; /* the worst signal: "replay distance of s1: 312 MB (limit 256 MB)"; "" when all is quiet */
    bool is_critical;   /* going on, or waiting for long, would do harm: end at a safe point */
} HealthReport;

typedef struct Health Health;

/* Refuses (ERROR_REFUSED, R791) where there are standbys whose lag this role may not see, with the GRANT. RELATION is the
 * table that is filled. LIMITS must live as long. */
Health *health_open(void *owner, Conn *control, const PlanHealth *limits, const char *relation, Error *err);

/* Reads all signals. COMMIT_MS: how long the last commit of ours took. A signal that cannot be read is a report, not an
 * error; false when the connection is lost or a stop was asked for. */
bool health_sample(Health *health, int64_t commit_ms, Error *err);

/* Of the last sample; of none: stop. */
const HealthReport *health_report(const Health *health);

/* The folder of the server's data, owned by OWNER, where it is on this machine and this role may know it; else NULL. */
bool health_data_directory(void *owner, Conn *conn, char **path, Error *err);

/* Pure: the band of a utilisation, and how fast (0.05 to 1) to go on after a sample in that band. */
HealthBand health_band(double utilisation);
double health_next_speed(double speed, HealthBand band);
const char *health_band_name(HealthBand band); /* "add" … "stop" */

#endif
