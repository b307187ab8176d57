-- Types in the schemas $1 but arrays and the row types of tables. A domain is constrained by what it is made over too.
-- Multiranges (from 14) go as ranges.
WITH RECURSIVE chain (typid, domain) AS (
    SELECT t.oid, t.oid FROM pg_type AS t WHERE t.typtype = 'd' AND t.typnamespace = ANY ($1::oid[])
    UNION ALL
    SELECT chain.typid, t.typbasetype
    FROM chain
    JOIN pg_type AS t ON t.oid = chain.domain
    WHERE t.typtype = 'd')
SELECT CASE WHEN n.oid = pg_my_temp_schema() THEN 'pg_temp' ELSE n.nspname::text END AS schema, t.typname AS name,
       CASE WHEN t.typtype = 'm' THEN 'r' ELSE t.typtype::text END AS kind,
       ARRAY(SELECT e.enumlabel::text FROM pg_enum AS e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels,
       bn.nspname AS type_schema, coalesce(be.typname, b.typname) AS type, t.typtypmod AS modifier,
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS type_text,
       CASE WHEN be.oid IS NULL THEN 0 ELSE greatest(t.typndims, 1) END AS dimensions,
       EXISTS (SELECT FROM chain
               JOIN pg_type AS d ON d.oid = chain.domain
               WHERE chain.typid = t.oid
                 AND (d.typnotnull
                      OR EXISTS (SELECT FROM pg_constraint AS k WHERE k.contypid = d.oid))) AS is_constrained
FROM pg_type AS t
JOIN pg_namespace AS n ON n.oid = t.typnamespace
LEFT JOIN pg_class AS c ON c.oid = t.typrelid
LEFT JOIN pg_type AS b ON b.oid = t.typbasetype AND t.typtype = 'd'
LEFT JOIN pg_type AS be ON be.oid = b.typelem AND be.typarray = b.oid
LEFT JOIN pg_namespace AS bn ON bn.oid = coalesce(be.typnamespace, b.typnamespace)
WHERE t.typnamespace = ANY ($1::oid[]) AND t.typtype IN ('e', 'd', 'c', 'r', 'm', 'b') AND t.typisdefined
  AND (t.typtype <> 'c' OR c.relkind = 'c')
  AND NOT EXISTS (SELECT FROM pg_type AS e WHERE e.oid = t.typelem AND e.typarray = t.oid)
ORDER BY t.oid
