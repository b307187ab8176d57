/* SPDX-License-Identifier: PostgreSQL */
/*
 * CREATE of what is no table, index, type or function: views, sequences, schemas, extensions, policies, rules,
 * statistics, publications.
 *
 * Of an extension only the types are known that its name stands for; where they lie is the creation schema, unless the
 * extension was there before.
 */
#include "fold_internal.h"

#include <string.h>

#include "base/mem.h"

static void create_view(Fold *fold, const Command *command);
static void create_schema(Fold *fold, const Command *command);
static void create_extension(Fold *fold, const Command *command);
static const char *const *columns_read(Fold *fold, const SchemaRelation *read, const char *const *columns);
static void create_policy(Fold *fold, const Command *command);
static void create_rule(Fold *fold, const Command *command);
static void add_asked(Fold *fold, SchemaRelation *relation, const Command *command);
static void create_statistics(Fold *fold, const Command *command);
static void add_text(SchemaRelation *relation, const char ***list, size_t *count, const char *text);
static void own_sequence(Fold *fold, SchemaRelation *sequence, const Command *command);
static void publish(Fold *fold, SchemaPublication *publication, const Command *command);
static void unpublish(Fold *fold, SchemaPublication *publication, SchemaRelation *relation);
static void count_published(Fold *fold, SchemaRelation *relation);

static const FoldAction actions[SQL_OBJECTS] = {
    [SQL_TABLE] = fold_create_table,       [SQL_FOREIGN_TABLE] = fold_create_table,
    [SQL_INDEX] = fold_create_index,       [SQL_VIEW] = create_view,
    [SQL_MATERIALIZED_VIEW] = create_view, [SQL_SEQUENCE] = fold_create_sequence,
    [SQL_TYPE] = fold_create_type,         [SQL_DOMAIN] = fold_create_domain,
    [SQL_FUNCTION] = fold_create_function, [SQL_PROCEDURE] = fold_create_function,
    [SQL_TRIGGER] = fold_create_trigger,   [SQL_RULE] = create_rule,
    [SQL_POLICY] = create_policy,          [SQL_STATISTICS] = create_statistics,
    [SQL_SCHEMA] = create_schema,          [SQL_EXTENSION] = create_extension,
    [SQL_PUBLICATION] = fold_publish,
};

void
fold_create(Fold *fold, const Command *command)
{
    if (command->name_count > 0 && actions[command->object] != NULL)
    {
        actions[command->object](fold, command);
    }
}

static void
create_view(Fold *fold, const Command *command)
{
    char kind = command->object == SQL_VIEW ? 'v' : 'm';
    SchemaRelation *view = command->or_replace ? schema_relation(fold->schema, command->names[0]) : NULL;

    if (view != NULL && view->is_known)
    {
        /* OR REPLACE: who reads it and what hangs on it stays. */
        while (view->read_count > 0)
        {
            schema_unlink_reader(view, view->reads[0].relation);
        }
        schema_forget_columns(fold->schema, view);
    }
    else
    {
        view = fold_create_relation(fold, command, command->names[0], kind);
    }
    if (view == NULL)
    {
        return;
    }
    fold_query_columns(fold, view, command);
    for (size_t i = 0; i < command->use_count; i++)
    {
        SchemaRelation *read = schema_relation(fold->schema, command->uses[i].relation);
        const char *schema_name = command->uses[i].relation.schema;
        bool is_system = schema_name == NULL
                             ? strncmp(command->uses[i].relation.name, "pg_", 3) == 0
                             : strcmp(schema_name, "pg_catalog") == 0 || strcmp(schema_name, "information_schema") == 0;

        if (read == NULL && !is_system)
        {
            read = schema_need_relation(fold->schema, command->uses[i].relation, 'r');
        }
        if (read != NULL && read != view)
        {
            schema_link_reader(fold->schema, view, read, columns_read(fold, read, command->uses[i].columns));
        }
    }
}

/* A star stands for the columns that there are when the view is made. */
static const char *const *
columns_read(Fold *fold, const SchemaRelation *read, const char *const *columns)
{
    const char **all;

    if (columns != NULL || !read->is_known || read->column_count == 0)
    {
        return columns;
    }
    all = mem_array(fold->scratch, const char *, read->column_count + 1);
    for (size_t i = 0; i < read->column_count; i++)
    {
        all[i] = read->columns[i].name;
    }
    return all;
}

void
fold_create_sequence(Fold *fold, const Command *command)
{
    SchemaRelation *sequence = fold_create_relation(fold, command, command->names[0], 'S');

    if (sequence != NULL)
    {
        own_sequence(fold, sequence, command);
    }
}

void
fold_owned_by(Fold *fold, const Command *command)
{
    SchemaRelation *sequence = fold_altered(fold, command);

    if (sequence != NULL && (command->kind == COMMAND_OWNED_BY || command->target.name != NULL))
    {
        own_sequence(fold, sequence, command);
    }
}

/* OWNED BY NONE has no target. */
static void
own_sequence(Fold *fold, SchemaRelation *sequence, const Command *command)
{
    SchemaRelation *table = schema_relation(fold->schema, command->target);
    SchemaColumn *column =
        sequence->owner_table == NULL ? NULL : schema_column(sequence->owner_table, sequence->owner_column);

    if (column != NULL && column->sequence == sequence)
    {
        column->sequence = NULL;
    }
    sequence->owner_table = NULL;
    sequence->owner_column = NULL;
    column = table == NULL ? NULL : schema_column(table, command->target_member);
    if (column != NULL)
    {
        schema_link_sequence(table, column, sequence);
    }
}

static void
create_schema(Fold *fold, const Command *command)
{
    const char *const *outer = fold->schema->settings.search_path;
    const char *path[2] = {command->names[0].name, NULL};

    if (path[0] == NULL)
    {
        return;
    }
    schema_add_namespace(fold->schema, path[0]);
    if (command->body_count > 0)
    {
        /* Its elements are made in it and look for names there first. */
        schema_set_search_path(fold->schema, path);
        fold_commands(fold, command->body, command->body_count);
        fold->schema->settings.search_path = outer;
    }
}

static void
create_extension(Fold *fold, const Command *command)
{
    static const struct
    {
        const char *extension;
        const char *type;
    } types[] = {
        {"citext", "citext"}, {"hstore", "hstore"},    {"ltree", "ltree"},       {"ltree", "lquery"},  {"cube", "cube"},
        {"isn", "isbn"},      {"postgis", "geometry"}, {"postgis", "geography"}, {"vector", "vector"}, {"seg", "seg"},
    };

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
    {
        QualifiedName name = {.name = types[i].type};

        if (strcmp(types[i].extension, command->names[0].name) == 0 &&
            schema_type(fold->schema, NULL, name.name) == NULL)
        {
            schema_add_type(fold->schema, name, 'b');
        }
    }
}

static void
create_policy(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_altered(fold, command);

    if (relation != NULL)
    {
        add_text(relation, &relation->policies, &relation->policy_count, schema_keep(fold->schema, command->member));
        add_asked(fold, relation, command);
    }
}

static void
create_rule(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_altered(fold, command);

    if (relation != NULL)
    {
        add_text(relation, &relation->rules, &relation->rule_count, schema_keep(fold->schema, command->member));
        add_asked(fold, relation, command);
        for (size_t i = 0; i < command->body_count; i++)
        {
            add_asked(fold, relation, &command->body[i]);
        }
    }
}

static void
add_asked(Fold *fold, SchemaRelation *relation, const Command *command)
{
    for (size_t i = 0; i < command->use_count; i++)
    {
        const SchemaRelation *asked = schema_relation(fold->schema, command->uses[i].relation);

        if (asked != NULL && asked != relation)
        {
            *mem_push(relation, relation->asked, relation->asked_count) =
                (QualifiedName){schema_keep(fold->schema, asked->schema), schema_keep(fold->schema, asked->name)};
        }
    }
}

static void
create_statistics(Fold *fold, const Command *command)
{
    SchemaRelation *relation =
        command->target.name == NULL ? NULL : schema_need_relation(fold->schema, command->target, 'r');
    const char *name = command->names[0].name;

    if (relation == NULL || name == NULL ||
        schema_list_has_count(relation->statistics, relation->statistic_count, name))
    {
        return;
    }
    while (relation->statistic_columns_count < relation->statistic_count)
    {
        *mem_push(relation, relation->statistic_columns, relation->statistic_columns_count) = NULL;
    }
    *mem_push(relation, relation->statistic_columns, relation->statistic_columns_count) =
        schema_keep_list(fold->schema, command->members);
    add_text(relation, &relation->statistics, &relation->statistic_count, schema_keep(fold->schema, name));
}

static void
add_text(SchemaRelation *relation, const char ***list, size_t *count, const char *text)
{
    if (text != NULL && !schema_list_has_count(*list, *count, text))
    {
        *mem_push(relation, *list, *count) = text;
    }
}

void
fold_publish(Fold *fold, const Command *command)
{
    Schema *schema = fold->schema;
    const char *name = command->names[0].name;
    SchemaPublication *publication = NULL;

    for (size_t i = 0; i < schema->publication_count; i++)
    {
        publication = strcmp(schema->publications[i].name, name) == 0 ? &schema->publications[i] : publication;
    }
    if (publication == NULL)
    {
        publication = mem_push(schema, schema->publications, schema->publication_count);
        *publication = (SchemaPublication){.name = schema_keep(schema, name)};
    }
    publish(fold, publication, command);
}

static void
publish(Fold *fold, SchemaPublication *publication, const Command *command)
{
    Schema *schema = fold->schema;

    while (command->kind == COMMAND_SET_MEMBERS && publication->relation_count > 0)
    {
        unpublish(fold, publication, publication->relations[0]);
    }
    for (size_t i = 0; i < command->use_count; i++)
    {
        SchemaRelation *relation = schema_need_relation(schema, command->uses[i].relation, 'r');

        if (command->uses[i].lock != LOCK_SHARE_UPDATE_EXCLUSIVE)
        {
            continue;
        }
        unpublish(fold, publication, relation);
        if (command->kind != COMMAND_DROP_MEMBER)
        {
            *mem_push(schema, publication->relations, publication->relation_count) = relation;
            relation->is_published = true;
        }
    }
    for (size_t i = 0; i < schema->relation_list.count; i++)
    {
        SchemaRelation *relation = schema->relation_list.items[i];

        if (relation != NULL && strchr("rp", relation->kind) != NULL &&
            (command->is_all || schema_list_has(command->members, relation->schema)))
        {
            relation->is_published = true;
        }
    }
    publication->is_all = publication->is_all || command->is_all;
}

static void
unpublish(Fold *fold, SchemaPublication *publication, SchemaRelation *relation)
{
    schema_remove_pointer((void **) publication->relations, &publication->relation_count, relation);
    count_published(fold, relation);
}

static void
count_published(Fold *fold, SchemaRelation *relation)
{
    const Schema *schema = fold->schema;

    relation->is_published = false;
    for (size_t i = 0; i < schema->publication_count; i++)
    {
        const SchemaPublication *publication = &schema->publications[i];

        relation->is_published = relation->is_published || publication->is_all;
        for (size_t k = 0; k < publication->relation_count; k++)
        {
            relation->is_published = relation->is_published || publication->relations[k] == relation;
        }
    }
}

void
fold_drop_publication(Fold *fold, const char *name)
{
    Schema *schema = fold->schema;
    size_t place = 0;

    while (place < schema->publication_count && strcmp(schema->publications[place].name, name) != 0)
    {
        place++;
    }
    if (place == schema->publication_count)
    {
        return;
    }
    memmove(&schema->publications[place], &schema->publications[place + 1],
            (schema->publication_count - place - 1) * sizeof(*schema->publications));
    schema->publication_count--;
    for (size_t i = 0; i < schema->relation_list.count; i++)
    {
        if (schema->relation_list.items[i] != NULL)
        {
            count_published(fold, schema->relation_list.items[i]);
        }
    }
}
