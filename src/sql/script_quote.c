/* SPDX-License-Identifier: PostgreSQL */
/*
 * What hides semicolons: strings, quoted names, dollar quotes, comments.
 *
 * Facts (psqlscan.l, PostgreSQL 15; standard_conforming_strings on): only E'' has backslash escapes; a string goes on
 * when another quote follows on a later line; -- ends at \r too; comments nest. In U&'', B'' and X'' a backslash is
 * nothing special, so that they end like any string.
 * psql itself scans line by line and misses that an E'' string goes on; here the server's lexer is followed.
 */
#include "script_internal.h"

#include <string.h>

static ScriptToken scan_quoted(ScriptScan *scan, char quote, const char *problem);
static bool continues_string(const ScriptScan *scan, size_t from);
static size_t find_comment_end(const ScriptScan *scan, size_t start);
static ScriptToken find_closing_tag(ScriptScan *scan, size_t tag_length);
static ScriptToken end_without(ScriptScan *scan, const char *problem);
static ScriptToken scan_plain(ScriptScan *scan);
static size_t line_end(const ScriptScan *scan, size_t at);

ScriptToken
script_scan_string(ScriptScan *scan)
{
    size_t escaped_end = scan->escaped_end;

    scan->escaped_end = 0;
    if (escaped_end != 0 && continues_string(scan, escaped_end))
    {
        return script_scan_escape_string(scan, scan->at);
    }
    return scan_quoted(scan, '\'', "unterminated quoted string");
}

ScriptToken
script_scan_name(ScriptScan *scan)
{
    return scan_quoted(scan, '"', "unterminated quoted identifier");
}

static ScriptToken
scan_quoted(ScriptScan *scan, char quote, const char *problem)
{
    size_t at = scan->at + 1;

    while (at < scan->length)
    {
        const char *end = memchr(scan->text + at, quote, scan->length - at);

        if (end == NULL)
        {
            break;
        }
        at = (size_t) (end - scan->text) + 1;
        if (!script_has_byte(scan, at, quote))
        {
            scan->at = at;
            return SCRIPT_TOKEN_PLAIN;
        }
        at++;
    }
    return end_without(scan, problem);
}

ScriptToken
script_scan_escape_string(ScriptScan *scan, size_t quote)
{
    size_t at = quote + 1;

    while (at < scan->length)
    {
        char byte = scan->text[at++];

        if (byte == '\\' || (byte == '\'' && script_has_byte(scan, at, '\'')))
        {
            at++;
        }
        else if (byte == '\'')
        {
            scan->at = at;
            scan->escaped_end = at;
            return SCRIPT_TOKEN_PLAIN;
        }
    }
    return end_without(scan, "unterminated quoted string");
}

/* Whether there are only blanks, -- comments and at least one line's end from FROM to here. */
static bool
continues_string(const ScriptScan *scan, size_t from)
{
    bool has_newline = false;

    while (from < scan->at)
    {
        char byte = scan->text[from];

        if (byte == '-' && scan->text[from + 1] == '-')
        {
            from = line_end(scan, from);
            continue;
        }
        if (script_class(scan, from) != SCRIPT_CLASS_BLANK)
        {
            return false;
        }
        has_newline = has_newline || byte == '\n' || byte == '\r';
        from++;
    }
    return has_newline;
}

ScriptToken
script_scan_dollar(ScriptScan *scan)
{
    size_t end = scan->at + 1;

    if (end < scan->length && script_class(scan, end) == SCRIPT_CLASS_WORD)
    {
        end = script_skip_name(scan, end);
    }
    if (!script_has_byte(scan, end, '$'))
    {
        return scan_plain(scan);
    }
    return find_closing_tag(scan, end + 1 - scan->at);
}

static ScriptToken
find_closing_tag(ScriptScan *scan, size_t tag_length)
{
    const char *tag = scan->text + scan->at;
    size_t at = scan->at + tag_length;

    while (scan->budget > 0 && scan->length - at >= tag_length)
    {
        const char *dollar = memchr(scan->text + at, '$', scan->length - at - tag_length + 1);

        if (dollar == NULL)
        {
            break;
        }
        if (memcmp(dollar, tag, tag_length) == 0)
        {
            scan->at = (size_t) (dollar - scan->text) + tag_length;
            return SCRIPT_TOKEN_PLAIN;
        }
        at = (size_t) (dollar - scan->text) + 1;
    }
    return end_without(scan, "unterminated dollar-quoted string");
}

static ScriptToken
end_without(ScriptScan *scan, const char *problem)
{
    script_scan_spend(scan, scan->length - scan->at);
    scan->at = scan->length;
    scan->problem = problem;
    return SCRIPT_TOKEN_UNTERMINATED;
}

ScriptToken
script_scan_dash(ScriptScan *scan)
{
    if (!script_has_byte(scan, scan->at + 1, '-'))
    {
        return scan_plain(scan);
    }
    scan->at = line_end(scan, scan->at);
    scan->problem = NULL;
    return SCRIPT_TOKEN_COMMENT;
}

ScriptToken
script_scan_slash(ScriptScan *scan)
{
    size_t start = scan->at;

    if (!script_has_byte(scan, start + 1, '*'))
    {
        return scan_plain(scan);
    }
    scan->problem = NULL;
    scan->at = find_comment_end(scan, start);
    if (scan->at == 0)
    {
        const char *end = memmem(scan->text + start + 2, scan->length - start - 2, "*/", 2);

        script_scan_spend(scan, scan->length - start);
        scan->problem = "unterminated comment";
        scan->at = end == NULL ? scan->length : (size_t) (end - scan->text) + 2;
    }
    return SCRIPT_TOKEN_COMMENT;
}

/* Behind the end that belongs to the beginning at START; 0: there is none. */
static size_t
find_comment_end(const ScriptScan *scan, size_t start)
{
    size_t depth = 1;
    size_t from = start + 2;
    const char *slash;

    while (scan->budget > 0 && from < scan->length &&
           (slash = memchr(scan->text + from, '/', scan->length - from)) != NULL)
    {
        size_t at = (size_t) (slash - scan->text);

        if (at > from && slash[-1] == '*')
        {
            depth--;
            if (depth == 0)
            {
                return at + 1;
            }
        }
        else if (script_has_byte(scan, at + 1, '*'))
        {
            depth++;
            at++;
        }
        from = at + 1;
    }
    return 0;
}

static size_t
line_end(const ScriptScan *scan, size_t at)
{
    /* One loop for both: memchr() for each would read the whole text again and again where one of them is rare. */
    while (at < scan->length && scan->text[at] != '\n' && scan->text[at] != '\r')
    {
        at++;
    }
    return at;
}

static ScriptToken
scan_plain(ScriptScan *scan)
{
    scan->at++;
    return SCRIPT_TOKEN_PLAIN;
}
