-- The tripwire of one table: who writes the old shape is noted. Part of the transaction that installs the shim, which notes
-- INSERTs itself; where there is none, SHARE ROW EXCLUSIVE for a moment (CREATE TRIGGER).
INSERT INTO bellows.tripwire (key, plan, relation, name, columns)
VALUES (:'key', :'plan', :'table'::regclass, :'table', :'columns');:triggers
