-- The changed tables of a plan ($1), and which of these roles ($2) may read or write each, by itself or as a member (NULL:
-- none). Reads only. Names as a person writes them: with and without the schema public.
SELECT n.nspname || '.' || c.relname AS name, c.relname AS short, n.nspname = 'public' AS is_public,
       (SELECT string_agg(r.rolname, ', ' ORDER BY r.rolname)
        FROM pg_roles AS r
        WHERE r.rolname = ANY ($2::text[])
          AND (has_table_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, DELETE')
               OR has_any_column_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE'))) AS roles
FROM bellows.plan_table AS t
JOIN pg_class AS c ON c.oid = t.relation
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE t.plan = $1
ORDER BY 1
