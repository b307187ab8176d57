/* SPDX-License-Identifier: PostgreSQL */
/*
 * Which relations the queries below a node read and write, how they lock them, and what they call.
 *
 * PostgreSQL 15 locks each relation when it analyses the query: ACCESS SHARE for FROM, ROW SHARE where FOR UPDATE and
 * its kin name it, ROW EXCLUSIVE for a target. A name in FROM is the nearest WITH query of that name before it is a
 * table; a WITH query sees those before it, and with RECURSIVE all of its list and itself.
 */
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

/* WITH queries that can be seen, the nearest first. */
typedef struct With
{
    const char *name;
    const struct With *outer;
} With;

typedef struct Walk
{
    CommandParse *parse;
    Command *command;
    void *scratch;
    const With *visible;
    const ProtobufCMessage *inside; /* the statement that is being walked */
} Walk;

static bool visit(ProtobufCMessage *message, void *context);
static void read_relation(Walk *walk, const PgQuery__RangeVar *relation);
static bool visit_statement(Walk *walk, ProtobufCMessage *message);
static void read_statement(const Walk *outer, ProtobufCMessage *message, PgQuery__WithClause *with,
                           const PgQuery__RangeVar *target);
static const With *push(void *scratch, const With *outer, const char *name);
static bool is_with(const With *visible, const PgQuery__RangeVar *relation);
static void lock_rows(Walk *walk, const PgQuery__SelectStmt *select);
static void lock_item(Walk *walk, PgQuery__Node *item, const char *only);
static void lock_subquery(Walk *walk, const PgQuery__Node *subquery);
static void add_call(Walk *walk, CommandCall call);
static const char *literal(CommandParse *parse, const PgQuery__Node *node);
static bool same_text(const char *a, const char *b);

void
command_add_uses(CommandParse *parse, Command *command, const PgQuery__Node *node)
{
    Walk walk = {.parse = parse, .command = command};

    if (node == NULL || node->node_case == PG_QUERY__NODE__NODE__NOT_SET)
    {
        return;
    }
    walk.scratch = mem_child(parse->owner, "uses");
    ddl_tree_walk(&node->string->base, visit, &walk);
    mem_free(walk.scratch);
}

void
command_add_use(CommandParse *parse, Command *command, QualifiedName relation, LockMode lock)
{
    CommandUse *use = command_find_use(command, relation);

    if (use != NULL)
    {
        use->lock = use->lock > lock ? use->lock : lock;
        return;
    }
    use = mem_push(parse->owner, command->uses, command->use_count);
    use->relation = relation;
    use->lock = lock;
}

CommandUse *
command_find_use(const Command *command, QualifiedName relation)
{
    for (size_t i = 0; i < command->use_count; i++)
    {
        CommandUse *use = &command->uses[i];

        if (same_text(use->relation.schema, relation.schema) && same_text(use->relation.name, relation.name))
        {
            return use;
        }
    }
    return NULL;
}

static bool
visit(ProtobufCMessage *message, void *context)
{
    Walk *walk = context;
    CommandCall call;

    if (message == walk->inside)
    {
        return true;
    }
    if (ddl_is(message, range_var))
    {
        const PgQuery__RangeVar *relation = (PgQuery__RangeVar *) message;

        if (!is_with(walk->visible, relation))
        {
            read_relation(walk, relation);
        }
        return false;
    }
    if (command_call(walk->parse, message, &call))
    {
        add_call(walk, call);
        return true;
    }
    /* Not places where relations are read: read_statement() has seen to WITH, lock_rows() to FOR UPDATE OF. */
    if (ddl_is(message, with_clause) || ddl_is(message, locking_clause) || ddl_is(message, into_clause) ||
        ddl_is(message, type_name))
    {
        return false;
    }
    return visit_statement(walk, message);
}

static void
read_relation(Walk *walk, const PgQuery__RangeVar *relation)
{
    QualifiedName name = command_relation(walk->parse, relation);
    const CommandUse *known = command_find_use(walk->command, name);
    bool only = !relation->inh && (known == NULL || known->only);

    command_add_use(walk->parse, walk->command, name, LOCK_ACCESS_SHARE);
    command_find_use(walk->command, name)->only = only;
}

static bool
visit_statement(Walk *walk, ProtobufCMessage *message)
{
    if (ddl_is(message, select_stmt))
    {
        read_statement(walk, message, ((PgQuery__SelectStmt *) message)->with_clause, NULL);
        return false;
    }
    if (ddl_is(message, insert_stmt))
    {
        PgQuery__InsertStmt *insert = (PgQuery__InsertStmt *) message;

        read_statement(walk, message, insert->with_clause, insert->relation);
        return false;
    }
    if (ddl_is(message, update_stmt))
    {
        PgQuery__UpdateStmt *update = (PgQuery__UpdateStmt *) message;

        read_statement(walk, message, update->with_clause, update->relation);
        return false;
    }
    if (ddl_is(message, delete_stmt))
    {
        PgQuery__DeleteStmt *delete = (PgQuery__DeleteStmt *) message;

        read_statement(walk, message, delete->with_clause, delete->relation);
        return false;
    }
    if (ddl_is(message, merge_stmt))
    {
        PgQuery__MergeStmt *merge = (PgQuery__MergeStmt *) message;

        read_statement(walk, message, merge->with_clause, merge->relation);
        return false;
    }
    return true;
}

static void
read_statement(const Walk *outer, ProtobufCMessage *message, PgQuery__WithClause *with, const PgQuery__RangeVar *target)
{
    Walk walk = *outer;

    for (size_t i = 0; with != NULL && with->recursive && i < with->n_ctes; i++)
    {
        walk.visible = push(walk.scratch, walk.visible, with->ctes[i]->common_table_expr->ctename);
    }
    for (size_t i = 0; with != NULL && i < with->n_ctes; i++)
    {
        PgQuery__CommonTableExpr *query = with->ctes[i]->common_table_expr;

        ddl_tree_walk(&query->base, visit, &walk);
        if (!with->recursive)
        {
            walk.visible = push(walk.scratch, walk.visible, query->ctename);
        }
    }
    if (target != NULL)
    {
        read_relation(&walk, target);
        command_add_use(walk.parse, walk.command, command_relation(walk.parse, target), LOCK_ROW_EXCLUSIVE);
    }
    walk.inside = message;
    ddl_tree_walk(message, visit, &walk);
    if (ddl_is(message, select_stmt))
    {
        lock_rows(&walk, (PgQuery__SelectStmt *) message);
    }
}

static const With *
push(void *scratch, const With *outer, const char *name)
{
    With *with = mem_new(scratch, With);

    with->name = name;
    with->outer = outer;
    return with;
}

static bool
is_with(const With *visible, const PgQuery__RangeVar *relation)
{
    if (ddl_written(relation->schemaname) != NULL)
    {
        return false;
    }
    for (; visible != NULL; visible = visible->outer)
    {
        if (strcmp(visible->name, relation->relname) == 0)
        {
            return true;
        }
    }
    return false;
}

static void
lock_rows(Walk *walk, const PgQuery__SelectStmt *select)
{
    for (size_t i = 0; i < select->n_locking_clause; i++)
    {
        const PgQuery__LockingClause *locking = select->locking_clause[i]->locking_clause;

        for (size_t item = 0; item < select->n_from_clause; item++)
        {
            for (size_t j = 0; j < locking->n_locked_rels; j++)
            {
                lock_item(walk, select->from_clause[item], locking->locked_rels[j]->range_var->relname);
            }
            if (locking->n_locked_rels == 0)
            {
                lock_item(walk, select->from_clause[item], NULL);
            }
        }
    }
}

/* ONLY: the name in OF, or NULL. Of a subquery all relations are locked; rows of WITH queries are not. */
static void
lock_item(Walk *walk, PgQuery__Node *item, const char *only)
{
    if (item->node_case == PG_QUERY__NODE__NODE_JOIN_EXPR)
    {
        lock_item(walk, item->join_expr->larg, only);
        lock_item(walk, item->join_expr->rarg, only);
    }
    else if (item->node_case == PG_QUERY__NODE__NODE_RANGE_TABLE_SAMPLE)
    {
        lock_item(walk, item->range_table_sample->relation, only);
    }
    else if (item->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
    {
        const PgQuery__RangeVar *relation = item->range_var;
        const char *name = relation->alias != NULL ? relation->alias->aliasname : relation->relname;

        if ((only == NULL || strcmp(only, name) == 0) && !is_with(walk->visible, relation))
        {
            command_add_use(walk->parse, walk->command, command_relation(walk->parse, relation), LOCK_ROW_SHARE);
        }
    }
    else if (item->node_case == PG_QUERY__NODE__NODE_RANGE_SUBSELECT)
    {
        const PgQuery__Alias *alias = item->range_subselect->alias;

        if (only == NULL || (alias != NULL && strcmp(only, alias->aliasname) == 0))
        {
            lock_subquery(walk, item->range_subselect->subquery);
        }
    }
}

static void
lock_subquery(Walk *walk, const PgQuery__Node *subquery)
{
    Walk inner = *walk;
    const PgQuery__SelectStmt *select = subquery->select_stmt;

    for (size_t i = 0; select->with_clause != NULL && i < select->with_clause->n_ctes; i++)
    {
        inner.visible = push(inner.scratch, inner.visible, select->with_clause->ctes[i]->common_table_expr->ctename);
    }
    for (size_t i = 0; i < select->n_from_clause; i++)
    {
        lock_item(&inner, select->from_clause[i], NULL);
    }
}

bool
command_call(CommandParse *parse, const ProtobufCMessage *message, CommandCall *call)
{
    const PgQuery__FuncCall *function = (const PgQuery__FuncCall *) message;

    if (ddl_is(message, sqlvalue_function))
    {
        const PgQuery__SQLValueFunction *value = (const PgQuery__SQLValueFunction *) message;

        *call = (CommandCall){.function = {"pg_catalog", command_value_function(value->op)}};
        return true;
    }
    if (!ddl_is(message, func_call))
    {
        return false;
    }
    call->function = command_name_of(parse, function->funcname, function->n_funcname);
    call->argument_count = function->n_args;
    call->argument = function->n_args == 0 ? NULL : literal(parse, function->args[0]);
    return true;
}

static void
add_call(Walk *walk, CommandCall call)
{
    Command *command = walk->command;

    for (size_t i = 0; i < command->call_count; i++)
    {
        const CommandCall *known = &command->calls[i];

        if (same_text(known->function.schema, call.function.schema) &&
            same_text(known->function.name, call.function.name) && known->argument_count == call.argument_count &&
            same_text(known->argument, call.argument))
        {
            return;
        }
    }
    *mem_push(walk->parse->owner, command->calls, command->call_count) = call;
}

/* 's' and 's'::regclass; else NULL. */
static const char *
literal(CommandParse *parse, const PgQuery__Node *node)
{
    while (node != NULL && node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
    {
        node = node->type_cast->arg;
    }
    if (node == NULL || node->node_case != PG_QUERY__NODE__NODE_A_CONST ||
        node->a_const->val_case != PG_QUERY__A__CONST__VAL_SVAL)
    {
        return NULL;
    }
    return mem_strdup(parse->owner, node->a_const->sval->sval);
}

const char *
command_value_function(PgQuery__SQLValueFunctionOp op)
{
    switch (op)
    {
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_DATE:
            return "current_date";
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME:
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME_N:
            return "current_time";
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP:
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP_N:
            return "current_timestamp";
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME:
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME_N:
            return "localtime";
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP:
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP_N:
            return "localtimestamp";
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_ROLE:
            return "current_role";
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_USER:
            return "current_user";
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_USER:
            return "user";
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_SESSION_USER:
            return "session_user";
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_CATALOG:
            return "current_catalog";
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_SCHEMA:
            return "current_schema";
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SQLVALUE_FUNCTION_OP_UNDEFINED:
        case _PG_QUERY__SQLVALUE_FUNCTION_OP_IS_INT_SIZE:
            break;
    }
    return "current_user";
}

static bool
same_text(const char *a, const char *b)
{
    return (a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0);
}
