-- Who blocks a backend now. Reads pg_stat_activity and the lock table; takes no lock that others wait for.
-- A prepared transaction has no backend: pg_blocking_pids() gives 0 for it. Where this role may not see another one's
-- session, its state is NULL and its query says so.
SELECT b.pid, coalesce(a.application_name, '') AS application, coalesce(a.usename::text, '') AS "user",
       CASE WHEN b.pid = 0 THEN 'prepared transaction'
            WHEN a.pid IS NULL THEN 'just ended'
            WHEN a.backend_type = 'autovacuum worker' THEN 'autovacuum'
            ELSE coalesce(a.state, 'hidden') END AS state,
       coalesce(extract(epoch FROM clock_timestamp() - a.xact_start)::bigint, -1) AS age_s,
       CASE WHEN a.state IS NULL AND a.backend_type IS DISTINCT FROM 'autovacuum worker' THEN ''
            ELSE left(regexp_replace(coalesce(a.query, ''), '\s+', ' ', 'g'), 80) END AS query,
       coalesce(a.backend_type = 'autovacuum worker', false) AS is_autovacuum,
       coalesce(a.query LIKE '%(to prevent wraparound)%', false) AS prevents_wraparound
FROM (SELECT DISTINCT unnest(pg_blocking_pids($1::integer)) AS pid) AS b
LEFT JOIN pg_stat_activity AS a ON a.pid = b.pid
ORDER BY age_s DESC, b.pid
