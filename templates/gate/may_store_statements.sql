-- Whether what was read of statements can be kept: the journal has a place for it, this role may, and the server is no standby. Reads
-- only.
SELECT NOT pg_is_in_recovery()
       AND coalesce(has_table_privilege(to_regclass('bellows.statement_use')::oid, 'INSERT, UPDATE'), false)
       AND coalesce(has_table_privilege(to_regclass('bellows.statement_look')::oid, 'INSERT'), false) AS may_store
