-- Constraints of the tables in the schemas $1. Takes ACCESS SHARE on tables with CHECK constraints for a moment
-- (pg_get_expr). A foreign key to a partitioned table has a row for each partition of that beside its own (the parent is
-- of the same table): left out. From 18 on NOT NULL is a constraint: here only while it is NOT VALID.
SELECT k.conrelid AS relid, k.conname AS name, k.contype::text AS type, k.convalidated AS is_valid,
       k.condeferrable AS is_deferrable, k.coninhcount > 0 AS is_inherited,
       k.coninhcount > 0 AND k.conislocal AS is_also_own, k.contype = 'c' AND k.connoinherit AS is_no_inherit,
       k.conindid AS index_relid,
       k.confrelid AS foreign_relid, fn.nspname AS foreign_schema, f.relname AS foreign_name,
       ARRAY(SELECT a.attname::text
             FROM unnest(k.conkey) WITH ORDINALITY AS key (attnum, place)
             JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = key.attnum
             ORDER BY key.place) AS columns,
       ARRAY(SELECT a.attname::text
             FROM unnest(k.confkey) WITH ORDINALITY AS key (attnum, place)
             JOIN pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = key.attnum
             ORDER BY key.place) AS foreign_columns,
       CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) END AS expression
FROM pg_constraint AS k
JOIN pg_class AS c ON c.oid = k.conrelid
LEFT JOIN pg_class AS f ON f.oid = k.confrelid
LEFT JOIN pg_namespace AS fn ON fn.oid = f.relnamespace
WHERE c.relnamespace = ANY ($1::oid[])
  AND (k.contype IN ('c', 'f', 'p', 'u', 'x') OR (k.contype = 'n' AND NOT k.convalidated))
  AND NOT EXISTS (SELECT FROM pg_constraint AS parent WHERE parent.oid = k.conparentid AND parent.conrelid = k.conrelid)
ORDER BY k.conrelid, k.oid
