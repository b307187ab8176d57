-- Cuts a range into up to three: the batch that has to wait for the lock of a row ($5 to $6) stays, with all slices at once; what is
-- behind it becomes a range of its own, and so does what is before it in its stripe, for the slices that are left there ($15; 0: none).
-- is_cut is false when the range has moved meanwhile. Locks: the backfill's row, the range's.
WITH cut AS (
    UPDATE bellows.backfill_range AS r
    SET block_next = $5::bigint, block_end = $6::bigint, stripe = $5::bigint, stripe_end = $6::bigint, slices_left = 1,
        key_end = $7::text[], rows_left = $8::bigint, moves = r.moves + 1
    WHERE r.plan = $1 AND r.step = $2 AND r.number = $3::bigint AND r.moves = $4::bigint
    RETURNING 1
), head AS (
    UPDATE bellows.backfill AS b
    SET ranges = b.ranges + 2
    FROM cut
    WHERE b.plan = $1 AND b.step = $2
    RETURNING b.ranges
), pieces AS (
    INSERT INTO bellows.backfill_range (plan, step, number, block_next, block_end, key_next, key_end, rows_left,
                                        stripe, stripe_end, slices_left)
    SELECT $1, $2, h.ranges - 1, $6::bigint, $9::bigint, $7::text[], $10::text[], $11::bigint,
           $6::bigint, $12::bigint, $13::bigint
    FROM head AS h
    WHERE $6::bigint < $9::bigint OR $7::text[] IS NOT NULL
    UNION ALL
    SELECT $1, $2, h.ranges, $14::bigint, $5::bigint, NULL, NULL, -1, $14::bigint, $5::bigint, $15::bigint
    FROM head AS h
    WHERE $15::bigint > 0
)
SELECT (SELECT count(*) FROM cut) = 1 AS is_cut, (SELECT h.ranges FROM head AS h) AS last_number
