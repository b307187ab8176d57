-- Sessions of others that wait for a lock. Everybody may see them. Takes the lock manager's own locks for a moment.
SELECT 'sessions that wait for a lock' AS subject, pg_catalog.count(DISTINCT l.pid)::double precision AS value
FROM pg_catalog.pg_locks AS l
JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
WHERE NOT l.granted AND a.application_name NOT LIKE 'bellows/%'
