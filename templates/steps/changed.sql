-- What would stop the seal, asked before anybody is fenced out: what is carried over and is not any more what it was when the plan
-- was expanded, and what reads an old column and is not carried over. Settings are pinned. ACCESS SHARE on the catalog.
WITH carried (description, definition, digest) AS (
    VALUES (NULL::text, NULL::text, NULL::text):objects
), old (relation, name) AS (
    VALUES :columns
), found (key) AS (
    SELECT pg_catalog.concat('changed or dropped since expand: ', c.description)
    FROM carried AS c
    WHERE pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(c.definition, 'UTF8')), 'hex') IS DISTINCT FROM c.digest
    UNION
    SELECT pg_catalog.concat('an old column is read by ', r.description)
    FROM (SELECT pg_catalog.regexp_replace(pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid),
                                           '^rule "?_RETURN"? on ', '') AS description
          FROM old AS o
          JOIN pg_catalog.pg_attribute AS a ON a.attrelid = pg_catalog.to_regclass(o.relation) AND a.attname = o.name
          JOIN pg_catalog.pg_depend AS d ON d.refclassid = 'pg_catalog.pg_class'::regclass
               AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
          LEFT JOIN pg_catalog.pg_trigger AS t ON d.classid = 'pg_catalog.pg_trigger'::regclass AND t.oid = d.objid
          LEFT JOIN pg_catalog.pg_proc AS f ON f.oid = t.tgfoid
          WHERE d.classid IN ('pg_catalog.pg_rewrite'::regclass, 'pg_catalog.pg_policy'::regclass,
                              'pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_publication_rel'::regclass)
                OR (NOT t.tgisinternal AND f.pronamespace <> 'bellows'::regnamespace)) AS r
    WHERE r.description <> ALL (:'known'::text[])
)
SELECT pg_catalog.count(*) AS mismatches, pg_catalog.array_remove(pg_catalog.array_agg(f.key ORDER BY f.key), NULL) AS keys
FROM found AS f
