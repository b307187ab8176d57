-- Takes the shim off; part of a transaction that holds ACCESS EXCLUSIVE already (DROP TRIGGER needs it).
DROP TRIGGER IF EXISTS :"mark" ON :table;
DROP TRIGGER IF EXISTS :"insert" ON :table;
DROP TRIGGER IF EXISTS :"touch" ON :table;
DROP TRIGGER IF EXISTS :"change" ON :table;:move
DROP FUNCTION IF EXISTS bellows.:"function"();
DROP SEQUENCE IF EXISTS bellows.:"conflicts";
DELETE FROM bellows.horizon WHERE key = :'key';
