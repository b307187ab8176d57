-- given:
CREATE TABLE cache (a int);
CREATE UNLOGGED TABLE fast (a int);
-- bad: unlogged
ALTER TABLE cache SET UNLOGGED;
-- bad: logged
ALTER TABLE fast SET LOGGED;
-- good: it is already
ALTER TABLE cache SET LOGGED;
