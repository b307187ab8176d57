-- Indexes in the schemas $1. Which columns one mentions is in its key list and in pg_depend: the list has none of
-- expressions and predicates, and pg_depend has none for an index that backs a constraint.
SELECT i.indexrelid AS relid, i.indrelid AS table_relid, am.amname AS method, i.indisunique AS is_unique,
       i.indisprimary AS is_primary, i.indisvalid AND i.indisready AND i.indislive AS is_valid,
       i.indexprs IS NOT NULL AS has_expression, i.indpred IS NOT NULL AS has_predicate,
       i.indisreplident AS is_replica_identity, i.indisclustered AS is_clustered,
       EXISTS (SELECT FROM pg_constraint AS k
               WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid
                 AND k.contype IN ('p', 'u', 'x')) AS is_constraint_index,
       ARRAY(SELECT coalesce(a.attname::text, '')
             FROM generate_series(0, i.indnkeyatts - 1) AS key (place)
             LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[key.place]
             ORDER BY key.place) AS keys,
       ARRAY(SELECT m.attname::text
             FROM pg_attribute AS m
             WHERE m.attrelid = i.indrelid AND m.attnum > 0
               AND (m.attnum = ANY (i.indkey::int2[])
                    OR EXISTS (SELECT FROM pg_depend AS e
                               WHERE e.classid = 'pg_class'::regclass AND e.objid = i.indexrelid
                                 AND e.refclassid = 'pg_class'::regclass AND e.refobjid = m.attrelid
                                 AND e.refobjsubid = m.attnum))
             ORDER BY m.attname::text COLLATE "C") AS mentions
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indexrelid
JOIN pg_am AS am ON am.oid = c.relam
WHERE c.relnamespace = ANY ($1::oid[])
ORDER BY i.indrelid, i.indexrelid
