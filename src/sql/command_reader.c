/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the readers of statements share: tables of readers, lists of texts, roles, settings, how objects are named.
 *
 * PostgreSQL's grammar (15) names an object in a statement about any kind of object by a RangeVar, a String, a list of
 * Strings, a TypeName, an ObjectWithArgs or a list of those, depending on its kind; command_identify() reads them all.
 */
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "command_internal.h"

static const char *value_text(CommandParse *parse, const PgQuery__Node *node);
static const char *constant_text(CommandParse *parse, const PgQuery__AConst *constant);
static void identify_list(CommandParse *parse, Command *command, PgQuery__ObjectType type, const PgQuery__List *list);

bool
command_read_by(CommandParse *parse, const PgQuery__Node *node, const CommandRow *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        if (rows[i].node_case == node->node_case)
        {
            rows[i].read(parse, node->string); /* all members of the union are pointers to messages */
            return true;
        }
    }
    return false;
}

Command *
command_add_named(CommandParse *parse, CommandKind kind, SqlObject object, const char *name)
{
    Command *command = command_add(parse, kind, object);

    command_add_name(parse, command, (QualifiedName){.name = mem_strdup(parse->owner, name)});
    return command;
}

void
command_add_text(CommandParse *parse, const char *const **texts, const char *text)
{
    size_t count = 0;
    const char **longer;

    while ((*texts)[count] != NULL)
    {
        count++;
    }
    longer = mem_array(parse->owner, const char *, count + 2);
    for (size_t i = 0; i < count; i++)
    {
        longer[i] = (*texts)[i];
    }
    longer[count] = mem_strdup(parse->owner, text);
    *texts = longer;
}

void
command_add_body(CommandParse *parse, Command *command, const Command *body, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        *mem_push(parse->owner, command->body, command->body_count) = body[i];
    }
}

void
command_set_opaque(Command *command, const char *reason)
{
    if (command->opaque == NULL)
    {
        command->opaque = reason;
    }
}

const char *const *
command_roles(CommandParse *parse, PgQuery__Node *const *nodes, size_t count)
{
    const char **roles = mem_array(parse->owner, const char *, count + 1);
    size_t used = 0;

    for (size_t i = 0; i < count; i++)
    {
        if (nodes[i]->node_case == PG_QUERY__NODE__NODE_ROLE_SPEC)
        {
            const char *role = command_role(parse, nodes[i]->role_spec);

            roles[used++] = role == NULL ? "" : role;
        }
    }
    return roles;
}

bool
command_option_is_on(PgQuery__Node *const *options, size_t count, const char *name)
{
    static const char *const off[] = {"false", "off", "0"};
    bool is_on = false;

    for (size_t i = 0; i < count; i++)
    {
        const PgQuery__DefElem *option =
            options[i]->node_case == PG_QUERY__NODE__NODE_DEF_ELEM ? options[i]->def_elem : NULL;

        if (option == NULL || strcasecmp(option->defname, name) != 0)
        {
            continue;
        }
        is_on = true;
        if (option->arg != NULL && option->arg->node_case == PG_QUERY__NODE__NODE_INTEGER)
        {
            is_on = option->arg->integer->ival != 0;
        }
        if (option->arg != NULL && option->arg->node_case == PG_QUERY__NODE__NODE_BOOLEAN)
        {
            is_on = option->arg->boolean->boolval != 0;
        }
        for (size_t j = 0; option->arg != NULL && j < sizeof(off) / sizeof(off[0]); j++)
        {
            const char *text = ddl_node_text(option->arg);

            is_on = is_on && (text == NULL || strcasecmp(text, off[j]) != 0);
        }
    }
    return is_on;
}

const char *
command_value(CommandParse *parse, PgQuery__Node *const *nodes, size_t count)
{
    char *value = NULL;

    for (size_t i = 0; i < count; i++)
    {
        const char *text = value_text(parse, nodes[i]);

        if (text == NULL)
        {
            continue;
        }
        if (value == NULL)
        {
            value = mem_strdup(parse->owner, text);
        }
        else
        {
            mem_append(&value, ", %s", text);
        }
    }
    return value;
}

static const char *
value_text(CommandParse *parse, const PgQuery__Node *node)
{
    switch ((int) node->node_case) /* a few of the many kinds of node */
    {
        case PG_QUERY__NODE__NODE_STRING:
            return mem_strdup(parse->owner, node->string->sval);
        case PG_QUERY__NODE__NODE_INTEGER:
            return mem_printf(parse->owner, "%d", node->integer->ival);
        case PG_QUERY__NODE__NODE_FLOAT:
            return mem_strdup(parse->owner, node->float_->fval);
        case PG_QUERY__NODE__NODE_BOOLEAN:
            return node->boolean->boolval ? "true" : "false";
        case PG_QUERY__NODE__NODE_A_CONST:
            return constant_text(parse, node->a_const);
        case PG_QUERY__NODE__NODE_TYPE_CAST: /* SET TIME ZONE INTERVAL '1 hour' */
            return value_text(parse, node->type_cast->arg);
        case PG_QUERY__NODE__NODE_LIST:
            return command_value(parse, node->list->items, node->list->n_items);
        case PG_QUERY__NODE__NODE_TYPE_NAME:
        {
            CommandType type = command_type(parse, node->type_name);

            return command_type_text(parse->owner, &type);
        }
        default: /* of an enum that is read as a number */
            return NULL;
    }
}

static const char *
constant_text(CommandParse *parse, const PgQuery__AConst *constant)
{
    switch (constant->val_case)
    {
        case PG_QUERY__A__CONST__VAL_IVAL:
            return mem_printf(parse->owner, "%d", constant->ival->ival);
        case PG_QUERY__A__CONST__VAL_FVAL:
            return mem_strdup(parse->owner, constant->fval->fval);
        case PG_QUERY__A__CONST__VAL_BOOLVAL:
            return constant->boolval->boolval ? "true" : "false";
        case PG_QUERY__A__CONST__VAL_SVAL:
            return mem_strdup(parse->owner, constant->sval->sval);
        case PG_QUERY__A__CONST__VAL_BSVAL:
            return mem_strdup(parse->owner, constant->bsval->bsval);
        case PG_QUERY__A__CONST__VAL__NOT_SET:
        case _PG_QUERY__A__CONST__VAL__CASE_IS_INT_SIZE:
            break;
    }
    return NULL;
}

const char *
command_signature(CommandParse *parse, const PgQuery__ObjectWithArgs *object)
{
    char *text;

    if (object->args_unspecified)
    {
        return "";
    }
    text = mem_strdup(parse->owner, "(");
    for (size_t i = 0; i < object->n_objargs; i++)
    {
        const PgQuery__Node *argument = object->objargs[i];
        CommandType type = {.name = ""};

        if (argument->node_case == PG_QUERY__NODE__NODE_TYPE_NAME)
        {
            type = command_type(parse, argument->type_name);
        }
        /* An operator's missing side is NULL in the list: NONE. */
        mem_append(&text, "%s%s", i == 0 ? "" : ", ",
                   type.name[0] == '\0' ? "NONE" : command_type_text(parse->owner, &type));
    }
    mem_append(&text, ")");
    return text;
}

void
command_identify(CommandParse *parse, Command *command, PgQuery__ObjectType type, const PgQuery__Node *object)
{
    if (object->node_case == PG_QUERY__NODE__NODE_LIST)
    {
        identify_list(parse, command, type, object->list);
    }
    else if (object->node_case == PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS)
    {
        command_add_name(parse, command, command_name(parse, object));
        command_add_text(parse, &command->members, command_signature(parse, object->object_with_args));
    }
    else if (object->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
    {
        command_add_name(parse, command, command_relation(parse, object->range_var));
    }
    else if (object->node_case == PG_QUERY__NODE__NODE_ROLE_SPEC)
    {
        command_add_name(parse, command, (QualifiedName){.name = command_role(parse, object->role_spec)});
    }
    else if (object->node_case == PG_QUERY__NODE__NODE_TYPE_NAME)
    {
        command_add_name(parse, command, command_name(parse, object));
    }
    else
    {
        const char *name = value_text(parse, object);

        command_add_name(parse, command, (QualifiedName){.name = name == NULL ? "" : name});
    }
}

/* A list is a qualified name; what is part of a relation, a type or an access method has a name beside it. */
static void
identify_list(CommandParse *parse, Command *command, PgQuery__ObjectType type, const PgQuery__List *list)
{
    PgQuery__Node *const *items = list->items;
    size_t count = list->n_items;
    bool starts_with_type = count > 0 && items[0]->node_case == PG_QUERY__NODE__NODE_TYPE_NAME;

    if (type == PG_QUERY__OBJECT_TYPE__OBJECT_CAST && count == 2)
    {
        command_add_name(parse, command, command_name(parse, items[0]));
        command->target = command_name(parse, items[1]);
    }
    else if (starts_with_type && count == 2) /* DOMAIN CONSTRAINT, TRANSFORM */
    {
        command_add_name(parse, command, command_name(parse, items[0]));
        command->member = value_text(parse, items[1]);
    }
    else if ((type == PG_QUERY__OBJECT_TYPE__OBJECT_OPCLASS || type == PG_QUERY__OBJECT_TYPE__OBJECT_OPFAMILY) &&
             count > 1)
    {
        command->member = value_text(parse, items[0]);
        command_add_name(parse, command, command_name_of(parse, items + 1, count - 1));
    }
    else if (count > 1 &&
             (type == PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN || type == PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT ||
              type == PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER || type == PG_QUERY__OBJECT_TYPE__OBJECT_RULE ||
              type == PG_QUERY__OBJECT_TYPE__OBJECT_POLICY))
    {
        command->member = value_text(parse, items[count - 1]);
        command_add_name(parse, command, command_name_of(parse, items, count - 1));
    }
    else
    {
        command_add_name(parse, command, command_name_of(parse, items, count));
    }
}
