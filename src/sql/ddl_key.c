/* SPDX-License-Identifier: PostgreSQL */
/*
 * FOREIGN KEY, UNIQUE and PRIMARY KEY of ALTER TABLE: read from the tree, and written again in the parts in which they are
 * added online: the foreign key NOT VALID, the index of the others by itself.
 *
 * PostgreSQL makes the index of a constraint as CREATE UNIQUE INDEX with default sort order would (12 to 18), so that
 * ADD CONSTRAINT … USING INDEX takes it.
 */
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

static const char *const *texts_of(void *owner, PgQuery__Node *const *names, size_t count);
static const char *const *own_columns(void *owner, const PgQuery__Constraint *constraint);
static char *name_list(void *owner, PgQuery__Node *const *names, size_t count);

void
ddl_key_read(DdlParse *parse, DdlStatement *statement, PgQuery__Constraint *constraint)
{
    DdlKey *key = &statement->key;
    bool is_foreign = constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN;

    statement->kind = is_foreign                                                     ? DDL_ADD_FOREIGN_KEY
                      : constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY ? DDL_ADD_PRIMARY_KEY
                                                                                     : DDL_ADD_UNIQUE;
    if (ddl_written(constraint->indexname) != NULL)
    {
        statement->kind =
            statement->kind == DDL_ADD_UNIQUE ? DDL_ADD_UNIQUE_USING_INDEX : DDL_ADD_PRIMARY_KEY_USING_INDEX;
        statement->index_name = mem_strdup(parse->owner, constraint->indexname);
        statement->constraint_name = statement->constraint_name ? statement->constraint_name : statement->index_name;
    }
    statement->tag = ddl_tag_of_kind(statement->kind);
    statement->columns = own_columns(parse->owner, constraint);
    key->columns = is_foreign ? texts_of(parse->owner, constraint->fk_attrs, constraint->n_fk_attrs)
                              : texts_of(parse->owner, constraint->keys, constraint->n_keys);
    key->foreign_columns = texts_of(parse->owner, constraint->pk_attrs, constraint->n_pk_attrs);
    key->nulls_not_distinct = constraint->nulls_not_distinct;
    key->match_full = is_foreign && strcmp(constraint->fk_matchtype, "f") == 0;
    key->timing = ddl_key_timing(constraint);
    if (is_foreign)
    {
        key->foreign_table = ddl_statement_name(parse, ddl_relation(constraint->pktable));
    }
}

static const char *const *
texts_of(void *owner, PgQuery__Node *const *names, size_t count)
{
    const char **texts = mem_array(owner, const char *, count + 1);

    for (size_t i = 0; i < count; i++)
    {
        texts[i] = mem_strdup(owner, ddl_node_text(names[i]));
    }
    return texts;
}

static const char *const *
own_columns(void *owner, const PgQuery__Constraint *constraint)
{
    const char **columns = NULL;
    size_t count = 0;

    for (size_t i = 0; i < constraint->n_keys; i++)
    {
        *mem_push(owner, columns, count) = mem_strdup(owner, ddl_node_text(constraint->keys[i]));
    }
    for (size_t i = 0; i < constraint->n_including; i++)
    {
        *mem_push(owner, columns, count) = mem_strdup(owner, ddl_node_text(constraint->including[i]));
    }
    for (size_t i = 0; i < constraint->n_fk_attrs; i++)
    {
        *mem_push(owner, columns, count) = mem_strdup(owner, ddl_node_text(constraint->fk_attrs[i]));
    }
    *mem_push(owner, columns, count) = NULL;
    return columns;
}

const char *
ddl_key_timing(const PgQuery__Constraint *constraint)
{
    if (constraint->initdeferred)
    {
        return " DEFERRABLE INITIALLY DEFERRED";
    }
    return constraint->deferrable ? " DEFERRABLE" : "";
}

char *
ddl_foreign_key(void *owner, const DdlStatement *statement, QualifiedName table, const char *name,
                QualifiedName foreign_table, Error *err)
{
    void *scratch = mem_child(owner, "key");
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, statement->sql, NULL, err);
    PgQuery__Constraint *constraint = tree == NULL ? NULL : ddl_only_constraint(tree);
    char *text = NULL;

    if (constraint != NULL && constraint->pktable != NULL)
    {
        PgQuery__AlterTableStmt *alter = ddl_tree_statement(tree)->alter_table_stmt;

        alter->relation->schemaname = mem_strdup(scratch, table.schema);
        alter->relation->relname = mem_strdup(scratch, table.name);
        alter->missing_ok = false;
        constraint->conname = mem_strdup(scratch, name);
        constraint->skip_validation = true;
        constraint->initially_valid = false;
        constraint->pktable->schemaname = mem_strdup(scratch, foreign_table.schema);
        constraint->pktable->relname = mem_strdup(scratch, foreign_table.name);
        text = ddl_write(owner, tree, err);
    }
    else if (tree != NULL)
    {
        error_set(err, ERROR_FAILED, "this does not add a foreign key: %s", statement->sql);
    }
    mem_free(scratch);
    return text;
}

char *
ddl_key_index(void *owner, const DdlStatement *statement, QualifiedName table, const char *name, Error *err)
{
    void *scratch = mem_child(owner, "key");
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, statement->sql, NULL, err);
    const PgQuery__Constraint *constraint = tree == NULL ? NULL : ddl_only_constraint(tree);
    PgQuery__ParseResult *index_tree = NULL;
    char *text = NULL;

    if (constraint != NULL)
    {
        char *including = name_list(scratch, constraint->including, constraint->n_including);

        index_tree = ddl_tree_parse(scratch,
                                    mem_printf(scratch, "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s (%s)%s%s%s",
                                               quote_name(scratch, name), quote_qualified_name(scratch, table),
                                               name_list(scratch, constraint->keys, constraint->n_keys),
                                               *including ? " INCLUDE (" : "", including, *including ? ")" : ""),
                                    NULL, err);
    }
    if (index_tree != NULL)
    {
        PgQuery__IndexStmt *index = ddl_tree_statement(index_tree)->index_stmt;

        index->nulls_not_distinct = constraint->nulls_not_distinct;
        index->options = constraint->options;
        index->n_options = constraint->n_options;
        index->table_space = constraint->indexspace;
        text = ddl_write(owner, index_tree, err);
    }
    mem_free(scratch);
    return text;
}

static char *
name_list(void *owner, PgQuery__Node *const *names, size_t count)
{
    char *list = mem_strdup(owner, "");

    for (size_t i = 0; i < count; i++)
    {
        mem_append(&list, "%s%s", i > 0 ? ", " : "", quote_name(owner, ddl_node_text(names[i])));
    }
    return list;
}
