-- Who wrote the old shape of a plan ($1), drawn together from the rows that the sessions left. Reads only.
-- A note stands for what the same session wrote in the ten seconds after it. Behind the fence: a round begins with each fence.
SELECT w.role, w.application_name, string_agg(DISTINCT w.client, ', ' ORDER BY w.client) AS clients,
       string_agg(DISTINCT w.relation, ', ' ORDER BY w.relation) AS tables, sum(w.notes)::bigint AS notes,
       greatest(extract(epoch FROM clock_timestamp() - max(w.last_seen))::bigint, 0) AS age_s,
       to_char(min(w.first_seen) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS first_seen,
       to_char(max(w.last_seen) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last_seen,
       coalesce(max(w.round) >= max(f.write_round), false) AS is_behind_fence
FROM bellows.old_write AS w
LEFT JOIN bellows.fence_point AS f ON f.plan = w.plan
WHERE w.plan = $1
GROUP BY w.role, w.application_name
ORDER BY max(w.last_seen) DESC, w.role, w.application_name
