-- Sessions of clients in this database, but bellows' own. Reads only; also on a standby.
-- Without pg_read_all_stats those of other roles are hidden (backend_type is NULL): the caller asks gate/sees_all first.
SELECT a.usename::text AS role, coalesce(a.application_name, '') AS application_name, a.pid,
       coalesce(extract(epoch FROM clock_timestamp() - a.backend_start)::bigint, -1) AS age_s
FROM pg_stat_activity AS a
WHERE a.datname = current_database() AND a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()
  AND NOT (a.usename = session_user AND a.application_name ~ '^bellows(/|$)')
ORDER BY a.backend_start, a.pid
