-- Columns of the relations in the schemas $1, with the element type of arrays. Takes ACCESS SHARE on tables with defaults
-- for a moment (pg_get_expr). From 18 on attnotnull is set by a NOT NULL constraint that is NOT VALID too.
SELECT a.attrelid AS relid, a.attname AS name, tn.nspname AS type_schema, coalesce(e.typname, t.typname) AS type,
       a.atttypmod AS modifier, format_type(a.atttypid, a.atttypmod) AS type_text,
       CASE WHEN e.oid IS NULL THEN 0 ELSE greatest(a.attndims, 1) END AS dimensions,
       CASE WHEN a.attcollation = t.typcollation THEN NULL
            WHEN co.collnamespace = 'pg_catalog'::regnamespace THEN quote_ident(co.collname)
            ELSE quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END AS collation,
       a.attnotnull AND NOT EXISTS (SELECT FROM pg_constraint AS k
                                    WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND NOT k.convalidated
                                      AND a.attnum = ANY (k.conkey)) AS not_null,
       a.atthasdef AND a.attgenerated = '' AS has_default, pg_get_expr(d.adbin, d.adrelid) AS expression,
       a.attidentity::text AS identity, a.attgenerated::text AS generated, a.attinhcount > 0 AS is_inherited,
       a.attinhcount > 0 AND a.attislocal AS is_also_own
FROM pg_class AS c
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_type AS e ON e.oid = t.typelem AND e.typarray = t.oid
JOIN pg_namespace AS tn ON tn.oid = coalesce(e.typnamespace, t.typnamespace)
LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation AS co ON co.oid = a.attcollation
LEFT JOIN pg_namespace AS cn ON cn.oid = co.collnamespace
WHERE c.relnamespace = ANY ($1::oid[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
ORDER BY a.attrelid, a.attnum
