/* SPDX-License-Identifier: PostgreSQL */
/*
 * bellows gate brownout: hide the old columns for a while, and end it at the first sign that somebody fails.
 *
 * What can be seen of failures from here is little: that transactions of the database roll back more often than in the
 * seconds before, and what a command of the user's says. Who fails is in the server's log and in the clients'. Where this
 * process dies, the journal has the way back.
 */
#include <inttypes.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "cmd_internal.h"
#include "run/command.h"
#include "run/gate.h"
#include "run/lock.h"
#include "sql/template.h"

#define BROWNOUT_MS  600000
#define BASELINE_MS  3000
#define POLL_MS      1000
#define PROBE_MS     5000
#define PROBE_MAX_MS 30000
#define USUAL_TIMES  2 /* as many rollbacks as usual are no sign */

typedef struct Watch
{
    void *mem;
    Conn *conn;
    const char *version;
    const char *probe;
    int64_t until;
    int64_t began;
    int64_t rollbacks_before; /* in BASELINE_MS */
    int64_t rollbacks;        /* when it began */
    int64_t probed;
} Watch;

static bool undo(void *owner, const Options *options, Conn *conn, const CmdTarget *target, Error *err);
static bool count_rollbacks(Watch *watch, int64_t *count, Error *err);
static bool take_baseline(Watch *watch, Error *err);
static bool run(void *owner, const Options *options, Watch *watch, const JournalPlan *plan, Error *err);
static bool watch_until(Watch *watch, const char **sign, Error *err);
static bool see_sign(Watch *watch, void *scratch, const char **sign, Error *err);
static bool print(void *owner, const Options *options, const char *version, const GateBrownout *brownout,
                  const char *said, Error *err);

bool
cmd_gate_brownout(void *owner, const Options *options, CmdResult *result, Error *err)
{
    Conn *conn = cmd_connect(owner, options, err);
    CmdTarget target = {0};
    Watch watch = {.mem = owner, .conn = conn, .probe = options->probe};

    result->fact = "nothing was changed";
    if (conn == NULL || !cmd_find_target(owner, options, conn, CMD_TO_GATE, &target, result, err))
    {
        return false;
    }
    if (target.journal == NULL)
    {
        return error_set(err, ERROR_REFUSED, "plan %s is not expanded", target.version);
    }
    if (!journal_upgrade(conn, err))
    {
        return false;
    }
    watch.version = target.version;
    if (options->undo)
    {
        return undo(owner, options, conn, &target, err);
    }
    if (!gate_end_overdue(conn, target.version, err) || !take_baseline(&watch, err))
    {
        return false;
    }
    watch.until = clock_ms() + (options->for_ms > 0 ? options->for_ms : BROWNOUT_MS);
    result->fact = NULL;
    return run(owner, options, &watch, target.journal, err);
}

static bool
undo(void *owner, const Options *options, Conn *conn, const CmdTarget *target, Error *err)
{
    bool was_on = false;

    return gate_brownout_end(conn, target->version, &was_on, err) &&
           print(owner, options, target->version, NULL,
                 was_on ? "ended; all privileges are as they were" : "none was on", err);
}

/* From its commit on until it is ended, whatever happens in between. */
static bool
run(void *owner, const Options *options, Watch *watch, const JournalPlan *plan, Error *err)
{
    GateBrownout brownout = {0};
    Error failure = {0};
    const char *sign = NULL;
    bool was_on = false;
    bool is_watched;

    if (!gate_brownout_begin(owner, watch->conn, plan, watch->until - clock_ms(), &brownout, err))
    {
        return false;
    }
    log_info("the old columns are hidden from %s until %s", brownout.hidden, brownout.until);
    if (brownout.uncovered[0] != '\0')
    {
        log_warning("not from %s: owners, superusers and their like see them all the same", brownout.uncovered);
    }
    is_watched = watch_until(watch, &sign, err);
    if (!gate_brownout_end(watch->conn, plan->version, &was_on, &failure))
    {
        error_clear(err);
        *err = failure;
        error_prefix(err, "the old columns are still hidden: ");
        return error_hint(err, "Next: bellows gate brownout %s --undo, or as psql: SELECT bellows.end_brownout('%s');",
                          plan->version, plan->version);
    }
    if (!is_watched)
    {
        return error_prefix(err, "the brown-out was ended, all privileges are as they were: ");
    }
    if (sign != NULL)
    {
        error_set_code(err, ERROR_REFUSED, "R769", "somebody still needs the old columns: %s", sign);
        error_detail(err, "The brown-out was ended after %s; all privileges are as they were.",
                     lock_format_duration(owner, clock_ms() - watch->began));
        return error_hint(err, "The log of the server and of the applications says who: permission denied (42501).");
    }
    return print(owner, options, plan->version, &brownout,
                 was_on ? "over, and no sign of a failure was seen; all privileges are as they were"
                        : "was ended by another command; all privileges are as they were",
                 err);
}

static bool
take_baseline(Watch *watch, Error *err)
{
    int64_t first = 0;

    if (!count_rollbacks(watch, &first, err) || (!interrupt_wait(BASELINE_MS) && !interrupt_check(err)) ||
        !count_rollbacks(watch, &watch->rollbacks, err))
    {
        return false;
    }
    watch->rollbacks_before = watch->rollbacks - first;
    watch->began = clock_ms();
    return true;
}

static bool
count_rollbacks(Watch *watch, int64_t *count, Error *err)
{
    char *sql = template_render(watch->mem, "gate/rollbacks", NULL, 0, err);
    Rows *rows = sql == NULL ? NULL : conn_query_one(NULL, watch->conn, sql, NULL, 0, err);

    *count = rows == NULL ? 0 : rows_int64(rows, 0, "xact_rollback");
    mem_free(rows);
    mem_free(sql);
    return rows != NULL;
}

static bool
watch_until(Watch *watch, const char **sign, Error *err)
{
    while (clock_ms() < watch->until && *sign == NULL)
    {
        void *scratch = mem_child(watch->mem, "look");
        int64_t left_ms = watch->until - clock_ms();
        bool is_fine = see_sign(watch, scratch, sign, err);

        mem_free(scratch);
        if (!is_fine)
        {
            return false;
        }
        log_progress("brown-out: %lld s more", (long long) (left_ms / 1000));
        if (*sign == NULL && !interrupt_wait(left_ms < POLL_MS ? left_ms : POLL_MS) && !interrupt_check(err))
        {
            return false;
        }
    }
    log_progress_end();
    return true;
}

static bool
see_sign(Watch *watch, void *scratch, const char **sign, Error *err)
{
    int64_t now = clock_ms();
    int64_t count = 0;
    int64_t usual = USUAL_TIMES * watch->rollbacks_before * (now - watch->began + BASELINE_MS) / BASELINE_MS;

    if (!count_rollbacks(watch, &count, err))
    {
        return false;
    }
    if (count - watch->rollbacks > usual)
    {
        *sign = mem_printf(watch->mem,
                           "%" PRId64 " transactions of the database were rolled back, %" PRId64 " in the %d s before",
                           count - watch->rollbacks, watch->rollbacks_before, BASELINE_MS / 1000);
        return true;
    }
    if (watch->probe != NULL && (watch->probed == 0 || now - watch->probed >= PROBE_MS))
    {
        const char *const argv[] = {"/bin/sh", "-c", watch->probe, NULL};
        const CommandSpec spec = {.argv = argv, .folder = ".", .timeout_ms = PROBE_MAX_MS};
        CommandResult done = {0};

        watch->probed = now;
        if (!command_run(scratch, &spec, &done, err))
        {
            return false;
        }
        *sign = done.failure == NULL ? NULL : mem_printf(watch->mem, "the command of --probe failed: %s", done.failure);
    }
    return true;
}

static bool
print(void *owner, const Options *options, const char *version, const GateBrownout *brownout, const char *said,
      Error *err)
{
    return cmd_print(
        report_brownout(owner, version, brownout, said, mem_printf(owner, "bellows gate %s", version), options->style),
        err);
}
