/* SPDX-License-Identifier: PostgreSQL */
/*
 * What would stop a contract, found before it fences anybody out: rows that break a constraint which waits for it (told when
 * expand begins already; ACCESS SHARE, one scan for each constraint), and what was changed around the plan since expand.
 *
 * A query that the server refuses (of a column that is not there yet, say) tells nothing: the step itself finds out.
 */
#include <inttypes.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine_internal.h"
#include "run/verify.h"
#include "run_internal.h"

static char *find_violations(void *owner, Conn *conn, const Step *step);
static bool check_unchanged(EngineRun *run, const Step *seal, Error *err);
static char *violations_of(void *owner, Conn *conn, const Step *step);

void
engine_tell_violations(Engine *engine, const StepList *steps)
{
    void *mem = mem_root("violations");
    for (size_t i = 0; i < steps->count; i++)
    {
        char *found = find_violations(mem, engine->control, &steps->steps[i]);
        if (found != NULL)
        {
            log_warning("%s: %s; contract is refused as long as there are any", steps->steps[i].title, found);
        }
    }
    mem_free(mem);
}

bool
engine_require_rows(Engine *engine, const StepList *steps, Error *err)
{
    void *mem = mem_root("violations");
    for (size_t i = 0; i < steps->count && !error_is_set(err); i++)
    {
        const Step *step = &steps->steps[i];
        char *found = step->must_hold ? violations_of(mem, engine->control, step) : NULL;
        if (found != NULL)
        {
            error_set_code(err, ERROR_REFUSED, "R730", "%s: %s", step->title, found);
            error_hint(err, "Nothing was changed. Correct these rows, then give the same command again.");
        }
    }
    mem_free(mem);
    return !error_is_set(err);
}

bool
engine_check_violations(EngineRun *run, Error *err)
{
    JournalStep *steps = NULL;
    size_t count = 0;
    if (!journal_load_steps(run->mem, run->engine->control, run->plan->version, &steps, &count, err))
    {
        return false;
    }
    for (size_t i = 0; i < count; i++)
    {
        const Step *step = &steps[i].step;
        if ((step->phase == PHASE_SEAL && !check_unchanged(run, step, err)) ||
            (step->phase == PHASE_TIGHTEN && !engine_check_way(run->engine->control, step, steps[i].attempts > 0, err)))
        {
            return false;
        }
        char *found = steps[i].is_done ? NULL : find_violations(run->mem, run->engine->control, step);
        if (found != NULL)
        {
            error_set_code(err, ERROR_REFUSED, "R730", "%s: %s", steps[i].step.title, found);
            return error_hint(err, "Nobody was fenced out. Correct these rows, then give the same command again.");
        }
    }
    return true;
}

bool
engine_check_repairs(Conn *conn, const Step *step, Error *err)
{
    VerifyResult result = {0};
    if (step->unrepaired == NULL)
    {
        return true;
    }
    void *mem = mem_root("repairs");
    bool is_fine = verify_query(mem, conn, step->unrepaired, &result, err);
    if (is_fine && result.mismatches > 0)
    {
        is_fine = error_set_code(err, ERROR_INVALID, "P303", "%s, repaired by \"up\": %s", step->rehearsed,
                                 engine_violations_text(mem, &result));
        error_hint(err, "Nothing was changed. Let up give these rows values that satisfy it, or correct them.");
    }
    mem_free(mem);
    return is_fine;
}

static bool
check_unchanged(EngineRun *run, const Step *seal, Error *err)
{
    VerifyResult result = {0};
    if (!engine_ask_violations(run->mem, run->engine->control, seal, &result))
    {
        return true;
    }
    char *text = mem_strdup(run->mem, "");
    for (size_t i = 0; result.keys[i] != NULL; i++)
    {
        mem_append(&text, "%s%s", i > 0 ? "; " : "", result.keys[i]);
    }
    error_set_code(err, ERROR_REFUSED, "R748", "the contract of plan %s would not come to its end: %s",
                   run->plan->version, text);
    return error_hint(
        err, "Nobody was fenced out. Put back what was changed, and drop what reads an old column or change it "
             "to the new one, then give the same command again; or roll the plan back and expand it anew.");
}

static char *
find_violations(void *owner, Conn *conn, const Step *step)
{
    return step->phase == PHASE_TIGHTEN ? violations_of(owner, conn, step) : NULL;
}

/* "3 rows violate it: id=1; id=2; id=3", or NULL. */
static char *
violations_of(void *owner, Conn *conn, const Step *step)
{
    VerifyResult result = {0};
    return engine_ask_violations(owner, conn, step, &result) ? engine_violations_text(owner, &result) : NULL;
}

bool
engine_ask_violations(void *owner, Conn *conn, const Step *step, VerifyResult *result)
{
    Error ignored = {0};
    bool is_asked = step->violations != NULL && conn_is_alive(conn) && run_begin(conn, 0, 0, &ignored) &&
                    (step->settings == NULL || conn_exec(conn, step->settings, &ignored)) &&
                    verify_query(owner, conn, step->violations, result, &ignored);
    if (step->violations != NULL && conn_is_alive(conn))
    {
        run_rollback(conn);
    }
    error_clear(&ignored);
    return is_asked && result->mismatches > 0;
}

char *
engine_violations_text(void *owner, const VerifyResult *result)
{
    char *text = mem_printf(owner, "%" PRId64 " %s it: ", result->mismatches,
                            result->mismatches == 1 ? "row violates" : "rows violate");
    for (size_t i = 0; result->keys[i] != NULL; i++)
    {
        mem_append(&text, "%s%s", i > 0 ? "; " : "", result->keys[i]);
    }
    return text;
}
