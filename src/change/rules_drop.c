/* SPDX-License-Identifier: PostgreSQL */
/*
 * Rules about what goes: data, objects that applications name, and what falls along without a word.
 */
#include <string.h>

#include "base/mem.h"
#include "rules_internal.h"

static bool drops(const Judge *judge, SqlObject object);
static bool drops_something(const Judge *judge, Finding *finding, const char *what, const char *help);
static bool has_spoken(const Judge *judge, const char *hundreds);
static const char *takes_along(const Judge *judge, const char *column);
static const char *append(const Judge *judge, const char *list, const char *format, const char *name);
static const char *falling(const Judge *judge);
static const char *dependent_of(const Judge *judge, const SchemaRelation *relation, const char *column);
static bool is_dropped_too(const Judge *judge, const SchemaRelation *relation);

static const char when_unused[] = "Drop it when no running version uses it any more.";

bool
rules_column_dropped(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    if (command->kind != COMMAND_DROP_COLUMN || !rules_is_in_use(judge) || !judge->facts->loses_data)
    {
        return false;
    }
    rules_plan_drop(judge, finding);
    return rules_say(
        judge, finding,
        "Stop reading and writing it in every version first; the plan keeps it, out of sight and in sync, until "
        "nobody can need it.",
        "%s.%s is dropped with its data: the running version fails at once", judge->table,
        rules_quote(judge, command->member));
}

bool
rules_table_dropped(const Judge *judge, Finding *finding)
{
    return (drops(judge, SQL_TABLE) || drops(judge, SQL_FOREIGN_TABLE)) && rules_is_in_use(judge) &&
           (judge->facts->loses_data || judge->facts->breaks_old) &&
           rules_say(judge, finding,
                     "Rename it out of the way when no running version uses it, and drop it days later.",
                     "%s %s dropped with %s data: the running version fails at once", rules_names(judge),
                     judge->command->name_count > 1 ? "are" : "is", judge->command->name_count > 1 ? "their" : "its");
}

bool
rules_schema_dropped(const Judge *judge, Finding *finding)
{
    return drops(judge, SQL_SCHEMA) && (judge->facts->loses_data || judge->facts->breaks_old) &&
           rules_say(judge, finding, "Drop what is in it one by one, when nobody uses it.", "schema %s is dropped%s",
                     rules_names(judge), judge->command->cascade ? " with everything in it" : "");
}

bool
rules_database_dropped(const Judge *judge, Finding *finding)
{
    bool is_database = drops(judge, SQL_DATABASE);

    return (is_database || drops(judge, SQL_TABLESPACE) || judge->command->kind == COMMAND_DROP_OWNED) &&
           rules_say(judge, finding, "That does not belong into a migration.", "%s drops %s", judge->command->words,
                     judge->command->kind == COMMAND_DROP_OWNED ? "everything of a role" : rules_names(judge));
}

bool
rules_truncate(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    return command->kind == COMMAND_TRUNCATE && rules_is_in_use(judge) &&
           rules_say(judge, finding, "Delete the rows that are to go in batches.", "%s %s emptied%s",
                     rules_names(judge), command->name_count > 1 ? "are" : "is",
                     command->cascade ? ", and every table that references them" : "");
}

bool
rules_drop_cascade(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    bool is_drop = command->kind == COMMAND_DROP || command->kind == COMMAND_DROP_COLUMN ||
                   command->kind == COMMAND_DROP_CONSTRAINT;

    if (!is_drop || !command->cascade || drops(judge, SQL_SCHEMA) || !judge->facts->breaks_old)
    {
        return false;
    }
    const char *list = falling(judge);

    if (list == NULL && judge->relation != NULL && judge->relation->is_known)
    {
        return false;
    }
    return rules_say(judge, finding, "Drop what depends on it by name first, then without CASCADE.",
                     list == NULL ? "CASCADE drops whatever depends on %s" : "CASCADE drops what depends on %s: %s",
                     command->member != NULL
                         ? rules_print(judge, "%s.%s", judge->table, rules_quote(judge, command->member))
                         : rules_names(judge),
                     list);
}

bool
rules_column_takes_objects(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    const char *list = command->kind == COMMAND_DROP_COLUMN && rules_is_in_use(judge) && judge->relation != NULL
                           ? takes_along(judge, command->member)
                           : NULL;

    return list != NULL &&
           rules_say(judge, finding, "Make their successors without the column first, indexes CONCURRENTLY.",
                     "%s.%s takes along, without a word: %s", judge->table, rules_quote(judge, command->member), list);
}

bool
rules_delete_without_where(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    return command->kind == COMMAND_DELETE && command->data != NULL && !command->data->has_where &&
           rules_is_in_use(judge) &&
           rules_say(judge, finding, "Delete in batches by key, each in a transaction of its own.",
                     "every row of %s is deleted in one transaction", judge->table);
}

bool
rules_rows_deleted(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    bool deletes = command->kind == COMMAND_DELETE && command->data != NULL && command->data->has_where;

    return (deletes || command->kind == COMMAND_MERGE) && judge->facts->loses_data && rules_is_in_use(judge) &&
           rules_say(judge, finding, "Keep a copy of the rows until it is clear that nobody misses them.",
                     "rows of %s are deleted", judge->table);
}

bool
rules_sequence_dropped(const Judge *judge, Finding *finding)
{
    return drops(judge, SQL_SEQUENCE) && rules_is_in_use(judge) &&
           (judge->facts->breaks_old || judge->facts->loses_data) &&
           rules_say(judge, finding, when_unused, "sequence %s is dropped: nextval() of it fails at once",
                     rules_names(judge));
}

bool
rules_view_dropped(const Judge *judge, Finding *finding)
{
    return (drops(judge, SQL_VIEW) || drops(judge, SQL_MATERIALIZED_VIEW)) && rules_is_in_use(judge) &&
           drops_something(judge, finding, "view", when_unused);
}

bool
rules_function_dropped(const Judge *judge, Finding *finding)
{
    return (drops(judge, SQL_FUNCTION) || drops(judge, SQL_PROCEDURE) || drops(judge, SQL_ROUTINE) ||
            drops(judge, SQL_AGGREGATE)) &&
           drops_something(judge, finding, "function",
                           "Drop it when no running version, trigger or function calls it.");
}

bool
rules_type_dropped(const Judge *judge, Finding *finding)
{
    return (drops(judge, SQL_TYPE) || drops(judge, SQL_DOMAIN)) && drops_something(judge, finding, "type", when_unused);
}

bool
rules_trigger_dropped(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;

    return drops(judge, SQL_TRIGGER) && judge->facts->breaks_old && rules_is_in_use(judge) &&
           rules_say(judge, finding,
                     "Let its function do nothing first: replacing that locks no table, and can be taken back at once.",
                     "trigger %s no longer fires on %s", rules_quote(judge, command->member), judge->table);
}

/* What has no rule of its own. */
bool
rules_object_dropped(const Judge *judge, Finding *finding)
{
    static const SqlObject others[] = {
        SQL_EXTENSION,       SQL_CAST,         SQL_OPERATOR,      SQL_OPERATOR_CLASS,
        SQL_OPERATOR_FAMILY, SQL_COLLATION,    SQL_CONVERSION,    SQL_TEXT_SEARCH,
        SQL_LANGUAGE,        SQL_TRANSFORM,    SQL_ACCESS_METHOD, SQL_FOREIGN_DATA_WRAPPER,
        SQL_SERVER,          SQL_USER_MAPPING, SQL_ROLE,          SQL_SUBSCRIPTION,
        SQL_EVENT_TRIGGER,
    };

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
    {
        if (drops(judge, others[i]))
        {
            return drops_something(judge, finding, rules_object_words(judge), when_unused);
        }
    }
    return false;
}

bool
rules_drop_refused(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    const char *dependent = NULL;

    if (command->cascade || judge->relation == NULL)
    {
        return false;
    }
    if (command->kind == COMMAND_DROP_COLUMN)
    {
        dependent = dependent_of(judge, judge->relation, command->member);
    }
    for (size_t i = 0; i < command->name_count && dependent == NULL &&
                       (drops(judge, SQL_TABLE) || drops(judge, SQL_VIEW) || drops(judge, SQL_MATERIALIZED_VIEW));
         i++)
    {
        const SchemaRelation *relation = rules_relation(judge, command->names[i]);

        dependent = relation == NULL ? NULL : dependent_of(judge, relation, NULL);
    }
    return dependent != NULL && rules_say(judge, finding, "Drop what depends on it first.",
                                          "PostgreSQL refuses to drop it: %s depends on it", dependent);
}

bool
rules_breaks_running_version(const Judge *judge, Finding *finding)
{
    if (!judge->facts->breaks_old || (judge->facts->loses_data && judge->facts->opaque == NULL) ||
        has_spoken(judge, "23") || rules_has(judge, RULE_L125))
    {
        return false;
    }
    for (size_t i = 0; i < judge->findings->count; i++)
    {
        if (judge->findings->items[i].rule->severity == SEVERITY_ERROR)
        {
            return false;
        }
    }
    bool is_index = judge->command->object == SQL_INDEX;
    bool is_relation = judge->command->name_count > 0 && judge->relation != NULL && !rules_is_in_use(judge);

    return !is_index && !is_relation && judge->command->kind != COMMAND_OWNER_TO &&
           judge->command->kind != COMMAND_LOCK &&
           rules_say(judge, finding, "Do it when no running version depends on it any more.",
                     "%s%s%s may break the running version%s%s", judge->command->words,
                     *judge->table == '\0' ? "" : " of ", judge->table, judge->facts->note == NULL ? "" : ": ",
                     judge->facts->note == NULL ? "" : judge->facts->note);
}

bool
rules_loses_data(const Judge *judge, Finding *finding)
{
    return judge->facts->loses_data && judge->facts->opaque == NULL && !has_spoken(judge, "3") &&
           !(judge->relation != NULL && !rules_is_in_use(judge)) && judge->command->kind != COMMAND_DROP_IDENTITY &&
           judge->command->kind != COMMAND_SET_UNLOGGED && judge->command->kind != COMMAND_ALTER_COLUMN_TYPE &&
           rules_say(judge, finding, "Keep a copy until it is clear that nobody misses it.", "%s%s%s loses data",
                     judge->command->words, *judge->table == '\0' ? "" : " of ", judge->table);
}

static bool
drops(const Judge *judge, SqlObject object)
{
    return judge->command->kind == COMMAND_DROP && judge->command->object == object;
}

static bool
drops_something(const Judge *judge, Finding *finding, const char *what, const char *help)
{
    const char *names =
        judge->command->name_count > 0 ? rules_names(judge) : rules_quote(judge, judge->command->member);

    return judge->facts->breaks_old &&
           rules_say(judge, finding, help, "%s %s is dropped: whatever names it fails", what, names);
}

/* Whether a rule of one of these hundreds has said something. */
static bool
has_spoken(const Judge *judge, const char *hundreds)
{
    for (size_t i = 0; i < judge->findings->count; i++)
    {
        const Rule *rule = judge->findings->items[i].rule;

        if (strchr(hundreds, rule->code[1]) != NULL && !rule->once_per_file)
        {
            return true;
        }
    }
    return false;
}

/* Of more than the column itself: an index on it alone goes with it, as everybody expects. */
static const char *
takes_along(const Judge *judge, const char *column)
{
    const SchemaRelation *table = judge->relation;
    const char *list = NULL;

    for (size_t i = 0; i < table->constraint_count; i++)
    {
        const SchemaConstraint *constraint = &table->constraints[i];

        if (rules_list_length(constraint->columns) > 1 && rules_list_has(constraint->columns, column))
        {
            list = append(judge, list, "constraint %s", rules_quote(judge, constraint->name));
        }
    }
    for (size_t i = 0; i < table->index_count; i++)
    {
        const SchemaRelation *index = table->indexes[i];

        if (!index->is_constraint_index && rules_list_length(index->mentions) > 1 &&
            rules_list_has(index->mentions, column))
        {
            list = append(judge, list, "index %s", rules_quote(judge, index->name));
        }
    }
    for (size_t i = 0; i < table->column_count && rules_version(judge) < 150000; i++)
    {
        if (rules_list_has(table->columns[i].generated_from, column))
        {
            list = append(judge, list, "generated column %s", rules_quote(judge, table->columns[i].name));
        }
    }
    return list;
}

static const char *
append(const Judge *judge, const char *list, const char *format, const char *name)
{
    const char *at = strstr(format, "%s");

    return rules_print(judge, "%s%s%.*s%s%s", list == NULL ? "" : list, list == NULL ? "" : ", ", (int) (at - format),
                       format, name, at + 2);
}

/* What is known to fall with a relation or column. */
static const char *
falling(const Judge *judge)
{
    const char *list = NULL;

    for (size_t i = 0; i < judge->command->name_count; i++)
    {
        const SchemaRelation *relation = rules_relation(judge, judge->command->names[i]);
        bool is_column = judge->command->kind == COMMAND_DROP_COLUMN;

        for (size_t j = 0; relation != NULL && j < relation->reader_count; j++)
        {
            const SchemaDependency *reader = &relation->readers[j];

            if (!is_column || rules_reader_uses(reader, judge->command->member))
            {
                list =
                    append(judge, list, "view %s", schema_relation_text(judge->mem, judge->schema, reader->relation));
            }
        }
        for (size_t j = 0; relation != NULL && !is_column && j < relation->referrer_count; j++)
        {
            list = append(judge, list, "foreign keys of %s",
                          schema_relation_text(judge->mem, judge->schema, relation->referrers[j]));
        }
    }
    return list;
}

/* The first that PostgreSQL would name as the reason to refuse; certain ones only. */
static const char *
dependent_of(const Judge *judge, const SchemaRelation *relation, const char *column)
{
    for (size_t i = 0; i < relation->reader_count; i++)
    {
        const SchemaDependency *reader = &relation->readers[i];

        if (!is_dropped_too(judge, reader->relation) && (column == NULL || rules_reader_uses(reader, column)))
        {
            return rules_print(judge, "view %s", schema_relation_text(judge->mem, judge->schema, reader->relation));
        }
    }
    for (size_t i = 0; column == NULL && i < relation->referrer_count; i++)
    {
        if (relation->referrers[i] != relation && !is_dropped_too(judge, relation->referrers[i]))
        {
            return rules_print(judge, "a foreign key of %s",
                               schema_relation_text(judge->mem, judge->schema, relation->referrers[i]));
        }
    }
    return NULL;
}

static bool
is_dropped_too(const Judge *judge, const SchemaRelation *relation)
{
    for (size_t i = 0; judge->command->kind == COMMAND_DROP && i < judge->command->name_count; i++)
    {
        if (rules_relation(judge, judge->command->names[i]) == relation)
        {
            return true;
        }
    }
    return relation->is_dropped;
}
