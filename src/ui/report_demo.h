/* SPDX-License-Identifier: PostgreSQL */
/*
 * What bellows demo found, as a table for people and as JSON.
 */
#ifndef UI_REPORT_DEMO_H
#define UI_REPORT_DEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/report.h"

#define DEMO_PHASES_MAX 16

typedef enum DemoVersion
{
    DEMO_OLD,
    DEMO_NEW,
} DemoVersion;

#define DEMO_VERSION_COUNT 2

typedef enum DemoOperation
{
    DEMO_INSERT,
    DEMO_INSERT_MANY,
    DEMO_COPY,
    DEMO_UPSERT,
    DEMO_UPDATE_PHONE,
    DEMO_UPDATE_NAME,
    DEMO_DELETE,
    DEMO_SELECT,
    DEMO_LEASE, /* register, renew, release */
} DemoOperation;

#define DEMO_OPERATION_COUNT 9

typedef struct DemoPhaseReport
{
    const char *title;
    int64_t elapsed_ms;
    int64_t writes[DEMO_VERSION_COUNT];
    int64_t longest_us; /* that a statement of an application took */
} DemoPhaseReport;

typedef struct DemoReport
{
    const char *versions[DEMO_VERSION_COUNT]; /* "1.4.0" */
    int64_t operations[DEMO_VERSION_COUNT][DEMO_OPERATION_COUNT];
    int64_t writes; /* of both */
    DemoPhaseReport phases[DEMO_PHASES_MAX];
    size_t phase_count;
    int64_t rows_added;
    int64_t checks;
    int64_t errors;
    int64_t mismatches;
    int64_t longest_us;
    int64_t elapsed_ms;
    const char **problems; /* what is off; none: all went as it should */
    size_t problem_count;
    const char *next_command;
} DemoReport;

const char *report_demo_operation(DemoOperation operation);

/* "4.2 ms" */
char *report_demo_wait(void *owner, int64_t us);

char *report_demo(void *owner, const DemoReport *report, ReportStyle style);

#endif
