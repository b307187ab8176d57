/* SPDX-License-Identifier: PostgreSQL */
/*
 * Names in an expression that the search_path decides: functions, types, operators, collations; found and qualified.
 *
 * What the grammar spells itself (bigint, extract, AT TIME ZONE) comes qualified with pg_catalog from the parser. LIKE
 * and its kin are operators (~~ and so on) that have a qualified form only as OPERATOR(schema.~~), so qualifying
 * rewrites them to it. IN, BETWEEN, IS DISTINCT FROM and NULLIF look their operators up by the search_path too, but
 * SQL has no way to qualify them: they are not listed.
 */
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

/* The list of names of one message. */
typedef struct NameList
{
    NameClass name_class;
    PgQuery__Node ***names;
    size_t *count;
    int32_t location;
} NameList;

typedef struct Collected
{
    void *owner;
    NameUse *uses;
    size_t count;
    int32_t base;
} Collected;

typedef struct FunctionList
{
    void *owner;
    const char **names;
    size_t count;
} FunctionList;

typedef struct Qualify
{
    void *owner;
    NameClass name_class;
    const char *name;
    const char *schema;
} Qualify;

static bool collect_name(ProtobufCMessage *message, void *context);
static bool collect_function(ProtobufCMessage *message, void *context);
static bool qualify_name(ProtobufCMessage *message, void *context);
static bool name_list(ProtobufCMessage *message, NameList *list);
static bool is_named_operator(PgQuery__AExprKind kind);

NameUse *
ddl_expression_names(void *owner, const SqlExpression *expression, size_t *count)
{
    Collected collected = {.owner = owner, .uses = mem_array(owner, NameUse, 1), .base = expression->base};

    ddl_tree_walk(&expression->tree->base, collect_name, &collected);
    *count = collected.count;
    return collected.uses;
}

static bool
collect_name(ProtobufCMessage *message, void *context)
{
    Collected *collected = context;
    NameList list;

    if (name_list(message, &list) && *list.count == 1 && ddl_node_text((*list.names)[0]) != NULL)
    {
        NameUse *use = mem_push(collected->owner, collected->uses, collected->count);

        use->name_class = list.name_class;
        use->name = mem_strdup(collected->owner, ddl_node_text((*list.names)[0]));
        use->offset = list.location > collected->base ? (size_t) (list.location - collected->base) : 0;
    }
    return true;
}

const char *const *
ddl_expression_functions(void *owner, const SqlExpression *expression)
{
    FunctionList list = {.owner = owner};

    ddl_tree_walk(&expression->tree->base, collect_function, &list);
    *mem_push(owner, list.names, list.count) = NULL;
    list.count--;
    return ddl_sorted_texts(list.names, &list.count);
}

static bool
collect_function(ProtobufCMessage *message, void *context)
{
    FunctionList *list = context;
    QualifiedName name;

    if (ddl_is(message, func_call))
    {
        name = ddl_names(((PgQuery__FuncCall *) message)->funcname, ((PgQuery__FuncCall *) message)->n_funcname);
        *mem_push(list->owner, list->names, list->count) = mem_printf(
            list->owner, "%s%s%s", name.schema == NULL ? "" : name.schema, name.schema == NULL ? "" : ".", name.name);
    }
    return true;
}

const SqlExpression *
ddl_expression_qualify(void *owner, const SqlExpression *expression, NameClass name_class, const char *name,
                       const char *schema)
{
    SqlExpression *copy = ddl_expression_new(owner, ddl_expression_value(expression), expression->base);
    Qualify qualify = {.owner = copy, .name_class = name_class, .name = name, .schema = schema};

    ddl_tree_walk(&copy->tree->base, qualify_name, &qualify);
    return copy;
}

static bool
qualify_name(ProtobufCMessage *message, void *context)
{
    const Qualify *qualify = context;
    NameList list;
    PgQuery__Node *name;

    if (!name_list(message, &list) || list.name_class != qualify->name_class || *list.count != 1 ||
        ddl_node_text((*list.names)[0]) == NULL || strcmp(ddl_node_text((*list.names)[0]), qualify->name) != 0)
    {
        return true;
    }
    name = (*list.names)[0];
    *list.names = mem_array(qualify->owner, PgQuery__Node *, 2);
    (*list.names)[0] = ddl_node_string(qualify->owner, qualify->schema);
    (*list.names)[1] = name;
    *list.count = 2;
    if (ddl_is(message, a__expr))
    {
        PgQuery__AExpr *operation = (PgQuery__AExpr *) message;

        if (operation->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY &&
            operation->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL)
        {
            operation->kind = PG_QUERY__A__EXPR__KIND__AEXPR_OP;
        }
    }
    return true;
}

static bool
name_list(ProtobufCMessage *message, NameList *list)
{
    if (ddl_is(message, func_call))
    {
        PgQuery__FuncCall *call = (PgQuery__FuncCall *) message;

        *list = (NameList){NAME_FUNCTION, &call->funcname, &call->n_funcname, call->location};
        return true;
    }
    if (ddl_is(message, type_name))
    {
        PgQuery__TypeName *type = (PgQuery__TypeName *) message;

        *list = (NameList){NAME_TYPE, &type->names, &type->n_names, type->location};
        return true;
    }
    if (ddl_is(message, collate_clause))
    {
        PgQuery__CollateClause *collate = (PgQuery__CollateClause *) message;

        *list = (NameList){NAME_COLLATION, &collate->collname, &collate->n_collname, collate->location};
        return true;
    }
    if (ddl_is(message, a__expr) && is_named_operator(((PgQuery__AExpr *) message)->kind))
    {
        PgQuery__AExpr *operation = (PgQuery__AExpr *) message;

        *list = (NameList){NAME_OPERATOR, &operation->name, &operation->n_name, operation->location};
        return true;
    }
    return false;
}

static bool
is_named_operator(PgQuery__AExprKind kind)
{
    switch (kind)
    {
        case PG_QUERY__A__EXPR__KIND__AEXPR_OP:
        case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY:
        case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL:
        case PG_QUERY__A__EXPR__KIND__AEXPR_LIKE:
        case PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE:
        case PG_QUERY__A__EXPR__KIND__AEXPR_SIMILAR:
            return true;
        case PG_QUERY__A__EXPR__KIND__A_EXPR_KIND_UNDEFINED:
        case PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT:
        case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT:
        case PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF:
        case PG_QUERY__A__EXPR__KIND__AEXPR_IN:
        case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN:
        case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN:
        case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM:
        case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM:
        case _PG_QUERY__A__EXPR__KIND_IS_INT_SIZE:
            break;
    }
    return false;
}
