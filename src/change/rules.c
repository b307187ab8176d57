/* SPDX-License-Identifier: PostgreSQL */
/*
 * Rules: the table of them, and which are asked about a statement.
 *
 * Every rule is asked about every command; precedence keeps two of them from saying the same thing:
 *   - one hazard of ADD COLUMN: what rewrites before what scans (rules_column.c, add_column_hazard());
 *   - a type change: rewrites (L120), else scans (L121), else is merely seen by clients (L229);
 *   - a partition: scans (L123, L122) before it locks the parent (L124);
 *   - refused by PostgreSQL (L606, L611): nothing is said of the locks that are then not taken;
 *   - dropped: data (L301, L302 …) speaks for compatibility too; what falls along (L306, L307) is another hazard;
 *   - L402 before L403; a statement's own lock (L1xx) before one that was held already (L403);
 *   - L199, L299 and L399 only where no rule of their hundred has spoken.
 * Commands in bodies are judged one after the other on a copy of the schema, and reported at the outer statement.
 */
#include "change/rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/suggest.h"
#include "change/fold.h"
#include "rules_internal.h"

enum
{
    OPT_IN = 1,
    ONCE = 2,
};

static const Rule rules[RULES] = {
#define RULE(code, name, severity, group, flags, summary, why)                                                         \
    [RULE_##                                                                                                           \
        code] = {#code, name, SEVERITY_##severity, group, summary, why, ((flags) &OPT_IN) != 0, ((flags) &ONCE) != 0},
#include "rules.def"
#undef RULE
};

static const RuleCheck checks[RULES] = {
#define CHECK(code, name) [RULE_##code] = rules_##name,
#include "rules_checks.def"
#undef CHECK
};

static void check_command(Judge *judge, Findings *findings);
static void check_body(const Judge *outer, Findings *findings);
static bool runs_body(const Command *command);
static bool is_fallback(RuleId id);
static void ask(Judge *judge, Findings *findings, RuleId id);
static void add(Judge *judge, Findings *findings, const Finding *finding);
static int by_rule(const void *a, const void *b);

Findings *
rules_check(void *owner, const RuleCase *rule_case)
{
    Findings *findings = mem_new(owner, Findings);
    Judge judge = {
        .mem = findings,
        .given = rule_case,
        .command = rule_case->command,
        .facts = rule_case->facts,
        .schema = rule_case->schema,
        .session = rule_case->session,
    };

    if (runs_body(judge.command))
    {
        check_body(&judge, findings);
    }
    check_command(&judge, findings);
    if (findings->count > 1)
    {
        qsort(findings->items, findings->count, sizeof(Finding), by_rule);
    }
    return findings;
}

Findings *
rules_check_end(void *owner, const RuleSession *session)
{
    Findings *findings = mem_new(owner, Findings);

    if (session->in_transaction && session->is_explicit)
    {
        Finding *finding = mem_push(findings, findings->items, findings->count);

        *finding = (Finding){
            .rule = &rules[RULE_L409],
            .message = "the file ends inside the transaction that it began",
            .help = "End it with COMMIT, or leave BEGIN to whoever runs the file.",
        };
    }
    return findings;
}

const Rule *
rules_find(const char *code_or_name)
{
    for (size_t i = 0; i < RULES; i++)
    {
        if (strcmp(rules[i].code, code_or_name) == 0 || strcmp(rules[i].name, code_or_name) == 0)
        {
            return &rules[i];
        }
    }
    return NULL;
}

const Rule *
rules_at(size_t index)
{
    return index < RULES ? &rules[index] : NULL;
}

const char *
rules_suggest(void *owner, const char *code_or_name)
{
    const char *words[2 * RULES];

    for (size_t i = 0; i < RULES; i++)
    {
        words[i] = rules[i].name;
        words[RULES + i] = rules[i].code;
    }
    return suggest_nearest(owner, code_or_name, words, sizeof(words) / sizeof(words[0]));
}

bool
rules_has(const Judge *judge, RuleId rule)
{
    for (size_t i = 0; i < judge->findings->count; i++)
    {
        if (judge->findings->items[i].rule == &rules[rule])
        {
            return true;
        }
    }
    return false;
}

static void
check_command(Judge *judge, Findings *findings)
{
    const Command *command = judge->command;

    judge->findings = findings;
    judge->relation =
        command->name_count == 0 || !rules_names_relations(command) ? NULL : rules_relation(judge, command->names[0]);
    judge->table = command->name_count == 0 ? "" : rules_name(judge, command->names[0]);
    judge->is_dangerous =
        judge->facts->danger && (judge->facts->lock_count == 0 || rules_locked(judge, LOCK_SHARE) != NULL);
    for (RuleId id = 0; id < RULES; id++)
    {
        if (!is_fallback(id))
        {
            ask(judge, findings, id);
        }
    }
    for (RuleId id = 0; id < RULES; id++)
    {
        if (is_fallback(id))
        {
            ask(judge, findings, id);
        }
    }
}

/* What a DO block, EXPLAIN ANALYZE or CREATE SCHEMA runs: all branches, in order, each on what the one before left. */
static void
check_body(const Judge *outer, Findings *findings)
{
    Schema *schema = schema_copy_briefly(outer->mem, outer->schema);
    const FoldPlace place = {outer->session->file, 0, outer->session->transaction};

    for (size_t i = 0; i < outer->command->body_count; i++)
    {
        const Command *command = &outer->command->body[i];
        Judge judge = *outer;

        judge.command = command;
        judge.schema = schema;
        judge.facts = classify_command(schema, command, schema);
        judge.is_body = true;
        if (runs_body(command))
        {
            check_body(&judge, findings);
        }
        check_command(&judge, findings);
        fold_command(schema, command, place);
    }
    mem_free(schema);
}

static bool
runs_body(const Command *command)
{
    return command->body_count > 0 &&
           (command->kind == COMMAND_DO || (command->kind == COMMAND_EXPLAIN && command->analyze) ||
            (command->kind == COMMAND_CREATE && command->object == SQL_SCHEMA));
}

static bool
is_fallback(RuleId id)
{
    return id == RULE_L199 || id == RULE_L299 || id == RULE_L399;
}

static void
ask(Judge *judge, Findings *findings, RuleId id)
{
    Finding finding = {.rule = &rules[id], .offset = judge->command->offset};

    if (checks[id] != NULL && checks[id](judge, &finding))
    {
        if (judge->is_body)
        {
            finding.offset = judge->given->command->offset;
            finding.length = 0;
        }
        add(judge, findings, &finding);
    }
}

/* A body may say the same thing in several of its statements. */
static void
add(Judge *judge, Findings *findings, const Finding *finding)
{
    for (size_t i = 0; i < findings->count; i++)
    {
        if (findings->items[i].rule == finding->rule && strcmp(findings->items[i].message, finding->message) == 0)
        {
            return;
        }
    }
    *mem_push(judge->mem, findings->items, findings->count) = *finding;
}

/* Stable: the array is built in the order of statements, and equal rules keep it. */
static int
by_rule(const void *a, const void *b)
{
    const Finding *left = a;
    const Finding *right = b;
    int order = (left->rule > right->rule) - (left->rule < right->rule);

    return order != 0 ? order : strcmp(left->message, right->message);
}
