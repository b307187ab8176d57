-- Whether the index is there and usable, or its table is no partition any more (then there is nothing to build).
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_index AS i
    JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = :'schema' AND c.relname = :'index' AND i.indrelid = pg_catalog.to_regclass(:'partition')
      AND i.indisvalid AND i.indisready AND i.indislive)
    OR NOT EXISTS (SELECT FROM pg_catalog.pg_partition_tree(:'table') AS p
                   WHERE p.relid = pg_catalog.to_regclass(:'partition')) AS done
