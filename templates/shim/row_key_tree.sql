-- The same in a partition tree, where several rows can have one ctid, each in its partition. ACCESS SHARE.
SELECT pg_catalog.string_agg(k.key, ' or ') AS key
FROM (SELECT :key AS key FROM :source AS t WHERE t.ctid = $1::tid LIMIT 10) AS k
