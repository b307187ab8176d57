/* SPDX-License-Identifier: PostgreSQL */
/*
 * What rules ask about a case: is the table new, who is locked, which indexes are there.
 */
#include <string.h>

#include "rules_internal.h"

bool
rules_is_new(const Judge *judge, const SchemaRelation *relation)
{
    const RuleSession *session = judge->session;

    if (relation == NULL)
    {
        return false;
    }
    return relation->is_empty || relation->persistence == 't' ||
           (relation->made_file != 0 && relation->made_file == session->file) ||
           (relation->made_transaction != 0 && session->in_transaction &&
            relation->made_transaction == session->transaction);
}

/* Types, functions, schemas … have names of their own: a table of that name says nothing about them. */
bool
rules_names_relations(const Command *command)
{
    static const SqlObject relations[] = {
        SQL_NOTHING,  SQL_TABLE,  SQL_FOREIGN_TABLE,    SQL_INDEX,   SQL_VIEW, SQL_MATERIALIZED_VIEW,
        SQL_SEQUENCE, SQL_COLUMN, SQL_TABLE_CONSTRAINT, SQL_TRIGGER, SQL_RULE, SQL_POLICY,
    };

    for (size_t i = 0; i < sizeof(relations) / sizeof(relations[0]); i++)
    {
        if (command->object == relations[i])
        {
            return true;
        }
    }
    return false;
}

bool
rules_is_in_use(const Judge *judge)
{
    if (!rules_names_relations(judge->command))
    {
        return true;
    }
    for (size_t i = 0; i < judge->command->name_count; i++)
    {
        if (!rules_is_new(judge, rules_relation(judge, judge->command->names[i])))
        {
            return true;
        }
    }
    return false;
}

const SchemaRelation *
rules_relation(const Judge *judge, QualifiedName name)
{
    return name.name == NULL ? NULL : schema_relation(judge->schema, name);
}

const SchemaColumn *
rules_column(const Judge *judge, const char *name)
{
    return judge->relation == NULL || name == NULL ? NULL : schema_column(judge->relation, name);
}

bool
rules_is_table(const Judge *judge)
{
    switch ((int) judge->command->object)
    {
        case SQL_TABLE:
        case SQL_FOREIGN_TABLE:
        case SQL_COLUMN:
        case SQL_TABLE_CONSTRAINT:
            return true;
        default:
            return false;
    }
}

int
rules_version(const Judge *judge)
{
    return schema_settings_of(judge->schema)->server_version;
}

bool
rules_has_index_on(const SchemaRelation *table, const char *const *columns)
{
    size_t wanted = rules_list_length(columns);

    for (size_t i = 0; i < table->index_count; i++)
    {
        const SchemaRelation *index = table->indexes[i];
        size_t found = 0;

        if (index->has_predicate || !index->is_valid || index->keys == NULL)
        {
            continue;
        }
        while (found < wanted && index->keys[found] != NULL && rules_list_has(columns, index->keys[found]))
        {
            found++;
        }
        if (found == wanted)
        {
            return true;
        }
    }
    return false;
}

const char *
rules_locked(const Judge *judge, LockMode mode)
{
    for (size_t i = 0; i < judge->facts->lock_count; i++)
    {
        const RelationLock *lock = &judge->facts->locks[i];

        const SchemaRelation *relation = rules_relation(judge, rules_parse_name(judge, lock->relation));
        bool is_index = relation != NULL && (relation->kind == 'i' || relation->kind == 'I');

        if (lock->mode >= mode && !is_index && !rules_is_new(judge, relation))
        {
            return lock->relation;
        }
    }
    return NULL;
}

bool
rules_reader_uses(const SchemaDependency *reader, const char *column)
{
    if (reader->columns != NULL)
    {
        return rules_list_has(reader->columns, column);
    }
    return reader->relation->read_count == 1 && schema_column(reader->relation, column) != NULL;
}
