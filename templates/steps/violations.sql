-- Rows that break a constraint, with keys of the first ten. ACCESS SHARE, one scan.
WITH violation AS MATERIALIZED (
    SELECT :key AS key
    FROM :source AS t
    WHERE :condition
)
SELECT (SELECT pg_catalog.count(*) FROM violation) AS mismatches,
       ARRAY(SELECT v.key FROM violation AS v LIMIT 10) AS keys
