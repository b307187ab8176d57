/* SPDX-License-Identifier: PostgreSQL */
/*
 * CREATE: what a new object locks of those that exist.
 *
 * Facts (measured on 12 to 18): a new table's foreign keys take SHARE ROW EXCLUSIVE on their targets until COMMIT, LIKE
 * ACCESS SHARE, INHERITS SHARE UPDATE EXCLUSIVE; a view locks only what it names, CREATE TABLE AS what it reads; an SQL
 * function is checked when it is made, PL/pgSQL is not; IF NOT EXISTS of an index takes its SHARE all the same.
 */
#include <string.h>

#include "base/mem.h"
#include "classify_command_internal.h"

static bool exists(const ClassifyJudge *judge);
static void new_columns(ClassifyJudge *judge);
static void new_keys(ClassifyJudge *judge);
static void take_like(ClassifyJudge *judge, QualifiedName name);
static void index_on(ClassifyJudge *judge, const SchemaRelation *table);

void
classify_refine_create_table(ClassifyJudge *judge)
{
    const Command *command = judge->command;

    if (command->if_not_exists && exists(judge))
    {
        classify_neutral(judge);
        classify_say(judge, "It exists: nothing is done, even where its columns differ.");
        return;
    }
    if (command->is_temporary)
    {
        judge->result->breaks_new = false;
    }
    new_keys(judge);
    new_columns(judge);
    for (size_t i = 0; i < command->like_count; i++)
    {
        take_like(judge, command->likes[i]);
    }
    for (size_t i = 0; i < command->parent_count; i++)
    {
        classify_take_name(judge, command->parents[i], LOCK_SHARE_UPDATE_EXCLUSIVE);
    }
}

static bool
exists(const ClassifyJudge *judge)
{
    return judge->command->name_count > 0 && schema_relation(judge->schema, judge->command->names[0]) != NULL;
}

static void
new_keys(ClassifyJudge *judge)
{
    const Command *command = judge->command;

    for (size_t i = 0; i < command->constraint_count; i++)
    {
        QualifiedName foreign = command->constraints[i].foreign_table;
        const SchemaRelation *relation;
        bool is_own;

        if (command->constraints[i].type != 'f')
        {
            continue;
        }
        relation = schema_relation(judge->schema, foreign);
        is_own = relation == NULL && command->name_count > 0 && strcmp(foreign.name, command->names[0].name) == 0 &&
                 (foreign.schema == NULL || classify_same_name(foreign.schema, command->names[0].schema));
        if (relation != NULL)
        {
            classify_take_partitions(judge, relation, LOCK_SHARE_ROW_EXCLUSIVE);
        }
        else if (!is_own)
        {
            classify_take_name(judge, foreign, LOCK_SHARE_ROW_EXCLUSIVE);
        }
    }
    if (judge->result->lock_count > 0)
    {
        classify_say(judge, "The foreign key blocks writes to %s until COMMIT.", judge->result->locks[0].relation);
    }
}

static void
new_columns(ClassifyJudge *judge)
{
    for (size_t i = 0; i < judge->command->column_count; i++)
    {
        const CommandExpression *fallback = judge->command->columns[i].fallback;

        if (fallback != NULL)
        {
            classify_take_stored(judge, fallback->calls, fallback->call_count);
        }
    }
}

static void
take_like(ClassifyJudge *judge, QualifiedName name)
{
    const SchemaRelation *source = schema_relation(judge->schema, name);
    bool has_defaults = classify_list_has(judge->command->like_options, "defaults") ||
                        classify_list_has(judge->command->like_options, "all");

    classify_take_name(judge, name, LOCK_ACCESS_SHARE);
    for (size_t i = 0; source != NULL && has_defaults && i < source->column_count; i++)
    {
        classify_take_default(judge, &source->columns[i]);
    }
}

void
classify_refine_create_as(ClassifyJudge *judge)
{
    const Command *command = judge->command;
    bool is_there = command->if_not_exists && exists(judge);

    if (command->is_temporary)
    {
        judge->result->breaks_new = false;
    }
    classify_take_uses(judge, !command->with_no_data && !is_there);
    judge->result->scans = !command->with_no_data && !is_there && command->use_count > 0;
    if (is_there)
    {
        judge->result->breaks_new = false;
        classify_say(judge, "It exists: nothing is done.");
        return;
    }
    if (!command->with_no_data)
    {
        size_t before = judge->result->lock_count;

        classify_take_called(judge, command->calls, command->call_count);
        if (command->use_count > 0 && judge->result->lock_count > before)
        {
            classify_unsure(judge, "Without a row nothing is called.");
        }
    }
}

void
classify_refine_create_view(ClassifyJudge *judge)
{
    const SchemaRelation *view =
        judge->command->name_count > 0 ? schema_relation(judge->schema, judge->command->names[0]) : NULL;

    if (judge->command->or_replace && view != NULL)
    {
        classify_take(judge, view, LOCK_ACCESS_EXCLUSIVE);
    }
    classify_take_uses(judge, false);
    classify_take_stored(judge, judge->command->calls, judge->command->call_count);
}

void
classify_refine_create_index(ClassifyJudge *judge)
{
    const Command *command = judge->command;
    const SchemaRelation *table = schema_relation(judge->schema, command->target);
    LockMode mode = command->concurrently ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_SHARE;

    judge->result->needs_no_transaction = command->concurrently;
    if (command->index != NULL && command->index->is_unique)
    {
        judge->result->breaks_old = table == NULL || !schema_is_new(judge->schema, table);
        judge->result->change_class = judge->result->breaks_old ? CLASS_EXPAND_CONTRACT : CLASS_EXPAND;
        classify_say(judge, "V may still write duplicates.");
    }
    if (table == NULL || command->only)
    {
        classify_take_name(judge, command->target, mode);
    }
    else
    {
        classify_take_partitions(judge, table, mode);
    }
    if (table != NULL)
    {
        index_on(judge, table);
    }
}

static void
index_on(ClassifyJudge *judge, const SchemaRelation *table)
{
    const Command *command = judge->command;
    QualifiedName name = command->name_count > 0 ? command->names[0] : (QualifiedName){NULL, NULL};

    name.schema = table->schema;
    if (command->if_not_exists && name.name != NULL && schema_relation(judge->schema, name) != NULL)
    {
        classify_neutral(judge);
        classify_say(judge, "The name is taken: nothing is built, even if that index is another one or invalid.");
        return;
    }
    if (table->kind == 'p' && command->only)
    {
        judge->result->scans = false;
        return;
    }
    if (table->kind == 'p')
    {
        classify_touch_tree(judge, table);
        return;
    }
    classify_touch(judge, table);
}

/* The body of an SQL function is checked, which names what it reads but does not plan it. */
void
classify_refine_create_function(ClassifyJudge *judge)
{
    const Command *command = judge->command;
    bool is_sql = command->function != NULL && strcmp(command->function->language, "sql") == 0;

    for (size_t i = 0; is_sql && i < command->body_count; i++)
    {
        const Command *part = &command->body[i];

        for (size_t j = 0; j < part->use_count; j++)
        {
            classify_take_use(judge, &part->uses[j], false);
        }
    }
    judge->result->opaque = NULL;
    judge->result->is_exact = true;
    if (command->or_replace)
    {
        classify_say(judge, "A function that is replaced behaves differently for V at once.");
    }
}

void
classify_refine_create_trigger(ClassifyJudge *judge)
{
    const Command *command = judge->command;

    if (judge->relation != NULL && judge->relation->kind == 'p' && command->trigger != NULL && command->trigger->is_row)
    {
        classify_take_tree(judge, judge->relation, LOCK_SHARE_ROW_EXCLUSIVE);
    }
    classify_take_name(judge, command->target, LOCK_ACCESS_SHARE);
    classify_say(judge, "It fires for V's writes too.");
}

/* Rules and policies: the relations in their queries are named, not read. */
void
classify_refine_stored_query(ClassifyJudge *judge)
{
    const Command *command = judge->command;

    classify_take_uses(judge, false);
    for (size_t i = 0; i < command->body_count; i++)
    {
        for (size_t j = 0; j < command->body[i].use_count; j++)
        {
            classify_take_use(judge, &command->body[i].uses[j], false);
        }
    }
}

void
classify_refine_create_policy(ClassifyJudge *judge)
{
    classify_refine_stored_query(judge);
    if (judge->command->is_restrictive)
    {
        judge->result->change_class = CLASS_CONTRACT;
        judge->result->breaks_old = true;
    }
}

void
classify_refine_create_statistics(ClassifyJudge *judge)
{
    classify_take_name(judge, judge->command->target, LOCK_SHARE_UPDATE_EXCLUSIVE);
}

/* names[0] is the publication, its tables are what is used. */
void
classify_refine_publication(ClassifyJudge *judge)
{
    const Command *command = judge->command;

    for (size_t i = 0; i < command->use_count; i++)
    {
        const SchemaRelation *relation = schema_relation(judge->schema, command->uses[i].relation);

        if (relation != NULL && relation->kind != 'p')
        {
            classify_take_tree(judge, relation, LOCK_SHARE_UPDATE_EXCLUSIVE);
        }
        else
        {
            classify_take_name(judge, command->uses[i].relation, LOCK_SHARE_UPDATE_EXCLUSIVE);
        }
    }
    if (command->kind == COMMAND_SET_MEMBERS)
    {
        classify_unsure(judge, "Tables that leave the publication are locked too.");
    }
}

/* A slot on the publisher cannot be taken back: without one a transaction is allowed. */
void
classify_refine_subscription(ClassifyJudge *judge)
{
    const Command *command = judge->command;

    if (command->kind == COMMAND_DROP)
    {
        classify_unsure(judge, "Without a slot it may run in a transaction.");
    }
    else if (classify_list_has(command->options, "connect") || classify_list_has(command->options, "create_slot"))
    {
        judge->result->needs_no_transaction = false;
        classify_unsure(judge, "If a slot is created it cannot run in a transaction.");
    }
}

void
classify_refine_add_value(ClassifyJudge *judge)
{
    const Command *command = judge->command;
    const SchemaType *type =
        command->name_count == 0 ? NULL : schema_type(judge->schema, command->names[0].schema, command->names[0].name);

    if (judge->settings->server_version < 120000)
    {
        judge->result->needs_no_transaction = true;
    }
    for (size_t i = 0; type != NULL && command->member != NULL && command->if_not_exists && i < type->label_count; i++)
    {
        if (strcmp(type->labels[i], command->member) == 0)
        {
            classify_neutral(judge);
            classify_say(judge, "The value exists: nothing is done.");
            return;
        }
    }
    classify_say(judge, "It cannot be taken back, nor used before COMMIT.");
}

/* Typed tables have the attributes of their type. */
typedef struct AttributeSearch
{
    ClassifyJudge *judge;
    const SchemaType *type;
} AttributeSearch;

static void take_if_typed(SchemaRelation *relation, void *context);

void
classify_refine_attribute(ClassifyJudge *judge)
{
    AttributeSearch search = {.judge = judge};

    search.type = judge->command->name_count == 0
                      ? NULL
                      : schema_type(judge->schema, judge->command->names[0].schema, judge->command->names[0].name);
    if (search.type != NULL && judge->command->cascade)
    {
        schema_each_relation(judge->schema, take_if_typed, &search);
    }
}

static void
take_if_typed(SchemaRelation *relation, void *context)
{
    AttributeSearch *search = context;
    QualifiedName name;

    if (relation->of_type == NULL)
    {
        return;
    }
    name = classify_name_in_text(search->judge->owner, relation->of_type);
    if (schema_type(search->judge->schema, name.schema, name.name) == search->type)
    {
        classify_take_tree(search->judge, relation, LOCK_ACCESS_EXCLUSIVE);
    }
}
