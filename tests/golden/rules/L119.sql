-- given:
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: a default that must be looked up
ALTER TABLE orders ADD COLUMN customer_id bigint DEFAULT 1 REFERENCES customer ON DELETE SET NULL;
-- good: nothing to look up
ALTER TABLE orders ADD COLUMN customer_id bigint REFERENCES customer;
