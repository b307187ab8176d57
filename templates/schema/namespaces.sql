-- The schemas whose objects are the user's, the temporary one of this session with them, and whether the time zone $1 is
-- always UTC. Whether it is shows only over the years: London is at UTC in every winter, Abidjan since 1912.
SELECT array_agg(n.oid ORDER BY n.oid)::text AS oids,
       array_agg(n.nspname::text ORDER BY n.oid) AS names,
       (SELECT bool_and(t.moment AT TIME ZONE $1 = t.moment AT TIME ZONE 'UTC')
        FROM generate_series(timestamptz '1850-01-01', timestamptz '2060-01-01',
                             interval '3 months') AS t (moment)) AS is_utc
FROM pg_namespace AS n
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'bellows')
  AND (n.nspname !~ '^pg_(toast|temp)' OR n.oid = pg_my_temp_schema())
