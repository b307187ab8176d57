/* SPDX-License-Identifier: PostgreSQL */
/*
 * The rule about bodies of functions that name what is dropped or renamed, which PostgreSQL finds out when they run.
 *
 * Few false alarms: a column's name is a common word. It counts as NEW.c or OLD.c of a trigger of the table, as table.c,
 * and bare where the function reads the table and no other that has such a column.
 */
#include <string.h>

#include "rules_internal.h"

typedef struct Search
{
    const Judge *judge;
    const char *relation; /* bare name */
    const char *column;   /* or NULL */
    const char *found;    /* functions: "a(), b()" */
} Search;

static bool drops(const Command *command);
static void search_function(SchemaFunction *function, void *context);
static bool names_relation(const SchemaFunction *function, const Search *search);
static bool names_column(const SchemaFunction *function, const Search *search);
static bool is_column_of_another(const SchemaFunction *function, const Search *search);
static bool names(const Command *command, const char *relation);

bool
rules_body_names_it(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    bool is_column =
        command->kind == COMMAND_DROP_COLUMN || (command->kind == COMMAND_RENAME && command->object == SQL_COLUMN);
    bool is_relation = drops(command) || (command->kind == COMMAND_RENAME &&
                                          (command->object == SQL_TABLE || command->object == SQL_VIEW));

    if ((!is_column && !is_relation) || !rules_is_in_use(judge))
    {
        return false;
    }
    Search search = {judge, NULL, is_column ? command->member : NULL, NULL};

    for (size_t i = 0; i < command->name_count; i++)
    {
        search.relation = command->names[i].name;
        schema_each_function(judge->schema, search_function, &search);
    }
    return search.found != NULL &&
           rules_say(judge, finding, "Replace the functions first, by ones that work with both shapes.",
                     "%s%s%s is named in the text of %s, which fails at run time", rules_names(judge),
                     is_column ? "." : "", is_column ? rules_quote(judge, command->member) : "", search.found);
}

/* A relation that applications read. */
static bool
drops(const Command *command)
{
    return command->kind == COMMAND_DROP &&
           (command->object == SQL_TABLE || command->object == SQL_VIEW || command->object == SQL_MATERIALIZED_VIEW);
}

/* Bodies in standard SQL are tracked by PostgreSQL itself and have no text. */
static void
search_function(SchemaFunction *function, void *context)
{
    Search *search = context;

    if (function->body_text != NULL &&
        (search->column == NULL ? names_relation(function, search) : names_column(function, search)))
    {
        search->found = rules_print(search->judge, "%s%s%s()", search->found == NULL ? "" : search->found,
                                    search->found == NULL ? "" : ", ", rules_quote(search->judge, function->name));
    }
}

static bool
names_relation(const SchemaFunction *function, const Search *search)
{
    if (function->body_count == 0)
    {
        return rules_mentions(function->body_text, search->relation);
    }
    for (size_t i = 0; i < function->body_count; i++)
    {
        if (names(&function->body[i], search->relation))
        {
            return true;
        }
    }
    return false;
}

/* As NEW.c or OLD.c in a trigger of the table, as table.c, or as a word that can be no other table's column. */
static bool
names_column(const SchemaFunction *function, const Search *search)
{
    const SchemaRelation *table = search->judge->relation;
    const char *qualifiers[] = {search->relation, "NEW", "OLD"};
    bool is_trigger = false;

    for (size_t i = 0; table != NULL && i < table->trigger_count; i++)
    {
        is_trigger |=
            table->triggers[i].function.name != NULL && strcmp(table->triggers[i].function.name, function->name) == 0;
    }
    for (size_t i = 0; i < (is_trigger ? 3 : 1); i++)
    {
        if (rules_mentions(function->body_text, rules_print(search->judge, "%s.%s", qualifiers[i], search->column)))
        {
            return true;
        }
    }
    return names_relation(function, search) && rules_mentions(function->body_text, search->column) &&
           !is_column_of_another(function, search);
}

static bool
is_column_of_another(const SchemaFunction *function, const Search *search)
{
    for (size_t i = 0; i < function->body_count; i++)
    {
        const Command *command = &function->body[i];

        for (size_t j = 0; j < command->use_count; j++)
        {
            const SchemaRelation *other = rules_relation(search->judge, command->uses[j].relation);

            if (strcmp(command->uses[j].relation.name, search->relation) != 0 &&
                (other == NULL || schema_column(other, search->column) != NULL))
            {
                return true;
            }
        }
    }
    return false;
}

static bool
names(const Command *command, const char *relation)
{
    for (size_t i = 0; i < command->use_count; i++)
    {
        if (strcmp(command->uses[i].relation.name, relation) == 0)
        {
            return true;
        }
    }
    for (size_t i = 0; i < command->name_count; i++)
    {
        if (command->names[i].name != NULL && strcmp(command->names[i].name, relation) == 0)
        {
            return true;
        }
    }
    return false;
}
