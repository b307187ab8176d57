/* SPDX-License-Identifier: PostgreSQL */
/*
 * Functions, procedures and triggers.
 *
 * A function is told from others of its name by the types of its arguments as text. A trigger for each row of a
 * partitioned table is one of every partition too (11 and later).
 */
#include "fold_internal.h"

#include <string.h>

#include "base/mem.h"

static char *signature_of(Fold *fold, const CommandFunction *function);
static char *result_of(Fold *fold, const CommandFunction *function);
static void describe(Fold *fold, SchemaFunction *function, const Command *command);
static void alter(Fold *fold, SchemaFunction *function, const Command *command);
static bool is_meant(const SchemaFunction *function, const char *signature);
static void add_trigger(Fold *fold, SchemaRelation *relation, SchemaTrigger trigger);

void
fold_create_function(Fold *fold, const Command *command)
{
    QualifiedName name = command->names[0];
    SchemaFunction *function;

    if (command->function == NULL)
    {
        return;
    }
    if (command->is_temporary && name.schema == NULL)
    {
        name.schema = schema_temporary;
    }
    function = schema_add_function(fold->schema, name, signature_of(fold, command->function));
    describe(fold, function, command);
    function->is_procedure = command->object == SQL_PROCEDURE;
    schema_set_body(fold->schema, function, command->body, command->body_count);
}

static void
describe(Fold *fold, SchemaFunction *function, const Command *command)
{
    Schema *schema = fold->schema;
    const CommandFunction *made = command->function;
    char *names = mem_strdup(fold->scratch, "");

    for (size_t i = 0; i < made->argument_count; i++)
    {
        mem_append(&names, "%s%s", i == 0 ? "" : ", ", made->argument_names[i]);
    }
    function->argument_count = made->argument_count;
    function->default_count = made->default_count;
    function->volatility = (char) (made->volatility == 0 ? 'v' : made->volatility);
    function->language = schema_keep(schema, made->language);
    function->is_trigger = strcmp(made->result.name, "trigger") == 0;
    function->argument_names = schema_keep(schema, names);
    function->result = schema_keep(schema, result_of(fold, made));
    function->opaque = schema_keep(schema, command->opaque);
    function->body_text = schema_keep(schema, made->body);
}

static char *
signature_of(Fold *fold, const CommandFunction *function)
{
    char *text = mem_strdup(fold->scratch, "");

    for (size_t i = 0; i < function->argument_count; i++)
    {
        mem_append(&text, "%s%s", i == 0 ? "" : ", ", command_type_text(fold->scratch, &function->argument_types[i]));
    }
    return text;
}

static char *
result_of(Fold *fold, const CommandFunction *function)
{
    if (function->result_text != NULL && function->result_text[0] != '\0')
    {
        return mem_strdup(fold->scratch, function->result_text);
    }
    return function->result.name[0] == '\0' ? mem_strdup(fold->scratch, "")
                                            : command_type_text(fold->scratch, &function->result);
}

void
fold_alter_function(Fold *fold, const Command *command)
{
    fold_each_function(fold, command, 0, alter);
}

static void
alter(Fold *fold, SchemaFunction *function, const Command *command)
{
    (void) fold;
    if (command->function != NULL && command->function->volatility != 0)
    {
        function->volatility = command->function->volatility;
    }
}

void
fold_each_function(Fold *fold, const Command *command, size_t index,
                   void (*visit)(Fold *fold, SchemaFunction *function, const Command *command))
{
    size_t count = 0;
    SchemaFunction *function = schema_function(fold->schema, command->names[index], SCHEMA_ANY_ARGUMENTS, &count);
    const char *signature = "";

    for (size_t i = 0; command->members[i] != NULL; i++)
    {
        signature = i == index ? command->members[i] : signature;
    }
    /* Without types it is the only one of its name. */
    while (function != NULL)
    {
        SchemaFunction *next = function->next;

        if (count == 1 || is_meant(function, signature))
        {
            visit(fold, function, command);
            return;
        }
        function = next;
    }
}

/* SIGNATURE is in parentheses. */
static bool
is_meant(const SchemaFunction *function, const char *signature)
{
    size_t bytes = strlen(signature);

    return bytes >= 2 && strlen(function->signature) == bytes - 2 &&
           strncmp(function->signature, signature + 1, bytes - 2) == 0;
}

void
fold_create_trigger(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_altered(fold, command);
    const CommandTrigger *made = command->trigger;
    SchemaCopier copier = schema_copier(fold->schema);

    if (relation == NULL || made == NULL || command->member == NULL)
    {
        return;
    }
    add_trigger(fold, relation,
                (SchemaTrigger){
                    .name = schema_keep(fold->schema, command->member),
                    .function = schema_copy_name(&copier, made->function),
                    .is_row = made->is_row,
                    .on_insert = made->on_insert,
                    .on_update = made->on_update,
                    .on_delete = made->on_delete,
                    .update_columns = schema_keep_list(fold->schema, made->update_columns),
                });
}

static void
add_trigger(Fold *fold, SchemaRelation *relation, SchemaTrigger trigger)
{
    schema_remove_trigger(relation, trigger.name);
    *mem_push(relation, relation->triggers, relation->trigger_count) = trigger;
    trigger.is_inherited = true;
    for (size_t i = 0; relation->kind == 'p' && trigger.is_row && i < relation->child_count; i++)
    {
        add_trigger(fold, relation->children[i], trigger);
    }
}
