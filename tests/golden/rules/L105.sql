-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, number text, shop bigint);
CREATE INDEX orders_number_key ON orders (number);
-- bad: a free name is found
ALTER TABLE orders ADD UNIQUE (number);
-- bad: named, over two columns, with INCLUDE
ALTER TABLE orders ADD CONSTRAINT per_shop UNIQUE (shop, number) INCLUDE (id) DEFERRABLE;
-- good: of an index
CREATE UNIQUE INDEX CONCURRENTLY orders_number ON orders (number);
ALTER TABLE orders ADD CONSTRAINT orders_number UNIQUE USING INDEX orders_number;
-- good: an empty table
CREATE TABLE parcel (id bigint);
ALTER TABLE parcel ADD UNIQUE (id);
