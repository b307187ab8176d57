-- Every relation of users, and this session's temporary ones, with what shows a rewrite (the file node), a scan and rows
-- that were written (this transaction's counters). Names as regclass writes them; with an empty search_path, as dumps have it, without "public".
-- Locks: ACCESS SHARE on system catalogs only; nothing is opened. Reason: it is read before and after each statement of
-- a rehearsal, in the same transaction, and must not itself lock what is measured.
SELECT c.oid::bigint AS oid,
    CASE WHEN n.nspname = 'public' AND current_setting('search_path') IN ('', '""') THEN quote_ident(c.relname)
        ELSE c.oid::regclass::text END AS name,
    c.relkind AS kind,
    coalesce(pg_relation_filenode(c.oid), 0)::bigint AS filenode,
    coalesce(pg_stat_get_xact_numscans(c.oid), 0) AS scans,
    coalesce(pg_stat_get_xact_tuples_inserted(c.oid), 0) + coalesce(pg_stat_get_xact_tuples_updated(c.oid), 0)
        + coalesce(pg_stat_get_xact_tuples_deleted(c.oid), 0) AS written
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'i', 'I')
    AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND (n.nspname !~ '^pg_(toast|temp)' OR n.oid = pg_my_temp_schema())
ORDER BY c.oid
