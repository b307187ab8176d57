-- also: L111 L199
-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, a int NOT NULL);
CREATE INDEX orders_plain ON orders (a);
CREATE UNIQUE INDEX orders_part ON orders (a) WHERE a > 0;
CREATE UNIQUE INDEX orders_a ON orders (a);
-- bad: not unique
ALTER TABLE orders ADD CONSTRAINT u UNIQUE USING INDEX orders_plain;
-- bad: partial
ALTER TABLE orders ADD CONSTRAINT u UNIQUE USING INDEX orders_part;
-- good: unique
ALTER TABLE orders ADD CONSTRAINT u UNIQUE USING INDEX orders_a;
