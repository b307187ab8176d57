/* SPDX-License-Identifier: PostgreSQL */
/*
 * Shared by the two forms of the report of a plan.
 */
#ifndef UI_REPORT_PLAN_INTERNAL_H
#define UI_REPORT_PLAN_INTERNAL_H

#include "ui/report.h"

char *report_plan_json(void *owner, const ReportPlan *plan, ReportStyle style);

/* How many steps PHASE has, and how many of them are done. */
size_t report_plan_phase_steps(const ReportPlan *plan, Phase phase, size_t *done);

#endif
