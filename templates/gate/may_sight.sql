-- Whether what is seen can be written down: this role may, and the server is no standby. Reads only.
SELECT NOT pg_is_in_recovery()
       AND coalesce(has_table_privilege(to_regclass('bellows.sighting')::oid, 'INSERT'), false)
       AND coalesce(has_table_privilege(to_regclass('bellows.sighting')::oid, 'UPDATE'), false) AS may_sight
