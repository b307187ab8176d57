-- The brown-out of a plan ($1), if one is on. Reads only.
SELECT to_char(b.until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS until, b.until < clock_timestamp() AS is_overdue
FROM bellows.brownout AS b
WHERE b.plan = $1
