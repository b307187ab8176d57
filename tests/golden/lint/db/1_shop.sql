CREATE TABLE orders (id bigint PRIMARY KEY, name text, qty integer);
CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint);
CREATE INDEX ON items (order_id);
