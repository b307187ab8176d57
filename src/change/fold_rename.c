/* SPDX-License-Identifier: PostgreSQL */
/*
 * RENAME and SET SCHEMA of everything.
 *
 * Views, foreign keys and indexes follow a rename, as PostgreSQL's hang on numbers, not on names; texts of functions and
 * expressions do not. An index behind a constraint and the constraint always have the same name.
 */
#include "fold_internal.h"

#include <string.h>

#include "base/mem.h"

static void rename_relation(Fold *fold, const Command *command);
static void rename_constraint(Fold *fold, const Command *command);
static void rename_check_below(Fold *fold, SchemaRelation *relation, const char *name, const char *new_name);
static void rename_trigger(Fold *fold, const Command *command);
static void rename_trigger_below(SchemaRelation *relation, const char *name, const char *new_name);
static void rename_policy(Fold *fold, const Command *command);
static void rename_rule(Fold *fold, const Command *command);
static void replace_text(const char **list, size_t count, const char *text, const char *new_text);
static void rename_type(Fold *fold, const Command *command);
static void move_type(Fold *fold, SchemaType *type, const char *schema_name, const char *name);
static void rename_function(Fold *fold, const Command *command);
static void rename_one_function(Fold *fold, SchemaFunction *function, const Command *command);
static void move_one_function(Fold *fold, SchemaFunction *function, const Command *command);
static void rename_schema(Fold *fold, const Command *command);

static const FoldAction actions[SQL_OBJECTS] = {
    [SQL_TABLE] = rename_relation,
    [SQL_FOREIGN_TABLE] = rename_relation,
    [SQL_INDEX] = rename_relation,
    [SQL_VIEW] = rename_relation,
    [SQL_MATERIALIZED_VIEW] = rename_relation,
    [SQL_SEQUENCE] = rename_relation,
    [SQL_COLUMN] = fold_rename_column,
    [SQL_ATTRIBUTE] = fold_rename_column,
    [SQL_TABLE_CONSTRAINT] = rename_constraint,
    [SQL_TRIGGER] = rename_trigger,
    [SQL_POLICY] = rename_policy,
    [SQL_RULE] = rename_rule,
    [SQL_TYPE] = rename_type,
    [SQL_DOMAIN] = rename_type,
    [SQL_FUNCTION] = rename_function,
    [SQL_PROCEDURE] = rename_function,
    [SQL_ROUTINE] = rename_function,
    [SQL_SCHEMA] = rename_schema,
};

void
fold_rename(Fold *fold, const Command *command)
{
    if (command->name_count > 0 && command->new_name != NULL && actions[command->object] != NULL)
    {
        actions[command->object](fold, command);
    }
}

static void
rename_relation(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_altered(fold, command);
    SchemaConstraint *constraint;

    if (relation == NULL)
    {
        return;
    }
    constraint = relation->table == NULL ? NULL : schema_index_constraint(relation);
    schema_rename_relation(fold->schema, relation, NULL, command->new_name);
    if (constraint != NULL)
    {
        schema_rename_constraint(fold->schema, relation->table, constraint, command->new_name);
    }
}

static void
rename_constraint(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_altered(fold, command);
    SchemaConstraint *constraint = relation == NULL ? NULL : schema_constraint(relation, command->member);
    bool is_check = constraint != NULL && constraint->type == 'c';

    if (constraint == NULL)
    {
        return;
    }
    if (constraint->index != NULL)
    {
        schema_rename_relation(fold->schema, constraint->index, NULL, command->new_name);
    }
    schema_rename_constraint(fold->schema, relation, constraint, command->new_name);
    for (size_t i = 0; is_check && i < relation->child_count; i++)
    {
        rename_check_below(fold, relation->children[i], command->member, command->new_name);
    }
}

static void
rename_check_below(Fold *fold, SchemaRelation *relation, const char *name, const char *new_name)
{
    SchemaConstraint *constraint = schema_constraint(relation, name);

    if (constraint == NULL || !constraint->is_inherited)
    {
        return;
    }
    schema_rename_constraint(fold->schema, relation, constraint, new_name);
    for (size_t i = 0; i < relation->child_count; i++)
    {
        rename_check_below(fold, relation->children[i], name, new_name);
    }
}

static void
rename_trigger(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_altered(fold, command);

    if (relation != NULL && command->member != NULL)
    {
        rename_trigger_below(relation, schema_keep(fold->schema, command->member),
                             schema_keep(fold->schema, command->new_name));
    }
}

static void
rename_trigger_below(SchemaRelation *relation, const char *name, const char *new_name)
{
    for (size_t i = 0; i < relation->trigger_count; i++)
    {
        if (strcmp(relation->triggers[i].name, name) == 0)
        {
            relation->triggers[i].name = new_name;
        }
    }
    for (size_t i = 0; relation->kind == 'p' && i < relation->child_count; i++)
    {
        rename_trigger_below(relation->children[i], name, new_name);
    }
}

static void
rename_policy(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_altered(fold, command);

    if (relation != NULL && command->member != NULL)
    {
        replace_text(relation->policies, relation->policy_count, command->member,
                     schema_keep(fold->schema, command->new_name));
    }
}

static void
rename_rule(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_altered(fold, command);

    if (relation != NULL && command->member != NULL)
    {
        replace_text(relation->rules, relation->rule_count, command->member,
                     schema_keep(fold->schema, command->new_name));
    }
}

static void
replace_text(const char **list, size_t count, const char *text, const char *new_text)
{
    for (size_t i = 0; i < count; i++)
    {
        list[i] = strcmp(list[i], text) == 0 ? new_text : list[i];
    }
}

static void
rename_type(Fold *fold, const Command *command)
{
    SchemaType *type = schema_type(fold->schema, command->names[0].schema, command->names[0].name);

    if (type != NULL)
    {
        move_type(fold, type, NULL, command->new_name);
    }
}

/* Columns and domains name their type by text: they are told the new one. */
static void
move_type(Fold *fold, SchemaType *type, const char *schema_name, const char *name)
{
    Schema *schema = fold->schema;
    SchemaRelation *composite = schema_table_find(&schema->relations, type->schema, type->name);
    QualifiedName old = {.schema = type->schema, .name = type->name};

    schema_rename_type(schema, type, schema_name, name);
    if (composite != NULL && composite->kind == 'c')
    {
        schema_rename_relation(schema, composite, schema_name, name);
    }
    for (size_t i = 0; i < schema->relation_list.count; i++)
    {
        SchemaRelation *relation = schema->relation_list.items[i];

        for (size_t k = 0; relation != NULL && k < relation->column_count; k++)
        {
            CommandType *of = &relation->columns[k].type;

            if (strcmp(of->name, old.name) == 0 && (of->schema == NULL || strcmp(of->schema, old.schema) == 0))
            {
                of->name = type->name;
                of->schema = of->schema == NULL && schema_name == NULL ? NULL : type->schema;
            }
        }
    }
    for (size_t i = 0; i < schema->type_list.count; i++)
    {
        SchemaType *other = schema->type_list.items[i];

        if (other != NULL && strcmp(other->base.name, old.name) == 0 &&
            (other->base.schema == NULL || strcmp(other->base.schema, old.schema) == 0))
        {
            other->base.name = type->name;
            other->base.schema = type->schema;
        }
    }
}

static void
rename_function(Fold *fold, const Command *command)
{
    fold_each_function(fold, command, 0, rename_one_function);
}

static void
rename_one_function(Fold *fold, SchemaFunction *function, const Command *command)
{
    SchemaList *list = &fold->schema->relation_list;
    const char *old = function->name;

    schema_rename_function(fold->schema, function, NULL, command->new_name);
    for (size_t i = 0; function->is_trigger && i < list->count; i++)
    {
        SchemaRelation *relation = list->items[i];

        for (size_t k = 0; relation != NULL && k < relation->trigger_count; k++)
        {
            if (strcmp(relation->triggers[k].function.name, old) == 0)
            {
                relation->triggers[k].function.name = function->name;
            }
        }
    }
}

static void
move_one_function(Fold *fold, SchemaFunction *function, const Command *command)
{
    schema_rename_function(fold->schema, function, command->new_name, NULL);
}

static void
rename_schema(Fold *fold, const Command *command)
{
    Schema *schema = fold->schema;
    const char *name = schema_keep(schema, command->names[0].name);

    for (size_t i = 0; i < schema->relation_list.count; i++)
    {
        SchemaRelation *relation = schema->relation_list.items[i];

        if (relation != NULL && relation->kind != 'c' && strcmp(relation->schema, name) == 0)
        {
            schema_rename_relation(schema, relation, command->new_name, NULL);
        }
    }
    for (size_t i = 0; i < schema->type_list.count; i++)
    {
        SchemaType *type = schema->type_list.items[i];

        if (type != NULL && strcmp(type->schema, name) == 0)
        {
            move_type(fold, type, command->new_name, NULL);
        }
    }
    for (size_t i = 0; i < schema->function_list.count; i++)
    {
        SchemaFunction *function = schema->function_list.items[i];

        if (function != NULL && strcmp(function->schema, name) == 0)
        {
            schema_rename_function(schema, function, command->new_name, NULL);
        }
    }
    schema_drop_namespace(schema, name);
    schema_add_namespace(schema, command->new_name);
}

void
fold_set_schema(Fold *fold, const Command *command)
{
    SchemaType *type;
    SchemaRelation *relation;

    if (command->name_count == 0 || command->new_name == NULL)
    {
        return;
    }
    if (actions[command->object] == rename_relation)
    {
        relation = fold_altered(fold, command);
        if (relation != NULL)
        {
            schema_rename_relation(fold->schema, relation, command->new_name, NULL);
        }
    }
    else if (actions[command->object] == rename_type)
    {
        type = schema_type(fold->schema, command->names[0].schema, command->names[0].name);
        if (type != NULL)
        {
            move_type(fold, type, command->new_name, NULL);
        }
    }
    else if (actions[command->object] == rename_function)
    {
        fold_each_function(fold, command, 0, move_one_function);
    }
}
