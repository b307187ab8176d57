/* SPDX-License-Identifier: PostgreSQL */
/*
 * CREATE TABLE and CREATE FOREIGN TABLE with all that is written in them; CREATE and ALTER DOMAIN.
 *
 * Inline constraints and table constraints are in one list, in the order of the text.
 */
#include <limits.h>
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

static Command *add_table(CommandParse *parse, const PgQuery__CreateStmt *statement, SqlObject object);
static void read_element(CommandParse *parse, Command *command, const PgQuery__Node *element);
static void read_like(CommandParse *parse, Command *command, const PgQuery__TableLikeClause *like);
static void add_like_options(CommandParse *parse, Command *command, uint32_t options);
static void read_parents(CommandParse *parse, Command *command, const PgQuery__CreateStmt *statement);
static void read_partition_by(CommandParse *parse, Command *command, const PgQuery__PartitionSpec *spec);
static size_t bound_end(const CommandParse *parse, const PgQuery__PartitionBoundSpec *bound);
static void read_domain_constraint(CommandParse *parse, Command *command, PgQuery__Node *const *nodes, size_t count,
                                   size_t index);
static CommandKind alter_domain_kind(const PgQuery__AlterDomainStmt *statement);

void
command_read_create_table(CommandParse *parse, const PgQuery__CreateStmt *statement)
{
    Command *command = add_table(parse, statement, SQL_TABLE);

    command->options = command_option_names(parse, statement->options, statement->n_options);
}

void
command_read_foreign_table(CommandParse *parse, const PgQuery__CreateForeignTableStmt *statement)
{
    Command *command = add_table(parse, statement->base_stmt, SQL_FOREIGN_TABLE);

    command->options = command_option_names(parse, statement->options, statement->n_options);
}

static Command *
add_table(CommandParse *parse, const PgQuery__CreateStmt *statement, SqlObject object)
{
    bool is_partition = statement->partbound != NULL;
    Command *command = command_add(parse, is_partition ? COMMAND_CREATE_PARTITION : COMMAND_CREATE, object);
    const PgQuery__RangeVar *relation = statement->relation;

    command_add_name(parse, command, command_relation(parse, relation));
    command->if_not_exists = statement->if_not_exists;
    command->is_temporary = relation->relpersistence[0] == 't' || strcmp(relation->schemaname, "pg_temp") == 0;
    command->is_unlogged = relation->relpersistence[0] == 'u';
    command->base = command_type(parse, statement->of_typename);
    for (size_t i = 0; i < statement->n_table_elts; i++)
    {
        read_element(parse, command, statement->table_elts[i]);
    }
    for (size_t i = 0; i < statement->n_constraints; i++)
    {
        read_element(parse, command, statement->constraints[i]);
    }
    read_parents(parse, command, statement);
    read_partition_by(parse, command, statement->partspec);
    command_read_bound(parse, command, statement->partbound);
    return command;
}

static void
read_element(CommandParse *parse, Command *command, const PgQuery__Node *element)
{
    if (element->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF)
    {
        *mem_push(parse->owner, command->columns, command->column_count) = command_column(parse, element->column_def);
        command_add_inline_constraints(parse, command, element->column_def);
    }
    else if (element->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
    {
        command_add_constraint(parse, command, element->constraint);
    }
    else if (element->node_case == PG_QUERY__NODE__NODE_TABLE_LIKE_CLAUSE)
    {
        read_like(parse, command, element->table_like_clause);
    }
}

static void
read_like(CommandParse *parse, Command *command, const PgQuery__TableLikeClause *like)
{
    *mem_push(parse->owner, command->likes, command->like_count) = command_relation(parse, like->relation);
    add_like_options(parse, command, like->options);
}

/* The bits are TableLikeOption's (nodes/parsenodes.h, 15); ALL is all of them, also those to come. */
static void
add_like_options(CommandParse *parse, Command *command, uint32_t options)
{
    static const char *const words[] = {
        "comments", "compression", "constraints", "defaults", "generated",
        "identity", "indexes",     "statistics",  "storage",
    };
    size_t word_count = sizeof(words) / sizeof(words[0]);
    const char **listed = mem_array(parse->owner, const char *, word_count + 2);
    bool has_all = options == INT_MAX;
    size_t count = 0;

    for (size_t i = 0; command->like_options[i] != NULL; i++)
    {
        has_all = has_all || strcmp(command->like_options[i], "all") == 0;
    }
    if (has_all)
    {
        listed[count++] = "all";
    }
    for (size_t i = 0; i < word_count; i++)
    {
        bool listed_before = false;

        for (size_t j = 0; command->like_options[j] != NULL; j++)
        {
            listed_before = listed_before || strcmp(command->like_options[j], words[i]) == 0;
        }
        if (listed_before || (options & 1U << i) != 0)
        {
            listed[count++] = words[i];
        }
    }
    command->like_options = listed;
}

/* PARTITION OF has its parent where INHERITS has them. */
static void
read_parents(CommandParse *parse, Command *command, const PgQuery__CreateStmt *statement)
{
    for (size_t i = 0; i < statement->n_inh_relations; i++)
    {
        QualifiedName parent = command_relation(parse, statement->inh_relations[i]->range_var);

        if (statement->partbound != NULL)
        {
            command->target = parent;
        }
        else
        {
            *mem_push(parse->owner, command->parents, command->parent_count) = parent;
        }
    }
}

static void
read_partition_by(CommandParse *parse, Command *command, const PgQuery__PartitionSpec *spec)
{
    const char **columns = spec == NULL ? NULL : mem_array(parse->owner, const char *, spec->n_part_params + 1);

    if (spec == NULL)
    {
        return;
    }
    command->partition_strategy = spec->strategy[0];
    for (size_t i = 0; i < spec->n_part_params; i++)
    {
        columns[i] = mem_strdup(parse->owner, spec->part_params[i]->partition_elem->name);
    }
    command->partition_columns = columns;
}

/* The tree gives the place behind FOR VALUES. */
void
command_read_bound(CommandParse *parse, Command *command, const PgQuery__PartitionBoundSpec *bound)
{
    size_t start = bound == NULL ? 0 : (size_t) bound->location;

    if (bound == NULL)
    {
        return;
    }
    command->is_default = bound->is_default;
    command->bound = bound->is_default ? "DEFAULT"
                                       : mem_printf(parse->owner, "FOR VALUES %.*s",
                                                    (int) (bound_end(parse, bound) - start), parse->text + start);
}

/* FROM (…) TO (…) has two lists, IN (…) and WITH (…) one. */
static size_t
bound_end(const CommandParse *parse, const PgQuery__PartitionBoundSpec *bound)
{
    size_t lists = bound->n_lowerdatums > 0 ? 2 : 1;
    size_t limit = parse->offset + parse->length;
    size_t at = (size_t) bound->location;
    size_t depth = 0;
    CommandToken token;

    while (lists > 0 && command_scan(parse->text, limit, &at, &token))
    {
        depth += token.kind == '(' ? 1 : 0;
        if (token.kind == ')' && depth > 0)
        {
            depth--;
            lists -= depth == 0 ? 1 : 0;
        }
    }
    return at;
}

void
command_read_domain(CommandParse *parse, const PgQuery__CreateDomainStmt *statement)
{
    Command *command = command_add(parse, COMMAND_CREATE, SQL_DOMAIN);

    command_add_name(parse, command, command_name_of(parse, statement->domainname, statement->n_domainname));
    command->base = command_type(parse, statement->type_name);
    for (size_t i = 0; i < statement->n_constraints; i++)
    {
        const PgQuery__Constraint *constraint = statement->constraints[i]->constraint;

        if (constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT)
        {
            command->expression = command_fallback(parse, constraint->raw_expr);
        }
        else
        {
            read_domain_constraint(parse, command, statement->constraints, statement->n_constraints, i);
        }
    }
}

/* What a domain's CHECK reads is VALUE, which is no column. */
static void
read_domain_constraint(CommandParse *parse, Command *command, PgQuery__Node *const *nodes, size_t count, size_t index)
{
    const PgQuery__Constraint *node = nodes[index]->constraint;
    CommandConstraint constraint = {
        .type = 'n',
        .name = command_text(parse, node->conname),
        .foreign_columns = command_no_texts,
        .offset = node->location < 0 ? parse->offset : (size_t) node->location,
    };

    if (node->contype != PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL && !command_constraint(parse, node, NULL, &constraint))
    {
        return;
    }
    constraint.columns = command_no_texts;
    constraint.length = command_inline_end(parse, nodes, count, index) - constraint.offset;
    *mem_push(parse->owner, command->constraints, command->constraint_count) = constraint;
}

void
command_read_alter_domain(CommandParse *parse, const PgQuery__AlterDomainStmt *statement)
{
    CommandKind kind = alter_domain_kind(statement);
    Command *command = command_add(parse, kind, SQL_DOMAIN);
    PgQuery__Node *definition = statement->def;

    command_add_name(parse, command, command_name_of(parse, statement->type_name, statement->n_type_name));
    command->member = command_text(parse, statement->name);
    command->if_exists = statement->missing_ok;
    command->cascade = statement->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    if (kind == COMMAND_SET_DEFAULT)
    {
        command->expression = command_expression(parse, definition);
    }
    else if (definition != NULL && definition->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
    {
        const PgQuery__Constraint *constraint = definition->constraint;

        read_domain_constraint(parse, command, &definition, 1, 0);
        command->member = command_text(parse, constraint->conname);
        command->expression = command->constraint_count == 0 ? NULL : command->constraints[0].expression;
        command_add_uses(parse, command, constraint->raw_expr);
    }
}

/* AlterDomainStmt.subtype: one letter each (nodes/parsenodes.h, 15). */
static CommandKind
alter_domain_kind(const PgQuery__AlterDomainStmt *statement)
{
    static const struct
    {
        char subtype;
        CommandKind kind;
    } kinds[] = {
        {'T', COMMAND_SET_DEFAULT}, {'N', COMMAND_DROP_NOT_NULL},   {'O', COMMAND_SET_NOT_NULL},
        {'C', COMMAND_ADD_CHECK},   {'X', COMMAND_DROP_CONSTRAINT}, {'V', COMMAND_VALIDATE_CONSTRAINT},
    };

    if (statement->subtype[0] == 'T' && statement->def == NULL)
    {
        return COMMAND_DROP_DEFAULT;
    }
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
    {
        if (kinds[i].subtype == statement->subtype[0])
        {
            return kinds[i].kind;
        }
    }
    return COMMAND_ALTER;
}
