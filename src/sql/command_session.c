/* SPDX-License-Identifier: PostgreSQL */
/*
 * Transactions and the session: BEGIN … COMMIT, SET, SHOW, cursors, LISTEN and NOTIFY, DISCARD.
 *
 * SET TIME ZONE, SET ROLE, SET SESSION AUTHORIZATION and SET NAMES are settings with names of their own to the parser
 * (timezone, role, session_authorization, client_encoding); SET TRANSACTION is one called transaction with options.
 */
#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

static void read_transaction(CommandParse *parse, const void *message);
static void read_set(CommandParse *parse, const void *message);
static void read_show(CommandParse *parse, const void *message);
static void read_constraints(CommandParse *parse, const void *message);
static void read_listen(CommandParse *parse, const void *message);
static void read_unlisten(CommandParse *parse, const void *message);
static void read_notify(CommandParse *parse, const void *message);
static void read_discard(CommandParse *parse, const void *message);
static void read_fetch(CommandParse *parse, const void *message);
static void read_close(CommandParse *parse, const void *message);
static CommandKind transaction_kind(PgQuery__TransactionStmtKind kind);
static bool is_reset(const PgQuery__VariableSetStmt *setting);
static void read_setting(CommandParse *parse, Command *command, const PgQuery__VariableSetStmt *setting);
static const char *discarded(PgQuery__DiscardMode mode);
static Command *add_member(CommandParse *parse, CommandKind kind, const char *member);

static const CommandRow rows[] = {
    {PG_QUERY__NODE__NODE_TRANSACTION_STMT, read_transaction},
    {PG_QUERY__NODE__NODE_VARIABLE_SET_STMT, read_set},
    {PG_QUERY__NODE__NODE_VARIABLE_SHOW_STMT, read_show},
    {PG_QUERY__NODE__NODE_CONSTRAINTS_SET_STMT, read_constraints},
    {PG_QUERY__NODE__NODE_LISTEN_STMT, read_listen},
    {PG_QUERY__NODE__NODE_UNLISTEN_STMT, read_unlisten},
    {PG_QUERY__NODE__NODE_NOTIFY_STMT, read_notify},
    {PG_QUERY__NODE__NODE_DISCARD_STMT, read_discard},
    {PG_QUERY__NODE__NODE_FETCH_STMT, read_fetch},
    {PG_QUERY__NODE__NODE_CLOSE_PORTAL_STMT, read_close},
};

bool
command_read_session(CommandParse *parse, const PgQuery__Node *node)
{
    return command_read_by(parse, node, rows, sizeof(rows) / sizeof(rows[0]));
}

static void
read_transaction(CommandParse *parse, const void *message)
{
    const PgQuery__TransactionStmt *transaction = message;
    Command *command = command_add(parse, transaction_kind(transaction->kind), SQL_NOTHING);

    command->member = command_text(parse, transaction->savepoint_name);
    if (command->member == NULL)
    {
        command->member = command_text(parse, transaction->gid);
    }
    command->options = command_option_names(parse, transaction->options, transaction->n_options);
    if (transaction->chain)
    {
        command_add_text(parse, &command->options, "chain");
    }
}

static CommandKind
transaction_kind(PgQuery__TransactionStmtKind kind)
{
    switch (kind)
    {
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_COMMIT:
            return COMMAND_COMMIT;
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK:
            return COMMAND_ROLLBACK;
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_SAVEPOINT:
            return COMMAND_SAVEPOINT;
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_RELEASE:
            return COMMAND_RELEASE;
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK_TO:
            return COMMAND_ROLLBACK_TO;
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_PREPARE:
            return COMMAND_PREPARE_TRANSACTION;
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_COMMIT_PREPARED:
            return COMMAND_COMMIT_PREPARED;
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK_PREPARED:
            return COMMAND_ROLLBACK_PREPARED;
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_BEGIN:
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_START:
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANSACTION_STMT_KIND_UNDEFINED:
        case _PG_QUERY__TRANSACTION_STMT_KIND_IS_INT_SIZE:
            break;
    }
    return COMMAND_BEGIN;
}

static void
read_set(CommandParse *parse, const void *message)
{
    const PgQuery__VariableSetStmt *setting = message;

    read_setting(parse, command_add(parse, is_reset(setting) ? COMMAND_RESET : COMMAND_SET, SQL_NOTHING), setting);
}

static bool
is_reset(const PgQuery__VariableSetStmt *setting)
{
    return setting->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET ||
           setting->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL;
}

static void
read_setting(CommandParse *parse, Command *command, const PgQuery__VariableSetStmt *setting)
{
    char *name = ddl_written(setting->name) == NULL ? NULL : mem_strdup(parse->owner, setting->name);

    for (char *letter = name; letter != NULL && *letter != '\0'; letter++)
    {
        *letter = (char) tolower((unsigned char) *letter);
    }
    command->member = name;
    command->is_local = setting->is_local != 0;
    command->is_default = setting->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_DEFAULT;
    if (setting->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_MULTI)
    {
        command->options = command_option_names(parse, setting->args, setting->n_args);
    }
    else
    {
        command->new_name = command_value(parse, setting->args, setting->n_args);
    }
}

void
command_add_setting(CommandParse *parse, Command *command, const PgQuery__VariableSetStmt *setting)
{
    read_setting(parse, command, setting);
    command_add_text(parse, &command->options, is_reset(setting) ? "reset" : "set");
}

static Command *
add_member(CommandParse *parse, CommandKind kind, const char *member)
{
    Command *command = command_add(parse, kind, SQL_NOTHING);

    command->member = command_text(parse, member);
    return command;
}

static void
read_show(CommandParse *parse, const void *message)
{
    const PgQuery__VariableShowStmt *show = message;

    add_member(parse, COMMAND_SHOW, show->name);
}

static void
read_constraints(CommandParse *parse, const void *message)
{
    const PgQuery__ConstraintsSetStmt *set = message;
    Command *command = command_add(parse, COMMAND_SET_CONSTRAINTS, SQL_NOTHING);

    command->is_all = set->n_constraints == 0;
    for (size_t i = 0; i < set->n_constraints; i++)
    {
        command_add_text(parse, &command->members, set->constraints[i]->range_var->relname);
    }
    command_add_text(parse, &command->options, set->deferred ? "deferred" : "immediate");
}

static void
read_listen(CommandParse *parse, const void *message)
{
    const PgQuery__ListenStmt *listen = message;

    add_member(parse, COMMAND_LISTEN, listen->conditionname);
}

static void
read_unlisten(CommandParse *parse, const void *message)
{
    const PgQuery__UnlistenStmt *unlisten = message;
    Command *command = add_member(parse, COMMAND_UNLISTEN, unlisten->conditionname);

    command->is_all = command->member == NULL;
}

static void
read_notify(CommandParse *parse, const void *message)
{
    const PgQuery__NotifyStmt *notify = message;

    add_member(parse, COMMAND_NOTIFY, notify->conditionname);
}

static void
read_discard(CommandParse *parse, const void *message)
{
    const PgQuery__DiscardStmt *discard = message;
    Command *command = add_member(parse, COMMAND_DISCARD, discarded(discard->target));

    command->is_all = discard->target == PG_QUERY__DISCARD_MODE__DISCARD_ALL;
}

static const char *
discarded(PgQuery__DiscardMode mode)
{
    switch (mode)
    {
        case PG_QUERY__DISCARD_MODE__DISCARD_PLANS:
            return "plans";
        case PG_QUERY__DISCARD_MODE__DISCARD_SEQUENCES:
            return "sequences";
        case PG_QUERY__DISCARD_MODE__DISCARD_TEMP:
            return "temp";
        case PG_QUERY__DISCARD_MODE__DISCARD_ALL:
        case PG_QUERY__DISCARD_MODE__DISCARD_MODE_UNDEFINED:
        case _PG_QUERY__DISCARD_MODE_IS_INT_SIZE:
            break;
    }
    return NULL;
}

static void
read_fetch(CommandParse *parse, const void *message)
{
    const PgQuery__FetchStmt *fetch = message;
    Command *command = add_member(parse, COMMAND_FETCH, fetch->portalname);

    if (fetch->ismove)
    {
        command_add_text(parse, &command->options, "move");
    }
}

static void
read_close(CommandParse *parse, const void *message)
{
    const PgQuery__ClosePortalStmt *close = message;
    Command *command = add_member(parse, COMMAND_CLOSE, close->portalname);

    command->is_all = command->member == NULL;
}
