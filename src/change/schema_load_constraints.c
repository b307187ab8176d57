/* SPDX-License-Identifier: PostgreSQL */
/*
 * Indexes and constraints.
 */
#include "schema_load_internal.h"

static void fill_index(const SchemaLoad *load, SchemaRelation *index, const Rows *rows, size_t row);
static void fill_constraint(const SchemaLoad *load, SchemaConstraint *constraint, const Rows *rows, size_t row);
static void fill_check(const SchemaLoad *load, SchemaConstraint *constraint, const char *text);
static SchemaRelation *foreign_relation(const SchemaLoad *load, const Rows *rows, size_t row);

bool
schema_load_indexes(const SchemaLoad *load, Error *err)
{
    Rows *rows = schema_load_rows(load, "schema/indexes", err);
    size_t count = rows == NULL ? 0 : rows_count(rows);

    for (size_t i = 0; i < count; i++)
    {
        SchemaRelation *index = schema_load_relation(load, rows, i, "relid");
        SchemaRelation *table = schema_load_relation(load, rows, i, "table_relid");

        if (index == NULL || table == NULL)
        {
            continue;
        }
        schema_link_index(load->schema, table, index);
        fill_index(load, index, rows, i);
        if (rows_bool(rows, i, "is_replica_identity"))
        {
            table->replica_index = index->name;
        }
        if (rows_bool(rows, i, "is_clustered"))
        {
            table->clustered_index = index->name;
        }
    }
    return rows != NULL;
}

bool
schema_load_constraints(const SchemaLoad *load, Error *err)
{
    Rows *rows = schema_load_rows(load, "schema/constraints", err);
    size_t count = rows == NULL ? 0 : rows_count(rows);

    for (size_t i = 0; i < count; i++)
    {
        SchemaRelation *relation = schema_load_relation(load, rows, i, "relid");
        SchemaConstraint *constraint;

        if (relation == NULL)
        {
            continue;
        }
        constraint = schema_add_constraint(load->schema, relation, rows_text(rows, i, "name"),
                                           schema_load_char(rows, i, "type"));
        fill_constraint(load, constraint, rows, i);
        if (constraint->foreign != NULL)
        {
            schema_note_referrer(load->schema, constraint->foreign, relation);
        }
    }
    return rows != NULL;
}

static void
fill_index(const SchemaLoad *load, SchemaRelation *index, const Rows *rows, size_t row)
{
    index->method = schema_load_text(load, rows, row, "method");
    index->keys = schema_load_texts(load, rows, row, "keys");
    index->mentions = schema_load_texts(load, rows, row, "mentions");
    index->is_unique = rows_bool(rows, row, "is_unique");
    index->is_primary = rows_bool(rows, row, "is_primary");
    index->is_valid = rows_bool(rows, row, "is_valid");
    index->has_expression = rows_bool(rows, row, "has_expression");
    index->has_predicate = rows_bool(rows, row, "has_predicate");
    index->is_constraint_index = rows_bool(rows, row, "is_constraint_index");
}

static void
fill_constraint(const SchemaLoad *load, SchemaConstraint *constraint, const Rows *rows, size_t row)
{
    constraint->columns = schema_load_texts(load, rows, row, "columns");
    constraint->foreign_columns = schema_load_texts(load, rows, row, "foreign_columns");
    constraint->is_valid = rows_bool(rows, row, "is_valid");
    constraint->is_deferrable = rows_bool(rows, row, "is_deferrable");
    constraint->is_inherited = rows_bool(rows, row, "is_inherited");
    constraint->is_also_own = rows_bool(rows, row, "is_also_own");
    constraint->is_no_inherit = rows_bool(rows, row, "is_no_inherit");
    switch (constraint->type)
    {
        case 'c':
            fill_check(load, constraint, rows_text(rows, row, "expression"));
            break;
        case 'f':
            constraint->foreign = foreign_relation(load, rows, row);
            break;
        case 'n':
            constraint->proves_not_null = constraint->columns;
            break;
        default: /* p, u, x */
            constraint->index = schema_load_relation(load, rows, row, "index_relid");
            break;
    }
}

static void
fill_check(const SchemaLoad *load, SchemaConstraint *constraint, const char *text)
{
    constraint->expression = text == NULL ? NULL : schema_load_expression(load, text);
    if (constraint->expression != NULL)
    {
        constraint->columns = constraint->expression->columns;
        constraint->proves_not_null = constraint->expression->proves_not_null;
    }
}

/* A stub where it is in a schema that is not loaded. */
static SchemaRelation *
foreign_relation(const SchemaLoad *load, const Rows *rows, size_t row)
{
    SchemaRelation *relation = schema_load_relation(load, rows, row, "foreign_relid");
    QualifiedName name = {rows_text(rows, row, "foreign_schema"), rows_text(rows, row, "foreign_name")};

    return relation != NULL ? relation : schema_need_relation(load->schema, name, 'r');
}
