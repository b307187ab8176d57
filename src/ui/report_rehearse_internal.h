/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the files of the rehearsal's report share.
 */
#ifndef UI_REPORT_REHEARSE_INTERNAL_H
#define UI_REPORT_REHEARSE_INTERNAL_H

#include "report_internal.h"
#include "report_rehearse.h"

char *report_rehearse_json(void *owner, const ReportRehearse *report, ReportStyle style);

/* "path:line:column"; of a plan's step its path alone. */
char *report_rehearsed_place(void *mem, const RehearsedStatement *statement);

#endif
