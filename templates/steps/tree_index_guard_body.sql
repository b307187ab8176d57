-- Run by DO, see tree_index_guard.sql.
DECLARE
    missing text := (
        SELECT pg_catalog.string_agg(p.relid::regclass::text, ', ')
        FROM pg_catalog.pg_partition_tree(:'table') AS p
        JOIN pg_catalog.pg_index AS m ON m.indexrelid = pg_catalog.to_regclass(:'model')
        WHERE p.isleaf AND pg_catalog.pg_relation_size(p.relid) > 8388608 AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_index AS i
            WHERE i.indrelid = p.relid AND i.indisvalid AND i.indisunique = m.indisunique
              AND pg_catalog.substring(pg_catalog.pg_get_indexdef(i.indexrelid), ' USING .*$')
                  = pg_catalog.substring(pg_catalog.pg_get_indexdef(m.indexrelid), ' USING .*$')
              AND (NOT :backs OR EXISTS (SELECT FROM pg_catalog.pg_constraint AS c
                                         WHERE c.conindid = i.indexrelid AND c.conrelid = i.indrelid))));
BEGIN
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '55000',
            MESSAGE = pg_catalog.format('partitions without an index like %s: %s', :'model', missing),
            DETAIL = 'They were made or attached since the plan was expanded, and are too large to be scanned under a lock.',
            HINT = :'hint';
    END IF;
END
