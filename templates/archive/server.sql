-- Which server and which snapshot an archive is of. Reads settings.
SELECT pg_catalog.current_setting('server_version') AS version, pg_catalog.current_database()::text AS database,
       (SELECT c.system_identifier::text FROM pg_catalog.pg_control_system() AS c) AS system_identifier,
       pg_catalog.txid_current_snapshot()::text AS snapshot,
       pg_catalog.to_char(pg_catalog.now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at,
       pg_catalog.to_char(pg_catalog.now() AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24MISS"Z"') AS stamp
