-- Moves the head of a backfill's queue and puts the range before it into the queue; the ranges that are done meanwhile go,
-- and their rows into the sum. No row comes when the plan has moved on. Locks: the plan's row FOR SHARE, the backfill's
-- row, the ranges'.
WITH token AS (
    SELECT 1 FROM bellows.plan AS p WHERE p.version = $1 AND p.state_epoch = $3::bigint FOR SHARE
), gone AS (
    DELETE FROM bellows.backfill_range AS r USING token
    WHERE r.plan = $1 AND r.step = $2 AND r.is_done
    RETURNING r.rows_done
), head AS (
    UPDATE bellows.backfill AS b
    SET block_next = $4::bigint, key = $5::text[], ranges = b.ranges + 1,
        rows_done = b.rows_done + coalesce((SELECT sum(g.rows_done) FROM gone AS g), 0)::bigint,
        updated_at = clock_timestamp()
    FROM token
    WHERE b.plan = $1 AND b.step = $2
    RETURNING b.ranges
)
INSERT INTO bellows.backfill_range (plan, step, number, block_next, block_end, key_next, key_end, rows_left,
                                    stripe, stripe_end, slices_left)
SELECT $1, $2, h.ranges, $6::bigint, $7::bigint, $8::text[], $9::text[], $10::bigint, $6::bigint, $11::bigint, $12::bigint
FROM head AS h
RETURNING number
