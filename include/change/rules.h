/* SPDX-License-Identifier: PostgreSQL */
/*
 * Rules: what is worth telling a person about a statement, why, and the safe way as SQL.
 *
 * Each rule is a row of change/rules.def: RULE(code, name, severity, group, flags, summary, why). Codes and names are
 * stable: they are never reused. A rule looks at one command in its case: what classify_command() says of it, what the database
 * holds, the session it runs in. State decides: a table made in the same file alarms nobody.
 * Pure: nothing is changed, no socket.
 */
#ifndef CHANGE_RULES_H
#define CHANGE_RULES_H

#include "base/diagnostic.h"
#include "change/classify.h"

typedef struct Rule
{
    const char *code;    /* "L101" */
    const char *name;    /* "index-not-concurrent" */
    Severity severity;   /* NOTE never fails a run by default */
    const char *group;   /* "lock", "rewrite", "compatibility", "data", "transaction", "naming" … */
    const char *summary; /* one line, for lists and SARIF */
    const char *why;     /* one or two sentences: what happens and the measurement or PostgreSQL fact behind it */
    bool is_opt_in;      /* only with --only or `rules` naming it */
    bool
        once_per_file; /* what is true of the file rather than of the statement: whoever reports keeps the first of a file */
} Rule;

typedef struct Finding
{
    const Rule *rule;
    const char *message; /* one line that names the objects: "index on orders blocks every write while it is built" */
    const char *help;    /* the safe way in a sentence or two; never NULL */
    const char *fix;     /* the safe way as SQL, ready to run (several statements), or NULL */
    bool fix_is_plan;    /* `fix` is a bellows plan in YAML, since the change needs a shim between two versions */
    bool fix_in_place;   /* `fix` may replace the statement in the file as it stands */
    size_t offset;       /* what is underlined, in the text that was parsed; */
    size_t length;       /* 0: the whole statement's first line */
} Finding;

/* The session that a file's statements run in. Kept by change/lint. */
typedef struct RuleSession
{
    bool in_transaction;   /* BEGIN in the file, or the file is run as one transaction */
    bool is_explicit;      /* by a BEGIN in the file */
    size_t transaction;    /* its number; statements of it share it */
    size_t statements;     /* done in it so far */
    bool has_lock_timeout; /* set to more than 0 in the file, or before (ALTER ROLE … SET is not seen) */
    bool has_statement_timeout;
    bool has_idle_timeout;    /* idle_in_transaction_session_timeout */
    const RelationLock *held; /* locks of SHARE UPDATE EXCLUSIVE and stronger that the transaction holds */
    size_t held_count;
    const char *const *not_valid; /* constraints added NOT VALID in this transaction: "table.name" */
    bool had_data;                /* it wrote rows */
    bool single_file_transaction; /* --single-transaction */
    size_t file; /* as FoldPlace.file: what the schema says was made in it is new to everybody; 0: not known */
    const char *previous_table; /* as in RelationLock, where the statement before was an ALTER TABLE; or NULL */
} RuleSession;

typedef struct RuleCase
{
    const char *text; /* the statement's text, which offsets count in */
    size_t length;
    const Command *command;
    const Command *statement; /* the statement's first command, where it has several subcommands; else COMMAND itself */
    const Classification *facts;
    const Schema *schema; /* before the statement */
    const RuleSession *session;
} RuleCase;

typedef struct Findings
{
    Finding *items;
    size_t count;
} Findings;

/* All findings of one command, in the order of rules.def, those of opt-in rules too: whoever reports leaves out what nobody
 * asked for. OWNER owns them. Commands in bodies (DO, EXPLAIN ANALYZE, CREATE SCHEMA) are looked at too, and reported at
 * the outer statement, without a fix. */
Findings *rules_check(void *owner, const RuleCase *rule_case);

/* At the end of a file: a transaction that was not ended, COMMIT without BEGIN. */
Findings *rules_check_end(void *owner, const RuleSession *session);

/* By code or name; NULL where there is none. */
const Rule *rules_find(const char *code_or_name);
const Rule *rules_at(size_t index); /* NULL after the last */
/* The nearest name, for did-you-mean. */
const char *rules_suggest(void *owner, const char *code_or_name);

#endif
