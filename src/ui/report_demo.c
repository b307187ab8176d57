/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the demo found: writes by kind and version, each phase with the longest wait in it, and the verdict.
 */
#include "report_demo.h"

#include <string.h>

#include "base/mem.h"
#include "report_internal.h"

#define NUMBER_WIDTH 7
#define WAIT_WIDTH   12 /* of its title */

typedef struct OperationNames
{
    const char *title;
    const char *key; /* in JSON */
} OperationNames;

static const OperationNames operations[] = {
    [DEMO_INSERT] = {"INSERT", "insert"},
    [DEMO_INSERT_MANY] = {"INSERT of 3 rows", "insert_many"},
    [DEMO_COPY] = {"COPY", "copy"},
    [DEMO_UPSERT] = {"INSERT ON CONFLICT", "upsert"},
    [DEMO_UPDATE_PHONE] = {"UPDATE of the phone", "update_phone"},
    [DEMO_UPDATE_NAME] = {"UPDATE of the name", "update_name"},
    [DEMO_DELETE] = {"DELETE", "delete"},
    [DEMO_SELECT] = {"SELECT", "select"},
    [DEMO_LEASE] = {"register, renew, release", "lease"},
};

static char *demo_json(void *owner, const DemoReport *report, ReportStyle style);
static void append_operations(char **text, const DemoReport *report);
static void append_phases(char **text, const DemoReport *report);
static void append_problems(char **text, const DemoReport *report);
static const char *right(void *owner, const char *cell, int width);
static char *seconds(void *owner, int64_t ms);

const char *
report_demo_operation(DemoOperation operation)
{
    return operations[operation].title;
}

char *
report_demo_wait(void *owner, int64_t us)
{
    return us < 1000000 ? mem_printf(owner, "%.1f ms", (double) us / 1000)
                        : mem_printf(owner, "%.2f s", (double) us / 1000000);
}

char *
report_demo(void *owner, const DemoReport *report, ReportStyle style)
{
    if (report_is_json(style))
    {
        return demo_json(owner, report, style);
    }
    void *mem = mem_root("demo");
    bool is_fine = report->problem_count == 0 && report->errors == 0 && report->mismatches == 0;
    char *text = mem_strdup(owner, "\n");
    append_operations(&text, report);
    append_phases(&text, report);
    append_problems(&text, report);
    mem_append(&text,
               "%s: %s writes, %s errors, %s mismatches in %s comparisons of all rows;\n"
               "longest wait of a writer %s; %s in all\n",
               report_colour(mem, style, is_fine ? REPORT_GREEN : REPORT_RED, is_fine ? "passed" : "FAILED"),
               report_count(mem, (double) report->writes), report_count(mem, (double) report->errors),
               report_count(mem, (double) report->mismatches), report_count(mem, (double) report->checks),
               report_demo_wait(mem, report->longest_us), seconds(mem, report->elapsed_ms));
    report_append_next(&text, report->next_command);
    mem_free(mem);
    return text;
}

static void
append_operations(char **text, const DemoReport *report)
{
    void *mem = mem_root("operations");
    ReportTable *table = report_table_new(mem, 1 + DEMO_VERSION_COUNT);
    report_table_add(table, "statements that worked");
    for (size_t version = 0; version < DEMO_VERSION_COUNT; version++)
    {
        report_table_add(table, right(mem, report->versions[version], NUMBER_WIDTH));
    }
    for (size_t i = 0; i < DEMO_OPERATION_COUNT; i++)
    {
        report_table_add(table, mem_printf(mem, "  %s", operations[i].title));
        for (size_t version = 0; version < DEMO_VERSION_COUNT; version++)
        {
            report_table_add(table,
                             right(mem, report_count(mem, (double) report->operations[version][i]), NUMBER_WIDTH));
        }
    }
    report_table_append(text, table, "");
    mem_append(text, "\n");
    mem_free(mem);
}

static void
append_phases(char **text, const DemoReport *report)
{
    void *mem = mem_root("phases");
    ReportTable *table = report_table_new(mem, 5);
    report_table_add(table, "phase");
    report_table_add(table, right(mem, "time", NUMBER_WIDTH));
    for (size_t version = 0; version < DEMO_VERSION_COUNT; version++)
    {
        report_table_add(table, right(mem, report->versions[version], NUMBER_WIDTH));
    }
    report_table_add(table, "longest wait");
    for (size_t i = 0; i < report->phase_count; i++)
    {
        const DemoPhaseReport *phase = &report->phases[i];
        report_table_add(table, mem_printf(mem, "  %s", phase->title));
        report_table_add(table, right(mem, seconds(mem, phase->elapsed_ms), NUMBER_WIDTH));
        for (size_t version = 0; version < DEMO_VERSION_COUNT; version++)
        {
            report_table_add(table, right(mem, report_count(mem, (double) phase->writes[version]), NUMBER_WIDTH));
        }
        report_table_add(table, right(mem, report_demo_wait(mem, phase->longest_us), WAIT_WIDTH));
    }
    report_table_append(text, table, "");
    mem_append(text, "\n");
    mem_free(mem);
}

static void
append_problems(char **text, const DemoReport *report)
{
    void *mem = mem_root("problems");
    for (size_t i = 0; i < report->problem_count; i++)
    {
        mem_append(text, "off: %s\n", report_clean(mem, report->problems[i]));
    }
    mem_free(mem);
}

static const char *
right(void *owner, const char *cell, int width)
{
    return mem_printf(owner, "%*s", width, cell);
}

static char *
seconds(void *owner, int64_t ms)
{
    return mem_printf(owner, "%lld.%lld s", (long long) (ms / 1000), (long long) (ms % 1000 / 100));
}

static char *
demo_json(void *owner, const DemoReport *report, ReportStyle style)
{
    json_t *object = report_json_new();
    json_t *array = report_json_array(object, "applications");
    for (size_t version = 0; version < DEMO_VERSION_COUNT; version++)
    {
        json_t *entry = report_json_add(array);
        report_json_set(entry, "version", report->versions[version]);
        for (size_t i = 0; i < DEMO_OPERATION_COUNT; i++)
        {
            report_json_set_integer(entry, operations[i].key, report->operations[version][i]);
        }
    }
    array = report_json_array(object, "phases");
    for (size_t i = 0; i < report->phase_count; i++)
    {
        const DemoPhaseReport *phase = &report->phases[i];
        json_t *entry = report_json_add(array);
        report_json_set(entry, "title", phase->title);
        report_json_set_integer(entry, "elapsed_ms", phase->elapsed_ms);
        report_json_set_integer(entry, "writes_old", phase->writes[DEMO_OLD]);
        report_json_set_integer(entry, "writes_new", phase->writes[DEMO_NEW]);
        report_json_set_integer(entry, "longest_wait_us", phase->longest_us);
    }
    report_json_set_integer(object, "writes", report->writes);
    report_json_set_integer(object, "errors", report->errors);
    report_json_set_integer(object, "mismatches", report->mismatches);
    report_json_set_integer(object, "comparisons", report->checks);
    report_json_set_integer(object, "longest_wait_us", report->longest_us);
    report_json_set_integer(object, "elapsed_ms", report->elapsed_ms);
    array = report_json_array(object, "problems");
    for (size_t i = 0; i < report->problem_count; i++)
    {
        json_array_append_new(array, report_json_text(report->problems[i]));
    }
    report_json_set_next(object, report->next_command);
    return report_json_finish(owner, object, style);
}
