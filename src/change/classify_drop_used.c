/* SPDX-License-Identifier: PostgreSQL */
/*
 * DROP of sequences, types and functions: the tables whose columns, defaults, constraints and triggers use them.
 *
 * Facts (measured on 12 to 18): with CASCADE a column of a type is dropped, and a default or trigger that calls a
 * function or sequence; each table that loses something is locked ACCESS EXCLUSIVE. Typed tables go with their type.
 */
#include <string.h>

#include "base/mem.h"
#include "classify_command_internal.h"

typedef struct UserSearch
{
    ClassifyJudge *judge;
    const SchemaType *type;
    const SchemaRelation *sequence;
    const SchemaFunction *function;
} UserSearch;

static void take_if_typed(SchemaRelation *relation, void *context);
static void take_if_numbered(SchemaRelation *relation, void *context);
static void take_if_calling(SchemaRelation *relation, void *context);
static bool calls_sequence(const UserSearch *search, const CommandExpression *expression);
static bool calls_function(const UserSearch *search, const CommandExpression *expression);

void
classify_refine_drop_sequence(ClassifyJudge *judge)
{
    const Command *command = judge->command;

    if (classify_nothing_is_there(judge))
    {
        return;
    }
    for (size_t i = 0; i < command->name_count; i++)
    {
        UserSearch search = {.judge = judge, .sequence = schema_relation(judge->schema, command->names[i])};

        classify_take_name(judge, command->names[i], LOCK_ACCESS_EXCLUSIVE);
        if (search.sequence != NULL && command->cascade)
        {
            schema_each_relation(judge->schema, take_if_numbered, &search);
        }
    }
}

static void
take_if_numbered(SchemaRelation *relation, void *context)
{
    UserSearch *search = context;

    for (size_t i = 0; i < relation->column_count; i++)
    {
        const SchemaColumn *column = &relation->columns[i];
        bool is_serial = column->sequence == search->sequence && column->identity == 0 && column->has_default;

        if (is_serial || calls_sequence(search, column->fallback))
        {
            classify_take(search->judge, relation, LOCK_ACCESS_EXCLUSIVE);
            return;
        }
    }
}

static bool
calls_sequence(const UserSearch *search, const CommandExpression *expression)
{
    for (size_t i = 0; expression != NULL && i < expression->call_count; i++)
    {
        if (expression->calls[i].argument != NULL &&
            schema_relation(search->judge->schema,
                            classify_name_in_text(search->judge->owner, expression->calls[i].argument)) ==
                search->sequence)
        {
            return true;
        }
    }
    return false;
}

void
classify_refine_drop_type(ClassifyJudge *judge)
{
    const Command *command = judge->command;

    for (size_t i = 0; i < command->name_count; i++)
    {
        UserSearch search = {.judge = judge,
                             .type = schema_type(judge->schema, command->names[i].schema, command->names[i].name)};

        if (search.type != NULL && command->cascade)
        {
            judge->result->loses_data = true;
            schema_each_relation(judge->schema, take_if_typed, &search);
        }
    }
    if (command->cascade && classify_may_exist(judge))
    {
        judge->result->loses_data = true;
        classify_unsure(judge, "Tables that are not known may have columns of it.");
    }
}

static void
take_if_typed(SchemaRelation *relation, void *context)
{
    UserSearch *search = context;

    if (relation->of_type != NULL)
    {
        QualifiedName name = classify_name_in_text(search->judge->owner, relation->of_type);

        if (schema_type(search->judge->schema, name.schema, name.name) == search->type)
        {
            classify_take_dropped(search->judge, relation, true);
            return;
        }
    }
    for (size_t i = 0; i < relation->column_count && strchr("rpmf", relation->kind) != NULL; i++)
    {
        if (classify_type_uses(search->judge->schema, relation->columns[i].type, search->type))
        {
            classify_take(search->judge, relation, LOCK_ACCESS_EXCLUSIVE);
            classify_take_readers(search->judge, relation, relation->columns[i].name);
        }
    }
}

void
classify_refine_drop_function(ClassifyJudge *judge)
{
    const Command *command = judge->command;

    for (size_t i = 0; i < command->name_count; i++)
    {
        size_t count = 0;
        UserSearch search = {.judge = judge};
        size_t arguments = command->function == NULL ? 0 : command->function->argument_count;

        search.function = schema_function(judge->schema, command->names[i], arguments, &count);
        if (search.function != NULL && command->cascade)
        {
            schema_each_relation(judge->schema, take_if_calling, &search);
        }
    }
    if (command->cascade && classify_may_exist(judge))
    {
        classify_unsure(judge, "Tables that are not known may use it in triggers and defaults.");
    }
}

static void
take_if_calling(SchemaRelation *relation, void *context)
{
    UserSearch *search = context;

    for (size_t i = 0; i < relation->trigger_count; i++)
    {
        size_t count;

        if (schema_function(search->judge->schema, relation->triggers[i].function, 0, &count) == search->function)
        {
            classify_take_partitions(search->judge, relation, LOCK_ACCESS_EXCLUSIVE);
        }
    }
    for (size_t i = 0; i < relation->column_count; i++)
    {
        if (calls_function(search, relation->columns[i].fallback))
        {
            classify_take(search->judge, relation, LOCK_ACCESS_EXCLUSIVE);
        }
    }
    for (size_t i = 0; i < relation->constraint_count; i++)
    {
        if (calls_function(search, relation->constraints[i].expression))
        {
            classify_take_tree(search->judge, relation, LOCK_ACCESS_EXCLUSIVE);
        }
    }
}

static bool
calls_function(const UserSearch *search, const CommandExpression *expression)
{
    for (size_t i = 0; expression != NULL && i < expression->call_count; i++)
    {
        const CommandCall *call = &expression->calls[i];
        size_t count;

        if (schema_function(search->judge->schema, call->function, call->argument_count, &count) == search->function)
        {
            return true;
        }
    }
    return false;
}
