/* SPDX-License-Identifier: PostgreSQL */
/*
 * Values of options, read and checked: false with ERROR_USAGE and what to write instead.
 */
#ifndef UI_OPTIONS_INTERNAL_H
#define UI_OPTIONS_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* A whole number from 1 to MOST. */
bool options_read_number(const char *name, const char *value, int64_t most, int64_t *number, Error *err);

/* A Severity, or OPTIONS_FAIL_NEVER. */
bool options_read_severity(const char *name, const char *value, int64_t *severity, Error *err);

/* 15 is 150000, and 15.4 is 150004. */
bool options_read_server(const char *name, const char *value, int64_t *version, Error *err);

/* Whether stdout is a terminal that shows colours, and NO_COLOR does not say that it should not. */
bool options_take_colours(void);

#endif
