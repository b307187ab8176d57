-- Takes the tripwire off; part of a transaction that holds ACCESS EXCLUSIVE already (DROP TRIGGER needs it). What was noted stays.
DROP TRIGGER IF EXISTS :"update" ON :table;
DROP TRIGGER IF EXISTS :"insert" ON :table;
DELETE FROM bellows.tripwire WHERE key = :'key';
