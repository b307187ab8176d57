-- What of a relation in the schemas $1 is known by its name alone: policies, rules, extended statistics.
-- A statistics object depends on each column that it reads, by name or in an expression; a policy and a rule on the
-- relations that they read beside their own: asked.
SELECT part.relid, part.kind, part.name,
       ARRAY(SELECT a.attname::text
             FROM pg_depend AS d
             JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
             WHERE part.kind = 'statistics' AND d.classid = 'pg_statistic_ext'::regclass AND d.objid = part.oid
               AND d.refclassid = 'pg_class'::regclass AND d.refobjid = part.relid AND d.refobjsubid > 0
             ORDER BY a.attname::text COLLATE "C") AS columns,
       ARRAY(SELECT DISTINCT d.refobjid::text
             FROM pg_depend AS d
             WHERE part.kind <> 'statistics' AND d.objid = part.oid AND d.refclassid = 'pg_class'::regclass
               AND d.classid IN ('pg_policy'::regclass, 'pg_rewrite'::regclass) AND d.refobjid <> part.relid
             ORDER BY 1) AS asked
FROM (SELECT polrelid AS relid, 'policy' AS kind, polname AS name, oid FROM pg_policy
      UNION ALL
      SELECT ev_class, 'rule', rulename, oid FROM pg_rewrite WHERE rulename <> '_RETURN'
      UNION ALL
      SELECT stxrelid, 'statistics', stxname, oid FROM pg_statistic_ext) AS part
JOIN pg_class AS c ON c.oid = part.relid
WHERE c.relnamespace = ANY ($1::oid[])
ORDER BY part.relid, part.oid
