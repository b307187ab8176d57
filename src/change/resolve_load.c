/* SPDX-License-Identifier: PostgreSQL */
/*
 * From a loaded plan and a connection to a Resolution: parse, ask the catalog, resolve.
 *
 * Two readings of the catalog: of the plan's tables all that shim and steps need (pg/catalog), of the whole database what
 * the statements are judged by (change/schema).
 */
#include "change/resolve.h"

#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "resolve_internal.h"

static void remember_settings(Catalog *catalog, const Conn *conn);
static Schema *load_schema(void *owner, Conn *conn, Error *err);
static NameSchemas *look_up_names(void *owner, const ParsedPlan *parsed, Conn *conn, size_t *count, Error *err);
static bool find_volatile(void *owner, Conn *conn, NameSchemas *name, Error *err);

Resolution *
resolve_load(void *owner, const Plan *plan, Conn *conn, Diagnostics *diagnostics, Error *err)
{
    ParsedPlan *parsed = resolve_parse(owner, plan, diagnostics);
    size_t request_count = 0;
    size_t name_count = 0;
    CatalogRequest *requests;
    NameSchemas *names;
    Catalog *catalog;
    Schema *schema;
    Resolution *resolution;

    if (!parsed)
    {
        return NULL;
    }
    requests = resolve_requests(owner, parsed, &request_count);
    catalog = catalog_load(owner, conn, requests, request_count, err);
    if (!catalog)
    {
        return NULL;
    }
    remember_settings(catalog, conn);
    names = look_up_names(owner, parsed, conn, &name_count, err);
    schema = error_is_set(err) ? NULL : load_schema(owner, conn, err);
    if (error_is_set(err))
    {
        return NULL;
    }
    resolution = resolve_plan(owner, parsed, catalog, schema, names, name_count, diagnostics);
    mem_free(schema);
    return resolution;
}

/* Reading the definitions of all tables waits for whoever holds ACCESS EXCLUSIVE on one of them. A plan about others must
 * not fail by that: then its statements get the safe answers (NULL, without an error). */
static Schema *
load_schema(void *owner, Conn *conn, Error *err)
{
    Error failure = {0};
    Schema *schema = schema_load(owner, conn, &failure);

    if (schema == NULL && failure.kind == ERROR_TIMEOUT)
    {
        log_warning(
            "a table of this database is locked, so that its definition cannot be read; what the statements do as "
            "they are written is said with less knowledge");
        error_clear(&failure);
    }
    else if (schema == NULL)
    {
        *err = failure;
    }
    return schema;
}

/* What conversions would have depended on in a maintenance window. */
static void
remember_settings(Catalog *catalog, const Conn *conn)
{
    static const char *const names[] = {"TimeZone",    "DateStyle",    "IntervalStyle",
                                        "lc_monetary", "bytea_output", "extra_float_digits"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    {
        const char *value = conn_initial_setting(conn, names[i]);

        if (value)
        {
            *mem_push(catalog, catalog->settings, catalog->setting_count) =
                (CatalogSetting){.name = names[i], .value = value};
        }
    }
}

static NameSchemas *
look_up_names(void *owner, const ParsedPlan *parsed, Conn *conn, size_t *count, Error *err)
{
    static const char kinds[] = {
        [NAME_FUNCTION] = 'f',
        [NAME_TYPE] = 't',
        [NAME_OPERATOR] = 'o',
        [NAME_COLLATION] = 'c',
    };
    size_t use_count = 0;
    NameUse *uses = resolve_names(owner, parsed, &use_count);
    NameSchemas *names = NULL;

    *count = 0;
    for (size_t i = 0; i < use_count; i++)
    {
        bool is_known = false;
        NameSchemas *name;

        for (size_t j = 0; j < *count; j++)
        {
            is_known =
                is_known || (names[j].name_class == uses[i].name_class && strcmp(names[j].name, uses[i].name) == 0);
        }
        if (is_known)
        {
            continue;
        }
        name = mem_push(owner, names, *count);
        name->name_class = uses[i].name_class;
        name->name = uses[i].name;
        name->schemas = catalog_name_schemas(owner, conn, kinds[uses[i].name_class], uses[i].name, err);
        if (!name->schemas || (uses[i].name_class == NAME_FUNCTION && !find_volatile(owner, conn, name, err)))
        {
            return NULL;
        }
    }
    return names;
}

/* Whether a variant that the name can mean is VOLATILE: in the schema that is written, or on the search_path. AT TIME ZONE is
 * none, though before 14 its variant for timetz, which nobody stores, was marked so. */
static bool
find_volatile(void *owner, Conn *conn, NameSchemas *name, Error *err)
{
    const char *params[] = {name->name, conn_initial_setting(conn, "current_schemas")};
    Rows *rows = conn_query_one(owner, conn,
                                "SELECT coalesce(bool_or(p.provolatile = 'v'), false) AS found"
                                " FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
                                " WHERE p.prokind = 'f' AND p.oid <> 'pg_catalog.timezone(text,timetz)'::regprocedure"
                                " AND ((p.proname = $1 AND (n.nspname = 'pg_catalog'"
                                " OR n.nspname = ANY ($2::text[])))"
                                " OR n.nspname || '.' || p.proname = $1)",
                                params, 2, err);

    name->is_volatile = rows && rows_bool(rows, 0, "found");
    return rows != NULL;
}
