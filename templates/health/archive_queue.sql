-- Bytes of WAL that are finished and not archived yet, by the name of the last one that was: the folder of the archiver's
-- files is for superusers. Nothing where archive_mode is off. NULL where every attempt has failed so far.
SELECT 'the archiver' AS subject,
       CASE WHEN a.name IS NULL AND a.failed_count > 0 THEN NULL
            WHEN a.name IS NULL THEN 0
            ELSE greatest(pg_catalog.floor(a.position / a.segment) - 1
                          - (('x' || pg_catalog.substr(a.name, 9, 8))::bit(32)::bigint * (4294967296 / a.segment)
                             + ('x' || pg_catalog.substr(a.name, 17, 8))::bit(32)::bigint), 0) * a.segment
            END::double precision AS value
FROM (SELECT pg_catalog.substring(s.last_archived_wal, '^[0-9A-F]{24}') AS name, s.failed_count,
             pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), '0/0') AS position,
             pg_catalog.pg_size_bytes(pg_catalog.current_setting('wal_segment_size'))::numeric AS segment
      FROM pg_catalog.pg_stat_archiver AS s
      WHERE pg_catalog.current_setting('archive_mode') <> 'off') AS a
