-- Whether an earlier try left an unusable index of this name on this table: only such a one may be dropped.
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_index AS i
    JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = :'schema' AND c.relname = :'index' AND i.indrelid = pg_catalog.to_regclass(:'table')
      AND NOT (i.indisvalid AND i.indisready AND i.indislive)) AS leftover
