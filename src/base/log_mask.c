/* SPDX-License-Identifier: PostgreSQL */
/*
 * Takes passwords out of texts: "scheme://user:PASSWORD@host", and "password=VALUE" as libpq's keyword strings, URI
 * parameters and environment settings write it (sslpassword and PGPASSWORD too, by their ends).
 *
 * In doubt more is masked, never less: a password in a URI often holds the characters that it must not hold ("@", "/",
 * "#"), and libpq's own error message then quotes the URI.
 */
#include "base/log.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"

typedef struct Span
{
    const char *start;
    const char *end;
} Span;

static Span find_secret(const char *text);
static bool uri_secret(const char *text, Span *secret);
static bool keyword_secret(const char *start, const char *text, Span *secret);
static Span quoted_value(const char *text);
static const char *last_at(const char *start, const char *end);

/* What ends a URI in a running text; the characters that libpq requires to be encoded are not among them. */
static const char uri_ends[] = " \t\r\n\"'<>`";

char *
log_mask(void *owner, const char *text)
{
    char *masked = mem_strdup(owner, "");
    Span secret = find_secret(text);

    while (secret.start != NULL)
    {
        mem_append(&masked, "%.*s***", (int) (secret.start - text), text);
        text = secret.end;
        secret = find_secret(text);
    }
    mem_append(&masked, "%s", text);
    return masked;
}

static Span
find_secret(const char *text)
{
    for (const char *at = text; *at != '\0'; at++)
    {
        Span secret;

        if (uri_secret(at, &secret) || keyword_secret(text, at, &secret))
        {
            return secret;
        }
    }
    return (Span){NULL, NULL};
}

static bool
uri_secret(const char *text, Span *secret)
{
    const char *authority = text + 3;
    const char *end;
    const char *colon;
    const char *at;

    if (strncmp(text, "://", 3) != 0)
    {
        return false;
    }
    end = authority + strcspn(authority, uri_ends);
    colon = memchr(authority, ':', (size_t) (end - authority));
    if (colon == NULL)
    {
        return false;
    }
    at = last_at(colon, authority + strcspn(authority, "?#"));
    if (at == NULL || at > end)
    {
        at = last_at(colon, end);
    }
    if (at == NULL || at == colon + 1)
    {
        return false;
    }
    *secret = (Span){colon + 1, at};
    return true;
}

static const char *
last_at(const char *start, const char *end)
{
    return end <= start ? NULL : memrchr(start, '@', (size_t) (end - start));
}

static bool
keyword_secret(const char *start, const char *text, Span *secret)
{
    static const char keyword[] = "password";
    const char *value = text + strlen(keyword);

    if (strncasecmp(text, keyword, strlen(keyword)) != 0)
    {
        return false;
    }
    value += strspn(value, " \t");
    if (*value != '=')
    {
        return false;
    }
    value++;
    value += strspn(value, " \t");
    if (*value == '\'' || *value == '"')
    {
        *secret = quoted_value(value);
    }
    else
    {
        bool is_parameter = text > start && (text[-1] == '?' || text[-1] == '&');

        *secret = (Span){value, value + strcspn(value, is_parameter ? "& \t\r\n\"'" : " \t\r\n")};
    }
    return secret->end > secret->start;
}

/* From the opening quote to the closing one (which a backslash or doubling takes away) or to the end of the text. */
static Span
quoted_value(const char *text)
{
    char quote = *text;
    const char *end = text + 1;

    while (*end != '\0' && (*end != quote || end[1] == quote))
    {
        bool is_pair = (*end == '\\' && end[1] != '\0') || *end == quote;

        end += is_pair ? 2 : 1;
    }
    return (Span){text, *end == '\0' ? end : end + 1};
}
