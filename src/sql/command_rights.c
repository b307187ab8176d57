/* SPDX-License-Identifier: PostgreSQL */
/*
 * Rights and roles: GRANT and REVOKE on any kind of object and of roles, default privileges, CREATE … DROP ROLE, what a
 * role owns.
 */
#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

static void read_grant(CommandParse *parse, const void *message);
static void read_grant_role(CommandParse *parse, const void *message);
static void read_default_privileges(CommandParse *parse, const void *message);
static void read_create_role(CommandParse *parse, const void *message);
static void read_alter_role(CommandParse *parse, const void *message);
static void read_role_setting(CommandParse *parse, const void *message);
static void read_drop_role(CommandParse *parse, const void *message);
static void read_drop_owned(CommandParse *parse, const void *message);
static void read_reassign_owned(CommandParse *parse, const void *message);
static void add_privileges(CommandParse *parse, Command *command, const PgQuery__GrantStmt *grant);

static const CommandRow rows[] = {
    {PG_QUERY__NODE__NODE_GRANT_STMT, read_grant},
    {PG_QUERY__NODE__NODE_GRANT_ROLE_STMT, read_grant_role},
    {PG_QUERY__NODE__NODE_ALTER_DEFAULT_PRIVILEGES_STMT, read_default_privileges},
    {PG_QUERY__NODE__NODE_CREATE_ROLE_STMT, read_create_role},
    {PG_QUERY__NODE__NODE_ALTER_ROLE_STMT, read_alter_role},
    {PG_QUERY__NODE__NODE_ALTER_ROLE_SET_STMT, read_role_setting},
    {PG_QUERY__NODE__NODE_DROP_ROLE_STMT, read_drop_role},
    {PG_QUERY__NODE__NODE_DROP_OWNED_STMT, read_drop_owned},
    {PG_QUERY__NODE__NODE_REASSIGN_OWNED_STMT, read_reassign_owned},
};

bool
command_read_rights(CommandParse *parse, const PgQuery__Node *node)
{
    return command_read_by(parse, node, rows, sizeof(rows) / sizeof(rows[0]));
}

static void
read_grant(CommandParse *parse, const void *message)
{
    const PgQuery__GrantStmt *grant = message;
    Command *command =
        command_add(parse, grant->is_grant ? COMMAND_GRANT : COMMAND_REVOKE, command_object_of(grant->objtype));

    command->is_all = grant->targtype == PG_QUERY__GRANT_TARGET_TYPE__ACL_TARGET_ALL_IN_SCHEMA;
    for (size_t i = 0; i < grant->n_objects; i++)
    {
        command_identify(parse, command, grant->objtype, grant->objects[i]);
    }
    add_privileges(parse, command, grant);
}

/* ALL is an empty list to the parser. */
static void
add_privileges(CommandParse *parse, Command *command, const PgQuery__GrantStmt *grant)
{
    for (size_t i = 0; i < grant->n_privileges; i++)
    {
        const PgQuery__AccessPriv *privilege = grant->privileges[i]->access_priv;
        char *name = mem_strdup(parse->owner, ddl_written(privilege->priv_name) == NULL ? "all" : privilege->priv_name);

        for (char *letter = name; *letter != '\0'; letter++)
        {
            *letter = (char) tolower((unsigned char) *letter);
        }
        command_add_text(parse, &command->options, name);
        if (privilege->n_cols > 0 && command->member == NULL)
        {
            command->member = command_text(parse, ddl_node_text(privilege->cols[0]));
        }
    }
    if (grant->n_privileges == 0)
    {
        command_add_text(parse, &command->options, "all");
    }
    command->roles = command_roles(parse, grant->grantees, grant->n_grantees);
    command->cascade = grant->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
}

static void
read_grant_role(CommandParse *parse, const void *message)
{
    const PgQuery__GrantRoleStmt *grant = message;
    Command *command = command_add(parse, grant->is_grant ? COMMAND_GRANT_ROLE : COMMAND_REVOKE_ROLE, SQL_ROLE);

    for (size_t i = 0; i < grant->n_granted_roles; i++)
    {
        const char *role = command_text(parse, grant->granted_roles[i]->access_priv->priv_name);

        command_add_name(parse, command, (QualifiedName){.name = role == NULL ? "" : role});
    }
    command->roles = command_roles(parse, grant->grantee_roles, grant->n_grantee_roles);
    command->cascade = grant->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
}

/* names are the schemas, members the roles that will own; new_name says whether it grants or revokes. */
static void
read_default_privileges(CommandParse *parse, const void *message)
{
    const PgQuery__AlterDefaultPrivilegesStmt *alter = message;
    Command *command = command_add(parse, COMMAND_DEFAULT_PRIVILEGES, command_object_of(alter->action->objtype));

    command->new_name = alter->action->is_grant ? "grant" : "revoke";
    add_privileges(parse, command, alter->action);
    for (size_t i = 0; i < alter->n_options; i++)
    {
        const PgQuery__DefElem *option = alter->options[i]->def_elem;
        const PgQuery__List *list = option->arg == NULL ? NULL : option->arg->list;

        if (list != NULL && strcmp(option->defname, "roles") == 0)
        {
            command->members = command_roles(parse, list->items, list->n_items);
        }
        for (size_t j = 0; list != NULL && strcmp(option->defname, "schemas") == 0 && j < list->n_items; j++)
        {
            command_add_name(parse, command, command_name(parse, list->items[j]));
        }
    }
}

static void
read_create_role(CommandParse *parse, const void *message)
{
    const PgQuery__CreateRoleStmt *create = message;
    Command *command = command_add_named(parse, COMMAND_CREATE, SQL_ROLE, create->role);

    command->options = command_option_names(parse, create->options, create->n_options);
}

static void
read_alter_role(CommandParse *parse, const void *message)
{
    const PgQuery__AlterRoleStmt *alter = message;
    Command *command = command_add(parse, COMMAND_ALTER, SQL_ROLE);

    command_add_name(parse, command, (QualifiedName){.name = command_role(parse, alter->role)});
    command->options = command_option_names(parse, alter->options, alter->n_options);
}

/* ALTER ROLE ALL has no role. */
static void
read_role_setting(CommandParse *parse, const void *message)
{
    const PgQuery__AlterRoleSetStmt *alter = message;
    Command *command = command_add(parse, COMMAND_ALTER, SQL_ROLE);

    command->is_all = alter->role == NULL;
    if (alter->role != NULL)
    {
        command_add_name(parse, command, (QualifiedName){.name = command_role(parse, alter->role)});
    }
    command->target = (QualifiedName){.name = command_text(parse, alter->database)};
    command_add_setting(parse, command, alter->setstmt);
}

static void
read_drop_role(CommandParse *parse, const void *message)
{
    const PgQuery__DropRoleStmt *drop = message;
    Command *command = command_add(parse, COMMAND_DROP, SQL_ROLE);

    for (size_t i = 0; i < drop->n_roles; i++)
    {
        command_add_name(parse, command, (QualifiedName){.name = command_role(parse, drop->roles[i]->role_spec)});
    }
    command->if_exists = drop->missing_ok != 0;
}

static void
read_drop_owned(CommandParse *parse, const void *message)
{
    const PgQuery__DropOwnedStmt *drop = message;
    Command *command = command_add(parse, COMMAND_DROP_OWNED, SQL_ROLE);

    command->roles = command_roles(parse, drop->roles, drop->n_roles);
    command->cascade = drop->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
}

static void
read_reassign_owned(CommandParse *parse, const void *message)
{
    const PgQuery__ReassignOwnedStmt *reassign = message;
    Command *command = command_add(parse, COMMAND_REASSIGN_OWNED, SQL_ROLE);

    command->roles = command_roles(parse, reassign->roles, reassign->n_roles);
    command->new_name = command_role(parse, reassign->newrole);
}
