/* SPDX-License-Identifier: PostgreSQL */
/*
 * A statement with the schema of its table filled in.
 *
 * The parser tells the byte at which the table's name starts, so the schema is put in front of it and the rest of the
 * text stays as it is. Invariant: the result parses to the same tree but for that schema.
 */
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

static char *before_relation(void *owner, const char *sql, PgQuery__ParseResult *tree, const char *schema, Error *err);
static PgQuery__RangeVar *own_table(const PgQuery__Node *statement);
static void qualify_index(void *owner, PgQuery__Node *statement, const char *schema);

char *
ddl_statement_in_schema(void *owner, const DdlStatement *statement, const char *schema, Error *err)
{
    void *scratch = mem_child(owner, "schema");
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, statement->sql, NULL, err);
    char *text = NULL;

    if (tree != NULL && ddl_tree_statement(tree) == NULL)
    {
        error_set(err, ERROR_FAILED, "this is not one statement: %s", statement->sql);
    }
    else if (tree != NULL && ddl_tree_statement(tree)->node_case == PG_QUERY__NODE__NODE_DROP_STMT)
    {
        qualify_index(scratch, ddl_tree_statement(tree), schema);
        text = ddl_write(owner, tree, err);
    }
    else if (tree != NULL)
    {
        text = before_relation(owner, statement->sql, tree, schema, err);
    }
    mem_free(scratch);
    return text;
}

static char *
before_relation(void *owner, const char *sql, PgQuery__ParseResult *tree, const char *schema, Error *err)
{
    PgQuery__RangeVar *table = own_table(ddl_tree_statement(tree));
    void *scratch = mem_child(owner, "insert");
    PgQuery__ParseResult *again;
    char *text;

    if (table == NULL || ddl_written(table->schemaname) != NULL)
    {
        mem_free(scratch);
        return mem_strdup(owner, sql);
    }
    text =
        mem_printf(owner, "%.*s%s.%s", (int) table->location, sql, quote_name(scratch, schema), sql + table->location);
    table->schemaname = mem_strdup(tree, schema);
    again = ddl_tree_parse(scratch, text, NULL, err);
    if (again != NULL && strcmp(ddl_tree_digits(scratch, tree), ddl_tree_digits(scratch, again)) != 0)
    {
        again = NULL;
        error_set(err, ERROR_FAILED, "could not put schema %s into this statement: %s", schema, sql);
    }
    mem_free(scratch);
    return again == NULL ? NULL : text;
}

static PgQuery__RangeVar *
own_table(const PgQuery__Node *statement)
{
    if (statement->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_STMT)
    {
        return statement->alter_table_stmt->relation;
    }
    if (statement->node_case == PG_QUERY__NODE__NODE_RENAME_STMT)
    {
        return statement->rename_stmt->relation;
    }
    if (statement->node_case == PG_QUERY__NODE__NODE_CREATE_STMT)
    {
        return statement->create_stmt->relation;
    }
    return statement->node_case == PG_QUERY__NODE__NODE_INDEX_STMT ? statement->index_stmt->relation : NULL;
}

static void
qualify_index(void *owner, PgQuery__Node *statement, const char *schema)
{
    const PgQuery__DropStmt *drop = statement->drop_stmt;
    PgQuery__List *names = drop->objects[0]->node_case == PG_QUERY__NODE__NODE_LIST ? drop->objects[0]->list : NULL;

    if (names != NULL && names->n_items == 1)
    {
        PgQuery__Node *name = names->items[0];

        names->items = mem_array(owner, PgQuery__Node *, 2);
        names->items[0] = ddl_node_string(owner, schema);
        names->items[1] = name;
        names->n_items = 2;
    }
}
