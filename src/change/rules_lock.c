/* SPDX-License-Identifier: PostgreSQL */
/*
 * Rules about tables as a whole: partitions, storage, maintenance, locks that are asked for.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "rules_internal.h"

enum
{
    BOUND_BYTES_MAX = 255,
    NAME_PART_BYTES_MAX = 40,
};

typedef struct Bounds
{
    const char *column;
    const char *from; /* as written */
    const char *to;
} Bounds;

static bool is_dangerous(const Judge *judge, CommandKind kind);
static bool bounds_are_proved(const Judge *judge);
static bool has_bounds(const SchemaRelation *table, const Bounds *bounds);
static bool read_bounds(const Judge *judge, Bounds *bounds);
static const char *made_name(const Judge *judge, const char *table, const char *suffix);
static void exclude_from_default(const Judge *judge, const SchemaRelation *parent, const Bounds *bounds, char **sql,
                                 char **end);
static const SchemaRelation *default_partition(const SchemaRelation *parent);
static bool has_rows_below(const Judge *judge, const SchemaRelation *parent);
static bool detaches(const Judge *judge);
static const char *attach_steps(const Judge *judge);
static const char *create_and_attach(const Judge *judge);

bool
rules_attach_partition_scans(const Judge *judge, Finding *finding)
{
    const char *part = rules_name(judge, judge->command->target);

    if (!is_dangerous(judge, COMMAND_ATTACH_PARTITION) || bounds_are_proved(judge))
    {
        return false;
    }
    rules_fix_by_hand(judge, finding, attach_steps(judge));
    return rules_say(judge, finding,
                     "Prove the bounds first with a CHECK on the partition, and their absence with one on the default "
                     "partition: NOT VALID, then VALIDATE. Drop both afterwards.",
                     "attaching %s to %s reads %s while its readers and writers wait", part, judge->table,
                     judge->facts->danger_relation == NULL ? part : judge->facts->danger_relation);
}

bool
rules_create_partition_scans(const Judge *judge, Finding *finding)
{
    const SchemaRelation *parent = rules_relation(judge, judge->command->target);
    const SchemaRelation *other = parent == NULL ? NULL : default_partition(parent);

    if (!is_dangerous(judge, COMMAND_CREATE_PARTITION))
    {
        return false;
    }
    rules_fix_by_hand(judge, finding, create_and_attach(judge));
    return rules_say(judge, finding,
                     "Prove with a validated CHECK on the default partition that it has no such rows; then create the "
                     "table with LIKE and attach it.",
                     "a new partition of %s reads its default partition%s%s while everybody waits",
                     rules_name(judge, judge->command->target), other == NULL ? "" : " ",
                     other == NULL ? "" : schema_relation_text(judge->mem, judge->schema, other));
}

bool
rules_create_partition_locks_parent(const Judge *judge, Finding *finding)
{
    const SchemaRelation *parent = rules_relation(judge, judge->command->target);

    if (judge->command->kind != COMMAND_CREATE_PARTITION || judge->is_dangerous || rules_is_new(judge, parent) ||
        (parent != NULL && parent->is_known && !has_rows_below(judge, parent)))
    {
        return false;
    }
    rules_fix_by_hand(judge, finding, create_and_attach(judge));
    return rules_say(judge, finding,
                     "Create the table with LIKE, then ATTACH it: that lets readers and writers through.",
                     "a new partition waits for every query on %s and blocks all that come later",
                     rules_name(judge, judge->command->target));
}

bool
rules_detach_not_concurrent(const Judge *judge, Finding *finding)
{
    const SchemaRelation *parent = judge->relation;

    if (!detaches(judge) || judge->command->kind != COMMAND_DETACH_PARTITION || judge->command->concurrently ||
        !rules_is_in_use(judge))
    {
        return false;
    }
    if (rules_version(judge) >= 140000 && (parent == NULL || default_partition(parent) == NULL))
    {
        rules_fix(judge, finding, rules_print(judge, "%s CONCURRENTLY;", rules_statement(judge)));
    }
    return rules_say(judge, finding,
                     "Use DETACH … CONCURRENTLY (14 and later, without a default partition), outside of a "
                     "transaction; else set lock_timeout and try again.",
                     "detaching %s waits for every query on %s and blocks all that come later",
                     rules_name(judge, judge->command->target), judge->table);
}

bool
rules_drop_partition_locks_parent(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    if (command->kind != COMMAND_DROP || command->object != SQL_TABLE || judge->relation == NULL ||
        !judge->relation->is_partition || judge->relation->parent_count == 0 ||
        rules_is_new(judge, judge->relation->parents[0]))
    {
        return false;
    }
    const char *parent = schema_relation_text(judge->mem, judge->schema, judge->relation->parents[0]);

    if (rules_version(judge) >= 140000 && default_partition(judge->relation->parents[0]) == NULL)
    {
        rules_fix_by_hand(judge, finding,
                          rules_print(judge, "ALTER TABLE %s DETACH PARTITION %s CONCURRENTLY;", parent, judge->table));
    }
    return rules_say(judge, finding, "Detach it CONCURRENTLY first, then drop it.",
                     "dropping partition %s locks its parent %s against everybody", judge->table, parent);
}

bool
rules_set_logged_rewrites(const Judge *judge, Finding *finding)
{
    bool is_unlogged = is_dangerous(judge, COMMAND_SET_UNLOGGED);

    return (is_unlogged || is_dangerous(judge, COMMAND_SET_LOGGED)) &&
           rules_say(judge, finding, "Copy the rows in batches into a new table of that kind, kept equal by triggers.",
                     "%s is rewritten while readers and writers wait%s", judge->table,
                     is_unlogged ? ", and is empty after a crash" : "");
}

bool
rules_set_tablespace_copies(const Judge *judge, Finding *finding)
{
    return is_dangerous(judge, COMMAND_SET_TABLESPACE) &&
           rules_say(
               judge, finding,
               "For an index, build another one CONCURRENTLY in that tablespace; for a table, copy it in batches.",
               "%s is copied while readers and writers wait", judge->table);
}

bool
rules_set_access_method_rewrites(const Judge *judge, Finding *finding)
{
    return is_dangerous(judge, COMMAND_SET_ACCESS_METHOD) &&
           rules_say(judge, finding, "Copy the rows in batches into a new table, kept equal by triggers.",
                     "%s is rewritten while readers and writers wait", judge->table);
}

bool
rules_refresh_blocks_readers(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    bool has_key = false;

    if (command->kind != COMMAND_REFRESH || command->concurrently || !rules_is_in_use(judge) ||
        (!judge->is_dangerous && !command->with_no_data))
    {
        return false;
    }
    for (size_t i = 0; judge->relation != NULL && i < judge->relation->index_count; i++)
    {
        const SchemaRelation *index = judge->relation->indexes[i];

        has_key = has_key || (index->is_unique && index->is_valid && !index->has_predicate && !index->has_expression);
    }
    if (has_key && !command->with_no_data)
    {
        rules_fix(judge, finding, rules_with_word(judge, "VIEW", "CONCURRENTLY"));
    }
    return rules_say(
        judge, finding, "REFRESH … CONCURRENTLY; it needs a unique index over plain columns and without WHERE.",
        command->with_no_data ? "%s cannot be read until it is filled again" : "readers of %s wait while it is filled",
        judge->table);
}

bool
rules_vacuum_full(const Judge *judge, Finding *finding)
{
    return judge->command->kind == COMMAND_VACUUM && judge->command->full && judge->command->name_count > 0 &&
           judge->is_dangerous &&
           rules_say(judge, finding, "Plain VACUUM; to give room back to the system, a tool that repacks online.",
                     "%s is rewritten while readers and writers wait", rules_names(judge));
}

bool
rules_cluster_rewrites(const Judge *judge, Finding *finding)
{
    return judge->command->kind == COMMAND_CLUSTER && judge->command->name_count > 0 && judge->is_dangerous &&
           rules_say(judge, finding, "A tool that repacks online.", "%s is rewritten while readers and writers wait",
                     judge->table);
}

bool
rules_lock_table(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    return command->kind == COMMAND_LOCK && command->lock >= LOCK_SHARE && rules_is_in_use(judge) &&
           rules_say(judge, finding, "Take a weaker mode, or set lock_timeout and keep the transaction short.",
                     "%s %s locked in %s mode until the transaction ends", rules_names(judge),
                     command->name_count > 1 ? "are" : "is", classify_lock_name(command->lock));
}

bool
rules_backfill_not_batched(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    return command->kind == COMMAND_UPDATE && command->data != NULL && !command->data->has_where &&
           rules_is_in_use(judge) &&
           rules_say(judge, finding, "Update in batches by key, each in a transaction of its own.",
                     "every row of %s is updated and locked in one transaction", judge->table);
}

bool
rules_maintenance_of_everything(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    bool is_reindex = command->kind == COMMAND_REINDEX && !command->concurrently && command->object != SQL_INDEX &&
                      command->object != SQL_TABLE;
    bool is_all = is_reindex || (command->name_count == 0 && ((command->kind == COMMAND_VACUUM && command->full) ||
                                                              command->kind == COMMAND_CLUSTER));

    return is_all && rules_say(judge, finding, "Do it table by table, with a form that lets writers through.",
                               "%s locks one table after the other for as long as each takes", command->words);
}

bool
rules_scan_under_lock(const Judge *judge, Finding *finding)
{
    for (size_t i = 0; i < judge->findings->count; i++)
    {
        const Rule *rule = judge->findings->items[i].rule;

        if (rule->severity != SEVERITY_NOTE && (rule->code[1] == '1' || rule->code[1] == '6'))
        {
            return false;
        }
    }
    /* ATTACH was looked at closely; nobody but REFRESH writes to what is refreshed; L207 says that it fails. */
    bool is_known = judge->command->kind == COMMAND_ATTACH_PARTITION ||
                    (judge->command->kind == COMMAND_REFRESH && judge->command->concurrently) ||
                    rules_has(judge, RULE_L207);

    return judge->is_dangerous && !is_known &&
           rules_say(judge, finding, "Do it while nobody uses the table, or split it into steps that lock briefly.",
                     "%s reads or rewrites %s under a lock that blocks writers", judge->command->words,
                     judge->facts->danger_relation == NULL ? "rows" : judge->facts->danger_relation);
}

bool
rules_rows_leave_parent(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    bool leaves = command->kind == COMMAND_NO_INHERIT || (detaches(judge) && command->concurrently) ||
                  command->kind == COMMAND_DETACH_PARTITION_FINALIZE;
    bool joins = command->kind == COMMAND_INHERIT;
    const char *parent =
        command->kind == COMMAND_NO_INHERIT || joins ? rules_name(judge, command->target) : judge->table;
    const char *child =
        command->kind == COMMAND_NO_INHERIT || joins ? judge->table : rules_name(judge, command->target);

    return (leaves || joins) && rules_is_in_use(judge) &&
           rules_say(judge, finding, "Let every version query the child itself first.",
                     joins ? "queries on %s find the rows of %s from now on"
                           : "queries on %s no longer find the rows of %s",
                     parent, child);
}

static bool
is_dangerous(const Judge *judge, CommandKind kind)
{
    return judge->command->kind == kind && judge->is_dangerous;
}

static const SchemaRelation *
default_partition(const SchemaRelation *parent)
{
    for (size_t i = 0; i < parent->child_count; i++)
    {
        if (parent->children[i]->is_default_partition)
        {
            return parent->children[i];
        }
    }
    return NULL;
}

/* A parent without partitions has no rows that anybody could be reading. */
static bool
has_rows_below(const Judge *judge, const SchemaRelation *parent)
{
    for (size_t i = 0; i < parent->child_count; i++)
    {
        if (!rules_is_new(judge, parent->children[i]))
        {
            return true;
        }
    }
    return false;
}

static bool
detaches(const Judge *judge)
{
    return judge->command->kind == COMMAND_DETACH_PARTITION && judge->command->object != SQL_INDEX;
}

/* Whether CHECKs that are valid speak of the bounds: PostgreSQL then need not read the partition, nor the default one. */
static bool
bounds_are_proved(const Judge *judge)
{
    const SchemaRelation *part = rules_relation(judge, judge->command->target);
    const SchemaRelation *parent = judge->relation;
    Bounds bounds = {0};

    if (part == NULL || parent == NULL || !read_bounds(judge, &bounds))
    {
        return false;
    }
    const SchemaRelation *rest = default_partition(parent);

    return (rules_is_new(judge, part) || has_bounds(part, &bounds)) &&
           (rest == NULL || rules_is_new(judge, rest) || has_bounds(rest, &bounds));
}

static bool
has_bounds(const SchemaRelation *table, const Bounds *bounds)
{
    for (size_t i = 0; i < table->constraint_count; i++)
    {
        const SchemaConstraint *constraint = &table->constraints[i];

        if (constraint->type == 'c' && constraint->is_valid && constraint->expression != NULL &&
            rules_list_has(constraint->columns, bounds->column) &&
            strstr(constraint->expression->text, bounds->from) != NULL &&
            strstr(constraint->expression->text, bounds->to) != NULL)
        {
            return true;
        }
    }
    return false;
}

/* Of a RANGE over one column, which can be written as a CHECK. */
static bool
read_bounds(const Judge *judge, Bounds *bounds)
{
    const Command *command = judge->command;
    const SchemaRelation *parent =
        command->kind == COMMAND_CREATE_PARTITION ? rules_relation(judge, command->target) : judge->relation;
    char from[BOUND_BYTES_MAX + 1];
    char to[BOUND_BYTES_MAX + 1];

    if (parent == NULL || rules_list_length(parent->partition_columns) != 1 || command->bound == NULL ||
        sscanf(command->bound, "FOR VALUES FROM (%255[^(),]) TO (%255[^(),])", from, to) != 2)
    {
        return false;
    }
    *bounds = (Bounds){parent->partition_columns[0], mem_strdup(judge->mem, from), mem_strdup(judge->mem, to)};
    return true;
}

static const char *
attach_steps(const Judge *judge)
{
    const char *part = rules_name(judge, judge->command->target);
    char *sql = mem_strdup(judge->mem, "");
    char *end = mem_strdup(judge->mem, "");
    Bounds bounds = {0};

    if (!read_bounds(judge, &bounds))
    {
        return NULL;
    }
    const char *column = rules_quote(judge, bounds.column);
    const char *name = made_name(judge, judge->command->target.name, "bounds");

    mem_append(&sql,
               "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s IS NOT NULL AND %s >= %s AND %s < %s) NOT VALID;\n"
               "ALTER TABLE %s VALIDATE CONSTRAINT %s;\n",
               part, name, column, column, bounds.from, column, bounds.to, part, name);
    mem_append(&end, "ALTER TABLE %s DROP CONSTRAINT %s;", part, name);
    exclude_from_default(judge, judge->relation, &bounds, &sql, &end);
    mem_append(&sql, "ALTER TABLE %s ATTACH PARTITION %s %s;\n%s", judge->table, part, judge->command->bound, end);
    return sql;
}

static const char *
create_and_attach(const Judge *judge)
{
    const Command *command = judge->command;
    const SchemaRelation *parent = rules_relation(judge, command->target);
    const char *name = rules_name(judge, command->target);
    char *sql = NULL;
    char *end = mem_strdup(judge->mem, "");
    Bounds bounds = {0};

    if (command->bound == NULL || command->is_default || command->partition_strategy != 0 ||
        (parent != NULL && default_partition(parent) != NULL && !read_bounds(judge, &bounds)))
    {
        return NULL;
    }
    sql =
        rules_print(judge, "CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS);\n", judge->table, name);
    if (parent != NULL && default_partition(parent) != NULL)
    {
        exclude_from_default(judge, parent, &bounds, &sql, &end);
    }
    mem_append(&sql, "ALTER TABLE %s ATTACH PARTITION %s %s;%s", name, judge->table, command->bound, end);
    return sql;
}

/* A CHECK that says that no row of the default partition belongs there; END drops it. */
static void
exclude_from_default(const Judge *judge, const SchemaRelation *parent, const Bounds *bounds, char **sql, char **end)
{
    const SchemaRelation *rest = default_partition(parent);

    if (rest == NULL)
    {
        return;
    }
    const char *table = schema_relation_text(judge->mem, judge->schema, rest);
    const char *name = made_name(judge, rest->name, "without");
    const char *column = rules_quote(judge, bounds->column);

    mem_append(sql,
               "ALTER TABLE %s ADD CONSTRAINT %s CHECK (NOT (%s IS NOT NULL AND %s >= %s AND %s < %s)) NOT VALID;\n"
               "ALTER TABLE %s VALIDATE CONSTRAINT %s;\n",
               table, name, column, column, bounds->from, column, bounds->to, table, name);
    mem_append(end, "\nALTER TABLE %s DROP CONSTRAINT %s;", table, name);
}

static const char *
made_name(const Judge *judge, const char *table, const char *suffix)
{
    return rules_quote(judge,
                       rules_print(judge, "%.*s_%s", (int) text_clip(table, NAME_PART_BYTES_MAX), table, suffix));
}
