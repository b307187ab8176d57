-- How far the backfills of a plan are. Takes ACCESS SHARE on bellows.backfill only.
SELECT b.step, b.relation, b.rows_done, b.rows_estimate, b.block_next, b.block_end, b.key, b.pass, b.rate, b.eta_s,
       b.waiting_for, b.is_done,
       to_char(b.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS started,
       to_char(b.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS updated
FROM bellows.backfill AS b
WHERE b.plan = $1
ORDER BY b.step
