-- Draws the notes of each client together, a minute after the last: sessions above READ COMMITTED leave a row each time. One
-- statement, so nothing is lost. Locks: rows that no session holds.
WITH gone AS (
    DELETE FROM bellows.old_write AS w
    WHERE w.id IN (SELECT o.id FROM bellows.old_write AS o
                   WHERE o.last_seen < clock_timestamp() - interval '1 min'
                     AND EXISTS (SELECT FROM bellows.old_write AS x
                                 WHERE x.plan = o.plan AND x.relation = o.relation AND x.role = o.role
                                   AND x.application_name = o.application_name AND x.client = o.client AND x.id <> o.id
                                   AND x.last_seen < clock_timestamp() - interval '1 min')
                   FOR UPDATE SKIP LOCKED)
    RETURNING w.*)
INSERT INTO bellows.old_write (plan, relation, role, application_name, client, round, first_seen, last_seen, notes)
SELECT g.plan, g.relation, g.role, g.application_name, g.client, max(g.round), min(g.first_seen), max(g.last_seen), sum(g.notes)
FROM gone AS g
GROUP BY g.plan, g.relation, g.role, g.application_name, g.client
