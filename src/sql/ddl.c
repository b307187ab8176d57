/* SPDX-License-Identifier: PostgreSQL */
/*
 * SQL text → DdlStatements: parse the text, then read one statement after the other.
 *
 * In: a script. Out: one DdlStatement per statement and per ALTER TABLE subcommand, in the order of the text.
 * Invariant: nothing of the parse tree but SqlExpressions outlives the call.
 */
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

bool
ddl_parse(void *owner, const char *text, DdlScript **script, DdlErrorPlace *place, Error *err)
{
    void *scratch = mem_child(owner, "parse");
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, text, place, err);
    DdlParse parse = {.text = text};
    bool done = tree != NULL;

    *script = NULL;
    if (done)
    {
        parse.script = mem_new(owner, DdlScript);
        parse.owner = parse.script;
        parse.tokens = ddl_error_tokens(scratch, text, &parse.token_count);
        for (size_t i = 0; i < tree->n_stmts && done; i++)
        {
            done = ddl_statement_read(&parse, tree->stmts[i], err);
        }
        *script = parse.script;
    }
    else if (place != NULL)
    {
        place->token = mem_strdup(owner, place->token);
    }
    mem_free(scratch);
    return done;
}

bool
ddl_fingerprint(void *owner, const char *text, char **fingerprint, Error *err)
{
    void *scratch = mem_child(owner, "fingerprint");
    PgQuery__ParseResult *tree = ddl_tree_parse(scratch, text, NULL, err);

    /* Not pg_query_fingerprint(): it is made to be equal for queries that differ in their constants. */
    *fingerprint = tree == NULL ? NULL : quote_hash(owner, ddl_tree_digits(scratch, tree));
    mem_free(scratch);
    return *fingerprint != NULL;
}

bool
ddl_check_plpgsql(const char *create_function, Error *err)
{
    PgQueryPlpgsqlParseResult result = pg_query_parse_plpgsql(create_function);
    bool valid = result.error == NULL;

    if (!valid)
    {
        error_set(err, ERROR_INVALID, "%s", result.error->message);
    }
    pg_query_free_plpgsql_parse_result(result);
    return valid;
}

void
ddl_exit(void)
{
    pg_query_init(); /* pg_query_exit() of 15-4.0.0 crashes in a process that never parsed anything */
    pg_query_exit();
}
