-- Is the server still on the run on which a plan ($1) was fenced? A restart or a failover gives another timeline or start.
-- TTL: of the leases of old versions that may have lived at the fence. Reads only.
SELECT p.plan IS NOT NULL AS is_noted, p.lsn::text AS lsn,
       coalesce(p.timeline = substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
                AND p.started_at = pg_postmaster_start_time(), false) AS is_same,
       (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS clock_ms,
       coalesce((SELECT max(extract(epoch FROM l.ttl) * 1000)::bigint
                 FROM bellows.lease AS l
                 JOIN bellows.requirement AS r ON r.plan = $1 AND r.application = l.application
                 JOIN bellows.plan AS q ON q.version = $1
                 WHERE l.released_at IS NULL AND bellows.version_compare(l.version, r.version_to) < 0
                   AND l.expires_at > q.fenced_at - interval '1 day'), 0) AS ttl_ms
FROM (SELECT 1) AS one
LEFT JOIN bellows.fence_point AS p ON p.plan = $1
