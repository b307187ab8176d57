/* SPDX-License-Identifier: PostgreSQL */
/*
 * The names of commands: PostgreSQL's command tag, and the words as exact as they get.
 *
 * Tags are those of CreateCommandTag() (tcop/utility.c, 15), taken from the node; of an ALTER TABLE of a table the
 * subcommand is added. Words are built from the kind of command and the kind of object.
 */
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

#define ALTER_COLUMN "ALTER COLUMN "

/* How a kind's words and its object make the words of a command. */
typedef enum Form
{
    FORM_KIND,        /* the kind says it all: "TRUNCATE TABLE" */
    FORM_ALTER,       /* "ALTER VIEW OWNER TO" */
    FORM_KIND_OBJECT, /* "CREATE INDEX" */
    FORM_KIND_ON,     /* "COMMENT ON TABLE" */
} Form;

static const char *node_tag(CommandParse *parse, const PgQuery__Node *node);
static const char *stored_tag(PgQuery__Node__NodeCase node_case);
static const char *alter_tag(CommandParse *parse, const PgQuery__Node *node);
static const char *alter_of(CommandParse *parse, PgQuery__ObjectType type);
static const char *with_verb(CommandParse *parse, const char *verb, PgQuery__ObjectType type);
static const char *session_tag(const PgQuery__Node *node);
static const char *create_as_tag(const PgQuery__CreateTableAsStmt *create);
static const char *transaction_tag(PgQuery__TransactionStmtKind kind);
static const char *discard_tag(PgQuery__DiscardMode mode);
static const char *table_tag(const Command *command);
static char *words_of(CommandParse *parse, const Command *command);
static Form form_of(CommandKind kind);
static char *alter_words(CommandParse *parse, const Command *command);
static PgQuery__ObjectType altered_type(const PgQuery__Node *node);
static const char *part_words(SqlObject object);

const char *
command_kind_words(CommandKind kind)
{
    static const char *const words[] = {
#define COMMAND(symbol, words) [COMMAND_##symbol] = words,
#include "sql/command_kinds.def"
#undef COMMAND
        [COMMAND_KINDS] = "",
    };

    return words[kind];
}

const char *
command_object_words(SqlObject object)
{
    static const char *const words[] = {
#define OBJECT(symbol, words) [SQL_##symbol] = words,
#include "sql/command_objects.def"
#undef OBJECT
        [SQL_OBJECTS] = "",
    };

    return words[object];
}

void
command_finish(CommandParse *parse, Command *command)
{
    command->words = words_of(parse, command);
    command->tag = node_tag(parse, parse->node);
    if (strcmp(command->tag, "ALTER TABLE") == 0)
    {
        command->tag = table_tag(command);
    }
}

/* All kinds of constraints are one subcommand. */
static const char *
table_tag(const Command *command)
{
    static const char constraint[] = "ALTER TABLE ADD CONSTRAINT";
    size_t length = sizeof(constraint) - 1;

    if (strncmp(command->words, "ALTER TABLE ", strlen("ALTER TABLE ")) != 0)
    {
        return command->tag;
    }
    return strncmp(command->words, constraint, length) == 0 ? constraint : command->words;
}

static const char *
node_tag(CommandParse *parse, const PgQuery__Node *node)
{
    const char *tag = stored_tag(node->node_case);

    if (tag != NULL)
    {
        return tag;
    }
    switch ((int) node->node_case)
    {
        case PG_QUERY__NODE__NODE_DROP_STMT:
            return with_verb(parse, "DROP", node->drop_stmt->remove_type);
        case PG_QUERY__NODE__NODE_DEFINE_STMT:
            return with_verb(parse, "CREATE", node->define_stmt->kind);
        case PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT:
            return node->create_function_stmt->is_procedure ? "CREATE PROCEDURE" : "CREATE FUNCTION";
        case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
            return create_as_tag(node->create_table_as_stmt);
        case PG_QUERY__NODE__NODE_SELECT_STMT:
            return node->select_stmt->into_clause != NULL ? "SELECT INTO" : "SELECT";
        case PG_QUERY__NODE__NODE_GRANT_STMT:
            return node->grant_stmt->is_grant ? "GRANT" : "REVOKE";
        case PG_QUERY__NODE__NODE_GRANT_ROLE_STMT:
            return node->grant_role_stmt->is_grant ? "GRANT ROLE" : "REVOKE ROLE";
    }
    tag = session_tag(node);
    return tag != NULL ? tag : alter_tag(parse, node);
}

static const char *
stored_tag(PgQuery__Node__NodeCase node_case)
{
    switch ((int) node_case)
    {
#define COMMAND_NODE(node, family, tag)                                                                                \
    case PG_QUERY__NODE__NODE_##node:                                                                                  \
        return tag;
#include "command_nodes.def"
#undef COMMAND_NODE
        /* RETURN in the body of an SQL function, which is run as a query */
        case PG_QUERY__NODE__NODE_RETURN_STMT:
            return "SELECT";
    }
    return NULL;
}

static const char *
alter_tag(CommandParse *parse, const PgQuery__Node *node)
{
    PgQuery__ObjectType type = altered_type(node);

    return type == PG_QUERY__OBJECT_TYPE__OBJECT_TYPE_UNDEFINED ? "" : alter_of(parse, type);
}

/* What the ALTER in a command's tag is followed by. A column has the tag of its relation. */
static PgQuery__ObjectType
altered_type(const PgQuery__Node *node)
{
    switch ((int) node->node_case)
    {
        case PG_QUERY__NODE__NODE_ALTER_TABLE_STMT:
            return node->alter_table_stmt->objtype;
        case PG_QUERY__NODE__NODE_RENAME_STMT:
            return node->rename_stmt->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN
                       ? node->rename_stmt->relation_type
                       : node->rename_stmt->rename_type;
        case PG_QUERY__NODE__NODE_ALTER_OBJECT_DEPENDS_STMT:
            return node->alter_object_depends_stmt->object_type;
        case PG_QUERY__NODE__NODE_ALTER_OBJECT_SCHEMA_STMT:
            return node->alter_object_schema_stmt->object_type;
        case PG_QUERY__NODE__NODE_ALTER_OWNER_STMT:
            return node->alter_owner_stmt->object_type;
        case PG_QUERY__NODE__NODE_ALTER_TABLE_MOVE_ALL_STMT:
            return node->alter_table_move_all_stmt->objtype;
        case PG_QUERY__NODE__NODE_ALTER_FUNCTION_STMT:
            return node->alter_function_stmt->objtype;
    }
    return PG_QUERY__OBJECT_TYPE__OBJECT_TYPE_UNDEFINED;
}

/* Parts are altered by the command of the whole (AlterObjectTypeCommandTag()). */
static const char *
alter_of(CommandParse *parse, PgQuery__ObjectType type)
{
    static const struct
    {
        PgQuery__ObjectType part;
        const char *tag;
    } parts[] = {
        {PG_QUERY__OBJECT_TYPE__OBJECT_TABLE, "ALTER TABLE"},
        {PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN, "ALTER TABLE"},
        {PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT, "ALTER TABLE"},
        {PG_QUERY__OBJECT_TYPE__OBJECT_ATTRIBUTE, "ALTER TYPE"},
        {PG_QUERY__OBJECT_TYPE__OBJECT_DOMCONSTRAINT, "ALTER DOMAIN"},
    };

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
    {
        if (parts[i].part == type)
        {
            return parts[i].tag;
        }
    }
    return with_verb(parse, "ALTER", type);
}

static const char *
with_verb(CommandParse *parse, const char *verb, PgQuery__ObjectType type)
{
    return mem_printf(parse->owner, "%s %s", verb, ddl_object_name(type));
}

static const char *
create_as_tag(const PgQuery__CreateTableAsStmt *create)
{
    if (create->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW)
    {
        return "CREATE MATERIALIZED VIEW";
    }
    return create->is_select_into ? "SELECT INTO" : "CREATE TABLE AS";
}

static const char *
session_tag(const PgQuery__Node *node)
{
    switch ((int) node->node_case)
    {
        case PG_QUERY__NODE__NODE_TRANSACTION_STMT:
            return transaction_tag(node->transaction_stmt->kind);
        case PG_QUERY__NODE__NODE_CLOSE_PORTAL_STMT:
            return ddl_written(node->close_portal_stmt->portalname) == NULL ? "CLOSE CURSOR ALL" : "CLOSE CURSOR";
        case PG_QUERY__NODE__NODE_FETCH_STMT:
            return node->fetch_stmt->ismove ? "MOVE" : "FETCH";
        case PG_QUERY__NODE__NODE_VACUUM_STMT:
            return node->vacuum_stmt->is_vacuumcmd ? "VACUUM" : "ANALYZE";
        case PG_QUERY__NODE__NODE_DEALLOCATE_STMT:
            return ddl_written(node->deallocate_stmt->name) == NULL ? "DEALLOCATE ALL" : "DEALLOCATE";
        case PG_QUERY__NODE__NODE_DISCARD_STMT:
            return discard_tag(node->discard_stmt->target);
        case PG_QUERY__NODE__NODE_VARIABLE_SET_STMT:
            return node->variable_set_stmt->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET ||
                           node->variable_set_stmt->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL
                       ? "RESET"
                       : "SET";
    }
    return NULL;
}

static const char *
discard_tag(PgQuery__DiscardMode mode)
{
    switch (mode)
    {
        case PG_QUERY__DISCARD_MODE__DISCARD_ALL:
            return "DISCARD ALL";
        case PG_QUERY__DISCARD_MODE__DISCARD_PLANS:
            return "DISCARD PLANS";
        case PG_QUERY__DISCARD_MODE__DISCARD_SEQUENCES:
            return "DISCARD SEQUENCES";
        case PG_QUERY__DISCARD_MODE__DISCARD_TEMP:
            return "DISCARD TEMP";
        case PG_QUERY__DISCARD_MODE__DISCARD_MODE_UNDEFINED:
        case _PG_QUERY__DISCARD_MODE_IS_INT_SIZE:
            break;
    }
    return "DISCARD";
}

static const char *
transaction_tag(PgQuery__TransactionStmtKind kind)
{
    switch (kind)
    {
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_BEGIN:
            return "BEGIN";
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_START:
            return "START TRANSACTION";
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_COMMIT:
            return "COMMIT";
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK:
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK_TO:
            return "ROLLBACK";
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_SAVEPOINT:
            return "SAVEPOINT";
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_RELEASE:
            return "RELEASE";
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_PREPARE:
            return "PREPARE TRANSACTION";
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_COMMIT_PREPARED:
            return "COMMIT PREPARED";
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK_PREPARED:
            return "ROLLBACK PREPARED";
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANSACTION_STMT_KIND_UNDEFINED:
        case _PG_QUERY__TRANSACTION_STMT_KIND_IS_INT_SIZE:
            break;
    }
    return "BEGIN";
}

static char *
words_of(CommandParse *parse, const Command *command)
{
    const char *kind = command_kind_words(command->kind);
    const char *object = command_object_words(command->object);
    bool is_whole = command->kind == COMMAND_CREATE || command->kind == COMMAND_DROP || command->kind == COMMAND_ALTER;

    /* There are four kinds of them, which only the tag tells apart. */
    if (command->object == SQL_TEXT_SEARCH && is_whole)
    {
        return mem_strdup(parse->owner, node_tag(parse, parse->node));
    }
    switch (form_of(command->kind))
    {
        case FORM_ALTER:
            return alter_words(parse, command);
        case FORM_KIND_OBJECT:
            return mem_printf(parse->owner, "%s%s%s", kind, object[0] == '\0' ? "" : " ", object);
        case FORM_KIND_ON:
            return mem_printf(parse->owner, "%s ON %s", kind, object);
        case FORM_KIND:
            break;
    }
    if (command->kind == COMMAND_VACUUM && command->full)
    {
        return mem_strdup(parse->owner, "VACUUM FULL");
    }
    return mem_strdup(parse->owner, kind);
}

static Form
form_of(CommandKind kind)
{
    static const unsigned char forms[COMMAND_KINDS] = {
        [COMMAND_CREATE] = FORM_KIND_OBJECT,
        [COMMAND_DROP] = FORM_KIND_OBJECT,
        [COMMAND_REINDEX] = FORM_KIND_OBJECT,
        [COMMAND_COMMENT] = FORM_KIND_ON,
        [COMMAND_SECURITY_LABEL] = FORM_KIND_ON,
        [COMMAND_RENAME] = FORM_ALTER,
        [COMMAND_SET_SCHEMA] = FORM_ALTER,
        [COMMAND_OWNER_TO] = FORM_ALTER,
        [COMMAND_ALTER] = FORM_ALTER,
        [COMMAND_DEPENDS_ON_EXTENSION] = FORM_ALTER,
        [COMMAND_ADD_VALUE] = FORM_ALTER,
        [COMMAND_RENAME_VALUE] = FORM_ALTER,
        [COMMAND_ADD_ATTRIBUTE] = FORM_ALTER,
        [COMMAND_DROP_ATTRIBUTE] = FORM_ALTER,
        [COMMAND_ALTER_ATTRIBUTE_TYPE] = FORM_ALTER,
        [COMMAND_OWNED_BY] = FORM_ALTER,
        [COMMAND_ADD_MEMBER] = FORM_ALTER,
        [COMMAND_SET_MEMBERS] = FORM_ALTER,
        [COMMAND_DROP_MEMBER] = FORM_ALTER,
        [COMMAND_UPDATE_EXTENSION] = FORM_ALTER,
    };

    /* The subcommands of ALTER TABLE are the first in command_kinds.def. */
    return kind <= COMMAND_FOREIGN_OPTIONS ? FORM_ALTER : (Form) forms[kind];
}

/* "ALTER", the object, what is done to it, and which part of it. */
static char *
alter_words(CommandParse *parse, const Command *command)
{
    const char *kind = command->kind == COMMAND_ALTER ? "" : command_kind_words(command->kind);
    const char *object = command_object_words(command->object);
    const char *part = part_words(command->object);
    PgQuery__ObjectType type = altered_type(parse->node);

    if (command->object == SQL_DOMAIN && strncmp(kind, ALTER_COLUMN, strlen(ALTER_COLUMN)) == 0)
    {
        kind += strlen(ALTER_COLUMN);
    }
    if (command->kind == COMMAND_DROP_MEMBER && command->object != SQL_PUBLICATION)
    {
        kind = "DROP";
    }
    if (part[0] != '\0' && type != PG_QUERY__OBJECT_TYPE__OBJECT_TYPE_UNDEFINED)
    {
        const char *tag = alter_of(parse, type);

        return mem_printf(parse->owner, "%s %s %s", tag, kind, part);
    }
    if (command->object == SQL_TEXT_SEARCH && type != PG_QUERY__OBJECT_TYPE__OBJECT_TYPE_UNDEFINED)
    {
        object = ddl_object_name(type);
    }
    return mem_printf(parse->owner, "ALTER %s%s%s", object, kind[0] == '\0' ? "" : " ", kind);
}

/* What is renamed within a larger object, which then names the command. */
static const char *
part_words(SqlObject object)
{
    switch ((int) object)
    {
        case SQL_COLUMN:
            return "COLUMN";
        case SQL_ATTRIBUTE:
            return "ATTRIBUTE";
        case SQL_TABLE_CONSTRAINT:
        case SQL_DOMAIN_CONSTRAINT:
            return "CONSTRAINT";
    }
    return "";
}
