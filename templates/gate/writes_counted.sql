-- How often writes of the old shape of a plan ($1) were noted, and who did last. Counted, not by time: what was written before a
-- moment may commit behind it. Reads only.
SELECT coalesce(sum(w.notes), 0)::bigint AS notes,
       (array_agg(format('role "%s" (application name "%s", from %s) wrote the old shape of %s', w.role, w.application_name,
                         w.client, w.relation) ORDER BY w.last_seen DESC))[1] AS last
FROM bellows.old_write AS w
WHERE w.plan = $1
