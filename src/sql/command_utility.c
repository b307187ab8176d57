/* SPDX-License-Identifier: PostgreSQL */
/*
 * Maintenance (VACUUM, CLUSTER, REINDEX …), databases, tablespaces and the server's settings; with it transactions,
 * sessions and rights, which have files of their own.
 */
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

static void read_vacuum(CommandParse *parse, const void *message);
static void read_cluster(CommandParse *parse, const void *message);
static void read_reindex(CommandParse *parse, const void *message);
static void read_checkpoint(CommandParse *parse, const void *message);
static void read_load(CommandParse *parse, const void *message);
static void read_move_all(CommandParse *parse, const void *message);
static void read_create_database(CommandParse *parse, const void *message);
static void read_alter_database(CommandParse *parse, const void *message);
static void read_refresh_collation(CommandParse *parse, const void *message);
static void read_database_setting(CommandParse *parse, const void *message);
static void read_drop_database(CommandParse *parse, const void *message);
static void read_create_tablespace(CommandParse *parse, const void *message);
static void read_alter_tablespace(CommandParse *parse, const void *message);
static void read_drop_tablespace(CommandParse *parse, const void *message);
static void read_system(CommandParse *parse, const void *message);
static void add_relation(CommandParse *parse, Command *command, const PgQuery__RangeVar *relation);
static SqlObject reindexed_object(PgQuery__ReindexObjectType kind);

static const CommandRow rows[] = {
    {PG_QUERY__NODE__NODE_VACUUM_STMT, read_vacuum},
    {PG_QUERY__NODE__NODE_CLUSTER_STMT, read_cluster},
    {PG_QUERY__NODE__NODE_REINDEX_STMT, read_reindex},
    {PG_QUERY__NODE__NODE_CHECK_POINT_STMT, read_checkpoint},
    {PG_QUERY__NODE__NODE_LOAD_STMT, read_load},
    {PG_QUERY__NODE__NODE_ALTER_TABLE_MOVE_ALL_STMT, read_move_all},
    {PG_QUERY__NODE__NODE_CREATEDB_STMT, read_create_database},
    {PG_QUERY__NODE__NODE_ALTER_DATABASE_STMT, read_alter_database},
    {PG_QUERY__NODE__NODE_ALTER_DATABASE_REFRESH_COLL_STMT, read_refresh_collation},
    {PG_QUERY__NODE__NODE_ALTER_DATABASE_SET_STMT, read_database_setting},
    {PG_QUERY__NODE__NODE_DROPDB_STMT, read_drop_database},
    {PG_QUERY__NODE__NODE_CREATE_TABLE_SPACE_STMT, read_create_tablespace},
    {PG_QUERY__NODE__NODE_ALTER_TABLE_SPACE_OPTIONS_STMT, read_alter_tablespace},
    {PG_QUERY__NODE__NODE_DROP_TABLE_SPACE_STMT, read_drop_tablespace},
    {PG_QUERY__NODE__NODE_ALTER_SYSTEM_STMT, read_system},
};

bool
command_read_utility(CommandParse *parse, const PgQuery__Node *node)
{
    return command_read_session(parse, node) || command_read_rights(parse, node) ||
           command_read_by(parse, node, rows, sizeof(rows) / sizeof(rows[0]));
}

static void
read_vacuum(CommandParse *parse, const void *message)
{
    const PgQuery__VacuumStmt *vacuum = message;
    Command *command = command_add(parse, vacuum->is_vacuumcmd ? COMMAND_VACUUM : COMMAND_ANALYZE, SQL_TABLE);

    command->options = command_option_names(parse, vacuum->options, vacuum->n_options);
    command->full = command_option_is_on(vacuum->options, vacuum->n_options, "full");
    command->analyze = command_option_is_on(vacuum->options, vacuum->n_options, "analyze");
    command->is_all = vacuum->n_rels == 0;
    for (size_t i = 0; i < vacuum->n_rels; i++)
    {
        const PgQuery__VacuumRelation *relation = vacuum->rels[i]->vacuum_relation;

        add_relation(parse, command, relation->relation);
        for (size_t j = 0; j < relation->n_va_cols; j++)
        {
            command_add_text(parse, &command->members, ddl_node_text(relation->va_cols[j]));
        }
    }
}

static void
add_relation(CommandParse *parse, Command *command, const PgQuery__RangeVar *relation)
{
    if (relation != NULL)
    {
        command_add_name(parse, command, command_relation(parse, relation));
        command->only = command->only || !relation->inh;
    }
}

static void
read_cluster(CommandParse *parse, const void *message)
{
    const PgQuery__ClusterStmt *cluster = message;
    Command *command = command_add(parse, COMMAND_CLUSTER, SQL_TABLE);

    add_relation(parse, command, cluster->relation);
    command->target = (QualifiedName){.name = command_text(parse, cluster->indexname)};
    command->is_all = cluster->relation == NULL;
    command->options = command_option_names(parse, cluster->params, cluster->n_params);
}

static void
read_reindex(CommandParse *parse, const void *message)
{
    const PgQuery__ReindexStmt *reindex = message;
    Command *command = command_add(parse, COMMAND_REINDEX, reindexed_object(reindex->kind));

    add_relation(parse, command, reindex->relation);
    if (reindex->relation == NULL && ddl_written(reindex->name) != NULL)
    {
        command_add_name(parse, command, (QualifiedName){.name = command_text(parse, reindex->name)});
    }
    command->concurrently = command_option_is_on(reindex->params, reindex->n_params, "concurrently");
    command->options = command_option_names(parse, reindex->params, reindex->n_params);
}

static SqlObject
reindexed_object(PgQuery__ReindexObjectType kind)
{
    switch (kind)
    {
        case PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_INDEX:
            return SQL_INDEX;
        case PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_TABLE:
            return SQL_TABLE;
        case PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_SCHEMA:
            return SQL_SCHEMA;
        case PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_SYSTEM:
            return SQL_SYSTEM;
        case PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_DATABASE:
            return SQL_DATABASE;
        case PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_TYPE_UNDEFINED:
        case _PG_QUERY__REINDEX_OBJECT_TYPE_IS_INT_SIZE:
            break;
    }
    return SQL_NOTHING;
}

static void
read_checkpoint(CommandParse *parse, const void *message)
{
    (void) message;
    command_add(parse, COMMAND_CHECKPOINT, SQL_NOTHING);
}

static void
read_load(CommandParse *parse, const void *message)
{
    const PgQuery__LoadStmt *load = message;

    command_add(parse, COMMAND_LOAD, SQL_NOTHING)->member = command_text(parse, load->filename);
}

/* names[0] is the tablespace that all leave. */
static void
read_move_all(CommandParse *parse, const void *message)
{
    const PgQuery__AlterTableMoveAllStmt *move = message;
    Command *command =
        command_add_named(parse, COMMAND_SET_TABLESPACE, command_object_of(move->objtype), move->orig_tablespacename);

    command->is_all = true;
    command->new_name = command_text(parse, move->new_tablespacename);
    command->roles = command_roles(parse, move->roles, move->n_roles);
}

static void
read_create_database(CommandParse *parse, const void *message)
{
    const PgQuery__CreatedbStmt *create = message;
    Command *command = command_add_named(parse, COMMAND_CREATE, SQL_DATABASE, create->dbname);

    command->options = command_option_names(parse, create->options, create->n_options);
}

static void
read_alter_database(CommandParse *parse, const void *message)
{
    const PgQuery__AlterDatabaseStmt *alter = message;
    Command *command = command_add_named(parse, COMMAND_ALTER, SQL_DATABASE, alter->dbname);

    command->options = command_option_names(parse, alter->options, alter->n_options);
}

static void
read_refresh_collation(CommandParse *parse, const void *message)
{
    const PgQuery__AlterDatabaseRefreshCollStmt *alter = message;
    Command *command = command_add_named(parse, COMMAND_ALTER, SQL_DATABASE, alter->dbname);

    command_add_text(parse, &command->options, "refresh collation version");
}

static void
read_database_setting(CommandParse *parse, const void *message)
{
    const PgQuery__AlterDatabaseSetStmt *alter = message;
    Command *command = command_add_named(parse, COMMAND_ALTER, SQL_DATABASE, alter->dbname);

    command_add_setting(parse, command, alter->setstmt);
}

static void
read_drop_database(CommandParse *parse, const void *message)
{
    const PgQuery__DropdbStmt *drop = message;
    Command *command = command_add_named(parse, COMMAND_DROP, SQL_DATABASE, drop->dbname);

    command->if_exists = drop->missing_ok != 0;
    command->options = command_option_names(parse, drop->options, drop->n_options);
}

static void
read_create_tablespace(CommandParse *parse, const void *message)
{
    const PgQuery__CreateTableSpaceStmt *create = message;
    Command *command = command_add_named(parse, COMMAND_CREATE, SQL_TABLESPACE, create->tablespacename);

    command->options = command_option_names(parse, create->options, create->n_options);
}

static void
read_alter_tablespace(CommandParse *parse, const void *message)
{
    const PgQuery__AlterTableSpaceOptionsStmt *alter = message;
    CommandKind kind = alter->is_reset ? COMMAND_RESET_OPTIONS : COMMAND_SET_OPTIONS;
    Command *command = command_add_named(parse, kind, SQL_TABLESPACE, alter->tablespacename);

    command->options = command_option_names(parse, alter->options, alter->n_options);
}

static void
read_drop_tablespace(CommandParse *parse, const void *message)
{
    const PgQuery__DropTableSpaceStmt *drop = message;

    command_add_named(parse, COMMAND_DROP, SQL_TABLESPACE, drop->tablespacename)->if_exists = drop->missing_ok != 0;
}

static void
read_system(CommandParse *parse, const void *message)
{
    const PgQuery__AlterSystemStmt *alter = message;

    command_add_setting(parse, command_add(parse, COMMAND_ALTER, SQL_SYSTEM), alter->setstmt);
}
