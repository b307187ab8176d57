-- Cuts a range in two: the batch that has to wait for the lock of a row stays, what is behind it becomes a range of its own.
-- No row comes when the range has moved meanwhile. Locks: the backfill's row, the range's.
WITH cut AS (
    UPDATE bellows.backfill_range AS r
    SET block_end = $5::bigint, key_end = $6::text[], rows_left = $7::bigint, moves = r.moves + 1
    WHERE r.plan = $1 AND r.step = $2 AND r.number = $3::bigint AND r.moves = $4::bigint
    RETURNING 1
), head AS (
    UPDATE bellows.backfill AS b
    SET ranges = b.ranges + 1
    FROM cut
    WHERE b.plan = $1 AND b.step = $2
    RETURNING b.ranges
)
INSERT INTO bellows.backfill_range (plan, step, number, block_next, block_end, key_next, key_end, rows_left)
SELECT $1, $2, h.ranges, $5::bigint, $8::bigint, $6::text[], $9::text[], $10::bigint
FROM head AS h
RETURNING number
