-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: told once
ALTER TABLE orders ADD COLUMN note text;
ALTER TABLE orders ADD COLUMN more text;
-- good: set
SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN note text;
-- good: a new table
CREATE TABLE parcel (a int);
ALTER TABLE parcel ADD COLUMN note text;
-- good: nobody queues behind it
CREATE INDEX CONCURRENTLY orders_2 ON orders (id);
