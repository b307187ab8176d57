/* SPDX-License-Identifier: PostgreSQL */
/*
 * Expressions: read, asked for their columns, changed, written again.
 *
 * An expression is kept as the tree of `SELECT expression`. Text becomes one only if it is exactly one expression: it
 * is parsed inside parentheses and the tree must be a SELECT of one target with nothing else, so that no text can
 * close the parenthesis and go on with a statement of its own.
 * Invariant: an SqlExpression is never changed after it was made; every change makes a copy.
 */
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

static const char wrapper_before[] = "SELECT (\n";
static const char wrapper_after[] = "\n)";

typedef struct UseList
{
    void *owner;
    ColumnUse *uses;
    size_t count;
    int32_t base;
} UseList;

static PgQuery__Node *only_target(void *scratch, PgQuery__ParseResult *tree, const char *text);
static bool opens_in_wrapper(void *scratch, const PgQuery__Node *value, const char *text);
static bool is_bare(PgQuery__SelectStmt *select);
static UseList uses_below(void *owner, ProtobufCMessage *root, int32_t base);
static bool collect_use(ProtobufCMessage *message, void *context);

const SqlExpression *
ddl_parse_expression(void *owner, const char *text, Error *err)
{
    void *scratch = mem_child(owner, "expression");
    char *wrapped = mem_printf(scratch, "%s%s%s", wrapper_before, text, wrapper_after);
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, wrapped, NULL, err);
    PgQuery__Node *value = tree == NULL ? NULL : only_target(scratch, tree, text);
    SqlExpression *expression = NULL;

    if (value != NULL)
    {
        expression = ddl_expression_new(owner, value, (int32_t) strlen(wrapper_before));
    }
    else if (tree != NULL)
    {
        error_set_code(err, ERROR_INVALID, "P201", "this is not one expression: %s", text);
    }
    mem_free(scratch);
    return expression;
}

SqlExpression *
ddl_expression_new(void *owner, PgQuery__Node *value, int32_t base)
{
    SqlExpression *expression = mem_new(owner, SqlExpression);

    expression->tree = ddl_write_select(expression, ddl_tree_copy_node(expression, value));
    expression->base = base;
    return expression;
}

PgQuery__Node *
ddl_expression_value(const SqlExpression *expression)
{
    return ddl_tree_statement(expression->tree)->select_stmt->target_list[0]->res_target->val;
}

/* The value of `SELECT value` and nothing else, or NULL. */
static PgQuery__Node *
only_target(void *scratch, PgQuery__ParseResult *tree, const char *text)
{
    PgQuery__Node *statement = ddl_tree_statement(tree);
    PgQuery__SelectStmt *select;
    PgQuery__ResTarget *target;

    if (statement == NULL || statement->node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
    {
        return NULL;
    }
    select = statement->select_stmt;
    if (select->n_target_list != 1 || !is_bare(select))
    {
        return NULL;
    }
    target = select->target_list[0]->res_target;
    if (opens_in_wrapper(scratch, target->val, text))
    {
        return NULL;
    }
    if (ddl_written(target->name) != NULL || target->n_indirection > 0 ||
        (target->val->node_case == PG_QUERY__NODE__NODE_COLUMN_REF &&
         ddl_column_name(target->val->column_ref) == NULL && target->val->column_ref->n_fields == 1))
    {
        return NULL;
    }
    return target->val;
}

/* `a, b` and `SELECT a` are expressions only thanks to the parentheses that we put around them. For a subquery the
 * parser tells the place of the outermost ones, which are ours in any case. */
static bool
opens_in_wrapper(void *scratch, const PgQuery__Node *value, const char *text)
{
    const int32_t start = (int32_t) strlen(wrapper_before);
    size_t count;
    ScanToken *tokens;

    if (value->node_case == PG_QUERY__NODE__NODE_ROW_EXPR)
    {
        return value->row_expr->location < start;
    }
    if (value->node_case != PG_QUERY__NODE__NODE_SUB_LINK || value->sub_link->location >= start)
    {
        return false;
    }
    tokens = ddl_error_tokens(scratch, text, &count);
    return count == 0 || tokens[0].character != '(';
}

/* Compares with a SELECT of ours that has the same target list: whatever clause a grammar knows, it must be absent. */
static bool
is_bare(PgQuery__SelectStmt *select)
{
    void *scratch = mem_root("bare");
    PgQuery__ParseResult *ours = ddl_write_select(scratch, select->target_list[0]->res_target->val);
    PgQuery__ParseResult *theirs = ddl_write_select(scratch, NULL);
    PgQuery__Node *statement = ddl_tree_statement(theirs);
    bool bare;

    statement->select_stmt = select;
    bare = strcmp(ddl_tree_digits(scratch, ours), ddl_tree_digits(scratch, theirs)) == 0;
    mem_free(scratch);
    return bare;
}

const char *const *
ddl_expression_columns(void *owner, const SqlExpression *expression)
{
    return ddl_columns_below(owner, &expression->tree->base);
}

const char *const *
ddl_columns_below(void *owner, ProtobufCMessage *root)
{
    void *scratch = mem_child(owner, "uses");
    UseList list = uses_below(scratch, root, 0);
    const char **columns = mem_array(owner, const char *, list.count + 1);
    size_t count = 0;

    for (; count < list.count; count++)
    {
        columns[count] = mem_strdup(columns, list.uses[count].column);
    }
    ddl_sorted_texts(columns, &count);
    mem_free(scratch);
    return columns;
}

ColumnUse *
ddl_expression_uses(void *owner, const SqlExpression *expression, size_t *count)
{
    UseList list = uses_below(owner, &expression->tree->base, expression->base);

    *count = list.count;
    return list.uses;
}

static UseList
uses_below(void *owner, ProtobufCMessage *root, int32_t base)
{
    UseList list = {.owner = owner, .uses = mem_array(owner, ColumnUse, 1), .base = base};

    ddl_tree_walk(root, collect_use, &list);
    return list;
}

static bool
collect_use(ProtobufCMessage *message, void *context)
{
    UseList *list = context;
    PgQuery__ColumnRef *column = (PgQuery__ColumnRef *) message;
    ColumnUse *use;

    if (!ddl_is(message, column_ref) || ddl_column_name(column) == NULL)
    {
        return true;
    }
    use = mem_push(list->owner, list->uses, list->count);
    use->column = mem_strdup(list->owner, ddl_column_name(column)->sval);
    use->offset = column->location > list->base ? (size_t) (column->location - list->base) : 0;
    for (size_t i = 0; i + 1 < column->n_fields; i++)
    {
        const char *field = ddl_node_text(column->fields[i]);

        use->qualifier = use->qualifier == NULL ? mem_strdup(list->owner, field)
                                                : mem_printf(list->owner, "%s.%s", use->qualifier, field);
    }
    return false;
}

bool
ddl_expression_equal(const SqlExpression *a, const SqlExpression *b)
{
    void *scratch;
    bool equal;

    if (a == NULL || b == NULL)
    {
        return a == b;
    }
    scratch = mem_root("equal");
    equal = strcmp(ddl_tree_digits(scratch, a->tree), ddl_tree_digits(scratch, b->tree)) == 0;
    mem_free(scratch);
    return equal;
}
