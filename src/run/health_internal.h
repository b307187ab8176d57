/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the files of health share: the table of signals, and the user's own command.
 */
#ifndef RUN_HEALTH_INTERNAL_H
#define RUN_HEALTH_INTERNAL_H

#include <sys/types.h>

#include "run/health.h"

typedef enum HealthUnit
{
    HEALTH_SECONDS,
    HEALTH_MS,
    HEALTH_BYTES,
    HEALTH_NUMBER,
} HealthUnit;

typedef struct HealthSignal
{
    const char *name;
    const char *what;      /* in a reason, before the subject: "replay lag of" */
    const char *statement; /* template: rows (subject text, value double precision); NULL: read here, not by SQL */
    HealthUnit unit;       /* of the value, and of the limit (of SECONDS the plan has milliseconds) */
    size_t limit;          /* offset in PlanHealth; HEALTH_NO_LIMIT: 1 */
    bool is_per_core;
    bool is_inverse;  /* the less there is, the worse */
    HealthBand worst; /* what it may come to */
    double critical;  /* from this utilisation on the run ends; 0: never */
} HealthSignal;

#define HEALTH_NO_LIMIT SIZE_MAX

extern const HealthSignal health_signals[];
extern const size_t health_signal_count;

/* The limit of a signal, in the unit of its value; 0: off. */
double health_limit(const HealthSignal *signal, const PlanHealth *limits);
char *health_format(void *owner, HealthUnit unit, double value);

/* health_command.c: runs a command again and again without waiting for it. */
typedef struct HealthCommand
{
    const char *command;
    pid_t pid; /* 0: not running */
    int64_t started_ms;
    int64_t answered_ms; /* 0: not yet */
    int status;          /* the last exit status; -1: it was killed */
} HealthCommand;

void health_command_turn(HealthCommand *command);
void health_command_end(HealthCommand *command);

#endif
