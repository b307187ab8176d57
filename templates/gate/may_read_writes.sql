-- Whether the journal has notes of old writes, and this role may read them. Reads only.
SELECT coalesce(has_table_privilege(to_regclass('bellows.old_write')::oid, 'SELECT'), false)
       AND coalesce(has_table_privilege(to_regclass('bellows.tripwire')::oid, 'SELECT'), false) AS may_read
