/* SPDX-License-Identifier: PostgreSQL */
/*
 * Rules about what happens in other people's statements: triggers, policies, functions, rewrite rules, publications,
 * sequences.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "rules_internal.h"

static bool creates(const Judge *judge, SqlObject object);
static bool drops(const Judge *judge, SqlObject object);
static bool is_trigger_switch(CommandKind kind);
static bool has_policy(const SchemaRelation *table);
static const char *star_function(const Judge *judge);
static bool spreads_new(const char *body);
static const SchemaFunction *overload_of(const Judge *judge);
static const SchemaFunction *replaced(const Judge *judge);
static const char *renamed_argument(const Judge *judge, const SchemaFunction *before);
static const char *unpublishable(const Judge *judge);
static bool has_identity(const SchemaRelation *table);

bool
rules_trigger_created(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    return creates(judge, SQL_TRIGGER) && rules_is_in_use(judge) &&
           rules_say(judge, finding,
                     "See that it cannot fail or wait for the running version's writes; set lock_timeout.",
                     "trigger %s fires for every such write to %s from now on", rules_quote(judge, command->member),
                     judge->table);
}

bool
rules_row_security_without_policy(const Judge *judge, Finding *finding)
{
    return judge->command->kind == COMMAND_ENABLE_ROW_SECURITY && rules_is_in_use(judge) && judge->relation != NULL &&
           judge->relation->is_known && !has_policy(judge->relation) &&
           rules_say(judge, finding, "Create the policies first; they do nothing until row level security is enabled.",
                     "%s has no policy: its rows vanish for everybody but its owner", judge->table);
}

bool
rules_row_security_enabled(const Judge *judge, Finding *finding)
{
    const CommandKind kind = judge->command->kind;
    bool enables = kind == COMMAND_FORCE_ROW_SECURITY || kind == COMMAND_ENABLE_ROW_SECURITY;

    return enables && rules_is_in_use(judge) && !rules_has(judge, RULE_L214) && judge->facts->breaks_old &&
           rules_say(judge, finding, "Try the policies with the running version's role before.",
                     "policies decide from now on which rows of %s are seen and written", judge->table);
}

bool
rules_last_policy_dropped(const Judge *judge, Finding *finding)
{
    const SchemaRelation *table = judge->relation;

    return drops(judge, SQL_POLICY) && table != NULL && table->is_known && table->row_security &&
           table->policy_count == 1 && rules_is_in_use(judge) &&
           rules_say(judge, finding, "Create its successor first, or use ALTER POLICY.",
                     "%s is the last policy of %s: its rows vanish for everybody but its owner",
                     rules_quote(judge, judge->command->member), judge->table);
}

bool
rules_policy_changed(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    bool changes = drops(judge, SQL_POLICY) || (command->kind == COMMAND_ALTER && command->object == SQL_POLICY);

    return changes && rules_is_in_use(judge) && !rules_has(judge, RULE_L216) && judge->facts->breaks_old &&
           rules_say(judge, finding, "Try it with the running version's role before.",
                     "policy %s decides otherwise which rows of %s are seen and written",
                     rules_quote(judge, command->member), judge->table);
}

bool
rules_policy_restrictive(const Judge *judge, Finding *finding)
{
    return creates(judge, SQL_POLICY) && judge->command->is_restrictive && rules_is_in_use(judge) &&
           rules_say(judge, finding, "Try it with the running version's role before.",
                     "restrictive policy %s takes rows of %s away", rules_quote(judge, judge->command->member),
                     judge->table);
}

bool
rules_overload_ambiguous(const Judge *judge, Finding *finding)
{
    const SchemaFunction *other = overload_of(judge);

    return other != NULL && rules_say(judge, finding, "Give the new function a name of its own, or drop its defaults.",
                                      "calls of %s with fewer arguments fit this one and %s(%s)", judge->table,
                                      rules_quote(judge, other->name), other->signature);
}

bool
rules_audit_trigger_star(const Judge *judge, Finding *finding)
{
    const char *function =
        judge->command->kind == COMMAND_ADD_COLUMN && rules_is_in_use(judge) ? star_function(judge) : NULL;

    return function != NULL &&
           rules_say(judge, finding, "Let the trigger name the columns, or add the column to its target first.",
                     "trigger function %s writes NEW.* of %s: with one more column every write fails", function,
                     judge->table);
}

bool
rules_no_replica_identity(const Judge *judge, Finding *finding)
{
    const char *table = unpublishable(judge);

    return table != NULL &&
           rules_say(judge, finding, "Give it a primary key, or REPLICA IDENTITY USING INDEX or FULL, first.",
                     "UPDATE and DELETE of %s fail: it is published and has no replica identity", table);
}

bool
rules_publication_shrinks(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    bool shrinks = drops(judge, SQL_PUBLICATION) ||
                   (command->object == SQL_PUBLICATION &&
                    (command->kind == COMMAND_DROP_MEMBER || command->kind == COMMAND_SET_MEMBERS));

    return shrinks && rules_say(judge, finding, "Stop the subscriptions first.",
                                "subscribers of %s no longer get what it leaves out", rules_names(judge));
}

bool
rules_rule_changed(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    bool changes = creates(judge, SQL_RULE) || drops(judge, SQL_RULE);

    return changes && rules_is_in_use(judge) &&
           rules_say(judge, finding, "Use a trigger, or a view with INSTEAD OF triggers.",
                     "rule %s changes what statements about %s do", rules_quote(judge, command->member), judge->table);
}

bool
rules_sequence_changed(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    bool changes = (command->kind == COMMAND_ALTER && command->object == SQL_SEQUENCE) ||
                   (command->kind == COMMAND_SET_IDENTITY &&
                    (rules_list_has(command->options, "restart") || rules_list_has(command->options, "increment")));

    return changes && judge->facts->breaks_old && rules_is_in_use(judge) &&
           rules_say(judge, finding, "See that no client holds a block of numbers, and that none can come twice.",
                     "%s gives other numbers from now on", judge->table);
}

bool
rules_behaviour_changed(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    bool is_all = command->kind == COMMAND_DISABLE_TRIGGER && command->full;

    return is_trigger_switch(command->kind) && !is_all && rules_is_in_use(judge) && judge->facts->breaks_old &&
           rules_say(judge, finding, "Let the trigger's function decide: replacing it locks no table.",
                     "%s: what happens on writes to %s changes for everybody", command->words, judge->table);
}

bool
rules_triggers_disabled(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    return command->kind == COMMAND_DISABLE_TRIGGER && command->full && rules_is_in_use(judge) &&
           rules_say(judge, finding, "Disable the one trigger that is meant, or USER, which leaves foreign keys on.",
                     "foreign keys of %s are not checked from now on", judge->table);
}

bool
rules_function_result_changed(const Judge *judge, Finding *finding)
{
    const SchemaFunction *before = replaced(judge);
    const CommandFunction *now = judge->command->function;

    if (before == NULL || now == NULL)
    {
        return false;
    }
    const char *renamed = renamed_argument(judge, before);

    if (renamed != NULL)
    {
        return rules_say(judge, finding, "Keep the names; a function of other arguments needs another name.",
                         "PostgreSQL refuses it: argument %s of %s gets another name", renamed, judge->table);
    }
    if (*now->result.name == '\0' || before->result == NULL || *before->result == '\0')
    {
        return false;
    }
    const char *result = command_type_text(judge->mem, &now->result);

    return *now->result_text == '\0' && strcmp(result, before->result) != 0 &&
           rules_say(judge, finding, "Make a function of another name, and drop this one when nobody calls it.",
                     "PostgreSQL refuses it: %s returns %s, not %s", judge->table, before->result, result);
}

bool
rules_view_columns_changed(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    if (!creates(judge, SQL_VIEW) || !command->or_replace || judge->relation == NULL || judge->relation->kind != 'v' ||
        judge->relation->column_count == 0 || command->column_count == 0)
    {
        return false;
    }
    for (size_t i = 0; i < judge->relation->column_count; i++)
    {
        const char *name = judge->relation->columns[i].name;

        if (i >= command->column_count ||
            (*command->columns[i].name != '\0' && *name != '\0' && strcmp(command->columns[i].name, name) != 0))
        {
            return rules_say(
                judge, finding, "Keep the columns in their order and append; else make a view of another name.",
                "PostgreSQL refuses it: column %s of view %s would go", rules_quote(judge, name), judge->table);
        }
    }
    return false;
}

static bool
creates(const Judge *judge, SqlObject object)
{
    return judge->command->kind == COMMAND_CREATE && judge->command->object == object;
}

static bool
drops(const Judge *judge, SqlObject object)
{
    return judge->command->kind == COMMAND_DROP && judge->command->object == object;
}

static bool
is_trigger_switch(CommandKind kind)
{
    switch ((int) kind)
    {
        case COMMAND_ENABLE_TRIGGER:
        case COMMAND_ENABLE_ALWAYS_TRIGGER:
        case COMMAND_ENABLE_REPLICA_TRIGGER:
        case COMMAND_DISABLE_TRIGGER:
        case COMMAND_ENABLE_RULE:
        case COMMAND_ENABLE_ALWAYS_RULE:
        case COMMAND_ENABLE_REPLICA_RULE:
        case COMMAND_DISABLE_RULE:
            return true;
        default:
            return false;
    }
}

static bool
has_policy(const SchemaRelation *table)
{
    return table->policy_count > 0;
}

/* The trigger function of the table whose text spreads NEW into a list of values. */
static const char *
star_function(const Judge *judge)
{
    const SchemaRelation *table = judge->relation;

    for (size_t i = 0; table != NULL && i < table->trigger_count; i++)
    {
        const SchemaFunction *function =
            schema_function(judge->schema, table->triggers[i].function, SCHEMA_ANY_ARGUMENTS, NULL);

        if (function != NULL && function->body_text != NULL && spreads_new(function->body_text))
        {
            return rules_print(judge, "%s()", rules_name(judge, table->triggers[i].function));
        }
    }
    return NULL;
}

/* SELECT NEW.*, VALUES (NEW.*), (…, NEW.*), ROW(NEW.*); not to_jsonb(NEW.*), and not NEW.* IS DISTINCT FROM OLD.*. */
static bool
spreads_new(const char *body)
{
    static const char *const before[] = {",", "SELECT", "VALUES (", "VALUES(", "ROW(", "ROW ("};

    for (const char *at = strcasestr(body, "NEW.*"); at != NULL; at = strcasestr(at + 1, "NEW.*"))
    {
        const char *end = at;
        const char *after = at + strlen("NEW.*");

        while (end > body && isspace((unsigned char) end[-1]))
        {
            end--;
        }
        after += strspn(after, ") \t\r\n");
        if (strncasecmp(after, "IS ", 3) == 0)
        {
            continue;
        }
        for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++)
        {
            size_t length = strlen(before[i]);

            if ((size_t) (end - body) >= length && strncasecmp(end - length, before[i], length) == 0)
            {
                return true;
            }
        }
    }
    return false;
}

/* Another of the name that fits a number of arguments that this one fits too, thanks to defaults. */
static const SchemaFunction *
overload_of(const Judge *judge)
{
    const CommandFunction *function = judge->command->function;

    if ((!creates(judge, SQL_FUNCTION) && !creates(judge, SQL_PROCEDURE)) || function == NULL)
    {
        return NULL;
    }
    const SchemaFunction *other = schema_function(judge->schema, judge->command->names[0], SCHEMA_ANY_ARGUMENTS, NULL);
    size_t least = function->argument_count - function->default_count;

    for (; other != NULL; other = other->next)
    {
        size_t other_least = other->argument_count - other->default_count;
        size_t most =
            function->argument_count < other->argument_count ? function->argument_count : other->argument_count;

        if (other->argument_count != function->argument_count && (least > other_least ? least : other_least) <= most)
        {
            return other;
        }
    }
    return NULL;
}

/* The only one of the name with as many arguments. */
static const SchemaFunction *
replaced(const Judge *judge)
{
    const Command *command = judge->command;
    const SchemaFunction *found = NULL;

    if (!creates(judge, SQL_FUNCTION) || !command->or_replace || command->function == NULL)
    {
        return NULL;
    }
    const SchemaFunction *function = schema_function(judge->schema, command->names[0], SCHEMA_ANY_ARGUMENTS, NULL);

    for (; function != NULL; function = function->next)
    {
        if (function->argument_count == command->function->argument_count)
        {
            if (found != NULL)
            {
                return NULL;
            }
            found = function;
        }
    }
    char *signature = mem_strdup(judge->mem, "");

    for (size_t i = 0; i < command->function->argument_count; i++)
    {
        mem_append(&signature, "%s%s", i == 0 ? "" : ", ",
                   command_type_text(judge->mem, &command->function->argument_types[i]));
    }
    return found != NULL && strcmp(found->signature, signature) == 0 ? found : NULL;
}

/* Names may be added to arguments that had none. */
static const char *
renamed_argument(const Judge *judge, const SchemaFunction *before)
{
    const CommandFunction *now = judge->command->function;
    const char *at = before->argument_names == NULL ? "" : before->argument_names;

    for (size_t i = 0; i < now->argument_count; i++)
    {
        const char *end = strstr(at, ", ");
        size_t length = end == NULL ? strlen(at) : (size_t) (end - at);

        if (length > 0 &&
            (strlen(now->argument_names[i]) != length || strncmp(at, now->argument_names[i], length) != 0))
        {
            return mem_strndup(judge->mem, at, length);
        }
        at = end == NULL ? "" : end + 2;
    }
    return NULL;
}

/* A table that is published, or would be, without what UPDATE and DELETE need. */
static const char *
unpublishable(const Judge *judge)
{
    const Command *command = judge->command;

    if (command->kind == COMMAND_REPLICA_IDENTITY && judge->relation != NULL)
    {
        bool is_nothing = command->new_name != NULL && strcasecmp(command->new_name, "nothing") == 0;

        return judge->relation->is_published && is_nothing ? judge->table : NULL;
    }
    bool adds =
        command->object == SQL_PUBLICATION && (command->kind == COMMAND_CREATE || command->kind == COMMAND_ADD_MEMBER ||
                                               command->kind == COMMAND_SET_MEMBERS);

    for (size_t i = 0; adds && i < command->use_count; i++)
    {
        const SchemaRelation *table = rules_relation(judge, command->uses[i].relation);

        if (table != NULL && table->is_known && command->uses[i].lock == LOCK_SHARE_UPDATE_EXCLUSIVE &&
            !has_identity(table))
        {
            return schema_relation_text(judge->mem, judge->schema, table);
        }
    }
    if (command->kind == COMMAND_DROP_CONSTRAINT && judge->relation != NULL && judge->relation->is_published &&
        judge->relation->replica_identity != 'f' && judge->relation->replica_identity != 'i')
    {
        const SchemaConstraint *constraint = schema_constraint(judge->relation, command->member);

        return constraint != NULL && constraint->type == 'p' ? judge->table : NULL;
    }
    return NULL;
}

static bool
has_identity(const SchemaRelation *table)
{
    if (table->replica_identity == 'f' || table->replica_identity == 'i')
    {
        return true;
    }
    for (size_t i = 0; i < table->constraint_count; i++)
    {
        if (table->constraints[i].type == 'p')
        {
            return table->replica_identity != 'n';
        }
    }
    return table->kind != 'r';
}
