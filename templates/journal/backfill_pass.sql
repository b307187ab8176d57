-- Begins the next pass of a backfill ($4: its blocks), or, where $3, ends it: all ranges go, and their rows into the sum.
-- Locks: the backfill's row, the ranges'.
WITH gone AS (
    DELETE FROM bellows.backfill_range AS r WHERE r.plan = $1 AND r.step = $2 RETURNING r.rows_done
)
UPDATE bellows.backfill AS b
SET rows_done = b.rows_done + coalesce((SELECT sum(g.rows_done) FROM gone AS g), 0)::bigint,
    is_done = $3::boolean, pass = b.pass + CASE WHEN $3::boolean THEN 0 ELSE 1 END,
    block_next = CASE WHEN $3::boolean THEN b.block_next WHEN $4::bigint < 0 THEN -1 ELSE 0 END,
    block_end = CASE WHEN $3::boolean THEN b.block_end ELSE $4::bigint END,
    key = NULL, key_end = NULL, eta_s = CASE WHEN $3::boolean THEN 0 ELSE -1 END, waiting_for = NULL, updated_at = clock_timestamp()
WHERE b.plan = $1 AND b.step = $2
RETURNING b.rows_done, b.pass
