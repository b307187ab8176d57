-- Is there a schema bellows, is it ours, and may this role use and make it? No lock beyond the catalogs.
-- Why in one statement: whoever may only read gets an answer without an error.
SELECT n.oid IS NOT NULL AS found,
       coalesce(pg_catalog.obj_description(n.oid, 'pg_namespace') LIKE 'bellows: %', false) AS is_ours,
       to_regclass('bellows.meta') IS NOT NULL AS has_meta,
       coalesce(has_table_privilege(to_regclass('bellows.meta')::oid, 'SELECT'), false) AS may_read,
       coalesce(has_table_privilege(to_regclass('bellows.meta')::oid, 'INSERT, UPDATE'), false) AS may_write,
       has_database_privilege(current_database(), 'CREATE') AS may_create,
       quote_ident(current_database()) AS database,
       quote_ident(current_user) AS role,
       quote_ident(pg_get_userbyid(n.nspowner)) AS owner
FROM (SELECT 1) AS one
LEFT JOIN pg_namespace AS n ON n.nspname = 'bellows'
