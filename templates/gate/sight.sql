-- Writes down who was seen: $1 nodes, $2 roles, $3 application names, $4 versions ('' where none is said).
-- Locks: the rows. Within five seconds the same sight is no news, so that a poll writes next to nothing.
INSERT INTO bellows.sighting AS s (node, role, application_name, version, first_seen, last_seen)
SELECT t.node, t.role, t.application_name, max(nullif(t.version, '')), clock_timestamp(), clock_timestamp()
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS t (node, role, application_name, version)
GROUP BY t.node, t.role, t.application_name
ON CONFLICT (node, role, application_name) DO UPDATE
SET last_seen = excluded.last_seen, version = excluded.version
WHERE s.last_seen < clock_timestamp() - interval '5 s'
