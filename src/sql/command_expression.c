/* SPDX-License-Identifier: PostgreSQL */
/*
 * An expression → what can be said of it without knowing any table: what it reads and calls, whether it is a constant,
 * what it proves.
 *
 * One walk over the tree collects all of it. Its text is a slice of the statement: nodes give the place where they start
 * (of an operator, the operator's), so that the slice starts at the least of them and goes on by tokens.
 */
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

typedef struct Collected
{
    CommandParse *parse;
    CommandExpression *expression;
    const char **columns;
    size_t column_count;
    const char **operators;
    size_t operator_count;
    size_t lowest; /* places of nodes; lowest 0: none has one */
    size_t highest;
} Collected;

typedef struct Proof
{
    const char **columns;
    size_t count;
} Proof;

static CommandExpression *read_expression(CommandParse *parse, const PgQuery__Node *node, bool is_fallback);
static bool collect(ProtobufCMessage *message, void *context);
static void collect_place(Collected *collected, const ProtobufCMessage *message);
static int32_t location_of(const ProtobufCMessage *message);
static void collect_operator(Collected *collected, const PgQuery__AExpr *operation);
static const char *const *finished_texts(CommandParse *parse, const char **texts, size_t count);
static bool is_constant(const PgQuery__Node *node);
static bool is_null(const PgQuery__Node *node);
static void read_cast(CommandParse *parse, CommandExpression *expression, const PgQuery__Node *node);
static void prove(CommandParse *parse, Proof *proof, const PgQuery__Node *node, bool negated);
static const char *slice(const Collected *collected, bool is_fallback);
static bool ends_before(const char *text, const CommandToken *token, bool is_fallback);
static bool opens_before(const char *text, size_t floor, size_t *start);

const CommandExpression *
command_expression(CommandParse *parse, const PgQuery__Node *node)
{
    return node == NULL ? NULL : read_expression(parse, node, false);
}

const CommandExpression *
command_fallback(CommandParse *parse, const PgQuery__Node *node)
{
    return node == NULL ? NULL : read_expression(parse, node, true);
}

static CommandExpression *
read_expression(CommandParse *parse, const PgQuery__Node *node, bool is_fallback)
{
    CommandExpression *expression = mem_new(parse->owner, CommandExpression);
    Collected collected = {.parse = parse, .expression = expression};
    Proof proof = {0};

    if (node->string != NULL)
    {
        ddl_tree_walk(&node->string->base, collect, &collected);
    }
    prove(parse, &proof, node, false);
    expression->text = slice(&collected, is_fallback);
    expression->columns = finished_texts(parse, collected.columns, collected.column_count);
    expression->operators = finished_texts(parse, collected.operators, collected.operator_count);
    expression->proves_not_null = finished_texts(parse, proof.columns, proof.count);
    expression->is_constant = is_constant(node);
    expression->is_null = is_null(node);
    expression->cast_type.name = "";
    read_cast(parse, expression, node);
    return expression;
}

static bool
collect(ProtobufCMessage *message, void *context)
{
    Collected *collected = context;
    CommandExpression *expression = collected->expression;
    CommandCall call;

    collect_place(collected, message);
    if (ddl_is(message, column_ref))
    {
        PgQuery__String *name = ddl_column_name((PgQuery__ColumnRef *) message);

        if (name != NULL)
        {
            *mem_push(collected->parse->owner, collected->columns, collected->column_count) = name->sval;
        }
        return false;
    }
    if (ddl_is(message, a__expr))
    {
        collect_operator(collected, (const PgQuery__AExpr *) message);
    }
    else if (ddl_is(message, sub_link))
    {
        expression->has_subquery = true;
    }
    else if (command_call(collected->parse, message, &call))
    {
        *mem_push(collected->parse->owner, expression->calls, expression->call_count) = call;
    }
    return !ddl_is(message, a__const) && !ddl_is(message, string);
}

/* An expression never stands where its statement starts: such a place is one that the parser left unset. */
static void
collect_place(Collected *collected, const ProtobufCMessage *message)
{
    int32_t location = location_of(message);
    size_t place = location < 0 ? 0 : (size_t) location;

    if (place <= collected->parse->offset || place >= collected->parse->offset + collected->parse->length)
    {
        return;
    }
    if (collected->lowest == 0 || place < collected->lowest)
    {
        collected->lowest = place;
    }
    if (place > collected->highest)
    {
        collected->highest = place;
    }
}

static int32_t
location_of(const ProtobufCMessage *message)
{
    const ProtobufCFieldDescriptor *field;

    if (ddl_is(message, column_ref))
    {
        return ((const PgQuery__ColumnRef *) message)->location;
    }
    if (ddl_is(message, a__const))
    {
        return ((const PgQuery__AConst *) message)->location;
    }
    if (ddl_is(message, node) || ddl_is(message, string))
    {
        return -1;
    }
    field = protobuf_c_message_descriptor_get_field_by_name(message->descriptor, "location");
    return field == NULL ? -1 : *(const int32_t *) (const void *) ((const char *) message + field->offset);
}

/* BETWEEN is two operators; IN, LIKE and the like have their operator as name. */
static void
collect_operator(Collected *collected, const PgQuery__AExpr *operation)
{
    const char *name = ddl_names(operation->name, operation->n_name).name;
    bool is_between = operation->kind == PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN ||
                      operation->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN ||
                      operation->kind == PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM ||
                      operation->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM;

    if (is_between)
    {
        *mem_push(collected->parse->owner, collected->operators, collected->operator_count) = "<=";
    }
    *mem_push(collected->parse->owner, collected->operators, collected->operator_count) = is_between ? ">=" : name;
}

/* Sorted, each once, copied; the list given was the walk's own. */
static const char *const *
finished_texts(CommandParse *parse, const char **texts, size_t count)
{
    if (count == 0)
    {
        return command_no_texts;
    }
    *mem_push(parse->owner, texts, count) = NULL;
    count--;
    ddl_sorted_texts(texts, &count);
    for (size_t i = 0; i < count; i++)
    {
        texts[i] = mem_strdup(parse->owner, texts[i]);
    }
    return texts;
}

static bool
is_constant(const PgQuery__Node *node)
{
    if (node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
    {
        return is_constant(node->type_cast->arg);
    }
    if (node->node_case == PG_QUERY__NODE__NODE_A_ARRAY_EXPR)
    {
        for (size_t i = 0; i < node->a_array_expr->n_elements; i++)
        {
            if (!is_constant(node->a_array_expr->elements[i]))
            {
                return false;
            }
        }
        return true;
    }
    if (node->node_case == PG_QUERY__NODE__NODE_A_EXPR)
    {
        const PgQuery__AExpr *sign = node->a_expr;

        return sign->lexpr == NULL && sign->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP && sign->n_name == 1 &&
               strspn(ddl_node_text(sign->name[0]), "+-") == 1 && is_constant(sign->rexpr);
    }
    return node->node_case == PG_QUERY__NODE__NODE_A_CONST;
}

static bool
is_null(const PgQuery__Node *node)
{
    while (node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
    {
        node = node->type_cast->arg;
    }
    return node->node_case == PG_QUERY__NODE__NODE_A_CONST && node->a_const->isnull;
}

static void
read_cast(CommandParse *parse, CommandExpression *expression, const PgQuery__Node *node)
{
    const PgQuery__TypeName *outermost = NULL;

    while (node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
    {
        outermost = outermost == NULL ? node->type_cast->type_name : outermost;
        node = node->type_cast->arg;
    }
    if (node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF && ddl_column_name(node->column_ref) != NULL)
    {
        expression->cast_column = mem_strdup(parse->owner, ddl_column_name(node->column_ref)->sval);
        expression->cast_type = command_type(parse, outermost);
    }
}

/* What predicate_implied_by() (optimizer/util/predtest.c) finds after canonicalize_qual(): NOT is moved inwards. */
static void
prove(CommandParse *parse, Proof *proof, const PgQuery__Node *node, bool negated)
{
    if (node->node_case == PG_QUERY__NODE__NODE_NULL_TEST)
    {
        const PgQuery__NullTest *test = node->null_test;
        PgQuery__NullTestType wanted =
            negated ? PG_QUERY__NULL_TEST_TYPE__IS_NULL : PG_QUERY__NULL_TEST_TYPE__IS_NOT_NULL;
        const PgQuery__Node *column = test->arg;

        if (test->nulltesttype == wanted && column->node_case == PG_QUERY__NODE__NODE_COLUMN_REF &&
            ddl_column_name(column->column_ref) != NULL)
        {
            *mem_push(parse->owner, proof->columns, proof->count) = ddl_column_name(column->column_ref)->sval;
        }
    }
    else if (node->node_case == PG_QUERY__NODE__NODE_BOOL_EXPR)
    {
        const PgQuery__BoolExpr *junction = node->bool_expr;
        bool is_not = junction->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR;
        PgQuery__BoolExprType all = negated ? PG_QUERY__BOOL_EXPR_TYPE__OR_EXPR : PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR;

        for (size_t i = 0; (is_not || junction->boolop == all) && i < junction->n_args; i++)
        {
            prove(parse, proof, junction->args[i], is_not != negated);
        }
    }
}

/* From the first node's place by tokens to what can no longer be of the expression. A parenthesis that closes before the
 * last node's place was opened before the first one's. */
static const char *
slice(const Collected *collected, bool is_fallback)
{
    const CommandParse *parse = collected->parse;
    size_t limit = parse->offset + parse->length;
    size_t start = collected->lowest;
    size_t at = start;
    size_t end = start;
    size_t depth = 0;
    CommandToken token;

    while (start > 0 && command_scan(parse->text, limit, &at, &token))
    {
        bool closes = token.kind == ')' || token.kind == ']';
        bool is_behind = depth == 0 && token.start > collected->highest;
        /* (a).b and (a)[1]: names and subscripts have no place of their own */
        bool goes_on = closes && at < limit && (parse->text[at] == '.' || parse->text[at] == '[');

        if (is_behind && !goes_on && (closes || ends_before(parse->text, &token, is_fallback)))
        {
            break;
        }
        if (closes && depth == 0 && !opens_before(parse->text, parse->offset, &start))
        {
            return "";
        }
        depth -= closes && depth > 0 ? 1 : 0;
        depth += token.kind == '(' || token.kind == '[' ? 1 : 0;
        end = token.end;
    }
    return mem_strndup(parse->owner, parse->text + start, end - start);
}

/* In a column's definition a DEFAULT ends where the next constraint starts: it is a b_expr, which has none of these
 * words outside of parentheses. Elsewhere clauses follow. */
static bool
ends_before(const char *text, const CommandToken *token, bool is_fallback)
{
    static const char *const of_columns[] = {
        "not",     "null",    "unique",    "primary",    "check",     "references",
        "default", "collate", "generated", "deferrable", "initially", "constraint",
    };
    static const char *const of_statements[] = {"returning", "group", "order", "having", "limit", "union", "where"};
    const char *const *words = is_fallback ? of_columns : of_statements;
    size_t count =
        is_fallback ? sizeof(of_columns) / sizeof(of_columns[0]) : sizeof(of_statements) / sizeof(of_statements[0]);

    if (token->kind == ',' || token->kind == ';')
    {
        return true;
    }
    for (size_t i = 0; token->kind == 'w' && i < count; i++)
    {
        if (command_token_is(text, token, words[i]))
        {
            return true;
        }
    }
    return false;
}

static bool
opens_before(const char *text, size_t floor, size_t *start)
{
    size_t at = *start;

    while (at > floor && strchr(" \t\r\n\f", text[at - 1]) != NULL)
    {
        at--;
    }
    if (at == floor || text[at - 1] != '(')
    {
        return false;
    }
    *start = at - 1;
    return true;
}
