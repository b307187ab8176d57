/* SPDX-License-Identifier: PostgreSQL */
/*
 * Lint as SARIF 2.1.0 (OASIS), which code scanning reads: the rules, then a result for each finding. What is allowed is
 * a result that is suppressed, with its reason. What could not be read is a notification of the run.
 */
#include <string.h>

#include "base/mem.h"
#include "report_lint_internal.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

static void begin(ReportLint *report);
static void statement_results(ReportLint *report, const LintStatement *statement);
static void problem_notification(ReportLint *report, const LintProblem *problem);
static void end(ReportLint *report, const LintTotals *totals);
static json_t *driver_json(void);
static json_t *rule_json(const Rule *rule);
static json_t *result_json(ReportLint *report, const LintStatement *statement, const Finding *finding);
static json_t *location_json(const char *path, json_t *region);
static char *uri_of(const char *path);
static json_t *region_json(size_t line, size_t column);
static json_t *text_json(const char *text);
static int64_t rule_index(const Rule *rule);

const LintFormat report_lint_sarif = {begin, statement_results, problem_notification, end};

static void
begin(ReportLint *report)
{
    json_t *tool = json_object();
    char *text;

    json_object_set_new(tool, "driver", driver_json());
    text = report_json_finish(NULL, tool, (ReportStyle){.format = REPORT_NDJSON});
    report_lint_write(report, "{\"$schema\": \"" SCHEMA "\", \"version\": \"2.1.0\", \"runs\": [{\"tool\": ");
    report_lint_write(report, text);
    report_lint_write(report, ", \"columnKind\": \"unicodeCodePoints\", \"results\": [");
    report->problems = json_array();
    mem_free(text);
}

static json_t *
driver_json(void)
{
    json_t *driver = json_object();
    json_t *rules;

    report_json_set(driver, "name", "bellows");
    report_json_set(driver, "version", BELLOWS_VERSION);
    report_json_set(driver, "semanticVersion", BELLOWS_VERSION);
    rules = report_json_array(driver, "rules");
    for (size_t i = 0; rules_at(i) != NULL; i++)
    {
        json_array_append_new(rules, rule_json(rules_at(i)));
    }
    return driver;
}

static json_t *
rule_json(const Rule *rule)
{
    json_t *object = json_object();
    json_t *properties = json_object();

    report_json_set(object, "id", rule->code);
    report_json_set(object, "name", rule->name);
    json_object_set_new(object, "shortDescription", text_json(rule->summary));
    json_object_set_new(object, "fullDescription", text_json(rule->why));
    json_object_set_new(object, "help", text_json(rule->why));
    json_object_set_new(
        object, "defaultConfiguration",
        json_pack("{s:s, s:b}", "level", report_lint_severity(rule->severity), "enabled", rule->is_opt_in ? 0 : 1));
    json_object_set_new(properties, "tags", json_pack("[s, s]", "postgresql", rule->group));
    json_object_set_new(object, "properties", properties);
    return object;
}

static void
statement_results(ReportLint *report, const LintStatement *statement)
{
    (void) report_lint_enter(report, statement->source->path);
    for (size_t i = 0; i < statement->finding_count; i++)
    {
        json_t *result = result_json(report, statement, &statement->findings[i]);
        json_t *region = region_json(statement->finding_lines[i], statement->finding_columns[i]);
        size_t last = statement->line + report_lint_lines(statement->sql) - 1;

        if (last > statement->finding_lines[i])
        {
            report_json_set_integer(region, "endLine", (int64_t) last);
        }
        json_object_set_new(result, "locations", location_json(statement->source->path, region));
        report_lint_write_json(report, result);
    }
    for (size_t i = 0; i < statement->allowed_count; i++)
    {
        json_t *result = result_json(report, statement, &statement->allowed[i]);
        const char *reason = statement->allow_reasons[i];
        json_t *suppression = json_object();

        report_json_set(suppression, "kind", reason == NULL ? "external" : "inSource");
        report_json_set(suppression, "justification", reason == NULL ? "excluded with --except" : reason);
        json_object_set_new(result, "suppressions", json_pack("[o]", suppression));
        json_object_set_new(result, "locations",
                            location_json(statement->source->path, region_json(statement->line, statement->column)));
        report_lint_write_json(report, result);
    }
}

static json_t *
result_json(ReportLint *report, const LintStatement *statement, const Finding *finding)
{
    void *mem = mem_root("result");
    json_t *object = json_object();
    json_t *prints = json_object();

    report_json_set(object, "ruleId", finding->rule->code);
    report_json_set_integer(object, "ruleIndex", rule_index(finding->rule));
    report_json_set(object, "level", report_lint_severity(finding->rule->severity));
    json_object_set_new(object, "message", text_json(report_lint_text(mem, finding)));
    report_json_set(prints, "bellows/v1",
                    report_lint_fingerprint(report, statement->source->path, finding->rule->code, statement->sql));
    json_object_set_new(object, "partialFingerprints", prints);
    mem_free(mem);
    return object;
}

static void
problem_notification(ReportLint *report, const LintProblem *problem)
{
    json_t *object = report_json_add(report->problems);
    json_t *region = problem->line == 0 ? NULL : region_json(problem->line, problem->column);

    json_object_set_new(object, "descriptor", json_pack("{s:s}", "id", problem->code));
    report_json_set(object, "level", report_lint_severity(problem->severity));
    json_object_set_new(object, "message", text_json(problem->message));
    json_object_set_new(object, "locations", location_json(problem->path, region));
}

static void
end(ReportLint *report, const LintTotals *totals)
{
    json_t *invocation = json_object();
    char *text;

    report_json_set_bool(invocation, "executionSuccessful", !totals->has_fatal);
    json_object_set_new(invocation, "toolExecutionNotifications", report->problems);
    text = report_json_finish(NULL, invocation, (ReportStyle){.format = REPORT_NDJSON});
    report_lint_write(report, "\n], \"invocations\": [");
    report_lint_write(report, text);
    report_lint_write(report, "]}]}\n");
    mem_free(text);
}

/* REGION may be NULL. A list, as both results and notifications have it. */
static json_t *
location_json(const char *path, json_t *region)
{
    json_t *artifact = json_object();
    json_t *physical = json_object();
    char *uri = uri_of(path);

    report_json_set(artifact, "uri", uri);
    mem_free(uri);
    json_object_set_new(physical, "artifactLocation", artifact);
    if (region != NULL)
    {
        json_object_set_new(physical, "region", region);
    }
    return json_pack("[{s:o}]", "physicalLocation", physical);
}

/* A relative reference of RFC 3986: what is no unreserved character or "/" is written as its bytes. */
static char *
uri_of(const char *path)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    char *uri = mem_strdup(NULL, "");

    for (const char *at = path; *at != '\0'; at++)
    {
        bool is_plain = strchr(plain, *at) != NULL;

        mem_append(&uri, is_plain ? "%c" : "%%%02X", (unsigned char) *at);
    }
    return uri;
}

static json_t *
region_json(size_t line, size_t column)
{
    return json_pack("{s:I, s:I}", "startLine", (json_int_t) line, "startColumn",
                     (json_int_t) (column == 0 ? 1 : column));
}

static json_t *
text_json(const char *text)
{
    json_t *object = json_object();

    report_json_set(object, "text", text);
    return object;
}

static int64_t
rule_index(const Rule *rule)
{
    size_t i = 0;

    while (rules_at(i) != NULL && rules_at(i) != rule)
    {
        i++;
    }
    return (int64_t) i;
}
