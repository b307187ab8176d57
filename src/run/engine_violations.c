/* SPDX-License-Identifier: PostgreSQL */
/*
 * Rows that break a constraint which waits for contract: told when expand begins, and a refusal before contract fences
 * anybody out. ACCESS SHARE; one scan for each constraint.
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
        char *found = steps[i].is_done ? NULL : find_violations(run->mem, run->engine->control, &steps[i].step);
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

/* "3 rows violate it: id=1; id=2; id=3", or NULL. */
static char *
find_violations(void *owner, Conn *conn, const Step *step)
{
    VerifyResult result = {0};
    Error ignored = {0};
    char *text = NULL;
    if (step->phase == PHASE_TIGHTEN && step->violations != NULL && conn_is_alive(conn) &&
        verify_query(owner, conn, step->violations, &result, &ignored) && result.mismatches > 0)
    {
        text = engine_violations_text(owner, &result);
    }
    error_clear(&ignored);
    return text;
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
