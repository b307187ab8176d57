-- Is this a standby of the cluster, and has it replayed what it must ($1, an LSN or NULL)? Reads only.
SELECT pg_is_in_recovery() AS is_standby, (SELECT system_identifier::text FROM pg_control_system()) AS system_identifier,
       $1::pg_lsn IS NULL OR coalesce(pg_last_wal_replay_lsn() >= $1::pg_lsn, false) AS has_replayed
