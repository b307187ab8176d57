/* SPDX-License-Identifier: PostgreSQL */
/*
 * The gate as a checklist: per consumer the verdict, the evidence with its grade and age, and what would unblock it.
 */
#include "base/mem.h"
#include "base/text.h"
#include "report_internal.h"

static ReportColour verdict_colour(GateVerdict verdict);
static void append_project(char **text, const GateReport *gate);
static const char *grade_name(char grade);
static void append_evidence(char **text, const GateEvidence *evidence, const char *indent, ReportStyle style);

char *
report_gate(void *owner, const GateReport *gate, const char *next_command, ReportStyle style)
{
    bool passes = gate->verdict == GATE_PASS;
    void *mem;
    char *text;

    if (report_is_json(style))
    {
        json_t *object = report_json_new();

        report_json_set(object, "plan", gate->plan);
        report_json_set(object, "verdict", gate_verdict_name(gate->verdict));
        report_json_set_bool(object, "is_fenced", gate->is_fenced);
        json_object_set_new(object, "consumers", report_json_consumers(gate));
        report_json_set(object, "remedy", gate->remedy);
        report_json_set(object, "project", gate->project);
        report_json_set_integer(object, "hold_s", gate->hold_s);
        report_json_set(object, "declare", gate->block);
        report_json_set_next(object, next_command);
        return report_json_finish(owner, object, style);
    }
    mem = mem_root("gate");
    text = mem_strdup(owner, "");
    mem_append(&text, "gate of plan %s: %s, the fence is %s\n", gate->plan,
               report_colour(mem, style, passes ? REPORT_GREEN : REPORT_RED, passes ? "would pass" : "would not pass"),
               gate->is_fenced ? "up" : "not up yet");
    report_append_consumers(&text, gate, "  ", style);
    append_project(&text, gate);
    report_append_next(&text, next_command);
    mem_free(mem);
    return text;
}

static void
append_project(char **text, const GateReport *gate)
{
    void *mem = mem_root("project");

    if (gate->block != NULL)
    {
        mem_append(text, "who is not declared, for bellows.yaml:\n%s", text_printable(mem, gate->block, "\n"));
    }
    if (gate->project != NULL)
    {
        mem_append(text, "consumers by %s; the hold lasts %s\n", report_clean(mem, gate->project),
                   report_duration(mem, gate->hold_s));
    }
    mem_free(mem);
}

void
report_append_consumers(char **text, const GateReport *gate, const char *indent, ReportStyle style)
{
    void *mem = mem_root("consumers");
    const char *inner = mem_printf(mem, "%s    ", indent);

    for (size_t i = 0; i < gate->consumer_count; i++)
    {
        const GateConsumer *consumer = &gate->consumers[i];

        mem_append(text, "%s[%s] %s", indent, consumer->verdict == GATE_PASS ? "x" : " ",
                   report_clean(mem, consumer->name));
        if (consumer->version_to != NULL)
        {
            mem_append(text, ", least version %s", report_clean(mem, consumer->version_to));
        }
        mem_append(text, ": %s",
                   report_colour(mem, style, verdict_colour(consumer->verdict), gate_verdict_name(consumer->verdict)));
        if (consumer->owner != NULL && consumer->verdict != GATE_PASS)
        {
            mem_append(text, " (ask %s)", report_clean(mem, consumer->owner));
        }
        mem_append(text, "\n");
        for (size_t j = 0; j < consumer->evidence_count; j++)
        {
            append_evidence(text, &consumer->evidence[j], inner, style);
        }
    }
    if (gate->remedy != NULL)
    {
        mem_append(text, "%s-> %s\n", indent, report_clean(mem, gate->remedy));
    }
    mem_free(mem);
}

static void
append_evidence(char **text, const GateEvidence *evidence, const char *indent, ReportStyle style)
{
    void *mem = mem_root("evidence");

    mem_append(text, "%s[%s] %s (%s", indent, evidence->verdict == GATE_PASS ? "x" : " ",
               report_clean(mem, evidence->what),
               evidence->source != NULL ? evidence->source : grade_name(evidence->grade));
    if (evidence->age_s >= 0)
    {
        mem_append(text, ", %s old", report_duration(mem, evidence->age_s));
    }
    mem_append(text, "): %s\n",
               report_colour(mem, style, verdict_colour(evidence->verdict), gate_verdict_name(evidence->verdict)));
    if (evidence->remedy != NULL && evidence->verdict != GATE_PASS)
    {
        mem_append(text, "%s    -> %s\n", indent, report_clean(mem, evidence->remedy));
    }
    mem_free(mem);
}

static ReportColour
verdict_colour(GateVerdict verdict)
{
    switch (verdict)
    {
        case GATE_PASS:
            return REPORT_GREEN;
        case GATE_BLOCK:
            return REPORT_RED;
        case GATE_UNKNOWN:
            return REPORT_YELLOW;
    }
    return REPORT_PLAIN;
}

static const char *
grade_name(char grade)
{
    switch (grade)
    {
        case 'A':
            return "role, grade A";
        case 'C':
            return "inventory, grade C";
        case 'B':
            return "lease, grade B";
        case 'E':
            return "sessions, grade E";
        case 'H':
            return "attestation, grade H";
        default:
            return "no evidence";
    }
}

char *
report_admit(void *owner, const char *application, const char *version, const char *reason, ReportStyle style)
{
    void *mem = mem_root("admit");
    char *text;

    if (report_is_json(style))
    {
        json_t *object = report_json_new();

        report_json_set(object, "application", application);
        report_json_set(object, "version", version);
        report_json_set_bool(object, "admitted", reason == NULL);
        report_json_set(object, "reason", reason);
        mem_free(mem);
        return report_json_finish(owner, object, style);
    }
    text = mem_printf(owner, "%s %s may%s start", report_clean(mem, application), report_clean(mem, version),
                      reason == NULL ? "" : " not");
    if (reason != NULL)
    {
        mem_append(&text, ": %s", report_clean(mem, reason));
    }
    mem_append(&text, "\n");
    report_append_next(&text, "bellows status");
    mem_free(mem);
    return text;
}

char *
report_mapping(void *owner, const char *application, const char *build, const char *version, const char *before,
               ReportStyle style)
{
    void *mem;
    char *text;

    if (report_is_json(style))
    {
        json_t *object = report_json_new();

        report_json_set(object, "application", application);
        report_json_set(object, "build", build);
        report_json_set(object, "version", version);
        report_json_set(object, "before", before);
        return report_json_finish(owner, object, style);
    }
    mem = mem_root("mapping");
    text = mem_printf(owner, "build %s of %s is version %s", report_clean(mem, build), report_clean(mem, application),
                      report_clean(mem, version));
    if (before != NULL)
    {
        mem_append(&text, " (it was %s)", report_clean(mem, before));
    }
    mem_append(&text, "\n");
    report_append_next(&text, "bellows status");
    mem_free(mem);
    return text;
}

char *
report_brownout(void *owner, const char *version, const GateBrownout *brownout, const char *said,
                const char *next_command, ReportStyle style)
{
    void *mem;
    char *text;

    if (report_is_json(style))
    {
        json_t *object = report_json_new();

        report_json_set(object, "plan", version);
        report_json_set(object, "brownout", said);
        report_json_set(object, "hidden_from", brownout == NULL ? NULL : brownout->hidden);
        report_json_set(object, "not_hidden_from", brownout == NULL ? NULL : brownout->uncovered);
        report_json_set_next(object, next_command);
        return report_json_finish(owner, object, style);
    }
    mem = mem_root("brownout");
    text = mem_printf(owner, "brown-out of plan %s: %s\n", version, said);
    if (brownout != NULL)
    {
        mem_append(&text, "hidden from %s; not from %s\n", report_clean(mem, brownout->hidden),
                   brownout->uncovered[0] == '\0' ? "nobody" : report_clean(mem, brownout->uncovered));
    }
    report_append_next(&text, next_command);
    mem_free(mem);
    return text;
}

char *
report_attestation(void *owner, const GateAttestation *attestation, const char *next_command, ReportStyle style)
{
    void *mem = mem_root("attestation");
    char *text;

    if (report_is_json(style))
    {
        json_t *object = report_json_new();

        report_json_set(object, "plan", attestation->plan);
        report_json_set(object, "application", attestation->application);
        report_json_set(object, "by", attestation->by_whom);
        report_json_set(object, "scope", attestation->scope);
        report_json_set(object, "reason", attestation->reason);
        report_json_set(object, "expires", attestation->expires);
        report_json_set_next(object, next_command);
        mem_free(mem);
        return report_json_finish(owner, object, style);
    }
    text = mem_printf(owner, "recorded for plan %s: %s attests for %s; expires: %s\n", attestation->plan,
                      report_clean(mem, attestation->by_whom), report_clean(mem, attestation->application),
                      report_clean(mem, attestation->expires));
    report_append_next(&text, next_command);
    mem_free(mem);
    return text;
}
