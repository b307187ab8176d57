/* SPDX-License-Identifier: PostgreSQL */
/*
 * Copies of what a Command says, into an arena: texts, lists, names, types, calls, expressions.
 *
 * Commands are freed once they are folded, so whatever a schema keeps is copied here. Invariant: a copy holds no pointer
 * into what it was made from.
 */
#include "schema_internal.h"

#include <string.h>

#include "base/mem.h"

const char *const schema_no_texts[1] = {NULL};

SchemaCopier
schema_copier(Schema *schema)
{
    return (SchemaCopier){.arena = &schema->arena, .texts = &schema->texts};
}

const char *
schema_copy_text(const SchemaCopier *copier, const char *text)
{
    const char *known;
    char *copy;
    size_t size;

    if (text == NULL || copier->shares_texts)
    {
        return text;
    }
    known = copier->texts == NULL ? NULL : schema_table_find(copier->texts, "", text);
    if (known != NULL)
    {
        return known;
    }
    size = strlen(text) + 1;
    copy = memcpy(schema_arena_take(copier->arena, size), text, size);
    if (copier->texts != NULL)
    {
        schema_table_put(copier->arena->owner, copier->texts, "", copy, copy);
    }
    return copy;
}

const char *const *
schema_copy_list(const SchemaCopier *copier, const char *const *list)
{
    size_t count = 0;
    const char **copy;

    if (list == NULL || list[0] == NULL)
    {
        return schema_no_texts;
    }
    while (list[count] != NULL)
    {
        count++;
    }
    copy = schema_arena_take(copier->arena, (count + 1) * sizeof(*copy));
    for (size_t i = 0; i < count; i++)
    {
        copy[i] = schema_copy_text(copier, list[i]);
    }
    return copy;
}

QualifiedName
schema_copy_name(const SchemaCopier *copier, QualifiedName name)
{
    return (QualifiedName){.schema = schema_copy_text(copier, name.schema),
                           .name = schema_copy_text(copier, name.name)};
}

CommandType
schema_copy_type(const SchemaCopier *copier, CommandType type)
{
    type.schema = schema_copy_text(copier, type.schema);
    type.name = schema_copy_text(copier, type.name == NULL ? "" : type.name);
    return type;
}

CommandCall *
schema_copy_calls(const SchemaCopier *copier, const CommandCall *calls, size_t count)
{
    CommandCall *copy = schema_copy_array(copier, calls, count, sizeof(*copy));

    for (size_t i = 0; i < count; i++)
    {
        copy[i].function = schema_copy_name(copier, calls[i].function);
        copy[i].argument = schema_copy_text(copier, calls[i].argument);
    }
    return copy;
}

const CommandExpression *
schema_copy_expression(const SchemaCopier *copier, const CommandExpression *expression)
{
    CommandExpression *copy;

    if (expression == NULL)
    {
        return NULL;
    }
    copy = schema_copy_array(copier, expression, 1, sizeof(*copy));
    copy->text = schema_copy_text(copier, expression->text);
    copy->columns = schema_copy_list(copier, expression->columns);
    copy->calls = schema_copy_calls(copier, expression->calls, expression->call_count);
    copy->operators = schema_copy_list(copier, expression->operators);
    copy->cast_column = schema_copy_text(copier, expression->cast_column);
    copy->cast_type = schema_copy_type(copier, expression->cast_type);
    copy->proves_not_null = schema_copy_list(copier, expression->proves_not_null);
    return copy;
}

void *
schema_copy_array(const SchemaCopier *copier, const void *array, size_t count, size_t size)
{
    if (count == 0)
    {
        return NULL;
    }
    return memcpy(schema_arena_take(copier->arena, count * size), array, count * size);
}

const char *
schema_keep(Schema *schema, const char *text)
{
    SchemaCopier copier = schema_copier(schema);

    return schema_copy_text(&copier, text);
}

const char *const *
schema_keep_list(Schema *schema, const char *const *list)
{
    SchemaCopier copier = schema_copier(schema);

    return schema_copy_list(&copier, list);
}

CommandType
schema_keep_type(Schema *schema, CommandType type)
{
    SchemaCopier copier = schema_copier(schema);

    return schema_copy_type(&copier, type);
}

const CommandExpression *
schema_keep_expression(Schema *schema, const CommandExpression *expression)
{
    SchemaCopier copier = schema_copier(schema);

    return schema_copy_expression(&copier, expression);
}
