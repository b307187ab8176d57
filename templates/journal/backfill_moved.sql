-- How many row versions of a table went to another page so far, of all that were written (the server's own count, about a second
-- late): those that stayed in their page (HOT) leave room that is used without VACUUM. NULL where nothing is counted. No locks.
SELECT CASE WHEN sum(s.updated) > 0 THEN sum(s.updated)::bigint END AS updated, sum(s.hot)::bigint AS hot
FROM (SELECT pg_stat_get_tuples_updated(t.oid) AS updated, pg_stat_get_tuples_hot_updated(t.oid) AS hot
      FROM (SELECT to_regclass($1) AS oid
            UNION
            SELECT p.relid FROM pg_partition_tree(to_regclass($1)) AS p WHERE p.isleaf) AS t) AS s
