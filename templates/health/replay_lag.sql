-- Seconds that each standby or subscriber is behind. Reads statistics only.
-- What has not been measured yet counts as 0: the distance, which is always known, judges it. A role that may not see the
-- state gets NULL.
SELECT pg_catalog.concat_ws(' at ', r.application_name, pg_catalog.host(r.client_addr)) AS subject,
       CASE WHEN r.state IS NULL THEN NULL
            ELSE extract(epoch FROM coalesce(r.replay_lag, r.flush_lag, r.write_lag, '0'))::double precision END AS value
FROM pg_catalog.pg_stat_replication AS r
WHERE r.state IS NULL OR r.state IN ('streaming', 'catchup')
