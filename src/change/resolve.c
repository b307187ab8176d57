/* SPDX-License-Identifier: PostgreSQL */
/*
 * Resolve, the main path: bind every statement to its table, sort it into links, plain columns, dropped columns and
 * changes in place, check what would be lost, sum up. See the header for the words.
 */
#include "change/resolve.h"

#include <stdarg.h>
#include <string.h>

#include "base/mem.h"
#include "base/suggest.h"
#include "resolve_internal.h"

static char *search_path_sql(void *owner, const Catalog *catalog);
static void bind_statements(Resolver *resolver);
static void check_created(Resolver *resolver, size_t change, const DdlStatement *statement);
static size_t bind_table(Resolver *resolver, size_t change, const DdlStatement *statement);
static const CatalogTable *find_table(const Resolver *resolver, const DdlStatement *statement);
static const CatalogTable *table_of_sequence(const Catalog *catalog, const QualifiedName *name);
static void report_missing_table(Resolver *resolver, size_t change, const DdlStatement *statement);
static void resolve_change(Resolver *resolver, size_t index);
static void resolve_on_table(Resolver *resolver, size_t change_index, size_t table_index);
static bool cascades(Resolver *resolver, const ChangeOnTable *on, const DdlStatement *statement);
static void resolve_statement(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement);
static void check_mapping_table(Resolver *resolver, size_t index, const Mapping *mapping, const PlanText *text,
                                const char *key);
static void check_duplicate_columns(Resolver *resolver, const TableChange *table);

Resolution *
resolve_plan(void *owner, const ParsedPlan *parsed, const Catalog *catalog, const Schema *schema,
             const NameSchemas *names, size_t name_count, Diagnostics *diagnostics)
{
    Resolution *result = mem_new(owner, Resolution);
    Resolver resolver = {
        .mem = result,
        .parsed = parsed,
        .catalog = catalog,
        .names = names,
        .name_count = name_count,
        .diagnostics = diagnostics,
        .result = result,
    };
    bool is_bound;

    result->plan = parsed->plan;
    result->catalog = catalog;
    result->search_path = search_path_sql(result, catalog);
    result->create_schema = catalog->search_path && catalog->search_path[0] ? catalog->search_path[0] : "public";
    resolve_begin_verdicts(&resolver, schema);
    bind_statements(&resolver);
    is_bound = diagnostics->errors == 0; /* else what follows would be found for want of a table */
    for (size_t i = 0; i < parsed->change_count && is_bound; i++)
    {
        resolve_change(&resolver, i);
    }
    for (size_t i = 0; i < result->table_count && diagnostics->errors == 0; i++)
    {
        check_duplicate_columns(&resolver, &result->tables[i]);
        resolve_check_table(&resolver, &result->tables[i]);
    }
    if (diagnostics->errors == 0)
    {
        resolve_foreign_twins(&resolver);
    }
    if (diagnostics->errors == 0)
    {
        resolve_collect_falls(&resolver);
        resolve_order_carried(&resolver);
        resolve_summarise(&resolver);
        result->fingerprint = resolve_fingerprint(result, result->plan);
    }
    return diagnostics->errors == 0 ? result : NULL;
}

static char *
search_path_sql(void *owner, const Catalog *catalog)
{
    char *path = mem_strdup(owner, "");

    for (size_t i = 0; catalog->search_path && catalog->search_path[i]; i++)
    {
        mem_append(&path, "%s%s", i > 0 ? ", " : "", quote_name(owner, catalog->search_path[i]));
    }
    return *path ? path : mem_strdup(owner, "pg_catalog");
}

/* Every statement gets its verdict and its table. Tables are complete after this: pointers to them stay. */
static void
bind_statements(Resolver *resolver)
{
    Resolution *result = resolver->result;

    for (size_t i = 0; i < resolver->parsed->change_count; i++)
    {
        const DdlScript *script = resolver->parsed->changes[i].script;

        for (size_t j = 0; j < script->count; j++)
        {
            const DdlStatement *statement = &script->statements[j];
            StatementVerdict *verdict;
            size_t table = RESOLVE_NO_TABLE;

            if (statement->kind == DDL_CREATE_TABLE)
            {
                check_created(resolver, i, statement);
                *mem_push(result, result->created, result->created_count) = statement;
            }
            else if (resolve_is_on_created(resolver, statement))
            {
                *mem_push(result, result->created_indexes, result->created_index_count) = statement;
            }
            else
            {
                table = bind_table(resolver, i, statement);
            }
            verdict = mem_push(result, result->verdicts, result->verdict_count);
            verdict->change = i;
            verdict->table = table;
            verdict->statement = statement;
            verdict->classification = resolve_verdict(resolver, i, statement);
        }
    }
}

/* A rollback puts out of sight what the plan made, by its name: a table that was there before must not be taken for it. */
static void
check_created(Resolver *resolver, size_t change, const DdlStatement *statement)
{
    const Resolution *result = resolver->result;
    const QualifiedName *name = &statement->relation;
    const char *schema = name->schema ? name->schema : result->create_schema;
    bool is_there = catalog_table(resolver->catalog, schema, name->name) != NULL;

    for (size_t i = 0; i < result->created_count; i++)
    {
        const QualifiedName *other = &result->created[i]->relation;

        is_there = is_there || (strcmp(other->name, name->name) == 0 &&
                                strcmp(other->schema ? other->schema : result->create_schema, schema) == 0);
    }
    if (is_there)
    {
        resolve_report(resolver->diagnostics, resolver->parsed->plan, &resolver->parsed->changes[change].source->sql,
                       statement->offset, "P311", "table \"%s\" exists already in schema %s", name->name, schema);
    }
}

static size_t
bind_table(Resolver *resolver, size_t change, const DdlStatement *statement)
{
    Resolution *result = resolver->result;
    const CatalogTable *found = find_table(resolver, statement);
    TableChange *table;

    if (!found)
    {
        report_missing_table(resolver, change, statement);
        return RESOLVE_NO_TABLE;
    }
    for (size_t i = 0; i < result->table_count; i++)
    {
        if (result->tables[i].table == found)
        {
            return i;
        }
    }
    table = mem_push(result, result->tables, result->table_count);
    table->table = found;
    table->name = (QualifiedName){.schema = found->schema, .name = found->name};
    table->key = resolve_table_key(resolver, table->name);
    return result->table_count - 1;
}

const char *
resolve_table_key(const Resolver *resolver, QualifiedName name)
{
    void *mem = resolver->mem;
    const char *version = resolver->result->plan->version;

    return mem_strndup(mem, quote_hash(mem, mem_printf(mem, "%s %s.%s", version, name.schema, name.name)), 8);
}

/* Some statements name an index, ALTER SEQUENCE the sequence, every other its table. */
static const CatalogTable *
find_table(const Resolver *resolver, const DdlStatement *statement)
{
    const Catalog *catalog = resolver->catalog;

    if (statement->kind == DDL_ALTER_SEQUENCE)
    {
        return table_of_sequence(catalog, &statement->relation);
    }
    if (!statement->names_index)
    {
        return catalog_table(catalog, statement->relation.schema, statement->relation.name);
    }
    for (size_t i = 0; i < catalog->table_count; i++)
    {
        const CatalogTable *table = &catalog->tables[i];

        for (size_t j = 0; j < table->index_count; j++)
        {
            const CatalogIndex *index = &table->indexes[j];

            if (strcmp(index->name, statement->relation.name) == 0 &&
                (!statement->relation.schema || strcmp(index->schema, statement->relation.schema) == 0))
            {
                return table;
            }
        }
    }
    return resolve_table_of_new_index(resolver, statement);
}

static const CatalogTable *
table_of_sequence(const Catalog *catalog, const QualifiedName *name)
{
    for (size_t i = 0; i < catalog->table_count; i++)
    {
        const CatalogTable *table = &catalog->tables[i];

        for (size_t j = 0; j < table->sequence_count; j++)
        {
            const CatalogSequence *sequence = &table->sequences[j];

            if (strcmp(sequence->name, name->name) == 0 &&
                (!name->schema || strcmp(sequence->schema, name->schema) == 0))
            {
                return table;
            }
        }
    }
    return NULL;
}

static void
report_missing_table(Resolver *resolver, size_t change, const DdlStatement *statement)
{
    const Catalog *catalog = resolver->catalog;
    const char *schema = statement->relation.schema;
    const char **names = NULL;
    size_t count = 0;
    char *near;
    Diagnostic *found =
        resolve_report(resolver->diagnostics, resolver->parsed->plan, &resolver->parsed->changes[change].source->sql,
                       statement->offset, "P301", "%s \"%s\" does not exist %s%s",
                       statement->names_index                  ? "index"
                       : statement->kind == DDL_ALTER_SEQUENCE ? "sequence of a column"
                                                               : "table",
                       statement->relation.name, schema ? "in schema " : "on the search_path", schema ? schema : "");

    for (size_t i = 0; catalog->all_tables && catalog->all_tables[i]; i++)
    {
        const char *dot = strchr(catalog->all_tables[i], '.');

        *mem_push(resolver->mem, names, count) = dot ? dot + 1 : catalog->all_tables[i];
    }
    near = suggest_nearest(resolver->diagnostics->mem, statement->relation.name, names, count);
    found->help = near ? mem_printf(resolver->diagnostics->mem, "did you mean %s?", near)
                       : mem_printf(resolver->diagnostics->mem, "connected to database \"%s\"; is it the right one?",
                                    catalog->database);
}

/* One change: each of its tables once, in the order in which they appear. */
static void
resolve_change(Resolver *resolver, size_t index)
{
    const ParsedChange *change = &resolver->parsed->changes[index];
    const Resolution *result = resolver->result;

    check_mapping_table(resolver, index, change->up, &change->source->up, "up");
    check_mapping_table(resolver, index, change->down, &change->source->down, "down");
    for (size_t t = 0; t < result->table_count; t++)
    {
        for (size_t i = 0; i < result->verdict_count; i++)
        {
            if (result->verdicts[i].change == index && result->verdicts[i].table == t)
            {
                resolve_on_table(resolver, index, t);
                break;
            }
        }
    }
}

/* `up` and `down` must be about a table that the change changes. */
static void
check_mapping_table(Resolver *resolver, size_t index, const Mapping *mapping, const PlanText *text, const char *key)
{
    const Resolution *result = resolver->result;
    const CatalogTable *table;

    if (!mapping)
    {
        return;
    }
    table = catalog_table(resolver->catalog, mapping->table.schema, mapping->table.name);
    for (size_t i = 0; table && i < result->verdict_count; i++)
    {
        const StatementVerdict *verdict = &result->verdicts[i];

        if (verdict->change == index && verdict->table != RESOLVE_NO_TABLE &&
            result->tables[verdict->table].table == table)
        {
            return;
        }
    }
    resolve_report(resolver->diagnostics, resolver->parsed->plan, text, 0, "P211",
                   "\"%s\" updates %s, which changes[%zu] does not alter", key, mapping->table.name, index + 1)
        ->help = mem_strdup(resolver->diagnostics->mem, "the UPDATE must be about the table of this change's sql");
}

static const Mapping *
mapping_of_table(const Resolver *resolver, const Mapping *mapping, const CatalogTable *table)
{
    return mapping && catalog_table(resolver->catalog, mapping->table.schema, mapping->table.name) == table ? mapping
                                                                                                            : NULL;
}

static void
resolve_on_table(Resolver *resolver, size_t change_index, size_t table_index)
{
    const ParsedChange *change = &resolver->parsed->changes[change_index];
    const Resolution *result = resolver->result;
    ChangeOnTable on = {
        .change = change,
        .change_index = change_index,
        .table = &resolver->result->tables[table_index],
        .first_link = resolver->result->tables[table_index].link_count,
    };

    on.up = mapping_of_table(resolver, change->up, on.table->table);
    on.down = mapping_of_table(resolver, change->down, on.table->table);
    on.up_used = mem_array(resolver->mem, bool, (on.up ? on.up->count : 0) + 1);
    on.down_used = mem_array(resolver->mem, bool, (on.down ? on.down->count : 0) + 1);
    for (size_t pass = 0; pass < 2; pass++) /* first what comes and goes, then what refers to it */
    {
        for (size_t i = 0; i < result->verdict_count; i++)
        {
            const StatementVerdict *verdict = &result->verdicts[i];
            bool is_column = verdict->statement->kind == DDL_ADD_COLUMN || verdict->statement->kind == DDL_DROP_COLUMN;

            if (verdict->change == change_index && verdict->table == table_index && is_column == (pass == 0) &&
                !cascades(resolver, &on, verdict->statement))
            {
                resolve_statement(resolver, &on, verdict->statement);
            }
        }
    }
    resolve_added_and_dropped(resolver, &on);
    resolve_unused_assignments(resolver, &on);
}

static bool
cascades(Resolver *resolver, const ChangeOnTable *on, const DdlStatement *statement)
{
    if (statement->cascade)
    {
        resolve_report(resolver->diagnostics, resolver->parsed->plan, &on->change->source->sql, statement->offset,
                       "R726", "CASCADE would drop objects that the plan does not name")
            ->help = mem_strdup(resolver->diagnostics->mem, "name them in statements of their own");
    }
    return statement->cascade;
}

static void
note_dropped_column(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    if (resolve_existing_column(resolver, on, statement, statement->column))
    {
        *mem_push(resolver->mem, on->dropped, on->dropped_count) = statement;
    }
}

static void
resolve_statement(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement)
{
    switch (statement->kind)
    {
        case DDL_ADD_COLUMN:
            *mem_push(resolver->mem, on->added, on->added_count) = statement;
            break;
        case DDL_DROP_COLUMN:
            note_dropped_column(resolver, on, statement);
            break;
        case DDL_RENAME_COLUMN:
            resolve_rename(resolver, on, statement);
            break;
        case DDL_ALTER_COLUMN_TYPE:
            resolve_retype(resolver, on, statement);
            break;
        case DDL_SET_NOT_NULL:
        case DDL_DROP_NOT_NULL:
        case DDL_SET_DEFAULT:
        case DDL_DROP_DEFAULT:
        case DDL_ADD_CHECK:
        case DDL_ADD_FOREIGN_KEY:
        case DDL_ADD_UNIQUE:
        case DDL_ADD_PRIMARY_KEY:
        case DDL_ADD_EXCLUDE:
        case DDL_CREATE_INDEX:
        case DDL_DROP_INDEX:
            resolve_in_place(resolver, on, statement);
            break;
        case DDL_ADD_UNIQUE_USING_INDEX:
        case DDL_ADD_PRIMARY_KEY_USING_INDEX:
            resolve_use_index(resolver, on, statement);
            break;
        case DDL_SET_STATISTICS:
        case DDL_SET_STORAGE:
        case DDL_SET_COMPRESSION:
        case DDL_SET_COLUMN_OPTIONS:
        case DDL_RESET_COLUMN_OPTIONS:
        case DDL_COMMENT:
            resolve_attribute(resolver, on, statement);
            break;
        case DDL_RENAME_INDEX:
            resolve_rename_index(resolver, on, statement);
            break;
        case DDL_ALTER_CONSTRAINT:
        case DDL_VALIDATE_CONSTRAINT:
        case DDL_DROP_CONSTRAINT:
        case DDL_RENAME_CONSTRAINT:
            resolve_existing_constraint(resolver, on, statement);
            break;
        case DDL_ALTER_SEQUENCE:
            resolve_sequence(resolver, on, statement);
            break;
        case DDL_CREATE_TABLE:
        case DDL_DATA:
        case DDL_SESSION:
        case DDL_UNSUPPORTED: /* resolve_parse() does not let these through */
            break;
    }
}

/* A column may come, go or be changed in place by one statement of the plan only. */
static void
check_duplicate_columns(Resolver *resolver, const TableChange *table)
{
    const char **seen = NULL;
    size_t count = 0;

    for (size_t i = 0; i < table->link_count; i++)
    {
        const Link *link = table->links[i];

        for (size_t j = 0; j < link->new_count; j++)
        {
            *mem_push(resolver->mem, seen, count) = link->new_columns[j].name;
        }
        for (size_t j = 0; j < link->old_count; j++)
        {
            *mem_push(resolver->mem, seen, count) = link->old_columns[j].name;
        }
    }
    for (size_t i = 0; i < table->plain_count; i++)
    {
        *mem_push(resolver->mem, seen, count) = table->plain[i].definition->name;
    }
    for (size_t i = 0; i < table->dropped_count; i++)
    {
        *mem_push(resolver->mem, seen, count) = table->dropped[i].name;
    }
    for (size_t i = 0; i < count; i++)
    {
        for (size_t j = 0; j < i; j++)
        {
            if (strcmp(seen[i], seen[j]) == 0)
            {
                resolve_report_change(resolver, 0, "P212", "column %s.%s is changed twice in this plan",
                                      table->name.name, seen[i])
                    ->help = mem_strdup(resolver->diagnostics->mem, "make one change of it, or two plans");
            }
        }
    }
}

Diagnostic *
resolve_report_change(Resolver *resolver, size_t change_index, const char *code, const char *format, ...)
{
    const Plan *plan = resolver->parsed->plan;
    size_t line = plan->changes[change_index].line;
    Diagnostic *found;
    char *message;
    va_list args;

    va_start(args, format);
    message = mem_vprintf(resolver->diagnostics->mem, format, args);
    va_end(args);
    found = diagnostics_add(resolver->diagnostics, SEVERITY_ERROR, code, plan->path, line, 0, "%s", message);
    found->source_line = plan_source_line(resolver->diagnostics->mem, plan, line);
    return found;
}
