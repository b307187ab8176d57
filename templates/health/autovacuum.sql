-- 1 while autovacuum works on the table ($1). Reads statistics only.
SELECT 'autovacuum of ' || $1::text AS subject, 1::double precision AS value
FROM pg_catalog.pg_stat_progress_vacuum AS p
JOIN pg_catalog.pg_stat_activity AS a ON a.pid = p.pid
WHERE a.backend_type = 'autovacuum worker' AND p.relid = pg_catalog.to_regclass($1::text)::oid
  AND p.datname = pg_catalog.current_database()
