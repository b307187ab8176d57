/* SPDX-License-Identifier: PostgreSQL */
/*
 * Private to src/sql/command_plpgsql*.c: the tokens of PL/pgSQL code, and commands of parts of it.
 *
 * A part is the tokens [first, last) of the code; one that is empty or starts behind the end has no commands.
 */
#ifndef SQL_COMMAND_PLPGSQL_H
#define SQL_COMMAND_PLPGSQL_H

#include "command_internal.h"

typedef struct CommandCode
{
    CommandParse *parse;
    Command *command; /* gets the body */
    void *scratch;
    const char *text;
    size_t base;             /* of text in parse->text, or SIZE_MAX where it was escaped */
    const ScanToken *tokens; /* without comments */
    size_t count;
    size_t at; /* the token that is next */
} CommandCode;

/* Reads the tokens of TEXT; where that fails there are none, and the command is opaque. */
void command_code_open(CommandCode *code, CommandParse *parse, Command *command, const char *text);

bool command_code_is(const CommandCode *code, size_t at, const char *word);
bool command_code_is_one_of(const CommandCode *code, size_t at, const char *const *words);
/* A variable: a word, a quoted name or $1. */
bool command_code_is_name(const CommandCode *code, size_t at);
/* The first of WORDS, or else the semicolon or the end of the code, from AT on and outside of parentheses. */
size_t command_code_find(const CommandCode *code, size_t at, const char *const *words);

/* An expression is worth a command of its own only where it reads a relation or calls something. */
void command_code_expression(CommandCode *code, size_t first, size_t last);
void command_code_query(CommandCode *code, size_t first, size_t last);
/* A statement, from which INTO and its variables are taken out. */
void command_code_statement(CommandCode *code, size_t first, size_t last);
/* PERFORM, which stands for SELECT. */
void command_code_perform(CommandCode *code, size_t first, size_t last);
/* What follows EXECUTE: the text, then [INTO variables] [USING values], in either order. */
void command_code_dynamic(CommandCode *code, size_t first, size_t last);

#endif
