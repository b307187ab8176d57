/* SPDX-License-Identifier: PostgreSQL */
/*
 * Types and domains.
 *
 * A composite type is a relation without rows (relkind c) and a type of that name. A value that was added to an enum
 * cannot be used in the transaction that added it, unless that made the type (12 and later).
 */
#include "fold_internal.h"

#include <string.h>

#include "base/mem.h"

static char kind_of(const Command *command);
static SchemaType *create(Fold *fold, const Command *command, char kind);
static bool is_constrained_by(const Command *command);

void
fold_create_type(Fold *fold, const Command *command)
{
    char kind = kind_of(command);
    SchemaType *type = create(fold, command, kind);

    if (type == NULL)
    {
        return;
    }
    for (size_t i = 0; kind == 'e' && command->members[i] != NULL; i++)
    {
        *mem_push(type, type->labels, type->label_count) = schema_keep(fold->schema, command->members[i]);
    }
    if (type->kind == 'c' && command->column_count > 0)
    {
        SchemaRelation *relation = fold_create_relation(fold, command, command->names[0], 'c');

        for (size_t i = 0; relation != NULL && i < command->column_count; i++)
        {
            fold_define_column(fold, relation, &command->columns[i]);
        }
    }
}

/* A composite type has columns or nothing at all; a base type has options. */
static char
kind_of(const Command *command)
{
    if (schema_list_has(command->options, "enum"))
    {
        return 'e';
    }
    if (schema_list_has(command->options, "subtype"))
    {
        return 'r';
    }
    return (char) (command->options[0] == NULL ? 'c' : 'b');
}

/* NULL where the command does nothing. */
static SchemaType *
create(Fold *fold, const Command *command, char kind)
{
    QualifiedName name = command->names[0];
    SchemaType *type;

    if (name.schema == NULL)
    {
        name.schema = schema_creation_namespace(fold->schema);
    }
    type = schema_type(fold->schema, name.schema, name.name);
    if (type != NULL)
    {
        if (fold->depth > 0)
        {
            return NULL;
        }
        schema_drop_type(fold->schema, type);
    }
    type = schema_add_type(fold->schema, name, kind);
    type->made_file = fold->place.file;
    type->made_transaction = fold->place.transaction;
    return type;
}

void
fold_create_domain(Fold *fold, const Command *command)
{
    SchemaType *type = create(fold, command, 'd');

    if (type != NULL)
    {
        type->base = schema_keep_type(fold->schema, command->base);
        type->is_constrained = is_constrained_by(command);
    }
}

static bool
is_constrained_by(const Command *command)
{
    for (size_t i = 0; i < command->constraint_count; i++)
    {
        if (command->constraints[i].type == 'c' || command->constraints[i].type == 'n')
        {
            return true;
        }
    }
    return false;
}

void
fold_alter_domain(Fold *fold, const Command *command)
{
    SchemaType *type = schema_type(fold->schema, command->names[0].schema, command->names[0].name);

    /* One constraint less may leave others: it stays constrained, to be safe. */
    if (type != NULL && (command->kind == COMMAND_ADD_CHECK || command->kind == COMMAND_SET_NOT_NULL))
    {
        type->is_constrained = true;
    }
}

void
fold_enum_value(Fold *fold, const Command *command)
{
    Schema *schema = fold->schema;
    SchemaType *type = schema_type(schema, command->names[0].schema, command->names[0].name);
    const char *label = schema_keep(schema, command->member);

    if (type == NULL || label == NULL)
    {
        return;
    }
    for (size_t i = 0; i < type->label_count; i++)
    {
        if (strcmp(type->labels[i], label) == 0)
        {
            if (command->kind == COMMAND_RENAME_VALUE)
            {
                type->labels[i] = schema_keep(schema, command->new_name);
            }
            return;
        }
    }
    if (command->kind == COMMAND_RENAME_VALUE)
    {
        return;
    }
    *mem_push(type, type->labels, type->label_count) = label;
    if (fold->place.transaction != 0 && type->made_transaction != fold->place.transaction)
    {
        if (type->new_label_count == 0)
        {
            *mem_push(schema, schema->changing_types, schema->changing_type_count) = type;
        }
        *mem_push(type, type->new_labels, type->new_label_count) = label;
    }
}
