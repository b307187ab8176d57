-- Sessions of others that are working right now; a role without pg_read_all_stats sees only its own. Reads statistics.
SELECT 'active sessions' AS subject, pg_catalog.count(*)::double precision AS value
FROM pg_catalog.pg_stat_activity AS a
WHERE a.state = 'active' AND a.backend_type = 'client backend' AND a.application_name NOT LIKE 'bellows/%'
