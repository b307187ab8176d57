-- Rows on which the two shapes are not equal in either direction, with keys of the first ten. ACCESS SHARE, one scan.
WITH mismatch AS MATERIALIZED (
    SELECT :key AS key
    FROM :source AS t
    WHERE :condition
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 10) AS keys
