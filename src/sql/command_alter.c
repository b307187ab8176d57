/* SPDX-License-Identifier: PostgreSQL */
/*
 * ALTER TABLE, and what shares its grammar: ALTER INDEX, SEQUENCE, VIEW, MATERIALIZED VIEW, FOREIGN TABLE, TYPE of a
 * composite type. Each subcommand becomes a command.
 *
 * command_subcommands.def says for each AlterTableType what kind it is and what its parts mean; what has more to say has
 * a reader. The tree has no place for a subcommand: they are separated by the commas of the statement's own level.
 */
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

/* What stands in the subcommand's `name`. */
typedef enum NameMeaning
{
    NAME_NONE,
    NAME_MEMBER, /* the column, constraint, trigger … that it is about */
    NAME_VALUE,  /* what is set: a tablespace, an access method */
    NAME_TARGET, /* an index */
} NameMeaning;

/* What stands in its `def`. */
typedef enum DefinitionMeaning
{
    DEFINITION_NONE,
    DEFINITION_COLUMN,
    DEFINITION_NEW_TYPE,
    DEFINITION_EXPRESSION,
    DEFINITION_CONSTRAINT,
    DEFINITION_OPTIONS,
    DEFINITION_IDENTITY,
    DEFINITION_VALUE,
    DEFINITION_RELATION,
    DEFINITION_TYPE,
    DEFINITION_PARTITION,
    DEFINITION_REPLICA,
} DefinitionMeaning;

typedef struct Subcommand
{
    CommandKind kind;
    NameMeaning name;
    DefinitionMeaning definition;
} Subcommand;

static Subcommand subcommand_of(PgQuery__AlterTableType type);
static void read_subcommand(CommandParse *parse, const PgQuery__AlterTableStmt *statement, size_t index);
static CommandKind kind_of(const PgQuery__AlterTableStmt *statement, const PgQuery__AlterTableCmd *node);
static CommandKind constraint_kind(const PgQuery__Constraint *constraint);
static void read_name(CommandParse *parse, Command *command, const PgQuery__AlterTableCmd *node, NameMeaning use);
static void read_definition(CommandParse *parse, Command *command, const PgQuery__Node *definition,
                            DefinitionMeaning use);
static void read_column(CommandParse *parse, Command *command, const PgQuery__ColumnDef *definition);
static void read_new_type(CommandParse *parse, Command *command, const PgQuery__ColumnDef *definition);
static void read_constraint(CommandParse *parse, Command *command, const PgQuery__Constraint *constraint);
static void read_options(CommandParse *parse, Command *command, const PgQuery__Node *definition);
static void read_identity(CommandParse *parse, Command *command, const PgQuery__Node *definition);
static void read_value(CommandParse *parse, Command *command, const PgQuery__Node *definition);
static void read_partition(CommandParse *parse, Command *command, const PgQuery__PartitionCmd *partition);
static void read_replica_identity(CommandParse *parse, Command *command, const PgQuery__ReplicaIdentityStmt *identity);
static void read_flags(Command *command, const PgQuery__AlterTableCmd *node);
static void place_parts(CommandParse *parse, size_t first);

void
command_read_alter_table(CommandParse *parse, const PgQuery__AlterTableStmt *statement)
{
    size_t first = parse->list->count;

    for (size_t i = 0; i < statement->n_cmds; i++)
    {
        read_subcommand(parse, statement, i);
    }
    if (statement->n_cmds > 1)
    {
        place_parts(parse, first);
    }
}

static Subcommand
subcommand_of(PgQuery__AlterTableType type)
{
    switch (type)
    {
#define SUBCOMMAND(type, kind, name, definition)                                                                       \
    case PG_QUERY__ALTER_TABLE_TYPE__AT_##type:                                                                        \
        return (Subcommand){COMMAND_##kind, NAME_##name, DEFINITION_##definition};
#define SERVER_ONLY(type) case PG_QUERY__ALTER_TABLE_TYPE__AT_##type:
#include "command_subcommands.def"
#undef SUBCOMMAND
#undef SERVER_ONLY
        case PG_QUERY__ALTER_TABLE_TYPE__ALTER_TABLE_TYPE_UNDEFINED:
        case _PG_QUERY__ALTER_TABLE_TYPE_IS_INT_SIZE:
            break;
    }
    return (Subcommand){COMMAND_ALTER, NAME_NONE, DEFINITION_NONE};
}

static void
read_subcommand(CommandParse *parse, const PgQuery__AlterTableStmt *statement, size_t index)
{
    const PgQuery__AlterTableCmd *node = statement->cmds[index]->alter_table_cmd;
    Subcommand subcommand = subcommand_of(node->subtype);
    Command *command = command_add(parse, kind_of(statement, node), command_object_of(statement->objtype));

    command->part = index;
    command->part_count = statement->n_cmds;
    command_add_name(parse, command, command_relation(parse, statement->relation));
    command->only = !statement->relation->inh && statement->objtype != PG_QUERY__OBJECT_TYPE__OBJECT_TYPE;
    command->if_exists = statement->missing_ok;
    read_flags(command, node);
    read_name(parse, command, node, subcommand.name);
    if (node->def != NULL)
    {
        read_definition(parse, command, node->def, subcommand.definition);
    }
    if (node->newowner != NULL)
    {
        command->new_name = command_role(parse, node->newowner);
    }
}

/* The kinds that the subcommand's type alone does not tell apart. */
static CommandKind
kind_of(const PgQuery__AlterTableStmt *statement, const PgQuery__AlterTableCmd *node)
{
    bool of_type = statement->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_TYPE;
    CommandKind kind = subcommand_of(node->subtype).kind;

    if (kind == COMMAND_SET_DEFAULT && node->def == NULL)
    {
        return COMMAND_DROP_DEFAULT;
    }
    if (kind == COMMAND_ADD_CHECK)
    {
        return constraint_kind(node->def->constraint);
    }
    if (of_type && kind == COMMAND_ADD_COLUMN)
    {
        return COMMAND_ADD_ATTRIBUTE;
    }
    if (of_type && kind == COMMAND_DROP_COLUMN)
    {
        return COMMAND_DROP_ATTRIBUTE;
    }
    return of_type && kind == COMMAND_ALTER_COLUMN_TYPE ? COMMAND_ALTER_ATTRIBUTE_TYPE : kind;
}

static CommandKind
constraint_kind(const PgQuery__Constraint *constraint)
{
    bool using_index = ddl_written(constraint->indexname) != NULL;

    switch ((int) constraint->contype)
    {
        case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
            return COMMAND_ADD_FOREIGN_KEY;
        case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
            return using_index ? COMMAND_ADD_UNIQUE_USING_INDEX : COMMAND_ADD_UNIQUE;
        case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
            return using_index ? COMMAND_ADD_PRIMARY_KEY_USING_INDEX : COMMAND_ADD_PRIMARY_KEY;
        case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
            return COMMAND_ADD_EXCLUDE;
    }
    return COMMAND_ADD_CHECK;
}

/* IF NOT EXISTS of ADD COLUMN is the same flag of the parser as IF EXISTS of the others. */
static void
read_flags(Command *command, const PgQuery__AlterTableCmd *node)
{
    bool adds = node->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AddColumn;

    command->if_not_exists = adds && node->missing_ok;
    command->if_exists |= !adds && node->missing_ok;
    command->cascade = node->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    command->full = node->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_EnableTrigAll ||
                    node->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigAll;
    command->user = node->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_EnableTrigUser ||
                    node->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigUser;
}

static void
read_name(CommandParse *parse, Command *command, const PgQuery__AlterTableCmd *node, NameMeaning use)
{
    const char *name = command_text(parse, node->name);

    switch (use)
    {
        case NAME_MEMBER:
            /* ALTER INDEX i ALTER COLUMN 2 SET STATISTICS */
            command->member = name == NULL && node->num > 0 ? mem_printf(parse->owner, "%d", node->num) : name;
            break;
        case NAME_VALUE:
            command->new_name = name;
            break;
        case NAME_TARGET:
            command->target.name = name;
            break;
        case NAME_NONE:
            break;
    }
}

static void
read_definition(CommandParse *parse, Command *command, const PgQuery__Node *definition, DefinitionMeaning use)
{
    switch (use)
    {
        case DEFINITION_COLUMN:
            read_column(parse, command, definition->column_def);
            break;
        case DEFINITION_NEW_TYPE:
            read_new_type(parse, command, definition->column_def);
            break;
        case DEFINITION_EXPRESSION:
            command->expression = command_expression(parse, definition);
            break;
        case DEFINITION_CONSTRAINT:
            read_constraint(parse, command, definition->constraint);
            break;
        case DEFINITION_OPTIONS:
            read_options(parse, command, definition);
            break;
        case DEFINITION_IDENTITY:
            read_identity(parse, command, definition);
            break;
        case DEFINITION_VALUE:
            read_value(parse, command, definition);
            break;
        case DEFINITION_RELATION:
            command->target = command_relation(parse, definition->range_var);
            break;
        case DEFINITION_TYPE:
            command->base = command_type(parse, definition->type_name);
            break;
        case DEFINITION_PARTITION:
            read_partition(parse, command, definition->partition_cmd);
            break;
        case DEFINITION_REPLICA:
            read_replica_identity(parse, command, definition->replica_identity_stmt);
            break;
        case DEFINITION_NONE:
            break;
    }
}

static void
read_column(CommandParse *parse, Command *command, const PgQuery__ColumnDef *definition)
{
    CommandColumn *column = mem_push(parse->owner, command->columns, command->column_count);

    *column = command_column(parse, definition);
    command->member = column->name;
    command_add_inline_constraints(parse, command, definition);
    for (size_t i = 0; i < definition->n_constraints; i++)
    {
        command_add_uses(parse, command, definition->constraints[i]->constraint->raw_expr);
    }
}

static void
read_new_type(CommandParse *parse, Command *command, const PgQuery__ColumnDef *definition)
{
    CommandColumn *column = mem_push(parse->owner, command->columns, command->column_count);

    /* The parser gives the definition no name and, in 15, the place of the column's. */
    *column = command_column(parse, definition);
    column->name = command->member;
    command->expression = command_expression(parse, definition->raw_default);
    command_add_uses(parse, command, definition->raw_default);
}

/* ALTER CONSTRAINT has a definition too, of no type. */
static void
read_constraint(CommandParse *parse, Command *command, const PgQuery__Constraint *constraint)
{
    command->member = command_text(parse, constraint->conname);
    if (command->kind == COMMAND_ALTER_CONSTRAINT)
    {
        return;
    }
    command_add_constraint(parse, command, constraint);
    command->expression = command->constraint_count == 0 ? NULL : command->constraints[0].expression;
    command_add_uses(parse, command, constraint->raw_expr);
}

static void
read_options(CommandParse *parse, Command *command, const PgQuery__Node *definition)
{
    if (definition->node_case == PG_QUERY__NODE__NODE_LIST)
    {
        command->options = command_option_names(parse, definition->list->items, definition->list->n_items);
    }
}

/* ADD GENERATED has a constraint, SET GENERATED a list with an option "generated" among those of the sequence. */
static void
read_identity(CommandParse *parse, Command *command, const PgQuery__Node *definition)
{
    if (definition->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
    {
        const PgQuery__Constraint *identity = definition->constraint;

        command->options = command_option_names(parse, identity->options, identity->n_options);
        command->is_default = identity->generated_when[0] == 'd';
        return;
    }
    read_options(parse, command, definition);
    for (size_t i = 0; definition->node_case == PG_QUERY__NODE__NODE_LIST && i < definition->list->n_items; i++)
    {
        const PgQuery__DefElem *option = definition->list->items[i]->def_elem;

        if (strcmp(option->defname, "generated") == 0)
        {
            command->is_default = option->arg != NULL && option->arg->integer->ival == 'd';
        }
    }
}

static void
read_value(CommandParse *parse, Command *command, const PgQuery__Node *definition)
{
    if (definition->node_case == PG_QUERY__NODE__NODE_INTEGER)
    {
        command->new_name = mem_printf(parse->owner, "%d", definition->integer->ival);
    }
    else
    {
        command->new_name = command_text(parse, ddl_node_text(definition));
    }
}

static void
read_partition(CommandParse *parse, Command *command, const PgQuery__PartitionCmd *partition)
{
    command->target = command_relation(parse, partition->name);
    command->concurrently = partition->concurrent;
    command_read_bound(parse, command, partition->bound);
}

static void
read_replica_identity(CommandParse *parse, Command *command, const PgQuery__ReplicaIdentityStmt *identity)
{
    static const struct
    {
        char type; /* as pg_class.relreplident */
        const char *word;
    } words[] = {{'n', "nothing"}, {'f', "full"}, {'d', "default"}, {'i', "index"}};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
    {
        if (words[i].type == identity->identity_type[0])
        {
            command->member = words[i].word;
        }
    }
    command->target.name = command_text(parse, identity->name);
}

/* The first one starts where the statement does. */
static void
place_parts(CommandParse *parse, size_t first)
{
    size_t limit = parse->offset + parse->length;
    size_t at = parse->offset;
    bool is_next = true;

    for (size_t i = first; is_next && i < parse->list->count; i++)
    {
        Command *command = &parse->list->commands[i];
        size_t end = command_scan_item(parse, at);
        CommandToken token;

        command->offset = at;
        command->length = end - at;
        at = end;
        is_next = command_scan(parse->text, limit, &at, &token) && token.kind == ',';
        is_next = is_next && command_scan(parse->text, limit, &at, &token);
        at = token.start;
    }
}
