/* SPDX-License-Identifier: PostgreSQL */
/*
 * CREATE INDEX and CREATE STATISTICS.
 *
 * An index has the schema of its table, which SQL does not let one write.
 */
#include "base/mem.h"
#include "command_internal.h"

static CommandIndex *read_elements(CommandParse *parse, Command *command, const PgQuery__IndexStmt *statement);
static void add_mentions(CommandParse *parse, const char ***mentions, size_t *count, const PgQuery__IndexElem *element);
static void add_expression_columns(CommandParse *parse, const char ***mentions, size_t *count,
                                   const PgQuery__Node *node);

void
command_read_index(CommandParse *parse, const PgQuery__IndexStmt *statement)
{
    Command *command = command_add(parse, COMMAND_CREATE, SQL_INDEX);

    command_add_name(parse, command, (QualifiedName){.name = command_text(parse, statement->idxname)});
    command->target = command_relation(parse, statement->relation);
    command->only = !statement->relation->inh;
    command->if_not_exists = statement->if_not_exists;
    command->concurrently = statement->concurrent;
    command->options = command_option_names(parse, statement->options, statement->n_options);
    command->expression = command_expression(parse, statement->where_clause);
    command_add_uses(parse, command, statement->where_clause);
    command->index = read_elements(parse, command, statement);
}

static CommandIndex *
read_elements(CommandParse *parse, Command *command, const PgQuery__IndexStmt *statement)
{
    CommandIndex *index = mem_new(parse->owner, CommandIndex);
    const char **keys = mem_array(parse->owner, const char *, statement->n_index_params + 1);
    const char **mentions = NULL;
    size_t mention_count = 0;

    for (size_t i = 0; i < statement->n_index_params; i++)
    {
        const PgQuery__IndexElem *element = statement->index_params[i]->index_elem;

        keys[i] = mem_strdup(parse->owner, element->name);
        index->has_expression |= element->expr != NULL;
        index->has_collation_or_opclass |= element->n_collation > 0 || element->n_opclass > 0;
        add_mentions(parse, &mentions, &mention_count, element);
        command_add_uses(parse, command, element->expr);
    }
    for (size_t i = 0; i < statement->n_index_including_params; i++)
    {
        add_mentions(parse, &mentions, &mention_count, statement->index_including_params[i]->index_elem);
    }
    add_expression_columns(parse, &mentions, &mention_count, statement->where_clause);
    *mem_push(parse->owner, mentions, mention_count) = NULL;
    mention_count--;
    index->method = mem_strdup(parse->owner, statement->access_method);
    index->keys = keys;
    index->mentions = ddl_sorted_texts(mentions, &mention_count);
    index->is_unique = statement->unique;
    index->has_predicate = statement->where_clause != NULL;
    index->calls = command->calls;
    index->call_count = command->call_count;
    return index;
}

static void
add_mentions(CommandParse *parse, const char ***mentions, size_t *count, const PgQuery__IndexElem *element)
{
    if (ddl_written(element->name) != NULL)
    {
        *mem_push(parse->owner, *mentions, *count) = mem_strdup(parse->owner, element->name);
    }
    add_expression_columns(parse, mentions, count, element->expr);
}

static void
add_expression_columns(CommandParse *parse, const char ***mentions, size_t *count, const PgQuery__Node *node)
{
    const char *const *columns =
        node == NULL || node->string == NULL ? command_no_texts : ddl_columns_below(parse->owner, &node->string->base);

    for (size_t i = 0; columns[i] != NULL; i++)
    {
        *mem_push(parse->owner, *mentions, *count) = columns[i];
    }
}

void
command_read_statistics(CommandParse *parse, const PgQuery__CreateStatsStmt *statement)
{
    Command *command = command_add(parse, COMMAND_CREATE, SQL_STATISTICS);
    const char **columns = mem_array(parse->owner, const char *, statement->n_exprs + 1);
    size_t count = 0;

    command_add_name(parse, command, command_name_of(parse, statement->defnames, statement->n_defnames));
    command->if_not_exists = statement->if_not_exists;
    command->options = command_texts(parse, statement->stat_types, statement->n_stat_types);
    if (statement->n_relations > 0)
    {
        command->target = command_name(parse, statement->relations[0]);
    }
    for (size_t i = 0; i < statement->n_exprs; i++)
    {
        const PgQuery__StatsElem *element = statement->exprs[i]->stats_elem;

        if (ddl_written(element->name) != NULL)
        {
            columns[count++] = mem_strdup(parse->owner, element->name);
        }
    }
    command->members = columns;
}
