-- The locks on relations that this session's transaction holds, with pg_locks' names of the modes.
-- Locks: none on relations. Reason: what a statement took stays held until its transaction ends, so that it can be read
-- after the statement.
SELECT l.relation::bigint AS oid, l.mode
FROM pg_locks AS l
WHERE l.locktype = 'relation' AND l.pid = pg_backend_pid() AND l.granted
    AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
ORDER BY l.relation, l.mode
