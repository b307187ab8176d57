-- Whether the index is there, on this table, and usable. An index of this name that is invalid does not count:
-- CREATE INDEX CONCURRENTLY IF NOT EXISTS would accept it silently.
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_index AS i
    JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = :'schema' AND c.relname = :'index' AND i.indrelid = pg_catalog.to_regclass(:'table')
      AND i.indisvalid AND i.indisready AND i.indislive) AS done
