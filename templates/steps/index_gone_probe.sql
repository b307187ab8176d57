-- Whether the index is gone.
SELECT NOT EXISTS (
    SELECT FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = :'schema' AND c.relname = :'index' AND c.relkind IN ('i', 'I')) AS done
