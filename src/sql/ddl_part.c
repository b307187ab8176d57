/* SPDX-License-Identifier: PostgreSQL */
/*
 * Definitions of a partitioned table, written for one of its partitions, and the other way round.
 *
 * pg_get_indexdef() says ON ONLY of a partitioned table; without it CREATE INDEX takes the equal indexes that the
 * partitions have already (11 and later).
 */
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

static const char *name_of_key(const PgQuery__Node *key);
static const char *name_of_value(const PgQuery__Node *value);

char *
ddl_index_on(void *owner, const char *definition, QualifiedName table, const char *index_name, bool concurrently,
             Error *err)
{
    void *scratch = mem_child(owner, "index");
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, definition, NULL, err);
    PgQuery__Node *statement = tree == NULL ? NULL : ddl_tree_statement(tree);
    char *text = NULL;

    if (statement != NULL && statement->node_case == PG_QUERY__NODE__NODE_INDEX_STMT)
    {
        PgQuery__RangeVar *relation = statement->index_stmt->relation;

        relation->schemaname = mem_strdup(scratch, table.schema);
        relation->relname = mem_strdup(scratch, table.name);
        relation->inh = true;
        statement->index_stmt->idxname = mem_strdup(scratch, index_name);
        statement->index_stmt->concurrent = concurrently;
        text = ddl_write(owner, tree, err);
    }
    else if (tree != NULL)
    {
        error_set(err, ERROR_FAILED, "this is not the definition of an index: %s", definition);
    }
    mem_free(scratch);
    return text;
}

char *
ddl_constraint_on(void *owner, const char *statement, QualifiedName table, const char *constraint_name, bool not_valid,
                  Error *err)
{
    void *scratch = mem_child(owner, "constraint");
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, statement, NULL, err);
    PgQuery__Constraint *constraint = tree == NULL ? NULL : ddl_only_constraint(tree);
    char *text = NULL;

    if (constraint != NULL)
    {
        PgQuery__RangeVar *relation = ddl_tree_statement(tree)->alter_table_stmt->relation;

        relation->schemaname = mem_strdup(scratch, table.schema);
        relation->relname = mem_strdup(scratch, table.name);
        if (constraint_name != NULL)
        {
            constraint->conname = mem_strdup(scratch, constraint_name);
        }
        ddl_set_validity(constraint, not_valid);
        text = ddl_write(owner, tree, err);
    }
    else if (tree != NULL)
    {
        error_set(err, ERROR_FAILED, "this adds no constraint: %s", statement);
    }
    mem_free(scratch);
    return text;
}

const char *const *
ddl_index_keys(void *owner, const char *definition, size_t *key_count, Error *err)
{
    void *scratch = mem_child(owner, "index");
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, definition, NULL, err);
    PgQuery__Node *statement = tree == NULL ? NULL : ddl_tree_statement(tree);
    const char **names = NULL;
    size_t count = 0;

    if (statement != NULL && statement->node_case == PG_QUERY__NODE__NODE_INDEX_STMT)
    {
        const PgQuery__IndexStmt *index = statement->index_stmt;

        for (size_t i = 0; i < index->n_index_params + index->n_index_including_params; i++)
        {
            const PgQuery__Node *key = i < index->n_index_params
                                           ? index->index_params[i]
                                           : index->index_including_params[i - index->n_index_params];

            *mem_push(owner, names, count) = mem_strdup(owner, name_of_key(key));
        }
        *key_count = index->n_index_params;
    }
    *mem_push(owner, names, count) = NULL;
    mem_free(scratch);
    return names;
}

/* Expressions and predicates are written in many ways, and "(a)" is the column a. */
static const char *
outline_of_key(void *owner, const PgQuery__Node *key)
{
    const PgQuery__IndexElem *element = key->index_elem;
    bool is_column = *element->name != '\0' || element->expr->node_case == PG_QUERY__NODE__NODE_COLUMN_REF;
    bool descends = element->ordering == PG_QUERY__SORT_BY_DIR__SORTBY_DESC;

    return mem_printf(owner, "%s%s", is_column ? quote_name(owner, name_of_key(key)) : "(expression)",
                      descends ? " desc" : "");
}

char *
ddl_index_outline(void *owner, const char *definition, Error *err)
{
    void *scratch = mem_child(owner, "index");
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, definition, NULL, err);
    PgQuery__Node *statement = tree == NULL ? NULL : ddl_tree_statement(tree);
    char *outline = NULL;

    if (statement != NULL && statement->node_case == PG_QUERY__NODE__NODE_INDEX_STMT)
    {
        const PgQuery__IndexStmt *index = statement->index_stmt;

        outline = mem_printf(owner, "%s%s (", index->unique ? "unique " : "", index->access_method);
        for (size_t i = 0; i < index->n_index_params; i++)
        {
            mem_append(&outline, "%s%s", i > 0 ? ", " : "", outline_of_key(scratch, index->index_params[i]));
        }
        for (size_t i = 0; i < index->n_index_including_params; i++)
        {
            mem_append(&outline, "%s%s", i > 0 ? ", " : ") include (",
                       outline_of_key(scratch, index->index_including_params[i]));
        }
        mem_append(&outline, ")%s", index->where_clause != NULL ? " where" : "");
    }
    mem_free(scratch);
    return outline;
}

static const char *
name_of_key(const PgQuery__Node *key)
{
    const PgQuery__IndexElem *element = key->index_elem;

    return *element->name != '\0' ? element->name : name_of_value(element->expr);
}

/* As PostgreSQL's FigureIndexColname() has it for what indexes are made of; "expr" for the rest. */
static const char *
name_of_value(const PgQuery__Node *value)
{
    switch (value->node_case)
    {
        case PG_QUERY__NODE__NODE_FUNC_CALL:
            return ddl_names(value->func_call->funcname, value->func_call->n_funcname).name;
        case PG_QUERY__NODE__NODE_COLLATE_CLAUSE:
            return name_of_value(value->collate_clause->arg);
        case PG_QUERY__NODE__NODE_COLUMN_REF:
            return ddl_names(value->column_ref->fields, value->column_ref->n_fields).name;
        case PG_QUERY__NODE__NODE_TYPE_CAST:
        {
            const char *name = name_of_value(value->type_cast->arg);
            const PgQuery__TypeName *type = value->type_cast->type_name;

            return strcmp(name, "expr") != 0 ? name : ddl_names(type->names, type->n_names).name;
        }
        case PG_QUERY__NODE__NODE_COALESCE_EXPR:
            return "coalesce";
        default:
            return "expr";
    }
}
