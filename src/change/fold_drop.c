/* SPDX-License-Identifier: PostgreSQL */
/*
 * DROP of everything, with what CASCADE takes along.
 *
 * What is not known is not there, so dropping it does nothing.
 */
#include "fold_internal.h"

#include <string.h>

#include "base/mem.h"

static void drop_relations(Fold *fold, const Command *command);
static void drop_types(Fold *fold, const Command *command);
static void drop_columns_of(Fold *fold, const SchemaType *type);
static void drop_functions(Fold *fold, const Command *command);
static void drop_function(Fold *fold, SchemaFunction *function, const Command *command);
static void drop_trigger(Fold *fold, const Command *command);
static void drop_trigger_below(SchemaRelation *relation, const char *name);
static void drop_policy(Fold *fold, const Command *command);
static void forget_asked(SchemaRelation *relation);
static void drop_rule(Fold *fold, const Command *command);
static void drop_statistics(Fold *fold, const Command *command);
static void drop_schemas(Fold *fold, const Command *command);
static void drop_schema(Fold *fold, const char *name);
static void drop_publications(Fold *fold, const Command *command);
static void forget_defaults_of(Fold *fold, const SchemaRelation *sequence);
static void remove_text(const char **list, size_t *count, const char *text);

static const FoldAction actions[SQL_OBJECTS] = {
    [SQL_TABLE] = drop_relations,
    [SQL_FOREIGN_TABLE] = drop_relations,
    [SQL_INDEX] = drop_relations,
    [SQL_VIEW] = drop_relations,
    [SQL_MATERIALIZED_VIEW] = drop_relations,
    [SQL_SEQUENCE] = drop_relations,
    [SQL_TYPE] = drop_types,
    [SQL_DOMAIN] = drop_types,
    [SQL_FUNCTION] = drop_functions,
    [SQL_PROCEDURE] = drop_functions,
    [SQL_ROUTINE] = drop_functions,
    [SQL_TRIGGER] = drop_trigger,
    [SQL_POLICY] = drop_policy,
    [SQL_RULE] = drop_rule,
    [SQL_STATISTICS] = drop_statistics,
    [SQL_SCHEMA] = drop_schemas,
    [SQL_PUBLICATION] = drop_publications,
};

void
fold_drop_objects(Fold *fold, const Command *command)
{
    if (actions[command->object] != NULL)
    {
        actions[command->object](fold, command);
    }
}

static void
drop_relations(Fold *fold, const Command *command)
{
    for (size_t i = 0; i < command->name_count; i++)
    {
        SchemaRelation *relation = schema_relation(fold->schema, command->names[i]);

        if (relation == NULL)
        {
            continue;
        }
        if (relation->kind == 'S' && command->cascade)
        {
            forget_defaults_of(fold, relation);
        }
        fold_drop(fold, relation, command->cascade);
    }
}

/* Defaults that take from the sequence, owned or not. */
static void
forget_defaults_of(Fold *fold, const SchemaRelation *sequence)
{
    const SchemaList *list = &fold->schema->relation_list;

    for (size_t i = 0; i < list->count; i++)
    {
        const SchemaRelation *relation = list->items[i];

        for (size_t k = 0; relation != NULL && k < relation->column_count; k++)
        {
            SchemaColumn *column = &relation->columns[k];
            const CommandExpression *fallback = column->fallback;
            const char *argument = fallback != NULL && fallback->call_count > 0 ? fallback->calls[0].argument : NULL;
            const char *dot = argument == NULL ? NULL : strrchr(argument, '.');

            if (argument != NULL && strcmp(dot == NULL ? argument : dot + 1, sequence->name) == 0)
            {
                column->has_default = false;
                column->fallback = NULL;
            }
        }
    }
}

static void
drop_types(Fold *fold, const Command *command)
{
    for (size_t i = 0; i < command->name_count; i++)
    {
        QualifiedName name = command->names[i];
        SchemaType *type = schema_type(fold->schema, name.schema, name.name);
        SchemaRelation *composite;

        if (type == NULL)
        {
            continue;
        }
        if (command->cascade)
        {
            drop_columns_of(fold, type);
        }
        composite = schema_table_find(&fold->schema->relations, type->schema, type->name);
        if (composite != NULL && composite->kind == 'c')
        {
            schema_drop_relation(fold->schema, composite);
        }
        schema_drop_type(fold->schema, type);
    }
}

static void
drop_columns_of(Fold *fold, const SchemaType *type)
{
    const SchemaList *list = &fold->schema->relation_list;

    for (size_t i = 0; i < list->count; i++)
    {
        SchemaRelation *relation = list->items[i];

        for (size_t k = relation == NULL || strchr("rpf", relation->kind) == NULL ? 0 : relation->column_count;
             k-- > 0;)
        {
            const CommandType *of = &relation->columns[k].type;

            if (strcmp(of->name, type->name) == 0 && (of->schema == NULL || strcmp(of->schema, type->schema) == 0))
            {
                schema_drop_column(fold->schema, relation, relation->columns[k].name);
                k = k > relation->column_count ? relation->column_count : k;
            }
        }
    }
}

static void
drop_functions(Fold *fold, const Command *command)
{
    for (size_t i = 0; i < command->name_count; i++)
    {
        fold_each_function(fold, command, i, drop_function);
    }
}

static void
drop_function(Fold *fold, SchemaFunction *function, const Command *command)
{
    const SchemaList *list = &fold->schema->relation_list;

    for (size_t i = 0; function->is_trigger && command->cascade && i < list->count; i++)
    {
        SchemaRelation *relation = list->items[i];

        for (size_t k = relation == NULL ? 0 : relation->trigger_count; k-- > 0;)
        {
            if (strcmp(relation->triggers[k].function.name, function->name) == 0)
            {
                schema_remove_trigger(relation, relation->triggers[k].name);
            }
        }
    }
    schema_drop_function(fold->schema, function);
}

static void
drop_trigger(Fold *fold, const Command *command)
{
    SchemaRelation *relation = schema_relation(fold->schema, command->names[0]);

    if (relation != NULL && command->member != NULL)
    {
        drop_trigger_below(relation, schema_keep(fold->schema, command->member));
    }
}

static void
drop_trigger_below(SchemaRelation *relation, const char *name)
{
    schema_remove_trigger(relation, name);
    for (size_t i = 0; relation->kind == 'p' && i < relation->child_count; i++)
    {
        drop_trigger_below(relation->children[i], name);
    }
}

static void
drop_policy(Fold *fold, const Command *command)
{
    SchemaRelation *relation = schema_relation(fold->schema, command->names[0]);

    if (relation != NULL && command->member != NULL)
    {
        remove_text(relation->policies, &relation->policy_count, command->member);
        forget_asked(relation);
    }
}

static void
drop_rule(Fold *fold, const Command *command)
{
    SchemaRelation *relation = schema_relation(fold->schema, command->names[0]);

    if (relation != NULL && command->member != NULL)
    {
        remove_text(relation->rules, &relation->rule_count, command->member);
        forget_asked(relation);
    }
}

/* Which of them read what is not kept. */
static void
forget_asked(SchemaRelation *relation)
{
    if (relation->policy_count == 0 && relation->rule_count == 0)
    {
        relation->asked_count = 0;
    }
}

static void
remove_text(const char **list, size_t *count, const char *text)
{
    for (size_t i = 0; i < *count; i++)
    {
        if (strcmp(list[i], text) == 0)
        {
            memmove(&list[i], &list[i + 1], (*count - i - 1) * sizeof(*list));
            (*count)--;
            return;
        }
    }
}

/* The statement does not name the table. */
static void
drop_statistics(Fold *fold, const Command *command)
{
    const SchemaList *list = &fold->schema->relation_list;

    for (size_t i = 0; i < list->count; i++)
    {
        for (size_t k = 0; list->items[i] != NULL && k < command->name_count; k++)
        {
            schema_remove_statistics(list->items[i], command->names[k].name);
        }
    }
}

static void
drop_schemas(Fold *fold, const Command *command)
{
    for (size_t i = 0; i < command->name_count; i++)
    {
        drop_schema(fold, command->names[i].name);
    }
}

static void
drop_schema(Fold *fold, const char *name)
{
    Schema *schema = fold->schema;

    for (size_t i = 0; i < schema->relation_list.count; i++)
    {
        SchemaRelation *relation = schema->relation_list.items[i];

        if (relation != NULL && strcmp(relation->schema, name) == 0)
        {
            fold_drop(fold, relation, true);
        }
    }
    for (size_t i = 0; i < schema->type_list.count; i++)
    {
        SchemaType *type = schema->type_list.items[i];

        if (type != NULL && strcmp(type->schema, name) == 0)
        {
            drop_columns_of(fold, type);
            schema_drop_type(schema, type);
        }
    }
    for (size_t i = 0; i < schema->function_list.count; i++)
    {
        SchemaFunction *function = schema->function_list.items[i];

        if (function != NULL && strcmp(function->schema, name) == 0)
        {
            schema_drop_function(schema, function);
        }
    }
    schema_drop_namespace(schema, name);
}

static void
drop_publications(Fold *fold, const Command *command)
{
    for (size_t i = 0; i < command->name_count; i++)
    {
        fold_drop_publication(fold, command->names[i].name);
    }
}
