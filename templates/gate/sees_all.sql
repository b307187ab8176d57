-- Whether this role sees the sessions of every role. Reads only.
SELECT r.rolsuper OR pg_has_role(r.oid, 'pg_read_all_stats', 'USAGE') AS sees_all, quote_ident(r.rolname) AS role
FROM pg_roles AS r
WHERE r.rolname = current_user
