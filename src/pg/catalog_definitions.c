/* SPDX-License-Identifier: PostgreSQL */
/*
 * Definitions of what depends on the columns, as the server writes them, for those that it lets be made again.
 *
 * Everything is written for search_path pg_catalog, so that it means the same whoever runs it. CREATE OR REPLACE VIEW keeps
 * owner, grants, comments, rules and triggers, but not the options; CREATE OR REPLACE RULE, FUNCTION and ALTER POLICY keep all
 * that they do not say. A trigger is dropped and created: only 14 can replace one, and no version a constraint trigger.
 */
#include <string.h>

#include "base/mem.h"
#include "catalog_internal.h"

/* Whoever reads a view, or a table with a policy, locks it before the tables that it reads: the level of a relation counts
 * from the tables upwards. The bound is against policies that read each other. */
#define LEVELS                                                                                                         \
    "RECURSIVE reader(oid, level) AS ("                                                                                \
    " SELECT t.oid, 0 FROM unnest($1::oid[]) AS t(oid)"                                                                \
    " UNION SELECT o.oid, r.level + 1 FROM reader r"                                                                   \
    " JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = r.oid"                                  \
    " LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid"                                \
    " LEFT JOIN pg_policy p ON d.classid = 'pg_policy'::regclass AND p.oid = d.objid"                                  \
    " CROSS JOIN LATERAL (SELECT coalesce(w.ev_class, p.polrelid)) AS o(oid)"                                          \
    " WHERE o.oid <> r.oid AND r.level < 32),"                                                                         \
    " asked AS (SELECT DISTINCT * FROM unnest($2::oid[], $3::oid[]) AS a(classid, objid)),"                            \
    " relation AS (SELECT c.oid, c.relkind, c.relowner, c.reloptions, c.relname, n.nspname, o.rolname,"                \
    "  quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name,"                                               \
    "  has_schema_privilege(n.oid, 'CREATE') AS may_create,"                                                           \
    "  c.oid <> ALL ($1::oid[]) AS is_other"                                                                           \
    "  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles o ON o.oid = c.relowner)"

/* Each branch: classid, objid, relid, schema, name, relation, before, statement, after, current, value, owner,
 * may_replace, comment, target. */
#define OTHER "CASE WHEN c.is_other THEN c.name END"
#define VIEWS                                                                                                          \
    "SELECT a.classid, a.objid, c.oid AS relid, c.nspname::text AS schema, c.relname::text AS name, " OTHER            \
    " AS relation,"                                                                                                    \
    " NULL AS before, 'CREATE OR REPLACE VIEW ' || c.name"                                                             \
    " || coalesce(' WITH (' || (SELECT string_agg(quote_ident(split_part(o.option, '=', 1)) || ' = '"                  \
    "  || quote_literal(substr(o.option, strpos(o.option, '=') + 1)), ', ') FROM unnest(c.reloptions) AS o(option))"   \
    " || ')', '') || E' AS\n' || rtrim(pg_get_viewdef(c.oid), '; ') AS statement, NULL AS after,"                      \
    " format('(SELECT pg_catalog.concat(c.reloptions, pg_catalog.pg_get_viewdef(c.oid))"                               \
    " FROM pg_catalog.pg_class AS c WHERE c.oid = pg_catalog.to_regclass(%L))', c.name) AS current,"                   \
    " concat(c.reloptions, pg_get_viewdef(c.oid)) AS value, c.rolname AS owner,"                                       \
    " pg_has_role(c.relowner, 'USAGE') AND c.may_create AS may_replace, NULL AS comment, -1 AS target"                 \
    " FROM asked a JOIN relation c ON a.classid = 'pg_class'::regclass AND c.oid = a.objid AND c.relkind = 'v'"

#define RULES                                                                                                          \
    "SELECT a.classid, a.objid, c.oid, c.nspname, w.rulename, " OTHER ", NULL,"                                        \
    " regexp_replace(rtrim(pg_get_ruledef(w.oid), '; '), '^CREATE RULE', 'CREATE OR REPLACE RULE'), NULL,"             \
    " format('(SELECT pg_catalog.pg_get_ruledef(w.oid) FROM pg_catalog.pg_rewrite AS w"                                \
    " WHERE w.ev_class = pg_catalog.to_regclass(%L) AND w.rulename = %L)', c.name, w.rulename),"                       \
    " pg_get_ruledef(w.oid), c.rolname, pg_has_role(c.relowner, 'USAGE'), NULL, -1"                                    \
    " FROM asked a JOIN pg_rewrite w ON a.classid = 'pg_rewrite'::regclass AND w.oid = a.objid"                        \
    " JOIN relation c ON c.oid = w.ev_class"

#define POLICY "concat_ws(' CHECK ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))"
#define POLICIES                                                                                                       \
    "SELECT a.classid, a.objid, c.oid, c.nspname, p.polname, " OTHER ", NULL,"                                         \
    " format('ALTER POLICY %I ON %s', p.polname, c.name)"                                                              \
    " || coalesce(E'\nUSING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')"                                      \
    " || coalesce(E'\nWITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''), NULL,"                     \
    " format('(SELECT pg_catalog.concat_ws('' CHECK '', pg_catalog.pg_get_expr(p.polqual, p.polrelid),"                \
    " pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)) FROM pg_catalog.pg_policy AS p"                              \
    " WHERE p.polrelid = pg_catalog.to_regclass(%L) AND p.polname = %L)', c.name, p.polname),"                         \
    " " POLICY ", c.rolname, pg_has_role(c.relowner, 'USAGE'), NULL, -1"                                               \
    " FROM asked a JOIN pg_policy p ON a.classid = 'pg_policy'::regclass AND p.oid = a.objid"                          \
    " JOIN relation c ON c.oid = p.polrelid"

/* Only a body in standard SQL (BEGIN ATOMIC, 14) depends on columns. */
#define FUNCTIONS                                                                                                      \
    "SELECT a.classid, a.objid, NULL, n.nspname, p.proname, NULL, NULL, rtrim(pg_get_functiondef(p.oid), E'; \n'),"    \
    " NULL, format('pg_catalog.pg_get_functiondef(pg_catalog.to_regprocedure(%L))',"                                   \
    "  format('%I.%I(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes))),"                                     \
    " pg_get_functiondef(p.oid), o.rolname, pg_has_role(p.proowner, 'USAGE') AND has_schema_privilege(n.oid, "         \
    "'CREATE'), NULL, -1"                                                                                              \
    " FROM asked a JOIN pg_proc p ON a.classid = 'pg_proc'::regclass AND p.oid = a.objid AND p.prokind IN ('f', 'p')"  \
    " JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles o ON o.oid = p.proowner"

#define TRIGGERS                                                                                                       \
    "SELECT a.classid, a.objid, c.oid, c.nspname, t.tgname, " OTHER ","                                                \
    " format('DROP TRIGGER IF EXISTS %I ON %s', t.tgname, c.name), pg_get_triggerdef(t.oid),"                          \
    " nullif(concat_ws(E';\n', CASE WHEN t.tgenabled <> 'O' THEN format('ALTER TABLE %s %s TRIGGER %I', c.name,"       \
    "  CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, t.tgname)"    \
    "  END, 'COMMENT ON TRIGGER ' || quote_ident(t.tgname) || ' ON ' || c.name || ' IS '"                              \
    "  || quote_literal(obj_description(t.oid, 'pg_trigger'))), ''),"                                                  \
    " NULL, NULL, c.rolname, pg_has_role(c.relowner, 'USAGE') AND has_function_privilege(t.tgfoid, 'EXECUTE'),"        \
    " NULL, -1"                                                                                                        \
    " FROM asked a JOIN pg_trigger t ON a.classid = 'pg_trigger'::regclass AND t.oid = a.objid"                        \
    " JOIN relation c ON c.oid = t.tgrelid"

#define STATISTICS                                                                                                     \
    "SELECT a.classid, a.objid, NULL, n.nspname, s.stxname, NULL, NULL, pg_get_statisticsobjdef(s.oid), NULL, NULL,"   \
    " NULL, o.rolname, pg_has_role(s.stxowner, 'USAGE') AND has_schema_privilege(n.oid, 'CREATE'),"                    \
    " obj_description(s.oid, 'pg_statistic_ext'), coalesce((to_jsonb(s) ->> 'stxstattarget')::int, -1)"                \
    " FROM asked a JOIN pg_statistic_ext s ON a.classid = 'pg_statistic_ext'::regclass AND s.oid = a.objid"            \
    " JOIN pg_namespace n ON n.oid = s.stxnamespace JOIN pg_roles o ON o.oid = s.stxowner"

/* The other tables of a publication stay in it: SET TABLE would have to name them. Column lists are there since 15. */
#define PUBLICATIONS                                                                                                   \
    " UNION ALL SELECT a.classid, a.objid, c.oid, NULL, p.pubname, " OTHER ","                                         \
    " format('ALTER PUBLICATION %I DROP TABLE ONLY %s', p.pubname, c.name),"                                           \
    " format('ALTER PUBLICATION %I ADD TABLE ONLY %s', p.pubname, c.name)"                                             \
    " || coalesce(' (' || (SELECT string_agg(quote_ident(t.attname), ', ' ORDER BY t.attnum) FROM pg_attribute t"      \
    "  WHERE t.attrelid = r.prrelid AND t.attnum = ANY (r.prattrs)) || ')', '')"                                       \
    " || coalesce(' WHERE ' || pg_get_expr(r.prqual, r.prrelid), ''), NULL,"                                           \
    " format('(SELECT pg_catalog.concat_ws('' WHERE '', r.prattrs, pg_catalog.pg_get_expr(r.prqual, r.prrelid))"       \
    " FROM pg_catalog.pg_publication_rel AS r JOIN pg_catalog.pg_publication AS p ON p.oid = r.prpubid"                \
    " WHERE r.prrelid = pg_catalog.to_regclass(%L) AND p.pubname = %L)', c.name, p.pubname),"                          \
    " concat_ws(' WHERE ', r.prattrs, pg_get_expr(r.prqual, r.prrelid)), o.rolname,"                                   \
    " pg_has_role(p.pubowner, 'USAGE') AND pg_has_role(c.relowner, 'USAGE'), NULL, -1"                                 \
    " FROM asked a JOIN pg_publication_rel r ON a.classid = 'pg_publication_rel'::regclass AND r.oid = a.objid"        \
    " JOIN pg_publication p ON p.oid = r.prpubid JOIN pg_roles o ON o.oid = p.pubowner"                                \
    " JOIN relation c ON c.oid = r.prrelid"

#define DEFINITIONS(publications)                                                                                      \
    "WITH " LEVELS " SELECT e.*, (SELECT coalesce(max(r.level), 0) FROM reader r WHERE r.oid = e.relid) AS level,"     \
    " encode(sha256(convert_to(e.value, 'UTF8')), 'hex') AS digest FROM (" VIEWS " UNION ALL " RULES                   \
    " UNION ALL " POLICIES " UNION ALL " FUNCTIONS " UNION ALL " TRIGGERS " UNION ALL " STATISTICS publications        \
    ") AS e"

static const char definitions_sql[] = DEFINITIONS("");
static const char definitions_sql_15[] = DEFINITIONS(PUBLICATIONS);

static void give(Catalog *catalog, const CatalogDefinition *definition, int64_t class_oid, int64_t oid);
static CatalogDefinition *definition_of(Catalog *catalog, const Rows *rows, size_t row);

bool
catalog_load_definitions(const CatalogLoad *load, Error *err)
{
    Catalog *catalog = load->catalog;
    char *classes = mem_strdup(catalog, "{");
    char *objects = mem_strdup(catalog, "{");
    bool has_any = false;
    for (size_t i = 0; i < catalog->table_count; i++)
    {
        for (size_t j = 0; j < catalog->tables[i].dependent_count; j++)
        {
            const CatalogDependent *dependent = &catalog->tables[i].dependents[j];
            if (!dependent->by_text)
            {
                mem_append(&classes, "%s%u", has_any ? "," : "", dependent->class_oid);
                mem_append(&objects, "%s%u", has_any ? "," : "", dependent->oid);
                has_any = true;
            }
        }
    }
    if (!has_any)
    {
        return true;
    }
    mem_append(&classes, "}");
    mem_append(&objects, "}");
    const char *const params[] = {load->oids, classes, objects};
    Rows *rows = conn_query(catalog, load->conn,
                            catalog->server_version >= 150000 ? definitions_sql_15 : definitions_sql, params, 3, err);
    size_t count = rows != NULL ? rows_count(rows) : 0;
    for (size_t row = 0; row < count; row++)
    {
        give(catalog, definition_of(catalog, rows, row), rows_int64(rows, row, "classid"),
             rows_int64(rows, row, "objid"));
    }
    return rows != NULL;
}

/* To every column that the object depends on. */
static void
give(Catalog *catalog, const CatalogDefinition *definition, int64_t class_oid, int64_t oid)
{
    for (size_t i = 0; i < catalog->table_count; i++)
    {
        for (size_t j = 0; j < catalog->tables[i].dependent_count; j++)
        {
            CatalogDependent *dependent = &catalog->tables[i].dependents[j];

            if (!dependent->by_text && dependent->class_oid == class_oid && dependent->oid == oid)
            {
                dependent->definition = definition;
            }
        }
    }
}

static CatalogDefinition *
definition_of(Catalog *catalog, const Rows *rows, size_t row)
{
    CatalogDefinition *definition = mem_new(catalog, CatalogDefinition);

    *definition = (CatalogDefinition){
        .schema = rows_text(rows, row, "schema"),
        .name = rows_text(rows, row, "name"),
        .before = rows_text(rows, row, "before"),
        .statement = rows_text(rows, row, "statement"),
        .after = rows_text(rows, row, "after"),
        .relation = rows_text(rows, row, "relation"),
        .level = (int) rows_int64(rows, row, "level"),
        .current = rows_text(rows, row, "current"),
        .digest = rows_text(rows, row, "digest"),
        .owner = rows_text(rows, row, "owner"),
        .may_replace = rows_bool(rows, row, "may_replace"),
        .comment = rows_text(rows, row, "comment"),
        .statistics_target = rows_int64(rows, row, "target"),
    };
    return definition;
}
