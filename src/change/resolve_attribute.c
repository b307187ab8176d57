/* SPDX-License-Identifier: PostgreSQL */
/*
 * What is said of tables, columns, constraints and indexes beside their shape: COMMENT, statistics, storage, compression and
 * options of columns, the name of an index. No version of an application meets it, so it is done in expand, and a rollback
 * restores what was.
 *
 * Who it is about is looked up when all statements of the plan are known: what is said of a column that the plan replaces is
 * said of its successor. What the plan itself makes, or makes again, has its name and its comment with the purge.
 */
#include "change/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "resolve_internal.h"

#define COMPRESSION_SINCE 140000

static const QualifiedName trial_table = {RESOLVE_TRIAL_SCHEMA, RESOLVE_TRIAL_TABLE};

void
resolve_attribute(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    InPlace *in_place = mem_push(resolver->mem, on->table->in_place, on->table->in_place_count);

    in_place->kind = IN_PLACE_ATTRIBUTE;
    in_place->statement = statement;
}

void
resolve_report_at(Resolver *resolver, const DdlStatement *statement, const char *code, const char *message,
                  const char *help)
{
    for (size_t i = 0; i < resolver->result->verdict_count; i++)
    {
        const StatementVerdict *verdict = &resolver->result->verdicts[i];

        if (verdict->statement == statement)
        {
            Diagnostic *found = resolve_report(resolver->diagnostics, resolver->parsed->plan,
                                               &resolver->parsed->changes[verdict->change].source->sql,
                                               statement->offset, code, "%s", message);

            found->help = help ? mem_strdup(resolver->diagnostics->mem, help) : NULL;
        }
    }
}

/* ---- ALTER INDEX … RENAME ---- */

/* The name of an index that backs a constraint is the constraint's, which V may use (ON CONFLICT ON CONSTRAINT). */
void
resolve_rename_index(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    const CatalogIndex *index = resolve_index(on->table->table, statement->index_name);
    InPlace *in_place;

    if (!resolve_names_are_free(resolver, on, statement))
    {
        return;
    }
    in_place = mem_push(resolver->mem, on->table->in_place, on->table->in_place_count);
    in_place->kind = IN_PLACE_ATTRIBUTE;
    in_place->statement = statement;
    if (index && index->constraint)
    {
        in_place->kind = IN_PLACE_RENAME_CONSTRAINT;
        in_place->existing = resolve_constraint(on->table->table, index->constraint);
        in_place->constraint_name = index->constraint;
        in_place->waits_for_contract = true;
    }
}

/* ---- The statements ---- */

static char *
comment_statement(void *owner, const TableChange *table, DdlCommentOn on, const char *name, const char *comment)
{
    const char *relation = quote_qualified_name(owner, table->name);
    const char *text = comment ? quote_literal(owner, comment) : "NULL";
    const char *own = name ? quote_name(owner, name) : "";

    switch (on)
    {
        case DDL_COMMENT_ON_TABLE:
            return mem_printf(owner, "COMMENT ON TABLE %s IS %s", relation, text);
        case DDL_COMMENT_ON_COLUMN:
            return mem_printf(owner, "COMMENT ON COLUMN %s.%s IS %s", relation, own, text);
        case DDL_COMMENT_ON_CONSTRAINT:
            return mem_printf(owner, "COMMENT ON CONSTRAINT %s ON %s IS %s", own, relation, text);
        case DDL_COMMENT_ON_INDEX:
            return mem_printf(owner, "COMMENT ON INDEX %s IS %s",
                              quote_qualified_name(owner, (QualifiedName){table->name.schema, name}), text);
    }
    return NULL;
}

static void
restore_attribute(void *owner, const CatalogTable *relation, const char *only, const DdlStatement *statement,
                  const CatalogColumn *column, char **statements)
{
    const char *name = quote_qualified_name(owner, (QualifiedName){relation->schema, relation->name});
    const char *alter =
        mem_printf(owner, "ALTER TABLE %s%s ALTER COLUMN %s", only, name, quote_name(owner, column->name));
    const char *separator = **statements ? ";\n" : "";

    if (statement->kind == DDL_SET_STATISTICS)
    {
        mem_append(statements, "%s%s SET STATISTICS %d", separator, alter, column->statistics_target);
    }
    else if (statement->kind == DDL_SET_STORAGE)
    {
        mem_append(statements, "%s%s SET STORAGE %s", separator, alter, column->own_storage);
    }
    else if (statement->kind == DDL_SET_COMPRESSION)
    {
        mem_append(statements, "%s%s SET COMPRESSION %s", separator, alter,
                   column->compression ? column->compression : "DEFAULT");
    }
    else
    {
        mem_append(statements, "%s%s RESET (n_distinct, n_distinct_inherited)", separator, alter);
        if (column->options)
        {
            mem_append(statements, ";\n%s SET (%s)", alter, column->options);
        }
    }
}

/* SET STATISTICS and SET STORAGE of a partitioned table are about its partitions as well, which may have had their own. */
static char *
restoring(Resolver *resolver, const TableChange *table, const DdlStatement *statement, const CatalogColumn *column)
{
    char *statements = mem_strdup(resolver->mem, "");

    restore_attribute(resolver->mem, table->table, resolve_is_tree(table) ? "ONLY " : "", statement, column,
                      &statements);
    for (size_t i = 0; i < table->table->part_count; i++)
    {
        const CatalogColumn *own = catalog_column(table->table->parts[i], column->name);

        if (own && (statement->kind == DDL_SET_STATISTICS || statement->kind == DDL_SET_STORAGE))
        {
            restore_attribute(resolver->mem, table->table->parts[i], "IF EXISTS ONLY ", statement, own, &statements);
        }
    }
    return statements;
}

static void
report_missing(Resolver *resolver, const TableChange *table, const DdlStatement *statement)
{
    const char *column = statement->column;
    const char *name = column                       ? column
                       : statement->constraint_name ? statement->constraint_name
                                                    : statement->index_name;
    bool is_there = column                       ? catalog_column(table->table, column) != NULL
                    : statement->constraint_name ? resolve_constraint(table->table, name) != NULL
                                                 : resolve_index(table->table, name) != NULL;
    const char *what = column ? "column" : statement->constraint_name ? "constraint" : "index";

    if (is_there)
    {
        resolve_report_at(resolver, statement, "P316",
                          mem_printf(resolver->mem, "%s names \"%s\", which this plan drops", statement->tag, name),
                          NULL);
        return;
    }
    resolve_report_at(
        resolver, statement, "P301",
        mem_printf(resolver->mem, "%s \"%s\" of table \"%s\" does not exist", what, name, table->name.name), NULL);
}

static void
settle_comment(Resolver *resolver, const TableChange *table, InPlace *in_place, const ResolveSubject *subject)
{
    const DdlStatement *statement = in_place->statement;
    bool is_column = statement->comment_on == DDL_COMMENT_ON_COLUMN;

    in_place->apply = comment_statement(resolver->mem, table, statement->comment_on, subject->name, statement->comment);
    in_place->restore = subject->is_there ? comment_statement(resolver->mem, table, statement->comment_on,
                                                              subject->name, subject->comment)
                                          : NULL;
    in_place->waits_for_purge = !subject->is_there && !is_column;
}

static void
settle_attribute(Resolver *resolver, const TableChange *table, InPlace *in_place, const ResolveSubject *subject)
{
    const DdlStatement *statement = in_place->statement;
    Error err = {0};

    if (statement->kind == DDL_SET_COMPRESSION && resolver->catalog->server_version < COMPRESSION_SINCE)
    {
        resolve_report_at(resolver, statement, "P207", "SET COMPRESSION needs PostgreSQL 14", NULL);
        return;
    }
    in_place->apply = ddl_attribute_on(resolver->mem, statement, table->name, subject->name, &err);
    in_place->key_trial = ddl_attribute_on(resolver->mem, statement, trial_table, subject->name, &err);
    in_place->restore = subject->column ? restoring(resolver, table, statement, subject->column) : NULL;
    if (error_is_set(&err))
    {
        resolve_report_at(resolver, statement, "P207", err.message, NULL);
    }
    error_clear(&err);
}

/* A plain index: what hangs on its columns gets an equal under its own name. */
static void
settle_rename(Resolver *resolver, const TableChange *table, InPlace *in_place)
{
    const DdlStatement *statement = in_place->statement;
    const CatalogIndex *index = resolve_index(table->table, statement->index_name);
    const QualifiedName old = {table->name.schema, statement->index_name};
    const QualifiedName new = {table->name.schema, statement->new_name};

    for (size_t i = 0; i < table->in_place_count; i++)
    {
        const DdlStatement *other = table->in_place[i].statement;

        if (other != statement && other->kind != DDL_COMMENT && other->index_name &&
            strcmp(other->index_name, statement->index_name) == 0)
        {
            resolve_report_at(
                resolver, statement, "P212",
                mem_printf(resolver->mem, "index \"%s\" is changed twice in this plan", statement->index_name), NULL);
            return;
        }
    }
    if (index && resolve_any_goes(table, index->columns))
    {
        resolve_report_at(resolver, statement, "P316",
                          mem_printf(resolver->mem, "index \"%s\" is on columns that this plan replaces or drops",
                                     statement->index_name),
                          "rename it by a plan of its own");
        return;
    }
    in_place->apply = mem_printf(resolver->mem, "ALTER INDEX %s RENAME TO %s", quote_qualified_name(resolver->mem, old),
                                 quote_name(resolver->mem, new.name));
    in_place->restore = mem_printf(resolver->mem, "ALTER INDEX IF EXISTS %s RENAME TO %s",
                                   quote_qualified_name(resolver->mem, new), quote_name(resolver->mem, old.name));
}

void
resolve_attributes(Resolver *resolver, TableChange *table)
{
    for (size_t i = 0; i < table->in_place_count; i++)
    {
        InPlace *in_place = &table->in_place[i];
        ResolveSubject subject;

        if (in_place->kind != IN_PLACE_ATTRIBUTE)
        {
            continue;
        }
        if (in_place->statement->kind == DDL_RENAME_INDEX)
        {
            settle_rename(resolver, table, in_place);
            continue;
        }
        subject = resolve_subject(resolver, table, in_place->statement);
        if (!subject.name)
        {
            report_missing(resolver, table, in_place->statement);
        }
        else if (in_place->statement->kind == DDL_COMMENT)
        {
            settle_comment(resolver, table, in_place, &subject);
        }
        else
        {
            settle_attribute(resolver, table, in_place, &subject);
        }
    }
}
