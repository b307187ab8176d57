/* SPDX-License-Identifier: PostgreSQL */
/*
 * Rules about types: type changes of columns, enums, composite types.
 *
 * Whether a type change rewrites depends on the old type: the facts say it, here it is only told.
 */
#include <string.h>

#include "base/mem.h"
#include "rules_internal.h"

static bool is_type_change(const Judge *judge);
static const char *change_text(const Judge *judge);
static const char *user_of(const Judge *judge, const char *column);
static const SchemaType *enum_of(const Judge *judge, const SchemaColumn *column);
static const char *used_label(const Judge *judge, QualifiedName relation);

bool
rules_type_change_rewrites(const Judge *judge, Finding *finding)
{
    if (!is_type_change(judge) || !judge->is_dangerous || !judge->facts->rewrites)
    {
        return false;
    }
    rules_plan_type(judge, finding);
    return rules_say(
        judge, finding,
        "Add a column of the new type, keep both equal, fill it in batches, and drop the old one when nobody "
        "uses it: that is what the plan does.",
        "%s rewrites %s%s", change_text(judge), judge->table,
        judge->facts->is_exact ? "" : ", unless the old type is stored alike");
}

bool
rules_type_change_scans(const Judge *judge, Finding *finding)
{
    if (!is_type_change(judge) || !judge->is_dangerous || judge->facts->rewrites)
    {
        return false;
    }
    rules_plan_type(judge, finding);
    return rules_say(
        judge, finding,
        "Drop the indexes that depend on the type CONCURRENTLY, change it, and build them again; or use the "
        "plan.",
        "%s reads %s or rebuilds its indexes while readers and writers wait", change_text(judge), judge->table);
}

bool
rules_type_changed(const Judge *judge, Finding *finding)
{
    return is_type_change(judge) && !judge->is_dangerous && rules_is_in_use(judge) &&
           rules_say(judge, finding, "Let clients prepare their statements anew, or do it when few are connected.",
                     "%s costs nothing, but prepared statements that read it fail once", change_text(judge));
}

bool
rules_type_change_refused(const Judge *judge, Finding *finding)
{
    const char *user = is_type_change(judge) ? user_of(judge, judge->command->member) : NULL;

    return user != NULL &&
           rules_say(judge, finding, "Drop what uses the column first and make it again, in the same transaction.",
                     "PostgreSQL refuses to change the type of %s.%s: %s uses it", judge->table,
                     rules_quote(judge, judge->command->member), user);
}

bool
rules_enum_value_renamed(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    if (command->kind != COMMAND_RENAME_VALUE)
    {
        return false;
    }
    rules_fix_by_hand(
        judge, finding,
        rules_print(judge, "ALTER TYPE %s ADD VALUE %s;\n-- then change rows in batches from %s", judge->table,
                    quote_literal(judge->mem, command->new_name == NULL ? "" : command->new_name),
                    command->member == NULL ? "the old value" : quote_literal(judge->mem, command->member)));
    return rules_say(
        judge, finding,
        "Add the new value, let every version accept both, change the rows in batches, and stop using the old "
        "one.",
        "a value of %s gets another name: the running version neither reads nor writes the new one", judge->table);
}

bool
rules_enum_value_added(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    const SchemaType *type = command->kind == COMMAND_ADD_VALUE
                                 ? schema_type(judge->schema, command->names[0].schema, command->names[0].name)
                                 : NULL;

    if (command->kind != COMMAND_ADD_VALUE ||
        (type != NULL && type->made_file != 0 && type->made_file == judge->session->file))
    {
        return false;
    }
    return rules_say(judge, finding, "Roll a version out that can read it before any version writes it.",
                     "the running version does not know the new value of %s, and it cannot be removed", judge->table);
}

bool
rules_enum_value_used(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    const char *label = NULL;

    if (!judge->session->in_transaction || command->kind == COMMAND_ADD_VALUE)
    {
        return false;
    }
    for (size_t i = 0; i < command->name_count && label == NULL; i++)
    {
        label = used_label(judge, command->names[i]);
    }
    for (size_t i = 0; i < command->use_count && label == NULL; i++)
    {
        label = used_label(judge, command->uses[i].relation);
    }
    return label != NULL &&
           rules_say(judge, finding, "Add the value in a transaction of its own, before.",
                     "%s was added in this transaction and cannot be used before it is committed", label);
}

bool
rules_attribute_changed(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    return (command->kind == COMMAND_ALTER_ATTRIBUTE_TYPE ||
            (command->kind == COMMAND_ADD_ATTRIBUTE && command->cascade)) &&
           rules_say(judge, finding, "Make a new type, and a new column of it that is kept equal.",
                     "type %s changes its shape for whoever builds or reads its values", judge->table);
}

bool
rules_attribute_dropped(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    return command->kind == COMMAND_DROP_ATTRIBUTE &&
           rules_say(judge, finding, "Make a new type, and a new column of it that is kept equal.",
                     "attribute %s of %s is dropped with its data", rules_quote(judge, command->member), judge->table);
}

static bool
is_type_change(const Judge *judge)
{
    return judge->command->kind == COMMAND_ALTER_COLUMN_TYPE && judge->command->column_count > 0;
}

/* "changing orders.id from integer to bigint" */
static const char *
change_text(const Judge *judge)
{
    const SchemaColumn *before = rules_column(judge, judge->command->member);
    const char *from = before == NULL || *before->type.name == '\0'
                           ? ""
                           : rules_print(judge, " from %s", command_type_text(judge->mem, &before->type));

    return rules_print(judge, "changing %s.%s%s to %s", judge->table, rules_quote(judge, judge->command->member), from,
                       command_type_text(judge->mem, &judge->command->columns[0].type));
}

/* What is known to read the column by name. */
static const char *
user_of(const Judge *judge, const char *column)
{
    const SchemaRelation *table = judge->relation;

    for (size_t i = 0; table != NULL && i < table->reader_count; i++)
    {
        if (rules_reader_uses(&table->readers[i], column))
        {
            return rules_print(judge, "view %s",
                               schema_relation_text(judge->mem, judge->schema, table->readers[i].relation));
        }
    }
    for (size_t i = 0; table != NULL && i < table->column_count; i++)
    {
        if (rules_list_has(table->columns[i].generated_from, column))
        {
            return rules_print(judge, "generated column %s", rules_quote(judge, table->columns[i].name));
        }
    }
    return NULL;
}

static const SchemaType *
enum_of(const Judge *judge, const SchemaColumn *column)
{
    const SchemaType *type = schema_type(judge->schema, column->type.schema, column->type.name);

    return type != NULL && type->kind == 'e' && type->new_label_count > 0 ? type : NULL;
}

/* A new label of an enum of the relation's columns that stands in the statement's text. */
static const char *
used_label(const Judge *judge, QualifiedName relation)
{
    const SchemaRelation *table = rules_relation(judge, relation);

    for (size_t i = 0; table != NULL && i < table->column_count; i++)
    {
        const SchemaType *type = enum_of(judge, &table->columns[i]);

        for (size_t j = 0; type != NULL && j < type->new_label_count; j++)
        {
            const char *literal = quote_literal(judge->mem, type->new_labels[j]);

            if (memmem(judge->given->text + judge->given->command->offset, judge->given->command->length, literal,
                       strlen(literal)) != NULL)
            {
                return literal;
            }
        }
    }
    return NULL;
}
