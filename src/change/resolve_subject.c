/* SPDX-License-Identifier: PostgreSQL */
/*
 * Who a statement is about that says something of a column, a constraint or an index: something that is there and stays, or that
 * the plan makes, under the name that it has in the end.
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

const CatalogIndex *
resolve_index(const CatalogTable *table, const char *name)
{
    for (size_t i = 0; i < table->index_count; i++)
    {
        if (strcmp(table->indexes[i].name, name) == 0)
        {
            return &table->indexes[i];
        }
    }
    return NULL;
}

const CatalogConstraint *
resolve_constraint(const CatalogTable *table, const char *name)
{
    for (size_t i = 0; i < table->constraint_count; i++)
    {
        if (strcmp(table->constraints[i].name, name) == 0)
        {
            return &table->constraints[i];
        }
    }
    return NULL;
}

/* ---- What the plan makes ---- */

bool
resolve_is_on_created(const Resolver *resolver, const DdlStatement *statement)
{
    const Resolution *result = resolver->result;
    bool may_be = statement->kind == DDL_CREATE_INDEX || statement->kind == DDL_COMMENT ||
                  statement->kind == DDL_SET_STATISTICS || statement->kind == DDL_SET_STORAGE ||
                  statement->kind == DDL_SET_COMPRESSION || statement->kind == DDL_SET_COLUMN_OPTIONS ||
                  statement->kind == DDL_RESET_COLUMN_OPTIONS;
    bool is_so = false;

    for (size_t i = 0; i < result->created_count && may_be && !statement->names_index; i++)
    {
        const QualifiedName *name = &result->created[i]->relation;

        is_so =
            is_so ||
            (strcmp(name->name, statement->relation.name) == 0 &&
             (!name->schema || !statement->relation.schema || strcmp(name->schema, statement->relation.schema) == 0));
    }
    for (size_t i = 0; i < result->created_index_count && may_be && statement->names_index; i++)
    {
        const char *index = result->created_indexes[i]->index_name;

        is_so = is_so || (result->created_indexes[i]->kind == DDL_CREATE_INDEX && index &&
                          strcmp(index, statement->index_name) == 0);
    }
    return is_so;
}

const CatalogTable *
resolve_table_of_new_index(const Resolver *resolver, const DdlStatement *statement)
{
    for (size_t i = 0; i < resolver->result->verdict_count; i++)
    {
        const StatementVerdict *verdict = &resolver->result->verdicts[i];
        const DdlStatement *other = verdict->statement;
        const char *name = other->kind == DDL_RENAME_INDEX || other->kind == DDL_RENAME_CONSTRAINT ? other->new_name
                           : other->kind == DDL_CREATE_INDEX                                       ? other->index_name
                                                             : other->constraint_name;

        if (verdict->table != RESOLVE_NO_TABLE && name && strcmp(name, statement->index_name) == 0)
        {
            return resolver->result->tables[verdict->table].table;
        }
    }
    return NULL;
}

/* ---- Who it is about ---- */

static bool
makes_column(const TableChange *table, const char *column)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        for (size_t j = 0; j < table->links[i]->new_count && table->links[i]->kind != LINK_REPAIR; j++)
        {
            if (strcmp(table->links[i]->new_columns[j].name, column) == 0)
            {
                return true;
            }
        }
    }
    for (size_t i = 0; i < table->plain_count; i++)
    {
        if (strcmp(table->plain[i].definition->name, column) == 0)
        {
            return true;
        }
    }
    return false;
}

static ResolveSubject
find_column(const TableChange *table, const char *column)
{
    const char *successor = resolve_successor(table, column);
    const CatalogColumn *existing = catalog_column(table->table, column);

    if (makes_column(table, column) || successor)
    {
        return (ResolveSubject){.name = successor ? successor : column};
    }
    return existing && !resolve_goes(table, column)
               ? (ResolveSubject){.name = column, .column = existing, .comment = existing->comment, .is_there = true}
               : (ResolveSubject){.name = NULL};
}

bool
resolve_any_goes(const TableChange *table, const char *const *columns)
{
    for (size_t i = 0; columns && columns[i]; i++)
    {
        if (resolve_goes(table, columns[i]))
        {
            return true;
        }
    }
    return false;
}

static bool
any_is_lost(const TableChange *table, const char *const *columns)
{
    for (size_t i = 0; columns && columns[i]; i++)
    {
        if (resolve_goes(table, columns[i]) && !resolve_successor(table, columns[i]))
        {
            return true;
        }
    }
    return false;
}

/* What the plan makes under this name is the one that is meant; what is there may change its name. */
static ResolveSubject
find_constraint(const Resolver *resolver, const TableChange *table, const char *name)
{
    const CatalogConstraint *existing = resolve_constraint(table->table, name);
    ResolveSubject subject = {.name = NULL};
    bool is_dropped = false;
    bool is_alone;

    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const InPlace *in_place = &table->in_place[i];
        bool adds = in_place->constraint_name && (!in_place->existing || resolve_is_primary(in_place));

        if (in_place->kind == IN_PLACE_RENAME_CONSTRAINT &&
            (in_place->existing == existing || strcmp(in_place->statement->new_name, name) == 0))
        {
            return (ResolveSubject){.name = in_place->statement->new_name};
        }
        if (adds && strcmp(in_place->constraint_name, name) == 0)
        {
            return (ResolveSubject){.name = name};
        }
        is_dropped =
            is_dropped || (existing && in_place->kind == IN_PLACE_DROP_CONSTRAINT && in_place->existing == existing);
    }
    if (!existing || is_dropped || any_is_lost(table, existing->columns))
    {
        return subject;
    }
    is_alone = !resolve_any_goes(table, existing->columns);
    for (size_t i = 0; i < resolver->result->table_count; i++)
    {
        is_alone =
            is_alone && (existing->type != 'f' || resolver->result->tables[i].table->oid != existing->foreign_oid);
    }
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        is_alone = is_alone && table->in_place[i].existing != existing;
    }
    return (ResolveSubject){.name = name, .comment = existing->comment, .is_there = is_alone};
}

static ResolveSubject
find_index(const Resolver *resolver, const TableChange *table, const char *name)
{
    const CatalogIndex *existing = resolve_index(table->table, name);
    bool is_alone = existing && !resolve_any_goes(table, existing->columns);

    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const DdlStatement *statement = table->in_place[i].statement;
        bool is_same = existing && statement->index_name && strcmp(statement->index_name, name) == 0;

        if (statement->kind == DDL_RENAME_INDEX && (is_same || strcmp(statement->new_name, name) == 0))
        {
            return (ResolveSubject){.name = statement->new_name};
        }
        if (statement->kind == DDL_DROP_INDEX && is_same)
        {
            return (ResolveSubject){.name = NULL};
        }
        if (statement->kind == DDL_CREATE_INDEX && statement->index_name && strcmp(statement->index_name, name) == 0)
        {
            return (ResolveSubject){.name = name};
        }
        is_alone = is_alone && (statement->kind == DDL_COMMENT || !is_same);
    }
    if (!existing || existing->constraint)
    {
        ResolveSubject subject = find_constraint(resolver, table, name); /* it has the name of its constraint */

        subject.comment = existing ? existing->comment : NULL;
        return subject;
    }
    return any_is_lost(table, existing->columns)
               ? (ResolveSubject){.name = NULL}
               : (ResolveSubject){.name = name, .comment = existing->comment, .is_there = is_alone};
}

ResolveSubject
resolve_subject(const Resolver *resolver, const TableChange *table, const DdlStatement *statement)
{
    if (statement->kind != DDL_COMMENT || statement->comment_on == DDL_COMMENT_ON_COLUMN)
    {
        return find_column(table, statement->column);
    }
    switch (statement->comment_on)
    {
        case DDL_COMMENT_ON_CONSTRAINT:
            return find_constraint(resolver, table, statement->constraint_name);
        case DDL_COMMENT_ON_INDEX:
            return find_index(resolver, table, statement->index_name);
        case DDL_COMMENT_ON_TABLE:
        case DDL_COMMENT_ON_COLUMN:
            break;
    }
    return (ResolveSubject){.name = table->name.name, .comment = table->table->comment, .is_there = true};
}
