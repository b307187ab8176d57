/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the gate says: one line, and a refusal with everybody who is in the way and what would help.
 */
#include <string.h>

#include "base/mem.h"
#include "gate_internal.h"
#include "run/gate.h"

static const char *code_of(const GateReport *report);
static size_t list_blockers(const GateReport *report, char **lines, char **remedies);
static void add_remedy(char **remedies, const char *remedy);

bool
gate_refuse(const GateReport *report, Error *err)
{
    void *scratch = mem_child(NULL, "refusal");
    char *lines = mem_strdup(scratch, "");
    char *remedies = mem_strdup(scratch, "");
    size_t count = list_blockers(report, &lines, &remedies);
    char *summary = gate_summary(scratch, report);
    error_set_code(err, ERROR_REFUSED, code_of(report), "contract of %s is refused: %s", report->plan, summary);
    if (count > 0)
    {
        error_detail(err, "%s", lines);
    }
    if (report->block != NULL)
    {
        add_remedy(&remedies, mem_printf(scratch, "For bellows.yaml:\n%s", report->block));
    }
    if (remedies[0] != '\0')
    {
        error_hint(err, "%s", remedies);
    }
    mem_free(scratch);
    return false;
}

/* The code of a reason only where it is the only kind. */
static const char *
code_of(const GateReport *report)
{
    const char *code = NULL;
    for (size_t i = 0; i < report->consumer_count; i++)
    {
        const GateConsumer *consumer = &report->consumers[i];
        for (size_t j = 0; consumer->verdict != GATE_PASS && j < consumer->evidence_count; j++)
        {
            const char *own = consumer->evidence[j].code == NULL ? "R701" : consumer->evidence[j].code;
            if (consumer->evidence[j].verdict != GATE_PASS)
            {
                code = code == NULL || strcmp(code, own) == 0 ? own : "R701";
            }
        }
    }
    return code == NULL ? "R701" : code;
}

char *
gate_summary(void *owner, const GateReport *report)
{
    const char *first = NULL;
    const char *who = NULL;
    size_t count = 0;
    for (size_t i = 0; i < report->consumer_count; i++)
    {
        const GateConsumer *consumer = &report->consumers[i];
        for (size_t j = 0; consumer->verdict != GATE_PASS && j < consumer->evidence_count; j++)
        {
            if (consumer->evidence[j].verdict != GATE_PASS)
            {
                who = first == NULL ? consumer->name : who;
                first = first == NULL ? consumer->evidence[j].what : first;
                count++;
            }
        }
    }
    if (first == NULL)
    {
        return mem_strdup(owner, report->verdict == GATE_PASS ? "everybody has passed" : "no application is declared");
    }
    char *summary = mem_printf(owner, "%s: %s", who, first);
    if (count > 1)
    {
        mem_append(&summary, " (and %zu more)", count - 1);
    }
    return summary;
}

static size_t
list_blockers(const GateReport *report, char **lines, char **remedies)
{
    size_t count = 0;
    for (size_t i = 0; i < report->consumer_count; i++)
    {
        const GateConsumer *consumer = &report->consumers[i];
        for (size_t j = 0; consumer->verdict != GATE_PASS && j < consumer->evidence_count; j++)
        {
            const GateEvidence *evidence = &consumer->evidence[j];
            if (evidence->verdict != GATE_PASS)
            {
                mem_append(lines, "%s%s: %s.", count > 0 ? "\n" : "", consumer->name, evidence->what);
                add_remedy(remedies, evidence->remedy);
                count++;
            }
        }
    }
    add_remedy(remedies, report->remedy);
    return count;
}

/* Each one once: all instances of a version need the same. */
static void
add_remedy(char **remedies, const char *remedy)
{
    if (remedy != NULL && strstr(*remedies, remedy) == NULL)
    {
        mem_append(remedies, "%s%s", (*remedies)[0] != '\0' ? "\n" : "", remedy);
    }
}
