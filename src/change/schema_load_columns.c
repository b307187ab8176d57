/* SPDX-License-Identifier: PostgreSQL */
/*
 * Columns: types, defaults, generated columns, and the sequences that belong to them.
 */
#include "schema_load_internal.h"

static void fill_column(SchemaLoad *load, SchemaColumn *column, const Rows *rows, size_t row);
static void link_sequences(const SchemaLoad *load);

bool
schema_load_columns(SchemaLoad *load, Error *err)
{
    Rows *rows = schema_load_rows(load, "schema/columns", err);
    size_t count = rows == NULL ? 0 : rows_count(rows);

    for (size_t i = 0; i < count; i++)
    {
        SchemaRelation *relation = schema_load_relation(load, rows, i, "relid");

        if (relation != NULL)
        {
            fill_column(load, schema_add_column(load->schema, relation, rows_text(rows, i, "name")), rows, i);
        }
    }
    link_sequences(load);
    return rows != NULL;
}

static void
fill_column(SchemaLoad *load, SchemaColumn *column, const Rows *rows, size_t row)
{
    const char *text = rows_text(rows, row, "expression");
    const CommandExpression *expression = text == NULL ? NULL : schema_load_expression(load, text);

    column->type = schema_load_type(load, rows, row);
    column->collation = schema_load_text(load, rows, row, "collation");
    column->not_null = rows_bool(rows, row, "not_null");
    column->has_default = rows_bool(rows, row, "has_default");
    column->identity = schema_load_char(rows, row, "identity");
    column->generated = schema_load_char(rows, row, "generated");
    column->is_inherited = rows_bool(rows, row, "is_inherited");
    column->is_also_own = rows_bool(rows, row, "is_also_own");
    if (column->generated == '\0')
    {
        column->fallback = expression;
    }
    else if (expression != NULL)
    {
        column->generated_from = expression->columns;
    }
}

/* Pointers to columns do not last while columns are added: last of all. */
static void
link_sequences(const SchemaLoad *load)
{
    for (size_t i = 0; i < load->relation_count; i++)
    {
        SchemaRelation *sequence = load->relations[i].relation;
        SchemaColumn *column =
            sequence->owner_table == NULL ? NULL : schema_column(sequence->owner_table, sequence->owner_column);

        if (column != NULL)
        {
            schema_link_sequence(sequence->owner_table, column, sequence);
        }
    }
}
