-- The last lines of the journal, oldest first. Takes ACCESS SHARE on bellows.journal only.
SELECT l.id, to_char(l.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at, l.plan, l.step, l.event,
       l.message, l.actor
FROM (SELECT * FROM bellows.journal AS j
      WHERE $1::text IS NULL OR j.plan = $1
      ORDER BY j.id DESC LIMIT $2::bigint) AS l
ORDER BY l.id
