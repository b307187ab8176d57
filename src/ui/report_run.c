/* SPDX-License-Identifier: PostgreSQL */
/*
 * What a writing command did, and what verify found.
 */
#include "base/mem.h"
#include "report_internal.h"
#include "run/lock.h"

static char *run_json(void *owner, const ReportRun *run, ReportStyle style);
static char *verify_json(void *owner, const ReportVerify *verify, ReportStyle style);
static void append_keys(char **text, const VerifyResult *result);

char *
report_run(void *owner, const ReportRun *run, ReportStyle style)
{
    void *mem;
    char *text;

    if (report_is_json(style))
    {
        return run_json(owner, run, style);
    }
    mem = mem_root("run");
    text = mem_printf(owner, "plan %s %s: ", run->version, report_clean(mem, run->slug));
    if (run->had_nothing_to_do)
    {
        mem_append(&text, "nothing to do, it is %s\n", journal_state_name(run->to));
    }
    else
    {
        mem_append(&text, "%s, was %s; %zu %s in %s\n",
                   report_colour(mem, style, REPORT_GREEN, journal_state_name(run->to)), journal_state_name(run->from),
                   run->steps_run, run->steps_run == 1 ? "step" : "steps", lock_format_duration(mem, run->elapsed_ms));
    }
    mem_append(&text, "%s\n", journal_state_meaning(run->to));
    if (run->hold_until != NULL)
    {
        mem_append(&text, "held until %s\n", run->hold_until);
    }
    if (run->archive != NULL)
    {
        mem_append(&text, "archived in %s; its manifest.json says how to restore it\n",
                   report_clean(mem, run->archive));
    }
    report_append_next(&text, run->next_command);
    mem_free(mem);
    return text;
}

static char *
run_json(void *owner, const ReportRun *run, ReportStyle style)
{
    json_t *object = report_json_new();

    report_json_set(object, "command", run->verb);
    report_json_set(object, "version", run->version);
    report_json_set(object, "slug", run->slug);
    report_json_set_bool(object, "had_nothing_to_do", run->had_nothing_to_do);
    report_json_set(object, "from", journal_state_name(run->from));
    report_json_set(object, "state", journal_state_name(run->to));
    report_json_set_integer(object, "steps_run", (int64_t) run->steps_run);
    report_json_set_integer(object, "elapsed_ms", run->elapsed_ms);
    report_json_set(object, "comment", run->comment);
    report_json_set(object, "hold_until", run->hold_until);
    report_json_set(object, "archive", run->archive);
    report_json_set_next(object, run->next_command);
    return report_json_finish(owner, object, style);
}

char *
report_verify(void *owner, const ReportVerify *verify, ReportStyle style)
{
    void *mem;
    char *text;

    if (report_is_json(style))
    {
        return verify_json(owner, verify, style);
    }
    mem = mem_root("verify");
    text = mem_strdup(owner, "");
    for (size_t i = 0; i < verify->count; i++)
    {
        const VerifyResult *result = &verify->results[i];

        mem_append(
            &text, "%s: %s",
            report_colour(mem, style, result->passed ? REPORT_GREEN : REPORT_RED, result->passed ? "passed" : "FAILED"),
            report_clean(mem, result->title));
        if (!result->passed && result->is_assertion)
        {
            mem_append(&text, ": expected %s, got %s", report_clean(mem, result->expected),
                       result->actual == NULL ? "nothing" : report_clean(mem, result->actual));
        }
        else if (!result->passed)
        {
            append_keys(&text, result);
        }
        mem_append(&text, "\n");
    }
    if (verify->count == 0)
    {
        mem_append(&text, "plan %s has nothing to verify\n", verify->version);
    }
    report_append_next(&text, verify->next_command);
    mem_free(mem);
    return text;
}

static void
append_keys(char **text, const VerifyResult *result)
{
    void *mem = mem_root("keys");

    mem_append(text, ": %s %s", report_count(mem, (double) result->mismatches),
               result->mismatches == 1 ? "row differs" : "rows differ");
    for (size_t i = 0; result->keys != NULL && result->keys[i] != NULL; i++)
    {
        mem_append(text, "%s%s", i == 0 ? ", keys " : ", ", report_clean(mem, result->keys[i]));
    }
    mem_free(mem);
}

static char *
verify_json(void *owner, const ReportVerify *verify, ReportStyle style)
{
    json_t *object = report_json_new();
    json_t *array;
    bool passed = true;

    report_json_set(object, "version", verify->version);
    array = report_json_array(object, "results");
    for (size_t i = 0; i < verify->count; i++)
    {
        const VerifyResult *result = &verify->results[i];
        json_t *entry = report_json_add(array);
        json_t *keys;

        passed = passed && result->passed;
        report_json_set(entry, "step", result->step);
        report_json_set(entry, "title", result->title);
        report_json_set(entry, "relation", result->relation);
        report_json_set_bool(entry, "passed", result->passed);
        report_json_set_known(entry, "mismatches", result->is_assertion ? -1 : result->mismatches);
        keys = report_json_array(entry, "keys");
        for (size_t j = 0; result->keys != NULL && result->keys[j] != NULL; j++)
        {
            json_array_append_new(keys, report_json_text(result->keys[j]));
        }
        report_json_set(entry, "expected", result->expected);
        report_json_set(entry, "actual", result->actual);
    }
    report_json_set_bool(object, "passed", passed);
    report_json_set_next(object, verify->next_command);
    return report_json_finish(owner, object, style);
}

char *
report_version(void *owner, const char *version, ReportStyle style)
{
    if (report_is_json(style))
    {
        json_t *object = report_json_new();

        report_json_set(object, "version", version);
        return report_json_finish(owner, object, style);
    }
    return mem_printf(owner, "bellows %s\n", version);
}
