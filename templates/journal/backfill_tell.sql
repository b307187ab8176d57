-- What people are told of a backfill, and how it is to go on; its commit is the probe of how long a commit takes. The rows
-- of ranges stay where they are. Locks: the backfill's row.
WITH told AS (
    UPDATE bellows.backfill AS b
    SET rate = $3::double precision, eta_s = $4::bigint, waiting_for = $5, utilisation = $6::double precision,
        band = $7, updated_at = clock_timestamp()
    WHERE b.plan = $1 AND b.step = $2
    RETURNING 1
)
SELECT (SELECT count(*) FROM told) AS told, coalesce(u.ratio, 1) AS ratio, u.actor,
       to_char(u.until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS until
FROM (SELECT 1) AS one
LEFT JOIN bellows.backfill_rule AS u ON u.plan = $1 AND (u.until IS NULL OR u.until > clock_timestamp())
