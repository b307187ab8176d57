-- The columns $2 (NULL: all) of table $1 that are there, in that order, with their types as SQL. Reads catalogs.
SELECT a.attname::text AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type
FROM pg_catalog.pg_attribute AS a
WHERE a.attrelid = pg_catalog.to_regclass($1::text) AND a.attnum > 0 AND NOT a.attisdropped
  AND ($2::text[] IS NULL OR a.attname::text = ANY ($2::text[]))
ORDER BY coalesce(pg_catalog.array_position($2::text[], a.attname::text), a.attnum::integer)
