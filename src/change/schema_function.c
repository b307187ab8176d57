/* SPDX-License-Identifier: PostgreSQL */
/*
 * Types, functions and namespaces of a Schema.
 *
 * Functions of one name in one schema are a chain behind the first of them: PostgreSQL tells them apart by their
 * argument types, a call is matched here by the number of its arguments alone.
 */
#include "schema_internal.h"

#include <string.h>

#include "base/mem.h"

static SchemaFunction *first_fitting(SchemaFunction *chain, size_t argument_count, size_t *count);
static void link_function(Schema *schema, SchemaFunction *function);
static void unlink_function(Schema *schema, SchemaFunction *function);

SchemaType *
schema_type(const Schema *schema, const char *schema_name, const char *name)
{
    SchemaType *type = NULL;

    if (schema->types.count == 0 || name == NULL)
    {
        return NULL;
    }
    if (schema_name != NULL)
    {
        return schema_table_find(&schema->types, schema_name, name);
    }
    type = schema_table_find(&schema->types, schema_temporary, name);
    for (const char *const *path = schema->settings.search_path; type == NULL && *path != NULL; path++)
    {
        type = schema_table_find(&schema->types, *path, name);
    }
    return type;
}

SchemaType *
schema_add_type(Schema *schema, QualifiedName name, char kind)
{
    const char *schema_name = name.schema == NULL ? schema_creation_namespace(schema) : name.schema;
    SchemaType *type = schema_table_find(&schema->types, schema_name, name.name);

    if (type != NULL)
    {
        return type;
    }
    type = mem_new(schema, SchemaType);
    type->schema = schema_keep(schema, schema_name);
    type->name = schema_keep(schema, name.name);
    type->kind = kind;
    type->base.name = "";
    type->order = schema_list_add(schema, &schema->type_list, type);
    schema_table_put(schema, &schema->types, type->schema, type->name, type);
    return type;
}

void
schema_drop_type(Schema *schema, SchemaType *type)
{
    if (type->is_dropped)
    {
        return;
    }
    type->is_dropped = true;
    schema_table_remove(&schema->types, type->schema, type->name);
    schema_list_remove(&schema->type_list, type->order);
    *mem_push(schema, schema->dropped, schema->dropped_count) = type;
}

void
schema_rename_type(Schema *schema, SchemaType *type, const char *schema_name, const char *name)
{
    const char *new_schema = schema_name == NULL ? type->schema : schema_keep(schema, schema_name);
    const char *new_name = name == NULL ? type->name : schema_keep(schema, name);
    SchemaType *other = schema_table_find(&schema->types, new_schema, new_name);

    if (other == type)
    {
        return;
    }
    if (other != NULL)
    {
        schema_drop_type(schema, other);
    }
    schema_table_remove(&schema->types, type->schema, type->name);
    type->schema = new_schema;
    type->name = new_name;
    schema_table_put(schema, &schema->types, new_schema, new_name, type);
}

SchemaFunction *
schema_function(const Schema *schema, QualifiedName name, size_t argument_count, size_t *count)
{
    SchemaFunction *found = NULL;
    size_t found_count = 0;

    if (name.schema != NULL)
    {
        found =
            first_fitting(schema_table_find(&schema->functions, name.schema, name.name), argument_count, &found_count);
    }
    else
    {
        for (const char *const *path = schema->settings.search_path; found == NULL && *path != NULL; path++)
        {
            found =
                first_fitting(schema_table_find(&schema->functions, *path, name.name), argument_count, &found_count);
        }
    }
    if (count != NULL)
    {
        *count = found_count;
    }
    return found;
}

static SchemaFunction *
first_fitting(SchemaFunction *chain, size_t argument_count, size_t *count)
{
    SchemaFunction *first = NULL;

    for (SchemaFunction *function = chain; function != NULL; function = function->next)
    {
        if (argument_count == SCHEMA_ANY_ARGUMENTS ||
            (argument_count <= function->argument_count &&
             argument_count + function->default_count >= function->argument_count))
        {
            first = first == NULL ? function : first;
            (*count)++;
        }
    }
    return first;
}

SchemaFunction *
schema_add_function(Schema *schema, QualifiedName name, const char *signature)
{
    const char *schema_name = name.schema == NULL ? schema_creation_namespace(schema) : name.schema;
    SchemaFunction *function = schema_table_find(&schema->functions, schema_name, name.name);

    for (; function != NULL; function = function->next)
    {
        if (strcmp(function->signature, signature) == 0)
        {
            return function;
        }
    }
    function = mem_new(schema, SchemaFunction);
    function->schema = schema_keep(schema, schema_name);
    function->name = schema_keep(schema, name.name);
    function->signature = schema_keep(schema, signature);
    function->volatility = 'v';
    function->language = "";
    function->argument_names = "";
    function->result = "";
    function->order = schema_list_add(schema, &schema->function_list, function);
    link_function(schema, function);
    return function;
}

void
schema_drop_function(Schema *schema, SchemaFunction *function)
{
    if (function->is_dropped)
    {
        return;
    }
    function->is_dropped = true;
    unlink_function(schema, function);
    schema_list_remove(&schema->function_list, function->order);
    *mem_push(schema, schema->dropped, schema->dropped_count) = function;
}

void
schema_rename_function(Schema *schema, SchemaFunction *function, const char *schema_name, const char *name)
{
    unlink_function(schema, function);
    function->schema = schema_name == NULL ? function->schema : schema_keep(schema, schema_name);
    function->name = name == NULL ? function->name : schema_keep(schema, name);
    link_function(schema, function);
}

/* At the end of its chain: the first stays the oldest. */
static void
link_function(Schema *schema, SchemaFunction *function)
{
    SchemaFunction *chain = schema_table_find(&schema->functions, function->schema, function->name);

    function->next = NULL;
    if (chain == NULL)
    {
        schema_table_put(schema, &schema->functions, function->schema, function->name, function);
        return;
    }
    while (chain->next != NULL)
    {
        chain = chain->next;
    }
    chain->next = function;
}

static void
unlink_function(Schema *schema, SchemaFunction *function)
{
    SchemaFunction *chain = schema_table_find(&schema->functions, function->schema, function->name);

    if (chain != function)
    {
        while (chain->next != function)
        {
            chain = chain->next;
        }
        chain->next = function->next;
    }
    else if (function->next != NULL)
    {
        schema_table_put(schema, &schema->functions, function->next->schema, function->next->name, function->next);
    }
    else
    {
        schema_table_remove(&schema->functions, function->schema, function->name);
    }
    function->next = NULL;
}

bool
schema_has_namespace(const Schema *schema, const char *name)
{
    return schema_table_find(&schema->namespaces, "", name) != NULL;
}

void
schema_add_namespace(Schema *schema, const char *name)
{
    const char *kept = schema_keep(schema, name);

    schema_table_put(schema, &schema->namespaces, "", kept, schema);
}

void
schema_drop_namespace(Schema *schema, const char *name)
{
    schema_table_remove(&schema->namespaces, "", name);
}
