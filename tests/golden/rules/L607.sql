-- also: L120
-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, note varchar(10), more varchar(10));
CREATE VIEW notes AS SELECT id, note FROM orders;
-- bad: a view reads it
ALTER TABLE orders ALTER COLUMN note TYPE varchar(20);
-- good: none reads it
ALTER TABLE orders ALTER COLUMN more TYPE varchar(20);
