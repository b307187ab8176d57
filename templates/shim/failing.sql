-- Evaluates the conversion of the rows in a range of ctid without writing: finds the row on which it fails.
-- ACCESS SHARE.
SELECT pg_catalog.count(ROW(:values)) AS evaluated
FROM ONLY :table AS t
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
