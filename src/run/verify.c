/* SPDX-License-Identifier: PostgreSQL */
/*
 * Verify: the steps' own queries say how many rows differ and name some; here they are run and judged.
 */
#include "run/verify.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "run_internal.h"
#include "verify_internal.h"

static bool run_assertion(void *owner, Conn *conn, const Step *step, VerifyResult *result, Error *err);
static char *list_keys(void *owner, const VerifyResult *result);

bool
verify_run(void *owner, const VerifyRun *run, const Step *step, VerifyResult *result, Error *err)
{
    bool has_run;
    if (step->kind == STEP_ASSERT)
    {
        has_run = run_assertion(owner, run->conns[0], step, result, err);
    }
    else
    {
        /* What an earlier release has put into a journal has no range. */
        has_run = strstr(step->sql, "$2") != NULL ? verify_ranges(owner, run, step, result, err)
                                                  : verify_query(owner, run->conns[0], step->sql, result, err);
    }
    result->step = step->id;
    result->title = step->title;
    result->relation = step->relation;
    return has_run;
}

bool
verify_query(void *owner, Conn *conn, const char *sql, VerifyResult *result, Error *err)
{
    *result = (VerifyResult){.keys = mem_array(owner, const char *, 1)};
    Rows *rows = conn_query_one(owner, conn, sql, NULL, 0, err);
    if (rows == NULL)
    {
        return false;
    }
    verify_add(owner, rows, result);
    result->passed = result->mismatches == 0;
    return true;
}

void
verify_add(void *owner, const Rows *rows, VerifyResult *result)
{
    const char **keys = mem_array(owner, const char *, VERIFY_KEYS_MAX + 1);
    size_t count = 0;
    for (; result->keys[count] != NULL; count++)
    {
        keys[count] = result->keys[count];
    }
    const char *const *more = rows_text_array(owner, rows, 0, "keys");
    for (size_t i = 0; more[i] != NULL && count < VERIFY_KEYS_MAX; i++)
    {
        keys[count++] = more[i];
    }
    result->keys = keys;
    result->mismatches += rows_int64(rows, 0, "mismatches");
}

bool
verify_require(const VerifyResult *result, Error *err)
{
    if (result->passed)
    {
        return true;
    }
    if (result->is_assertion)
    {
        return error_set(err, ERROR_FAILED, "%s: expected \"%s\", got %s%s%s", result->title, result->expected,
                         result->actual != NULL ? "\"" : "", result->actual != NULL ? result->actual : "NULL",
                         result->actual != NULL ? "\"" : "");
    }
    char *keys = list_keys(NULL, result);
    error_set(err, ERROR_FAILED, "%s: %" PRId64 " %s differ%s", result->title, result->mismatches,
              result->mismatches == 1 ? "row" : "rows", result->mismatches == 1 ? "s" : "");
    if (keys[0] != '\0')
    {
        error_detail(err, "Rows with key %s.", keys);
    }
    mem_free(keys);
    if (result->blocker != NULL)
    {
        error_hint(err,
                   "It may be explained by %s, which had not ended in time; then the same command finds no difference.",
                   result->blocker);
    }
    return false;
}

static bool
run_assertion(void *owner, Conn *conn, const Step *step, VerifyResult *result, Error *err)
{
    char *actual = NULL;
    static const char *const none[] = {NULL};
    *result = (VerifyResult){.is_assertion = true, .expected = step->expect, .keys = none};
    if (!conn_query_text(owner, conn, step->sql, NULL, 0, &actual, err))
    {
        return false;
    }
    result->actual = actual;
    result->passed = actual != NULL && step->expect != NULL && strcmp(actual, step->expect) == 0;
    return true;
}

static char *
list_keys(void *owner, const VerifyResult *result)
{
    char *keys = mem_strdup(owner, "");
    size_t count = 0;
    for (; result->keys[count] != NULL; count++)
    {
        mem_append(&keys, "%s%s", count > 0 ? "; " : "", result->keys[count]);
    }
    if ((int64_t) count < result->mismatches && count > 0)
    {
        mem_append(&keys, " and %" PRId64 " more", result->mismatches - (int64_t) count);
    }
    return keys;
}
