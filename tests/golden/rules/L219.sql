-- also: L103
-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, number text, shop int);
CREATE UNIQUE INDEX orders_number ON orders (number);
CREATE UNIQUE INDEX orders_shop ON orders (shop);
CREATE UNIQUE INDEX orders_shop_too ON orders (shop);
CREATE INDEX orders_plain ON orders (number, shop);
-- bad: the only one
DROP INDEX CONCURRENTLY orders_number;
-- good: not unique
DROP INDEX CONCURRENTLY orders_plain;
-- good: another one is there
DROP INDEX CONCURRENTLY orders_shop;
