/* SPDX-License-Identifier: PostgreSQL */
/*
 * Mappings: the UPDATE that `up` and `down` are → one expression per column.
 *
 * A trigger computes the same expressions from one row, so an expression may use nothing but the row: no other table, no
 * aggregate, no parameter. Qualifiers are checked here (table or alias) and stay in the tree; rendering replaces them.
 * Whether a name is a column of the table is for the caller to find out, who has the catalog.
 */
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

typedef struct MappingRead
{
    void *owner;
    const char *text;
    Mapping *mapping;
    MappingProblem *problem;
    DdlErrorPlace *place;
    Error *err;
    const PgQuery__RangeVar *table; /* of the UPDATE that is read */
} MappingRead;

static bool read_update(MappingRead *read, const PgQuery__UpdateStmt *update, size_t offset);
static bool read_table(MappingRead *read, const PgQuery__UpdateStmt *update, size_t offset);
static bool read_assignment(MappingRead *read, PgQuery__ResTarget *target, PgQuery__Node *condition);
static PgQuery__Node *source_of(PgQuery__ResTarget *target);
static PgQuery__Node *when(void *owner, PgQuery__Node *condition, PgQuery__Node *value);
static bool is_row_local(MappingRead *read, PgQuery__Node *value);
static bool refuse(const MappingRead *read, MappingProblem problem, size_t offset);
static bool explain_syntax(MappingRead *read);

bool
ddl_parse_mapping(void *owner, const char *text, Mapping **mapping, MappingProblem *problem, DdlErrorPlace *place,
                  Error *err)
{
    void *scratch = mem_child(owner, "mapping");
    MappingRead read = {.text = text, .problem = problem, .place = place, .err = err};
    DdlParse parse = {.text = text};
    Error syntax = {0};
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, text, place, &syntax);
    bool done = tree != NULL;

    error_clear(&syntax);
    *problem = MAPPING_SYNTAX;
    read.mapping = mem_new(owner, Mapping);
    read.owner = read.mapping;
    parse.tokens = ddl_error_tokens(scratch, text, &parse.token_count);
    if (tree == NULL)
    {
        explain_syntax(&read);
    }
    else if (tree->n_stmts == 0)
    {
        error_set_code(err, ERROR_INVALID, "P202", "there is no UPDATE");
        done = refuse(&read, MAPPING_NOT_UPDATE, 0);
    }
    for (size_t i = 0; done && i < tree->n_stmts; i++)
    {
        PgQuery__Node *statement = tree->stmts[i]->stmt;
        size_t first;
        size_t last;
        size_t offset;

        ddl_statement_tokens(&parse, tree->stmts[i], &first, &last);
        offset = first < last ? parse.tokens[first].start : 0;
        if (statement->node_case != PG_QUERY__NODE__NODE_UPDATE_STMT)
        {
            error_set_code(err, ERROR_INVALID, "P202", "expected UPDATE … SET column = expression, got %s",
                           statement->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_STMT
                               ? "ALTER TABLE"
                               : ddl_facts(scratch, statement).tag);
            done = refuse(&read, MAPPING_NOT_UPDATE, offset);
            continue;
        }
        done = read_update(&read, statement->update_stmt, offset);
    }
    place->token = mem_strdup(owner, place->token == NULL ? "" : place->token);
    mem_free(scratch);
    *mapping = done ? read.mapping : NULL;
    return done;
}

static bool
read_update(MappingRead *read, const PgQuery__UpdateStmt *update, size_t offset)
{
    const char *clause = NULL;

    if (!read_table(read, update, offset))
    {
        return false;
    }
    if (update->n_from_clause > 0)
    {
        clause = "FROM";
    }
    else if (update->n_returning_list > 0)
    {
        clause = "RETURNING";
    }
    else if (update->with_clause != NULL)
    {
        clause = "WITH";
    }
    if (clause != NULL)
    {
        error_set_code(read->err, ERROR_INVALID, "P206",
                       "%s is not possible here: a trigger must be able to compute "
                       "each row from itself alone",
                       clause);
        return refuse(read, MAPPING_NOT_ROW_LOCAL, offset);
    }
    for (size_t i = 0; i < update->n_target_list; i++)
    {
        if (!read_assignment(read, update->target_list[i]->res_target, update->where_clause))
        {
            return false;
        }
    }
    return true;
}

static bool
read_table(MappingRead *read, const PgQuery__UpdateStmt *update, size_t offset)
{
    Mapping *mapping = read->mapping;
    QualifiedName name = ddl_relation(update->relation);

    read->table = update->relation;
    if (mapping->table.name == NULL)
    {
        mapping->table.name = mem_strdup(mapping, name.name);
        mapping->table.schema = name.schema == NULL ? NULL : mem_strdup(mapping, name.schema);
        mapping->alias =
            update->relation->alias == NULL ? NULL : mem_strdup(mapping, update->relation->alias->aliasname);
        return true;
    }
    if (strcmp(mapping->table.name, name.name) == 0 && (mapping->table.schema == NULL) == (name.schema == NULL) &&
        (name.schema == NULL || strcmp(mapping->table.schema, name.schema) == 0))
    {
        return true;
    }
    error_set_code(read->err, ERROR_INVALID, "P202",
                   "UPDATE statements of one mapping must be of one table, found "
                   "%s and %s",
                   mapping->table.name, name.name);
    return refuse(read, MAPPING_NOT_UPDATE, offset);
}

static bool
read_assignment(MappingRead *read, PgQuery__ResTarget *target, PgQuery__Node *condition)
{
    Mapping *mapping = read->mapping;
    size_t offset = (size_t) target->location;
    PgQuery__Node *value = source_of(target);
    MappingAssignment *assignment;

    for (size_t i = 0; i < mapping->count; i++)
    {
        if (strcmp(mapping->assignments[i].column, target->name) == 0)
        {
            error_set_code(read->err, ERROR_INVALID, "P202", "column \"%s\" is assigned twice", target->name);
            return refuse(read, MAPPING_NOT_UPDATE, offset);
        }
    }
    if (target->n_indirection > 0)
    {
        error_set_code(read->err, ERROR_INVALID, "P202", "only a part of column \"%s\" is assigned", target->name);
        error_hint(read->err, "Assign the whole column.");
        return refuse(read, MAPPING_NOT_UPDATE, offset);
    }
    if (value == NULL)
    {
        error_set_code(read->err, ERROR_INVALID, "P206", "column \"%s\" is assigned from a subquery", target->name);
        return refuse(read, MAPPING_NOT_ROW_LOCAL, offset);
    }
    if (!is_row_local(read, value) || (condition != NULL && !is_row_local(read, condition)))
    {
        return false;
    }
    assignment = mem_push(mapping, mapping->assignments, mapping->count);
    assignment->column = mem_strdup(mapping, target->name);
    assignment->offset = offset;
    assignment->value = ddl_expression_new(mapping, condition == NULL ? value : when(mapping, condition, value), 0);
    return true;
}

/* SET (a, b) = (x, y) arrives as two targets that share one row. NULL for SET (a, b) = (SELECT …). */
static PgQuery__Node *
source_of(PgQuery__ResTarget *target)
{
    const PgQuery__MultiAssignRef *part;

    if (target->val->node_case != PG_QUERY__NODE__NODE_MULTI_ASSIGN_REF)
    {
        return target->val;
    }
    part = target->val->multi_assign_ref;
    if (part->source->node_case != PG_QUERY__NODE__NODE_ROW_EXPR ||
        part->source->row_expr->n_args != (size_t) part->ncolumns)
    {
        return NULL;
    }
    return part->source->row_expr->args[part->colno - 1];
}

static PgQuery__Node *
when(void *owner, PgQuery__Node *condition, PgQuery__Node *value)
{
    PgQuery__CaseExpr *choice = mem_new(owner, PgQuery__CaseExpr);
    PgQuery__CaseWhen *branch = mem_new(owner, PgQuery__CaseWhen);

    pg_query__case_expr__init(choice);
    pg_query__case_when__init(branch);
    branch->expr = condition;
    branch->result = value;
    choice->args = mem_array(owner, PgQuery__Node *, 1);
    choice->args[choice->n_args++] = ddl_node_new(owner, PG_QUERY__NODE__NODE_CASE_WHEN, branch);
    return ddl_node_new(owner, PG_QUERY__NODE__NODE_CASE_EXPR, choice);
}

static bool
is_row_local(MappingRead *read, PgQuery__Node *value)
{
    void *scratch = mem_child(read->owner, "local");
    DdlForeign foreign = ddl_foreign_part(scratch, value, read->table);

    if (foreign.what != NULL)
    {
        error_set_code(read->err, ERROR_INVALID, "P206", "%s", foreign.what);
        error_hint(read->err, "A trigger must be able to compute each row from itself alone.");
        refuse(read, MAPPING_NOT_ROW_LOCAL, foreign.offset);
    }
    mem_free(scratch);
    return foreign.what == NULL;
}

static bool
refuse(const MappingRead *read, MappingProblem problem, size_t offset)
{
    size_t length = strcspn(read->text + offset, " \t\r\n\f\v;,()[]");

    *read->problem = problem;
    read->place->offset = offset;
    read->place->token = mem_strndup(read->owner, read->text + offset, length);
    return false;
}

/* Not a statement: perhaps an expression, of which YAML has eaten the quotes or the author left out the UPDATE. */
static bool
explain_syntax(MappingRead *read)
{
    Error ignored = {0};
    const SqlExpression *expression = ddl_parse_expression(read->owner, read->text, &ignored);
    const char *trimmed = read->text + strspn(read->text, " \t\r\n");
    const char *names = expression == NULL ? NULL : ddl_bare_columns(read->owner, expression);

    error_clear(&ignored);
    if (expression == NULL)
    {
        *read->problem = MAPPING_SYNTAX;
        return ddl_tree_parse(read->owner, read->text, read->place, read->err) != NULL;
    }
    if (names != NULL)
    {
        error_set_code(read->err, ERROR_INVALID, "P203",
                       "%.*s is %s; the SQL quotes are missing (YAML removes an "
                       "outer pair)",
                       (int) strcspn(trimmed, "\r\n"), trimmed, names);
        error_hint(read->err, "Write the UPDATE on lines of its own under \"|\", with the text in single quotes.");
        return refuse(read, MAPPING_BARE_COLUMN, (size_t) (trimmed - read->text));
    }
    error_set_code(read->err, ERROR_INVALID, "P202", "expected UPDATE … SET column = expression, got an expression");
    error_hint(read->err, "Write the whole statement: UPDATE table SET column = expression.");
    return refuse(read, MAPPING_NOT_UPDATE, (size_t) (trimmed - read->text));
}
