/* SPDX-License-Identifier: PostgreSQL */
/*
 * Small parts of the parse tree: making nodes and reading names from them.
 *
 * protobuf has no NULL for texts: PostgreSQL's NULL arrives as "", which ddl_written() turns back.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

static int compare_texts(const void *a, const void *b);

PgQuery__Node *
ddl_node_new(void *owner, PgQuery__Node__NodeCase node_case, void *message)
{
    PgQuery__Node *node = mem_new(owner, PgQuery__Node);

    pg_query__node__init(node);
    node->node_case = node_case;
    node->string = message;
    return node;
}

PgQuery__Node *
ddl_node_string(void *owner, const char *text)
{
    PgQuery__String *string = mem_new(owner, PgQuery__String);

    pg_query__string__init(string);
    string->sval = mem_strdup(owner, text);
    return ddl_node_new(owner, PG_QUERY__NODE__NODE_STRING, string);
}

PgQuery__Node *
ddl_node_column(void *owner, const char *qualifier, const char *column)
{
    PgQuery__ColumnRef *reference = mem_new(owner, PgQuery__ColumnRef);

    pg_query__column_ref__init(reference);
    reference->fields = mem_array(owner, PgQuery__Node *, 2);
    if (qualifier != NULL)
    {
        reference->fields[reference->n_fields++] = ddl_node_string(owner, qualifier);
    }
    reference->fields[reference->n_fields++] = ddl_node_string(owner, column);
    return ddl_node_new(owner, PG_QUERY__NODE__NODE_COLUMN_REF, reference);
}

const char *
ddl_node_text(const PgQuery__Node *node)
{
    return node->node_case == PG_QUERY__NODE__NODE_STRING ? node->string->sval : NULL;
}

char *
ddl_node_number(void *owner, const PgQuery__Node *node)
{
    if (node == NULL)
    {
        return mem_strdup(owner, "");
    }
    return node->node_case == PG_QUERY__NODE__NODE_FLOAT ? mem_strdup(owner, node->float_->fval)
                                                         : mem_printf(owner, "%d", node->integer->ival);
}

const char *
ddl_written(const char *text)
{
    return text == NULL || text[0] == '\0' ? NULL : text;
}

PgQuery__String *
ddl_column_name(PgQuery__ColumnRef *column)
{
    PgQuery__Node *last = column->n_fields == 0 ? NULL : column->fields[column->n_fields - 1];

    return last != NULL && last->node_case == PG_QUERY__NODE__NODE_STRING ? last->string : NULL;
}

const char *const *
ddl_sorted_texts(const char **texts, size_t *count)
{
    size_t kept = 0;

    qsort(texts, *count, sizeof(*texts), compare_texts);
    for (size_t i = 0; i < *count; i++)
    {
        if (kept == 0 || strcmp(texts[kept - 1], texts[i]) != 0)
        {
            texts[kept++] = texts[i];
        }
    }
    texts[kept] = NULL;
    *count = kept;
    return texts;
}

static int
compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}

QualifiedName
ddl_names(PgQuery__Node *const *names, size_t count)
{
    QualifiedName name = {.schema = NULL, .name = ""};

    if (count > 0 && ddl_node_text(names[count - 1]) != NULL)
    {
        name.name = ddl_node_text(names[count - 1]);
    }
    if (count > 1)
    {
        name.schema = ddl_node_text(names[count - 2]);
    }
    return name;
}

QualifiedName
ddl_relation(const PgQuery__RangeVar *relation)
{
    QualifiedName name = {.schema = NULL, .name = ""};

    if (relation != NULL)
    {
        name.schema = ddl_written(relation->schemaname);
        name.name = relation->relname;
    }
    return name;
}
