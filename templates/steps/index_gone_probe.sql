-- Whether no index of this name is on this table: one of another table is not ours to drop.
SELECT NOT EXISTS (
    SELECT FROM pg_catalog.pg_index AS i
    JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = :'schema' AND c.relname = :'index' AND i.indrelid = pg_catalog.to_regclass(:'table')) AS done
