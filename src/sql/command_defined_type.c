/* SPDX-License-Identifier: PostgreSQL */
/*
 * CREATE TYPE (composite, enum, range) and ALTER TYPE ADD VALUE, RENAME VALUE, SET. Base and shell types are read with
 * all that CREATE … (option = value) makes; attributes of composite types with ALTER TABLE, whose grammar they share.
 */
#include "base/mem.h"
#include "command_internal.h"

static void read_composite(CommandParse *parse, const void *message);
static void read_enum(CommandParse *parse, const void *message);
static void read_range(CommandParse *parse, const void *message);
static void read_alter_enum(CommandParse *parse, const void *message);
static void read_alter_type(CommandParse *parse, const void *message);

static const CommandRow rows[] = {
    {PG_QUERY__NODE__NODE_COMPOSITE_TYPE_STMT, read_composite}, {PG_QUERY__NODE__NODE_CREATE_ENUM_STMT, read_enum},
    {PG_QUERY__NODE__NODE_CREATE_RANGE_STMT, read_range},       {PG_QUERY__NODE__NODE_ALTER_ENUM_STMT, read_alter_enum},
    {PG_QUERY__NODE__NODE_ALTER_TYPE_STMT, read_alter_type},
};

bool
command_read_type(CommandParse *parse, const PgQuery__Node *node)
{
    return command_read_by(parse, node, rows, sizeof(rows) / sizeof(rows[0]));
}

static void
read_composite(CommandParse *parse, const void *message)
{
    const PgQuery__CompositeTypeStmt *create = message;
    Command *command = command_add(parse, COMMAND_CREATE, SQL_TYPE);

    command_add_name(parse, command, command_relation(parse, create->typevar));
    for (size_t i = 0; i < create->n_coldeflist; i++)
    {
        *mem_push(parse->owner, command->columns, command->column_count) =
            command_column(parse, create->coldeflist[i]->column_def);
    }
}

static void
read_enum(CommandParse *parse, const void *message)
{
    const PgQuery__CreateEnumStmt *create = message;
    Command *command = command_add(parse, COMMAND_CREATE, SQL_TYPE);

    command_add_name(parse, command, command_name_of(parse, create->type_name, create->n_type_name));
    command->members = command_texts(parse, create->vals, create->n_vals);
    command_add_text(parse, &command->options, "enum");
}

static void
read_range(CommandParse *parse, const void *message)
{
    const PgQuery__CreateRangeStmt *create = message;
    Command *command = command_add(parse, COMMAND_CREATE, SQL_TYPE);

    command_add_name(parse, command, command_name_of(parse, create->type_name, create->n_type_name));
    command->options = command_option_names(parse, create->params, create->n_params);
}

static void
read_alter_enum(CommandParse *parse, const void *message)
{
    const PgQuery__AlterEnumStmt *alter = message;
    bool renames = ddl_written(alter->old_val) != NULL;
    Command *command = command_add(parse, renames ? COMMAND_RENAME_VALUE : COMMAND_ADD_VALUE, SQL_TYPE);

    command_add_name(parse, command, command_name_of(parse, alter->type_name, alter->n_type_name));
    command->member = mem_strdup(parse->owner, renames ? alter->old_val : alter->new_val);
    command->new_name = renames ? mem_strdup(parse->owner, alter->new_val) : NULL;
    command->target_member = command_text(parse, alter->new_val_neighbor);
    command->has_position = command->target_member != NULL;
    command->if_not_exists = alter->skip_if_new_val_exists != 0;
}

static void
read_alter_type(CommandParse *parse, const void *message)
{
    const PgQuery__AlterTypeStmt *alter = message;
    Command *command = command_add(parse, COMMAND_ALTER, SQL_TYPE);

    command_add_name(parse, command, command_name_of(parse, alter->type_name, alter->n_type_name));
    command->options = command_option_names(parse, alter->options, alter->n_options);
}
