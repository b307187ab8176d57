/* SPDX-License-Identifier: PostgreSQL */
/*
 * What went wrong, for people in PostgreSQL's layout, for programs as one object. Passwords are masked here once more:
 * a server may quote the connection string in its own message.
 */
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "report_internal.h"

static const char *const kind_names[] = {
    [ERROR_NONE] = "none",
    [ERROR_FAILED] = "failed",
    [ERROR_USAGE] = "usage",
    [ERROR_INVALID] = "invalid",
    [ERROR_PENDING] = "pending",
    [ERROR_TIMEOUT] = "timeout",
    [ERROR_CONNECTION] = "connection",
    [ERROR_REFUSED] = "refused",
    [ERROR_DRIFT] = "drift",
    [ERROR_INTERRUPTED] = "interrupted",
};

static char *error_json(void *owner, const Error *err, const char *fact, ReportStyle style);
static void append_part(char **text, const char *label, const char *part);
static char *masked(void *owner, const char *text);
static void append_indented(char **text, const char *part, size_t indent);

char *
report_error(void *owner, const Error *err, const char *fact, ReportStyle style)
{
    void *mem = mem_root("error");
    char *text = mem_strdup(owner, "bellows: ");

    if (report_is_json(style))
    {
        mem_free(mem);
        return error_json(owner, err, fact, style);
    }
    mem_append(&text, "%s", report_colour(mem, style, REPORT_RED, "error"));
    if (err->code[0] != '\0')
    {
        mem_append(&text, "[%s]", err->code);
    }
    mem_append(&text, ": ");
    if (err->location != NULL)
    {
        mem_append(&text, "%s: ", report_clean(mem, err->location));
    }
    append_indented(&text, masked(mem, err->message), strlen("error: "));
    if (err->sqlstate[0] != '\0')
    {
        mem_append(&text, " (SQLSTATE %s)", err->sqlstate);
    }
    mem_append(&text, "\n");
    append_part(&text, "detail", err->detail);
    append_part(&text, "hint", err->hint);
    if (fact != NULL)
    {
        mem_append(&text, "%s\n", fact);
    }
    mem_free(mem);
    return text;
}

static char *
error_json(void *owner, const Error *err, const char *fact, ReportStyle style)
{
    void *mem = mem_root("error");
    json_t *object = report_json_new();
    json_t *error = json_object();

    json_object_set_new(object, "error", error);
    report_json_set(error, "kind", report_error_kind_name(err->kind));
    report_json_set(error, "code", err->code[0] == '\0' ? NULL : err->code);
    report_json_set(error, "sqlstate", err->sqlstate[0] == '\0' ? NULL : err->sqlstate);
    report_json_set(error, "message", masked(mem, err->message));
    report_json_set(error, "detail", err->detail == NULL ? NULL : masked(mem, err->detail));
    report_json_set(error, "hint", err->hint == NULL ? NULL : masked(mem, err->hint));
    report_json_set(error, "location", err->location);
    report_json_set(object, "fact", fact);
    mem_free(mem);
    return report_json_finish(owner, object, style);
}

/* "detail: …"; further lines of it stand below its first. */
static void
append_part(char **text, const char *label, const char *part)
{
    if (part != NULL)
    {
        void *mem = mem_root("part");

        mem_append(text, "%s: ", label);
        append_indented(text, masked(mem, part), strlen(label) + strlen(": "));
        mem_append(text, "\n");
        mem_free(mem);
    }
}

static char *
masked(void *owner, const char *text)
{
    return text_printable(owner, log_mask(owner, text == NULL ? "" : text), "\n\t");
}

static void
append_indented(char **text, const char *part, size_t indent)
{
    const char *end;

    while ((end = strchr(part, '\n')) != NULL)
    {
        mem_append(text, "%.*s", (int) (end - part), part);
        part = end + 1;
        if (*part != '\0')
        {
            mem_append(text, "\n%*s", (int) indent, "");
        }
    }
    mem_append(text, "%s", part);
}

char *
report_diagnostics(void *owner, const Diagnostics *diagnostics, const char *fact, ReportStyle style)
{
    json_t *object;
    json_t *error;

    if (style.format == REPORT_MARKDOWN)
    {
        char *text = mem_strdup(owner, "## The plan is refused\n\n");

        report_markdown_diagnostics(&text, diagnostics);
        return text;
    }
    if (!report_is_json(style))
    {
        char *text = diagnostics_format(owner, diagnostics);

        if (fact != NULL)
        {
            mem_append(&text, "%s\n", fact);
        }
        return text;
    }
    object = report_json_new();
    error = json_object();
    json_object_set_new(object, "error", error);
    report_json_set(error, "kind", report_error_kind_name(report_diagnostics_kind(diagnostics)));
    report_json_set(error, "code", diagnostics->count > 0 ? diagnostics->items[0].code : NULL);
    report_json_set(error, "sqlstate", NULL);
    report_json_set(error, "message", diagnostics->count > 0 ? diagnostics->items[0].message : NULL);
    report_json_set(error, "detail", NULL);
    report_json_set(error, "hint", diagnostics->count > 0 ? diagnostics->items[0].help : NULL);
    report_json_set_integer(error, "count", (int64_t) diagnostics->errors);
    report_json_set(object, "fact", fact);
    json_object_set_new(object, "diagnostics", report_json_diagnostics(diagnostics));
    return report_json_finish(owner, object, style);
}

ErrorKind
report_diagnostics_kind(const Diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->count; i++)
    {
        if (diagnostics->items[i].severity == SEVERITY_ERROR && diagnostics->items[i].code[0] != 'R')
        {
            return ERROR_INVALID;
        }
    }
    return ERROR_REFUSED;
}

const char *
report_error_kind_name(ErrorKind kind)
{
    return kind_names[kind];
}
