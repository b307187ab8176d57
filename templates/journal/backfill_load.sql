-- The queue of a backfill: its head, and each range that was begun and is not done. Takes ACCESS SHARE.
SELECT b.block_next AS head_block, b.key AS head_key, b.key_end AS last_key, b.block_end AS last_block,
       b.rows_done + coalesce((SELECT sum(d.rows_done) FROM bellows.backfill_range AS d
                               WHERE d.plan = b.plan AND d.step = b.step), 0)::bigint AS rows_done,
       r.number, r.block_next, r.block_end, coalesce(r.stripe, r.block_next) AS stripe,
       coalesce(r.stripe_end, r.block_end) AS stripe_end, r.slices_left, r.key_next, r.key_end, r.rows_left, r.moves
FROM bellows.backfill AS b
LEFT JOIN bellows.backfill_range AS r ON r.plan = b.plan AND r.step = b.step AND NOT r.is_done
WHERE b.plan = $1 AND b.step = $2
ORDER BY r.number
