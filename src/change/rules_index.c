/* SPDX-License-Identifier: PostgreSQL */
/*
 * Rules about indexes: how they are built and dropped, and what is taken for one that is there.
 */
#include <string.h>

#include "base/mem.h"
#include "rules_internal.h"

static bool creates_index(const Judge *judge);
static const SchemaRelation *indexed_table(const Judge *judge);
static bool is_partitioned(const SchemaRelation *relation);
static bool builds_concurrently(const Judge *judge);
static const char *partition_steps(const Judge *judge);
static bool same_keys(const char *const *a, const char *const *b);
static const SchemaRelation *used_index(const Judge *judge);
static const SchemaRelation *first_dropped(const Judge *judge, bool (*test)(const SchemaRelation *index));
static bool is_conflict_target(const SchemaRelation *index);

static const char no_transaction_help[] =
    "Write CONCURRENTLY, outside of a transaction; if it fails, drop the INVALID index that it leaves with DROP INDEX "
    "CONCURRENTLY.";

bool
rules_index_not_concurrent(const Judge *judge, Finding *finding)
{
    if (!creates_index(judge) || judge->command->concurrently || !judge->is_dangerous ||
        is_partitioned(indexed_table(judge)))
    {
        return false;
    }
    rules_fix(judge, finding, rules_with_word(judge, "INDEX", "CONCURRENTLY"));
    return rules_say(judge, finding, no_transaction_help, "%s on %s blocks every write to it while it is built",
                     judge->command->names[0].name == NULL
                         ? "an index"
                         : rules_print(judge, "index %s", rules_quote(judge, judge->command->names[0].name)),
                     rules_name(judge, judge->command->target));
}

bool
rules_index_on_partitioned(const Judge *judge, Finding *finding)
{
    const SchemaRelation *table = creates_index(judge) ? indexed_table(judge) : NULL;

    if (!is_partitioned(table) || judge->command->concurrently || !judge->is_dangerous)
    {
        return false;
    }
    rules_fix_by_hand(judge, finding, partition_steps(judge));
    return rules_say(judge, finding,
                     "Create the index ON ONLY the parent, build one CONCURRENTLY on each partition, and attach them "
                     "with ALTER INDEX … ATTACH PARTITION; with the last one the parent's becomes valid.",
                     "an index on the partitioned table %s blocks every write to all its partitions while it is built",
                     rules_name(judge, judge->command->target));
}

bool
rules_drop_index_not_concurrent(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    if (command->kind != COMMAND_DROP || command->object != SQL_INDEX || command->concurrently)
    {
        return false;
    }
    const char *locked = rules_locked(judge, LOCK_ACCESS_EXCLUSIVE);

    if (locked == NULL || is_partitioned(judge->relation) ||
        (judge->relation != NULL && rules_is_new(judge, judge->relation->table)))
    {
        return false;
    }
    if (command->name_count == 1 && !command->cascade)
    {
        rules_fix(judge, finding, rules_with_word(judge, "INDEX", "CONCURRENTLY"));
    }
    return rules_say(judge, finding, "Drop each with DROP INDEX CONCURRENTLY, outside of a transaction.",
                     "dropping %s waits for every query on its table and blocks all that come later",
                     rules_names(judge));
}

bool
rules_reindex_not_concurrent(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    if (command->kind != COMMAND_REINDEX || command->concurrently || !judge->is_dangerous ||
        (command->object != SQL_INDEX && command->object != SQL_TABLE))
    {
        return false;
    }
    rules_fix(judge, finding, rules_with_word(judge, command->object == SQL_INDEX ? "INDEX" : "TABLE", "CONCURRENTLY"));
    return rules_say(judge, finding, no_transaction_help,
                     "rebuilding %s blocks writes to its table, and reads that need it", judge->table);
}

bool
rules_conflict_target_dropped(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    if (command->kind != COMMAND_DROP || command->object != SQL_INDEX)
    {
        return false;
    }
    const SchemaRelation *index = first_dropped(judge, is_conflict_target);

    if (index == NULL || rules_is_new(judge, index->table))
    {
        return false;
    }
    return rules_say(judge, finding,
                     "Drop it once no running version uses ON CONFLICT with these columns; build its successor first.",
                     "%s is the only unique index of %s on (%s): ON CONFLICT on it fails, duplicates are accepted",
                     rules_quote(judge, index->name), schema_relation_text(judge->mem, judge->schema, index->table),
                     rules_list(judge, index->keys));
}

bool
rules_concurrent_index_corruption(const Judge *judge, Finding *finding)
{
    int version = rules_version(judge);
    bool is_affected =
        (version > 140000 && version < 140004) || (version == 140000 && schema_settings_of(judge->schema)->is_live);

    if (!is_affected || !builds_concurrently(judge))
    {
        return false;
    }
    return rules_say(judge, finding, "Update the server to 14.4 or later first.",
                     "an index that is built concurrently may miss rows on 14.%d", version % 100);
}

bool
rules_accepts_other_index(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    if (!creates_index(judge) || !command->if_not_exists || command->names[0].name == NULL)
    {
        return false;
    }
    const QualifiedName name = {command->target.schema, command->names[0].name};
    const SchemaRelation *there = rules_relation(judge, name);

    if (there == NULL || (there->kind != 'i' && there->kind != 'I') || there->table == NULL)
    {
        return false;
    }
    const char *quoted = rules_quote(judge, there->name);

    if (!there->is_valid)
    {
        return rules_say(judge, finding, "Drop it with DROP INDEX CONCURRENTLY and build it without IF NOT EXISTS.",
                         "%s is there and INVALID: IF NOT EXISTS leaves it so, and no query uses it", quoted);
    }
    bool is_same = there->table == indexed_table(judge) && there->is_unique == command->index->is_unique &&
                   there->has_predicate == command->index->has_predicate && there->keys != NULL &&
                   same_keys(there->keys, command->index->keys);

    return !is_same && rules_say(judge, finding, "Give the new index a name of its own.",
                                 "another index is called %s already: IF NOT EXISTS builds nothing", quoted);
}

bool
rules_accepts_invalid_index(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    if (!creates_index(judge) || !command->if_not_exists || !command->concurrently || command->names[0].name == NULL ||
        rules_relation(judge, (QualifiedName){command->target.schema, command->names[0].name}) != NULL ||
        schema_settings_of(judge->schema)->is_live)
    {
        return false;
    }
    const char *index = rules_name(judge, (QualifiedName){command->target.schema, command->names[0].name});

    rules_fix_by_hand(judge, finding,
                      rules_print(judge, "DROP INDEX CONCURRENTLY IF EXISTS %s;\n%s;", index, rules_statement(judge)));
    return rules_say(judge, finding, "Drop what an earlier try may have left, then build it.",
                     "an INVALID index %s of an earlier try would be accepted", index);
}

bool
rules_refused_on_partitioned(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    const SchemaRelation *relation = creates_index(judge) ? indexed_table(judge) : judge->relation;
    const char *what = NULL;

    if (!is_partitioned(relation))
    {
        return false;
    }
    switch ((int) command->kind)
    {
        case COMMAND_CREATE:
            what = creates_index(judge) && command->concurrently ? "CREATE INDEX CONCURRENTLY" : NULL;
            break;
        case COMMAND_DROP:
            what = command->object == SQL_INDEX && command->concurrently ? "DROP INDEX CONCURRENTLY" : NULL;
            break;
        case COMMAND_ADD_UNIQUE_USING_INDEX:
        case COMMAND_ADD_PRIMARY_KEY_USING_INDEX:
            what = "ADD CONSTRAINT … USING INDEX";
            break;
        case COMMAND_ADD_FOREIGN_KEY:
            what = command->constraints[0].is_not_valid && rules_version(judge) < 180000 ? "a NOT VALID foreign key"
                                                                                         : NULL;
            break;
        case COMMAND_DETACH_PARTITION:
            for (size_t i = 0; command->concurrently && i < relation->child_count; i++)
            {
                what = relation->children[i]->is_default_partition ? "DETACH … CONCURRENTLY beside a default partition"
                                                                   : what;
            }
            break;
        default:
            break;
    }
    if (what == NULL)
    {
        return false;
    }
    if (creates_index(judge))
    {
        rules_fix_by_hand(judge, finding, partition_steps(judge));
    }
    return rules_say(judge, finding,
                     "Do it for each partition, then for the parent: CREATE INDEX ON ONLY parent, CONCURRENTLY on the "
                     "partitions, ALTER INDEX … ATTACH PARTITION.",
                     "PostgreSQL refuses %s on the partitioned %s %s", what, relation->kind == 'I' ? "index" : "table",
                     schema_relation_text(judge->mem, judge->schema, relation));
}

bool
rules_index_not_usable(const Judge *judge, Finding *finding)
{
    const SchemaRelation *index = used_index(judge);
    const char *why = NULL;

    if (index == NULL || index->kind != 'i')
    {
        return false;
    }
    why = !index->is_valid        ? "it is INVALID"
          : !index->is_unique     ? "it is not unique"
          : index->has_predicate  ? "it has a WHERE"
          : index->has_expression ? "it has an expression"
                                  : NULL;
    return why != NULL &&
           rules_say(judge, finding, "Build a unique index over plain columns, CONCURRENTLY, and use that.",
                     "%s cannot become a constraint: %s", rules_quote(judge, index->name), why);
}

/* Of a table with rows: in a new one the index may follow in the same file. */
bool
rules_foreign_key_without_index(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    if (command->kind != COMMAND_ADD_FOREIGN_KEY || judge->relation == NULL || !judge->relation->is_known ||
        rules_is_new(judge, judge->relation) || rules_has_index_on(judge->relation, command->constraints[0].columns))
    {
        return false;
    }
    const char *const *columns = command->constraints[0].columns;
    const char *index = rules_free_relation(judge, columns[0], "idx");

    if (judge->relation->kind == 'r')
    {
        rules_fix_by_hand(judge, finding,
                          rules_print(judge, "CREATE INDEX CONCURRENTLY %s ON %s (%s);", rules_quote(judge, index),
                                      judge->table, rules_list(judge, columns)));
    }
    return rules_say(judge, finding, "Build an index on the referencing columns first.",
                     "no index of %s starts with (%s): deleting a row of %s reads all of %s", judge->table,
                     rules_list(judge, columns), rules_name(judge, command->constraints[0].foreign_table),
                     judge->table);
}

static bool
creates_index(const Judge *judge)
{
    return judge->command->kind == COMMAND_CREATE && judge->command->object == SQL_INDEX;
}

static const SchemaRelation *
indexed_table(const Judge *judge)
{
    return rules_relation(judge, judge->command->target);
}

static bool
is_partitioned(const SchemaRelation *relation)
{
    return relation != NULL && (relation->kind == 'p' || relation->kind == 'I');
}

static bool
builds_concurrently(const Judge *judge)
{
    return judge->command->concurrently && (creates_index(judge) || judge->command->kind == COMMAND_REINDEX);
}

/* Only for plain columns: the text of anything else would have to be taken apart. */
static const char *
partition_steps(const Judge *judge)
{
    const Command *command = judge->command;
    const SchemaRelation *table = indexed_table(judge);
    const CommandIndex *index = command->index;

    if (table == NULL || table->child_count == 0 || index->has_expression || index->has_predicate ||
        index->has_collation_or_opclass || rules_list_length(index->mentions) != rules_list_length(index->keys))
    {
        return NULL;
    }
    const char *name =
        command->names[0].name != NULL ? command->names[0].name : rules_free_relation(judge, index->keys[0], "idx");
    const char *unique = index->is_unique ? "UNIQUE " : "";
    const char *keys = rules_list(judge, index->keys);
    const char *parent = rules_name(judge, (QualifiedName){command->target.schema, name});
    char *sql = rules_print(judge, "CREATE %sINDEX %s ON ONLY %s USING %s (%s);", unique, rules_quote(judge, name),
                            rules_name(judge, command->target), index->method, keys);

    for (size_t i = 0; i < table->child_count; i++)
    {
        const SchemaRelation *child = table->children[i];
        const char *short_name = quote_short_name(judge->mem, "", rules_print(judge, "%s_%s", child->name, name),
                                                  rules_print(judge, "%s.%s.%s", child->schema, child->name, name));
        const char *on = schema_relation_text(judge->mem, judge->schema, child);

        if (child->kind != 'r')
        {
            return NULL;
        }
        mem_append(&sql, "\nCREATE %sINDEX CONCURRENTLY %s ON %s USING %s (%s);", unique,
                   rules_quote(judge, short_name), on, index->method, keys);
        mem_append(&sql, "\nALTER INDEX %s ATTACH PARTITION %s;", parent,
                   rules_name(judge, (QualifiedName){child->is_shown_qualified ? child->schema : NULL, short_name}));
    }
    return sql;
}

static bool
same_keys(const char *const *a, const char *const *b)
{
    size_t i = 0;

    while (a[i] != NULL && b[i] != NULL && strcmp(a[i], b[i]) == 0)
    {
        i++;
    }
    return a[i] == NULL && b[i] == NULL;
}

static const SchemaRelation *
used_index(const Judge *judge)
{
    const Command *command = judge->command;

    if ((command->kind != COMMAND_ADD_UNIQUE_USING_INDEX && command->kind != COMMAND_ADD_PRIMARY_KEY_USING_INDEX) ||
        command->constraints[0].index == NULL)
    {
        return NULL;
    }
    return rules_relation(judge, (QualifiedName){command->names[0].schema, command->constraints[0].index});
}

static const SchemaRelation *
first_dropped(const Judge *judge, bool (*test)(const SchemaRelation *index))
{
    for (size_t i = 0; i < judge->command->name_count; i++)
    {
        const SchemaRelation *index = rules_relation(judge, judge->command->names[i]);

        if (index != NULL && test(index))
        {
            return index;
        }
    }
    return NULL;
}

/* Whether no other unique index of its table has the same keys. */
static bool
is_conflict_target(const SchemaRelation *index)
{
    if (!index->is_unique || !index->is_valid || index->has_expression || index->table == NULL || index->keys == NULL)
    {
        return false;
    }
    for (size_t i = 0; i < index->table->index_count; i++)
    {
        const SchemaRelation *other = index->table->indexes[i];

        if (other != index && other->is_unique && other->is_valid && !other->has_predicate && other->keys != NULL &&
            same_keys(other->keys, index->keys))
        {
            return false;
        }
    }
    return true;
}
