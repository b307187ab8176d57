/* SPDX-License-Identifier: PostgreSQL */
/*
 * Columns renamed: in expressions, which are then written with a qualifier, and in definitions from the catalog.
 *
 * Only names of columns change: function arguments (f(a => 1)), aliases, fields of composites and texts stay. An
 * XMLFOREST that takes an element's name from a column keeps that name. PL/pgSQL knows its row variables as new and
 * old, so NEW and OLD are written in lower case, without quotes.
 */
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "ddl_internal.h"

typedef struct Rename
{
    void *owner;
    const ColumnRename *renames;
    size_t count;
    bool qualify; /* replace what stands before the column's name */
    const char *qualifier;
} Rename;

static bool rename_message(ProtobufCMessage *message, void *context);
static void rename_column(const Rename *rename, PgQuery__ColumnRef *column);
static void rename_list(const Rename *rename, PgQuery__Node **names, size_t count);
static void keep_element_names(const Rename *rename, PgQuery__XmlExpr *xml);
static bool find_subquery(ProtobufCMessage *message, void *context);
static void rename_constraint(void *owner, QualifiedName table, PgQuery__Constraint *constraint,
                              const ColumnRename *renames, size_t count);

char *
ddl_expression_render(void *owner, const SqlExpression *expression, const char *qualifier, const ColumnRename *renames,
                      size_t rename_count, Error *err)
{
    void *scratch = mem_child(owner, "render");
    PgQuery__Node *value = ddl_tree_copy_node(scratch, ddl_expression_value(expression));
    Rename rename = {.owner = scratch, .renames = renames, .count = rename_count, .qualify = true};
    bool has_subquery = false;
    char *text = NULL;

    if (qualifier != NULL)
    {
        bool is_row = strcasecmp(qualifier, "new") == 0 || strcasecmp(qualifier, "old") == 0;

        rename.qualifier = !is_row ? qualifier : strcasecmp(qualifier, "new") == 0 ? "new" : "old";
    }
    ddl_tree_walk(&value->base, find_subquery, &has_subquery);
    if (has_subquery)
    {
        error_set(err, ERROR_INVALID,
                  "an expression with a subquery cannot be rewritten: its names may belong "
                  "to another table");
    }
    else
    {
        ddl_tree_walk(&value->base, rename_message, &rename);
        text = ddl_write_value(owner, value, err);
    }
    mem_free(scratch);
    return text;
}

void
ddl_rename_below(void *owner, ProtobufCMessage *root, const ColumnRename *renames, size_t count)
{
    Rename rename = {.owner = owner, .renames = renames, .count = count};

    ddl_tree_walk(root, rename_message, &rename);
}

const char *
ddl_renamed(const char *column, const ColumnRename *renames, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        if (strcmp(renames[i].from, column) == 0)
        {
            return renames[i].to;
        }
    }
    return column;
}

static bool
find_subquery(ProtobufCMessage *message, void *context)
{
    if (ddl_is(message, sub_link))
    {
        *(bool *) context = true;
    }
    return true;
}

static bool
rename_message(ProtobufCMessage *message, void *context)
{
    const Rename *rename = context;

    if (ddl_is(message, column_ref))
    {
        rename_column(rename, (PgQuery__ColumnRef *) message);
        return false;
    }
    if (ddl_is(message, xml_expr))
    {
        keep_element_names(rename, (PgQuery__XmlExpr *) message);
    }
    if (ddl_is(message, index_elem))
    {
        PgQuery__IndexElem *element = (PgQuery__IndexElem *) message;

        element->name = mem_strdup(rename->owner, ddl_renamed(element->name, rename->renames, rename->count));
    }
    return true;
}

static void
rename_column(const Rename *rename, PgQuery__ColumnRef *column)
{
    PgQuery__String *name = ddl_column_name(column);
    PgQuery__Node *last = column->fields[column->n_fields - 1];

    if (name != NULL)
    {
        name->sval = mem_strdup(rename->owner, ddl_renamed(name->sval, rename->renames, rename->count));
    }
    if (rename->qualify && (rename->qualifier != NULL || name != NULL))
    {
        column->n_fields = 0;
        column->fields = mem_array(rename->owner, PgQuery__Node *, 2);
        if (rename->qualifier != NULL)
        {
            column->fields[column->n_fields++] = ddl_node_string(rename->owner, rename->qualifier);
        }
        column->fields[column->n_fields++] = last;
    }
}

static void
keep_element_names(const Rename *rename, PgQuery__XmlExpr *xml)
{
    for (size_t i = 0; i < xml->n_named_args; i++)
    {
        PgQuery__ResTarget *argument = xml->named_args[i]->res_target;
        PgQuery__String *column = argument->val->node_case == PG_QUERY__NODE__NODE_COLUMN_REF
                                      ? ddl_column_name(argument->val->column_ref)
                                      : NULL;

        if (column != NULL && ddl_written(argument->name) == NULL &&
            strcmp(ddl_renamed(column->sval, rename->renames, rename->count), column->sval) != 0)
        {
            argument->name = mem_strdup(rename->owner, column->sval);
        }
    }
}

char *
ddl_index_rename(void *owner, const char *definition, const char *index_name, bool concurrently,
                 const ColumnRename *renames, size_t rename_count, Error *err)
{
    void *scratch = mem_child(owner, "index");
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, definition, NULL, err);
    PgQuery__Node *statement = tree == NULL ? NULL : ddl_tree_statement(tree);
    char *text = NULL;

    if (statement != NULL && statement->node_case == PG_QUERY__NODE__NODE_INDEX_STMT)
    {
        statement->index_stmt->idxname = mem_strdup(scratch, index_name);
        statement->index_stmt->concurrent = concurrently;
        ddl_rename_below(scratch, &statement->base, renames, rename_count);
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
ddl_index_in_tablespace(void *owner, const char *statement, const char *tablespace, Error *err)
{
    void *scratch = mem_child(owner, "index");
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, statement, NULL, err);
    PgQuery__Node *node = tree == NULL ? NULL : ddl_tree_statement(tree);
    char *text = NULL;

    if (node != NULL && node->node_case == PG_QUERY__NODE__NODE_INDEX_STMT)
    {
        node->index_stmt->table_space = mem_strdup(scratch, tablespace);
        text = ddl_write(owner, tree, err);
    }
    mem_free(scratch);
    return text;
}

char *
/* NOLINTNEXTLINE(readability-function-size): seven parameters, each its own part of the statement */
ddl_constraint_rename(void *owner, QualifiedName table, const char *definition, const char *constraint_name,
                      bool not_valid, const ColumnRename *renames, size_t rename_count, Error *err)
{
    void *scratch = mem_child(owner, "constraint");
    char *name = constraint_name == NULL ? NULL : quote_name(scratch, constraint_name);
    char *text = mem_printf(scratch, "ALTER TABLE %s ADD %s%s %s", quote_qualified_name(scratch, table),
                            name == NULL ? "" : "CONSTRAINT ", name == NULL ? "" : name, definition);
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, text, NULL, err);
    PgQuery__Constraint *constraint = tree == NULL ? NULL : ddl_only_constraint(tree);
    char *result = NULL;

    if (constraint != NULL)
    {
        ddl_set_validity(constraint, not_valid);
        rename_constraint(scratch, table, constraint, renames, rename_count);
        result = ddl_write(owner, tree, err);
    }
    else if (tree != NULL)
    {
        error_set(err, ERROR_FAILED, "this is not the definition of a constraint: %s", definition);
    }
    mem_free(scratch);
    return result;
}

char *
ddl_foreign_twin(void *owner, const DdlForeignTwin *twin, Error *err)
{
    void *scratch = mem_child(owner, "foreign");
    char *text = mem_printf(scratch, "ALTER TABLE %s ADD CONSTRAINT %s %s", quote_qualified_name(scratch, twin->table),
                            quote_name(scratch, twin->name), twin->definition);
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, text, NULL, err);
    PgQuery__Constraint *constraint = tree == NULL ? NULL : ddl_only_constraint(tree);
    char *result = NULL;

    if (constraint != NULL && constraint->pktable != NULL)
    {
        const Rename own = {.owner = scratch, .renames = twin->renames, .count = twin->rename_count};
        const Rename foreign = {
            .owner = scratch, .renames = twin->foreign_renames, .count = twin->foreign_rename_count};

        ddl_set_validity(constraint, true);
        rename_list(&own, constraint->fk_attrs, constraint->n_fk_attrs);
        rename_list(&own, constraint->fk_del_set_cols, constraint->n_fk_del_set_cols);
        rename_list(&foreign, constraint->pk_attrs, constraint->n_pk_attrs);
        if (twin->foreign_table.name != NULL)
        {
            constraint->pktable->schemaname = mem_strdup(scratch, twin->foreign_table.schema);
            constraint->pktable->relname = mem_strdup(scratch, twin->foreign_table.name);
        }
        result = ddl_write(owner, tree, err);
    }
    else if (tree != NULL)
    {
        error_set(err, ERROR_FAILED, "this is not the definition of a foreign key: %s", twin->definition);
    }
    mem_free(scratch);
    return result;
}

/* The parser says "initially valid" of CHECKs and foreign keys only: others are never NOT VALID. */
void
ddl_set_validity(PgQuery__Constraint *constraint, bool not_valid)
{
    if (constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_CHECK ||
        constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN)
    {
        constraint->skip_validation = not_valid;
        constraint->initially_valid = !not_valid;
    }
}

PgQuery__Constraint *
ddl_only_constraint(PgQuery__ParseResult *tree)
{
    PgQuery__Node *statement = ddl_tree_statement(tree);
    PgQuery__Node *definition = NULL;

    if (statement != NULL && statement->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_STMT &&
        statement->alter_table_stmt->n_cmds == 1)
    {
        definition = statement->alter_table_stmt->cmds[0]->alter_table_cmd->def;
    }
    return definition != NULL && definition->node_case == PG_QUERY__NODE__NODE_CONSTRAINT ? definition->constraint
                                                                                          : NULL;
}

static void
rename_constraint(void *owner, QualifiedName table, PgQuery__Constraint *constraint, const ColumnRename *renames,
                  size_t count)
{
    Rename rename = {.owner = owner, .renames = renames, .count = count};
    QualifiedName target = ddl_relation(constraint->pktable);

    ddl_tree_walk(&constraint->base, rename_message, &rename);
    rename_list(&rename, constraint->keys, constraint->n_keys);
    rename_list(&rename, constraint->including, constraint->n_including);
    rename_list(&rename, constraint->fk_attrs, constraint->n_fk_attrs);
    rename_list(&rename, constraint->fk_del_set_cols, constraint->n_fk_del_set_cols);
    if (constraint->pktable != NULL && strcmp(target.name, table.name) == 0 &&
        (target.schema == NULL || table.schema == NULL || strcmp(target.schema, table.schema) == 0))
    {
        rename_list(&rename, constraint->pk_attrs, constraint->n_pk_attrs);
    }
}

static void
rename_list(const Rename *rename, PgQuery__Node **names, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        const char *name = ddl_node_text(names[i]);

        if (name != NULL)
        {
            names[i] = ddl_node_string(rename->owner, ddl_renamed(name, rename->renames, rename->count));
        }
    }
}
