-- Evaluates the conversion of the rows in a range of ctid before the first write: neither the new columns nor the schema
-- bellows need be there. ACCESS SHARE.
SELECT pg_catalog.count(ROW(:values)) AS evaluated
FROM :source AS t
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
