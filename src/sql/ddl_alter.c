/* SPDX-License-Identifier: PostgreSQL */
/*
 * ALTER TABLE → one DdlStatement per subcommand.
 *
 * The tree does not say where a subcommand starts, but in PostgreSQL's grammar (15) commas outside of brackets stand
 * only between subcommands: their places are counted out by the tokens. Where the counts differ, the place is that of
 * the whole statement.
 */
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

/* Where a subcommand is in the text. */
typedef struct Piece
{
    size_t start;
    size_t end;
} Piece;

/* One subcommand of an ALTER TABLE. */
typedef struct Subcommand
{
    const PgQuery__RawStmt *raw;
    PgQuery__AlterTableCmd *command;
    size_t index;
    const Piece *piece;  /* NULL where the places are not known */
    const char *written; /* see ddl_statement_add() */
} Subcommand;

static bool add_one(DdlParse *parse, const Subcommand *sub, Error *err);
static bool add_constraint(DdlParse *parse, const Subcommand *sub, PgQuery__Constraint *constraint, Error *err);
static const char *object_tag(void *owner, PgQuery__ObjectType object, PgQuery__AlterTableType type);
static bool read_subcommand(DdlParse *parse, DdlStatement *statement, PgQuery__AlterTableCmd *command, Error *err);
static bool read_definition(DdlParse *parse, DdlStatement *statement, PgQuery__ColumnDef *definition, Error *err);
static void read_constraint(DdlParse *parse, DdlStatement *statement, PgQuery__Constraint *constraint);
static Piece *find_pieces(void *owner, const DdlParse *parse, const PgQuery__RawStmt *raw, size_t *count);
static char *text_of_one(void *owner, const DdlParse *parse, const PgQuery__RawStmt *raw, const Piece *pieces,
                         size_t index);
static size_t first_subcommand(const DdlParse *parse, size_t token, size_t last, size_t relation);
static int bracket_depth(const ScanToken *token);

bool
ddl_alter_read(DdlParse *parse, PgQuery__RawStmt *raw, Error *err)
{
    const PgQuery__AlterTableStmt *alter = raw->stmt->alter_table_stmt;
    void *scratch = mem_child(parse->owner, "alter");
    size_t piece_count;
    Piece *pieces = find_pieces(scratch, parse, raw, &piece_count);
    bool done = true;

    for (size_t i = 0; i < alter->n_cmds && done; i++)
    {
        Subcommand sub = {
            .raw = raw,
            .command = alter->cmds[i]->alter_table_cmd,
            .index = i,
            .piece = piece_count == alter->n_cmds ? &pieces[i] : NULL,
        };
        PgQuery__Constraint **constraints = NULL;
        size_t count = 0;

        if (sub.command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AddColumn)
        {
            constraints = ddl_column_constraints(parse->owner, sub.command->def->column_def, &count);
        }
        sub.written = sub.piece != NULL && count == 0 ? text_of_one(scratch, parse, raw, pieces, i) : NULL;
        done = add_one(parse, &sub, err);
        for (size_t j = 0; j < count && done; j++)
        {
            done = add_constraint(parse, &sub, constraints[j], err);
        }
    }
    mem_free(scratch);
    return done;
}

static bool
add_one(DdlParse *parse, const Subcommand *sub, Error *err)
{
    const PgQuery__AlterTableStmt *alter = sub->raw->stmt->alter_table_stmt;
    PgQuery__AlterTableStmt one = *alter;
    PgQuery__Node node = *sub->raw->stmt;
    PgQuery__Node command = {0};
    PgQuery__Node *commands[1] = {&command};
    DdlStatement *statement;

    pg_query__node__init(&command);
    command.node_case = PG_QUERY__NODE__NODE_ALTER_TABLE_CMD;
    command.alter_table_cmd = sub->command;
    one.cmds = commands;
    one.n_cmds = 1;
    node.alter_table_stmt = &one;
    statement = ddl_statement_add(parse, sub->raw, &node, sub->written);
    if (sub->piece != NULL)
    {
        statement->offset = sub->index > 0 ? sub->piece->start : statement->offset;
        statement->length = sub->piece->end - statement->offset;
    }
    statement->relation = ddl_statement_name(parse, ddl_relation(alter->relation));
    statement->if_exists = alter->missing_ok || sub->command->missing_ok;
    if (!read_subcommand(parse, statement, sub->command, err))
    {
        return false;
    }
    if (alter->objtype != PG_QUERY__OBJECT_TYPE__OBJECT_TABLE)
    {
        ddl_statement_refuse(parse, statement, object_tag(parse->owner, alter->objtype, sub->command->subtype),
                             ddl_node_facts(sub->raw->stmt->node_case).advice);
    }
    else if (!alter->relation->inh && statement->kind != DDL_UNSUPPORTED)
    {
        ddl_statement_refuse(parse, statement, statement->tag, DDL_ADVICE_ONLY);
    }
    return true;
}

/* What was written within ADD COLUMN, as ALTER TABLE ADD CONSTRAINT. */
static bool
add_constraint(DdlParse *parse, const Subcommand *sub, PgQuery__Constraint *constraint, Error *err)
{
    PgQuery__AlterTableCmd command = *sub->command;
    Subcommand added = *sub;

    command.subtype = PG_QUERY__ALTER_TABLE_TYPE__AT_AddConstraint;
    command.def = ddl_node_new(parse->owner, PG_QUERY__NODE__NODE_CONSTRAINT, constraint);
    command.missing_ok = false;
    added.command = &command;
    added.written = NULL;
    return add_one(parse, &added, err);
}

/* "ALTER VIEW ALTER COLUMN SET DEFAULT"; a composite type has attributes, not columns. */
static const char *
object_tag(void *owner, PgQuery__ObjectType object, PgQuery__AlterTableType type)
{
    static const char column[] = "COLUMN";
    const char *words = ddl_subcommand_facts(type).tag;
    const char *place = object == PG_QUERY__OBJECT_TYPE__OBJECT_TYPE ? strstr(words, column) : NULL;

    if (place == NULL)
    {
        return mem_printf(owner, "ALTER %s %s", ddl_object_name(object), words);
    }
    return mem_printf(owner, "ALTER TYPE %.*sATTRIBUTE%s", (int) (place - words), words, place + strlen(column));
}

static bool
read_subcommand(DdlParse *parse, DdlStatement *statement, PgQuery__AlterTableCmd *command, Error *err)
{
    DdlNodeFacts facts = ddl_subcommand_facts(command->subtype);

    statement->kind = facts.kind;
    statement->cascade = command->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    if (ddl_written(command->name) != NULL &&
        (facts.kind == DDL_DROP_CONSTRAINT || facts.kind == DDL_VALIDATE_CONSTRAINT))
    {
        statement->constraint_name = mem_strdup(parse->owner, command->name);
    }
    else if (ddl_written(command->name) != NULL)
    {
        statement->column = mem_strdup(parse->owner, command->name);
    }
    if (facts.kind == DDL_UNSUPPORTED)
    {
        ddl_statement_refuse(parse, statement, mem_printf(parse->owner, "ALTER TABLE %s", facts.tag), facts.advice);
        return true;
    }
    if (facts.kind == DDL_SET_DEFAULT)
    {
        statement->kind = command->def == NULL ? DDL_DROP_DEFAULT : DDL_SET_DEFAULT;
        if (command->def != NULL)
        {
            statement->expression = ddl_expression_new(parse->owner, command->def, 0);
        }
    }
    statement->tag = ddl_tag_of_kind(statement->kind);
    if (facts.kind == DDL_ADD_CHECK)
    {
        read_constraint(parse, statement, command->def->constraint);
    }
    if (facts.kind == DDL_ALTER_CONSTRAINT)
    {
        statement->constraint_name = mem_strdup(parse->owner, command->def->constraint->conname);
        statement->key.timing = ddl_key_timing(command->def->constraint);
    }
    if (facts.kind == DDL_SET_STATISTICS && statement->column == NULL)
    {
        ddl_statement_refuse(parse, statement, statement->tag, "Name the column.");
    }
    if (facts.kind == DDL_ADD_COLUMN || facts.kind == DDL_ALTER_COLUMN_TYPE)
    {
        return read_definition(parse, statement, command->def->column_def, err);
    }
    return true;
}

static bool
read_definition(DdlParse *parse, DdlStatement *statement, PgQuery__ColumnDef *definition, Error *err)
{
    statement->definition = ddl_column_definition(parse->owner, definition, err);
    if (statement->definition == NULL)
    {
        return false;
    }
    if (statement->column == NULL)
    {
        statement->column = statement->definition->name;
    }
    else
    {
        statement->definition->name = statement->column;
    }
    if (definition->raw_default != NULL)
    {
        statement->expression = ddl_expression_new(parse->owner, definition->raw_default, 0);
    }
    return true;
}

static void
read_constraint(DdlParse *parse, DdlStatement *statement, PgQuery__Constraint *constraint)
{
    if (ddl_written(constraint->conname) != NULL)
    {
        statement->constraint_name = mem_strdup(parse->owner, constraint->conname);
    }
    statement->not_valid = constraint->skip_validation;
    statement->no_inherit = constraint->is_no_inherit;
    if (constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_CHECK)
    {
        statement->expression = ddl_expression_new(parse->owner, constraint->raw_expr, 0);
        statement->columns = ddl_expression_columns(parse->owner, statement->expression);
        return;
    }
    if (constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION)
    {
        ddl_exclude_read(parse, statement, constraint);
        return;
    }
    ddl_key_read(parse, statement, constraint);
}

static Piece *
find_pieces(void *owner, const DdlParse *parse, const PgQuery__RawStmt *raw, size_t *count)
{
    Piece *pieces = NULL;
    size_t token;
    size_t last;
    int depth = 0;

    *count = 0;
    ddl_statement_tokens(parse, raw, &token, &last);
    token = first_subcommand(parse, token, last, (size_t) raw->stmt->alter_table_stmt->relation->location);
    for (size_t i = token; i < last; i++)
    {
        depth += bracket_depth(&parse->tokens[i]);
        if (i + 1 == last || (depth == 0 && parse->tokens[i + 1].character == ','))
        {
            Piece *piece = mem_push(owner, pieces, *count);

            piece->start = parse->tokens[token].start;
            piece->end = parse->tokens[i].end;
            token = i + 2;
            i++;
        }
    }
    return pieces;
}

/* All that stands before the first subcommand, and subcommand INDEX. */
static char *
text_of_one(void *owner, const DdlParse *parse, const PgQuery__RawStmt *raw, const Piece *pieces, size_t index)
{
    size_t first;
    size_t last;
    size_t start;

    ddl_statement_tokens(parse, raw, &first, &last);
    start = parse->tokens[first].start;
    return mem_printf(owner, "%.*s%.*s", (int) (pieces[0].start - start), parse->text + start,
                      (int) (pieces[index].end - pieces[index].start), parse->text + pieces[index].start);
}

/* Behind the table's name, which starts at byte RELATION: schema.name, or name with the * of inheritance. */
static size_t
first_subcommand(const DdlParse *parse, size_t token, size_t last, size_t relation)
{
    while (token < last && parse->tokens[token].start < relation)
    {
        token++;
    }
    token++;
    while (token + 1 < last && parse->tokens[token].character == '.')
    {
        token += 2;
    }
    while (token < last && (parse->tokens[token].character == '*' || parse->tokens[token].character == ')'))
    {
        token++;
    }
    return token;
}

static int
bracket_depth(const ScanToken *token)
{
    if (token->character == '(' || token->character == '[')
    {
        return 1;
    }
    return token->character == ')' || token->character == ']' ? -1 : 0;
}
