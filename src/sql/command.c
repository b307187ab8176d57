/* SPDX-License-Identifier: PostgreSQL */
/*
 * SQL text → Commands: parse the text, then read one statement after the other by the reader of its family.
 *
 * Invariant: every statement adds at least one command; the parse tree is gone when the call returns. Nothing here is
 * shared between calls, so that several threads may parse at once.
 */
#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

const char *const command_no_texts[1] = {NULL};

typedef enum Family
{
    FAMILY_NONE, /* not a statement */
    FAMILY_TABLE,
    FAMILY_QUERY,
    FAMILY_OBJECT,
    FAMILY_FUNCTION,
    FAMILY_UTILITY,
} Family;

/* How much newer syntax one text may hold. */
#define NEWER_MAX 64

static bool parse_text(void *owner, const char *text, bool names_columns, CommandList **list, DdlErrorPlace *place,
                       Error *err);
static PgQuery__ParseResult *parse_tree(void *scratch, const char **text, int *needs_version, DdlErrorPlace *place,
                                        Error *err);
static void read_statement(CommandParse *parse, PgQuery__RawStmt *raw);
static size_t trimmed_end(const char *text, size_t start, size_t end);
static void read_node(CommandParse *parse, const PgQuery__Node *node);
static bool read_table(CommandParse *parse, const PgQuery__Node *node);
static Family family_of(PgQuery__Node__NodeCase node_case);
static CommandParse body_parse(const CommandParse *parse);
static void shift(Command *commands, size_t count, size_t base);
static void set_place(Command *commands, size_t count, size_t offset, size_t length);

bool
command_parse(void *owner, const char *text, CommandList **list, DdlErrorPlace *place, Error *err)
{
    return parse_text(owner, text, false, list, place, err);
}

bool
command_parse_columns(void *owner, const char *text, CommandList **list, DdlErrorPlace *place, Error *err)
{
    return parse_text(owner, text, true, list, place, err);
}

static bool
parse_text(void *owner, const char *text, bool names_columns, CommandList **list, DdlErrorPlace *place, Error *err)
{
    void *scratch = mem_child(owner, "parse");
    const char *read = text;
    int needs_version = 0;
    PgQuery__ParseResult *tree = parse_tree(scratch, &read, &needs_version, place, err);
    CommandParse parse = {.text = read, .text_length = strlen(read), .names_columns = names_columns};

    *list = NULL;
    if (tree != NULL)
    {
        parse.list = mem_new(owner, CommandList);
        parse.list->needs_version = needs_version;
        parse.owner = parse.list;
        for (size_t i = 0; i < tree->n_stmts; i++)
        {
            read_statement(&parse, tree->stmts[i]);
        }
        *list = parse.list;
    }
    else if (place != NULL)
    {
        place->token = mem_strdup(owner, place->token);
    }
    mem_free(scratch);
    return *list != NULL;
}

/* What is read may be a copy in older words; the error that stays is that of a server that knows the newer ones. */
static PgQuery__ParseResult *
parse_tree(void *scratch, const char **text, int *needs_version, DdlErrorPlace *place, Error *err)
{
    DdlErrorPlace at = {.token = ""};
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, *text, &at, err);
    char *older = tree == NULL ? mem_strdup(scratch, *text) : NULL;

    for (size_t i = 0; tree == NULL && i < NEWER_MAX; i++)
    {
        int version = command_make_older(older, at.offset, err->message);

        if (version == 0)
        {
            break;
        }
        *needs_version = version > *needs_version ? version : *needs_version;
        *text = older;
        error_clear(err);
        tree = ddl_tree_parse(scratch, older, &at, err);
    }
    if (place != NULL)
    {
        *place = at;
    }
    return tree;
}

/* PostgreSQL's parser lets a statement start at the blanks and comments before it. */
static void
read_statement(CommandParse *parse, PgQuery__RawStmt *raw)
{
    size_t at = (size_t) raw->stmt_location;
    size_t end = raw->stmt_len == 0 ? parse->text_length : at + (size_t) raw->stmt_len;
    CommandToken first;

    parse->raw = raw;
    parse->offset = at;
    if (command_scan(parse->text, end, &at, &first))
    {
        parse->offset = first.start;
    }
    parse->length = trimmed_end(parse->text, parse->offset, end) - parse->offset;
    command_read(parse, raw->stmt);
}

/* Only where the last line may hold a comment are the tokens worth looking at. */
static size_t
trimmed_end(const char *text, size_t start, size_t end)
{
    size_t line = end;
    size_t at = start;
    CommandToken token;

    while (end > start && (isspace((unsigned char) text[end - 1]) || text[end - 1] == ';'))
    {
        end--;
    }
    for (line = end; line > start && text[line - 1] != '\n'; line--)
    {
    }
    if (memmem(text + line, end - line, "--", 2) == NULL && (end < start + 2 || memcmp(text + end - 2, "*/", 2) != 0))
    {
        return end;
    }
    line = start;
    while (command_scan(text, end, &at, &token))
    {
        line = token.kind == ';' ? line : token.end;
    }
    return line;
}

void
command_read(CommandParse *parse, const PgQuery__Node *node)
{
    const PgQuery__Node *outer = parse->node;
    size_t first = parse->list->count;

    parse->node = node;
    read_node(parse, node);
    for (size_t i = first; i < parse->list->count; i++)
    {
        if (parse->list->commands[i].tag == NULL)
        {
            command_finish(parse, &parse->list->commands[i]);
        }
    }
    parse->node = outer;
}

static void
read_node(CommandParse *parse, const PgQuery__Node *node)
{
    bool (*const readers[])(CommandParse *, const PgQuery__Node *) = {
        [FAMILY_TABLE] = read_table,
        [FAMILY_QUERY] = command_read_query,
        [FAMILY_OBJECT] = command_read_object,
        [FAMILY_FUNCTION] = command_read_function,
        [FAMILY_UTILITY] = command_read_utility,
    };
    Family family = family_of(node->node_case);

    if (family == FAMILY_NONE || !readers[family](parse, node))
    {
        command_add(parse, COMMAND_ALTER, SQL_NOTHING)->opaque = "a statement that the parser does not describe";
    }
}

static bool
read_table(CommandParse *parse, const PgQuery__Node *node)
{
    switch ((int) node->node_case)
    {
        case PG_QUERY__NODE__NODE_ALTER_TABLE_STMT:
            command_read_alter_table(parse, node->alter_table_stmt);
            return true;
        case PG_QUERY__NODE__NODE_CREATE_STMT:
            command_read_create_table(parse, node->create_stmt);
            return true;
        case PG_QUERY__NODE__NODE_CREATE_FOREIGN_TABLE_STMT:
            command_read_foreign_table(parse, node->create_foreign_table_stmt);
            return true;
        case PG_QUERY__NODE__NODE_INDEX_STMT:
            command_read_index(parse, node->index_stmt);
            return true;
        case PG_QUERY__NODE__NODE_CREATE_STATS_STMT:
            command_read_statistics(parse, node->create_stats_stmt);
            return true;
        case PG_QUERY__NODE__NODE_CREATE_DOMAIN_STMT:
            command_read_domain(parse, node->create_domain_stmt);
            return true;
        case PG_QUERY__NODE__NODE_ALTER_DOMAIN_STMT:
            command_read_alter_domain(parse, node->alter_domain_stmt);
            return true;
    }
    return false;
}

/* What is no statement is listed in ddl_nodes.def: a parser with a new kind of node does not compile. */
static Family
family_of(PgQuery__Node__NodeCase node_case)
{
    switch (node_case)
    {
#define COMMAND_NODE(node, family, tag)                                                                                \
    case PG_QUERY__NODE__NODE_##node:                                                                                  \
        return FAMILY_##family;
#include "command_nodes.def"
#undef COMMAND_NODE
#define STATEMENT(node, kind, tag, advice)
#define NOT_A_STATEMENT(node) case PG_QUERY__NODE__NODE_##node:
#include "ddl_nodes.def"
#undef STATEMENT
#undef NOT_A_STATEMENT
        case PG_QUERY__NODE__NODE__NOT_SET:
        case _PG_QUERY__NODE__NODE__CASE_IS_INT_SIZE:
            break;
    }
    return FAMILY_NONE;
}

Command *
command_add(CommandParse *parse, CommandKind kind, SqlObject object)
{
    Command *command = mem_push(parse->owner, parse->list->commands, parse->list->count);

    *command = (Command){
        .kind = kind,
        .object = object,
        .offset = parse->offset,
        .length = parse->length,
        .part_count = 1,
        .options = command_no_texts,
        .roles = command_no_texts,
        .members = command_no_texts,
        .like_options = command_no_texts,
        .partition_columns = command_no_texts,
        .base = {.name = ""},
    };
    return command;
}

Command *
command_body_of(CommandParse *parse, const PgQuery__Node *node, size_t *count)
{
    CommandParse body = body_parse(parse);

    if (body.list != NULL)
    {
        command_read(&body, node);
    }
    *count = body.list == NULL ? 0 : body.list->count;
    return body.list == NULL ? NULL : body.list->commands;
}

Command *
command_body_of_text(CommandParse *parse, Command *command, const char *text, size_t *count)
{
    void *scratch = mem_child(parse->owner, "body");
    CommandParse body = body_parse(parse);
    Error err = {0};
    PgQuery__ParseResult *tree = body.list == NULL ? NULL : ddl_tree_parse(scratch, text, NULL, &err);

    body.text = text;
    body.text_length = strlen(text);
    for (size_t i = 0; tree != NULL && i < tree->n_stmts; i++)
    {
        read_statement(&body, tree->stmts[i]);
    }
    if (tree != NULL)
    {
        command_place_body(parse, text, body.list->commands, body.list->count);
    }
    else if (body.list == NULL)
    {
        command->opaque = "code within code within code: it is nested too deeply to be read";
    }
    else
    {
        command->opaque = mem_printf(parse->owner, "its code does not parse: %s", err.message);
    }
    error_clear(&err);
    mem_free(scratch);
    *count = tree == NULL ? 0 : body.list->count;
    return tree == NULL ? NULL : body.list->commands;
}

/* The list is NULL where bodies are nested too deeply. */
static CommandParse
body_parse(const CommandParse *parse)
{
    CommandParse body = *parse;

    body.body_depth++;
    body.list = body.body_depth > COMMAND_BODY_DEPTH_MAX ? NULL : mem_new(parse->owner, CommandList);
    return body;
}

/* Code in dollar quotes stands in the statement as it is; where it was escaped, the statement is all that can be shown.
 */
void
command_place_body(const CommandParse *parse, const char *text, Command *commands, size_t count)
{
    const char *statement = parse->text + parse->offset;
    const char *found = memmem(statement, parse->length, text, strlen(text));

    if (found != NULL)
    {
        shift(commands, count, (size_t) (found - parse->text));
    }
    else
    {
        set_place(commands, count, parse->offset, parse->length);
    }
}

static void
shift(Command *commands, size_t count, size_t base)
{
    for (size_t i = 0; i < count; i++)
    {
        Command *command = &commands[i];

        command->offset += base;
        for (size_t j = 0; j < command->column_count; j++)
        {
            command->columns[j].offset += base;
        }
        for (size_t j = 0; j < command->constraint_count; j++)
        {
            command->constraints[j].offset += base;
        }
        shift(command->body, command->body_count, base);
    }
}

static void
set_place(Command *commands, size_t count, size_t offset, size_t length)
{
    for (size_t i = 0; i < count; i++)
    {
        Command *command = &commands[i];

        command->offset = offset;
        command->length = length;
        for (size_t j = 0; j < command->column_count; j++)
        {
            command->columns[j].offset = offset;
            command->columns[j].length = length;
        }
        for (size_t j = 0; j < command->constraint_count; j++)
        {
            command->constraints[j].offset = offset;
            command->constraints[j].length = length;
        }
        set_place(command->body, command->body_count, offset, length);
    }
}
