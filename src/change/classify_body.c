/* SPDX-License-Identifier: PostgreSQL */
/*
 * Statements that run statements: DO, CALL, SELECT f(), CREATE SCHEMA, EXPLAIN, PREPARE.
 *
 * All statements of a body are judged, those of every branch, each in the schema as the ones before it leave it: locks
 * of all, the worst of the rest. What cannot be seen (EXECUTE of an expression, other languages) makes the statement
 * opaque, and the answer only as good as what was seen.
 */
#include <string.h>

#include "base/mem.h"
#include "change/fold.h"
#include "classify_command_internal.h"

/* Functions that call functions are followed this deep. */
#define BODY_DEPTH_MAX 4

static void merge(ClassifyJudge *judge, const Classification *part, const Schema *schema);
static ChangeClass worse_class(ChangeClass a, ChangeClass b);
static bool changes_schema(const ClassifyJudge *judge, const Command *command);
static void opaque(ClassifyJudge *judge, const char *why);

void
classify_refine_body(ClassifyJudge *judge)
{
    if (judge->command->kind == COMMAND_DO)
    {
        judge->result->change_class = CLASS_SESSION;
    }
    classify_add_body(judge, judge->command->body, judge->command->body_count);
    if (judge->result->change_class == CLASS_SESSION)
    {
        judge->result->change_class = CLASS_EXPAND;
    }
}

void
classify_add_body(ClassifyJudge *judge, const Command *body, size_t count)
{
    const Schema *schema = judge->schema;
    Schema *copy = NULL;

    if (judge->depth >= BODY_DEPTH_MAX && count > 0)
    {
        opaque(judge, "calls are nested too deep");
        return;
    }
    for (size_t i = 0; i < count; i++)
    {
        merge(judge, classify_at_depth(judge->owner, &body[i], schema, judge->depth + 1), schema);
        if (i + 1 < count && changes_schema(judge, &body[i]))
        {
            copy = copy == NULL ? schema_copy_briefly(judge->owner, judge->schema) : copy;
            schema = copy;
            fold_command(copy, &body[i],
                         (FoldPlace){.file = judge->settings->current_file, .statement = 1, .transaction = 1});
        }
    }
    mem_free(copy);
}

static bool
changes_schema(const ClassifyJudge *judge, const Command *command)
{
    const ClassifyRow *row = classify_row(command->kind, command->object, judge->settings->server_version);

    return row != NULL && row->change_class != CLASS_DATA && row->change_class != CLASS_SESSION;
}

/* Relations that an earlier statement of the body made did not exist before. */
static void
merge(ClassifyJudge *judge, const Classification *part, const Schema *schema)
{
    Classification *result = judge->result;

    for (size_t i = 0; i < part->lock_count; i++)
    {
        QualifiedName name = classify_name_in_text(judge->owner, part->locks[i].relation);
        const SchemaRelation *relation = schema_relation(schema, name);

        if (schema == judge->schema || relation == NULL || !relation->is_known ||
            schema_relation(judge->schema, name) != NULL)
        {
            classify_take_text(judge, part->locks[i].relation, part->locks[i].mode);
        }
    }
    result->scans = result->scans || part->scans;
    result->rewrites = result->rewrites || part->rewrites;
    result->breaks_old = result->breaks_old || part->breaks_old;
    result->breaks_new = result->breaks_new || part->breaks_new;
    result->loses_data = result->loses_data || part->loses_data;
    result->is_exact = result->is_exact && part->is_exact;
    result->change_class = worse_class(result->change_class, part->change_class);
    result->semver = part->semver > result->semver ? part->semver : result->semver;
    judge->is_quick = true; /* danger is known of each part; nothing else is to be weighed */
    if (part->danger && !result->danger)
    {
        result->danger = true;
        result->danger_relation = part->danger_relation;
    }
    if (part->opaque != NULL && result->opaque == NULL)
    {
        opaque(judge, part->opaque);
    }
}

static ChangeClass
worse_class(ChangeClass a, ChangeClass b)
{
    static const int ranks[] = {
        [CLASS_SESSION] = 0,         [CLASS_DATA] = 1,        [CLASS_EXPAND] = 2, [CLASS_CONTRACT] = 3,
        [CLASS_EXPAND_CONTRACT] = 4, [CLASS_UNSUPPORTED] = 5,
    };

    if ((a == CLASS_EXPAND && b == CLASS_CONTRACT) || (a == CLASS_CONTRACT && b == CLASS_EXPAND))
    {
        return CLASS_EXPAND_CONTRACT;
    }
    return ranks[a] >= ranks[b] ? a : b;
}

static void
opaque(ClassifyJudge *judge, const char *why)
{
    judge->result->opaque = why;
    judge->result->is_exact = false;
}

void
classify_refine_call(ClassifyJudge *judge)
{
    const Command *command = judge->command;

    classify_take_uses(judge, true);
    classify_take_called(judge, command->calls, command->call_count);
    classify_run_calls(judge, command->calls, command->call_count);
}

void
classify_run_calls(ClassifyJudge *judge, const CommandCall *calls, size_t count)
{
    bool is_call = judge->command->kind == COMMAND_CALL ||
                   (judge->command->kind == COMMAND_SELECT && judge->command->use_count == 0);

    for (size_t i = 0; i < count; i++)
    {
        size_t candidates = 0;
        bool is_known = false;
        const SchemaFunction *function =
            schema_function(judge->schema, calls[i].function, calls[i].argument_count, &candidates);

        if (function == NULL)
        {
            schema_volatility(judge->schema, calls[i].function, calls[i].argument_count, &is_known);
            if (!is_known && is_call && classify_may_exist(judge))
            {
                opaque(judge, mem_printf(judge->owner, "what function %s does is not known", calls[i].function.name));
            }
            continue;
        }
        if (function->opaque != NULL && is_call)
        {
            opaque(judge, function->opaque);
        }
        classify_run_function(judge, function);
    }
}

/* The statement stays data though the function does nothing but set what is local to it. */
void
classify_run_function(ClassifyJudge *judge, const SchemaFunction *function)
{
    ChangeClass own = judge->result->change_class;

    classify_add_body(judge, function->body, function->body_count);
    if (own == CLASS_DATA && judge->result->change_class == CLASS_SESSION)
    {
        judge->result->change_class = own;
    }
}

/* Without ANALYZE the statement is planned, not run. */
void
classify_refine_explain(ClassifyJudge *judge)
{
    const Command *command = judge->command;

    if (command->analyze)
    {
        classify_add_body(judge, command->body, command->body_count);
        return;
    }
    for (size_t i = 0; i < command->body_count; i++)
    {
        for (size_t j = 0; j < command->body[i].use_count; j++)
        {
            classify_take_use(judge, &command->body[i].uses[j], true);
        }
    }
    judge->result->opaque = NULL;
    judge->result->is_exact = true;
}

/* Parsed, so that names are looked up; views are opened when it is planned. */
void
classify_refine_prepare(ClassifyJudge *judge)
{
    classify_refine_stored_query(judge);
}

void
classify_refine_cursor(ClassifyJudge *judge)
{
    classify_take_uses(judge, true);
    for (size_t i = 0; i < judge->command->body_count; i++)
    {
        for (size_t j = 0; j < judge->command->body[i].use_count; j++)
        {
            classify_take_use(judge, &judge->command->body[i].uses[j], true);
        }
    }
}
