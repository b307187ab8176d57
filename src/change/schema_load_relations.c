/* SPDX-License-Identifier: PostgreSQL */
/*
 * Relations, and how they belong together: parents, partitions, owned sequences.
 *
 * In order of their oids, which is about the order in which they were made, and by which all other rows find them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema_load_internal.h"

static void add_relation(SchemaLoad *load, const Rows *rows, size_t row);
static void link_relation(const SchemaLoad *load, const Rows *rows, size_t row);

bool
schema_load_relations(SchemaLoad *load, Error *err)
{
    Rows *rows = schema_load_rows(load, "schema/relations", err);
    size_t count = rows == NULL ? 0 : rows_count(rows);

    for (size_t i = 0; i < count; i++)
    {
        add_relation(load, rows, i);
    }
    for (size_t i = 0; i < count; i++)
    {
        link_relation(load, rows, i);
    }
    return rows != NULL;
}

static void
add_relation(SchemaLoad *load, const Rows *rows, size_t row)
{
    QualifiedName name = {rows_text(rows, row, "schema"), rows_text(rows, row, "name")};
    bool existed;
    SchemaRelation *relation = schema_add_relation(load->schema, name, schema_load_char(rows, row, "kind"), &existed);

    relation->persistence = schema_load_char(rows, row, "persistence");
    relation->rows_estimate = rows_double(rows, row, "rows");
    relation->bytes = rows_int64(rows, row, "bytes");
    relation->is_partition = rows_bool(rows, row, "is_partition");
    relation->bound = schema_load_text(load, rows, row, "bound");
    relation->is_default_partition = relation->bound != NULL && strcmp(relation->bound, "DEFAULT") == 0;
    relation->of_type = schema_load_text(load, rows, row, "of_type");
    relation->row_security = rows_bool(rows, row, "row_security");
    relation->force_row_security = rows_bool(rows, row, "force_row_security");
    relation->replica_identity = schema_load_char(rows, row, "replica_identity");
    if (relation->kind == 'p')
    {
        relation->partition_columns = schema_load_texts(load, rows, row, "partition_columns");
    }
    *mem_push(load->scratch, load->relations, load->relation_count) = (LoadedRelation){
        .oid = rows_int64(rows, row, "relid"),
        .relation = relation,
    };
}

static void
link_relation(const SchemaLoad *load, const Rows *rows, size_t row)
{
    SchemaRelation *relation = load->relations[row].relation;
    SchemaRelation *owner = schema_load_relation(load, rows, row, "owner_relid");
    const char *const *parents = rows_text_array(load->scratch, rows, row, "parents");

    for (size_t i = 0; parents[i] != NULL; i++)
    {
        SchemaRelation *parent = schema_load_oid(load, strtoll(parents[i], NULL, 10));

        if (parent != NULL)
        {
            schema_link_child(load->schema, parent, relation);
        }
    }
    if (owner != NULL)
    {
        relation->owner_table = owner;
        relation->owner_column = schema_load_text(load, rows, row, "owner_column");
        relation->is_identity_sequence = rows_bool(rows, row, "is_identity");
    }
}
