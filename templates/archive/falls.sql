-- The indexes and constraints of table $1 that fall with its columns $2, as SQL. Reads catalogs.
WITH gone AS (
    SELECT a.attnum
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = pg_catalog.to_regclass($1::text) AND a.attname::text = ANY ($2::text[])
)
SELECT pg_catalog.format('ALTER TABLE %s ADD CONSTRAINT %I %s', $1::text, c.conname, pg_catalog.pg_get_constraintdef(c.oid)) AS sql
FROM pg_catalog.pg_constraint AS c
WHERE c.conrelid = pg_catalog.to_regclass($1::text) AND c.contype IN ('c', 'f', 'p', 'u', 'x')
  AND EXISTS (SELECT FROM gone AS g WHERE g.attnum = ANY (c.conkey))
UNION ALL
SELECT pg_catalog.pg_get_indexdef(i.indexrelid)
FROM pg_catalog.pg_index AS i
WHERE i.indrelid = pg_catalog.to_regclass($1::text)
  AND EXISTS (SELECT FROM gone AS g WHERE g.attnum = ANY (i.indkey::smallint[]))
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
ORDER BY 1
