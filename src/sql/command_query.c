/* SPDX-License-Identifier: PostgreSQL */
/*
 * Statements around queries: views, CREATE TABLE AS, EXPLAIN, PREPARE, cursors, rules; TRUNCATE, LOCK, REFRESH.
 *
 * A query that is kept or explained is a body: it is a statement that could stand alone. A view's is none, as nobody
 * runs it: the view has what it reads in its own uses.
 */
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

static void read_view(CommandParse *parse, const void *message);
static void read_create_as(CommandParse *parse, const void *message);
static void read_refresh(CommandParse *parse, const void *message);
static void read_rule(CommandParse *parse, const void *message);
static void read_truncate(CommandParse *parse, const void *message);
static void read_lock(CommandParse *parse, const void *message);
static void read_explain(CommandParse *parse, const void *message);
static void read_prepare(CommandParse *parse, const void *message);
static void read_execute(CommandParse *parse, const void *message);
static void read_deallocate(CommandParse *parse, const void *message);
static void read_cursor(CommandParse *parse, const void *message);
static Command *add_with_body(CommandParse *parse, CommandKind kind, const PgQuery__Node *body);
static void set_persistence(Command *command, const PgQuery__RangeVar *relation);
static const char *prepared_reason(CommandParse *parse, const char *name);

static const CommandRow rows[] = {
    {PG_QUERY__NODE__NODE_VIEW_STMT, read_view},
    {PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT, read_create_as},
    {PG_QUERY__NODE__NODE_REFRESH_MAT_VIEW_STMT, read_refresh},
    {PG_QUERY__NODE__NODE_RULE_STMT, read_rule},
    {PG_QUERY__NODE__NODE_TRUNCATE_STMT, read_truncate},
    {PG_QUERY__NODE__NODE_LOCK_STMT, read_lock},
    {PG_QUERY__NODE__NODE_EXPLAIN_STMT, read_explain},
    {PG_QUERY__NODE__NODE_PREPARE_STMT, read_prepare},
    {PG_QUERY__NODE__NODE_EXECUTE_STMT, read_execute},
    {PG_QUERY__NODE__NODE_DEALLOCATE_STMT, read_deallocate},
    {PG_QUERY__NODE__NODE_DECLARE_CURSOR_STMT, read_cursor},
};

bool
command_read_query(CommandParse *parse, const PgQuery__Node *node)
{
    return command_read_data(parse, node) || command_read_by(parse, node, rows, sizeof(rows) / sizeof(rows[0]));
}

static void
read_view(CommandParse *parse, const void *message)
{
    const PgQuery__ViewStmt *view = message;
    Command *command = command_add(parse, COMMAND_CREATE, SQL_VIEW);

    command_add_name(parse, command, command_relation(parse, view->view));
    set_persistence(command, view->view);
    command->or_replace = view->replace != 0;
    command->options = command_option_names(parse, view->options, view->n_options);
    command_output_columns(parse, command, view->query, view->aliases, view->n_aliases);
    command_select(parse, command, view->query);
    command_use_columns(parse, command, view->query);
}

static void
set_persistence(Command *command, const PgQuery__RangeVar *relation)
{
    command->is_temporary = strcmp(relation->relpersistence, "t") == 0;
    command->is_unlogged = strcmp(relation->relpersistence, "u") == 0;
}

static void
read_create_as(CommandParse *parse, const void *message)
{
    const PgQuery__CreateTableAsStmt *create = message;
    bool is_view = create->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW;
    Command *command = is_view ? command_add(parse, COMMAND_CREATE, SQL_MATERIALIZED_VIEW)
                               : command_add(parse, COMMAND_CREATE_AS, SQL_TABLE);
    const PgQuery__IntoClause *into = create->into;

    command_add_name(parse, command, command_relation(parse, into->rel));
    set_persistence(command, into->rel);
    command->if_not_exists = create->if_not_exists != 0;
    command->with_no_data = into->skip_data != 0;
    command->options = command_option_names(parse, into->options, into->n_options);
    command_output_columns(parse, command, create->query, into->col_names, into->n_col_names);
    command_select(parse, command, create->query);
    command_use_columns(parse, command, create->query);
    if (create->query->node_case == PG_QUERY__NODE__NODE_EXECUTE_STMT)
    {
        command->opaque = prepared_reason(parse, create->query->execute_stmt->name);
    }
}

static void
read_refresh(CommandParse *parse, const void *message)
{
    const PgQuery__RefreshMatViewStmt *refresh = message;
    Command *command = command_add(parse, COMMAND_REFRESH, SQL_MATERIALIZED_VIEW);

    command_add_name(parse, command, command_relation(parse, refresh->relation));
    command->concurrently = refresh->concurrent != 0;
    command->with_no_data = refresh->skip_data != 0;
}

static void
read_rule(CommandParse *parse, const void *message)
{
    const PgQuery__RuleStmt *rule = message;
    Command *command = command_add(parse, COMMAND_CREATE, SQL_RULE);

    command_add_name(parse, command, command_relation(parse, rule->relation));
    command->member = command_text(parse, rule->rulename);
    command->or_replace = rule->replace != 0;
    command_add_uses(parse, command, rule->where_clause);
    for (size_t i = 0; i < rule->n_actions; i++)
    {
        size_t count;
        const Command *body = command_body_of(parse, rule->actions[i], &count);

        command_add_body(parse, command, body, count);
    }
}

static void
read_truncate(CommandParse *parse, const void *message)
{
    const PgQuery__TruncateStmt *truncate = message;
    Command *command = command_add(parse, COMMAND_TRUNCATE, SQL_TABLE);

    for (size_t i = 0; i < truncate->n_relations; i++)
    {
        const PgQuery__RangeVar *relation = truncate->relations[i]->range_var;

        command_add_name(parse, command, command_relation(parse, relation));
        command->only = command->only || !relation->inh;
    }
    command->cascade = truncate->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    if (truncate->restart_seqs)
    {
        command_add_text(parse, &command->options, "restart identity");
    }
}

/* The parser's numbers of lock modes are PostgreSQL's: 1 ACCESS SHARE … 8 ACCESS EXCLUSIVE. */
static void
read_lock(CommandParse *parse, const void *message)
{
    const PgQuery__LockStmt *lock = message;
    Command *command = command_add(parse, COMMAND_LOCK, SQL_TABLE);

    for (size_t i = 0; i < lock->n_relations; i++)
    {
        const PgQuery__RangeVar *relation = lock->relations[i]->range_var;

        command_add_name(parse, command, command_relation(parse, relation));
        command->only = command->only || !relation->inh;
    }
    command->lock = (LockMode) lock->mode;
    if (lock->nowait)
    {
        command_add_text(parse, &command->options, "nowait");
    }
}

static Command *
add_with_body(CommandParse *parse, CommandKind kind, const PgQuery__Node *body)
{
    Command *command = command_add(parse, kind, SQL_NOTHING);
    size_t count;
    const Command *commands = command_body_of(parse, body, &count);

    command_add_body(parse, command, commands, count);
    if (commands == NULL)
    {
        command->opaque = "a statement within statements that are nested too deeply to be read";
    }
    return command;
}

static void
read_explain(CommandParse *parse, const void *message)
{
    const PgQuery__ExplainStmt *explain = message;
    Command *command = add_with_body(parse, COMMAND_EXPLAIN, explain->query);

    command->analyze = command_option_is_on(explain->options, explain->n_options, "analyze");
    command->options = command_option_names(parse, explain->options, explain->n_options);
}

static void
read_prepare(CommandParse *parse, const void *message)
{
    const PgQuery__PrepareStmt *prepare = message;

    add_with_body(parse, COMMAND_PREPARE, prepare->query)->member = command_text(parse, prepare->name);
}

static void
read_execute(CommandParse *parse, const void *message)
{
    const PgQuery__ExecuteStmt *execute = message;
    Command *command = command_add(parse, COMMAND_EXECUTE, SQL_NOTHING);

    command->member = command_text(parse, execute->name);
    command->opaque = prepared_reason(parse, execute->name);
    command_add_uses(parse, command, parse->node);
}

static const char *
prepared_reason(CommandParse *parse, const char *name)
{
    return mem_printf(parse->owner, "EXECUTE of the prepared statement \"%s\"", name);
}

static void
read_deallocate(CommandParse *parse, const void *message)
{
    const PgQuery__DeallocateStmt *deallocate = message;
    Command *command = command_add(parse, COMMAND_DEALLOCATE, SQL_NOTHING);

    command->member = command_text(parse, deallocate->name);
    command->is_all = command->member == NULL;
}

static void
read_cursor(CommandParse *parse, const void *message)
{
    const PgQuery__DeclareCursorStmt *cursor = message;

    add_with_body(parse, COMMAND_DECLARE_CURSOR, cursor->query)->member = command_text(parse, cursor->portalname);
}
