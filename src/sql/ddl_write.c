/* SPDX-License-Identifier: PostgreSQL */
/*
 * Trees as SQL, proven to read back as the same tree.
 *
 * libpg_query's writer (15-4.0.0) leaves out parentheses that are needed: (a AT TIME ZONE 'x')::date comes out as
 * a AT TIME ZONE 'x'::date. So its text is parsed again and compared. Where it differs, every operand is written on its
 * own, with a column name of ours in its place, and put back in parentheses; then it is compared again. It also writes
 * some names without the quotes that they need; those are quoted before.
 * Invariant: a text that does not read back as its tree is never returned.
 */
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

#define PLACEHOLDER "bellows_operand_%zu_"

static const char select_prefix[] = "SELECT ";

/* Operands that were taken out of one expression. */
typedef struct Operands
{
    void *owner;
    PgQuery__Node **nodes;
    size_t count;
    const PgQuery__Node *root; /* stays where it is */
} Operands;

static PgQuery__ParseResult *prepared_copy(void *scratch, const PgQuery__ParseResult *tree);
static bool quote_raw_names(ProtobufCMessage *message, void *owner);
static bool reads_back(void *scratch, const PgQuery__ParseResult *tree, const char *text);
static const PgQuery__Node *only_value(PgQuery__ParseResult *tree);
static char *write_by_operands(void *owner, PgQuery__ParseResult *tree, const PgQuery__Node *root, Error *err);
static bool take_out(ProtobufCMessage *message, void *context);
static bool is_operand(const PgQuery__Node *node);
static char *put_back(void *owner, const char *text, size_t index, const char *operand);

char *
ddl_write(void *owner, PgQuery__ParseResult *tree, Error *err)
{
    void *scratch = mem_child(owner, "write");
    PgQuery__ParseResult *copy = prepared_copy(scratch, tree);
    char *text = ddl_tree_deparse(scratch, copy, err);
    char *result = NULL;

    if (text != NULL && !reads_back(scratch, tree, text))
    {
        text = write_by_operands(scratch, copy, only_value(copy), err);
        if (text != NULL && !reads_back(scratch, tree, text))
        {
            error_set(err, ERROR_INVALID, "this SQL cannot be rewritten safely: %s", text);
            error_hint(err, "The parser's text of it would read back as something else. Write it in another "
                            "form, for instance with a function instead of special syntax.");
            text = NULL;
        }
    }
    if (text != NULL)
    {
        result = mem_strdup(owner, text);
    }
    mem_free(scratch);
    return result;
}

/* The writer puts these names into the text as they are: they must be quoted before. */
static PgQuery__ParseResult *
prepared_copy(void *scratch, const PgQuery__ParseResult *tree)
{
    PgQuery__ParseResult *copy = ddl_tree_copy(scratch, tree);

    ddl_tree_walk(&copy->base, quote_raw_names, scratch);
    return copy;
}

static bool
quote_raw_names(ProtobufCMessage *message, void *owner)
{
    if (ddl_is(message, index_stmt) && ddl_written(((PgQuery__IndexStmt *) message)->idxname) != NULL)
    {
        PgQuery__IndexStmt *index = (PgQuery__IndexStmt *) message;

        index->idxname = quote_name(owner, index->idxname);
    }
    if (ddl_is(message, stats_elem) && ddl_written(((PgQuery__StatsElem *) message)->name) != NULL)
    {
        PgQuery__StatsElem *element = (PgQuery__StatsElem *) message;

        element->name = quote_name(owner, element->name);
    }
    if (ddl_is(message, constraint))
    {
        PgQuery__Constraint *constraint = (PgQuery__Constraint *) message;

        if (ddl_written(constraint->conname) != NULL)
        {
            constraint->conname = quote_name(owner, constraint->conname);
        }
        for (size_t i = 0; i < constraint->n_fk_del_set_cols; i++)
        {
            constraint->fk_del_set_cols[i] =
                ddl_node_string(owner, quote_name(owner, ddl_node_text(constraint->fk_del_set_cols[i])));
        }
    }
    return true;
}

char *
ddl_write_value(void *owner, PgQuery__Node *value, Error *err)
{
    char *text = ddl_write(owner, ddl_write_select(owner, value), err);

    return text == NULL ? NULL : mem_strdup(owner, text + strlen(select_prefix));
}

PgQuery__ParseResult *
ddl_write_select(void *owner, PgQuery__Node *value)
{
    PgQuery__SelectStmt *select = mem_new(owner, PgQuery__SelectStmt);
    PgQuery__ResTarget *target = mem_new(owner, PgQuery__ResTarget);

    pg_query__select_stmt__init(select);
    pg_query__res_target__init(target);
    target->val = value;
    select->limit_option = PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_DEFAULT;
    select->op = PG_QUERY__SET_OPERATION__SETOP_NONE;
    select->n_target_list = 1;
    select->target_list = mem_array(owner, PgQuery__Node *, 1);
    select->target_list[0] = ddl_node_new(owner, PG_QUERY__NODE__NODE_RES_TARGET, target);
    return ddl_tree_of(owner, ddl_node_new(owner, PG_QUERY__NODE__NODE_SELECT_STMT, select));
}

/* A type stands alone nowhere in the grammar: it is written in a cast of NULL. */
char *
ddl_write_type(void *owner, const PgQuery__TypeName *type, Error *err)
{
    static const char cast[] = "NULL::";
    void *scratch = mem_child(owner, "type");
    PgQuery__TypeCast *value = mem_new(scratch, PgQuery__TypeCast);
    PgQuery__AConst *null = mem_new(scratch, PgQuery__AConst);
    PgQuery__TypeName shape = *type;
    char *text;
    char *result = NULL;

    pg_query__type_cast__init(value);
    pg_query__a__const__init(null);
    null->isnull = true;
    value->arg = ddl_node_new(scratch, PG_QUERY__NODE__NODE_A_CONST, null);
    value->type_name = &shape;
    text = ddl_write_value(scratch, ddl_node_new(scratch, PG_QUERY__NODE__NODE_TYPE_CAST, value), err);
    if (text != NULL)
    {
        result = mem_strdup(owner, strncmp(text, cast, strlen(cast)) == 0 ? text + strlen(cast) : text);
    }
    mem_free(scratch);
    return result;
}

static bool
reads_back(void *scratch, const PgQuery__ParseResult *tree, const char *text)
{
    PgQuery__ParseResult *again = ddl_tree_parse(scratch, text, NULL, NULL);

    return again != NULL && strcmp(ddl_tree_digits(scratch, tree), ddl_tree_digits(scratch, again)) == 0;
}

/* Of `SELECT value`: parentheses around all of it would say nothing. */
static const PgQuery__Node *
only_value(PgQuery__ParseResult *tree)
{
    PgQuery__Node *statement = ddl_tree_statement(tree);

    return statement != NULL && statement->node_case == PG_QUERY__NODE__NODE_SELECT_STMT &&
                   statement->select_stmt->n_target_list == 1
               ? statement->select_stmt->target_list[0]->res_target->val
               : NULL;
}

/* ROOT is the operand that TREE was made for, NULL for the whole statement. TREE is used up. */
static char *
write_by_operands(void *owner, PgQuery__ParseResult *tree, const PgQuery__Node *root, Error *err)
{
    Operands operands = {.owner = owner, .root = root};
    char *text;

    ddl_tree_walk(&tree->base, take_out, &operands);
    text = ddl_tree_deparse(owner, tree, err);
    for (size_t i = 0; text != NULL && i < operands.count; i++)
    {
        PgQuery__Node *operand = operands.nodes[i];
        char *written = write_by_operands(owner, ddl_write_select(owner, operand), operand, err);

        text = written == NULL ? NULL : put_back(owner, text, i, written + strlen(select_prefix));
        if (text == NULL)
        {
            error_set(err, ERROR_FAILED, "the parser lost an operand: %s", written == NULL ? "" : written);
        }
    }
    return text;
}

static bool
take_out(ProtobufCMessage *message, void *context)
{
    Operands *operands = context;
    PgQuery__Node *node = (PgQuery__Node *) message;
    PgQuery__Node *operand;

    if (!ddl_is(message, node) || node == operands->root || !is_operand(node))
    {
        return true;
    }
    operand = ddl_node_new(operands->owner, node->node_case, node->string);
    node->node_case = PG_QUERY__NODE__NODE_COLUMN_REF;
    node->column_ref =
        ddl_node_column(operands->owner, NULL, mem_printf(operands->owner, PLACEHOLDER, operands->count))->column_ref;
    *mem_push(operands->owner, operands->nodes, operands->count) = operand;
    return false;
}

/* What may stand in parentheses and may need them. A row must not: (a, b) OVERLAPS (c, d) wants the bare row. */
static bool
is_operand(const PgQuery__Node *node)
{
    static const PgQuery__Node__NodeCase operands[] = {
        PG_QUERY__NODE__NODE_A_EXPR,       PG_QUERY__NODE__NODE_BOOL_EXPR,    PG_QUERY__NODE__NODE_NULL_TEST,
        PG_QUERY__NODE__NODE_BOOLEAN_TEST, PG_QUERY__NODE__NODE_TYPE_CAST,    PG_QUERY__NODE__NODE_COLLATE_CLAUSE,
        PG_QUERY__NODE__NODE_CASE_EXPR,    PG_QUERY__NODE__NODE_A_ARRAY_EXPR, PG_QUERY__NODE__NODE_A_INDIRECTION,
        PG_QUERY__NODE__NODE_XML_EXPR,
    };

    for (size_t i = 0; i < sizeof(operands) / sizeof(operands[0]); i++)
    {
        if (node->node_case == operands[i])
        {
            return true;
        }
    }
    return node->node_case == PG_QUERY__NODE__NODE_FUNC_CALL &&
           node->func_call->funcformat == PG_QUERY__COERCION_FORM__COERCE_SQL_SYNTAX;
}

static char *
put_back(void *owner, const char *text, size_t index, const char *operand)
{
    char *placeholder = mem_printf(owner, PLACEHOLDER, index);
    const char *place = strstr(text, placeholder);

    if (place == NULL)
    {
        return NULL;
    }
    return mem_printf(owner, "%.*s(%s)%s", (int) (place - text), text, operand, place + strlen(placeholder));
}
