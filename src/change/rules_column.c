/* SPDX-License-Identifier: PostgreSQL */
/*
 * Rules about columns: what ADD COLUMN costs, and what the running version notices of a column that changes.
 *
 * ADD COLUMN has one primary hazard, the costliest of those that are written in it; its fix deals with all of them.
 */
#include <string.h>

#include "base/mem.h"
#include "rules_internal.h"

static RuleId add_column_hazard(const Judge *judge);
static RuleId inline_hazard(const Judge *judge);
static bool is_hazard(const Judge *judge, Finding *finding, RuleId rule);
static const CommandConstraint *inline_constraint(const Judge *judge, const char *types);
static const char *added(const Judge *judge);

static const char in_steps[] = "Add the column alone, then the rest in steps that lock briefly; fill it in batches.";

bool
rules_volatile_default_rewrites(const Judge *judge, Finding *finding)
{
    const char *which = NULL;

    if (!is_hazard(judge, finding, RULE_L112))
    {
        return false;
    }
    schema_is_volatile(judge->schema, judge->command->columns[0].fallback, &which);
    return rules_say(judge, finding,
                     "Add the column without default, set the default for new rows, and fill the old ones in batches.",
                     "the default of %s is computed for each row (%s is volatile%s): %s is rewritten", added(judge),
                     which == NULL ? "it" : which, judge->facts->is_exact ? "" : ", as far as is known", judge->table);
}

bool
rules_serial_rewrites(const Judge *judge, Finding *finding)
{
    return is_hazard(judge, finding, RULE_L113) &&
           rules_say(judge, finding, in_steps, "serial column %s gives every row its number at once: %s is rewritten",
                     added(judge), judge->table);
}

bool
rules_identity_rewrites(const Judge *judge, Finding *finding)
{
    return is_hazard(judge, finding, RULE_L114) &&
           rules_say(judge, finding, in_steps, "identity column %s gives every row its number at once: %s is rewritten",
                     added(judge), judge->table);
}

bool
rules_stored_column_rewrites(const Judge *judge, Finding *finding)
{
    return is_hazard(judge, finding, RULE_L115) &&
           rules_say(judge, finding,
                     "Add a plain column, fill it by a trigger and the old rows in batches; or on 18 make it VIRTUAL.",
                     "stored generated column %s is computed for every row at once: %s is rewritten", added(judge),
                     judge->table);
}

bool
rules_domain_column_rewrites(const Judge *judge, Finding *finding)
{
    return is_hazard(judge, finding, RULE_L116) &&
           rules_say(judge, finding,
                     "Give the column the domain's base type, and add what the domain checks as a CHECK NOT VALID.",
                     "the domain of %s has constraints: %s is rewritten to check them", added(judge), judge->table);
}

bool
rules_inline_check_scans(const Judge *judge, Finding *finding)
{
    return is_hazard(judge, finding, RULE_L117) &&
           rules_say(judge, finding, "Add the column, then the CHECK NOT VALID, then VALIDATE it.",
                     "the CHECK of %s reads all of %s while readers and writers wait", added(judge), judge->table);
}

bool
rules_inline_unique_builds_index(const Judge *judge, Finding *finding)
{
    return is_hazard(judge, finding, RULE_L118) &&
           rules_say(judge, finding, "Add the column, build a unique index CONCURRENTLY, then use it with USING INDEX.",
                     "the index of %s is built over all of %s while readers and writers wait", added(judge),
                     judge->table);
}

bool
rules_inline_foreign_key_scans(const Judge *judge, Finding *finding)
{
    return is_hazard(judge, finding, RULE_L119) &&
           rules_say(judge, finding, "Add the column without default, fill it in batches, then add the key NOT VALID.",
                     "the default of %s is looked up for every row of %s while writers of both tables wait",
                     added(judge), judge->table);
}

bool
rules_column_renamed(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    if (command->kind != COMMAND_RENAME || command->object != SQL_COLUMN || !rules_is_in_use(judge))
    {
        return false;
    }
    rules_plan_rename(judge, finding);
    return rules_say(
        judge, finding,
        "Add a column of the new name and keep both equal until no old version runs: that is what the plan "
        "does.",
        "%s.%s is called %s from now on: the running version fails at once", judge->table,
        rules_quote(judge, command->member), rules_quote(judge, command->new_name));
}

bool
rules_required_column(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    if (command->kind != COMMAND_ADD_COLUMN || !rules_is_table(judge) || !rules_is_in_use(judge))
    {
        return false;
    }
    const CommandColumn *column = &command->columns[0];

    if (!column->not_null || (column->fallback != NULL && !column->fallback->is_null) || column->type.serial != 0 ||
        column->identity != 0 || column->generated != NULL)
    {
        return false;
    }
    finding->offset = column->offset;
    finding->length = column->length;
    rules_plan_required(judge, finding);
    return rules_say(judge, finding,
                     "Add it nullable or with a default; make it NOT NULL when every version writes it.",
                     "%s is NOT NULL without default: it fails if %s has rows, and INSERTs of the running version fail",
                     added(judge), judge->table);
}

bool
rules_default_dropped(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    const SchemaColumn *column = rules_column(judge, command->member);
    bool stores_null = column != NULL && !column->not_null;

    return command->kind == COMMAND_DROP_DEFAULT && judge->facts->breaks_old && rules_is_in_use(judge) &&
           (column == NULL || column->has_default) &&
           rules_say(judge, finding, "Drop it when every running version names the column in its INSERTs.",
                     stores_null ? "INSERTs that leave out %s.%s store NULL from now on"
                                 : "INSERTs that leave out %s.%s fail from now on",
                     judge->table, rules_quote(judge, command->member));
}

bool
rules_not_null_dropped(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    const SchemaColumn *column = rules_column(judge, command->member);

    return command->kind == COMMAND_DROP_NOT_NULL && rules_is_table(judge) && rules_is_in_use(judge) &&
           (column == NULL || column->not_null) &&
           rules_say(judge, finding, "See that the running version can read a null before the new one writes one.",
                     "%s.%s may be null from now on", judge->table, rules_quote(judge, command->member));
}

bool
rules_identity_always(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    bool sets = command->kind == COMMAND_ADD_IDENTITY || command->kind == COMMAND_SET_IDENTITY;
    bool is_always = !command->is_default &&
                     (command->kind == COMMAND_ADD_IDENTITY || rules_list_has(command->options, "generated"));
    const SchemaColumn *column = rules_column(judge, command->member);

    if (!sets || !is_always || !rules_is_in_use(judge) || (column != NULL && column->identity == 'a'))
    {
        return false;
    }
    rules_fix_by_hand(judge, finding,
                      command->kind == COMMAND_ADD_IDENTITY
                          ? rules_print(judge, "ALTER TABLE %s ALTER COLUMN %s ADD GENERATED BY DEFAULT AS IDENTITY;",
                                        judge->table, rules_quote(judge, command->member))
                          : NULL);
    return rules_say(judge, finding, "Make it GENERATED BY DEFAULT, which accepts explicit values.",
                     "INSERTs that name %s.%s fail from now on", judge->table, rules_quote(judge, command->member));
}

bool
rules_identity_dropped(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    return command->kind == COMMAND_DROP_IDENTITY && rules_is_in_use(judge) &&
           rules_say(judge, finding, "Set a default first that gives the same numbers, from a sequence of its own.",
                     "%s.%s gets no number from now on: INSERTs that leave it out fail", judge->table,
                     rules_quote(judge, command->member));
}

bool
rules_prepared_select_star(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    return command->kind == COMMAND_ADD_COLUMN && command->object == SQL_TABLE && rules_is_in_use(judge) &&
           rules_say(judge, finding,
                     "Name the columns in prepared statements and in COPY, or let clients prepare anew.",
                     "prepared SELECT * FROM %s fails once in each session after the column was added", judge->table);
}

bool
rules_json_column(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    if (command->kind != COMMAND_ADD_COLUMN || command->object != SQL_TABLE || !rules_is_in_use(judge) ||
        strcmp(command->columns[0].type.name, "json") != 0 || command->columns[0].type.array_dimensions > 0)
    {
        return false;
    }
    const char *written = rules_source(judge, command->columns[0].offset, command->columns[0].length);

    finding->offset = command->columns[0].offset;
    finding->length = command->columns[0].length;
    if (command->part_count <= 1 && *written != '\0')
    {
        rules_fix_by_hand(judge, finding,
                          rules_print(judge, "ALTER TABLE %s ADD COLUMN %s jsonb;", judge->table, added(judge)));
    }
    return rules_say(judge, finding, "Use jsonb.",
                     "json has no equality: SELECT DISTINCT, UNION and GROUP BY over %s fail", judge->table);
}

/* RULES where there is none. Rewrites first: they hold the lock longest. */
static RuleId
add_column_hazard(const Judge *judge)
{
    const Command *command = judge->command;
    bool is_constrained = false;

    if (command->kind != COMMAND_ADD_COLUMN || command->column_count == 0 || !judge->is_dangerous)
    {
        return RULES;
    }
    const CommandColumn *column = &command->columns[0];

    schema_base_type(judge->schema, column->type, &is_constrained);
    if (column->type.serial != 0)
    {
        return RULE_L113;
    }
    if (column->identity != 0)
    {
        return RULE_L114;
    }
    if (column->generated != NULL)
    {
        return RULE_L115;
    }
    if (column->fallback != NULL && schema_is_volatile(judge->schema, column->fallback, NULL))
    {
        return RULE_L112;
    }
    return is_constrained ? RULE_L116 : inline_hazard(judge);
}

static RuleId
inline_hazard(const Judge *judge)
{
    const CommandColumn *column = &judge->command->columns[0];

    if (inline_constraint(judge, "up") != NULL)
    {
        return RULE_L118;
    }
    if (inline_constraint(judge, "c") != NULL)
    {
        return RULE_L117;
    }
    return inline_constraint(judge, "f") != NULL && column->fallback != NULL && !column->fallback->is_null ? RULE_L119
                                                                                                           : RULES;
}

static bool
is_hazard(const Judge *judge, Finding *finding, RuleId rule)
{
    if (add_column_hazard(judge) != rule)
    {
        return false;
    }
    finding->offset = judge->command->columns[0].offset;
    finding->length = judge->command->columns[0].length;
    rules_fix_by_hand(judge, finding, rules_fix_add_column(judge));
    return true;
}

static const CommandConstraint *
inline_constraint(const Judge *judge, const char *types)
{
    for (size_t i = 0; i < judge->command->constraint_count; i++)
    {
        if (strchr(types, judge->command->constraints[i].type) != NULL)
        {
            return &judge->command->constraints[i];
        }
    }
    return NULL;
}

static const char *
added(const Judge *judge)
{
    return rules_quote(judge, judge->command->columns[0].name);
}
