-- Transactions of others in this database that began before a plan's fence, prepared ones included. Reads only.
-- A session of another role is hidden without pg_read_all_stats (its state and backend_type are NULL): whether it is in
-- a transaction still shows in the lock table, as every one holds its virtual transaction id; how old it is does not.
SELECT a.pid, coalesce(a.application_name, '') AS application, coalesce(a.usename::text, '') AS "user",
       a.backend_type IS NULL AS is_hidden, false AS is_prepared, '' AS gid,
       coalesce(extract(epoch FROM clock_timestamp() - a.xact_start)::bigint, -1) AS age_s
FROM bellows.plan AS p
JOIN pg_stat_activity AS a ON a.datname = current_database() AND a.pid <> pg_backend_pid()
WHERE p.version = $1
  AND (a.backend_type = 'client backend' AND a.xact_start < p.fenced_at
       OR a.backend_type IS NULL AND a.usesysid IS NOT NULL
          AND EXISTS (SELECT FROM pg_locks AS l WHERE l.pid = a.pid AND l.locktype = 'virtualxid' AND l.granted))
UNION ALL
SELECT 0, '', x.owner::text, false, true, x.gid, extract(epoch FROM clock_timestamp() - x.prepared)::bigint
FROM bellows.plan AS p
JOIN pg_prepared_xacts AS x ON x.database = current_database() AND x.prepared < p.fenced_at
WHERE p.version = $1
ORDER BY 7 DESC, 1
