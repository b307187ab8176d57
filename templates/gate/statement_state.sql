-- What the memory of statements of this server is worth: when it was emptied, how often it forgot, how full it is. Reads only.
SELECT i.stats_reset::text AS stats_reset, i.dealloc, false AS is_full,
       coalesce(current_setting('pg_stat_statements.track', true), 'none') <> 'none' AS is_on
FROM :"schema".pg_stat_statements_info AS i
