/* SPDX-License-Identifier: PostgreSQL */
/*
 * Functions, procedures, DO, CALL and triggers.
 *
 * Bodies in SQL and PL/pgSQL become commands; what is written in other languages is opaque. A body in standard SQL
 * (BEGIN ATOMIC, RETURN; 14+) comes parsed in the tree.
 */
#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

/* Bits of pg_trigger.tgtype, which the parser uses too. */
enum
{
    TRIGGER_BEFORE = 1 << 1,
    TRIGGER_INSERT = 1 << 2,
    TRIGGER_DELETE = 1 << 3,
    TRIGGER_UPDATE = 1 << 4,
    TRIGGER_TRUNCATE = 1 << 5,
    TRIGGER_INSTEAD = 1 << 6,
};

static void read_create(CommandParse *parse, const void *message);
static void read_alter(CommandParse *parse, const void *message);
static void read_do(CommandParse *parse, const void *message);
static void read_call(CommandParse *parse, const void *message);
static void read_trigger(CommandParse *parse, const void *message);
static CommandFunction *new_function(CommandParse *parse);
static void read_parameters(CommandParse *parse, CommandFunction *function, PgQuery__Node *const *parameters,
                            size_t count);
static void add_argument(CommandParse *parse, CommandFunction *function, const PgQuery__FunctionParameter *parameter);
static void add_result(CommandParse *parse, char **text, const PgQuery__FunctionParameter *parameter);
static void read_options(CommandParse *parse, CommandFunction *function, PgQuery__Node *const *options, size_t count);
static void read_option(CommandParse *parse, CommandFunction *function, const PgQuery__DefElem *option);
static const char *lower_text(CommandParse *parse, const char *text);
static void read_body(CommandParse *parse, Command *command);
static void read_standard_body(CommandParse *parse, Command *command, const PgQuery__Node *body);

static const CommandRow rows[] = {
    {PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT, read_create},
    {PG_QUERY__NODE__NODE_ALTER_FUNCTION_STMT, read_alter},
    {PG_QUERY__NODE__NODE_DO_STMT, read_do},
    {PG_QUERY__NODE__NODE_CALL_STMT, read_call},
    {PG_QUERY__NODE__NODE_CREATE_TRIG_STMT, read_trigger},
};

bool
command_read_function(CommandParse *parse, const PgQuery__Node *node)
{
    return command_read_by(parse, node, rows, sizeof(rows) / sizeof(rows[0]));
}

static void
read_create(CommandParse *parse, const void *message)
{
    const PgQuery__CreateFunctionStmt *create = message;
    CommandFunction *function = new_function(parse);
    Command *command = command_add(parse, COMMAND_CREATE, create->is_procedure ? SQL_PROCEDURE : SQL_FUNCTION);

    command_add_name(parse, command, command_name_of(parse, create->funcname, create->n_funcname));
    command->or_replace = create->replace != 0;
    command->options = command_option_names(parse, create->options, create->n_options);
    command->function = function;
    function->volatility = 'v';
    read_parameters(parse, function, create->parameters, create->n_parameters);
    read_options(parse, function, create->options, create->n_options);
    if (create->return_type != NULL)
    {
        function->result = command_type(parse, create->return_type);
    }
    if (create->sql_body != NULL)
    {
        function->is_standard_sql = true;
        function->language = "sql";
        read_standard_body(parse, command, create->sql_body);
    }
    else
    {
        read_body(parse, command);
    }
}

static CommandFunction *
new_function(CommandParse *parse)
{
    CommandFunction *function = mem_new(parse->owner, CommandFunction);

    function->argument_names = command_no_texts;
    function->result.name = "";
    function->result_text = "";
    function->language = "";
    return function;
}

static void
read_parameters(CommandParse *parse, CommandFunction *function, PgQuery__Node *const *parameters, size_t count)
{
    char *result = mem_strdup(parse->owner, "");
    bool is_table = false;

    for (size_t i = 0; i < count; i++)
    {
        const PgQuery__FunctionParameter *parameter = parameters[i]->function_parameter;

        switch (parameter->mode)
        {
            case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_TABLE:
                is_table = true;
                add_result(parse, &result, parameter);
                break;
            case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_OUT:
                add_result(parse, &result, parameter);
                break;
            case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_INOUT:
                add_result(parse, &result, parameter);
                add_argument(parse, function, parameter);
                break;
            case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_IN:
            case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_VARIADIC:
            case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_DEFAULT:
            case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNCTION_PARAMETER_MODE_UNDEFINED:
            case _PG_QUERY__FUNCTION_PARAMETER_MODE_IS_INT_SIZE:
                add_argument(parse, function, parameter);
                break;
        }
    }
    function->result_text = is_table ? mem_printf(parse->owner, "TABLE (%s)", result) : result;
}

static void
add_argument(CommandParse *parse, CommandFunction *function, const PgQuery__FunctionParameter *parameter)
{
    command_add_text(parse, &function->argument_names, parameter->name);
    *mem_push(parse->owner, function->argument_types, function->argument_count) =
        command_type(parse, parameter->arg_type);
    function->default_count += parameter->defexpr != NULL ? 1 : 0;
}

static void
add_result(CommandParse *parse, char **text, const PgQuery__FunctionParameter *parameter)
{
    CommandType type = command_type(parse, parameter->arg_type);

    mem_append(text, "%s%s%s%s", (*text)[0] == '\0' ? "" : ", ", parameter->name, parameter->name[0] == '\0' ? "" : " ",
               command_type_text(parse->owner, &type));
}

static void
read_options(CommandParse *parse, CommandFunction *function, PgQuery__Node *const *options, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        if (options[i]->node_case == PG_QUERY__NODE__NODE_DEF_ELEM && options[i]->def_elem->arg != NULL)
        {
            read_option(parse, function, options[i]->def_elem);
        }
    }
}

/* AS is a list of one text (of C functions two) in CREATE FUNCTION, a text in DO. */
static void
read_option(CommandParse *parse, CommandFunction *function, const PgQuery__DefElem *option)
{
    const PgQuery__Node *value = option->arg;

    if (strcmp(option->defname, "language") == 0)
    {
        function->language = lower_text(parse, ddl_node_text(value));
    }
    else if (strcmp(option->defname, "volatility") == 0)
    {
        function->volatility = lower_text(parse, ddl_node_text(value))[0];
    }
    else if (strcmp(option->defname, "as") == 0 && value->node_case == PG_QUERY__NODE__NODE_STRING)
    {
        function->body = mem_strdup(parse->owner, value->string->sval);
    }
    else if (strcmp(option->defname, "as") == 0 && value->node_case == PG_QUERY__NODE__NODE_LIST &&
             value->list->n_items == 1 && ddl_node_text(value->list->items[0]) != NULL)
    {
        function->body = mem_strdup(parse->owner, ddl_node_text(value->list->items[0]));
    }
}

static const char *
lower_text(CommandParse *parse, const char *text)
{
    char *copy = mem_strdup(parse->owner, text == NULL ? "" : text);

    for (char *letter = copy; *letter != '\0'; letter++)
    {
        *letter = (char) tolower((unsigned char) *letter);
    }
    return copy;
}

static void
read_body(CommandParse *parse, Command *command)
{
    const CommandFunction *function = command->function;
    bool is_internal = strcmp(function->language, "c") == 0 || strcmp(function->language, "internal") == 0;

    if (function->body != NULL && strcmp(function->language, "plpgsql") == 0)
    {
        command_plpgsql(parse, command, function->body);
    }
    else if (function->body != NULL && strcmp(function->language, "sql") == 0)
    {
        command->body = command_body_of_text(parse, command, function->body, &command->body_count);
    }
    else if (is_internal || function->language[0] == '\0')
    {
        command->opaque = "code that is compiled into the server or a library";
    }
    else
    {
        command->opaque = mem_printf(parse->owner, "code in the language \"%s\"", function->language);
    }
}

/* RETURN expression, or BEGIN ATOMIC: a list of lists of statements. */
static void
read_standard_body(CommandParse *parse, Command *command, const PgQuery__Node *body)
{
    if (body->node_case == PG_QUERY__NODE__NODE_LIST)
    {
        for (size_t i = 0; i < body->list->n_items; i++)
        {
            read_standard_body(parse, command, body->list->items[i]);
        }
    }
    else if (body->node_case == PG_QUERY__NODE__NODE_RETURN_STMT)
    {
        CommandList list = {0};
        CommandParse inner = *parse;

        inner.list = &list;
        inner.node = body;
        command_select(&inner, command_add(&inner, COMMAND_SELECT, SQL_NOTHING), body->return_stmt->returnval);
        command_finish(&inner, &list.commands[0]);
        command_add_body(parse, command, list.commands, list.count);
    }
    else if (body->node_case != PG_QUERY__NODE__NODE__NOT_SET)
    {
        size_t count;
        const Command *commands = command_body_of(parse, body, &count);

        command_add_body(parse, command, commands, count);
    }
}

static void
read_alter(CommandParse *parse, const void *message)
{
    const PgQuery__AlterFunctionStmt *alter = message;
    CommandFunction *function = new_function(parse);
    Command *command = command_add(parse, COMMAND_ALTER, command_object_of(alter->objtype));

    command_add_name(parse, command, command_name_of(parse, alter->func->objname, alter->func->n_objname));
    command_add_text(parse, &command->members, command_signature(parse, alter->func));
    command->options = command_option_names(parse, alter->actions, alter->n_actions);
    command->function = function;
    read_options(parse, function, alter->actions, alter->n_actions);
}

static void
read_do(CommandParse *parse, const void *message)
{
    const PgQuery__DoStmt *code = message;
    CommandFunction *function = new_function(parse);
    Command *command = command_add(parse, COMMAND_DO, SQL_NOTHING);

    command->function = function;
    function->language = "plpgsql";
    read_options(parse, function, code->args, code->n_args);
    read_body(parse, command);
}

static void
read_call(CommandParse *parse, const void *message)
{
    const PgQuery__CallStmt *call = message;
    Command *command = command_add(parse, COMMAND_CALL, SQL_PROCEDURE);

    command_add_name(parse, command, command_name_of(parse, call->funccall->funcname, call->funccall->n_funcname));
    command_add_uses(parse, command, parse->node);
}

static void
read_trigger(CommandParse *parse, const void *message)
{
    const PgQuery__CreateTrigStmt *create = message;
    Command *command = command_add(parse, COMMAND_CREATE, SQL_TRIGGER);
    CommandTrigger *trigger = mem_new(parse->owner, CommandTrigger);

    command_add_name(parse, command, command_relation(parse, create->relation));
    command->member = command_text(parse, create->trigname);
    command->or_replace = create->replace != 0;
    command->target = command_relation(parse, create->constrrel);
    command->trigger = trigger;
    trigger->function = command_name_of(parse, create->funcname, create->n_funcname);
    trigger->is_before = (create->timing & TRIGGER_BEFORE) != 0;
    trigger->is_instead = (create->timing & TRIGGER_INSTEAD) != 0;
    trigger->is_row = create->row != 0;
    trigger->is_constraint = create->isconstraint != 0;
    trigger->on_insert = (create->events & TRIGGER_INSERT) != 0;
    trigger->on_update = (create->events & TRIGGER_UPDATE) != 0;
    trigger->on_delete = (create->events & TRIGGER_DELETE) != 0;
    trigger->on_truncate = (create->events & TRIGGER_TRUNCATE) != 0;
    trigger->update_columns = command_texts(parse, create->columns, create->n_columns);
    if (create->deferrable)
    {
        command_add_text(parse, &command->options, "deferrable");
    }
    if (create->initdeferred)
    {
        command_add_text(parse, &command->options, "initially deferred");
    }
    command_add_uses(parse, command, create->when_clause);
}
