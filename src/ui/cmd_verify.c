/* SPDX-License-Identifier: PostgreSQL */
/*
 * bellows verify: old = map(new) for every row, and what the plan asserts. Reads only.
 */
#include "base/mem.h"
#include "cmd_internal.h"
#include "run/engine.h"

bool
cmd_verify(void *owner, const Options *options, CmdResult *result, Error *err)
{
    EngineOptions wanted = {
        .url = options->url,
        .application_name = cmd_application_name(owner, options),
    };
    Engine *engine = engine_open(owner, &wanted, err);
    ReportVerify report = {0};
    CmdTarget target = {0};
    VerifyResult *results = NULL;
    bool passed = true;

    if (engine == NULL || !cmd_find_target(owner, options, engine_control(engine), CMD_TO_VERIFY, &target, result, err))
    {
        return false;
    }
    if (target.journal == NULL)
    {
        error_set(err, ERROR_REFUSED, "plan %s is not expanded: there is nothing to compare", target.version);
        return error_hint(err, "Type \"bellows expand %s\" first.", target.version);
    }
    if (!engine_verify(owner, engine, target.version, &results, &report.count, err))
    {
        return false;
    }
    for (size_t i = 0; i < report.count; i++)
    {
        passed = passed && results[i].passed;
    }
    report.version = target.version;
    report.results = results;
    report.next_command =
        passed ? journal_next_command(owner, target.state, target.version, target.journal->needs_contract)
               : mem_printf(owner, "bellows verify %s", target.version);
    result->exit_code = passed ? 0 : error_exit_code(ERROR_FAILED);
    return cmd_print(report_verify(owner, &report, options->style), err);
}
