-- Bytes of WAL that each standby or subscriber has still to replay (or to write, where it replays nothing). Reads
-- statistics only.
SELECT pg_catalog.concat_ws(' at ', r.application_name, pg_catalog.host(r.client_addr)) AS subject,
       pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(),
                                  coalesce(r.replay_lsn, r.flush_lsn, r.write_lsn, r.sent_lsn))::double precision AS value
FROM pg_catalog.pg_stat_replication AS r
WHERE r.state IS NULL OR r.state IN ('streaming', 'catchup')
