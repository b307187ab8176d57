/* SPDX-License-Identifier: PostgreSQL */
/*
 * Foreign data wrappers, servers, user mappings, foreign schemas; publications and subscriptions.
 *
 * A publication's tables are locked SHARE UPDATE EXCLUSIVE when they are added, set or dropped by name (PostgreSQL 15,
 * OpenTableList()); those of FOR TABLES IN SCHEMA and FOR ALL TABLES are not.
 */
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

static void read_wrapper(CommandParse *parse, const void *message);
static void read_alter_wrapper(CommandParse *parse, const void *message);
static void read_server(CommandParse *parse, const void *message);
static void read_alter_server(CommandParse *parse, const void *message);
static void read_mapping(CommandParse *parse, const void *message);
static void read_alter_mapping(CommandParse *parse, const void *message);
static void read_drop_mapping(CommandParse *parse, const void *message);
static void read_import(CommandParse *parse, const void *message);
static void read_publication(CommandParse *parse, const void *message);
static void read_alter_publication(CommandParse *parse, const void *message);
static void read_subscription(CommandParse *parse, const void *message);
static void read_alter_subscription(CommandParse *parse, const void *message);
static void read_drop_subscription(CommandParse *parse, const void *message);
static void add_published(CommandParse *parse, Command *command, PgQuery__Node *const *objects, size_t count);
static Command *add_mapping(CommandParse *parse, CommandKind kind, const char *server, const PgQuery__RoleSpec *user);
static const char *subscription_words(PgQuery__AlterSubscriptionType kind);

static const CommandRow rows[] = {
    {PG_QUERY__NODE__NODE_CREATE_FDW_STMT, read_wrapper},
    {PG_QUERY__NODE__NODE_ALTER_FDW_STMT, read_alter_wrapper},
    {PG_QUERY__NODE__NODE_CREATE_FOREIGN_SERVER_STMT, read_server},
    {PG_QUERY__NODE__NODE_ALTER_FOREIGN_SERVER_STMT, read_alter_server},
    {PG_QUERY__NODE__NODE_CREATE_USER_MAPPING_STMT, read_mapping},
    {PG_QUERY__NODE__NODE_ALTER_USER_MAPPING_STMT, read_alter_mapping},
    {PG_QUERY__NODE__NODE_DROP_USER_MAPPING_STMT, read_drop_mapping},
    {PG_QUERY__NODE__NODE_IMPORT_FOREIGN_SCHEMA_STMT, read_import},
    {PG_QUERY__NODE__NODE_CREATE_PUBLICATION_STMT, read_publication},
    {PG_QUERY__NODE__NODE_ALTER_PUBLICATION_STMT, read_alter_publication},
    {PG_QUERY__NODE__NODE_CREATE_SUBSCRIPTION_STMT, read_subscription},
    {PG_QUERY__NODE__NODE_ALTER_SUBSCRIPTION_STMT, read_alter_subscription},
    {PG_QUERY__NODE__NODE_DROP_SUBSCRIPTION_STMT, read_drop_subscription},
};

bool
command_read_foreign(CommandParse *parse, const PgQuery__Node *node)
{
    return command_read_by(parse, node, rows, sizeof(rows) / sizeof(rows[0]));
}

static void
read_wrapper(CommandParse *parse, const void *message)
{
    const PgQuery__CreateFdwStmt *create = message;
    Command *command = command_add_named(parse, COMMAND_CREATE, SQL_FOREIGN_DATA_WRAPPER, create->fdwname);

    command->options = command_option_names(parse, create->options, create->n_options);
}

static void
read_alter_wrapper(CommandParse *parse, const void *message)
{
    const PgQuery__AlterFdwStmt *alter = message;
    CommandKind kind = alter->n_func_options > 0 ? COMMAND_ALTER : COMMAND_FOREIGN_OPTIONS;
    Command *command = command_add_named(parse, kind, SQL_FOREIGN_DATA_WRAPPER, alter->fdwname);

    command->options = command_option_names(parse, alter->options, alter->n_options);
    for (size_t i = 0; i < alter->n_func_options; i++)
    {
        command_add_text(parse, &command->options, alter->func_options[i]->def_elem->defname);
    }
}

static void
read_server(CommandParse *parse, const void *message)
{
    const PgQuery__CreateForeignServerStmt *create = message;
    Command *command = command_add_named(parse, COMMAND_CREATE, SQL_SERVER, create->servername);

    command->if_not_exists = create->if_not_exists != 0;
    command->target = (QualifiedName){.name = command_text(parse, create->fdwname)};
    command->options = command_option_names(parse, create->options, create->n_options);
}

static void
read_alter_server(CommandParse *parse, const void *message)
{
    const PgQuery__AlterForeignServerStmt *alter = message;
    CommandKind kind = alter->has_version ? COMMAND_ALTER : COMMAND_FOREIGN_OPTIONS;
    Command *command = command_add_named(parse, kind, SQL_SERVER, alter->servername);

    command->options = command_option_names(parse, alter->options, alter->n_options);
    if (alter->has_version)
    {
        command_add_text(parse, &command->options, "version");
    }
}

static Command *
add_mapping(CommandParse *parse, CommandKind kind, const char *server, const PgQuery__RoleSpec *user)
{
    Command *command = command_add_named(parse, kind, SQL_USER_MAPPING, server);
    const char *role = command_role(parse, user);

    if (role != NULL)
    {
        command_add_text(parse, &command->roles, role);
    }
    return command;
}

static void
read_mapping(CommandParse *parse, const void *message)
{
    const PgQuery__CreateUserMappingStmt *create = message;
    Command *command = add_mapping(parse, COMMAND_CREATE, create->servername, create->user);

    command->if_not_exists = create->if_not_exists != 0;
    command->options = command_option_names(parse, create->options, create->n_options);
}

static void
read_alter_mapping(CommandParse *parse, const void *message)
{
    const PgQuery__AlterUserMappingStmt *alter = message;
    Command *command = add_mapping(parse, COMMAND_FOREIGN_OPTIONS, alter->servername, alter->user);

    command->options = command_option_names(parse, alter->options, alter->n_options);
}

static void
read_drop_mapping(CommandParse *parse, const void *message)
{
    const PgQuery__DropUserMappingStmt *drop = message;

    add_mapping(parse, COMMAND_DROP, drop->servername, drop->user)->if_exists = drop->missing_ok != 0;
}

static void
read_import(CommandParse *parse, const void *message)
{
    const PgQuery__ImportForeignSchemaStmt *import = message;
    Command *command = command_add_named(parse, COMMAND_IMPORT_FOREIGN_SCHEMA, SQL_SCHEMA, import->local_schema);

    command->member = command_text(parse, import->remote_schema);
    command->target = (QualifiedName){.name = command_text(parse, import->server_name)};
    command->only = import->list_type == PG_QUERY__IMPORT_FOREIGN_SCHEMA_TYPE__FDW_IMPORT_SCHEMA_LIMIT_TO;
    command->options = command_option_names(parse, import->options, import->n_options);
    for (size_t i = 0; i < import->n_table_list; i++)
    {
        command_add_text(parse, &command->members, import->table_list[i]->range_var->relname);
    }
}

static void
read_publication(CommandParse *parse, const void *message)
{
    const PgQuery__CreatePublicationStmt *create = message;
    Command *command = command_add_named(parse, COMMAND_CREATE, SQL_PUBLICATION, create->pubname);

    command->is_all = create->for_all_tables != 0;
    command->options = command_option_names(parse, create->options, create->n_options);
    add_published(parse, command, create->pubobjects, create->n_pubobjects);
}

static void
read_alter_publication(CommandParse *parse, const void *message)
{
    const PgQuery__AlterPublicationStmt *alter = message;
    CommandKind kind = COMMAND_SET_MEMBERS;
    Command *command;

    if (alter->n_pubobjects == 0)
    {
        kind = COMMAND_ALTER;
    }
    else if (alter->action == PG_QUERY__ALTER_PUBLICATION_ACTION__AP_AddObjects)
    {
        kind = COMMAND_ADD_MEMBER;
    }
    else if (alter->action == PG_QUERY__ALTER_PUBLICATION_ACTION__AP_DropObjects)
    {
        kind = COMMAND_DROP_MEMBER;
    }
    command = command_add_named(parse, kind, SQL_PUBLICATION, alter->pubname);
    command->options = command_option_names(parse, alter->options, alter->n_options);
    add_published(parse, command, alter->pubobjects, alter->n_pubobjects);
}

static void
add_published(CommandParse *parse, Command *command, PgQuery__Node *const *objects, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        const PgQuery__PublicationObjSpec *object = objects[i]->publication_obj_spec;

        if (object->pubtable != NULL)
        {
            command_add_use(parse, command, command_relation(parse, object->pubtable->relation),
                            LOCK_SHARE_UPDATE_EXCLUSIVE);
            command->only = command->only || !object->pubtable->relation->inh;
            command_add_uses(parse, command, object->pubtable->where_clause);
        }
        else if (object->pubobjtype == PG_QUERY__PUBLICATION_OBJ_SPEC_TYPE__PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA)
        {
            command_add_text(parse, &command->members, "current_schema");
        }
        else
        {
            command_add_text(parse, &command->members, object->name);
        }
    }
}

static void
read_subscription(CommandParse *parse, const void *message)
{
    const PgQuery__CreateSubscriptionStmt *create = message;
    Command *command = command_add_named(parse, COMMAND_CREATE, SQL_SUBSCRIPTION, create->subname);

    command->members = command_texts(parse, create->publication, create->n_publication);
    command->options = command_option_names(parse, create->options, create->n_options);
}

static void
read_alter_subscription(CommandParse *parse, const void *message)
{
    const PgQuery__AlterSubscriptionStmt *alter = message;
    Command *command = command_add_named(parse, COMMAND_ALTER, SQL_SUBSCRIPTION, alter->subname);

    command->members = command_texts(parse, alter->publication, alter->n_publication);
    command->options = command_option_names(parse, alter->options, alter->n_options);
    command_add_text(parse, &command->options, subscription_words(alter->kind));
}

static const char *
subscription_words(PgQuery__AlterSubscriptionType kind)
{
    switch (kind)
    {
        case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_OPTIONS:
            return "set";
        case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_CONNECTION:
            return "connection";
        case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_SET_PUBLICATION:
            return "set publication";
        case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_ADD_PUBLICATION:
            return "add publication";
        case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_DROP_PUBLICATION:
            return "drop publication";
        case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_REFRESH:
            return "refresh publication";
        case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_ENABLED:
            return "enable or disable";
        case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_SKIP:
            return "skip";
        case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_TYPE_UNDEFINED:
        case _PG_QUERY__ALTER_SUBSCRIPTION_TYPE_IS_INT_SIZE:
            break;
    }
    return "";
}

static void
read_drop_subscription(CommandParse *parse, const void *message)
{
    const PgQuery__DropSubscriptionStmt *drop = message;
    Command *command = command_add_named(parse, COMMAND_DROP, SQL_SUBSCRIPTION, drop->subname);

    command->if_exists = drop->missing_ok != 0;
    command->cascade = drop->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
}
