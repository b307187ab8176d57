-- How much WAL the server keeps at once: what checkpoints and wal_keep_size leave, and what slots and the archiver may hold up
-- before health stops us ($1, $2 bytes). Reads settings, and the slots' own lock for a moment.
SELECT (SELECT pg_catalog.sum(s.setting::bigint) * 1048576
        FROM pg_catalog.pg_settings AS s
        WHERE s.name IN ('max_wal_size', 'wal_keep_size') AND s.unit = 'MB')::bigint
       + CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_replication_slots) THEN $1::bigint ELSE 0 END
       + CASE WHEN pg_catalog.current_setting('archive_mode') <> 'off' THEN $2::bigint ELSE 0 END AS wal_most
