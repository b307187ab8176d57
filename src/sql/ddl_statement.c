/* SPDX-License-Identifier: PostgreSQL */
/*
 * One statement of a script → DdlStatements (ALTER TABLE is in ddl_alter.c).
 *
 * PostgreSQL's parser lets a statement's span start at the blanks and comments before it; offsets here are those of the
 * statement's own first and last token.
 */
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

static const char *const no_names[] = {NULL};

static void read_create_table(DdlParse *parse, PgQuery__RawStmt *raw);
static void read_table_elements(DdlParse *parse, DdlStatement *statement, const PgQuery__CreateStmt *create);
static void read_create_index(DdlParse *parse, PgQuery__RawStmt *raw);
static const char *const *index_columns(void *owner, PgQuery__IndexStmt *index);
static void read_drop(DdlParse *parse, PgQuery__RawStmt *raw);
static void read_drop_index(DdlParse *parse, PgQuery__RawStmt *raw, size_t index);
static void read_rename(DdlParse *parse, PgQuery__RawStmt *raw);
static void read_alter_sequence(DdlParse *parse, PgQuery__RawStmt *raw);
static void read_other(DdlParse *parse, PgQuery__RawStmt *raw);
static QualifiedName main_relation(PgQuery__Node *statement);
static bool find_relation(ProtobufCMessage *message, void *context);
static size_t statement_end(const DdlParse *parse, const PgQuery__RawStmt *raw, size_t last);
static DdlStatement *add_as_written(DdlParse *parse, const PgQuery__RawStmt *raw);

bool
ddl_statement_read(DdlParse *parse, PgQuery__RawStmt *raw, Error *err)
{
    PgQuery__Node__NodeCase node_case = raw->stmt->node_case;

    if (node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_STMT)
    {
        return ddl_alter_read(parse, raw, err);
    }
    if (node_case == PG_QUERY__NODE__NODE_CREATE_STMT)
    {
        read_create_table(parse, raw);
    }
    else if (node_case == PG_QUERY__NODE__NODE_INDEX_STMT)
    {
        read_create_index(parse, raw);
    }
    else if (node_case == PG_QUERY__NODE__NODE_DROP_STMT)
    {
        read_drop(parse, raw);
    }
    else if (node_case == PG_QUERY__NODE__NODE_RENAME_STMT)
    {
        read_rename(parse, raw);
    }
    else if (node_case == PG_QUERY__NODE__NODE_ALTER_SEQ_STMT)
    {
        read_alter_sequence(parse, raw);
    }
    else if (node_case != PG_QUERY__NODE__NODE_COMMENT_STMT || !ddl_comment_read(parse, raw))
    {
        read_other(parse, raw);
    }
    return true;
}

static void
read_create_table(DdlParse *parse, PgQuery__RawStmt *raw)
{
    const PgQuery__CreateStmt *create = raw->stmt->create_stmt;
    DdlStatement *statement = ddl_statement_add(parse, raw, raw->stmt, NULL);

    statement->kind = DDL_CREATE_TABLE;
    statement->tag = ddl_tag_of_kind(DDL_CREATE_TABLE);
    statement->relation = ddl_statement_name(parse, ddl_relation(create->relation));
    statement->if_exists = create->if_not_exists;
    read_table_elements(parse, statement, create);
    if (create->partbound != NULL)
    {
        ddl_statement_refuse(parse, statement, "CREATE TABLE PARTITION OF",
                             "It locks the parent against all use: create the table with LIKE and attach it, by a "
                             "plain SQL migration.");
    }
    else if (create->n_inh_relations > 0)
    {
        ddl_statement_refuse(parse, statement, "CREATE TABLE INHERITS",
                             "V would see its rows in the parent: run it as a plain SQL migration when that is "
                             "meant.");
    }
    else if (strcmp(create->relation->relpersistence, "t") == 0)
    {
        ddl_statement_refuse(parse, statement, "CREATE TEMPORARY TABLE",
                             "It would be gone at the end of the session of bellows: remove it.");
    }
}

static void
read_table_elements(DdlParse *parse, DdlStatement *statement, const PgQuery__CreateStmt *create)
{
    const char **columns = mem_array(parse->owner, const char *, create->n_table_elts + 1);
    size_t column_count = 0;

    for (size_t i = 0; i < create->n_table_elts; i++)
    {
        const PgQuery__Node *element = create->table_elts[i];

        if (element->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF)
        {
            columns[column_count++] = mem_strdup(parse->owner, element->column_def->colname);
        }
    }
    statement->columns = columns;
}

static void
read_create_index(DdlParse *parse, PgQuery__RawStmt *raw)
{
    PgQuery__IndexStmt *index = raw->stmt->index_stmt;
    DdlStatement *statement = ddl_statement_add(parse, raw, raw->stmt, NULL);

    statement->kind = DDL_CREATE_INDEX;
    statement->tag = ddl_tag_of_kind(DDL_CREATE_INDEX);
    statement->relation = ddl_statement_name(parse, ddl_relation(index->relation));
    statement->if_exists = index->if_not_exists;
    statement->is_unique = index->unique;
    statement->concurrently = index->concurrent;
    if (ddl_written(index->idxname) != NULL)
    {
        statement->index_name = mem_strdup(parse->owner, index->idxname);
    }
    statement->columns = index_columns(parse->owner, index);
    if (!index->relation->inh)
    {
        ddl_statement_refuse(parse, statement, "CREATE INDEX ON ONLY",
                             "Build the index of a partitioned table by plain SQL migrations: ON ONLY the parent, "
                             "CONCURRENTLY on each partition, then ATTACH PARTITION.");
    }
}

static const char *const *
index_columns(void *owner, PgQuery__IndexStmt *index)
{
    const char *const *in_expressions = ddl_columns_below(owner, &index->base);
    const char **columns = NULL;
    size_t count = 0;

    for (size_t i = 0; i < index->n_index_params + index->n_index_including_params; i++)
    {
        const PgQuery__IndexElem *element = i < index->n_index_params
                                                ? index->index_params[i]->index_elem
                                                : index->index_including_params[i - index->n_index_params]->index_elem;

        if (ddl_written(element->name) != NULL)
        {
            *mem_push(owner, columns, count) = mem_strdup(owner, element->name);
        }
    }
    for (size_t i = 0; in_expressions[i] != NULL; i++)
    {
        bool known = false;

        for (size_t j = 0; j < count; j++)
        {
            known = known || strcmp(columns[j], in_expressions[i]) == 0;
        }
        if (!known)
        {
            *mem_push(owner, columns, count) = in_expressions[i];
        }
    }
    *mem_push(owner, columns, count) = NULL;
    return columns;
}

static void
read_drop(DdlParse *parse, PgQuery__RawStmt *raw)
{
    const PgQuery__DropStmt *drop = raw->stmt->drop_stmt;

    if (drop->remove_type != PG_QUERY__OBJECT_TYPE__OBJECT_INDEX)
    {
        read_other(parse, raw);
        return;
    }
    for (size_t i = 0; i < drop->n_objects; i++)
    {
        read_drop_index(parse, raw, i);
    }
}

/* DROP INDEX a, b: one statement for each of them. */
static void
read_drop_index(DdlParse *parse, PgQuery__RawStmt *raw, size_t index)
{
    PgQuery__DropStmt one = *raw->stmt->drop_stmt;
    PgQuery__Node node = *raw->stmt;
    DdlStatement *statement;

    one.objects += index;
    one.n_objects = 1;
    node.drop_stmt = &one;
    statement = ddl_statement_add(parse, raw, &node, NULL);
    statement->kind = DDL_DROP_INDEX;
    statement->tag = ddl_tag_of_kind(DDL_DROP_INDEX);
    statement->relation =
        ddl_statement_name(parse, ddl_names(one.objects[0]->list->items, one.objects[0]->list->n_items));
    statement->index_name = statement->relation.name;
    statement->names_index = true;
    statement->if_exists = one.missing_ok;
    statement->cascade = one.behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    statement->concurrently = one.concurrent;
}

static void
read_rename(DdlParse *parse, PgQuery__RawStmt *raw)
{
    const PgQuery__RenameStmt *rename = raw->stmt->rename_stmt;
    DdlStatement *statement = ddl_statement_add(parse, raw, raw->stmt, NULL);

    statement->relation = ddl_statement_name(parse, ddl_relation(rename->relation));
    statement->if_exists = rename->missing_ok;
    statement->cascade = rename->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    statement->new_name = mem_strdup(parse->owner, rename->newname);
    if (rename->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT)
    {
        statement->kind = DDL_RENAME_CONSTRAINT;
        statement->tag = ddl_tag_of_kind(DDL_RENAME_CONSTRAINT);
        statement->constraint_name = mem_strdup(parse->owner, rename->subname);
        return;
    }
    if (rename->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX)
    {
        statement->kind = DDL_RENAME_INDEX;
        statement->tag = ddl_tag_of_kind(DDL_RENAME_INDEX);
        statement->names_index = true;
        statement->index_name = statement->relation.name;
        return;
    }
    if (rename->rename_type != PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN ||
        rename->relation_type != PG_QUERY__OBJECT_TYPE__OBJECT_TABLE)
    {
        DdlNodeFacts facts = ddl_facts(parse->owner, raw->stmt);

        ddl_statement_refuse(parse, statement, facts.tag, facts.advice);
        return;
    }
    statement->kind = DDL_RENAME_COLUMN;
    statement->tag = ddl_tag_of_kind(DDL_RENAME_COLUMN);
    statement->column = mem_strdup(parse->owner, rename->subname);
    if (!rename->relation->inh)
    {
        ddl_statement_refuse(parse, statement, ddl_tag_of_kind(DDL_RENAME_COLUMN), DDL_ADVICE_ONLY);
    }
}

/* AS and MAXVALUE, which only give it more room; where it stands, and how it counts, is met by both versions at once. */
static void
read_alter_sequence(DdlParse *parse, PgQuery__RawStmt *raw)
{
    const PgQuery__AlterSeqStmt *alter = raw->stmt->alter_seq_stmt;
    DdlStatement *statement = ddl_statement_add(parse, raw, raw->stmt, NULL);
    Error ignored = {0};

    statement->kind = DDL_ALTER_SEQUENCE;
    statement->tag = ddl_tag_of_kind(DDL_ALTER_SEQUENCE);
    statement->relation = ddl_statement_name(parse, ddl_relation(alter->sequence));
    statement->if_exists = alter->missing_ok;
    for (size_t i = 0; i < alter->n_options; i++)
    {
        const PgQuery__DefElem *option = alter->options[i]->def_elem;

        if (strcmp(option->defname, "as") == 0)
        {
            statement->sequence.type = ddl_write_type(parse->owner, option->arg->type_name, &ignored);
        }
        else if (strcmp(option->defname, "maxvalue") == 0)
        {
            statement->sequence.maximum = ddl_node_number(parse->owner, option->arg);
        }
        else
        {
            DdlNodeFacts facts = ddl_facts(parse->owner, raw->stmt);

            ddl_statement_refuse(parse, statement, facts.tag, facts.advice);
        }
    }
    error_clear(&ignored);
}

static void
read_other(DdlParse *parse, PgQuery__RawStmt *raw)
{
    DdlNodeFacts facts = ddl_facts(parse->owner, raw->stmt);
    DdlStatement *statement = add_as_written(parse, raw);

    statement->kind = facts.kind;
    statement->tag = facts.tag;
    statement->relation = ddl_statement_name(parse, main_relation(raw->stmt));
    if (facts.kind == DDL_SESSION)
    {
        statement->reason = mem_printf(parse->owner, "%s inside a plan; %s", statement->tag, facts.advice);
    }
    else if (facts.kind == DDL_UNSUPPORTED)
    {
        ddl_statement_refuse(parse, statement, statement->tag, facts.advice);
    }
}

/* What the statement is about, where it is a relation: the first one that it names. */
static QualifiedName
main_relation(PgQuery__Node *statement)
{
    const PgQuery__RangeVar *relation = NULL;

    if (statement->node_case == PG_QUERY__NODE__NODE_DROP_STMT &&
        statement->drop_stmt->objects[0]->node_case == PG_QUERY__NODE__NODE_LIST)
    {
        const PgQuery__List *names = statement->drop_stmt->objects[0]->list;

        return ddl_names(names->items, names->n_items);
    }
    if (statement->node_case == PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT)
    {
        relation = statement->create_table_as_stmt->into->rel;
    }
    else if (statement->node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
    {
        ddl_tree_walk(&statement->base, find_relation, &relation);
    }
    return ddl_relation(relation);
}

static bool
find_relation(ProtobufCMessage *message, void *context)
{
    const PgQuery__RangeVar **relation = context;

    if (*relation == NULL && ddl_is(message, range_var))
    {
        *relation = (const PgQuery__RangeVar *) message;
    }
    return *relation == NULL;
}

DdlStatement *
ddl_statement_add(DdlParse *parse, const PgQuery__RawStmt *raw, PgQuery__Node *node, const char *written)
{
    DdlStatement *statement = add_as_written(parse, raw);
    void *scratch = mem_child(parse->owner, "statement");
    Error ignored = {0};
    char *sql = ddl_write(parse->owner, ddl_tree_of(scratch, node), &ignored);

    if (sql != NULL)
    {
        statement->sql = sql;
    }
    else if (written != NULL)
    {
        statement->sql = mem_strdup(parse->owner, written);
    }
    error_clear(&ignored);
    mem_free(scratch);
    return statement;
}

static DdlStatement *
add_as_written(DdlParse *parse, const PgQuery__RawStmt *raw)
{
    DdlStatement *statement = mem_push(parse->owner, parse->script->statements, parse->script->count);
    size_t first;
    size_t last;

    *statement = (DdlStatement){.kind = DDL_UNSUPPORTED, .tag = "", .relation = {.name = ""}, .columns = no_names};
    ddl_statement_tokens(parse, raw, &first, &last);
    if (first < last)
    {
        statement->offset = parse->tokens[first].start;
        statement->length = statement_end(parse, raw, last) - statement->offset;
    }
    statement->sql = mem_strndup(parse->owner, parse->text + statement->offset, statement->length);
    return statement;
}

/* The scanner ends U&'...' behind the U: then the statement's own end is the better one. */
static size_t
statement_end(const DdlParse *parse, const PgQuery__RawStmt *raw, size_t last)
{
    size_t end = parse->tokens[last - 1].end;

    if (parse->text[end] == '&')
    {
        return raw->stmt_len > 0 ? (size_t) (raw->stmt_location + raw->stmt_len) : strlen(parse->text);
    }
    return end;
}

void
ddl_statement_tokens(const DdlParse *parse, const PgQuery__RawStmt *raw, size_t *first, size_t *last)
{
    size_t start = (size_t) raw->stmt_location;
    size_t end = raw->stmt_len > 0 ? start + (size_t) raw->stmt_len : strlen(parse->text);

    *first = 0;
    while (*first < parse->token_count && parse->tokens[*first].start < start)
    {
        (*first)++;
    }
    *last = *first;
    while (*last < parse->token_count && parse->tokens[*last].start < end && parse->tokens[*last].character != ';')
    {
        (*last)++;
    }
}

void
ddl_statement_refuse(DdlParse *parse, DdlStatement *statement, const char *tag, const char *advice)
{
    statement->kind = DDL_UNSUPPORTED;
    statement->tag = mem_strdup(parse->owner, tag);
    statement->reason = mem_printf(parse->owner, "%s cannot be split into expand and contract. %s", tag, advice);
}

QualifiedName
ddl_statement_name(DdlParse *parse, QualifiedName name)
{
    QualifiedName copy = {
        .schema = name.schema == NULL ? NULL : mem_strdup(parse->owner, name.schema),
        .name = mem_strdup(parse->owner, name.name),
    };

    return copy;
}
