-- The privileges on the tables of a plan ($1) to the letter, and which roles that log in may use one of its old columns. Reads only.
SELECT (SELECT string_agg(line, E'\n' ORDER BY line)
        FROM (SELECT format('%s 0 %s', c.oid, c.relacl) AS line
              FROM bellows.tripwire AS t JOIN pg_class AS c ON c.oid = t.relation WHERE t.plan = $1
              UNION ALL
              SELECT format('%s %s %s', a.attrelid, a.attnum, a.attacl)
              FROM bellows.tripwire AS t JOIN pg_attribute AS a ON a.attrelid = t.relation WHERE t.plan = $1) AS q) AS privileges,
       (SELECT coalesce(array_agg(r.rolname::text ORDER BY r.rolname), '{}')
        FROM pg_roles AS r
        WHERE r.rolcanlogin AND EXISTS (SELECT FROM bellows.tripwire AS t, unnest(t.columns) AS u (name)
                                        WHERE t.plan = $1
                                          AND has_column_privilege(r.oid, t.relation, u.name, 'SELECT, INSERT, UPDATE'))) AS users
