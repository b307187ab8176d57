-- Relations of the schemas $1, with whose parents, partitions and owned sequences they are. Takes ACCESS SHARE on each
-- table and index for a moment (pg_relation_size).
-- A column of a partition key, also one in an expression, depends on its own table as a part of it: no other column does.
-- Before 14, reltuples was 0 for a table never analysed.
SELECT c.oid AS relid, CASE WHEN n.oid = pg_my_temp_schema() THEN 'pg_temp' ELSE n.nspname::text END AS schema,
       c.relname AS name, c.relkind::text AS kind, c.relpersistence::text AS persistence,
       c.relispartition AND c.relkind NOT IN ('i', 'I') AS is_partition, pg_get_expr(c.relpartbound, c.oid) AS bound,
       CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS of_type,
       c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security,
       c.relreplident::text AS replica_identity,
       CASE WHEN c.relkind NOT IN ('r', 'p', 'm', 'f', 'i', 'I') THEN -1
            WHEN c.reltuples = 0 AND c.relpages = 0 AND current_setting('server_version_num')::int < 140000 THEN -1
            ELSE c.reltuples END AS rows,
       coalesce(CASE WHEN c.relkind IN ('r', 'm', 'i') THEN pg_relation_size(c.oid)
                     WHEN c.relkind = 'p' THEN (SELECT coalesce(sum(pg_relation_size(t.relid)), 0)::bigint
                                                FROM pg_partition_tree(c.oid) AS t WHERE t.isleaf) END, -1) AS bytes,
       CASE WHEN c.relkind = 'p' THEN
            ARRAY(SELECT a.attname::text
                  FROM pg_depend AS k
                  JOIN pg_attribute AS a ON a.attrelid = k.objid AND a.attnum = k.objsubid
                  LEFT JOIN pg_partitioned_table AS pt ON pt.partrelid = c.oid
                  WHERE k.classid = 'pg_class'::regclass AND k.objid = c.oid AND k.objsubid > 0
                    AND k.refclassid = 'pg_class'::regclass AND k.refobjid = c.oid AND k.refobjsubid = 0
                    AND k.deptype = 'i'
                  ORDER BY array_position(pt.partattrs::int2[], a.attnum), a.attnum) END AS partition_columns,
       ARRAY(SELECT i.inhparent::text FROM pg_inherits AS i WHERE i.inhrelid = c.oid ORDER BY i.inhseqno) AS parents,
       own.refobjid AS owner_relid, owning.attname AS owner_column, own.deptype = 'i' AS is_identity
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_depend AS own
       ON c.relkind = 'S' AND own.classid = 'pg_class'::regclass AND own.objid = c.oid
      AND own.refclassid = 'pg_class'::regclass AND own.refobjsubid > 0 AND own.deptype IN ('a', 'i')
LEFT JOIN pg_attribute AS owning ON owning.attrelid = own.refobjid AND owning.attnum = own.refobjsubid
WHERE c.relnamespace = ANY ($1::oid[])
  AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'i', 'I', 'c')
ORDER BY c.oid
