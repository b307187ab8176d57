-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE TABLE bare (a int);
-- bad: unique
ALTER TABLE orders ADD COLUMN number text UNIQUE;
-- bad: a primary key with a default
ALTER TABLE bare ADD COLUMN id bigint DEFAULT 7 PRIMARY KEY;
-- good: an index that is built concurrently
ALTER TABLE orders ADD COLUMN number text;
CREATE UNIQUE INDEX CONCURRENTLY orders_number ON orders (number);
