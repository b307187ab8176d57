-- Rows in a range of ctid on which the two shapes are not equal in either direction, with keys of the first twenty. Range
-- after range, each with a snapshot of its own, so that VACUUM waits for none of them. ACCESS SHARE.
WITH mismatch AS MATERIALIZED (
    SELECT :key AS key
    FROM :source AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (:condition)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
