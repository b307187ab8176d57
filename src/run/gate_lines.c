/* SPDX-License-Identifier: PostgreSQL */
/*
 * What a program of evidence prints: one JSON object a line.
 *
 *   {"consumer": "shop", "version": "1.4.0", "instance": "pod/web-1", "observed_at": "2026-11-28T12:00:00Z",
 *    "state": "running", "detail": "…"}
 *
 * Fields that are not known are ignored, those that are missing or wrong make the line tell nothing, and a line that is
 * no JSON the whole list. Age is by our clock, as the program runs beside us.
 */
#include <jansson.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/text.h"
#include "gate_internal.h"

#define AHEAD_MAX_S     5 /* what clocks of one site differ by */
#define INSTANCES_MAX   ((size_t) 100000)
#define SHOWN_MAX_BYTES 200

static bool read_line(void *owner, const char *line, GateSource *source);
static void judge(void *owner, const json_t *object, const GateSource *source, GateInstance *instance);
static const char *text_of(void *owner, const json_t *object, const char *key);
static bool read_time(const char *text, int64_t *seconds);
static bool read_zone(const char *text, int64_t *offset_s);

void
gate_read_lines(void *owner, char *output, GateSource *source)
{
    size_t number = 0;
    for (char *line = output; line != NULL && source->failure == NULL; number++)
    {
        char *end = strchr(line, '\n');
        if (end != NULL)
        {
            *end = '\0';
        }
        if (line[strspn(line, " \t\r")] != '\0' && !read_line(owner, line, source))
        {
            source->failure =
                mem_printf(owner, "line %zu that it printed is no JSON object with a consumer", number + 1);
        }
        if (source->instance_count > INSTANCES_MAX)
        {
            source->failure = mem_printf(owner, "it told of more than %zu instances", INSTANCES_MAX);
        }
        line = end == NULL ? NULL : end + 1;
    }
}

static bool
read_line(void *owner, const char *line, GateSource *source)
{
    json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    const char *consumer = json_is_object(object) ? text_of(owner, object, "consumer") : NULL;
    if (consumer != NULL)
    {
        GateInstance *instance = mem_push(owner, source->instances, source->instance_count);
        *instance = (GateInstance){.consumer = consumer, .age_s = -1};
        judge(owner, object, source, instance);
    }
    json_decref(object);
    return consumer != NULL;
}

static void
judge(void *owner, const json_t *object, const GateSource *source, GateInstance *instance)
{
    static const char *const states[] = {"running", "template", "terminating", "unreachable", NULL};
    const char *observed = text_of(owner, object, "observed_at");
    int64_t seconds = 0;
    instance->version = text_of(owner, object, "version");
    instance->instance = text_of(owner, object, "instance");
    instance->instance = instance->instance == NULL ? "?" : instance->instance;
    instance->state = text_of(owner, object, "state");
    instance->detail = text_of(owner, object, "detail");
    if (observed == NULL || !read_time(observed, &seconds))
    {
        instance->failure = "it does not say when it was observed";
        return;
    }
    instance->age_s = (int64_t) time(NULL) - seconds;
    if (instance->age_s > source->evidence->max_age_ms / 1000 || instance->age_s < -AHEAD_MAX_S)
    {
        instance->failure = instance->age_s < 0 ? mem_printf(owner, "it was observed in the future (%s)", observed)
                                                : mem_printf(owner, "it was observed too long ago (%s)", observed);
        return;
    }
    instance->age_s = instance->age_s < 0 ? 0 : instance->age_s;
    if (instance->state == NULL || !project_lists(states, instance->state))
    {
        instance->failure = mem_printf(owner, "its state is \"%s\"", instance->state == NULL ? "" : instance->state);
    }
    else if (strcmp(instance->state, "unreachable") == 0)
    {
        instance->failure = "it cannot be reached";
    }
}

/* A copy without control characters; NULL where there is no text, or an empty one. */
static const char *
text_of(void *owner, const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    if (text == NULL || *text == '\0')
    {
        return NULL;
    }
    return text_printable(owner, mem_strndup(owner, text, text_clip(text, SHOWN_MAX_BYTES)), "");
}

/* 2026-11-28T12:00:00Z, with a fraction and with +01:00 as well. */
static bool
read_time(const char *text, int64_t *seconds)
{
    struct tm parts = {0};
    int64_t offset_s = 0;
    const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &parts);
    if (rest != NULL && *rest == '.')
    {
        rest += 1 + strspn(rest + 1, "0123456789");
    }
    if (rest == NULL || !read_zone(rest, &offset_s))
    {
        return false;
    }
    *seconds = (int64_t) timegm(&parts) - offset_s;
    return true;
}

static bool
read_zone(const char *text, int64_t *offset_s)
{
    struct tm parts = {0};
    if (strcmp(text, "Z") == 0)
    {
        return true;
    }
    const char *rest = *text == '+' || *text == '-' ? strptime(text + 1, "%H:%M", &parts) : NULL;
    if (rest == NULL || *rest != '\0')
    {
        return false;
    }
    int64_t seconds = (int64_t) parts.tm_hour * 3600 + (int64_t) parts.tm_min * 60;
    *offset_s = *text == '-' ? -seconds : seconds;
    return true;
}
