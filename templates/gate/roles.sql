-- What is known of roles ($1), in the order given; a role that is not there has NULL. Reads only.
-- MAY_ALTER: before 16 CREATEROLE is enough, since then it needs ADMIN on the role, too.
SELECT t.name, r.oid IS NOT NULL AS is_there, coalesce(r.rolcanlogin, false) AS can_login,
       coalesce(r.rolsuper, false) AS is_super, coalesce(r.rolreplication, false) AS is_replication,
       coalesce(me.rolsuper OR me.rolcreaterole
                AND (current_setting('server_version_num')::integer < 160000
                     OR pg_has_role(me.oid, r.oid, 'USAGE WITH ADMIN OPTION')), false) AS may_alter,
       quote_ident(t.name) AS quoted, quote_ident(me.rolname) AS us,
       current_setting('server_version_num')::integer >= 160000 AS needs_admin
FROM unnest($1::text[]) WITH ORDINALITY AS t (name, position)
LEFT JOIN pg_roles AS r ON r.rolname = t.name
CROSS JOIN (SELECT * FROM pg_roles WHERE rolname = current_user) AS me
ORDER BY t.position
