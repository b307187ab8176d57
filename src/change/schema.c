/* SPDX-License-Identifier: PostgreSQL */
/*
 * The Schema itself: made, asked, and spelled out.
 *
 * A name without a schema is looked for as PostgreSQL does: temporary tables first, then the schemas of the path in
 * order. Nothing of pg_catalog is held here.
 */
#include "schema_internal.h"

#include <string.h>

#include "base/mem.h"

const char *const schema_temporary = "pg_temp";

static const char *const public_path[] = {"public", NULL};

/* Domains over domains: deeper ones are a cycle made by a stub. */
#define DOMAIN_DEPTH_MAX 32

static bool path_finds(const Schema *schema, const char *const *path, const SchemaRelation *relation);

Schema *
schema_new(void *owner, int server_version)
{
    Schema *schema = mem_new(owner, Schema);

    schema->arena.owner = schema;
    schema->settings.server_version = server_version;
    schema->settings.search_path = schema_keep_list(schema, public_path);
    schema_add_namespace(schema, "public");
    return schema;
}

SchemaSettings *
schema_settings(Schema *schema)
{
    return &schema->settings;
}

const SchemaSettings *
schema_settings_of(const Schema *schema)
{
    return &schema->settings;
}

void
schema_set_search_path(Schema *schema, const char *const *names)
{
    schema->settings.search_path = schema_keep_list(schema, names);
}

bool
schema_is_new(const Schema *schema, const SchemaRelation *relation)
{
    bool is_new =
        relation->is_empty || (relation->made_file != 0 && relation->made_file == schema->settings.current_file);

    for (size_t i = 0; i < relation->parent_count && is_new && !relation->is_empty; i++)
    {
        is_new = schema_is_new(schema, relation->parents[i]);
    }
    return is_new;
}

SchemaRelation *
schema_relation(const Schema *schema, QualifiedName name)
{
    SchemaRelation *relation;

    if (name.name == NULL)
    {
        return NULL;
    }
    if (name.schema != NULL)
    {
        return schema_table_find(&schema->relations, name.schema, name.name);
    }
    relation = schema_table_find(&schema->relations, schema_temporary, name.name);
    for (const char *const *path = schema->settings.search_path; relation == NULL && *path != NULL; path++)
    {
        relation = schema_table_find(&schema->relations, *path, name.name);
    }
    return relation;
}

SchemaRelation *
schema_relation_near(const Schema *schema, const SchemaRelation *table, QualifiedName name)
{
    if (name.schema == NULL && name.name != NULL && table != NULL)
    {
        return schema_table_find(&schema->relations, table->schema, name.name);
    }
    return schema_relation(schema, name);
}

SchemaColumn *
schema_column(const SchemaRelation *relation, const char *name)
{
    for (size_t i = 0; name != NULL && i < relation->column_count; i++)
    {
        if (strcmp(relation->columns[i].name, name) == 0)
        {
            return &relation->columns[i];
        }
    }
    return NULL;
}

SchemaConstraint *
schema_constraint(const SchemaRelation *relation, const char *name)
{
    for (size_t i = 0; name != NULL && i < relation->constraint_count; i++)
    {
        if (strcmp(relation->constraints[i].name, name) == 0)
        {
            return &relation->constraints[i];
        }
    }
    return NULL;
}

const char *
schema_creation_namespace(const Schema *schema)
{
    const char *const *path = schema->settings.search_path;

    /* PostgreSQL skips schemas that do not exist; which ones do is only known of a complete one. */
    for (size_t i = 0; path[i] != NULL; i++)
    {
        if (!schema->settings.is_complete || schema_has_namespace(schema, path[i]))
        {
            return path[i];
        }
    }
    return "public";
}

const char *const *
schema_shown_path(const Schema *schema)
{
    return schema->session_is_changed ? schema->session.search_path : schema->settings.search_path;
}

CommandType
schema_base_type(const Schema *schema, CommandType type, bool *is_constrained)
{
    bool constrained = false;

    for (int depth = 0; depth < DOMAIN_DEPTH_MAX && type.array_dimensions == 0; depth++)
    {
        const SchemaType *domain = schema_type(schema, type.schema, type.name);

        if (domain == NULL || domain->kind != 'd')
        {
            break;
        }
        constrained = constrained || domain->is_constrained;
        type = domain->base;
    }
    if (is_constrained != NULL)
    {
        *is_constrained = constrained;
    }
    return type;
}

char *
schema_relation_text(void *owner, const Schema *schema, const SchemaRelation *relation)
{
    const SchemaSettings *settings = &schema->settings;
    const char *const *path = settings->search_path;

    if (path[0] == NULL)
    {
        path = schema_shown_path(schema);
    }
    if (path_finds(schema, path, relation))
    {
        return quote_name(owner, relation->name);
    }
    return quote_qualified_name(owner, (QualifiedName){.schema = relation->schema, .name = relation->name});
}

/* Whether PATH finds RELATION and not another of that name before it. */
static bool
path_finds(const Schema *schema, const char *const *path, const SchemaRelation *relation)
{
    const SchemaRelation *found = schema_table_find(&schema->relations, schema_temporary, relation->name);

    if (relation->is_dropped)
    {
        return schema_list_has(path, relation->schema);
    }
    for (; found == NULL && *path != NULL; path++)
    {
        found = schema_table_find(&schema->relations, *path, relation->name);
    }
    return found == relation;
}

char *
schema_name_text(void *owner, const Schema *schema, QualifiedName name)
{
    const SchemaRelation *relation = schema_relation(schema, name);

    if (relation != NULL)
    {
        return schema_relation_text(owner, schema, relation);
    }
    if (name.schema == NULL || strcmp(name.schema, "public") == 0)
    {
        return quote_name(owner, name.name);
    }
    return quote_qualified_name(owner, name);
}

void
schema_each_relation(const Schema *schema, void (*visit)(SchemaRelation *relation, void *context), void *context)
{
    for (size_t i = 0; i < schema->relation_list.count; i++)
    {
        if (schema->relation_list.items[i] != NULL)
        {
            visit(schema->relation_list.items[i], context);
        }
    }
}

void
schema_each_type(const Schema *schema, void (*visit)(SchemaType *type, void *context), void *context)
{
    for (size_t i = 0; i < schema->type_list.count; i++)
    {
        if (schema->type_list.items[i] != NULL)
        {
            visit(schema->type_list.items[i], context);
        }
    }
}

void
schema_each_function(const Schema *schema, void (*visit)(SchemaFunction *function, void *context), void *context)
{
    for (size_t i = 0; i < schema->function_list.count; i++)
    {
        if (schema->function_list.items[i] != NULL)
        {
            visit(schema->function_list.items[i], context);
        }
    }
}
