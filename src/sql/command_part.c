/* SPDX-License-Identifier: PostgreSQL */
/*
 * Parts of the parse tree that many statements share: texts, names, roles, options, kinds of object.
 *
 * In: nodes. Out: copies that the command list owns. protobuf's "" for "not written" becomes NULL.
 */
#include <ctype.h>

#include "base/mem.h"
#include "command_internal.h"

static void lower(char *text);

const char *
command_text(CommandParse *parse, const char *text)
{
    return ddl_written(text) == NULL ? NULL : mem_strdup(parse->owner, text);
}

QualifiedName
command_relation(CommandParse *parse, const PgQuery__RangeVar *relation)
{
    if (relation == NULL)
    {
        return (QualifiedName){0};
    }
    return (QualifiedName){command_text(parse, relation->schemaname), mem_strdup(parse->owner, relation->relname)};
}

QualifiedName
command_name(CommandParse *parse, const PgQuery__Node *node)
{
    if (node == NULL)
    {
        return (QualifiedName){0};
    }
    switch ((int) node->node_case)
    {
        case PG_QUERY__NODE__NODE_STRING:
            return (QualifiedName){.name = mem_strdup(parse->owner, node->string->sval)};
        case PG_QUERY__NODE__NODE_LIST:
            return command_name_of(parse, node->list->items, node->list->n_items);
        case PG_QUERY__NODE__NODE_TYPE_NAME:
            return command_name_of(parse, node->type_name->names, node->type_name->n_names);
        case PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS:
            return command_name_of(parse, node->object_with_args->objname, node->object_with_args->n_objname);
        case PG_QUERY__NODE__NODE_RANGE_VAR:
            return command_relation(parse, node->range_var);
    }
    return (QualifiedName){0};
}

QualifiedName
command_name_of(CommandParse *parse, PgQuery__Node *const *names, size_t count)
{
    QualifiedName name = ddl_names(names, count);

    return (QualifiedName){command_text(parse, name.schema), mem_strdup(parse->owner, name.name)};
}

void
command_add_name(CommandParse *parse, Command *command, QualifiedName name)
{
    *mem_push(parse->owner, command->names, command->name_count) = name;
}

const char *const *
command_texts(CommandParse *parse, PgQuery__Node *const *nodes, size_t count)
{
    const char **texts = count == 0 ? NULL : mem_array(parse->owner, const char *, count + 1);
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
    {
        if (ddl_node_text(nodes[i]) != NULL)
        {
            texts[kept++] = mem_strdup(parse->owner, ddl_node_text(nodes[i]));
        }
    }
    return count == 0 ? command_no_texts : texts;
}

const char *const *
command_option_names(CommandParse *parse, PgQuery__Node *const *nodes, size_t count)
{
    const char **names = count == 0 ? NULL : mem_array(parse->owner, const char *, count + 1);
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
    {
        if (nodes[i]->node_case == PG_QUERY__NODE__NODE_DEF_ELEM)
        {
            const PgQuery__DefElem *option = nodes[i]->def_elem;
            char *name = ddl_written(option->defnamespace) == NULL
                             ? mem_strdup(parse->owner, option->defname)
                             : mem_printf(parse->owner, "%s.%s", option->defnamespace, option->defname);

            lower(name);
            names[kept++] = name;
        }
    }
    return count == 0 ? command_no_texts : names;
}

static void
lower(char *text)
{
    for (; *text != '\0'; text++)
    {
        *text = (char) tolower((unsigned char) *text);
    }
}

const char *
command_role(CommandParse *parse, const PgQuery__RoleSpec *role)
{
    if (role == NULL)
    {
        return NULL;
    }
    switch (role->roletype)
    {
        case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_CSTRING:
            return command_text(parse, role->rolename);
        case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_CURRENT_ROLE:
            return "current_role";
        case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_CURRENT_USER:
            return "current_user";
        case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_SESSION_USER:
            return "session_user";
        case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_PUBLIC:
            return "public";
        case PG_QUERY__ROLE_SPEC_TYPE__ROLE_SPEC_TYPE_UNDEFINED:
        case _PG_QUERY__ROLE_SPEC_TYPE_IS_INT_SIZE:
            break;
    }
    return NULL;
}

SqlObject
command_object_of(PgQuery__ObjectType type)
{
    switch (type)
    {
#define OBJECT_IS(type, object)                                                                                        \
    case PG_QUERY__OBJECT_TYPE__OBJECT_##type:                                                                         \
        return SQL_##object;
#include "command_object_types.def"
#undef OBJECT_IS
        case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE_UNDEFINED:
        case _PG_QUERY__OBJECT_TYPE_IS_INT_SIZE:
            break;
    }
    return SQL_NOTHING;
}
