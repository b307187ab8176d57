/* SPDX-License-Identifier: PostgreSQL */
/*
 * Sequences that belong to columns: ALTER SEQUENCE, and what becomes of them where the column has a successor.
 *
 * PostgreSQL's ALTER COLUMN TYPE takes the sequence of an identity along and leaves that of a serial as it is, so that a key
 * that became bigint still ends at 2147483647 (measured on 12 to 18).
 */
#include "change/resolve.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

/* Wider ones have higher numbers; 0: no type of a sequence. */
static int
width_of(const char *type)
{
    static const struct
    {
        const char *name;
        int width;
    } types[] = {{"smallint", 2}, {"int2", 2}, {"integer", 4}, {"int", 4}, {"int4", 4}, {"bigint", 8}, {"int8", 8}};
    const char *bare = strncmp(type, "pg_catalog.", strlen("pg_catalog.")) == 0 ? type + strlen("pg_catalog.") : type;

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
    {
        if (strcmp(bare, types[i].name) == 0)
        {
            return types[i].width;
        }
    }
    return 0;
}

/* ---- ALTER SEQUENCE ---- */

static const CatalogSequence *
find_sequence(const CatalogTable *table, const QualifiedName *name)
{
    for (size_t i = 0; i < table->sequence_count; i++)
    {
        if (strcmp(table->sequences[i].name, name->name) == 0 &&
            (!name->schema || strcmp(table->sequences[i].schema, name->schema) == 0))
        {
            return &table->sequences[i];
        }
    }
    return NULL;
}

/* NO MAXVALUE gives what the type has. */
static bool
has_more_room(const DdlSequence *wanted, const CatalogSequence *sequence)
{
    int width = wanted->type ? width_of(wanted->type) : width_of(sequence->type);
    long long now = strtoll(sequence->maximum, NULL, 10);
    long long maximum = now;

    errno = 0;
    if (wanted->maximum)
    {
        maximum = *wanted->maximum ? strtoll(wanted->maximum, NULL, 10) : now;
    }
    return errno == 0 && width >= width_of(sequence->type) && maximum >= now;
}

void
resolve_sequence(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    Diagnostics *diagnostics = resolver->diagnostics;
    const PlanText *sql = &on->change->source->sql;
    const CatalogSequence *sequence = find_sequence(on->table->table, &statement->relation);
    InPlace *in_place;

    if (!has_more_room(&statement->sequence, sequence))
    {
        resolve_report(diagnostics, resolver->parsed->plan, sql, statement->offset, "P319",
                       "sequence \"%s\" (%s, maximum %s) would get less room: an insert of V may fail by it",
                       sequence->name, sequence->type, sequence->maximum)
            ->help = mem_strdup(diagnostics->mem, "only a wider type and a higher MAXVALUE can be had by a plan");
        return;
    }
    for (size_t i = 0; i < on->table->in_place_count; i++)
    {
        if (on->table->in_place[i].sequence == sequence)
        {
            resolve_report(diagnostics, resolver->parsed->plan, sql, statement->offset, "P212",
                           "sequence \"%s\" is changed twice in this plan", sequence->name);
            return;
        }
    }
    in_place = mem_push(resolver->mem, on->table->in_place, on->table->in_place_count);
    in_place->kind = IN_PLACE_ALTER_SEQUENCE;
    in_place->statement = statement;
    in_place->sequence = sequence;
}

/* ---- Columns with successors ---- */

static const InPlace *
change_of(const TableChange *table, const CatalogSequence *sequence)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        if (table->in_place[i].sequence == sequence)
        {
            return &table->in_place[i];
        }
    }
    return NULL;
}

static void
check_identity(Resolver *resolver, const TableChange *table, const CatalogColumn *column, const char *type)
{
    void *mem = resolver->diagnostics->mem;

    if (width_of(type) < width_of(column->type))
    {
        resolve_refuse(resolver, "R732",
                       mem_printf(mem, "column %s.%s is an identity column and cannot become %s", table->name.name,
                                  column->name, type),
                       width_of(type) == 0 ? "an identity is smallint, integer or bigint: DROP IDENTITY before"
                                           : "its sequence may have passed what the narrower type holds");
    }
}

static void
check_serial(Resolver *resolver, const TableChange *table, const CatalogSequence *sequence, const char *type)
{
    const InPlace *change = change_of(table, sequence);
    const char *becomes =
        change && change->statement->sequence.type ? change->statement->sequence.type : sequence->type;
    Diagnostics *diagnostics = resolver->diagnostics;
    const Plan *plan = resolver->parsed->plan;

    if (width_of(type) > width_of(becomes))
    {
        diagnostics_add(diagnostics, SEVERITY_WARNING, "P320", plan->path, plan->changes[0].line, 0,
                        "column %s.%s becomes %s, and its sequence %s stays %s: inserts will fail at its maximum, %s",
                        table->name.name, sequence->column, type, sequence->name, becomes, sequence->maximum)
            ->help =
            mem_printf(diagnostics->mem, "add \"ALTER SEQUENCE %s AS %s\" to this plan",
                       quote_qualified_name(diagnostics->mem, (QualifiedName){sequence->schema, sequence->name}), type);
    }
}

void
resolve_check_sequences(Resolver *resolver, const TableChange *table, const Link *link)
{
    const CatalogColumn *column = link->is_successor ? catalog_column(table->table, link->old_columns[0].name) : NULL;
    const char *type = link->new_count > 0 ? link->new_columns[0].type : "";

    if (column && column->identity)
    {
        check_identity(resolver, table, column, type);
    }
    for (size_t i = 0; column && i < table->table->sequence_count; i++)
    {
        const CatalogSequence *sequence = &table->table->sequences[i];

        if (strcmp(sequence->column, column->name) != 0)
        {
            continue;
        }
        if (!sequence->is_identity)
        {
            check_serial(resolver, table, sequence, type);
        }
        else if (change_of(table, sequence))
        {
            resolve_refuse(resolver, "P319",
                           mem_printf(resolver->diagnostics->mem,
                                      "sequence \"%s\" belongs to the identity column %s.%s, which this plan replaces",
                                      sequence->name, table->name.name, column->name),
                           "its type follows the column's by itself: remove ALTER SEQUENCE");
        }
    }
}
