-- Who holds a lock on a table in one of some modes, in a transaction older than so many milliseconds.
-- Reads the lock table only: it lets us stay out of a queue in which everybody else would wait behind us.
-- A lock on a partition is in the way of one on its tree.
-- A prepared transaction holds its locks without a backend (pid is NULL, virtualtransaction is -1/xid).
SELECT DISTINCT coalesce(l.pid, 0) AS pid, coalesce(a.application_name, '') AS application,
       coalesce(a.usename::text, x.owner::text, '') AS "user",
       CASE WHEN l.pid IS NULL THEN 'prepared transaction'
            WHEN a.backend_type = 'autovacuum worker' THEN 'autovacuum'
            ELSE coalesce(a.state, 'hidden') END AS state,
       coalesce(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, x.prepared))::bigint, -1) AS age_s,
       CASE WHEN l.pid IS NULL THEN coalesce('gid ' || x.gid, '')
            WHEN a.state IS NULL AND a.backend_type IS DISTINCT FROM 'autovacuum worker' THEN ''
            ELSE left(regexp_replace(coalesce(a.query, ''), '\s+', ' ', 'g'), 80) END AS query,
       coalesce(a.backend_type = 'autovacuum worker', false) AS is_autovacuum,
       coalesce(a.query LIKE '%(to prevent wraparound)%', false) AS prevents_wraparound
FROM pg_locks AS l
LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
LEFT JOIN pg_prepared_xacts AS x ON l.pid IS NULL AND x.transaction::text = split_part(l.virtualtransaction, '/', 2)
WHERE l.locktype = 'relation'
  AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
  AND (l.relation = to_regclass($1)
       OR l.relation IN (SELECT p.relid FROM pg_partition_tree(to_regclass($1)) AS p))
  AND l.granted
  AND l.mode = ANY ($2::text[])
  AND l.pid IS DISTINCT FROM $4::integer
  AND (coalesce(a.xact_start, x.prepared) IS NULL
       OR coalesce(a.xact_start, x.prepared) < clock_timestamp() - $3::bigint * interval '1 millisecond')
ORDER BY age_s DESC, pid
