/* SPDX-License-Identifier: PostgreSQL */
/*
 * Classification: one row of facts per kind of statement, made exact from the catalog where that changes them.
 *
 * In: a statement and the catalog or NULL. Out: class, locks per relation, scan, rewrite, who breaks, what is lost,
 * semver. Model: AlterTableGetLockLevel() in PostgreSQL's tablecmds.c. Locks and rewrites were measured on servers 12
 * to 18 and are the same there but where a comment says so.
 * Invariant: offline the answer is never milder than the exact one.
 */
#include "change/classify.h"

#include <stdarg.h>
#include <string.h>

#include "base/mem.h"
#include "classify_internal.h"
#include "sql/quote.h"

/* SUE: ShareUpdateExclusive is what CONCURRENTLY takes; see refine(). */
static const ClassifyFacts facts[] = {
    /* V sees a column that it does not name. */
    [DDL_ADD_COLUMN] = {CLASS_EXPAND, LOCK_ACCESS_EXCLUSIVE, .breaks_new = true, .semver = SEMVER_MINOR},
    [DDL_DROP_COLUMN] = {CLASS_CONTRACT, LOCK_ACCESS_EXCLUSIVE, .breaks_old = true, .loses_data = true,
                         .semver = SEMVER_MAJOR},
    [DDL_RENAME_COLUMN] = {CLASS_EXPAND_CONTRACT, LOCK_ACCESS_EXCLUSIVE, .breaks_old = true, .breaks_new = true,
                           .semver = SEMVER_MAJOR},
    [DDL_ALTER_COLUMN_TYPE] = {CLASS_EXPAND_CONTRACT, LOCK_ACCESS_EXCLUSIVE, .scans = true, .rewrites = true,
                               .breaks_old = true, .breaks_new = true, .semver = SEMVER_MAJOR},
    /* V may still write NULL. */
    [DDL_SET_NOT_NULL] = {CLASS_EXPAND_CONTRACT, LOCK_ACCESS_EXCLUSIVE, .scans = true, .breaks_old = true,
                          .semver = SEMVER_MAJOR},
    [DDL_DROP_NOT_NULL] = {CLASS_EXPAND, LOCK_ACCESS_EXCLUSIVE, .breaks_new = true, .semver = SEMVER_MINOR},
    [DDL_SET_DEFAULT] = {CLASS_EXPAND, LOCK_ACCESS_EXCLUSIVE, .breaks_new = true, .semver = SEMVER_MINOR},
    /* V's INSERTs may rely on it. */
    [DDL_DROP_DEFAULT] = {CLASS_CONTRACT, LOCK_ACCESS_EXCLUSIVE, .breaks_old = true, .semver = SEMVER_MAJOR},
    [DDL_ADD_CHECK] = {CLASS_EXPAND_CONTRACT, LOCK_ACCESS_EXCLUSIVE, .scans = true, .breaks_old = true,
                       .semver = SEMVER_MAJOR},
    [DDL_CREATE_TABLE] = {CLASS_EXPAND, LOCK_NONE, .breaks_new = true, .semver = SEMVER_MINOR},
    [DDL_CREATE_INDEX] = {CLASS_EXPAND, LOCK_SHARE, .scans = true, .semver = SEMVER_PATCH},
    /* V's ON CONFLICT needs a unique one. */
    [DDL_DROP_INDEX] = {CLASS_CONTRACT, LOCK_ACCESS_EXCLUSIVE, .breaks_old = true, .semver = SEMVER_MAJOR},
    [DDL_DATA] = {CLASS_DATA, LOCK_ROW_EXCLUSIVE, .scans = true, .semver = SEMVER_PATCH},
    [DDL_SESSION] = {CLASS_SESSION, LOCK_NONE, .semver = SEMVER_NONE},
    [DDL_UNSUPPORTED] = {CLASS_UNSUPPORTED, LOCK_ACCESS_EXCLUSIVE, .semver = SEMVER_MAJOR},
};

static void start(Classify *classify, ClassifyFacts row);
static void refine(Classify *classify);
static void refine_drop_column(Classify *classify);
static void refine_drop_default(Classify *classify);
static void refine_add_check(Classify *classify);
static void refine_create_table(Classify *classify);
static void refine_create_index(Classify *classify);
static void refine_drop_index(Classify *classify);
static void refine_data(Classify *classify);
static void refine_unsupported(Classify *classify);

Classification *
classify_statement(void *owner, const DdlStatement *statement, const Catalog *catalog)
{
    Classify classify = {.statement = statement, .catalog = catalog};

    classify.result = mem_new(owner, Classification);
    classify.owner = classify.result;
    if (catalog != NULL && statement->relation.name[0] != '\0' && statement->kind != DDL_DROP_INDEX)
    {
        classify.table = catalog_table(catalog, statement->relation.schema, statement->relation.name);
    }
    start(&classify, facts[statement->kind]);
    refine(&classify);
    return classify.result;
}

static void
start(Classify *classify, ClassifyFacts row)
{
    Classification *result = classify->result;
    QualifiedName name = classify->statement->relation;

    result->change_class = row.change_class;
    result->scans = row.scans;
    result->rewrites = row.rewrites;
    result->breaks_old = row.breaks_old;
    result->breaks_new = row.breaks_new;
    result->loses_data = row.loses_data;
    result->semver = row.semver;
    result->lock = LOCK_NONE;
    result->locks = NULL;
    result->lock_count = 0;
    if (row.lock != LOCK_NONE)
    {
        if (classify->table != NULL)
        {
            name = (QualifiedName){.schema = classify->table->schema, .name = classify->table->name};
        }
        classify_lock(classify, name.name[0] == '\0' ? NULL : quote_qualified_name(classify->owner, name), row.lock);
    }
}

/* RELATION may be NULL where the statement does not name it. */
void
classify_lock(Classify *classify, const char *relation, LockMode mode)
{
    Classification *result = classify->result;
    RelationLock *lock;

    result->lock = mode > result->lock ? mode : result->lock;
    for (size_t i = 0; relation != NULL && i < result->lock_count; i++)
    {
        if (strcmp(result->locks[i].relation, relation) == 0)
        {
            result->locks[i].mode = mode > result->locks[i].mode ? mode : result->locks[i].mode;
            return;
        }
    }
    if (relation != NULL)
    {
        lock = mem_push(classify->owner, result->locks, result->lock_count);
        lock->relation = mem_strdup(classify->owner, relation);
        lock->mode = mode;
    }
}

void
classify_partners(Classify *classify, const char *column, LockMode mode)
{
    static const char on_table[] = " on table ";
    const CatalogTable *table = classify->table;

    for (size_t i = 0; table != NULL && i < table->constraint_count; i++)
    {
        const CatalogConstraint *constraint = &table->constraints[i];

        for (size_t j = 0; constraint->type == 'f' && constraint->columns[j] != NULL; j++)
        {
            if (strcmp(constraint->columns[j], column) == 0)
            {
                classify_lock(classify, constraint->foreign_table, mode);
            }
        }
    }
    for (size_t i = 0; table != NULL && i < table->dependent_count; i++)
    {
        const CatalogDependent *dependent = &table->dependents[i];
        const char *place = strstr(dependent->description, on_table);

        if (place != NULL && strcmp(dependent->kind, "foreign key") == 0 && strcmp(dependent->column, column) == 0)
        {
            classify_lock(classify, place + strlen(on_table), mode);
        }
    }
}

void
classify_note(Classify *classify, const char *format, ...)
{
    va_list args;
    char *note;

    va_start(args, format);
    note = mem_vprintf(classify->owner, format, args);
    va_end(args);
    classify->result->note =
        classify->result->note == NULL ? note : mem_printf(classify->owner, "%s %s", classify->result->note, note);
}

const CatalogColumn *
classify_column(const Classify *classify)
{
    return classify->table == NULL || classify->statement->column == NULL
               ? NULL
               : catalog_column(classify->table, classify->statement->column);
}

static void
refine(Classify *classify)
{
    switch (classify->statement->kind)
    {
        case DDL_ADD_COLUMN:
            classify_add_column(classify);
            break;
        case DDL_DROP_COLUMN:
            refine_drop_column(classify);
            break;
        case DDL_ALTER_COLUMN_TYPE:
            classify_alter_type(classify);
            break;
        case DDL_SET_NOT_NULL:
            classify_not_null(classify);
            break;
        case DDL_DROP_DEFAULT:
            refine_drop_default(classify);
            break;
        case DDL_ADD_CHECK:
            refine_add_check(classify);
            break;
        case DDL_CREATE_TABLE:
            refine_create_table(classify);
            break;
        case DDL_CREATE_INDEX:
            refine_create_index(classify);
            break;
        case DDL_DROP_INDEX:
            refine_drop_index(classify);
            break;
        case DDL_DATA:
            refine_data(classify);
            break;
        case DDL_UNSUPPORTED:
            refine_unsupported(classify);
            break;
        case DDL_RENAME_COLUMN:
        case DDL_DROP_NOT_NULL:
        case DDL_SET_DEFAULT:
        case DDL_SESSION:
            break;
    }
}

/* A foreign key on the column goes with it, and its triggers at the other end too: that table is locked as well. */
static void
refine_drop_column(Classify *classify)
{
    if (classify->table == NULL)
    {
        classify_note(classify, "Without the catalog it is not known whether a foreign key on the column locks a "
                                "second table.");
        return;
    }
    classify_partners(classify, classify->statement->column, LOCK_ACCESS_EXCLUSIVE);
}

static void
refine_drop_default(Classify *classify)
{
    const CatalogColumn *column = classify_column(classify);

    if (column == NULL)
    {
        classify_note(classify, "Without the catalog it is assumed that the column has a default on which V's INSERTs "
                                "rely.");
    }
    else if (column->fallback == NULL)
    {
        classify->result->breaks_old = false;
        classify_note(classify, "The column has no default.");
    }
}

static void
refine_add_check(Classify *classify)
{
    if (classify->statement->not_valid)
    {
        classify->result->scans = false;
        classify_note(classify, "NOT VALID spares the scan; every write is checked from then on all the same.");
    }
}

static void
refine_create_table(Classify *classify)
{
    const DdlStatement *statement = classify->statement;
    char *own = quote_qualified_name(classify->owner, statement->relation);

    for (size_t i = 0; statement->references[i] != NULL; i++)
    {
        if (strcmp(statement->references[i], own) != 0)
        {
            classify_lock(classify, statement->references[i], LOCK_SHARE_ROW_EXCLUSIVE);
            classify_note(classify, "The foreign key to %s blocks writes there until COMMIT.",
                          statement->references[i]);
        }
    }
    for (size_t i = 0; statement->likes[i] != NULL; i++)
    {
        classify_lock(classify, statement->likes[i], LOCK_ACCESS_SHARE);
    }
}

static void
refine_create_index(Classify *classify)
{
    const DdlStatement *statement = classify->statement;

    if (statement->concurrently)
    {
        ClassifyFacts row = facts[DDL_CREATE_INDEX];

        row.lock = LOCK_SHARE_UPDATE_EXCLUSIVE;
        start(classify, row);
    }
    if (statement->is_unique)
    {
        classify->result->change_class = CLASS_EXPAND_CONTRACT;
        classify->result->breaks_old = true;
        classify->result->semver = SEMVER_MAJOR;
        classify_note(classify, "V may still write duplicates.");
    }
    if (classify->table != NULL && classify->table->kind == 'p')
    {
        classify_note(classify, "On a partitioned table every partition is locked and indexed; CONCURRENTLY is an "
                                "error there.");
    }
}

/* The catalog lists indexes by their tables; the index's own name is in a schema of its table's. */
static void
refine_drop_index(Classify *classify)
{
    const DdlStatement *statement = classify->statement;
    LockMode mode = statement->concurrently ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_ACCESS_EXCLUSIVE;
    ClassifyFacts row = facts[DDL_DROP_INDEX];
    const CatalogIndex *index = NULL;

    for (size_t i = 0; classify->catalog != NULL && i < classify->catalog->table_count && index == NULL; i++)
    {
        const CatalogTable *table = &classify->catalog->tables[i];

        for (size_t j = 0; j < table->index_count && index == NULL; j++)
        {
            bool same_schema =
                statement->relation.schema == NULL || strcmp(table->indexes[j].schema, statement->relation.schema) == 0;

            if (same_schema && strcmp(table->indexes[j].name, statement->relation.name) == 0)
            {
                index = &table->indexes[j];
                classify->table = table;
            }
        }
    }
    row.lock = LOCK_NONE;
    start(classify, row);
    classify_lock(classify, quote_qualified_name(classify->owner, statement->relation), mode);
    if (index == NULL)
    {
        classify_note(classify, "Without the catalog it is not known which table is locked too, and whether V's "
                                "ON CONFLICT needs the index.");
        return;
    }
    classify_lock(classify,
                  quote_qualified_name(classify->owner, (QualifiedName){.schema = classify->table->schema,
                                                                        .name = classify->table->name}),
                  mode);
    if (!index->is_unique)
    {
        classify->result->breaks_old = false;
        classify->result->semver = SEMVER_PATCH;
        classify_note(classify, "V works without it, but may be slow.");
    }
}

static void
refine_data(Classify *classify)
{
    const char *tag = classify->statement->tag;

    if (strcmp(tag, "DELETE") == 0 || strcmp(tag, "MERGE") == 0)
    {
        classify->result->loses_data = true;
    }
    if (strcmp(tag, "INSERT") == 0 || strcmp(tag, "COPY") == 0)
    {
        classify->result->scans = false;
    }
}

static void
refine_unsupported(Classify *classify)
{
    bool known;

    start(classify, classify_unsupported_facts(classify->statement->tag, &known));
    for (size_t i = 0; classify->statement->references[i] != NULL; i++)
    {
        classify_lock(classify, classify->statement->references[i], LOCK_SHARE_ROW_EXCLUSIVE);
    }
    if (classify->statement->not_valid)
    {
        classify->result->scans = false;
    }
    if (!known)
    {
        classify_note(classify, "What it locks depends on more than the statement: the worst is assumed.");
    }
}
