-- The jobs of pg_cron that run in this database, where its table is in it. Reads only.
SELECT j.jobid::text AS id, j.username AS role, j.command
FROM cron.job AS j
WHERE j.active AND j.database = current_database()
ORDER BY j.jobid
