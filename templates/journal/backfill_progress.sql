-- Moves a range in the transaction of its batch, and holds the plan's row so that the batch commits only while the plan is
-- where we think it is; and says how fast to go on. Locks: the plan's row FOR SHARE, the range's row.
-- Why "moves": a batch that was sent by a process that is gone may have been committed meanwhile.
WITH token AS (
    SELECT 1 FROM bellows.plan AS p WHERE p.version = $1 AND p.state_epoch = $3::bigint FOR SHARE
), moved AS (
    UPDATE bellows.backfill_range AS r
    SET rows_done = r.rows_done + $6::bigint, block_next = $7::bigint, key_next = $8::text[], rows_left = $9::bigint,
        is_done = $10::boolean, stripe = $11::bigint, stripe_end = $12::bigint, slices_left = $13::bigint, moves = r.moves + 1
    FROM token
    WHERE r.plan = $1 AND r.step = $2 AND r.number = $4::bigint AND r.moves = $5::bigint
    RETURNING 1
)
SELECT (SELECT count(*) FROM token) = 1 AS is_ours, (SELECT count(*) FROM moved) = 1 AS has_moved,
       coalesce((SELECT u.ratio FROM bellows.backfill_rule AS u
                 WHERE u.plan = $1 AND (u.until IS NULL OR u.until > clock_timestamp())), 1) AS ratio
