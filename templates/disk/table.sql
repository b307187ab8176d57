-- How large table $1 is, with all its partitions; the indexes $2 of it, of which each is built once more; what types $3 take.
-- Takes ACCESS SHARE on the table for a moment.
-- Why LATERAL: pg_partition_tree() of what is no partition has no row.
SELECT s.heap::bigint AS heap, s.rows::double precision AS rows, s.indexes::bigint AS indexes,
       coalesce(w.built, 0)::bigint AS built, coalesce(w.largest, 0)::bigint AS largest,
       (SELECT pg_catalog.array_agg(coalesce(t.typlen, -1) ORDER BY n.number)::text[]
        FROM pg_catalog.unnest($3::text[]) WITH ORDINALITY AS n (name, number)
        LEFT JOIN pg_catalog.pg_type AS t ON t.oid = pg_catalog.to_regtype(n.name)) AS widths,
       (SELECT nullif(pg_catalog.pg_tablespace_location(c.reltablespace), '')
        FROM pg_catalog.pg_class AS c WHERE c.oid = $1::oid AND c.reltablespace <> 0) AS tablespace
FROM (SELECT pg_catalog.sum(pg_catalog.pg_relation_size(l.oid)) AS heap,
             pg_catalog.sum(CASE WHEN l.relpages > 0 AND l.reltuples > 0
                                 THEN l.reltuples / l.relpages * pg_catalog.pg_relation_size(l.oid)
                                      / pg_catalog.current_setting('block_size')::double precision
                                 ELSE pg_catalog.pg_relation_size(l.oid) / 100.0 END) AS rows,
             pg_catalog.sum(pg_catalog.pg_indexes_size(l.oid)) AS indexes
      FROM pg_catalog.pg_class AS l
      WHERE l.oid = $1::oid
         OR l.oid IN (SELECT p.relid FROM pg_catalog.pg_partition_tree($1::oid) AS p WHERE p.isleaf)) AS s
CROSS JOIN (SELECT pg_catalog.sum(i.bytes) AS built, pg_catalog.max(i.bytes) AS largest
            FROM (SELECT (SELECT pg_catalog.sum(pg_catalog.pg_relation_size(l.oid))
                          FROM pg_catalog.pg_class AS l
                          WHERE l.oid = x.oid
                             OR l.oid IN (SELECT p.relid FROM pg_catalog.pg_partition_tree(x.oid) AS p)) AS bytes
                  FROM pg_catalog.unnest($2::oid[]) AS x (oid)) AS i) AS w
