-- Begins a backfill, or finds the one that a crash left. Locks: its row; ACCESS SHARE on catalogs.
-- Why the end is fixed here: rows that land behind it were written after the shim, and the shim filled them.
-- In a partition tree a range of blocks is one of every partition: the end is that of the largest.
-- The estimate is of the statistics: -1 (never analysed) stays unknown.
INSERT INTO bellows.backfill AS b (plan, step, relation, rows_estimate, block_next, block_end)
SELECT $1, $2, $3::text, CASE WHEN s.rows <= 0 THEN -1 ELSE s.rows::bigint END,
       CASE WHEN $4::boolean THEN 0 ELSE -1 END,
       CASE WHEN $4::boolean
            THEN (s.bytes + current_setting('block_size')::bigint - 1)
                 / current_setting('block_size')::bigint
            ELSE -1 END
FROM pg_class AS c
CROSS JOIN LATERAL (
    SELECT sum(l.reltuples) AS rows, max(pg_relation_size(l.oid)) AS bytes
    FROM pg_class AS l
    WHERE l.oid = c.oid OR l.oid IN (SELECT p.relid FROM pg_partition_tree(c.oid) AS p WHERE p.isleaf)) AS s
WHERE c.oid = to_regclass($3::text)
ON CONFLICT (plan, step) DO UPDATE SET updated_at = clock_timestamp()
RETURNING b.rows_estimate, b.block_end, b.pass,
          (SELECT count(*) FROM pg_partition_tree(to_regclass($3::text)) AS p WHERE p.isleaf) AS parts
