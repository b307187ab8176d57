-- Pauses (ratio 0) or slows down the backfills of a plan, for $3 seconds (NULL: until it is taken back), and writes it
-- into the journal. No row comes for a plan that is not there. Locks: the plan's row for its key, the rule's row.
INSERT INTO bellows.backfill_rule AS r (plan, ratio, until, actor)
SELECT p.version, $2::double precision, clock_timestamp() + pg_catalog.make_interval(secs => $3::double precision),
       session_user || coalesce('/' || nullif($4, ''), '')
FROM bellows.plan AS p
WHERE p.version = $1
ON CONFLICT (plan) DO UPDATE
SET ratio = excluded.ratio, until = excluded.until, actor = excluded.actor, made_at = clock_timestamp()
RETURNING to_char(r.until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS until
