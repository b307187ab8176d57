-- Statements that this database ran, in which one of $1 (a regular expression of tables' names) occurs, by role. With $2 those of our
-- own role are left out. Reads only.
SELECT pg_catalog.pg_get_userbyid(s.userid) AS role, s.queryid::text AS id, min(s.query) AS query, sum(s.calls)::bigint AS calls
FROM :"schema".pg_stat_statements AS s
WHERE s.dbid = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
  AND (s.query IS NULL OR s.query ~* $1)
  AND NOT ($2::boolean AND pg_catalog.pg_get_userbyid(s.userid) = current_user)
GROUP BY 1, 2
ORDER BY 1, 2
