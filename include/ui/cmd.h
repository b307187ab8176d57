/* SPDX-License-Identifier: PostgreSQL */
/*
 * Commands: one function each. They read the options, call down and print their result; they decide nothing.
 *
 * A command prints its result on stdout itself (cmd_print()). Why it failed is printed by ui/cli, once: ERR, or
 * the findings in RESULT.
 */
#ifndef UI_CMD_H
#define UI_CMD_H

#include <stdbool.h>

#include "base/diagnostic.h"
#include "base/error.h"
#include "ui/options.h"

typedef struct CmdResult
{
    int exit_code;            /* of a command that did not fail: 4 is pending, 7 the gate's no; else 0 */
    Diagnostics *diagnostics; /* findings in a plan; errors among them when it failed because of them */
    const char *fact;         /* after a failure: what was changed, and how to go on; or NULL */
} CmdResult;

/* False when it failed: ERR is set, or RESULT->diagnostics says why. What it allocates is owned by OWNER, which is freed
 * when the command is over. */
typedef bool (*CmdFunction)(void *owner, const Options *options, CmdResult *result, Error *err);

bool cmd_plan(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_expand(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_contract(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_purge(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_rollback(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_status(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_verify(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_pause(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_resume(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_throttle(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_gate(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_gate_admit(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_gate_fence(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_gate_unfence(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_gate_brownout(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_gate_map_version(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_gate_attest(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_lint(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_rehearse(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_schema(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_demo(void *owner, const Options *options, CmdResult *result, Error *err);
bool cmd_version(void *owner, const Options *options, CmdResult *result, Error *err);

/* Writes TEXT to stdout; false when that failed (a full disk, a closed pipe). */
bool cmd_print(const char *text, Error *err);

#endif
