/* SPDX-License-Identifier: PostgreSQL */
/*
 * Deep copies of Commands: bodies of functions, which are judged and folded when they are called.
 *
 * Invariant: every pointer member of Command and of what hangs on it is copied here; a member that is added to
 * sql/command.h needs its line.
 */
#include "schema_internal.h"

#include "base/mem.h"

static void copy_texts(const SchemaCopier *copier, Command *command);
static void copy_lists(const SchemaCopier *copier, Command *command);
static void copy_columns(const SchemaCopier *copier, Command *command);
static void copy_constraints(const SchemaCopier *copier, Command *command);
static void copy_details(const SchemaCopier *copier, Command *command);
static CommandFunction *copy_function(const SchemaCopier *copier, const CommandFunction *function);
static QualifiedName *copy_names(const SchemaCopier *copier, const QualifiedName *names, size_t count);

Command *
schema_copy_commands(const SchemaCopier *copier, const Command *commands, size_t count)
{
    Command *copy = schema_copy_array(copier, commands, count, sizeof(*copy));

    for (size_t i = 0; i < count; i++)
    {
        copy_texts(copier, &copy[i]);
        copy_lists(copier, &copy[i]);
        copy_columns(copier, &copy[i]);
        copy_constraints(copier, &copy[i]);
        copy_details(copier, &copy[i]);
        copy[i].body = schema_copy_commands(copier, commands[i].body, commands[i].body_count);
    }
    return copy;
}

const Command *
schema_keep_commands(Schema *schema, const Command *commands, size_t count)
{
    SchemaCopier copier = schema_copier(schema);

    return schema_copy_commands(&copier, commands, count);
}

void
schema_set_body(Schema *schema, SchemaFunction *function, const Command *commands, size_t count)
{
    SchemaArena arena = {.owner = mem_child(function, "body")};
    SchemaCopier copier = {.arena = &arena};

    if (function->body_owner != NULL)
    {
        *mem_push(schema, schema->dropped, schema->dropped_count) = function->body_owner;
    }
    function->body_owner = arena.owner;
    function->body = schema_copy_commands(&copier, commands, count);
    function->body_count = count;
}

static void
copy_texts(const SchemaCopier *copier, Command *command)
{
    command->tag = schema_copy_text(copier, command->tag);
    command->words = schema_copy_text(copier, command->words);
    command->member = schema_copy_text(copier, command->member);
    command->new_name = schema_copy_text(copier, command->new_name);
    command->target = schema_copy_name(copier, command->target);
    command->target_member = schema_copy_text(copier, command->target_member);
    command->bound = schema_copy_text(copier, command->bound);
    command->opaque = schema_copy_text(copier, command->opaque);
}

static void
copy_lists(const SchemaCopier *copier, Command *command)
{
    command->names = copy_names(copier, command->names, command->name_count);
    command->options = schema_copy_list(copier, command->options);
    command->roles = schema_copy_list(copier, command->roles);
    command->members = schema_copy_list(copier, command->members);
    command->likes = copy_names(copier, command->likes, command->like_count);
    command->like_options = schema_copy_list(copier, command->like_options);
    command->parents = copy_names(copier, command->parents, command->parent_count);
    command->partition_columns = schema_copy_list(copier, command->partition_columns);
}

static void
copy_columns(const SchemaCopier *copier, Command *command)
{
    command->columns = schema_copy_array(copier, command->columns, command->column_count, sizeof(*command->columns));
    for (size_t i = 0; i < command->column_count; i++)
    {
        CommandColumn *column = &command->columns[i];

        column->name = schema_copy_text(copier, column->name);
        column->type = schema_copy_type(copier, column->type);
        column->collation = schema_copy_text(copier, column->collation);
        column->fallback = schema_copy_expression(copier, column->fallback);
        column->generated = schema_copy_expression(copier, column->generated);
        column->sequence_options = schema_copy_list(copier, column->sequence_options);
    }
}

static void
copy_constraints(const SchemaCopier *copier, Command *command)
{
    command->constraints =
        schema_copy_array(copier, command->constraints, command->constraint_count, sizeof(*command->constraints));
    for (size_t i = 0; i < command->constraint_count; i++)
    {
        CommandConstraint *constraint = &command->constraints[i];

        constraint->name = schema_copy_text(copier, constraint->name);
        constraint->columns = schema_copy_list(copier, constraint->columns);
        constraint->foreign_table = schema_copy_name(copier, constraint->foreign_table);
        constraint->foreign_columns = schema_copy_list(copier, constraint->foreign_columns);
        constraint->index = schema_copy_text(copier, constraint->index);
        constraint->expression = schema_copy_expression(copier, constraint->expression);
    }
}

static void
copy_details(const SchemaCopier *copier, Command *command)
{
    command->base = schema_copy_type(copier, command->base);
    command->expression = schema_copy_expression(copier, command->expression);
    if (command->index != NULL)
    {
        command->index = schema_copy_array(copier, command->index, 1, sizeof(*command->index));
        command->index->method = schema_copy_text(copier, command->index->method);
        command->index->keys = schema_copy_list(copier, command->index->keys);
        command->index->mentions = schema_copy_list(copier, command->index->mentions);
        command->index->calls = schema_copy_calls(copier, command->index->calls, command->index->call_count);
    }
    command->function = copy_function(copier, command->function);
    if (command->trigger != NULL)
    {
        command->trigger = schema_copy_array(copier, command->trigger, 1, sizeof(*command->trigger));
        command->trigger->function = schema_copy_name(copier, command->trigger->function);
        command->trigger->update_columns = schema_copy_list(copier, command->trigger->update_columns);
    }
    if (command->data != NULL)
    {
        command->data = schema_copy_array(copier, command->data, 1, sizeof(*command->data));
        command->data->columns = schema_copy_list(copier, command->data->columns);
        command->data->nulls = schema_copy_list(copier, command->data->nulls);
        command->data->row = schema_copy_text(copier, command->data->row);
    }
    command->uses = schema_copy_array(copier, command->uses, command->use_count, sizeof(*command->uses));
    for (size_t i = 0; i < command->use_count; i++)
    {
        const char *const *columns = command->uses[i].columns;

        command->uses[i].relation = schema_copy_name(copier, command->uses[i].relation);
        command->uses[i].columns = columns == NULL ? NULL : schema_copy_list(copier, columns);
    }
    command->calls = schema_copy_calls(copier, command->calls, command->call_count);
}

static CommandFunction *
copy_function(const SchemaCopier *copier, const CommandFunction *function)
{
    CommandFunction *copy;

    if (function == NULL)
    {
        return NULL;
    }
    copy = schema_copy_array(copier, function, 1, sizeof(*copy));
    copy->argument_types = schema_copy_array(copier, function->argument_types, function->argument_count,
                                             sizeof(*function->argument_types));
    for (size_t i = 0; i < function->argument_count; i++)
    {
        copy->argument_types[i] = schema_copy_type(copier, function->argument_types[i]);
    }
    copy->argument_names = schema_copy_list(copier, function->argument_names);
    copy->result = schema_copy_type(copier, function->result);
    copy->result_text = schema_copy_text(copier, function->result_text);
    copy->language = schema_copy_text(copier, function->language);
    copy->body = schema_copy_text(copier, function->body);
    return copy;
}

static QualifiedName *
copy_names(const SchemaCopier *copier, const QualifiedName *names, size_t count)
{
    QualifiedName *copy = schema_copy_array(copier, names, count, sizeof(*copy));

    for (size_t i = 0; i < count; i++)
    {
        copy[i] = schema_copy_name(copier, names[i]);
    }
    return copy;
}
