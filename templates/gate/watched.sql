-- The tables of a plan ($1) that have a tripwire: since when, and whether its trigger fires. Reads only.
SELECT t.name, extract(epoch FROM clock_timestamp() - t.installed_at)::bigint AS watched_s,
       EXISTS (SELECT FROM pg_trigger AS g
               WHERE g.tgrelid = t.relation AND g.tgname = concat('!bellows_', t.key, '_write_update')
                 AND g.tgenabled IN ('O', 'A')) AS is_armed
FROM bellows.tripwire AS t
WHERE t.plan = $1
ORDER BY t.name
