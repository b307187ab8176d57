/* SPDX-License-Identifier: PostgreSQL */
/*
 * Text of the reports: numbers as people read them, aligned tables, colours.
 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "report_internal.h"

static const char *const colour_codes[] = {
    [REPORT_PLAIN] = "",         [REPORT_BOLD] = "\033[1m",    [REPORT_RED] = "\033[31m",
    [REPORT_GREEN] = "\033[32m", [REPORT_YELLOW] = "\033[33m",
};

#define MINUTE_S 60LL
#define HOUR_S   (60 * MINUTE_S)
#define DAY_S    (24 * HOUR_S)

char *
report_duration(void *owner, int64_t seconds)
{
    long long s = seconds;

    if (s < MINUTE_S)
    {
        return mem_printf(owner, "%llds", s);
    }
    if (s < HOUR_S)
    {
        return mem_printf(owner, "%lldm%02llds", s / MINUTE_S, s % MINUTE_S);
    }
    if (s < DAY_S)
    {
        return mem_printf(owner, "%lldh%02lldm", s / HOUR_S, s % HOUR_S / MINUTE_S);
    }
    return mem_printf(owner, "%lldd%02lldh", s / DAY_S, s % DAY_S / HOUR_S);
}

char *
report_count(void *owner, double count)
{
    char *digits = mem_printf(owner, "%.0f", count);
    size_t length = strlen(digits);
    char *text = mem_strdup(owner, "");

    for (size_t i = 0; i < length; i++)
    {
        bool starts_group = i > 0 && (length - i) % 3 == 0;

        mem_append(&text, "%s%c", starts_group ? " " : "", digits[i]);
    }
    mem_free(digits);
    return text;
}

char *
report_bytes(void *owner, int64_t bytes)
{
    static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB"};
    size_t unit = 0;
    int64_t value = bytes;

    /* As pg_size_pretty() does: the next unit from 10 of it on. */
    while (value >= 10240 && unit + 1 < sizeof(units) / sizeof(units[0]))
    {
        value = (value + 512) / 1024;
        unit++;
    }
    return mem_printf(owner, "%lld %s", (long long) value, units[unit]);
}

ReportTable *
report_table_new(void *owner, size_t columns)
{
    ReportTable *table = mem_new(owner, ReportTable);

    table->mem = table;
    table->columns = columns;
    return table;
}

void
report_table_add(ReportTable *table, const char *cell)
{
    *mem_push(table->mem, table->cells, table->count) = report_clean(table->mem, cell);
}

void
report_table_append(char **text, const ReportTable *table, const char *indent)
{
    void *mem = mem_root("table");
    size_t *widths = mem_array(mem, size_t, table->columns);

    for (size_t i = 0; i < table->count; i++)
    {
        size_t width = text_length(table->cells[i]);
        size_t *widest = &widths[i % table->columns];

        *widest = width > *widest ? width : *widest;
    }
    for (size_t i = 0; i < table->count; i++)
    {
        size_t column = i % table->columns;
        bool is_last = column + 1 == table->columns;
        size_t padding = is_last ? 0 : widths[column] - text_length(table->cells[i]) + 2;

        mem_append(text, "%s%s%*s%s", column == 0 ? indent : "", table->cells[i], (int) padding, "",
                   is_last ? "\n" : "");
    }
    mem_free(mem);
}

const char *
report_colour(void *owner, ReportStyle style, ReportColour colour, const char *word)
{
    if (!style.colour || colour == REPORT_PLAIN)
    {
        return word;
    }
    return mem_printf(owner, "%s%s\033[0m", colour_codes[colour], word);
}

const char *
report_clean(void *owner, const char *text)
{
    return text_printable(owner, text == NULL ? "" : text, "");
}

char *
report_server_version(void *owner, int version)
{
    return mem_printf(owner, "%d.%d", version / 10000, version % 10000);
}

void
report_append_server(char **text, const ReportServer *server)
{
    void *mem = mem_root("server");

    mem_append(text, "server: PostgreSQL %s, %s\n", report_server_version(mem, server->version),
               report_clean(mem, server->description));
    mem_free(mem);
}

void
report_append_next(char **text, const char *next_command)
{
    if (next_command == NULL || *next_command == '\0')
    {
        mem_append(text, "nothing is left to do\n");
    }
    else
    {
        mem_append(text, "next: %s\n", next_command);
    }
}
