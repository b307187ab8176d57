/* SPDX-License-Identifier: PostgreSQL */
/*
 * Private to src/change/rules*.c: what a rule is given, and what rules share.
 *
 * A check returns true where its rule has something to say, with message and help filled in (rules_say()). It looks at
 * facts first and at syntax second: where the classifier sees no danger, a rule about danger is silent.
 */
#ifndef CHANGE_RULES_INTERNAL_H
#define CHANGE_RULES_INTERNAL_H

#include "change/rules.h"

typedef enum RuleId
{
#define RULE(code, name, severity, group, flags, summary, why) RULE_##code,
#include "rules.def"
#undef RULE
    RULES
} RuleId;

typedef struct Judge
{
    void *mem; /* owns messages and fixes */
    const RuleCase *given;
    const Command *command; /* the given one, or one in its body */
    const Classification *facts;
    const Schema *schema;
    const RuleSession *session;
    const SchemaRelation *relation; /* names[0]; NULL where it is not known, or no relation */
    const char *table;              /* names[0] as SQL; "" where there is none */
    bool is_dangerous;              /* facts->danger, and somebody else may want one of the tables */
    bool is_body;                   /* offsets of the command count in another text, and no fix can be shown */
    const Findings *findings;       /* so far */
} Judge;

typedef bool (*RuleCheck)(const Judge *judge, Finding *finding);

#define CHECK(code, name) bool rules_##name(const Judge *judge, Finding *finding);
#include "rules_checks.def"
#undef CHECK

/* ---- rules_text.c: names and pieces of text ---- */

/* Fills in message and help (a constant or owned by judge->mem) and returns true. */
bool rules_say(const Judge *judge, Finding *finding, const char *help, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
char *rules_print(const Judge *judge, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *rules_quote(const Judge *judge, const char *name);
const char *rules_name(const Judge *judge, QualifiedName name);
/* All names of the command: "a, b". */
const char *rules_names(const Judge *judge);
/* "a, b" of a list that ends with NULL, each quoted where SQL needs it. */
const char *rules_list(const Judge *judge, const char *const *names);
/* A piece of the text; "" in a body, whose offsets count elsewhere. */
const char *rules_source(const Judge *judge, size_t offset, size_t length);
const char *rules_statement(const Judge *judge);
/* The statement with INSERTED right behind the first WORD of it that stands outside of comments; NULL where there is none. */
const char *rules_with_word(const Judge *judge, const char *word, const char *inserted);
/* TEXT from the first WORD in it on; TEXT itself where there is none. */
const char *rules_from_word(const char *text, const char *word);
bool rules_list_has(const char *const *list, const char *text);
size_t rules_list_length(const char *const *list);
/* Bytes of the word, quoted text, comment or character at TEXT, which is not at its end. */
size_t rules_token(const char *text);
/* Whether the identifier WORD stands in TEXT, in any case, as a word of its own. */
bool rules_mentions(const char *text, const char *word);
/* "public.\"T x\"" → its parts. */
QualifiedName rules_parse_name(const Judge *judge, const char *text);
/* A name of at most 63 bytes that no constraint of the relation, or no relation of its schema, has. */
const char *rules_free_constraint(const Judge *judge, const char *parts, const char *suffix);
const char *rules_free_relation(const Judge *judge, const char *parts, const char *suffix);
/* The table's bare name, for made-up names. */
const char *rules_bare_table(const Judge *judge);

/* ---- rules_state.c: questions about the case ---- */

/* Made in this file, in the open transaction, temporary, or surely empty: nobody waits for it and nobody uses it. */
bool rules_is_new(const Judge *judge, const SchemaRelation *relation);
bool rules_names_relations(const Command *command);
/* Whether any of the command's names may be in use: not known, or not new. */
bool rules_is_in_use(const Judge *judge);
const SchemaRelation *rules_relation(const Judge *judge, QualifiedName name);
const SchemaColumn *rules_column(const Judge *judge, const char *name);
bool rules_is_table(const Judge *judge); /* an ALTER TABLE and its like, not ALTER DOMAIN, ALTER INDEX … */
int rules_version(const Judge *judge);
/* Whether an index of TABLE starts with COLUMNS, in any order. */
bool rules_has_index_on(const SchemaRelation *table, const char *const *columns);
/* The first relation, but for indexes, that is in use and locked in MODE or stronger; NULL where there is none. */
const char *rules_locked(const Judge *judge, LockMode mode);
bool rules_has(const Judge *judge, RuleId rule);
/* Whether a view reads COLUMN of the table: surely, or as its columns of that name say. */
bool rules_reader_uses(const SchemaDependency *reader, const char *column);

/* ---- rules_names.c ---- */

const char *rules_object_words(const Judge *judge);

/* ---- rules_fix.c: the safe way as SQL ---- */

/* Sets fix and whether it may stand in the statement's place. NULL and bodies: no fix. */
void rules_fix(const Judge *judge, Finding *finding, const char *sql);
/* The same of what needs more than the file: batches, a deployment between. */
void rules_fix_by_hand(const Judge *judge, Finding *finding, const char *sql);
const char *rules_fix_not_null(const Judge *judge, const char *column);
const char *rules_fix_add_column(const Judge *judge);
const char *rules_fix_not_valid(const Judge *judge, const char *suffix);
const char *rules_fix_unique(const Judge *judge, bool is_primary);

/* ---- rules_plan.c: the safe way as a plan ---- */

void rules_plan_rename(const Judge *judge, Finding *finding);
void rules_plan_type(const Judge *judge, Finding *finding);
void rules_plan_drop(const Judge *judge, Finding *finding);
void rules_plan_required(const Judge *judge, Finding *finding);

#endif
