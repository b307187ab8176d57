/* SPDX-License-Identifier: PostgreSQL */
/*
 * The verdict on each statement of a plan: what it would do if it were run as it is written, behind those before it.
 *
 * change/classify judges Commands in a Schema; the statement's SQL is read once more as a Command. The schema is a copy
 * that every statement is folded into, so that the second one finds the column that the first one adds.
 */
#include "change/fold.h"
#include "change/resolve.h"

#include "base/mem.h"
#include "resolve_internal.h"

static const Command *read_command(Resolver *resolver, size_t change, const DdlStatement *statement);
static void qualify_locks(const Resolver *resolver, Classification *found);

/* Without a schema nothing is known and all may exist: the answers are the safe ones. */
void
resolve_begin_verdicts(Resolver *resolver, const Schema *schema)
{
    if (schema != NULL)
    {
        resolver->schema = schema_copy(resolver->mem, schema);
    }
    else
    {
        resolver->schema = schema_new(resolver->mem, resolver->catalog->server_version);
        schema_settings(resolver->schema)->is_complete = false;
        schema_set_search_path(resolver->schema, resolver->catalog->search_path);
    }
    /* The plan comes behind whatever the schema was made of. */
    fold_begin_file(resolver->schema, schema_settings_of(resolver->schema)->current_file + 1);
}

const Classification *
resolve_verdict(Resolver *resolver, size_t change, const DdlStatement *statement)
{
    const Command *command = read_command(resolver, change, statement);
    FoldPlace place = {
        .file = schema_settings_of(resolver->schema)->current_file,
        .statement = resolver->result->verdict_count,
    };
    Classification *found;

    if (command == NULL)
    {
        return mem_new(resolver->mem, Classification);
    }
    found = classify_command(resolver->mem, command, resolver->schema);
    qualify_locks(resolver, found);
    fold_command(resolver->schema, command, place);
    return found;
}

/* NULL after a finding. A subcommand was taken out of its statement before: there is one command. */
static const Command *
read_command(Resolver *resolver, size_t change, const DdlStatement *statement)
{
    CommandList *list = NULL;
    DdlErrorPlace place;
    Error err = {0};

    if (command_parse(resolver->mem, statement->sql, &list, &place, &err) && list->count > 0)
    {
        return &list->commands[0];
    }
    resolve_report(resolver->diagnostics, resolver->parsed->plan, &resolver->parsed->changes[change].source->sql,
                   statement->offset, "P201", "%s", err.message == NULL ? "there is no statement" : err.message);
    error_clear(&err);
    return NULL;
}

/* The steps that bellows runs name every table with its schema; so does what is said of the statements. */
static void
qualify_locks(const Resolver *resolver, Classification *found)
{
    for (size_t i = 0; i < found->lock_count; i++)
    {
        void *mem = mem_root("lock");
        CommandList *list = NULL;
        DdlErrorPlace place;
        Error ignored = {0};
        const char *text = found->locks[i].relation;

        if (command_parse(mem, mem_printf(mem, "LOCK TABLE %s", text), &list, &place, &ignored))
        {
            const SchemaRelation *relation = schema_relation(resolver->schema, list->commands[0].names[0]);

            if (relation != NULL)
            {
                found->locks[i].relation =
                    quote_qualified_name(found, (QualifiedName){.schema = relation->schema, .name = relation->name});
            }
        }
        error_clear(&ignored);
        mem_free(mem);
    }
}
