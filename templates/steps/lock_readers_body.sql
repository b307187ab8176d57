-- Run by DO. Waits for the locks of this transaction are shorter together than deadlock_timeout: a transaction that has taken
-- the same ones in another order is never the one that is ended. To give a relation to its owner takes its lock, and
-- no other: LOCK TABLE would go through a view to the tables below it.
DECLARE
    relation text;
    owner name;
BEGIN
    PERFORM pg_catalog.set_config('lock_timeout',
        least(nullif(l.setting::int, 0), greatest(d.setting::int / :count, 10))::text, true)
    FROM pg_catalog.pg_settings AS l, pg_catalog.pg_settings AS d
    WHERE l.name = 'lock_timeout' AND d.name = 'deadlock_timeout';
    FOREACH relation IN ARRAY :relations LOOP
        SELECT pg_catalog.pg_get_userbyid(c.relowner) INTO owner
        FROM pg_catalog.pg_class AS c WHERE c.oid = pg_catalog.to_regclass(relation);
        IF FOUND THEN
            EXECUTE pg_catalog.format('ALTER TABLE %s OWNER TO %I', relation, owner);
        END IF;
    END LOOP;
END
