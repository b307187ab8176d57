-- given:
CREATE TABLE told (id bigint PRIMARY KEY);
CREATE PUBLICATION p FOR TABLE told;
-- bad: all of it
DROP PUBLICATION p;
-- bad: a table
ALTER PUBLICATION p DROP TABLE told;
-- good: one more
ALTER PUBLICATION p ADD TABLE told;
