-- The old columns of a plan ($1), by every table that has them: a partition may be named in a statement, too. Reads only.
WITH RECURSIVE tables AS (
    SELECT t.relation, t.columns FROM bellows.tripwire AS t WHERE t.plan = $1
    UNION
    SELECT i.inhrelid, t.columns FROM tables AS t JOIN pg_inherits AS i ON i.inhparent = t.relation)
SELECT n.nspname AS schema, c.relname AS name, u.name AS column
FROM tables AS t
JOIN pg_class AS c ON c.oid = t.relation
JOIN pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN unnest(t.columns) AS u (name)
ORDER BY 1, 2, 3
