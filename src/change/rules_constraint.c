/* SPDX-License-Identifier: PostgreSQL */
/*
 * Rules about constraints: those that read the table under the lock of the ADD, and what they refuse from then on.
 *
 * The recipe is always the same: NOT VALID (or an index built CONCURRENTLY) first, which locks briefly; the scan
 * afterwards, under a lock that lets writers through.
 */
#include <string.h>

#include "base/mem.h"
#include "rules_internal.h"

static const CommandConstraint *constraint_of(const Judge *judge);
static const char *constraint_text(const Judge *judge);
static const SchemaConstraint *known_constraint(const Judge *judge);
static const char *referenced_in_use(const Judge *judge);
static bool is_partitioned(const Judge *judge);
static bool is_dangerous(const Judge *judge, CommandKind kind);

bool
rules_unique_builds_index(const Judge *judge, Finding *finding)
{
    if (!is_dangerous(judge, COMMAND_ADD_UNIQUE))
    {
        return false;
    }
    rules_fix(judge, finding, rules_fix_unique(judge, false));
    return rules_say(
        judge, finding,
        is_partitioned(judge)
            ? "Add it to the parent with ON ONLY, build the index CONCURRENTLY on each partition, attach it."
            : "Build a unique index CONCURRENTLY, then make it the constraint with USING INDEX.",
        "%s of %s builds its index while readers and writers wait", constraint_text(judge), judge->table);
}

bool
rules_primary_key_builds_index(const Judge *judge, Finding *finding)
{
    if (!is_dangerous(judge, COMMAND_ADD_PRIMARY_KEY))
    {
        return false;
    }
    rules_fix(judge, finding, rules_fix_unique(judge, true));
    return rules_say(judge, finding,
                     "Build a unique index CONCURRENTLY, prove the columns NOT NULL, then make it the key with USING "
                     "INDEX.",
                     "the primary key of %s builds its index while readers and writers wait", judge->table);
}

bool
rules_exclude_builds_index(const Judge *judge, Finding *finding)
{
    return is_dangerous(judge, COMMAND_ADD_EXCLUDE) &&
           rules_say(judge, finding,
                     "Add it while the table is empty, or in a new table to which writes are copied; there is no "
                     "concurrent form.",
                     "an exclusion constraint of %s builds its index while readers and writers wait", judge->table);
}

bool
rules_check_scans(const Judge *judge, Finding *finding)
{
    if (!is_dangerous(judge, COMMAND_ADD_CHECK) || judge->command->object == SQL_DOMAIN)
    {
        return false;
    }
    rules_fix(judge, finding, rules_fix_not_valid(judge, "check"));
    return rules_say(judge, finding, "Add it NOT VALID, then VALIDATE it in a transaction of its own.",
                     "%s of %s reads the whole table while readers and writers wait", constraint_text(judge),
                     judge->table);
}

bool
rules_foreign_key_scans(const Judge *judge, Finding *finding)
{
    if (!is_dangerous(judge, COMMAND_ADD_FOREIGN_KEY) || rules_has(judge, RULE_L606))
    {
        return false;
    }
    bool has_not_valid = !is_partitioned(judge) || rules_version(judge) >= 180000;

    rules_fix(judge, finding, has_not_valid ? rules_fix_not_valid(judge, "fkey") : NULL);
    return rules_say(judge, finding,
                     has_not_valid
                         ? "Add it NOT VALID, then VALIDATE it in a transaction of its own."
                         : "Before 18 a foreign key of a partitioned table cannot be NOT VALID: add it to each "
                           "partition NOT VALID, VALIDATE those, then to the parent.",
                     "%s of %s reads it and %s while writers of both wait", constraint_text(judge), judge->table,
                     rules_name(judge, constraint_of(judge)->foreign_table));
}

bool
rules_set_not_null_scans(const Judge *judge, Finding *finding)
{
    if (!is_dangerous(judge, COMMAND_SET_NOT_NULL) || judge->command->object == SQL_DOMAIN)
    {
        return false;
    }
    rules_fix(judge, finding, rules_fix_not_null(judge, judge->command->member));
    return rules_say(judge, finding,
                     "Let a CHECK that was validated prove it first: then SET NOT NULL does not look at the rows.",
                     "SET NOT NULL of %s.%s reads the whole table while readers and writers wait", judge->table,
                     rules_quote(judge, judge->command->member));
}

bool
rules_primary_key_using_index_scans(const Judge *judge, Finding *finding)
{
    if (!is_dangerous(judge, COMMAND_ADD_PRIMARY_KEY_USING_INDEX))
    {
        return false;
    }
    const SchemaRelation *index =
        constraint_of(judge)->index == NULL
            ? NULL
            : rules_relation(judge, (QualifiedName){judge->command->names[0].schema, constraint_of(judge)->index});
    char *sql = mem_strdup(judge->mem, "");

    for (size_t i = 0; index != NULL && index->keys != NULL && index->keys[i] != NULL; i++)
    {
        const SchemaColumn *column = rules_column(judge, index->keys[i]);

        if (column == NULL || !column->not_null)
        {
            mem_append(&sql, "%s\n", rules_fix_not_null(judge, index->keys[i]));
        }
    }
    const char *name = constraint_of(judge)->name != NULL ? constraint_of(judge)->name : constraint_of(judge)->index;

    if (*sql != '\0')
    {
        mem_append(&sql, "ALTER TABLE %s ADD CONSTRAINT %s PRIMARY KEY USING INDEX %s;", judge->table,
                   rules_quote(judge, name), rules_quote(judge, constraint_of(judge)->index));
    }
    rules_fix(judge, finding, sql);
    return rules_say(judge, finding, "Prove the columns NOT NULL first, with a CHECK that was validated.",
                     "columns of the new primary key of %s are nullable: the whole table is read while readers and "
                     "writers wait",
                     judge->table);
}

bool
rules_domain_constraint_scans(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    bool is_check = command->kind == COMMAND_ADD_CHECK;

    if (command->object != SQL_DOMAIN || !judge->is_dangerous || (!is_check && command->kind != COMMAND_SET_NOT_NULL))
    {
        return false;
    }
    if (is_check && command->constraint_count > 0)
    {
        const CommandConstraint *constraint = constraint_of(judge);
        const char *name =
            constraint->name != NULL ? constraint->name : rules_print(judge, "%s_check", command->names[0].name);
        const char *body = rules_from_word(rules_source(judge, constraint->offset, constraint->length), "CHECK");

        rules_fix_by_hand(judge, finding,
                          rules_print(judge, "ALTER DOMAIN %s ADD CONSTRAINT %s %s NOT VALID;", judge->table,
                                      rules_quote(judge, name), body));
    }
    return rules_say(judge, finding,
                     is_check ? "Add it NOT VALID: new values are checked at once and no table is locked."
                              : "Prove NOT NULL with a CHECK on each table's column instead.",
                     "a constraint of domain %s reads every table that uses it while their writers wait", judge->table);
}

bool
rules_domain_validate_scans(const Judge *judge, Finding *finding)
{
    return judge->command->object == SQL_DOMAIN && judge->command->kind == COMMAND_VALIDATE_CONSTRAINT &&
           judge->is_dangerous &&
           rules_say(judge, finding,
                     "Leave it NOT VALID, or validate it when the tables are small or quiet, with a statement_timeout.",
                     "validating %s of domain %s reads every table that uses it while their writers wait",
                     rules_quote(judge, judge->command->member), judge->table);
}

bool
rules_foreign_key_locks_referenced(const Judge *judge, Finding *finding)
{
    const char *partner = referenced_in_use(judge);

    if (partner == NULL || rules_has(judge, RULE_L109) || rules_has(judge, RULE_L119))
    {
        return false;
    }
    return rules_say(judge, finding, "Set lock_timeout, and do it in a short transaction of its own.",
                     "a foreign key locks %s against writes until the transaction ends", partner);
}

bool
rules_foreign_key_dropped(const Judge *judge, Finding *finding)
{
    const SchemaConstraint *constraint = known_constraint(judge);

    return judge->command->kind == COMMAND_DROP_CONSTRAINT && constraint != NULL && constraint->type == 'f' &&
           rules_is_in_use(judge) &&
           rules_say(judge, finding,
                     "Set lock_timeout, do it in a short transaction; until it is back nothing checks the references.",
                     "dropping %s takes ACCESS EXCLUSIVE on %s and on %s", rules_quote(judge, constraint->name),
                     judge->table, schema_relation_text(judge->mem, judge->schema, constraint->foreign));
}

bool
rules_constraint_renamed(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    return command->kind == COMMAND_RENAME && command->object == SQL_TABLE_CONSTRAINT && rules_is_in_use(judge) &&
           rules_say(judge, finding,
                     "See whether any version names it in ON CONFLICT ON CONSTRAINT or in error handling.",
                     "constraint %s of %s is called %s from now on", rules_quote(judge, command->member), judge->table,
                     rules_quote(judge, command->new_name));
}

/* The brief half of a safe recipe: no reason to stop, but rows that violate it must be gone. */
bool
rules_constraint_restricts_writes(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    static const char repair[] = "Repair rows that violate it before, and see that the running version writes none.";
    bool is_unique_index = command->kind == COMMAND_CREATE && command->object == SQL_INDEX && command->index->is_unique;
    bool is_not_valid = (command->kind == COMMAND_ADD_CHECK || command->kind == COMMAND_ADD_FOREIGN_KEY) &&
                        constraint_of(judge)->is_not_valid;

    if (judge->is_dangerous || !judge->facts->breaks_old)
    {
        return false;
    }
    if (is_unique_index && !rules_is_new(judge, rules_relation(judge, command->target)))
    {
        return rules_say(judge, finding, repair, "a unique index refuses duplicates in %s from now on",
                         rules_name(judge, command->target));
    }
    if (is_not_valid && command->object == SQL_DOMAIN)
    {
        return rules_say(judge, finding, repair, "%s is enforced for every new value of domain %s from now on",
                         constraint_text(judge), judge->table);
    }
    return is_not_valid && rules_is_in_use(judge) &&
           rules_say(judge, finding, repair, "%s is enforced for every write to %s from now on", constraint_text(judge),
                     judge->table);
}

bool
rules_referenced_key_dropped(const Judge *judge, Finding *finding)
{
    const SchemaConstraint *constraint = known_constraint(judge);

    if (judge->command->kind != COMMAND_DROP_CONSTRAINT || constraint == NULL || !rules_is_in_use(judge) ||
        (constraint->type != 'p' && constraint->type != 'u'))
    {
        return false;
    }
    return rules_say(judge, finding, "Drop it once no running version relies on it, after its successor was built.",
                     "%s: %s accepts duplicates of (%s), and ON CONFLICT on them fails",
                     rules_quote(judge, constraint->name), judge->table, rules_list(judge, constraint->columns));
}

static const CommandConstraint *
constraint_of(const Judge *judge)
{
    return &judge->command->constraints[0];
}

/* "constraint t_a_check", "CHECK (a > 0)". */
static const char *
constraint_text(const Judge *judge)
{
    const CommandConstraint *constraint = constraint_of(judge);

    if (constraint->name != NULL)
    {
        return rules_print(judge, "constraint %s", rules_quote(judge, constraint->name));
    }
    return constraint->type == 'c'   ? "a CHECK"
           : constraint->type == 'f' ? rules_print(judge, "a foreign key (%s)", rules_list(judge, constraint->columns))
                                     : rules_print(judge, "UNIQUE (%s)", rules_list(judge, constraint->columns));
}

static const SchemaConstraint *
known_constraint(const Judge *judge)
{
    return judge->relation == NULL || judge->command->member == NULL
               ? NULL
               : schema_constraint(judge->relation, judge->command->member);
}

/* The first table that a foreign key of the command references, other than its own, that is in use. */
static const char *
referenced_in_use(const Judge *judge)
{
    for (size_t i = 0; i < judge->command->constraint_count; i++)
    {
        const CommandConstraint *constraint = &judge->command->constraints[i];
        const char *text = rules_name(judge, constraint->foreign_table);

        if (constraint->type == 'f' && strcmp(text, judge->table) != 0 &&
            !rules_is_new(judge, rules_relation(judge, constraint->foreign_table)))
        {
            return text;
        }
    }
    return NULL;
}

static bool
is_partitioned(const Judge *judge)
{
    return judge->relation != NULL && judge->relation->kind == 'p';
}

static bool
is_dangerous(const Judge *judge, CommandKind kind)
{
    return judge->command->kind == kind && judge->is_dangerous;
}
