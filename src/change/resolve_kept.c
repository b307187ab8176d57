/* SPDX-License-Identifier: PostgreSQL */
/*
 * Constraints that stay: when a foreign key is checked (ALTER CONSTRAINT), and whether old rows were (VALIDATE CONSTRAINT).
 *
 * VALIDATE restricts nobody: V's writes are checked since the constraint is there, so it is done in expand, if no row breaks it.
 * A key that is checked later than before restricts nobody either; what V may have put off (SET CONSTRAINTS … DEFERRED, or
 * by itself) and may no more waits for contract.
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

/* How late it may be checked, as ALTER CONSTRAINT writes it. */
static const char *const timings[] = {" NOT DEFERRABLE", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED"};

static size_t
timing_of(const char *text)
{
    return strstr(text, " INITIALLY DEFERRED") ? 2 : strstr(text, " DEFERRABLE") ? 1 : 0;
}

bool
resolve_alter_constraint(Resolver *resolver, const ChangeOnTable *on, InPlace *in_place)
{
    const CatalogConstraint *constraint = in_place->existing;
    const char *behind = strrchr(constraint->definition, ')'); /* the last one is of columns; names stand before it */
    size_t before = timing_of(behind ? behind : "");
    size_t after = timing_of(in_place->statement->key.timing);
    const char *name = quote_name(resolver->mem, constraint->name);

    if (constraint->type != 'f')
    {
        resolve_report_statement(resolver, on, in_place->statement, "P324",
                                 mem_printf(resolver->mem, "constraint \"%s\" is no foreign key", constraint->name))
            ->help = mem_strdup(resolver->diagnostics->mem,
                                "only when a foreign key is checked can be altered; add another constraint, and drop "
                                "this one");
        return false;
    }
    in_place->waits_for_contract = after < before;
    in_place->apply = mem_printf(resolver->mem, "ALTER CONSTRAINT %s%s", name, timings[after]);
    in_place->restore = mem_printf(resolver->mem, "ALTER CONSTRAINT %s%s", name, timings[before]);
    return after != before;
}

/* Of a constraint as the catalog defines it; NULL where a later release wrote what this parser does not read. */
static const DdlStatement *
read_definition(Resolver *resolver, const CatalogConstraint *constraint)
{
    DdlScript *script = NULL;
    DdlErrorPlace place = {0};
    Error ignored = {0};
    bool is_read =
        ddl_parse(resolver->mem, mem_printf(resolver->mem, "ALTER TABLE t ADD CONSTRAINT c %s", constraint->definition),
                  &script, &place, &ignored);

    error_clear(&ignored);
    return is_read && script->count == 1 ? &script->statements[0] : NULL;
}

static const char *
violation_of(Resolver *resolver, const CatalogConstraint *constraint)
{
    const DdlStatement *statement = read_definition(resolver, constraint);
    Error ignored = {0};
    const char *violation = NULL;

    if (statement && constraint->type == 'c')
    {
        const char *check = ddl_expression_render(resolver->mem, statement->expression, "t", NULL, 0, &ignored);

        violation = check ? mem_printf(resolver->mem, "NOT (%s)", check) : NULL;
    }
    else if (statement)
    {
        const QualifiedName *name = &statement->key.foreign_table;

        violation = resolve_foreign_violation(resolver, statement, constraint->foreign_table,
                                              catalog_table(resolver->catalog, name->schema, name->name));
    }
    error_clear(&ignored);
    return violation;
}

bool
resolve_validate_constraint(Resolver *resolver, const ChangeOnTable *on, InPlace *in_place)
{
    const CatalogConstraint *constraint = in_place->existing;

    if (constraint->type == 'n')
    {
        resolve_report_statement(
            resolver, on, in_place->statement, "R729",
            mem_printf(resolver->mem, "constraint \"%s\" is a NOT NULL constraint", constraint->name))
            ->help = mem_strdup(resolver->diagnostics->mem,
                                "run VALIDATE CONSTRAINT as a plain SQL migration: V keeps to it already");
        return false;
    }
    in_place->waits_for_contract = false;
    in_place->violation = constraint->is_valid ? NULL : violation_of(resolver, constraint);
    return !constraint->is_valid;
}
