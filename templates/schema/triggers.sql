-- Triggers of the relations in the schemas $1, without those that PostgreSQL makes for constraints and those of schema
-- bellows. A row trigger's clones on partitions are here too: 12 marks them as internal (a constraint's call functions of
-- pg_catalog), tgparentid is there since 13.
SELECT t.tgrelid AS relid, t.tgname AS name, n.nspname AS function_schema, p.proname AS function,
       (t.tgtype & 1) <> 0 AS is_row, (t.tgtype & 4) <> 0 AS on_insert, (t.tgtype & 8) <> 0 AS on_delete,
       (t.tgtype & 16) <> 0 AS on_update,
       ARRAY(SELECT a.attname::text FROM pg_attribute AS a
             WHERE a.attrelid = t.tgrelid AND a.attnum = ANY (t.tgattr::int2[])
             ORDER BY array_position(t.tgattr::int2[], a.attnum)) AS update_columns,
       coalesce((to_jsonb(t) ->> 'tgparentid')::oid <> 0, t.tgisinternal) AS is_inherited
FROM pg_trigger AS t
JOIN pg_class AS c ON c.oid = t.tgrelid
JOIN pg_proc AS p ON p.oid = t.tgfoid
JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE c.relnamespace = ANY ($1::oid[])
  AND (NOT t.tgisinternal OR n.nspname <> 'pg_catalog') AND n.nspname <> 'bellows'
ORDER BY t.tgrelid, t.oid
