-- Installs the shim on one table; part of the transaction that adds the columns, which holds ACCESS EXCLUSIVE already.
-- The horizon is the real transaction id of this transaction: a row whose xmin is older, or is not to be compared with it
-- any more (age() is negative for rows frozen more than 2^31 transactions ago), was written before the shim existed.
CREATE SEQUENCE bellows.:"conflicts";
GRANT USAGE ON SEQUENCE bellows.:"conflicts" TO PUBLIC;
:function;
:defaults
:triggers
INSERT INTO bellows.horizon (key, plan, xid)
VALUES (:'key', :'plan', (pg_catalog.txid_current() & 4294967295)::text::xid);
