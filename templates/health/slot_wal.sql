-- Bytes of WAL that each replication slot keeps from being removed, whether it is in use or forgotten. Takes the slots'
-- own lock for a moment.
SELECT 'slot ' || s.slot_name AS subject,
       pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), s.restart_lsn)::double precision AS value
FROM pg_catalog.pg_replication_slots AS s
WHERE s.restart_lsn IS NOT NULL
