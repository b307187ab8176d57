/* SPDX-License-Identifier: PostgreSQL */
/*
 * ADD CONSTRAINT … EXCLUDE: PostgreSQL builds its index under ACCESS EXCLUSIVE, and takes none that is there (12 to 18). So it
 * is done only where the plan says so, behind the fence and a check of the rows.
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

static const QualifiedName trial_table = {RESOLVE_TRIAL_SCHEMA, RESOLVE_TRIAL_TABLE};

bool
resolve_exclude_is_allowed(Resolver *resolver, const ChangeOnTable *on, const DdlStatement *statement)
{
    void *mem = resolver->diagnostics->mem;
    const PlanText *sql = &on->change->source->sql;
    const Plan *plan = resolver->parsed->plan;

    if (resolve_is_tree(on->table))
    {
        resolve_report(resolver->diagnostics, plan, sql, statement->offset, "P324",
                       "an EXCLUDE constraint of a partition tree cannot be added by a plan")
            ->help = mem_strdup(mem, "add it to each partition by a plain SQL migration in a quiet hour");
        return false;
    }
    if (!resolve_allows(on->change->source, "blocking-build"))
    {
        resolve_report(resolver->diagnostics, plan, sql, statement->offset, "R744",
                       "the index of an EXCLUDE constraint cannot be built while others read or write %s",
                       on->table->name.name)
            ->help =
            mem_strdup(mem, "if they may wait that long after the fence, allow: [{rule: blocking-build, reason: …}]");
        return false;
    }
    return true;
}

/* Rows that conflict with another one, by the copy of them that the step makes first. Operators are those that the role's
 * search_path finds: a message hangs on them, not the constraint. */
static char *
violation_of(Resolver *resolver, const DdlStatement *statement, Error *err)
{
    char *pairs = mem_strdup(resolver->mem, "");
    const char *own = "true";

    for (size_t i = 0; i < statement->exclusion_count; i++)
    {
        const DdlExclusion *exclusion = &statement->exclusions[i];
        const char *mine = ddl_expression_render(resolver->mem, exclusion->value, "c", NULL, 0, err);
        const char *other = ddl_expression_render(resolver->mem, exclusion->value, "o", NULL, 0, err);

        mem_append(&pairs, " AND (%s) %s (%s)", other ? other : "", exclusion->sign, mine ? mine : "");
    }
    if (statement->expression)
    {
        const char *other = ddl_expression_render(resolver->mem, statement->expression, "o", NULL, 0, err);

        own = ddl_expression_render(resolver->mem, statement->expression, "c", NULL, 0, err);
        mem_append(&pairs, " AND (%s)", other ? other : "");
    }
    return mem_printf(resolver->mem,
                      "t.ctid IN (SELECT c.bellows_place FROM pg_temp." RESOLVE_ROWS
                      " AS c WHERE (%s) AND EXISTS (SELECT "
                      "FROM pg_temp." RESOLVE_ROWS " AS o WHERE o.bellows_place <> c.bellows_place%s))",
                      own ? own : "", pairs);
}

void
resolve_exclude(Resolver *resolver, const ChangeOnTable *on, InPlace *in_place, Error *err)
{
    const DdlStatement *statement = in_place->statement;
    const QualifiedName rows = {RESOLVE_TRIAL_SCHEMA, RESOLVE_ROWS};

    in_place->key_statement =
        ddl_constraint_on(resolver->mem, statement->sql, on->table->name, in_place->constraint_name, false, err);
    in_place->key_trial =
        ddl_constraint_on(resolver->mem, statement->sql, trial_table, in_place->constraint_name, false, err);
    in_place->rows_index = ddl_exclude_index(resolver->mem, statement, rows, err);
    in_place->violation = violation_of(resolver, statement, err);
}
