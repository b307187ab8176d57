/* SPDX-License-Identifier: PostgreSQL */
/*
 * Statements that exist for objects of every kind: DROP, RENAME, SET SCHEMA, OWNER TO, DEPENDS ON EXTENSION, COMMENT,
 * SECURITY LABEL; and row security policies, sequences and extended statistics.
 *
 * ALTER TABLE renames indexes, views and sequences too: the object is what is written, the caller knows what it is.
 */
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

static void read_drop(CommandParse *parse, const void *message);
static void read_rename(CommandParse *parse, const void *message);
static void read_set_schema(CommandParse *parse, const void *message);
static void read_owner(CommandParse *parse, const void *message);
static void read_depends(CommandParse *parse, const void *message);
static void read_comment(CommandParse *parse, const void *message);
static void read_label(CommandParse *parse, const void *message);
static void read_policy(CommandParse *parse, const void *message);
static void read_alter_policy(CommandParse *parse, const void *message);
static void read_sequence(CommandParse *parse, const void *message);
static void read_alter_sequence(CommandParse *parse, const void *message);
static void read_alter_statistics(CommandParse *parse, const void *message);
static void identify(CommandParse *parse, Command *command, PgQuery__ObjectType type, const PgQuery__RangeVar *relation,
                     const PgQuery__Node *object);
static void add_policy_rows(CommandParse *parse, Command *command, const PgQuery__Node *qualification,
                            const PgQuery__Node *check);
static void read_sequence_options(CommandParse *parse, Command *command, PgQuery__Node *const *options, size_t count);
static void read_owned_by(CommandParse *parse, Command *command, const PgQuery__Node *names);

static const CommandRow rows[] = {
    {PG_QUERY__NODE__NODE_DROP_STMT, read_drop},
    {PG_QUERY__NODE__NODE_RENAME_STMT, read_rename},
    {PG_QUERY__NODE__NODE_ALTER_OBJECT_SCHEMA_STMT, read_set_schema},
    {PG_QUERY__NODE__NODE_ALTER_OWNER_STMT, read_owner},
    {PG_QUERY__NODE__NODE_ALTER_OBJECT_DEPENDS_STMT, read_depends},
    {PG_QUERY__NODE__NODE_COMMENT_STMT, read_comment},
    {PG_QUERY__NODE__NODE_SEC_LABEL_STMT, read_label},
    {PG_QUERY__NODE__NODE_CREATE_POLICY_STMT, read_policy},
    {PG_QUERY__NODE__NODE_ALTER_POLICY_STMT, read_alter_policy},
    {PG_QUERY__NODE__NODE_CREATE_SEQ_STMT, read_sequence},
    {PG_QUERY__NODE__NODE_ALTER_SEQ_STMT, read_alter_sequence},
    {PG_QUERY__NODE__NODE_ALTER_STATS_STMT, read_alter_statistics},
};

bool
command_read_object(CommandParse *parse, const PgQuery__Node *node)
{
    return command_read_by(parse, node, rows, sizeof(rows) / sizeof(rows[0])) || command_read_type(parse, node) ||
           command_read_definition(parse, node) || command_read_foreign(parse, node);
}

static void
read_drop(CommandParse *parse, const void *message)
{
    const PgQuery__DropStmt *drop = message;
    Command *command = command_add(parse, COMMAND_DROP, command_object_of(drop->remove_type));

    for (size_t i = 0; i < drop->n_objects; i++)
    {
        command_identify(parse, command, drop->remove_type, drop->objects[i]);
    }
    command->cascade = drop->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    command->if_exists = drop->missing_ok != 0;
    command->concurrently = drop->concurrent != 0;
}

/* Relations are given as RELATION, others as OBJECT; both may be NULL for what only has a name. */
static void
identify(CommandParse *parse, Command *command, PgQuery__ObjectType type, const PgQuery__RangeVar *relation,
         const PgQuery__Node *object)
{
    if (relation != NULL)
    {
        QualifiedName name = command_relation(parse, relation);

        command_add_name(parse, command, name);
        /* A composite type comes as a relation too, for which the parser leaves inh unset. */
        command->only = !relation->inh && type != PG_QUERY__OBJECT_TYPE__OBJECT_ATTRIBUTE;
        if (object != NULL) /* ALTER TRIGGER t ON table DEPENDS ON EXTENSION */
        {
            PgQuery__Node *part = ddl_tree_copy_node(parse->owner, object);

            command->member = command_value(parse, &part, 1);
        }
    }
    else if (object != NULL)
    {
        command_identify(parse, command, type, object);
    }
}

static void
read_rename(CommandParse *parse, const void *message)
{
    const PgQuery__RenameStmt *rename = message;
    Command *command = command_add(parse, COMMAND_RENAME, command_object_of(rename->rename_type));

    identify(parse, command, rename->rename_type, rename->relation, rename->object);
    if (command->name_count == 0) /* roles, databases, schemas, tablespaces */
    {
        command_add_name(parse, command, (QualifiedName){.name = mem_strdup(parse->owner, rename->subname)});
    }
    else if (ddl_written(rename->subname) != NULL)
    {
        command->member = command_text(parse, rename->subname);
    }
    switch ((int) rename->rename_type)
    {
        case PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN:
        case PG_QUERY__OBJECT_TYPE__OBJECT_ATTRIBUTE:
            command->owner_object = command_object_of(rename->relation_type);
            break;
        case PG_QUERY__OBJECT_TYPE__OBJECT_DOMCONSTRAINT:
            command->owner_object = SQL_DOMAIN;
            break;
        case PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT:
        case PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER:
        case PG_QUERY__OBJECT_TYPE__OBJECT_RULE:
        case PG_QUERY__OBJECT_TYPE__OBJECT_POLICY:
            command->owner_object = SQL_TABLE;
            break;
    }
    command->new_name = command_text(parse, rename->newname);
    command->cascade = rename->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    command->if_exists = rename->missing_ok != 0;
}

static void
read_set_schema(CommandParse *parse, const void *message)
{
    const PgQuery__AlterObjectSchemaStmt *alter = message;
    Command *command = command_add(parse, COMMAND_SET_SCHEMA, command_object_of(alter->object_type));

    identify(parse, command, alter->object_type, alter->relation, alter->object);
    command->new_name = command_text(parse, alter->newschema);
    command->if_exists = alter->missing_ok != 0;
}

static void
read_owner(CommandParse *parse, const void *message)
{
    const PgQuery__AlterOwnerStmt *alter = message;
    Command *command = command_add(parse, COMMAND_OWNER_TO, command_object_of(alter->object_type));

    identify(parse, command, alter->object_type, alter->relation, alter->object);
    command->new_name = command_role(parse, alter->newowner);
}

static void
read_depends(CommandParse *parse, const void *message)
{
    const PgQuery__AlterObjectDependsStmt *alter = message;
    Command *command = command_add(parse, COMMAND_DEPENDS_ON_EXTENSION, command_object_of(alter->object_type));

    identify(parse, command, alter->object_type, alter->relation, alter->object);
    command->new_name = alter->extname == NULL ? NULL : command_text(parse, alter->extname->sval);
    if (alter->remove)
    {
        command_add_text(parse, &command->options, "no");
    }
}

static void
read_comment(CommandParse *parse, const void *message)
{
    const PgQuery__CommentStmt *comment = message;
    Command *command = command_add(parse, COMMAND_COMMENT, command_object_of(comment->objtype));

    identify(parse, command, comment->objtype, NULL, comment->object);
    command->new_name = command_text(parse, comment->comment);
}

static void
read_label(CommandParse *parse, const void *message)
{
    const PgQuery__SecLabelStmt *label = message;
    Command *command = command_add(parse, COMMAND_SECURITY_LABEL, command_object_of(label->objtype));

    identify(parse, command, label->objtype, NULL, label->object);
    command->new_name = command_text(parse, label->label);
    if (ddl_written(label->provider) != NULL)
    {
        command_add_text(parse, &command->options, label->provider);
    }
}

static void
read_policy(CommandParse *parse, const void *message)
{
    const PgQuery__CreatePolicyStmt *policy = message;
    Command *command = command_add(parse, COMMAND_CREATE, SQL_POLICY);

    command_add_name(parse, command, command_relation(parse, policy->table));
    command->member = command_text(parse, policy->policy_name);
    command->is_restrictive = !policy->permissive;
    command->roles = command_roles(parse, policy->roles, policy->n_roles);
    command_add_text(parse, &command->options, policy->cmd_name);
    add_policy_rows(parse, command, policy->qual, policy->with_check);
}

static void
read_alter_policy(CommandParse *parse, const void *message)
{
    const PgQuery__AlterPolicyStmt *policy = message;
    Command *command = command_add(parse, COMMAND_ALTER, SQL_POLICY);

    command_add_name(parse, command, command_relation(parse, policy->table));
    command->member = command_text(parse, policy->policy_name);
    command->roles = command_roles(parse, policy->roles, policy->n_roles);
    add_policy_rows(parse, command, policy->qual, policy->with_check);
}

static void
add_policy_rows(CommandParse *parse, Command *command, const PgQuery__Node *qualification, const PgQuery__Node *check)
{
    if (qualification != NULL)
    {
        command_add_text(parse, &command->options, "using");
        command->expression = command_expression(parse, qualification);
    }
    if (check != NULL)
    {
        command_add_text(parse, &command->options, "with check");
        command->expression = command->expression == NULL ? command_expression(parse, check) : command->expression;
    }
    command_add_uses(parse, command, qualification);
    command_add_uses(parse, command, check);
}

static void
read_sequence(CommandParse *parse, const void *message)
{
    const PgQuery__CreateSeqStmt *create = message;
    Command *command = command_add(parse, COMMAND_CREATE, SQL_SEQUENCE);

    command_add_name(parse, command, command_relation(parse, create->sequence));
    command->is_temporary = strcmp(create->sequence->relpersistence, "t") == 0;
    command->is_unlogged = strcmp(create->sequence->relpersistence, "u") == 0;
    command->if_not_exists = create->if_not_exists != 0;
    read_sequence_options(parse, command, create->options, create->n_options);
}

static void
read_alter_sequence(CommandParse *parse, const void *message)
{
    const PgQuery__AlterSeqStmt *alter = message;
    Command *command = command_add(parse, COMMAND_ALTER, SQL_SEQUENCE);

    command_add_name(parse, command, command_relation(parse, alter->sequence));
    command->if_exists = alter->missing_ok != 0;
    read_sequence_options(parse, command, alter->options, alter->n_options);
    if (alter->n_options == 1 && strcmp(command->options[0], "owned_by") == 0)
    {
        command->kind = COMMAND_OWNED_BY;
    }
}

static void
read_sequence_options(CommandParse *parse, Command *command, PgQuery__Node *const *options, size_t count)
{
    command->options = command_option_names(parse, options, count);
    for (size_t i = 0; i < count; i++)
    {
        const PgQuery__DefElem *option = options[i]->def_elem;

        if (strcmp(option->defname, "as") == 0 && option->arg != NULL &&
            option->arg->node_case == PG_QUERY__NODE__NODE_TYPE_NAME)
        {
            command->base = command_type(parse, option->arg->type_name);
        }
        if (strcmp(option->defname, "owned_by") == 0 && option->arg != NULL &&
            option->arg->node_case == PG_QUERY__NODE__NODE_LIST)
        {
            read_owned_by(parse, command, option->arg);
        }
    }
}

/* OWNED BY NONE is a list of one name. */
static void
read_owned_by(CommandParse *parse, Command *command, const PgQuery__Node *names)
{
    size_t count = names->list->n_items;

    if (count > 1)
    {
        command->target = command_name_of(parse, names->list->items, count - 1);
        command->target_member = command_text(parse, ddl_node_text(names->list->items[count - 1]));
    }
}

static void
read_alter_statistics(CommandParse *parse, const void *message)
{
    const PgQuery__AlterStatsStmt *alter = message;
    Command *command = command_add(parse, COMMAND_ALTER, SQL_STATISTICS);

    command_add_name(parse, command, command_name_of(parse, alter->defnames, alter->n_defnames));
    command->if_exists = alter->missing_ok != 0;
    command_add_text(parse, &command->options, "statistics");
}
