/* SPDX-License-Identifier: PostgreSQL */
/*
 * What hangs on relations: triggers, policies, rules, extended statistics, views, publications.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema_internal.h"
#include "schema_load_internal.h"

static void add_trigger(const SchemaLoad *load, SchemaRelation *relation, const Rows *rows, size_t row);
static void add_part(const SchemaLoad *load, SchemaRelation *relation, const Rows *rows, size_t row);
static void add_asked(const SchemaLoad *load, SchemaRelation *relation, const Rows *rows, size_t row);
static void add_publication(const SchemaLoad *load, const Rows *rows, size_t row);

bool
schema_load_triggers(const SchemaLoad *load, Error *err)
{
    Rows *rows = schema_load_rows(load, "schema/triggers", err);
    size_t count = rows == NULL ? 0 : rows_count(rows);

    for (size_t i = 0; i < count; i++)
    {
        SchemaRelation *relation = schema_load_relation(load, rows, i, "relid");

        if (relation != NULL)
        {
            add_trigger(load, relation, rows, i);
        }
    }
    return rows != NULL;
}

bool
schema_load_parts(const SchemaLoad *load, Error *err)
{
    Rows *rows = schema_load_rows(load, "schema/parts", err);
    size_t count = rows == NULL ? 0 : rows_count(rows);

    for (size_t i = 0; i < count; i++)
    {
        SchemaRelation *relation = schema_load_relation(load, rows, i, "relid");

        if (relation != NULL)
        {
            add_part(load, relation, rows, i);
        }
    }
    return rows != NULL;
}

/* What a view reads of PostgreSQL's own schemas is nobody's to change. */
bool
schema_load_reads(const SchemaLoad *load, Error *err)
{
    Rows *rows = schema_load_rows(load, "schema/reads", err);
    size_t count = rows == NULL ? 0 : rows_count(rows);

    for (size_t i = 0; i < count; i++)
    {
        SchemaRelation *view = schema_load_relation(load, rows, i, "relid");
        SchemaRelation *read = schema_load_relation(load, rows, i, "read_relid");

        if (view != NULL && read != NULL)
        {
            bool is_all = rows_is_null(rows, i, "columns");

            schema_link_reader(load->schema, view, read, is_all ? NULL : schema_load_texts(load, rows, i, "columns"));
        }
    }
    return rows != NULL;
}

bool
schema_load_publications(const SchemaLoad *load, Error *err)
{
    bool has_schemas = conn_server_version(load->conn) >= 150000;
    Rows *rows = schema_load_rows(load, has_schemas ? "schema/publications_15" : "schema/publications", err);
    size_t count = rows == NULL ? 0 : rows_count(rows);

    for (size_t i = 0; i < count; i++)
    {
        add_publication(load, rows, i);
    }
    return rows != NULL;
}

static void
add_publication(const SchemaLoad *load, const Rows *rows, size_t row)
{
    Schema *schema = load->schema;
    SchemaPublication *publication = mem_push(schema, schema->publications, schema->publication_count);
    const char *const *relids = rows_text_array(load->scratch, rows, row, "relids");

    *publication = (SchemaPublication){
        .name = schema_load_text(load, rows, row, "name"),
        .is_all = rows_bool(rows, row, "is_all"),
    };
    for (size_t i = 0; relids[i] != NULL; i++)
    {
        SchemaRelation *relation = schema_load_oid(load, strtoll(relids[i], NULL, 10));

        *mem_push(schema, publication->relations, publication->relation_count) = relation;
        relation->is_published = true;
    }
    for (size_t i = 0; publication->is_all && i < load->relation_count; i++)
    {
        SchemaRelation *relation = load->relations[i].relation;

        relation->is_published =
            relation->is_published || (strchr("rp", relation->kind) != NULL && relation->persistence == 'p');
    }
}

static void
add_trigger(const SchemaLoad *load, SchemaRelation *relation, const Rows *rows, size_t row)
{
    *mem_push(relation, relation->triggers, relation->trigger_count) = (SchemaTrigger){
        .name = schema_load_text(load, rows, row, "name"),
        .function = {schema_load_text(load, rows, row, "function_schema"),
                     schema_load_text(load, rows, row, "function")},
        .is_row = rows_bool(rows, row, "is_row"),
        .on_insert = rows_bool(rows, row, "on_insert"),
        .on_update = rows_bool(rows, row, "on_update"),
        .on_delete = rows_bool(rows, row, "on_delete"),
        .update_columns = schema_load_texts(load, rows, row, "update_columns"),
        .is_inherited = rows_bool(rows, row, "is_inherited"),
    };
}

static void
add_part(const SchemaLoad *load, SchemaRelation *relation, const Rows *rows, size_t row)
{
    const char *kind = rows_text(rows, row, "kind");
    const char *name = schema_load_text(load, rows, row, "name");

    if (strcmp(kind, "policy") == 0)
    {
        *mem_push(relation, relation->policies, relation->policy_count) = name;
        add_asked(load, relation, rows, row);
    }
    else if (strcmp(kind, "rule") == 0)
    {
        *mem_push(relation, relation->rules, relation->rule_count) = name;
        add_asked(load, relation, rows, row);
    }
    else
    {
        *mem_push(relation, relation->statistics, relation->statistic_count) = name;
        *mem_push(relation, relation->statistic_columns, relation->statistic_columns_count) =
            schema_load_texts(load, rows, row, "columns");
    }
}

static void
add_asked(const SchemaLoad *load, SchemaRelation *relation, const Rows *rows, size_t row)
{
    const char *const *relids = rows_text_array(load->scratch, rows, row, "asked");

    for (size_t i = 0; relids[i] != NULL; i++)
    {
        const SchemaRelation *asked = schema_load_oid(load, strtoll(relids[i], NULL, 10));

        if (asked != NULL)
        {
            *mem_push(relation, relation->asked, relation->asked_count) = (QualifiedName){asked->schema, asked->name};
        }
    }
}
