-- Moves a backfill's progress in the transaction of its batch, and holds the plan's row so that the batch commits only
-- while the plan is where we think it is: no row comes otherwise. Locks: the plan's row FOR SHARE, the progress' row.
WITH token AS (
    SELECT 1 FROM bellows.plan AS p WHERE p.version = $1 AND p.state_epoch = $3::bigint FOR SHARE
)
UPDATE bellows.backfill AS b
SET rows_done = b.rows_done + $4::bigint, block_next = $5::bigint, block_end = $10::bigint,
    key = $6::text[], pass = $7::bigint,
    rate = $8::double precision, eta_s = $9::bigint, waiting_for = NULL, updated_at = clock_timestamp()
FROM token
WHERE b.plan = $1 AND b.step = $2
RETURNING b.rows_done
