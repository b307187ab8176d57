-- Evaluates the conversion of the rows in a range of ctid without writing: finds the row on which it fails. Only rows that
-- the batch would fill, so that no other one is blamed. ACCESS SHARE.
SELECT pg_catalog.count(ROW(:values)) AS evaluated
FROM :source AS t
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND :unfilled
