/* SPDX-License-Identifier: PostgreSQL */
/*
 * JSON as text, value after value, for the one report that can have a hundred thousand objects: building each as a tree
 * first took a third of a run's time.
 *
 * In: keys in the order in which they are written. Out: the text that jansson's JSON_COMPACT gives for the same values.
 * Invariant: a value ends with none of "{", "[" and ":", so that the last byte says whether a comma is missing.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "report_lint_internal.h"

static void begin_value(LintJson *json, const char *key);
static void append(LintJson *json, const char *bytes, size_t length);
static void append_escaped(LintJson *json, const char *text);
static void append_special(LintJson *json, unsigned char byte);
static bool is_utf8(const char *text);

void
report_lint_json_open(LintJson *json, const char *key, char bracket)
{
    begin_value(json, key);
    append(json, &bracket, 1);
}

void
report_lint_json_close(LintJson *json, char bracket)
{
    append(json, &bracket, 1);
}

void
report_lint_json_text(LintJson *json, const char *key, const char *text)
{
    begin_value(json, key);
    if (text == NULL)
    {
        append(json, "null", strlen("null"));
    }
    else if (is_utf8(text))
    {
        append_escaped(json, text);
    }
    else
    {
        char *printable = text_printable(NULL, text, "\r\n\t");

        append_escaped(json, printable);
        mem_free(printable);
    }
}

void
report_lint_json_integer(LintJson *json, const char *key, size_t value)
{
    char digits[24];
    int length = snprintf(digits, sizeof(digits), "%zu", value);

    begin_value(json, key);
    append(json, digits, (size_t) length);
}

void
report_lint_json_bool(LintJson *json, const char *key, bool value)
{
    begin_value(json, key);
    append(json, value ? "true" : "false", value ? strlen("true") : strlen("false"));
}

void
report_lint_json_raw(LintJson *json, const char *text)
{
    append(json, text, strlen(text));
}

/* Keys are this program's own words and need no escapes. */
static void
begin_value(LintJson *json, const char *key)
{
    if (json->length > 0 && strchr("{[:\n", json->text[json->length - 1]) == NULL)
    {
        append(json, ",", 1);
    }
    if (key != NULL)
    {
        append(json, "\"", 1);
        append(json, key, strlen(key));
        append(json, "\":", 2);
    }
}

/* There is always room for the NUL behind it. */
static void
append(LintJson *json, const char *bytes, size_t length)
{
    json->text = mem_grow(json->mem, json->text, json->length + length, 1);
    memcpy(json->text + json->length, bytes, length);
    json->length += length;
    json->text[json->length] = '\0';
}

static void
append_escaped(LintJson *json, const char *text)
{
    append(json, "\"", 1);
    while (*text != '\0')
    {
        size_t plain = 0;

        while ((unsigned char) text[plain] >= 0x20 && text[plain] != '"' && text[plain] != '\\')
        {
            plain++;
        }
        append(json, text, plain);
        text += plain;
        if (*text != '\0')
        {
            append_special(json, (unsigned char) *text++);
        }
    }
    append(json, "\"", 1);
}

static void
append_special(LintJson *json, unsigned char byte)
{
    static const char *const escapes[] = {
        ['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n", ['\f'] = "\\f", ['\r'] = "\\r", ['"'] = "\\\"", ['\\'] = "\\\\",
    };
    char code[8];

    if (escapes[byte] != NULL)
    {
        append(json, escapes[byte], 2);
        return;
    }
    (void) snprintf(code, sizeof(code), "\\u%04X", byte);
    append(json, code, strlen(code));
}

static bool
is_utf8(const char *text)
{
    while (*text != '\0')
    {
        size_t bytes = (unsigned char) *text < 0x80 ? 1 : text_char_bytes(text);

        if (bytes == 0)
        {
            return false;
        }
        text += bytes;
    }
    return true;
}
