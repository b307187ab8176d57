/* SPDX-License-Identifier: PostgreSQL */
/*
 * What pause, resume and throttle have set.
 */
#include "base/mem.h"
#include "report_internal.h"

static char *rule_json(void *owner, const ReportRule *rule, ReportStyle style);

char *
report_rule(void *owner, const ReportRule *rule, ReportStyle style)
{
    void *mem;
    char *text;

    if (report_is_json(style))
    {
        return rule_json(owner, rule, style);
    }
    mem = mem_root("rule");
    text = mem_printf(owner, "plan %s %s: ", rule->version, report_clean(mem, rule->slug));
    if (rule->ratio <= 0)
    {
        mem_append(&text, "its backfill is %s after the batch that runs",
                   report_colour(mem, style, REPORT_YELLOW, "paused"));
    }
    else if (rule->ratio >= 1)
    {
        mem_append(&text, "its backfill goes at %s", report_colour(mem, style, REPORT_GREEN, "full speed"));
    }
    else
    {
        mem_append(&text, "its backfill goes at %.3g %% of its speed", rule->ratio * 100);
    }
    mem_append(&text, "%s%s\n", rule->until == NULL ? "" : ", until ", rule->until == NULL ? "" : rule->until);
    report_append_next(&text, rule->next_command);
    mem_free(mem);
    return text;
}

static char *
rule_json(void *owner, const ReportRule *rule, ReportStyle style)
{
    json_t *object = report_json_new();

    report_json_set(object, "version", rule->version);
    report_json_set(object, "slug", rule->slug);
    json_object_set_new(object, "ratio", json_real(rule->ratio));
    report_json_set(object, "until", rule->until);
    report_json_set_next(object, rule->next_command);
    return report_json_finish(owner, object, style);
}
