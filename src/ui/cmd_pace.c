/* SPDX-License-Identifier: PostgreSQL */
/*
 * bellows pause, resume, throttle: how fast the backfills of a plan go, said from any machine while they run elsewhere.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd_internal.h"
#include "run/backfill.h"

static bool set_rule(void *owner, const Options *options, double ratio, CmdResult *result, Error *err);
static bool read_ratio(const char *text, double *ratio, Error *err);

bool
cmd_pause(void *owner, const Options *options, CmdResult *result, Error *err)
{
    return set_rule(owner, options, 0, result, err);
}

bool
cmd_resume(void *owner, const Options *options, CmdResult *result, Error *err)
{
    return set_rule(owner, options, 1, result, err);
}

bool
cmd_throttle(void *owner, const Options *options, CmdResult *result, Error *err)
{
    Options rest = *options;
    double ratio = 1;

    if (!read_ratio(options->arguments[0], &ratio, err))
    {
        return false;
    }
    rest.arguments++;
    rest.argument_count--;
    return set_rule(owner, &rest, ratio, result, err);
}

static bool
set_rule(void *owner, const Options *options, double ratio, CmdResult *result, Error *err)
{
    Conn *conn = cmd_connect(owner, options, err);
    CmdTarget target = {0};
    ReportRule rule = {.ratio = ratio};
    char *until = NULL;

    result->fact = "nothing was changed";
    if (conn == NULL || !cmd_find_target(owner, options, conn, CMD_TO_PACE, &target, result, err))
    {
        return false;
    }
    if (target.state != STATE_EXPANDING)
    {
        error_set_code(err, ERROR_REFUSED, "R792", "plan %s is %s: nothing is being filled", target.version,
                       journal_state_name(target.state));
        return error_hint(err, "Rows are filled while a plan is expanding; \"bellows status\" shows it.");
    }
    if (!backfill_set_rule(owner, conn, target.version, ratio, options->for_ms, &until, err))
    {
        return false;
    }
    rule.version = target.version;
    rule.slug = target.slug;
    rule.until = until;
    rule.next_command = mem_printf(owner, ratio < 1 ? "bellows resume %s" : "bellows status %s", target.version);
    return cmd_print(report_rule(owner, &rule, options->style), err);
}

/* "0.25" or "25%". */
static bool
read_ratio(const char *text, double *ratio, Error *err)
{
    size_t number = strspn(text, "0123456789.");
    char *end = NULL;

    *ratio = number > 0 ? strtod(text, &end) : 0;
    if (number > 0 && end == text + number && strcmp(end, "%") == 0)
    {
        *ratio /= 100;
        end++;
    }
    if (number > 0 && *end == '\0' && *ratio > 0 && *ratio <= 1)
    {
        return true;
    }
    error_set(err, ERROR_USAGE, "\"%s\" is no share of full speed", text);
    return error_hint(err, "Write it from 1%% to 100%%, or as 0.5; to stop it: bellows pause.");
}
