/* SPDX-License-Identifier: PostgreSQL */
/*
 * The text that an SQL expression always gives, for EXECUTE of PL/pgSQL: literals, ||, casts, and the functions that
 * such texts are built with.
 *
 * Only what PostgreSQL computes the same way from the text alone is computed; anything else, NULL too, has no text here.
 */
#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

/* A function of texts; COUNT arguments, all known. */
typedef const char *(*Compute)(void *scratch, const char *const *arguments, size_t count);

static const char *text_of(void *scratch, const PgQuery__Node *node);
static const char *constant_of(void *scratch, const PgQuery__AConst *constant);
static const char *joined(void *scratch, const PgQuery__AExpr *operation);
static const char *called(void *scratch, const PgQuery__FuncCall *function);
static const char *format(void *scratch, const char *const *arguments, size_t count);
static const char *concat(void *scratch, const char *const *arguments, size_t count);
static const char *identifier(void *scratch, const char *const *arguments, size_t count);
static const char *literal(void *scratch, const char *const *arguments, size_t count);

const char *
command_constant_text(CommandParse *parse, const char *expression)
{
    void *scratch = mem_child(parse->owner, "constant");
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, mem_printf(scratch, "SELECT %s", expression), NULL, NULL);
    const PgQuery__Node *statement = tree == NULL ? NULL : ddl_tree_statement(tree);
    const char *text = NULL;

    if (statement != NULL && statement->node_case == PG_QUERY__NODE__NODE_SELECT_STMT &&
        statement->select_stmt->n_target_list == 1 && statement->select_stmt->n_from_clause == 0 &&
        statement->select_stmt->target_list[0]->res_target->val != NULL)
    {
        text = text_of(scratch, statement->select_stmt->target_list[0]->res_target->val);
    }
    text = text == NULL ? NULL : mem_strdup(parse->owner, text);
    mem_free(scratch);
    return text;
}

static const char *
text_of(void *scratch, const PgQuery__Node *node)
{
    switch ((int) node->node_case) /* the kinds of expression that can have a known text */
    {
        case PG_QUERY__NODE__NODE_A_CONST:
            return constant_of(scratch, node->a_const);
        case PG_QUERY__NODE__NODE_A_EXPR:
            return joined(scratch, node->a_expr);
        case PG_QUERY__NODE__NODE_FUNC_CALL:
            return called(scratch, node->func_call);
        case PG_QUERY__NODE__NODE_TYPE_CAST: /* 't'::regclass is the table's name as it must be written: t */
            return node->type_cast->arg == NULL ? NULL : text_of(scratch, node->type_cast->arg);
        default: /* of an enum that is read as a number */
            return NULL;
    }
}

static const char *
constant_of(void *scratch, const PgQuery__AConst *constant)
{
    if (constant->isnull)
    {
        return NULL;
    }
    switch (constant->val_case)
    {
        case PG_QUERY__A__CONST__VAL_SVAL:
            return constant->sval->sval;
        case PG_QUERY__A__CONST__VAL_IVAL:
            return mem_printf(scratch, "%d", constant->ival->ival);
        case PG_QUERY__A__CONST__VAL_FVAL:
            return constant->fval->fval;
        case PG_QUERY__A__CONST__VAL_BOOLVAL:
        case PG_QUERY__A__CONST__VAL_BSVAL:
        case PG_QUERY__A__CONST__VAL__NOT_SET:
        case _PG_QUERY__A__CONST__VAL__CASE_IS_INT_SIZE:
            break;
    }
    return NULL;
}

static const char *
joined(void *scratch, const PgQuery__AExpr *operation)
{
    const char *left;
    const char *right;

    if (operation->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP || operation->lexpr == NULL || operation->rexpr == NULL ||
        strcmp(ddl_names(operation->name, operation->n_name).name, "||") != 0)
    {
        return NULL;
    }
    left = text_of(scratch, operation->lexpr);
    right = text_of(scratch, operation->rexpr);
    return left == NULL || right == NULL ? NULL : mem_printf(scratch, "%s%s", left, right);
}

static const char *
called(void *scratch, const PgQuery__FuncCall *function)
{
    static const struct
    {
        const char *name;
        Compute compute;
    } known[] = {
        {"format", format},
        {"concat", concat},
        {"quote_ident", identifier},
        {"quote_literal", literal},
    };
    QualifiedName name = ddl_names(function->funcname, function->n_funcname);
    const char **arguments = mem_array(scratch, const char *, function->n_args + 1);

    if (name.schema != NULL && strcmp(name.schema, "pg_catalog") != 0)
    {
        return NULL;
    }
    for (size_t i = 0; i < function->n_args; i++)
    {
        arguments[i] = text_of(scratch, function->args[i]);
        if (arguments[i] == NULL)
        {
            return NULL;
        }
    }
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
    {
        if (strcmp(name.name, known[i].name) == 0 && function->n_args > 0 && !function->func_variadic)
        {
            return known[i].compute(scratch, arguments, function->n_args);
        }
    }
    return NULL;
}

/* %s, %I, %L and %%, each with an optional position (%2$I); widths are left to the server. */
static const char *
format(void *scratch, const char *const *arguments, size_t count)
{
    char *text = mem_strdup(scratch, "");
    size_t next = 1;

    for (const char *at = arguments[0]; *at != '\0'; at++)
    {
        size_t digits = strspn(at + 1, "0123456789");
        size_t position = 0;

        if (*at != '%')
        {
            mem_append(&text, "%c", *at);
            continue;
        }
        if (digits > 0 && digits < 4 && at[1 + digits] == '$')
        {
            for (size_t i = 0; i < digits; i++)
            {
                position = position * 10 + (size_t) (at[1 + i] - '0');
            }
            at += digits + 1;
            next = position;
        }
        at++;
        if (*at == '%' && position == 0)
        {
            mem_append(&text, "%%");
            continue;
        }
        if (*at == '\0' || strchr("sIL", *at) == NULL || next == 0 || next >= count)
        {
            return NULL;
        }
        mem_append(&text, "%s",
                   *at == 's'   ? arguments[next]
                   : *at == 'I' ? identifier(scratch, &arguments[next], 1)
                                : literal(scratch, &arguments[next], 1));
        next++;
    }
    return text;
}

static const char *
concat(void *scratch, const char *const *arguments, size_t count)
{
    char *text = mem_strdup(scratch, "");

    for (size_t i = 0; i < count; i++)
    {
        mem_append(&text, "%s", arguments[i]);
    }
    return text;
}

static const char *
identifier(void *scratch, const char *const *arguments, size_t count)
{
    return count == 1 ? quote_name(scratch, arguments[0]) : NULL;
}

static const char *
literal(void *scratch, const char *const *arguments, size_t count)
{
    return count == 1 ? quote_literal(scratch, arguments[0]) : NULL;
}
