-- Whether there is nothing to drop: no index of this name on this table (one of another table is not ours), or the step that
-- would have made it was never begun.
SELECT NOT EXISTS (
    SELECT FROM pg_catalog.pg_index AS i
    JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = :'schema' AND c.relname = :'index' AND i.indrelid = pg_catalog.to_regclass(:'table'))
    OR EXISTS (SELECT FROM bellows.step AS s
               WHERE s.plan = :'plan' AND s.id = :'maker' AND s.attempts = 0) AS done
