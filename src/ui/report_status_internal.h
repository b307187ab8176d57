/* SPDX-License-Identifier: PostgreSQL */
/*
 * Shared by the two forms of status.
 */
#ifndef UI_REPORT_STATUS_INTERNAL_H
#define UI_REPORT_STATUS_INTERNAL_H

#include "ui/report.h"

char *report_status_json(void *owner, const ReportStatus *status, ReportStyle style);

#endif
