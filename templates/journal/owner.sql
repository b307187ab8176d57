-- Who holds a plan's advisory lock (two keys: class and hash of the version). Reads the lock table only.
SELECT l.pid, l.pid = pg_backend_pid() AS is_ours, coalesce(a.application_name, '') AS application,
       coalesce(extract(epoch FROM clock_timestamp() - a.backend_start)::bigint, -1) AS age_s
FROM pg_locks AS l
LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
WHERE l.locktype = 'advisory'
  AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
  AND l.granted
  AND l.classid::bigint = $2::bigint
  AND l.objid::bigint = (hashtext($1)::bigint & 4294967295)
  AND l.objsubid = 2
