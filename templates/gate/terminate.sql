-- Ends the sessions of fenced roles ($1) in this database; they cannot come back. Also on a standby.
SELECT count(*) FILTER (WHERE pg_terminate_backend(a.pid)) AS ended
FROM pg_stat_activity AS a
WHERE a.datname = current_database() AND a.usename = ANY ($1::text[]) AND a.pid <> pg_backend_pid()
