/* SPDX-License-Identifier: PostgreSQL */
/*
 * ADD CONSTRAINT … EXCLUDE: its elements with their operators, and its index by itself.
 */
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

static void read_element(DdlParse *parse, DdlStatement *statement, const PgQuery__List *exclusion);
static const char *const *columns_of(DdlParse *parse, const DdlStatement *statement,
                                     const PgQuery__Constraint *constraint);
static const char *sign_of(void *owner, const PgQuery__Node *names);

void
ddl_exclude_read(DdlParse *parse, DdlStatement *statement, PgQuery__Constraint *constraint)
{
    statement->kind = DDL_ADD_EXCLUDE;
    statement->tag = ddl_tag_of_kind(DDL_ADD_EXCLUDE);
    statement->key.timing = ddl_key_timing(constraint);
    for (size_t i = 0; i < constraint->n_exclusions; i++)
    {
        read_element(parse, statement, constraint->exclusions[i]->list);
    }
    if (constraint->where_clause != NULL)
    {
        statement->expression = ddl_expression_new(parse->owner, constraint->where_clause, 0);
    }
    statement->columns = columns_of(parse, statement, constraint);
}

/* (element, list of the operator's names) */
static void
read_element(DdlParse *parse, DdlStatement *statement, const PgQuery__List *exclusion)
{
    PgQuery__IndexElem *element = exclusion->items[0]->index_elem;
    PgQuery__Node *value =
        ddl_written(element->name) != NULL ? ddl_node_column(parse->owner, NULL, element->name) : element->expr;
    DdlExclusion *read = mem_push(parse->owner, statement->exclusions, statement->exclusion_count);

    read->value = ddl_expression_new(parse->owner, value, 0);
    read->sign = sign_of(parse->owner, exclusion->items[1]);
}

static void
add_columns(void *owner, const char *const *more, const char ***columns, size_t *count)
{
    for (size_t i = 0; more[i] != NULL; i++)
    {
        *mem_push(owner, *columns, *count) = more[i];
    }
}

static const char *const *
columns_of(DdlParse *parse, const DdlStatement *statement, const PgQuery__Constraint *constraint)
{
    void *owner = parse->owner;
    const char **columns = NULL;
    size_t count = 0;

    for (size_t i = 0; i < statement->exclusion_count; i++)
    {
        add_columns(owner, ddl_expression_columns(owner, statement->exclusions[i].value), &columns, &count);
    }
    if (statement->expression != NULL)
    {
        add_columns(owner, ddl_expression_columns(owner, statement->expression), &columns, &count);
    }
    for (size_t i = 0; i < constraint->n_including; i++)
    {
        *mem_push(owner, columns, count) = mem_strdup(owner, ddl_node_text(constraint->including[i]));
    }
    return ddl_sorted_texts(columns, &count);
}

static const char *
sign_of(void *owner, const PgQuery__Node *names)
{
    QualifiedName name = ddl_names(names->list->items, names->list->n_items);

    return name.schema == NULL ? mem_strdup(owner, name.name)
                               : mem_printf(owner, "OPERATOR(%s.%s)", quote_name(owner, name.schema), name.name);
}

char *
ddl_exclude_index(void *owner, const DdlStatement *statement, QualifiedName table, Error *err)
{
    void *scratch = mem_child(owner, "exclude");
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, statement->sql, NULL, err);
    const PgQuery__Constraint *constraint = tree == NULL ? NULL : ddl_only_constraint(tree);
    PgQuery__ParseResult *index_tree =
        constraint == NULL
            ? NULL
            : ddl_tree_parse(scratch,
                             mem_printf(scratch, "CREATE INDEX ON %s (x)", quote_qualified_name(scratch, table)), NULL,
                             err);
    char *text = NULL;

    if (index_tree != NULL)
    {
        PgQuery__IndexStmt *index = ddl_tree_statement(index_tree)->index_stmt;

        index->access_method = constraint->access_method;
        index->n_index_params = constraint->n_exclusions;
        index->index_params = mem_array(scratch, PgQuery__Node *, constraint->n_exclusions + 1);
        for (size_t i = 0; i < constraint->n_exclusions; i++)
        {
            index->index_params[i] = constraint->exclusions[i]->list->items[0];
        }
        index->where_clause = constraint->where_clause;
        text = ddl_write(owner, index_tree, err);
    }
    mem_free(scratch);
    return text;
}
