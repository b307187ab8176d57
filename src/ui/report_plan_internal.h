/* SPDX-License-Identifier: PostgreSQL */
/*
 * Shared by the two forms of the report of a plan.
 */
#ifndef UI_REPORT_PLAN_INTERNAL_H
#define UI_REPORT_PLAN_INTERNAL_H

#include "ui/report.h"

char *report_plan_json(void *owner, const ReportPlan *plan, ReportStyle style);
char *report_plan_markdown(void *owner, const ReportPlan *plan);

/* The table that a statement or step reads whole or rewrites; NULL: it does not, or the table is not known or is made by
 * the plan. */
const CatalogTable *report_plan_scanned(const ReportPlan *plan, const StatementVerdict *verdict);
const CatalogTable *report_plan_step_scanned(const ReportPlan *plan, const Step *step);

/* "1 234 567 rows, 179 MB"; "never analysed, 8192 bytes"; "size not known". */
char *report_plan_size(void *owner, const ReportPlan *plan, const CatalogTable *table);

/* "contract: the old shape goes out of sight …" */
const char *report_plan_phase_meaning(Phase phase);

/* Where a step stands: "seal 1 of 2, done". NUMBER is its place in its phase, from 1. */
char *report_plan_place(void *owner, const ReportPlan *plan, const JournalStep *entry, size_t number);

/* A step with its header of comments; STYLE's format REPORT_SQL: as psql runs it. */
void report_plan_append_step(char **text, const ReportPlan *plan, const JournalStep *entry, const char *place,
                             ReportFormat format);

/* How many steps PHASE has, and how many of them are done. */
size_t report_plan_phase_steps(const ReportPlan *plan, Phase phase, size_t *done);

#endif
