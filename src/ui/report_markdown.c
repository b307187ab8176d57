/* SPDX-License-Identifier: PostgreSQL */
/*
 * Pieces of Markdown as GitHub and GitLab read it: text that means nothing else there, code, blocks of SQL, findings.
 *
 * A cell of a table ends at every | that has no backslash before it, also inside code; in code nothing else is escaped,
 * so it stands between one backtick more than it holds in a row.
 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "report_internal.h"

#define FENCE_MIN 3 /* backticks around a block */

static size_t longest_run(const char *text);
static void append_ticks(char **text, size_t count);
static void append_finding(char **text, const Diagnostic *item);

char *
report_markdown_text(void *owner, const char *text)
{
    static const char special[] = "\\`*_[]<>#|~$&";
    void *mem = mem_root("markdown");
    char *result = mem_strdup(owner, "");

    for (const char *at = text_printable(mem, text == NULL ? "" : text, "\n"); *at != '\0'; at++)
    {
        mem_append(&result, "%s%c", strchr(special, *at) == NULL ? "" : "\\", *at == '\n' ? ' ' : *at);
    }
    mem_free(mem);
    return result;
}

char *
report_markdown_code(void *owner, const char *text)
{
    void *mem = mem_root("code");
    const char *code = report_clean(mem, text);
    size_t ticks = longest_run(code) + 1;
    char *result = mem_strdup(owner, "");
    /* One blank on each side is taken off again. */
    const char *pad = ticks > 1 ? " " : "";

    if (*code != '\0')
    {
        append_ticks(&result, ticks);
        mem_append(&result, "%s", pad);
        for (const char *at = code; *at != '\0'; at++)
        {
            mem_append(&result, "%s%c", *at == '|' ? "\\" : "", *at);
        }
        mem_append(&result, "%s", pad);
        append_ticks(&result, ticks);
    }
    mem_free(mem);
    return result;
}

void
report_markdown_block(char **text, const char *sql)
{
    size_t length = strlen(sql);
    size_t ticks = longest_run(sql) + 1;

    ticks = ticks < FENCE_MIN ? FENCE_MIN : ticks;
    append_ticks(text, ticks);
    mem_append(text, "sql\n%s%s", sql, length > 0 && sql[length - 1] == '\n' ? "" : "\n");
    append_ticks(text, ticks);
    mem_append(text, "\n");
}

void
report_markdown_diagnostics(char **text, const Diagnostics *diagnostics)
{
    for (size_t i = 0; diagnostics != NULL && i < diagnostics->count; i++)
    {
        append_finding(text, &diagnostics->items[i]);
    }
    if (diagnostics != NULL && diagnostics->suppressed > 0)
    {
        mem_append(text, "- and %zu more\n", diagnostics->suppressed);
    }
}

static void
append_finding(char **text, const Diagnostic *item)
{
    static const char *const severities[] = {
        [SEVERITY_ERROR] = "error",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_NOTE] = "note",
    };
    const char *const parts[] = {item->caret, item->help, item->note};
    void *mem = mem_root("finding");
    char *place = mem_strdup(mem, item->path == NULL ? "" : item->path);

    if (item->line > 0)
    {
        mem_append(&place, ":%zu", item->line);
    }
    if (item->column > 0)
    {
        mem_append(&place, ":%zu", item->column);
    }
    mem_append(text, "- **%s %s** %s%s%s\n", severities[item->severity], report_markdown_text(mem, item->code),
               report_markdown_code(mem, place), *place == '\0' ? "" : ": ", report_markdown_text(mem, item->message));
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
    {
        if (parts[i] != NULL)
        {
            mem_append(text, "  - %s\n", report_markdown_text(mem, parts[i]));
        }
    }
    mem_free(mem);
}

static size_t
longest_run(const char *text)
{
    size_t longest = 0;

    while (*text != '\0')
    {
        size_t run = strspn(text, "`");

        longest = run > longest ? run : longest;
        text += run > 0 ? run : strcspn(text, "`");
    }
    return longest;
}

static void
append_ticks(char **text, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        mem_append(text, "`");
    }
}
