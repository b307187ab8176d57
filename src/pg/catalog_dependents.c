/* SPDX-License-Identifier: PostgreSQL */
/*
 * Who else uses a column: what PostgreSQL knows (pg_depend), and what only the text of a function says.
 *
 * PostgreSQL tracks no column inside PL/pgSQL or a string body, so such functions are found by whole words, the case of
 * letters aside: too many rather than too few. They must name the table as well, unless they know its rows by themselves. A generated column depends by its default from 15 on, and as a column of
 * its table before (ALTER TABLE DROP COLUMN then drops it silently). The table's own indexes, constraints, defaults and
 * owned sequences have their own place in the catalog.
 */
#include "base/mem.h"
#include "catalog_internal.h"

/* Each branch: relid, attnum, kind, classid, objid, objsubid of the dependent. */
#define TRACKED                                                                                                        \
    "tracked AS ("                                                                                                     \
    " SELECT d.refobjid AS relid, d.refobjsubid AS attnum,"                                                            \
    " CASE d.classid WHEN 'pg_rewrite'::regclass THEN"                                                                 \
    "   CASE WHEN w.rulename <> '_RETURN' THEN 'rule' WHEN v.relkind = 'm' THEN 'materialized "                        \
    "view'"                                                                                                            \
    "   ELSE 'view' END"                                                                                               \
    "  WHEN 'pg_policy'::regclass THEN 'policy'"                                                                       \
    "  WHEN 'pg_trigger'::regclass THEN 'trigger'"                                                                     \
    "  WHEN 'pg_attrdef'::regclass THEN"                                                                               \
    "   CASE WHEN g.attgenerated <> '' THEN 'generated column' ELSE 'default' END"                                     \
    "  WHEN 'pg_class'::regclass THEN 'generated column'"                                                              \
    "  WHEN 'pg_statistic_ext'::regclass THEN 'statistics'"                                                            \
    "  WHEN 'pg_proc'::regclass THEN CASE WHEN p.prokind = 'p' THEN 'procedure' ELSE 'function' "                      \
    "END"                                                                                                              \
    "  WHEN 'pg_publication_rel'::regclass THEN 'publication'"                                                         \
    "  WHEN 'pg_constraint'::regclass THEN 'foreign key'"                                                              \
    "  ELSE (pg_identify_object(d.classid, d.objid, d.objsubid)).type END AS kind,"                                    \
    " CASE WHEN w.rulename = '_RETURN' THEN 'pg_class'::regclass::oid"                                                 \
    "  WHEN g.attgenerated <> '' THEN 'pg_class'::regclass::oid ELSE d.classid END AS classid,"                        \
    " CASE WHEN w.rulename = '_RETURN' THEN w.ev_class"                                                                \
    "  WHEN g.attgenerated <> '' THEN g.attrelid ELSE d.objid END AS objid,"                                           \
    " CASE WHEN w.rulename = '_RETURN' THEN 0"                                                                         \
    "  WHEN g.attgenerated <> '' THEN g.attnum ELSE d.objsubid END AS objsubid"                                        \
    " FROM pg_depend d"                                                                                                \
    " LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid"                                \
    " LEFT JOIN pg_class v ON v.oid = w.ev_class"                                                                      \
    " LEFT JOIN pg_trigger t ON d.classid = 'pg_trigger'::regclass AND t.oid = d.objid"                                \
    " LEFT JOIN pg_proc tf ON tf.oid = t.tgfoid"                                                                       \
    " LEFT JOIN pg_attrdef b ON d.classid = 'pg_attrdef'::regclass AND b.oid = d.objid"                                \
    " LEFT JOIN pg_class o ON d.classid = 'pg_class'::regclass AND o.oid = d.objid"                                    \
    " LEFT JOIN pg_attribute g ON g.attgenerated <> '' AND ((g.attrelid = b.adrelid AND"                               \
    "  g.attnum = b.adnum) OR (g.attrelid = o.oid AND g.attnum = d.objsubid AND d.objsubid > 0))"                      \
    " LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid"                                      \
    " LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid"                          \
    " WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = ANY ($1::oid[])"                                      \
    " AND d.refobjsubid > 0"                                                                                           \
    " AND (o.oid IS NULL OR o.oid = d.refobjid)"                                                                       \
    " AND (k.oid IS NULL OR (k.contype = 'f' AND k.conrelid <> d.refobjid))"                                           \
    " AND (b.oid IS NULL OR b.adrelid <> d.refobjid OR b.adnum <> d.refobjsubid)"                                      \
    " AND (t.oid IS NULL OR (NOT t.tgisinternal"                                                                       \
    "  AND tf.pronamespace IS DISTINCT FROM (SELECT oid FROM pg_namespace WHERE nspname = "                            \
    "'bellows')))"                                                                                                     \
    " AND (p.oid IS NULL"                                                                                              \
    "  OR p.pronamespace IS DISTINCT FROM (SELECT oid FROM pg_namespace WHERE nspname = "                              \
    "'bellows')))"

/* The default of another column that takes its values from the sequence of this one; and what reads the sequence of an
 * identity, which cannot go from one column to another but is made anew. */
#define SEQUENCE_USERS                                                                                                 \
    "sequence_users AS ("                                                                                              \
    " SELECT own.refobjid AS relid, own.refobjsubid AS attnum,"                                                        \
    " CASE WHEN b.oid IS NULL THEN 'view' ELSE 'default' END AS kind,"                                                 \
    " used.classid, used.objid, used.objsubid"                                                                         \
    " FROM pg_depend own JOIN pg_class s ON s.oid = own.objid AND s.relkind = 'S'"                                     \
    " JOIN pg_depend used ON used.refclassid = 'pg_class'::regclass AND used.refobjid = s.oid"                         \
    "  AND (used.classid = 'pg_attrdef'::regclass OR (own.deptype = 'i' AND used.deptype = 'n'))"                      \
    " LEFT JOIN pg_attrdef b ON used.classid = 'pg_attrdef'::regclass AND b.oid = used.objid"                          \
    " WHERE own.classid = 'pg_class'::regclass AND own.refclassid = 'pg_class'::regclass"                              \
    " AND own.refobjid = ANY ($1::oid[]) AND own.refobjsubid > 0 AND own.deptype IN ('a', 'i')"                        \
    " AND (b.oid IS NULL OR b.adrelid <> own.refobjid OR b.adnum <> own.refobjsubid))"

/* A column of the partition key depends on its table as a part of it, which no other column does. */
#define PARTITION_KEYS                                                                                                 \
    "partition_keys AS ("                                                                                              \
    " SELECT d.objid AS relid, d.objsubid AS attnum, 'partition key' AS kind, d.refclassid AS "                        \
    "classid,"                                                                                                         \
    " d.refobjid AS objid, 0 AS objsubid FROM pg_depend d"                                                             \
    " WHERE d.classid = 'pg_class'::regclass AND d.objid = ANY ($1::oid[]) AND d.objsubid > 0"                         \
    " AND d.refclassid = 'pg_class'::regclass AND d.refobjid = d.objid AND d.refobjsubid = 0"                          \
    " AND d.deptype = 'i')"

/* WORD(name): the name as a whole word, as it may stand in a source text, also inside double quotes. */
#define WORD(name)                                                                                                     \
    "'(?<![[:alnum:]_$])' || regexp_replace(replace(" name                                                             \
    ", '\"', '\"\"'), '[][{}()*+?.^$|\\\\]', '\\\\\\&', 'g') || '(?![[:alnum:]_$])'"

/* A trigger function of the table, or of a view on it, says NEW.name without naming the table; so does a function that
 * takes or gives rows of the table say $1.name. */
#define KNOWS_ROWS                                                                                                     \
    "EXISTS (SELECT FROM pg_trigger t WHERE t.tgfoid = p.oid AND NOT t.tgisinternal AND (t.tgrelid = c.oid"            \
    "  OR t.tgrelid IN (SELECT w.ev_class FROM pg_depend d JOIN pg_rewrite w"                                          \
    "   ON w.oid = d.objid AND w.rulename = '_RETURN' WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = "    \
    "'pg_class'::regclass AND d.refobjid = c.oid)))"                                                                   \
    " OR EXISTS (SELECT FROM pg_type r WHERE r.oid = c.reltype AND (p.prorettype IN (r.oid, r.typarray)"               \
    "  OR coalesce(p.proallargtypes, p.proargtypes) && ARRAY[r.oid, r.typarray]))"

/* OFFSET 0 keeps the planner from testing every column against every function. */
#define BY_TEXT                                                                                                        \
    "by_text AS ("                                                                                                     \
    " SELECT f.relid, a.attnum, CASE WHEN f.prokind = 'p' THEN 'procedure' ELSE 'function' END "                       \
    "AS kind,"                                                                                                         \
    " 'pg_proc'::regclass::oid AS classid, f.oid AS objid, 0 AS objsubid"                                              \
    " FROM (SELECT c.oid AS relid, p.oid, p.prokind, p.prosrc FROM pg_class c"                                         \
    "  CROSS JOIN pg_proc p JOIN pg_language l ON l.oid = p.prolang"                                                   \
    "  JOIN pg_namespace n ON n.oid = p.pronamespace"                                                                  \
    "  WHERE c.oid = ANY ($1::oid[]) AND l.lanname IN ('sql', 'plpgsql')"                                              \
    "  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'bellows')"                                           \
    "  AND (p.prosrc ~* (" WORD("c.relname") ") OR " KNOWS_ROWS ") OFFSET 0) AS f"                                     \
                                             " JOIN pg_attribute a ON a.attrelid = f.relid AND "                       \
                                             "a.attnum > 0 AND NOT a.attisdropped"                                     \
                                             " AND f.prosrc ~* (" WORD("a.attname") "))"

static const char dependents_sql[] =
    "WITH " TRACKED ", " SEQUENCE_USERS ", " PARTITION_KEYS ", " BY_TEXT
    " SELECT DISTINCT e.relid, a.attnum, a.attname AS column_name, e.kind,"
    " pg_describe_object(e.classid, e.objid, e.objsubid) AS description, e.by_text, e.classid, e.objid"
    " FROM (SELECT *, false AS by_text FROM tracked UNION ALL"
    " SELECT *, false FROM sequence_users UNION ALL SELECT *, false FROM partition_keys UNION ALL"
    " SELECT *, true FROM by_text) AS e"
    " JOIN pg_attribute a ON a.attrelid = e.relid AND a.attnum = e.attnum"
    " ORDER BY e.relid, a.attnum, e.by_text, e.kind, description";

bool
catalog_load_dependents(const CatalogLoad *load, Error *err)
{
    Rows *rows = catalog_part(load, dependents_sql, err);
    if (rows == NULL)
    {
        return false;
    }
    size_t count = rows_count(rows);
    for (size_t i = 0; i < count; i++)
    {
        CatalogTable *table = catalog_part_table(load, rows, i);
        *mem_push(load->catalog, table->dependents, table->dependent_count) = (CatalogDependent){
            .column = rows_text(rows, i, "column_name"),
            .kind = rows_text(rows, i, "kind"),
            .description = rows_text(rows, i, "description"),
            .by_text = rows_bool(rows, i, "by_text"),
            .class_oid = (uint32_t) rows_int64(rows, i, "classid"),
            .oid = (uint32_t) rows_int64(rows, i, "objid"),
        };
    }
    return true;
}
