-- Statements of clients in this database that may be about a table, as pg_stat_statements keeps them (by its
-- normalised text, calls added up over roles' plans). Reads only. Texts of other roles are hidden without pg_read_all_stats.
-- $1 a regular expression of the tables' names. Statements of bellows itself name its schema, or are none of a client's.
SELECT pg_catalog.pg_get_userbyid(s.userid) AS role, s.queryid::text AS id, s.query, sum(s.calls)::bigint AS calls
FROM :"schema".pg_stat_statements AS s
WHERE s.dbid = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
  AND s.query ~* $1
  AND s.query !~ 'bellows'
GROUP BY 1, 2, 3
ORDER BY 4 DESC, 1, 2
