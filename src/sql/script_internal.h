/* SPDX-License-Identifier: PostgreSQL */
/*
 * Inside of sql/script: the tokens that matter for splitting, and the place of an offset.
 *
 * A scan walks over a text and stops only at what a caller must decide on. It holds no memory of its own, so that a
 * copy of it can look ahead.
 */
#ifndef SQL_SCRIPT_INTERNAL_H
#define SQL_SCRIPT_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

typedef enum ScriptToken
{
    SCRIPT_TOKEN_PLAIN, /* part of a statement; script_scan() never returns it */
    SCRIPT_TOKEN_COMMENT,
    SCRIPT_TOKEN_META,
    SCRIPT_TOKEN_SEMICOLON,       /* ends a statement: ; or \; */
    SCRIPT_TOKEN_INNER_SEMICOLON, /* in parentheses or in a BEGIN ATOMIC body */
    SCRIPT_TOKEN_VARIABLE,        /* a variable, \: or an inner \; */
    SCRIPT_TOKEN_UNTERMINATED,    /* a quote that runs to the end */
    SCRIPT_TOKEN_END,
} ScriptToken;

/* The order matters: a name consists of the first three, a variable's name and a dollar quote's tag of the first two. */
typedef enum ScriptClass
{
    SCRIPT_CLASS_WORD,
    SCRIPT_CLASS_DIGIT,
    SCRIPT_CLASS_DOLLAR,
    SCRIPT_CLASS_BLANK,
    SCRIPT_CLASS_QUOTE,
    SCRIPT_CLASS_DOUBLE_QUOTE,
    SCRIPT_CLASS_DASH,
    SCRIPT_CLASS_SLASH,
    SCRIPT_CLASS_OPEN,
    SCRIPT_CLASS_CLOSE,
    SCRIPT_CLASS_OPEN_BRACKET,
    SCRIPT_CLASS_CLOSE_BRACKET,
    SCRIPT_CLASS_SEMICOLON,
    SCRIPT_CLASS_COLON,
    SCRIPT_CLASS_BACKSLASH,
    SCRIPT_CLASS_OTHER,
} ScriptClass;

/* What the words of a statement so far say about where it ends. */
typedef enum ScriptWords
{
    SCRIPT_WORDS_NONE, /* no word matters any more */
    SCRIPT_WORDS_HEAD,
    SCRIPT_WORDS_CREATE,
    SCRIPT_WORDS_CREATE_OR,
    SCRIPT_WORDS_CREATE_OR_REPLACE,
    SCRIPT_WORDS_ROUTINE,
    SCRIPT_WORDS_ROUTINE_BEGIN,
    SCRIPT_WORDS_ROUTINE_BODY,
    SCRIPT_WORDS_COPY,
    SCRIPT_WORDS_COPY_FROM,
    SCRIPT_WORDS_COPY_FROM_STDIN,
} ScriptWords;

typedef struct ScriptScan
{
    const char *text;
    size_t length;
    size_t at;
    size_t token;        /* where the token that was returned starts; it ends at AT */
    const char *problem; /* of that token, or NULL */
    /* the statement so far */
    bool is_open;
    size_t first; /* its first byte */
    size_t end;   /* behind its last byte that is neither blank nor comment */
    size_t depth; /* of parentheses */
    size_t brackets;
    size_t body_depth;  /* BEGIN ATOMIC and CASE without their END */
    size_t parenthesis; /* the outermost that is open */
    size_t body;        /* where BEGIN ATOMIC's body begins */
    size_t escaped_end; /* behind the last E'' string, which a later line may continue; 0: none */
    ScriptWords words;
    /* Bytes that may still be read in vain, looking for an end that is not there: keeps broken files linear. */
    size_t budget;
} ScriptScan;

extern const unsigned char script_classes[256];

static inline ScriptClass
script_class(const ScriptScan *scan, size_t at)
{
    return script_classes[(unsigned char) scan->text[at]];
}

static inline bool
script_has_byte(const ScriptScan *scan, size_t at, char byte)
{
    return at < scan->length && scan->text[at] == byte;
}

/* Behind the name of a variable, or the tag of a dollar quote, at AT. */
static inline size_t
script_skip_name(const ScriptScan *scan, size_t at)
{
    while (at < scan->length && script_class(scan, at) <= SCRIPT_CLASS_DIGIT)
    {
        at++;
    }
    return at;
}

/* The next token that is not plain. */
ScriptToken script_scan(ScriptScan *scan);

/* Forgets the statement so far. */
void script_scan_reset(ScriptScan *scan);

/* Each reads the token that begins at AT. */
ScriptToken script_scan_string(ScriptScan *scan);
ScriptToken script_scan_name(ScriptScan *scan);
ScriptToken script_scan_dollar(ScriptScan *scan);
ScriptToken script_scan_dash(ScriptScan *scan);
ScriptToken script_scan_slash(ScriptScan *scan);

/* The E'' string whose opening quote is at QUOTE. */
ScriptToken script_scan_escape_string(ScriptScan *scan, size_t quote);

/* Follows the word from START to AT. */
void script_scan_word(ScriptScan *scan, size_t start);

/* Counts BYTES as read in vain; once the budget is spent, no more is looked ahead. */
void script_scan_spend(ScriptScan *scan, size_t bytes);

/* Behind the meta-command at START: \name and its arguments, up to the end of the line or a separating \\. */
size_t script_meta_end(const char *text, size_t length, size_t start);

/* Whether the meta-command from START to END sends the statement before it, as \g does. */
bool script_meta_ends_statement(const char *text, size_t start, size_t end);

/* Whether it is a \copy whose data follow. */
bool script_meta_copies_stdin(const char *text, size_t start, size_t end);

typedef struct ScriptCursor
{
    const char *text;
    size_t offset;
    size_t line;
    size_t column;
} ScriptCursor;

/* At the first character of TEXT, behind a byte order mark. */
ScriptCursor script_cursor(const char *text, size_t length);

/* Moves forward to OFFSET. */
void script_cursor_move(ScriptCursor *cursor, size_t offset);

#endif
