/* SPDX-License-Identifier: PostgreSQL */
/*
 * CREATE and ALTER of schemas, extensions, languages, operators, casts, conversions, text search and the like: objects
 * without rows, of which little more than the name matters.
 */
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

static void read_schema(CommandParse *parse, const void *message);
static void read_extension(CommandParse *parse, const void *message);
static void read_alter_extension(CommandParse *parse, const void *message);
static void read_extension_member(CommandParse *parse, const void *message);
static void read_define(CommandParse *parse, const void *message);
static void read_cast(CommandParse *parse, const void *message);
static void read_conversion(CommandParse *parse, const void *message);
static void read_transform(CommandParse *parse, const void *message);
static void read_language(CommandParse *parse, const void *message);
static void read_access_method(CommandParse *parse, const void *message);
static void read_operator_class(CommandParse *parse, const void *message);
static void read_operator_family(CommandParse *parse, const void *message);
static void read_alter_operator_family(CommandParse *parse, const void *message);
static void read_alter_operator(CommandParse *parse, const void *message);
static void read_alter_collation(CommandParse *parse, const void *message);
static void read_alter_dictionary(CommandParse *parse, const void *message);
static void read_alter_configuration(CommandParse *parse, const void *message);
static void read_event_trigger(CommandParse *parse, const void *message);
static void read_alter_event_trigger(CommandParse *parse, const void *message);
static bool has_option(const Command *command, const char *name);

static const CommandRow rows[] = {
    {PG_QUERY__NODE__NODE_CREATE_SCHEMA_STMT, read_schema},
    {PG_QUERY__NODE__NODE_CREATE_EXTENSION_STMT, read_extension},
    {PG_QUERY__NODE__NODE_ALTER_EXTENSION_STMT, read_alter_extension},
    {PG_QUERY__NODE__NODE_ALTER_EXTENSION_CONTENTS_STMT, read_extension_member},
    {PG_QUERY__NODE__NODE_DEFINE_STMT, read_define},
    {PG_QUERY__NODE__NODE_CREATE_CAST_STMT, read_cast},
    {PG_QUERY__NODE__NODE_CREATE_CONVERSION_STMT, read_conversion},
    {PG_QUERY__NODE__NODE_CREATE_TRANSFORM_STMT, read_transform},
    {PG_QUERY__NODE__NODE_CREATE_PLANG_STMT, read_language},
    {PG_QUERY__NODE__NODE_CREATE_AM_STMT, read_access_method},
    {PG_QUERY__NODE__NODE_CREATE_OP_CLASS_STMT, read_operator_class},
    {PG_QUERY__NODE__NODE_CREATE_OP_FAMILY_STMT, read_operator_family},
    {PG_QUERY__NODE__NODE_ALTER_OP_FAMILY_STMT, read_alter_operator_family},
    {PG_QUERY__NODE__NODE_ALTER_OPERATOR_STMT, read_alter_operator},
    {PG_QUERY__NODE__NODE_ALTER_COLLATION_STMT, read_alter_collation},
    {PG_QUERY__NODE__NODE_ALTER_TSDICTIONARY_STMT, read_alter_dictionary},
    {PG_QUERY__NODE__NODE_ALTER_TSCONFIGURATION_STMT, read_alter_configuration},
    {PG_QUERY__NODE__NODE_CREATE_EVENT_TRIG_STMT, read_event_trigger},
    {PG_QUERY__NODE__NODE_ALTER_EVENT_TRIG_STMT, read_alter_event_trigger},
};

bool
command_read_definition(CommandParse *parse, const PgQuery__Node *node)
{
    return command_read_by(parse, node, rows, sizeof(rows) / sizeof(rows[0]));
}

/* CREATE SCHEMA AUTHORIZATION role: the schema has the role's name. */
static void
read_schema(CommandParse *parse, const void *message)
{
    const PgQuery__CreateSchemaStmt *create = message;
    Command *command = command_add(parse, COMMAND_CREATE, SQL_SCHEMA);
    const char *role = command_role(parse, create->authrole);
    const char *name = command_text(parse, create->schemaname);

    command_add_name(parse, command, (QualifiedName){.name = name != NULL ? name : role});
    command->if_not_exists = create->if_not_exists != 0;
    if (role != NULL)
    {
        command_add_text(parse, &command->roles, role);
    }
    for (size_t i = 0; i < create->n_schema_elts; i++)
    {
        size_t count;
        const Command *body = command_body_of(parse, create->schema_elts[i], &count);

        command_add_body(parse, command, body, count);
    }
}

static void
read_extension(CommandParse *parse, const void *message)
{
    const PgQuery__CreateExtensionStmt *create = message;
    Command *command = command_add_named(parse, COMMAND_CREATE, SQL_EXTENSION, create->extname);

    command->if_not_exists = create->if_not_exists != 0;
    command->options = command_option_names(parse, create->options, create->n_options);
    command->cascade = has_option(command, "cascade");
}

static bool
has_option(const Command *command, const char *name)
{
    for (const char *const *option = command->options; *option != NULL; option++)
    {
        if (strcmp(*option, name) == 0)
        {
            return true;
        }
    }
    return false;
}

static void
read_alter_extension(CommandParse *parse, const void *message)
{
    const PgQuery__AlterExtensionStmt *alter = message;
    Command *command = command_add_named(parse, COMMAND_UPDATE_EXTENSION, SQL_EXTENSION, alter->extname);

    command->new_name = NULL;
    command->options = command_option_names(parse, alter->options, alter->n_options);
    command->opaque = mem_printf(parse->owner, "the update script of the extension \"%s\"", alter->extname);
}

/* ACTION: +1 adds, -1 drops. */
static void
read_extension_member(CommandParse *parse, const void *message)
{
    const PgQuery__AlterExtensionContentsStmt *alter = message;
    Command *command = command_add(parse, alter->action > 0 ? COMMAND_ADD_MEMBER : COMMAND_DROP_MEMBER, SQL_EXTENSION);

    command_identify(parse, command, alter->objtype, alter->object);
    command->target = command->names[0];
    command->owner_object = command_object_of(alter->objtype);
    command->names[0] = (QualifiedName){.name = mem_strdup(parse->owner, alter->extname)};
}

static void
read_define(CommandParse *parse, const void *message)
{
    const PgQuery__DefineStmt *define = message;
    Command *command = command_add(parse, COMMAND_CREATE, command_object_of(define->kind));

    command_add_name(parse, command, command_name_of(parse, define->defnames, define->n_defnames));
    command->if_not_exists = define->if_not_exists != 0;
    command->or_replace = define->replace != 0;
    command->options = command_option_names(parse, define->definition, define->n_definition);
}

static void
read_cast(CommandParse *parse, const void *message)
{
    const PgQuery__CreateCastStmt *create = message;
    Command *command = command_add(parse, COMMAND_CREATE, SQL_CAST);
    CommandType source = command_type(parse, create->sourcetype);
    CommandType target = command_type(parse, create->targettype);

    command_add_name(parse, command, (QualifiedName){source.schema, source.name});
    command->target = (QualifiedName){target.schema, target.name};
    if (create->context == PG_QUERY__COERCION_CONTEXT__COERCION_IMPLICIT)
    {
        command_add_text(parse, &command->options, "implicit");
    }
    else if (create->context == PG_QUERY__COERCION_CONTEXT__COERCION_ASSIGNMENT)
    {
        command_add_text(parse, &command->options, "assignment");
    }
}

static void
read_conversion(CommandParse *parse, const void *message)
{
    const PgQuery__CreateConversionStmt *create = message;
    Command *command = command_add(parse, COMMAND_CREATE, SQL_CONVERSION);

    command_add_name(parse, command, command_name_of(parse, create->conversion_name, create->n_conversion_name));
    command->is_default = create->def != 0;
}

static void
read_transform(CommandParse *parse, const void *message)
{
    const PgQuery__CreateTransformStmt *create = message;
    Command *command = command_add(parse, COMMAND_CREATE, SQL_TRANSFORM);
    CommandType type = command_type(parse, create->type_name);

    command_add_name(parse, command, (QualifiedName){type.schema, type.name});
    command->member = command_text(parse, create->lang);
    command->or_replace = create->replace != 0;
}

static void
read_language(CommandParse *parse, const void *message)
{
    const PgQuery__CreatePLangStmt *create = message;

    command_add_named(parse, COMMAND_CREATE, SQL_LANGUAGE, create->plname)->or_replace = create->replace != 0;
}

static void
read_access_method(CommandParse *parse, const void *message)
{
    const PgQuery__CreateAmStmt *create = message;

    command_add_named(parse, COMMAND_CREATE, SQL_ACCESS_METHOD, create->amname);
}

static void
read_operator_class(CommandParse *parse, const void *message)
{
    const PgQuery__CreateOpClassStmt *create = message;
    Command *command = command_add(parse, COMMAND_CREATE, SQL_OPERATOR_CLASS);

    command_add_name(parse, command, command_name_of(parse, create->opclassname, create->n_opclassname));
    command->member = command_text(parse, create->amname);
    command->base = command_type(parse, create->datatype);
    command->is_default = create->is_default != 0;
}

static void
read_operator_family(CommandParse *parse, const void *message)
{
    const PgQuery__CreateOpFamilyStmt *create = message;
    Command *command = command_add(parse, COMMAND_CREATE, SQL_OPERATOR_FAMILY);

    command_add_name(parse, command, command_name_of(parse, create->opfamilyname, create->n_opfamilyname));
    command->member = command_text(parse, create->amname);
}

static void
read_alter_operator_family(CommandParse *parse, const void *message)
{
    const PgQuery__AlterOpFamilyStmt *alter = message;
    Command *command =
        command_add(parse, alter->is_drop ? COMMAND_DROP_MEMBER : COMMAND_ADD_MEMBER, SQL_OPERATOR_FAMILY);

    command_add_name(parse, command, command_name_of(parse, alter->opfamilyname, alter->n_opfamilyname));
    command->member = command_text(parse, alter->amname);
}

static void
read_alter_operator(CommandParse *parse, const void *message)
{
    const PgQuery__AlterOperatorStmt *alter = message;
    Command *command = command_add(parse, COMMAND_ALTER, SQL_OPERATOR);

    command_add_name(parse, command, command_name_of(parse, alter->opername->objname, alter->opername->n_objname));
    command_add_text(parse, &command->members, command_signature(parse, alter->opername));
    command->options = command_option_names(parse, alter->options, alter->n_options);
}

static void
read_alter_collation(CommandParse *parse, const void *message)
{
    const PgQuery__AlterCollationStmt *alter = message;
    Command *command = command_add(parse, COMMAND_ALTER, SQL_COLLATION);

    command_add_name(parse, command, command_name_of(parse, alter->collname, alter->n_collname));
    command_add_text(parse, &command->options, "refresh version");
}

static void
read_alter_dictionary(CommandParse *parse, const void *message)
{
    const PgQuery__AlterTSDictionaryStmt *alter = message;
    Command *command = command_add(parse, COMMAND_ALTER, SQL_TEXT_SEARCH);

    command_add_name(parse, command, command_name_of(parse, alter->dictname, alter->n_dictname));
    command->options = command_option_names(parse, alter->options, alter->n_options);
}

static void
read_alter_configuration(CommandParse *parse, const void *message)
{
    const PgQuery__AlterTSConfigurationStmt *alter = message;
    Command *command = command_add(parse, COMMAND_ALTER, SQL_TEXT_SEARCH);

    command_add_name(parse, command, command_name_of(parse, alter->cfgname, alter->n_cfgname));
    command->members = command_texts(parse, alter->tokentype, alter->n_tokentype);
    command->if_exists = alter->missing_ok != 0;
    command_add_text(parse, &command->options, "mapping");
}

static void
read_event_trigger(CommandParse *parse, const void *message)
{
    const PgQuery__CreateEventTrigStmt *create = message;
    Command *command = command_add_named(parse, COMMAND_CREATE, SQL_EVENT_TRIGGER, create->trigname);

    command->member = command_text(parse, create->eventname);
    command->trigger = mem_new(parse->owner, CommandTrigger);
    command->trigger->function = command_name_of(parse, create->funcname, create->n_funcname);
    command->trigger->update_columns = command_no_texts;
}

/* The parser has the letters of pg_event_trigger.evtenabled. */
static void
read_alter_event_trigger(CommandParse *parse, const void *message)
{
    static const struct
    {
        char letter;
        const char *words;
    } states[] = {{'O', "enable"}, {'D', "disable"}, {'R', "enable replica"}, {'A', "enable always"}};
    const PgQuery__AlterEventTrigStmt *alter = message;
    Command *command = command_add_named(parse, COMMAND_ALTER, SQL_EVENT_TRIGGER, alter->trigname);

    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
    {
        if (alter->tgenabled[0] == states[i].letter)
        {
            command_add_text(parse, &command->options, states[i].words);
        }
    }
}
