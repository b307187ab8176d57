/* SPDX-License-Identifier: PostgreSQL */
/*
 * The three statements about a column whose effect depends on what the column is: ADD COLUMN, TYPE, SET NOT NULL.
 *
 * Facts (measured on 12 to 18): a default is stored in the catalog unless it is volatile (11); a column whose type is
 * a domain with a constraint rewrites the table even without a default; an inline CHECK or UNIQUE reads the table under
 * ACCESS EXCLUSIVE; SET NOT NULL believes a valid CHECK (12); a type change that keeps the bytes touches only the
 * catalog, but rebuilds indexes with expressions or predicates on the column and checks its CHECKs again.
 */
#include <string.h>

#include "base/mem.h"
#include "classify_internal.h"

/* Functions of pg_catalog that a default often calls and that are not volatile. */
static const char *const steady_functions[] = {
    "abs",
    "array_fill",
    "btrim",
    "ceil",
    "chr",
    "concat",
    "concat_ws",
    "current_database",
    "current_schema",
    "current_setting",
    "date_part",
    "date_trunc",
    "encode",
    "decode",
    "extract",
    "floor",
    "format",
    "json_build_array",
    "json_build_object",
    "jsonb_build_array",
    "jsonb_build_object",
    "left",
    "length",
    "lower",
    "lpad",
    "ltrim",
    "make_date",
    "make_interval",
    "make_time",
    "make_timestamp",
    "md5",
    "mod",
    "now",
    "overlay",
    "position",
    "power",
    "quote_ident",
    "quote_literal",
    "repeat",
    "replace",
    "reverse",
    "right",
    "round",
    "rpad",
    "rtrim",
    "sha256",
    "split_part",
    "statement_timestamp",
    "strpos",
    "substr",
    "substring",
    "timezone",
    "to_char",
    "to_date",
    "to_jsonb",
    "to_json",
    "to_number",
    "to_timestamp",
    "transaction_timestamp",
    "translate",
    "trunc",
    "upper",
};

static bool has_fallback(const DdlColumn *definition);
static bool fallback_may_be_volatile(const Classify *classify);
static void weigh_unhandled(Classify *classify);
static bool is_plain_conversion(Classify *classify);
static bool index_is_rebuilt(const Classify *classify, const CatalogColumn *column);
static bool is_checked(const Classify *classify);
static bool names_column(const char *const *columns, const char *column);
static bool check_proves_not_null(const Classify *classify, const CatalogConstraint *constraint);

void
classify_add_column(Classify *classify)
{
    const DdlStatement *statement = classify->statement;
    const DdlColumn *definition = statement->definition;
    Classification *result = classify->result;

    if (definition->not_null && !has_fallback(definition))
    {
        result->change_class = CLASS_EXPAND_CONTRACT;
        result->scans = true;
        result->breaks_old = true;
        result->semver = SEMVER_MAJOR;
        classify_note(classify, "V does not fill it, and neither have the old rows a value.");
    }
    if (has_fallback(definition) && fallback_may_be_volatile(classify))
    {
        result->scans = true;
        result->rewrites = true;
        classify_note(classify, "The default is, or may be, volatile: every row gets its own value.");
    }
    if (definition->check != NULL)
    {
        result->scans = true;
        classify_note(classify, "The inline CHECK reads the table.");
    }
    for (size_t i = 0; statement->references[i] != NULL; i++)
    {
        classify_lock(classify, statement->references[i], LOCK_SHARE_ROW_EXCLUSIVE);
        result->scans = result->scans || has_fallback(definition);
    }
    weigh_unhandled(classify);
    if (definition->unhandled == NULL && !classify_type_is_built_in(classify->owner, definition->type))
    {
        result->scans = true;
        result->rewrites = true;
        classify_note(classify, "If %s is a domain with a constraint, the table is rewritten; that is assumed.",
                      definition->type);
    }
    if (statement->if_exists && classify_column(classify) != NULL)
    {
        classify_note(classify, "The column exists: nothing is done, even where its type differs.");
    }
}

/* DEFAULT NULL is none. */
static bool
has_fallback(const DdlColumn *definition)
{
    Error ignored = {0};
    void *scratch = mem_root("fallback");
    char *text = definition->fallback == NULL
                     ? NULL
                     : ddl_expression_render(scratch, definition->fallback, NULL, NULL, 0, &ignored);
    bool has = text != NULL && strcmp(text, "NULL") != 0 && strncmp(text, "NULL::", 6) != 0;

    has = has || (definition->fallback != NULL && text == NULL);
    error_clear(&ignored);
    mem_free(scratch);
    return has;
}

static bool
fallback_may_be_volatile(const Classify *classify)
{
    const DdlColumn *definition = classify->statement->definition;
    static const char catalog[] = "pg_catalog.";
    const char *const *functions;

    if (definition->fallback_is_constant)
    {
        return false;
    }
    functions = ddl_expression_functions(classify->owner, definition->fallback);
    for (size_t i = 0; functions[i] != NULL; i++)
    {
        const char *name = functions[i];
        bool steady = false;

        name += strncmp(name, catalog, strlen(catalog)) == 0 ? strlen(catalog) : 0;
        for (size_t j = 0; j < sizeof(steady_functions) / sizeof(steady_functions[0]); j++)
        {
            steady = steady || strcmp(name, steady_functions[j]) == 0;
        }
        if (!steady)
        {
            return true;
        }
    }
    return false;
}

static void
weigh_unhandled(Classify *classify)
{
    const char *unhandled = classify->statement->definition->unhandled;
    Classification *result = classify->result;

    if (unhandled == NULL)
    {
        return;
    }
    if (strstr(unhandled, "serial") != NULL || strstr(unhandled, "GENERATED") != NULL)
    {
        result->scans = true;
        result->rewrites = true;
        classify_note(classify, "Every row is rewritten to hold its value (%s).", unhandled);
    }
    if (strstr(unhandled, "UNIQUE") != NULL || strstr(unhandled, "PRIMARY KEY") != NULL)
    {
        result->scans = true;
        classify_note(classify, "The index is built under ACCESS EXCLUSIVE.");
    }
    if (strstr(unhandled, "PRIMARY KEY") != NULL && !has_fallback(classify->statement->definition) && !result->rewrites)
    {
        result->change_class = CLASS_EXPAND_CONTRACT;
        result->breaks_old = true;
        result->semver = SEMVER_MAJOR;
    }
}

void
classify_alter_type(Classify *classify)
{
    const DdlColumn *definition = classify->statement->definition;
    const CatalogColumn *column = classify_column(classify);
    Classification *result = classify->result;
    TypeChange change;

    if (column == NULL)
    {
        result->loses_data = classify_type_may_round(classify->owner, definition->type);
        classify_note(classify, "Without the old type a rewrite is assumed, and that V and V+1 need different types.");
        return;
    }
    classify_partners(classify, classify->statement->column, LOCK_ACCESS_EXCLUSIVE);
    change = classify_type_change(classify->owner, column->type, definition->type);
    if (!is_plain_conversion(classify) && change < TYPE_REWRITE)
    {
        change = TYPE_REWRITE;
        classify_note(classify, "USING computes every value anew.");
    }
    result->loses_data = change == TYPE_LOSSY;
    if (change == TYPE_SAME || change == TYPE_WIDER)
    {
        result->change_class = CLASS_EXPAND;
        result->rewrites = false;
        result->scans = index_is_rebuilt(classify, column) || is_checked(classify);
        result->breaks_old = false;
        result->breaks_new = change == TYPE_WIDER;
        result->semver = change == TYPE_WIDER ? SEMVER_MINOR : SEMVER_PATCH;
        classify_note(classify, "From %s this changes only the catalog%s.", column->type,
                      result->scans ? ", but an index of the column is rebuilt or a CHECK on it read again" : "");
    }
}

/* Without USING, or with the cast that PostgreSQL would make itself. */
static bool
is_plain_conversion(Classify *classify)
{
    const DdlStatement *statement = classify->statement;
    Error ignored = {0};
    const char *name = statement->column;
    const SqlExpression *column;
    ColumnReplacement replacement;
    const SqlExpression *cast;
    bool plain;

    if (statement->expression == NULL)
    {
        return true;
    }
    cast = ddl_parse_expression(classify->owner, mem_printf(classify->owner, "a::%s", statement->definition->type),
                                &ignored);
    column = ddl_parse_expression(classify->owner, quote_name(classify->owner, name), &ignored);
    error_clear(&ignored);
    if (cast == NULL || column == NULL)
    {
        return false;
    }
    replacement = (ColumnReplacement){.column = "a", .expression = column};
    plain = ddl_expression_equal(statement->expression, column) ||
            ddl_expression_equal(statement->expression, ddl_expression_replace(classify->owner, cast, &replacement, 1));
    return plain;
}

/* Another collation sorts otherwise; else plain index keys stay, expressions and predicates are built again. */
static bool
index_is_rebuilt(const Classify *classify, const CatalogColumn *column)
{
    const char *collation = classify->statement->definition->collation;
    bool sorts_otherwise = (collation == NULL) != (column->collation == NULL) ||
                           (collation != NULL && strcmp(collation, column->collation) != 0);

    for (size_t i = 0; i < classify->table->index_count; i++)
    {
        const CatalogIndex *index = &classify->table->indexes[i];
        const char *keys = strchr(index->definition, '(');
        bool is_plain = keys != NULL && strchr(keys + 1, '(') == NULL && strstr(keys, " WHERE ") == NULL;

        if (names_column(index->columns, column->name) && (sorts_otherwise || !is_plain))
        {
            return true;
        }
    }
    return false;
}

/* CHECKs are added again after the change, and that reads the table. */
static bool
is_checked(const Classify *classify)
{
    for (size_t i = 0; i < classify->table->constraint_count; i++)
    {
        const CatalogConstraint *constraint = &classify->table->constraints[i];

        if (constraint->type == 'c' && names_column(constraint->columns, classify->statement->column))
        {
            return true;
        }
    }
    return false;
}

static bool
names_column(const char *const *columns, const char *column)
{
    for (size_t i = 0; columns[i] != NULL; i++)
    {
        if (strcmp(columns[i], column) == 0)
        {
            return true;
        }
    }
    return false;
}

void
classify_not_null(Classify *classify)
{
    const CatalogColumn *column = classify_column(classify);
    Classification *result = classify->result;
    const char *proof = NULL;

    if (column == NULL)
    {
        classify_note(classify, "Without the catalog it is assumed that nothing proves yet that no row holds NULL.");
        return;
    }
    for (size_t i = 0; i < classify->table->constraint_count && proof == NULL; i++)
    {
        if (check_proves_not_null(classify, &classify->table->constraints[i]))
        {
            proof = classify->table->constraints[i].name;
        }
    }
    if (column->not_null)
    {
        classify_note(classify, "The column is NOT NULL already.");
    }
    else if (proof != NULL && classify->catalog->server_version >= 120000)
    {
        classify_note(classify, "The valid CHECK \"%s\" proves it: no scan.", proof);
    }
    if (column->not_null || proof != NULL)
    {
        result->scans = false;
        result->breaks_old = false;
    }
}

/* CHECK (column IS NOT NULL), as pg_get_constraintdef() writes it. A conjunction with it would do too (12), but is not
 * looked for: then a scan is claimed where there is none. */
static bool
check_proves_not_null(const Classify *classify, const CatalogConstraint *constraint)
{
    void *scratch = mem_root("proof");
    char *name = quote_name(scratch, classify->statement->column);
    bool proves = constraint->type == 'c' && constraint->is_valid &&
                  strcmp(constraint->definition, mem_printf(scratch, "CHECK ((%s IS NOT NULL))", name)) == 0;

    mem_free(scratch);
    return proves;
}
