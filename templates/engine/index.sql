-- What stands under the name of an index: its definition, whether it is usable, and whether it is on the table. ACCESS SHARE on
-- the catalog, and for a moment on the table.
SELECT pg_catalog.pg_get_indexdef(i.indexrelid) AS definition,
       i.indisvalid AND i.indisready AND i.indislive AS is_usable,
       i.indrelid IS NOT DISTINCT FROM pg_catalog.to_regclass($3)::oid AS is_here,
       pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2
