-- Who was seen since a plan ($1) began, or has written its old shape. Reads only.
SELECT s.role, s.application_name, string_agg(DISTINCT s.node, ', ' ORDER BY s.node) AS nodes, bool_or(s.wrote) AS wrote,
       extract(epoch FROM clock_timestamp() - max(s.last_seen))::bigint AS age_s,
       to_char(max(s.last_seen) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last_seen
FROM (SELECT g.node, g.role, g.application_name, g.last_seen, false AS wrote FROM bellows.sighting AS g
      UNION ALL
      SELECT 'primary', w.role, w.application_name, w.last_seen, true FROM bellows.old_write AS w WHERE w.plan = $1) AS s
JOIN bellows.plan AS p ON p.version = $1
WHERE s.last_seen >= p.created_at
GROUP BY s.role, s.application_name
ORDER BY bool_or(s.wrote) DESC, s.role, s.application_name
