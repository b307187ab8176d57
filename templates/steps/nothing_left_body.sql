-- Run by DO. Whatever still reads a held column would stand in the way of the purge.
DECLARE
    remaining text := (
        SELECT pg_catalog.string_agg(DISTINCT pg_catalog.regexp_replace(
                   pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid), '^rule "?_RETURN"? on ', ''), ', ')
        FROM (VALUES
:columns
        ) AS h (relation, name)
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = pg_catalog.to_regclass(h.relation) AND a.attname = h.name
        JOIN pg_catalog.pg_depend AS d ON d.refclassid = 'pg_catalog.pg_class'::regclass
             AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
        LEFT JOIN pg_catalog.pg_trigger AS t ON d.classid = 'pg_catalog.pg_trigger'::regclass AND t.oid = d.objid
        LEFT JOIN pg_catalog.pg_proc AS f ON f.oid = t.tgfoid
        WHERE d.classid IN ('pg_catalog.pg_rewrite'::regclass, 'pg_catalog.pg_policy'::regclass,
                            'pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_publication_rel'::regclass)
              OR (NOT t.tgisinternal AND f.pronamespace <> 'bellows'::regnamespace));
BEGIN
    IF remaining IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '55000',
            MESSAGE = pg_catalog.concat('the old columns are still read by ', remaining),
            HINT = 'It was made after expand. Drop it, or change it to the new columns; then the same command goes on.';
    END IF;
END
