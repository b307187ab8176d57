-- Functions, procedures and aggregates in the schemas $1; the whole definition only of those whose body is to be read.
SELECT CASE WHEN n.oid = pg_my_temp_schema() THEN 'pg_temp' ELSE n.nspname::text END AS schema, p.proname AS name,
       p.prokind::text AS kind, p.pronargs AS argument_count, p.pronargdefaults AS default_count,
       p.provolatile::text AS volatility, l.lanname AS language,
       p.prorettype = 'trigger'::regtype AS is_trigger, oidvectortypes(p.proargtypes) AS signature,
       pg_get_function_result(p.oid) AS result,
       array_to_string(ARRAY(
             SELECT coalesce(p.proargnames[a.place], '')
             FROM generate_series(1, coalesce(cardinality(p.proallargtypes), p.pronargs)) AS a (place)
             WHERE p.proargmodes IS NULL OR p.proargmodes[a.place] IN ('i', 'b', 'v')
             ORDER BY a.place), ', ') AS argument_names,
       CASE WHEN l.lanname NOT IN ('c', 'internal') THEN nullif(p.prosrc, '') END AS body, x.extname AS extension,
       CASE WHEN l.lanname IN ('sql', 'plpgsql') AND p.prokind IN ('f', 'p', 'w') AND x.extname IS NULL
            THEN pg_get_functiondef(p.oid) END AS definition
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
JOIN pg_language AS l ON l.oid = p.prolang
LEFT JOIN pg_depend AS m ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid
                        AND m.refclassid = 'pg_extension'::regclass AND m.deptype = 'e'
LEFT JOIN pg_extension AS x ON x.oid = m.refobjid
WHERE p.pronamespace = ANY ($1::oid[])
ORDER BY p.oid
