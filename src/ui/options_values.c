/* SPDX-License-Identifier: PostgreSQL */
/*
 * Values of options: times, numbers, versions, severities, and what the terminal says. What is no such value is named in the
 * error, with what would be one.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/diagnostic.h"
#include "base/mem.h"
#include "base/suggest.h"
#include "options_internal.h"
#include "ui/options.h"

#define MINUTE_MS     ((int64_t) 60 * 1000)
#define HOUR_MS       (60 * MINUTE_MS)
#define DAY_MS        (24 * HOUR_MS)
#define LONGEST_MS    (365 * DAY_MS)
#define OLDEST_SERVER 12
#define NEWEST_SERVER 18

bool
options_parse_duration(const char *text, int64_t *ms)
{
    static const struct
    {
        const char *name;
        int64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", MINUTE_MS}, {"h", HOUR_MS}, {"d", DAY_MS}};
    const char *unit = text + strspn(text, "0123456789");
    int64_t number = 0;

    if (unit == text)
    {
        return false;
    }
    for (const char *at = text; at < unit; at++)
    {
        number = number * 10 + (*at - '0');
        if (number > LONGEST_MS)
        {
            return false;
        }
    }
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
    {
        if (strcmp(unit, units[i].name) == 0)
        {
            *ms = number > LONGEST_MS / units[i].ms ? LONGEST_MS + 1 : number * units[i].ms;
            return *ms <= LONGEST_MS;
        }
    }
    return false;
}

bool
options_read_number(const char *name, const char *value, int64_t most, int64_t *number, Error *err)
{
    char *end;
    long read = strtol(value, &end, 10);

    if (end == value || *end != '\0' || read < 1 || read > most)
    {
        return error_set(err, ERROR_USAGE, "\"--%s\": \"%s\" is no whole number from 1 to %lld", name, value,
                         (long long) most);
    }
    *number = read;
    return true;
}

bool
options_read_severity(const char *name, const char *value, int64_t *severity, Error *err)
{
    static const struct
    {
        const char *name;
        int64_t severity;
    } severities[] = {{"error", SEVERITY_ERROR},
                      {"warning", SEVERITY_WARNING},
                      {"note", SEVERITY_NOTE},
                      {"never", OPTIONS_FAIL_NEVER}};
    const size_t count = sizeof(severities) / sizeof(severities[0]);
    const char *names[sizeof(severities) / sizeof(severities[0])];
    char *near;

    for (size_t i = 0; i < count; i++)
    {
        names[i] = severities[i].name;
        if (strcmp(value, names[i]) == 0)
        {
            *severity = severities[i].severity;
            return true;
        }
    }
    near = suggest_nearest(NULL, value, names, count);
    (void) error_set(err, ERROR_USAGE, "\"--%s\": \"%s\" is no severity", name, value);
    (void) (near == NULL ? error_hint(err, "It is error, warning, note or never.")
                         : error_hint(err, "Did you mean %s?", near));
    mem_free(near);
    return false;
}

bool
options_read_server(const char *name, const char *value, int64_t *version, Error *err)
{
    char *end;
    long major = strtol(value, &end, 10);
    bool is_read = end != value;
    long minor = 0;

    if (is_read && *end == '.')
    {
        const char *digits = end + 1;

        minor = strtol(digits, &end, 10);
        is_read = end != digits;
    }
    if (!is_read || *end != '\0' || major < OLDEST_SERVER || major > NEWEST_SERVER || minor < 0 || minor > 99)
    {
        (void) error_set(err, ERROR_USAGE, "\"--%s\": \"%s\" is no version of PostgreSQL from %d to %d", name, value,
                         OLDEST_SERVER, NEWEST_SERVER);
        return error_hint(err, "Write 15, or 15.4.");
    }
    *version = major * 10000 + minor;
    return true;
}

bool
options_take_colours(void)
{
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");

    return isatty(STDOUT_FILENO) == 1 && (no_color == NULL || *no_color == '\0') && terminal != NULL &&
           strcmp(terminal, "dumb") != 0;
}
