/* SPDX-License-Identifier: PostgreSQL */
/*
 * JSON values of the reports. Keys keep the order in which they are set, so that outputs can be compared byte by byte.
 */
#include <jansson.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "report_internal.h"

/* Enough for rates; more digits would show that 0.1 is no binary fraction. */
#define REAL_DIGITS 6

static const char *const severity_names[] = {
    [SEVERITY_ERROR] = "error",
    [SEVERITY_WARNING] = "warning",
    [SEVERITY_NOTE] = "note",
};

bool
report_is_json(ReportStyle style)
{
    return style.format == REPORT_JSON || style.format == REPORT_NDJSON;
}

json_t *
report_json_new(void)
{
    return json_pack("{s:i}", "format", REPORT_FORMAT);
}

json_t *
report_json_text(const char *text)
{
    json_t *value = text == NULL ? json_null() : json_string(text);

    if (value == NULL)
    {
        char *printable = text_printable(NULL, text, "\r\n\t");

        value = json_string(printable);
        mem_free(printable);
    }
    return value;
}

void
report_json_set(json_t *object, const char *key, const char *text)
{
    json_object_set_new(object, key, report_json_text(text));
}

void
report_json_set_next(json_t *object, const char *next_command)
{
    bool is_left = next_command != NULL && *next_command != '\0';

    report_json_set(object, "next_command", is_left ? next_command : NULL);
}

void
report_json_set_integer(json_t *object, const char *key, int64_t value)
{
    json_object_set_new(object, key, json_integer(value));
}

void
report_json_set_bool(json_t *object, const char *key, bool value)
{
    json_object_set_new(object, key, json_boolean(value));
}

void
report_json_set_known(json_t *object, const char *key, int64_t value)
{
    json_object_set_new(object, key, value < 0 ? json_null() : json_integer(value));
}

json_t *
report_json_array(json_t *object, const char *key)
{
    json_t *array = json_array();

    json_object_set_new(object, key, array);
    return array;
}

json_t *
report_json_add(json_t *array)
{
    json_t *object = json_object();

    json_array_append_new(array, object);
    return object;
}

char *
report_json_finish(void *owner, json_t *object, ReportStyle style)
{
    size_t flags = style.format == REPORT_NDJSON ? JSON_COMPACT : JSON_INDENT(2);
    size_t bytes = json_dumpb(object, NULL, 0, flags | JSON_REAL_PRECISION(REAL_DIGITS));
    char *text = mem_array(owner, char, bytes + 2);

    json_dumpb(object, text, bytes, flags | JSON_REAL_PRECISION(REAL_DIGITS));
    text[bytes] = '\n';
    json_decref(object);
    return text;
}

json_t *
report_json_server(const ReportServer *server)
{
    json_t *object = json_object();
    char *version = report_server_version(NULL, server->version);

    report_json_set(object, "version", version);
    report_json_set_integer(object, "version_num", server->version);
    report_json_set(object, "connection", server->description);
    mem_free(version);
    return object;
}

json_t *
report_json_diagnostics(const Diagnostics *diagnostics)
{
    json_t *array = json_array();

    for (size_t i = 0; diagnostics != NULL && i < diagnostics->count; i++)
    {
        const Diagnostic *item = &diagnostics->items[i];
        json_t *object = report_json_add(array);

        report_json_set(object, "severity", severity_names[item->severity]);
        report_json_set(object, "code", item->code);
        report_json_set(object, "file", item->path);
        report_json_set_integer(object, "line", (int64_t) item->line);
        report_json_set_integer(object, "column", (int64_t) item->column);
        report_json_set(object, "message", item->message);
        report_json_set(object, "suggestion", item->caret);
        report_json_set(object, "help", item->help);
        report_json_set(object, "note", item->note);
    }
    return array;
}

json_t *
report_json_consumers(const GateReport *gate)
{
    json_t *array = json_array();

    for (size_t i = 0; gate != NULL && i < gate->consumer_count; i++)
    {
        const GateConsumer *consumer = &gate->consumers[i];
        json_t *object = report_json_add(array);
        json_t *evidence;

        report_json_set(object, "name", consumer->name);
        report_json_set(object, "version_from", consumer->version_from);
        report_json_set(object, "version_required", consumer->version_to);
        report_json_set(object, "owner", consumer->owner);
        report_json_set(object, "verdict", gate_verdict_name(consumer->verdict));
        report_json_set_bool(object, "allow_attestation", consumer->allow_attestation);
        evidence = report_json_array(object, "evidence");
        for (size_t j = 0; j < consumer->evidence_count; j++)
        {
            const GateEvidence *item = &consumer->evidence[j];
            json_t *entry = report_json_add(evidence);

            json_object_set_new(entry, "grade", json_stringn(&item->grade, 1));
            report_json_set(entry, "source", item->source);
            report_json_set(entry, "verdict", gate_verdict_name(item->verdict));
            report_json_set(entry, "what", item->what);
            report_json_set(entry, "code", item->code);
            report_json_set(entry, "instance", item->instance);
            report_json_set(entry, "version", item->version);
            report_json_set_known(entry, "age_s", item->age_s);
            report_json_set(entry, "remedy", item->remedy);
        }
    }
    return array;
}
