-- Begins a backfill, or finds the one that a crash left. Locks: its row; ACCESS SHARE on catalogs.
-- Why the end is fixed here: rows that land behind it were written after the shim, and the shim filled them.
-- The estimate is of the statistics: -1 (never analysed) stays unknown.
INSERT INTO bellows.backfill AS b (plan, step, relation, rows_estimate, block_next, block_end)
SELECT $1, $2, $3::text, CASE WHEN c.reltuples <= 0 THEN -1 ELSE c.reltuples::bigint END,
       CASE WHEN $4::boolean THEN 0 ELSE -1 END,
       CASE WHEN $4::boolean
            THEN (pg_relation_size(c.oid) + current_setting('block_size')::bigint - 1)
                 / current_setting('block_size')::bigint
            ELSE -1 END
FROM pg_class AS c
WHERE c.oid = to_regclass($3::text)
ON CONFLICT (plan, step) DO UPDATE SET updated_at = clock_timestamp()
RETURNING b.rows_estimate, b.block_end, b.pass
