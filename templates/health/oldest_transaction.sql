-- The age in seconds of the oldest transaction that keeps VACUUM from removing dead rows. Reads statistics only.
(SELECT 'the transaction of pid ' || a.pid || coalesce(' ("' || nullif(a.application_name, '') || '")', '') AS subject,
        extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start)::double precision AS value
 FROM pg_catalog.pg_stat_activity AS a
 WHERE a.xact_start IS NOT NULL AND (a.backend_xmin IS NOT NULL OR a.backend_xid IS NOT NULL)
   AND a.backend_type = 'client backend' AND a.application_name NOT LIKE 'bellows/%'
 UNION ALL
 SELECT 'the prepared transaction "' || p.gid || '"',
        extract(epoch FROM pg_catalog.clock_timestamp() - p.prepared)::double precision
 FROM pg_catalog.pg_prepared_xacts AS p
 ORDER BY 2 DESC LIMIT 1)
