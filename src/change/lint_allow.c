/* SPDX-License-Identifier: PostgreSQL */
/*
 * Which findings count. Asked for: --only, or all but the opt-in rules. Allowed: --except, a directive with a reason at
 * the statement or for the file, a plan's `allow`.
 *
 * A directive without a reason allows nothing, so that no exception goes unexplained; one that allowed nothing is told,
 * so that none outlives what it was for.
 */
#include <string.h>

#include "base/mem.h"
#include "lint_internal.h"

static bool is_asked_for(const LintOptions *options, const Rule *rule);
static bool is_named(const char *const *names, const Rule *rule);
static bool directives_allow(LintDirective *directives, size_t count, const Rule *rule, const char **reason);
static void tell(Lint *lint, const LintFile *file, const LintDirective *directive, const char *code,
                 const char *message, const char *help);
static bool concerns(const LintOptions *options, const LintDirective *directive);

LintVerdict
lint_allow(Lint *lint, const LintFile *file, const LintItem *item, const Rule *rule, const char **reason)
{
    const LintOptions *options = lint->options;

    *reason = NULL;
    if (!is_asked_for(options, rule))
    {
        return LINT_NOT_ASKED;
    }
    if (directives_allow(item->directives, item->directive_count, rule, reason) ||
        directives_allow(file->directives, file->directive_count, rule, reason))
    {
        return LINT_ALLOWED;
    }
    for (size_t i = 0; i < file->source.allowance_count; i++)
    {
        const LintAllowance *allowance = &file->source.allowances[i];
        const char *const names[] = {allowance->rule, NULL};

        if (is_named(names, rule))
        {
            *reason = allowance->reason;
            return LINT_ALLOWED;
        }
    }
    return is_named(options->except, rule) ? LINT_ALLOWED : LINT_COUNTS;
}

static bool
is_asked_for(const LintOptions *options, const Rule *rule)
{
    return options->only == NULL ? !rule->is_opt_in : is_named(options->only, rule);
}

static bool
is_named(const char *const *names, const Rule *rule)
{
    for (size_t i = 0; names != NULL && names[i] != NULL; i++)
    {
        if (strcmp(names[i], rule->code) == 0 || strcmp(names[i], rule->name) == 0)
        {
            return true;
        }
    }
    return false;
}

static bool
directives_allow(LintDirective *directives, size_t count, const Rule *rule, const char **reason)
{
    for (size_t i = 0; i < count; i++)
    {
        ScriptDirective *says = &directives[i].says;

        if (says->problem == NULL && says->reason != NULL && is_named(says->rules, rule))
        {
            directives[i].is_used = true;
            *reason = says->reason;
            return true;
        }
    }
    return false;
}

bool
lint_directive_read(void *owner, const char *text, const ScriptPiece *piece, LintDirective *directive, bool *is_file)
{
    const char *comment = text + piece->offset;

    *directive = (LintDirective){.offset = piece->offset};
    /* Most comments are none: that must cost nothing. */
    if (memmem(comment, piece->length, "ellows", strlen("ellows")) == NULL ||
        !script_directive(owner, comment, piece->length, &directive->says))
    {
        return false;
    }
    *is_file = directive->says.whole_file;
    return true;
}

void
lint_directives_check(Lint *lint, const LintFile *file, const LintDirective *directives, size_t count)
{
    void *mem = mem_root("directive");

    for (size_t i = 0; i < count; i++)
    {
        const ScriptDirective *says = &directives[i].says;

        if (says->problem != NULL)
        {
            tell(lint, file, &directives[i], LINT_DIRECTIVE, says->problem, NULL);
            continue;
        }
        for (size_t j = 0; says->rules[j] != NULL; j++)
        {
            if (rules_find(says->rules[j]) == NULL)
            {
                const char *near = rules_suggest(mem, says->rules[j]);

                tell(lint, file, &directives[i], LINT_DIRECTIVE,
                     mem_printf(mem, "there is no rule \"%s\"", says->rules[j]),
                     near == NULL ? "The rules are in docs/rules.md." : mem_printf(mem, "Did you mean %s?", near));
            }
        }
        if (says->reason == NULL)
        {
            tell(lint, file, &directives[i], LINT_DIRECTIVE, "the directive gives no reason, so it allows nothing",
                 "Write why: -- bellows: allow RULE because REASON");
        }
    }
    mem_free(mem);
}

void
lint_directives_check_used(Lint *lint, const LintFile *file, const LintDirective *directives, size_t count)
{
    for (size_t i = 0; i < count && !file->source.is_plan; i++)
    {
        const ScriptDirective *says = &directives[i].says;

        if (!directives[i].is_used && says->problem == NULL && says->reason != NULL &&
            concerns(lint->options, &directives[i]))
        {
            tell(lint, file, &directives[i], LINT_UNUSED, "the directive allows nothing: no such finding here",
                 "Remove it, or move it to the line before the statement that it is for.");
        }
    }
}

/* Where not all rules run, a directive for one that does not is not idle; an unknown one is told already. */
static bool
concerns(const LintOptions *options, const LintDirective *directive)
{
    bool concerns = true;

    for (size_t i = 0; directive->says.rules[i] != NULL; i++)
    {
        const Rule *rule = rules_find(directive->says.rules[i]);

        concerns = concerns && rule != NULL && is_asked_for(options, rule);
    }
    return concerns;
}

static void
tell(Lint *lint, const LintFile *file, const LintDirective *directive, const char *code, const char *message,
     const char *help)
{
    lint_tell_problem(lint, file, directive->offset, (LintProblem){.code = code, .message = message, .help = help});
}
