-- Whether what is seen can be written down: this role may, and the server is no standby; and notes of writes drawn together. Reads
-- only.
SELECT NOT pg_is_in_recovery()
       AND coalesce(has_table_privilege(to_regclass('bellows.sighting')::oid, 'INSERT'), false)
       AND coalesce(has_table_privilege(to_regclass('bellows.sighting')::oid, 'UPDATE'), false) AS may_sight,
       coalesce(has_table_privilege(to_regclass('bellows.old_write')::oid, 'DELETE'), false) AS may_draw
