-- Installs the shim on one table; part of the transaction that adds the columns, which holds ACCESS EXCLUSIVE by now.
-- The horizon H: every transaction that wrote to the table before has ended (its xid is below the snapshot's xmax), every
-- later one meets the triggers. It must be taken after the lock is held, and must not be this transaction's own xid: that one
-- is assigned before the lock is granted (for standbys, at wal_level replica), so that writers with later xids may have
-- written without the shim.
CREATE SEQUENCE bellows.:"conflicts";
GRANT USAGE ON SEQUENCE bellows.:"conflicts" TO PUBLIC;
:function;
:defaults
INSERT INTO bellows.horizon (key, plan, xid)
VALUES (:'key', :'plan',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
:triggers
