/* SPDX-License-Identifier: PostgreSQL */
/*
 * What is said of tables and columns beside their shape: COMMENT, statistics, storage, compression, options.
 */
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

/* How many of an object's names, from the end, are not those of its relation. */
typedef struct Subject
{
    PgQuery__ObjectType type;
    DdlCommentOn on;
    size_t own_names;
} Subject;

static const Subject subjects[] = {
    {PG_QUERY__OBJECT_TYPE__OBJECT_TABLE, DDL_COMMENT_ON_TABLE, 0},
    {PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN, DDL_COMMENT_ON_COLUMN, 1},
    {PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT, DDL_COMMENT_ON_CONSTRAINT, 1},
    {PG_QUERY__OBJECT_TYPE__OBJECT_INDEX, DDL_COMMENT_ON_INDEX, 0},
};

static const Subject *
subject_of(const PgQuery__CommentStmt *comment)
{
    for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++)
    {
        if (subjects[i].type == comment->objtype && comment->object->node_case == PG_QUERY__NODE__NODE_LIST &&
            comment->object->list->n_items > subjects[i].own_names)
        {
            return &subjects[i];
        }
    }
    return NULL;
}

/* To PostgreSQL an empty comment is none. */
bool
ddl_comment_read(DdlParse *parse, PgQuery__RawStmt *raw)
{
    const PgQuery__CommentStmt *comment = raw->stmt->comment_stmt;
    const Subject *subject = subject_of(comment);
    DdlStatement *statement;
    const PgQuery__List *names;
    const char *last;

    if (subject == NULL)
    {
        return false;
    }
    names = comment->object->list;
    statement = ddl_statement_add(parse, raw, raw->stmt, NULL);
    statement->kind = DDL_COMMENT;
    statement->tag = ddl_tag_of_kind(DDL_COMMENT);
    statement->relation = ddl_statement_name(parse, ddl_names(names->items, names->n_items - subject->own_names));
    statement->comment_on = subject->on;
    statement->comment = ddl_written(comment->comment) == NULL ? NULL : mem_strdup(parse->owner, comment->comment);
    last = mem_strdup(parse->owner, ddl_node_text(names->items[names->n_items - 1]));
    statement->column = subject->on == DDL_COMMENT_ON_COLUMN ? last : NULL;
    statement->constraint_name = subject->on == DDL_COMMENT_ON_CONSTRAINT ? last : NULL;
    statement->index_name = subject->on == DDL_COMMENT_ON_INDEX ? last : NULL;
    statement->names_index = subject->on == DDL_COMMENT_ON_INDEX;
    return true;
}

char *
ddl_attribute_on(void *owner, const DdlStatement *statement, QualifiedName table, const char *column, Error *err)
{
    void *scratch = mem_child(owner, "attribute");
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, statement->sql, NULL, err);
    char *text = NULL;

    if (tree != NULL)
    {
        PgQuery__AlterTableStmt *alter = ddl_tree_statement(tree)->alter_table_stmt;

        alter->relation->schemaname = mem_strdup(scratch, table.schema);
        alter->relation->relname = mem_strdup(scratch, table.name);
        alter->missing_ok = false;
        alter->cmds[0]->alter_table_cmd->name = mem_strdup(scratch, column);
        text = ddl_write(owner, tree, err);
    }
    mem_free(scratch);
    return text;
}
