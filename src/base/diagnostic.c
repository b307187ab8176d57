/* SPDX-License-Identifier: PostgreSQL */
/*
 * Diagnostics: collected in any order, shown sorted, each with its source line and carets below the place.
 *
 * The printed form is for terminals and editors: the first line is the one that gcc prints, and control characters of
 * the file are never passed on. Carets line up with the text because tabs are repeated in front of them.
 */
#include "base/diagnostic.h"

#include <stdarg.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

static const char *const severity_names[] = {
    [SEVERITY_ERROR] = "error",
    [SEVERITY_WARNING] = "warning",
    [SEVERITY_NOTE] = "note",
};

static bool comes_after(const Diagnostic *a, const Diagnostic *b);
static void append_one(char **text, const Diagnostic *item);
static void append_head(char **text, const Diagnostic *item);
static void append_source(char **text, const Diagnostic *item);
static void append_remark(char **text, const char *word, const char *remark);
static char *one_line(void *owner, const char *line);

Diagnostics *
diagnostics_new(void *owner)
{
    Diagnostics *diagnostics = mem_new(owner, Diagnostics);

    diagnostics->mem = diagnostics;
    diagnostics->items = mem_array(diagnostics, Diagnostic, DIAGNOSTICS_MAX + 1);
    return diagnostics;
}

Diagnostic *
diagnostics_add(Diagnostics *diagnostics, Severity severity, const char *code, const char *path, size_t line,
                size_t column, const char *format, ...)
{
    /* The slot behind the last one is the scratch item. */
    Diagnostic *item = &diagnostics->items[diagnostics->count];
    va_list args;

    *item = (Diagnostic){.severity = severity, .line = line, .column = column, .width = 1};
    strncpy(item->code, code, sizeof(item->code) - 1);
    item->path = mem_strdup(diagnostics->mem, path);
    va_start(args, format);
    item->message = mem_vprintf(diagnostics->mem, format, args);
    va_end(args);

    if (severity == SEVERITY_ERROR)
    {
        diagnostics->errors++;
    }
    if (diagnostics->count < DIAGNOSTICS_MAX)
    {
        diagnostics->count++;
    }
    else
    {
        diagnostics->suppressed++;
    }
    return item;
}

void
diagnostics_sort(Diagnostics *diagnostics)
{
    Diagnostic *items = diagnostics->items;

    /* Insertion: stable, and there are few. */
    for (size_t i = 1; i < diagnostics->count; i++)
    {
        Diagnostic moved = items[i];
        size_t to = i;

        while (to > 0 && comes_after(&items[to - 1], &moved))
        {
            items[to] = items[to - 1];
            to--;
        }
        items[to] = moved;
    }
}

static bool
comes_after(const Diagnostic *a, const Diagnostic *b)
{
    int by_path = strcmp(a->path, b->path);

    if (by_path != 0)
    {
        return by_path > 0;
    }
    return a->line != b->line ? a->line > b->line : a->column > b->column;
}

char *
diagnostics_format(void *owner, const Diagnostics *diagnostics)
{
    char *text = mem_strdup(owner, "");

    for (size_t i = 0; i < diagnostics->count; i++)
    {
        append_one(&text, &diagnostics->items[i]);
    }
    if (diagnostics->suppressed > 0)
    {
        mem_append(&text, "%zu more %s not shown\n", diagnostics->suppressed,
                   diagnostics->suppressed == 1 ? "is" : "are");
    }
    return text;
}

char *
diagnostics_format_source(void *owner, const Diagnostic *item)
{
    char *text = mem_strdup(owner, "");

    append_source(&text, item);
    return text;
}

static void
append_one(char **text, const Diagnostic *item)
{
    append_head(text, item);
    if (item->source_line != NULL && item->line > 0)
    {
        append_source(text, item);
    }
    else
    {
        append_remark(text, "help", item->caret);
    }
    append_remark(text, "help", item->help);
    append_remark(text, "note", item->note);
}

static void
append_head(char **text, const Diagnostic *item)
{
    void *mem = mem_root("head");

    mem_append(text, "%s:", text_printable(mem, item->path, ""));
    if (item->line > 0)
    {
        mem_append(text, "%zu:", item->line);
        if (item->column > 0)
        {
            mem_append(text, "%zu:", item->column);
        }
    }
    mem_append(text, " %s", severity_names[item->severity]);
    if (item->code[0] != '\0')
    {
        mem_append(text, "[%s]", item->code);
    }
    mem_append(text, ": %s\n", text_printable(mem, item->message, ""));
    mem_free(mem);
}

static void
append_source(char **text, const Diagnostic *item)
{
    void *mem = mem_root("source");
    char *line = one_line(mem, item->source_line);
    char *number = mem_printf(mem, "%3zu", item->line);
    const char *at = line;

    mem_append(text, "%s | %s\n", number, line);
    if (item->column > 0)
    {
        mem_append(text, "%*s | ", (int) strlen(number), "");
        for (size_t column = 1; column < item->column; column++)
        {
            mem_append(text, "%c", *at == '\t' ? '\t' : ' ');
            at += *at == '\0' ? 0 : text_char_bytes(at);
        }
        for (size_t i = 0; i < (item->width == 0 ? 1 : item->width); i++)
        {
            mem_append(text, "^");
        }
        if (item->caret != NULL)
        {
            mem_append(text, " %s", text_printable(mem, item->caret, ""));
        }
        mem_append(text, "\n");
    }
    else
    {
        append_remark(text, "help", item->caret);
    }
    mem_free(mem);
}

static void
append_remark(char **text, const char *word, const char *remark)
{
    if (remark != NULL)
    {
        char *printable = text_printable(NULL, remark, "\n\t");

        mem_append(text, "%s: %s\n", word, printable);
        mem_free(printable);
    }
}

/* LINE with one "?" for each control character or invalid byte, so that columns keep their place. */
static char *
one_line(void *owner, const char *line)
{
    char *copy = mem_strdup(owner, line);
    char *end = copy;

    while (*line != '\0')
    {
        size_t bytes = text_char_bytes(line);
        bool shown = bytes > 0 && (*line == '\t' || !text_is_control(line, bytes));

        if (shown)
        {
            memcpy(end, line, bytes);
            end += bytes;
        }
        else
        {
            *end++ = '?';
        }
        line += bytes == 0 ? 1 : bytes;
    }
    *end = '\0';
    return copy;
}
