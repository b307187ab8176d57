/* SPDX-License-Identifier: PostgreSQL */
/*
 * The tokens of PostgreSQL's lexer as far as splitting needs them: one table says which class a byte has, one which
 * function reads a token that begins with it.
 *
 * Facts (psqlscan.l, PostgreSQL 15): a $ inside a name begins no dollar quote; a number takes the name right behind it;
 * a name after a colon is a variable, in quotes of either kind too; \; sends a semicolon and does not end what psql
 * sends, but it ends a statement for the server.
 */
#include "script_internal.h"

#include <string.h>

#define W SCRIPT_CLASS_WORD
#define D SCRIPT_CLASS_DIGIT
#define B SCRIPT_CLASS_BLANK
#define O SCRIPT_CLASS_OTHER

/* From 128 on all are 0, which is SCRIPT_CLASS_WORD. */
const unsigned char script_classes[256] = {
    O, O, O, O, O, O, O, O, O, B, B, O, B, B, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    /* blank to / */
    B, O, SCRIPT_CLASS_DOUBLE_QUOTE, O, SCRIPT_CLASS_DOLLAR, O, O, SCRIPT_CLASS_QUOTE, SCRIPT_CLASS_OPEN,
    SCRIPT_CLASS_CLOSE, O, O, O, SCRIPT_CLASS_DASH, O, SCRIPT_CLASS_SLASH,
    /* 0 to ? */
    D, D, D, D, D, D, D, D, D, D, SCRIPT_CLASS_COLON, SCRIPT_CLASS_SEMICOLON, O, O, O, O,
    /* @ to _ */
    O, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, SCRIPT_CLASS_OPEN_BRACKET,
    SCRIPT_CLASS_BACKSLASH, SCRIPT_CLASS_CLOSE_BRACKET, O, W,
    /* ` to DEL */
    O, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, O, O, O, O, O};

#undef W
#undef D
#undef B
#undef O

static ScriptToken scan_one(ScriptScan *scan);
static ScriptToken scan_word(ScriptScan *scan);
static ScriptToken scan_number(ScriptScan *scan);
static ScriptToken scan_parenthesis(ScriptScan *scan);
static ScriptToken scan_closing(ScriptScan *scan);
static ScriptToken scan_bracket(ScriptScan *scan);
static ScriptToken scan_closing_bracket(ScriptScan *scan);
static ScriptToken scan_semicolon(ScriptScan *scan);
static ScriptToken scan_colon(ScriptScan *scan);
static ScriptToken scan_backslash(ScriptScan *scan);

static ScriptToken (*const readers[])(ScriptScan *scan) = {
    [SCRIPT_CLASS_WORD] = scan_word,
    [SCRIPT_CLASS_DIGIT] = scan_number,
    [SCRIPT_CLASS_DOLLAR] = script_scan_dollar,
    [SCRIPT_CLASS_BLANK] = scan_one,
    [SCRIPT_CLASS_QUOTE] = script_scan_string,
    [SCRIPT_CLASS_DOUBLE_QUOTE] = script_scan_name,
    [SCRIPT_CLASS_DASH] = script_scan_dash,
    [SCRIPT_CLASS_SLASH] = script_scan_slash,
    [SCRIPT_CLASS_OPEN] = scan_parenthesis,
    [SCRIPT_CLASS_CLOSE] = scan_closing,
    [SCRIPT_CLASS_OPEN_BRACKET] = scan_bracket,
    [SCRIPT_CLASS_CLOSE_BRACKET] = scan_closing_bracket,
    [SCRIPT_CLASS_SEMICOLON] = scan_semicolon,
    [SCRIPT_CLASS_COLON] = scan_colon,
    [SCRIPT_CLASS_BACKSLASH] = scan_backslash,
    [SCRIPT_CLASS_OTHER] = scan_one,
};

static size_t skip_identifier(const ScriptScan *scan, size_t at);
static bool scan_enclosed_variable(ScriptScan *scan, const char *opening, char closing);
static bool is_slice(const ScriptScan *scan);

ScriptToken
script_scan(ScriptScan *scan)
{
    while (scan->at < scan->length)
    {
        ScriptClass class = script_class(scan, scan->at);
        ScriptToken token;

        if (class == SCRIPT_CLASS_BLANK)
        {
            scan->at++;
            continue;
        }
        scan->token = scan->at;
        token = readers[class](scan);
        if (token == SCRIPT_TOKEN_PLAIN || token == SCRIPT_TOKEN_VARIABLE || token == SCRIPT_TOKEN_UNTERMINATED)
        {
            scan->first = scan->is_open ? scan->first : scan->token;
            scan->is_open = true;
            scan->end = scan->at;
        }
        if (token != SCRIPT_TOKEN_PLAIN)
        {
            return token;
        }
    }
    return SCRIPT_TOKEN_END;
}

void
script_scan_reset(ScriptScan *scan)
{
    scan->is_open = false;
    scan->depth = 0;
    scan->brackets = 0;
    scan->body_depth = 0;
    scan->escaped_end = 0;
    scan->words = SCRIPT_WORDS_HEAD;
}

void
script_scan_spend(ScriptScan *scan, size_t bytes)
{
    scan->budget = scan->budget > bytes ? scan->budget - bytes : 0;
}

static ScriptToken
scan_one(ScriptScan *scan)
{
    scan->at++;
    return SCRIPT_TOKEN_PLAIN;
}

static ScriptToken
scan_word(ScriptScan *scan)
{
    size_t start = scan->at;
    size_t at = skip_identifier(scan, start);

    scan->at = at;
    if (at - start == 1 && (scan->text[start] | 0x20) == 'e' && script_has_byte(scan, at, '\''))
    {
        return script_scan_escape_string(scan, at);
    }
    if (scan->words != SCRIPT_WORDS_NONE && scan->depth == 0)
    {
        script_scan_word(scan, start);
    }
    return SCRIPT_TOKEN_PLAIN;
}

/* A name right behind a number is an error and part of it: 1e'x' ends with an ordinary string, and 1a$b$ is no quote. */
static ScriptToken
scan_number(ScriptScan *scan)
{
    size_t at = scan->at;

    while (at < scan->length && script_class(scan, at) == SCRIPT_CLASS_DIGIT)
    {
        at++;
    }
    scan->at = at;
    if (at < scan->length && script_class(scan, at) == SCRIPT_CLASS_WORD)
    {
        scan->at = skip_identifier(scan, at);
    }
    return SCRIPT_TOKEN_PLAIN;
}

static size_t
skip_identifier(const ScriptScan *scan, size_t at)
{
    while (at < scan->length && script_class(scan, at) <= SCRIPT_CLASS_DOLLAR)
    {
        at++;
    }
    return at;
}

static ScriptToken
scan_parenthesis(ScriptScan *scan)
{
    scan->parenthesis = scan->depth == 0 ? scan->at : scan->parenthesis;
    scan->depth++;
    return scan_one(scan);
}

static ScriptToken
scan_closing(ScriptScan *scan)
{
    scan->depth -= scan->depth > 0 ? 1 : 0;
    return scan_one(scan);
}

static ScriptToken
scan_bracket(ScriptScan *scan)
{
    scan->brackets++;
    return scan_one(scan);
}

static ScriptToken
scan_closing_bracket(ScriptScan *scan)
{
    scan->brackets -= scan->brackets > 0 ? 1 : 0;
    return scan_one(scan);
}

static ScriptToken
scan_semicolon(ScriptScan *scan)
{
    scan->at++;
    return scan->depth > 0 || scan->body_depth > 0 ? SCRIPT_TOKEN_INNER_SEMICOLON : SCRIPT_TOKEN_SEMICOLON;
}

static ScriptToken
scan_colon(ScriptScan *scan)
{
    size_t name = scan->at + 1;
    size_t end = script_skip_name(scan, name);

    if (script_has_byte(scan, name, ':') || script_has_byte(scan, name, '='))
    {
        scan->at += 2;
        return SCRIPT_TOKEN_PLAIN;
    }
    if (scan_enclosed_variable(scan, "'", '\'') || scan_enclosed_variable(scan, "\"", '"') ||
        scan_enclosed_variable(scan, "{?", '}'))
    {
        return SCRIPT_TOKEN_VARIABLE;
    }
    if (end == name || (scan->brackets > 0 && is_slice(scan)))
    {
        return scan_one(scan);
    }
    scan->at = end;
    return SCRIPT_TOKEN_VARIABLE;
}

/* Where a name stands between OPENING, right behind the colon, and CLOSING: moves behind it. */
static bool
scan_enclosed_variable(ScriptScan *scan, const char *opening, char closing)
{
    size_t name = scan->at + 1 + strlen(opening);
    size_t end;

    if (name > scan->length || memcmp(scan->text + scan->at + 1, opening, strlen(opening)) != 0)
    {
        return false;
    }
    end = script_skip_name(scan, name);
    if (end == name || !script_has_byte(scan, end, closing))
    {
        return false;
    }
    scan->at = end + 1;
    return true;
}

/* In brackets: whether the colon divides the bounds of a slice, as it does after an operand or at the beginning. */
static bool
is_slice(const ScriptScan *scan)
{
    ScriptClass before = script_class(scan, scan->end - 1);

    return before != SCRIPT_CLASS_OTHER && before != SCRIPT_CLASS_DASH && before != SCRIPT_CLASS_SLASH &&
           before != SCRIPT_CLASS_OPEN;
}

static ScriptToken
scan_backslash(ScriptScan *scan)
{
    bool is_semicolon = script_has_byte(scan, scan->at + 1, ';');

    if (is_semicolon && scan->depth == 0 && scan->body_depth == 0)
    {
        scan->at += 2;
        return SCRIPT_TOKEN_SEMICOLON;
    }
    if (is_semicolon || script_has_byte(scan, scan->at + 1, ':'))
    {
        scan->at += 2;
        return SCRIPT_TOKEN_VARIABLE;
    }
    scan->at = script_meta_end(scan->text, scan->length, scan->at);
    return SCRIPT_TOKEN_META;
}
