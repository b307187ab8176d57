/* SPDX-License-Identifier: PostgreSQL */
/*
 * Rules about names, owners and rights: whatever SQL of the running version finds something else, or nothing.
 */
#include <string.h>

#include "base/mem.h"
#include "rules_internal.h"

static bool is_relation(SqlObject object);
static bool is_named_by_applications(SqlObject object);
static const char *object_words(const Judge *judge);

bool
rules_table_renamed(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    if (command->kind != COMMAND_RENAME || !is_relation(command->object) || !judge->facts->breaks_old ||
        !rules_is_in_use(judge) || (judge->relation != NULL && judge->relation->kind == 'i'))
    {
        return false;
    }
    const QualifiedName old_name = command->names[0];
    const char *view = rules_name(judge, (QualifiedName){old_name.schema, command->new_name});

    if (command->object != SQL_SEQUENCE &&
        schema_relation(judge->schema, (QualifiedName){old_name.schema, command->new_name}) == NULL)
    {
        rules_fix_by_hand(judge, finding,
                          rules_print(judge, "CREATE VIEW %s AS SELECT * FROM %s;", view, judge->table));
    }
    return rules_say(
        judge, finding,
        "Make a view of the new name, which can be written like the table; rename when no old version runs.",
        "%s is called %s from now on: the running version fails at once", judge->table,
        rules_quote(judge, command->new_name));
}

bool
rules_object_renamed(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    return command->kind == COMMAND_RENAME && is_named_by_applications(command->object) && judge->facts->breaks_old &&
           rules_say(judge, finding, "Make a second one of the new name, and drop the old one when nobody uses it.",
                     "%s is called %s from now on", object_words(judge), rules_quote(judge, command->new_name));
}

bool
rules_schema_changed(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    bool is_table = is_relation(command->object);

    if (command->kind != COMMAND_SET_SCHEMA || !judge->facts->breaks_old || (is_table && !rules_is_in_use(judge)))
    {
        return false;
    }
    if (is_table && command->object != SQL_SEQUENCE)
    {
        const char *view = quote_qualified_name(judge->mem, (QualifiedName){command->new_name, command->names[0].name});

        rules_fix_by_hand(judge, finding,
                          rules_print(judge, "CREATE VIEW %s AS SELECT * FROM %s;", view, judge->table));
    }
    return rules_say(judge, finding,
                     is_table
                         ? "Make a view in the new schema, which can be written like the table; move it when no old "
                           "version runs."
                         : "Make a second one there, and drop the old one when nobody uses it.",
                     "%s is in schema %s from now on", object_words(judge), rules_quote(judge, command->new_name));
}

bool
rules_owner_changed(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    return command->kind == COMMAND_OWNER_TO && is_relation(command->object) && rules_is_in_use(judge) &&
           rules_say(judge, finding, "Grant the rights that the running version uses to its role first.",
                     "%s belongs to %s from now on", judge->table, rules_quote(judge, command->new_name));
}

bool
rules_rights_revoked(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    bool is_revoke = command->kind == COMMAND_REVOKE || command->kind == COMMAND_REVOKE_ROLE;

    return is_revoke && judge->facts->breaks_old &&
           (command->name_count == 0 || !is_relation(command->object) || rules_is_in_use(judge)) &&
           rules_say(judge, finding,
                     "See in pg_stat_statements or a log that nobody uses them before you take them away.",
                     "rights are revoked from %s", rules_list(judge, command->roles));
}

static bool
is_relation(SqlObject object)
{
    return object == SQL_TABLE || object == SQL_VIEW || object == SQL_MATERIALIZED_VIEW || object == SQL_SEQUENCE ||
           object == SQL_FOREIGN_TABLE;
}

static bool
is_named_by_applications(SqlObject object)
{
    return !is_relation(object) && object != SQL_COLUMN && object != SQL_TABLE_CONSTRAINT && object != SQL_INDEX;
}

static const char *
object_words(const Judge *judge)
{
    const Command *command = judge->command;
    const char *name = command->name_count == 0 ? rules_quote(judge, command->member) : judge->table;
    const char *part =
        command->object == SQL_ATTRIBUTE ? rules_print(judge, ".%s", rules_quote(judge, command->member)) : "";

    return rules_print(judge, "%s %s%s", rules_object_words(judge), name, part);
}

/* "materialized view" */
const char *
rules_object_words(const Judge *judge)
{
    char *words = mem_strdup(judge->mem, command_object_words(judge->command->object));

    for (char *at = words; *at != '\0'; at++)
    {
        *at = (char) (*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
    }
    return words;
}
