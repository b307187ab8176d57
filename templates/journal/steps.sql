-- All steps of a plan in the order in which they run. Takes ACCESS SHARE on bellows.step only.
SELECT s.*,
       to_char(s.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS started,
       to_char(s.finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS finished
FROM bellows.step AS s
WHERE s.plan = $1
ORDER BY s.position
