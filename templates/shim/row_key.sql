-- The key of one row, for a message; evaluates nothing of the plan. ACCESS SHARE.
SELECT :key AS key
FROM :source AS t
WHERE t.ctid = $1::tid
