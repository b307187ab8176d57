-- The same where the extension does not say it (12, 13): nearly full is as good as forgetful. Reads only.
SELECT NULL AS stats_reset, 0 AS dealloc,
       (SELECT count(*) FROM :"schema".pg_stat_statements(false)) > 0.9 * current_setting('pg_stat_statements.max')::integer AS is_full,
       coalesce(current_setting('pg_stat_statements.track', true), 'none') <> 'none' AS is_on
