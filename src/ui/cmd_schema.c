/* SPDX-License-Identifier: PostgreSQL */
/*
 * bellows schema and bellows version: what needs no database.
 */
#include "change/plan.h"
#include "change/project.h"
#include "cmd_internal.h"

bool
cmd_schema(void *owner, const Options *options, CmdResult *result, Error *err)
{
    (void) result;
    return cmd_print(options->project ? project_json_schema(owner) : plan_json_schema(owner), err);
}

bool
cmd_version(void *owner, const Options *options, CmdResult *result, Error *err)
{
    (void) result;
    return cmd_print(report_version(owner, BELLOWS_VERSION, options->style), err);
}
