-- Who was seen since a plan ($1) began. Reads only.
SELECT s.role, s.application_name, string_agg(DISTINCT s.node, ', ' ORDER BY s.node) AS nodes,
       extract(epoch FROM clock_timestamp() - max(s.last_seen))::bigint AS age_s,
       to_char(max(s.last_seen) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last_seen
FROM bellows.sighting AS s
JOIN bellows.plan AS p ON p.version = $1
WHERE s.last_seen >= p.created_at
GROUP BY s.role, s.application_name
ORDER BY s.role, s.application_name
