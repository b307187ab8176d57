-- Run by DO, see tree_index_guard.sql: here for a foreign key.
DECLARE
    missing text := (
        SELECT pg_catalog.string_agg(p.relid::regclass::text, ', ')
        FROM pg_catalog.pg_partition_tree(:'table') AS p
        JOIN pg_catalog.pg_constraint AS m ON m.conrelid = pg_catalog.to_regclass(:'partition') AND m.conname = :'model'
        WHERE p.isleaf AND pg_catalog.pg_relation_size(p.relid) > 8388608 AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_constraint AS c
            WHERE c.conrelid = p.relid AND c.contype = 'f' AND c.convalidated
              AND pg_catalog.pg_get_constraintdef(c.oid) = pg_catalog.pg_get_constraintdef(m.oid)));
BEGIN
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '55000',
            MESSAGE = pg_catalog.format('partitions without foreign key %s: %s', :'model', missing),
            DETAIL = 'They were made or attached since the plan was expanded, and are too large to be scanned under a lock.',
            HINT = :'hint';
    END IF;
END
