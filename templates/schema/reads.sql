-- Which relations the views in the schemas $1 read, and which columns of them; no column is recorded where a view reads
-- none by name, as count(*) and whole rows do.
SELECT w.ev_class AS relid, d.refobjid AS read_relid,
       array_agg(a.attname::text ORDER BY a.attname::text COLLATE "C") FILTER (WHERE a.attnum > 0) AS columns
FROM pg_class AS c
JOIN pg_rewrite AS w ON w.ev_class = c.oid AND w.rulename = '_RETURN'
JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
                   AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> w.ev_class
LEFT JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid AND d.refobjsubid > 0
WHERE c.relnamespace = ANY ($1::oid[])
GROUP BY w.ev_class, d.refobjid
ORDER BY w.ev_class, d.refobjid
