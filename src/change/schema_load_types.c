/* SPDX-License-Identifier: PostgreSQL */
/*
 * Types but arrays and the row types of tables.
 */
#include "base/mem.h"
#include "schema_load_internal.h"

static void fill_type(SchemaLoad *load, SchemaType *type, const Rows *rows, size_t row);

bool
schema_load_types(SchemaLoad *load, Error *err)
{
    Rows *rows = schema_load_rows(load, "schema/types", err);
    size_t count = rows == NULL ? 0 : rows_count(rows);

    for (size_t i = 0; i < count; i++)
    {
        QualifiedName name = {rows_text(rows, i, "schema"), rows_text(rows, i, "name")};

        fill_type(load, schema_add_type(load->schema, name, schema_load_char(rows, i, "kind")), rows, i);
    }
    return rows != NULL;
}

static void
fill_type(SchemaLoad *load, SchemaType *type, const Rows *rows, size_t row)
{
    const char *const *labels = schema_load_texts(load, rows, row, "labels");

    for (size_t i = 0; labels[i] != NULL; i++)
    {
        *mem_push(type, type->labels, type->label_count) = labels[i];
    }
    type->base = schema_load_type(load, rows, row);
    type->is_constrained = rows_bool(rows, row, "is_constrained");
}
