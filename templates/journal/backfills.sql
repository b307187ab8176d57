-- How far the backfills of a plan are. Takes ACCESS SHARE on bellows.backfill, backfill_range and backfill_rule only.
SELECT b.step, b.relation,
       b.rows_done + coalesce((SELECT sum(r.rows_done) FROM bellows.backfill_range AS r
                               WHERE r.plan = b.plan AND r.step = b.step), 0)::bigint AS rows_done,
       b.rows_estimate, b.pass, b.rate, b.eta_s,
       CASE WHEN b.is_done THEN NULL
            WHEN u.ratio = 0 THEN concat('resume (paused by ', u.actor, ', ' || 'until '
                                  || to_char(u.until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ')')
            ELSE b.waiting_for END AS waiting_for,
       CASE WHEN b.is_done THEN 1 ELSE coalesce(u.ratio, 1) END AS ratio, b.utilisation, b.band, b.is_done,
       to_char(b.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS started,
       to_char(b.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS updated
FROM bellows.backfill AS b
LEFT JOIN bellows.backfill_rule AS u ON u.plan = b.plan AND (u.until IS NULL OR u.until > clock_timestamp())
WHERE b.plan = $1
ORDER BY b.step
