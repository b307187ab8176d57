/* SPDX-License-Identifier: PostgreSQL */
/*
 * Folding one statement: a table of what each kind of command does to a schema.
 *
 * Kinds without a row change nothing that a schema holds: OWNER TO, COMMENT, GRANT, LOCK, VACUUM …
 */
#include "fold_internal.h"

#include "base/mem.h"

static void fold_one(Fold *fold, const Command *command);
static bool alters_domain(const Command *command);
static void fold_alter(Fold *fold, const Command *command);
static void fold_members(Fold *fold, const Command *command);
static void fold_reindex(Fold *fold, const Command *command);

static const FoldAction actions[COMMAND_KINDS] = {
    [COMMAND_CREATE] = fold_create,
    [COMMAND_CREATE_PARTITION] = fold_create_partition,
    [COMMAND_CREATE_AS] = fold_create_as,
    [COMMAND_DROP] = fold_drop_objects,
    [COMMAND_RENAME] = fold_rename,
    [COMMAND_SET_SCHEMA] = fold_set_schema,
    [COMMAND_ALTER] = fold_alter,

    [COMMAND_ADD_COLUMN] = fold_add_column,
    [COMMAND_DROP_COLUMN] = fold_drop_column,
    [COMMAND_ALTER_COLUMN_TYPE] = fold_alter_column,
    [COMMAND_SET_DEFAULT] = fold_alter_column,
    [COMMAND_DROP_DEFAULT] = fold_alter_column,
    [COMMAND_SET_NOT_NULL] = fold_alter_column,
    [COMMAND_DROP_NOT_NULL] = fold_alter_column,
    [COMMAND_DROP_EXPRESSION] = fold_alter_column,
    [COMMAND_ADD_IDENTITY] = fold_identity,
    [COMMAND_SET_IDENTITY] = fold_identity,
    [COMMAND_DROP_IDENTITY] = fold_identity,

    [COMMAND_ADD_CHECK] = fold_add_constraint,
    [COMMAND_ADD_FOREIGN_KEY] = fold_add_constraint,
    [COMMAND_ADD_UNIQUE] = fold_add_constraint,
    [COMMAND_ADD_PRIMARY_KEY] = fold_add_constraint,
    [COMMAND_ADD_EXCLUDE] = fold_add_constraint,
    [COMMAND_ADD_UNIQUE_USING_INDEX] = fold_add_using_index,
    [COMMAND_ADD_PRIMARY_KEY_USING_INDEX] = fold_add_using_index,
    [COMMAND_VALIDATE_CONSTRAINT] = fold_validate_constraint,
    [COMMAND_DROP_CONSTRAINT] = fold_drop_constraint,

    [COMMAND_SET_LOGGED] = fold_alter_table,
    [COMMAND_SET_UNLOGGED] = fold_alter_table,
    [COMMAND_CLUSTER_ON] = fold_alter_table,
    [COMMAND_SET_WITHOUT_CLUSTER] = fold_alter_table,
    [COMMAND_ENABLE_ROW_SECURITY] = fold_alter_table,
    [COMMAND_DISABLE_ROW_SECURITY] = fold_alter_table,
    [COMMAND_FORCE_ROW_SECURITY] = fold_alter_table,
    [COMMAND_NO_FORCE_ROW_SECURITY] = fold_alter_table,
    [COMMAND_REPLICA_IDENTITY] = fold_alter_table,
    [COMMAND_OF_TYPE] = fold_alter_table,
    [COMMAND_NOT_OF_TYPE] = fold_alter_table,
    [COMMAND_INHERIT] = fold_inherit,
    [COMMAND_NO_INHERIT] = fold_no_inherit,
    [COMMAND_ATTACH_PARTITION] = fold_attach,
    [COMMAND_DETACH_PARTITION] = fold_detach,
    [COMMAND_DETACH_PARTITION_FINALIZE] = fold_detach,

    [COMMAND_ADD_VALUE] = fold_enum_value,
    [COMMAND_RENAME_VALUE] = fold_enum_value,
    [COMMAND_ADD_ATTRIBUTE] = fold_add_column,
    [COMMAND_DROP_ATTRIBUTE] = fold_drop_column,
    [COMMAND_ALTER_ATTRIBUTE_TYPE] = fold_alter_column,
    [COMMAND_OWNED_BY] = fold_owned_by,
    [COMMAND_ADD_MEMBER] = fold_members,
    [COMMAND_SET_MEMBERS] = fold_members,
    [COMMAND_DROP_MEMBER] = fold_members,

    [COMMAND_SELECT] = fold_data,
    [COMMAND_VALUES] = fold_data,
    [COMMAND_INSERT] = fold_data,
    [COMMAND_UPDATE] = fold_data,
    [COMMAND_DELETE] = fold_data,
    [COMMAND_MERGE] = fold_data,
    [COMMAND_COPY_FROM] = fold_data,
    [COMMAND_COPY_TO] = fold_data,
    [COMMAND_CALL] = fold_data,
    [COMMAND_EXECUTE] = fold_data,
    [COMMAND_TRUNCATE] = fold_truncate,
    [COMMAND_DO] = fold_body,
    [COMMAND_EXPLAIN] = fold_body,
    [COMMAND_REFRESH] = fold_refresh,
    [COMMAND_REINDEX] = fold_reindex,

    [COMMAND_SET] = fold_set,
    [COMMAND_RESET] = fold_set,
};

void
fold_command(Schema *schema, const Command *command, FoldPlace place)
{
    Fold fold = {.schema = schema, .place = place, .scratch = mem_root("fold")};

    if (place.file > schema->settings.current_file)
    {
        schema->settings.current_file = place.file;
    }
    fold_one(&fold, command);
    mem_free(fold.scratch);
}

void
fold_commands(Fold *fold, const Command *commands, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        fold_one(fold, &commands[i]);
    }
}

static void
fold_one(Fold *fold, const Command *command)
{
    FoldAction action = alters_domain(command) ? fold_alter_domain : actions[command->kind];

    if (action != NULL)
    {
        action(fold, command);
    }
}

/* ALTER DOMAIN shares its kinds with ALTER TABLE. */
static bool
alters_domain(const Command *command)
{
    return command->object == SQL_DOMAIN && command->kind != COMMAND_CREATE && command->kind != COMMAND_DROP &&
           command->kind != COMMAND_RENAME && command->kind != COMMAND_SET_SCHEMA;
}

static void
fold_alter(Fold *fold, const Command *command)
{
    switch ((int) command->object) /* those whose ALTER changes what a schema holds */
    {
        case SQL_FUNCTION:
        case SQL_PROCEDURE:
        case SQL_ROUTINE:
            fold_alter_function(fold, command);
            break;
        case SQL_SEQUENCE:
            fold_owned_by(fold, command);
            break;
    }
}

static void
fold_members(Fold *fold, const Command *command)
{
    if (command->object == SQL_PUBLICATION)
    {
        fold_publish(fold, command);
    }
}

static void
fold_reindex(Fold *fold, const Command *command)
{
    SchemaRelation *relation = command->name_count == 0 ? NULL : schema_relation(fold->schema, command->names[0]);

    if (relation != NULL && relation->kind == 'i')
    {
        relation->is_valid = true;
    }
}
