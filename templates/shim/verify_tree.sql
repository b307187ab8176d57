-- As verify.sql, for a partition tree. A partition that was attached meanwhile counts as well if it lacks the omission marker:
-- inserts straight into it would not be seen for what they are. ACCESS SHARE, one scan.
WITH mismatch AS MATERIALIZED (
    SELECT :key AS key
    FROM :source AS t
    WHERE :condition
    UNION ALL
    SELECT pg_catalog.format('a partition without its default: ALTER TABLE ONLY %s ALTER COLUMN %I SET DEFAULT %s',
                             p.relid::regclass, a.attname,
                             pg_catalog.regexp_replace(pg_catalog.pg_get_expr(d.adbin, d.adrelid), '\s+', ' ', 'g'))
    FROM pg_catalog.pg_partition_tree(:'table') AS p
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = :'table'::regclass AND a.attname = ANY (:'marked'::name[])
    JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE p.relid <> a.attrelid AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_attribute AS o
        JOIN pg_catalog.pg_attrdef AS e ON e.adrelid = o.attrelid AND e.adnum = o.attnum
        WHERE o.attrelid = p.relid AND o.attname = a.attname
          AND pg_catalog.pg_get_expr(e.adbin, e.adrelid) = pg_catalog.pg_get_expr(d.adbin, d.adrelid))
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 10) AS keys
