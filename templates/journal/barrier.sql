-- Whether every transaction up to $1 (of txid_current()) has ended, and if not, the oldest one that has not. Reads the list
-- of sessions and of prepared transactions.
SELECT pg_catalog.txid_snapshot_xmin(pg_catalog.txid_current_snapshot()) > $1::bigint AS is_over,
       coalesce((SELECT pg_catalog.concat('pid ', a.pid, ' (', coalesce(a.state, 'state not visible'), ', app "',
                                 a.application_name, '")')
                 FROM pg_catalog.pg_stat_activity AS a
                 WHERE a.backend_xid IS NOT NULL AND a.pid <> pg_catalog.pg_backend_pid()
                 ORDER BY pg_catalog.age(a.backend_xid) DESC LIMIT 1),
                (SELECT 'the prepared transaction "' || p.gid || '"'
                 FROM pg_catalog.pg_prepared_xacts AS p
                 ORDER BY pg_catalog.age(p.transaction) DESC LIMIT 1)) AS blocker
